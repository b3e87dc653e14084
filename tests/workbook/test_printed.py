"""Blank printed rows are streamed: the file says the same as when each is written into the tree."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from desktop.workbook import CellValue, ListBlock, fill
from desktop.workbook.archive import SegmentWriter
from tests.workbook.making import blank, formula, make_book, row, text
from tests.workbook.traps.case import PART, SHEET, check_structure, part, raw_cells
from tests.workbook.traps.formulas import head, sheet

LAST = 100
LINE = ' spans="1:4" ht="18" customHeight="1"'


def template(folder: Path, *, streamed: bool) -> Path:
    """Ninety-eight blank rows, the last with a thick line; one odd attribute keeps them in the tree."""
    odd = "" if streamed else ' ph="1"'
    rows = [
        row(n, blank(f"A{n}"), blank(f"B{n}"), blank(f"C{n}", 5), blank(f"D{n}", 3), attributes=LINE + odd)
        for n in range(3, LAST)
    ]
    last = row(LAST, *(blank(f"{letter}{LAST}", 6) for letter in "ABCD"), attributes=LINE)
    total = row(
        LAST + 1,
        text(f"A{LAST + 1}", "合计"),
        formula(f"C{LAST + 1}", f"SUM(C3:C{LAST})"),
        formula(f"D{LAST + 1}", f'COUNTIF(B3:B{LAST},"张*")'),
    )
    tail = f'<mergeCells count="1"><mergeCell ref="A{LAST + 1}:B{LAST + 1}"/></mergeCells>'
    return make_book(
        folder / f"{streamed}.xlsx",
        {
            SHEET: '<cols><col min="2" max="2" width="9"/></cols>'
            + sheet(head(), *rows, last, total, tail=tail)
        },
    )


def records(count: int) -> list[tuple[object, ...]]:
    """Texts and numbers, some of them blank."""
    return [(n, None if n % 7 == 0 else f"张{n}" if n % 3 else "李", n / 4) for n in range(1, count + 1)]


@pytest.mark.parametrize("count", [0, 1, 2, 40, 97, 98, 99, 450])
def test_streamed_as_written_into_the_tree(count: int, tmp_path: Path) -> None:
    found = []
    for streamed in (True, False):
        out = tmp_path / f"结果{streamed}.xlsx"
        block = ListBlock(SHEET, 3, LAST, (1, 2, 3), records(count))  # type: ignore[arg-type]
        report = fill(template(tmp_path, streamed=streamed), out, [block])
        check_structure(out)
        heights = re.findall(rb'<row r="(\d+)"[^>]*? ht="([\d.]+)"', part(out, PART))
        merges = re.findall(rb'<mergeCell ref="([^"]+)"', part(out, PART))
        found.append((raw_cells(out), heights, merges, report.rows, report.inserted))
    assert found[0] == found[1]
    cells, inserted = found[0][0], max(count - 98, 0)
    assert cells[f"C{LAST + 1 + inserted}"].value == f"{count * (count + 1) / 8:.9g}"
    assert cells[f"C{LAST}"].style == "6"
    assert cells["C50"].style == "5"


def test_rows_are_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    usual = SegmentWriter.write

    def noted(self: SegmentWriter, data: bytes) -> None:
        written.append(data)
        usual(self, data)

    monkeypatch.setattr(SegmentWriter, "write", noted)
    block = ListBlock(SHEET, 3, LAST, (1, 2, 3), records(3))  # type: ignore[arg-type]
    fill(template(tmp_path, streamed=True), tmp_path / "结果.xlsx", [block])
    assert b"".join(written).count(b"<row ") == 96  # all but the first and the last of the list


@pytest.mark.parametrize("odd", ["<row><c><v>1</v></c></row>", row(50, text("B50", "又"))])
def test_rows_without_a_number_or_twice(odd: str, tmp_path: Path) -> None:
    path = template(tmp_path, streamed=True)
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[PART] = parts[PART].replace(b"</sheetData>", odd.encode() + b"</sheetData>")
    with zipfile.ZipFile(path, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    out = tmp_path / "结果.xlsx"
    fill(path, out, [ListBlock(SHEET, 3, LAST, (1, 2, 3), records(60))])  # type: ignore[arg-type]
    check_structure(out)
    assert raw_cells(out)["A50"].value == "48"


def test_a_single_cell_in_such_a_row(tmp_path: Path) -> None:
    out = tmp_path / "结果.xlsx"
    block = ListBlock(SHEET, 3, LAST, (1, 2, 3), records(60))  # type: ignore[arg-type]
    fill(template(tmp_path, streamed=True), out, [block], [CellValue(SHEET, "D50", "备注")])
    cells = raw_cells(out)
    assert cells["D50"].value == "备注"
    assert cells["B50"].value == "张48" if 48 % 3 else "李"
    check_structure(out)
