"""A sheet copied within its workbook: what hangs on it is copied, what points at it follows."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.table import Table
from python_calamine import CalamineWorkbook

from desktop.core.errors import UserError
from desktop.workbook.sheets import copy_sheet, renamed_formula, sheet_name


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A sheet with a comment, a chart, a table, a link and names of its own, between two others."""
    book = openpyxl.Workbook()
    first, sheet, last = book.active, book.create_sheet("表 一"), book.create_sheet("汇总")
    first.title = "封面"
    sheet.append(["序号", "人数"])
    sheet.append([1, 2])
    sheet["D1"] = "='表 一'!B2*2"
    sheet["D2"] = '="表 一!"&B2'
    sheet["A1"].comment = Comment("说明", "局")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    sheet.add_chart(chart, "F2")
    sheet.add_table(Table(displayName="明细", ref="A1:B2"))
    sheet.print_title_rows, sheet.print_area = "1:1", "A1:D9"
    last["A1"] = "='表 一'!B2"
    last.print_area = "A1:B2"
    book.defined_names["数"] = DefinedName("数", attr_text="'表 一'!$B$2")
    book.active = 2
    path = tmp_path / "模板.xlsx"
    book.save(path)
    return path


def test_everything_on_the_sheet_is_there_on_each(template: Path, tmp_path: Path) -> None:
    out = tmp_path / "出.xlsx"
    copy_sheet(template, out, "表 一", ["甲班", "乙班", "丙'班"])
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["封面", "甲班", "乙班", "丙'班", "汇总"]
    assert CalamineWorkbook.from_path(str(out)).sheet_names == book.sheetnames
    for name in ("甲班", "乙班", "丙'班"):
        sheet = book[name]
        quoted = name.replace("'", "''")
        assert sheet["D1"].value == f"='{quoted}'!B2*2"
        assert sheet["D2"].value == '="表 一!"&B2'
        assert sheet["A1"].comment.text == "说明"
        assert sheet._charts[0].series[0].val.numRef.f == f"'{quoted}'!$B$2"
        assert sheet.print_title_rows == "$1:$1" and sheet.print_area.endswith("$A$1:$D$9")
    tables = [table for name in book.sheetnames for table in book[name].tables.values()]
    assert len({table.displayName for table in tables}) == len({table.id for table in tables}) == 3
    assert book["汇总"]["A1"].value == "='甲班'!B2"
    assert book["汇总"].print_area.endswith("$A$1:$B$2")
    assert book.defined_names["数"].attr_text == "'甲班'!$B$2"
    assert book.active.title == "汇总"


def test_parts_are_there_once_and_typed(template: Path, tmp_path: Path) -> None:
    out = tmp_path / "出.xlsx"
    copy_sheet(template, out, "表 一", [f"班{n}" for n in range(20)])
    with zipfile.ZipFile(out) as package:
        names = package.namelist()
        assert len(names) == len(set(names)) and package.testzip() is None
        assert sum(name.startswith("xl/charts/chart") for name in names) == 20
        assert sum(name.startswith("xl/worksheets/sheet") for name in names) == 22
        types = package.read("[Content_Types].xml").decode()
        assert all(f'PartName="/{name}"' in types for name in names if name.startswith("xl/worksheets/sheet"))
        with zipfile.ZipFile(template) as before:
            assert package.read("xl/theme/theme1.xml") == before.read("xl/theme/theme1.xml")


def test_one_name_only_renames(template: Path, tmp_path: Path) -> None:
    copy_sheet(template, tmp_path / "出.xlsx", "表 一", ["甲"])
    assert openpyxl.load_workbook(tmp_path / "出.xlsx").sheetnames == ["封面", "甲", "汇总"]


def test_too_many_or_an_unknown_sheet(template: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="最多放 500 张"):
        copy_sheet(template, tmp_path / "a.xlsx", "表 一", [str(n) for n in range(501)])
    with pytest.raises(UserError, match="没有名为「没有」的工作表"):
        copy_sheet(template, tmp_path / "a.xlsx", "没有", ["甲"])


def test_names_are_legal_and_their_own() -> None:
    taken = {"代码"}
    assert sheet_name("代码", taken) == "代码(2)"
    assert sheet_name("甲/乙[班]:*?", taken) == "甲 乙 班"
    assert sheet_name("长" * 40, taken) == "长" * 31
    assert sheet_name("长" * 40, taken) == "长" * 28 + "(2)"
    assert sheet_name("", taken) == "表"


def test_a_name_inside_a_text_is_no_reference() -> None:
    assert renamed_formula('SUM(表!A1:A3)&"表!"', "表", "甲 班") == "SUM('甲 班'!A1:A3)&\"表!\""
    assert renamed_formula("别表!A1+'表'!B2", "表", "甲") == "别表!A1+'甲'!B2"
