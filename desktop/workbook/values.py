"""Values as the end of a cell's XML: what follows the address in <c r="B7".

A tail begins with the quote that closes the address, so that the row number can be joined in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Final

from desktop.workbook.display import to_serial
from desktop.workbook.operands import Scalar
from desktop.workbook.strings import StringTable
from desktop.workbook.text import clean
from desktop.workbook.xfs import StyleBook

Value = str | int | float | Decimal | bool | date | datetime | None

LARGEST_INT: Final = 10**15  # beyond, a spreadsheet keeps no digit more: such a number is an identifier


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
            if abs(value) >= LARGEST_INT:
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


def as_scalar(value: Value, *, date1904: bool) -> Scalar:
    """What a formula finds in the cell: days as numbers, long integers as text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, date):
        try:
            return float(to_serial(value, date1904=date1904))
        except ValueError:
            return value.isoformat()[:10]
    if isinstance(value, int) and abs(value) >= LARGEST_INT:
        return str(value)
    return float(value)
