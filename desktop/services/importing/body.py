"""Which rows under a header are records, and the cells of each record filled in from above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from desktop.core.progress import NoProgress, Progress, watched
from desktop.services.importing.decisions import HIDDEN, SKIPPED, Decisions
from desktop.workbook.ordinary import OrdinaryRows
from desktop.workbook.packed import Layout, PackedRow, PackedRows
from desktop.workbook.refs import Range, column_letters
from desktop.workbook.sheet import Cell, Sheet
from desktop.workbook.table import Table
from desktop.workbook.words import is_note, is_total, split_labels, tidy

SAME_AS_ABOVE: Final = frozenset(
    {"同上", "同前", "同上行", "〃", "″", "“", "”", '"', "''", "＂", "“”", '""', "′′"}
)
_WIDE: Final = 3  # in a narrower table a row of one cell is nothing special
_SHORT: Final = 12  # 同上 with blanks around it is no longer
_SAMPLE: Final = re.compile(r"示例|样例|范例|举例|^例[:：]?$|^例\d?[:：]|（例）|\(例\)")
# 附件2, printed again above the next page.
_ATTACHED: Final = re.compile(r"^附[件表]\s*[\d一二三四五六七八九十\-－—]*[:：]?$")
_SUM: Final = re.compile(r"^(SUM|SUBTOTAL|COUNTA?)\(", re.I)
_SIGNED: Final = re.compile(r"(签字|签名|盖章|公章)[)）]?[:：]?\s*$")


@dataclass(slots=True)
class BodyRow:
    """One record as typed: `cells` by column (`made`, once they are).

    `above` marks columns that took the value of the row above.
    """

    row: int
    made: dict[int, Cell] | None
    hidden: bool = False
    above: frozenset[int] = frozenset()
    shared: frozenset[int] = frozenset()  # columns whose cell is merged over several rows
    dangling: frozenset[int] = frozenset()  # 同上 with nothing above
    packed: PackedRow | None = None  # of a large sheet: as it was read, its cells made only when asked for
    rows: PackedRows | None = None

    @property
    def cells(self) -> dict[int, Cell]:
        """The filled cells by column."""
        if self.made is None:
            assert self.packed is not None and self.rows is not None
            self.made = self.rows.unpacked(self.row, self.packed, blanks=False)
        return self.made

    @cells.setter
    def cells(self, made: dict[int, Cell]) -> None:
        self.made = made

    def has(self, column: int) -> bool:
        """Whether something stands in the column."""
        return column in self.packed[0].at if self.packed is not None else column in self.cells

    def texts(self, headers: dict[int, str]) -> dict[str, str]:
        """What was typed, by header."""
        return {headers.get(column, column_letters(column)): cell.text for column, cell in self.cells.items()}


@dataclass(slots=True)
class Body:
    """The rows of one table: records, and how many rows were left out for which reason."""

    rows: list[BodyRow] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    singles: dict[int, tuple[Cell, str]] = field(default_factory=dict)  # rows of one cell, and why left out

    def skip(self, why: str) -> None:
        self.skipped[why] = self.skipped.get(why, 0) + 1


def read_body(
    sheet: Sheet,
    table: Table,
    until: int,
    bound: Sequence[int],
    carried: dict[int, Cell] | None = None,
    decided: Decisions | None = None,
    progress: Progress | None = None,
    naming: Set[int] = frozenset(),
    since: int = 0,
) -> Body:
    """Rows below the header up to `until`; `carried` is the last record of the page before.

    `naming`: columns that name what the rows refer to (a class, an enterprise). `since`: the header of the
    first page.
    """
    said = decided or Decisions()
    body = Body()
    running = {column.index for column in table.columns if column.running_number} - set(bound)
    low, high = table.columns[0].index, table.columns[-1].index
    header = frozenset(part for column in table.columns for part in column.path)
    last: dict[int, Cell] = dict(carried or {})
    grouped = _grouped(sheet, header, since or table.header_rows[1], naming)
    rows, wanted = range(table.header_rows[1] + 1, until + 1), set(bound)
    plain = OrdinaryRows(sheet, low, high, header)
    ordinary = _Ordinary(sheet, running, wanted)
    for row in watched(rows, progress or NoProgress(), f"查看“{sheet.name}”的行", len(rows)):
        found_packed = plain.packed(row) if row != table.code_row else None
        if found_packed is not None and ordinary.takes(row, found_packed):
            _keep(body, ordinary.record(row, found_packed), sheet.name, said)
            continue
        ordinary.remember(last)
        filled = plain.cells(row) if row != table.code_row else None
        if filled and len(filled) > len(running) and not wanted.isdisjoint(filled):
            _keep(body, BodyRow(row, filled, row in sheet.hidden_rows), sheet.name, said)
            last.update(filled)
            continue
        cells = _plain_cells(sheet, row, low, high)
        if cells is None:
            cells = dict(_cells(sheet, row, low, high, table.header_rows[1]))
        why = _not_a_record(sheet, table, row, cells, running, header)
        if not why and sheet.merges:
            if all(cell.row < row for cell in cells.values()):
                why = "空行"
            else:
                _fill_down(cells, last, grouped, row)
        if why in said.kept and cells:
            why = ""
        if not why and not any(column in cells for column in bound):
            why = "没有要导入的内容"
        if len(cells) == 1 and high - low >= _WIDE:
            body.singles[row] = (next(iter(cells.values())), why)
        if why:
            body.skip(why)
            continue
        found = BodyRow(row, cells, row in sheet.hidden_rows)
        if sheet.merges:
            found.shared = frozenset(column for column in cells if _tall(sheet, row, column))
        _take_from_above(found, last)
        last.update(found.cells)
        _keep(body, found, sheet.name, said)
    return body


class _Ordinary:
    """Rows taken as they were read; `remember` says what 同上 below them means."""

    def __init__(self, sheet: Sheet, running: Set[int], wanted: Set[int]) -> None:
        self._sheet = sheet
        self._running = running
        self._wanted = wanted
        self._good: dict[Layout, bool] = {}
        self._latest: dict[Layout, int] = {}

    def takes(self, row: int, packed: PackedRow) -> bool:
        """Whether there is something to import in the row."""
        layout = packed[0]
        good = self._good.get(layout)
        if good is None:
            more = len(layout.filled) > len(self._running)
            good = self._good[layout] = more and not self._wanted.isdisjoint(layout.filled)
        if good:
            self._latest[layout] = row
        return good

    def record(self, row: int, packed: PackedRow) -> BodyRow:
        rows = self._sheet.rows
        assert isinstance(rows, PackedRows)
        return BodyRow(row, None, row in self._sheet.hidden_rows, packed=packed, rows=rows)

    def remember(self, last: dict[int, Cell]) -> None:
        """Add the latest cells of each column."""
        for row in sorted(self._latest.values()):
            last.update({n: cell for n, cell in self._sheet.rows[row].items() if cell.kind != "blank"})
        self._latest.clear()


def _keep(body: Body, found: BodyRow, sheet: str, said: Decisions) -> None:
    """Take a record in, unless a person said otherwise."""
    if (sheet, found.row) in said.skipped:
        body.skip(SKIPPED)
    elif found.hidden and HIDDEN in said.left:
        body.skip(HIDDEN)
    else:
        body.rows.append(found)


def _grouped(sheet: Sheet, header: frozenset[str], since: int, naming: Set[int]) -> set[int]:
    """Columns written once for several rows, by merged blocks; where a page broke one, by a blank."""
    return {
        block.first_column
        for block in sheet.merges
        if block.first_column in naming
        and block.last_row > block.first_row
        and block.first_row > since
        and tidy(sheet.text(block.first_row, block.first_column)) not in header
    }


def _fill_down(cells: dict[int, Cell], last: dict[int, Cell], grouped: set[int], row: int) -> None:
    for column in grouped:
        if column not in cells and column in last:
            cells[column] = last[column]._replace(row=row)


def _tall(sheet: Sheet, row: int, column: int) -> bool:
    block = sheet.merge_at(row, column)
    return block is not None and block.last_row > block.first_row


def last_cells(body: Body) -> dict[int, Cell]:
    """What 同上 on the next page refers to."""
    found: dict[int, Cell] = {}
    for row in body.rows[-1:]:
        found.update(row.cells)
    return found


def _plain_cells(sheet: Sheet, row: int, low: int, high: int) -> dict[int, Cell] | None:
    """The row as it lies in the sheet when every cell of it counts, as in most rows of an export."""
    there = sheet.rows.get(row)
    if sheet.merges or not there:
        return None
    for column, cell in there.items():
        if cell.kind == "blank" or not low <= column <= high or cell.text.isspace():
            return None
    return there


def _cells(sheet: Sheet, row: int, low: int, high: int, header_end: int) -> Iterator[tuple[int, Cell]]:
    """The filled cells of a row; a block merged downwards counts in each of its rows."""
    there = sheet.rows.get(row, {})
    for column in range(low, high + 1):
        block = sheet.merge_at(row, column) if sheet.merges else None
        if block is None:
            cell = there.get(column)
        elif block.first_column == column and block.first_row > header_end:
            cell = sheet.cell(block.first_row, column)
        else:
            continue
        if (
            cell is not None
            and (cell.kind != "blank" or cell.formula)
            and (cell.text.strip() or cell.formula)
        ):
            yield column, cell


def _not_a_record(
    sheet: Sheet, table: Table, row: int, cells: dict[int, Cell], running: set[int], header: frozenset[str]
) -> str:
    """Why a row is no record, or ""."""
    if not cells:
        return "空行"
    if row == table.code_row:
        return "编号行"
    low = table.columns[0].index
    lead = list(cells.items())[:3]
    if any(is_total(cell.text) and column < low + 5 for column, cell in lead) or _only_sums(cells):
        return "小计、合计"
    if _is_header(header, cells):
        return "重复表头"
    if set(cells) <= running:
        return "空行"
    sample = any(_SAMPLE.search(cell.text.strip()) for _, cell in lead[:2] if cell.kind == "text")
    if sample and len(cells) > 1:
        return "示例行"
    return _around(sheet, table, row, cells) or ("示例行" if sample else "")


def _around(sheet: Sheet, table: Table, row: int, cells: dict[int, Cell]) -> str:
    """A title, a note, a line of labels or signatures."""
    width = table.columns[-1].index - table.columns[0].index + 1
    column, cell = next(iter(cells.items()))
    block = sheet.merge_at(row, column) or Range(row, column, row, column)
    wide = block.last_column - block.first_column + 1
    if width > 2 and wide >= max(0.6 * width, 3):
        return "标题或说明"
    if _labelled(cells):
        return "班级信息或签字"
    if len(cells) > max(2, 0.34 * width):
        return ""
    if tidy(cell.text) == table.title or _ATTACHED.match(tidy(cell.text)):
        return "标题或说明"
    if is_note(cell.text) or split_labels(cell.text):
        return "标题或说明"
    return "班级信息或签字" if _SIGNED.search(cell.text) else ""


def _labelled(cells: dict[int, Cell]) -> bool:
    """培训班次：电工班, or 培训班次： with the value in the next cell, and nothing else."""
    waiting = False
    for cell in cells.values():
        labels = split_labels(cell.text)
        if not labels and not waiting:
            return False
        waiting = bool(labels) and not labels[-1][1]
    return True


def _only_sums(cells: dict[int, Cell]) -> bool:
    return all(cell.formula and _SUM.match(cell.formula) for cell in cells.values())


def _is_header(header: frozenset[str], cells: dict[int, Cell]) -> bool:
    """The same header printed again on the next page: four cells in five are of it."""
    if len(cells) < 2:
        return False
    other, most = 0, 0.2 * len(cells)
    for cell in cells.values():
        other += tidy(cell.text) not in header
        if other > most:
            return False
    return len(cells) - other >= 0.8 * len(cells)


def _take_from_above(found: BodyRow, last: dict[int, Cell]) -> None:
    same = [
        column
        for column, cell in found.cells.items()
        if len(cell.text) < _SHORT and cell.kind == "text" and tidy(cell.text) in SAME_AS_ABOVE
    ]
    if not same:
        return
    found.cells = dict(found.cells)  # the sheet's own stay as they are
    found.above = frozenset(column for column in same if column in last)
    found.dangling = frozenset(same) - found.above
    for column in found.above:
        found.cells[column] = last[column]._replace(row=found.row)
