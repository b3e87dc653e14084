"""Texts that parsing leaves as they are: asked of every cell of a long import before the parser itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from desktop.core.fields import Field, Kind

_CLEAN: Final = re.compile(r"[一-鿿0-9A-Za-z]{1,300}").fullmatch
_NAME: Final = re.compile(r"[一-鿿]{1,20}").fullmatch
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}").fullmatch
_NUMBER: Final = re.compile(r"[0-9]{17}[0-9X]").fullmatch
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
_EARLIEST: Final = 1800
_DIGITS: Final = 9
_LARGEST: Final = 10**_DIGITS

Asis = Callable[[str], object]


def as_is(field: Field) -> Asis | None:
    """A quick test whose yes means: parse gives the very text, with nothing to say. A no means nothing."""
    if field.kind is Kind.NOTE:
        return None if field.check or field.sensitive else _CLEAN
    if field.kind is not Kind.TEXT:
        return None
    known: dict[str, Asis] = {"name": _NAME, "phone": _MOBILE, "resident_id": _is_resident_id}
    if field.check:
        return known.get(field.check)
    return None if field.sensitive else _CLEAN


Figure = Callable[[str], int | None]


def figure(field: Field, unit: str) -> Figure | None:
    """A quick reading of figures as a workbook keeps them: what parse gives; None where it may object."""
    if field.check or field.kind not in (Kind.WHOLE, Kind.MONEY) or unit not in ("", "元"):
        return None
    if field.kind is Kind.WHOLE and unit:
        return None
    times = 100 if field.kind is Kind.MONEY else 1
    low = 0 if field.low is None else max(field.low, 0)
    high = _LARGEST if field.high is None else min(field.high, _LARGEST)

    def read(text: str) -> int | None:
        if not text.isascii() or not text.isdigit() or len(text) > _DIGITS:
            return None
        number = int(text)
        return number * times if low <= number <= high else None

    return read


def _is_resident_id(text: str) -> bool:
    if _NUMBER(text) is None or text.endswith("000") or not _is_birthday(text[6:14]):
        return False
    # Places and days come again and again.
    total = _weighed(text[:6], 0) + _weighed(text[6:14], 6) + _weighed(text[14:17], 14)
    return _CHECK_DIGITS[total % 11] == text[17]


@lru_cache(maxsize=60_000)
def _weighed(digits: str, start: int) -> int:
    """What some digits of a number add to its checksum."""
    return sum([weight * (ord(digit) - 48) for weight, digit in zip(_WEIGHTS[start:], digits, strict=False)])


@lru_cache(maxsize=50_000)
def _is_birthday(digits: str) -> bool:
    """Whether the day exists and is past; of a day no later than today it stays true."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return day.year >= _EARLIEST and day <= date.today()
