"""Pictures of every screen at the size of a small office PC, for people to look at."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog

from desktop.ui.application import speak_chinese
from desktop.ui.jobs import Jobs, sentence_of
from desktop.ui.places import PLACES
from desktop.ui.states import main_places, states, written_states
from desktop.ui.style import Style
from desktop.ui.window import Window

if TYPE_CHECKING:
    from desktop.services.office import Office

WIDTH, HEIGHT = 1366, 768
PATIENCE = 20.0  # seconds for one screen to read its rows
QUICK = 75  # of a hundred: how little work goes into making the files small
QUIET = 0.08  # seconds without work before the picture is taken: the last texts still have to be laid out


def application() -> QApplication:
    """The running application, or one that draws into memory."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication(["zhijiao"])


def settle(app: QApplication, jobs: Jobs) -> None:
    """Let the jobs end and the paint be done."""
    end = time.monotonic() + PATIENCE
    quiet = time.monotonic()
    while time.monotonic() < end:
        app.processEvents()
        if not jobs.idle():
            quiet = time.monotonic()
        elif time.monotonic() - quiet > QUIET:
            return
        time.sleep(0.002)


def shoot(office: Office, folder: Path, *, dark: bool = False, empty: Office | None = None) -> list[Path]:
    """Save a PNG of every tab of every place and of a form for the first of each; gives the files.

    With an `empty` office, too, which is written into: the states that one meets besides, the main places in
    the other colours, and as they are before anything has been entered.
    """
    app = application()
    style = app.findChild(Style)
    if not isinstance(style, Style):
        style = Style(app, dark=dark, bundled_font=True)
        speak_chinese(app)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []

    def keep(window: Window, titles: Iterator[str], before: str = "") -> None:
        for title in titles:
            files.append(folder / f"{len(files) + 1:02}-{before}{title}.png")
            _picture(window).save(str(files[-1]), "PNG", QUICK)

    with _window(app, style, office) as (window, wait, scratch):
        keep(window, visit(window, wait, every_form=False))
        if empty is not None:
            keep(window, states(window, wait, scratch, office.forms_dir), "状态-")
    if empty is None:
        return files
    style.turn(dark=not dark)  # between two windows: there is little to be drawn anew
    with _window(app, style, office) as (window, wait, scratch):
        keep(window, main_places(window, wait, forms=True), "深色-")
        keep(window, states(window, wait, scratch, office.forms_dir), "深色-状态-")
    style.turn(dark=dark)
    with _window(app, style, empty) as (window, wait, scratch):
        keep(window, main_places(window, wait, forms=False), "空台账-")
        keep(window, written_states(window, wait, scratch), "状态-")
    return files


def _picture(window: Window) -> QPixmap:
    """The window as it is seen: a dialog of it lies over its middle."""
    seen = window.grab()
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible():
            painter = QPainter(seen)
            place = dialog.rect()
            place.moveCenter(window.rect().center())
            painter.drawPixmap(place.topLeft(), dialog.grab())
            painter.drawRect(place)
            painter.end()
    return seen


def _said(window: Window, error: Exception) -> None:
    window.bars.bad(*sentence_of(error))


@contextmanager
def _window(
    app: QApplication, style: Style, office: Office
) -> Iterator[tuple[Window, Callable[[], None], Path]]:
    """A window, how to wait for it, a folder; all gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        settings = QSettings(str(Path(name) / "window.ini"), QSettings.Format.IniFormat)
        window = Window(style, settings, Jobs(app))
        window.jobs.on_error = lambda error: _said(window, error)
        window.resize(WIDTH, HEIGHT)
        window.show()
        window.open_office(office)
        try:
            yield window, partial(settle, app, window.jobs), Path(name)
        finally:
            window.leave_office()
            window.close()
            window.deleteLater()
            app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def visit(window: Window, wait: Callable[[], None], *, every_form: bool = True) -> Iterator[str]:
    """Go through every tab of every place, with its first row's form; each name when it is complete."""
    from desktop.ui.screens.records import RecordScreen

    for place in PLACES:
        for tab in window.tabs_of(place):
            window.go(tab.name)
            wait()
            title = place.label if tab is place.tabs[0] else f"{place.label}-{window.label_of(tab)}"
            yield title
            screen = window.built(tab)
            if isinstance(screen, RecordScreen) and (every_form or tab is place.tabs[0]):
                first = screen.pane.model.row_id(0)
                if first is None:
                    screen.new_row()
                else:
                    screen.show_row(first)
                wait()
                yield f"{title}-填写"
                screen.panel.close_panel()
