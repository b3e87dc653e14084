"""One bound column written chunk by chunk: fast for what is usual, right for everything."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import isfinite
from types import NoneType
from typing import Final

from desktop.workbook.text import MAX_TEXT
from desktop.workbook.values import LARGEST_INT, Ink, Value, style_attribute

_SPECIAL: Final = re.compile("[&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff]|(?:^|\x7f)\\s|\\s(?:\x7f|$)")
_CACHE_LIMIT: Final = 2000
_SETTLED: Final = 2000  # after so many rows it is known whether a column repeats a few texts
_FEW: Final = 200
_HASHED: Final = frozenset({str, date, datetime, NoneType})

# how the values of a chunk go into the row: as finished tails, as plain text, as numbers
TAIL: Final = "tail"
TEXT: Final = "text"
NUMBER: Final = "number"


class _Cache(dict[Value, str]):
    """Finished tails by value; values seen once too often to be worth keeping are not kept."""

    def __init__(self, ink: Ink, style: int) -> None:
        super().__init__()
        self.ink, self.style = ink, style

    def __missing__(self, value: Value) -> str:
        tail = self.ink.tail(value, self.style)
        if len(self) < _CACHE_LIMIT:
            self[value] = tail
        return tail


@dataclass(slots=True)
class ColumnWriter:
    """Turns chunks of one column into what stands between the row's fixed pieces."""

    ink: Ink
    style: int
    _cache: _Cache = field(init=False)
    _seen: int = 0

    def __post_init__(self) -> None:
        self._cache = _Cache(self.ink, self.style)

    def around(self, mode: str) -> tuple[str, str]:
        """What stands before and after a value written in that way."""
        p, style = self.ink.prefix, style_attribute(self.style)
        if mode == TEXT:
            return f'"{style} t="inlineStr"><{p}is><{p}t>', f"</{p}t></{p}is></{p}c>"
        if mode == NUMBER:
            return f'"{style}><{p}v>', f"</{p}v></{p}c>"
        return "", ""

    def pieces(self, column: Sequence[Value]) -> tuple[str, Sequence[object]]:
        """The way a chunk is written, and its pieces."""
        kinds = set(map(type, column))
        self._seen += len(column)
        if kinds == {str}:
            return self._texts(column)  # type: ignore[arg-type]
        if kinds <= {int, float} and is_plain(column):  # type: ignore[arg-type]
            return NUMBER, column
        if kinds <= _HASHED:
            cache = self._cache
            return TAIL, [cache[value] for value in column]
        if kinds <= {int, float, NoneType}:
            return TAIL, self._gapped(column)
        return TAIL, [self.ink.tail(value, self.style) for value in column]

    def _texts(self, column: Sequence[str]) -> tuple[str, Sequence[object]]:
        cache = self._cache
        few = len(cache) < _FEW if self._seen > _SETTLED else self._seen <= _FEW
        if not few and not self.ink.strings.open:
            joined = "".join(column)
            plain = joined.isalnum() or not _SPECIAL.search("\x7f".join(column))
            if plain and len(joined) <= MAX_TEXT and "" not in column:
                return TEXT, column
        return TAIL, [cache[value] for value in column]

    def _gapped(self, column: Sequence[Value]) -> list[str]:
        """Numbers with blanks between them."""
        before, after = self.around(NUMBER)
        blank = f'"{style_attribute(self.style)}/>'
        numbers = [value for value in column if value is not None]
        if not is_plain(numbers):  # type: ignore[arg-type]
            return [self.ink.tail(value, self.style) for value in column]
        return [blank if value is None else f"{before}{value!r}{after}" for value in column]


def is_plain(numbers: Sequence[float]) -> bool:
    """Finite, and not so large that a spreadsheet would lose digits."""
    return not numbers or (
        max(numbers) < LARGEST_INT and min(numbers) > -LARGEST_INT and isfinite(sum(numbers))
    )
