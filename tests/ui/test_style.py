"""The look: contrast of every pair of colours that meet, and icons for every place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.ui.places import PLACES
from desktop.ui.rows import Rows
from desktop.ui.style import RESOURCES, Style
from desktop.ui.tokens import DARK, LIGHT, Colours

TEXTS = ("text", "quiet")
GROUNDS = ("window", "panel", "raised", "accent_wash")
MARKS = ("good", "warn", "bad")


def _channel(part: str) -> float:
    value = int(part, 16) / 255
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Relative luminance of #RRGGBB (WCAG 2)."""
    red, green, blue = (_channel(colour[at : at + 2]) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_its_ground(colours: Colours) -> None:
    pairs = [(text, ground) for text in TEXTS for ground in GROUNDS]
    pairs += [(mark, "panel") for mark in MARKS]  # the notes under a field
    pairs += [("text", f"{mark}_wash") for mark in MARKS]
    pairs += [("accent", "panel"), ("accent", "window"), ("accent", "accent_wash"), ("accent_on", "accent")]
    weak = {
        pair: round(contrast(getattr(colours, pair[0]), getattr(colours, pair[1])), 2)
        for pair in pairs
        if contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) < 4.5
    }
    assert not weak


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_marks_stand_out(colours: Colours) -> None:
    assert contrast(colours.faint, colours.panel) >= 3
    assert contrast(colours.accent, colours.panel) >= 3
    for mark in MARKS:
        assert contrast(getattr(colours, mark), getattr(colours, f"{mark}_wash")) >= 3


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_place_has_its_icon_drawn(styled: Style) -> None:
    for place in PLACES:
        assert (RESOURCES / "icons" / f"{place.icon}.svg").is_file(), place.icon
        picture = styled.icon(place.icon).pixmap(18, 18).toImage()
        drawn = sum(picture.pixelColor(x, y).alpha() > 0 for x in range(18) for y in range(18))
        assert drawn > 20, place.icon


def test_icons_ticks_and_marks_follow_the_colours(styled: Style, qtbot: QtBot) -> None:
    before, rows = styled.dark, Rows("问题", ("级别", "说明"), (80, 0))
    qtbot.addWidget(rows)
    icon = styled.icon("task", "text")
    try:
        styled.turn(dark=False)
        rows.show_rows([("✕ 问题", "别的")])
        rows.item(0, 0).setForeground(styled.colour("bad"))
        for dark, colours in ((False, LIGHT), (True, DARK)):
            styled.turn(dark=dark)  # as when the system turns dark in the evening, the window being open
            assert rows.item(0, 0).foreground().color().name().upper() == colours.bad
            assert rows.item(0, 1).foreground().style() == Qt.BrushStyle.NoBrush
            picture = icon.pixmap(18, 18).toImage()
            drawn = [picture.pixelColor(x, y) for x in range(18) for y in range(18)]
            assert max(drawn, key=lambda each: each.alpha()).name().upper() == colours.text
            tick = (RESOURCES / "ticks" / f"{'dark' if dark else 'light'}.svg").read_text("utf-8")
            assert colours.accent_on in tick
            assert contrast(colours.accent_on, colours.faint) >= 3  # the tick of what cannot be changed
            assert contrast(colours.faint, colours.raised) >= 3  # an empty box on a card
    finally:
        styled.turn(dark=before)


def test_no_colour_is_named_elsewhere(root: Path) -> None:
    for file in (root / "desktop" / "ui").rglob("*.py"):
        if file.name != "tokens.py":
            assert not re.search(r"#[0-9A-Fa-f]{6}\b", file.read_text("utf-8")), file
