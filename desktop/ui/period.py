"""The chooser of a period: 自然年, 学年 or any dates one click apart, ‹ › to the year before or after."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QMenu, QPushButton, QStackedWidget, QToolTip, QWidget

from desktop.core.dates import WINDOW_FORMS, Window, YearKind, parse_window, year_of
from desktop.core.errors import UserError
from desktop.ui.widgets import button, icon_button, row, set_property

if TYPE_CHECKING:
    from desktop.services.office import Office

FREE = "起止日期"
KINDS = (YearKind.CALENDAR.value, YearKind.SCHOOL.value, FREE)
YEARS_SHOWN = 6


class PeriodChooser(QWidget):
    """自然年 | 学年 | 起止日期, and which one."""

    chosen = Signal(object)  # core.dates.Window

    def __init__(
        self, today: date, kind: str = KINDS[0], parent: QWidget | None = None, *, stays: bool = False
    ) -> None:
        """`stays`: a period in sight is what somebody works at, and no new year takes it away."""
        super().__init__(parent)
        self._today, self._stays = today, stays
        self._picked = False  # by somebody: then it is not put forward when the year turns
        self._line = row(self, spacing=0)
        self._group = QButtonGroup(self)
        self._kinds: dict[str, QPushButton] = {}
        for name in KINDS:
            each = button(name, help=f"按{name}统计", parent=self)
            each.setCheckable(True)
            each.setAutoDefault(False)
            each.clicked.connect(partial(self._kind_chosen, name))
            self._group.addButton(each)
            self._kinds[name] = each
            self._line.addWidget(each)
        self._line.addSpacing(8)
        self._build_year()
        self.window_chosen = self._year(kind if kind in KINDS else KINDS[0])
        self._show()

    def _build_year(self) -> None:
        years = QWidget(self)
        inner = row(years, spacing=2)
        before = icon_button("chevron-left", "上一年", parent=years)
        before.clicked.connect(partial(self._step, -1))
        self._named = button("", icon="calendar", help="选择年份", parent=years)
        self._menu = QMenu(self._named)
        self._named.setMenu(self._menu)
        after = icon_button("chevron-right", "下一年", parent=years)
        after.clicked.connect(partial(self._step, 1))
        for each in (before, self._named, after):
            inner.addWidget(each)
        self._typed = QLineEdit(self)
        self._typed.setAccessibleName(FREE)
        self._typed.setPlaceholderText("如 2025-09-01..2026-08-31")
        self._typed.setToolTip(f"可写：{WINDOW_FORMS}")
        self._typed.setMinimumWidth(200)
        self._typed.editingFinished.connect(self._read)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(years)
        self._stack.addWidget(self._typed)
        self._line.addWidget(self._stack)

    # -- choosing -------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """Which of the three is chosen."""
        return next(name for name, each in self._kinds.items() if each.isChecked())

    def set_window(self, window: Window) -> None:
        """Show this window, without telling."""
        self._picked = True
        self.window_chosen = window
        self._show()

    def turn_to(self, kind: str) -> None:
        """The year of this kind instead of the other, without telling."""
        if kind != _kind_of(self.window_chosen):
            self.window_chosen = self._year(kind, min(self.window_chosen.end, self._today))
            self._show()

    def new_day(self, office: Office) -> None:
        """The year that was this one is put forward when it is over, unless somebody chose it."""
        was, self._today = self._today, office.today
        kind = self.kind
        over = kind != FREE and self._year(kind, was) == self.window_chosen != self._year(kind)
        if over and not self._picked and not (self._stays and self.isVisible()):
            self.window_chosen = self._year(kind)
            self._show()
            self.chosen.emit(self.window_chosen)
        else:
            self._show()  # there may be one more year to choose

    def _year(self, kind: str, day: date | None = None) -> Window:
        year = YearKind.SCHOOL if kind == YearKind.SCHOOL.value else YearKind.CALENDAR
        return year_of(day or self._today, year)

    def _kind_chosen(self, kind: str) -> None:
        window = self.window_chosen
        if kind == FREE:
            spelled = parse_window(f"{window.start}..{window.end}")
            self._put(spelled)
            self._typed.setFocus()
            self._typed.selectAll()
        elif kind != _kind_of(window):
            # From a 学年 to the year it ends in and back: what a clerk compares.
            self._put(self._year(kind, min(window.end, self._today)))

    def _step(self, years: int) -> None:
        start = self.window_chosen.start
        self._put(self._year(self.kind, start.replace(year=start.year + years)))

    def _pick(self, day: date) -> None:
        self._put(self._year(self.kind, day))

    def _read(self) -> None:
        try:
            window = parse_window(self._typed.text())
        except UserError as error:
            set_property(self._typed, "wrong", True)
            self._typed.setToolTip(str(error))
            below = self._typed.mapToGlobal(self._typed.rect().bottomLeft())
            QToolTip.showText(below, str(error), self._typed)  # said at once, not only where one points
            return
        set_property(self._typed, "wrong", False)
        self._typed.setToolTip(f"可写：{WINDOW_FORMS}")
        if (window.start, window.end) != (self.window_chosen.start, self.window_chosen.end):
            self._put(window)

    def _put(self, window: Window) -> None:
        self._picked = True
        self.window_chosen = window
        self._show()
        self.chosen.emit(window)

    # -- showing --------------------------------------------------------------------------------------

    def _show(self) -> None:
        window = self.window_chosen
        kind = _kind_of(window)
        self._kinds[kind].setChecked(True)
        self._stack.setCurrentIndex(1 if kind == FREE else 0)
        if kind == FREE:
            self._typed.setText(window.label)
            return
        self._named.setText(_shown(window))
        self._menu.clear()
        newest = self._year(kind)
        for back in range(YEARS_SHOWN):
            day = newest.start.replace(year=newest.start.year - back)
            self._menu.addAction(_shown(self._year(kind, day)), partial(self._pick, day))


def _kind_of(window: Window) -> str:
    for kind in (YearKind.CALENDAR, YearKind.SCHOOL):
        same = year_of(window.start, kind)
        if (same.start, same.end) == (window.start, window.end):
            return kind.value
    return FREE


def _shown(window: Window) -> str:
    return f"{window.label} 年" if window.label.isdigit() else window.label.replace("学年", " 学年")
