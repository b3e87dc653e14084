"""Rows of a large sheet as they were read: those written alike share a layout, cells come when asked."""

from __future__ import annotations

import re
from collections.abc import Callable, ItemsView, Iterable, Sequence, Set, ValuesView
from typing import Any, Final

from desktop.workbook.sheet import Cell, CellContent
from desktop.workbook.styles import is_date_format

# (raw, type, number format) → (value, text, kind), as the thorough reader says
Content = Callable[[str, str, str], tuple[CellContent, str, str]]

_REMEMBERED: Final = 20_000  # contents of cells: days and small numbers come again and again
_EXACT: Final = 15  # digits
_PLAIN_NUMBERS: Final = frozenset({"General", "@", "0", "0.0", "0.00"})
_PLAIN_DAY: Final = re.compile(r"[ymdYMD/.\-年月日\"\\;@]+")
_SPELLED: Final = re.compile(r"mmm|ddd", re.I)
_new = tuple.__new__


class Layout:
    """What rows written alike have in common: the columns, styles and types of their cells.

    `filled` are the columns of the values of a row, in order. The places among them: `texts` of shared texts,
    `others` of all else, that is `figures` (numbers whose format adds nothing) and the `rest`. `plain`: the
    others show as numbers or days, with no words or blanks about them.
    """

    __slots__ = (
        "_written",
        "at",
        "blanks",
        "cells",
        "columns",
        "figures",
        "filled",
        "others",
        "pattern",
        "plain",
        "rest",
        "texts",
    )

    def __init__(self, cells: Sequence[tuple[int, str, str, bool, int, str]]) -> None:
        """Of each cell: column, letters, type, whether it is blank, style, number format."""
        self._written = tuple(cells)
        self.columns = tuple(column for column, *_ in cells)
        filled = [each for each in cells if not each[3]]
        self.blanks = [(column, style, code) for column, _, _, blank, style, code in cells if blank]
        self.filled = tuple(column for column, *_ in filled)
        self.cells = tuple((column, kind, style, code) for column, _, kind, _, style, code in filled)
        self.at = {column: place for place, column in enumerate(self.filled)}
        self.texts = tuple(place for place, each in enumerate(self.cells) if each[1] == "s")
        self.others = tuple(place for place, each in enumerate(self.cells) if each[1] != "s")
        self.figures = tuple(place for place in self.others if _is_figure(*self.cells[place]))
        self.rest = tuple(place for place in self.others if place not in self.figures)
        self.plain = all(_is_plain(*self.cells[place]) for place in self.others)
        self.pattern: re.Pattern[str] | None = None

    def without(self, columns: Set[int]) -> Layout:
        """The same with nothing in these columns."""
        return Layout([(*each[:3], each[3] or each[0] in columns, *each[4:]) for each in self._written])

    def is_text(self, place: int) -> bool:
        """Whether the value at a place is text, and so itself what the cell shows."""
        return self.cells[place][1] == "s"


def _is_figure(_column: int, kind: str, _style: int, code: str) -> bool:
    return kind in ("", "n") and code in _PLAIN_NUMBERS


def _is_plain(_column: int, kind: str, _style: int, code: str) -> bool:
    if kind not in ("", "n"):
        return False
    if code in _PLAIN_NUMBERS:
        return True
    return is_date_format(code) and bool(_PLAIN_DAY.fullmatch(code)) and not _SPELLED.search(code)


class PackedRow(tuple[Layout, tuple[str, ...]]):
    """A row's layout and its values: text as it stands, anything else as the file writes it."""

    __slots__ = ()


class PackedRows(dict[int, dict[int, Cell]]):
    """The rows of a sheet by number; one that is packed becomes cells when it is looked at."""

    def __init__(self, content: Content) -> None:
        super().__init__()
        self._content = content
        self.told: dict[tuple[int, int, frozenset[str]], dict[int, bool]] = {}  # see ordinary.py
        self._seen: dict[tuple[str, str, str], tuple[CellContent, str, str]] = {}

    # -- packed ---------------------------------------------------------------------------------------

    def pack(self, number: int, row: PackedRow) -> None:
        """Keep a row as it was read."""
        kept: Any = row
        dict.__setitem__(self, number, kept)

    def packed(self, number: int) -> PackedRow | None:
        """The row as it was read, if it is still so."""
        row: Any = dict.get(self, number)
        return row if type(row) is PackedRow else None

    def content(self, raw: str, kind: str, code: str) -> tuple[CellContent, str, str]:
        """(value, text, kind) of what stands in a cell that is no shared text."""
        content = self._seen.get((raw, kind, code))
        if content is None:
            content = self._content(raw, kind or "n", code)
            if len(self._seen) < _REMEMBERED:
                self._seen[raw, kind, code] = content
        return content

    def shown(self, row: PackedRow) -> tuple[str, ...]:
        """What a person sees in the filled cells of the row."""
        layout, values = row
        if not layout.others:
            return values
        texts = list(values)
        for place in layout.rest:
            _, kind, _, code = layout.cells[place]
            texts[place] = self.content(values[place], kind, code)[1]
        for place in layout.figures:
            value = values[place]
            if not value.isdigit() or value[0] == "0" or len(value) > _EXACT:
                _, kind, _, code = layout.cells[place]
                texts[place] = self.content(value, kind, code)[1]
        return tuple(texts)

    def cell(self, number: int, row: PackedRow, place: int) -> Cell:
        """One cell of the row, by its place among the filled ones."""
        layout, values = row
        column, kind, style, code = layout.cells[place]
        value = values[place]
        if kind == "s":
            return Cell(number, column, value, value, "text", code, None, style)
        found, shown, sort = self.content(value, kind, code)
        return Cell(number, column, found, shown, sort, code, None, style)

    def unpacked(self, number: int, row: PackedRow, *, blanks: bool = True) -> dict[int, Cell]:
        """The cells of the row; those that hold nothing only if they are wanted."""
        layout, values = row
        cells: dict[int, Cell] = {}
        for value, (column, kind, style, code) in zip(values, layout.cells, strict=True):
            if kind == "s":
                made: tuple[Any, ...] = (number, column, value, value, "text", code, None, style)
            else:
                found, shown, sort = self.content(value, kind, code)
                made = (number, column, found, shown, sort, code, None, style)
            cells[column] = _new(Cell, made)
        if blanks and layout.blanks:
            for column, style, code in layout.blanks:
                cells[column] = Cell(number, column, None, "", "blank", code, None, style)
            return dict(sorted(cells.items()))
        return cells

    def in_order(self) -> bool:
        """Whether rows and cells ascend."""
        before = 0
        rows: Iterable[tuple[int, Any]] = dict.items(self)
        for number, row in rows:
            if number <= before or (type(row) is not PackedRow and sorted(row) != list(row)):
                return False
            before = number
        return True

    def sort(self) -> None:
        """Rows and cells in ascending order, as a careless writer may not have left them."""
        order = sorted(self)
        rows: list[tuple[int, Any]] = [(number, dict.__getitem__(self, number)) for number in order]
        self.clear()
        for number, row in rows:
            packed = type(row) is PackedRow
            dict.__setitem__(self, number, row if packed else dict(sorted(row.items())))

    def last_column(self) -> int:
        """The largest column of any cell."""
        rows: Iterable[Any] = dict.values(self)
        return max(
            (row[0].columns[-1] if type(row) is PackedRow else next(reversed(row)) for row in rows), default=0
        )

    # -- as any dictionary ----------------------------------------------------------------------------

    def __getitem__(self, number: int) -> dict[int, Cell]:
        row: Any = dict.__getitem__(self, number)
        if type(row) is PackedRow:
            row = self.unpacked(number, row)
            dict.__setitem__(self, number, row)
        cells: dict[int, Cell] = row
        return cells

    def get(self, number: int, default: Any = None) -> Any:
        try:
            return self[number]
        except KeyError:
            return default

    def pop(self, number: int, *default: Any) -> Any:
        if number not in self:
            return dict.pop(self, number, *default)
        cells = self[number]
        del self[number]
        return cells

    def values(self) -> Any:
        return ValuesView(self)  # which asks for each row by its number

    def items(self) -> Any:
        return ItemsView(self)

    def __repr__(self) -> str:
        return repr(dict(self.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, dict) and dict(self.items()) == dict(other.items())

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None
