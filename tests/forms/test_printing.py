"""What the shipped forms look like on paper: no text is cut in its cell, no footer at the edge."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.core.dates import parse_window
from desktop.services.office import Office
from desktop.services.returning import fill, forms
from desktop.services.returning.shape import FormSheet
from tests.forms.conftest import window_of

LINE = 1.15  # a line of text is this much higher than its letters
FOOTER = 0.35  # inches a line of footer needs between its own margin and the page's

UPLOADS = ("standard_practice", "standard_certificates", "certificate_upload")  # read by systems only


def units(text: str) -> int:
    """Widths of a half-width letter."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def lines(cell: Cell, width: float) -> int:
    """Lines the text takes in a column of `width` letters of the workbook's own font (11 point)."""
    size = float(cell.font.size) / 11
    return -(-int(units(str(cell.value)) * size * 100) // int(width * 100))


def cut(ws: Worksheet, sheet: FormSheet, rows: int) -> Iterator[str]:
    """Cells whose wrapped text needs more lines than the row is high."""
    widths = {get_column_letter(i): ws.column_dimensions[get_column_letter(i)].width for i in range(1, 40)}
    for row in ws.iter_rows(min_row=sheet.first_row, max_row=sheet.first_row + rows - 1):
        height = ws.row_dimensions[row[0].row].height
        for cell in row:
            if not isinstance(cell.value, str):
                continue
            needed = lines(cell, widths[cell.column_letter]) * float(cell.font.size) * LINE
            if needed > height:
                yield f"{cell.coordinate} {cell.value}: {needed:.0f} > {height:.0f}"


@pytest.mark.parametrize("window", ["2024", "2025", "2026"])
def test_no_text_is_cut_and_the_footer_has_its_place(demo: Office, tmp_path: Path, window: str) -> None:
    for each in (one for one in forms(demo) if one.layout == "list" and one.id not in UPLOADS):
        done = fill(demo, each, parse_window(window), tmp_path / (each.id if each.per else f"{each.id}.xlsx"))
        for made in done.sheets:
            ws = openpyxl.load_workbook(made.file)[made.sheet]
            sheet = next(one for one in each.sheets if one.name == made.sheet)
            if sheet.has_list:
                assert list(cut(ws, sheet, made.rows)) == [], each.name
            assert ws.page_margins.bottom - ws.page_margins.footer >= FOOTER, each.name


def test_the_longest_title_of_a_class_fits_its_roster(demo: Office, tmp_path: Path) -> None:
    roster = next(each for each in forms(demo) if each.id == "roster")
    files = fill(demo, roster, window_of(roster), tmp_path / "名册").files
    assert files
    for file in files:
        ws = openpyxl.load_workbook(file).active
        assert isinstance(ws, Worksheet)
        title = ws["G2"]
        width = sum(ws.column_dimensions[letter].width for letter in "GHIJ")
        assert lines(title, width) * float(title.font.size) * LINE <= ws.row_dimensions[2].height
