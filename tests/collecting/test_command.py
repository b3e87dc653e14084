"""collect make, read and list as a script sees them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.__main__ import main
from desktop.workbook.encrypted import encrypt
from tests.collecting.desk import edited, new_office, row_id, saved


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    new_office(tmp_path).ledger.close()
    return tmp_path / "台账.zhijiao"


def said(capsys: pytest.CaptureFixture[str], ledger: Path, *words: str | Path) -> tuple[int, Any, str]:
    """Exit code, the one JSON document, what went to stderr."""
    capsys.readouterr()
    code = main(["--ledger", str(ledger), "collect", *map(str, words), "--json"])
    out, err = capsys.readouterr()
    return code, json.loads(out), err


def test_make_read_list(capsys: pytest.CaptureFixture[str], ledger: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("教师", "--by", "系部", "--window", "2026", "--fields", "职称，任教课程", "--out", out)
    code, made, _ = said(capsys, ledger, "make", *words)
    assert (code, made["rows"], made["left"], len(made["files"])) == (0, 3, 0, 3)
    assert made["columns"] == ["姓名", "工号", "证件号码", "职称", "任教课程"]
    file = next(Path(each["file"]) for each in made["files"] if each["to"] == "汽车工程系")
    with edited(file) as sheet:
        sheet.put(sheet.row("陈建国"), "任教课程", "底盘")
    code, read, _ = said(capsys, ledger, "read", out, "--dry-run")
    assert (code, read["written"], read["updated"], read["missing"]) == (0, False, 1, [])
    assert [(c["title"], c["field"], c["old"], c["new"]) for c in read["changes"]] == [
        ("陈建国 · T001", "任教课程", "", "底盘")
    ]
    code, read, _ = said(capsys, ledger, "read", out)
    assert (code, read["written"], read["updated"]) == (0, True, 1)
    code, read, _ = said(capsys, ledger, "read", out)
    assert (read["updated"], read["changes"]) == (0, [])
    code, found, _ = said(capsys, ledger, "list")
    assert [(each["sent"], each["received"], each["missing"]) for each in found] == [(3, 3, [])]


def test_conflicts_are_refused_until_said(
    capsys: pytest.CaptureFixture[str], ledger: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ("教师", "--by", "系部", "--window", "2026", "--fields", "任教课程", "--out", out)
    made = said(capsys, ledger, "make", *words)[1]
    file = next(Path(each["file"]) for each in made["files"] if each["to"] == "汽车工程系")
    with edited(file) as sheet:
        sheet.put(sheet.row("陈建国"), "任教课程", "底盘")
    from desktop.compose import open_office

    office = open_office(str(ledger))
    saved(office, "教师", {"任教课程": "钣金"}, row_id(office, "教师", "工号", "T001"))
    office.ledger.close()
    code, read, err = said(capsys, ledger, "read", out)
    assert (code, read["written"]) == (1, False)
    assert "共 1 处冲突" in err and "钣金" in err and "底盘" in err
    assert [each["kind"] for each in read["questions"]] == ["冲突"]
    code, read, _ = said(capsys, ledger, "read", out, "--on-conflict", "skip")
    assert (code, read["written"], read["updated"]) == (0, True, 0)
    code, read, _ = said(capsys, ledger, "read", out)
    assert (code, read["questions"]) == (0, [])  # said once
    assert main(["--ledger", str(ledger), "undo"]) == 0
    code, read, _ = said(capsys, ledger, "read", out, "--on-conflict", "update")
    assert (code, read["written"], read["updated"]) == (0, True, 1)


def test_wrong_words_end_in_a_sentence(
    capsys: pytest.CaptureFixture[str], ledger: Path, tmp_path: Path
) -> None:
    code, told, err = said(capsys, ledger, "read", tmp_path / "没有")
    assert code == 1 and "不是文件夹" in told["error"]["sentence"] and "Traceback" not in err
    words = ("系部", "--by", "教师", "--window", "2026", "--out", tmp_path / "x")
    assert said(capsys, ledger, "make", *words)[0] == 1


def test_a_locked_file_is_read_with_its_password(
    capsys: pytest.CaptureFixture[str], ledger: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ("教师", "--by", "系部", "--window", "2026", "--fields", "任教课程", "--out", out)
    made = said(capsys, ledger, "make", *words)[1]
    file = next(Path(each["file"]) for each in made["files"] if each["to"] == "汽车工程系")
    with edited(file) as sheet:
        sheet.put(sheet.row("陈建国"), "任教课程", "底盘")
    encrypt(file, "口令")
    code, read, _ = said(capsys, ledger, "read", out, "--dry-run")
    assert (read["updated"], read["missing"]) == (0, ["汽车工程系"])
    (tmp_path / "密码.txt").write_text("口令\n", "utf-8")
    code, read, _ = said(capsys, ledger, "read", out, "--password-file", tmp_path / "密码.txt")
    assert (code, read["written"], read["updated"], read["missing"]) == (0, True, 1, [])
