"""Recognising the tables of a sheet as a careful reader would: title, header, body, total, labels."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from desktop.core.progress import NoProgress, Progress
from desktop.workbook.cards import is_form, labels_above, labels_between, labels_over, split_cards, waits
from desktop.workbook.cross import is_cross
from desktop.workbook.headers import Grid, Header, find_headers
from desktop.workbook.labels import find_labels, find_notes, find_title, find_unit
from desktop.workbook.ordinary import OrdinaryRows
from desktop.workbook.refs import column_letters, parse_ref
from desktop.workbook.sheet import Cell, Sheet
from desktop.workbook.table import Column, LabelCell, Layout, Table
from desktop.workbook.words import (
    is_code,
    is_note,
    is_running_label,
    is_total,
    split_labels,
    stem_or_number,
    tidy,
)

_SUM: Final = re.compile(r"^(SUM|SUBTOTAL)\(", re.I)
_SAMPLE: Final = re.compile(r"示例|样例|范例|举例|^例[:：]?$|^例\d?[:：]|（例）|\(例\)")
# 一、上半年, （二）企业, 第三季度：: a band over the records that follow.
_SECTION: Final = re.compile(
    r"^([（(]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|第[一二三四五六七八九十\d]{1,2}[季学期批部])[^：:。；;]{1,18}[：:]?$"
    r"|^[^\d：:。；;，,]{1,6}[班期季批类部系]$"
)
_SEARCH_ROWS: Final = 60
_MAX_TABLES: Final = 30
_STEP: Final = 5000
_MAX_SAMPLES: Final = 3
_CODE_LEADS: Final = frozenset({"栏次", "栏目", "栏号", "列次", "列号", "代码", "序列"})


@dataclass(slots=True)
class _Body:
    first: int
    last: int
    code_row: int | None = None
    total_row: int | None = None
    filled: list[int] = field(default_factory=list)
    framed: int = 0
    sections: list[int] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The last row that belongs to the list, its total included."""
        return max(self.last, self.total_row or 0)


def recognise(
    sheet: Sheet, labels: Mapping[str, float] | Collection[str] = (), progress: Progress | None = None
) -> list[Table]:
    """All tables of the sheet, top-down; one of layout card or none when there is no list."""
    grid, watch = Grid(sheet, labels), progress or NoProgress()
    found: list[tuple[Header, _Body]] = []
    row = 1
    while row <= sheet.max_row and len(found) < _MAX_TABLES:
        headers = find_headers(grid, row, min(row + _SEARCH_ROWS, sheet.max_row))
        if not headers:
            break
        bodies = [(header, _body(grid, header, watch)) for header in headers]
        found.extend(bodies)
        row = max(body.end for _, body in bodies) + 1
    if (
        not found
        or waits(found[0][0])
        or is_form(grid, found[0][0])
        or any(_holds_labels(grid, *each) for each in found)
    ):
        return _no_list(grid)
    above = labels_above(
        sheet, [(header.last_row, header.paths, body.first, body.end) for header, body in found]
    )
    if not above and len(found) == 1:
        header, body = found[0]
        columns, rows = list(header.paths), (header.last_row, body.end)
        above = labels_between(sheet, columns, *rows, lambda label: bool(grid.weight((label,))))
    return _no_list(grid, above) if above else _tables(grid, found)


def _tables(grid: Grid, found: list[tuple[Header, _Body]]) -> list[Table]:
    tables = []
    for index, (header, body) in enumerate(found):
        above = max((b.end for h, b in found[:index] if h.first_row < header.first_row), default=0)
        below = min(
            (h.first_row for h, _ in found[index + 1 :] if h.first_row > body.end),
            default=grid.sheet.max_row + 1,
        )
        table = Table(
            grid.sheet.name,
            _layout(grid, header, body),
            header_rows=(header.first_row, header.last_row),
            code_row=body.code_row,
            first_row=body.first,
            last_row=body.last,
            sample_rows=_samples(grid, header, body),
            total_row=body.total_row,
            columns=_columns(grid, header, body),
            section_rows=body.sections,
        )
        top = _gap_split(grid, above, header.first_row) if above else 1
        bottom = _gap_split(grid, body.end, below) if below <= grid.sheet.max_row else below
        table.title = find_title(grid, top, header.first_row - 1)
        table.unit = find_unit(grid, top, header.first_row - 1)
        outside = [*range(top, header.first_row), *range(body.end + 1, bottom)]
        table.cells = find_labels(grid, outside)
        table.note_rows = find_notes(grid, outside)
        tables.append(table)
    return tables


def _gap_split(grid: Grid, end: int, start: int) -> int:
    """Where, between two stacked tables, the lower one begins: its title, or after the last blank row."""
    for row in range(start - 1, end, -1):
        if row not in grid.sheet.rows or not grid.anchors(row, 1, grid.sheet.max_column):
            return row + 1
    return end + 1


def _body(grid: Grid, header: Header, progress: Progress) -> _Body:
    """The rows under a header, up to the total, a note, another header, or emptiness."""
    low, high = header.first_column, header.last_column
    first = header.last_row + 1
    code_row = first if _is_code_row(grid, first, low, high) else None
    if code_row:
        first += 1
    body = _Body(first, first - 1, code_row)
    row, plain = first, OrdinaryRows(grid.sheet, low, high, sum(header.paths.values(), ()))
    while row <= grid.sheet.max_row:
        if row % _STEP == 0:
            progress.step(row, grid.sheet.max_row, f"查看“{grid.sheet.name}”第 {row} 行")
        kind = "data" if plain.sure(row) else _kind(grid, header, row)
        if kind == "total" and row == body.first and _kind(grid, header, row + 1) in ("data", "framed"):
            body.total_row, body.first, body.last = row, row + 1, row
        elif kind == "total" and not _is_subtotal(grid, header, row):
            body.total_row = row
            break
        elif kind == "section":
            body.sections.append(row)
            body.first, body.last = (row + 1 if row == body.first else body.first), row
        elif kind in ("data", "framed", "total"):
            body.last = row
            body.framed += kind == "framed"
            if kind != "framed":
                body.filled.append(row)
        elif kind == "note" or not _goes_on(grid, header, body, row):
            break
        else:
            body.last = row
        row += 1
    body.last = max(body.last, body.first)
    return body


def _is_subtotal(grid: Grid, header: Header, row: int) -> bool:
    """A 小计 between two groups of records, not at the list's end."""
    cells = grid.anchors(row, header.first_column, header.last_column)
    named = any("小计" in tidy(cell.text) for cell in cells[:3])
    return named and _kind(grid, header, row + 1) in ("data", "framed")


def _kind(grid: Grid, header: Header, row: int) -> str:
    """data, framed (blank but bordered), blank, total or note."""
    low, high = header.first_column, header.last_column
    cells = grid.anchors(row, low, high)
    width = high - low + 1
    if not cells and any(is_total(cell.text) for cell in grid.anchors(row, 1, grid.sheet.max_column)):
        return "note"  # the total of the list beside this one
    if not cells:
        return "framed" if grid.bordered(row, low, high) >= 0.5 * width else "blank"
    merged = bool(grid.sheet.merges)  # the long lists of an export have none, and ask fewer questions
    total = any(is_total(cell.text) for cell in cells[:3] if cell.column < low + 5) or _sums(cells)
    if total or (merged and _is_total_twin(grid, row, low, high)):
        return "total"
    lead = cells[0]
    block = grid.block(row, lead.column) if merged else None
    if block and width > 2 and block.last_column - block.first_column + 1 >= max(0.6 * width, 3):
        section = len(cells) == 1 and _SECTION.match(tidy(lead.text)) and not is_note(lead.text)
        return "section" if section and _kind(grid, header, row + 1) in ("data", "framed") else "note"
    few = len(cells) <= max(3, 0.34 * width) or _is_signed(cells)
    labelled = few and lead.column <= low + 1 and bool(is_note(lead.text) or split_labels(lead.text))
    if not labelled and not _repeats_header(grid, header, row):
        return "data"
    return "data" if _is_marked(grid, header, row) else "note"  # 例：张三 is an example, not a label


def _is_signed(cells: list[Cell]) -> bool:
    """单位负责人： | 填表人： | 联系电话：, however narrow the list above: who answers for it."""
    return all(cell.kind == "text" and bool(split_labels(cell.text)) for cell in cells)


def _sums(cells: list[Cell]) -> bool:
    if not any(cell.formula for cell in cells):
        return False
    sums = sum(1 for cell in cells if cell.formula and _SUM.match(cell.formula) and _above(cell))
    texts = sum(1 for cell in cells if cell.kind == "text")
    return sums >= 1 and texts <= 1 and sums >= 0.5 * sum(1 for cell in cells if cell.kind == "number")


def _above(cell: Cell) -> bool:
    """Whether the formula sums the cell's own column above it."""
    letter = column_letters(cell.column)
    return bool(re.search(rf"\(\$?{letter}\$?\d+:\$?{letter}\$?\d+\)", cell.formula or ""))


def _is_total_twin(grid: Grid, row: int, low: int, high: int) -> bool:
    """A first total row without a total's name: merged just like the named one right below it."""
    below = grid.anchors(row + 1, low, high)
    if not below or not is_total(below[0].text):
        return False
    one, two = grid.block(row, low), grid.block(row + 1, low)
    return one.last_column > low and (one[1], one[3]) == (two[1], two[3])


def _repeats_header(grid: Grid, header: Header, row: int) -> bool:
    """The same header printed again on the next page."""
    cells = grid.anchors(row, header.first_column, header.last_column)
    lead = tidy(cells[0].text)
    if not any(lead in path for path in header.paths.values()):
        return False
    texts = {part for path in header.paths.values() for part in path}
    same = sum(1 for cell in cells if tidy(cell.text) in texts)
    return len(cells) >= 3 and same >= 0.8 * len(cells)


def _goes_on(grid: Grid, header: Header, body: _Body, row: int) -> bool:
    """Whether a list goes on past an unbordered blank row."""
    low, high = header.first_column, header.last_column
    cells = grid.sheet.rows.get(row, {})
    styled = sum(1 for c in range(low, high + 1) if c in cells)
    if not body.filled and body.framed <= 1 and styled > 0.5 * (high - low + 1):
        return True
    if not body.filled:
        return body.last < body.first and bool(cells) and _goes_on_later(grid, header, row)
    framed = grid.bordered(body.filled[-1], low, high) >= 0.5 * (high - low + 1)
    if framed:
        return (
            all(c in cells for c in range(low, high + 1))
            and len(body.filled) == body.last - body.first + 1 == 1
        )
    return _goes_on_later(grid, header, row)


def _goes_on_later(grid: Grid, header: Header, row: int) -> bool:
    """A gap of at most two rows, then a row as full as data is."""
    width = header.last_column - header.first_column + 1
    for later in (row + 1, row + 2):
        kind = _kind(grid, header, later)
        if kind == "data":
            cells = grid.anchors(later, header.first_column, header.last_column)
            return len(cells) >= max(2, 0.5 * width)
        if kind != "blank":
            return False
    return False


def _is_code_row(grid: Grid, row: int, low: int, high: int) -> bool:
    """甲 乙 1 2 3 under a header."""
    cells = grid.anchors(row, low, high)
    if cells and tidy(cells[0].text) in _CODE_LEADS:
        cells = cells[1:]
    if len(cells) < max(3, 0.7 * (high - low + 1)) or not all(is_code(cell.text) for cell in cells):
        return False
    numbers = [number for cell in cells if (number := stem_or_number(cell.text))]
    rising = all(two - one == 1 for one, two in pairwise(numbers))
    return rising and len(numbers) + sum(1 for c in cells if stem_or_number(c.text) == 0) == len(cells)


def _columns(grid: Grid, header: Header, body: _Body) -> list[Column]:
    columns = []
    body_start = body.first
    for index, path in sorted(header.paths.items()):
        block = grid.block(header.last_row, index)
        samples = _sample_texts(grid, index, body)
        cell = grid.sheet.cell(body_start, index)
        running = _running(path[-1], [sample.strip() for sample in samples])
        columns.append(
            Column(
                index,
                column_letters(index),
                path,
                path[-1],
                cell.format if cell else "General",
                grid.sheet.choices_at(body_start, index) or grid.sheet.choices_at(body.last, index),
                tuple(samples),
                cell.formula if cell else None,
                running,
                continued=index > block.first_column and index > header.first_column,
            )
        )
    return columns


def _sample_texts(grid: Grid, column: int, body: _Body) -> list[str]:
    found = []
    for row in body.filled:
        cell = grid.sheet.cell(row, column)
        if cell is not None and cell.kind != "blank":
            found.append(cell.text)
            if len(found) == 5:
                break
    return found


def _running(leaf: str, samples: list[str]) -> bool:
    numbers = [int(text) for text in samples if text.isdigit() and len(text) < 6]
    steps = all(two - one in (0, 1) for one, two in pairwise(numbers))
    if is_running_label(leaf):
        return len(numbers) == len(samples) and steps
    counted = len(numbers) == len(samples) >= 3 and numbers[0] <= 1
    return counted and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _samples(grid: Grid, header: Header, body: _Body) -> list[int]:
    """Rows the bureau filled in to show how: before blank rows, or marked as an example."""
    running = {
        column
        for column, path in header.paths.items()
        if _running(path[-1], [text.strip() for text in _sample_texts(grid, column, body)])
    }
    free = [column for column in header.paths if column not in running]

    def fullness(row: int) -> float:
        cells = [grid.sheet.cell(row, column) for column in free]
        shown = sum(1 for cell in cells if cell and cell.kind != "blank" and not cell.formula)
        return shown / max(len(free), 1)

    marked = [row for row in body.filled[:20] if _is_marked(grid, header, row)]
    lead: list[int] = []
    for row in range(body.first, body.last + 1):
        if fullness(row) < 0.3 or len(lead) > _MAX_SAMPLES:
            break
        lead.append(row)
    blank_after = body.first + len(lead) <= body.last and not any(
        fullness(row) > 0 for row in range(body.first + len(lead), min(body.last, body.first + 40) + 1)
    )
    if lead and blank_after and len(lead) <= _MAX_SAMPLES:
        return lead
    return marked


def _is_marked(grid: Grid, header: Header, row: int) -> bool:
    cells = grid.anchors(row, header.first_column, header.last_column)
    return any(cell.kind == "text" and _SAMPLE.search(cell.text.strip()) for cell in cells[:2])


def _layout(grid: Grid, header: Header, body: _Body) -> Layout:
    """A cross table has its row headings printed and everything beside them left to fill."""
    return "cross" if is_cross(grid.sheet, header.paths, body.first, body.last) else "list"


def _holds_labels(grid: Grid, header: Header, body: _Body) -> bool:
    """Rows under the header that are labels again, with blanks between: a card that reads like a list."""
    if body.last - body.first > 24:
        return False
    labelled = 0
    for row in range(body.first, body.last + 1):
        low, high = header.first_column, header.last_column
        narrow = len({grid.block(header.last_row, column)[:2] for column in header.paths}) < 3
        cells = grid.anchors(row, *((1, grid.sheet.max_column) if narrow else (low, high)))
        texts = [cell for cell in cells if cell.kind == "text"]
        names = [cell for cell in texts if grid.weight((tidy(cell.text),)) > 0]
        if len(names) >= 2 and len(names) == len(cells):
            labelled += 1
        elif len(texts) > 2 * len(names) + 1:
            return False  # examples, or a roster printed in advance
    return labelled >= 1


def _no_list(grid: Grid, above: Sequence[LabelCell] = ()) -> list[Table]:
    """A sheet without a list: a card when labels stand beside framed blanks or above them."""
    rows = list(range(1, min(grid.sheet.max_row, 300) + 1))
    beside = find_labels(grid, rows, framed=not above)
    if not above:
        above = labels_over(
            grid.sheet, {cell.ref for cell in beside}, lambda label: bool(grid.weight((label,)))
        )
    cells = [*above, *(cell for cell in beside if cell.ref not in {each.ref for each in above})]
    cells.sort(key=lambda cell: parse_ref(cell.ref))
    notes = find_notes(grid, rows)
    if len(cells) < 4:
        title = find_title(grid, 1, min(grid.sheet.max_row, 4))
        return [Table(grid.sheet.name, "none", title, cells=cells, note_rows=notes)]
    tables = []
    for card in split_cards(cells):
        top = min(parse_ref(cell.ref)[0] for cell in card)
        title = find_title(grid, max(top - 3, 1), max(top, min(grid.sheet.max_row, 4)))
        tables.append(Table(grid.sheet.name, "card", title, cells=card, note_rows=notes))
    return tables
