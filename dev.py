#!/usr/bin/env python3
"""The way in from a fresh clone, standard library only: makes .venv from the lock, then runs or tests.

python3 dev.py run              打开窗口；没有显示器时，把同样的事在后台做一遍，结果放在 out/
python3 dev.py test [--long]    跑测试；其余参数原样交给 pytest
python3 dev.py lock             按 pyproject.toml 重写两个锁定文件
python3 dev.py migration NAME   照记录的改动生成一个台账升级脚本
python3 dev.py build            用 PyInstaller 打包到 dist/
"""

import ctypes
import hashlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# Before anything that an older Python could not run: what it prints must be a sentence, not a traceback.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(f"职教台账需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}：请装好新版再运行。")

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "zhijiao.json"  # written last: an environment without it was interrupted and is made again
LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"  # the second holds all of the first

# A shared library and the Debian package that brings it. Looked for by loading them, since a library may have
# come from anywhere; nothing is run when all are there.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
APT = """apt-get -qq update &&
    exec apt-get -qq install -y --no-install-recommends -o DPkg::Lock::Timeout=120 "$@"
"""


class Refused(Exception):
    """Something the person has to do first, in one sentence."""


# ---- the system ------------------------------------------------------------------------------------------


def loads(library: str) -> bool:
    """Whether the dynamic linker finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(*, window: bool) -> list[str]:
    """Debian's names of the packages whose libraries Qt would not find."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = QT_LIBRARIES | (WINDOW_LIBRARIES if window else {})
    return [package for library, package in wanted.items() if not loads(library)]


def has_postgresql() -> bool:
    """Whether a PostgreSQL server's programs are here, on PATH or where Debian keeps them."""
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def may_install() -> bool:
    """Root on Debian: the one place where this script installs anything outside its own folder."""
    return (
        sys.platform.startswith("linux")
        and os.geteuid() == 0
        and Path("/etc/debian_version").exists()
        and shutil.which("apt-get") is not None
    )


def no_server_of_its_own() -> None:
    """Tells Debian's package to start no server: the tests start theirs, and this machine may want none."""
    folder = Path("/etc/postgresql-common/createcluster.d")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "zhijiao.conf").write_text("create_main_cluster = false\n", "utf-8")


class Installation:
    """Debian packages on their way in, while pip works beside it."""

    def __init__(self, packages: list[str]) -> None:
        self.packages = packages
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as this
        self.started = time.monotonic()
        if "postgresql" in packages:
            no_server_of_its_own()
        print(f"正在安装系统软件包：{' '.join(packages)}", flush=True)
        self.process = subprocess.Popen(
            ["sh", "-c", APT, "sh", *packages],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def finish(self) -> None:
        """Waits; what apt said is shown only when it failed."""
        if self.process.wait() != 0:
            self.log.seek(0)
            sys.stderr.write(self.log.read().decode("utf-8", "replace")[-2000:])
            raise Refused(f"系统软件包没有装上，请先手工安装：apt-get install {' '.join(self.packages)}")
        print(f"系统软件包装好，{time.monotonic() - self.started:.1f} 秒", flush=True)


def system(*, window: bool, tests: bool, long: bool) -> Installation | None:
    """Starts installing what the system lacks, or says in one sentence what to install."""
    libraries = missing_libraries(window=window)
    venv = [] if importlib.util.find_spec("ensurepip") else ["python3-venv"]
    server = [] if has_postgresql() or not tests else ["postgresql"]
    # LibreOffice recalculates and prints what we write: the long tests' independent judge.
    judge = ["libreoffice-calc-nogui", "poppler-utils"] if long and not shutil.which("soffice") else []
    if (libraries or venv or server or judge) and may_install():
        return Installation(libraries + venv + server + judge)
    if libraries or venv:
        raise Refused(
            f"系统里缺少几个软件包，请先用管理员身份安装：apt-get install {' '.join(libraries + venv)}"
        )
    if server and os.environ.get("CI") == "true":
        raise Refused("自动测试要用 PostgreSQL，请先安装：apt-get install postgresql")
    if server:
        print("没有找到 PostgreSQL，这部分测试将跳过（apt-get install postgresql）", flush=True)
    if judge:
        print(f"没有找到 LibreOffice，这部分测试将跳过（apt-get install {' '.join(judge)}）", flush=True)
    return None


# ---- the environment -------------------------------------------------------------------------------------


def venv_python() -> str:
    """The environment's own Python."""
    return str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def version() -> str:
    """The Python that an environment belongs to."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def digest(lock: str) -> str:
    """A lock file's fingerprint; line ends do not count, since git may change them on Windows."""
    return hashlib.sha256((ROOT / lock).read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def installed() -> dict[str, str]:
    """Fingerprints of the locks that the environment holds; empty when there is none of use."""
    try:
        state = json.loads(STAMP.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    usable = Path(venv_python()).exists() and state.pop("python", "") == version()
    return state if usable else {}


def make_environment() -> None:
    """A new, empty environment in the place of whatever half-made or outdated one is there."""
    if VENV.exists():
        shutil.rmtree(VENV)
    # When this runs inside the environment it is about to remove, the base Python has to make the new one.
    base = getattr(sys, "_base_executable", None) or sys.executable
    if subprocess.call([base, "-m", "venv", str(VENV)], stdout=subprocess.DEVNULL) != 0:
        raise Refused("没能建立运行环境 .venv，请看上面的原因；在 Debian 上请先安装 python3-venv。")


def pip_install(lock: str) -> float:
    """Installs the lock as it is, hashes checked, nothing resolved or compiled; the seconds it took."""
    started = time.monotonic()
    exactly = ["--no-deps", "--require-hashes", "--no-compile", "-r", str(ROOT / lock)]
    quietly = ["--no-input", "--disable-pip-version-check", "--quiet"]
    command = [venv_python(), "-m", "pip", "install", *exactly, *quietly]
    if subprocess.call(command, stdin=subprocess.DEVNULL) != 0:
        raise Refused(f"{lock} 里的软件包没有装全，请看上面的原因（多半是网络），再运行一次即可。")
    return time.monotonic() - started


def environment(lock: str) -> float:
    """Makes sure .venv holds the lock; the seconds that pip took, 0 when there was nothing to do."""
    held, wanted = installed(), digest(lock)
    if held.get(lock) == wanted:
        return 0.0
    if held.get(LOCK) != digest(LOCK):  # else the developers' packages are added to what is there
        make_environment()
    print(f"正在安装 {lock} 里的软件包…", flush=True)
    seconds = pip_install(lock)
    part = STAMP.with_suffix(".part")
    part.write_text(json.dumps({"python": version(), LOCK: digest(LOCK), lock: wanted}), "utf-8")
    part.replace(STAMP)
    return seconds


def prepare(lock: str, *, window: bool = False, tests: bool = False, long: bool = False) -> float:
    """The system's libraries and the environment, side by side; the seconds that pip took."""
    started = time.monotonic()
    coming = system(window=window, tests=tests, long=long)
    if coming and "python3-venv" in coming.packages:
        coming.finish()
        coming = None
    pip = environment(lock)
    if coming:
        coming.finish()
    if pip:
        print(f"环境就绪：pip 安装 {pip:.1f} 秒，其余 {time.monotonic() - started - pip:.1f} 秒", flush=True)
    return pip


# ---- the commands ----------------------------------------------------------------------------------------


def python(*arguments: str, offscreen: bool = False) -> int:
    """Runs the environment's Python in the project's folder; its exit code."""
    env = dict(os.environ)
    if offscreen:
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
    return subprocess.call([venv_python(), *arguments], cwd=ROOT, env=env)


def has_display() -> bool:
    """Whether a window can be seen."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window() -> int:
    """The window on a demonstration ledger, which is made the first time."""
    ledger = ROOT / "out" / "demo.zhijiao"
    if not ledger.exists():
        ledger.parent.mkdir(exist_ok=True)
        half = ledger.with_name("demo-half.zhijiao")
        half.unlink(missing_ok=True)
        code = python("-m", "desktop", "--ledger", str(half), "demo")
        if code:
            return code
        half.replace(ledger)
    return python("-m", "desktop", "--ledger", str(ledger))


def run(arguments: list[str]) -> int:
    """The window, or without a display the same work headless; says what it took."""
    started, window = time.monotonic(), has_display()
    pip = prepare(LOCK, window=window)
    if window:
        return open_window()
    code = python("-m", "desktop.showcase", *arguments, offscreen=True)
    beyond = time.monotonic() - started - pip
    print(f"用时：pip 安装 {pip:.1f} 秒，其余 {beyond:.1f} 秒", flush=True)
    return code


def test(arguments: list[str]) -> int:
    """pytest on all tests, or as told; no test found is a failure, as pytest's own exit code has it."""
    prepare(DEV_LOCK, tests=True, long="--long" in arguments)
    told = any(a.startswith(("-n", "--numprocesses", "--pdb")) for a in arguments)
    some = any((ROOT / a.split("::")[0]).exists() for a in arguments)
    # Workers pay only for many tests; they take files in the order of tests/conftest.py, the longest first.
    spread = [] if told or some else ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    return python("-m", "pytest", *spread, *arguments, offscreen=True)


def lock(arguments: list[str]) -> int:
    """Rewrites both lock files from pyproject.toml with uv: every platform, every hash, no address."""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv")
        if uv is None:
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            scripts = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
            subprocess.run([str(scripts / "python"), "-m", "pip", "install", "--quiet", "uv"], check=True)
            uv = str(scripts / "uv")
        shape = ["--universal", "--python-version", "3.11", "--generate-hashes", "--upgrade", "--no-config"]
        quiet = ["--no-emit-index-url", "--no-header", "--no-annotate", "--quiet"]
        compile_ = [uv, "pip", "compile", "pyproject.toml", *shape, *quiet, *arguments]
        subprocess.run([*compile_, "-o", LOCK], cwd=ROOT, check=True)
        extra = ["--extra", "postgres", "--group", "dev", "-c", LOCK]
        subprocess.run([*compile_, *extra, "-o", DEV_LOCK], cwd=ROOT, check=True)
    return 0


def migration(arguments: list[str]) -> int:
    """A migration script from what the models have and the migrations do not."""
    if len(arguments) != 1:
        raise Refused("请给升级脚本起一个名字：python3 dev.py migration add_place")
    prepare(LOCK)
    return python("-m", "desktop.store.migrating", "autogenerate", arguments[0])


def build(arguments: list[str]) -> int:
    """The folder that is handed to schools, in dist/."""
    if sys.platform.startswith("linux") and not shutil.which("objdump"):
        raise Refused("打包要用 binutils 里的程序，请先安装：apt-get install binutils")
    prepare(DEV_LOCK, window=True)  # what the window needs goes into the folder
    return python("-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *arguments, "build.spec")


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "lock": lock,
    "migration": migration,
    "build": build,
}


def main(arguments: list[str]) -> int:
    """Does the command named first; 2 for a command there is not."""
    for stream in (sys.stdout, sys.stderr):  # a console that cannot show Chinese must not stop the work
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    name, rest = (arguments[0], arguments[1:]) if arguments else ("--help", [])
    if name in ("-h", "--help"):
        print(__doc__)
        return 0
    if name not in COMMANDS:
        print(f"没有“{name}”这个命令，可用的有：{'、'.join(COMMANDS)}。", file=sys.stderr)
        return 2
    try:
        return COMMANDS[name](rest)
    except Refused as sentence:
        print(sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
