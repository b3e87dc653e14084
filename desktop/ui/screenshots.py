"""Pictures of every screen at the size of a small office PC, for people to look at."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from desktop.ui.application import speak_chinese
from desktop.ui.jobs import Jobs
from desktop.ui.places import PLACES
from desktop.ui.style import Style
from desktop.ui.window import Window

if TYPE_CHECKING:
    from desktop.services.office import Office

WIDTH, HEIGHT = 1366, 768
PATIENCE = 20.0  # seconds for one screen to read its rows
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


def shoot(office: Office, folder: Path, *, dark: bool = False) -> list[Path]:
    """Save a PNG of every tab of every place, and of a form for the first of each; gives the files."""
    app = application()
    style = app.findChild(Style)
    if not isinstance(style, Style):
        style = Style(app, dark=dark, bundled_font=True)
        speak_chinese(app)
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    with tempfile.TemporaryDirectory() as name:
        settings = QSettings(str(Path(name) / "window.ini"), QSettings.Format.IniFormat)
        window = Window(style, settings, Jobs(app))
        window.resize(WIDTH, HEIGHT)
        window.show()
        window.open_office(office)
        try:
            for title in visit(window, lambda: settle(app, window.jobs), every_form=False):
                files.append(folder / f"{len(files) + 1:02}-{title}.png")
                window.grab().save(str(files[-1]))
        finally:
            window.leave_office()
            window.close()
    return files


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
