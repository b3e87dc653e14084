"""健康检查 in the window: what was accepted and shows again, and whose rows they are in a bureau's ledger."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from desktop.services.office import Office
from desktop.services.saving import save
from desktop.ui.screens.health import AGAIN, HealthScreen
from desktop.ui.screens.home import HomeScreen
from desktop.ui.window import Window
from tests.ui.test_screens_rules import at, here

WRONG = {"项目名称": "焊工班", "开班日期": date(2026, 5, 10), "结业日期": date(2026, 5, 1)}


def test_what_was_accepted_shows_again_when_its_day_is_over(
    make_window: Callable[[Office], Window], window: Window, office: Office
) -> None:
    save(office, "training_class", WRONG)
    window.go("health", rule="结业日期早于开班")
    health = here(window, HealthScreen)._overseer.health
    health.accept(health.findings(rule="结业日期早于开班"), "月底前改", until=office.today)
    again = make_window(replace(office, today=office.today + timedelta(days=1)))
    again.go("health")
    screen = here(again, HealthScreen)
    assert "其中 1 处认可后又出现" in screen.note.text()
    screen.kinds.setCurrentCell(at(screen.kinds, AGAIN, 1), 1)
    assert screen.rows.rowCount() == 1
    told = screen.rows.item(0, 4)
    assert told is not None and told.text().startswith(f"〔认可已于 {office.today} 到期〕")
    screen.rows.selectRow(0)
    assert "当时认可的原因：月底前改" in screen.about.text()


def test_of_how_many_schools_the_problems_are(
    make_window: Callable[[Office], Window], window: Window, office: Office
) -> None:
    save(office, "training_class", WRONG)
    window.go("home")
    assert "所学校" not in here(window, HomeScreen).board.problems_card.note.text()
    with sqlite3.connect(office.ledger.engine.place) as file:  # as a bureau's ledger that took a school in
        file.execute("INSERT INTO school (id, school, name) VALUES (77, 77, '邻县职业教育中心')")
        file.execute("INSERT INTO training_class (id, school, title) VALUES (78, 77, '邻县的班')")
    file.close()
    there = make_window(office)
    there.go("home")
    assert here(there, HomeScreen).board.problems_card.note.text() == "2 所学校合计，提示不计"
    there.go("health", rule="班次资料不全")
    screen = here(there, HealthScreen)
    assert screen.note.text().startswith("2 所学校合计：") and not screen.rows.isColumnHidden(3)
    shown = screen.rows.item(at(screen.rows, "邻县的班", 2), 3)
    assert shown is not None and shown.text() == "邻县职业教育中心"
