"""Values inside formulas and how Excel turns one kind into another: doubles, texts, truth, errors."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from math import isfinite
from typing import TYPE_CHECKING, Final, Union

if TYPE_CHECKING:
    from desktop.workbook.arrays import Array
    from desktop.workbook.calculation import Place
    from desktop.workbook.compiled import Area

Scalar = float | str | bool | None
Operand = Union[Scalar, "Area", "Array"]

_PLAIN: Final = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[Ee][-+]?\d+)?\s*")
_DATED: Final = re.compile(r"[0-9A-Za-z\s.,/:%+()$¥￥€£'年月日时分秒上下午-]+")
_NEAR: Final = 2.0**-48  # a difference smaller than this against its terms is rounding dust: Excel shows 0


class Unknown(Exception):
    """The value cannot be known here; the cell is left to the program that opens the file."""


class CellError(Exception):
    """An error value of a cell, such as #DIV/0!."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def scalar(operand: Operand, place: Place) -> Scalar:
    """One value; a block of several cells has none."""
    if isinstance(operand, tuple):
        return place.single(operand)
    if isinstance(operand, list):
        raise Unknown  # which element, only an array formula says
    return operand


def number(value: Scalar) -> float:
    """A value where a number is wanted."""
    if value is None:
        return 0.0
    if isinstance(value, str):
        if _PLAIN.fullmatch(value):
            return float(value)
        if _DATED.fullmatch(value) and any(letter.isdigit() for letter in value):
            raise Unknown  # perhaps a date or a percentage, which depends on the language of the program
        raise CellError("#VALUE!")
    return float(value)


def truth(value: Scalar) -> bool:
    """A value where true or false is wanted."""
    if isinstance(value, str):
        if value.upper() in ("TRUE", "FALSE"):
            return value.upper() == "TRUE"
        raise CellError("#VALUE!")
    return bool(value)


def joined(value: Scalar) -> str:
    """A value where text is wanted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return value
    if value == int(value) and abs(value) < 1e11:
        return str(int(value))
    text = format(value, ".15g")
    if "e" in text or len(text) > 11:
        raise Unknown
    return text


def arithmetic(sign: str, left: Scalar, right: Scalar) -> float:
    """+ - * / ^ on doubles."""
    one, two = number(left), number(right)
    if sign in "+-":
        return _dusted(one, two if sign == "+" else -two)
    if sign == "*":
        return _finite(one * two)
    if sign == "/":
        if two == 0:
            raise CellError("#DIV/0!")
        return _finite(one / two)
    if one == 0 and two == 0:
        raise CellError("#NUM!")
    try:
        result = one**two
    except (OverflowError, ZeroDivisionError):
        raise CellError("#DIV/0!" if one == 0 else "#NUM!") from None
    if isinstance(result, complex):
        raise CellError("#NUM!")
    return _finite(result)


def _dusted(one: float, two: float) -> float:
    total = one + two
    if total and (one < 0) != (two < 0) and abs(total) < abs(one) * _NEAR:
        return 0.0
    return _finite(total)


def _finite(value: float) -> float:
    if not isfinite(value):
        raise CellError("#NUM!")
    return value


def compared(sign: str, left: Scalar, right: Scalar) -> bool:
    """= <> < > <= >=, with Excel's order of kinds: numbers, texts, truth."""
    left, right = _blank_as(left, right), _blank_as(right, left)
    ranks = _rank(left), _rank(right)
    if ranks[0] != ranks[1]:
        low = ranks[0] < ranks[1]
        return sign == "<>" or (low if sign in ("<", "<=") else not low and sign in (">", ">="))
    if isinstance(left, str) and isinstance(right, str):
        same = left.casefold() == right.casefold()
        if sign in ("=", "<>"):
            return same == (sign == "=")
        raise Unknown  # the order of texts is a matter of language
    one, two = float(left or 0), float(right or 0)
    return {
        "=": one == two,
        "<>": one != two,
        "<": one < two,
        ">": one > two,
        "<=": one <= two,
        ">=": one >= two,
    }[sign]


def _blank_as(value: Scalar, other: Scalar) -> Scalar:
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0


def _rank(value: Scalar) -> int:
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def rounded(value: float, digits: int, how: str = ROUND_HALF_UP) -> float:
    """ROUND, ROUNDUP, ROUNDDOWN: on the fifteen digits that a person sees, away from zero."""
    if not -300 < digits < 300:
        raise Unknown
    exact = Decimal(format(value, ".15g"))
    try:
        return float(exact.quantize(Decimal(1).scaleb(-digits), rounding=how)) + 0.0
    except ArithmeticError:
        return value


UP: Final = ROUND_UP
DOWN: Final = ROUND_DOWN
