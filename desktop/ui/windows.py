"""The chooser of a window of time: 自然年 and 学年 one click apart, or all."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.widgets import button, row

if TYPE_CHECKING:
    from desktop.services.office import Office

YEARS_SHOWN = 5
ALL = "全部时间"


class WindowChooser(QWidget):
    """A button that opens the list of years and school years."""

    chosen = Signal(object)  # core.dates.Window, or None for all

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._button = button(ALL, icon="calendar", help="只看这段时间的记录", parent=self)
        self._menu = QMenu(self._button)
        self._button.setMenu(self._menu)
        self._offer(today)
        row(self).addWidget(self._button)

    def new_day(self, office: Office) -> None:
        """There may be one more year; what is chosen stays."""
        self._offer(office.today)

    def _offer(self, today: date) -> None:
        menu = self._menu
        menu.clear()
        menu.addAction(ALL, partial(self.choose, ""))
        menu.addSeparator()
        for year in range(today.year, today.year - YEARS_SHOWN, -1):
            menu.addAction(f"自然年 {year}", partial(self.choose, str(year)))
        menu.addSeparator()
        begun = today.year if today.month >= 9 else today.year - 1
        for year in range(begun, begun - YEARS_SHOWN, -1):
            menu.addAction(f"{year}-{year + 1} 学年", partial(self.choose, f"{year}-{year + 1}学年"))

    def choose(self, text: str) -> None:
        """A window by the text that `--window` takes, or "" for all."""
        from desktop.core.dates import parse_window  # late: the first rows are not chosen by time

        self._button.setText(
            ALL if not text else f"自然年 {text}" if text.isdigit() else text.replace("学年", " 学年")
        )
        self.chosen.emit(parse_window(text) if text else None)
