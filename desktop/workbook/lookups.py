"""Functions that look a value up: VLOOKUP, MATCH, INDEX and their kin."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from desktop.workbook.arrays import Array, Item, as_block, sound
from desktop.workbook.compiled import Area, Builder, Node
from desktop.workbook.criteria import like
from desktop.workbook.operands import CellError, Operand, Scalar, Unknown, compared, number, scalar, truth

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place

Key = tuple[str, Scalar]


def _key(item: Item) -> Key | None:
    """What is equal to what: kinds never mix, letters are the same in both cases."""
    if item is None or isinstance(item, CellError):
        return None
    if isinstance(item, str):
        return "text", item.casefold()
    return ("truth" if isinstance(item, bool) else "number"), item


def _line(operand: Operand, place: Place) -> list[Item]:
    """One row or column of values; whole columns end with the sheet's last row."""
    if isinstance(operand, tuple):
        area = place.clipped(operand)
        return place.remembered("line", area, lambda: _flat(place.array(area)))
    block = as_block(operand, place)
    return _flat(block) if isinstance(block, Array) else [scalar(block, place)]


def _flat(array: Array) -> list[Item]:
    if len(array) > 1 and array.width > 1:
        raise CellError("#N/A")
    return list(array.items())


def _exactly(value: Scalar, operand: Operand, place: Place, *, wild: bool = True) -> int | None:
    """Where the first equal value stands."""
    if value is None:
        raise Unknown  # a blank looked up: programs differ
    line = _line(operand, place)
    if wild and isinstance(value, str) and any(letter in value for letter in "*?~"):
        test = like(value)
        return next((at for at, item in enumerate(line) if isinstance(item, str) and test(item)), None)

    def make() -> dict[Key, int]:
        places: dict[Key, int] = {}
        for at, item in enumerate(line):
            key = _key(item)
            if key is not None:
                places.setdefault(key, at)
        return places

    if isinstance(operand, tuple):
        places = place.remembered("places", place.clipped(operand), make)
    else:
        places = make()
    wanted = _key(value)
    return places.get(wanted) if wanted is not None else None


def _nearly(value: Scalar, line: Sequence[Item], *, down: bool = False) -> int | None:
    """The last number not above the wanted one; the order of texts is a matter of language."""
    if not isinstance(value, float):
        raise Unknown
    numbers = [(item, at) for at, item in enumerate(line) if isinstance(item, float)]
    if any(isinstance(item, (str, bool)) for item in line[1:]):
        raise Unknown
    if down:
        numbers = [(-item, at) for item, at in numbers]
        value = -value
    values = [item for item, _ in numbers]
    if values != sorted(values) and value < max(values):
        raise Unknown  # what is found in an unsorted list is chance
    found = bisect_right(values, value) if values == sorted(values) else len(values)
    if down and found:
        found = values.index(values[found - 1]) + 1
    return numbers[found - 1][1] if found else None


def _found(at: int | None) -> int:
    if at is None:
        raise CellError("#N/A")
    return at


def _cell(operand: Operand, row: int, column: int, place: Place) -> Operand:
    """One element, counted from 0."""
    if isinstance(operand, tuple):
        block = operand.block
        top, left = block.first_row + row, block.first_column + column
        if top > block.last_row or left > block.last_column or row < 0 or column < 0:
            raise Unknown  # Excel says #REF!, LibreOffice #VALUE!
        return operand._replace(block=block._replace(
            first_row=top, last_row=top, first_column=left, last_column=left
        ))  # fmt: skip
    array = _array(operand, place)
    if not (0 <= row < len(array) and 0 <= column < array.width):
        raise Unknown  # Excel says #REF!, LibreOffice #VALUE!
    return sound(array[row][column])


def _array(operand: Operand, place: Place) -> Array:
    block = as_block(operand, place)
    return block if isinstance(block, Array) else Array([[scalar(block, place)]])


def _table_lookup(rows: bool) -> Builder:
    """VLOOKUP (down the first column) and HLOOKUP (along the first row)."""

    def build(arguments: list[Node]) -> Node:
        if len(arguments) not in (3, 4):
            raise Unknown

        def value(place: Place) -> Operand:
            wanted = scalar(arguments[0](place), place)
            table = arguments[1](place)
            index = int(number(scalar(arguments[2](place), place)))
            near = truth(scalar(arguments[3](place), place)) if len(arguments) == 4 else True
            if index < 1:
                raise CellError("#VALUE!")
            edge = _edge(table, place, rows=rows)
            at = _found(_nearly(wanted, _line(edge, place)) if near else _exactly(wanted, edge, place))
            return _cell(table, *((at, index - 1) if rows else (index - 1, at)), place)

        return value

    return build


def _edge(table: Operand, place: Place, *, rows: bool) -> Operand:
    """The first column or row of a table."""
    if isinstance(table, tuple):
        block = table.block
        if rows:
            return table._replace(block=block._replace(last_column=block.first_column))
        return table._replace(block=block._replace(last_row=block.first_row))
    array = _array(table, place)
    return Array([[line[0]] for line in array]) if rows else Array([array[0]])


def _match(arguments: list[Node]) -> Node:
    if len(arguments) not in (2, 3):
        raise Unknown

    def value(place: Place) -> Operand:
        wanted = scalar(arguments[0](place), place)
        line = arguments[1](place.for_arrays())
        how = number(scalar(arguments[2](place), place)) if len(arguments) == 3 else 1.0
        if how == 0:
            return float(_found(_exactly(wanted, line, place)) + 1)
        return float(_found(_nearly(wanted, _line(line, place), down=how < 0)) + 1)

    return value


def _lookup(arguments: list[Node]) -> Node:
    if len(arguments) not in (2, 3):
        raise Unknown

    def value(place: Place) -> Operand:
        wanted = scalar(arguments[0](place), place)
        line = arguments[1](place.for_arrays())
        result = arguments[-1](place.for_arrays())
        at = _found(_nearly(wanted, _line(line, place)))
        if isinstance(result, tuple):
            across = result.block.first_row == result.block.last_row
        else:
            across = len(_array(result, place)) == 1
        return _cell(result, *((0, at) if across else (at, 0)), place)

    return value


def _index(arguments: list[Node]) -> Node:
    if len(arguments) not in (2, 3):
        raise Unknown

    def value(place: Place) -> Operand:
        table = arguments[0](place.for_arrays())
        first = int(number(scalar(arguments[1](place), place)))
        second = int(number(scalar(arguments[2](place), place))) if len(arguments) == 3 else None
        if first < 0 or (second or 0) < 0:
            raise CellError("#VALUE!")
        if second is None:
            high = (
                table.block[2] - table.block[0] if isinstance(table, tuple) else len(_array(table, place)) - 1
            )
            row, column = (first, 1) if high else (1, first)
        else:
            row, column = first, second
        if row and column:
            return _cell(table, row - 1, column - 1, place)
        return _stripe(table, row, column)

    return value


def _stripe(table: Operand, row: int, column: int) -> Operand:
    """A whole row or column of a reference; 0 means all."""
    if not isinstance(table, tuple):
        raise Unknown
    block = table.block
    if row:
        line = block.first_row + row - 1
        block = block._replace(first_row=line, last_row=min(line, block.last_row))
    if column:
        line = block.first_column + column - 1
        block = block._replace(first_column=line, last_column=min(line, block.last_column))
    if block.first_row > block.last_row or block.first_column > block.last_column:
        raise Unknown  # Excel says #REF!, LibreOffice #VALUE!
    return Area(table.sheet, block)


def _x_lookup(arguments: list[Node]) -> Node:
    if not 3 <= len(arguments) <= 6:
        raise Unknown

    def value(place: Place) -> Operand:
        wanted = scalar(arguments[0](place), place)
        line = arguments[1](place.for_arrays())
        result = arguments[2](place.for_arrays())
        how = number(scalar(arguments[4](place), place)) if len(arguments) > 4 else 0.0
        if how not in (0.0, 2.0) or len(arguments) > 5:
            raise Unknown
        at = _exactly(wanted, line, place, wild=how == 2)
        if at is None:
            if len(arguments) > 3:
                return scalar(arguments[3](place), place)
            raise CellError("#N/A")
        block = _array(result, place) if not isinstance(result, tuple) else None
        across = len(block) == 1 if block is not None else result.block[0] == result.block[2]  # type: ignore[union-attr]
        return _cell(result, *((0, at) if across else (at, 0)), place)

    return value


def _choose(arguments: list[Node]) -> Node:
    if len(arguments) < 2:
        raise Unknown

    def value(place: Place) -> Operand:
        index = int(number(scalar(arguments[0](place), place)))
        if not 1 <= index < len(arguments):
            raise CellError("#VALUE!")
        return arguments[index](place)

    return value


def _ifs(arguments: list[Node]) -> Node:
    if not arguments or len(arguments) % 2:
        raise Unknown

    def value(place: Place) -> Operand:
        for test, result in zip(arguments[::2], arguments[1::2], strict=True):
            if truth(scalar(test(place), place)):
                return scalar(result(place), place)
        raise CellError("#N/A")

    return value


def _switch(arguments: list[Node]) -> Node:
    if len(arguments) < 3:
        raise Unknown

    def value(place: Place) -> Operand:
        wanted = scalar(arguments[0](place), place)
        for case, result in zip(arguments[1:-1:2], arguments[2::2], strict=False):
            if compared("=", wanted, scalar(case(place), place)):
                return scalar(result(place), place)
        if len(arguments) % 2:
            raise CellError("#N/A")
        return scalar(arguments[-1](place), place)

    return value


LOOKUPS: Final[dict[str, Builder]] = {
    "VLOOKUP": _table_lookup(True),
    "HLOOKUP": _table_lookup(False),
    "LOOKUP": _lookup,
    "XLOOKUP": _x_lookup,
    "MATCH": _match,
    "INDEX": _index,
    "CHOOSE": _choose,
    "IFS": _ifs,
    "SWITCH": _switch,
}
