"""Every figure of stats, targets and practice laid open: formula, window, rows in, rows out, rule, source.

A figure is made of parts. Each part looks at all rows of one record: those that count, with what each adds,
and those left out, with the first reason; together they are the whole record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.policy import Target
from desktop.core.presenting import to_json
from desktop.records.catalogue import record
from desktop.services.counting.figures import explain, figures
from desktop.services.counting.measure import Aggregate, Measure, MeasureSet
from desktop.services.counting.practice_measures import DAYS, PRACTICE, add_days
from desktop.services.counting.rules import rules
from desktop.services.counting.school import practice_figures
from desktop.services.counting.school_rows import In, Out, practice_days, rows_of
from desktop.services.counting.stats import measures_of
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.services.returning.checks import titles
from desktop.services.targets import (
    AVERAGED,
    ENTERED,
    conditions,
    root_of,
    targets,
    value_of,
    window_of,
    years_of,
)
from desktop.store.find import Condition, find

_RULES = {
    "training": "通行的培训统计口径",
    "certificate": "通行的证书统计口径",
    "practice": "教师〔2016〕3号；国发〔2019〕4号",
}
_SCHOOL = {
    "practice.rate": "met_rate",
    "practice.double_rate": "double_rate",
    "practice.days_each": "days_each",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What one record gives to a figure; `measure` names the counted figure it is a part of."""

    record: str
    measure: str
    rows: list[In]
    left_out: list[Out]


@dataclass(slots=True)
class Account:
    """One figure with everything behind it. `given` are numbers that were typed, by their names."""

    id: str
    label: str
    value: Any
    unit: str
    formula: str
    window: Window
    rule: str
    source: str
    parts: list[Part] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)

    def as_json(self, office: Office) -> dict[str, Any]:
        """As a JSON document has it, every row with its title."""
        ids: dict[str, set[int]] = {}
        for part in self.parts:
            mine = ids.setdefault(part.record, set())
            mine |= {row.id for row in part.rows} | {row.id for row in part.left_out}
        names = {each: titles(office, each, of) for each, of in ids.items()}
        return {
            "id": self.id,
            "label": self.label,
            "value": self.value,
            "unit": self.unit,
            "formula": self.formula,
            "window": {
                "label": self.window.label,
                "start": self.window.start.isoformat(),
                "end": self.window.end.isoformat(),
            },
            "rule": self.rule,
            "source": self.source,
            "given": self.given,
            "parts": [_part(part, names[part.record]) for part in self.parts],
        }


def _part(part: Part, names: dict[int, str]) -> dict[str, Any]:
    return {
        "record": record(part.record).label,
        "measure": part.measure,
        "rows": [{"id": e.id, "title": names.get(e.id, ""), "value": e.value} for e in part.rows],
        "left_out": [{"id": e.id, "title": names.get(e.id, ""), "why": e.why} for e in part.left_out],
    }


def of_stats(
    office: Office, record_id: str, window: Window, where: Sequence[Condition] = (), only: str = ""
) -> list[Account]:
    """Every figure that `stats` prints of a record in a window, or the one of that label or id."""
    root = record(record_id)
    measured = measures_of(root.id)
    names = [each.id for each in measured.all] + ([DAYS.name] if root.id == PRACTICE else [])
    labels = {each.id: each.label for each in measured.all} | {DAYS.name: DAYS.label}
    wanted = [name for name in names if only in ("", name, labels[name])]
    if not wanted:
        known = "、".join(labels[name] for name in names)
        raise UserError(f"{root.label}没有叫“{only}”的数", hint=f"，有：{known}。")
    found = figures(office, measured, window, root=root.id, where=where)
    if root.id == PRACTICE:
        add_days(office, window, found, by=(), where=where)
    return [_of_measure(office, measured, root.id, name, window, where, found[()]) for name in wanted]


def _of_measure(
    office: Office,
    measured: MeasureSet,
    root: str,
    name: str,
    window: Window,
    where: Sequence[Condition],
    values: dict[str, Any],
) -> Account:
    if name == DAYS.name:
        formula = "考核合格的实践在期间内的天数，同一教师重叠日期只计1次"
        parts = [Part(PRACTICE, DAYS.name, *practice_days(office, window, where))]
        own = DAYS
    else:
        measure = measured.measure(name)
        own = measure.field
        formula = measure.formula.format(rules=rules(office, window))
        parts = [
            part
            for basic in measured.basic(name)
            for part in _parts(office, measured, basic, root, window, where)
        ]
    shown = to_json(own, values[name], office.codes)
    rule = _RULES.get(name.partition(".")[0], "期间内的条数")
    return Account(
        name, own.label, shown, own.unit, formula, window, rule, _source(office, name, window), parts
    )


def _source(office: Office, name: str, window: Window) -> str:
    """The document behind a rule: the basis of its threshold, else the packs' way of counting."""
    threshold = {"practice": "practice.months_in_5_years", "certificate": "certificate.denominator.pass"}
    found = policy(office).rule(threshold.get(name.partition(".")[0], ""), window.end)
    return found.basis if found is not None else "培训与证书的计算口径（设置）"


def _parts(
    office: Office,
    measured: MeasureSet,
    measure: Measure,
    root: str,
    window: Window,
    where: Sequence[Condition],
) -> Iterable[Part]:
    explained = explain(office, measured, measure.id, window, root=root, where=where)
    for declared, part in zip(measure.parts, explained, strict=True):
        rows, left_out, seen = [], [Out(i, why) for i, why in part.left_out], set()
        for i, amount in part.counted:
            if declared.aggregate is not Aggregate.DISTINCT:
                rows.append(In(i, to_json(measure.field, measure.value(amount), office.codes)))
            elif amount in seen:
                left_out.append(Out(i, "同一个已计过1次。"))
            else:
                rows.append(In(i, 1))
                seen.add(amount)
        yield Part(part.record, measure.label, rows, left_out)


def of_school(office: Office, window: Window) -> list[Account]:
    """The school's own figures of practice; a rate in two parts, above and below the line."""
    held = policy(office).rule("practice.months_in_5_years", window.end)
    source = held.basis if held is not None else ""
    made = []
    for each in practice_figures(office, window):
        parts = [Part(*part) for part in rows_of(office, each, window)]
        value = float(each.value) if isinstance(each.value, Decimal) else each.value
        made.append(
            Account(
                each.id, each.label, value, each.unit, each.formula, window, _RULES["practice"], source, parts
            )
        )
    return made


def of_targets(office: Office, window: Window, only: str = "") -> list[Account]:
    """Every target in force, or the one of that id or label, in its own window."""
    wanted = {target.id: target for target in policy(office).targets(window.end)}
    found = [row for row in targets(office, window) if only in ("", row["id"], row["label"])]
    if not found:
        raise UserError(f"没有叫“{only}”的目标。")
    made = []
    for row in found:
        target = wanted[row["id"]]
        within = window_of(target, window)
        rule = f"{target.task}：{target.label} {row['target']}{target.unit}"
        account = Account(
            target.id, target.label, row["value"], target.unit, row["formula"], within, rule, row["document"]
        )
        _behind(office, account, target, window)
        made.append(account)
    return made


def _behind(office: Office, account: Account, target: Target, asked: Window) -> None:
    """The rows behind a target: counted, typed into 任务进展, or a figure of the school."""
    if target.source == ENTERED:
        _typed(office, account, value_of(office, target, asked).rows)
        return
    years = years_of(target, asked)
    for within in years or (() if target.window in AVERAGED else (account.window,)):
        lead = f"{within.label} " if years else ""
        parts, given = _counted(office, target, within)
        account.parts += [replace(part, measure=lead + part.measure) for part in parts]
        account.given |= {lead + label: value for label, value in given.items()}


def _counted(office: Office, target: Target, within: Window) -> tuple[list[Part], dict[str, Any]]:
    """What a computed target is made of in one window: counted parts, and typed numbers by their names."""
    if target.metric in _SCHOOL:
        found = next(each for each in of_school(office, within) if each.id == _SCHOOL[target.metric])
        return found.parts, {}
    if target.metric.startswith("finance."):
        return [], _yearly(office, "finance", "calendar_year", within.end.year)
    name, where, given = target.metric, target.where, dict[str, Any]()
    if name == "training.attendances_per_student":
        name = "training.attendances"
        every = policy(office).switch("training.ratio_all_facing", within.end)
        where = where if every else (*where, "面向=社会")
        given = _yearly(office, "headcount", "counted_on", within.end)
    root = root_of(name)
    if root is None:
        return [], given
    return of_stats(office, root, within, conditions(office, root, where), name)[0].parts, given


def _typed(office: Office, account: Account, rows: Sequence[int]) -> None:
    own = record("policy_progress")
    page = find(office.ledger, own.id, paths=[own.by_name("value")])
    values = dict(zip(page.ids, (row[0] for row in page.rows), strict=True))
    counted = [In(i, None if values[i] is None else float(values[i])) for i in rows]
    others = [Out(i, "不是这个指标、这个期间最新的数值。") for i in page.ids if i not in rows]
    account.parts = [Part(own.id, account.label, counted, others)]


def _yearly(office: Office, record_id: str, key: str, at: Any) -> dict[str, Any]:
    """The row of yearly figures that a ratio uses: the last one on or before the day, the year's own."""
    own = record(record_id)
    paths = [path for path in own.columns if path.own]
    op: Any = "<=" if own.field(key).kind is Kind.DAY else "="
    where = [Condition(own.by_name(key), op, at)]
    page = find(office.ledger, record_id, paths=paths, where=where, sort=[(own.by_name(key), True)], limit=1)
    row = page.rows[0] if page.rows else ()
    return {
        path.label: to_json(path.field, value, office.codes) for path, value in zip(paths, row, strict=False)
    }
