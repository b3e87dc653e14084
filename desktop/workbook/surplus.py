"""List rows without a record, taken out where the setting asks for it and nothing else lies in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from desktop.workbook.blocks import Group
from desktop.workbook.calculation import Calculation
from desktop.workbook.followers import Linked
from desktop.workbook.inserted import holds
from desktop.workbook.refs import parse_ranges
from desktop.workbook.tree import M, SheetTree, is_empty


class Filled(Protocol):
    """A sheet that is being filled."""

    tree: SheetTree
    groups: list[Group]


def remove_surplus(
    sheets: Sequence[Filled], linked: Mapping[str, Linked], names: Mapping[str, str], notes: list[str]
) -> None:
    """Decides how many rows of each list go; one record's rows always stay, for the totals' sake."""
    wanted = [(s, g) for s in sheets for g in s.groups if all(b.surplus == "remove" for b in g.blocks)]
    if not wanted:
        return
    formulas = {s.tree.name: list(_formulas(s.tree)) for s in sheets}
    formulas |= {name: list(_formulas(other.tree)) for name, other in linked.items()}
    formulas[""] = [(0, text) for text in names.values()]
    for sheet, group in wanted:
        used = max(1, *group.in_place)
        free = group.last_row - (group.first_row + used * group.height) + 1
        spared = _asked_for(sheet.tree.name, group, formulas) | _marked(sheet.tree, group)
        count = 0
        for row in range(group.last_row, group.last_row - free, -1):
            if row in spared or _says_something(sheet.tree, group, row):
                notes.append(f"工作表“{sheet.tree.name}”第 {row} 行有别的内容，没有删去")
                break
            count += 1
        group.removed = count // group.height * group.height


def _formulas(tree: SheetTree) -> Iterator[tuple[int, str]]:
    for row in tree.rows:
        for cell in tree.cells(row).values():
            text = cell.findtext(f"{M}f")
            if text:
                yield row, text


def _asked_for(sheet: str, group: Group, formulas: Mapping[str, list[tuple[int, str]]]) -> set[int]:
    """Rows that a formula elsewhere names one by one: C3+C4+C5 would become #REF!."""
    reader = Calculation({}, {})
    found: set[int] = set()
    for home, texts in formulas.items():
        for row, text in texts:
            if home == sheet and group.first_row <= row <= group.last_row:
                continue
            for name, block in reader.reads(text)[0]:
                inside = group.first_row < block.first_row and block.last_row <= group.last_row
                if (name or home).casefold() == sheet.casefold() and inside:
                    found.update(range(block.first_row, block.last_row + 1))
    return found


def _marked(tree: SheetTree, group: Group) -> set[int]:
    """Rows with a link."""
    return {
        row
        for link in tree.root.iter(f"{M}hyperlink")
        for block in parse_ranges(link.get("ref"))
        for row in range(max(block.first_row, group.first_row), min(block.last_row, group.last_row) + 1)
    }


def _says_something(tree: SheetTree, group: Group, row: int) -> bool:
    """Whether an unbound cell of the row holds more than every row of the list does."""
    offset = (row - group.first_row) % group.height
    bound = group.bound_spots
    for column, cell in tree.cells(row).items():
        if (offset, column) in bound or is_empty(cell):
            continue
        static = group.statics.get((offset, column))
        if static is None or not holds(static):
            return True
    return False
