"""The password of a locked file as a bar in the screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui import tokens
from desktop.ui.returns.bar import AskBar
from desktop.ui.widgets import button, label, row

MOST = 24  # characters of a file's name in the sentence


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
        self._said = label("", parent=self)
        line.addWidget(self._said)
        line.addWidget(self.typed, 1)
        line.addWidget(self._note)
        line.addWidget(opens)

    def ask(self, words: str = "这个文件有打开密码", *, wrong: bool) -> None:
        """Open; `wrong` when the one given did not fit."""
        self._said.setText(words)
        self._note.setText("✕ 密码不对" if wrong else "")
        self._note.setVisible(wrong)
        self.typed.clear()
        self.show()
        self.typed.setFocus()

    def ask_for(self, locked: Sequence[Path], *, wrong: bool) -> None:
        """Of several files: one password is tried on all that are still locked; nothing where none is."""
        if locked:
            more = f"等 {len(locked)} 个文件" if len(locked) > 1 else ""
            self.ask(f"“{_short(locked[0].name)}”{more}有打开密码，没有读", wrong=wrong)

    def _open(self) -> None:
        if self.typed.text():
            self.wanted.emit(self.typed.text())


def _short(name: str) -> str:
    return name if len(name) <= MOST else f"{name[: MOST - 8]}…{name[-7:]}"
