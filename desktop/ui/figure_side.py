"""The panel beside a list in which a number stands opened: Esc or ✕ takes it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.services.returning.explaining_values import Explanation
from desktop.ui import tokens
from desktop.ui.returns.number import Number
from desktop.ui.widgets import column, icon_button, label, row, settle


class FigureSide(QFrame):
    """Value, formula, rule, window, the rows that count and the others; a line leads to its row."""

    wanted = Signal(str, object)  # record, row
    closed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(tokens.PANEL_LEAST)
        self.setMaximumWidth(tokens.PANEL_MOST)
        self.number = Number(self)
        self.number.wanted.connect(self.wanted)
        away = icon_button("close", "关闭 (Esc)", parent=self)
        away.clicked.connect(self.close_side)
        head = row()
        head.addWidget(label(title, "heading", parent=self), 1)
        head.addWidget(away)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.SMALL, tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(self.number, 1)
        self.hide()

    def say(self, words: str) -> None:
        """While it is looked up."""
        self.number.say(words)
        self.show()
        settle()

    def show_number(self, found: Explanation) -> None:
        """What was found."""
        self.number.show_number(found)
        self.show()
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
