"""The bar in which a finding of 健康检查 is accepted: why, and until when."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.core.fields import Field, Kind
from desktop.services.office import Office
from desktop.ui import tokens
from desktop.ui.reading import Reading
from desktop.ui.returns.bar import AskBar
from desktop.ui.widgets import button, label, row, set_property

UNTIL = Field("until", "有效期至", Kind.DAY)


class AcceptBar(AskBar):
    """Enter in the reason goes to the day, Enter there accepts; a blank day means for good."""

    wanted = Signal(str, object)  # the reason, the last day or None

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading = Reading(office.codes, office.today)
        self._said = label("", parent=self)
        self.reason = self.line("认可原因", "为什么可以这样，例如：已电话核实，证件号码无误")
        self.until = self.line(UNTIL.label, "长期")
        self.until.setMaximumWidth(170)
        self.reason.returnPressed.connect(self.until.setFocus)
        self.until.returnPressed.connect(self._go)
        go = button("认可", icon="ok", parent=self)
        go.clicked.connect(self._go)
        away = button("取消", parent=self)
        away.clicked.connect(self.close_bar)
        line = row(self)
        line.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.SMALL, tokens.TIGHT)
        line.addWidget(self._said)
        line.addWidget(self.reason, 1)
        line.addWidget(label(UNTIL.label, "quiet", parent=self))
        for each in (self.until, go, away):
            line.addWidget(each)

    def new_day(self, office: Office) -> None:
        """What 今天 and a date without its year mean."""
        self._reading.today = office.today

    def ask(self, words: str) -> None:
        """Open."""
        self._said.setText(words)
        self.reason.clear()
        self.until.clear()
        self.show()
        self.reason.setFocus()

    def _go(self) -> None:
        why, typed = self.reason.text().strip(), self.until.text().strip()
        read = self._reading.parse(UNTIL, typed)
        until = read.value if isinstance(read.value, date) else None
        wrong = bool(typed) and until is None
        set_property(self.until, "wrong", wrong)
        set_property(self.reason, "wrong", not why)
        if not why:
            self.reason.setFocus()
        elif wrong:
            self.until.setFocus()
        else:
            self.hide()
            self.wanted.emit(why, until)
