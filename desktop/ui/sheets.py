"""A workbook on screen: the picture of one sheet, and a tab for each where there are several."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.core.errors import Problem
from desktop.services.pictures import Picture
from desktop.ui import tokens
from desktop.ui.picture import PictureView, number_of
from desktop.ui.widgets import column, label


class Sheets(QWidget):
    """`picture` above, `tabs` below; `turned` asks for the sheet of that number to be drawn."""

    turned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = PictureView(self)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("工作表")
        self.tabs.currentChanged.connect(self.turned)
        lines = column(self)
        lines.addWidget(self.picture, 1)
        self.cut = label("", "warn", parent=self)
        self.cut.setContentsMargins(tokens.SMALL, tokens.TIGHT, 0, tokens.TIGHT)
        self.cut.hide()
        lines.addWidget(self.cut)
        lines.addWidget(self.tabs)

    def say_cut(self, picture: Picture, also: str) -> None:
        """Below a sheet that is too long to be drawn whole; `also` says what becomes of the rest."""
        self.cut.setText(f"! 这里只画出前 {picture.rows} 行，后面还有 {picture.cut} 行没有画，{also}。")
        self.cut.setVisible(picture.cut > 0)

    @property
    def at(self) -> int:
        """The number of the sheet that is shown; -1 where there is none."""
        return self.tabs.currentIndex()

    def names(self) -> list[str]:
        """The sheets there are."""
        return [self.tabs.tabText(at) for at in range(self.tabs.count())]

    def put(self, names: Sequence[str], among: Sequence[str] = (), *, stay: bool = True) -> None:
        """These sheets, without telling: the one shown before if it is still `among` them, else the first."""
        here = self.tabs.tabText(self.at) if self.at >= 0 else ""
        allowed = among or names
        wanted = here if stay and here in allowed else next(iter(allowed), "")
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in names:
            self.tabs.addTab(name)
        self.tabs.setCurrentIndex(list(names).index(wanted) if wanted in names else 0)
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(names) > 1)

    def goto(self, problem: Problem) -> None:
        """Show the cell of a problem."""
        names = self.names()
        if problem.sheet in names and problem.row is not None:
            self.tabs.setCurrentIndex(names.index(problem.sheet))
            self.picture.goto(problem.row, number_of(problem.column) if problem.column else 1)
