"""教师企业实践: verdicts and days worked by hand from domain.md §1, then against a date-by-date oracle."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.dates import Window, WorkingDays, YearKind, parse_window
from desktop.services.counting.practice import account, days_in_window, per_teacher
from desktop.services.counting.practice_rows import PracticeRow, StatusRow, TeacherRow
from desktop.services.counting.practice_rules import PracticeRules, practice_rules
from desktop.services.counting.school import practice_figures
from desktop.services.counting.stats import stats
from desktop.store.ledger import Ledger
from tests.plugins.postgres import cluster, database  # noqa: F401
from tests.services.counting_office import Book, office_on, setting

CALENDAR = WorkingDays()
UNTIL = date(2026, 8, 31)
RULES = PracticeRules(until=UNTIL)


def stay(start: date, end: date | None, method: str | None = "自然日", **more: Any) -> PracticeRow:
    values = {"days": None, "assessment": "合格", "on_campus": False} | more
    return PracticeRow(id=1, teacher=1, enterprise="甲厂", start=start, end=end, method=method, **values)


def teacher(*practices: PracticeRow, joined: date | None = date(2000, 8, 20), **status: Any) -> TeacherRow:
    now = {"category": "专业课", "post": "在职", "full_time": True, "double": False} | status
    row = TeacherRow(1, "001", "张三", joined, None, practices=list(practices))
    row.statuses.append(StatusRow(start=date(2000, 8, 20), **now))
    return row


def days(*practices: PracticeRow, until: date = UNTIL) -> tuple[Decimal, Decimal, Decimal]:
    found = account(teacher(*practices), PracticeRules(until=until), CALENDAR)
    return found.natural, found.working, found.manual


def D(text: str) -> Decimal:
    return Decimal(text)


# each line: what is recorded, until when, and the natural, working and manual days that follow
HAND = {
    "一个月": ([stay(date(2026, 7, 1), date(2026, 7, 30))], UNTIL, ("30", "0", "0")),
    "一天": ([stay(date(2026, 7, 1), date(2026, 7, 1))], UNTIL, ("1", "0", "0")),
    "国庆调休": (  # 9-28 Sunday and 10-11 Saturday are worked, 10-1…10-8 are not
        [stay(date(2025, 9, 28), date(2025, 10, 11), "工作日")], UNTIL, ("0", "6", "0")),
    "半天": (
        [stay(date(2026, 7, 1), date(2026, 7, 10), "手工认定", days=D("7.5"))], UNTIL, ("0", "0", "7.5")),
    "手工超过日数": (
        [stay(date(2026, 7, 1), date(2026, 7, 2), "手工认定", days=D("9"))], UNTIL, ("0", "0", "2")),
    "重叠只计一次": (
        [stay(date(2025, 12, 10), date(2026, 1, 20)), stay(date(2025, 12, 25), date(2026, 2, 10))],
        UNTIL, ("63", "0", "0")),
    "重叠取大": (  # ten dates half by hand, five of them whole by nature
        [stay(date(2026, 7, 1), date(2026, 7, 10), "手工认定", days=D("5")),
         stay(date(2026, 7, 1), date(2026, 7, 5))],
        UNTIL, ("5", "0", "2.5")),
    "工作日与手工": (  # 2026-07-04 and 05 are a weekend: half by hand there, whole on the five working days
        [stay(date(2026, 7, 1), date(2026, 7, 7), "手工认定", days=D("3.5")),
         stay(date(2026, 7, 1), date(2026, 7, 7), "工作日")],
        UNTIL, ("0", "5", "1")),
    "窗口起点截断": ([stay(date(2021, 8, 30), date(2021, 9, 2))], UNTIL, ("2", "0", "0")),
    "窗口终点截断": ([stay(date(2026, 8, 31), date(2026, 9, 9))], UNTIL, ("1", "0", "0")),
    "窗口之外": ([stay(date(2021, 8, 1), date(2021, 8, 31))], UNTIL, ("0", "0", "0")),
    "闰日": ([stay(date(2024, 2, 28), date(2024, 3, 1))], UNTIL, ("3", "0", "0")),
    "截至闰日": (  # 2019-02-28 is the day five years before: 2019-03-01 is the first that counts
        [stay(date(2019, 2, 27), date(2019, 3, 2))], date(2024, 2, 29), ("2", "0", "0")),
    "不合格": ([stay(date(2026, 7, 1), date(2026, 7, 30), assessment="不合格")], UNTIL, ("0", "0", "0")),
    "待考核": ([stay(date(2026, 7, 1), date(2026, 7, 30), assessment=None)], UNTIL, ("0", "0", "0")),
    "未结束": ([stay(date(2026, 7, 1), None)], UNTIL, ("0", "0", "0")),
    "起止颠倒": ([stay(date(2026, 7, 2), date(2026, 7, 1))], UNTIL, ("0", "0", "0")),
    "校内基地": ([stay(date(2026, 7, 1), date(2026, 7, 30), on_campus=True)], UNTIL, ("0", "0", "0")),
    "没填方式": ([stay(date(2026, 7, 1), date(2026, 7, 30), None)], UNTIL, ("30", "0", "0")),
    "没填方式但有认定": (
        [stay(date(2026, 7, 1), date(2026, 7, 30), None, days=D("22"))], UNTIL, ("0", "0", "22")),
}  # fmt: skip


@pytest.mark.parametrize("case", HAND)
def test_days_by_hand(case: str) -> None:
    practices, until, expected = HAND[case]
    assert days(*practices, until=until) == tuple(map(Decimal, expected))


def test_months_add_up_by_their_divisors_before_rounding() -> None:
    """30 natural, 6 working, 15 by hand: 1 + 6/22 + 15/30 months."""
    found = account(
        teacher(
            stay(date(2026, 6, 1), date(2026, 6, 30)),
            stay(date(2025, 9, 28), date(2025, 10, 11), "工作日"),
            stay(date(2026, 7, 1), date(2026, 7, 30), "手工认定", days=D("15")),
        ),
        RULES,
        CALENDAR,
    )
    assert found.exact == 1 + Fraction(6, 22) + Fraction(1, 2)
    assert found.months == D("1.8")


def half_year(short: int = 0) -> PracticeRow:
    """180 days less a few."""
    return stay(date(2024, 3, 1), date(2024, 3, 1) + timedelta(days=179 - short))


def test_the_verdict_is_taken_before_rounding() -> None:
    met, unmet = (account(teacher(half_year(short)), RULES, CALENDAR) for short in (0, 1))
    assert (met.verdict, met.missing, met.reason) == ("达标", 0, "")
    assert (unmet.months, unmet.verdict, unmet.missing) == (D("6.0"), "未达标", D("0.1"))  # 5.97 months
    assert unmet.reason == "还差 0.1 个月。"


def test_not_applicable_by_what_the_teacher_is_on_the_last_day() -> None:
    def verdict(row: TeacherRow, rules: PracticeRules = RULES) -> tuple[str, str]:
        found = account(row, rules, CALENDAR)
        return found.verdict, found.reason

    assert verdict(teacher(half_year(), category="公共基础课"))[0] == "不适用"
    assert verdict(teacher(half_year(), category="其他"))[0] == "不适用"
    assert verdict(teacher(half_year(), category="实习指导"))[0] == "达标"
    assert verdict(teacher(half_year(), post="退休")) == ("不适用", "截止日已退休。")
    assert verdict(teacher(half_year(), post="离职")) == ("不适用", "截止日已离职。")
    assert verdict(teacher(joined=date(2021, 9, 2))) == ("不适用", "入职不满 5 年，未到期。")
    assert verdict(teacher(joined=date(2021, 9, 1)))[0] == "未达标"  # five whole years on 2026-08-31
    changed = teacher(half_year(), category="公共基础课")
    changed.statuses.append(StatusRow(date(2026, 8, 31), "专业课", "在职", True, False))
    assert verdict(changed)[0] == "达标"
    assert verdict(changed, PracticeRules(until=date(2026, 8, 30)))[0] == "不适用"
    left = teacher(half_year())
    left.left = date(2026, 8, 31)
    assert verdict(left) == ("不适用", "截止日已离岗。")
    unborn = teacher()
    unborn.statuses.clear()
    assert verdict(unborn) == ("不适用", "截止日没有任职记录。")


def test_exempt_for_the_whole_window_or_a_part_of_it() -> None:
    away = teacher()
    away.exemptions = [(date(2020, 1, 1), date(2024, 1, 1)), (date(2024, 1, 2), date.max)]
    assert account(away, RULES, CALENDAR).verdict == "不适用"
    away.exemptions = [(date(2021, 9, 2), date.max)]  # one day of the window is not covered
    assert account(away, RULES, CALENDAR).verdict == "未达标"


def test_fixed_cycle_and_pro_rata_are_settings() -> None:
    before = stay(date(2025, 7, 1), date(2025, 12, 31))
    fixed = PracticeRules(until=UNTIL, fixed_cycle=True)
    assert (fixed.cycle.start, fixed.cycle.end) == (date(2026, 1, 1), UNTIL)
    assert account(teacher(before), fixed, CALENDAR).days == 0
    fresh = teacher(stay(date(2026, 1, 1), date(2026, 3, 1)), joined=date(2025, 9, 1))
    found = account(fresh, PracticeRules(until=UNTIL, pro_rata=True), CALENDAR)
    assert (found.needed, found.verdict) == (D("1.2"), "达标")  # 365 of 1826 days of service; 2 months done


def test_year_days_by_the_year_the_school_keeps() -> None:
    row = teacher(
        stay(date(2025, 12, 22), date(2026, 1, 10)), stay(date(2026, 7, 1), date(2026, 7, 3), on_campus=True)
    )
    by = {
        kind: account(row, PracticeRules(until=UNTIL, year_kind=kind), CALENDAR).year_days
        for kind in YearKind
    }
    assert by == {YearKind.CALENDAR: 10 + 3, YearKind.SCHOOL: 20 + 3, YearKind.JULY: 3}
    without = PracticeRules(until=UNTIL, year_kind=YearKind.SCHOOL, inner_base_year=False)
    assert account(row, without, CALENDAR).year_days == 20


def test_what_counted_and_what_not_and_why() -> None:
    rows = [practice for practices, _, _ in HAND.values() for practice in practices]
    found = account(teacher(*rows), RULES, CALENDAR)
    assert len(found.counted) + len(found.left_out) == len(rows)
    assert {line.why for line in found.left_out} == {
        "不在 2021-09-01 至 2026-08-31 之内。",
        "考核结果是不合格，不计入。",
        "待考核，考核合格后才计入。",
        "没有填开始日期或结束日期。",
        "结束日期早于开始日期。",
        "校内实训基地，按设置不计入。",
    }


# -- the same on a ledger ------------------------------------------------------------------------------


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """Five teachers: 甲 and 乙 specialised, 丙 of a common course, 丁 retired, 戊 new."""
    place = tmp_path / "台账.db" if request.param == "sqlite" else request.getfixturevalue("database")
    ledger = Ledger.create(place, school_code="3122000123", school_name="松江职业技术学校")
    book = Book(office_on(ledger))
    teachers = {
        "甲": book.teacher("甲", double=True),
        "乙": book.teacher("乙"),
        "丙": book.teacher("丙", category="公共基础课", double=True),
        "丁": book.teacher("丁", post="退休"),
        "戊": book.teacher("戊", joined=date(2025, 9, 1), category="实习指导"),
    }
    done = {"method": "自然日", "assessment": "合格"}
    for name, start, end in (
        ("甲", date(2024, 3, 1), date(2024, 8, 27)),  # 180 days
        ("甲", date(2026, 5, 1), date(2026, 5, 10)),
        ("甲", date(2026, 5, 6), date(2026, 5, 15)),
        ("乙", date(2025, 8, 25), date(2025, 9, 5)),
        ("丙", date(2026, 7, 1), date(2026, 7, 2)),
    ):
        book.add(
            "practice", teacher=teachers[name], enterprise=book.enterprise("厂"), start=start, end=end, **done
        )
    yield book
    ledger.close()


def test_per_teacher_of_a_ledger(book: Book) -> None:
    found = {row.name: row for row in per_teacher(book.office, UNTIL)}
    assert {name: row.verdict for name, row in found.items()} == {
        "甲": "达标", "乙": "未达标", "丙": "不适用", "丁": "不适用", "戊": "不适用",
    }  # fmt: skip
    assert (found["甲"].days, found["甲"].year_days, len(found["甲"].counted)) == (195, 15, 3)
    assert found["乙"].year_days == 0  # 25 August to 5 September 2025 lies before 自然年 2026


def test_the_year_of_the_yearly_rule_is_the_schools_own(book: Book) -> None:
    by_school_year = replace(practice_rules(book.office, UNTIL), year_kind=YearKind.SCHOOL)
    found = {row.name: row for row in per_teacher(book.office, UNTIL, by_school_year)}
    assert found["乙"].year_days == 5  # 1 to 5 September 2025 lie in 2025-2026学年


def test_thresholds_come_from_the_packs_by_date(book: Book) -> None:
    before = {row.name: row.verdict for row in per_teacher(book.office, date(2016, 4, 30))}
    assert before["甲"] == "达标"  # 2016-05-01 is the first day of the rule: nothing was asked before
    stricter = setting(book.office, practice__months_in_5_years=7)
    assert {row.name: row.verdict for row in per_teacher(stricter, UNTIL)}["甲"] == "未达标"


def test_days_of_each_practice_inside_a_window(book: Book) -> None:
    window = parse_window("2025学年")
    assert sorted(days_in_window(book.office, window).values()) == [2, 5, 10, 10]


def test_school_figures_print_their_denominators(book: Book) -> None:
    found = {figure.id: figure for figure in practice_figures(book.office, parse_window("2025学年"))}
    values = {name: figure.value for name, figure in found.items()}
    assert values == {
        "teachers": 4,  # 丁 is retired
        "specialised": 3,  # 甲 乙 戊
        "took_part": 3,
        "practices": 4,
        "days": D("22.0"),  # 甲 15 merged, 乙 5, 丙 2
        "days_each": D("5.5"),
        "met": 1,
        "met_rate": D("50.0"),  # 甲 of 甲 and 乙: 戊 has not served five years
        "double": 1,
        "double_rate": D("33.3"),
        "pending": 0,
    }
    assert "÷ 专任教师 4" in found["days_each"].formula
    over = setting(
        book.office, practice__denominator__rate="专任教师", practice__denominator__average="参加实践教师"
    )
    changed = {figure.id: figure for figure in practice_figures(over, parse_window("2025学年"))}
    assert (changed["met_rate"].value, changed["days_each"].value) == (D("25.0"), D("7.3"))


def test_stats_merge_the_days_of_a_teacher(book: Book) -> None:
    (row,) = stats(book.office, "企业实践", parse_window("2025学年"))
    assert row["measures"] == {"实践人次": 4, "实践人数": 3, "认可天数": 22}


# -- against an oracle that goes date by date ----------------------------------------------------------

START = st.dates(date(2021, 6, 1), date(2026, 10, 1))
STAYS = st.lists(
    st.builds(
        lambda start, length, method, half: (
            start,
            start + timedelta(days=length),
            method,
            Decimal(half) / 2,
        ),
        START,
        st.integers(0, 90),
        st.sampled_from(["自然日", "工作日", "手工认定"]),
        st.integers(0, 200),
    ),
    max_size=5,
)


def oracle(stays: list[tuple[date, date, str, Decimal]], first: date, last: date) -> Fraction:
    """Every date's largest weight, added up one by one."""
    import chinese_calendar

    total, day = Fraction(0), first
    while day <= last:
        weights = [Fraction(0)]
        for start, end, method, recognised in stays:
            if not start <= day <= end:
                continue
            if method == "自然日":
                weights.append(Fraction(1))
            elif method == "工作日":
                weights.append(Fraction(chinese_calendar.is_workday(day)))
            else:
                weights.append(min(Fraction(recognised) / ((end - start).days + 1), Fraction(1)))
        total += max(weights)
        day += timedelta(days=1)
    return total


@settings(max_examples=60, deadline=None)
@given(STAYS)
def test_agrees_with_the_oracle(stays: list[tuple[date, date, str, Decimal]]) -> None:
    rows = [stay(start, end, method, days=recognised) for start, end, method, recognised in stays]
    window = Window("五年", date(2021, 9, 1), UNTIL)
    exact = account(teacher(*rows), RULES, CALENDAR)
    assert abs(Fraction(exact.days) - oracle(stays, window.start, window.end)) <= Fraction(1, 20)
    alone = [Fraction(sum(days(row))) for row in rows]
    assert all(0 <= each <= Fraction(92) for each in alone)
    assert Fraction(exact.days) <= sum(alone) + Fraction(1, 2)
