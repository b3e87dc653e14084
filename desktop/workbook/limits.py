"""What a sheet's validation rules allow: kinds, bounds and whether Excel refuses what breaks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lxml import etree

from desktop.workbook.choices import RawChoice, resolve_choices
from desktop.workbook.package import Package, local
from desktop.workbook.reader import read_workbook
from desktop.workbook.refs import Range, parse_ranges
from desktop.workbook.sheet import Sheet

# The operator that a rule without one has.
_USUAL: Final = "between"


@dataclass(frozen=True, slots=True)
class Limit:
    """One validation rule: `kind` as Excel names it (list, whole, decimal, date, time, textLength, custom).

    `first` and `second` are the bounds as written, a number or a formula; `choices` what a drop-down list
    offers (empty where that must be computed); `strict`: Excel refuses what breaks the rule.
    """

    ranges: tuple[Range, ...]
    kind: str
    operator: str
    first: str
    second: str
    choices: tuple[str, ...]
    blank: bool
    strict: bool
    message: str

    def holds(self, row: int, column: int) -> bool:
        """Whether the rule is for that cell."""
        return any(block.holds(row, column) for block in self.ranges)


def read_limits(path: Path, read: Mapping[str, Sheet] | None = None) -> dict[str, list[Limit]]:
    """The rules of each worksheet, old ones and those of 2010, by the sheet's name.

    `read` are the sheets of the file where somebody has read it already.
    """
    sheets = read if read is not None else {sheet.name: sheet for sheet in read_workbook(path).sheets}
    found: dict[str, list[Limit]] = {}
    with Package(path) as package:
        names = {
            entry.get("name", ""): (entry.text or "")
            for entry in package.xml(package.workbook).iter("{*}definedName")
        }
        for entry in package.sheets:
            if entry.kind != "worksheet" or entry.name not in sheets:
                continue
            root = package.xml(entry.part)
            rules = [each for each in root.iter("{*}dataValidation") if each.get("type", "none") != "none"]
            found[entry.name] = [
                limit for rule in rules if (limit := _limit(rule, sheets[entry.name], sheets, names))
            ]
    return found


def _limit(
    element: etree._Element, sheet: Sheet, sheets: Mapping[str, Sheet], names: dict[str, str]
) -> Limit | None:
    texts = {"formula1": "", "formula2": "", "sqref": element.get("sqref", "")}
    for child in element:
        name = local(child)
        if name in texts:
            texts[name] = "".join(str(text) for text in child.itertext()).strip()
    ranges = tuple(parse_ranges(texts["sqref"]))
    if not ranges:
        return None
    kind = element.get("type", "none")
    choices: tuple[str, ...] = ()
    if kind == "list":
        made = resolve_choices([RawChoice(ranges, texts["formula1"])], sheet, sheets.get, names)
        choices = made[0].values if made else ()
    said = element.get("showErrorMessage") in ("1", "true")
    return Limit(
        ranges,
        kind,
        element.get("operator", _USUAL),
        texts["formula1"],
        texts["formula2"],
        choices,
        element.get("allowBlank") in ("1", "true"),
        said and element.get("errorStyle", "stop") == "stop",
        element.get("error", ""),
    )
