"""A sheet as plain values: cells with what they mean, merges, drop-downs, hidden parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import NamedTuple

from desktop.workbook.refs import Range, format_ref
from desktop.workbook.styles import Look, Styles

CellContent = str | int | float | bool | date | datetime | time | None


class Cell(NamedTuple):
    """One cell. A named tuple and not a dataclass, because an import makes millions of them."""

    row: int
    column: int
    value: CellContent
    text: str
    kind: str  # "text" | "number" | "date" | "bool" | "error" | "blank"
    format: str
    formula: str | None
    style: int = 0

    @property
    def ref(self) -> str:
        """'B7'."""
        return format_ref(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Choice:
    """A drop-down list: where it applies and what it offers."""

    ranges: tuple[Range, ...]
    values: tuple[str, ...]


@dataclass(slots=True)
class Sheet:
    """One worksheet; `rows` is sparse, rows and cells ascending."""

    name: str
    visible: bool = True
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[Range] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    validations: list[Choice] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    styles: Styles = field(default_factory=Styles)
    max_row: int = 0
    max_column: int = 0
    default_width: float = 8.43
    default_height: float = 15.0
    _anchors: dict[tuple[int, int], Range] | None = None

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell as it lies in the file; None where there is none."""
        return self.rows.get(row, {}).get(column)

    def merge_at(self, row: int, column: int) -> Range | None:
        """The merged block the cell belongs to."""
        if self._anchors is None:
            self._anchors = {
                (r, c): block
                for block in self.merges
                for r in range(block.first_row, min(block.last_row, block.first_row + 2000) + 1)
                for c in range(block.first_column, min(block.last_column, block.first_column + 500) + 1)
            }
        return self._anchors.get((row, column))

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that shows here: the anchor's, inside a merged block."""
        block = self.merge_at(row, column)
        return self.cell(block.first_row, block.first_column) if block else self.cell(row, column)

    def text(self, row: int, column: int) -> str:
        """What a person sees here, '' for nothing."""
        found = self.at(row, column)
        return found.text if found else ""

    def choices_at(self, row: int, column: int) -> tuple[str, ...]:
        """What the drop-down of the cell offers; () where there is none."""
        for choice in self.validations:
            if any(block.holds(row, column) for block in choice.ranges):
                return choice.values
        return ()

    def look(self, cell: Cell | None) -> Look:
        """How a cell looks."""
        return self.styles.look(cell.style if cell else 0)

    def filled(self) -> Iterator[Cell]:
        """The cells that hold something, row by row."""
        for cells in self.rows.values():
            for cell in cells.values():
                if cell.kind != "blank":
                    yield cell


@dataclass(slots=True)
class Workbook:
    """What was read of a file."""

    path: Path
    sheets: list[Sheet]
    date1904: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """By name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)
