"""Thresholds with their days, the school's own values, packs of another city, and targets' own windows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.__main__ import main
from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.policy import Target
from desktop.services.accounts import of_targets
from desktop.services.counting.practice import per_teacher
from desktop.services.counting.stats import stats
from desktop.services.policies import own_settings, packs, policy
from desktop.services.policy_editing import (
    drop_pack,
    load_pack,
    reset_rule,
    reset_target,
    set_rule,
    set_target,
    switch_pack,
)
from desktop.services.targets import targets, window_of
from desktop.store.act import act
from desktop.store.attachments import add as attach
from desktop.store.content import content_hash
from desktop.store.undo import undo
from tests.services.counting_office import Book

CITY = Path(__file__).parent / "packs" / "songjiang-2026.toml"
MONTHS = "practice.months_in_5_years"


@pytest.fixture
def book(book: Book) -> Book:
    """甲 has practised five months in 2024; two classes, one on each side of a new year."""
    teacher = book.teacher("甲")
    book.add(
        "practice", teacher=teacher, enterprise=book.enterprise("厂"), start=date(2024, 3, 1),
        end=date(2024, 7, 28), method="自然日", assessment="合格",
    )  # fmt: skip
    old = book.klass("旧班", date(2025, 12, 1), date(2025, 12, 31), facing="社会", nature="公益性", hours=40)
    new = book.klass("新班", date(2025, 12, 31), date(2026, 3, 1), facing="社会", nature="公益性", hours=24)
    book.roster(old, 王="结业", 李="未结业")
    book.roster(new, 王="结业", 赵="中途退出", 钱="报名")
    assert book.office
    return book


def verdict(book: Book, until: str) -> str:
    return per_teacher(book.office, date.fromisoformat(until))[0].verdict


def test_a_threshold_changes_only_the_windows_after_its_day(book: Book) -> None:
    days = ("2024-12-31", "2025-12-31", "2026-06-29", "2026-06-30", "2026-12-31")
    before = [verdict(book, day) for day in days]
    assert before == ["未达标"] * 5  # 150 days are five months, six are asked
    set_rule(book.office, MONTHS, 5, valid_from=date(2026, 6, 30), basis="校务会〔2026〕3号")
    assert [verdict(book, day) for day in days] == ["未达标"] * 3 + ["达标"] * 2
    set_rule(book.office, MONTHS, 5, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31))
    assert [verdict(book, day) for day in days] == ["未达标", "达标", "未达标", "达标", "达标"]
    rule = policy(book.office).rule(MONTHS, date(2026, 7, 1))
    assert rule is not None and (rule.basis, rule.unit) == ("校务会〔2026〕3号", "月")
    reset_rule(book.office, MONTHS, date(2026, 6, 30))
    reset_rule(book.office, MONTHS, date(2025, 1, 1))
    assert [verdict(book, day) for day in days] == before


def test_a_way_of_counting_changes_from_its_day(book: Book) -> None:
    """结业 alone from 2026 on; by the day a class begins from 2026 on; a word setting, too."""

    def times(window: str) -> int:
        return int(stats(book.office, "培训班次", parse_window(window))[0]["measures"]["人次"])

    assert (times("2025"), times("2026")) == (2, 2)
    set_rule(book.office, "training.attendance_finished_only", 1, valid_from=date(2026, 1, 1))
    assert (times("2025"), times("2026")) == (2, 1)
    set_rule(book.office, "training.window_by_start", 1, valid_from=date(2026, 1, 1))
    assert (times("2025"), times("2026")) == (2, 0)  # both classes began in 2025
    set_rule(book.office, "practice.window", "固定周期", valid_from=date(2026, 1, 1))
    held = policy(book.office)
    assert held.word("practice.window", date(2025, 12, 31)) == "滚动五年"
    assert held.word("practice.window", date(2026, 1, 1)) == "固定周期"


def test_own_settings_are_acts_that_can_be_undone(book: Book) -> None:
    before = content_hash(book.office.ledger)
    set_rule(book.office, MONTHS, "5.5", valid_from=date(2026, 1, 1))
    load_pack(book.office, CITY)
    set_target(book.office, "rural-talents", active=False)
    assert [len(each) for each in (own_settings(book.office).numbers, packs(book.office))] == [1, 5]
    for _ in range(3):
        undo(book.office.ledger)
    assert content_hash(book.office.ledger) == before
    assert not own_settings(book.office).numbers


def test_wrong_values_are_refused(book: Book) -> None:
    for name, value, said in (
        ("no.such", 1, "没有叫"),
        (MONTHS, "六", "应填数字"),
        (MONTHS, "NaN", "应填数字"),
        ("practice.window", "随便", "只能是"),
        (MONTHS, -1, "不能小于 0"),
        ("practice.days_per_month.working", 0, "不能小于 1"),
        ("practice.cycle_years", 0, "不能小于 1"),
        ("practice.excellent_percent", 101, "不能大于 100"),
        ("practice.pro_rata", 2, "不能大于 1"),
    ):
        with pytest.raises(UserError, match=said):
            set_rule(book.office, name, value)
    with pytest.raises(UserError, match="止日早于起日"):
        set_rule(book.office, MONTHS, 5, valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 1))
    with pytest.raises(UserError, match="没有叫"):
        set_target(book.office, "no-such")


def found(book: Book, window: str = "2026") -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in targets(book.office, parse_window(window))}


def test_another_city_is_another_file(book: Book) -> None:
    load_pack(book.office, CITY)
    enter(book, "8", "2026", "3", "校内基地")
    enter(book, "8", "2026", "4", "sj-firms")
    rows = found(book)
    values = {name: (row["value"], row["met"]) for name, row in rows.items() if name.startswith("sj-")}
    assert values == {
        "sj-hours": (0, False),  # 2026-2027学年 contains 31 December 2026: no class ends in it
        "sj-total": (2, False),  # 新班 alone ends after 1 February 2026
        "sj-graduates": (None, None),  # no 学籍
        "sj-taught": (0, False),
        "sj-bases": (3, True),
        "sj-firms": (4, False),
        "sj-dropout": (None, None),
    }
    assert found(book, "2025学年")["sj-hours"]["value"] == 64  # both classes end in 2025-2026学年
    assert rows["sj-total"]["window"]["start"] == "2026-02-01"
    assert rows["sj-total"]["document"] == "松政发〔2026〕7号"
    assert (
        verdict(book, "2026-01-31") == "未达标" and verdict(book, "2026-02-01") == "达标"
    )  # its four months
    switch_pack(book.office, "songjiang-2026", active=False)
    assert not any(name.startswith("sj-") for name in found(book)) and verdict(book, "2026-02-01") == "未达标"
    switch_pack(book.office, "songjiang-2026", active=True)
    assert "sj-total" in found(book)
    drop_pack(book.office, "songjiang-2026")
    assert "sj-total" not in found(book)
    with pytest.raises(UserError, match="可以停用"):
        drop_pack(book.office, "jilin-2022-33")
    switch_pack(book.office, "jilin-2022-33", active=False)
    assert "rural-talents" not in found(book)


WRONG = {
    "指标": ('metric = "training.hours"', 'metric = "training.moon"', "没有叫“training.moon”的指标"),
    "条件": ('"性质=公益性"', '"性质=白送"', "看不懂"),
    "窗口": ('window = "学年"', 'window = "财年"', "只能是"),
    "任务": ('task = "8"', 'task = "9"', "没有编号为“9”的任务"),
    "重复": ('id = "sj-total"', 'id = "sj-hours"', "重复"),
    "起止": ("valid_to = 2028-12-31", "valid_to = 2020-12-31", "止日早于起日"),
    "拼写": ('subject = "学校"', 'subjekt = "学校"', "subject"),
    "数字": ("value = 4, label", 'value = "四", label', "应填数字"),
    "方向": ('direction = "≤"', 'direction = "<"', "只能是"),
    "太小": ("value = 4, label", "value = -4, label", "不能小于 0"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_pack_is_refused_with_file_line_and_key(book: Book, tmp_path: Path, case: str) -> None:
    right, wrong, said = WRONG[case]
    text = CITY.read_text("utf-8")
    assert right in text
    file = tmp_path / "某市.toml"
    file.write_text(text.replace(right, wrong, 1), "utf-8")
    before = content_hash(book.office.ledger)
    with pytest.raises(UserError, match=said) as refused:
        load_pack(book.office, file)
    number = max(n for n, line in enumerate(file.read_text("utf-8").splitlines(), 1) if wrong in line)
    assert refused.value.place.startswith(f"某市.toml 第 {number} 行「")
    assert content_hash(book.office.ledger) == before


def test_a_target_of_the_plan_as_the_school_has_it(book: Book) -> None:
    book.add("headcount", counted_on=date(2025, 9, 1), students=2)
    assert found(book)["training-per-student"]["met"] is False  # 2 ÷ 2 = 1
    set_target(book.office, "training-per-student", value=Decimal(1), valid_from=date(2026, 1, 1))
    assert (found(book)["training-per-student"]["target"], found(book)["training-per-student"]["met"]) == (
        "≥ 1", True,
    )  # fmt: skip
    assert found(book, "2025")["training-per-student"]["target"] == "≥ 2"
    set_target(book.office, "training-per-student", active=False, valid_from=date(2027, 1, 1))
    assert "training-per-student" in found(book) and "training-per-student" not in found(book, "2027")
    reset_target(book.office, "training-per-student", date(2027, 1, 1))
    assert "training-per-student" in found(book, "2027")


def enter(book: Book, task: str, period: str, value: str, target: str | None = None) -> int:
    return book.add(
        "policy_progress", task=task, period=period, value=Decimal(value), progress="已落实", target=target
    )


def test_several_numbers_of_one_task_each_with_its_evidence(book: Book) -> None:
    enter(book, "8", "2026", "9")  # of the whole task: nobody's
    enter(book, "8", "2025", "1", "高水平校外实训基地")
    row = enter(book, "8", "2026", "17", "高水平校外实训基地")
    enter(book, "8", "2026", "4", "bases-scarce")
    with act(book.office.ledger, "附件") as writing:
        attach(writing, "policy_progress", row, "挂牌文件.pdf", b"%PDF-1.4")
    rows = found(book)
    assert [rows[name]["value"] for name in ("bases-outside", "bases-scarce", "bases-integrated")] == [
        17, 4, None,
    ]  # fmt: skip
    assert (rows["bases-outside"]["evidence"], rows["bases-outside"]["files"]) == ([row], ["挂牌文件.pdf"])
    (opened,) = of_targets(book.office, parse_window("2026"), "bases-outside")
    assert [each.id for each in opened.parts[0].rows] == [row]
    assert found(book, "2025")["bases-outside"]["value"] == 1


TARGET = Target("t", "1", "甲", "学校", "entered", "≥", Decimal(1), None, "", "自然年", "entered")
# Kind of window, asked window, deadline, first day and last day of what is counted.
WINDOWS = {
    "自然年": ("自然年", "2026", None, "2026-01-01", "2026-12-31"),
    "自然年问学年": ("自然年", "2025学年", None, "2026-01-01", "2026-12-31"),
    "自然年问月": ("自然年", "2026-02", None, "2026-01-01", "2026-12-31"),
    "学年": ("学年", "2025学年", None, "2025-09-01", "2026-08-31"),
    "学年问自然年": ("学年", "2026", None, "2026-09-01", "2027-08-31"),
    "学年问八月": ("学年", "2026-08", None, "2025-09-01", "2026-08-31"),
    "学年问九月": ("学年", "2026-09", None, "2026-09-01", "2027-08-31"),
    "截止日": ("截止日", "2026上半年", "2025-12-31", "2026-01-01", "2026-06-30"),
    "规划期": ("规划期", "2026", None, "2022-11-22", "2026-12-31"),
    "规划期已满": ("规划期", "2026", "2025-12-31", "2022-11-22", "2025-12-31"),
    "规划期闰日": ("规划期", "2024-02-29..2024-02-29", None, "2022-11-22", "2024-02-29"),
}


@pytest.mark.parametrize("case", WINDOWS)
def test_a_target_counts_in_its_own_window(case: str) -> None:
    kind, asked, deadline, start, end = WINDOWS[case]
    day = None if deadline is None else date.fromisoformat(deadline)
    target = replace(TARGET, window=kind, deadline=day, valid_from=date(2022, 11, 22))
    found_window = window_of(target, parse_window(asked))
    assert (found_window.start.isoformat(), found_window.end.isoformat()) == (start, end)


def test_the_command_lists_loads_and_sets(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    place = book.office.ledger.place
    book.office.ledger.close()

    def said(*words: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert main(["--ledger", place, *words, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    assert len(said("policy")["packs"]) == len(book.office.packs)
    loaded = said("policy", "--load", str(CITY))["packs"][-1]
    assert (loaded["id"], loaded["own"], loaded["targets"]) == ("songjiang-2026", True, 7)
    assert "sj-total" in {row["id"] for row in said("targets", "--window", "2026")}
    (own,) = said("policy", "--set", f"{MONTHS}=5", "--from", "2026-06-30", "--basis", "校务会")["settings"]
    assert (own["value"], own["from"], own["basis"]) == ("5", "2026-06-30", "校务会")
    assert said("policy", "--reset", MONTHS, "--from", "2026-06-30")["settings"] == []
    assert "没有叫" in said("policy", "--set", "no.such=1", code=1)["error"]["sentence"]
    said("policy", "--drop", "songjiang-2026")
    assert "sj-total" not in {row["id"] for row in said("targets", "--window", "2026")}
