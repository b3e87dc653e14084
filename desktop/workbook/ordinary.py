"""Rows that are nothing but a record, told in one look: what long lists consist of, asked before all else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from desktop.workbook.packed import Layout, PackedRow, PackedRows
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
        self._fits: dict[Layout, bool] = {}
        self._told: dict[int, bool] = {}
        if isinstance(self._rows, PackedRows):  # recognition and import ask the same, one after the other
            self._told = self._rows.told.setdefault((low, high, self._words), self._told)
        # A number shows digits: it can be a word of the header only where one is a figure as well.
        self._figures = any(word[:1] in "-+.0123456789" for word in self._words)

    def packed(self, row: int) -> PackedRow | None:
        """The row as it was read, if that shows it surely to be a record; None says nothing."""
        rows = self._rows
        found = rows.packed(row) if isinstance(rows, PackedRows) else None
        if found is None:
            return None
        layout, values = found
        fits = self._fits.get(layout)
        if fits is None:
            fits = self._fits[layout] = (
                layout.plain
                and self._span.issuperset(layout.columns)
                and len(layout.filled) > self._most
                and not (self._figures and layout.others)
            )
        if not fits or row in self._told:
            return found if fits and self._told[row] else None
        # A number as the file writes it has none of these letters either.
        sure = (
            self._words.isdisjoint(values)
            and _REMARKABLE.search("".join(values)) is None
            and _REMARKABLE_LEAD.search("".join(values[:_LEAD])) is None
        )
        self._told[row] = sure
        return found if sure else None

    def sure(self, row: int) -> bool:
        """Whether the row is surely a record."""
        return self.packed(row) is not None or self.cells(row) is not None

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
