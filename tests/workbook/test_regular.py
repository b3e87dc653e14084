"""A large sheet read by pattern gives what reading it as XML gives, cell by cell."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from desktop.core.errors import UserError
from desktop.workbook import regular
from desktop.workbook.packed import PackedRows
from desktop.workbook.reader import read_workbook
from desktop.workbook.sheet import Workbook

NEVER, ALWAYS = 10**12, 0


def both(file: Path, monkeypatch: pytest.MonkeyPatch) -> Workbook:
    """The file as read by pattern, after making sure that it is the same as read as XML."""
    monkeypatch.setattr(regular, "LARGE", NEVER)
    thorough = read_workbook(file)
    monkeypatch.setattr(regular, "LARGE", ALWAYS)
    quick = read_workbook(file)
    assert quick == thorough
    return quick


def awkward(file: Path, *, shared: bool) -> Path:
    """All that makes a row more than plain: formulas, rich text, entities, hidden rows, heights, errors."""
    made = xlsxwriter.Workbook(file, {"constant_memory": not shared})
    sheet = made.add_worksheet("表")
    day, bold = made.add_format({"num_format": "yyyy-mm-dd"}), made.add_format({"bold": True})
    code = made.add_format({"num_format": "00000"})
    for row in range(60):
        sheet.write_row(
            row, 0, [f"某某<{row}>&“公司”", row / 3, "  两边空  ", "一\n二", True, 110105194912310020]
        )
        sheet.write_datetime(row, 6, date(2024, 1, 1), day)
        sheet.write_number(row, 7, 12, code)
        sheet.write_blank(row, 8, None, bold)
        if row % 7 == 0:
            sheet.write_formula(row, 9, f"=B{row + 1}*2", None, row * 2)
            sheet.write_formula(row, 10, "=1/0", None, "#DIV/0!")
        if row % 11 == 0:
            sheet.set_row(row, 33, None, {"hidden": row % 2 == 1})
        if row % 13 == 0 and shared:
            sheet.write_rich_string(row, 11, "甲", bold, "乙_x000D_", "丙")
    made.close()
    return file


@pytest.mark.parametrize("shared", [True, False])
def test_rows_of_every_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: bool) -> None:
    book = both(awkward(tmp_path / "a.xlsx", shared=shared), monkeypatch)
    assert book.sheets[0].text(1, 1) == "某某<0>&“公司”" and book.sheets[0].max_row == 60
    assert 12 in book.sheets[0].hidden_rows and book.sheets[0].heights[12] == 33


def test_what_openpyxl_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = openpyxl.Workbook()
    for row in range(50):
        made.active.append([f"姓名{row}", row, date(2024, 2, 1), None, "=B1", 2.5, "a&b"])
    made.active.merge_cells("A1:B1")
    made.save(tmp_path / "a.xlsx")
    assert both(tmp_path / "a.xlsx", monkeypatch).sheets[0].merges


@pytest.mark.parametrize(
    "harm",
    [
        (b"</c></row>", b"</c><c</row>"),
        (b"</row>", b"</row>&oops;"),
        (b"</row>", b"</row><x/>"),
        (b"</row><row", b"<row"),
        (b'<row r="3"', b'<row r="2"'),
        (b'<c r="B4"', b'<c r="A4"'),
        (b"<v>", b"<v>&#32;"),
        (b"</sheetData>", b""),
    ],
)
def test_a_part_that_is_odd_or_broken_is_read_as_xml(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: tuple[bytes, bytes]
) -> None:
    source, file = awkward(tmp_path / "a.xlsx", shared=True), tmp_path / "b.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(*harm, 1) if name.endswith("sheet1.xml") else data)
    said = []
    for size in (NEVER, ALWAYS):
        monkeypatch.setattr(regular, "LARGE", size)
        try:
            said.append(str(read_workbook(file).sheets))
        except UserError as error:
            said.append(str(error))
    assert said[0] == said[1]


def test_too_many_cells_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = awkward(tmp_path / "a.xlsx", shared=True)
    for size in (NEVER, ALWAYS):
        monkeypatch.setattr(regular, "LARGE", size)
        with pytest.raises(UserError, match="拆成几个文件"):
            read_workbook(file, most=300)


def test_rows_of_a_large_sheet_are_a_dictionary_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(file)
    page, day = made.add_worksheet("名册"), made.add_format({"num_format": "yyyy-mm-dd"})
    for row in range(40):
        page.write_row(row, 0, [f"学员{row}", row, row / 4, "" if row % 3 else "是"])
        page.write_datetime(row, 4, date(2026, 1, 1 + row % 28), day)
    made.close()
    monkeypatch.setattr(regular, "LARGE", NEVER)
    thorough = read_workbook(file).sheets[0].rows
    monkeypatch.setattr(regular, "LARGE", ALWAYS)
    rows = read_workbook(file).sheets[0].rows
    assert isinstance(rows, PackedRows)
    packed = rows.packed(3)
    assert packed is not None and rows.packed(99) is None
    assert rows.shown(packed) == tuple([cell.text for cell in thorough[3].values() if cell.text])
    filled = [cell for cell in thorough[3].values() if cell.kind != "blank"]
    assert [rows.cell(3, packed, place) for place in range(len(filled))] == filled
    assert rows[3] == thorough[3] and rows.packed(3) is None
    assert rows.get(4) == thorough[4] and rows.get(99) is None and rows.get(99, {}) == {}
    assert dict(rows.items()) == thorough and list(rows.values()) == list(thorough.values())
    assert rows.pop(5) == thorough.pop(5) and 5 not in rows and rows.pop(5, None) is None
    assert rows == thorough and len(rows) == 39
    assert str(rows) == str(thorough)
