"""教师企业实践: cases worked by hand from domain.md §1, rule by rule, and random ones against the oracle."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.codes import read_code_list
from desktop.core.dates import WorkingDays, YearKind, load_holidays
from desktop.services.counting.practice import account
from desktop.services.counting.practice_notices import MATERIALS, missing_materials
from desktop.services.counting.practice_rows import PracticeRow, StatusRow, TeacherRow
from desktop.services.counting.practice_rules import PracticeRules
from tests.rules import oracle

ROOT = Path(__file__).resolve().parents[2]
CALENDAR = WorkingDays(load_holidays(ROOT / "resources" / "holidays"))
UNTIL = date(2026, 8, 31)
D = date.fromisoformat


def stay(start: str | None, end: str | None, method: str | None = "自然日", **more: Any) -> PracticeRow:
    values = {"days": None, "assessment": "合格", "on_campus": False, "materials": None} | more
    first, last = (None if text is None else D(text) for text in (start, end))
    return PracticeRow(id=1, teacher=1, enterprise="甲厂", start=first, end=last, method=method, **values)


def teacher(*practices: PracticeRow, joined: str | None = "2000-08-20", **more: Any) -> TeacherRow:
    values = {"started": None, "industry_before": None, "left": None} | more
    row = TeacherRow(
        1, "001", "张三", D(joined) if joined else None, practices=list(practices),
        left=values["left"], started=values["started"], industry_before=values["industry_before"],
    )  # fmt: skip
    row.statuses.append(StatusRow(date(2000, 8, 20), "专业课", "在职", True, False))
    return row


def became(row: TeacherRow, on: str, category: str = "专业课", post: str | None = "在职") -> TeacherRow:
    row.statuses.append(StatusRow(D(on), category, post, True, False))
    return row


def exempt(row: TeacherRow, *spans: tuple[str, str | None]) -> TeacherRow:
    row.exemptions = [(D(start), D(end) if end else date.max) for start, end in spans]
    return row


# What each day counts: practices, until, natural + working + manual days of the five years.
DAYS: dict[str, tuple[list[PracticeRow], str, str]] = {
    # 28 and 29 February and 1 March 2024
    "闰年二月": ([stay("2024-02-28", "2024-03-01")], "2026-08-31", "3"),
    # the five years up to 29 February 2024 begin on 1 March 2019: 28 February 2019 is out
    "截至闰日": ([stay("2019-02-28", "2019-03-01")], "2024-02-29", "1"),
    # 28 February 2025 asks back to 29 February 2020 → 28 February 2020 + 1 = 29 February 2020
    "从闰日起": ([stay("2020-02-28", "2020-02-29")], "2025-02-28", "1"),
    # 25 December to 5 January: 12 days, and 28 December to 2 January lie inside them
    "跨年重叠": ([stay("2025-12-25", "2026-01-05"), stay("2025-12-28", "2026-01-02")], "2026-08-31", "12"),
    # working days of 26 September to 11 October 2025: 26, 28 (Sunday, 调休), 29, 30, 9, 10, 11 (Saturday)
    "调休": ([stay("2025-09-26", "2025-10-11", "工作日")], "2026-08-31", "7"),
    # 1 to 8 October 2025 is all holiday
    "长假": ([stay("2025-10-01", "2025-10-08", "工作日")], "2026-08-31", "0"),
    # 2.5 of 5 dates, half a day each; only 30 and 31 August are inside: 1
    "半天截断": (
        [stay("2026-08-30", "2026-09-03", "手工认定", days=Decimal("2.5"))], "2026-08-31", "1"),
    # three half days a date on the same two dates are still half a day each: the larger one, not the sum
    "半天重叠": (
        [stay("2026-07-01", "2026-07-02", "手工认定", days=Decimal(1))] * 3, "2026-08-31", "1"),
    # the last day counts, the day after does not
    "窗口末日": ([stay("2026-08-31", "2026-09-01")], "2026-08-31", "1"),
    # 31 August 2021 is one day too early, 1 September counts
    "窗口首日": ([stay("2021-08-31", "2021-09-01")], "2026-08-31", "1"),
    "刚好在前": ([stay("2021-08-01", "2021-08-31")], "2026-08-31", "0"),
}  # fmt: skip


@pytest.mark.parametrize("case", DAYS)
def test_days(case: str) -> None:
    practices, until, expected = DAYS[case]
    found = account(teacher(*practices), PracticeRules(until=D(until)), CALENDAR)
    assert found.days == Decimal(expected)


HALF_YEAR = stay("2024-03-01", "2024-08-27")  # 31+30+31+30+31+27 = 180 days: six months exactly
LESS = stay("2024-03-01", "2024-08-26")  # 179 days: 5.97 months, shown as 6.0

# Teacher, until, verdict.
VERDICTS: dict[str, tuple[TeacherRow, str, str]] = {
    "满六个月": (teacher(HALF_YEAR), "2026-08-31", "达标"),
    "差一天": (teacher(LESS), "2026-08-31", "未达标"),
    "公共基础课": (became(teacher(HALF_YEAR), "2026-08-31", "公共基础课"), "2026-08-31", "不适用"),
    "后一天才改": (became(teacher(HALF_YEAR), "2026-09-01", "公共基础课"), "2026-08-31", "达标"),
    "改教专业课": (
        became(became(teacher(), "2005-01-01", "公共基础课"), "2026-03-01"), "2026-08-31", "未达标"),
    "实习指导": (became(teacher(HALF_YEAR), "2020-01-01", "实习指导"), "2026-08-31", "达标"),
    "周期中退休": (became(teacher(HALF_YEAR), "2025-01-01", post="退休"), "2026-08-31", "不适用"),
    "退休前": (became(teacher(HALF_YEAR), "2026-09-01", post="退休"), "2026-08-31", "达标"),
    "当天离岗": (teacher(HALF_YEAR, left=date(2026, 8, 31)), "2026-08-31", "不适用"),
    "次日离岗": (teacher(HALF_YEAR, left=date(2026, 9, 1)), "2026-08-31", "达标"),
    "满五年": (teacher(joined="2021-09-01"), "2026-08-31", "未达标"),
    "差一天五年": (teacher(HALF_YEAR, joined="2021-09-02"), "2026-08-31", "不适用"),
    "没有入职日期": (teacher(joined=None), "2026-08-31", "未达标"),
    "整段豁免": (exempt(teacher(), ("2021-09-01", "2026-08-31")), "2026-08-31", "不适用"),
    "豁免相接": (
        exempt(teacher(), ("2020-01-01", "2023-12-31"), ("2024-01-01", None)), "2026-08-31", "不适用"),
    "豁免少一天": (exempt(teacher(), ("2021-09-02", None)), "2026-08-31", "未达标"),
    "豁免中断一天": (
        exempt(teacher(), ("2021-01-01", "2023-12-30"), ("2024-01-01", None)), "2026-08-31", "未达标"),
    "待考核不算": (
        teacher(stay("2024-03-01", "2024-08-27", assessment=None)), "2026-08-31", "未达标"),
    "优秀也算": (teacher(stay("2024-03-01", "2024-08-27", assessment="优秀")), "2026-08-31", "达标"),
}  # fmt: skip


@pytest.mark.parametrize("case", VERDICTS)
def test_verdicts(case: str) -> None:
    row, until, expected = VERDICTS[case]
    found = account(row, PracticeRules(until=D(until)), CALENDAR)
    assert (found.verdict, bool(found.reason)) == (expected, expected != "达标")


MONTH = stay("2026-01-01", "2026-01-30")  # 30 days of January
# Teacher, until, kind of year, days of the year, met (None: not asked).
YEARLY: dict[str, tuple[TeacherRow, str, str, str, bool | None]] = {
    "一个月": (teacher(MONTH), "2026-08-31", "自然年", "30", True),
    "差一天": (teacher(stay("2026-01-01", "2026-01-29")), "2026-08-31", "自然年", "29", False),
    # 25 December to 23 January are 30 days, but only 23 of them lie in 2026
    "跨年": (teacher(stay("2025-12-25", "2026-01-23")), "2026-08-31", "自然年", "23", False),
    "跨年按学年": (teacher(stay("2025-12-25", "2026-01-23")), "2026-08-31", "学年", "30", True),
    # 7 月至次年6月: on 31 August 2026 the year began on 1 July 2026
    "七月起": (teacher(stay("2026-06-20", "2026-07-10")), "2026-08-31", "7月至次年6月", "10", False),
    "截至当天": (teacher(stay("2026-08-01", "2026-09-30")), "2026-08-15", "自然年", "15", False),
    "新教师也要": (teacher(joined="2026-02-01"), "2026-08-31", "自然年", "0", False),
    "公共基础课不要": (
        became(teacher(), "2026-01-01", "公共基础课"), "2026-08-31", "自然年", "0", None),
    "全年豁免": (exempt(teacher(), ("2026-01-01", None)), "2026-08-31", "自然年", "0", None),
    "豁免半年": (exempt(teacher(), ("2026-01-01", "2026-06-30")), "2026-08-31", "自然年", "0", False),
    "校内基地计入": (
        teacher(stay("2026-01-01", "2026-01-30", on_campus=True)), "2026-08-31", "自然年", "30", True),
    "工作日22天": (  # January 2026 has 31 days, 4 January (Sunday) is worked: 5…9, 12…16, 19…23, 26…30 and 4
        teacher(stay("2026-01-04", "2026-01-30", "工作日")), "2026-08-31", "自然年", "21", False),
}  # fmt: skip


@pytest.mark.parametrize("case", YEARLY)
def test_the_yearly_rule(case: str) -> None:
    row, until, kind, days, met = YEARLY[case]
    found = account(row, PracticeRules(until=D(until), year_kind=YearKind(kind)), CALENDAR)
    assert (found.year_days, found.year_met) == (Decimal(days), met)
    assert bool(found.year_reason) is (met is not True)


def rules(**more: Any) -> PracticeRules:
    return PracticeRules(until=UNTIL, **more)


# What is asked by settings: rules, teacher, months needed (shown), verdict, due.
SETTINGS: dict[str, tuple[PracticeRules, TeacherRow, str, str, str]] = {
    "滚动": (rules(), teacher(HALF_YEAR), "6.0", "达标", "2026-08-31"),
    # 2026–2030 has just begun: what was done in 2024 is of the cycle before
    "固定周期": (rules(fixed_cycle=True), teacher(HALF_YEAR), "6.0", "未达标", "2030-12-31"),
    "固定周期末": (
        PracticeRules(until=D("2025-12-31"), fixed_cycle=True), teacher(HALF_YEAR), "6.0", "达标",
        "2025-12-31"),
    "四年周期": (  # 2023–2026 of a school whose cycles have four years
        rules(fixed_cycle=True, cycle_years=4, cycle_first_year=2023), teacher(HALF_YEAR), "6.0", "达标",
        "2026-12-31"),
    # 365 of the 1,826 days of five years: 6 × 365 ÷ 1826 = 1.199
    "按比例": (rules(pro_rata=True), teacher(joined="2025-09-01"), "1.2", "未达标", "2026-08-31"),
    # 913 of 1,826 days exempt (2021-09-01 to 2024-03-01): half is asked
    "部分豁免": (
        rules(exempt_pro_rata=True), exempt(teacher(), ("2021-01-01", "2024-03-01")), "3.0", "未达标",
        "2026-08-31"),
    "部分豁免不减": (
        rules(), exempt(teacher(), ("2021-01-01", "2024-03-01")), "6.0", "未达标", "2026-08-31"),
    "校内不计": (
        rules(), teacher(stay("2024-03-01", "2024-08-27", on_campus=True)), "6.0", "未达标", "2026-08-31"),
    "校内计入": (
        rules(inner_base_cycle=True), teacher(stay("2024-03-01", "2024-08-27", on_campus=True)), "6.0",
        "达标", "2026-08-31"),
    "无资料不计": (
        rules(materials_required=True), teacher(HALF_YEAR), "6.0", "未达标", "2026-08-31"),
    "有资料": (
        rules(materials_required=True), teacher(stay("2024-03-01", "2024-08-27", materials="周志")), "6.0",
        "达标", "2026-08-31"),
    "要求三个月": (rules(months_needed=Fraction(3)), teacher(MONTH), "3.0", "未达标", "2026-08-31"),
}  # fmt: skip


@pytest.mark.parametrize("case", SETTINGS)
def test_settings(case: str) -> None:
    held, row, needed, expected, due = SETTINGS[case]
    found = account(row, held, CALENDAR)
    assert (found.needed, found.verdict, found.due.isoformat()) == (Decimal(needed), expected, due)
    notice = next((each for each in found.notices if each.rule == "五年累计"), None)
    assert (notice is None) is (expected == "达标")
    if notice is not None:
        assert notice.severity == ("warning" if held.until < held.due else "error")


def common(*practices: PracticeRow) -> TeacherRow:
    return became(teacher(*practices), "2001-01-01", "公共基础课")


# The rule for 公共基础课: rule, teacher, met.
COMMON: dict[str, tuple[PracticeRules, TeacherRow, bool | None]] = {
    "有一次": (rules(), common(stay("2022-01-01", "2022-01-01")), True),
    "一次也没有": (rules(), common(), False),
    "五年以前": (rules(), common(stay("2021-08-30", "2021-08-31")), False),
    "待考核也是一次": (rules(), common(stay("2022-01-01", "2022-01-01", assessment=None)), True),
    "没填日期": (rules(), common(stay("2022-01-01", None)), False),
    "每年七天": (rules(common_rule="每年天数"), common(stay("2026-03-01", "2026-03-07")), True),
    "只有六天": (rules(common_rule="每年天数"), common(stay("2026-03-01", "2026-03-06")), False),
    "上年的七天": (rules(common_rule="每年天数"), common(stay("2025-12-26", "2026-01-01")), False),
    "一半": (rules(common_rule="专业课的一部分"), common(stay("2024-01-01", "2024-03-30")), True),  # 90 days
    "不到一半": (rules(common_rule="专业课的一部分"), common(stay("2024-01-01", "2024-03-29")), False),
    "专业课教师": (rules(), teacher(), None),
    "已退休": (rules(), became(common(), "2026-01-01", "公共基础课", "退休"), None),
    "豁免": (rules(), exempt(common(), ("2020-01-01", None)), None),
}  # fmt: skip


@pytest.mark.parametrize("case", COMMON)
def test_common_courses(case: str) -> None:
    held, row, met = COMMON[case]
    found = account(row, held, CALENDAR)
    assert found.common_met is met
    assert any(each.rule == "公共基础课" for each in found.notices) is (met is False)


def fresh(
    *practices: PracticeRow, started: str | None = "2024-09-01", before: bool | None = False
) -> TeacherRow:
    day = D(started) if started else None
    return teacher(*practices, joined="2024-08-20", started=day, industry_before=before)


# New teachers without industry behind them practise before they teach: teacher, warned.
FRESH: dict[str, tuple[TeacherRow, bool]] = {
    "没有实践": (fresh(), True),
    "前一天结束": (fresh(stay("2024-07-01", "2024-08-31")), False),
    "当天才结束": (fresh(stay("2024-07-01", "2024-09-01")), True),
    "上岗以后": (fresh(stay("2024-10-01", "2024-12-31")), True),
    "还没有结束": (fresh(stay("2024-07-01", None)), True),
    "有企业经历": (fresh(before=True), False),
    "没填经历": (fresh(before=None), False),
    "没填上岗": (fresh(started=None), False),
    "早年上岗": (fresh(started="2021-08-31"), False),
    "已离职": (became(fresh(), "2026-01-01", post="离职"), False),
}


@pytest.mark.parametrize("case", FRESH)
def test_new_teachers(case: str) -> None:
    row, warned = FRESH[case]
    found = account(row, rules(), CALENDAR)
    assert any(each.rule == "先实践再上岗" for each in found.notices) is warned


ALL = "、".join(MATERIALS)
LACKING: dict[str, tuple[str | None, int]] = {
    "全空": (None, 6), "齐全": (ALL, 0), "只有周志": ("周志", 5), "空串": ("", 6),
    "少个人总结": (ALL[:-5], 1),
    "次序不同": ("、".join(reversed(MATERIALS)), 0), "多一样": (ALL + "、照片", 0), "不认识": ("照片", 6),
}  # fmt: skip


@pytest.mark.parametrize("case", LACKING)
def test_materials(case: str) -> None:
    held, lacking = LACKING[case]
    row = stay("2024-03-01", "2024-03-30", materials=held)
    assert len(missing_materials(row)) == lacking
    found = account(teacher(row), rules(), CALENDAR)
    assert any(each.rule == "材料齐全" for each in found.notices) is bool(lacking)


def test_the_materials_are_those_of_the_code_list() -> None:
    items = read_code_list(ROOT / "resources" / "codes" / "practice_material.toml").items
    assert tuple(item.name for item in items) == MATERIALS


STAYS = st.lists(
    st.builds(
        lambda start, length, way, half, mark, campus: {
            "开始日期": start.isoformat(),
            "结束日期": (start + timedelta(length)).isoformat() if length is not None else None,
            "计数方式": way,
            "认定天数": half,
            "考核结果": mark,
            "校内": "是" if campus else "否",
        },
        st.dates(date(2019, 1, 1), date(2026, 12, 31)),
        st.none() | st.integers(-3, 200),
        st.sampled_from(["自然日", "工作日", "手工认定", None]),
        st.none() | st.integers(1, 400).map(lambda n: n / 2),
        st.sampled_from(["合格", "优秀", "不合格", None]),
        st.booleans(),
    ),
    max_size=5,
)
POSTS = st.lists(
    st.builds(
        lambda start, category, post: {"起始日期": start.isoformat(), "教师类别": category, "在岗状态": post},
        st.dates(date(2018, 1, 1), date(2026, 12, 31)),
        st.sampled_from(["专业课", "实习指导", "公共基础课", "其他"]),
        st.sampled_from(["在职", "在职", None, "退休"]),
    ),
    max_size=3,
    unique_by=lambda row: row["起始日期"],
)
EXEMPT = st.lists(
    st.builds(
        lambda start, length: {
            "起": start.isoformat(),
            "止": (start + timedelta(length)).isoformat() if length else None,
        },
        st.dates(date(2018, 1, 1), date(2024, 12, 31)),
        st.none() | st.integers(1, 2000),
    ),
    max_size=3,
)
JOINED = st.none() | st.dates(date(2018, 1, 1), date(2024, 12, 31))
UNTILS = st.sampled_from([date(2024, 2, 29), date(2025, 2, 28), UNTIL, date(2025, 12, 31)])


@settings(max_examples=80, deadline=None)
@given(STAYS, POSTS, EXEMPT, JOINED, UNTILS)
def test_agrees_with_the_oracle(
    stays: list[dict[str, Any]],
    posts: list[dict[str, Any]],
    away: list[dict[str, Any]],
    joined: date | None,
    until: date,
) -> None:
    """Days apart by their kind, months, year's days, verdict and what is left out, for one random teacher."""
    row = TeacherRow(1, "001", "张三", joined, None)
    row.practices = [
        PracticeRow(
            number, 1, "厂", each["校内"] == "是", D(each["开始日期"]), oracle.day(each["结束日期"]),
            None if each["认定天数"] is None else Decimal(str(each["认定天数"])), each["计数方式"],
            each["考核结果"],
        )
        for number, each in enumerate(stays)
    ]  # fmt: skip
    row.statuses = [StatusRow(D(p["起始日期"]), p["教师类别"], p["在岗状态"], True, False) for p in posts]
    row.exemptions = [(D(each["起"]), oracle.day(each["止"]) or date.max) for each in away]
    found = account(row, PracticeRules(until=until), CALENDAR)

    start, year = oracle.five_years(until), date(until.year, 1, 1)
    counted = [each for each in stays if not oracle.why_not(each, start, until, inner=False)]
    total = oracle.days_of(counted, start, until)
    told = {"入职日期": joined.isoformat() if joined else None, "离岗日期": None}
    assert (len(found.counted), len(found.left_out)) == (len(counted), len(stays) - len(counted))
    assert found.exact == oracle.months_of(total)
    assert (found.natural, found.working, found.manual) == tuple(
        oracle.rounded(total[way], 1) for way in ("自然日", "工作日", "手工认定")
    )
    this_year = [each for each in stays if not oracle.why_not(each, year, until, inner=True)]
    whole = sum(oracle.days_of(this_year, year, until).values(), Fraction(0))
    assert found.year_days == oracle.rounded(whole, 1)
    assert found.verdict == oracle.verdict(told, posts, away, found.exact, until)


# Start and end, how its days are counted, until → years whose holidays are not all known.
UNTOLD: dict[str, tuple[str, str, str, str, set[str]]] = {
    "已公布的年": ("2025-09-26", "2025-10-11", "工作日", "2026-08-31", set()),
    "未公布的年": ("2027-02-01", "2027-03-01", "工作日", "2027-08-31", {"2027"}),
    "跨年": ("2026-12-20", "2027-01-10", "工作日", "2027-08-31", {"2027"}),
    "年前截止": ("2026-12-20", "2027-01-10", "工作日", "2026-12-31", set()),
    "两年都未公布": ("2027-12-20", "2028-01-10", "工作日", "2028-08-31", {"2027", "2028"}),
    "自然日不看放假": ("2027-02-01", "2027-03-01", "自然日", "2027-08-31", set()),
}


@pytest.mark.parametrize("case", UNTOLD)
def test_years_whose_holidays_are_not_all_known_are_named(case: str) -> None:
    start, end, method, until, years = UNTOLD[case]
    found = account(teacher(stay(start, end, method)), PracticeRules(until=D(until)), CALENDAR)
    assert {each.sentence[:4] for each in found.notices if each.rule == "放假安排"} == years
