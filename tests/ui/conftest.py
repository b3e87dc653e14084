"""The window in a test: offscreen, with the bundled font, on a small ledger of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.ledger import Ledger
from desktop.ui.application import speak_chinese
from desktop.ui.jobs import Jobs
from desktop.ui.style import Style
from desktop.ui.widgets import style as current_style
from desktop.ui.window import Window

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
TODAY = date(2026, 9, 10)
SCHOOL = ("2222000001", "江城市职业教育中心")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A ledger with a few rows, the same every time."""
    address = tmp_path / "台账.zhijiao"
    Ledger.create(address, school_code=SCHOOL[0], school_name=SCHOOL[1]).close()
    opened = compose.open_office(str(address), today=TODAY)
    save(opened, "department", {"名称": "汽车工程系"})
    for number, title in enumerate(("汽车维修工四级班", "电工初级班", "育婴员班", "电子商务师班"), 1):
        values = {"班次编号": f"2026{number:03}", "项目名称": title, "开班日期": date(2026, 3, number)}
        save(opened, "training_class", {**values, "结业日期": date(2026, 4, number), "计划人数": 40 + number})
    for name, number in (("王浩宇", "220202199001010012"), ("李䶮", "220202199202020022")):
        assert save(opened, "student", {"姓名": name, "证件号码": number}).fate == "created"
    yield opened
    opened.ledger.close()


class Typist:
    """Types as a person does: keys, and Chinese through the input method; counts the keys."""

    def __init__(self) -> None:
        self.keys = 0

    def type(self, widget: QWidget, text: str) -> None:
        """A text into a widget; a Chinese character counts as two keys."""
        for character in text:
            if ord(character) < 128:
                QTest.keyClicks(widget, character)
                self.keys += 1
            else:
                event = QInputMethodEvent("", [])
                event.setCommitString(character)
                QApplication.sendEvent(widget, event)
                self.keys += 2

    def press(
        self, widget: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """One key."""
        QTest.keyClick(widget, key, held)
        self.keys += 1


@pytest.fixture
def typist() -> Typist:
    """A person at the keyboard."""
    return Typist()


@pytest.fixture
def styled(qapp: QApplication) -> Style:
    """The style on the application: one for all tests."""
    found = qapp.findChild(Style)
    if isinstance(found, Style):
        return found
    speak_chinese(qapp)
    Style(qapp, dark=False, bundled_font=True)
    return current_style()


@pytest.fixture
def make_window(qtbot: QtBot, styled: Style, tmp_path: Path) -> Iterator[Callable[[Office], Window]]:
    """Opens a window at 1366×768 whose jobs run at once."""
    made: list[Window] = []

    def make(office: Office) -> Window:
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = Window(styled, settings, Jobs(immediate=True))
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window)
        window.open_office(office)
        made.append(window)
        return window

    yield make
    for window in made:
        window.close()


@pytest.fixture
def window(make_window: Callable[[Office], Window], office: Office) -> Window:
    """A window on the small ledger."""
    return make_window(office)
