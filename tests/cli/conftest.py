"""The command line as a script sees it: words in, exit code, standard output and error out."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.__main__ import main


@dataclass(frozen=True)
class Said:
    """What one command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output; anything beside it is an error."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one command line in this process; the user's own folder is an empty one. No traceback, ever."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")

    def _run(*words: str | Path) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Said(code, out, err)

    return _run


@pytest.fixture(scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration ledger, made once by the command that makes it."""
    path = tmp_path_factory.mktemp("demo") / "demo.zhijiao"
    assert main(["--ledger", str(path), "demo"]) == 0
    return path


@pytest.fixture
def demo(_demo: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    path = tmp_path / "demo.zhijiao"
    shutil.copy(_demo, path)
    return path


@pytest.fixture
def empty(run: Run, tmp_path: Path) -> Path:
    """A new ledger without rows."""
    path = tmp_path / "empty.zhijiao"
    assert run("--ledger", path, "init", "--school", "江城职业技术学校", "--code", "3622001234").code == 0
    return path


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Writes rows into an .xlsx of one sheet; texts stay texts."""

    def _workbook(name: str, *rows: tuple[object, ...]) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append(list(row))
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.number_format = "@"
        path = tmp_path / name
        book.save(path)
        return path

    return _workbook
