"""Computing the formulas that a fill has touched, across the sheets that it concerns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar, cast

from desktop.workbook.arrays import Array, Item, as_block, sound
from desktop.workbook.compiled import Area, compile_formula
from desktop.workbook.formula import corner, rewrite
from desktop.workbook.grid import Formula, Grid
from desktop.workbook.operands import CellError, Operand, Scalar, Unknown, scalar
from desktop.workbook.refs import MAX_COLUMN, MAX_ROW, Range
from desktop.workbook.tally import Tally

Spot = tuple[str, int, int]
T = TypeVar("T")

_DEEPEST: Final = 60
_LARGEST_ARRAY: Final = 200_000
_MOST_READS: Final = 10_000_000  # some seconds; a file that asks for more is left to be recalculated
_BLIND: Final = re.compile(r"\0|\b(?:INDIRECT|OFFSET)\s*\(", re.I)
_TABLE: Final = re.compile(r"\[(?!\d+\])")
_WORD: Final = re.compile(r"[^\W\d][\w.]*(?![\w.(!])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a formula is being computed; `down` rows below the row its text is written for."""

    book: Calculation
    grid: Grid
    row: int
    column: int
    down: int
    depth: int
    many: bool = False  # whether operators work on every element of a block

    def single(self, area: Area) -> Scalar:
        """The value of a reference to one cell."""
        if area.block[:2] != area.block[2:]:
            raise Unknown
        return self.book.value(
            self._grid(area), area.block.first_row, area.block.first_column, self.depth + 1
        )

    def array(self, area: Area) -> Array:
        """The values of a block, errors among them."""
        block = area.block
        wide, high = block.last_column - block.first_column + 1, block.last_row - block.first_row + 1
        if wide * high > _LARGEST_ARRAY:
            raise Unknown
        found = Array([[None] * wide for _ in range(high)])
        grid = self._grid(area)
        for row, column in self._spots(grid, block):
            try:
                value: Item = self.book.value(grid, row, column, self.depth + 1)
            except CellError as problem:
                value = problem
            found[row - block.first_row][column - block.first_column] = value
        return found

    def clipped(self, area: Area) -> Area:
        """The block without the rows below everything that the sheet holds."""
        grid = self._grid(area)
        last = max(min(area.block.last_row, grid.last_row), area.block.first_row)
        return area._replace(block=area.block._replace(last_row=last))

    def remembered(self, kind: str, area: Area, make: Callable[[], T]) -> T:
        """What was made of a block, which is made once."""
        key = (kind, self._grid(area).name, area.block)
        if key not in self.book.memory:
            self.book.memory[key] = make()
        return cast(T, self.book.memory[key])

    def for_arrays(self) -> Place:
        """The same place where operators work on every element."""
        return self if self.many else replace(self, many=True)

    def _grid(self, area: Area) -> Grid:
        if not area.sheet:
            return self.grid
        found = self.book.grids.get(area.sheet.casefold())
        if found is None:
            raise Unknown
        return found

    def cells(self, area: Area) -> Iterator[tuple[int, int, Scalar]]:
        """All cells of a block that hold something."""
        grid = self._grid(area)
        for row, column in self._spots(grid, area.block):
            value = self.book.value(grid, row, column, self.depth + 1)
            if value is not None:
                yield row, column, value

    def _spots(self, grid: Grid, block: Range) -> Iterator[tuple[int, int]]:
        yield from grid.spots(block)
        for stretch in grid.stretches:
            columns = [
                c for c in sorted(stretch.rows.columns()) if block.first_column <= c <= block.last_column
            ]
            for row in range(max(stretch.first, block.first_row), min(stretch.last, block.last_row) + 1):
                for column in columns:
                    yield row, column

    def tally(self, area: Area, *, shown_only: bool = False, subtotals: bool = True) -> Tally:
        """Sum, counts and extremes of a block."""
        grid = self._grid(area)
        block = area.block
        tally = Tally()
        tally.add_all(self._values(grid, block, shown_only=shown_only, subtotals=subtotals))
        for stretch in grid.stretches:
            if stretch.last < block.first_row or stretch.first > block.last_row:
                continue
            whole = block.first_row <= stretch.first and stretch.last <= block.last_row
            for column in sorted(stretch.rows.columns()):
                if block.first_column <= column <= block.last_column:
                    if not whole:
                        raise Unknown
                    tally.merge(self.book.stretch_tally(grid, stretch.first, column, self.depth + 1))
        return tally

    def _values(self, grid: Grid, block: Range, *, shown_only: bool, subtotals: bool) -> Iterator[Scalar]:
        for row, column in grid.spots(block):
            if not subtotals:
                if grid.hidden(row):
                    if shown_only:
                        continue
                    if grid.tree.root.find("{*}autoFilter/{*}filterColumn") is not None:
                        raise Unknown  # hidden by the filter or by hand, nobody can tell
                formula = grid.formulas.get((row, column))
                if formula is not None and "SUBTOTAL(" in formula.text.upper():
                    continue
            yield self.book.value(grid, row, column, self.depth + 1)

    def named(self, name: str) -> Operand:
        """What a defined name stands for."""
        text = self.book.names.get(name.casefold())
        if text is None:
            raise Unknown
        return compile_formula(text)(self)


class Calculation:
    """The grids of a workbook with their defined names; every value is computed once."""

    def __init__(
        self,
        grids: Mapping[str, Grid],
        names: Mapping[str, str],
        *,
        date1904: bool = False,
        tables: Sequence[tuple[str, Range]] = (),
    ) -> None:
        self.grids = {name.casefold(): grid for name, grid in grids.items()}
        self.names = {name.casefold(): text for name, text in names.items()}
        self._values: dict[Spot, Scalar | CellError | Unknown] = {}
        self._tallies: dict[Spot, Tally | CellError | Unknown] = {}
        self._reads: dict[str, tuple[list[tuple[str, Range]], bool]] = {}
        self._stale: dict[Spot, bool] = {}
        self._dirty: dict[str, list[Range]] = {}
        self._visited = 0
        self.memory: dict[tuple[str, str, Range], object] = {}
        self.date1904 = date1904
        self.tables = tables
        self.unreckoned = bool(self.grids) and all(grid.unreckoned() for grid in self.grids.values())

    # ---- values -----------------------------------------------------------------------------------------

    def value(self, grid: Grid, row: int, column: int, depth: int = 0) -> Scalar:
        """The value of a cell; CellError for an error value, Unknown when it cannot be known."""
        spot = (grid.name, row, column)
        self._visited += 1
        if self._visited > _MOST_READS:
            raise Unknown
        if spot not in self._values:
            if grid.streamed(row) and not isinstance(content := grid.content(row, column), Formula):
                return content  # at hand anyway: to remember it would fill the memory
            if depth > _DEEPEST:
                raise Unknown
            self._values[spot] = Unknown()  # a circle comes back to this
            self._values[spot] = self._computed(grid, row, column, depth)
        found = self._values[spot]
        if isinstance(found, Exception):
            raise found
        return found

    def _computed(self, grid: Grid, row: int, column: int, depth: int) -> Scalar | CellError | Unknown:
        try:
            content = grid.content(row, column)
            if not isinstance(content, Formula):
                return content
            element = grid.element(row, column)
            known = element is not None and not self.unreckoned and not self.is_stale(grid, row, column)
            if element is not None and known:
                return grid.cached(element)
            place = Place(self, grid, row, column, content.down, depth, content.many)
            operand = compile_formula(content.text)(place)
            if content.many and isinstance(block := as_block(operand, place), Array):
                operand = sound(block[0][0])
            value = scalar(operand, place)
        except (CellError, Unknown) as problem:
            return problem
        except (OverflowError, RecursionError, ValueError):
            return Unknown()
        return 0.0 if value is None else float(value) if type(value) is int else value

    def forget(self, grid: Grid, row: int, column: int) -> None:
        """A value that is remembered elsewhere now."""
        self._values.pop((grid.name, row, column), None)

    def stretch_tally(self, grid: Grid, first: int, column: int, depth: int) -> Tally:
        """A column of inserted rows: as counted while streaming, else cell by cell."""
        spot = (grid.name, first, column)
        if spot not in self._tallies:
            self._tallies[spot] = self._stretch(grid, first, column, depth)
        found = self._tallies[spot]
        if isinstance(found, Exception):
            raise found
        return found

    def _stretch(self, grid: Grid, first: int, column: int, depth: int) -> Tally | CellError | Unknown:
        stretch = next(each for each in grid.stretches if each.first == first)
        try:
            return stretch.rows.tally(column)
        except Unknown:
            tally = Tally()
        try:
            rows = range(stretch.first, stretch.last + 1)
            tally.add_all(self.value(grid, row, column, depth) for row in rows)
        except (CellError, Unknown) as problem:
            return problem
        return tally

    # ---- what is stale ----------------------------------------------------------------------------------

    def touch(self, sheet: str, block: Range) -> None:
        """Says that the cells of a block are not what they were."""
        self._dirty.setdefault(sheet.casefold(), []).append(block)

    def is_stale(self, grid: Grid, row: int, column: int, depth: int = 0) -> bool:
        """Whether a formula reads anything that was touched, by itself or through other formulas."""
        spot = (grid.name, row, column)
        if spot not in self._stale:
            self._stale[spot] = False  # a circle is stale only for another reason
            self._stale[spot] = depth > _DEEPEST or self._reads_stale(grid, grid.formulas[row, column], depth)
        return self._stale[spot]

    def _reads_stale(self, grid: Grid, formula: Formula, depth: int) -> bool:
        reads, blind = self.reads(formula.text)
        if blind:
            return True
        for sheet, block in reads:
            if any(block.meets(spot) for spot in self._dirty.get((sheet or grid.name).casefold(), ())):
                return True
        for sheet, block in reads:
            other = self.grids.get(sheet.casefold()) if sheet else grid
            if other is not None:
                for row, column in other.formulas_in(block):
                    self._visited += 1
                    if self._visited > _MOST_READS:
                        return True
                    if self.is_stale(other, row, column, depth + 1):
                        return True
        return False

    def reads(self, formula: str, depth: int = 0) -> tuple[list[tuple[str, Range]], bool]:
        """The blocks a formula reads (sheet '' for its own), and whether it may read anything else."""
        if formula in self._reads:
            return self._reads[formula]
        found: list[tuple[str, Range]] = []

        def note(sheet: str | None, start: str, stop: str, _: str) -> str:
            one, two = corner(start), corner(stop or start)
            rows = (one[3] or 1, two[3] or MAX_ROW)
            columns = (one[1] or 1, two[1] or MAX_COLUMN)
            found.append((sheet or "", Range(min(rows), min(columns), max(rows), max(columns))))
            return " "

        rest = rewrite(formula, note)
        blind = bool(_BLIND.search(formula))
        if _TABLE.search(formula):
            found.extend(self.tables)  # which of them, and which column, is not asked
        for word in _WORD.findall(rest):
            text = self.names.get(word.casefold())
            if text is not None and depth < 4:
                more, unsure = self.reads(text, depth + 1)
                found.extend(more)
                blind = blind or unsure
        self._reads[formula] = (found, blind)
        return found, blind
