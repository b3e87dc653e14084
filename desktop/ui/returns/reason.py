"""A bar in the screen that asks for one written reason."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import tokens
from desktop.ui.returns.bar import AskBar
from desktop.ui.widgets import button, label, row


class ReasonBar(AskBar):
    """Enter goes on; without a reason nothing happens."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = label("", parent=self)
        self.typed = self.line("作废原因", "例如：报错了单位，已电话说明")
        self.typed.returnPressed.connect(self._go)
        go = button("作废", icon="delete", parent=self)
        go.clicked.connect(self._go)
        away = button("取消", parent=self)
        away.clicked.connect(self.close_bar)
        line = row(self)
        line.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.SMALL, tokens.TIGHT)
        line.addWidget(self._said)
        line.addWidget(self.typed, 1)
        line.addWidget(go)
        line.addWidget(away)

    def ask(self, words: str) -> None:
        """Open."""
        self._said.setText(words)
        self.typed.clear()
        self.show()
        self.typed.setFocus()

    def _go(self) -> None:
        why = self.typed.text().strip()
        if why:
            self.hide()
            self.wanted.emit(why)
        else:
            self.typed.setFocus()
