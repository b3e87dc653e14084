"""The styles of a template while it is filled: looked up, and a few appended, never reordered."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from desktop.workbook.package import MAIN, Package
from desktop.workbook.styles import BUILT_IN, Styles, is_date_format, number_of, read_styles

_M = f"{{{MAIN}}}"
DATE_CODE = "yyyy-mm-dd"
MOMENT_CODE = "yyyy-mm-dd hh:mm"


class StyleBook:
    """Number formats by style index; `with_format` makes a style that differs in its format only."""

    def __init__(self, package: Package) -> None:
        self.part = package.related(package.workbook, "styles")
        self.root = package.tree(self.part) if self.part else None
        self.styles: Styles = read_styles(self.root)
        self.changed = False
        self._made: dict[tuple[int, str], int] = {}

    def format(self, style: int) -> str:
        """The number format of a style."""
        return self.styles.format(style)

    def dated(self, style: int, *, clock: bool = False) -> int:
        """The style to show a date with: the same one when it does already."""
        if is_date_format(self.format(style)):
            return style
        return self.with_format(style, MOMENT_CODE if clock else DATE_CODE)

    def with_format(self, style: int, code: str) -> int:
        """A style like `style` with another number format, appended once."""
        if self.root is None or self.format(style) == code:
            return style
        if (style, code) in self._made:
            return self._made[style, code]
        holder = self.root.find(f"{_M}cellXfs")
        if holder is None or not len(holder):
            return style
        copy = deepcopy(holder[style if style < len(holder) else 0])
        copy.set("numFmtId", str(self._format_number(code)))
        copy.set("applyNumberFormat", "1")
        holder.append(copy)
        holder.set("count", str(len(holder)))
        index = len(holder) - 1
        self.styles.formats.append(code)
        self.styles.looks.append(self.styles.look(style))
        self._made[style, code] = index
        self.changed = True
        return index

    def _format_number(self, code: str) -> int:
        for number, known in BUILT_IN.items():
            if known == code and (number < 14 or number == 49):
                return number
        assert self.root is not None
        holder = self.root.find(f"{_M}numFmts")
        if holder is None:
            holder = etree.Element(f"{_M}numFmts", nsmap=self.root.nsmap)
            self.root.insert(0, holder)
        for entry in holder:
            if entry.get("formatCode") == code:
                return number_of(entry, "numFmtId")
        number = max([163, *(number_of(entry, "numFmtId") for entry in holder)]) + 1
        etree.SubElement(holder, f"{_M}numFmt", numFmtId=str(number), formatCode=code)
        holder.set("count", str(len(holder)))
        return number
