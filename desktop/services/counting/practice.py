"""Each teacher's practice against the five-year and the yearly rule: what counted, what not and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import Any

from desktop.core.dates import Window, WorkingDays, clip, natural_days
from desktop.core.practice import Days, day_weights, exempt_days, exempt_whole
from desktop.core.presenting import rounded
from desktop.services.counting.kept import kept
from desktop.services.counting.practice_notices import Notice, common_met, notices
from desktop.services.counting.practice_rows import (
    SPECIALISED,
    PracticeRow,
    TeacherRow,
    read_practices,
    read_teachers,
)
from desktop.services.counting.practice_rules import PracticeRules, practice_rules, working_days
from desktop.services.office import Office

MET, UNMET, NOT_APPLICABLE = "达标", "未达标", "不适用"
_ONE_PLACE = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class CountedPractice:
    """A practice that counts, with its own days inside the five years (overlaps not yet merged)."""

    id: int
    enterprise: str
    start: date
    end: date
    days: Decimal


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A practice that does not count for the five years, and the first reason why."""

    id: int
    enterprise: str
    start: date | None
    end: date | None
    why: str


@dataclass(frozen=True, slots=True)
class TeacherPractice:
    """One teacher's account. `exact` is months before rounding: the verdict is taken from it."""

    id: int
    number: str | None
    name: str | None
    category: str | None
    natural: Decimal
    working: Decimal
    manual: Decimal
    days: Decimal
    exact: Fraction
    months: Decimal
    needed: Decimal
    missing: Decimal
    verdict: str
    reason: str
    year_days: Decimal
    year_months: Decimal
    year_met: bool | None
    year_reason: str  # why the yearly rule says nothing of this teacher, or what is missing
    pending_days: Decimal  # 待考核: shown apart, not counted
    common_met: bool | None  # the rule for 公共基础课; None for all others
    due: date
    notices: list[Notice]
    counted: list[CountedPractice]
    left_out: list[LeftOut]


def as_plain(row: TeacherPractice) -> dict[str, Any]:
    """The account as a JSON document has it (`practice --until`)."""
    return {
        "工号": row.number,
        "姓名": row.name,
        "教师类别": row.category,
        "days": float(row.days),
        "natural": float(row.natural),
        "working": float(row.working),
        "manual": float(row.manual),
        "months": float(row.months),
        "months_exact": float(row.exact),
        "needed": float(row.needed),
        "missing": float(row.missing),
        "year_days": float(row.year_days),
        "year_months": float(row.year_months),
        "year_met": row.year_met,
        "year_reason": row.year_reason,
        "pending_days": float(row.pending_days),
        "common_met": row.common_met,
        "due": row.due.isoformat(),
        "verdict": row.verdict,
        "reason": row.reason,
        "counted": [
            {
                "id": p.id,
                "企业": p.enterprise,
                "start": p.start.isoformat(),
                "end": p.end.isoformat(),
                "days": float(p.days),
            }
            for p in row.counted
        ],
        "left_out": [
            {"id": p.id, "企业": p.enterprise, "start": _iso(p.start), "end": _iso(p.end), "why": p.why}
            for p in row.left_out
        ],
        "notices": [
            {"rule": n.rule, "severity": n.severity, "sentence": n.sentence, "source": n.source}
            for n in row.notices
        ],
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def per_teacher(office: Office, until: date, settings: PracticeRules | None = None) -> list[TeacherPractice]:
    """Every teacher's account on a day, by number."""
    return list(_accounts(office, settings or practice_rules(office, until)))


@kept
def _accounts(office: Office, rules: PracticeRules) -> tuple[TeacherPractice, ...]:
    calendar = working_days(office)
    return tuple(account(teacher, rules, calendar) for teacher in read_teachers(office))


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules say of a teacher, before it is put into words; `excuse`: why not the five-year rule."""

    counted: list[PracticeRow]
    left_out: list[LeftOut]
    days: Days
    year_days: Days
    exact: Fraction
    needed: Fraction
    excuse: str
    year_met: bool | None
    year_reason: str
    common_met: bool | None

    @property
    def verdict(self) -> str:
        if self.excuse:
            return NOT_APPLICABLE
        return MET if self.exact >= self.needed else UNMET


def standing(teacher: TeacherRow, rules: PracticeRules, calendar: WorkingDays) -> Standing:
    """One teacher by the rules: windows clip, overlaps merge (domain.md §1)."""
    cycle, year = rules.cycle, rules.year
    counted, left_out = sort_out(teacher.practices, rules, cycle, inner_base=rules.inner_base_cycle)
    days = _weights(counted, cycle, calendar)
    this_year, _ = sort_out(teacher.practices, rules, year, inner_base=rules.inner_base_year)
    year_days = _weights(this_year, year, calendar)
    exact = days.months(rules.divisors)
    return Standing(
        counted,
        left_out,
        days,
        year_days,
        exact,
        _needed(teacher, rules),
        why_not_applicable(teacher, rules),
        *_yearly(teacher, rules, year_days),
        common_met(teacher, rules, exact, year_days.total),
    )


def account(teacher: TeacherRow, rules: PracticeRules, calendar: WorkingDays) -> TeacherPractice:
    """One teacher's account: the standing in words, with what counted, what not and why."""
    found, cycle, status = standing(teacher, rules, calendar), rules.cycle, teacher.status(rules.until)
    short, days = max(found.needed - found.exact, Fraction(0)), found.days
    made = TeacherPractice(
        id=teacher.id,
        number=teacher.number,
        name=teacher.name,
        category=status.category if status else None,
        natural=rounded(days.natural, 1),
        working=rounded(days.working, 1),
        manual=rounded(days.manual, 1),
        days=rounded(days.total, 1),
        exact=found.exact,
        months=rounded(found.exact, 1),
        needed=rounded(found.needed, 1),
        missing=_up(short) if not found.excuse else Decimal(0),
        verdict=found.verdict,
        reason=found.excuse or (f"还差 {_up(short)} 个月。" if short else ""),
        year_days=rounded(found.year_days.total, 1),
        year_months=rounded(found.year_days.months(rules.divisors), 1),
        year_met=found.year_met,
        year_reason=found.year_reason,
        pending_days=rounded(_weights(_pending(teacher, cycle), cycle, calendar).total, 1),
        common_met=found.common_met,
        due=rules.due,
        notices=[],
        counted=[_counted(practice, cycle, calendar) for practice in found.counted],
        left_out=found.left_out,
    )
    made.notices.extend(notices(teacher, rules, made, calendar))
    return made


def _pending(teacher: TeacherRow, window: Window) -> list[PracticeRow]:
    """Practices in the window that nobody has assessed yet."""
    return [
        each
        for each in teacher.practices
        if each.assessment is None and not each.unusable() and not _outside(each, window)
    ]


def _yearly(teacher: TeacherRow, rules: PracticeRules, days: Days) -> tuple[bool | None, str]:
    """国发〔2019〕4号: a month each year, of whoever is in post and teaches a subject, new ones as well."""
    why = _not_asked(teacher, rules)
    if not why and exempt_whole(teacher.exemptions, rules.year):
        why = "整个年度豁免。"
    if why:
        return None, why
    months = days.months(rules.divisors)
    if months >= rules.months_per_year:
        return True, ""
    return False, f"本年度还差 {_up(rules.months_per_year - months)} 个月。"


def sort_out(
    practices: Sequence[PracticeRow], rules: PracticeRules, window: Window, *, inner_base: bool
) -> tuple[list[PracticeRow], list[LeftOut]]:
    """Practices that count in a window, and the others with the first reason each."""
    counted: list[PracticeRow] = []
    left_out: list[LeftOut] = []
    for practice in practices:
        why = practice.unusable() or _outside(practice, window) or practice.unpassed()
        if not why and practice.on_campus and not inner_base:
            why = "校内实训基地，按设置不计入。"
        if not why and rules.materials_required and not practice.held_materials():
            why = "没有任何资料存档，按设置视为未参加。"
        if why:
            left_out.append(LeftOut(practice.id, practice.enterprise, practice.start, practice.end, why))
        else:
            counted.append(practice)
    return counted, left_out


def _outside(practice: PracticeRow, window: Window) -> str:
    assert practice.start is not None and practice.end is not None
    if clip(practice.start, practice.end, window) is None:
        return f"不在 {window.start} 至 {window.end} 之内。"
    return ""


def why_not_applicable(teacher: TeacherRow, rules: PracticeRules) -> str:
    """Why the five-year rule says nothing of this teacher, by what the teacher is on the last day."""
    why = _not_asked(teacher, rules)
    if why:
        return why
    if exempt_whole(teacher.exemptions, rules.cycle):
        return "整个期间豁免。"
    if teacher.joined is not None and teacher.joined > rules.served_since and not rules.pro_rata:
        return f"入职不满 {rules.service_years} 年，未到期。"
    return ""


def _not_asked(teacher: TeacherRow, rules: PracticeRules) -> str:
    """Why no months are asked of this teacher, by post and category on the last day."""
    status = teacher.status(rules.until)
    if status is None:
        return "截止日没有任职记录。"
    if not teacher.in_post(rules.until):
        return f"截止日已{status.post if status.post in ('离职', '退休') else '离岗'}。"
    if status.category not in SPECIALISED:
        return f"教师类别是{status.category or '空'}，不是专业课或实习指导教师。"
    return ""


def _needed(teacher: TeacherRow, rules: PracticeRules) -> Fraction:
    """The months asked; by settings in proportion to the service of who has not served the full years, and
    to the days of the cycle that are not exempt."""
    needed = rules.months_needed
    if rules.pro_rata and teacher.joined is not None and teacher.joined > rules.served_since:
        served = natural_days(teacher.joined, rules.until)
        needed *= Fraction(served, natural_days(rules.served_since, rules.until))
    if rules.exempt_pro_rata:
        away = exempt_days(teacher.exemptions, rules.cycle)
        needed *= 1 - Fraction(away, rules.cycle.days)
    return needed


def _weights(practices: Sequence[PracticeRow], window: Window, calendar: WorkingDays) -> Days:
    return day_weights([practice.stay() for practice in practices], window, calendar)


def _counted(practice: PracticeRow, window: Window, calendar: WorkingDays) -> CountedPractice:
    assert practice.start is not None and practice.end is not None
    days = rounded(_weights([practice], window, calendar).total, 1)
    return CountedPractice(practice.id, practice.enterprise, practice.start, practice.end, days)


def _up(months: Fraction) -> Decimal:
    """Rounded up, so that nothing missing never shows as 0.0."""
    exact = Decimal(months.numerator) / Decimal(months.denominator)
    return exact.quantize(_ONE_PLACE, ROUND_CEILING)


def days_in_window(office: Office, window: Window) -> dict[int, Decimal]:
    """Each practice's own days inside a window, whatever its assessment; none where they cannot be told."""
    calendar = working_days(office)
    found: dict[int, Decimal] = {}
    for practice in read_practices(office):
        if not practice.unusable() and not _outside(practice, window):
            found[practice.id] = rounded(_weights([practice], window, calendar).total, 1)
    return found


def merged_days(
    practices: Sequence[PracticeRow], rules: PracticeRules, window: Window, calendar: WorkingDays
) -> Days:
    """The days of one teacher's practices that count in a window, overlaps merged."""
    counted, _ = sort_out(practices, rules, window, inner_base=rules.inner_base_year)
    return _weights(counted, window, calendar)
