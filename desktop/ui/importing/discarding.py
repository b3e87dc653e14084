"""A bar that asks why something that waits need not be written."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import tokens
from desktop.ui.returns.bar import AskBar
from desktop.ui.widgets import button, label, row

USUAL = ("已在台账里补好", "重复登记", "不需要")


class DiscardBar(AskBar):
    """A click on a usual reason, or one typed and Enter; without a reason nothing happens."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = label("", parent=self)
        line = row(self)
        line.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.SMALL, tokens.TIGHT)
        line.addWidget(self._said)
        for text in USUAL:
            each = button(text, parent=self)
            each.clicked.connect(lambda _on=False, why=text: self._go(why))
            line.addWidget(each)
        self.typed = self.line("移走的原因", "或写明别的原因")
        self.typed.returnPressed.connect(lambda: self._go(self.typed.text().strip()))
        line.addWidget(self.typed, 1)
        away = button("取消", parent=self)
        away.clicked.connect(self.close_bar)
        line.addWidget(away)

    def ask(self, words: str) -> None:
        """Open."""
        self._said.setText(words)
        self.typed.clear()
        self.show()
        self.typed.setFocus()

    def _go(self, why: str) -> None:
        if why:
            self.hide()
            self.wanted.emit(why)
        else:
            self.typed.setFocus()
