"""A line whose Enter is its own: the screen, for which Enter means to go on, does not hear it as well."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit


class EnterLine(QLineEdit):
    """Tells `returnPressed` and keeps the key."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt leaves Enter to the widgets around, after telling."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
