"""The inserted rows of a list: a sample row compiled once, then streamed as text in chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, repeat
from typing import Final

from lxml import etree

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.workbook.archive import SegmentWriter
from desktop.workbook.formula import corner, join_corner, rewrite
from desktop.workbook.refs import MAX_ROW, column_letters
from desktop.workbook.text import escape
from desktop.workbook.tree import M, SheetTree
from desktop.workbook.values import ColumnWriter, Ink, Value, style_attribute

CHUNK: Final = 400
_KEPT_ROW: Final = ("s", "customFormat", "ht", "customHeight", "thickTop", "thickBot")

# row numbers of a chunk -> the pieces of one cell, without its address
Pieces = Callable[[range], Sequence[str]]


@dataclass(slots=True)
class Plan:
    """One list as it is to be written: which columns, with which style, from which rows."""

    columns: Sequence[int]
    rows: Iterator[Sequence[Value]]
    styles: Mapping[int, int]
    summed: frozenset[int] = frozenset()
    sums: dict[int, float | int] = field(default_factory=dict)
    count: int = 0


@dataclass(slots=True)
class Static:
    """An unbound cell of the sample row and what it is in every inserted row."""

    style: int
    formula: str | None = None  # already shifted, as it reads in row `home`
    home: int = 0
    text: str | None = None  # a constant tail that every template row had
    counter: tuple[int, int] | None = None  # (row, number): a printed running number goes on


class RowStream:
    """Writes the rows of one or several side-by-side lists below each other into a segment."""

    def __init__(
        self, tree: SheetTree, ink: Ink, sample: int, plans: Sequence[Plan], statics: Mapping[int, Static]
    ) -> None:
        self.ink = ink
        self.sheet = tree.name
        self.plans = plans
        self.statics = statics
        self.prefix = ink.prefix
        bound = {column for plan in plans for column in plan.columns}
        self.order = sorted(bound | set(statics))
        self.attributes = _row_attributes(tree.rows.get(sample))
        self.writers: dict[int, ColumnWriter] = {}
        for plan in plans:
            for column in plan.columns:
                summed = column in plan.summed
                self.writers[column] = ColumnWriter(ink, plan.styles[column], self._next(column), summed)

    def _next(self, column: int) -> str:
        """What stands between a cell's end and the next row number."""
        later = self.order[self.order.index(column) + 1 :]
        if later:
            return f'<{self.prefix}c r="{column_letters(later[0])}'
        return f"</{self.prefix}row>"

    def write(self, first: int, sink: SegmentWriter, progress: Progress) -> int:
        """Streams all rows from row number `first` on; returns how many."""
        row = first
        while True:
            chunks = [list(islice(plan.rows, CHUNK)) for plan in self.plans]
            size = max(map(len, chunks))
            if not size:
                return row - first
            if row + size - 1 > MAX_ROW:
                raise UserError(
                    f"工作表“{self.sheet}”放不下：行数超过 Excel 上限 {MAX_ROW}。", hint="请分成几个文件。"
                )
            sink.write(self._chunk(range(row, row + size), chunks).encode())
            row += size
            progress.step(row - first, None, f"写入“{self.sheet}”第 {row - 1} 行")

    def _chunk(self, numbers: range, chunks: Sequence[list[Sequence[Value]]]) -> str:
        pieces: dict[int, Sequence[str]] = {}
        for plan, rows in zip(self.plans, chunks, strict=True):
            plan.count += len(rows)
            missing = len(numbers) - len(rows)
            if missing:
                rows = [*rows, *repeat((None,) * len(plan.columns), missing)]
            pieces.update(self._bound(plan, rows, numbers))
        for column, static in self.statics.items():
            if column not in pieces:
                pieces[column] = self._static(column, static, numbers)
        opening = f'<{self.prefix}row r="'
        start = f'"{self.attributes}><{self.prefix}c r="{column_letters(self.order[0])}'
        parts = zip(
            repeat(opening, len(numbers)), repeat(start), *(pieces[c] for c in self.order), strict=False
        )
        return "".join(map(str.join, map(str, numbers), parts))

    def _bound(self, plan: Plan, rows: list[Sequence[Value]], numbers: range) -> dict[int, Sequence[str]]:
        try:
            columns = list(zip(*rows, strict=True))
        except ValueError:
            columns = []
        if len(columns) != len(plan.columns):
            raise ValueError(f"rows of {len(plan.columns)} values expected")
        found: dict[int, Sequence[str]] = {}
        for column, values in zip(plan.columns, columns, strict=True):
            writer = self.writers[column]
            try:
                found[column] = writer.tails(values)
            except ValueError:
                raise self._cell_error(column, values, numbers) from None
            plan.sums[column] = writer.total
        return found

    def _cell_error(self, column: int, values: Sequence[Value], numbers: range) -> UserError:
        """Finds the value that a cell cannot hold, for the sentence."""
        for number, value in zip(numbers, values, strict=True):
            problem = unfit(self.ink, value)
            if problem:
                return bad_cell(self.sheet, number, column, problem)
        return bad_cell(self.sheet, numbers[0], column, "有写不进单元格的内容")

    def _static(self, column: int, static: Static, numbers: range) -> Sequence[str]:
        after = self._next(column)
        style = style_attribute(static.style)
        p = self.prefix
        if static.formula is not None:
            parts = _formula_parts(static.formula, static.home)
            close = f"</{p}f></{p}c>{after}"
            if all(not isinstance(part, int) for part in parts):
                return [f'"{style}><{p}f>{"".join(map(str, parts))}{close}'] * len(numbers)
            return [f'"{style}><{p}f>{_fill_formula(parts, number)}{close}' for number in numbers]
        if static.counter is not None:
            row, value = static.counter
            return [f'"{style}><{p}v>{value + number - row}</{p}v></{p}c>{after}' for number in numbers]
        tail = static.text if static.text is not None else f'"{style}/>'
        return [tail + after] * len(numbers)


def unfit(ink: Ink, value: Value) -> str:
    """Why a cell cannot hold the value, '' when it can."""
    try:
        ink.tail(value, 0)
    except ValueError as problem:
        return str(problem)
    return ""


def bad_cell(sheet: str, row: int, column: int, problem: str) -> UserError:
    """The sentence for a value that does not fit."""
    where = f"{column_letters(column)}{row}"
    return UserError(
        f"工作表“{sheet}”的 {where}（第 {row} 行 {column_letters(column)} 列）写不进去：{problem}。"
    )


def _row_attributes(row: etree._Element | None) -> str:
    if row is None:
        return ""
    return "".join(f' {name}="{row.get(name)}"' for name in _KEPT_ROW if row.get(name) is not None)


def _formula_parts(formula: str, home: int) -> list[str | int]:
    """The escaped formula in pieces; an integer stands for a row that many below the own one."""
    parts: list[str | int] = []
    spots: list[tuple[str, str]] = []

    def note(_sheet: str | None, start: str, stop: str, _text: str) -> str:
        spots.append((start, stop))
        return f"\0{len(spots) - 1}\0"

    marked = rewrite(formula, note).split("\0")
    for position, piece in enumerate(marked):
        if position % 2 == 0:
            parts.append(escape(piece))
            continue
        start, stop = spots[int(piece)]
        parts.extend(_corner_parts(start, home))
        if stop:
            parts.append(":")
            parts.extend(_corner_parts(stop, home))
    return parts


def _corner_parts(text: str, home: int) -> list[str | int]:
    fixed, column, row_fixed, row = corner(text)
    if row is None or row_fixed:
        return [join_corner((fixed, column, row_fixed, row))]
    return [join_corner((fixed, column, False, None)), row - home]


def _fill_formula(parts: list[str | int], row: int) -> str:
    return "".join(str(row + part) if isinstance(part, int) else part for part in parts)


def tree_cell(tree: SheetTree, row: int, column: int, tail: str) -> etree._Element:
    """Puts a tail into a cell of the tree, in place of what was there."""
    cell = tree.need_cell(row, column)
    p = tree.prefix
    space = f"xmlns:{p[:-1]}" if p else "xmlns"
    new = etree.fromstring(f'<{p}c {space}="{M[1:-1]}" r="{cell.get("r")}{tail}')
    cell.attrib.clear()
    cell.attrib.update(dict(new.attrib))
    cell[:] = list(new)
    return cell
