"""Values that a workbook remembers of its formulas: right ones where they can be computed, else none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lxml import etree

from desktop.workbook.blocks import Group
from desktop.workbook.calculation import Calculation
from desktop.workbook.grid import Grid, Stretch
from desktop.workbook.inserted import InsertedRows
from desktop.workbook.operands import CellError, Scalar, Unknown
from desktop.workbook.refs import Range
from desktop.workbook.rows import remembered
from desktop.workbook.shift import Shifter, Shifters
from desktop.workbook.strings import StringTable
from desktop.workbook.tally import Tally
from desktop.workbook.tree import M, SheetTree

_CALL: Final = re.compile(r"([A-Z][A-Z0-9.]*)\s*\(", re.I)
# functions for which a column's sum, counts and extremes are enough, and those that take single values
_COUNTED: Final = frozenset(["SUM", "COUNT", "COUNTA", "AVERAGE", "MAX", "MIN", "SUBTOTAL", "COUNTBLANK"])
_SINGLE: Final = frozenset(
    ["IF", "IFERROR", "ROUND", "ROUNDUP", "ROUNDDOWN", "INT", "ABS", "AND", "OR", "NOT", "TEXT"]
)  # fmt: skip
_MOST_FORMULAS: Final = 20_000
_MOST_IN_ROWS: Final = 400_000


@dataclass(slots=True)
class Computed:
    """A sheet that takes part: its tree, its lists, the single cells written."""

    tree: SheetTree
    groups: Sequence[Group] = ()
    touched: Iterable[tuple[int, int]] = ()


def ask_columns(
    formulas: Mapping[str, Iterable[str]], sheets: Mapping[str, Sequence[Group]], names: Mapping[str, str]
) -> None:
    """Before rows stream by: which columns any total will ask for, and which of them value by value."""
    reader = Calculation({}, names)
    for home, texts in formulas.items():
        for text in texts:
            conditional = not {name.upper() for name in _CALL.findall(text)} <= _COUNTED | _SINGLE
            for sheet, block in reader.reads(text)[0]:
                for group in sheets.get((sheet or home).casefold(), ()):
                    if block.first_row <= group.last_row <= block.last_row:
                        _ask(group, block, conditional=conditional)


def _ask(group: Group, block: Range, *, conditional: bool) -> None:
    for plan in [*group.plans, *(group.printed.plans if group.printed is not None else ())]:
        for _, column in plan.spots:
            if block.first_column <= column <= block.last_column:
                plan.tallies.setdefault(column, Tally())
                if conditional and group.height == 1:
                    plan.values.setdefault(column, [])


def build(
    sheets: Mapping[str, Computed],
    strings: StringTable,
    shifters: Shifters,
    names: Mapping[str, str],
    *,
    date1904: bool,
    tables: Sequence[tuple[str, Range]] = (),
) -> Calculation:
    """The workbook in final rows, with what was touched marked."""
    grids = {}
    for name, sheet in sheets.items():
        grids[name] = Grid(
            sheet.tree, strings, shifters.of(name), _stretches(sheet, shifters.of(name), date1904=date1904)
        )
    book = Calculation(grids, names, date1904=date1904, tables=tables)
    for name, sheet in sheets.items():
        shifter = shifters.of(name)
        for group in sheet.groups:
            last = shifter.end(group.last_row, group.first_row)
            for column in group.bound:
                book.touch(name, Range(shifter.row(group.first_row), column, last, column))
            if group.inserted:
                first = shifter.row(group.last_row) + 1
                book.touch(name, Range(first, 1, first + group.inserted - 1, 16_384))
        for row, column in sheet.touched:
            book.touch(name, Range(shifter.row(row), column, shifter.row(row), column))
    return book


def _stretches(sheet: Computed, shifter: Shifter, *, date1904: bool) -> list[Stretch]:
    found = []
    for group in sheet.groups:
        printed = group.printed
        if printed is not None:
            rows = InsertedRows(printed, date1904=date1904)
            rows.start = shifter.row(printed.first_row)
            found.append(Stretch(rows.start, printed.inserted, rows))
        if group.inserted:
            rows = InsertedRows(group, date1904=date1904)
            rows.start = shifter.row(group.last_row) + 1
            found.append(Stretch(rows.start, group.inserted, rows))
    return found


def compute_rows(book: Calculation, sheet: Computed) -> None:
    """What the formulas of inserted rows are worth, top-down so that running balances find the row above."""
    grid = book.grids[sheet.tree.name.casefold()]
    for stretch in grid.stretches:
        rows = stretch.rows
        if not isinstance(rows, InsertedRows):
            continue
        group = rows.group
        formulas = {spot: static for spot, static in group.statics.items() if static.formula is not None}
        records = stretch.count // group.height
        if not formulas or records * len(formulas) > _MOST_IN_ROWS:
            continue
        for static in formulas.values():
            static.values = []
        for record in range(records):
            top = stretch.first + record * group.height
            for (offset, column), static in formulas.items():
                if static.values is not None:
                    static.values.append(_worth(book, grid, top + offset, column))
                    book.forget(grid, top + offset, column)


def _worth(book: Calculation, grid: Grid, row: int, column: int) -> Scalar | CellError | Unknown:
    try:
        return book.value(grid, row, column)
    except (CellError, Unknown) as problem:
        return problem


def refresh_cached(book: Calculation, name: str, *, filled: bool) -> bool:
    """Sets what stale formulas of a sheet are worth, or takes the old value away; whether any was stale.

    In a sheet that changes anyway, values that a program without reckoning left at 0 are put right too.
    """
    grid = book.grids[name.casefold()]
    many = len(grid.formulas) > _MOST_FORMULAS
    changed = False
    rest = []
    for row, column in sorted(grid.formulas):
        element = grid.element(row, column)
        if element is None:
            continue
        if many or book.is_stale(grid, row, column):
            _set_cached(element, Unknown() if many else _worth(book, grid, row, column))
            changed = True
        else:
            rest.append((row, column, element))
    if book.unreckoned and (changed or filled):
        for row, column, element in rest:
            value = _worth(book, grid, row, column)
            if not isinstance(value, Unknown) and remembered(value)[1] != element.findtext(f"{M}v"):
                _set_cached(element, value)
    return changed


def _set_cached(cell: etree._Element, value: Scalar | CellError | Unknown) -> None:
    kind, text = remembered(value)
    cached = cell.find(f"{M}v")
    if text is None:
        if cached is not None:
            cell.remove(cached)
        cell.attrib.pop("t", None)
        return
    if cached is None:
        cached = etree.SubElement(cell, f"{M}v")
    cached.text = value if isinstance(value, str) else text  # the tree escapes by itself
    if kind:
        cell.set("t", kind)
    else:
        cell.attrib.pop("t", None)
