"""A window left open over midnight goes on with the new day: one place hands it on, and all is read again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from desktop.records.catalogue import records

if TYPE_CHECKING:
    from desktop.services.office import Office
    from desktop.ui.window import Window

# A timer stands still while the computer sleeps: no sleep is to cost more than this after waking.
LONGEST = 10 * 60  # seconds
Clock = Callable[[], date]


@runtime_checkable
class Dated(Protocol):
    """Anything in the window that keeps the day, or the office, for itself."""

    def new_day(self, office: Office) -> None:
        """Go on with the office of the new day; what is typed stays."""


class Daybreak(QObject):
    """Looks at the calendar at midnight, and whenever the window comes to the front."""

    def __init__(self, window: Window, clock: Clock) -> None:
        super().__init__(window)
        self._window, self._clock = window, clock
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.applicationStateChanged.connect(self._fronted)
        self.look()

    def _fronted(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def look(self) -> None:
        """Hand a new day on, if there is one."""
        context, today = self._window.context, self._clock()
        if context is None:  # the ledger is closed, or not open yet
            return
        self._timer.start(1000 * min(LONGEST, 1 + _seconds_to_midnight(datetime.now())))
        if context.office.today == today:
            return
        office = context.office = replace(context.office, today=today)
        for each in self._window.findChildren(QObject):
            if isinstance(each, Dated):
                each.new_day(office)
        context.changes.happened.emit({each.id for each in records()})


def _seconds_to_midnight(now: datetime) -> int:
    """How long the day still lasts."""
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time())
    return int((midnight - now).total_seconds())
