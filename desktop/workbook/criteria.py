"""The conditions of SUMIF, COUNTIF and their like: "张*", ">=60", a number, a text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from desktop.workbook.operands import Scalar, Unknown

_SIGN: Final = re.compile(r"(<=|>=|<>|=|<|>)?(.*)", re.S)
_NUMBER: Final = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[Ee][-+]?\d+)?%?")
_KEPT_DIGITS: Final = 15

Test = Callable[[Scalar], bool]


def criterion(value: Scalar) -> Test:
    """A test for cells; of None, a blank one, it says whether blank cells count."""
    if isinstance(value, bool) or value is None:
        raise Unknown
    if isinstance(value, float):
        return _equal_number(value)
    match = _SIGN.fullmatch(value)
    sign, rest = (match[1] or "", match[2]) if match else ("", value)
    if not rest:
        if sign == "<>":
            return lambda cell: cell is not None
        if not sign:
            return lambda cell: cell is None or cell == ""
        raise Unknown
    if _NUMBER.fullmatch(rest):
        return _numeric(sign, rest)
    if sign in ("", "="):
        return like(rest)
    if sign == "<>":
        same = like(rest)
        return lambda cell: not same(cell)
    raise Unknown  # the order of texts is a matter of language


def _numeric(sign: str, text: str) -> Test:
    if sum(letter.isdigit() for letter in text) > _KEPT_DIGITS:
        raise Unknown  # Excel compares identifiers by their first fifteen digits
    wanted = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    if sign in ("", "="):
        return _equal_number(wanted)
    if sign == "<>":
        same = _equal_number(wanted)
        return lambda cell: not same(cell)
    tests: dict[str, Callable[[float], bool]] = {
        "<": lambda cell: cell < wanted,
        ">": lambda cell: cell > wanted,
        "<=": lambda cell: cell <= wanted,
        ">=": lambda cell: cell >= wanted,
    }
    holds = tests[sign]
    return lambda cell: isinstance(cell, float) and holds(cell)


def _equal_number(wanted: float) -> Test:
    def test(cell: Scalar) -> bool:
        if isinstance(cell, str):
            plain = cell.strip()
            return "%" not in plain and bool(_NUMBER.fullmatch(plain)) and float(plain) == wanted
        return isinstance(cell, float) and cell == wanted

    return test


def like(pattern: str) -> Test:
    """A text with * ? and ~, whatever the case."""
    parts = []
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "~" and at + 1 < len(pattern):
            at += 1
            parts.append(re.escape(pattern[at]))
        else:
            parts.append({"*": ".*", "?": "."}.get(letter, re.escape(letter)))
        at += 1
    wanted = re.compile("".join(parts), re.I | re.S)
    return lambda cell: isinstance(cell, str) and wanted.fullmatch(cell) is not None
