"""Cards: labels beside or above cells, boxes to tick, dates with printed 年 月 日, several on a sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Final

from desktop.workbook.headers import Grid, Header
from desktop.workbook.refs import format_ref, parse_ref
from desktop.workbook.sheet import Sheet
from desktop.workbook.table import LabelCell
from desktop.workbook.words import is_total, tidy

_DAY_BLANK: Final = re.compile("年月日?([至—-]+年月日?)?")
_BOX: Final = "□☐○◻"
_TICKED: Final = {"□": "☑", "☐": "☑", "◻": "☑", "○": "●"}
_BOXED: Final = re.compile(rf"[{_BOX}]\s*([^{_BOX}\n]+)")
_BRACKETS: Final = re.compile(r"([^\s（(）)、，;；/]+)\s*[（(]\s{0,6}[)）]")
_AFTER_BOX: Final = re.compile(rf"([^\s{_BOX}]+?)\s*([{_BOX}])(?=\s|$)")
_DATE: Final = re.compile(r"[ \u3000_]*年[ \u3000_]*月(?:[ \u3000_]*日)?")
_DATE_WORDS: Final = ("年", "月", "日")
_SIGNED: Final = re.compile(r"签字|签名|签章|盖章|公章|意见")
_PUNCTUATION: Final = "，,。；;、"


def options(text: str) -> tuple[str, ...]:
    """The words behind boxes: '□是  □否' -> ('是', '否'); () where there is nothing to tick."""
    return tuple(word for word, _, _ in _boxes(text))


def _boxes(text: str) -> list[tuple[str, int, int]]:
    """Each option with the stretch that a tick replaces."""
    before = [
        (_word(match[1]), match.start(), match.start() + 1)
        for match in _BOXED.finditer(text)
        if _word(match[1])
    ]
    if before and text.lstrip()[0] in _BOX:
        return before
    after = [(_word(match[1]), match.start(2), match.end(2)) for match in _AFTER_BOX.finditer(text)]
    if after or before:
        return after or before
    inside = [
        (_word(match[1]), match.start() + len(match[1]), match.end()) for match in _BRACKETS.finditer(text)
    ]
    return inside if len(inside) >= 2 else []


def _word(text: str) -> str:
    return tidy(text).strip(_PUNCTUATION)


def tick(text: str, chosen: Collection[str]) -> str:
    """The text with the boxes of the chosen options ticked; brackets take a √."""
    for word, start, end in reversed(_boxes(text)):
        if word in chosen:
            mark = _TICKED.get(text[start:end], "（√）")
            text = text[:start] + mark + text[end:]
    return text


def date_blanks(text: str) -> int:
    """How many dates wait in '    年  月  日至    年  月  日'; 0 where a hand signs and dates."""
    if _SIGNED.search(text) or any(letter.isdigit() for letter in text):
        return 0
    return len(_DATE.findall(text))


def write_dates(text: str, days: Sequence[date | None]) -> str:
    """The blanks before 年 月 日 filled in order; an unknown date leaves its blanks."""
    wanted = iter(days)

    def put(match: re.Match[str]) -> str:
        day = next(wanted, None)
        if day is None:
            return match[0]
        full = f"{day.year}年{day.month}月"
        return full + (f"{day.day}日" if match[0].endswith("日") else "")

    return _DATE.sub(put, text).strip()


def card_cells(sheet: Sheet, cells: Sequence[LabelCell]) -> list[tuple[LabelCell, tuple[str, ...]]]:
    """The labels of a card, each with the further cells of a date that is split over 年 月 日 cells."""
    found = []
    for cell in cells:
        if tidy(cell.label) in _DATE_WORDS:
            continue
        found.append((cell, _split_date(sheet, cell)))
    return found


def _split_date(sheet: Sheet, cell: LabelCell) -> tuple[str, ...]:
    """(month's cell, day's cell) right of a year's cell: | 2025 | 年 | 9 | 月 | 1 | 日 |."""
    if cell.mode != "next":
        return ()
    row, column = parse_ref(cell.value_ref)
    refs = []
    for word in _DATE_WORDS:
        column = _next(sheet, row, column)
        if tidy(sheet.text(row, column)) != word:
            break
        column = _next(sheet, row, column)
        refs.append(format_ref(row, column))
    return tuple(refs[:-1]) if len(refs) == 3 else (refs[0],) if len(refs) == 2 else ()


def _next(sheet: Sheet, row: int, column: int) -> int:
    block = sheet.merge_at(row, column)
    return (block.last_column if block else column) + 1


def split_cards(cells: Sequence[LabelCell]) -> list[list[LabelCell]]:
    """Several like cards on one sheet, one below or beside the other; one list where there is one."""
    counts = Counter(cell.label for cell in cells)
    times = Counter(count for count in counts.values() if count > 1)
    if not times:
        return [list(cells)]
    often = max(times, key=lambda count: (times[count], count))
    same = [label for label, count in counts.items() if count == often]
    if len(same) < 3 or len(same) * often < 0.6 * len(cells):
        return [list(cells)]
    anchors = [parse_ref(cell.ref) for cell in cells if cell.label == same[0]]
    cards: list[list[LabelCell]] = [[] for _ in anchors]
    for cell in cells:
        place = parse_ref(cell.ref)
        mine = [n for n, at in enumerate(anchors) if at[0] <= place[0] and at[1] <= place[1]]
        cards[max(mine, key=lambda n: anchors[n]) if mine else 0].append(cell)
    return cards


def is_form(grid: Grid, header: Header) -> bool:
    """Three or more framed rows above the header: a card with a small list in it, not a list."""
    low, high = header.first_column, header.last_column
    width = high - low + 1
    framed = [
        row
        for row in range(1, header.first_row)
        if grid.bordered(row, low, high) >= 0.8 * width and len(grid.anchors(row, low, high)) >= 2
    ]
    return len(framed) >= 3


def waits(header: Header) -> bool:
    """年月日至年月日 between labels: a card whose day is still to be written."""
    return any(_DAY_BLANK.fullmatch(path[-1]) for path in header.paths.values())


def labels_above(
    sheet: Sheet, headers: Sequence[tuple[int, Mapping[int, tuple[str, ...]], int, int]]
) -> list[LabelCell]:
    """Stacked headers with one blank row under each are a card with its labels above; else [].

    A header is (its last row, its paths by column, the first and last row under it).
    """
    if len({last for last, *_ in headers}) < 2:
        return []
    found: list[LabelCell] = []
    for last, paths, first, end in headers:
        if first != end or any(len(path) > 1 for path in paths.values()):
            return []
        for column, path in paths.items():
            block = sheet.merge_at(last, column)
            if block is not None and block[:2] != (last, column):
                continue
            below = sheet.at(first, column)
            if below is not None and below.kind != "blank":
                return []
            if is_total(path[0]):
                return []
            ref = format_ref(last, column)
            found.append(LabelCell(ref, path[0], "next", format_ref(first, column), ""))
    return found


def labels_between(
    sheet: Sheet, columns: Sequence[int], first: int, last: int, known: Callable[[str], bool]
) -> list[LabelCell]:
    """Rows of known labels and blank rows in turn, under one another: a card, though it reads like a list."""
    rows = range(first, last + 1)
    if len(rows) < 4 or len(rows) % 2:
        return []
    found: list[LabelCell] = []
    for row in rows[::2]:
        if not any(sheet.text(row, column).strip() for column in columns):
            return []  # a list with rows to fill
        for column in columns:
            block = sheet.merge_at(row, column)
            if block is not None and block[:2] != (row, column):
                continue
            label, below = tidy(sheet.text(row, column)), sheet.at(row + 1, column)
            if (below is not None and below.kind != "blank") or is_total(label):
                return []
            if label:
                place = format_ref(row + 1, column)
                found.append(LabelCell(format_ref(row, column), label, "next", place, ""))
    return found if found and sum(known(each.label) for each in found) >= 0.6 * len(found) else []


def labels_over(sheet: Sheet, beside: Collection[str], known: Callable[[str], bool]) -> list[LabelCell]:
    """Labels with their blank right below, where what stands to their right is another label or nothing."""
    found: list[LabelCell] = []
    for row, cells in sorted(sheet.rows.items())[:300]:
        for column, cell in sorted(cells.items()):
            ref = format_ref(row, column)
            if cell.kind != "text" or ref in beside or not known(tidy(cell.text)):
                continue
            block = sheet.merge_at(row, column)
            last_row, last_column = (block.last_row, block.last_column) if block else (row, column)
            below = sheet.merge_at(last_row + 1, column)
            ends = below[1::2] if below else (column, column)
            right, there = sheet.at(row, last_column + 1), sheet.at(last_row + 1, column)
            waits = there is not None and there.kind == "blank" and sheet.look(there).bordered
            if waits and ends == (column, last_column) and (right is None or right.kind != "blank"):
                place = format_ref(last_row + 1, column)
                found.append(LabelCell(ref, tidy(cell.text), "next", place, ""))
    return found
