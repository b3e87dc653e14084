"""A plain workbook: sheets of a title, a note, headings and rows, ready to print."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from desktop.core.errors import UserError

Content = str | int | float | None
_FONT: Final = "微软雅黑"
_LINE = Side(style="thin", color="BFC5CE")
_GRID = Border(_LINE, _LINE, _LINE, _LINE)
_HEAD = PatternFill("solid", fgColor="E8EEF7")
_NARROWEST, _WIDEST = 9, 42


@dataclass(frozen=True, slots=True)
class Plain:
    """One sheet."""

    name: str
    title: str
    note: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Content]]


def write_plain(out: Path, sheets: Sequence[Plain]) -> Path:
    """Write the workbook; text stays text, whatever it begins with."""
    book = Workbook()
    first = book.active
    assert first is not None
    for each in sheets:
        _write(book.create_sheet(each.name), each)
    book.remove(first)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        book.save(out)
    except OSError as error:
        raise UserError(
            f"“{out.name}”写不出去", hint="，请确认它没有在 Excel 或 WPS 里打开，所在文件夹可以写入。"
        ) from error
    return out


def _write(page: Worksheet, sheet: Plain) -> None:
    width = len(sheet.headings)
    for number, (text, size) in enumerate(((sheet.title, 14), (sheet.note, 10)), start=1):
        page.merge_cells(start_row=number, start_column=1, end_row=number, end_column=max(2, width))
        top = page.cell(number, 1, text)
        top.font = Font(name=_FONT, size=size, bold=number == 1)
        top.alignment = Alignment(horizontal="center" if number == 1 else "left", vertical="center")
    for place, text in enumerate(sheet.headings, start=1):
        cell = page.cell(3, place, text)
        cell.font, cell.fill, cell.border = Font(name=_FONT, size=10, bold=True), _HEAD, _GRID
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    _fill(page, sheet.rows)
    _set_up(page, sheet)


def _fill(page: Worksheet, rows: Sequence[Sequence[Content]]) -> None:
    for row, values in enumerate(rows, start=4):
        for place, value in enumerate(values, start=1):
            cell = page.cell(row, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"  # whatever it begins with: no formula comes of it
                cell.number_format = "@"
                cell.alignment = Alignment(vertical="center", wrap_text=True)
            cell.font, cell.border = Font(name=_FONT, size=10), _GRID


def _set_up(page: Worksheet, sheet: Plain) -> None:
    for place in range(1, len(sheet.headings) + 1):
        texts = [str(values[place - 1] or "") for values in sheet.rows]
        longest = max((_width(text) for text in texts), default=0)
        heading = -(-_width(sheet.headings[place - 1]) // 2)
        page.column_dimensions[get_column_letter(place)].width = min(
            _WIDEST, max(_NARROWEST, longest, heading) + 2
        )
    page.row_dimensions[3].height = 32
    page.freeze_panes = "C4"
    page.print_title_rows = "1:3"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _width(text: str) -> int:
    """A Chinese character is as wide as two letters."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
