"""教师企业实践, the parts of the rule one by one (domain.md §1): windows, days, months, first reasons."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from desktop.core.dates import YearKind, cycle_window, rolling_window, year_of
from desktop.core.practice import Divisors
from desktop.services.counting.practice import account
from desktop.services.counting.practice_rows import PracticeRow
from desktop.services.counting.practice_rules import PracticeRules
from tests.rules.test_practice_cases import CALENDAR, UNTIL, stay, teacher

D = date.fromisoformat

# Until → the first day of the five rolling years: the same day five years before, and one.
ROLLING = {
    "2026-08-31": "2021-09-01",
    "2026-12-31": "2022-01-01",
    "2026-01-01": "2021-01-02",
    "2024-02-28": "2019-03-01",
    "2024-02-29": "2019-03-01",  # 28 February 2019 and one
    "2024-03-01": "2019-03-02",
    "2025-02-28": "2020-02-29",
    "2028-02-29": "2023-03-01",
    "2029-02-28": "2024-02-29",
}


@pytest.mark.parametrize("until", ROLLING)
def test_the_rolling_window(until: str) -> None:
    found = rolling_window(D(until))
    assert (found.start.isoformat(), found.end.isoformat()) == (ROLLING[until], until)


# A day, the school's first year and length of a cycle → the cycle.
CYCLES = {
    "首日": ("2021-01-01", 2021, 5, "2021-01-01", "2025-12-31"),
    "末日": ("2025-12-31", 2021, 5, "2021-01-01", "2025-12-31"),
    "次日": ("2026-01-01", 2021, 5, "2026-01-01", "2030-12-31"),
    "再下一个": ("2031-01-01", 2021, 5, "2031-01-01", "2035-12-31"),
    "首年以前": ("2020-12-31", 2021, 5, "2016-01-01", "2020-12-31"),
    "闰日": ("2024-02-29", 2021, 5, "2021-01-01", "2025-12-31"),
    "四年": ("2026-06-30", 2023, 4, "2023-01-01", "2026-12-31"),
    "四年次日": ("2027-01-01", 2023, 4, "2027-01-01", "2030-12-31"),
    "一年": ("2026-06-30", 2021, 1, "2026-01-01", "2026-12-31"),
}


@pytest.mark.parametrize("case", CYCLES)
def test_fixed_cycles(case: str) -> None:
    day, first, years, start, end = CYCLES[case]
    found = cycle_window(D(day), first, years)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


# A day and the school's kind of year → the year of the yearly rule.
YEARS = {
    "自然年首日": ("2026-01-01", "自然年", "2026-01-01", "2026-12-31"),
    "自然年末日": ("2026-12-31", "自然年", "2026-01-01", "2026-12-31"),
    "学年末日": ("2026-08-31", "学年", "2025-09-01", "2026-08-31"),
    "学年首日": ("2026-09-01", "学年", "2026-09-01", "2027-08-31"),
    "学年过年": ("2026-01-01", "学年", "2025-09-01", "2026-08-31"),
    "七月前一天": ("2026-06-30", "7月至次年6月", "2025-07-01", "2026-06-30"),
    "七月首日": ("2026-07-01", "7月至次年6月", "2026-07-01", "2027-06-30"),
    "七月闰日": ("2024-02-29", "7月至次年6月", "2023-07-01", "2024-06-30"),
}


@pytest.mark.parametrize("case", YEARS)
def test_kinds_of_years(case: str) -> None:
    day, kind, start, end = YEARS[case]
    found = year_of(D(day), YearKind(kind))
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


# 国务院办公厅 notices of the year: holidays, and Saturdays and Sundays that are worked for them (调休).
WORKED = {
    "2024-02-10": False,  # 春节, a Saturday
    "2024-02-16": False,  # 春节, a Friday
    "2024-02-18": True,  # 调休, a Sunday
    "2024-02-29": True,  # a Thursday
    "2025-01-26": True,  # 调休, a Sunday
    "2025-09-28": True,  # 调休, a Sunday
    "2025-10-08": False,  # 国庆 and 中秋, a Wednesday
    "2025-10-11": True,  # 调休, a Saturday
    "2025-10-12": False,  # a Sunday
    "2026-01-02": False,  # 元旦, a Friday
    "2026-01-04": True,  # 调休, a Sunday
    "2026-03-02": True,  # a Monday
    "2027-01-01": False,  # the law's own days; 调休 not announced
    "2027-02-09": True,  # a Tuesday
}


@pytest.mark.parametrize("day", WORKED)
def test_working_days(day: str) -> None:
    assert CALENDAR.is_working(D(day)) is WORKED[day]


MARCH = ("2026-03-01", "2026-03-31")  # 31 dates; 2…6, 9…13, 16…20, 23…27, 30 and 31 are worked: 22
# Practices, divisors (natural, working, by hand) → months, exactly.
MONTHS: dict[str, tuple[list[PracticeRow], tuple[int, int, int], str]] = {
    "三十天": ([stay("2026-03-01", "2026-03-30")], (30, 22, 30), "1"),
    "三十一天": ([stay(*MARCH)], (30, 22, 30), "31/30"),
    "自然日按三十一": ([stay(*MARCH)], (31, 22, 30), "1"),
    "二十二个工作日": ([stay(*MARCH, "工作日")], (30, 22, 30), "1"),
    "工作日按二十": ([stay(*MARCH, "工作日")], (30, 20, 30), "11/10"),
    "手工十五天": ([stay(*MARCH, "手工认定", days=Decimal(15))], (30, 22, 30), "1/2"),
    "手工按二十二": ([stay(*MARCH, "手工认定", days=Decimal(11))], (30, 22, 22), "1/2"),
    # 30 days; 7…10, 13…17, 20 and 21 April worked: 11; seven and a half by hand
    "三样相加": (
        [stay("2026-03-01", "2026-03-30"), stay("2026-04-07", "2026-04-21", "工作日"),
         stay("2026-05-01", "2026-05-10", "手工认定", days=Decimal("7.5"))],
        (30, 22, 30), "7/4"),
    "自然日盖过工作日": ([stay(*MARCH), stay(*MARCH, "工作日")], (30, 22, 30), "31/30"),
    # half a day by hand is less than a working day
    "工作日盖过半天": (
        [stay("2026-03-02", "2026-03-06", "工作日"),
         stay("2026-03-02", "2026-03-06", "手工认定", days=Decimal("2.5"))],
        (30, 22, 30), "5/22"),
    # Friday and Monday worked; Saturday and Sunday half a day each by hand: 2 ÷ 22 + 1 ÷ 30
    "周末归手工": (
        [stay("2026-03-06", "2026-03-09", "工作日"),
         stay("2026-03-07", "2026-03-08", "手工认定", days=Decimal(1))],
        (30, 22, 30), "41/330"),
    "闰年二月": ([stay("2024-02-01", "2024-02-29")], (30, 22, 30), "29/30"),
    "认定比日期多": (
        [stay("2026-03-02", "2026-03-06", "手工认定", days=Decimal(10))], (30, 22, 30), "1/6"),
    "跨年": ([stay("2025-12-18", "2026-01-16")], (30, 22, 30), "1"),  # 14 and 16 days
}  # fmt: skip


@pytest.mark.parametrize("case", MONTHS)
def test_months(case: str) -> None:
    practices, (natural, working, manual), months = MONTHS[case]
    divisors = Divisors(Fraction(natural), Fraction(working), Fraction(manual))
    found = account(teacher(*practices), PracticeRules(until=UNTIL, divisors=divisors), CALENDAR)
    assert found.exact == Fraction(months)


HALF = ("2024-03-01", "2024-08-27")
# A practice, settings → why it does not count in the five years ("" it does): the first reason alone.
REASONS: dict[str, tuple[PracticeRow, dict[str, Any], str]] = {
    "合格": (stay(*HALF), {}, ""),
    "优秀": (stay(*HALF, assessment="优秀"), {}, ""),
    "不合格": (stay(*HALF, assessment="不合格"), {}, "考核结果是不合格"),
    "待考核": (stay(*HALF, assessment=None), {}, "待考核"),
    "没有开始": (stay(None, "2024-08-27"), {}, "没有填开始日期或结束日期"),
    "没有结束": (stay("2024-03-01", None), {}, "没有填开始日期或结束日期"),
    "颠倒": (stay("2024-08-27", "2024-03-01"), {}, "早于开始日期"),
    "颠倒又没考核": (stay("2024-08-27", "2024-03-01", assessment=None), {}, "早于开始日期"),
    "手工没填天数": (stay(*HALF, "手工认定"), {}, "没有填认定天数"),
    "没填方式有天数": (stay(*HALF, None, days=Decimal(3)), {}, ""),
    "窗口以前": (stay("2021-08-01", "2021-08-31"), {}, "不在 2021-09-01 至 2026-08-31 之内"),
    "进窗口一天": (stay("2021-08-01", "2021-09-01"), {}, ""),
    "窗口以后": (stay("2026-09-01", "2026-09-30"), {}, "不在 2021-09-01 至 2026-08-31 之内"),
    "窗口外又不合格": (stay("2021-08-01", "2021-08-31", assessment="不合格"), {}, "不在"),
    "校内": (stay(*HALF, on_campus=True), {}, "校内实训基地"),
    "校内按设置": (stay(*HALF, on_campus=True), {"inner_base_cycle": True}, ""),
    "没有资料": (stay(*HALF), {"materials_required": True}, "没有任何资料"),
    "有一样资料": (stay(*HALF, materials="周志"), {"materials_required": True}, ""),
}


@pytest.mark.parametrize("case", REASONS)
def test_the_first_reason(case: str) -> None:
    practice, own, why = REASONS[case]
    found = account(teacher(practice), PracticeRules(until=UNTIL, **own), CALENDAR)
    assert (len(found.counted), len(found.left_out)) == ((0, 1) if why else (1, 0))
    assert not why or why in found.left_out[0].why


# Service, exemptions and the share of six months asked, all by setting: joined, exempt, settings → months.
ASKED: dict[str, tuple[str | None, list[tuple[str, str]], dict[str, Any], str]] = {
    "满教龄": ("2021-09-01", [], {"pro_rata": True}, "6"),
    "没填入职": (None, [], {"pro_rata": True}, "6"),
    # 1 September 2021 to 31 August 2026 are 1826 days
    "差一天教龄": ("2021-09-02", [], {"pro_rata": True}, str(Fraction(6 * 1825, 1826))),
    "一年教龄": ("2025-09-01", [], {"pro_rata": True}, str(Fraction(6 * 365, 1826))),
    "当天入职": ("2026-08-31", [], {"pro_rata": True}, str(Fraction(6, 1826))),
    "闰年也是天数": ("2024-02-29", [], {"pro_rata": True}, str(Fraction(6 * 915, 1826))),
    "豁免一半": ("2000-09-01", [("2021-01-01", "2024-03-01")], {"exempt_pro_rata": True}, "3"),
    "豁免重叠只减一次": (
        "2000-09-01", [("2021-01-01", "2024-03-01"), ("2023-01-01", "2024-03-01")],
        {"exempt_pro_rata": True}, "3"),
    "豁免不减": ("2000-09-01", [("2021-01-01", "2024-03-01")], {}, "6"),
    "豁免跨窗口": (
        "2000-09-01", [("2026-08-31", "2027-08-31")], {"exempt_pro_rata": True},
        str(Fraction(6 * 1825, 1826))),
}  # fmt: skip


@pytest.mark.parametrize("case", ASKED)
def test_months_asked(case: str) -> None:
    """What is asked shows in the month that is just enough, and the day less that is not."""
    joined, away, own, asked = ASKED[case]
    rules = PracticeRules(until=UNTIL, **own)
    needed = Fraction(asked)
    for days, verdict in ((needed * 30, "达标"), (needed * 30 - Fraction(1, 2), "未达标")):
        half = Decimal(int(-(-days * 2 // 1))) / 2  # half days, rounded up
        practice = stay("2026-01-01", "2026-08-28", "手工认定", days=half)  # 240 dates
        row = teacher(practice, joined=joined)
        row.exemptions = [(D(start), D(end)) for start, end in away]
        found = account(row, rules, CALENDAR)
        assert found.verdict == (verdict if Fraction(half) / 30 < needed else "达标")
