"""The rows behind a number and those left out, each with its reason, asked of the counting services."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlalchemy import select

from desktop.core.dates import Window
from desktop.core.fields import Field
from desktop.records.catalogue import Path, Record, record
from desktop.records.system import Act, Trail
from desktop.services.counting import certificates, practice_measures, training
from desktop.services.counting.figures import EVER, explain
from desktop.services.counting.measure import Aggregate, Measure, MeasureSet
from desktop.services.counting.practice import MET, per_teacher, sort_out
from desktop.services.counting.practice_rows import SPECIALISED, read_practices, read_teachers
from desktop.services.counting.practice_rules import practice_rules
from desktop.services.counting.rules import rules
from desktop.services.counting.stats import measures_of
from desktop.services.counting.workload import per_teacher as taught_by_teacher
from desktop.services.office import Office
from desktop.services.reading import shown
from desktop.store import spans
from desktop.store.find import Condition
from desktop.store.ledger import model_named
from desktop.store.trail import CREATED

_FILTERED = "不符合条件："


@dataclass(frozen=True, slots=True)
class Counted:
    """A row that counts, with what it adds."""

    record: str
    id: int
    value: Any = None
    title: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that does not count, and the first reason why."""

    record: str
    id: int
    why: str
    title: str = ""


@dataclass(slots=True)
class Opened:
    """A number opened: how it is made, the rows that make it, the rows that do not."""

    formula: str
    rows: list[Counted] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


# -- measures --------------------------------------------------------------------------------------------


def of_measure(
    office: Office, root: str, name: str, window: Window, where: Sequence[Condition] = ()
) -> Opened:
    """A measure of the counting services; of a rate the rows of all that it is made of."""
    measured = measures_of(root)
    if root == practice_measures.PRACTICE and name in (practice_measures.DAYS.name, "days"):
        return of_practice_days(office, window)
    found = measured.measure(name)
    held = rules(office, window)
    opened = Opened(f"{found.label} = {found.formula.format(rules=held)}（{window.label}）")
    seen: set[tuple[str, int]] = set()
    for measure in measured.basic(name):
        part = _measure(office, measured, measure, root, window, where)
        opened.rows += [row for row in part.rows if (row.record, row.id) not in seen]
        opened.left_out += part.left_out
        seen |= {(row.record, row.id) for row in part.rows}
    opened.left_out = [each for each in opened.left_out if (each.record, each.id) not in seen]
    return opened


def _measure(
    office: Office,
    measured: MeasureSet,
    measure: Measure,
    root: str,
    window: Window,
    where: Sequence[Condition],
) -> Opened:
    opened = Opened(measure.formula)
    unit = measure.field
    explained = explain(office, measured, measure.id, window, root=root, where=where)
    for declared, part in zip(measure.parts, explained, strict=True):
        seen: set[int] = set()
        for i, amount in part.counted:
            if declared.aggregate is not Aggregate.DISTINCT:
                value = shown(office, unit, measure.value(amount))
                opened.rows.append(Counted(part.record, i, value, field=measure.label))
            elif amount in seen:
                opened.left_out.append(LeftOut(part.record, i, "同一人已计过1次。"))
            else:
                opened.rows.append(Counted(part.record, i, 1, field=measure.label))
                seen.add(amount)
        opened.left_out += [LeftOut(part.record, i, why) for i, why in part.left_out]
    return opened


# -- a field of one row that is counted from others ------------------------------------------------------

# Field of a record → the record counted, its reference to the row, the measure.
_OF_PARTS: Mapping[tuple[str, str], tuple[str, str, str]] = {
    **{
        (training.CLASS, name): (training.LINE, "training_class", f"training.{measure}")
        for name, measure in {
            "actual": "attendances", "attendances": "attendances", "persons": "persons",
            "women": "women", "finished": "finished", "certified": "certified",
            "person_days": "person_days", "person_hours": "person_hours",
        }.items()
    },
    (training.CLASS, "income"): (training.RECEIPT, "training_class", "training.income"),
    (training.CLASS, "subsidy"): (training.RECEIPT, "training_class", "training.subsidy"),
    **{
        (certificates.BATCH, name): (certificates.CANDIDATE, "batch", f"certificate.{measure}")
        for name, measure in {
            "registered": "registered", "sat": "sat", "passed": "passed",
            "certified": "candidates_certified", "pass_rate": "pass_rate",
            "certified_rate": "certified_rate",
        }.items()
    },
}  # fmt: skip


Memo = dict[Any, Any]  # what is counted for all rows at once, kept while one number after another is opened


def of_field(
    office: Office, path: Path, owner: int, window: Window, memo: Memo | None = None
) -> Opened | None:
    """A counted or computed field of one row; None for a plain one."""
    known = memo if memo is not None else {}
    key = (path.owner, path.field.name)
    if key in _OF_PARTS:
        base, back, name = _OF_PARTS[key]
        where = [Condition(record(base).by_name(back), "=", owner)]
        opened = of_measure(office, base, name, EVER, where)
        opened.formula = opened.formula.replace(f"（{EVER.label}）", "")
        # Rows of other classes are no answer to why this class has so many.
        opened.left_out = [each for each in opened.left_out if not each.why.startswith(_FILTERED)]
        return opened if opened.rows or opened.left_out else None
    derived = record(path.owner).derived(path.field.name)
    if derived is None or derived.expression is not None:
        return None
    makers: Mapping[tuple[str, str], Callable[[], Opened]] = {
        ("teacher", "practice"): lambda: _of_teacher(office, path.field, owner, window, known),
        ("teacher", "workload"): lambda: _of_lessons(office, path.field, owner, window, known),
        ("practice", "practice"): lambda: _of_days(office, owner, window, known),
    }
    maker = makers.get((path.owner, derived.by))
    return maker() if maker is not None else None


def _once(memo: Memo, key: object, make: Callable[[], dict[int, Any]]) -> dict[int, Any]:
    if key not in memo:
        memo[key] = make()
    return cast("dict[int, Any]", memo[key])


def _of_teacher(office: Office, own: Field, owner: int, window: Window, memo: Memo) -> Opened:
    held = practice_rules(office, window.end)
    mine = _once(
        memo, ("teachers", window.end), lambda: {each.id: each for each in per_teacher(office, window.end)}
    )[owner]
    formula = (
        f"{own.label}：{held.cycle.start} 至 {held.cycle.end} 考核合格的实践，重叠日期只计一次，"
        f"认可 {mine.days} 天，折合 {mine.months} 个月，要求 {mine.needed} 个月；"
        f"本年 {held.year.start} 至 {held.year.end} 认可 {mine.year_days} 天。"
        f"结论：{mine.verdict} {mine.reason}"
    )
    return Opened(
        formula,
        [Counted("practice", each.id, each.days, each.enterprise, "认可天数") for each in mine.counted],
        [LeftOut("practice", each.id, each.why, each.enterprise) for each in mine.left_out],
    )


def _of_days(office: Office, owner: int, window: Window, memo: Memo) -> Opened:
    mine = _once(memo, "practices", lambda: {each.id: each for each in read_practices(office)})[owner]
    formula = (
        f"{mine.start} 至 {mine.end} 落在 {window.start} 至 {window.end} 之内的天数，按{mine.counted_by}计"
    )
    return Opened(formula, [Counted("practice", owner, None, mine.enterprise)])


def _of_lessons(office: Office, own: Field, owner: int, window: Window, memo: Memo) -> Opened:
    taught = _once(memo, ("taught", window), lambda: {e.id: e for e in taught_by_teacher(office, window)})
    mine = taught.get(owner)
    formula = f"{own.label}：授课记录日期在期间内的学时；经费 = 班次期间内到账 × 本人学时 ÷ 全班学时"
    rows = [
        Counted("training_class", each.training_class, float(each.hours), field="授课学时")
        for each in (mine.taught if mine is not None else ())
    ]
    return Opened(formula, rows)


# -- the school's own figures of practice ----------------------------------------------------------------


def of_school_figure(office: Office, figure_id: str, formula: str, window: Window) -> Opened:
    """One figure of the numbers-only block: the teachers or practices behind it."""
    if figure_id in ("took_part", "practices"):
        return _touching(office, formula, window)
    if figure_id in ("pending", "excellent_rate"):
        opened = _touching(office, formula, window)
        wanted = (None,) if figure_id == "pending" else ("优秀",)
        marks = {each.id: each.assessment for each in read_practices(office)}
        others = [row for row in opened.rows if marks[row.id] not in wanted]
        opened.rows = [row for row in opened.rows if marks[row.id] in wanted]
        opened.left_out += [
            LeftOut(row.record, row.id, f"考核结果是{marks[row.id] or '空'}。", row.title) for row in others
        ]
        return opened
    if figure_id in ("days", "days_each"):
        opened = of_practice_days(office, window)
        opened.formula = formula
        return opened
    if figure_id in ("met", "met_rate"):
        opened = Opened(formula)
        for each in per_teacher(office, window.end):
            title = each.name or ""
            if each.verdict == MET:
                opened.rows.append(Counted("teacher", each.id, each.months, title, "近五年累计月数"))
            else:
                opened.left_out.append(LeftOut("teacher", each.id, f"{each.verdict}：{each.reason}", title))
        return opened
    return _posts(office, figure_id, formula, window.end)


def _posts(office: Office, figure_id: str, formula: str, until: date) -> Opened:
    opened = Opened(formula)
    for teacher in read_teachers(office):
        status = teacher.status(until)
        why = ""
        if status is None:
            why = "截止日没有任职记录。"
        elif not teacher.in_post(until):
            why = "截止日不在岗。"
        elif figure_id == "teachers" and not status.full_time:
            why = "不是专任教师。"
        elif figure_id != "teachers" and status.category not in SPECIALISED:
            why = f"教师类别是{status.category or '空'}。"
        elif figure_id in ("double", "double_rate") and not status.double:
            why = "不是双师型。"
        if why:
            opened.left_out.append(LeftOut("teacher", teacher.id, why, teacher.name or ""))
        else:
            opened.rows.append(Counted("teacher", teacher.id, 1, teacher.name or ""))
    return opened


def of_practice_days(office: Office, window: Window) -> Opened:
    """Practices whose days count in a window."""
    held = practice_rules(office, window.end)
    counted, left_out = sort_out(read_practices(office), held, window, inner_base=held.inner_base_year)
    return Opened(
        "考核合格的实践在期间内的天数，同一教师重叠日期只计一次",
        [Counted("practice", each.id, each.days, each.enterprise) for each in counted],
        [LeftOut("practice", each.id, each.why, each.enterprise) for each in left_out],
    )


def _touching(office: Office, formula: str, window: Window) -> Opened:
    opened = Opened(formula)
    for each in read_practices(office):
        why = each.untouched(window)
        if why:
            opened.left_out.append(LeftOut("practice", each.id, why, each.enterprise))
        else:
            opened.rows.append(Counted("practice", each.id, 1, each.enterprise))
    return opened


# -- where a value came from -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """One act that gave a field its value."""

    number: int
    at: str
    actor: str
    title: str
    old: Any = None
    new: Any = None


def history_of(office: Office, own: Record, row_id: int, name: str) -> list[Step]:
    """The acts that made a row or changed one of its fields, oldest first; sensitive values masked."""
    ledger = office.ledger
    wanted = (
        select(Act.number, Act.at, Act.actor, Act.title, Trail.operation, Trail.content)
        .join(Act, Act.id == Trail.act)
        .where(spans.touching([row_id]), Act.school == ledger.school_id)
        .order_by(Act.number)
    )
    with ledger.reading() as reading:
        entries = reading.execute(wanted).all()
    shape, known = ledger.shape(model_named(own.id)), own.field(name)
    steps = []
    for number, at, actor, title, operation, content in entries:
        change = json.loads(content).get(name) if content and operation != CREATED else None
        if operation == CREATED:
            steps.append(Step(number, at, actor or "", title or ""))
        elif isinstance(change, list):
            old, new = (shown(office, known, shape.python_value(name, value)) for value in change)
            steps.append(Step(number, at, actor or "", title or "", old, new))
    return steps


def titled(names: Mapping[str, Mapping[int, str]], opened: Opened) -> Opened:
    """The same with a title for every row."""

    def name(record_id: str, row_id: int, own: str) -> str:
        return names.get(record_id, {}).get(row_id, "") or own

    return Opened(
        opened.formula,
        [Counted(r.record, r.id, r.value, name(r.record, r.id, r.title), r.field) for r in opened.rows],
        [LeftOut(r.record, r.id, r.why, name(r.record, r.id, r.title)) for r in opened.left_out],
    )


def rows_named(opened: Iterable[Counted | LeftOut]) -> dict[str, set[int]]:
    """Ids by record."""
    found: dict[str, set[int]] = {}
    for each in opened:
        found.setdefault(each.record, set()).add(each.id)
    return found
