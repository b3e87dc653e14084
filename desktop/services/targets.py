"""Targets of the policy packs: computed where the ledger can, else entered, else not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from desktop.core.dates import Window, parse_window
from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.policy import Target
from desktop.core.presenting import plain_number, rounded
from desktop.core.values import parse
from desktop.records.catalogue import record
from desktop.services.counting.certificates import BATCH, CERTIFICATES
from desktop.services.counting.figures import figure
from desktop.services.counting.measure import MeasureSet
from desktop.services.counting.rules import headcount, policy
from desktop.services.counting.school import practice_figures
from desktop.services.counting.training import CLASS, TRAINING
from desktop.services.office import Office
from desktop.store.find import Condition, find

COMPUTED, ENTERED = "computed", "entered"
_STANDING = ("截止日", "规划期")  # a state reached, not a year's count: the last word on it holds


@dataclass(frozen=True, slots=True)
class Found:
    """A value before rounding, and how it came about."""

    value: Fraction | None
    formula: str


def targets(office: Office, window: Window) -> list[dict[str, Any]]:
    """Every target in force on the window's last day, as a JSON document has it.

    `met` is taken before rounding; of a city's target the value is this school's contribution, so
    nothing is said of its being met.
    """
    wanted = policy(office).targets(window.end)
    entered = _Entered(office, window, wanted)
    return [_row(target, _value(office, target, window, entered)) for target in wanted]


def _row(target: Target, found: Found) -> dict[str, Any]:
    value = found.value
    own = target.subject == "学校"
    exact = None if value is None else Decimal(value.numerator) / Decimal(value.denominator)
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
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def goal(target: Target) -> str:
    """What is asked, as a person reads it: ≥ 2, 2–3."""
    if target.value is None:
        return ""
    low = plain_number(target.value)
    return f"{low}–{plain_number(target.high)}" if target.high is not None else f"{target.direction} {low}"


def _value(office: Office, target: Target, window: Window, entered: _Entered) -> Found:
    if target.source == ENTERED:
        return entered.value(target)
    special = _SPECIAL.get(target.metric)
    if special is not None:
        return special(office, target, window)
    for measured, root in ((TRAINING, CLASS), (CERTIFICATES, BATCH)):
        if target.metric in {each.id for each in measured.all}:
            return _measured(office, measured, root, target, window)
    return Found(None, f"不认识的指标“{target.metric}”，请检查政策文件。")


def _measured(office: Office, measured: MeasureSet, root: str, target: Target, window: Window) -> Found:
    where = conditions(office, root, target.where)
    value = figure(office, measured, target.metric, window, root=root, where=where)
    formula = target.formula or measured.measure(target.metric).formula
    return Found(None if value is None else Fraction(value), f"{window.label} {formula}")


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


def _practice_rate(office: Office, target: Target, window: Window) -> Found:
    rate = next(each for each in practice_figures(office, window) if each.id == "met_rate")
    value = Fraction(rate.top or 0) * 100 / rate.bottom if rate.bottom else None
    return Found(value, f"截至{window.end} {target.label}：{rate.formula}")


_SPECIAL: Mapping[str, Callable[[Office, Target, Window], Found]] = {
    "training.attendances_per_student": _per_student,
    "finance.teaching_share": _share_of_finance("teaching"),
    "finance.practical_share": _share_of_finance("training"),
    "practice.rate": _practice_rate,
}


class _Entered:
    """What was typed in 任务进展. A row has one number; among several targets it is nobody's."""

    def __init__(self, office: Office, window: Window, wanted: Sequence[Target]) -> None:
        self._window = window
        entered = [target for target in wanted if target.source == ENTERED]
        self._owners = {target.task: _owners(entered, target.task) for target in entered}
        paths = [record("policy_progress").by_name(name) for name in ("task", "period", "value")]
        self._rows = [
            (task, period, value, when)
            for task, period, value in find(office.ledger, "policy_progress", paths=paths).rows
            if value is not None and (when := _window(period)) is not None
        ]

    def value(self, target: Target) -> Found:
        if target.id not in self._owners[target.task]:
            return Found(None, "手工填写：本任务有几个手填目标，任务进展只有一个数值，不能分到每个目标。")
        mine = [row for row in self._rows if row[0] == target.task and self._fits(row[3], target)]
        if not mine:
            return Found(None, "手工填写：任务进展里还没有这个期间的数值。")
        _, period, value, _ = max(mine, key=lambda row: (row[3] == self._window, row[3].end))
        return Found(Fraction(value), f"手工填写：任务进展 {period}")

    def _fits(self, when: Window, target: Target) -> bool:
        """A year's number must be of that year; a state reached holds on."""
        if target.window in _STANDING:
            return when.start <= self._window.end
        within = self._window.start <= when.start and when.end <= self._window.end
        return within or (when.start <= self._window.start and self._window.end <= when.end)


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
