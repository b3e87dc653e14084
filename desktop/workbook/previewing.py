"""A stretch of a sheet as a plain grid for a view: texts, merges, sizes, a little of the look."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.workbook.refs import Range
from desktop.workbook.sheet import Sheet
from desktop.workbook.styles import PLAIN, Look


@dataclass(slots=True)
class Preview:
    """Item i is sheet row `first_row + i`; merges are in sheet coordinates, cut to the stretch."""

    first_row: int
    last_row: int
    columns: int
    texts: list[list[str]] = field(default_factory=list)
    looks: list[list[Look]] = field(default_factory=list)
    merges: list[Range] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)  # in characters
    heights: list[float] = field(default_factory=list)  # in points


def preview(sheet: Sheet, first_row: int, last_row: int) -> Preview:
    """The rows first_row..last_row as a person sees them; a merged text stands in its first cell."""
    first_row = max(first_row, 1)
    result = Preview(first_row, max(last_row, first_row), sheet.max_column)
    columns = range(1, sheet.max_column + 1)
    stretch = Range(first_row, 1, result.last_row, max(sheet.max_column, 1))
    for row in range(first_row, result.last_row + 1):
        cells = sheet.rows.get(row, {})
        result.texts.append([cells[c].text if c in cells else "" for c in columns])
        result.looks.append([sheet.look(cells[c]) if c in cells else PLAIN for c in columns])
        height = 0.0 if row in sheet.hidden_rows else sheet.heights.get(row, sheet.default_height)
        result.heights.append(height)
    for block in sheet.merges:
        if block.meets(stretch):
            top, bottom = max(block.first_row, first_row), min(block.last_row, result.last_row)
            result.merges.append(Range(top, block.first_column, bottom, block.last_column))
            if top != block.first_row:  # the anchor lies above the stretch
                result.texts[top - first_row][block.first_column - 1] = sheet.text(*block[:2])
    result.widths = [
        0.0 if column in sheet.hidden_columns else sheet.widths.get(column, sheet.default_width)
        for column in columns
    ]
    return result
