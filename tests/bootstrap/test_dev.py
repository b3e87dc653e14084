"""The way in: what dev.py says before anything is installed, and when it is called the wrong way."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def call(
    root: Path, *arguments: str, before: str = "", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs dev.py in its own process, after the lines `before`."""
    code = f"import sys\n{before}\nsys.argv = ['dev.py', *{list(arguments)!r}]\n"
    code += f"import runpy; runpy.run_path({str(root / 'dev.py')!r}, run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        check=False,
        timeout=60,
    )


def copy(root: Path, folder: Path) -> Path:
    """The bootstrap alone in a folder of its own, so that nothing here is touched."""
    for name in ("dev.py", "requirements.lock", "requirements-dev.lock"):
        (folder / name).write_bytes((root / name).read_bytes())
    return folder


def test_help_names_every_command(root: Path) -> None:
    for arguments in ([], ["--help"]):
        done = call(root, *arguments)
        assert done.returncode == 0
        for command in ("run", "test", "lock", "migration", "build"):
            assert f"python3 dev.py {command}" in done.stdout


def test_unknown_command_is_one_sentence(root: Path) -> None:
    done = call(root, "rnu")
    assert done.returncode == 2
    assert done.stderr == "没有“rnu”这个命令，可用的有：run、test、lock、migration、build。\n"


@pytest.mark.parametrize("old", [(3, 7, 3), (3, 10, 14)])
def test_old_python_is_refused_in_one_sentence(root: Path, old: tuple[int, int, int]) -> None:
    words = ".".join(map(str, old)) + " (main)"
    done = call(root, "run", before=f"sys.version_info = {old!r}; sys.version = {words!r}")
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Python 3.11" in done.stderr and ".".join(map(str, old)) in done.stderr


def test_an_old_python_can_read_as_far_as_the_sentence(root: Path) -> None:
    """UOS 20 and Kylin V10 come with 3.7 and 3.8: they must get the sentence, not a SyntaxError."""
    tree = ast.parse((root / "dev.py").read_text("utf-8"), feature_version=(3, 7))
    guard = next(i for i, node in enumerate(tree.body) if isinstance(node, ast.If))
    before = tree.body[1:guard]
    assert all(isinstance(node, ast.Import | ast.ImportFrom) for node in before)
    assert "__future__" not in {node.module for node in before if isinstance(node, ast.ImportFrom)}


def test_only_the_standard_library(root: Path) -> None:
    tree = ast.parse((root / "dev.py").read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_missing_packages_are_named_where_it_may_not_install(root: Path) -> None:
    """A clerk's own account on Linux: the libraries are named, nothing is installed, nothing is made."""
    before = "import os, ctypes; os.geteuid = lambda: 1000\ndef CDLL(name): raise OSError\nctypes.CDLL = CDLL"
    done = call(root, "run", before=before, env={"DISPLAY": "", "WAYLAND_DISPLAY": ""})
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert (
        "apt-get install libegl1 libgl1 libglib2.0-0 libfontconfig1 libxkbcommon0 libdbus-1-3" in done.stderr
    )
    assert "libxcb-cursor0" not in done.stderr  # only a real window needs those

    done = call(root, "run", before=before, env={"DISPLAY": ":77"})
    assert "libdbus-1-3 libxcb-cursor0" in done.stderr


def test_ci_insists_on_postgresql(root: Path) -> None:
    before = "import os, shutil, pathlib; os.geteuid = lambda: 1000; shutil.which = lambda name: None"
    before += "; pathlib.Path.glob = lambda self, pattern: iter(())"
    done = call(root, "test", before=before, env={"CI": "true"})
    assert done.returncode == 1
    assert done.stderr == "自动测试要用 PostgreSQL，请先安装：apt-get install postgresql\n"


def test_migration_wants_a_name(root: Path) -> None:
    done = call(root, "migration")
    assert done.returncode == 1
    assert "python3 dev.py migration" in done.stderr


def test_an_interrupted_environment_is_not_taken_for_a_whole_one(root: Path, tmp_path: Path) -> None:
    folder = copy(root, tmp_path)
    show = "import dev, json; print(json.dumps(dev.installed()))"

    def installed() -> dict[str, str]:
        command = [sys.executable, "-c", show]
        out = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=60)
        state: dict[str, str] = json.loads(out.stdout)
        return state

    python = folder / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    python.parent.mkdir(parents=True)
    python.touch()
    assert installed() == {}, "made, but its packages were not all in"

    stamp = folder / ".venv" / "zhijiao.json"
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    stamp.write_text(json.dumps({"python": here, "requirements.lock": "abc"}), "utf-8")
    assert installed() == {"requirements.lock": "abc"}

    stamp.write_text(json.dumps({"python": "3.9", "requirements.lock": "abc"}), "utf-8")
    assert installed() == {}, "of another Python"

    stamp.write_text('{"python": "3.', "utf-8")
    assert installed() == {}, "cut off"

    stamp.write_text(json.dumps({"python": here, "requirements.lock": "abc"}), "utf-8")
    python.unlink()
    assert installed() == {}, "its Python is gone"


def test_line_ends_do_not_make_a_new_environment(root: Path, tmp_path: Path) -> None:
    folder = copy(root, tmp_path)
    command = [sys.executable, "-c", "import dev; print(dev.digest('requirements.lock'))"]

    def digest() -> str:
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=True, timeout=60
        ).stdout

    with_lf = digest()
    path = folder / "requirements.lock"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digest() == with_lf
    path.write_bytes(path.read_bytes() + b"more==1\n")
    assert digest() != with_lf


@pytest.mark.long
def test_no_test_found_is_a_failure(root: Path, tmp_path: Path) -> None:
    """In this very environment: what CI would see if the tests went missing."""
    (tmp_path / "test_none.py").write_text("", "utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)]
    assert subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=120).returncode == 5
