"""The style table of a workbook: which format, look and date-ness a style index stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Final, NamedTuple

from lxml import etree

from desktop.workbook.package import MAIN, local

_M: Final = f"{{{MAIN}}}"

# What Excel means by the numbers it does not spell out; 27-36 and 50-58 are the zh-CN readings.
BUILT_IN: Final[dict[int, str]] = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: 'h"时"mm"分"', 35: 'h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00",
    41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip

_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.I)


class Look(NamedTuple):
    """The few visible properties that a preview and the recognition need."""

    bold: bool = False
    fill: str = ""  # RRGGBB, "" for none
    horizontal: str = "general"
    vertical: str = "bottom"
    wrap: bool = False
    bordered: bool = False
    size: float = 11.0


PLAIN: Final = Look()


@cache
def is_date_format(code: str) -> bool:
    """Whether a number under this format is a day or a time."""
    first = _NOISE.sub("", code.partition(";")[0]).lower()
    if "general" in first or "#" in first or "?" in first:
        return False
    return any(letter in first for letter in "ymdhs") and not re.search(r"0+e[+-]", first)


@dataclass(slots=True)
class Styles:
    """Formats and looks by style index (the `s` of a cell)."""

    formats: list[str] = field(default_factory=lambda: ["General"])
    looks: list[Look] = field(default_factory=lambda: [PLAIN])
    quoted: set[int] = field(default_factory=set)

    def format(self, index: int) -> str:
        """The number format code of a style; General for an index that is not there."""
        return self.formats[index] if 0 <= index < len(self.formats) else "General"

    def look(self, index: int) -> Look:
        """The visible properties of a style."""
        return self.looks[index] if 0 <= index < len(self.looks) else PLAIN


def read_styles(root: etree._Element | None) -> Styles:
    """The table from the styles part; the default one when a workbook has none."""
    styles = Styles()
    if root is None:
        return styles
    custom = {
        number_of(entry, "numFmtId"): entry.get("formatCode") or "General"
        for entry in _children(root, "numFmts")
    }
    fonts = [_font(font) for font in _children(root, "fonts")]
    fills = [_fill(fill) for fill in _children(root, "fills")]
    borders = [_bordered(border) for border in _children(root, "borders")]
    formats, looks = [], []
    for index, xf in enumerate(_children(root, "cellXfs")):
        code = number_of(xf, "numFmtId")
        formats.append(custom.get(code) or BUILT_IN.get(code, "General"))
        looks.append(_look(xf, fonts, fills, borders))
        if xf.get("quotePrefix") in ("1", "true"):
            styles.quoted.add(index)
    if formats:
        styles.formats, styles.looks = formats, looks
    return styles


def number_of(element: etree._Element, name: str) -> int:
    """An attribute as an integer, 0 when it is absent or unreadable."""
    value = element.get(name, "0")
    return int(value) if value.isdigit() else 0


def _children(root: etree._Element, name: str) -> list[etree._Element]:
    holder = root.find(f"{_M}{name}")
    return [child for child in holder if isinstance(child.tag, str)] if holder is not None else []


def _font(font: etree._Element) -> tuple[bool, float]:
    bold, size = font.find(f"{_M}b"), font.find(f"{_M}sz")
    try:
        points = float(size.get("val", "11")) if size is not None else 11.0
    except ValueError:
        points = 11.0
    return bold is not None and bold.get("val", "1") not in ("0", "false"), points


def _fill(fill: etree._Element) -> str:
    pattern = fill.find(f"{_M}patternFill")
    if pattern is None or pattern.get("patternType", "none") in ("none", "gray125"):
        return ""
    color = pattern.find(f"{_M}fgColor")
    if color is None:
        return ""
    rgb = color.get("rgb", "")
    return rgb[-6:] if len(rgb) >= 6 else "D9D9D9"


def _bordered(border: etree._Element) -> bool:
    return any(side.get("style", "none") != "none" for side in border if local(side) != "diagonal")


def _look(xf: etree._Element, fonts: list[tuple[bool, float]], fills: list[str], borders: list[bool]) -> Look:
    font, fill, border = (number_of(xf, name) for name in ("fontId", "fillId", "borderId"))
    bold, size = fonts[font] if font < len(fonts) else (False, 11.0)
    align = xf.find(f"{_M}alignment")
    at: dict[str, str] = {str(k): str(v) for k, v in align.attrib.items()} if align is not None else {}
    return Look(
        bold,
        fills[fill] if fill < len(fills) else "",
        at.get("horizontal", "general"),
        at.get("vertical", "bottom"),
        at.get("wrapText") in ("1", "true"),
        borders[border] if border < len(borders) else False,
        size,
    )
