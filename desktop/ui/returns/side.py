"""The panel beside the picture: the columns of the form, or the number that was clicked."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui.returns.columns import Columns
from desktop.ui.returns.number import Number
from desktop.ui.side import SidePanel
from desktop.ui.widgets import settle

WIDTH = 348
COLUMNS, NUMBER = "各列填什么", "这一格怎么来"


class Side(SidePanel):
    """One page at a time."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", WIDTH, parent)
        self.columns = Columns(self)
        self.number = Number(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.columns)
        self._pages.addWidget(self.number)
        self.hold(self._pages)

    def page(self) -> str:
        """Which page is on screen; "" while the panel is away."""
        return self.title.text() if self.isVisible() else ""

    def open_columns(self) -> None:
        """The columns of the form."""
        self._open(COLUMNS, self.columns)

    def open_number(self) -> None:
        """The cell that was clicked."""
        self._open(NUMBER, self.number)

    def _open(self, title: str, page: QWidget) -> None:
        self.title.setText(title)
        self._pages.setCurrentWidget(page)
        if not self.isVisible():
            self.show()
            self.opened.emit()
        settle()
