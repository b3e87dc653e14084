"""The only place that knows how rows, ranges and formulas move when rows are inserted below a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from desktop.workbook.formula import corner, join_corner, rewrite
from desktop.workbook.refs import MAX_ROW, Range, format_range, parse_range, parse_ref


class Move(NamedTuple):
    """After the list in rows first..last, `by` rows are put in, or its last `-by` rows are taken out."""

    first_row: int
    last_row: int
    by: int


@dataclass(frozen=True, slots=True)
class Shifter:
    """The moves of one sheet. Ranges that end on a list's last row grow with the list."""

    moves: tuple[Move, ...] = ()

    def __bool__(self) -> bool:
        return any(move.by for move in self.moves)

    def row(self, row: int) -> int:
        """Where a row of the template lies now; the grid's last row stays the last."""
        if row >= MAX_ROW:
            return row
        return min(row + sum(_down(move, row) for move in self.moves), MAX_ROW)

    def removed(self, row: int) -> bool:
        """Whether the row has been taken out; `row` then gives the last one kept above it."""
        return any(move.last_row + move.by < row <= move.last_row for move in self.moves)

    def gone(self, first: int, last: int) -> bool:
        """Whether all of these rows have been taken out."""
        return any(move.last_row + move.by < first and last <= move.last_row for move in self.moves)

    def end(self, row: int, start: int) -> int:
        """Where a range that began at `start` ends now: it grows when it ended on a list's last row."""
        if row >= MAX_ROW:
            return row
        by = sum(
            move.by if row == move.last_row and start <= row and move.by > 0 else _down(move, row)
            for move in self.moves
        )
        return min(row + by, MAX_ROW)

    def range(self, block: Range, *, grow: bool = True) -> Range:
        """A block of cells."""
        last = self.end(block.last_row, block.first_row) if grow else self.row(block.last_row)
        return Range(self.row(block.first_row), block.first_column, last, block.last_column)

    def ref(self, text: str, *, grow: bool = True) -> str:
        """The text of a range or cell; unreadable text stays as it is."""
        try:
            block = parse_range(text)
        except ValueError:
            return text
        moved = self.range(block, grow=grow)
        return text if moved == block else format_range(moved)

    def cell(self, text: str) -> str:
        """The text of one cell: it moves and never grows."""
        try:
            row, column = parse_ref(text)
        except ValueError:
            return text
        moved = self.row(row)
        return text if moved == row else format_range(Range(moved, column, moved, column))

    def sqref(self, text: str, *, grow: bool = True) -> str:
        """A list of ranges; those whose rows have all gone are left out."""
        items = text.split()
        if any(move.by < 0 for move in self.moves):
            items = [item for item in items if not self.lost(item)]
        return " ".join(self.ref(item, grow=grow) for item in items)

    def lost(self, item: str) -> bool:
        """Whether all rows of a range have been taken out."""
        try:
            block = parse_range(item)
        except ValueError:
            return False
        return self.gone(block.first_row, block.last_row)

    def reference(self, start: str, stop: str, text: str, own_row: int | None, *, grow: bool = True) -> str:
        """One reference of a formula; a range within the formula's own list row does not grow."""
        one = corner(start)
        if one[3] is None:
            return text  # whole columns
        if not stop:
            if self.removed(one[3]):
                return "#REF!"
            return join_corner((*one[:3], self.row(one[3])))
        two = corner(stop)
        if two[3] is None:
            return text
        if self.gone(one[3], two[3]):
            return "#REF!"
        local = own_row is not None and one[3] == two[3] == own_row
        last = self.row(two[3]) if local or not grow else self.end(two[3], one[3])
        return f"{join_corner((*one[:3], self.row(one[3])))}:{join_corner((*two[:3], last))}"


def _down(move: Move, row: int) -> int:
    """By how much a move pushes a row; one that is taken out ends on the last row kept."""
    if row > move.last_row:
        return move.by
    return min(move.last_row + move.by - row, 0) if move.by < 0 else 0


class Shifters:
    """The shifters of a workbook by sheet name, for formulas that may point anywhere."""

    def __init__(self, sheets: Mapping[str, Shifter]) -> None:
        self._sheets = {name.casefold(): shifter for name, shifter in sheets.items() if shifter}

    def __bool__(self) -> bool:
        return bool(self._sheets)

    def of(self, name: str) -> Shifter:
        """The shifter of a sheet; one that moves nothing for the others."""
        return self._sheets.get(name.casefold(), Shifter())

    def formula(self, text: str, home: str, own_row: int | None = None, *, grow: bool = True) -> str:
        """A formula that lives on `home` ('' where every reference names its sheet)."""
        if not self._sheets or not text:
            return text

        def change(sheet: str | None, start: str, stop: str, written: str) -> str:
            shifter = self._sheets.get((home if sheet is None else sheet).casefold())
            if shifter is None:
                return written
            local = own_row if sheet is None else None
            return shifter.reference(start, stop, written, local, grow=grow)

        return rewrite(text, change)


def shifters_for(moves: Iterable[tuple[str, Move]]) -> Shifters:
    """One shifter a sheet from all moves."""
    sheets: dict[str, list[Move]] = {}
    for name, move in moves:
        sheets.setdefault(name, []).append(move)
    return Shifters({name: Shifter(tuple(sorted(each))) for name, each in sheets.items()})
