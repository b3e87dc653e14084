"""Values as the end of a cell's XML: what follows the address in <c r="B7".

A tail begins with the quote that closes the address, so that the row number can be joined in between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Final

from desktop.workbook.display import to_serial
from desktop.workbook.strings import StringTable
from desktop.workbook.text import MAX_TEXT
from desktop.workbook.xfs import StyleBook

Value = str | int | float | Decimal | bool | date | datetime | None

_SPECIAL: Final = re.compile("[&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff]|(?:^|\x7f)\\s|\\s(?:\x7f|$)")
_LARGEST_INT: Final = 10**15  # beyond, a spreadsheet keeps no digit more: such a number is an identifier
_CACHE_LIMIT: Final = 5000
_SETTLED: Final = 2000


@dataclass(slots=True)
class Ink:
    """What is needed to write values into cells of one workbook."""

    strings: StringTable
    styles: StyleBook
    date1904: bool
    prefix: str

    def tail(self, value: Value, style: int) -> str:
        """Any value in a cell of that style; ValueError when a cell cannot hold it."""
        if value is None:
            return f'"{style_attribute(style)}/>'
        if isinstance(value, str):
            return self.strings.tail(value, style_attribute(style), self.prefix)
        if isinstance(value, bool):
            return self._typed(style, "b", "1" if value else "0")
        if isinstance(value, date):
            return self._date(value, style)
        return self._number(value, style)

    def _number(self, value: float | Decimal, style: int) -> str:
        if isinstance(value, int):
            if abs(value) >= _LARGEST_INT:
                return self.strings.tail(str(value), style_attribute(style), self.prefix)
            return self._typed(style, "", str(value))
        if not isfinite(value):
            raise ValueError("不是数（无穷大或无效）")
        return self._typed(style, "", f"{value:f}" if isinstance(value, Decimal) else repr(value))

    def _date(self, value: date, style: int) -> str:
        clock = isinstance(value, datetime) and (value.hour, value.minute, value.second) != (0, 0, 0)
        try:
            serial = to_serial(value, date1904=self.date1904)
        except ValueError:  # before the calendar of the workbook begins: the plain text says it
            text = value.strftime("%Y-%m-%d") if value.year > 999 else value.isoformat()[:10]
            return self.strings.tail(text, style_attribute(style), self.prefix)
        return self._typed(self.styles.dated(style, clock=clock), "", repr(serial))

    def _typed(self, style: int, kind: str, text: str) -> str:
        attribute = f' t="{kind}"' if kind else ""
        return (
            f'"{style_attribute(style)}{attribute}><{self.prefix}v>{text}</{self.prefix}v></{self.prefix}c>'
        )


def style_attribute(style: int) -> str:
    """Style 0 is the default and is not written."""
    return f' s="{style}"' if style else ""


class _Cache(dict[Value, str]):
    """Finished tails by value; values seen once too often to be worth keeping are not kept."""

    def __init__(self, ink: Ink, style: int, after: str) -> None:
        super().__init__()
        self.ink, self.style, self.after = ink, style, after

    def __missing__(self, value: Value) -> str:
        tail = self.ink.tail(value, self.style) + self.after
        if len(self) < _CACHE_LIMIT:
            self[value] = tail
        return tail


@dataclass(slots=True)
class ColumnWriter:
    """Writes one bound column chunk by chunk, fast for what is usual and right for everything."""

    ink: Ink
    style: int
    after: str  # what stands between this cell and the next row number
    summed: bool = False
    total: float | int = 0
    _cache: _Cache = field(init=False)
    _seen: int = 0

    def __post_init__(self) -> None:
        self._cache = _Cache(self.ink, self.style, self.after)

    def tails(self, column: Sequence[Value]) -> list[str]:
        """The tails of a chunk of the column."""
        kinds = set(map(type, column))
        self._seen += len(column)
        if self.summed:
            self.total += sum_of(column)
        if kinds == {str}:
            return self._texts(column)  # type: ignore[arg-type]
        if kinds == {int}:
            return self._integers(column)  # type: ignore[arg-type]
        if kinds == {float} and isfinite(sum(column)):  # type: ignore[arg-type]
            return self._floats(column)  # type: ignore[arg-type]
        if bool in kinds or float in kinds or Decimal in kinds:
            # True == 1 == 1.0 would meet in the cache
            return [self.ink.tail(value, self.style) + self.after for value in column]
        cache = self._cache
        return [cache[value] for value in column]

    def _texts(self, column: Sequence[str]) -> list[str]:
        cache = self._cache
        if self._seen < _SETTLED or len(cache) < _CACHE_LIMIT // 2:
            return [cache[value] for value in column]
        joined = "\x7f".join(column)
        if "" in column or (not joined.isalnum() and _SPECIAL.search(joined)) or len(joined) > MAX_TEXT:
            return [cache[value] for value in column]
        prefix = self.ink.prefix
        before = f'"{style_attribute(self.style)} t="inlineStr"><{prefix}is><{prefix}t>'
        after = f"</{prefix}t></{prefix}is></{prefix}c>{self.after}"
        return [before + value + after for value in column]

    def _integers(self, column: Sequence[int]) -> list[str]:
        if max(column) >= _LARGEST_INT or min(column) <= -_LARGEST_INT:
            return [self._cache[value] for value in column]
        prefix = self.ink.prefix
        before = f'"{style_attribute(self.style)}><{prefix}v>'
        after = f"</{prefix}v></{prefix}c>{self.after}"
        return [f"{before}{value}{after}" for value in column]

    def _floats(self, column: Sequence[float]) -> list[str]:
        prefix = self.ink.prefix
        before = f'"{style_attribute(self.style)}><{prefix}v>'
        after = f"</{prefix}v></{prefix}c>{self.after}"
        return [f"{before}{value!r}{after}" for value in column]


def sum_of(column: Sequence[Value]) -> float | int:
    """What SUM would make of the values: texts, dates as text and truth values do not count."""
    numbers = [
        value if isinstance(value, int) else float(value)
        for value in column
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    ]
    return sum(number for number in numbers if not (isinstance(number, int) and abs(number) >= _LARGEST_INT))
