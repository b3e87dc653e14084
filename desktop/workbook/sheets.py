"""A sheet of a workbook copied as often as needed, with its drawings, comments and tables."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Final

from lxml import etree

from desktop.core.errors import UserError
from desktop.workbook.archive import Archive, text_segment
from desktop.workbook.filling import disk_error
from desktop.workbook.package import (
    CONTENT_TYPES,
    MAIN,
    REL,
    Package,
    SheetEntry,
    local,
    normal_name,
    rels_name,
    to_strict,
)

TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
MOST: Final = 500
LONGEST: Final = 31
# What several sheets may point at together; what hangs on one sheet alone and cannot be copied by itself.
_SHARED: Final = frozenset(
    {"image", "printerSettings", "hyperlink", "oleObject", "package", "person", "externalLinkPath"}
)
_SINGLE: Final = frozenset({"pivotTable", "slicer", "timeline", "queryTable"})
_TOKEN: Final = re.compile(r"(\"(?:[^\"]|\"\")*\")|'((?:[^']|'')+)'!|([^\W\d][\w.]*)!")
_FORMULAS: Final = frozenset({"f", "formula", "formula1", "formula2", "definedName"})
_NO_FORMULAS: Final = ("sharedstrings.xml", "styles.xml", "theme1.xml")
_ILLEGAL: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A legal name for a sheet that none of `taken` has (it is added): at most 31 characters, no []:*?/\\."""
    stem = _ILLEGAL.sub(" ", wanted).strip().strip("'").strip()[:LONGEST] or "表"
    name, number = stem, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        tail = f"({number})"
        name = stem[: LONGEST - len(tail)] + tail
    taken.add(name.casefold())
    return name


def other_names(template: Path, sheet: str) -> set[str]:
    """The names that copies of the sheet must not take, as `sheet_name` wants them."""
    with Package(template) as package:
        return {each.name.casefold() for each in package.sheets if each.name != sheet}


def copy_sheet(template: Path, out: Path, sheet: str, names: Sequence[str]) -> None:
    """The workbook with one sheet a name, in the place of `sheet`; everything else as it was."""
    if not 1 <= len(names) <= MOST:
        raise UserError(
            f"一个文件里最多放 {MOST} 张表，这里要 {len(names)} 张。", hint="请加条件，或改成一个一份文件。"
        )
    with Package(template) as package:
        entry = next((each for each in package.sheets if each.name == sheet), None)
        if entry is None:
            raise UserError(f"模板里没有名为「{sheet}」的工作表。", place=template.name)
        copying = _Copying(package, entry, names)
        changed, added = copying.run()
        try:
            _write(package, out, changed, added)
        except OSError as problem:
            raise disk_error(problem, out) from problem


def _write(package: Package, out: Path, changed: dict[str, bytes], added: dict[str, bytes]) -> None:
    source = package.zip.fp
    if source is None:
        raise ValueError("the template was closed")
    with out.open("wb") as sink:
        archive = Archive(sink)
        for name, info in package.infos.items():
            if name in changed:
                archive.add(info, [text_segment(changed[name], last=True)])
            else:
                archive.copy(source, info)
        for name, data in added.items():
            archive.add(zipfile.ZipInfo(name), [text_segment(data, last=True)])
        archive.close()


class _Copying:
    """One sheet being copied within one package."""

    def __init__(self, package: Package, entry: SheetEntry, names: Sequence[str]) -> None:
        self.package, self.entry, self.names = package, entry, names
        self.changed: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}
        self.types = package.xml(CONTENT_TYPES)
        self.next_table = 1 + max(
            (int(package.xml(part).get("id", "0")) for part in self._tables()), default=0
        )

    def _tables(self) -> list[str]:
        return [
            info.filename
            for name, info in self.package.infos.items()
            if name.startswith("xl/tables/") and name.endswith(".xml")
        ]

    def run(self) -> tuple[dict[str, bytes], dict[str, bytes]]:
        """Parts changed (by normal name) and parts added."""
        parts = [self._copy(name) for name in self.names[1:]]
        self._rename_everywhere(self.names[0])
        self._workbook(parts)
        self._set(CONTENT_TYPES, self.types)
        return self.changed, self.added

    def _set(self, part: str, root: etree._Element) -> None:
        self.changed[normal_name(part)] = self._bytes(root)

    def _bytes(self, root: etree._Element) -> bytes:
        data = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        return to_strict(data) if self.package.strict else data

    # -- a copy -------------------------------------------------------------------------------------

    def _copy(self, name: str) -> str:
        """The sheet part with all that hangs on it; returns its part name."""
        root = self.package.xml(self.entry.part)
        _rename(root, self.entry.name, name)
        for view in root.iter(f"{{{MAIN}}}sheetView"):
            view.attrib.pop("tabSelected", None)
        for element in root.iter():
            for attribute in [each for each in element.attrib if str(each).endswith("}uid")]:
                del element.attrib[attribute]
        part = self._fresh(self.entry.part)
        renamed = self._follow(self.entry.part, part, name)
        data = self._bytes(root)
        for old, new in renamed.items():
            data = data.replace(f"{old}[".encode(), f"{new}[".encode())
        self.added[part] = data
        self._type(self.entry.part, part)
        return part

    def _follow(self, origin: str, copy: str, name: str) -> dict[str, str]:
        """The relationships of a part for its copy; what belongs to one part alone is copied as well."""
        rels = rels_name(origin)
        if not self.package.has(rels):
            return {}
        root = self.package.xml(rels)
        renamed: dict[str, str] = {}
        targets = {line.id: line for line in self.package.relationships(origin)}
        for line in root:
            known = targets.get(line.get("Id", ""))
            if known is None or known.external or not self.package.has(known.target):
                continue
            if known.kind in _SINGLE:
                what = f"工作表「{self.entry.name}」里有数据透视表或切片器，不能一张一张复制。"
                raise UserError(what, place=self.package.path.name, hint="请改成一个一份文件。")
            target = known.target if known.kind in _SHARED else self._part(known.target, name, renamed)
            line.set("Target", posixpath.relpath(target, posixpath.dirname(copy)))
        self.added[rels_name(copy)] = etree.tostring(
            root, xml_declaration=True, encoding="UTF-8", standalone=True
        )
        return renamed

    def _part(self, origin: str, name: str, renamed: dict[str, str]) -> str:
        """A copy of a drawing, a comment list, a table …, with what hangs on it in turn."""
        copy = self._fresh(origin)
        data = self.package.read(origin)
        if origin.lower().endswith(".xml"):
            root = self.package.xml(origin)
            _rename(root, self.entry.name, name)
            if local(root) == "table":
                renamed |= self._new_table(root)
            data = self._bytes(root)
        self.added[copy] = data
        self._type(origin, copy)
        renamed |= self._follow(origin, copy, name)
        return copy

    def _new_table(self, root: etree._Element) -> dict[str, str]:
        """Tables have a number and a name of their own in the whole workbook."""
        old = root.get("displayName", root.get("name", ""))
        new = f"{old}_{self.next_table}"
        root.set("id", str(self.next_table))
        root.set("name", new)
        root.set("displayName", new)
        self.next_table += 1
        return {old: new}

    def _fresh(self, part: str) -> str:
        folder, file = posixpath.split(part)
        stem, suffix = posixpath.splitext(file)
        stem = stem.rstrip("0123456789") or stem
        number = 1
        while True:
            name = posixpath.join(folder, f"{stem}{number}{suffix}")
            if not self.package.has(name) and name not in self.added:
                return name
            number += 1

    def _type(self, origin: str, copy: str) -> None:
        for line in self.types.iter(f"{{{TYPES}}}Override"):
            if normal_name(line.get("PartName", "")) == normal_name(origin):
                made = deepcopy(line)
                made.set("PartName", f"/{copy}")
                self.types.append(made)
                return

    # -- the workbook -------------------------------------------------------------------------------

    def _rename_everywhere(self, name: str) -> None:
        """The sheet itself takes the first name; whatever points at it says so."""
        old = self.entry.name
        if old == name:
            return
        for normal, info in self.package.infos.items():
            part = info.filename
            if not normal.startswith("xl/") or not normal.endswith(".xml") or normal.endswith(_NO_FORMULAS):
                continue
            if normal == normal_name(self.package.workbook) or b"!" not in self.package.read(part):
                continue
            root = self.package.xml(part)
            if _rename(root, old, name):
                self._set(part, root)

    def _workbook(self, parts: Sequence[str]) -> None:
        book = self.package.xml(self.package.workbook)
        rels = rels_name(self.package.workbook)
        lines = self.package.xml(rels)
        ids = self._relate(lines, parts)
        self._set(rels, lines)
        sheets = list(book.iter(f"{{{MAIN}}}sheet"))
        mine = next(each for each in sheets if each.get("name") == self.entry.name)
        at, holder = sheets.index(mine), mine.getparent()
        number = max(int(each.get("sheetId", "0")) for each in sheets)
        for offset, (name, rel) in enumerate(zip(self.names[1:], ids, strict=True), 1):
            made = deepcopy(mine)
            made.set("name", name)
            made.set("sheetId", str(number + offset))
            made.set(f"{{{REL}}}id", rel)
            assert holder is not None
            holder.insert(holder.index(mine) + offset, made)
        mine.set("name", self.names[0])
        self._shift(book, at)
        self._set(self.package.workbook, book)

    def _relate(self, lines: etree._Element, parts: Sequence[str]) -> list[str]:
        known = {line.get("Id") for line in lines}
        model = next(line for line in lines if line.get("Type", "").endswith("/worksheet"))
        ids: list[str] = []
        for part in parts:
            made = deepcopy(model)
            number = len(known) + 1
            while f"rId{number}" in known:
                number += 1
            made.set("Id", f"rId{number}")
            made.set("Target", f"/{part}")
            known.add(f"rId{number}")
            ids.append(f"rId{number}")
            lines.append(made)
        return ids

    def _shift(self, book: etree._Element, at: int) -> None:
        """Names kept by a sheet's position, and the open tab, follow; the copies get names of their own."""
        more = len(self.names) - 1
        for name in list(book.iter(f"{{{MAIN}}}definedName")):
            where = int(name.get("localSheetId", "-1"))
            if where > at:
                name.set("localSheetId", str(where + more))
            before = name.text or ""
            if where == at:
                for offset, other in enumerate(self.names[1:], 1):
                    made = deepcopy(name)
                    made.set("localSheetId", str(at + offset))
                    made.text = renamed_formula(before, self.entry.name, other)
                    name.addnext(made)
            name.text = renamed_formula(before, self.entry.name, self.names[0])
        for view in book.iter(f"{{{MAIN}}}workbookView"):
            for key in ("activeTab", "firstSheet"):
                if int(view.get(key, "0")) > at:
                    view.set(key, str(int(view.get(key, "0")) + more))


def _rename(root: etree._Element, old: str, new: str) -> bool:
    """Every formula and link of a part that names the sheet; whether there was any."""
    found = False
    for element in root.iter():
        if local(element) in _FORMULAS and element.text:
            text = renamed_formula(element.text, old, new)
            found |= text != element.text
            element.text = text
        link = element.get("location")
        if link:
            element.set("location", renamed_formula(link, old, new))
            found |= element.get("location") != link
    return found


def renamed_formula(formula: str, old: str, new: str) -> str:
    """The formula with another name for one sheet; texts in it stay as they are."""

    def change(match: re.Match[str]) -> str:
        name = match[2].replace("''", "'") if match[2] else match[3]
        if match[1] or name is None or name.casefold() != old.casefold():
            return match[0]
        quoted = new.replace("'", "''")
        return f"'{quoted}'!"

    return _TOKEN.sub(change, formula)
