"""A sheet as formulas see it once everything lies at its final place: template rows, and rows put in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from lxml import etree

from desktop.workbook.operands import CellError, Scalar, Unknown
from desktop.workbook.refs import Range
from desktop.workbook.shift import Shifter
from desktop.workbook.strings import StringTable
from desktop.workbook.tally import Tally
from desktop.workbook.tree import M, SheetTree


class Inserted(Protocol):
    """Rows put in below a list: what they hold, as far as it is known."""

    def columns(self) -> frozenset[int]:
        """The columns that hold anything."""

    def content(self, index: int, column: int) -> Content:
        """The cell in the row of that index (0 is the first row put in); Unknown when it is gone by."""

    def tally(self, column: int) -> Tally:
        """All cells of the column together; Unknown when nobody counted."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it reads `down` rows above."""

    text: str
    down: int = 0
    many: bool = False  # an array formula of one cell


Content = Scalar | Formula


@dataclass(slots=True)
class Stretch:
    """Where inserted rows lie."""

    first: int
    count: int
    rows: Inserted

    @property
    def last(self) -> int:
        """The last of them."""
        return self.first + self.count - 1


class Grid:
    """The cells of one sheet in final rows."""

    def __init__(
        self, tree: SheetTree, strings: StringTable, shifter: Shifter, stretches: list[Stretch]
    ) -> None:
        self.name = tree.name
        self.tree = tree
        self.strings = strings
        self.stretches = stretches
        self.template = {shifter.row(row): row for row in tree.rows if not shifter.removed(row)}
        self.numbers = sorted(self.template)
        self.formulas = dict(self._formulas(shifter))
        self.last_row = max([*self.numbers[-1:], *(stretch.last for stretch in stretches), 1])
        self._by_column: dict[int, list[int]] = {}
        for row, column in sorted(self.formulas):
            self._by_column.setdefault(column, []).append(row)

    def _formulas(self, shifter: Shifter) -> Iterator[tuple[tuple[int, int], Formula]]:
        for row, column, formula in self.tree.formulas():
            if shifter.removed(row):
                continue
            kind = formula.get("t", "normal")
            single = kind == "array" and ":" not in (formula.get("ref") or ":")
            # larger arrays and data tables are not computed here; a marker makes them unknown
            text = (formula.text or "") if single or kind == "normal" else "\0"
            yield (shifter.row(row), column), Formula(text, many=single)

    def element(self, row: int, column: int) -> etree._Element | None:
        """The template's cell that lies here now."""
        line = self.template.get(row)
        return self.tree.cell(line, column) if line is not None else None

    def content(self, row: int, column: int) -> Content:
        """The formula or value of a cell."""
        for stretch in self.stretches:
            if stretch.first <= row <= stretch.last:
                return stretch.rows.content(row - stretch.first, column)
        formula = self.formulas.get((row, column))
        if formula is not None:
            return formula
        element = self.element(row, column)
        return None if element is None else self.cached(element)

    def cached(self, cell: etree._Element) -> Scalar:
        """The value that stands in a cell of the template."""
        kind = cell.get("t", "n")
        if kind in ("s", "inlineStr"):
            return self.strings.text(cell) or None
        text = cell.findtext(f"{M}v")
        if text is None:
            return None
        if kind == "e":
            raise CellError(text)
        if kind == "b":
            return text.strip() in ("1", "true")
        if kind != "n":
            if kind == "d":
                raise Unknown
            return text
        try:
            return float(text)
        except ValueError:
            return None

    def formulas_in(self, block: Range) -> Iterator[tuple[int, int]]:
        """The template's formula cells inside a block."""
        for column, rows in self._by_column.items():
            if block.first_column <= column <= block.last_column:
                for row in rows[bisect_left(rows, block.first_row) : bisect_right(rows, block.last_row)]:
                    yield row, column

    def spots(self, block: Range) -> Iterator[tuple[int, int]]:
        """The template's cells inside a block, row by row."""
        low = bisect_left(self.numbers, block.first_row)
        for number in self.numbers[low : bisect_right(self.numbers, block.last_row)]:
            for column in self.tree.cells(self.template[number]):
                if block.first_column <= column <= block.last_column:
                    yield number, column

    def unreckoned(self) -> bool:
        """Whether no formula remembers anything but 0: written by a program that does not reckon."""
        cells = (self.element(row, column) for row, column in self.formulas)
        return all(cell is None or (cell.findtext(f"{M}v") or "0") == "0" for cell in cells)

    def streamed(self, row: int) -> bool:
        """Whether the row has been put in."""
        return any(stretch.first <= row <= stretch.last for stretch in self.stretches)

    def hidden(self, row: int) -> bool:
        """Whether a row is hidden; rows put in never are."""
        line = self.template.get(row)
        return line is not None and self.tree.rows[line].get("hidden") in ("1", "true")
