"""A real window with a person before it, for the journeys of all rooms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.office import Office
from desktop.ui.application import speak_chinese
from desktop.ui.jobs import Jobs
from desktop.ui.style import Style
from desktop.ui.window import Window
from tests.journeys.hand import Hand


def at_window(
    qapp: QApplication,
    qtbot: QtBot,
    office: Office,
    folder: Path,
    *,
    pause: int | None = None,
    remembered: Mapping[str, str] | None = None,
) -> Iterator[Hand]:
    """The body of a fixture. With a `pause` (ms after each act, as long as boxes wait for typing to end) the
    window works with its threads as it does at a school; without, its jobs run at once."""
    if qapp.findChild(Style) is None:
        speak_chinese(qapp)
        Style(qapp, dark=False, bundled_font=True)
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    for name, value in (remembered or {}).items():
        settings.setValue(name, value)
    style = qapp.findChild(Style)
    assert style is not None
    window = Window(style, settings, Jobs(immediate=pause is None))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.open_office(office)

    def settled() -> None:
        if pause is None:
            qtbot.wait(15)
            return
        qtbot.wait(pause)
        qtbot.waitUntil(window.jobs.idle, timeout=20_000)
        qtbot.wait(20)

    if pause is not None:
        settled()
    yield Hand(window, settled)
    window.close()
