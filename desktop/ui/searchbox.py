"""The search box above a table."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.widgets import style

TYPING_PAUSE = 20  # milliseconds: rows are to be there 50 ms after a keystroke
HINT = "搜索 姓名/拼音/编号"


class SearchBox(QLineEdit):
    """Searches as one types, after a short pause; Esc empties it, ↓ goes into the table."""

    searched = Signal(str)
    down = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(HINT)
        self.setAccessibleName("搜索")
        self.setClearButtonEnabled(True)
        self.addAction(QAction(style().icon("search"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self.setProperty("leading", "icon")
        self.setMinimumWidth(220)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(self._typed)

    def _typed(self) -> None:
        self._pause.start()

    def _search(self) -> None:
        self.searched.emit(self.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc and ↓."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.down.emit()
        else:
            super().keyPressEvent(event)
