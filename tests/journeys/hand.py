"""A person at the window: finds words on the screen, clicks where they stand, types where the focus is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
Key, Held = Qt.Key, Qt.KeyboardModifier
Place = tuple[QWidget, QRect]


class Hand:
    """Mouse and keys only: no method of the program is called. Counts both."""

    def __init__(self, window: QWidget, settled: Callable[[], None]) -> None:
        self.window, self._settled = window, settled
        self.clicks = self.keys = 0

    # -- seeing ---------------------------------------------------------------------------------------

    def sees(self, words: str) -> bool:
        """Whether these words stand anywhere on the screen."""
        return any(words in text for text in self.texts())

    def texts(self) -> Iterator[str]:
        """All that can be read."""
        for top in self._tops():
            for widget in (top, *top.findChildren(QWidget)):
                if widget.isVisible():
                    yield from (text for text, _ in _words(widget))

    def place_of(self, words: str, named: str = "") -> Place:
        """Where these words stand: exactly these before longer ones that begin with them.

        `named`: in the field (or list) of this name, for words that stand in several places.
        """
        beginning: Place | None = None
        for top in self._tops():
            for widget in (top, *top.findChildren(QWidget)):
                if not widget.isVisible() or not widget.isEnabled():
                    continue
                if named and widget.accessibleName() != named:
                    continue
                for text, rect in _words(widget):
                    if text == words:
                        return widget, rect
                    if beginning is None and text.startswith(words):
                        beginning = widget, rect
        assert beginning is not None, f"“{words}” is nowhere: {sorted(set(self.texts()))}"
        return beginning

    def _tops(self) -> list[QWidget]:
        """Lists that have dropped down first: they lie over the window."""
        others = [top for top in QApplication.topLevelWidgets() if top.isVisible() and top is not self.window]
        return [*others, self.window]

    # -- doing ----------------------------------------------------------------------------------------

    def click(self, words: str, *, named: str = "", double: bool = False) -> None:
        """A click on the words: on whatever widget lies under that point."""
        widget, rect = self.place_of(words, named)
        top = widget.window()
        point = widget.mapTo(top, rect.center())
        under = top.childAt(point) or top
        act = QTest.mouseDClick if double else QTest.mouseClick
        act(under, Qt.MouseButton.LeftButton, Held.NoModifier, under.mapFrom(top, point))
        self.clicks += 2 if double else 1
        self._settled()

    def type(self, text: str) -> None:
        """Into what has the focus; Chinese comes from the input method."""
        for character in text:
            widget = self.focus()
            if ord(character) < 128:
                QTest.keyClicks(widget, character)
                self.keys += 1
            else:
                event = QInputMethodEvent("", [])
                event.setCommitString(character)
                QApplication.sendEvent(widget, event)
                self.keys += 2
        self._settled()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Held.NoModifier) -> None:
        """One key, to what has the focus."""
        QTest.keyClick(self.focus(), key, held)
        self.keys += 1
        self._settled()

    def focus(self) -> QWidget:
        """What the keys go to."""
        return QApplication.focusWidget() or self.window


def _words(widget: QWidget) -> Iterator[tuple[str, QRect]]:
    """What a widget says, and where on it."""
    if isinstance(widget, QAbstractButton | QLabel):
        yield widget.text(), widget.rect()
    elif isinstance(widget, QLineEdit):
        yield widget.text() or widget.placeholderText(), widget.rect()
    elif isinstance(widget, QTabBar):
        for at in range(widget.count()):
            if widget.isTabEnabled(at):
                yield widget.tabText(at), widget.tabRect(at)
    elif isinstance(widget, QAbstractItemView):
        yield from _cells(widget)


def _cells(view: QAbstractItemView) -> Iterator[tuple[str, QRect]]:
    model, port = view.model(), view.viewport()
    if model is None:
        return
    top = QModelIndex()
    columns = 1 if isinstance(model, QAbstractListModel) else min(model.columnCount(top), 30)
    for row in range(min(model.rowCount(top), 60)):
        for column in range(columns):
            index = model.index(row, column)
            rect = view.visualRect(index)
            if rect.isValid() and port.rect().contains(rect.center()):
                corner = port.mapTo(view, QPoint(0, 0))
                yield str(index.data() or ""), rect.translated(corner)
