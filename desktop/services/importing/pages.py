"""The same header printed again on a sheet: each printing heads a table of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from desktop.core.words import normalise_label
from desktop.services.binding import every_label
from desktop.workbook.packed import Layout, PackedRow, PackedRows
from desktop.workbook.sheet import Cell, Sheet
from desktop.workbook.table import Table
from desktop.workbook.words import is_running_label, split_labels, tidy

_ALIKE = 0.8
_LEAST, _LONGEST = 3, 16


def every_page(sheet: Sheet, tables: Sequence[Table]) -> list[Table]:
    """The tables with those before and between them that recognition took for part of something else."""
    found: list[Table] = []
    end = 0
    for number, table in enumerate(tables):
        found += _before(sheet, table, end)
        following = tables[number + 1].header_rows[0] if number + 1 < len(tables) else sheet.max_row + 1
        pages = _printed(sheet, table, table.header_rows[1] + 1, following)
        found += [table, *pages]
        end = max(table.last_row, table.header_rows[1])
    return found


def _before(sheet: Sheet, table: Table, end: int) -> list[Table]:
    return _printed(sheet, table, end + 1, table.header_rows[0])


def _printed(sheet: Sheet, table: Table, start: int, stop: int) -> list[Table]:
    """Tables under each printing of the header between the rows."""
    depth = table.header_rows[1] - table.header_rows[0]
    lines = [_texts(sheet, table, row) for row in range(table.header_rows[0], table.header_rows[1] + 1)]
    if not lines or len(lines[-1]) < 2:
        return []
    pages, row = [], start
    first = list(lines[0].items())[: int((1 - _ALIKE) * len(lines[0])) + 2]
    telling = _Telling(sheet, first)
    while row + depth < stop:
        if first and not telling.may_be(row):
            row += 1
            continue
        if all(_same(_texts(sheet, table, row + i), line) for i, line in enumerate(lines)):
            title = _title(sheet, start, row) or table.title
            pages.append(
                replace(
                    table,
                    title=title,
                    header_rows=(row, row + depth),
                    code_row=None,
                    first_row=row + depth + 1,
                )
            )
            row += depth
        row += 1
    return pages


class _Telling:
    """Whether one of so many columns agrees with the header that a row may be the same: few rows do."""

    def __init__(self, sheet: Sheet, telling: Sequence[tuple[int, str]]) -> None:
        self._sheet = sheet
        self._telling = telling
        self._packed = sheet.rows if isinstance(sheet.rows, PackedRows) else None
        self._places: dict[Layout, list[tuple[int, str, str]]] = {}

    def may_be(self, row: int) -> bool:
        packed = self._packed.packed(row) if self._packed is not None else None
        if packed is not None:
            layout, values = packed
            places = self._places.get(layout)
            if places is None:
                places = self._places[layout] = self._in(layout)
            for place, first, text in places:
                if first in values[place] and (place in layout.others or tidy(values[place]) == text):
                    return True
            return False
        cells = self._sheet.rows.get(row, {})
        for column, text in self._telling:
            cell = cells.get(column)
            if cell is not None and text[:1] in cell.text and tidy(cell.text) == text:
                return True
        return False

    def _in(self, layout: Layout) -> list[tuple[int, str, str]]:
        """Where the columns stand in rows of a layout. A number is looked at whatever it says, unless the
        header is no figure at all."""
        places = []
        for column, text in self._telling:
            place = layout.at.get(column)
            if place is not None and layout.is_text(place):
                places.append((place, text[:1], text))
            elif place is not None and text[:1].isdigit():
                places.append((place, "", text))
        return places


def _texts(sheet: Sheet, table: Table, row: int) -> dict[int, str]:
    cells = sheet.rows.get(row, {})
    low, high = table.columns[0].index, table.columns[-1].index
    return {
        column: tidy(cell.text)
        for column, cell in cells.items()
        if low <= column <= high and cell.kind != "blank"
    }


def _same(texts: dict[int, str], header: dict[int, str]) -> bool:
    if not header:
        return not texts
    shared = sum(1 for column, text in header.items() if texts.get(column) == text)
    return shared >= _ALIKE * max(len(header), len(texts))


def _title(sheet: Sheet, start: int, header: int) -> str:
    """The last line above the header that is one text and no label."""
    for row in range(header - 1, max(start, header - 5) - 1, -1):
        cells = [cell for cell in sheet.rows.get(row, {}).values() if cell.kind != "blank"]
        if len(cells) == 1 and cells[0].kind == "text" and not split_labels(cells[0].text):
            return tidy(cells[0].text)
    return ""


def without_band(sheet: Sheet, table: Table) -> Table:
    """The table without a last header line of one cell that names no column: the first band of its rows."""
    first, last = table.header_rows
    cells = [cell for cell in sheet.rows.get(last, {}).values() if cell.kind != "blank"]
    if first == last or len(cells) != 1 or normalise_label(cells[0].text) in _words():
        return table
    text = tidy(cells[0].text)
    columns = []
    for column in table.columns:
        path = column.path[:-1] if len(column.path) > 1 and column.path[-1] == text else column.path
        columns.append(replace(column, path=path, leaf=path[-1]))
    return replace(table, header_rows=(first, last - 1), first_row=last, columns=columns)


def other_header(sheet: Sheet, table: Table, until: int) -> int:
    """The first row, up to `until`, that heads a list of something else; else the row after `until`."""
    own = {tidy(part) for column in table.columns for part in column.path}
    rows = sheet.rows
    for row in range(table.header_rows[1] + 1, until + 1):
        packed = rows.packed(row) if isinstance(rows, PackedRows) else None
        if packed is not None and _heads_nothing(packed):
            continue
        cells = rows.get(row)
        if not cells or len(cells) < _LEAST:
            continue
        if _heads_another(cells.values(), own) or _starts_over(sheet, row, own):
            return row
    return until + 1


def _heads_nothing(packed: PackedRow) -> bool:
    """Whether a row, as it was read, is surely no header: not all of it is text, nor begins with 序号."""
    layout, values = packed
    if not values:
        return True
    if layout.is_text(0) and is_running_label(values[0].strip("*＊★ ")):
        return False
    if layout.figures or any(kind in ("", "n") for _, kind, _, _ in layout.cells):
        return True
    return sum(not _names_a_column(text) for text in values[: _LEAST + 1]) > 1


@lru_cache(maxsize=5_000)
def _names_a_column(text: str) -> bool:
    return normalise_label(tidy(text)) in _words() or is_running_label(tidy(text))


def _heads_another(cells: Iterable[Cell], own: set[str]) -> bool:
    """All texts, nearly all of them words that head columns somewhere, most of them not of this table."""
    for cell in cells:
        if cell.kind != "blank" and (cell.kind != "text" or len(cell.text) > _LONGEST):
            return False
    cells = [cell for cell in cells if cell.kind != "blank"]
    filled = known = mine = 0
    for cell in cells:
        filled += 1
        word = tidy(cell.text)
        mine += word in own
        known += normalise_label(word) in _words() or is_running_label(word)
        if filled - known > 1:
            return False
    return filled >= _LEAST and known >= _ALIKE * filled and 2 * mine < filled


def _starts_over(sheet: Sheet, row: int, own: set[str]) -> bool:
    """序号 and other names in the midst of rows, a number below 序号: a list of something else."""
    cells = [cell for cell in sheet.rows[row].values() if cell.kind != "blank"]
    if len(cells) < _LEAST or not is_running_label(cells[0].text.strip("*＊★ ")):
        return False
    texts = [tidy(cell.text) for cell in cells]
    if any(cell.kind != "text" or len(cell.text) > _LONGEST for cell in cells) or len(set(texts)) < len(
        texts
    ):
        return False
    first = sheet.text(row + 1, cells[0].column).strip()
    return first.isdigit() and 2 * sum(text in own for text in texts[1:]) < len(texts) - 1


def heads_a_column(text: str) -> bool:
    """Whether the text is a name of a field of any record."""
    return normalise_label(text) in _words()


@cache
def _words() -> frozenset[str]:
    return frozenset(normalise_label(label) for label in every_label())
