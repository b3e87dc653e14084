"""The cells of a list's rows that are not bound: what they are in an inserted row."""

from __future__ import annotations

from desktop.workbook.blocks import Group, Static
from desktop.workbook.package import local
from desktop.workbook.strings import StringTable
from desktop.workbook.tree import SheetTree, style_of
from desktop.workbook.values import style_attribute


def find_statics(tree: SheetTree, group: Group, strings: StringTable) -> None:
    """Formulas are translated, printed running numbers go on, texts that all rows share are repeated."""
    bound = group.bound_spots
    for offset in range(group.height):
        for column, cell in tree.cells(group.sample + offset).items():
            if (offset, column) in bound:
                continue
            static = Static(style_of(cell))
            formula = next((child for child in cell if local(child) == "f"), None)
            if formula is not None and formula.text and not formula.get("ref"):
                static.formula, static.home = formula.text, group.sample + offset
            else:
                rows = range(group.first_row + offset, group.last_row + 1, group.height)
                static.counter = _counter(tree, rows, column)
                if static.counter is None:
                    _constant(tree, rows, column, static, strings)
            group.statics[offset, column] = static


def _counter(tree: SheetTree, rows: range, column: int) -> int | None:
    """A running number printed in every row of the list."""
    numbers = []
    for row in rows:
        cell = tree.cell(row, column)
        value = cell.findtext("{*}v") if cell is not None and cell.get("t", "n") == "n" else None
        if value is None or not value.isdigit():
            return None
        numbers.append(int(value))
    if len(numbers) < 2 or numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        return None
    return numbers[-1]


def _constant(tree: SheetTree, rows: range, column: int, static: Static, strings: StringTable) -> None:
    """A text that every row of the list repeats, such as a unit."""
    cells = [tree.cell(row, column) for row in rows]
    kinds = {(cell.get("t"), cell.findtext("{*}v")) if cell is not None else (None, None) for cell in cells}
    if len(cells) < 2 or len(kinds) != 1:
        return
    kind, value = kinds.pop()
    sample = cells[len(cells) // 2]
    if kind not in ("s", None) or value is None or sample is None:
        return
    attribute = f' t="{kind}"' if kind else ""
    p = tree.prefix
    static.text = f'"{style_attribute(static.style)}{attribute}><{p}v>{value}</{p}v></{p}c>'
    static.shown = strings.text(sample) if kind == "s" else value
