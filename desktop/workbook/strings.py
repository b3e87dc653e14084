"""The shared strings of a template: existing items stay as they are, new ones are appended."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from desktop.workbook.package import MAIN, Package, local, xml_parser
from desktop.workbook.text import MAX_TEXT, clean, escape, needs_space, plain

_LIMIT: Final = 20_000
_COUNTS: Final = re.compile(rb'\s(?:count|uniqueCount)="\d*"')
_ROOT: Final = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?sst\b[^>]*?(/?)>")


class StringTable:
    """Finds or appends a text; beyond a limit of new texts, or without a table, texts stay inline."""

    def __init__(self, package: Package) -> None:
        self.part = package.related(package.workbook, "sharedStrings")
        self.items: list[etree._Element] = []
        self._index: dict[str, int] = {}
        self._new: list[str] = []
        self._data = b""
        if self.part is not None:
            self._read(package, self.part)

    def _read(self, package: Package, part: str) -> None:
        self._data = package.check_xml(part, package.read(part))
        root = package.tree(part)
        self.items = [item for item in root if local(item) == "si"]
        for number, item in enumerate(self.items):
            if len(item) == 1 and local(item[0]) == "t":
                self._index.setdefault(plain(item), number)
        if self._data[:2] in (b"\xff\xfe", b"\xfe\xff") or _ROOT.search(self._data) is None:
            self.part = None  # not to be edited as text: everything new stays inline

    def index(self, text: str) -> int | None:
        """The number of a (clean) text; None when it should stay inline."""
        found = self._index.get(text)
        if found is None and self.part is not None and len(self._new) < _LIMIT:
            found = len(self.items) + len(self._new)
            self._new.append(text)
            self._index[text] = found
        return found

    @property
    def open(self) -> bool:
        """Whether new texts are still taken in."""
        return self.part is not None and len(self._new) < _LIMIT

    def tail(self, value: str, style: str, prefix: str) -> str:
        """Everything of a text cell after its address; an empty text is a blank cell."""
        text = clean(value)
        if not text:
            return f'"{style}/>'
        if len(text) > MAX_TEXT:
            raise ValueError(f"一格最多 {MAX_TEXT} 个字，这里有 {len(text)} 个")
        found = self.index(text)
        if found is not None:
            return f'"{style} t="s"><{prefix}v>{found}</{prefix}v></{prefix}c>'
        return inline_tail(text, style, prefix)

    @property
    def changed(self) -> bool:
        """Whether anything was appended."""
        return bool(self._new)

    def content(self) -> bytes:
        """The part with the new items at its end and without the counts, which are optional."""
        root = _ROOT.search(self._data)
        if root is None:
            return self._data
        name = (root[1] + b":") if root[1] else b""
        prefix = name.decode()
        items = "".join(f"<{prefix}si>{text_element(text, prefix)}</{prefix}si>" for text in self._new)
        opening = _COUNTS.sub(b"", root[0])
        if root[2]:
            opening = opening[:-2] + b">"
            return self._data[: root.start()] + opening + items.encode() + b"</" + name + b"sst>"
        close = self._data.rindex(b"</" + name + b"sst")
        return (
            self._data[: root.start()]
            + opening
            + self._data[root.end() : close]
            + items.encode()
            + self._data[close:]
        )

    def text(self, cell: etree._Element) -> str:
        """What a text cell of the tree says."""
        item = self.item(cell)
        if item is not None:
            return plain(item)
        value = cell.findtext(f"{{{MAIN}}}v")
        return value or ""

    def item(self, cell: etree._Element) -> etree._Element | None:
        """The <si> or <is> of a text cell, with its runs."""
        kind = cell.get("t")
        if kind == "inlineStr":
            return cell.find(f"{{{MAIN}}}is")
        value = (cell.findtext(f"{{{MAIN}}}v") or "").strip()
        if kind == "s" and value.isdigit():
            number = int(value)
            if number < len(self.items):
                return self.items[number]
            new = number - len(self.items)
            if new < len(self._new):
                element = f'<si xmlns="{MAIN}">{text_element(self._new[new], "")}</si>'
                return etree.fromstring(element, xml_parser())
        return None


def text_element(text: str, prefix: str) -> str:
    """<t> with what it needs."""
    space = ' xml:space="preserve"' if needs_space(text) else ""
    return f"<{prefix}t{space}>{escape(text)}</{prefix}t>"


def inline_tail(text: str, style: str, prefix: str) -> str:
    """A text that lies in its cell."""
    inner = text_element(text, prefix)
    return f'"{style} t="inlineStr"><{prefix}is>{inner}</{prefix}is></{prefix}c>'
