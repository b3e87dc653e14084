"""Windows and working days: the forms of the command line, and counting against a plain loop."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.dates import (
    WorkingDays,
    YearKind,
    clip,
    cycle_window,
    load_holidays,
    natural_days,
    parse_window,
    rolling_window,
    school_year,
    working_days,
    year_of,
    years_before,
)
from desktop.core.errors import UserError


@pytest.mark.parametrize(
    ("text", "label", "start", "end"),
    [
        ("2026", "2026", "2026-01-01", "2026-12-31"),
        ("2026年", "2026", "2026-01-01", "2026-12-31"),
        ("2025学年", "2025-2026学年", "2025-09-01", "2026-08-31"),
        ("2025-2026学年", "2025-2026学年", "2025-09-01", "2026-08-31"),
        ("2025—2026 学年", "2025-2026学年", "2025-09-01", "2026-08-31"),
        ("2025-2026学年第一学期", "2025-2026学年第一学期", "2025-09-01", "2026-02-28"),
        ("2023-2024学年第1学期", "2023-2024学年第一学期", "2023-09-01", "2024-02-29"),
        ("2025学年第二学期", "2025-2026学年第二学期", "2026-03-01", "2026-08-31"),
        ("2026上半年", "2026上半年", "2026-01-01", "2026-06-30"),
        ("2026年下半年", "2026下半年", "2026-07-01", "2026-12-31"),
        ("2026Q3", "2026Q3", "2026-07-01", "2026-09-30"),
        ("2026年第四季度", "2026Q4", "2026-10-01", "2026-12-31"),
        ("2026-05", "2026-05", "2026-05-01", "2026-05-31"),
        ("2024年2月", "2024-02", "2024-02-01", "2024-02-29"),
        ("2025-09-01..2026-08-31", "2025-09-01..2026-08-31", "2025-09-01", "2026-08-31"),
        ("2025年9月1日至2026年8月31日", "2025-09-01..2026-08-31", "2025-09-01", "2026-08-31"),
    ],
)
def test_windows(text: str, label: str, start: str, end: str) -> None:
    window = parse_window(text)
    assert (window.label, window.start.isoformat(), window.end.isoformat()) == (label, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "2026-13",
        "2025-2027学年",
        "2026Q5",
        "2026-02-30..2026-03-01",
        "2026-03-02..2026-03-01",
        "26",
    ],
)
def test_other_texts_are_refused_with_the_forms(text: str) -> None:
    with pytest.raises(UserError) as caught:
        parse_window(text)
    assert "2025学年" in str(caught.value) and "2026Q3" in str(caught.value)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_a_label_reads_back_and_years_hold_their_day(day: date) -> None:
    for kind in YearKind:
        window = year_of(day, kind)
        assert day in window and window.days in (365, 366)
        assert year_of(window.start, kind) == year_of(window.end, kind) == window
        assert year_of(window.end + timedelta(1), kind) != window
    assert parse_window(year_of(day).label) == year_of(day)
    assert parse_window(f"{school_year(day)}学年") == year_of(day)
    first, second = (parse_window(f"{school_year(day)}学年第{n}学期") for n in "一二")
    assert first.end + timedelta(1) == second.start and first.days + second.days == year_of(day).days


def test_school_year_turns_on_the_first_of_september() -> None:
    assert school_year(date(2026, 8, 31)) == "2025-2026"
    assert school_year(date(2026, 9, 1)) == "2026-2027"


def test_rolling_and_fixed_windows() -> None:
    assert years_before(date(2024, 2, 29), 5) == date(2019, 2, 28)
    assert years_before(date(2024, 2, 29), 4) == date(2020, 2, 29)
    window = rolling_window(date(2024, 2, 29))
    assert (window.start, window.end) == (date(2019, 3, 1), date(2024, 2, 29))
    assert rolling_window(date(2026, 6, 30)).start == date(2021, 7, 1)
    assert (cycle_window(date(2025, 12, 31)).start, cycle_window(date(2026, 1, 1)).start) == (
        date(2021, 1, 1),
        date(2026, 1, 1),
    )


def test_clip() -> None:
    window = parse_window("2026")
    assert clip(date(2025, 12, 1), date(2026, 1, 2), window) == (date(2026, 1, 1), date(2026, 1, 2))
    assert clip(date(2025, 12, 1), date(2025, 12, 31), window) is None
    assert clip(date(2026, 5, 2), date(2026, 5, 1), window) is None


def test_national_day_2025(calendar: WorkingDays) -> None:
    """9-28 (Sunday) and 10-11 (Saturday) are made up, 10-01 to 10-08 are free."""
    assert working_days(date(2025, 9, 26), date(2025, 10, 12), calendar) == 7
    assert calendar.is_working(date(2025, 9, 28)) and not calendar.is_working(date(2025, 10, 8))
    assert calendar.count(date(2026, 1, 2), date(2026, 1, 1)) == 0


def test_years_beyond_the_table_say_so(calendar: WorkingDays) -> None:
    assert calendar.known(2026) and not calendar.known(2030) and not calendar.known(2003)
    week = date(2030, 10, 1)
    assert calendar.count(week, week + timedelta(6)) == 5


def test_2027_has_its_statutory_days_but_no_make_up_days_yet(calendar: WorkingDays) -> None:
    assert not calendar.known(2027)
    assert not calendar.is_working(date(2027, 1, 1)) and not calendar.is_working(date(2027, 2, 8))
    assert calendar.is_working(date(2027, 2, 9))


def test_a_table_of_the_school_goes_first(tmp_path: Path) -> None:
    (tmp_path / "2026.toml").write_text(
        'year = 2026\nsource = "校历"\nholidays = ["2026-03-02..2026-03-03"]\nworkdays = ["2026-03-01"]\n',
        encoding="utf-8",
    )
    own = WorkingDays(load_holidays(tmp_path))
    assert own.count(date(2026, 3, 1), date(2026, 3, 7)) == 4 and own.known(2026)


@pytest.mark.parametrize(
    ("body", "line", "word"),
    [
        ('year = 2027\nsource = "s"\nholidays = ["2027-02-30"]\n', 3, "不是日期"),
        ('year = 2027\nsource = "s"\nholidays = ["2026-12-31"]\n', 3, "2027"),
        ('year = 2027\nsource = "s"\nworkdays = ["2027-02-03..2027-02-01"]\n', 3, "颠倒"),
        ('year = "2027"\nsource = "s"\n', 1, "整数"),
    ],
)
def test_a_broken_holiday_table_says_where(tmp_path: Path, body: str, line: int, word: str) -> None:
    (tmp_path / "h.toml").write_text(body, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        load_holidays(tmp_path)
    assert f"h.toml 第 {line} 行" in str(caught.value) and word in str(caught.value)


@given(st.dates(date(2003, 1, 1), date(2029, 12, 31)), st.integers(-3, 800))
def test_counting_agrees_with_a_loop(calendar: WorkingDays, start: date, length: int) -> None:
    end = start + timedelta(length)
    days = [start + timedelta(n) for n in range(length + 1)]
    assert natural_days(start, end) == len(days)
    assert calendar.count(start, end) == sum(calendar.is_working(day) for day in days)
