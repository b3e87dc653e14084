"""Start-up in stages: the frame at once with Qt alone, the ledger in a thread, the rest in slices."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QObject,
    QSettings,
    QTimer,
)
from PySide6.QtWidgets import QApplication

from desktop.core.progress import Progress
from desktop.ui.jobs import Jobs
from desktop.ui.style import Style
from desktop.ui.window import Window

if TYPE_CHECKING:
    from desktop.services.office import Office
    from desktop.ui.daybreak import Clock
    from desktop.ui.remembered import Standing

RECORDS = "desktop.ui.screens.records"


class Opener(Protocol):
    """Opens the ledger (imports SQLAlchemy: call it on a job's thread); `create` = (code, name) makes it."""

    def __call__(self, create: tuple[str, str] | None = None) -> Office:
        """The office with its ledger open."""


class Watch:
    """Start-up measured: when each stage was reached, and the longest turn of the event loop in CPU time."""

    def __init__(self) -> None:
        self.begun = time.time()
        self.stages: dict[str, float] = {}
        self.longest = 0.0
        self._since: float | None = None
        self.absent: dict[str, list[str]] = {}

    def follow(self) -> None:
        """Measure every turn of this thread's event loop."""
        self._dispatcher = QAbstractEventDispatcher.instance()
        self._dispatcher.awake.connect(self._turn)

    def _turn(self) -> None:
        # From one waking to the next: whatever ran between; waiting itself costs no CPU.
        now = time.thread_time()
        if self._since is not None:
            self.longest = max(self.longest, now - self._since)
        self._since = now

    def reach(self, stage: str) -> None:
        """Note that a stage is reached."""
        self.stages[stage] = time.time()
        heavy = ("sqlalchemy", "alembic", "openpyxl", "pypinyin", "lxml")
        self.absent[stage] = [name for name in heavy if name not in sys.modules]

    def line(self) -> str:
        """One line of JSON: seconds since the start, clock times, the longest turn, what was not imported."""
        import json

        self._turn()
        return json.dumps(
            {
                **{stage: round(at - self.begun, 4) for stage, at in self.stages.items()},
                "at": self.stages,
                "longest_event_cpu": round(self.longest, 4),
                "absent": self.absent,
            }
        )


class Application(QObject):
    """The window's life, from the frame to the closed ledger."""

    def __init__(
        self,
        app: QApplication,
        opener: Opener,
        folder: Path,
        *,
        standing: Standing | None = None,
        quit_at: str = "",
        watch: Watch | None = None,
        style: Style | None = None,
        jobs: Jobs | None = None,
        clock: Clock | None = None,
    ) -> None:
        """`standing` tells how the ledger stands, for what the first screen need not read again.

        `clock` says which day it is while the window is open (None: the one the ledger was opened on);
        `style` and `jobs` are given where there are such already: in tests.
        """
        super().__init__(app)
        self._app, self._opener, self._quit_at = app, opener, quit_at
        self._watch = watch or Watch()
        self.style = style or Style(app)
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        self.jobs = jobs or Jobs(self)
        self.window = Window(self.style, settings, self.jobs)
        self._standing, self._clock = standing, clock
        self._folder = folder
        self._slices: list[Callable[[], object]] = []
        self.jobs.on_error = self._error
        self.window.painted.connect(self._first_paint)
        self.window.ready.connect(self._first_rows)

    def start(self) -> None:
        """Show the frame; everything else follows from its first paint."""
        self.window.show()

    def _first_paint(self) -> None:
        self._watch.reach("first_paint")
        if self._quit_at == "first-paint":
            self._leave()
            return
        from desktop.ui.faults import Faults

        self.faults = Faults(self._folder, self._say, self)
        self.faults.install()
        if self._standing is not None:
            from desktop.ui.remembered import Remembered

            self.window.remembered = Remembered(self._folder, self._standing)
        if not self.window.recall():
            self.open()

    def open(self, create: tuple[str, str] | None = None) -> None:
        """Open the ledger off the window's thread; the modules of the screens are read there too."""
        opener, modules = self._opener, self.window.start_modules()
        if "first_rows" in self._watch.stages:
            modules.append(RECORDS)
        self.jobs.start(
            "打开台账",
            lambda progress: _open(opener, create, modules, progress),
            self._opened,
            failed=self._not_opened,
            lane="write",
        )

    def _not_opened(self, error: Exception) -> None:
        """No ledger, or one that cannot be opened: say why, and offer a new one."""
        from desktop.core.errors import UserError

        if isinstance(error, UserError):
            page = self.window.show_opening(str(error.sentence), error.hint)
            page.again.connect(self.open)
            page.wanted.connect(self._create)
            if self._quit_at:
                self._leave()
        else:
            self._error(error)

    def _create(self, code: str, name: str) -> None:
        self.open((code, name))

    def _opened(self, office: Office) -> None:
        self._watch.reach("opened")
        self.window.bars.clear()
        self.window.open_office(office)
        if "first_rows" in self._watch.stages:
            self._go_on()

    def _first_rows(self) -> None:
        self._watch.reach("first_rows")
        if self.window.context is None:  # they were remembered
            self.open()
        else:
            self._go_on()

    def _go_on(self) -> None:
        """The first rows are painted, the ledger is open: what is missing is the screen of all records."""
        if RECORDS in sys.modules:
            self._all_can_be_entered(None)
            return
        self.jobs.start(
            "准备",
            lambda progress: _read_in((RECORDS,), progress),
            self._all_can_be_entered,
            lane="write",  # the first screen's figures are being read on the other
        )

    def _all_can_be_entered(self, _: object) -> None:
        self._slices = [self._usable, lambda: speak_chinese(self._app), self.window.prepare]
        self._next_slice()

    def _next_slice(self) -> None:
        """One small piece of the rest at a time, so that a click in between is answered."""
        if self._slices:
            self._slices.pop(0)()
            QTimer.singleShot(0, self._next_slice)

    def _usable(self) -> None:
        gc.enable()
        gc.freeze()  # what was read in stays; only what comes later is looked through
        if self._clock is not None:
            from desktop.ui.daybreak import Daybreak  # late: the day turns after the first rows

            self.daybreak = Daybreak(self.window, self._clock)
        self._watch.reach("usable")
        if self._quit_at == "usable":
            self._leave()

    def _leave(self) -> None:
        sys.stderr.write(self._watch.line() + "\n")
        sys.stderr.flush()
        self.window.close()
        self._app.quit()

    def _error(self, error: Exception) -> None:
        self.faults.meet(error)
        if self._quit_at:
            self._leave()

    def _say(self, sentence: str, hint: str) -> None:
        self.window.bars.bad(sentence, hint)


def _open(
    opener: Opener, create: tuple[str, str] | None, modules: Sequence[str], progress: Progress
) -> Office:
    """Open the ledger, and read in what the first screen is made of: on a job's thread."""
    office = opener(create) if create else opener()
    _read_in(modules, progress)
    return office


def _read_in(modules: Sequence[str], progress: Progress) -> None:
    for name in modules:
        progress.step(0)
        importlib.import_module(name)


def speak_chinese(app: QApplication) -> bool:
    """Have Qt's own buttons and menus in Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator

    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    found = translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    return found and app.installTranslator(translator)


def choose_input_method() -> None:
    """PySide6 brings ibus but not fcitx: fall back to ibus where the named plug-in is absent."""
    wanted = os.environ.get("QT_IM_MODULE", "")
    if not sys.platform.startswith("linux") or not wanted or wanted in ("ibus", "compose"):
        return
    from PySide6.QtCore import QLibraryInfo

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforminputcontexts"
    if not any(wanted in file.name for file in folder.glob("*.so")):
        os.environ["QT_IM_MODULE"] = "ibus"


def run(
    opener: Opener,
    folder: Path,
    *,
    standing: Standing | None = None,
    quit_at: str = "",
    arguments: Sequence[str] = (),
) -> int:
    """Open the window and stay until it is closed; the process's exit code."""
    watch = Watch()
    gc.disable()  # nothing read in during start-up is garbage; `_usable` turns the collector on again
    choose_input_method()
    app = QApplication(["zhijiao", *arguments])
    app.setApplicationName("zhijiao")
    application = Application(
        app, opener, folder, standing=standing, quit_at=quit_at, watch=watch, clock=date.today
    )
    if quit_at:
        watch.follow()
    application.start()
    code = app.exec()
    application.window.close()
    return code
