"""A panel beside a list or a picture: a heading, something under it; Esc or ✕ takes it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from desktop.ui import tokens
from desktop.ui.widgets import column, icon_button, label, row


class SidePanel(QFrame):
    """Hidden at first. Whoever makes one makes what it shows, then calls `hold`."""

    closed = Signal()

    def __init__(self, title: str, least: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setMinimumWidth(least)
        self.setMaximumWidth(tokens.PANEL_MOST)
        self.title = label(title, "heading", parent=self)
        self.hide()

    def hold(self, body: QWidget) -> None:
        """Lays it out; the keyboard comes to ✕ after the body, which was made before it."""
        away = icon_button("close", "关闭 (Esc)", parent=self)
        away.clicked.connect(self.close_side)
        head = row()
        head.addWidget(self.title, 1)
        head.addWidget(away)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.SMALL, tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(body, 1)

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
