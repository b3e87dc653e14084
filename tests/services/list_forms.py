"""Small list forms with headers of several levels, drawn for tests with XlsxWriter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

Header = Sequence[str | tuple[str, ...]]


def list_form(
    path: Path,
    title: str,
    header: Header,
    *,
    blank: int = 6,
    choices: Mapping[int, Sequence[str]] | None = None,
) -> Path:
    """A form with a title, the usual line under it, the header from row 3 on and framed blank rows."""
    paths = [(each,) if isinstance(each, str) else tuple(each) for each in header]
    depth = max(map(len, paths))
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    bold = book.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter"})
    framed = book.add_format({"border": 1})
    sheet.merge_range(0, 0, 0, len(paths) - 1, title, book.add_format({"bold": True, "font_size": 16}))
    sheet.write(1, 0, "填报单位（盖章）：")
    for level in range(depth):
        column = 0
        while column < len(paths):
            last = _last(paths, column, level)
            if level < len(paths[column]):
                bottom = 2 + (level if level < len(paths[column]) - 1 else depth - 1)
                _put(sheet, (2 + level, column, bottom, last), paths[column][level], bold)
            column = last + 1
    first = 2 + depth
    for row in range(first, first + blank):
        for column in range(len(paths)):
            sheet.write_blank(row, column, None, framed)
    for column, words in (choices or {}).items():
        rule = {"validate": "list", "source": list(words)}
        sheet.data_validation(first, column, first + blank - 1, column, rule)
    book.close()
    return path


def _last(paths: Sequence[tuple[str, ...]], column: int, level: int) -> int:
    """The last column under the same group."""
    last, own = column, paths[column]
    while level < len(own) - 1 and last + 1 < len(paths) and paths[last + 1][: level + 1] == own[: level + 1]:
        last += 1
    return last


def _put(
    sheet: xlsxwriter.worksheet.Worksheet, at: tuple[int, int, int, int], text: str, look: object
) -> None:
    if at[:2] == at[2:]:
        sheet.write(at[0], at[1], text, look)
    else:
        sheet.merge_range(*at, text, look)
