"""Drop-down lists of a sheet, with the values that ranges and names on other sheets hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from lxml import etree

from desktop.workbook.formula import rewrite
from desktop.workbook.package import local
from desktop.workbook.refs import MAX_ROW, Range, parse_range, parse_ranges
from desktop.workbook.sheet import Choice, Sheet

_MAX_VALUES: Final = 5000
_MAX_DEPTH: Final = 4


class RawChoice(NamedTuple):
    """A list validation as it stands in the sheet part."""

    ranges: tuple[Range, ...]
    formula: str


def raw_choices(element: etree._Element) -> list[RawChoice]:
    """The list validation of a `dataValidation` element, old or x14; [] for other kinds."""
    if element.get("type") != "list":
        return []
    formula, sqref = "", element.get("sqref", "")
    for child in element:
        kind = local(child)
        if kind == "formula1":
            formula = "".join(str(text) for text in child.itertext()).strip()
        elif kind == "sqref":
            sqref = child.text or ""
    ranges = tuple(parse_ranges(sqref))
    return [RawChoice(ranges, formula)] if ranges and formula else []


def resolve_choices(
    raw: list[RawChoice], sheet: Sheet, lookup: Callable[[str], Sheet | None], names: Mapping[str, str]
) -> list[Choice]:
    """Literal lists, ranges here or elsewhere and defined names; what needs computing is left out."""
    found = []
    for ranges, formula in raw:
        values = _values(formula, sheet, lookup, names, 0)
        if values:
            found.append(Choice(ranges, values))
    return found


def _values(
    formula: str, sheet: Sheet, lookup: Callable[[str], Sheet | None], names: Mapping[str, str], depth: int
) -> tuple[str, ...]:
    formula = formula.strip().lstrip("=")
    if formula.startswith('"') and formula.endswith('"'):
        items = formula[1:-1].replace('""', '"').split(",")
        return tuple(item.strip() for item in items if item.strip())
    if formula in names and depth < _MAX_DEPTH:
        return _values(names[formula], sheet, lookup, names, depth + 1)
    spots: list[tuple[str | None, str]] = []

    def note(name: str | None, _start: str, _stop: str, text: str) -> str:
        spots.append((name, text))
        return ""

    rest = rewrite(formula, note)
    if len(spots) != 1 or (rest and not rest.endswith("!")):
        return ()
    name, text = spots[0]
    holder = sheet if name is None else lookup(name)
    return _texts(holder, parse_range(text)) if holder else ()


def _texts(sheet: Sheet, block: Range) -> tuple[str, ...]:
    last = min(block.last_row, sheet.max_row) if block.last_row == MAX_ROW else block.last_row
    found: list[str] = []
    for number, cells in sheet.rows.items():
        if block.first_row <= number <= last:
            inside = (cell for column, cell in cells.items() if block.holds(number, column))
            found.extend(cell.text for cell in inside if cell.text.strip())
        if len(found) > _MAX_VALUES:
            break
    return tuple(dict.fromkeys(found))
