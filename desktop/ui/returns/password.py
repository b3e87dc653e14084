"""The password of a locked file as a bar in the screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui import tokens
from desktop.ui.returns.bar import AskBar
from desktop.ui.widgets import button, label, row


class PasswordBar(AskBar):
    """Enter opens the file; the password is kept no longer than the window."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.typed = self.line("打开密码", "来文里写的密码")
        self.typed.setEchoMode(QLineEdit.EchoMode.Password)
        self.typed.returnPressed.connect(self._open)
        self._note = label("", "bad", parent=self)
        opens = button("打开", primary=True, parent=self)
        opens.clicked.connect(self._open)
        line = row(self)
        line.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.SMALL, tokens.TIGHT)
        line.addWidget(label("这个文件有打开密码", parent=self))
        line.addWidget(self.typed, 1)
        line.addWidget(self._note)
        line.addWidget(opens)

    def ask(self, *, wrong: bool) -> None:
        """Open; `wrong` when the one given did not fit."""
        self._note.setText("✕ 密码不对" if wrong else "")
        self._note.setVisible(wrong)
        self.typed.clear()
        self.show()
        self.typed.setFocus()

    def _open(self) -> None:
        if self.typed.text():
            self.wanted.emit(self.typed.text())
