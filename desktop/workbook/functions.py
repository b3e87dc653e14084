"""The functions that formulas of forms are made of, as Excel computes them."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, pi
from typing import TYPE_CHECKING, Final

from desktop.workbook.arrays import Array, Item, as_block, each, sound, spread
from desktop.workbook.compiled import Builder, Node
from desktop.workbook.days import DAYS
from desktop.workbook.lookups import LOOKUPS
from desktop.workbook.matching import MATCHING, area_of, average, size
from desktop.workbook.operands import (
    DOWN,
    UP,
    CellError,
    Operand,
    Scalar,
    Unknown,
    arithmetic,
    joined,
    number,
    rounded,
    scalar,
    truth,
)
from desktop.workbook.ranking import RANKING
from desktop.workbook.refs import Range
from desktop.workbook.tally import Tally
from desktop.workbook.wording import WORDING, find, repeated, replaced, search, substitute

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place

_MOST_BLANKS: Final = 200_000
_SUBTOTALS: Final = {1: "AVERAGE", 2: "COUNT", 3: "COUNTA", 4: "MAX", 5: "MIN", 9: "SUM"}


def _aggregate(pick: Callable[[Tally], float]) -> Builder:
    """A function of all numbers of its arguments."""

    def build(arguments: list[Node]) -> Node:
        return lambda place: pick(_tally(arguments, place))

    return build


def _tally(arguments: list[Node], place: Place) -> Tally:
    tally = Tally()
    for argument in arguments:
        operand = argument(place)
        if isinstance(operand, tuple):
            tally.merge(place.tally(operand))
        elif isinstance(operand, Array):
            tally.add_all(map(sound, operand.items()))
        elif operand is not None:
            tally.add(operand if isinstance(operand, str) and not operand.strip() else number(operand))
    return tally


_PICKS: Final[dict[str, Callable[[Tally], float]]] = {
    "SUM": lambda tally: tally.total,
    "COUNT": lambda tally: float(tally.numbers),
    "COUNTA": lambda tally: float(tally.filled),
    "AVERAGE": average,
    "MAX": lambda tally: tally.high if tally.numbers else 0.0,
    "MIN": lambda tally: tally.low if tally.numbers else 0.0,
}


def _subtotal(arguments: list[Node]) -> Node:
    def value(place: Place) -> Operand:
        code = int(number(scalar(arguments[0](place), place)))
        pick = _PICKS.get(_SUBTOTALS.get(code % 100, ""))
        if pick is None or not 1 <= code <= 111:
            raise Unknown
        tally = Tally()
        for argument in arguments[1:]:
            operand = argument(place)
            if not isinstance(operand, tuple):
                raise Unknown
            tally.merge(place.tally(operand, shown_only=code > 100, subtotals=False))
        return pick(tally)

    return value


def _count_blank(arguments: list[Node]) -> Node:
    def value(place: Place) -> Operand:
        area = area_of(arguments[0](place))
        return float(size(area) - place.tally(area).filled)

    return value


def _if(arguments: list[Node]) -> Node:
    if len(arguments) not in (2, 3):
        raise Unknown

    def value(place: Place) -> Operand:
        if place.many:
            return _if_each(arguments, place)
        if truth(scalar(arguments[0](place), place)):
            return _shown(scalar(arguments[1](place), place))
        return _shown(scalar(arguments[2](place), place)) if len(arguments) == 3 else False

    return value


def _if_each(arguments: list[Node], place: Place) -> Operand:
    """IF inside an array formula: a choice for every element."""
    blocks = [as_block(argument(place), place) for argument in arguments]

    def choose(test: Item, one: Item, other: Item = False) -> Item:
        found = one if truth(sound(test)) else other
        return 0.0 if found is None else found

    return spread(choose, blocks)


def _shown(value: Scalar) -> Scalar:
    return 0.0 if value is None else value


def _if_error(*codes: str) -> Builder:
    """IFERROR, and IFNA that catches one kind."""

    def build(arguments: list[Node]) -> Node:
        if len(arguments) != 2:
            raise Unknown

        def value(place: Place) -> Operand:
            if place.many:
                raise Unknown
            try:
                return _shown(scalar(arguments[0](place), place))
            except CellError as problem:
                if codes and problem.code not in codes:
                    raise
                return _shown(scalar(arguments[1](place), place))

        return value

    return build


def _is_error(*codes: str, but: str = "") -> Builder:
    def build(arguments: list[Node]) -> Node:
        def value(place: Place) -> Operand:
            if place.many or len(arguments) != 1:
                raise Unknown
            try:
                scalar(arguments[0](place), place)
            except CellError as problem:
                return problem.code != but and (not codes or problem.code in codes)
            return False

        return value

    return build


def _logical(every: bool) -> Builder:
    def build(arguments: list[Node]) -> Node:
        def value(place: Place) -> Operand:
            truths = [truth(scalar(argument(place), place)) for argument in arguments]
            return all(truths) if every else any(truths)

        return value

    return build


def _simple(work: Callable[..., Scalar], least: int, most: int) -> Builder:
    """A function of single values."""

    def build(arguments: list[Node]) -> Node:
        if not least <= len(arguments) <= most:
            raise Unknown
        return lambda place: each(place, work, *(argument(place) for argument in arguments))

    return build


def _round(how: str | None) -> Callable[..., Scalar]:
    def work(value: Scalar, digits: Scalar = None) -> Scalar:
        places = int(number(digits))
        return rounded(number(value), places, how) if how else rounded(number(value), places)

    return work


def _modulo(value: Scalar, by: Scalar) -> Scalar:
    divisor = number(by)
    if divisor == 0:
        raise CellError("#DIV/0!")
    return number(value) - divisor * floor(number(value) / divisor)


def _middle(text: Scalar, start: Scalar, count: Scalar) -> Scalar:
    first, wanted = int(number(start)), int(number(count))
    if first < 1 or wanted < 0:
        raise CellError("#VALUE!")
    return joined(text)[first - 1 : first - 1 + wanted]


def _left(text: Scalar, count: Scalar = 1.0) -> Scalar:
    return _middle(text, 1.0, count)


def _right(text: Scalar, count: Scalar = 1.0) -> Scalar:
    wanted = int(number(count))
    if wanted < 0:
        raise CellError("#VALUE!")
    return joined(text)[-wanted:] if wanted else ""


def _join_all(*texts: Scalar) -> Scalar:
    return "".join(map(joined, texts))


def _square_root(value: Scalar) -> Scalar:
    if number(value) < 0:
        raise CellError("#NUM!")
    return float(number(value) ** 0.5)


def _position(rows: bool) -> Builder:
    """ROW and COLUMN, of the own cell or of a reference."""

    def build(arguments: list[Node]) -> Node:
        def value(place: Place) -> Operand:
            if not arguments:
                return float(place.row if rows else place.column)
            block = area_of(arguments[0](place)).block
            if place.many and block[:2] != block[2:]:
                return _numbered(block, rows=rows)
            return float(block.first_row if rows else block.first_column)

        return value

    return build


def _numbered(block: Range, *, rows: bool) -> Array:
    if max(block[2] - block[0], block[3] - block[1]) > _MOST_BLANKS:
        raise Unknown
    if rows:
        return Array([[float(number_of)] for number_of in range(block.first_row, block.last_row + 1)])
    return Array([[float(number_of) for number_of in range(block.first_column, block.last_column + 1)]])


def _extent(rows: bool) -> Builder:
    def build(arguments: list[Node]) -> Node:
        def value(place: Place) -> Operand:
            block = area_of(arguments[0](place)).block
            return float(block[2] - block[0] + 1 if rows else block[3] - block[1] + 1)

        return value

    return build


def _letters(text: Scalar, *, upper: bool) -> Scalar:
    whole = joined(text)
    if not all(letter.isascii() or letter.lower() == letter.upper() for letter in whole):
        raise Unknown
    return whole.upper() if upper else whole.lower()


FUNCTIONS: Final[dict[str, Builder]] = {
    **{name: _aggregate(pick) for name, pick in _PICKS.items()},
    "SUBTOTAL": _subtotal,
    "COUNTBLANK": _count_blank,
    "IF": _if,
    "IFERROR": _if_error(),
    "IFNA": _if_error("#N/A"),
    "ISERROR": _is_error(),
    "ISERR": _is_error(but="#N/A"),
    "ISNA": _is_error("#N/A"),
    "AND": _logical(True),
    "OR": _logical(False),
    "NOT": _simple(lambda value: not truth(value), 1, 1),
    "ROUND": _simple(_round(None), 1, 2),
    "ROUNDUP": _simple(_round(UP), 1, 2),
    "ROUNDDOWN": _simple(_round(DOWN), 1, 2),
    "TRUNC": _simple(_round(DOWN), 1, 2),
    "INT": _simple(lambda value: float(floor(number(value))), 1, 1),
    "ABS": _simple(lambda value: abs(number(value)), 1, 1),
    "SQRT": _simple(_square_root, 1, 1),
    "MOD": _simple(_modulo, 2, 2),
    "N": _simple(lambda value: 0.0 if isinstance(value, str) else number(value), 1, 1),
    "ISBLANK": _simple(lambda value: value is None, 1, 1),
    "ISNUMBER": _simple(lambda value: isinstance(value, float), 1, 1),
    "ISTEXT": _simple(lambda value: isinstance(value, str), 1, 1),
    "LEN": _simple(lambda text: float(len(joined(text))), 1, 1),
    "TRIM": _simple(lambda text: " ".join(filter(None, joined(text).split(" "))), 1, 1),
    "LEFT": _simple(_left, 1, 2),
    "RIGHT": _simple(_right, 1, 2),
    "MID": _simple(_middle, 3, 3),
    "VALUE": _simple(number, 1, 1),
    "EXACT": _simple(lambda one, two: joined(one) == joined(two), 2, 2),
    "CONCATENATE": _simple(_join_all, 1, 255),
    "ROW": _position(True),
    "COLUMN": _position(False),
    "ROWS": _extent(True),
    "COLUMNS": _extent(False),
    "SIGN": _simple(lambda value: float((number(value) > 0) - (number(value) < 0)), 1, 1),
    "POWER": _simple(lambda base, power: arithmetic("^", base, power), 2, 2),
    "TRUE": _simple(lambda: True, 0, 0),
    "FALSE": _simple(lambda: False, 0, 0),
    "PI": _simple(lambda: pi, 0, 0),
    "T": _simple(lambda value: value if isinstance(value, str) else "", 1, 1),
    "UPPER": _simple(lambda text: _letters(text, upper=True), 1, 1),
    "LOWER": _simple(lambda text: _letters(text, upper=False), 1, 1),
    "FIND": _simple(find, 2, 3),
    "SEARCH": _simple(search, 2, 3),
    "SUBSTITUTE": _simple(substitute, 3, 4),
    "REPLACE": _simple(replaced, 4, 4),
    "REPT": _simple(repeated, 2, 2),
    **WORDING,
    **DAYS,
    **LOOKUPS,
    **MATCHING,
    **RANKING,
}
