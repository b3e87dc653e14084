"""Row heights where text wraps: automatic ones are left to the program, fixed ones grow when asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final

from lxml import etree

from desktop.workbook.styles import Look
from desktop.workbook.tree import SheetTree
from desktop.workbook.values import Value
from desktop.workbook.xfs import StyleBook

_LINE: Final = 1.32  # height of a line of text against its size in points
_MARGIN: Final = 1.0  # of a column's width, in characters
_STANDARD: Final = 11.0
_DEFAULT_WIDTH: Final = 8.43
_HIGHEST: Final = 409.0


@dataclass(slots=True)
class RowHeights:
    """The height attributes of the rows of a list whose cells wrap text."""

    height: float
    fixed: bool
    room: dict[int, tuple[float, float]]  # wrapping column -> (characters a line, points a line)
    kept: str

    @classmethod
    def of(
        cls,
        tree: SheetTree,
        row: Mapping[str, str],
        styles: StyleBook,
        columns: Mapping[int, int],
        merged: Sequence[tuple[int, int]],
        *,
        grow: bool,
    ) -> RowHeights | None:
        """None where every row keeps the height of the sample, the usual case."""
        if row.get("ht") is None:
            return None
        fixed = row.get("customHeight") in ("1", "true")
        if fixed and not grow:
            return None
        looks = {column: styles.styles.look(style) for column, style in columns.items()}
        spans = dict(merged)
        room = {
            column: (_characters(tree, column, spans.get(column, column), look), look.size * _LINE)
            for column, look in looks.items()
            if look.wrap
        }
        kept = f' ht="{row.get("ht")}"' + (' customHeight="1"' if fixed else "")
        return cls(float(row.get("ht") or 0), fixed, room, kept) if room else None

    def attributes(self, columns: Mapping[int, Sequence[Value]], count: int) -> list[str]:
        """One string a row."""
        needs = [0.0] * count
        for column, (characters, line) in self.room.items():
            for at, value in enumerate(columns.get(column, ())):
                if isinstance(value, str) and value:
                    needs[at] = max(needs[at], lines(value, characters) * line)
        return [self.kept if need <= self.height else self._taller(need) for need in needs]

    def _taller(self, need: float) -> str:
        return f' ht="{min(ceil(need), _HIGHEST):g}" customHeight="1"' if self.fixed else ""

    def settle(self, row: etree._Element, values: Mapping[int, Value]) -> None:
        """The same for a row of the template that has been written."""
        text = self.attributes({column: [value] for column, value in values.items()}, 1)[0]
        if text == self.kept:
            return
        row.attrib.pop("ht", None)
        if self.fixed:
            row.set("ht", text.split('"')[1])


def _characters(tree: SheetTree, first: int, last: int, look: Look) -> float:
    width = sum(tree.widths.get(column, _DEFAULT_WIDTH) for column in range(first, last + 1))
    return max((width - _MARGIN) * _STANDARD / look.size, 1.0)


def lines(text: str, characters: float) -> int:
    """How many lines a text takes."""
    return sum(max(ceil(_width(part) / characters), 1) for part in text.split("\n"))


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
