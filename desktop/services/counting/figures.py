"""Figures of a measure set in a window, grouped if asked; the rows behind a figure, and those left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal, select

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.same import Same
from desktop.services.counting.fine import additive, fine_sums
from desktop.services.counting.grouping import IN_WINDOW as IN_WINDOW
from desktop.services.counting.grouping import MONTH as MONTH
from desktop.services.counting.grouping import By as By
from desktop.services.counting.grouping import Group as Group
from desktop.services.counting.grouping import group_column as group_column
from desktop.services.counting.grouping import narrowings as narrowings
from desktop.services.counting.kept import kept
from desktop.services.counting.measure import (
    Composite,
    Measure,
    MeasureSet,
    Part,
    Predicate,
    RowOf,
    Value,
)
from desktop.services.counting.rules import Rules, rules
from desktop.services.office import Office
from desktop.store.find import Condition

EVER = Window("全部", date(1900, 1, 1), date(9999, 12, 31))
_UNDATED, _UNSAID, _OR_UNSAID = "不知属于哪个期间", "没有填", "，或没有填"


@dataclass(frozen=True, slots=True)
class Explained:
    """One part of a figure: ids that count with what each adds, ids left out with the first reason."""

    record: str
    counted: list[tuple[int, int]]
    left_out: list[tuple[int, str]]


def figures(
    office: Office,
    measured: MeasureSet,
    window: Window,
    *,
    root: str,
    by: Sequence[By] = (),
    where: Sequence[Condition] = (),
    only: Iterable[str] | None = None,
) -> dict[Group, dict[str, Value]]:
    """Every measure (or those named in `only`) by its id, per group of the `by` labels; one group () without.

    `by` labels and `where` paths are named from the record `root`; 月份 groups by the month that puts a
    row into the window.
    """
    names = None if only is None else frozenset(only)
    found = _figures(office, Same(measured), window, root, tuple(by), tuple(map(_fixed, where)), names)
    return {group: dict(values) for group, values in found.items()}


def _fixed(condition: Condition) -> Condition:
    """The condition as a key: its values in a tuple."""
    if isinstance(condition.value, list | set | frozenset):
        return Condition(condition.path, condition.op, tuple(condition.value))
    return condition


@kept
def _figures(
    office: Office,
    same: Same[MeasureSet],
    window: Window,
    root: str,
    by: Sequence[By],
    where: Sequence[Condition],
    only: Iterable[str] | None,
) -> dict[Group, dict[str, Value]]:
    measured, held = same.it, rules(office, window)
    wanted = _wanted(measured, only)
    counted = [measure for measure in measured.measures if measure.id in wanted]
    raw: dict[Group, dict[str, int]] = {} if by else {(): {}}
    declared = [(measure.id, part) for measure in counted for part in measure.parts]
    for base in dict.fromkeys(part.base for _, part in declared):
        mine = [(name, part) for name, part in declared if part.base == base]
        plain = [(name, part) for name, part in mine if additive(part)]
        found = fine_sums(office, measured, held, root, base, plain, by, where)
        rest = mine if found is None else [(name, part) for name, part in mine if not additive(part)]
        if rest:
            filters = narrowings(measured, base, root, where)
            narrowed = [(name, part.where(*filters)) for name, part in rest]
            found = [*(found or ()), *_count(office, measured, held, root, base, narrowed, by)]
        for group, sums in found or ():
            into = raw.setdefault(group, {})
            for name, value in sums.items():
                into[name] = into.get(name, 0) + value
    return {group: _values(measured, counted, wanted, sums, held) for group, sums in raw.items()}


def nothing(
    office: Office, measured: MeasureSet, window: Window, only: Iterable[str] | None = None
) -> dict[str, Value]:
    """The figures of a group without any row."""
    wanted = _wanted(measured, only)
    counted = [measure for measure in measured.measures if measure.id in wanted]
    return _values(measured, counted, wanted, {}, rules(office, window))


def _wanted(measured: MeasureSet, only: Iterable[str] | None) -> set[str]:
    if only is None:
        return {each.id for each in measured.all}
    names = set(only)
    return names | {measure.id for name in names for measure in measured.basic(name)}


def _values(
    measured: MeasureSet, counted: Sequence[Measure], wanted: set[str], sums: dict[str, int], held: Rules
) -> dict[str, Value]:
    values: dict[str, Value] = {measure.id: measure.value(sums.get(measure.id, 0)) for measure in counted}
    for composite in measured.composites:
        if composite.id in wanted:
            values[composite.id] = composite.compute(values, held)
    return values


def _count(
    office: Office,
    measured: MeasureSet,
    held: Rules,
    root: str,
    base: str,
    parts: Sequence[tuple[str, Part]],
    by: Sequence[By],
) -> list[tuple[Group, dict[str, int]]]:
    """One SELECT over a base record for all its measures; what they all ask first is asked once, in WHERE."""
    shared = _shared([part.predicates for _, part in parts])
    dated = any(test.name == IN_WINDOW for test in parts[0][1].predicates[:shared])
    scan = measured.scan(base, held, within=dated)
    tests = [predicate.clause(scan) for predicate in parts[0][1].predicates[:shared]]
    groups = [group_column(measured, scan, root, label) for label in by]
    sums = [part.aggregated(scan, shared) for _, part in parts]
    columns = [group.label(f"g{n}") for n, group in enumerate(groups)]
    statement = scan.select([*columns, *sums]).where(
        measured.of_school(scan, office.ledger.school_id), *tests
    )
    if columns:
        statement = statement.group_by(*(column.name for column in columns))
    with office.ledger.reading() as reading:
        rows = reading.execute(statement, {"today": held.today}).all()
    names = [name for name, _ in parts]
    found = []
    for row in rows:
        totals: dict[str, int] = {}
        for name, value in zip(names, row[len(groups) :], strict=True):
            totals[name] = totals.get(name, 0) + int(value or 0)
        found.append((tuple(row[: len(groups)]), totals))
    return found


def _shared(lists: Sequence[tuple[Predicate, ...]]) -> int:
    """How many predicates all the lists begin with in common."""
    shortest = min(map(len, lists))
    for place in range(shortest):
        first = lists[0][place]
        if any((each[place].name, each[place].reason) != (first.name, first.reason) for each in lists):
            return place
    return shortest


def figure(
    office: Office,
    measured: MeasureSet,
    name: str,
    window: Window,
    *,
    root: str,
    where: Sequence[Condition] = (),
) -> Value:
    """One figure."""
    wanted = measured.measure(name).id
    return figures(office, measured, window, root=root, where=where, only=(wanted,))[()][wanted]


def explain(
    office: Office,
    measured: MeasureSet,
    name: str,
    window: Window,
    *,
    root: str,
    where: Sequence[Condition] = (),
    of: tuple[RowOf, int] | None = None,
) -> list[Explained]:
    """The rows behind a figure, part by part: counted + left out = all rows of each base record.

    With `of` only what belongs to that one row is looked at."""
    measure = measured.measure(name)
    if isinstance(measure, Composite):
        raise UserError(
            f"“{measure.label}”由其他数字算出：{measure.formula.format(rules=rules(office, window))}。",
            hint="请分别查看这些数字的明细。",
        )
    held = rules(office, window)
    return [
        _explained(office, measured, held, part.where(*narrowings(measured, part.base, root, where)), of)
        for part in measure.parts
    ]


def _explained(
    office: Office, measured: MeasureSet, held: Rules, part: Part, of: tuple[RowOf, int] | None = None
) -> Explained:
    scan = measured.scan(part.base, held)
    unmet = part.first_unmet(scan)
    amount = part.amount(scan) if part.amount is not None else literal(1)
    tests = [measured.row(of[0], scan) == of[1]] if of is not None else []
    statement = scan.select([scan.base.c.id, unmet, amount]).where(
        measured.of_school(scan, office.ledger.school_id), *tests
    )
    counted: list[tuple[int, int]] = []
    left_out: list[tuple[int, str]] = []
    with office.ledger.reading() as reading:
        for row_id, failed, value in reading.execute(
            statement.order_by(scan.base.c.id), {"today": held.today}
        ):
            if failed is None:
                counted.append((row_id, int(value or 0)))
            else:
                left_out.append((row_id, part.predicates[failed].reason.format(rules=held)))
    return Explained(part.base, counted, left_out)


def unsaid(
    office: Office,
    measured: MeasureSet,
    measure: Measure,
    window: Window,
    *,
    root: str,
    by: Sequence[By],
    where: Sequence[Condition] = (),
) -> set[Group]:
    """Groups with rows that do not count only for want of an entry: there 0 is not known."""
    held = rules(office, window)
    found: set[Group] = set()
    with office.ledger.reading() as reading:
        for each in measure.parts:
            part = each.where(*narrowings(measured, each.base, root, where))
            at = [n for n, test in enumerate(part.predicates) if leaves_open(test.reason)]
            if not at:
                continue
            scan = measured.scan(part.base, held)
            groups = [group_column(measured, scan, root, label).label(f"g{n}") for n, label in enumerate(by)]
            tests = [test.clause(scan) for test in part.predicates[: at[0]]]  # what they leave out is certain
            inner = scan.select([*groups, part.first_unmet(scan, at[0]).label("unmet")])
            rows = inner.where(measured.of_school(scan, office.ledger.school_id), *tests).subquery()
            asked = select(*(rows.c[f"g{n}"] for n in range(len(by)))).where(rows.c.unmet.in_(at)).distinct()
            found |= {tuple(row) for row in reading.execute(asked, {"today": held.today})}
    return found


def leaves_open(reason: str) -> bool:
    """Whether a row left out for this reason might count if more had been filled in."""
    return _UNSAID in reason and _UNDATED not in reason and _OR_UNSAID not in reason


def grouped_ids(
    office: Office,
    measured: MeasureSet,
    window: Window,
    *,
    root: str,
    by: Sequence[By],
    where: Sequence[Condition] = (),
) -> list[tuple[int, Group]]:
    """The rows of `root` meeting the conditions, each with its group: for figures that no SQL counts."""
    held = rules(office, window)
    scan = measured.scan(root, held)
    groups = [group_column(measured, scan, root, label) for label in by]
    tests = [predicate.clause(scan) for predicate in narrowings(measured, root, root, where)]
    statement = scan.select([scan.base.c.id, *groups]).where(
        measured.of_school(scan, office.ledger.school_id), *tests
    )
    with office.ledger.reading() as reading:
        return [(row[0], tuple(row[1:])) for row in reading.execute(statement, {"today": held.today})]
