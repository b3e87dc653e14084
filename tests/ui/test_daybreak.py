"""A window left open over midnight: 首页, periods and 健康检查 go on with the day, what is typed stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.services.office import Office
from desktop.services.saving import save
from desktop.ui.daybreak import Daybreak, _seconds_to_midnight
from desktop.ui.period import PeriodChooser
from desktop.ui.screens.city import CityScreen
from desktop.ui.screens.home import HomeScreen
from desktop.ui.screens.planner import PlannerScreen
from desktop.ui.screens.records import RecordScreen
from desktop.ui.screens.returns import ReturnsScreen
from desktop.ui.screens.targets import TargetsScreen
from desktop.ui.window import Window
from tests.ui.conftest import TODAY

Typist = Any  # tests/ui/conftest.py
NEXT = date(2026, 9, 11)
NEW_YEAR = date(2027, 1, 1)


@dataclass
class Calendar:
    """What hangs on the wall."""

    day: date = TODAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def open_over_night(
    make_window: Callable[[Office], Window], office: Office, calendar: Calendar
) -> tuple[Window, Daybreak]:
    """A window, and what watches the calendar for it."""
    save(office, "return_task", {"任务名称": "半年统计", "截止日期": TODAY, "状态": "未开始"})
    window = make_window(office)
    return window, Daybreak(window, calendar)


def home(window: Window) -> HomeScreen:
    window.go("home")
    screen = window.stack.currentWidget()
    assert isinstance(screen, HomeScreen)
    return screen


def test_the_home_screen_goes_on(open_over_night: tuple[Window, Daybreak], calendar: Calendar) -> None:
    window, daybreak = open_over_night
    board = home(window).board
    assert board.day.text() == "2026年9月10日 星期四"
    before = board.content()
    assert before is not None and before["due"][0]["days"] == 0
    daybreak.look()
    assert board.content() == before  # the same day: nothing happens
    calendar.day = NEXT
    daybreak.look()
    assert board.day.text() == "2026年9月11日 星期五"
    after = board.content()
    assert after is not None and after["due"][0]["days"] == -1
    calendar.day = NEW_YEAR
    daybreak.look()
    assert board.aims_card.title.text() == "2027 政策目标"


def test_health_counts_as_of_the_new_day(
    open_over_night: tuple[Window, Daybreak], office: Office, calendar: Calendar
) -> None:
    window, daybreak = open_over_night
    assert window.context is not None and window.context.overseer is not None
    overseer = window.context.overseer
    overseer.begin()
    assert overseer.tally is not None and "报送任务逾期" not in overseer.tally.rules
    found = overseer.health.findings(rule="性别与身份证不符") or overseer.health.findings()
    overseer.health.accept(found[:1], "已核对", TODAY)
    overseer.look(set())
    accepted = overseer.tally.accepted
    calendar.day = NEXT
    daybreak.look()
    assert overseer.tally.rules["报送任务逾期"] == 1
    assert accepted == 1 and overseer.tally.accepted == 0  # the acceptance held until the day before
    assert sum(overseer.tally.again.values()) == 1
    assert window.context.office.today == NEXT and office.today == TODAY  # an office never changes


def test_nothing_typed_is_lost(
    open_over_night: tuple[Window, Daybreak], calendar: Calendar, typist: Typist
) -> None:
    window, daybreak = open_over_night
    window.go("training_class", new=True)
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    form = screen.panel.form
    title = form.editors["项目名称"]
    title.setFocus()
    typist.type(title, "焊工四级班")
    calendar.day = NEXT
    daybreak.look()
    assert title.text() == "焊工四级班" and screen.panel.row_id is None
    day = form.editors["开班日期"]
    day.setFocus()
    typist.type(day, "今天")
    typist.press(day, Qt.Key.Key_Tab)
    assert day.text() == "2026-09-11"


def test_what_is_typed_into_a_row_that_is_there_stays(
    open_over_night: tuple[Window, Daybreak], calendar: Calendar, typist: Typist
) -> None:
    window, daybreak = open_over_night
    window.go("training_class")
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    screen.show_row(screen.pane.model.row_id(0) or 0)
    screen.panel.form._all_built()
    place = screen.panel.form.editors["培训地点"]
    place.setFocus()
    typist.type(place, "三号实训楼")
    calendar.day = NEXT
    daybreak.look()
    assert place.text() == "三号实训楼"


def test_the_year_that_is_over_is_put_forward_but_not_one_that_was_chosen(
    open_over_night: tuple[Window, Daybreak], calendar: Calendar
) -> None:
    window, daybreak = open_over_night
    window.go("returns")
    returns = window.stack.currentWidget()
    window.go("city")
    city = window.stack.currentWidget()
    window.go("targets")
    targets = window.stack.currentWidget()
    assert isinstance(targets, TargetsScreen) and isinstance(city, CityScreen)
    assert isinstance(returns, ReturnsScreen)
    for _ in range(2):  # chosen by hand: 2025 is nobody's default
        city.period._step(-1)
    calendar.day = NEW_YEAR
    daybreak.look()
    assert targets.period.window_chosen.label == "2027"
    assert city.period.window_chosen.label == "2024"
    newest = targets.period._menu.actions()[0].text()
    assert newest == "2027 年" == city.period._menu.actions()[0].text()


def test_the_plan_of_this_year_becomes_that_of_the_next(
    open_over_night: tuple[Window, Daybreak], calendar: Calendar
) -> None:
    window, daybreak = open_over_night
    window.go("planner")
    screen = window.stack.currentWidget()
    assert isinstance(screen, PlannerScreen) and screen._plan is not None
    ended = screen._plan.year.end
    calendar.day = ended + timedelta(days=1)
    daybreak.look()
    assert screen._plan.year.start == calendar.day
    screen._step(1)  # turned to by hand
    turned = screen._plan.year
    calendar.day = NEXT
    daybreak.look()
    assert screen._plan.year == turned


def test_a_return_in_sight_keeps_its_period(qtbot: QtBot, office: Office, styled: object) -> None:
    from dataclasses import replace

    kept, moved = PeriodChooser(TODAY, stays=True), PeriodChooser(TODAY)
    told: list[object] = []
    for each in (kept, moved):
        qtbot.addWidget(each)
        each.show()
        each.chosen.connect(told.append)
        each.new_day(replace(office, today=NEW_YEAR))
    assert kept.window_chosen.label == "2026" and moved.window_chosen.label == "2027"
    assert told == [moved.window_chosen]
    kept.hide()
    kept.new_day(replace(office, today=date(2027, 1, 2)))
    assert kept.window_chosen.label == "2026"  # it is last year's now, and stays what it was worked at


def test_it_looks_when_the_window_comes_to_the_front_and_after_midnight(
    open_over_night: tuple[Window, Daybreak], calendar: Calendar
) -> None:
    window, daybreak = open_over_night
    assert 0 < daybreak._timer.remainingTime() < 601_000
    assert _seconds_to_midnight(datetime(2026, 9, 10, 23, 59, 30)) == 30
    calendar.day = NEXT
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication) and window.context is not None
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert window.context.office.today == NEXT
    window.leave_office()
    calendar.day = NEW_YEAR
    daybreak.look()  # the ledger is closed: nothing to hand on
