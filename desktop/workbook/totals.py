"""Values that a template remembers of its formulas: right ones for sums over a list, none when stale."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from lxml import etree

from desktop.workbook.formula import corner, rewrite
from desktop.workbook.lists import Group
from desktop.workbook.refs import MAX_COLUMN, MAX_ROW, Range, parse_range
from desktop.workbook.tree import M, SheetTree

_SUM: Final = re.compile(
    r"^SUM\((\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?(?:,\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)*)\)$"
)
_MAX_FORMULAS: Final = 5000

Spot = tuple[int, int]


def summed_columns(tree: SheetTree, group: Group) -> frozenset[int]:
    """The bound columns whose sum some plain SUM of the sheet asks for."""
    found: set[int] = set()
    for _, _, formula in _formulas(tree):
        for block in _sum_ranges(formula.text or ""):
            if block.first_row <= group.last_row <= block.last_row:
                found.update(range(block.first_column, min(block.last_column, 500) + 1))
    return frozenset(found & group.bound)


def refresh_cached(tree: SheetTree, groups: Sequence[Group], touched: Collection[Spot]) -> bool:
    """Before anything moves: sums get their value, other formulas over changed cells lose theirs."""
    formulas = list(_formulas(tree))
    dirty = [
        Range(group.first_row, column, group.last_row, column) for group in groups for column in group.bound
    ]
    dirty.extend(Range(row, column, row, column) for row, column in touched)
    stale: dict[Spot, etree._Element] = {}
    pending = formulas if len(formulas) <= _MAX_FORMULAS else []
    reads = {(row, column): _reads(formula.text or "") for row, column, formula in pending}
    grew = True
    while grew:
        grew = False
        for row, column, formula in pending:
            if (row, column) not in stale and _meets(reads[row, column], dirty):
                stale[row, column] = formula
                dirty.append(Range(row, column, row, column))
                grew = True
    for spot, formula in stale.items():
        _set_cached(formula, _sum_value(tree, groups, stale, spot, formula))
    return bool(formulas)


def _formulas(tree: SheetTree) -> Iterator[tuple[int, int, etree._Element]]:
    for row in tree.rows:
        for column, cell in tree.cells(row).items():
            formula = cell.find(f"{M}f")
            if formula is not None:
                yield row, column, formula


def _sum_ranges(formula: str) -> list[Range]:
    match = _SUM.match(formula.lstrip("=").replace(" ", "").upper())
    return [parse_range(item.replace("$", "")) for item in match[1].split(",")] if match else []


def _reads(formula: str) -> list[Range]:
    """The ranges of its own sheet that a formula reads."""
    found: list[Range] = []

    def note(sheet: str | None, start: str, stop: str, text: str) -> str:
        if sheet is None:
            one, two = corner(start), corner(stop or start)
            found.append(Range(one[3] or 1, one[1] or 1, two[3] or MAX_ROW, two[1] or MAX_COLUMN))
        return text

    rewrite(formula, note)
    return found


def _meets(reads: list[Range], dirty: list[Range]) -> bool:
    return any(block.meets(spot) for block in reads for spot in dirty)


def _sum_value(
    tree: SheetTree, groups: Sequence[Group], stale: Collection[Spot], spot: Spot, formula: etree._Element
) -> float | int | None:
    """What SUM gives; None when the formula is no plain sum or reads something not known."""
    ranges = _sum_ranges(formula.text or "")
    if not ranges or any(group.first_row <= spot[0] <= group.last_row for group in groups):
        return None
    total: float | int = 0
    for block in ranges:
        for row in tree.rows:
            if block.first_row <= row <= block.last_row:
                for column, cell in tree.cells(row).items():
                    if block.first_column <= column <= block.last_column:
                        if (row, column) in stale:
                            return None
                        total += _number(cell)
        streamed = _streamed(groups, block)
        if streamed is None:
            return None
        total += streamed
    return round(total, 10) if isinstance(total, float) else total


def _streamed(groups: Sequence[Group], block: Range) -> float | int | None:
    """The sum over inserted rows inside the block; None where such a cell is not a plain value."""
    total: float | int = 0
    for group in groups:
        if not group.inserted or not block.first_row <= group.last_row <= block.last_row:
            continue
        for column in range(block.first_column, min(block.last_column, 500) + 1):
            static = group.statics.get(column)
            if static is not None and (static.formula or static.counter or static.text):
                return None
            total += sum(plan.sums.get(column, 0) for plan in group.plans if column in plan.columns)
    return total


def _number(cell: etree._Element) -> float | int:
    if cell.get("t", "n") != "n":
        return 0
    text = cell.findtext(f"{M}v")
    if not text:
        return 0
    try:
        return int(text)
    except ValueError:
        return float(text)


def _set_cached(formula: etree._Element, value: float | int | None) -> None:
    cell = formula.getparent()
    if cell is None:
        return
    cached = cell.find(f"{M}v")
    if value is None:
        if cached is not None:
            cell.remove(cached)
        cell.attrib.pop("t", None)
        return
    if cached is None:
        cached = etree.SubElement(cell, f"{M}v")
    cached.text = repr(value)
    cell.attrib.pop("t", None)
