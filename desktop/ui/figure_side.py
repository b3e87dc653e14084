"""The panel beside a list in which a number stands opened."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.returning.explaining_values import Explanation
from desktop.ui import tokens
from desktop.ui.returns.number import Number
from desktop.ui.side import SidePanel
from desktop.ui.widgets import settle


class FigureSide(SidePanel):
    """Value, formula, rule, window, the rows that count and the others; a line leads to its row."""

    wanted = Signal(str, object)  # record, row

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, tokens.PANEL_LEAST, parent)
        self.number = Number(self)
        self.number.wanted.connect(self.wanted)
        self.hold(self.number)

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
