"""Planted faults are all found, and nothing else is; what the demonstration has wrong is known."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.records.catalogue import record
from desktop.services.counting.practice import per_teacher
from desktop.services.health import RULES, Health
from desktop.services.office import Office
from tests.health.plant import plant

# What the demonstration ledger shows on purpose, and at most how often.
WANTED = {
    "班次资料不全": 1, "实到人数与名册不符": 8, "证书停办后考核": 1, "考核结果未录": 20, "实践日期重叠": 1,
    "久未考核": 12, "材料不全": 110, "新教师未先实践": 25, "报送任务逾期": 1, "五年实践不足": 60,
    "本年度实践不足": 80, "公共课教师未实践": 12, "计划到期未完成": 1, "实践少于计划": 3, "计划材料不全": 3,
}  # fmt: skip

# What is still owed by teachers follows from all their practice: it is compared with their accounts instead.
OWED = ("五年实践不足", "本年度实践不足", "公共课教师未实践")

Opened = Callable[..., Office]


def found(office: Office) -> dict[tuple[str, int], str]:
    health = Health(office)
    health.run()
    found_ = {each.key: each.sentence for each in health.findings(accepted=None)}
    assert {key for key in found_ if key[0] in OWED} == owed(office)
    return {key: sentence for key, sentence in found_.items() if key[0] not in OWED}


def owed(office: Office) -> set[tuple[str, int]]:
    """What the teachers' accounts say."""
    accounts = per_teacher(office, office.today)
    return {
        *((OWED[0], each.id) for each in accounts if each.verdict == "未达标"),
        *((OWED[1], each.id) for each in accounts if each.year_met is False),
        *((OWED[2], each.id) for each in accounts if each.common_met is False),
    }


def test_the_demonstration_is_clean_but_for_what_it_shows(opened: Opened) -> None:
    health = Health(opened())
    tally = health.run()
    assert set(tally.rules) == set(WANTED)
    assert all(count <= WANTED[rule] for rule, count in tally.rules.items()), tally.rules


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_planted_fault_is_found_and_nothing_else(opened: Opened, seed: int) -> None:
    before = found(opened())
    planted: list[tuple[int, set[tuple[str, int]]]] = []

    def sow(place: Path) -> None:
        planted.append(plant(place, seed))

    after = found(opened(sow))
    ((faults, expected),) = planted
    assert faults >= 200 and len({check for check, _ in expected}) >= 25
    assert not expected - after.keys()
    assert not {key: after[key] for key in after.keys() - before.keys() - expected}
    assert not before.keys() - after.keys()


def test_every_sentence_says_what_and_what_to_do(opened: Opened) -> None:
    office = opened(lambda place: plant(place, 4))
    health = Health(office)
    health.run()
    for each in health.findings(accepted=None):
        assert each.sentence.endswith("。") and "{" not in each.sentence, each
        assert each.title and each.source and each.path, each


def test_each_check_is_declared_once_with_its_source() -> None:
    names = [rule.id for rule in RULES]
    assert len(names) == len(set(names)) >= 30
    assert all(rule.source and rule.path and rule.sentence for rule in RULES)
    for rule in RULES:
        assert record(rule.base.record).path(rule.path), rule.id


def test_a_check_is_switched_off_by_its_setting(opened: Opened) -> None:
    def young(place: Path) -> None:
        plant(place, 1)

    settings: dict[str, Any] = {"training__check__age": 0, "training__check__in_school_subsidised": 0}
    office = opened(young, **settings)
    health = Health(office)
    rules = health.run().rules
    assert "补贴学员超过年龄" not in rules and "补贴班次有在校生" not in rules


def test_too_many_excellent_only_where_the_school_looks_at_it(opened: Opened) -> None:
    def praise(place: Path) -> None:
        with sqlite3.connect(place) as db:
            db.execute("UPDATE practice SET assessment = '优秀' WHERE substr(\"end\", 1, 4) = '2024'")
        db.close()

    quiet, asked = opened(praise), opened(praise, practice__excellent_check=1)
    fine = opened(practice__excellent_check=1)
    said = []
    for office in (quiet, asked, fine):
        health = Health(office)
        health.run()
        said.append([each.sentence for each in health.findings(rule="优秀超过比例")])
    assert said[0] == said[2] == [] and len(said[1]) == 1
    assert "2024考核" in said[1][0] and "超过学校规定的 15%" in said[1][0]


def test_days_are_proposed_from_hours_by_the_schools_own_number(opened: Opened) -> None:
    def without_days(place: Path) -> None:
        with sqlite3.connect(place) as db:
            db.execute("UPDATE training_class SET days = NULL, hours = 600, theory_hours = NULL")
        db.close()

    said = []
    for settings in ({}, {"training__lessons_per_day": 7}):
        health = Health(opened(without_days, **settings))
        health.run()
        said.append({each.sentence for each in health.findings(rule="有学时没有天数")})
    assert [len(each) for each in said] == [1, 1]
    assert "60 学时折合 7.5 天" in said[0].pop() and "60 学时折合 8.6 天" in said[1].pop()
