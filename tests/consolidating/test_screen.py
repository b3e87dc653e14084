"""全市 in the window: with the keys and clicks of a clerk at the bureau."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.services.consolidating import Expected, consolidate, expect
from desktop.services.office import Office
from desktop.ui.application import speak_chinese
from desktop.ui.jobs import Jobs
from desktop.ui.places import CITY, PLACES
from desktop.ui.screens.city import CityScreen
from desktop.ui.screens.home import HomeScreen
from desktop.ui.style import Style
from desktop.ui.window import Window
from tests.consolidating.conftest import Course

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
LI = ("李明", "220202199001010012")
TARGETS = next(place for place in PLACES if place.name == "targets")


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, bureau: Office) -> Iterator[Window]:
    """The window on the bureau's ledger; jobs run at once."""
    found = qapp.findChild(Style)
    style = found if isinstance(found, Style) else Style(qapp, dark=False, bundled_font=True)
    speak_chinese(qapp)
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Window(style, settings, Jobs(qapp, immediate=True))
    made.resize(1366, 768)
    made.show()
    made.open_office(bureau)
    yield made
    made.leave_office()
    made.close()


def screen_of(window: Window, qtbot: QtBot) -> CityScreen:
    """The screen, its rows on it."""
    window.go("city")
    screen = window.built(CITY)
    assert isinstance(screen, CityScreen)
    qtbot.waitUntil(screen.isVisible)
    return screen


def test_the_tab_is_there_when_schools_are(window: Window, qtbot: QtBot, school: Callable[..., Path]) -> None:
    assert CITY not in window.tabs_of(TARGETS)
    screen = screen_of(window, qtbot)
    assert screen.schools is not None
    assert screen.schools.rowCount() == 0
    course = Course("电工班", date(2026, 3, 1), date(2026, 3, 20), (LI,))
    screen.take([school("2202000001", "第一职业学校", course).parent])
    assert screen.schools.rowCount() == 2
    assert CITY in window.tabs_of(TARGETS)


def test_sorted_by_a_heading_the_totals_stay_last(
    bureau: Office, window: Window, qtbot: QtBot, school: Callable[..., Path]
) -> None:
    for number, students in ((1, 100), (2, 300), (3, 200)):
        consolidate(bureau, [school(f"220200000{number}", f"第{number}职业学校", students=students)])
    expect(bureau, [Expected("2202000009", "第9职业学校")])
    screen = screen_of(window, qtbot)
    table = screen.schools
    assert table is not None

    def names() -> list[str]:
        return [item.text() for at in range(table.rowCount()) if (item := table.item(at, 0)) is not None]

    assert names() == ["第1职业学校", "第2职业学校", "第3职业学校", "第9职业学校", "合计"]
    table.horizontalHeader().sectionClicked.emit(2)
    assert names() == ["第2职业学校", "第3职业学校", "第1职业学校", "第9职业学校", "合计"]
    table.horizontalHeader().sectionClicked.emit(2)
    assert names() == ["第1职业学校", "第3职业学校", "第2职业学校", "第9职业学校", "合计"]
    missing = table.item(3, 1)
    assert missing is not None
    assert missing.text() == "! 未交"
    table.setCurrentCell(3, 0)
    assert screen.listing.isVisible()
    QTest.mouseClick(screen.listing, Qt.MouseButton.LeftButton)
    assert "第9职业学校" not in names()


def test_from_what_is_counted_twice_to_its_row(
    bureau: Office, window: Window, qtbot: QtBot, school: Callable[..., Path]
) -> None:
    course = Course("电工班", date(2026, 3, 1), date(2026, 3, 20), (LI,))
    files = [school(f"220200000{number}", f"第{number}职业学校", course) for number in (1, 2)]
    consolidate(bureau, files)
    screen = screen_of(window, qtbot)
    screen.show_page(2)
    assert screen.clashes.rowCount() == 2
    screen.clashes.setCurrentCell(0, 0)
    QTest.keyClick(screen.clashes, Qt.Key.Key_Return)
    assert not screen.isVisible()
    assert window.stack.currentWidget() is window.built(next(
        tab for place in PLACES for tab in place.tabs if tab.record == "enrolment"
    ))  # fmt: skip


def test_a_refused_file_is_named(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    bad = tmp_path / "坏的.zhijiao"
    bad.write_bytes(b"hello")
    screen_of(window, qtbot).take([bad])
    said = [bar.sentence for bar in window.bars._bars]
    assert any("1 份没有并入" in each for each in said)


def test_the_first_page_is_the_bureaus_and_leads_there(
    bureau: Office, window: Window, school: Callable[..., Path]
) -> None:
    consolidate(bureau, [school("2202000001", "阿城职业学校"), school("2202000002", "第二职业学校")])
    window.go("home")
    screen = window.stack.currentWidget()
    assert isinstance(screen, HomeScreen)
    assert screen.board.school.text() == "江城市教育局"  # its own name, whichever comes first
    screen.board.show_whose(3)
    leads = next(each for each in screen.findChildren(QPushButton) if each.text() == "看全市汇总")
    QTest.mouseClick(leads, Qt.MouseButton.LeftButton)
    assert isinstance(window.stack.currentWidget(), CityScreen)
    assert window.tabs.isVisible() and window.tabs.tabText(window.tabs.currentIndex()) == "全市"
