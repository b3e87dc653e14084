"""The main window: navigation at the left, the place's tabs and screen, bars above and the bottom line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSettings, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from desktop.ui import tokens
from desktop.ui.drop import answers, dropped, question
from desktop.ui.jobbar import JobBar
from desktop.ui.jobs import Jobs
from desktop.ui.messages import Bars
from desktop.ui.navigation import TITLE, Navigation
from desktop.ui.places import CITY, HIDDEN, PLACES, Place, Tab, place_of
from desktop.ui.problems import Problems
from desktop.ui.style import Style

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from desktop.core.errors import Problem
    from desktop.services.office import Office
    from desktop.ui.context import Context
    from desktop.ui.opening import OpeningPage
    from desktop.ui.remembered import Remembered
    from desktop.ui.screens import ScreenWidget

USUAL_SIZE = QSize(1280, 720)


class Window(QWidget):
    """The window. Until `open_office` it is a frame that can be painted with Qt alone."""

    painted = Signal()  # once, after the first paint
    ready = Signal()  # once, when the first screen has its first rows
    closing = Signal()

    def __init__(
        self, style: Style, settings: QSettings, jobs: Jobs, remembered: Remembered | None = None
    ) -> None:
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setAcceptDrops(True)
        self._style, self._settings, self.jobs = style, settings, jobs
        self.remembered = remembered
        self.context: Context | None = None
        self._later: tuple[str, dict[str, Any]] | None = None  # wanted before the ledger was open
        self._screens: dict[str, ScreenWidget] = {}
        self._labels: Callable[[str], str] = str
        self._place: Place = PLACES[0]
        self._painted = self._is_ready = False
        self._build()
        self._restore()

    def _build(self) -> None:
        self.navigation = Navigation(self._style, self)
        self.navigation.chosen.connect(self.go)
        self.navigation.folded_changed.connect(self._folded)
        self.content = QWidget(self)
        self.content.setObjectName("content")
        self.content.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bars = Bars(self.content)
        self.tabs = QTabBar(self.content)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("页签")
        self.tabs.hide()
        self.tabs.currentChanged.connect(self._tab_chosen)
        self.stack = QStackedWidget(self.content)
        self.job_bar = JobBar(self.jobs, self)
        self.problems = Problems(self._goto_problem, self)
        self.problems.changed.connect(self.job_bar.set_problems)
        self.job_bar.problems_wanted.connect(self._next_problem)
        self.job_bar.undo_wanted.connect(self.undo)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(tokens.LARGE, tokens.TIGHT, tokens.LARGE, 0)
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        right = QVBoxLayout(self.content)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.bars)
        right.addLayout(tabs)
        right.addWidget(self.stack, 1)
        right.addWidget(self.job_bar)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.navigation)
        across.addWidget(self.content, 1)

    # -- life ---------------------------------------------------------------------------------

    def recall(self) -> bool:
        """Show what the start screen showed last, if it still holds; the ledger is opened behind it."""
        if self.remembered is None:
            return False
        from desktop.ui.standin import stand_in

        place = self._start()
        at = self._tab_at(place, place.name)
        made = stand_in(self.remembered, self.tabs_of(place), at, self.jobs, self._settings, self.stack)
        if made is None:
            return False
        made.wanted.connect(self._want)
        self._labels = made.label
        self._show_tabs(place, at)
        self.job_bar.say(made.words)
        self.stack.setCurrentWidget(made.widget)
        self._is_ready = True
        QTimer.singleShot(0, self._paint_first)
        return True

    def _want(self, name: str, where: dict[str, Any]) -> None:
        self.go(name, **where)

    def _paint_first(self) -> None:
        """The first rows count when they are on screen, not when they are on their way there."""
        self.stack.repaint()
        self.ready.emit()

    def open_office(self, office: Office) -> None:
        """The ledger is open: from now on there are screens."""
        from desktop.ui.context import Changes, Context
        from desktop.ui.following import Following
        from desktop.ui.keys import bind
        from desktop.ui.opening import forget_page

        forget_page(self.stack)
        changes = Changes(self)
        self.context = Context(
            office, self.jobs, self.bars, changes, self._settings, self.go, self.problems.show,
            self.remembered,
        )  # fmt: skip
        self._following = Following(self.context, self.job_bar, self)
        self._following.overseer.changed.connect(self.navigation.show_health)
        changes.happened.connect(self._changed)
        self._labels = self._following.label
        bind(self, {
            "Ctrl+Z": self.undo, "Ctrl+Y": self.redo, "Ctrl+F": self._find, "Ctrl+S": self._saved,
            "F4": self._next_problem, "Shift+F4": self._previous_problem, "F1": self._help,
        })  # fmt: skip
        name, where = self._later or (self._start().name, {})
        self.go(name, **where)
        if self._is_ready:  # the first rows were there before the ledger
            self._following.look()
            self._let_go()

    def _start(self) -> Place:
        """The place on screen when the window was closed, else the first."""
        usable = [place for place in PLACES if self.tabs_of(place)]
        wanted = str(self._settings.value("window/place", PLACES[0].name))
        return next((place for place in usable if place.name == wanted), usable[0])

    def start_modules(self) -> list[str]:
        """What the first screen is made of: read in on a job's thread, before the window needs it."""
        place = self._start()
        tab = self.tabs_of(place)[self._tab_at(place, place.name)]
        return ["desktop.ui.following", f"desktop.ui.screens.{tab.screen or 'records'}"]

    def _tab_at(self, place: Place, name: str) -> int:
        """Which tab of a place is meant by its name, else the one that was open last."""
        names = [tab.name for tab in self.tabs_of(place)]
        wanted = name if name in names else str(self._settings.value(f"tab/{place.name}", names[0]))
        return names.index(wanted) if wanted in names else 0

    def _let_go(self) -> None:
        self._later = None
        if self.remembered is not None:
            self.remembered.let_go()

    def show_opening(self, sentence: str, hint: str) -> OpeningPage:
        """While no ledger is open: why, and what can be done."""
        from desktop.ui.opening import show_page

        self._let_go()
        return show_page(self.stack, sentence, hint)

    def prepare(self) -> None:
        """Read in what the first click will need before it comes, and pinyin for the lists."""
        from desktop.ui.beforehand import read_in
        from desktop.ui.spelling import learn

        self.jobs.start("准备", read_in)
        self.jobs.start("准备拼音", learn)

    def leave_office(self) -> None:
        """Save what is being typed, stop the jobs, forget the ledger without closing it."""
        for screen in self._screens.values():
            screen.leave()
        if self.context is not None:
            self._following.close()
        self.jobs.close()
        self.context = None

    def close_office(self) -> None:
        """Leave the ledger and close it."""
        ledger = self.context.office.ledger if self.context is not None else None
        self.leave_office()
        if ledger is not None:
            ledger.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the size, then close everything in order."""
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._settings.setValue("window/place", self._place.name)
        self._settings.sync()
        self._keep()
        self.closing.emit()
        self.close_office()
        super().closeEvent(event)

    def _keep(self) -> None:
        """For the next start: what is on screen."""
        here = self.stack.currentWidget()
        name = next((name for name, screen in self._screens.items() if screen is here), "")
        if self.remembered is not None and self.context is not None and name:
            shown = self._screens[name].shown()
            tabs = [self.label_of(tab) for tab in self.tabs_of(self._place)]
            self.remembered.keep(name, None if shown is None else {**shown, "tabs": tabs})

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the frame is on screen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.navigation.begin)
            QTimer.singleShot(0, self.painted.emit)

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(USUAL_SIZE)
        folded = self._settings.value("window/folded", False, type=bool)
        self.navigation.set_folded(bool(folded))

    def _folded(self, folded: bool) -> None:
        self._settings.setValue("window/folded", folded)

    # -- going places -------------------------------------------------------------------------

    def go(self, name: str, **where: Any) -> None:
        """Show a place, or the tab (record or screen) of this name, with what `where` says."""
        if self.context is None:
            self._later = name, where
            return
        hidden = next((tab for tab in HIDDEN if tab.name == name), None)
        place = place_of("targets" if hidden is CITY else name)
        if hidden is not None and (place is None or hidden not in self.tabs_of(place)):
            self.tabs.hide()  # it takes the whole content
            self._show_tab(hidden, where)
        elif place is not None and (tabs := self.tabs_of(place)):
            at = self._tab_at(place, name)
            self._show_tabs(place, at)
            self._show_tab(tabs[at], where)

    def _show_tabs(self, place: Place, at: int) -> None:
        self._place = place
        self.navigation.show_chosen(place.name)
        tabs = self.tabs_of(place)
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for tab in tabs:
            self.tabs.addTab(self.label_of(tab))
        self.tabs.setCurrentIndex(at)
        self.tabs.blockSignals(False)
        self.tabs.setVisible(len(tabs) > 1)

    def tabs_of(self, place: Place) -> tuple[Tab, ...]:
        """The tabs of a place."""
        from desktop.ui.screens.building import has_screen

        tabs = tuple(tab for tab in place.tabs if tab.record or has_screen(tab.screen))
        if place.name != "targets" or self.context is None:
            return tabs
        from desktop.services.ledgers import several_schools

        return (*tabs, CITY) if several_schools(self.context.office.ledger) else tabs

    def label_of(self, tab: Tab) -> str:
        """What a tab is called: a screen's own label, or its record's."""
        return tab.label or self._labels(tab.record)

    def _tab_chosen(self, at: int) -> None:
        tabs = self.tabs_of(self._place)
        if 0 <= at < len(tabs):
            self._settings.setValue(f"tab/{self._place.name}", tabs[at].name)
            if self.context is None:
                self._later = tabs[at].name, {}
            else:
                self._show_tab(tabs[at], {})

    def _show_tab(self, tab: Tab, where: dict[str, Any]) -> None:
        screen = self.built(tab)
        current = self.stack.currentWidget()
        if current is not screen:
            if current in self._screens.values():
                self._screen_here().leave()
            self.problems.clear()
            self.bars.leave_screen()
            self.job_bar.say("")
            self.stack.setCurrentWidget(screen)
        screen.enter(**where)

    def built(self, tab: Tab) -> ScreenWidget:
        """The screen of a tab, built on the first visit."""
        if tab.name not in self._screens:
            from desktop.ui.screens.building import build_screen

            if self.context is None:
                raise RuntimeError("no ledger is open")
            screen = build_screen(tab, self.context, self.stack)
            screen.status.connect(self._status)
            screen.ready.connect(self._screen_ready)
            self._screens[tab.name] = screen
            self.stack.addWidget(screen)
        return self._screens[tab.name]

    def _screen_here(self) -> ScreenWidget:
        from desktop.ui.screens import ScreenWidget

        current = self.stack.currentWidget()
        if not isinstance(current, ScreenWidget):
            raise RuntimeError("no screen is shown")
        return current

    def _status(self, words: str) -> None:
        if self.sender() is self.stack.currentWidget():
            self.job_bar.say(words)

    def _screen_ready(self) -> None:
        if not self._is_ready and self.sender() is self.stack.currentWidget():
            self._is_ready = True
            self._following.look()
            QTimer.singleShot(0, self._paint_first)

    def _changed(self, records: set[str]) -> None:
        for screen in self._screens.values():
            screen.refresh(records)

    # -- keys ---------------------------------------------------------------------------------

    def undo(self) -> None:
        """Ctrl+Z outside of an editor, and the button in the bottom line."""
        if self.context is not None:
            self._screen_here().leave()
            self._following.undo()

    def redo(self) -> None:
        """Ctrl+Y: do again what was just undone."""
        if self.context is not None:
            self._screen_here().leave()
            self._following.redo()

    def _find(self) -> None:
        self._screen_here().start_search()

    def _saved(self) -> None:
        self._screen_here().leave()
        self.bars.good("已自动保存：填写的内容离开单元格就已写入台账，不需要手动保存。")

    def _help(self) -> None:
        self.go("help")

    def _next_problem(self) -> None:
        if self.problems.walk(1) is None:
            self.bars.good("没有待处理的问题。")

    def _previous_problem(self) -> None:
        self.problems.walk(-1)

    def _goto_problem(self, problem: Problem) -> bool:
        here = self._screen_here()
        if here.goto(problem):
            return True
        if problem.record and problem.row_id is not None:
            self.go(problem.record, row=problem.row_id, path=problem.path)
            return True
        return False

    # -- drop ---------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A workbook may be dropped anywhere."""
        if self.context is not None and dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Ask in a bar what the files are for."""
        files = dropped(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.bars.ask(question(files), answers(self._screen_here(), files))
