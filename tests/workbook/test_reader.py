"""Reading cells by type and number format; openpyxl and calamine are the judges."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from openpyxl import Workbook as Book
from openpyxl.worksheet.datavalidation import DataValidation

from desktop.workbook import Cell, read_workbook
from desktop.workbook.display import from_serial, to_serial
from tests.workbook.making import HEAD, MAIN, blank, formula, make_book, number, row, text


def one_row(tmp_path: Path, *cells: str, properties: str = "", strings: str = "") -> dict[int, Cell]:
    """The cells of a sheet with one row."""
    path = make_book(
        tmp_path / "a.xlsx",
        {"表": f"<sheetData>{row(1, text('A1', '头'), *cells)}</sheetData>"},
        properties=properties,
        strings=strings,
    )
    return read_workbook(path).sheets[0].rows[1]


def test_types_and_texts(tmp_path: Path) -> None:
    cells = one_row(
        tmp_path,
        number("B1", 45292, 3),
        number("C1", 45292, 4),
        number("D1", 3.0),
        number("E1", 2.20283199012011e17),
        '<c r="F1" t="b"><v>1</v></c>',
        '<c r="G1" t="e"><v>#REF!</v></c>',
        blank("H1"),
        formula("I1", "D1*2", "6"),
        '<c r="J1" t="str"><v>文字</v></c>',
    )
    assert (cells[2].value, cells[2].text, cells[2].kind) == (date(2024, 1, 1), "2024/1/1", "date")
    assert cells[3].text == "2024年1月"
    assert (cells[4].value, cells[4].text) == (3, "3")
    assert isinstance(cells[4].value, int)
    assert (cells[5].kind, cells[5].value) == ("number", 220283199012011000)
    assert cells[6].value is True
    assert (cells[7].kind, cells[8].kind) == ("error", "blank")
    assert (cells[9].value, cells[9].formula) == (6, "D1*2")
    assert cells[10].value == "文字"
    assert cells[2].ref == "B1"


def test_1904_dates_and_times(tmp_path: Path) -> None:
    cells = one_row(tmp_path, number("B1", 43830, 3), properties='<workbookPr date1904="1"/>')
    assert cells[2].value == date(2024, 1, 1)
    assert from_serial(0.5, "h:mm", date1904=False) == time(12, 0)
    assert from_serial(45292.25, "yyyy/m/d h:mm", date1904=False) == datetime(2024, 1, 1, 6)
    assert from_serial(-1, "yyyy/m/d", date1904=False) is None
    assert from_serial(60, "yyyy/m/d", date1904=False) is None


@given(some.dates(min_value=date(1900, 1, 1), max_value=date(9999, 12, 31)))
def test_serials_go_there_and_back(day: date) -> None:
    serial = to_serial(day, date1904=False)
    assert isinstance(serial, int)
    assert from_serial(serial, "yyyy-mm-dd", date1904=False) == day


def test_shared_strings_rich_text_phonetics_and_escapes(tmp_path: Path) -> None:
    strings = (
        f'{HEAD}<x:sst xmlns:x="{MAIN}"><x:si><x:r><x:t>上</x:t></x:r>'
        "<x:r><x:rPr><x:b/></x:rPr><x:t>下</x:t></x:r>"
        "<x:rPh><x:t>SHANG</x:t></x:rPh></x:si><x:si><x:t>a_x000D__x000a_b</x:t></x:si></x:sst>"
    )
    cells = one_row(
        tmp_path,
        '<c r="B1" t="s"><v>0</v></c>',
        '<c r="C1" t="s"><v>1</v></c>',
        '<c r="D1" t="s"><v>9</v></c>',
        strings=strings,
    )
    assert cells[2].text == "上下"
    assert cells[3].text == "a\nb"
    assert cells[4].kind == "blank"


def test_rows_and_cells_without_addresses_and_out_of_order(tmp_path: Path) -> None:
    sheet = (
        '<dimension ref="A1:XFD1048576"/><sheetData>'
        '<row><c t="inlineStr"><is><t>甲</t></is></c><c><v>1</v></c></row>'
        f"{row(9, number('C9', 3), number('A9', 1))}{row(4, number('A4', 4))}</sheetData>"
    )
    found = read_workbook(make_book(tmp_path / "a.xlsx", {"表": sheet})).sheets[0]
    assert [(cell.ref, cell.text) for cell in found.filled()] == [
        ("A1", "甲"), ("B1", "1"), ("A4", "4"), ("A9", "1"), ("C9", "3"),
    ]  # fmt: skip
    assert (found.max_row, found.max_column) == (9, 3)


def test_shared_formulas_are_translated(tmp_path: Path) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f t="shared" si="0" ref="A1:A2">B1*$C$1+SUM(B1:B$9)</f>'
        "<v>1</v></c></row>"
        '<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c></row></sheetData>'
    )
    found = read_workbook(make_book(tmp_path / "a.xlsx", {"表": sheet})).sheets[0]
    assert found.rows[2][1].formula == "B2*$C$1+SUM(B2:B$9)"


def test_drop_downs_of_every_kind(tmp_path: Path) -> None:
    book = Book()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名单"
    sheet["A1"] = "性别"
    hidden = book.create_sheet("选项")
    hidden.sheet_state = "hidden"
    for line, value in enumerate(("初级", "中级", "高级"), 1):
        hidden.cell(line, 2, value)
    from openpyxl.workbook.defined_name import DefinedName

    book.defined_names["等级"] = DefinedName("等级", attr_text="选项!$B$1:$B$3")
    lists = {"A2:A9": '"男,女"', "B2:B9": "选项!$B$1:$B$3", "C2:C9": "=等级", "D2:D9": 'INDIRECT("a")'}
    for ref, code in lists.items():
        rule = DataValidation(type="list", formula1=code)
        rule.add(ref)
        sheet.add_data_validation(rule)
    path = tmp_path / "a.xlsx"
    book.save(path)
    found = read_workbook(path, sheets=["名单"]).sheets[0]
    assert found.choices_at(3, 1) == ("男", "女")
    assert found.choices_at(3, 2) == found.choices_at(9, 3) == ("初级", "中级", "高级")
    assert found.choices_at(3, 4) == found.choices_at(1, 1) == ()


def test_merges_hidden_parts_and_sizes(tmp_path: Path) -> None:
    sheet = (
        '<sheetFormatPr defaultRowHeight="14"/><cols><col min="2" max="3" width="20" hidden="1"/></cols>'
        f"<sheetData>{row(1, text('A1', '标题'))}<row r='2' hidden='1' ht='30'>{number('A2', 1)}</row>"
        '</sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells>'
    )
    found = read_workbook(make_book(tmp_path / "a.xlsx", {"表": sheet})).sheets[0]
    assert found.text(1, 3) == "标题"
    assert (found.hidden_rows, found.hidden_columns, found.heights) == ({2}, {2, 3}, {2: 30.0})


@pytest.mark.parametrize("count", [3])
def test_openpyxl_reads_the_same(tmp_path: Path, count: int) -> None:
    book = Book()
    sheet = book.active
    assert sheet is not None
    values = [
        "文字",
        5,
        2.5,
        True,
        date(2020, 2, 29),
        datetime(2021, 1, 2, 3, 4, 5),
        "220202199001011234",
        " 空 ",
    ]
    for line in range(1, count + 1):
        for column, value in enumerate(values, 1):
            sheet.cell(line, column, value)
    path = tmp_path / "a.xlsx"
    book.save(path)
    found = read_workbook(path).sheets[0]
    for line in range(1, count + 1):
        assert [cell.value for cell in found.rows[line].values()] == values
