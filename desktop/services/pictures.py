"""A workbook's sheets as plain pictures for the window to draw: texts, merged blocks, widths, looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop.core.progress import NoProgress, Progress
from desktop.services.importing.files import read_file
from desktop.workbook import Sheet

MOST_ROWS = 6000
MOST_COLUMNS = 120


@dataclass(frozen=True, slots=True)
class PictureCell:
    """One cell as it looks; `size` in points."""

    text: str
    bold: bool = False
    size: float = 11.0
    horizontal: str = "general"
    vertical: str = "center"
    wrap: bool = False
    bordered: bool = False
    number: bool = False


@dataclass(slots=True)
class Picture:
    """One sheet: cells by (row, column); widths in characters, heights in points; `cut`: rows left out."""

    name: str
    rows: int
    columns: int
    cells: dict[tuple[int, int], PictureCell]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)  # row, column, rows, columns
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    width: float = 8.43
    height: float = 15.0
    cut: int = 0

    def text(self, row: int, column: int) -> str:
        """What stands in a cell."""
        cell = self.cells.get((row, column))
        return cell.text if cell is not None else ""

    def title(self, before: int) -> str:
        """The largest text above a row: what the sheet calls itself."""
        above = [
            (cell.size, -row, cell.text)
            for (row, _), cell in self.cells.items()
            if row < before and cell.text
        ]
        return max(above, default=(0.0, 0, ""))[2]


def pictures(file: Path, progress: Progress | None = None, password: str = "") -> list[Picture]:
    """Every visible sheet of a file."""
    book = read_file(file, None, progress or NoProgress(), password)
    return [picture(sheet) for sheet in book.sheets if sheet.visible or len(book.sheets) == 1]


def picture(sheet: Sheet) -> Picture:
    """One sheet."""
    last_row, last_column = _extent(sheet)
    shown = min(last_row, MOST_ROWS)
    return Picture(
        sheet.name,
        shown,
        last_column,
        dict(_cells(sheet, shown, last_column)),
        [
            (block.first_row, block.first_column, rows, block.last_column - block.first_column + 1)
            for block in sheet.merges
            if block.first_row <= shown and block.first_column <= last_column
            and (rows := min(block.last_row, shown) - block.first_row + 1)
        ],
        {column: width for column, width in sheet.widths.items() if column <= last_column},
        {row: height for row, height in sheet.heights.items() if row <= shown},
        frozenset(row for row in sheet.hidden_rows if row <= shown),
        frozenset(column for column in sheet.hidden_columns if column <= last_column),
        sheet.default_width,
        sheet.default_height,
        last_row - shown,
    )  # fmt: skip


def _extent(sheet: Sheet) -> tuple[int, int]:
    """Last row and column that show anything: a text, a border, a merged block that begins there."""
    row, column = 1, 1
    for cells in sheet.rows.values():
        for cell in cells.values():
            if cell.kind != "blank" or sheet.look(cell).bordered:
                row, column = max(row, cell.row), max(column, cell.column)
    for block in sheet.merges:
        anchor = sheet.cell(block.first_row, block.first_column)
        if anchor is not None and anchor.kind != "blank":
            row, column = max(row, block.last_row), max(column, block.last_column)
    return row, min(column, MOST_COLUMNS)


def _cells(sheet: Sheet, rows: int, columns: int) -> Iterator[tuple[tuple[int, int], PictureCell]]:
    for number, cells in sheet.rows.items():
        if number > rows:
            continue
        for at, cell in cells.items():
            look = sheet.look(cell)
            if at > columns or (cell.kind == "blank" and not look.bordered):
                continue
            yield (
                (number, at),
                PictureCell(
                    cell.text, look.bold, look.size, look.horizontal, look.vertical, look.wrap, look.bordered,
                    cell.kind in ("number", "date"),
                ),
            )  # fmt: skip
