"""A table whose header a person has pointed at: taken as said, where recognition found another or none."""

from __future__ import annotations

from desktop.workbook.refs import column_letters
from desktop.workbook.sheet import Sheet
from desktop.workbook.table import Column, Table
from desktop.workbook.words import is_running_label, tidy

_SAMPLES = 5


def stated_table(sheet: Sheet, header: tuple[int, int]) -> Table:
    """The list under these header rows, down to the sheet's end."""
    first, last = header
    return Table(
        sheet.name,
        "list",
        header_rows=header,
        first_row=last + 1,
        last_row=sheet.max_row,
        columns=[
            _column(sheet, index, path, last)
            for index in range(1, sheet.max_column + 1)
            if (path := _path(sheet, index, first, last))
        ],
    )


def _path(sheet: Sheet, index: int, first: int, last: int) -> tuple[str, ...]:
    """The header texts over a column from above down, a merged one once."""
    return tuple(
        dict.fromkeys(text for row in range(first, last + 1) if (text := tidy(sheet.text(row, index))))
    )


def _column(sheet: Sheet, index: int, path: tuple[str, ...], last: int) -> Column:
    samples = (sheet.text(row, index) for row in range(last + 1, last + 1 + _SAMPLES))
    return Column(
        index,
        column_letters(index),
        path,
        path[-1],
        samples=tuple(filter(None, samples)),
        running_number=is_running_label(path[-1]),
    )
