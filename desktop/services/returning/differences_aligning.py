"""Rows of a kept return and of a file found somewhere, told by what stands in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from desktop.services.returning.checks_book import Page
from desktop.workbook import Sheet

# Rows that agree in at least this share of their cells are one record, edited.
_ALIKE = 0.4


def records_in(old: Page, sheet: Sheet, first: int) -> int:
    """How many records the file has from `first`: down to the row that stood under the list, else the last
    filled."""
    below = _words(old.sheet, old.moved(old.form.last_row + 1))
    if below:
        for row in range(first, sheet.max_row + 1):
            if _words(sheet, row) == below:
                return _trimmed(old, sheet, first, row - 1)
    return _trimmed(old, sheet, first, sheet.max_row)


def _trimmed(old: Page, sheet: Sheet, first: int, last: int) -> int:
    """Without the blank rows at the end; printed serial numbers alone fill no row."""
    shown = [column.index for column in old.form.columns if column.kind == "field"]
    while last >= first and not any(sheet.text(last, column).strip() for column in shown):
        last -= 1
    return last - first + 1


def _words(sheet: Sheet, row: int) -> tuple[str, ...]:
    """The texts of a row, figures and dates aside: 合计, 填表说明."""
    cells = sheet.rows.get(row, {}).values()
    return tuple(
        re.sub(r"[\s\d.\-年月日]+", "", cell.text)
        for cell in cells
        if cell.kind == "text" and cell.formula is None and cell.text.strip()
    )


def aligned(old: Page, new: Page) -> list[tuple[int | None, int | None]]:
    """Places of the same record in both, None where one side lacks it."""
    before = [_values(old, row) for row in old.records()]
    after = [_values(new, row) for row in new.records()]
    pairs: list[tuple[int | None, int | None]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += zip(range(a, b), range(c, d), strict=True)
        else:
            pairs += _nearest(before, after, range(a, b), range(c, d))
    return pairs


def _values(page: Page, row: int) -> tuple[str, ...]:
    shown = [column.index for column in page.form.columns if column.kind == "field"]
    return tuple(" ".join(page.sheet.text(row, column).split()) for column in shown)


def _nearest(
    before: Sequence[tuple[str, ...]], after: Sequence[tuple[str, ...]], was: range, now: range
) -> list[tuple[int | None, int | None]]:
    """Within a changed stretch the most alike first."""
    scores = sorted(
        ((_alike(before[i], after[k]), i, k) for i in was for k in now), key=lambda each: (-each[0], each[1:])
    )
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    pairs: list[tuple[int | None, int | None]] = []
    for score, i, k in scores:
        if score >= _ALIKE and i not in taken_old and k not in taken_new:
            pairs.append((i, k))
            taken_old.add(i)
            taken_new.add(k)
    pairs += [(i, None) for i in was if i not in taken_old]
    return pairs + [(None, k) for k in now if k not in taken_new]


def _alike(one: tuple[str, ...], two: tuple[str, ...]) -> float:
    filled = [(a, b) for a, b in zip(one, two, strict=True) if a or b]
    return sum(a == b for a, b in filled) / len(filled) if filled else 1.0
