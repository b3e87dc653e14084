"""A term of a clerk's work by commands alone: init, import, show, check, fill, undo, verify."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

PEOPLE = (
    ("张伟", "220202198001010015"),
    ("欧阳雪", "220203199506150028"),
    ("阿依古丽·买买提", "220204198811200045"),
    ("龚𬱖", "220221197703080036"),
)


class Desk:
    """Each command a process of its own, as a script would have it."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.ledger = folder / "台账.zhijiao"

    def __call__(self, *words: str | Path, code: int = 0) -> Any:
        done = subprocess.run(
            [sys.executable, "-m", "desktop", "--ledger", str(self.ledger), "--json", *map(str, words)],
            cwd=self.root,
            env={**os.environ, "XDG_DATA_HOME": str(self.folder / "home"), "PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == code, f"{words}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        assert "Traceback" not in done.stderr
        return json.loads(done.stdout)

    def rows(self, record: str, *more: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self("show", record, *more)["rows"]
        return found


@pytest.fixture
def desk(root: Path, tmp_path: Path) -> Desk:
    return Desk(root, tmp_path)


def with_check_digit(number: str) -> str:
    """A made-up number made valid (GB 11643)."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return number[:17] + "10X98765432"[total % 11]


def class_list(path: Path) -> Path:
    """The list a clerk keeps: a title, a header of two rows, money in 万元, a total, a note."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "2026年"
    sheet["A1"] = "江城职业技术学校2026年培训台账"
    sheet["A1"].font = Font(size=18, bold=True)
    sheet.merge_cells("A1:I1")
    sheet.append(
        ["序号", "培训项目名称", "培训类型", "面向", "培训时间", None, "学时", "计划人数", "培训收入(万元)"]
    )
    sheet.append([None, None, None, None, "起", "止", None, None, None])
    sheet.merge_cells("E2:F2")
    for column in "ABCDGHI":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.append(
        [1, "电工（五级）培训班", "职业技能等级培训", "社会", "2026.3.1", "2026年3月20日", 80, 40, 3.2]
    )
    sheet.append([2, "焊工培训班", "职业技能等级培训", "社会", "2026-04-06", "2026/4/17", 64, 30, 1.5])
    sheet.append(["合计", None, None, None, None, None, "=SUM(G4:G5)", "=SUM(H4:H5)", "=SUM(I4:I5)"])
    sheet.append(["注：收入为到账数。"])
    book.save(path)
    return path


def roster(path: Path) -> Path:
    """A roster with the class in its head rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "电工班"
    sheet.append(["培训学员花名册"])
    sheet.merge_cells("A1:E1")
    sheet.append(["班级名称：电工（五级）培训班", None, None, "开班日期：2026-03-01"])
    sheet.append(["序号", "姓名", "身份证号码", "联系电话", "状态"])
    for number, (name, identity) in enumerate(PEOPLE, 1):
        sheet.append([number, name, with_check_digit(identity), f"1380432000{number}", "结业"])
    book.save(path)
    return path


def test_from_an_empty_ledger_to_a_filled_return_and_back(desk: Desk, tmp_path: Path) -> None:
    desk("init", "--school", "江城职业技术学校", "--code", "3622001234")
    assert desk("verify")["sound"]

    done = desk("import", class_list(tmp_path / "台账2026.xlsx"), "--into", "培训班次")
    assert (done["rows"], done["created"], done["rejected"]) == (2, 2, [])
    classes = {row["项目名称"]: row for row in desk.rows("培训班次")}
    assert (classes["焊工培训班"]["开班日期"], classes["焊工培训班"]["结业日期"]) == (
        "2026-04-06",
        "2026-04-17",
    )
    assert classes["电工（五级）培训班"]["到账经费"] == 32000

    people = roster(tmp_path / "花名册.xlsx")
    done = desk("import", people, "--into", "学员名册")
    assert (done["rows"], done["created"]) == (4, 4)
    again = desk("import", people, "--into", "学员名册")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 4)
    enrolled = desk.rows("学员名册", "--where", "培训班次.项目名称=电工（五级）培训班")
    assert {row["学员.姓名"] for row in enrolled} == {name for name, _ in PEOPLE}
    assert all("********" in row["学员.证件号码"] for row in enrolled)
    assert desk.rows("培训班次", "--where", "项目名称=电工（五级）培训班")[0]["人次"] == 4

    missing = desk("check", "职业培训情况统计表", "--window", "2026", code=1)
    assert any("培训对象" in each["where"] + each["sentence"] for each in missing)

    out = tmp_path / "统计表.xlsx"
    filled = desk("fill", "职业培训情况统计表", "--window", "2026", "--out", out)
    assert (filled["rows"], filled["state"]) == (2, "草稿")
    sheet = openpyxl.load_workbook(out)[filled["sheets"][0]["name"]]
    first = filled["sheets"][0]["first_row"]
    written = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=first, max_row=first + 1)]
    assert {"电工（五级）培训班", "焊工培训班"} <= {str(value) for row in written for value in row}

    names = tmp_path / "名册.xlsx"
    desk(
        "fill",
        "培训学员实名制花名册",
        "--window",
        "2026",
        "--where",
        "项目名称=电工（五级）培训班",
        "--out",
        names,
    )
    texts = {
        cell.value: cell.data_type
        for row in openpyxl.load_workbook(names).worksheets[0].iter_rows()
        for cell in row
    }
    for name, identity in PEOPLE:
        assert name in texts
        assert texts[with_check_digit(identity)] == "s", "an ID number is text"

    acts = desk("history")
    assert [act["title"].partition("（")[0] for act in acts if act["kind"] == "import"] == [
        "导入学员名册 4 条",
        "导入培训班次 2 条",
    ]
    assert acts[0]["kind"] == "seen", "the roster carries ID numbers, so that it was filled is on record"
    desk("undo")
    assert desk.rows("学员名册") == [] and desk.rows("人员") == []
    desk("undo", str(next(act["number"] for act in acts if act["title"].startswith("导入培训班次"))))
    assert desk.rows("培训班次") == []
    assert "没有可以撤销" in desk("undo", code=1)["error"]["sentence"]
    assert desk("verify")["sound"]
