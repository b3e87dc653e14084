"""Places that cannot be written to: one Chinese sentence with the place, exit 1, and nothing half-made."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.faults.conftest import Desk, as_nobody

FORM = ("fill", "职业培训情况统计表", "--window", "2026")


@pytest.fixture
def ledger(desk: Desk, public: Path) -> str:
    """The ledger where nobody can read and write it."""
    assert desk.run("forms").code == 0
    return str(public / "台账.zhijiao")


def test_a_filled_file_that_is_there_and_may_not_be_replaced(desk: Desk, public: Path, ledger: str) -> None:
    folder = public / "锁住"
    folder.mkdir()
    out = folder / "统计表.xlsx"
    out.write_bytes(b"open in Excel")
    code, said = as_nobody(public, "--ledger", ledger, *FORM, "--out", str(out))
    assert code == 1 and "Traceback" not in said and "程序内部出错" not in said, said
    assert "统计表.xlsx" in said or "锁住" in said, said
    assert out.read_bytes() == b"open in Excel" and [each.name for each in folder.iterdir()] == [
        "统计表.xlsx"
    ]


def test_no_space_for_the_filled_file(desk: Desk, public: Path, ledger: str) -> None:
    folder = public / "满"
    folder.mkdir()
    os.chown(folder, 65534, 65534)
    code, said = as_nobody(
        public, "--ledger", ledger, *FORM, "--out", str(folder / "统计表.xlsx"), limit=2000
    )
    assert code == 1 and "Traceback" not in said and "程序内部出错" not in said, said
    assert "磁盘" in said or "空间" in said, said
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there(desk: Desk, tmp_path: Path) -> None:
    said = desk.refuses(*FORM, "--out", str(tmp_path / "无此文件夹" / "x" / "统计表.xlsx"))
    assert "无此文件夹" in said.err


def test_an_unknown_form_or_window(desk: Desk, tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "o.xlsx"))
    assert "没有的表" in desk.refuses("fill", "没有的表", "--window", "2026", *out).err
    assert "下个月" in desk.refuses(FORM[0], FORM[1], "--window", "下个月", *out).err
    assert not (tmp_path / "o.xlsx").exists()


def test_a_backup_into_a_read_only_folder(desk: Desk, public: Path, ledger: str) -> None:
    folder = public / "只读"
    folder.mkdir()
    code, said = as_nobody(public, "--ledger", ledger, "backup", str(folder))
    assert code == 1 and "Traceback" not in said and "程序内部出错" not in said, said
    assert "只读" in said and list(folder.iterdir()) == []


def test_a_ledger_that_is_no_ledger(desk: Desk, tmp_path: Path) -> None:
    wrong = tmp_path / "别的.zhijiao"
    shutil.copy(Path(__file__), wrong)
    said = desk.run("--ledger", str(wrong), "show", "企业")
    assert said.code == 1 and "别的.zhijiao" in said.err and "Traceback" not in said.all
