"""The line that takes the place of a wrong text: typed freely, or chosen from what fits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.core.fields import Field, Kind
from desktop.ui.lines import ChoiceLine
from desktop.ui.popup import Option, matching
from desktop.ui.reading import Reading


class FixLine(ChoiceLine):
    """What is to stand there: anything may be typed, what fits is offered in a list (汉字, pinyin)."""

    taken = Signal(object)  # the option's value: of a name that the ledger lacks, the row meant
    entered = Signal(str)
    passed = Signal(int)  # Enter with nothing changed: 1 the next, -1 the one before

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Field("fix", "改为", Kind.TEXT), Reading({}, date.min), parent)
        self._was, self._closed = "", False

    def offer_texts(self, text: str, options: Sequence[Option], *, was: str, closed: bool) -> None:
        """Show a text, all of it selected, and what might be meant; `was` is what stands there now.

        `closed`: nothing but these can stand there, so typing marks the first that fits.
        """
        self._was, self._closed = was, closed
        self.set_options(list(options))
        self.set_value(None, text)
        self.selectAll()

    def _filter(self) -> None:
        found = matching(self._options, self.text())
        self.popup.offer(found, choose=0 if self._closed and self.text() and found else -1)

    def take(self, option: Option) -> None:
        """Chosen from the list."""
        self.popup.hide()
        self.setText(option.text)
        self.taken.emit(option.value)

    def settle(self) -> None:
        """What was typed stays as it is."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the mark, else what is typed; Shift+Enter goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._composing:
            marked = self.popup.marked() if self.popup.isVisible() else None
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.popup.hide()
                self.passed.emit(-1)
            elif marked is not None:
                self.take(marked)
            else:
                self.popup.hide()
                self._enter()
            event.accept()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        if self.text() == self._was:
            self.passed.emit(1)
        else:
            self.entered.emit(self.text())
