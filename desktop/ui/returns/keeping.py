"""存为报表 as a bar in the screen: the name under which a recognised form is kept."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui import tokens
from desktop.ui.returns.bar import AskBar
from desktop.ui.widgets import button, label, row


class KeepBar(AskBar):
    """Enter keeps it."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._taken: frozenset[str] = frozenset()
        self.name = self.line("报表名称", "以后怎么叫它，例如：培训备案表")
        self.name.returnPressed.connect(self._keep)
        self.name.textChanged.connect(self._look)
        self._note = label("", "warn", parent=self)
        keep = button("存为报表", icon="save", primary=True, parent=self)
        keep.clicked.connect(self._keep)
        away = button("取消", parent=self)
        away.clicked.connect(self.close_bar)
        line = row(self)
        line.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.SMALL, tokens.TIGHT)
        line.addWidget(label("报表名称", parent=self))
        line.addWidget(self.name, 1)
        for each in (self._note, keep, away):
            line.addWidget(each)

    def ask(self, name: str, taken: Iterable[str]) -> None:
        """Open with a name; `taken` are those there are."""
        self._taken = frozenset(taken)
        self.name.setText(name)
        self._look()
        self.show()
        self.name.setFocus()
        self.name.selectAll()

    def _look(self) -> None:
        there = self.name.text().strip() in self._taken
        self._note.setText("! 已有同名报表，将被替换" if there else "")
        self._note.setVisible(there)

    def _keep(self) -> None:
        name = self.name.text().strip()
        if name:
            self.hide()
            self.wanted.emit(name)
        else:
            self.name.setFocus()
