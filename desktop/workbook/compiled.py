"""Formulas compiled to closures: the grammar of a cell formula, for the functions that are known."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.workbook.arrays import Array, Item, each
from desktop.workbook.formula import corner, sheet_name
from desktop.workbook.operands import (
    CellError,
    Operand,
    Unknown,
    arithmetic,
    compared,
    joined,
    number,
    scalar,
)
from desktop.workbook.refs import MAX_COLUMN, MAX_ROW, Range

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place

_SHEET: Final = r"(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!"
_TOKEN: Final = re.compile(
    rf"\s*(?:(?P<ref>(?P<sheet>{_SHEET})?(?:(?P<a>\$?[A-Za-z]{{1,3}}\$?\d{{1,7}})"
    r"(?::(?P<b>\$?[A-Za-z]{1,3}\$?\d{1,7}))?"
    r"|(?P<ca>\$?[A-Za-z]{1,3}):(?P<cb>\$?[A-Za-z]{1,3})|(?P<ra>\$?\d{1,7}):(?P<rb>\$?\d{1,7}))(?![\w(.!\[:]))"
    r"|(?P<number>\d+\.?\d*(?:[Ee][+-]?\d+)?|\.\d+(?:[Ee][+-]?\d+)?)"
    r'|(?P<text>"(?:[^"]|"")*")|(?P<error>#(?:REF!|DIV/0!|N/A|VALUE!|NAME\?|NUM!|NULL!))'
    r"|(?P<function>(?:_xlfn\.)?[A-Za-z][\w.]*)\(|(?P<name>[^\W\d][\w.]*)"
    r"|(?P<sign><=|>=|<>|[-+*/^&=<>%(),{};]))\s*"
)
_COMPARE: Final = frozenset({"=", "<>", "<", ">", "<=", ">="})
_NEWER: Final = frozenset(["IFS", "SWITCH", "TEXTJOIN", "CONCAT", "XLOOKUP", "IFNA", "DAYS", "RANK.EQ"])
_MAX_LENGTH: Final = 2000

# what a part of a formula is worth at a place
Node = Callable[["Place"], Operand]
Builder = Callable[[list[Node]], Node]


class Area(NamedTuple):
    """A block of cells of a sheet ('' for the formula's own)."""

    sheet: str
    block: Range


class _Token(NamedTuple):
    kind: str
    text: str
    match: re.Match[str]


def _tokens(formula: str) -> list[_Token]:
    if len(formula) > _MAX_LENGTH:
        raise Unknown
    found, at = [], 0
    while at < len(formula):
        match = _TOKEN.match(formula, at)
        if match is None or match.end() == at:
            raise Unknown
        kind = next(
            name for name in ("ref", "number", "text", "error", "function", "name", "sign") if match[name]
        )
        found.append(_Token(kind, match[kind], match))
        at = match.end()
    return found


class _Parser:
    """Precedence climbing over Excel's operators: comparison, &, + -, * /, ^, sign, %."""

    def __init__(self, formula: str, functions: Mapping[str, Builder]) -> None:
        self.tokens = _tokens(formula)
        self.at = 0
        self.functions = functions

    def whole(self) -> Node:
        node = self._comparison()
        if self.at != len(self.tokens):
            raise Unknown
        return node

    def _sign(self, *wanted: str) -> str:
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == "sign" and token.text in wanted:
                self.at += 1
                return token.text
        return ""

    def _comparison(self) -> Node:
        left = self._joining()
        while sign := self._sign(*_COMPARE):
            left = _compare(sign, left, self._joining())
        return left

    def _joining(self) -> Node:
        left = self._sum()
        while self._sign("&"):
            left = _join(left, self._sum())
        return left

    def _sum(self) -> Node:
        left = self._product()
        while sign := self._sign("+", "-"):
            left = _binary(sign, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._power()
        while sign := self._sign("*", "/"):
            left = _binary(sign, left, self._power())
        return left

    def _power(self) -> Node:
        left = self._signed()
        while self._sign("^"):
            left = _binary("^", left, self._signed())
        return left

    def _signed(self) -> Node:
        sign = self._sign("-", "+")
        if sign == "-":
            inner = self._signed()
            return lambda place: each(place, lambda value: -number(value), inner(place))
        return self._signed() if sign else self._percent()

    def _percent(self) -> Node:
        node = self._atom()
        while self._sign("%"):
            node = _binary("/", node, lambda _: 100.0)
        return node

    def _atom(self) -> Node:
        if self.at >= len(self.tokens):
            raise Unknown
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "number":
            value = float(token.text)
            return lambda _: value
        if token.kind == "text":
            text = token.text[1:-1].replace('""', '"')
            return lambda _: text
        if token.kind == "ref":
            return _reference(token.match)
        if token.kind == "function":
            return self._call(token.text)
        if token.kind == "error":
            return _failing(token.text)
        if token.kind == "name":
            return _named(token.text)
        if token.text == "(":
            node = self._comparison()
            if not self._sign(")"):
                raise Unknown
            return node
        if token.text == "{":
            return self._constants()
        raise Unknown

    def _constants(self) -> Node:
        """{1,2;3,4}: rows of plain values."""
        rows: list[list[Item]] = [[]]
        while True:
            rows[-1].append(self._constant())
            sign = self._sign(",", ";", "}")
            if sign == ";":
                rows.append([])
            elif sign == "}":
                break
            elif not sign:
                raise Unknown
        if len(set(map(len, rows))) != 1:
            raise Unknown
        array = Array(rows)
        return lambda _: array

    def _constant(self) -> Item:
        sign = self._sign("-", "+")
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        self.at += 1
        if token is not None and token.kind == "number":
            return -float(token.text) if sign == "-" else float(token.text)
        if token is None or sign:
            raise Unknown
        if token.kind == "text":
            return token.text[1:-1].replace('""', '"')
        if token.kind == "error":
            return CellError(token.text)
        if token.text.upper() in ("TRUE", "FALSE"):
            return token.text.upper() == "TRUE"
        raise Unknown

    def _call(self, name: str) -> Node:
        arguments: list[Node] = []
        if not self._sign(")"):
            while True:
                arguments.append(self._argument())
                if self._sign(")"):
                    break
                if not self._sign(","):
                    raise Unknown
        plain = name.upper().removeprefix("_XLFN.").removeprefix("_XLWS.")
        builder = self.functions.get(plain)
        # without the prefix a newer function is no function to a program
        if builder is None or (plain in _NEWER and plain == name.upper()):
            raise Unknown
        return builder(arguments)

    def _argument(self) -> Node:
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is not None and token.kind == "sign" and token.text in ",)":
            return lambda _: None  # left out, as in ROUND(A1,)
        return self._comparison()


def _binary(sign: str, left: Node, right: Node) -> Node:
    def value(place: Place) -> Operand:
        one, two = left(place), right(place)
        if place.many:
            return each(place, lambda a, b: arithmetic(sign, a, b), one, two)
        return arithmetic(sign, scalar(one, place), scalar(two, place))

    return value


def _compare(sign: str, left: Node, right: Node) -> Node:
    def value(place: Place) -> Operand:
        one, two = left(place), right(place)
        if place.many:
            return each(place, lambda a, b: compared(sign, a, b), one, two)
        return compared(sign, scalar(one, place), scalar(two, place))

    return value


def _join(left: Node, right: Node) -> Node:
    return lambda place: each(place, lambda a, b: joined(a) + joined(b), left(place), right(place))


def _failing(code: str) -> Node:
    def fail(_: Place) -> Operand:
        raise CellError(code)

    return fail


def _named(name: str) -> Node:
    if name.upper() in ("TRUE", "FALSE"):
        truth = name.upper() == "TRUE"
        return lambda _: truth
    return lambda place: place.named(name)


def _reference(match: re.Match[str]) -> Node:
    sheet = sheet_name(match["sheet"]) if match["sheet"] else ""
    start = corner(match["a"] or match["ca"] or match["ra"])
    stop = (
        corner(match["b"] or match["cb"] or match["rb"])
        if ":" in match["ref"][len(match["sheet"] or "") :]
        else start
    )

    def area(place: Place) -> Operand:
        rows = (_line(start[2], start[3], place.down, 1), _line(stop[2], stop[3], place.down, MAX_ROW))
        columns = (start[1] or 1, stop[1] or MAX_COLUMN)
        return Area(sheet, Range(min(rows), min(columns), max(rows), max(columns)))

    return area


def _line(fixed: bool, row: int | None, down: int, missing: int) -> int:
    if row is None:
        return missing
    return row if fixed else row + down


@lru_cache(maxsize=4096)
def compile_formula(formula: str) -> Node:
    """The formula as a function of its place; Unknown when it holds anything that is not known."""
    from desktop.workbook.functions import FUNCTIONS  # they need Area, which lives here

    return _Parser(formula.removeprefix("="), FUNCTIONS).whole()
