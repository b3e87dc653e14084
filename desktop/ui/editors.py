"""One editor for each kind of field, made from the field: the same in the entry form and in the table."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from desktop.core.errors import Problem
from desktop.core.fields import Field, Kind
from desktop.ui.lines import ChoiceLine, CodesLine, DayLine, Line, RefLine, Search
from desktop.ui.popup import Option
from desktop.ui.reading import Reading
from desktop.ui.widgets import set_property

NOTE_LINES = 3


class NoteBox(QPlainTextEdit):
    """Text of several lines: Enter moves on, Alt+Enter makes a new line, as in a table cell."""

    moved = Signal(int)
    left = Signal()
    typed = Signal()

    def __init__(self, field: Field, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.reading = field, reading
        self._composing = False
        self._as_set = ""
        self._value: Any = None
        self._problem: Problem | None = None
        self.setAccessibleName(field.label)
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * NOTE_LINES + 14)
        self.setToolTip(field.help)
        self.textChanged.connect(self._changed)

    def text(self) -> str:
        """What is written."""
        return self.toPlainText()

    def set_value(self, value: Any, text: str | None = None) -> None:
        """Show a stored value."""
        self._as_set = text if text is not None else "" if value is None else str(value)
        self._value, self._problem = value, None
        self.blockSignals(True)
        self.setPlainText(self._as_set)
        self.blockSignals(False)

    def value(self) -> Any:
        """What the text means."""
        return self._value

    def problem(self) -> Problem | None:
        """What is wrong with the text."""
        return self._problem

    def touched(self) -> bool:
        """Whether the user changed the text."""
        return self.toPlainText() != self._as_set

    def settle(self) -> None:
        """Read the text."""
        if self.touched():
            parsed = self.reading.parse(self.field, self.toPlainText())
            self._value, self._problem = parsed.value, parsed.problem
            set_property(self, "wrong", parsed.problem is not None and parsed.problem.severity == "error")

    def put(self, text: str) -> None:
        """Replace the text as if the user had typed it."""
        self.setPlainText(text)

    def selectAll(self) -> None:
        """As a line does."""
        super().selectAll()

    def _changed(self) -> None:
        if not self._composing:
            self.typed.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether the input method is composing."""
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on, Alt+Enter breaks the line."""
        held = event.modifiers()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._composing:
                event.accept()  # it commits a candidate
            elif held & Qt.KeyboardModifier.AltModifier:
                self.insertPlainText("\n")
            else:
                self.settle()
                self.moved.emit(-1 if held & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving reads the text."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.settle()
            self.left.emit()


Editor = Line | NoteBox


def make_editor(
    field: Field, reading: Reading, parent: QWidget, *, search: Search | None = None, creates: bool = False
) -> Editor:
    """The editor of a field; a reference needs `search`, and may have rows made (`creates`)."""
    if field.kind is Kind.NOTE:
        return NoteBox(field, reading, parent)
    if field.kind in (Kind.DAY, Kind.MONTH):
        return DayLine(field, reading, parent)
    if field.kind is Kind.REF and search is not None:
        return RefLine(field, reading, search, creates=creates, parent=parent)
    if field.kind is Kind.YESNO:
        line = ChoiceLine(field, reading, parent)
        line.set_options([Option(value, reading.show(field, value), words) for value, words in YES_NO])
        return line
    if field.kind in (Kind.CODE, Kind.CODES) and field.codes in reading.codes:
        made = CodesLine if field.kind is Kind.CODES else ChoiceLine
        choice = made(field, reading, parent)
        choice.set_options(code_options(field, reading))
        return choice
    return Line(field, reading, parent)


YES_NO: tuple[tuple[bool, tuple[str, ...]], ...] = (
    (True, ("shi", "s", "y", "1")),
    (False, ("fou", "f", "n", "0")),
)


def code_options(field: Field, reading: Reading) -> list[Option]:
    """The items of a field's code list that may be chosen, found by alias too."""
    return [
        Option(item.code, item.name, tuple(word.casefold() for word in (item.code, *item.aliases)))
        for item in reading.codes[field.codes].offered()
    ]
