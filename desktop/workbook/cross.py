"""Cross tables: fixed headings at the left and on top, numbers between; what is fixed and what is to fill."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from desktop.workbook.refs import column_letters, column_number, format_ref, split_ref
from desktop.workbook.sheet import Sheet
from desktop.workbook.table import Column, Table
from desktop.workbook.words import is_running_label, is_total, tidy

_MAX_ROWS: Final = 200
_MAX_STUB: Final = 5
_UNIT: Final = re.compile(r"^(计量|计算)?单位$")
_NUMBERS: Final = re.compile(r"^(行次|行号|序号|编号|代码|序|项次|指标代码)$")
# What stands over the numbers of a vertical table: a value, a year, a comparison.
_VALUES: Final = re.compile(
    r"数值|数据|数量|指标值|填报值|完成值|实际值|目标值|实绩|年$|年度$|学年$|年数|本年|上年|本期|同期|今年|去年|合计|增减|金额"
)
_NOT_COUNTED: Final = re.compile(r"备注|说明|佐证|依据|解释|口径|材料|来源")


@dataclass(frozen=True, slots=True)
class CrossRow:
    """One row heading: its texts from group to leaf, its 行次, the unit printed beside it."""

    row: int
    path: tuple[str, ...]
    number: str = ""
    unit: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class CrossCell:
    """One cell between the headings that waits for a number."""

    row: int
    column: int

    @property
    def ref(self) -> str:
        return format_ref(self.row, self.column)


@dataclass(frozen=True, slots=True)
class Cross:
    """The headings of a cross table and its blank cells; cells with formulas or texts are not among them."""

    stub: tuple[Column, ...]
    columns: tuple[Column, ...]
    rows: tuple[CrossRow, ...]
    cells: tuple[CrossCell, ...]

    @property
    def heads(self) -> tuple[str, ...]:
        """What stands over the row headings: 培训对象, 类别."""
        return tuple(column.leaf for column in self.stub if not is_number_stub(column.leaf))


def is_cross(sheet: Sheet, paths: dict[int, tuple[str, ...]], first: int, last: int) -> bool:
    """Whether rows have printed headings at the left and everything beside them is left to fill."""
    rows, columns = range(first, last + 1), list(paths)
    if not 3 <= len(rows) <= _MAX_ROWS or len(columns) < 2:
        return False
    stub = stub_width(sheet, columns, rows)
    if not 0 < stub <= _MAX_STUB:
        return False
    heads = [sheet.text(row, column) for row in rows for column in columns[:stub]]
    worded = sum(1 for text in heads if not text.strip().isdigit())
    rest = [sheet.cell(row, column) for row in rows for column in columns[stub:]]
    shown = sum(1 for cell in rest if cell and cell.kind not in ("blank", "number") and not cell.formula)
    numbers = sum(1 for cell in rest if cell and cell.kind == "number" and not cell.formula)
    if worded < len(rows) or shown + numbers > 0.05 * len(rest):
        return False
    return len(columns) - stub >= max(2, stub) or _is_vertical(sheet, paths, columns, stub, rows)


def _is_vertical(
    sheet: Sheet, paths: dict[int, tuple[str, ...]], columns: Sequence[int], stub: int, rows: range
) -> bool:
    """An indicator a row, its value in one column or two: no two rows alike, a value's name on top."""
    names = [tuple(sheet.text(row, column) for column in columns[:stub]) for row in rows]
    values = sum(1 for column in columns[stub:] if any(_VALUES.search(text) for text in paths[column]))
    return values >= 1 and len(set(names)) == len(names)


def stub_width(sheet: Sheet, columns: Sequence[int], rows: range) -> int:
    """How many leading columns are headings; a group's name may stand in its first row alone."""
    enough = 0.9 * len(rows)
    shown = [_headed(sheet, column, rows) for column in columns[: _MAX_STUB + 1]]
    width = 0
    for place, count in enumerate(shown[:_MAX_STUB]):
        if count >= enough:
            width = place + 1
        elif not count or place + 1 == len(shown) or shown[place + 1] < enough:
            break
    return width


def _headed(sheet: Sheet, column: int, rows: range) -> int:
    cells = (sheet.at(row, column) for row in rows)
    return sum(1 for cell in cells if cell is not None and cell.kind != "blank" and not cell.formula)


def is_number_stub(leaf: str) -> bool:
    """Whether the heading column only numbers the rows."""
    return bool(_NUMBERS.match(tidy(leaf))) or is_running_label(leaf)


def cross_of(sheet: Sheet, table: Table) -> Cross:
    """The headings and blank cells of a table that was recognised as a cross table."""
    rows = range(table.first_row, table.last_row + 1)
    indexes = [column.index for column in table.columns]
    width = stub_width(sheet, indexes, rows)
    stub, columns = tuple(table.columns[:width]), tuple(table.columns[width:])
    lines = sorted({*rows, *((table.total_row,) if table.total_row else ())})
    headings = _headings(sheet, stub, lines)
    blanks = [
        CrossCell(heading.row, column.index)
        for heading in headings
        for column in columns
        if not column.continued and _waits(sheet, heading.row, column.index)
    ]
    return Cross(stub, columns, tuple(headings), tuple(blanks))


def indicators_of(table: Table) -> Table | None:
    """A card whose labels stand one below the other, each with a place beside it, read as a table of
    indicators; None where fewer than three do."""
    asked = [cell for cell in table.cells if cell.value_ref]
    pairs = Counter((_place(cell.ref)[1], _place(cell.value_ref)[1]) for cell in asked)
    if table.layout != "card" or not pairs:
        return None
    (left, right), many = pairs.most_common(1)[0]
    if many < 3 or left >= right:
        return None
    mine = [c for c in asked if (_place(c.ref)[1], _place(c.value_ref)[1]) == (left, right)]
    rows = [_place(cell.ref)[0] for cell in mine]
    named = ((left, "指标"), (right, "数值"))
    columns = [Column(index, column_letters(index), (name,), name) for index, name in named]
    around = [cell for cell in table.cells if cell not in mine]
    return replace(
        table, layout="cross", first_row=min(rows), last_row=max(rows), columns=columns, cells=around
    )


def _place(ref: str) -> tuple[int, int]:
    letters, row = split_ref(ref)
    return row, column_number(letters)


def _headings(sheet: Sheet, stub: Sequence[Column], lines: Sequence[int]) -> list[CrossRow]:
    found: list[CrossRow] = []
    groups: dict[int, str] = {}
    for row in lines:
        texts: list[str] = []
        number = unit = ""
        for column in stub:
            text = tidy(sheet.text(row, column.index))
            if is_number_stub(column.leaf) or (text.isdigit() and len(stub) > 1):
                number = number or text
            elif _UNIT.match(tidy(column.leaf)):
                unit = text
            else:
                text = text or _group_above(groups, column, texts, stub)
                groups[column.index] = text
                if text and (not texts or texts[-1] != text):
                    texts.append(text)
        if texts:
            found.append(CrossRow(row, tuple(texts), number, unit, any(map(is_total, texts))))
    return found


def _group_above(groups: dict[int, str], column: Column, texts: Sequence[str], stub: Sequence[Column]) -> str:
    """A group's name holds for the rows under it, until the next; a total's does not."""
    last = column is stub[-1]
    above = groups.get(column.index, "")
    return "" if last or texts or is_total(above) else above


def _waits(sheet: Sheet, row: int, column: int) -> bool:
    """Blank (or a printed 0), the first cell of its merged block, no formula."""
    block = sheet.merge_at(row, column)
    if block is not None and block[:2] != (row, column):
        return False
    cell = sheet.cell(row, column)
    if cell is None or cell.kind == "blank":
        return cell is None or not cell.formula
    return cell.kind == "number" and cell.value == 0 and not cell.formula


def counted_column(column: Column) -> bool:
    """备注 and the like beside the numbers are no numbers."""
    return not _NOT_COUNTED.search(column.leaf)
