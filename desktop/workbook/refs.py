"""Cell addresses: letters to numbers and back, ranges, lists of ranges."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
_PART = re.compile(r"^\$?([A-Za-z]{0,3})\$?(\d{0,7})$")
_DIGITS = "0123456789"


class Range(NamedTuple):
    """A block of cells, 1-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies inside."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    def meets(self, other: Range) -> bool:
        """Whether the two blocks share a cell."""
        return not (
            self.first_row > other.last_row
            or other.first_row > self.last_row
            or self.first_column > other.last_column
            or other.first_column > self.last_column
        )

    def __str__(self) -> str:
        return format_range(self)


@cache
def column_number(letters: str) -> int:
    """'A' -> 1, 'AA' -> 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


@cache
def column_letters(number: int) -> str:
    """1 -> 'A', 27 -> 'AA'."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def format_ref(row: int, column: int) -> str:
    """(7, 2) -> 'B7'."""
    return f"{column_letters(column)}{row}"


def parse_ref(ref: str) -> tuple[int, int]:
    """'B7' or '$B$7' -> (7, 2); ValueError when it is not one cell."""
    found = _PART.match(ref.strip())
    if not found or not found[1] or not found[2]:
        raise ValueError(f"not a cell: {ref!r}")
    row, column = int(found[2]), column_number(found[1])
    if not (1 <= row <= MAX_ROW and column <= MAX_COLUMN):
        raise ValueError(f"outside the grid: {ref!r}")
    return row, column


def split_ref(ref: str) -> tuple[str, int]:
    """The fast path for the `r` of a cell in a sheet part: 'B7' -> ('B', 7)."""
    letters = ref.rstrip(_DIGITS)
    return letters, int(ref[len(letters) :])


def _end(text: str, *, high: bool) -> tuple[int, int]:
    found = _PART.match(text)
    if not found or not (found[1] or found[2]):
        raise ValueError(f"not a range: {text!r}")
    row = int(found[2]) if found[2] else (MAX_ROW if high else 1)
    column = column_number(found[1]) if found[1] else (MAX_COLUMN if high else 1)
    return row, column


def parse_range(ref: str) -> Range:
    """'A1', 'A1:B2', 'A:B' (whole columns) or '3:4' (whole rows)."""
    start, _, stop = ref.strip().partition(":")
    one, two = _end(start, high=False), _end(stop or start, high=True)
    return Range(min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))


def parse_ranges(sqref: str | None) -> list[Range]:
    """A list of ranges as sqref has it; unreadable items are left out."""
    found = []
    for item in (sqref or "").split():
        try:
            found.append(parse_range(item))
        except ValueError:
            continue
    return found


def format_range(block: Range) -> str:
    """Back to text; whole rows and columns stay whole."""
    if block.first_row == 1 and block.last_row == MAX_ROW:
        return f"{column_letters(block.first_column)}:{column_letters(block.last_column)}"
    if block.first_column == 1 and block.last_column == MAX_COLUMN:
        return f"{block.first_row}:{block.last_row}"
    start = format_ref(block.first_row, block.first_column)
    if block[:2] == block[2:]:
        return start
    return f"{start}:{format_ref(block.last_row, block.last_column)}"
