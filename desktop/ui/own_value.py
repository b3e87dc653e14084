"""The bar in which the school sets its own value of a number, word or target, from a day to a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from desktop.core.fields import Field, Kind
from desktop.services.office import Office
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.elided import ElidedLabel
from desktop.ui.popup import Option
from desktop.ui.reading import Reading
from desktop.ui.returns.bar import AskBar
from desktop.ui.widgets import button, label, row, set_property

FROM, UNTIL = Field("from", "从", Kind.DAY), Field("until", "到", Kind.DAY)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed; `value` as text, "" for the plan's own; `active` of a target."""

    value: str
    active: bool
    valid_from: date | None
    valid_to: date | None
    basis: str


class OwnValueBar(AskBar):
    """Tab goes through its fields, Enter saves, Esc closes; 恢复默认 takes the school's own value away."""

    wanted = Signal(object)  # Typed
    reset = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading = Reading(office.codes, office.today)
        self._said = ElidedLabel("", parent=self)
        self.on = QCheckBox("要求本校", self)
        self.value = self.line("本校的值", "")
        self.value.setFixedWidth(110)
        self.choice = Chooser("本校的值", self)
        self.choice.setFixedWidth(170)
        self.first = self._day(FROM.label, "不限")
        self.last = self._day(UNTIL.label, "不限")
        self.basis = self.line("依据", "依据，如校发〔2026〕3号")
        for typed in (self.value, self.first, self.last, self.basis):
            typed.returnPressed.connect(self._go)
        save = button("保存", icon="save", parent=self)
        save.clicked.connect(self._go)
        self.back = button("恢复默认", icon="undo", help="去掉本校的值，按政策文件", parent=self)
        self.back.clicked.connect(self._reset)
        away = button("取消", parent=self)
        away.clicked.connect(self.close_bar)
        across = row(self)
        across.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.SMALL, tokens.TIGHT)
        across.addWidget(self._said, 1)
        for widget in (self.on, self.value, self.choice, label(FROM.label, "quiet", parent=self), self.first,
                       label(UNTIL.label, "quiet", parent=self), self.last):  # fmt: skip
            across.addWidget(widget)
        across.addWidget(self.basis, 1)
        for each in (save, self.back, away):
            across.addWidget(each)

    def new_day(self, office: Office) -> None:
        """What 今天 and a date without its year mean."""
        self._reading.today = office.today

    def _day(self, name: str, hint: str) -> QLineEdit:
        made = self.line(name, hint)
        made.setFixedWidth(124)
        return made

    def ask(
        self,
        words: str,
        value: str,
        options: tuple[str, ...] = (),
        *,
        days: tuple[date | None, date | None] = (None, None),
        basis: str = "",
        target: bool = False,
        active: bool = True,
        own: bool = False,
    ) -> None:
        """Open for one value; `own`: one that the school has set already."""
        self._said.setText(words)
        self.on.setVisible(target)
        self.on.setChecked(active)
        self.choice.setVisible(bool(options))
        self.value.setVisible(not options)
        self.choice.show_options([Option(each, each) for each in options], value)
        self.value.setText(value)
        for each, day in zip((self.first, self.last), days, strict=True):
            each.setText(str(day or ""))
        self.first.setEnabled(not own)  # another first day is another value, beside this one
        self.basis.setText(basis)
        self.back.setVisible(own)
        self.show()
        field = self.choice if options else self.value
        field.setFocus()
        field.selectAll()

    def _go(self) -> None:
        days: list[date | None] = []
        for field, line in ((FROM, self.first), (UNTIL, self.last)):
            typed = line.text().strip()
            read = self._reading.parse(field, typed).value if typed else None
            day = read if isinstance(read, date) else None
            wrong = bool(typed) and day is None
            set_property(line, "wrong", wrong)
            if wrong:
                line.setFocus()
                return
            days.append(day)
        chosen = self.choice.current() if self.choice.isVisible() else self.value.text().strip()
        self.hide()
        self.wanted.emit(
            Typed(str(chosen or ""), self.on.isChecked(), days[0], days[1], self.basis.text().strip())
        )

    def _reset(self) -> None:
        self.hide()
        self.reset.emit()
