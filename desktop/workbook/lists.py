"""Lists in a template sheet: checked, their printed rows filled in place, the rest made ready to stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree

from desktop.core.errors import UserError
from desktop.workbook.package import local
from desktop.workbook.refs import Range, column_letters
from desktop.workbook.rows import Plan, Static, bad_cell, tree_cell, unfit
from desktop.workbook.tree import SheetTree, clear
from desktop.workbook.values import Ink, Value, style_attribute


@dataclass(slots=True)
class ListBlock:
    """One list to fill: the template's rows for it, the bound columns, the records."""

    sheet: str
    first_row: int
    last_row: int
    columns: Sequence[int]
    rows: Iterable[Sequence[Value]]
    number_formats: Mapping[int, str] = field(default_factory=dict)
    surplus: str = "keep"


@dataclass(slots=True)
class Group:
    """Lists that lie side by side in the same rows (usually one list)."""

    first_row: int
    last_row: int
    blocks: list[ListBlock]
    plans: list[Plan] = field(default_factory=list)
    statics: dict[int, Static] = field(default_factory=dict)
    in_place: list[int] = field(default_factory=list)  # rows written into the template's own rows, a block
    merged: list[tuple[int, int]] = field(default_factory=list)  # column spans merged in every row
    inserted: int = 0
    tall: dict[int, int] = field(default_factory=dict)  # column -> the only row that shows, under a merge

    @property
    def sample(self) -> int:
        """The row that new rows look like: the middle, away from examples above and thick lines below."""
        height = self.last_row - self.first_row + 1
        return self.first_row + height // 2 if height > 2 else self.first_row

    @property
    def bound(self) -> set[int]:
        """All bound columns."""
        return {column for block in self.blocks for column in block.columns}

    @property
    def has_formulas(self) -> bool:
        """Whether inserted rows carry formulas, which need to know where everything moves."""
        return any(static.formula is not None for static in self.statics.values())


def group_blocks(sheet: str, blocks: Sequence[ListBlock]) -> list[Group]:
    """Blocks by the rows they share, top-down."""
    groups: list[Group] = []
    for block in sorted(blocks, key=lambda each: (each.first_row, each.last_row)):
        if block.first_row < 1 or block.last_row < block.first_row or not block.columns:
            raise ValueError(f"not a list: rows {block.first_row}-{block.last_row}, columns {block.columns}")
        last = groups[-1] if groups else None
        if last is None or block.first_row > last.last_row:
            groups.append(Group(block.first_row, block.last_row, [block]))
        elif block.last_row != last.last_row:
            raise UserError(
                f"工作表“{sheet}”里并排的列表最后一行不同（{last.last_row} 与 {block.last_row}）。",
                hint="请分两次填，或先在模板里把它们对齐。",
            )
        else:
            last.first_row = min(last.first_row, block.first_row)
            last.blocks.append(block)
    return groups


def check_merges(tree: SheetTree, group: Group) -> None:
    """Repeats merges of the sample row, drops those down the list's rows, refuses those that cut it."""
    bound = group.bound
    gone: list[Range] = []
    for block in tree.merges:
        ours = any(block.first_column <= column <= block.last_column for column in bound)
        if block.last_row < group.first_row or block.first_row > group.last_row:
            continue
        inside = block.first_row >= group.first_row and block.last_row <= group.last_row
        if inside and block.first_row == block.last_row:
            if block.first_row == group.sample:
                group.merged.append((block.first_column, block.last_column))
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


# what a list's rows pass through on their way, so that the proof can compare a few of them
Remember = Callable[[Iterator[Sequence[Value]], ListBlock], Iterator[Sequence[Value]]]


def fill_in_place(tree: SheetTree, ink: Ink, group: Group, remember: Remember) -> None:
    """The first records go into the template's own rows; every cell that is not ours stays."""
    for block in group.blocks:
        rows = remember(_blanked(block, _hidden_columns(tree, block), group.tall), block)
        # before anything is written: a date in the sample cell must not make dates of numbers below
        group.plans.append(_plan(tree, ink, group, block, rows))
        wanted = block.last_row - block.first_row + 1
        written = 0
        for offset, values in enumerate(islice(rows, wanted)):
            if len(values) != len(block.columns):
                raise ValueError(f"rows of {len(block.columns)} values expected, got {len(values)}")
            for column, value in zip(block.columns, values, strict=True):
                code = block.number_formats.get(column)
                write_cell(tree, ink, block.first_row + offset, column, value, code)
            written += 1
        for row in range(block.first_row + written, block.last_row + 1):
            for column in block.columns:
                cell = tree.cell(row, column)
                if cell is not None:
                    clear(cell)
        group.in_place.append(written)
    _find_statics(tree, group)


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


def _hidden_columns(tree: SheetTree, block: ListBlock) -> set[int]:
    """Bound columns that lie under a merge of the list's rows: a value there would be invisible."""
    hidden: set[int] = set()
    for merge in tree.merges:
        if merge.first_row == merge.last_row == block.first_row:
            hidden.update(range(merge.first_column + 1, merge.last_column + 1))
    return hidden & set(block.columns)


def _blanked(block: ListBlock, hidden: set[int], tall: Mapping[int, int]) -> Iterator[Sequence[Value]]:
    """The records without what merges would hide."""
    if not hidden and not tall.keys() & set(block.columns):
        return iter(block.rows)
    never = [column in hidden for column in block.columns]
    only = [tall.get(column) for column in block.columns]
    return (
        tuple(
            None if gone or (row is not None and row != number) else value
            for value, gone, row in zip(values, never, only, strict=True)
        )
        for number, values in enumerate(block.rows, block.first_row)
    )


def _plan(tree: SheetTree, ink: Ink, group: Group, block: ListBlock, rows: Iterator[Sequence[Value]]) -> Plan:
    styles = {}
    for column in block.columns:
        style = tree.style(group.sample, column)
        code = block.number_formats.get(column)
        styles[column] = ink.styles.with_format(style, code) if code else style
    return Plan(list(block.columns), rows, styles)


def _find_statics(tree: SheetTree, group: Group) -> None:
    """What the unbound cells of the sample row are in an inserted row."""
    bound = group.bound
    rows = range(group.first_row, group.last_row + 1)
    for column, cell in tree.cells(group.sample).items():
        if column in bound:
            continue
        static = Static(int(cell.get("s") or 0))
        formula = next((child for child in cell if local(child) == "f"), None)
        if formula is not None and formula.text and not formula.get("ref"):
            static.formula, static.home = formula.text, group.sample
        else:
            static.counter = _counter(tree, rows, column)
            if static.counter is None:
                static.text = _constant(tree, rows, column)
        group.statics[column] = static


def _counter(tree: SheetTree, rows: range, column: int) -> tuple[int, int] | None:
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
    return rows[-1], numbers[-1]


def _constant(tree: SheetTree, rows: range, column: int) -> str | None:
    """A text that every row of the list repeats, such as a unit."""
    cells = [tree.cell(row, column) for row in rows]
    kinds = {(cell.get("t"), cell.findtext("{*}v")) if cell is not None else (None, None) for cell in cells}
    if len(cells) < 2 or len(kinds) != 1:
        return None
    kind, value = kinds.pop()
    if kind not in ("s", None) or value is None:
        return None
    sample = cells[len(cells) // 2]
    style = style_attribute(int(sample.get("s") or 0)) if sample is not None else ""
    attribute = f' t="{kind}"' if kind else ""
    return f'"{style}{attribute}><{tree.prefix}v>{value}</{tree.prefix}v></{tree.prefix}c>'


def repeated_merges(group: Group, start: int, count: int, prefix: str) -> Iterator[str]:
    """The sample row's merges for the inserted rows, as XML."""
    for first, last in group.merged:
        left, right = column_letters(first), column_letters(last)
        for row in range(start, start + count):
            yield f'<{prefix}mergeCell ref="{left}{row}:{right}{row}"/>'
