"""Rows that are nothing but a record, told in one look: what long lists consist of, asked before all else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from desktop.workbook.sheet import Cell, Sheet

# A blank anywhere may hide a word; 同上 and its marks take from above.
_REMARKABLE: Final = re.compile(r"[\s同〃″“”\"'＂′]")
# What stands in front of totals, examples and labels: every word of theirs has one of these.
_REMARKABLE_LEAD: Final = re.compile(r"[计总共汇tTsS例:：]")
_LEAD: Final = 3
_FEW: Final = 0.34


class OrdinaryRows:
    """Knows the rows of a list whose header says `words` and whose cells lie in columns `low` to `high`."""

    def __init__(self, sheet: Sheet, low: int, high: int, words: Iterable[str]) -> None:
        self._rows = {} if sheet.merges else sheet.rows
        self._span = frozenset(range(low, high + 1))
        self._words = frozenset(words)
        self._most = max(_LEAD, _FEW * len(self._span))

    def cells(self, row: int) -> dict[int, Cell] | None:
        """The filled cells of a row that is surely a record and no total, note, header or label.

        None says nothing: such a row is judged cell by cell.
        """
        cells = self._rows.get(row)
        if cells is None or not self._span >= cells.keys():
            return None
        texts, blank = [], False
        for _, _, _, text, kind, _, formula, _ in cells.values():
            if formula is not None:
                return None
            if kind == "blank":
                blank = True
            elif text:
                texts.append(text)
            else:
                return None
        if len(texts) <= self._most or _REMARKABLE.search("".join(texts)):
            return None
        if _REMARKABLE_LEAD.search("".join(texts[:_LEAD])) or not self._words.isdisjoint(texts):
            return None
        return {column: cell for column, cell in cells.items() if cell.kind != "blank"} if blank else cells
