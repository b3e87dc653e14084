"""A whole folder: each sheet finds its record, references between the files hold, one act, one undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from desktop.__main__ import main
from desktop.services.importing.folder import commit_folder, plan_folder
from desktop.services.office import Office
from desktop.store.undo import undo
from tests.services.importing_desk import IDS, book, contents, new_office, rows

CREDIT = "91350100M000100Y43"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files whose names sort against the order in which they must be written."""
    made = tmp_path / "老台账"
    made.mkdir()
    book(
        made / "1企业实践.xlsx",
        [
            ["教师姓名", "企业名称", "开始日期", "结束日期", "认定天数", "考核结果"],
            ["朱梅", "鸿达汽修", "2026-03-01", "2026-03-20", 20, "合格"],
        ],
    )
    teachers = openpyxl.Workbook()
    teachers.active.title = "信息技术系"
    for name, number in (("朱梅", IDS[0]), ("孙强", IDS[1])):
        sheet = teachers.active if name == "朱梅" else teachers.create_sheet("机电工程系")
        sheet.append(["姓名", "身份证号", "教师类别", "职称"])
        sheet.append([name, number, "专业课", "讲师"])
    teachers.save(made / "2教师花名册.xlsx")
    book(made / "3系部.xlsx", [["系部名称"], ["信息技术系"], ["机电工程系"]])
    book(
        made / "4企业.xlsx",
        [
            ["企业名称", "统一社会信用代码", "企业性质"],
            ["江城市鸿达汽车维修有限公司", "91350100M000100Y43", "民营"],
        ],
    )
    (made / "说明.txt").write_text("不是表格", encoding="utf-8")
    return made


def test_a_folder_is_one_act(office: Office, folder: Path) -> None:
    before = contents(office)
    plan = plan_folder(office, folder, strict=False)
    assert [part.label for part in plan.parts] == ["企业", "系部", "教师", "企业实践"] or [
        part.label for part in plan.parts
    ] == ["系部", "企业", "教师", "企业实践"]
    assert all(part.reason for part in plan.parts) and contents(office) == before
    assert [each.rejected for each in plan.plans] == [[]] * 4
    result = commit_folder(office, plan)
    assert (result.created, result.pending) == (2 + 1 + 2 + 1, 0)
    assert sorted(rows(office, "教师", "姓名", "系部")) == [("孙强", "机电工程系"), ("朱梅", "信息技术系")]
    assert rows(office, "企业实践", "教师.姓名", "企业.企业名称") == [("朱梅", "江城市鸿达汽车维修有限公司")]
    again = plan_folder(office, folder, strict=False)
    assert [each.unchanged for each in again.plans] == [each.rows for each in again.plans]
    undo(office.ledger)
    assert contents(office) == before


def test_the_command_line_takes_a_folder(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = new_office(tmp_path)
    made.ledger.close()
    ledger = ["--ledger", str(tmp_path / "台账.zhijiao")]
    assert main([*ledger, "import", str(folder), "--into", "auto", "--json"]) == 0
    assert '"into": "企业实践"' in capsys.readouterr().out
    assert main([*ledger, "import", str(folder / "4企业.xlsx"), "--into", "auto", "--json"]) == 0


def test_a_file_that_fits_nothing_is_named(office: Office, tmp_path: Path) -> None:
    made = tmp_path / "杂"
    made.mkdir()
    book(made / "菜谱.xlsx", [["菜名", "口味"], ["地三鲜", "咸"], ["锅包肉", "甜"]])
    plan = plan_folder(office, made)
    assert plan.parts == [] and [file.name for file, _, _ in plan.left] == ["菜谱.xlsx"]
