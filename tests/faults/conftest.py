"""A ledger on disk, the command line in this process, and workbooks with one thing wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

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


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A new ledger with a little in it."""
    ledger = tmp_path / "台账.zhijiao"

    def run(*words: str) -> Said:
        capsys.readouterr()
        code = main(["--ledger", str(ledger), *words])
        captured = capsys.readouterr()
        return Said(code, captured.out, captured.err)

    assert run("init", "--school", "江城职业技术学校", "--code", "2222000001").code == 0
    base = workbook(tmp_path / "企业.xlsx", [ENTERPRISES, GOOD])
    assert run("import", str(base), "--into", "企业").code == 0
    return Desk(ledger, run)


def workbook(path: Path, rows: Sequence[Sequence[object]], sheet: str = "表") -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path
