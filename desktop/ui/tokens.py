"""The tokens of the look: the only place where a colour, a distance or a text size is named."""

from __future__ import annotations

from typing import NamedTuple  # cheaper to make than a dataclass: this is read before the first paint


class Colours(NamedTuple):
    """One set of colours; `Tokens` has a light one and a dark one."""

    window: str
    panel: str
    raised: str
    line: str
    strong_line: str
    text: str
    quiet: str
    faint: str
    accent: str
    accent_on: str
    accent_wash: str
    good: str
    warn: str
    bad: str
    good_wash: str
    warn_wash: str
    bad_wash: str


LIGHT = Colours(
    window="#F6F7F9", panel="#FFFFFF", raised="#FFFFFF", line="#E3E6EB", strong_line="#C9CED6",
    text="#1B1F26", quiet="#586172", faint="#8A93A3",
    accent="#1D5FD1", accent_on="#FFFFFF", accent_wash="#E8F0FE",
    good="#1A7F4B", warn="#9A6700", bad="#C5221F",
    good_wash="#E6F4EC", warn_wash="#FFF4D6", bad_wash="#FDE9E8",
)  # fmt: skip

DARK = Colours(
    window="#16181D", panel="#1D2026", raised="#252932", line="#31363F", strong_line="#454B57",
    text="#E8EAEE", quiet="#A7AFBC", faint="#788191",
    accent="#6EA2FF", accent_on="#0E1116", accent_wash="#1E2B45",
    good="#4CC38A", warn="#E2A336", bad="#FF7B72",
    good_wash="#14301F", warn_wash="#352A10", bad_wash="#3A1A1A",
)  # fmt: skip

# Distances, in logical pixels.
TIGHT, SMALL, MEDIUM, LARGE, WIDE = 4, 8, 12, 16, 24
CORNER, CARD_CORNER = 6, 10
ROW_HEIGHT, COMPACT_ROW_HEIGHT = 30, 26
ICON = 18
NAVIGATION, NAVIGATION_FOLDED = 152, 52
PANEL_LEAST, PANEL_USUAL, PANEL_MOST = 360, 400, 440
SLIDE = 120  # milliseconds

# Text sizes, in pixels.
BODY, QUIET, TITLE, FIGURE = 13, 12, 16, 22

FAMILIES = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC")
