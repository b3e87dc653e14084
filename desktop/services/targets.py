"""Targets of the policy packs: computed where the ledger can, else entered, else not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from desktop.core.collector import undisturbed
from desktop.core.dates import ONE_DAY, Window, YearKind, parse_window, year_of
from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.policy import Policy, Target
from desktop.core.presenting import plain_number, rounded
from desktop.core.values import parse
from desktop.records.catalogue import record
from desktop.services.counting.certificates import BATCH
from desktop.services.counting.figures import figure
from desktop.services.counting.kept import kept
from desktop.services.counting.rules import headcount, rules
from desktop.services.counting.school import practice_figures
from desktop.services.counting.stats import measures_of
from desktop.services.counting.training import CLASS, TRAINING
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.store.attachments import attached
from desktop.store.find import Condition, find

COMPUTED, ENTERED = "computed", "entered"
AVERAGED: Mapping[str, YearKind] = {"年均": YearKind.CALENDAR, "学年年均": YearKind.SCHOOL}
_STANDING = ("截止日", "规划期")  # a state reached, not a year's count: the last word on it holds


@dataclass(frozen=True, slots=True)
class Found:
    """A value before rounding, how it came about, and of entered ones the rows of 任务进展 behind it."""

    value: Fraction | None
    formula: str
    rows: tuple[int, ...] = ()


@undisturbed()
def targets(office: Office, window: Window) -> list[dict[str, Any]]:
    """Every target in force on the window's last day, as a JSON document has it, each in its own window.

    `met` is taken before rounding; of a city's target the value is this school's contribution, so
    nothing is said of its being met.
    """
    return [dict(each) for each in _targets(office, window)]


def target_named(office: Office, window: Window, name: str) -> dict[str, Any] | None:
    """The one target of that id in force on the window's last day: the others are not counted for it."""
    found = _target(office, window, name)
    return None if found is None else dict(found)


@kept
def _target(office: Office, window: Window, name: str) -> dict[str, Any] | None:
    held = policy(office)
    target = next((each for each in held.targets(window.end) if each.id == name), None)
    return None if target is None else _row(office, held, target, window, value_of(office, target, window))


@kept
def _targets(office: Office, window: Window) -> tuple[dict[str, Any], ...]:
    held = policy(office)
    wanted = held.targets(window.end)
    entered = _Entered(office, wanted)
    return tuple(
        _row(office, held, target, window, value_of(office, target, window, entered)) for target in wanted
    )


def window_of(target: Target, window: Window) -> Window:
    """The days that a target is about, when it is asked for in a window.

    自然年 and 学年: the year of that kind that contains the window's last day. 规划期: from the target's
    first day to the window's last, not beyond the deadline. 年均: the years of `years_of`. 截止日: up to the
    window's last day.
    """
    if target.window in AVERAGED:
        years = years_of(target, window)
        if not years:
            return Window(f"截至{window.end}", window.end, window.end)
        first, last = years[0].start, years[-1].end
        return Window(f"{first.year}–{last.year}", first, last)
    match target.window:
        case "自然年":
            return year_of(window.end, YearKind.CALENDAR)
        case "学年":
            return year_of(window.end, YearKind.SCHOOL)
        case "规划期":
            last = min(window.end, target.deadline or window.end)
            first = min(target.valid_from or window.start, last)
            return Window(f"{first}..{last}", first, last)
        case _:
            return Window(f"截至{window.end}", window.start, window.end)


def years_of(target: Target, asked: Window) -> tuple[Window, ...]:
    """The years that an average is over: the whole ones since the plan's first day, up to the one that
    contains the window's last day, none that runs beyond the deadline. No average: none."""
    kind = AVERAGED.get(target.window)
    if kind is None:
        return ()
    first, last = _first_of(target, asked), target.deadline or date.max
    year = year_of(first, kind)
    if year.start < first:
        year = year_of(year.end + ONE_DAY, kind)
    found = []
    while year.start <= asked.end and year.end <= last:
        found.append(year)
        year = year_of(year.end + ONE_DAY, kind)
    return tuple(found)


def _first_of(target: Target, asked: Window) -> date:
    return target.average_from or target.valid_from or asked.start


def _row(office: Office, held: Policy, target: Target, window: Window, found: Found) -> dict[str, Any]:
    value = found.value
    own = target.subject == "学校"
    exact = None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
    pack, within = held.pack_of(target.id), window_of(target, window)
    return {
        "id": target.id,
        "task": target.task,
        "label": target.label,
        "subject": target.subject,
        "value": None if value is None else _number(rounded(value, 2)),
        "target": goal(target),
        "unit": target.unit,
        "met": target.met(exact) if own else None,
        "source": target.source,
        "formula": found.formula if own else f"本校贡献：{found.formula}",
        "deadline": target.deadline.isoformat() if target.deadline else None,
        "note": target.note,
        "window": {
            "kind": target.window,
            "label": within.label,
            "start": within.start.isoformat(),
            "end": within.end.isoformat(),
        },
        "valid_from": target.valid_from.isoformat() if target.valid_from else None,
        "valid_to": target.valid_to.isoformat() if target.valid_to else None,
        "pack": pack.id if pack else "",
        "document": pack.document if pack else "",
        "evidence": list(found.rows),
        "files": [file.name for row in found.rows for file in attached(office.ledger, row)],
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def goal(target: Target) -> str:
    """What is asked, as a person reads it: ≥ 2, 2–3."""
    if target.value is None:
        return ""
    low = plain_number(target.value)
    return f"{low}–{plain_number(target.high)}" if target.high is not None else f"{target.direction} {low}"


def value_of(office: Office, target: Target, asked: Window, entered: _Entered | None = None) -> Found:
    """The value of a target in its own window."""
    if target.source == ENTERED and entered is None:
        entered = _Entered(office, policy(office).targets(asked.end))
    if target.window in AVERAGED:
        return _average(office, target, asked, entered)
    return _in_window(office, target, window_of(target, asked), entered)


def _average(office: Office, target: Target, asked: Window, entered: _Entered | None) -> Found:
    """The mean of what each year has, every year by the rules of its own last day; unknown if one is."""
    years = years_of(target, asked)
    if not years:
        return Found(None, f"年均从 {_first_of(target, asked)} 起的第一个整年算起，还没有到。")
    found = [_in_window(office, target, year, entered) for year in years]
    values = [each.value for each in found if each.value is not None]
    said = " + ".join(
        f"{year.label} {'未填' if each.value is None else plain_number(rounded(each.value, 2))}"
        for year, each in zip(years, found, strict=True)
    )
    what = target.formula or found[-1].formula.removeprefix(f"{years[-1].label} ")
    value = sum(values, Fraction(0)) / len(years) if len(values) == len(years) else None
    rows = tuple(row for each in found for row in each.rows)
    return Found(value, f"（{said}）÷ {len(years)} 年，各年的数为{what}", rows)


def _in_window(office: Office, target: Target, window: Window, entered: _Entered | None) -> Found:
    if entered is not None and target.source == ENTERED:
        return entered.value(target, window)
    special = _SPECIAL.get(target.metric)
    if special is not None:
        return special(office, target, window)
    root = root_of(target.metric)
    if root is None:
        return Found(None, f"不认识的指标“{target.metric}”，请检查政策文件。")
    where = conditions(office, root, target.where)
    measured = measures_of(root)
    value = figure(office, measured, target.metric, window, root=root, where=where)
    formula = target.formula or measured.measure(target.metric).formula.format(rules=rules(office, window))
    return Found(None if value is None else Fraction(value), f"{window.label} {formula}")


def root_of(metric: str) -> str | None:
    """The record from which a measure is named; None for what is no measure."""
    for root in _ROOTS:
        if metric in {each.id for each in measures_of(root).all}:
            return root
    return None


def known_metrics() -> frozenset[str]:
    """Whatever a pack may name as the metric of a target."""
    counted = {each.id for root in _ROOTS for each in measures_of(root).all}
    return frozenset(counted | set(_SPECIAL))


def conditions(office: Office, root: str, stated: Sequence[str]) -> list[Condition]:
    """标签=值 of a policy file as typed filters."""
    made = []
    for text in stated:
        label, sign, words = text.partition("=")
        if not sign:
            raise UserError(f"政策文件里的条件“{text}”应写成“标签=值”。")
        path = record(root).path(label.strip())
        read = parse(path.field, words.strip(), office.codes)
        if read.value is None and path.field.kind is not Kind.REF:
            raise UserError(f"政策文件里的条件“{text}”看不懂，请改成“{path.label}”里有的值。")
        made.append(Condition(path, "=", words.strip() if path.field.kind is Kind.REF else read.value))
    return made


def _per_student(office: Office, target: Target, window: Window) -> Found:
    """年培训人次 ÷ 在校生数: 面向社会 alone, unless the school counts all by setting (policy.md, task 9)."""
    every = policy(office).switch("training.ratio_all_facing", window.end)
    stated = target.where if every else (*target.where, "面向=社会")
    where = conditions(office, CLASS, stated)
    times = figure(office, TRAINING, "training.attendances", window, root=CLASS, where=where)
    students = headcount(office, window.end).get("students")
    what = "培训人次" if every else "面向社会的培训人次"
    formula = f"{window.label} {what} {times} ÷ 在校生数 {'未填' if students is None else students}"
    return Found(Fraction(times or 0) / students if students else None, formula)


def _share_of_finance(part: str) -> Callable[[Office, Target, Window], Found]:
    """A part of the school's money of the calendar year in which the window ends, in percent."""

    def share(office: Office, target: Target, window: Window) -> Found:
        year = window.end.year
        finance = record("finance")
        paths = [finance.by_name(part), finance.by_name("total")]
        rows = find(office.ledger, "finance", paths=paths, where=[Condition("自然年", "=", year)]).rows
        top, total = rows[0] if rows else (None, None)
        known = top is not None and total
        formula = f"{year}年 {target.formula}" + ("" if known else "（学校经费未填）")
        return Found(Fraction(top) * 100 / total if known else None, formula)

    return share


def _school_figure(name: str, times: int) -> Callable[[Office, Target, Window], Found]:
    """One of the school's own figures of practice; a rate is taken before rounding."""

    def figure_of(office: Office, target: Target, window: Window) -> Found:
        found = next(each for each in practice_figures(office, window) if each.id == name)
        value = Fraction(found.top or 0) * times / found.bottom if found.bottom else None
        return Found(value, f"截至{window.end} {target.label}：{found.formula}")

    return figure_of


_SPECIAL: Mapping[str, Callable[[Office, Target, Window], Found]] = {
    "training.attendances_per_student": _per_student,
    "finance.teaching_share": _share_of_finance("teaching"),
    "finance.practical_share": _share_of_finance("training"),
    "practice.rate": _school_figure("met_rate", 100),
    "practice.double_rate": _school_figure("double_rate", 100),
    "practice.days_each": _school_figure("days_each", 1),
}
_ROOTS = (CLASS, BATCH, "practice", "lesson", "student_status")


class _Entered:
    """What was typed in 任务进展. A row names its target; one that names none is of the only one there is."""

    def __init__(self, office: Office, wanted: Sequence[Target]) -> None:
        entered = [target for target in wanted if target.source == ENTERED]
        self._owners = {target.task: _owners(entered, target.task) for target in entered}
        own = record("policy_progress")
        paths = [own.by_name(name) for name in ("task", "target", "period", "value")]
        page = find(office.ledger, own.id, paths=paths)
        self._rows = [
            _Said(row_id, task, target, period, when, value)
            for row_id, (task, target, period, value) in zip(page.ids, page.rows, strict=True)
            if value is not None and (when := _window(period)) is not None
        ]

    def value(self, target: Target, window: Window) -> Found:
        """The number of the target itself, else the task's one number where it can only be this one's."""
        fitting = [row for row in self._rows if row.task == target.task and _fits(row.when, target, window)]
        mine = [row for row in fitting if row.target in (target.id, target.label)]
        if not mine and target.id in self._owners.get(target.task, ()):
            mine = [row for row in fitting if row.target is None]
        if not mine:
            lacking = "任务进展里还没有这个期间的数值。"
            if target.id not in self._owners.get(target.task, ()):
                lacking = "本任务有几个手填目标，请在任务进展里各填一行，写明是哪个指标。"
            return Found(None, f"手工填写：{lacking}")
        best = max(mine, key=lambda row: (row.when == window, row.when.end, row.when.start, row.id))
        return Found(Fraction(best.value), f"手工填写：任务进展 {best.period}", (best.id,))


@dataclass(frozen=True, slots=True)
class _Said:
    """One row of 任务进展 with a number."""

    id: int
    task: str | None
    target: str | None
    period: str
    when: Window
    value: Decimal


def _fits(when: Window, target: Target, window: Window) -> bool:
    """A year's number must be of that year; a state reached holds on."""
    if target.window in _STANDING:
        return when.start <= window.end
    within = window.start <= when.start and when.end <= window.end
    return within or (when.start <= window.start and window.end <= when.end)


def _owners(entered: Sequence[Target], task: str) -> tuple[str, ...]:
    """Whose the one number of a task is: the school's own target if there is one, else the only target."""
    mine = [target for target in entered if target.task == task]
    own = [target for target in mine if target.subject == "学校"] or mine
    return (own[0].id,) if len(own) == 1 else ()


def _window(period: str | None) -> Window | None:
    try:
        return parse_window(period) if period else None
    except UserError:
        return None
