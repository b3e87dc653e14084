"""The inserted rows of a list: a sample record compiled once, then streamed as text in chunks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice, repeat
from typing import Any, Final

from lxml import etree

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.workbook.archive import SegmentWriter
from desktop.workbook.blocks import Group, Plan, Static
from desktop.workbook.columns import ColumnWriter, is_plain
from desktop.workbook.formula import corner, join_corner, rewrite
from desktop.workbook.heights import RowHeights
from desktop.workbook.operands import CellError
from desktop.workbook.refs import MAX_ROW, column_letters
from desktop.workbook.text import clean, escape
from desktop.workbook.tree import M, SheetTree
from desktop.workbook.values import Ink, Value, as_scalar, style_attribute
from desktop.workbook.witness import Witness

CHUNK: Final = 400
_KEPT_ROW: Final = ("s", "customFormat", "thickTop", "thickBot")

# row numbers and one sequence of pieces a varying cell -> the rows
Writer = Callable[..., str]
# a piece of a row: fixed text, a varying piece by number, or a row so many below the own one
Part = str | int | tuple[str, int]


@dataclass(slots=True)
class _Line:
    """One row of the record: what stands in it, left to right."""

    columns: list[int]
    bound: dict[int, tuple[int, int]]  # column -> (plan, value)
    statics: dict[int, Static]
    attributes: str
    heights: RowHeights | None
    compiled: dict[tuple[str, ...], Writer] = field(default_factory=dict)


class RowStream:
    """Writes the records of one or several side-by-side lists below each other into a segment."""

    def __init__(self, tree: SheetTree, ink: Ink, group: Group, witness: Witness) -> None:
        self.ink, self.group, self.witness = ink, group, witness
        self.sheet = tree.name
        self.plans = group.plans
        self.prefix = ink.prefix
        self.writers = [[ColumnWriter(ink, style) for style in plan.styles] for plan in self.plans]
        self.lines = [self._line(tree, offset) for offset in range(group.height)]

    def _line(self, tree: SheetTree, offset: int) -> _Line:
        bound = {
            column: (number, index)
            for number, plan in enumerate(self.plans)
            for index, (line, column) in enumerate(plan.spots)
            if line == offset
        }
        statics = {
            c: static for (line, c), static in self.group.statics.items() if line == offset and c not in bound
        }
        row = self.group.like[offset]
        grow = any(block.grow for block in self.group.blocks)
        styles = {c: self.plans[plan].styles[index] for c, (plan, index) in bound.items()}
        merged = [(m[2], m[3]) for m in self.group.merged if m[0] <= offset <= m[1]]
        heights = RowHeights.of(tree, row, self.ink.styles, styles, merged, grow=grow)
        return _Line(
            sorted(bound.keys() | statics.keys()), bound, statics, _attributes(row, heights), heights
        )

    def write(self, first: int, sink: SegmentWriter, progress: Progress, least: int = 0) -> int:
        """Streams all records from row number `first` on, and blank ones up to `least`; how many rows."""
        row, high = first, self.group.height
        while True:
            chunks = [list(islice(plan.rows, CHUNK)) for plan in self.plans]
            size = max(map(len, chunks)) or min(least - (row - first), CHUNK)
            if size <= 0:
                return row - first
            if row + size * high - 1 > MAX_ROW:
                raise UserError(
                    f"工作表“{self.sheet}”放不下：行数超过 Excel 上限 {MAX_ROW}。", hint="请分成几个文件。"
                )
            sink.write(self._chunk(row, size, chunks, (row - first) // high).encode())
            row += size * high
            progress.step(row - first, None, f"写入“{self.sheet}”第 {row - 1} 行")

    def _chunk(self, row: int, size: int, chunks: Sequence[list[Sequence[Value]]], done: int) -> str:
        columns: list[list[Sequence[Value]]] = []
        for number, (plan, rows) in enumerate(zip(self.plans, chunks, strict=True)):
            self.witness.note(plan.block, self.group.in_place[number] + plan.count, rows)
            plan.count += len(rows)
            if len(rows) < size:
                rows = [*rows, *repeat((None,) * len(plan.spots), size - len(rows))]
            columns.append(self._columns(plan, rows))
        high = len(self.lines)
        texts = []
        for offset, line in enumerate(self.lines):
            numbers = range(row + offset, row + offset + size * high, high)
            texts.append(self._rows(line, numbers, columns, done))
        return texts[0] if high == 1 else "".join(chain.from_iterable(zip(*map(_split, texts), strict=True)))

    def _columns(self, plan: Plan, rows: list[Sequence[Value]]) -> list[Sequence[Value]]:
        columns = columns_of(plan, rows)
        if plan.kept is None:  # else they were counted when they were kept
            count_columns(plan, columns, date1904=self.ink.date1904)
        return columns

    def _rows(self, line: _Line, numbers: range, columns: list[list[Sequence[Value]]], done: int) -> str:
        modes: list[str] = []
        varying: list[Sequence[object]] = []
        for column in line.columns:
            spot = line.bound.get(column)
            if spot is not None:
                values = columns[spot[0]][spot[1]]
                try:
                    mode, pieces = self.writers[spot[0]][spot[1]].pieces(values)
                except ValueError:
                    raise self._cell_error(column, values, numbers) from None
                modes.append(mode)
                varying.append(pieces)
                continue
            static = line.statics[column]
            if static.counter is not None:
                varying.append(range(static.counter + done + 1, static.counter + done + 1 + len(numbers)))
            elif static.values is not None:
                varying.extend(_results(static.values[done : done + len(numbers)], self.prefix))
        if line.heights is not None:
            shown = {c: columns[plan][index] for c, (plan, index) in line.bound.items()}
            varying.append(line.heights.attributes(shown, len(numbers)))
        key = tuple(modes)
        if key not in line.compiled:
            line.compiled[key] = _compile(self._parts(line, modes))
        return line.compiled[key](numbers, *varying)

    def _parts(self, line: _Line, modes: list[str]) -> list[Part]:
        """The row in fixed and varying pieces."""
        p = self.prefix
        parts: list[Part] = [f'<{p}row r="', ("row", 0), f'"{line.attributes}']
        bound = varying = 0
        cells: list[Part] = []
        for column in line.columns:
            cells += [f'<{p}c r="{column_letters(column)}', ("row", 0)]
            spot = line.bound.get(column)
            if spot is not None:
                before, after = self.writers[spot[0]][spot[1]].around(modes[bound])
                cells += [before, varying, after]
                bound, varying = bound + 1, varying + 1
                continue
            static = line.statics[column]
            cells += self._static(static, varying)
            varying += 1 if static.counter is not None else 2 * (static.values is not None)
        if line.heights is not None:
            parts.append(varying)
        return [*parts, ">", *cells, f"</{p}row>"]

    def _static(self, static: Static, varying: int) -> list[Part]:
        p, style = self.prefix, style_attribute(static.style)
        if static.formula is not None:
            inner = [
                ("row", part) if isinstance(part, int) else part
                for part in formula_parts(static.formula, static.home)
            ]
            if static.values is None:
                return [f'"{style}><{p}f>', *inner, f"</{p}f></{p}c>"]
            return [f'"{style}', varying, f"><{p}f>", *inner, f"</{p}f>", varying + 1, f"</{p}c>"]
        if static.counter is not None:
            return [f'"{style}><{p}v>', varying, f"</{p}v></{p}c>"]
        return [static.text if static.text is not None else f'"{style}/>']

    def _cell_error(self, column: int, values: Sequence[Value], numbers: range) -> UserError:
        """Finds the value that a cell cannot hold, for the sentence."""
        for number, value in zip(numbers, values, strict=True):
            problem = unfit(self.ink, value)
            if problem:
                return bad_cell(self.sheet, number, column, problem)
        return bad_cell(self.sheet, numbers[0], column, "有写不进单元格的内容")


def columns_of(plan: Plan, rows: Sequence[Sequence[Value]]) -> list[Sequence[Value]]:
    """The records of a chunk as columns."""
    try:
        columns: list[Sequence[Value]] = list(zip(*rows, strict=True))
    except ValueError:
        columns = []
    if len(columns) != len(plan.spots):
        raise ValueError(f"rows of {len(plan.spots)} values expected")
    return columns


def count_columns(plan: Plan, columns: Sequence[Sequence[Value]], *, date1904: bool) -> None:
    """What totals will ask of a chunk."""
    if not plan.tallies and not plan.values:
        return
    for (_, column), values in zip(plan.spots, columns, strict=True):
        tally = plan.tallies.get(column)
        if tally is not None:
            if set(map(type, values)) <= {int, float} and is_plain(values):  # type: ignore[arg-type]
                tally.add_numbers(list(map(float, values)))  # type: ignore[arg-type]
            else:
                tally.add_all([as_scalar(value, date1904=date1904) for value in values])
        if column in plan.values:
            plan.values[column].extend(values)


def _split(text: str) -> list[str]:
    """The rows of a chunk one by one; only records of several rows need it."""
    rows = text.split("row>")
    return [f"{row}row>" for row in rows[:-1]]


def _compile(parts: Sequence[Part]) -> Writer:
    """A function with the row as one f-string, built as a syntax tree: no text of the file is ever code."""
    values: list[Any] = []
    fixed = ""
    names: dict[int, str] = {}
    for part in parts:
        if isinstance(part, str):
            fixed += part
            continue
        if fixed:
            values.append(ast.Constant(fixed))
            fixed = ""
        if isinstance(part, int):
            names[part] = f"v{part}"
            node: ast.expr = ast.Name(names[part], ast.Load())
        else:
            node = ast.Name("row", ast.Load())
            if part[1]:
                node = ast.BinOp(node, ast.Add(), ast.Constant(part[1]))
        values.append(ast.FormattedValue(node, -1))
    values.append(ast.Constant(fixed))
    order = [names[number] for number in sorted(names)]
    target = ast.Tuple([ast.Name(name, ast.Store()) for name in ("row", *order)], ast.Store())
    given = [ast.Name(f"all_{name}", ast.Load()) for name in ("row", *order)]
    each = ast.comprehension(target, ast.Call(ast.Name("zip", ast.Load()), list(given), []), [], 0)
    body = ast.Call(
        ast.Attribute(ast.Constant(""), "join", ast.Load()), [ast.ListComp(ast.JoinedStr(values), [each])], []
    )
    arguments = ast.arguments([], [ast.arg(name.id) for name in given], None, [], [], None, [])
    tree = ast.fix_missing_locations(ast.Expression(ast.Lambda(arguments, body)))
    return eval(compile(tree, "<row>", "eval"), {"__builtins__": {"zip": zip}})  # type: ignore[no-any-return]


def _results(values: Sequence[object], prefix: str) -> tuple[list[str], list[str]]:
    """Types and values that formula cells remember."""
    made = [remembered(value) for value in values]
    kinds = [f' t="{kind}"' if kind else "" for kind, _ in made]
    return kinds, [f"<{prefix}v>{text}</{prefix}v>" if text is not None else "" for _, text in made]


def remembered(value: object) -> tuple[str, str | None]:
    """The type attribute and the escaped text of a formula's value; no text when it is not known."""
    if isinstance(value, CellError):
        return "e", value.code
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, str):
        return "str", escape(clean(value))
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return "", str(int(value)) if whole else repr(value)
    return "", None


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


def _attributes(row: Mapping[str, str], heights: RowHeights | None) -> str:
    names = _KEPT_ROW if heights is not None else (*_KEPT_ROW[:2], "ht", "customHeight", *_KEPT_ROW[2:])
    return "".join(f' {name}="{row[name]}"' for name in names if name in row)


def formula_parts(formula: str, home: int) -> list[str | int]:
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
