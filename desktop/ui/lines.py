"""The one-line editors: what was typed stays as typed, its reading and its problem are beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLineEdit, QWidget

from desktop.core.errors import Problem
from desktop.core.fields import Field, Kind
from desktop.ui.popup import Option, Popup, matching
from desktop.ui.reading import Reading as Reading
from desktop.ui.widgets import set_property, style


def _own_check() -> str | None:
    return None


class Line(QLineEdit):
    """Edits one field as text. `moved`: Enter (1) or Shift+Enter (-1); `left`: the focus went elsewhere."""

    moved = Signal(int)
    left = Signal()
    typed = Signal()  # by the user, not by the program

    def __init__(self, field: Field, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field, self.reading = field, reading
        self.check: Callable[[], str | None] = _own_check
        self._composing = False
        self._value: Any = None
        self._problem: Problem | None = None
        self._as_set = ""
        self.setAccessibleName(field.label)
        if field.kind in (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY):
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.textEdited.connect(self._edited)

    # -- value --------------------------------------------------------------------------------

    def set_value(self, value: Any, text: str | None = None) -> None:
        """Show a stored value (`text`: as it is to be shown, where that is not the field's own way)."""
        shown = text if text is not None else self.reading.show(self.field, value)
        self._as_set = shown
        self.setText(shown)
        self.setCursorPosition(0)
        self._value = value
        self._say(None)

    def value(self) -> Any:
        """What the text means; None where it is empty or means nothing."""
        return self._value

    def problem(self) -> Problem | None:
        """What is wrong with the text."""
        return self._problem

    def touched(self) -> bool:
        """Whether the user changed the text."""
        return self.text() != self._as_set

    def settle(self) -> None:
        """Read the text: a value, or a problem; the text itself stays, but for spelling a date in full."""
        if not self.touched():
            return
        parsed = self.reading.parse(self.field, self.text(), check=self.check())
        self._value = parsed.value
        self._say(parsed.problem)
        if parsed.problem is None and parsed.value is not None:
            self.setText(self.reading.show(self.field, parsed.value))

    def _say(self, problem: Problem | None) -> None:
        self._problem = problem
        set_property(self, "wrong", problem is not None and problem.severity == "error")
        self.setToolTip(problem.sentence if problem is not None else self.field.help)

    def _edited(self) -> None:
        self._value = None
        self.typed.emit()

    def put(self, text: str) -> None:
        """Replace the text as if the user had typed it."""
        self.setText(text)
        self._edited()

    # -- keys ---------------------------------------------------------------------------------

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether the input method is composing: its Enter is not ours."""
        super().inputMethodEvent(event)
        self._composing = bool(event.preeditString())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter settles and moves on; Ctrl+; puts today."""
        key, held = event.key(), event.modifiers()
        control = held & Qt.KeyboardModifier.ControlModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self._composing and not control:
            self.settle()
            self.moved.emit(-1 if held & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key == Qt.Key.Key_Semicolon and control:
            self.put(self.reading.today.isoformat())
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving reads the text."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.settle()
            self.left.emit()


class DayLine(Line):
    """A date (or a month): typed in any usual form, or picked from a calendar."""

    def __init__(self, field: Field, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(field, reading, parent)
        self._calendar: QCalendarWidget | None = None
        action = QAction(style().icon("calendar"), "日历", self)
        action.triggered.connect(self.open_calendar)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        self.setPlaceholderText("如 0301、2026.3.1")

    def open_calendar(self) -> None:
        """Show the calendar under the field."""
        calendar = QCalendarWidget(self)
        calendar.setWindowFlags(Qt.WindowType.Popup)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.settle()
        if isinstance(self.value(), date):
            calendar.setSelectedDate(QDate(self.value().year, self.value().month, self.value().day))
        calendar.clicked.connect(self._picked)
        calendar.activated.connect(self._picked)
        calendar.move(self.mapToGlobal(QPoint(0, self.height())))
        calendar.resize(QSize(300, 240))
        self._calendar = calendar
        calendar.show()
        calendar.setFocus()

    def _picked(self, day: QDate) -> None:
        self.put(day.toString("yyyy-MM-dd"))
        self.settle()
        if self._calendar is not None:
            self._calendar.close()
            self._calendar.deleteLater()
            self._calendar = None
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+↓ opens the calendar."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.open_calendar()
        else:
            super().keyPressEvent(event)


class ChoiceLine(Line):
    """One of a list: typing filters by 汉字, full pinyin or initials; ↓ and Enter choose."""

    def __init__(self, field: Field, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(field, reading, parent)
        self.popup = Popup(self)
        self.popup.picked.connect(self.take)
        action = QAction(style().icon("chevron-down"), "打开列表 (Alt+↓)", self)
        action.triggered.connect(self.open_list)
        self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)
        self._options: list[Option] = []
        self.typed.connect(self._filter)

    def set_options(self, options: list[Option]) -> None:
        """What there is to choose from."""
        self._options = options
        if self.popup.isVisible():
            self._filter()

    def options(self) -> list[Option]:
        """What there is to choose from."""
        return list(self._options)

    def open_list(self) -> None:
        """Show everything there is to choose from, the mark on what is chosen."""
        texts = [option.text for option in self._options]
        self.popup.offer(self._options, choose=texts.index(self.text()) if self.text() in texts else -1)

    def take(self, option: Option) -> None:
        """Choose an option."""
        self.popup.hide()
        self.setText(option.text)
        self._value = option.value
        self._say(None)
        self.setFocus()

    def _filter(self) -> None:
        found = matching(self._options, self.text())
        self.popup.offer(found, choose=0 if self.text() and found else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ ↓ move the mark, Enter takes it and moves on, Esc closes the list only."""
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        steps = {
            Qt.Key.Key_Down.value: 1,
            Qt.Key.Key_Up.value: -1,
            Qt.Key.Key_PageDown.value: 8,
            Qt.Key.Key_PageUp.value: -8,
        }
        if key == Qt.Key.Key_Down and (alt or not self.popup.isVisible()):
            self.open_list()
        elif self.popup.isVisible() and key in steps:
            self.popup.move_mark(steps[key])
        elif self.popup.isVisible() and key == Qt.Key.Key_Escape:
            self.popup.hide()
            event.accept()
        else:
            enters = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
            if self.popup.isVisible() and key in enters and not self._composing:
                self.take_marked()
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab takes the marked option before it moves on."""
        if isinstance(event, QKeyEvent) and self.popup.isVisible():
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                self.take_marked()
            elif event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        return super().event(event)

    def take_marked(self) -> None:
        """Take the marked option, where something was typed or the list was opened."""
        option = self.popup.marked()
        if option is not None:
            self.take(option)
        self.popup.hide()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus; what was typed and fits one option only is that option."""
        if self.popup.isVisible() and self.popup.underMouse():
            return
        if self.popup.isVisible():
            self.take_marked()
        super().focusOutEvent(event)

    def settle(self) -> None:
        """A text that is an option's own means that option; anything else is read by the field."""
        if self._value is not None or not self.touched():
            return
        for option in self._options:
            if option.text == self.text():
                self._value = option.value
                self._say(None)
                return
        self._read()

    def _read(self) -> None:
        parsed = self.reading.parse(self.field, self.text())
        self._value = parsed.value
        self._say(parsed.problem)
        if parsed.problem is None and parsed.value is not None:
            self.setText(self.reading.show(self.field, parsed.value))


class CodesLine(ChoiceLine):
    """Several of a list, joined by 、: the list adds to the line."""

    def take(self, option: Option) -> None:
        """Add an option, or take it out again."""
        *before, _ = self._parts()
        chosen = [part for part in before if part]
        chosen = (
            [part for part in chosen if part != option.text]
            if option.text in chosen
            else [*chosen, option.text]
        )
        self.popup.hide()
        self.setText("、".join(chosen))
        self._value = None
        self.setFocus()
        self.settle()

    def open_list(self) -> None:
        """Show the list; a choice is added behind what is there."""
        if self.text() and not self.text().endswith("、"):
            self.setText(self.text() + "、")
        self.popup.offer(self._options)

    def _parts(self) -> list[str]:
        return self.text().replace("，", "、").replace(",", "、").split("、")

    def _filter(self) -> None:
        last = self._parts()[-1]
        found = matching(self._options, last)
        self.popup.offer(found if last else [], choose=0 if found else -1)

    def settle(self) -> None:
        """Every part must be of the list."""
        if self.text().endswith("、"):
            self.setText(self.text().rstrip("、"))
        if self.touched():
            self._read()
        elif not self.text():
            self._value = None


Search = Callable[[str, Callable[[list[Option]], None]], None]


class RefLine(ChoiceLine):
    """A reference: found while typing by `search(text, show)`; the chosen row's id is the value."""

    wanted_new = Signal(str)  # 新建 was chosen for this text

    def __init__(
        self, field: Field, reading: Reading, search: Search, *, creates: bool, parent: QWidget | None = None
    ):
        self._search, self._creates = search, creates
        super().__init__(field, reading, parent)
        self.setPlaceholderText("输入名称、拼音或编号查找")

    def open_list(self) -> None:
        """Show the first rows there are."""
        self._search("", self._found)

    def _filter(self) -> None:
        if self.text().strip():
            self._search(self.text().strip(), self._found)
        else:
            self.popup.hide()

    def _found(self, options: list[Option]) -> None:
        if not self.hasFocus():
            return
        typed = self.text().strip()
        if self._creates and typed and all(option.text != typed for option in options):
            options = [*options, Option(None, f"新建「{typed}」")]
        self._options = options
        self.popup.offer(options, choose=0 if typed else -1)

    def take(self, option: Option) -> None:
        """Choose a row, or have one made."""
        if option.value is None:
            self.popup.hide()
            self.wanted_new.emit(self.text().strip())
        else:
            super().take(option)

    def set_chosen(self, row_id: int, text: str) -> None:
        """The row of this id was chosen (or just made)."""
        self.setText(text)
        self._value = row_id
        self._say(None)

    def settle(self) -> None:
        """A text that was not chosen from the list is a problem: a reference is a row, not a word."""
        if self._value is not None or not self.touched():
            return
        if not self.text().strip():
            self._say(None)
            return
        for option in self._options:
            if option.value is not None and option.text == self.text().strip():
                self._value = option.value
                self._say(None)
                return
        sentence = f"没有选中「{self.field.label}」：请从列表里选一个" + (
            "，或选「新建」。" if self._creates else "。"
        )
        self._say(Problem("引用未选择", sentence, path=self.field.label, value=self.text()))
