"""Blocks of values inside formulas, and work done on them element by element."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from desktop.workbook.operands import CellError, Operand, Scalar, Unknown, scalar

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place

Item = Scalar | CellError


class Array(list[list[Item]]):
    """Rows of values; an error is a value of its own until somebody needs the place it stands in."""

    @property
    def width(self) -> int:
        """How many columns."""
        return len(self[0]) if self else 0

    def items(self) -> Iterator[Item]:
        """All of them, row by row."""
        for line in self:
            yield from line


def each(place: Place, work: Callable[..., Scalar], *operands: Operand) -> Operand:
    """The work on single values, or on every element where the formula is one for arrays."""
    if place.many:
        blocks = [as_block(operand, place) for operand in operands]
        if any(isinstance(block, Array) for block in blocks):
            return spread(lambda *items: work(*map(sound, items)), blocks)
    return work(*(scalar(operand, place) for operand in operands))


def as_block(operand: Operand, place: Place) -> Operand:
    """A reference to several cells as their values; everything else as it is."""
    if isinstance(operand, tuple) and operand.block[:2] != operand.block[2:]:
        return place.array(operand)
    return operand if isinstance(operand, Array) else scalar(operand, place)


def spread(work: Callable[..., Item], blocks: list[Operand]) -> Array:
    """The work on every element; a single row, column or value serves all the others."""
    arrays = [block if isinstance(block, Array) else Array([[_single(block)]]) for block in blocks]
    high, wide = max(map(len, arrays)), max(array.width for array in arrays)
    return Array(
        [[_one(work, [_at(array, row, column) for array in arrays]) for column in range(wide)]
         for row in range(high)]
    )  # fmt: skip


def _single(block: Operand) -> Item:
    if isinstance(block, (tuple, list)):
        raise Unknown
    return block


def _at(array: Array, row: int, column: int) -> Item:
    row, column = (0 if len(array) == 1 else row), (0 if array.width == 1 else column)
    if row >= len(array) or column >= array.width:
        raise Unknown  # blocks of different sizes: Excel fills up with #N/A, LibreOffice cuts
    return array[row][column]


def _one(work: Callable[..., Item], items: list[Item]) -> Item:
    try:
        return work(*items)
    except CellError as problem:
        return problem


def sound(item: Item) -> Scalar:
    """The value; an error is raised."""
    if isinstance(item, CellError):
        raise item
    return item
