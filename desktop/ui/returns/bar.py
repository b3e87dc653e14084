"""A bar in the screen that asks for something in fields of its own: Esc takes it away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QFrame, QLineEdit, QWidget


class AskBar(QFrame):
    """The ground of the bars that ask; `closed` when it was thought better of."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self.setProperty("tone", "ask")
        self.hide()

    def line(self, name: str, hint: str = "") -> QLineEdit:
        """A field of the bar."""
        made = QLineEdit(self)
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        return made

    def close_bar(self) -> None:
        """Think better of it."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()  # a line of the bar has told it already: the screen must not hear it again
        else:
            super().keyPressEvent(event)


def offer(line: QLineEdit, words: list[str]) -> None:
    """Words that have been typed there before."""
    completer = QCompleter(words, line)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    line.setCompleter(completer)
