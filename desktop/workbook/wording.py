"""Functions about texts, and TEXT for the formats that every program shows alike."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from desktop.workbook.arrays import Array, each, sound
from desktop.workbook.compiled import Builder, Node
from desktop.workbook.days import day
from desktop.workbook.operands import CellError, Operand, Scalar, Unknown, joined, number, scalar, truth

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place

_NUMBERS: Final = re.compile(r"(#,##)?(0+)(\.0+)?(%)?")
_DAYS: Final = re.compile(r"(?:yyyy|yy|mm?|dd?|[-/. 年月日])+", re.I)
_DAY_PARTS: Final = re.compile(r"yyyy|yy|mm?|dd?|.", re.I)
_LONGEST: Final = 32_767


def formatted(value: Scalar, code: Scalar, *, date1904: bool) -> str:
    """TEXT."""
    if not isinstance(code, str):
        raise Unknown
    if code == "@":
        return joined(value)
    if isinstance(value, (str, bool)):
        raise Unknown
    numbers = _NUMBERS.fullmatch(code)
    if numbers:
        return _number(number(value), numbers)
    if _DAYS.fullmatch(code) and re.search("[ymd]", code, re.I):
        found = day(value, date1904=date1904)
        shown = {"yyyy": f"{found.year}", "yy": f"{found.year % 100:02d}", "mm": f"{found.month:02d}",
                 "m": f"{found.month}", "dd": f"{found.day:02d}", "d": f"{found.day}"}  # fmt: skip
        return "".join(shown.get(part.lower(), part) for part in _DAY_PARTS.findall(code))
    raise Unknown


def _number(value: float, code: re.Match[str]) -> str:
    digits = len(code[3]) - 1 if code[3] else 0
    exact = Decimal(format(value, ".15g")) * (100 if code[4] else 1)
    if abs(exact) >= 10**15:
        raise Unknown
    shown = abs(exact).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    text = f"{shown:,f}" if code[1] else f"{shown:f}"
    whole, dot, rest = text.partition(".")
    text = whole.zfill(len(code[2])) + dot + rest + (code[4] or "")
    return f"-{text}" if exact < 0 and shown else text


def _text(arguments: list[Node]) -> Node:
    if len(arguments) != 2:
        raise Unknown

    def value(place: Place) -> Operand:
        date1904 = place.book.date1904
        one, two = arguments[0](place), arguments[1](place)
        return each(place, lambda a, b: formatted(a, b, date1904=date1904), one, two)

    return value


def find(wanted: Scalar, text: Scalar, start: Scalar = 1.0) -> Scalar:
    """FIND: where a text begins in another."""
    first = int(number(start))
    if first < 1:
        raise CellError("#VALUE!")
    at = joined(text).find(joined(wanted), first - 1)
    if at < 0 or first > len(joined(text)) + 1:
        raise CellError("#VALUE!")
    return float(at + 1)


def search(wanted: Scalar, text: Scalar, start: Scalar = 1.0) -> Scalar:
    """SEARCH: the same whatever the case; patterns are left alone."""
    if any(letter in joined(wanted) for letter in "*?~"):
        raise Unknown
    return find(joined(wanted).lower(), joined(text).lower(), start)


def substitute(text: Scalar, old: Scalar, new: Scalar, which: Scalar = None) -> Scalar:
    """SUBSTITUTE: all of them, or the one of that number."""
    whole, before, after = joined(text), joined(old), joined(new)
    if not before:
        return whole
    if which is None:
        return _bounded(whole.replace(before, after))
    wanted = int(number(which))
    if wanted < 1:
        raise CellError("#VALUE!")
    at = -1
    for _ in range(wanted):
        at = whole.find(before, at + 1 if at < 0 else at + len(before))
        if at < 0:
            return whole
    return _bounded(whole[:at] + after + whole[at + len(before) :])


def replaced(text: Scalar, start: Scalar, count: Scalar, new: Scalar) -> Scalar:
    """REPLACE: so many letters from a place on."""
    first, gone = int(number(start)), int(number(count))
    if first < 1 or gone < 0:
        raise CellError("#VALUE!")
    whole = joined(text)
    return _bounded(whole[: first - 1] + joined(new) + whole[first - 1 + gone :])


def repeated(text: Scalar, count: Scalar) -> Scalar:
    """REPT."""
    times = int(number(count))
    if times < 0 or times * len(joined(text)) > _LONGEST:
        raise CellError("#VALUE!")
    return joined(text) * times


def _bounded(text: str) -> str:
    if len(text) > _LONGEST:
        raise CellError("#VALUE!")
    return text


def _all(arguments: list[Node], place: Place, *, blanks: bool) -> Iterator[str]:
    """The texts of all arguments, cell by cell."""
    for argument in arguments:
        operand = argument(place)
        if isinstance(operand, tuple):
            operand = place.array(place.clipped(operand))
        items = [sound(item) for item in operand.items()] if isinstance(operand, Array) else [operand]
        for item in items:
            text = joined(scalar(item, place))
            if text or blanks:
                yield text


def _join_with(arguments: list[Node]) -> Node:
    if len(arguments) < 3:
        raise Unknown

    def value(place: Place) -> Operand:
        between = joined(scalar(arguments[0](place), place))
        skip = truth(scalar(arguments[1](place), place))
        return _bounded(between.join(_all(arguments[2:], place, blanks=not skip)))

    return value


def _concat(arguments: list[Node]) -> Node:
    return lambda place: _bounded("".join(_all(arguments, place, blanks=False)))


WORDING: Final[dict[str, Builder]] = {"TEXT": _text, "TEXTJOIN": _join_with, "CONCAT": _concat}
