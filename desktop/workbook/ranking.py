"""Functions about the order of numbers: RANK, LARGE, SMALL, MEDIAN, and PRODUCT beside them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from math import prod
from typing import TYPE_CHECKING, Final

from desktop.workbook.arrays import Array, sound
from desktop.workbook.compiled import Builder, Node
from desktop.workbook.operands import CellError, Operand, Unknown, number, scalar

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place


def ordered(operand: Operand, place: Place) -> list[float]:
    """The numbers of a block, ascending."""
    if isinstance(operand, tuple):
        area = place.clipped(operand)

        def make() -> list[float]:
            return sorted(value for _, _, value in place.cells(area) if isinstance(value, float))

        return place.remembered("ordered", area, make)
    if isinstance(operand, Array):
        return sorted(item for item in map(sound, operand.items()) if isinstance(item, float))
    return [number(scalar(operand, place))]


def _rank(arguments: list[Node]) -> Node:
    if len(arguments) not in (2, 3):
        raise Unknown

    def value(place: Place) -> Operand:
        wanted = number(scalar(arguments[0](place), place))
        operand = arguments[1](place)
        if not isinstance(operand, tuple):
            raise Unknown
        numbers = ordered(operand, place)
        upwards = len(arguments) == 3 and number(scalar(arguments[2](place), place)) != 0
        low, high = bisect_left(numbers, wanted), bisect_right(numbers, wanted)
        if low == high:
            raise Unknown  # not among them: Excel says #N/A, LibreOffice #VALUE!
        return float(low + 1 if upwards else len(numbers) - high + 1)

    return value


def _nth(largest: bool) -> Builder:
    def build(arguments: list[Node]) -> Node:
        if len(arguments) != 2:
            raise Unknown

        def value(place: Place) -> Operand:
            numbers = ordered(arguments[0](place), place)
            wanted = number(scalar(arguments[1](place), place))
            if wanted != int(wanted):
                raise Unknown
            if not 1 <= wanted <= len(numbers):
                raise Unknown  # too few: Excel says #NUM!, LibreOffice #VALUE!
            return numbers[-int(wanted) if largest else int(wanted) - 1]

        return value

    return build


def _median(arguments: list[Node]) -> Node:
    def value(place: Place) -> Operand:
        numbers = sorted(item for argument in arguments for item in ordered(argument(place), place))
        if not numbers:
            raise CellError("#NUM!")
        half = len(numbers) // 2
        return numbers[half] if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2

    return value


def _product(arguments: list[Node]) -> Node:
    def value(place: Place) -> Operand:
        factors: list[float] = []
        for argument in arguments:
            operand = argument(place)
            if isinstance(operand, tuple):
                cells = place.cells(place.clipped(operand))
                factors.extend(item for _, _, item in cells if isinstance(item, float))
            else:
                factors.extend(ordered(operand, place))
        return prod(factors) if factors else 0.0

    return value


RANKING: Final[dict[str, Builder]] = {
    "RANK": _rank,
    "RANK.EQ": _rank,
    "LARGE": _nth(True),
    "SMALL": _nth(False),
    "MEDIAN": _median,
    "PRODUCT": _product,
}
