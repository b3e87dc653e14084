"""Chooses one of a known list: a click or ↓ opens it, typing filters it, what fits nothing goes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.core.fields import Field, Kind
from desktop.ui.lines import ChoiceLine
from desktop.ui.popup import Option
from desktop.ui.reading import Reading


class Chooser(ChoiceLine):
    """One of `options`; told by `chosen` when the user takes another one."""

    chosen = Signal(object)  # the option's value

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Field("chosen", name, Kind.TEXT), Reading({}, date.min), parent)
        self._now: Option | None = None

    def show_options(self, options: Sequence[Option], value: object) -> None:
        """What there is to choose from, and what is chosen, without telling."""
        self.set_options(list(options))
        self._put(next((option for option in options if option.value == value), None))

    def current(self) -> object:
        """The value of what is chosen; None where nothing is."""
        return self._now.value if self._now is not None else None

    def take(self, option: Option) -> None:
        """Choose, and tell where it is another one than before."""
        self.popup.hide()
        other = self._now is None or option.value != self._now.value
        self._put(option)
        self.setFocus()
        self.selectAll()
        if other:
            self.chosen.emit(option.value)

    def settle(self) -> None:
        """What was typed and not taken goes back."""
        self._put(self._now)

    def _put(self, option: Option | None) -> None:
        self._now = option
        self.set_value(option.value if option else None, option.text if option else "")
        self.setToolTip(" ".join(part for part in (option.text, option.note) if part) if option else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click opens the list."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.popup.isVisible() and self.isEnabled():
            self.selectAll()
            self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↓ opens the list, too; Enter on an open one takes its mark and no more."""
        enters = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in enters and self.popup.isVisible() and not self._composing:
            self.take_marked()
            event.accept()
        else:
            super().keyPressEvent(event)
