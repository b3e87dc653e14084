"""What is to be said of one teacher's practice beside the figures: rule, severity, sentence, source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from desktop.core.dates import WorkingDays, clip
from desktop.core.practice import Exact, Method, exempt_whole
from desktop.services.counting.practice_rows import COMMON, PracticeRow, TeacherRow
from desktop.services.counting.practice_rules import DAYS_A_YEAR, PART_OF_IT, PracticeRules

MATERIALS = ("审批表", "申请表", "任务表", "周志", "考核表", "个人总结")  # codes/practice_material.toml
_RULE = "《职业学校教师企业实践规定》（教师〔2016〕3号）"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be seen to; `severity` as in a check: error, warning, hint."""

    rule: str
    severity: str
    sentence: str
    source: str


class Account(Protocol):
    """What the notices need to know of a teacher's figures."""

    @property
    def verdict(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def missing(self) -> Decimal: ...
    @property
    def year_met(self) -> bool | None: ...
    @property
    def year_reason(self) -> str: ...
    @property
    def pending_days(self) -> Decimal: ...
    @property
    def common_met(self) -> bool | None: ...


def notices(
    teacher: TeacherRow, rules: PracticeRules, made: Account, calendar: WorkingDays
) -> Iterator[Notice]:
    """In the order of domain.md §1."""
    if made.verdict == "未达标":
        # An error once the cycle is over; while it runs there is still time.
        severity = "error" if rules.until >= rules.due else "warning"
        sentence = f"近 {rules.cycle_years} 年{made.reason}期限 {rules.due}。"
        yield Notice("五年累计", severity, sentence, rules.basis)
    if made.year_met is False:
        yield Notice("每年实践", "warning", made.year_reason, rules.year_basis)
    if before_post(teacher, rules) is False:
        sentence = f"入职前没有企业工作经历，{teacher.started} 上岗以前没有完成过企业实践，应先实践再上岗。"
        yield Notice("先实践再上岗", "warning", sentence, _RULE)
    if made.common_met is False:
        yield Notice("公共基础课", "hint", f"公共基础课教师也应定期实践：{_common(rules)}。", _RULE)
    if made.pending_days:
        sentence = f"有 {made.pending_days} 天的实践待考核，没有计入。"
        yield Notice("待考核", "hint", sentence, _RULE)
    for practice in teacher.practices:
        lacking = missing_materials(practice)
        inside = practice.start and practice.end and clip(practice.start, practice.end, rules.cycle)
        if lacking and inside and practice.assessment is not None:
            where = f"{practice.start} 起在{practice.enterprise or '企业'}的实践"
            yield Notice("材料齐全", "warning", f"{where}缺{'、'.join(lacking)}。", _RULE)
    for year in _weekends_only(teacher, rules, calendar):
        sentence = f"{year} 年的放假和调休还没有填全，按工作日计的实践暂按已知的算，公布后请补上再核对。"
        yield Notice("放假安排", "hint", sentence, "国务院办公厅关于节假日安排的通知")


def _weekends_only(teacher: TeacherRow, rules: PracticeRules, calendar: WorkingDays) -> list[int]:
    """Years in which working days were counted though not all holidays and make-up days are known."""
    years: set[int] = set()
    for practice in teacher.practices:
        if practice.counted_by is Method.WORKING and practice.start and practice.end:
            inside = clip(practice.start, practice.end, rules.cycle)
            years |= set(range(inside[0].year, inside[1].year + 1)) if inside else set()
    return sorted(year for year in years if not calendar.known(year))


def missing_materials(practice: PracticeRow) -> tuple[str, ...]:
    """The evidence asked of a practice that is not on file."""
    held = practice.held_materials()
    return tuple(name for name in MATERIALS if name not in held)


def before_post(teacher: TeacherRow, rules: PracticeRules) -> bool | None:
    """Whether a new teacher without industry behind them practised before teaching; None where not asked:
    of whoever is no longer in post, or began before these years."""
    if teacher.industry_before is not False or teacher.started is None or not teacher.in_post(rules.until):
        return None
    if teacher.started not in rules.cycle:
        return None
    return any(
        each.start is not None and each.end is not None and each.start <= each.end < teacher.started
        for each in teacher.practices
    )


def common_met(teacher: TeacherRow, rules: PracticeRules, months: Fraction, year_days: Exact) -> bool | None:
    """The school's rule for 公共基础课: something in the cycle, a part of the 专业课 figure, or days."""
    status = teacher.status(rules.until)
    if status is None or status.category != COMMON or not teacher.in_post(rules.until):
        return None
    if exempt_whole(teacher.exemptions, rules.year if rules.common_rule == DAYS_A_YEAR else rules.cycle):
        return None
    if rules.common_rule == DAYS_A_YEAR:
        return year_days >= rules.common_days
    if rules.common_rule == PART_OF_IT:
        return months >= rules.months_needed * rules.common_share
    return any(_inside(each, rules) for each in teacher.practices)


def _inside(practice: PracticeRow, rules: PracticeRules) -> bool:
    return not practice.unusable() and _clipped(practice.start, practice.end, rules)


def _clipped(start: date | None, end: date | None, rules: PracticeRules) -> bool:
    return start is not None and end is not None and clip(start, end, rules.cycle) is not None


def _common(rules: PracticeRules) -> str:
    if rules.common_rule == DAYS_A_YEAR:
        return f"按设置每年 {float(rules.common_days):g} 天"
    if rules.common_rule == PART_OF_IT:
        return f"按设置 {rules.cycle_years} 年 {float(rules.months_needed * rules.common_share):g} 个月"
    return f"{rules.cycle.start} 至 {rules.cycle.end} 还没有一次"
