"""Functions that count or add what fulfils conditions: COUNTIF, SUMIFS, SUMPRODUCT and their kin."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

from desktop.workbook.arrays import Array, as_block, each, sound, spread
from desktop.workbook.compiled import Area, Builder, Node
from desktop.workbook.criteria import Test, criterion
from desktop.workbook.operands import CellError, Operand, Scalar, Unknown, scalar
from desktop.workbook.tally import Tally

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place

_MOST_BLANKS: Final = 200_000


def average(tally: Tally) -> float:
    """Their mean; none of nothing."""
    if not tally.numbers:
        raise CellError("#DIV/0!")
    return tally.total / tally.numbers


def size(area: Area) -> int:
    """How many cells."""
    block = area.block
    return (block.last_row - block.first_row + 1) * (block.last_column - block.first_column + 1)


def area_of(operand: Operand) -> Area:
    """A reference; anything else is not known here."""
    if not isinstance(operand, tuple):
        raise Unknown
    return operand


def _matching(pairs: list[Node], place: Place) -> list[tuple[int, int]]:
    """The places (offsets from the first area's corner) where all criteria hold."""
    areas = [area_of(node(place)) for node in pairs[::2]]
    return _places(areas, [criterion(scalar(node(place), place)) for node in pairs[1::2]], place)


def _places(areas: list[Area], tests: list[Test], place: Place) -> list[tuple[int, int]]:
    found: list[set[tuple[int, int]]] = []
    for area, test in zip(areas, tests, strict=True):
        if size(area) != size(areas[0]):
            raise CellError("#VALUE!")
        top, left = area.block.first_row, area.block.first_column
        spots: set[tuple[int, int]] = set()
        if test(None):  # blank cells count too
            if size(area) > _MOST_BLANKS:
                raise Unknown
            high, wide = area.block.last_row - top + 1, area.block.last_column - left + 1
            spots = {(row, column) for row in range(high) for column in range(wide)}
        for row, column, value in place.cells(area):
            spot = row - top, column - left
            if test(value):
                spots.add(spot)
            else:
                spots.discard(spot)
        found.append(spots)
    return sorted(set.intersection(*found))


def _count_ifs(arguments: list[Node]) -> Node:
    if not arguments or len(arguments) % 2:
        raise Unknown

    def value(place: Place) -> Operand:
        areas = [area_of(node(place)) for node in arguments[::2]]
        criteria = [node(place) for node in arguments[1::2]]

        def count(*wanted: Scalar) -> Scalar:
            return float(len(_places(areas, [criterion(each_one) for each_one in wanted], place)))

        return each(place, count, *criteria)

    return value


def _sum_of_matches(pairs: list[Node], summed: Node, place: Place) -> Tally:
    area = area_of(summed(place))
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
    like = area_of(pairs[0](place)).block
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
    return lambda place: average(
        _sum_of_matches(arguments[:2], arguments[-1] if len(arguments) == 3 else arguments[0], place)
    )


def _sum_ifs(arguments: list[Node]) -> Node:
    if len(arguments) < 3 or len(arguments) % 2 == 0:
        raise Unknown
    return lambda place: _sum_of_matches(arguments[1:], arguments[0], place).total


def _sum_product(arguments: list[Node]) -> Node:
    def value(place: Place) -> Operand:
        inside = place.for_arrays()
        operands = [argument(inside) for argument in arguments]
        areas = [operand for operand in operands if isinstance(operand, tuple)]
        if len(areas) == len(operands):
            return _sum_of_products(areas, place)
        blocks = [as_block(operand, inside) for operand in operands]
        arrays = [block if isinstance(block, Array) else spread(sound, [block]) for block in blocks]
        if len({(len(array), array.width) for array in arrays}) != 1:
            raise CellError("#VALUE!")
        total = 0.0
        for items in zip(*(array.items() for array in arrays), strict=True):
            factors = [item if isinstance(item, float) else 0.0 for item in map(sound, items)]
            total += prod(factors)
        return total

    return value


def _sum_of_products(areas: list[Area], place: Place) -> Operand:
    if len({size(area) for area in areas}) != 1:
        raise CellError("#VALUE!")
    columns = [
        {(r - a.block.first_row, c - a.block.first_column): v for r, c, v in place.cells(a)} for a in areas
    ]
    total = 0.0
    for spot in sorted(columns[0]):
        factors = [column.get(spot) for column in columns]
        total += prod(factor if isinstance(factor, float) else 0.0 for factor in factors)
    return total


def _average_ifs(arguments: list[Node]) -> Node:
    if len(arguments) < 3 or len(arguments) % 2 == 0:
        raise Unknown
    return lambda place: average(_sum_of_matches(arguments[1:], arguments[0], place))


MATCHING: Final[dict[str, Builder]] = {
    "COUNTIF": _count_ifs,
    "COUNTIFS": _count_ifs,
    "SUMIF": _sum_if,
    "SUMIFS": _sum_ifs,
    "AVERAGEIF": _average_if,
    "AVERAGEIFS": _average_ifs,
    "SUMPRODUCT": _sum_product,
}
