"""The panel beside the picture: the columns of the form, or the number that was clicked."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from desktop.ui import tokens
from desktop.ui.returns.columns import Columns
from desktop.ui.returns.number import Number
from desktop.ui.widgets import column, icon_button, label, row, settle

WIDTH = 348
COLUMNS, NUMBER = "各列填什么", "这一格怎么来"


class Side(QFrame):
    """One page at a time; Esc or ✕ takes it away."""

    opened = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(WIDTH)
        self.setMaximumWidth(tokens.PANEL_MOST)
        self.columns = Columns(self)
        self.number = Number(self)
        self._title = label("", "heading", parent=self)
        away = icon_button("close", "关闭 (Esc)", parent=self)
        away.clicked.connect(self.close_side)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.columns)
        self._pages.addWidget(self.number)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.SMALL, tokens.SMALL)
        head = row()
        head.addWidget(self._title, 1)
        head.addWidget(away)
        lines.addLayout(head)
        lines.addWidget(self._pages, 1)
        self.hide()

    def page(self) -> str:
        """Which page is on screen; "" while the panel is away."""
        return self._title.text() if self.isVisible() else ""

    def open_columns(self) -> None:
        """The columns of the form."""
        self._open(COLUMNS, self.columns)

    def open_number(self) -> None:
        """The cell that was clicked."""
        self._open(NUMBER, self.number)

    def _open(self, title: str, page: QWidget) -> None:
        self._title.setText(title)
        self._pages.setCurrentWidget(page)
        if not self.isVisible():
            self.show()
            self.opened.emit()
        settle()

    def close_side(self) -> None:
        """Away with it."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_side()
        else:
            super().keyPressEvent(event)
