"""The sheets that are not filled but read a filled one, directly or through each other or a name."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from desktop.workbook.followers import Linked
from desktop.workbook.formula import rewrite
from desktop.workbook.package import MAIN, Package
from desktop.workbook.refs import Range, parse_ranges
from desktop.workbook.shift import Shifters
from desktop.workbook.tree import SheetTree

# where a sheet may name another one: cells, 2010's rules and sparklines; rules of old; links
_FORMULAS: Final = (b"f>", b"f ", b"formula", b"location=")


def defined_names(book: etree._Element) -> dict[str, str]:
    """The names of a workbook with what they stand for; the first of several of one name."""
    found: dict[str, str] = {}
    for name in book.iter(f"{{{MAIN}}}definedName"):
        if name.text:
            found.setdefault(name.get("name", ""), name.text)
    return found


def find_linked(package: Package, filled: set[str], names: dict[str, str]) -> dict[str, Linked]:
    """Their trees, with shared formulas made plain."""
    waiting = {
        entry.name: package.read(entry.part)
        for entry in package.sheets
        if entry.kind == "worksheet" and entry.name not in filled and package.has(entry.part)
    }
    waiting = {name: data for name, data in waiting.items() if any(mark in data for mark in _FORMULAS)}
    found: dict[str, Linked] = {}
    known = set(filled)
    grew = True
    while grew and waiting:
        marks = [escape(name).encode() for name in known]
        marks += [name.encode() for name, text in names.items() if _sheets_of(text) & known]
        near = [name for name, data in waiting.items() if any(mark in data for mark in marks)]
        for name in near:
            waiting.pop(name)
            part = next(entry.part for entry in package.sheets if entry.name == name)
            tree = SheetTree(name, package.tree(part))
            tree.expand_shared()
            found[name] = Linked(tree)
        known.update(near)
        grew = bool(near)
    return found


def tables_of(package: Package, shifters: Shifters) -> list[tuple[str, Range]]:
    """The tables of all sheets and where they lie now."""
    found: list[tuple[str, Range]] = []
    for entry in package.sheets:
        for line in package.relationships(entry.part):
            if line.kind == "table" and not line.external and package.has(line.target):
                ref = package.xml(line.target).get("ref") or ""
                found.extend(
                    (entry.name, shifters.of(entry.name).range(block)) for block in parse_ranges(ref)
                )
    return found


def _sheets_of(text: str) -> set[str]:
    sheets: set[str] = set()

    def note(sheet: str | None, _start: str, _stop: str, written: str) -> str:
        if sheet:
            sheets.add(sheet)
        return written

    rewrite(text, note)
    return sheets
