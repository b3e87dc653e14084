"""Lists in a template sheet: their merges and arrays checked, the template's own rows filled in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from lxml import etree

from desktop.core.errors import UserError
from desktop.workbook.blocks import Group, ListBlock, Plan
from desktop.workbook.heights import RowHeights
from desktop.workbook.refs import Range, column_letters
from desktop.workbook.rows import bad_cell, tree_cell, unfit
from desktop.workbook.statics import find_statics
from desktop.workbook.tree import SheetTree, clear
from desktop.workbook.values import Ink, Value
from desktop.workbook.witness import Witness

__all__ = [
    "Group",
    "ListBlock",
    "check_arrays",
    "check_merges",
    "fill_below_printed",
    "fill_in_place",
    "repeated_merges",
    "write_cell",
]


def check_merges(tree: SheetTree, group: Group) -> None:
    """Repeats merges of the sample record, drops those across records, refuses those that cut the list."""
    bound = group.bound
    gone: list[Range] = []
    for block in tree.merges:
        ours = any(block.first_column <= column <= block.last_column for column in bound)
        if block.last_row < group.first_row or block.first_row > group.last_row:
            continue
        inside = block.first_row >= group.first_row and block.last_row <= group.last_row
        record, last_record = (
            (row - group.first_row) // group.height for row in (block.first_row, block.last_row)
        )
        if inside and record == last_record:
            top = group.sample
            if top <= block.first_row < top + group.height:
                lines = (block.first_row - top, block.last_row - top)
                group.merged.append((*lines, block.first_column, block.last_column))
        elif ours and inside:
            gone.append(block)  # one record a row: a merge down would hide all but the first
        elif ours and block.first_row >= group.first_row:
            columns = range(block.first_column, block.last_column + 1)
            group.tall.update(dict.fromkeys(columns, block.first_row))
        elif ours:
            raise UserError(
                f"工作表“{tree.name}”的合并单元格 {block} 从外面伸进了要填的第 "
                f"{group.first_row}—{group.last_row} 行。",
                hint="请先在模板里取消这个合并，或检查列表的起止行。",
            )
        elif inside and (block.first_row, block.last_row) == (group.first_row, group.last_row):
            group.labels.append(str(block))
    _remove_merges(tree, gone)


def _remove_merges(tree: SheetTree, gone: list[Range]) -> None:
    if not gone:
        return
    texts = {str(block) for block in gone}
    tree.merges = [block for block in tree.merges if block not in gone]
    for merge in list(tree.root.iter("{*}mergeCell")):
        if (merge.get("ref") or "").replace("$", "") in texts:
            holder = merge.getparent()
            if holder is not None:
                holder.remove(merge)
                holder.set("count", str(len(holder)))
                if not len(holder):
                    holder.getparent().remove(holder)  # type: ignore[union-attr]


def check_arrays(tree: SheetTree, group: Group) -> None:
    """An array formula is moved whole or the fill is refused."""
    for formula, block in tree.arrays():
        across = block.first_row <= group.last_row < block.last_row
        touched = any(
            block.holds(row, column)
            for row in range(group.first_row, group.last_row + 1)
            for column in group.bound
        )
        several = block[:2] != block[2:]
        if across or (touched and several):
            raise UserError(
                f"工作表“{tree.name}”的数组公式（{block}）与要填的列表相交，填写会破坏它。",
                hint="请先在模板里把它改成普通公式。",
            )
        if touched:
            formula.attrib.pop("ref", None)


def fill_in_place(tree: SheetTree, ink: Ink, group: Group, witness: Witness) -> None:
    """The first records go into the template's own rows; every cell that is not ours stays."""
    samples = (tree.rows.get(group.sample + offset) for offset in range(group.height))
    group.like = [
        {str(k): str(v) for k, v in row.attrib.items()} if row is not None else {} for row in samples
    ]
    for block in group.blocks:
        rows = _blanked(block, _hidden_spots(tree, block), group.tall)
        # before anything is written: a date in the sample cell must not make dates of numbers below
        plan = _plan(tree, ink, group, block, rows)
        group.plans.append(plan)
        printed = group.printed
        last = printed.first_row - 1 if printed is not None else block.last_row
        written = _write_rows(tree, ink, group, plan, (block.first_row, last), witness)
        group.in_place.append(written)
        if printed is not None:
            size = printed.last_row - printed.first_row + 1
            printed.plans.append(Plan(block, plan.spots, plan.styles, islice(rows, size)))
            printed.in_place.append(written)
    find_statics(tree, group, ink.strings)
    if group.printed is not None:
        group.printed.like, group.printed.statics = group.like, group.statics


def fill_below_printed(tree: SheetTree, ink: Ink, group: Group, witness: Witness) -> None:
    """The rows of the tree below those that have been streamed: often a last one with a thick line."""
    printed = group.printed
    if printed is None:
        return
    for number, plan in enumerate(group.plans):
        streamed = printed.plans[number].count
        rest = (printed.last_row + 1, plan.block.last_row)
        group.in_place[number] += streamed + _write_rows(tree, ink, group, plan, rest, witness)


def _write_rows(
    tree: SheetTree, ink: Ink, group: Group, plan: Plan, rows: tuple[int, int], witness: Witness
) -> int:
    """Records into these rows of the tree as long as there are any; the other rows are cleared."""
    block, (first, last) = plan.block, rows
    written = 0
    for values in islice(plan.rows, (last - first + 1) // block.height):
        if len(values) != len(plan.spots):
            raise ValueError(f"rows of {len(plan.spots)} values expected, got {len(values)}")
        top = first + written * block.height
        for (offset, column), value in zip(plan.spots, values, strict=True):
            write_cell(tree, ink, top + offset, column, value, block.number_formats.get(column))
        _settle(tree, ink, group, plan, top, values)
        witness.note(block, (top - block.first_row) // block.height, [values])
        written += 1
    for top in range(first + written * block.height, last + 1, block.height):
        for offset, column in plan.spots:
            cell = tree.cell(top + offset, column)
            if cell is not None:
                clear(cell)
    return written


def _settle(tree: SheetTree, ink: Ink, group: Group, plan: Plan, top: int, values: Sequence[Value]) -> None:
    """The height of the rows just written."""
    for offset in range(group.height):
        row = tree.rows.get(top + offset)
        if row is None or row.get("ht") is None:
            continue
        attributes = {str(k): str(v) for k, v in row.attrib.items()}
        mine = [(at, c) for at, (line, c) in enumerate(plan.spots) if line == offset]
        styles = {c: tree.style(top + offset, c) for _, c in mine}
        merged = [(m[2], m[3]) for m in group.merged if m[0] <= offset <= m[1]]
        heights = RowHeights.of(tree, attributes, ink.styles, styles, merged, grow=plan.block.grow)
        if heights is not None:
            heights.settle(row, {c: values[at] for at, c in mine})


def write_cell(
    tree: SheetTree, ink: Ink, row: int, column: int, value: Value, code: str | None = None
) -> etree._Element:
    """One value into one cell, in its own style unless a number format is asked for."""
    style = tree.style(row, column)
    if code:
        style = ink.styles.with_format(style, code)
    problem = unfit(ink, value) if isinstance(value, (str, float)) else ""
    if problem:
        raise bad_cell(tree.name, row, column, problem)
    return tree_cell(tree, row, column, ink.tail(value, style))


def _hidden_spots(tree: SheetTree, block: ListBlock) -> set[tuple[int, int]]:
    """Bound places that lie under a merge of the record's rows: a value there would be invisible."""
    hidden: set[tuple[int, int]] = set()
    last = block.first_row + block.height - 1
    for merge in tree.merges:
        if block.first_row <= merge.first_row and merge.last_row <= last:
            hidden.update(
                (row - block.first_row, column)
                for row in range(merge.first_row, merge.last_row + 1)
                for column in range(merge.first_column, merge.last_column + 1)
                if (row, column) != merge[:2]
            )
    return hidden & set(block.spots)


def _blanked(
    block: ListBlock, hidden: set[tuple[int, int]], tall: Mapping[int, int]
) -> Iterator[Sequence[Value]]:
    """The records without what merges would hide."""
    if not hidden and not tall.keys() & set(block.columns):
        return iter(block.rows)
    never = [spot in hidden for spot in block.spots]
    only = [tall.get(column) for column in block.columns]
    return (
        tuple(
            None if gone or (row is not None and row != top) else value
            for value, gone, row in zip(values, never, only, strict=True)
        )
        for top, values in zip(_tops(block), block.rows, strict=False)
    )


def _tops(block: ListBlock) -> Iterator[int]:
    top = block.first_row
    while True:
        yield top
        top += block.height


def _plan(tree: SheetTree, ink: Ink, group: Group, block: ListBlock, rows: Iterator[Sequence[Value]]) -> Plan:
    styles = []
    for offset, column in block.spots:
        # of lists that begin in different rows the sample may lie above this one
        sample = max(group.sample, block.first_row)
        style = tree.style(sample + offset, column)
        code = block.number_formats.get(column)
        styles.append(ink.styles.with_format(style, code) if code else style)
    return Plan(block, block.spots, styles, rows)


def repeated_merges(group: Group, start: int, prefix: str) -> Iterator[str]:
    """The sample record's merges for the inserted rows, as XML."""
    for top, bottom, first, last in group.merged:
        left, right = column_letters(first), column_letters(last)
        for row in range(start, start + group.inserted, group.height):
            yield f'<{prefix}mergeCell ref="{left}{row + top}:{right}{row + bottom}"/>'
