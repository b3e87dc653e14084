"""Targets of the shipped pack: computed, entered, ratio of entered, and not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.core.policy import Pack, Target
from desktop.services.targets import targets
from desktop.store.ledger import Ledger
from tests.services.counting_office import Book, office_on, setting

YEAR = parse_window("2026")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty office."""
    ledger = Ledger.create(tmp_path / "台账.db", school_code="3122000123", school_name="松江职业技术学校")
    yield Book(office_on(ledger))
    ledger.close()


def found(book: Book, window: str = "2026") -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in targets(book.office, parse_window(window))}


def test_an_empty_ledger_knows_only_zeros_and_blanks(book: Book) -> None:
    rows = found(book)
    assert len(rows) == len([t for pack in book.office.packs for t in pack.targets])
    assert rows["rural-talents"]["value"] == 0
    assert rows["training-per-student"]["value"] is None  # no 在校生数 to divide by
    assert rows["mentor-studios"]["value"] is None
    assert rows["teaching-share"]["value"] is None
    assert {row["source"] for row in rows.values()} == {"computed", "entered", "ratio-of-entered"}
    assert all(row["formula"] for row in rows.values())


def test_training_over_students(book: Book) -> None:
    """面向社会 alone, over the last 统计时点 on or before the window's end; met before rounding."""
    book.add("headcount", counted_on=date(2025, 9, 1), students=50)
    book.add("headcount", counted_on=date(2026, 9, 1), students=100)
    book.add("headcount", counted_on=date(2027, 9, 1), students=1)
    book.klass("社会班", date(2026, 3, 1), date(2026, 3, 2), facing="社会", actual=199)
    book.klass("校内班", date(2026, 3, 1), date(2026, 3, 2), facing="在校学生", actual=30)
    row = found(book)["training-per-student"]
    assert (row["value"], row["met"], row["target"]) == (1.99, False, "≥ 2")
    assert "199 ÷ 在校生数 100" in row["formula"]
    every = setting(book.office, training__ratio_all_facing=1)
    assert {r["id"]: r for r in targets(every, YEAR)}["training-per-student"]["value"] == 2.29
    asked = found(book, "2025学年")["training-per-student"]  # by 自然年: the one in which the 学年 ends
    assert (asked["value"], asked["window"]["label"]) == (1.99, "2026")


def test_a_citys_target_is_this_schools_contribution(book: Book) -> None:
    book.klass("大班", date(2026, 3, 1), date(2026, 3, 2), audience="乡村人才", actual=2500)
    book.klass("体验", date(2025, 3, 1), date(2025, 3, 2), kind="劳动和职业体验", actual=60)
    rows = found(book)
    assert (rows["rural-talents"]["value"], rows["rural-talents"]["met"]) == (2500, None)
    assert rows["rural-talents"]["formula"].startswith("本校贡献：")
    assert rows["labour-experience"]["value"] == 20  # a year, of 2023 to 2025


def test_money_of_the_calendar_year(book: Book) -> None:
    book.add("finance", calendar_year=2026, total=1000_00, teaching=299_99, training=150_00)
    book.add("finance", calendar_year=2025, total=1000_00, teaching=0)
    rows = found(book)
    assert (rows["teaching-share"]["value"], rows["teaching-share"]["met"]) == (30, False)  # 29.999 %
    assert (rows["practical-share"]["value"], rows["practical-share"]["met"]) == (15, True)
    last = found(book, "2025")
    assert last["teaching-share"]["value"] == 0
    assert last["practical-share"]["value"] is None  # blank is not 0


def test_entered_numbers_belong_where_they_plainly_do(book: Book) -> None:
    def enter(task: str, period: str, value: int | None) -> None:
        typed = None if value is None else Decimal(value)
        book.add("policy_progress", task=task, period=period, value=typed, progress="已落实")

    enter("13", "2024", 2)
    enter("13", "2026", None)
    enter("3", "2026", 1)
    enter("8", "2026", 4)
    enter("7", "2027", 9)
    rows = found(book)
    assert rows["mentor-studios"]["value"] == 2  # a state reached: the last number on it
    assert (rows["school-conditions"]["value"], rows["school-conditions"]["met"]) == (1, True)
    assert rows["vocational-share"]["value"] is None  # the task's number is the school's own target's
    assert rows["bases-scarce"]["value"] is None  # three targets, one number
    assert rows["industry-colleges"]["value"] is None  # not yet


def test_practice_rate(book: Book) -> None:
    book.teacher("甲")
    row = found(book)["practice-rate"]
    assert (row["value"], row["met"], row["source"]) == (0, False, "computed")


def test_another_pack_needs_no_code(book: Book) -> None:
    wanted = Target(
        "electric", "1", "有偿班次人日", "学校", "training.person_days", "≥", Decimal(10), None, "人日",
        "自然年", "computed", where=("性质=有偿",),
    )  # fmt: skip
    odd = replace(wanted, id="odd", metric="moon.phase")
    wrong = replace(wanted, id="wrong", where=("性质=白送",))
    book.klass("有偿班", date(2026, 3, 1), date(2026, 3, 2), nature="有偿", days=2, actual=5)
    book.klass("公益班", date(2026, 3, 1), date(2026, 3, 2), nature="公益性", days=2, actual=5)
    office = replace(book.office, packs=(Pack("甲市", "甲市方案", "甲市〔2026〕1号", targets=(wanted, odd)),))
    rows = {row["id"]: row for row in targets(office, YEAR)}
    assert (rows["electric"]["value"], rows["electric"]["met"]) == (10, True)
    assert rows["odd"]["value"] is None
    assert "不认识的指标" in rows["odd"]["formula"]
    with pytest.raises(UserError, match="看不懂"):
        targets(replace(office, packs=(Pack("乙", "乙", "乙", targets=(wrong,)),)), YEAR)


def test_a_target_holds_from_its_first_day(book: Book) -> None:
    assert "rural-talents" not in found(book, "2022-01-01..2022-11-21")
    assert "rural-talents" in found(book, "2022")
