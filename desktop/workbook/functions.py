"""The functions that formulas of forms are made of, as Excel computes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import floor
from typing import TYPE_CHECKING, Final

from desktop.workbook.compiled import Area, Builder, Node
from desktop.workbook.criteria import criterion
from desktop.workbook.operands import (
    DOWN,
    UP,
    CellError,
    Operand,
    Scalar,
    Unknown,
    joined,
    number,
    rounded,
    scalar,
    truth,
)
from desktop.workbook.tally import Tally

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place

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
        elif operand is not None:
            tally.add(operand if isinstance(operand, str) and not operand.strip() else number(operand))
    return tally


def _average(tally: Tally) -> float:
    if not tally.numbers:
        raise CellError("#DIV/0!")
    return tally.total / tally.numbers


_PICKS: Final[dict[str, Callable[[Tally], float]]] = {
    "SUM": lambda tally: tally.total,
    "COUNT": lambda tally: float(tally.numbers),
    "COUNTA": lambda tally: float(tally.filled),
    "AVERAGE": _average,
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
        area = _area(arguments[0](place))
        return float(size(area) - place.tally(area).filled)

    return value


def size(area: Area) -> int:
    """How many cells."""
    block = area.block
    return (block.last_row - block.first_row + 1) * (block.last_column - block.first_column + 1)


def _area(operand: Operand) -> Area:
    if not isinstance(operand, tuple):
        raise Unknown
    return operand


def _matching(pairs: list[Node], place: Place) -> Iterator[tuple[int, int]]:
    """The places (offsets from the first area's corner) where all criteria hold."""
    areas = [_area(node(place)) for node in pairs[::2]]
    tests = [criterion(scalar(node(place), place)) for node in pairs[1::2]]
    found: list[set[tuple[int, int]]] = []
    for area, test in zip(areas, tests, strict=True):
        if size(area) != size(areas[0]):
            raise CellError("#VALUE!")
        top, left = area.block.first_row, area.block.first_column
        found.append({(r - top, c - left) for r, c, v in place.cells(area) if test(v)})
    return iter(sorted(set.intersection(*found)))


def _count_ifs(arguments: list[Node]) -> Node:
    if not arguments or len(arguments) % 2:
        raise Unknown
    return lambda place: float(sum(1 for _ in _matching(arguments, place)))


def _sum_of_matches(pairs: list[Node], summed: Node, place: Place) -> Tally:
    area = _area(summed(place))
    values = {
        (r - area.block.first_row, c - area.block.first_column): v
        for r, c, v in place.cells(_stretched(area, pairs, place))
    }
    tally = Tally()
    for spot in _matching(pairs, place):
        value = values.get(spot)
        if isinstance(value, float):
            tally.add(value)
    return tally


def _stretched(area: Area, pairs: list[Node], place: Place) -> Area:
    """SUMIF takes the sum range's first cell and the size of the first range."""
    like = _area(pairs[0](place)).block
    first = area.block
    return Area(
        area.sheet,
        first._replace(
            last_row=min(first.first_row + like.last_row - like.first_row, 1_048_576),
            last_column=first.first_column + like.last_column - like.first_column,
        ),
    )


def _sum_if(arguments: list[Node]) -> Node:
    if len(arguments) not in (2, 3):
        raise Unknown
    return lambda place: (
        _sum_of_matches(arguments[:2], arguments[-1] if len(arguments) == 3 else arguments[0], place).total
    )


def _average_if(arguments: list[Node]) -> Node:
    if len(arguments) not in (2, 3):
        raise Unknown
    return lambda place: _average(
        _sum_of_matches(arguments[:2], arguments[-1] if len(arguments) == 3 else arguments[0], place)
    )


def _sum_ifs(arguments: list[Node]) -> Node:
    if len(arguments) < 3 or len(arguments) % 2 == 0:
        raise Unknown
    return lambda place: _sum_of_matches(arguments[1:], arguments[0], place).total


def _sum_product(arguments: list[Node]) -> Node:
    def value(place: Place) -> Operand:
        areas = [_area(argument(place)) for argument in arguments]
        if len({size(area) for area in areas}) != 1:
            raise CellError("#VALUE!")
        columns = [
            {(r - a.block.first_row, c - a.block.first_column): v for r, c, v in place.cells(a)}
            for a in areas
        ]
        total = 0.0
        for spot in sorted(columns[0]):
            product = 1.0
            for column in columns:
                factor = column.get(spot)
                product *= factor if isinstance(factor, float) else 0.0
            total += product
        return total

    return value


def _if(arguments: list[Node]) -> Node:
    if len(arguments) not in (2, 3):
        raise Unknown

    def value(place: Place) -> Operand:
        if truth(scalar(arguments[0](place), place)):
            return _shown(scalar(arguments[1](place), place))
        return _shown(scalar(arguments[2](place), place)) if len(arguments) == 3 else False

    return value


def _shown(value: Scalar) -> Scalar:
    return 0.0 if value is None else value


def _if_error(arguments: list[Node]) -> Node:
    def value(place: Place) -> Operand:
        try:
            return _shown(scalar(arguments[0](place), place))
        except CellError:
            return _shown(scalar(arguments[1](place), place))

    return value


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
        return lambda place: work(*(scalar(argument(place), place) for argument in arguments))

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
            block = _area(arguments[0](place)).block
            return float(block.first_row if rows else block.first_column)

        return value

    return build


def _extent(arguments: list[Node]) -> Node:
    def value(place: Place) -> Operand:
        block = _area(arguments[0](place)).block
        return float(block.last_row - block.first_row + 1)

    return value


FUNCTIONS: Final[dict[str, Builder]] = {
    **{name: _aggregate(pick) for name, pick in _PICKS.items()},
    "SUBTOTAL": _subtotal,
    "COUNTBLANK": _count_blank,
    "COUNTIF": _count_ifs,
    "COUNTIFS": _count_ifs,
    "SUMIF": _sum_if,
    "SUMIFS": _sum_ifs,
    "AVERAGEIF": _average_if,
    "SUMPRODUCT": _sum_product,
    "IF": _if,
    "IFERROR": _if_error,
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
    "ROWS": _extent,
}
