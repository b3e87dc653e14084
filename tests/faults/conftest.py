"""A ledger on disk, the command line in this process, and workbooks with one thing wrong."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

import desktop.services.importing.commit
import desktop.services.returning.filling  # noqa: F401 - read in before a fork may no longer read Python's files
from desktop.__main__ import main
from desktop.store.content import content_hash
from desktop.store.ledger import Ledger

ENTERPRISES = ("统一社会信用代码", "企业名称", "规模")
GOOD = ("91350100M000100Y43", "江城化纤有限公司", "大型")


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        return self.out + self.err


@dataclass(frozen=True)
class Desk:
    """A clerk's desk: `run` is the command line on the ledger."""

    ledger: Path
    run: Callable[..., Said]

    def contents(self) -> str:
        opened = Ledger.open(self.ledger)
        try:
            return content_hash(opened)
        finally:
            opened.close()

    def refuses(self, *words: str) -> Said:
        """The command is refused in Chinese, without a traceback, and the ledger is as before."""
        before = self.contents()
        said = self.run(*words)
        assert said.code == 1, said.all
        assert "Traceback" not in said.all
        assert "程序内部出错" not in said.all, said.all
        assert re.search(r"[\u4e00-\u9fff]{4,}", said.err), said.all
        assert self.contents() == before
        return said


@pytest.fixture(scope="session")
def _beginning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new ledger with a little in it, made once."""
    folder = tmp_path_factory.mktemp("开始")
    ledger = folder / "台账.zhijiao"
    on = ("--ledger", str(ledger))
    assert main([*on, "init", "--school", "江城职业技术学校", "--code", "2222000001"]) == 0
    base = workbook(folder / "企业.xlsx", [ENTERPRISES, GOOD])
    assert main([*on, "import", str(base), "--into", "企业"]) == 0
    return ledger


@pytest.fixture
def desk(_beginning: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A ledger with a little in it, and the workbook of which that came."""
    ledger = tmp_path / "台账.zhijiao"

    def run(*words: str) -> Said:
        capsys.readouterr()
        code = main(["--ledger", str(ledger), *words])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    for each in (ledger.name, "企业.xlsx"):
        shutil.copy(_beginning.with_name(each), tmp_path / each)
    return Desk(ledger, run)


def workbook(path: Path, rows: Sequence[Sequence[object]], sheet: str = "表") -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


# -- what the system refuses: tried as nobody, because root ignores permission bits -------------------

NOBODY = 65534


def as_nobody(folder: Path, *words: str, limit: int | None = None) -> tuple[int, str]:
    """The command line in a fork of this process that gave up its rights; files at most `limit` bytes."""
    if not hasattr(os, "fork") or os.getuid() != 0:
        pytest.skip("only root can become nobody")
    for each in (folder, *folder.parents):
        if each == Path(tempfile.gettempdir()):
            break
        each.chmod(0o755)
    heard, spoken = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(heard)
        os._exit(_without_rights(spoken, folder, words, limit))
    os.close(spoken)
    with os.fdopen(heard, "rb") as stream:
        text = stream.read().decode("utf-8", errors="replace")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def _without_rights(spoken: int, folder: Path, words: tuple[str, ...], limit: int | None) -> int:
    """Runs in the child; whatever happens it must not go on as the test run."""
    try:
        os.dup2(spoken, 1)
        os.dup2(spoken, 2)
        out = os.fdopen(1, "w", encoding="utf-8", errors="replace")
        sys.stdout = sys.stderr = out
        os.environ["HOME"] = os.environ["XDG_DATA_HOME"] = str(folder)
        if limit is not None:
            import resource
            import signal

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        code = main(list(words))
        out.flush()
        return code
    except BaseException as error:  # noqa: BLE001 - the parent judges what was said
        os.write(1, f"Traceback {error!r}".encode())
        return 99


@pytest.fixture
def public(desk: Desk, tmp_path: Path) -> Path:
    """The ledger in a folder that belongs to nobody."""
    folder = tmp_path / "公共"
    folder.mkdir()
    shutil.copy(desk.ledger, folder / "台账.zhijiao")
    for each in (folder, folder / "台账.zhijiao"):
        os.chown(each, NOBODY, NOBODY)
    return folder
