"""A header whose groups are not merged, as in a CSV: rows below the one found that go on naming columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from desktop.workbook.refs import column_letters
from desktop.workbook.sheet import Sheet
from desktop.workbook.table import Column, Table
from desktop.workbook.words import is_note, is_running_label, is_total, tidy

_MOST_ROWS: Final = 4
_LONGEST: Final = 20
_SAMPLES: Final = 5
_FIGURES: Final = re.compile(r"\d{2,}|^[\d.\-]+$")


def whole_header(sheet: Sheet, table: Table, is_name: Callable[[str], bool]) -> Table:
    """The table with its further header rows and their columns; `is_name` knows what fields are called."""
    first, last = table.header_rows
    if table.layout != "list" or any(
        block.first_row <= last + 2 and block.last_row >= first for block in sheet.merges
    ):
        return table
    for further in range(last + 1, min(first + _MOST_ROWS, sheet.max_row)):
        if not _names_only(sheet, further):
            return table
        if _goes_on(sheet, first, last, further) and _known(sheet, further, is_name):
            return _extended(sheet, table, first, further)
    return table


def _names_only(sheet: Sheet, row: int) -> bool:
    """A row of short texts without figures."""
    cells = [cell for cell in sheet.rows.get(row, {}).values() if cell.kind != "blank"]
    return bool(cells) and all(
        cell.kind == "text"
        and len(text := tidy(cell.text)) <= _LONGEST
        and not _FIGURES.search(text)
        and not is_total(text)
        and not is_note(text)
        for cell in cells
    )


def _goes_on(sheet: Sheet, first: int, last: int, further: int) -> bool:
    """Filled only under groups: where the row above has a name, or where no row has one yet.

    A record fills the columns that are named once and for all; a row of a header leaves all of them blank.
    """
    filled = _filled(sheet, further)
    above = _filled(sheet, further - 1)
    named = {column for row in range(first, further) for column in _filled(sheet, row)}
    below = _filled(sheet, further + 1)
    return (
        len(filled) > 1
        and bool(filled - named)
        and min(named) not in filled  # a record says what it is called
        and all(column in above or column not in named for column in filled)
        and bool(named - filled)
        and len(below & (named - filled)) >= min(2, len(named - filled))
        and further - last <= 2
    )


def _known(sheet: Sheet, row: int, is_name: Callable[[str], bool]) -> bool:
    """Whether a third of the texts are names of fields; the rest are words of its own."""
    columns = _filled(sheet, row)
    return 3 * sum(is_name(sheet.text(row, column)) for column in columns) >= len(columns)


def _filled(sheet: Sheet, row: int) -> set[int]:
    return {
        column
        for column, cell in sheet.rows.get(row, {}).items()
        if cell.kind != "blank" and cell.text.strip()
    }


def _extended(sheet: Sheet, table: Table, first: int, last: int) -> Table:
    rows = range(first, last + 1)
    columns = []
    for index in range(1, sheet.max_column + 1):
        path = _path(sheet, rows, index)
        if path:
            columns.append(_column(sheet, index, path, last))
    return replace(table, header_rows=(first, last), code_row=None, first_row=last + 1, columns=columns)


def _path(sheet: Sheet, rows: Sequence[int], index: int) -> tuple[str, ...]:
    """The texts over a column; a blank above a name belongs to the group that stands to its left."""
    own = [row for row in rows if tidy(sheet.text(row, index))]
    if not own:
        return ()
    texts = []
    for row in rows:
        if row > own[-1]:
            break
        text = tidy(sheet.text(row, index)) or _group(sheet, rows, row, index)
        if text:
            texts.append(text)
    return tuple(dict.fromkeys(texts))


def _group(sheet: Sheet, rows: Sequence[int], row: int, index: int) -> str:
    """The text left of a blank in a header row, when all columns from there on have names further down."""
    for left in range(index - 1, 0, -1):
        if not any(tidy(sheet.text(lower, left)) for lower in rows if lower > row):
            return ""
        if any(tidy(sheet.text(upper, left)) for upper in rows if upper < row) and not tidy(
            sheet.text(row, left)
        ):
            return ""
        if text := tidy(sheet.text(row, left)):
            return text
    return ""


def _column(sheet: Sheet, index: int, path: tuple[str, ...], last: int) -> Column:
    texts = (sheet.text(row, index) for row in range(last + 1, last + 1 + _SAMPLES))
    samples = tuple(filter(None, texts))
    return Column(
        index,
        column_letters(index),
        path,
        path[-1],
        samples=samples,
        running_number=is_running_label(path[-1]),
    )
