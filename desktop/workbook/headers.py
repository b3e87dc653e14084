"""Finding the header of a list: a block of one to four rows that names columns above a body."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from desktop.workbook.refs import Range
from desktop.workbook.sheet import Cell, Sheet
from desktop.workbook.words import bare, is_note, is_total, normal, split_labels, tidy

MAX_DEPTH: Final = 4
MAX_LABEL: Final = 45
_THRESHOLD: Final = 6.0
_DIGITS = re.compile(r"\d{4,}")
_WAITS: Final = re.compile(r"[□☐◻]|^[\s_至]*年[\s_]*月[\s_]*日")  # what a card waits with
_BOXES: Final = re.compile(r"\s*[□☐◻]")
_ASKED: Final = re.compile(r"\d{1,2}\s*[、.．]\s*\D{2,24}[:：?？]?$")  # 1、您的姓名： of a questionnaire
_UPPER_LEAD: Final = 3.0


@dataclass(frozen=True, slots=True)
class Header:
    """A header block and the columns it names."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int
    paths: dict[int, tuple[str, ...]]
    score: float


class _Same:
    """Labels as a key, by which object they are: thousands of words, and the same ones for every sheet."""

    def __init__(self, it: Mapping[str, float] | Collection[str]) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


@lru_cache(maxsize=4)
def _weights(labels: _Same) -> Mapping[str, float]:
    """The labels as they are compared, each with its weight."""
    told = labels.it
    found: dict[str, float] = {}
    for label, weight in told.items() if isinstance(told, Mapping) else ((label, 1.0) for label in told):
        word = normal(label)
        found[word] = max(weight, found.get(word, 0.0))
    return found


class Grid:
    """What the search asks of a sheet again and again."""

    def __init__(self, sheet: Sheet, labels: Mapping[str, float] | Collection[str]) -> None:
        self.sheet = sheet
        self.labels = _weights(_Same(labels))

    def block(self, row: int, column: int) -> Range:
        """The merged block of the cell, or the cell itself as one."""
        return self.sheet.merge_at(row, column) or Range(row, column, row, column)

    def weight(self, path: tuple[str, ...]) -> float:
        """How well the labels handed in know this header."""
        names = {normal(path[-1]), bare(path[-1]), normal("".join(path))}
        return max((self.labels.get(name, 0.0) for name in names), default=0.0)

    def anchors(self, row: int, first: int, last: int) -> list[Cell]:
        """The filled cells that begin in this row."""
        cells = self.sheet.rows.get(row, {})
        return [cell for column, cell in cells.items() if first <= column <= last and cell.kind != "blank"]

    def bordered(self, row: int, first: int, last: int) -> int:
        """How many cells of the row have a border."""
        cells = self.sheet.rows.get(row, {})
        return sum(1 for c in range(first, last + 1) if c in cells and self.sheet.look(cells[c]).bordered)


def find_headers(grid: Grid, start: int, stop: int) -> list[Header]:
    """The best header block between the two rows; several when lists stand side by side."""
    found: list[Header] = []
    for row in range(start, stop + 1):
        if sum(cell.kind != "blank" for cell in grid.sheet.rows.get(row, {}).values()) >= 2:
            for depth in range(1, MAX_DEPTH + 1):
                found.extend(_candidates(grid, row, row + depth - 1, start))
    found = [header for header in found if header.score >= _THRESHOLD]
    if not found:
        return []
    best = _prefer_upper(max(found, key=lambda header: header.score), found)
    best = _stacked_above(grid, best, found)
    beside = [
        header for header in found if (header.first_row, header.last_row) == (best.first_row, best.last_row)
    ]
    return sorted(beside, key=lambda header: header.first_column)


def _prefer_upper(best: Header, found: list[Header]) -> Header:
    """A row of data that reads like a header must not win over the header above it."""
    for header in sorted(found, key=lambda each: each.first_row):
        above = header.last_row < best.first_row
        wide = len(header.paths) >= 0.7 * len(best.paths)
        near = header.score >= best.score - _UPPER_LEAD
        overlap = header.first_column <= best.last_column and best.first_column <= header.last_column
        if above and wide and near and overlap:
            return header
    return best


def _stacked_above(grid: Grid, best: Header, found: list[Header]) -> Header:
    """A smaller list above the best one: a header of known names with a body of its own, then a total, a gap
    or a title before the next."""
    for header in sorted(found, key=lambda each: (each.first_row, -each.score)):
        if header.last_row + 2 >= best.first_row:
            break
        known = sum(1 for path in set(header.paths.values()) if grid.weight(path))
        below = range(header.last_row + 1, best.first_row)
        if len(header.paths) >= 3 and known >= 2 and _is_body(grid, header) and _parts(grid, header, below):
            return header
    return best


def _is_body(grid: Grid, header: Header) -> bool:
    """Framed blank cells or numbers right below, and the header framed as well."""
    low, high = header.first_column, header.last_column
    width = high - low + 1
    framed = all(
        grid.bordered(row, low, high) >= 0.8 * width for row in (header.last_row, header.last_row + 1)
    )
    return framed and all(cell.kind != "text" for cell in grid.anchors(header.last_row + 1, low, high)[1:])


def _parts(grid: Grid, header: Header, rows: range) -> bool:
    """Whether one of the rows ends the list above: blank and unframed, or a total's."""
    low, high = header.first_column, header.last_column
    for row in rows:
        cells = grid.anchors(row, low, high)
        if not cells and not grid.bordered(row, low, high):
            return True
        if any(is_total(cell.text) for cell in cells[:2]):
            return True
    return False


def _candidates(grid: Grid, first: int, last: int, start: int) -> list[Header]:
    """The runs of named columns that these rows would make."""
    last_column = max(
        (max(cells) for row in range(first, last + 1) if (cells := grid.sheet.rows.get(row))), default=0
    )
    paths: dict[int, tuple[str, ...]] = {}
    for column in range(1, min(last_column, 400) + 1):
        path = _path(grid, column, first, last)
        if path is None:
            return []
        if path:
            paths[column] = path
    if not paths or not _bottom_counts(grid, first, last, paths):
        return []
    found = []
    for columns in _runs(paths):
        if last > first and _is_title_of(grid, first, columns):
            continue
        run = {column: paths[column] for column in columns}
        score = _score(grid, first, last, run, start)
        found.append(Header(first, last, columns[0], columns[-1], run, score))
    return found


def _is_title_of(grid: Grid, row: int, columns: list[int]) -> bool:
    """One cell over a whole run of columns names the list, not its columns."""
    return len({grid.block(row, column)[:2] for column in columns}) == 1


def _path(grid: Grid, column: int, first: int, last: int) -> tuple[str, ...] | None:
    """The header texts over a column, top-down; None when a merge leaves the block downwards."""
    texts: list[str] = []
    seen: set[tuple[int, int]] = set()
    lowest: Range | None = None
    for row in range(first, last + 1):
        block = grid.block(row, column)
        if block.first_row < first:
            return None
        if block.last_row > last:
            return None if grid.sheet.text(row, column) else ()
        anchor = (block.first_row, block.first_column)
        if anchor in seen:
            continue
        seen.add(anchor)
        text = tidy(grid.sheet.text(row, column)) or _unmerged_group(grid, row, column, last)
        if text:
            texts.append(text)
            lowest = block
    if lowest and lowest.last_row < last and lowest.last_column > lowest.first_column:
        return ()  # a group with nothing under it here names no column
    if len(texts) == 2 and _is_split(grid, column, first, texts):
        return ("".join(texts),)
    return tuple(texts)


def _unmerged_group(grid: Grid, row: int, column: int, last: int) -> str:
    """The group to the left, when it was centred across columns without merging."""
    if row == last or not tidy(grid.sheet.text(last, column)):
        return ""
    for left in range(column - 1, max(column - 12, 0), -1):
        if not tidy(grid.sheet.text(last, left)) or grid.block(last, left).first_row < last:
            return ""
        text = tidy(grid.sheet.text(row, left))
        if text:
            return "" if grid.block(row, left).first_row != grid.block(row, left).last_row else text
    return ""


def _is_split(grid: Grid, column: int, first: int, texts: list[str]) -> bool:
    """One short name broken over two unmerged rows: 项目 / 名称."""
    upper = grid.block(first, column)
    own = tidy(grid.sheet.text(first, column)) == texts[0]  # not the group of the column to the left
    alone = own and upper[:2] == upper[2:] and grid.sheet.merge_at(first, column) is None
    right = tidy(grid.sheet.text(first, column + 1))
    below_right = tidy(grid.sheet.text(first + 1, column + 1))
    return alone and bool(right or not below_right) and all(len(text) <= 3 for text in texts)


def _bottom_counts(grid: Grid, first: int, last: int, paths: dict[int, tuple[str, ...]]) -> bool:
    """The last row must add names, and a first row of one wide cell is a title."""
    if any(_BOXES.match(cell.text) for cell in grid.anchors(last, min(paths), max(paths))):
        return False
    if not any(grid.block(last, c).last_row == last and tidy(grid.sheet.text(last, c)) for c in paths):
        return False
    if last == first:
        return True
    own = {grid.block(first, c)[:2] for c in paths if tidy(grid.sheet.text(first, c))}
    if len(own) < 2 or _is_total_row(grid, last, min(paths), max(paths)):
        return False
    if _reads_across(grid, first, last, paths) or _waits_inside(grid, first, last):
        return False
    if any(grid.block(last, c).first_row == first for c in paths):
        return True  # names merged down to the last row leave no doubt, even where a group has one column
    doubled = sum(1 for c in paths if _doubled(grid, c, first, last))
    return doubled <= 0.34 * len(paths)


def _waits_inside(grid: Grid, first: int, last: int) -> bool:
    """A blank merged across, right of a text: a place to fill in. A header only has its corner blank."""
    for row in range(first, last + 1):
        for column, cell in grid.sheet.rows.get(row, {}).items():
            block = grid.block(row, column)
            if cell.kind != "blank" or block[:2] != (row, column) or block.last_column == column:
                continue
            if any(each.column < column for each in grid.anchors(row, 1, column - 1)):
                return True
    return False


def _reads_across(grid: Grid, first: int, last: int, columns: Collection[int]) -> bool:
    """姓名 | _ | 性别 | _ in every row: the labels of a card with blanks to their right, no header."""
    low, high = min(columns), max(columns)
    for row in range(first, last + 1):
        cells = [grid.sheet.cell(row, column) for column in range(low, high + 1)]
        texts = [bool(cell and cell.kind != "blank") for cell in cells]
        if len(texts) < 4 or not all(texts[::2]) or any(texts[1::2]):
            return False
    return all(
        grid.block(row, c)[:2] == grid.block(row, c)[2:] for row in range(first, last + 1) for c in columns
    )


def _is_total_row(grid: Grid, row: int, low: int, high: int) -> bool:
    """合计 with nothing but figures beside it: the first row of a list, not the last of its header."""
    cells = grid.anchors(row, low, high)
    return (
        bool(cells)
        and is_total(cells[0].text)
        and all(cell.kind == "number" or cell.formula for cell in cells[1:])
    )


def _doubled(grid: Grid, column: int, first: int, last: int) -> bool:
    """Text over text in plain cells: more likely a header over data than two header rows."""
    for row in range(first, last):
        upper, lower = grid.block(row, column), grid.block(last, column)
        alike = (upper[1], upper[3]) == (lower[1], lower[3]) and upper != lower
        right = grid.sheet.cell(row, upper.last_column + 1)
        group = upper.first_column == upper.last_column and (right is None or right.kind == "blank")
        if alike and not group and grid.sheet.text(row, column) and grid.sheet.text(last, column):
            return True
    return False


def _runs(paths: dict[int, tuple[str, ...]]) -> list[list[int]]:
    """Neighbouring named columns; a run that starts over with its first header is a second list."""
    runs: list[list[int]] = []
    for column in sorted(paths):
        run = runs[-1] if runs else []
        again = len(run) >= 3 and paths[column] == paths[run[0]] and paths[run[1]] != paths[run[0]]
        if not run or column != run[-1] + 1 or again:
            runs.append([])
        runs[-1].append(column)
    return [run for run in runs if len(run) >= 2]


def _score(grid: Grid, first: int, last: int, run: dict[int, tuple[str, ...]], start: int) -> float:
    columns = list(run)
    low, high = columns[0], columns[-1]
    leaves = {grid.block(last, c)[:2] for c in columns}
    known = sum(grid.weight(path) for path in set(run.values()))
    if len(leaves) < 2 or (len(leaves) < 3 and not known):
        return 0.0
    score = min(len(leaves), 12) + 2.5 * min(known, 10) - 0.05 * (first - start)
    for row in range(first, last + 1):
        score -= sum(_fault(cell) for cell in grid.anchors(row, low, high))
    if grid.bordered(last, low, high) >= 0.8 * len(columns):
        score += 2
    score += 1.5 * sum(1 for row in range(first, last) if _has_group(grid, row, low, high))
    score += _body(grid, last, columns)
    if last > first and _parts_of_dates(grid, last, low, high):
        score += 2
    if any(is_total(path[0]) and len(path) == 1 for path in list(run.values())[:2]):
        score -= 8
    return score


def _fault(cell: Cell) -> float:
    """What a cell of a header would hardly hold."""
    if cell.kind != "text":
        return (
            1.0 if cell.kind == "number" and isinstance(cell.value, int) and 2000 < cell.value < 2100 else 3.0
        )
    text = cell.text.strip()
    if cell.formula:
        return 2.0
    if _ASKED.match(text):
        return 0.0
    if (is_note(text) and len(tidy(text)) > 6) or len(tidy(text)) > MAX_LABEL:
        return 3.0
    if split_labels(text) or _WAITS.search(text):
        return 3.0
    if _DIGITS.search(text) and "年" not in text:
        return 1.5
    return 0.0


def _parts_of_dates(grid: Grid, row: int, low: int, high: int) -> bool:
    """年 | 月 | 日 under 起 and 止, and nothing else in the row: it parts what stands above."""
    texts = [tidy(cell.text) for cell in grid.anchors(row, low, high)]
    return len(texts) >= 2 and set(texts) <= {"年", "月", "日"}


def _has_group(grid: Grid, row: int, low: int, high: int) -> bool:
    blocks = {grid.block(row, c) for c in range(low, high + 1)}
    return any(block.last_column > block.first_column and block.last_row == row for block in blocks)


def _body(grid: Grid, last: int, columns: list[int]) -> float:
    """What lies below: a body adds, emptiness or a twin row takes away."""
    below = grid.sheet.rows.get(last + 1)
    if below is None:
        return -2.0
    low, high = columns[0], columns[-1]
    inside = [cell for column, cell in below.items() if low <= column <= high]
    filled = [cell for cell in inside if cell.kind != "blank"]
    score = 3.0 if filled or grid.bordered(last + 1, low, high) >= 0.5 * len(columns) else 0.0
    if any(grid.block(last + 1, c).last_column - grid.block(last + 1, c).first_column + 1 >= len(columns) > 2
           for c in columns):  # fmt: skip
        score -= 4.0
    if any(cell.kind in ("number", "date") or _DIGITS.search(cell.text) for cell in filled):
        score += 1.0
    head = grid.sheet.rows.get(last, {})
    differs = sum(1 for cell in inside if cell.column in head and _differ(grid, head[cell.column], cell))
    score += 1.5 if inside and differs >= 0.5 * len(inside) else 0.0
    return score - 1.5 * min(_repeats(grid, last, columns), 4)


def _differ(grid: Grid, upper: Cell, lower: Cell) -> bool:
    one, two = grid.sheet.look(upper), grid.sheet.look(lower)
    return (one.bold, one.fill, one.size, upper.format) != (two.bold, two.fill, two.size, lower.format)


def _repeats(grid: Grid, last: int, columns: list[int]) -> int:
    """Columns whose text comes again just below: values repeat, headers do not."""
    count = 0
    for column in columns:
        text = tidy(grid.sheet.text(last, column))
        below = {
            tidy(grid.sheet.text(row, column))
            for row in range(last + 1, last + 6)
            if grid.block(row, column).first_row > last
        }
        count += bool(text) and text in below
    return count
