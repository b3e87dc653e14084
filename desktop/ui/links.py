"""A list whose lines lead somewhere: one click or Enter goes there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.ui.twolines import NOTE, SIDE, TONE, TwoLines

KEY = Qt.ItemDataRole.UserRole


class Links(QListWidget):
    """Two-line entries; `wanted` tells the key of the one that was chosen."""

    wanted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setProperty("bare", True)
        self.setItemDelegate(TwoLines(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._clicked)

    def add(self, text: str, note: str, key: object, *, side: str = "", tone: str = "") -> None:
        """One more line."""
        item = QListWidgetItem(text)
        item.setData(NOTE, note)
        item.setData(SIDE, side)
        item.setData(TONE, tone)
        item.setData(KEY, key)
        item.setToolTip(f"{text}\n{note}" if note else text)
        self.addItem(item)

    def _clicked(self, item: QListWidgetItem) -> None:
        self.wanted.emit(item.data(KEY))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming in with the keyboard marks the first line."""
        super().focusInEvent(event)
        if self.currentRow() < 0 and self.count():
            self.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self.wanted.emit(item.data(KEY))
        else:
            super().keyPressEvent(event)
