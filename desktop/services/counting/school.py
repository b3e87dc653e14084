"""The school's own figures of practice: 人均天数, 达标率, 双师型占比, each with its denominator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from desktop.core.dates import Window
from desktop.core.presenting import rounded
from desktop.services.counting.kept import kept
from desktop.services.counting.practice import MET, UNMET, TeacherPractice, merged_days, per_teacher
from desktop.services.counting.practice_rows import SPECIALISED, StatusRow, TeacherRow, read_teachers
from desktop.services.counting.practice_rules import FULL_TIME, PracticeRules, practice_rules, working_days
from desktop.services.office import Office


@dataclass(frozen=True, slots=True)
class SchoolFigure:
    """One figure; a rate carries what it is made of, and what its denominator is called."""

    id: str
    label: str
    value: Decimal | int | None
    unit: str
    formula: str
    top: Decimal | int | None = None
    bottom: int | None = None
    denominator: str = ""


@dataclass(frozen=True, slots=True)
class _Seen:
    teacher: TeacherRow
    status: StatusRow
    row: TeacherPractice

    @property
    def specialised(self) -> bool:
        return self.status.category in SPECIALISED

    @property
    def full_time(self) -> bool:
        return bool(self.status.full_time)


def practice_figures(
    office: Office, window: Window, settings: PracticeRules | None = None
) -> list[SchoolFigure]:
    """The numbers-only block: by what the teachers are on the window's last day, days inside the window."""
    return list(_figures(office, window, settings or practice_rules(office, window.end)))


@kept
def _figures(office: Office, window: Window, rules: PracticeRules) -> tuple[SchoolFigure, ...]:
    calendar = working_days(office)
    teachers = read_teachers(office)
    accounts = {each.id: each for each in per_teacher(office, rules.until, rules)}
    seen = [
        _Seen(teacher, status, accounts[teacher.id])
        for teacher in teachers
        if teacher.in_post(rules.until) and (status := teacher.status(rules.until)) is not None
    ]
    total, times, went, pending = Fraction(0), 0, 0, 0
    assessed: list[str] = []
    for teacher in teachers:
        days = merged_days(teacher.practices, rules, window, calendar).total
        here = [each for each in teacher.practices if not each.untouched(window)]
        total += days
        times += len(here)
        went += bool(here)
        pending += sum(each.assessment is None for each in here)
        assessed += [each.assessment for each in here if each.assessment is not None]
    figures = _block(seen, rules, total, times, went)
    figures.append(SchoolFigure("pending", "待考核人次", pending, "人次", "期间内还没有考核的实践，不计天数"))
    if rules.excellent_share is not None:
        figures.append(_excellent(assessed, rules.excellent_share))
    return tuple(figures)


def _excellent(assessed: Sequence[str], share: Fraction) -> SchoolFigure:
    """优秀 of those assessed, against the quota that the school has set."""
    found = _share(
        "excellent_rate", "优秀比例", assessed.count("优秀"), len(assessed), "期间内已考核的实践", "%", 100
    )
    return replace(found, formula=f"{found.formula}，不超过 {float(share * 100):g}%")


def _block(
    seen: Sequence[_Seen], rules: PracticeRules, total: Fraction, times: int, went: int
) -> list[SchoolFigure]:
    def count(test: Callable[[_Seen], bool]) -> int:
        return sum(test(each) for each in seen)

    full_time, specialised = count(lambda e: e.full_time), count(lambda e: e.specialised)
    met = count(lambda e: e.row.verdict == MET)
    due = met + count(lambda e: e.row.verdict == UNMET)
    double = count(lambda e: e.specialised and bool(e.status.double))
    over = {"专任教师": full_time, "专业课教师": specialised, "参加实践教师": went}
    rate_over = full_time if rules.rate_over == FULL_TIME else due
    rate_name = (
        rules.rate_over if rules.rate_over == FULL_TIME else "在职、未豁免、满教龄的专业课（含实习指导）教师"
    )
    double_over = over.get(rules.double_over, specialised)
    average_over = over.get(rules.average_over, full_time)
    days = rounded(total, 1)
    return [
        SchoolFigure("teachers", "专任教师数", full_time, "人", "截止日在职且专任"),
        SchoolFigure("specialised", "专业课教师数", specialised, "人", "截止日在职的专业课、实习指导教师"),
        SchoolFigure("took_part", "参加实践人数", went, "人", "期间内有企业实践的教师，同一人只计1次"),
        SchoolFigure("practices", "实践人次", times, "人次", "期间内的企业实践次数"),
        SchoolFigure(
            "days",
            "总天数",
            days,
            "天",
            "考核合格的实践在期间内的天数，同一教师重叠日期只计1次",
        ),
        _share("days_each", "人均天数", days, average_over, rules.average_over, "天", 1),
        SchoolFigure("met", "达标人数", met, "人", "五年结论为达标的教师"),
        _share("met_rate", "达标率", met, rate_over, rate_name, "%", 100),
        SchoolFigure("double", "双师型人数", double, "人", "截止日在职的专业课教师中的双师型"),
        _share("double_rate", "双师型占比", double, double_over, rules.double_over, "%", 100),
    ]


def _share(
    id_: str, label: str, top: Decimal | int, bottom: int, denominator: str, unit: str, times: int
) -> SchoolFigure:
    value = rounded(Fraction(top) * times / bottom, 1) if bottom else None
    above = {
        "days_each": "总天数",
        "met_rate": "达标人数",
        "double_rate": "双师型人数",
        "excellent_rate": "优秀",
    }[id_]
    formula = f"{above} {top} ÷ {denominator} {bottom}" + (" × 100" if times == 100 else "")
    return SchoolFigure(id_, label, value, unit, formula, top, bottom, denominator)
