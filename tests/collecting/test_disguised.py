"""Files in other clothes: renamed, saved by other programs, columns moved, rows inserted, marks damaged."""

from __future__ import annotations

import csv
import shutil
import subprocess
from collections.abc import Callable, Iterator
from copy import copy
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.worksheet.worksheet import Worksheet

from desktop.services.collecting import CollectPlan, Made, commit_collect, plan_collect
from desktop.services.office import Office
from tests.collecting.desk import FACTORY, SHOP, Sheet, edited, file_for, new_office, rows, saved, sent

FIELDS = ("职称", "联系电话", "入职日期", "任教课程")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def out(office: Office, tmp_path: Path) -> Made:
    """The teachers of 汽车工程系, one edited in two cells and one written below."""
    made = sent(office, tmp_path / "U盘", "教师", "系部", *FIELDS)
    with edited(file_for(made, "汽车工程系")) as sheet:
        sheet.put(sheet.row("陈建国"), "任教课程", "底盘")
        sheet.put(sheet.row("李敏"), "入职日期", date(2019, 9, 1))
        sheet.add(姓名="赵海", 证件号码="11010519491231002X", 入职日期=date(2026, 3, 1))
    return made


def understood(plan: CollectPlan) -> None:
    """The two changed cells and the new row, nothing else."""
    assert {(c.title, c.path.label, c.after[0], c.state) for c in plan.cells} == {
        ("陈建国 · T001", "任教课程", "底盘", "changed"),
        ("李敏 · T002", "入职日期", "2019-09-01", "changed"),
    }
    assert (plan.created, plan.questions, plan.strays) == (1, [], [])
    assert {each.to.name: each.state for each in plan.statuses()}["汽车工程系"] == "已交"


def _renamed(file: Path) -> None:
    with edited(file) as sheet:
        sheet.sheet.title = "Sheet1 (2)"
    file.rename(file.with_name("新建 工作表.xlsx"))


def _columns_moved(file: Path) -> None:
    with edited(file) as sheet:
        _swap(sheet.sheet, sheet.column("任教课程"), sheet.column("姓名"))
        sheet.sheet.unmerge_cells(str(next(iter(sheet.sheet.merged_cells.ranges))))
        sheet.sheet.insert_cols(4)
        sheet.sheet.cell(sheet.header, 4).value = "我加的一列"
        sheet.sheet.cell(sheet.row("李敏"), 4).value = "随手记"


def _swap(sheet: Worksheet, one: int, two: int) -> None:
    for row in range(1, sheet.max_row + 1):
        a, b = sheet.cell(row, one), sheet.cell(row, two)
        if type(a).__name__ == type(b).__name__ == "Cell":
            a.value, b.value = b.value, a.value
            a.number_format, b.number_format = copy(b.number_format), copy(a.number_format)


def _rows_inserted(file: Path) -> None:
    with edited(file) as sheet:
        sheet.sheet.insert_rows(sheet.row("李敏"))
        for block in list(sheet.sheet.merged_cells.ranges):
            sheet.sheet.unmerge_cells(str(block))
        sheet.sheet.insert_rows(1, 2)
        sheet.sheet.cell(1, 2).value = "汽车工程系已审核"


def _sorted_apart(file: Path) -> None:
    """The visible columns sorted, the hidden one left where it was."""
    with edited(file) as sheet:
        one, two = sheet.row("陈建国"), sheet.row("李敏")
        for column in range(2, sheet.sheet.max_column + 1):
            a, b = sheet.sheet.cell(one, column), sheet.sheet.cell(two, column)
            a.value, b.value = b.value, a.value


def _tags_deleted(file: Path) -> None:
    """The hidden row above the header is gone, and the mark with it; the defined name remains."""
    with edited(file) as sheet:
        header = sheet.header
        for block in list(sheet.sheet.merged_cells.ranges):
            sheet.sheet.unmerge_cells(str(block))
        sheet.sheet.delete_rows(header - 1)


def _header_rewritten(file: Path) -> None:
    with edited(file) as sheet:
        sheet.put(sheet.header, "任教课程", "所教课程")


def _copied_to_another_book(file: Path) -> None:
    """Select all, copy, paste into a new workbook: no names, no properties, no protection."""
    old = openpyxl.load_workbook(file).worksheets[0]
    book = openpyxl.Workbook()
    for line in old.iter_rows():
        for cell in line:
            if cell.value is not None:
                made = book.active.cell(cell.row, cell.column, cell.value)
                made.number_format = cell.number_format
    book.save(file)


def _saved_as_xls(file: Path) -> None:
    old = openpyxl.load_workbook(file).worksheets[0]
    book = xlwt.Workbook()
    sheet = book.add_sheet("教师")
    day = xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for line in old.iter_rows():
        for cell in line:
            if isinstance(cell.value, datetime):
                sheet.write(cell.row - 1, cell.column - 1, cell.value, day)
            elif cell.value is not None:
                sheet.write(cell.row - 1, cell.column - 1, cell.value)
    book.save(str(file.with_suffix(".xls")))
    file.unlink()


def _saved_as_csv(file: Path) -> None:
    old = openpyxl.load_workbook(file).worksheets[0]
    with file.with_suffix(".csv").open("w", encoding="gb18030", newline="") as opened:
        write = csv.writer(opened)
        for line in old.iter_rows(values_only=True):
            write.writerow(
                f"{v.year}/{v.month}/{v.day}" if isinstance(v, datetime) else "" if v is None else v
                for v in line
            )
    file.unlink()


WAYS: tuple[Callable[[Path], None], ...] = (
    _renamed, _columns_moved, _rows_inserted, _sorted_apart, _tags_deleted, _header_rewritten,
    _copied_to_another_book, _saved_as_xls, _saved_as_csv,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_it_is_known_and_read_alike(office: Office, out: Made, way: Callable[[Path], None]) -> None:
    way(file_for(out, "汽车工程系"))
    understood(plan_collect(office, out.folder))


def test_all_at_once(office: Office, out: Made) -> None:
    file = file_for(out, "汽车工程系")
    for way in (_columns_moved, _sorted_apart, _copied_to_another_book, _saved_as_xls):
        way(file)
    file = file.with_suffix(".xls").rename(file.with_name("1.xls"))
    plan = plan_collect(office, out.folder)
    understood(plan)
    done = commit_collect(office, plan)
    assert (done.cells, done.created) == (2, 1)
    assert ("赵海", "汽车工程系") in rows(office, "教师", "姓名", "系部")


def test_a_row_copied_to_write_a_new_one(office: Office, tmp_path: Path) -> None:
    """Its hidden mark comes along; the copy is a new row as soon as what names it is another's."""
    made = sent(office, tmp_path / "U盘", "企业实践", "教师")
    with edited(file_for(made, "李敏")) as sheet:
        old = sheet.row(FACTORY)
        for column in range(1, sheet.sheet.max_column + 1):
            sheet.sheet.cell(old + 1, column).value = sheet.sheet.cell(old, column).value
        sheet.put(old, "企业名称", SHOP)  # of the two, the upper one was rewritten
        sheet.put(old, "开始日期", date(2026, 8, 1))
        sheet.put(old, "结束日期", date(2026, 8, 9))
    plan = plan_collect(office, made.folder)
    assert (plan.cells, plan.created, plan.questions) == ([], 1, [])


def test_a_row_written_over_by_another_is_asked_about(office: Office, tmp_path: Path) -> None:
    made = sent(office, tmp_path / "U盘", "企业实践", "教师")
    with edited(file_for(made, "李敏")) as sheet:
        old = sheet.row(FACTORY)
        sheet.put(old, "企业名称", SHOP)
        sheet.put(old, "开始日期", date(2026, 8, 1))
        sheet.put(old, "结束日期", date(2026, 8, 9))
    plan = plan_collect(office, made.folder)
    assert {c.state for c in plan.cells} == {"conflict"}
    assert "像是写成了另一条" in plan.open_conflicts[0].sentence


def test_a_damaged_mark_asks_before_it_changes(office: Office, out: Made) -> None:
    with edited(file_for(out, "汽车工程系")) as sheet:
        cell = sheet.sheet.cell(sheet.row("陈建国"), 1)
        cell.value = str(cell.value).split(".")[0] + "."
    plan = plan_collect(office, out.folder)
    assert {(c.path.label, c.state) for c in plan.cells} == {
        ("任教课程", "conflict"),
        ("入职日期", "changed"),
    }


def test_two_departments_in_one_workbook(office: Office, out: Made) -> None:
    """A secretary puts all sheets into one book."""
    saved(office, "department", {"名称": "后来的系"})
    first = openpyxl.load_workbook(file_for(out, "汽车工程系"))
    other = openpyxl.load_workbook(file_for(out, "信息系")).worksheets[0]
    sheet = first.create_sheet("信息系")
    for line in other.iter_rows():
        for cell in line:
            if cell.value is not None:
                sheet.cell(cell.row, cell.column, cell.value).number_format = cell.number_format
    Sheet(sheet).put(Sheet(sheet).row("王芳"), "任教课程", "网页设计")
    first.save(file_for(out, "汽车工程系"))
    file_for(out, "信息系").unlink()
    plan = plan_collect(office, out.folder)
    assert {each.to.name: each.state for each in plan.statuses()} == {
        "汽车工程系": "已交", "信息系": "已交", "旅游系": "已交",
    }  # fmt: skip
    assert ("王芳 · T003", "网页设计") in {(c.title, c.after[0]) for c in plan.cells}
    assert (len(plan.cells), plan.created) == (3, 1)


@pytest.mark.long
@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_saved_by_libreoffice(office: Office, out: Made, tmp_path: Path, kind: str) -> None:
    """Saved again by another program, it is still known, and the unchanged cells are unchanged."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    file = file_for(out, "汽车工程系")
    form = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "xls": "xls:MS Excel 97"}[kind]
    profile = (tmp_path / "profile").as_uri()
    words = [program, "--headless", f"-env:UserInstallation={profile}", "--convert-to", form]
    subprocess.run(
        [*words, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=120
    )
    file.unlink()
    shutil.move(tmp_path / f"{file.stem}.{kind}", out.folder / f"交.{kind}")
    understood(plan_collect(office, out.folder))
