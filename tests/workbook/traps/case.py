"""A trap as data: a template, a list in it, and what the filled file must say for any number of records.

In expected texts `~6` is the template's row 6 wherever it lies now (6 + inserted rows); an item with `§` is
one a list row, an item with `·` for one an inserted row (the dot goes away), one
with `+` is there when rows are inserted. `a|b|c|d`: one a count of COUNTS.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from desktop.workbook import CellValue, FillReport, ListBlock, fill
from tests.workbook.making import make_book

SHEET = "名单"
PART = "xl/worksheets/sheet1.xml"
COUNTS = (0, 1, 3, 500)


def person(number: int) -> tuple[Any, ...]:
    """The usual record: number, name, number."""
    return number, f"张{number}", number


class Seen(NamedTuple):
    """Expected attribute values (or texts, with attribute '') of all elements of one tag in one part."""

    part: str
    tag: str
    attribute: str
    values: Sequence[str]


@dataclass(frozen=True)
class Trap:
    """One template and its outcome."""

    number: int
    name: str
    inner: str = ""
    first: int = 3
    last: int = 4
    columns: Sequence[int] = (1, 2, 3)
    record: Callable[[int], Sequence[Any]] = person
    book: Mapping[str, Any] = field(default_factory=dict)
    seen: Sequence[Seen] = ()
    formulas: Mapping[str, str] = field(default_factory=dict)
    cached: Mapping[str, Sequence[Any]] = field(default_factory=dict)  # ref -> one value a count of COUNTS
    texts: Mapping[str, str] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)  # ref -> style index
    inside: Mapping[str, Sequence[str]] = field(default_factory=dict)  # part -> stretches of its text
    absent: Mapping[str, Sequence[str]] = field(
        default_factory=dict
    )  # part -> stretches that must not be there
    gone: Sequence[str] = ()  # parts that must have gone
    changed: Sequence[str] = ()  # parts that may change beside the sheet, workbook, strings and styles
    refused: str = ""
    note: str = ""
    surplus: str = "keep"
    spared: int = 0  # with "remove": the last list row that has to stay
    more: Callable[[int], Sequence[ListBlock]] | None = None
    cells: Sequence[CellValue] = ()
    spoil: Callable[[Path], None] | None = None  # what make_book cannot make
    suffix: str = ".xlsx"
    judges: Sequence[str] = ("openpyxl", "calamine")  # who can open the template at all
    others: Mapping[str, str] = field(default_factory=dict)  # further sheets
    part: str = PART  # where the sheet lies
    late: bool = False  # `inside` holds from one record on
    needs: int = 0  # `refused` holds from so many records on
    renamed: bool = False  # the names of parts are put right

    @property
    def label(self) -> str:
        """The name of its test."""
        return f"{self.number:02d}-{self.name}"

    def template(self, folder: Path) -> Path:
        """Writes the template."""
        path = make_book(folder / f"模板{self.suffix}", {SHEET: self.inner, **self.others}, **self.book)
        if self.spoil is not None:
            self.spoil(path)
        return path

    def filled(self, folder: Path, count: int) -> tuple[Path, Path, FillReport]:
        """The template and its filled copy."""
        template, out = self.template(folder), folder / f"结果{self.suffix}"
        rows = [self.record(number) for number in range(1, count + 1)]
        block = ListBlock(SHEET, self.first, self.last, self.columns, rows, surplus=self.surplus)
        blocks = [block, *(self.more(count) if self.more else ())]
        return template, out, fill(template, out, blocks, self.cells)

    def inserted(self, count: int) -> int:
        """By how many rows everything below moves."""
        height = self.last - self.first + 1
        if self.surplus == "remove":
            return max(count, 1, self.spared - self.first + 1) - height
        return max(count - height, 0)

    def at(self, text: str, count: int) -> str:
        """An expected text for so many records."""
        by = self.inserted(count)
        return re.sub(r"~(\d+)", lambda match: str(int(match[1]) + by), text)

    def several(self, items: Sequence[str], count: int) -> list[str]:
        """Expected items, the repeated ones written out, ranges of one cell as that cell."""
        by = self.inserted(count)
        found: list[str] = []
        for item in items:
            if "|" in item:
                item = item.split("|")[COUNTS.index(count)]
                if not item:
                    continue
            if item.startswith("+"):
                if not by:
                    continue
                item = item[1:]
            if "§" in item:
                found.extend(item.replace("§", str(row)) for row in range(self.first, self.last + by + 1))
            elif "·" in item:
                found.extend([item.replace("·", "")] * by)
            else:
                found.append(re.sub(r"\b([A-Z]+\d+):\1\b(?![,)])", r"\1", self.at(item, count)))
        return sorted(found)


def part(path: Path, name: str) -> bytes:
    """One part."""
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def root_of(path: Path, name: str) -> etree._Element:
    """One part as a tree."""
    return etree.fromstring(part(path, name))


def values_of(root: etree._Element, tag: str, attribute: str) -> list[str]:
    """The attribute (or text) of all elements of that local name."""
    found = [element for element in root.iter(f"{{*}}{tag}") if not attribute or element.get(attribute)]
    texts = [(element.get(attribute) if attribute else element.text) or "" for element in found]
    return [text for text in texts if text]


class Raw(NamedTuple):
    """A cell as the XML has it."""

    formula: str | None
    value: str | None
    kind: str
    style: str


def raw_cells(path: Path, name: str = PART) -> dict[str, Raw]:
    """All cells of a sheet part."""
    found = {}
    for cell in root_of(path, name).iter("{*}c"):
        formula, value, inline = (cell.find(f"{{*}}{tag}") for tag in ("f", "v", "is"))
        text = "".join(str(t) for t in inline.itertext()) if inline is not None else None
        found[cell.get("r", "")] = Raw(
            formula.text if formula is not None else None,
            value.text if value is not None else text,
            cell.get("t", "n"),
            cell.get("s", "0"),
        )
    return found


def check_structure(path: Path) -> None:
    """Nothing that makes Excel offer a repair: order, indexes, counts, relationships, content types."""
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        assert len(set(names)) == len(names)
        assert package.testzip() is None
        sheets = [name for name in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name)]
        types = etree.fromstring(package.read("[Content_Types].xml"))
        for name in types.iter("{*}Override"):
            assert name.get("PartName", "").lstrip("/").lower() in {each.lower() for each in names}
    styles = len(root_of(path, "xl/styles.xml").find("{*}cellXfs"))  # type: ignore[arg-type]
    strings = "xl/sharedStrings.xml" in names and len(root_of(path, "xl/sharedStrings.xml").findall("{*}si"))
    for name in sheets:
        _check_sheet(root_of(path, name), styles, int(strings))


def _check_sheet(root: etree._Element, styles: int, strings: int) -> None:
    rows = root.findall("{*}sheetData/{*}row")
    numbers = [int(row.get("r", "0")) for row in rows]
    assert numbers == sorted(set(numbers))
    for row in rows:
        before = 0
        for cell in row.iter("{*}c"):
            letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", "")).groups()  # type: ignore[union-attr]
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            assert digits == row.get("r")
            assert column > before
            before = column
            assert int(cell.get("s", "0")) < styles
            assert cell.get("t") != "s" or int(cell.findtext("{*}v") or "x") < strings
    for tag, child in (("mergeCells", "mergeCell"), ("dataValidations", "dataValidation")):
        for holder in root.iter(f"{{*}}{tag}"):
            assert holder.get("count", str(len(holder))) == str(len(holder.findall(f"{{*}}{child}")))
            assert len(holder)
