"""首页: the year in figures, what is due, how far the targets are, what is wrong, what was done last."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.core.progress import Progress
from desktop.records.catalogue import record
from desktop.services.history import Step, history
from desktop.services.office import Office
from desktop.store.find import find
from desktop.ui.board import OTHER, Board, Line
from desktop.ui.context import Context
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import column

if TYPE_CHECKING:  # counting and checking are read in on a job, after the first rows are on screen
    from desktop.core.dates import Window
    from desktop.core.errors import Problem
    from desktop.services.board import Aim, Due, Figure
    from desktop.services.health import Health, Tally

NAME = "home"
# The ledgers beside which the findings of 健康检查 are counted, and a line for all others.
CHECKED = ("training_class", "enrolment", "candidate", "certificate", "practice", "teacher")
ACTS = 4
WALKED = 2000  # problems that F4 walks to at once
ROOTS = ("training_class", "person", "practice")  # a ledger without any of these is a new one


class HomeScreen(ScreenWidget):
    """The screen: a board, and what reads it out of the ledger."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        taken = context.remembered.take_over(NAME) if context.remembered is not None else None
        if taken is not None and isinstance(taken[0], Board):
            self.board = taken[0]
            self.board.wanted.disconnect()
            self._stale = False
        else:
            self.board = Board(context.office.today, self._labels(), context.settings, self)
            self._stale = True
        self._taken_over = self._whole = not self._stale
        self._readings = 0
        self.board.wanted.connect(self._go)
        self.board.problems_wanted.connect(self._open_problems)
        if context.overseer is not None:
            context.overseer.changed.connect(self._show_health)
        column(self).addWidget(self.board)
        self.board.show()

    @staticmethod
    def _labels() -> dict[str, str]:
        return {**{name: record(name).label for name in CHECKED}, OTHER: "其他"}

    def _go(self, name: str, where: dict[str, Any]) -> None:
        self.context.navigate(name, **where)

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """Read what has changed since."""
        del where
        self.board.show_backup()
        if self._taken_over and self.context.remembered is not None:
            self._taken_over = False
            self.context.remembered.check(self.context.jobs, NAME, self._read)
        elif self._stale:
            self._read()

    def refresh(self, changed: set[str]) -> None:
        """Rows were written: read again, or when shown."""
        del changed
        self._stale = True
        if self.isVisible():
            self._read()

    def shown(self) -> dict[str, Any] | None:
        """All that is on the board, once it is."""
        return self.board.content() if self._whole and not self._stale else None

    def _read(self) -> None:
        self._stale = self._whole = False
        self._readings += 1
        self.board.expect()
        reading, office, jobs = self._readings, self.context.office, self.context.jobs
        if self.context.remembered is not None:
            self.context.remembered.note(jobs, NAME)
        jobs.start("首页", partial(_school, office), self._show_school, key="home-school")
        jobs.start("首页", partial(_due, office), self.board.show_due, key="home-due")
        jobs.start("首页", partial(_acts, office), self.board.show_acts, key="home-acts")
        jobs.start("首页", partial(_waiting, office), self.board.show_waiting, key="home-wait")
        jobs.start("首页", partial(_figures, office), self.board.show_figures, key="home-figures")
        jobs.start("首页", partial(_aims, office), self.board.show_aims, key="home-aims")
        jobs.start("首页", lambda progress: reading, self._all_read, key="home-read")  # behind all the others

    def _all_read(self, reading: int) -> None:
        self._whole = reading == self._readings
        overseer = self.context.overseer
        if overseer is not None:  # the checks come last: they take longest
            overseer.begin()
            if overseer.tally is not None:
                self._show_health(overseer.tally)

    def _show_school(self, found: tuple[str, bool]) -> None:
        self.board.show_school(*found)
        QTimer.singleShot(0, self, self.ready.emit)

    def _show_health(self, tally: Tally) -> None:
        from desktop.services.health import by_area
        from desktop.ui.health import said

        counts = by_area(tally)
        for name, label in self._labels().items():
            self.board.show_problems(name, label, counts[name])
        self.board.show_whose(tally.schools)
        self.board.show_health(said(tally))

    def _open_problems(self, name: str) -> None:
        self.context.navigate(name)
        overseer = self.context.overseer
        if overseer is not None:
            overseer.begin()
            work = partial(_problems, overseer.health, name)
            self.context.jobs.start("读取问题", work, self.context.show_problems, lane="watch")


def _school(office: Office, progress: Progress) -> tuple[str, bool]:
    """The school's name, and whether there is anything in the ledger yet."""
    progress.step(0)
    own = record("school")
    page = find(office.ledger, "school", paths=[own.by_name(own.model.identity[0])])
    names = dict(zip(page.ids, page.rows, strict=True))  # a bureau's ledger has those of its schools, too
    known = (find(office.ledger, name, paths=[], limit=1).ids for name in ROOTS)
    return str(names.get(office.ledger.school_id, ("",))[0] or ""), any(known)


def _due(office: Office, progress: Progress) -> list[Due]:
    from desktop.services.overview import due

    progress.step(0)
    return due(office)


def _acts(office: Office, progress: Progress) -> list[Line]:
    progress.step(0)
    return [_line(step) for step in history(office.ledger, ACTS)]


def _line(step: Step) -> Line:
    counts = (("新增", step.created), ("修改", step.changed), ("删除", step.deleted))
    said = "、".join(f"{word} {count}" for word, count in counts if count)
    note = " · ".join(part for part in (step.actor, said, "已撤销" if step.undone else "") if part)
    return step.title, note, step.at.replace("T", " ")[5:16]


def _waiting(office: Office, progress: Progress) -> int:
    from desktop.services.waiting import count_waiting

    progress.step(0)
    return count_waiting(office)


def _year(office: Office) -> Window:
    from desktop.core.dates import YearKind, year_of

    return year_of(office.today, YearKind.CALENDAR)


def _figures(office: Office, progress: Progress) -> list[Figure]:
    from desktop.services.overview import year_figures

    progress.step(0)
    return year_figures(office, _year(office))


def _aims(office: Office, progress: Progress) -> list[Aim]:
    from desktop.services.overview import aims

    progress.step(0)
    return aims(office, _year(office))


def _problems(health: Health, name: str, progress: Progress) -> list[Problem]:
    """The errors and warnings that a line counts, as F4 walks to them."""
    from desktop.services.health import records_of
    from desktop.ui.health import problem_of

    progress.step(0)
    found = health.findings(record=records_of(name), limit=WALKED)
    return [problem_of(each) for each in found if each.severity != "hint"]


def build(context: Context, parent: QWidget) -> HomeScreen:
    """The screen."""
    return HomeScreen(context, parent)
