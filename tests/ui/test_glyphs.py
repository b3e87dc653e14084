"""Every character on every screen is in the bundled font, and no text is cut at 1366×768."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)

from desktop.ui.headings import MARK
from desktop.ui.screens.records import RecordScreen
from desktop.ui.screenshots import visit
from desktop.ui.style import RESOURCES
from desktop.ui.table import Grid
from desktop.ui.window import Window

BLANKS = {"\n", "\t", "\u200b"}


def texts(window: Window) -> Iterator[str]:
    """All that is written on the window now."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QLabel | QPushButton | QToolButton | QCheckBox):
            yield widget.text()
        elif isinstance(widget, QLineEdit):
            yield widget.text() or widget.placeholderText()
        elif isinstance(widget, QTabBar):
            yield from (widget.tabText(at) for at in range(widget.count()))
        elif isinstance(widget, Grid):
            model = widget.grid
            yield from (column.title for column in model.columns)
            rows = range(min(model.rowCount(), 30))
            yield from (model.text(row, column) for row in rows for column in range(model.columnCount()))
        yield widget.toolTip()
        yield widget.accessibleName()


def cut(window: Window) -> Iterator[str]:
    """Texts that do not fit where they stand."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        if isinstance(widget, QPushButton | QToolButton | QCheckBox):
            wanted = widget.sizeHint().width()
            if widget.text() and widget.width() < wanted - 1 and not _picture_only(widget):
                yield f"{type(widget).__name__} {widget.text()}: {widget.width()} < {wanted}"
        elif isinstance(widget, QLabel) and widget.objectName() != "qt_tooltip_label":
            yield from _cut_label(widget)
        elif isinstance(widget, QTabBar):
            for at in range(widget.count()):
                wanted = widget.fontMetrics().horizontalAdvance(widget.tabText(at))
                if widget.tabRect(at).width() < wanted:
                    yield f"tab {widget.tabText(at)}"
        elif isinstance(widget, Grid):
            metrics = QFontMetrics(widget.headings.font())
            for number, column in enumerate(widget.grid.columns):
                if widget.columnWidth(number) - MARK - 8 < min(metrics.horizontalAdvance(column.title), 200):
                    yield f"heading {column.title}"


def _picture_only(widget: QWidget) -> bool:
    """Calendar and list buttons inside a line: their text is their name."""
    return isinstance(widget, QToolButton) and isinstance(widget.parent(), QLineEdit)


def _cut_label(label: QLabel) -> Iterator[str]:
    if label.toolTip():  # a title that may be long says the whole in its tool tip
        return
    if label.wordWrap():
        if label.height() < label.heightForWidth(label.width()) - 1:
            yield f"label {label.text()}: {label.height()} < {label.heightForWidth(label.width())}"
    elif label.width() < label.fontMetrics().horizontalAdvance(label.text()):
        yield f"label {label.text()}"


def test_every_character_is_in_the_bundled_font_and_no_text_is_cut(window: Window) -> None:
    known: set[int] = set()
    for file in (RESOURCES / "fonts").glob("*.[ot]tf"):
        known |= set(TTFont(file, lazy=True).getBestCmap())
    assert known, "no bundled font"
    missing: dict[str, str] = {}
    short: list[str] = []
    seen = 0
    for title in visit(window, QApplication.processEvents):
        for text in texts(window):
            seen += len(text)
            for character in set(text) - BLANKS:
                if ord(character) not in known:
                    missing[character] = f"{title}: {text}"
        short += [f"{title}: {each}" for each in cut(window)]
    assert seen > 5000
    assert not missing
    assert not short


def test_sources_write_only_characters_of_the_font(root: Path) -> None:
    known: set[int] = set()
    for file in (RESOURCES / "fonts").glob("*.[ot]tf"):
        known |= set(TTFont(file, lazy=True).getBestCmap())
    missing = {
        character: str(file)
        for file in (root / "desktop").rglob("*.py")
        for character in set(file.read_text("utf-8")) - BLANKS
        if ord(character) not in known and character.isprintable()
    }
    ours = {character: file for character, file in missing.items() if "/ui/" in file}
    assert not ours


def test_the_panel_keeps_the_table_usable(window: Window) -> None:
    window.go("training_class")
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    screen.new_row()
    QApplication.processEvents()
    assert 360 <= screen.panel.width() <= 440
    assert screen.pane.grid.width() > 700
    rows = screen.pane.grid.viewport().height() // screen.pane.grid.rowHeight(0)
    assert rows >= 15
