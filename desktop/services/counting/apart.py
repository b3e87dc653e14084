"""Figures of many rows of a table that differ in one value alone: counted in one pass, by groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import select

from desktop.core.dates import Window
from desktop.services.counting.figures import (
    IN_WINDOW,
    figures,
    group_column,
    leaves_open,
    narrowings,
    nothing,
)
from desktop.services.counting.fine import fine_sums
from desktop.services.counting.measure import Measure, MeasureSet, Part, Predicate, Value
from desktop.services.counting.rules import Rules, rules
from desktop.services.office import Office
from desktop.store.find import Condition

Single = tuple[Any, ...]  # () where nothing sets the rows apart, else the one value that does


def figures_apart(
    office: Office,
    measured: MeasureSet,
    window: Window,
    path: str,
    values: Iterable[Single],
    *,
    root: str,
    where: Sequence[Condition],
    only: Iterable[str],
) -> dict[Single, dict[str, Value]]:
    """The figures of each value of `path` ("": of all rows), as `path = value` among the conditions gives."""
    by = [path] if path else []
    found = figures(office, measured, window, root=root, by=by, where=where, only=only)
    blank = nothing(office, measured, window, only)
    return {value: found.get(value, blank) for value in values}


def certainty(
    office: Office,
    measured: MeasureSet,
    measure: Measure,
    window: Window,
    path: str,
    *,
    root: str,
    where: Sequence[Condition],
    beside: Sequence[Measure] = (),
) -> tuple[set[Single], set[Single]]:
    """Of values of `path` whose figure is 0: those with rows that might count if more were filled in, those
    with rows that do.

    Part by part, as a figure is made: once one part has rows that count, 0 is what they add up to. `beside`
    are the measures that will be asked the same: where a row is counted by itself, all are looked at once.
    """
    opened: set[Single] = set()
    counting: set[Single] = set()
    held = rules(office, window)
    alike = [part for asked in (measure, *beside) for part in asked.parts]
    with office.ledger.reading() as reading:
        for each in measure.parts:
            known = _known(office, measured, held, each, alike, path, root, where)
            if known is not None:
                might, counted = known
                counting |= counted - opened
                opened |= might - counting
                continue
            part = each.where(*narrowings(measured, each.base, root, where))
            if part.bare and not any(leaves_open(test.reason) for test in part.predicates):
                continue  # of figures that are 0 nothing counts here
            open_at = (n for n, test in enumerate(part.predicates) if leaves_open(test.reason))
            closed = next(open_at, len(part.predicates))
            dated = any(test.name == IN_WINDOW for test in part.predicates[:closed])
            scan = measured.scan(part.base, held, within=dated)
            groups = [group_column(measured, scan, root, path).label("g0")] if path else []
            # A row that fails one of these neither counts nor leaves anything open.
            tests = [test.clause(scan) for test in part.predicates[:closed]]
            inner = scan.select([*groups, part.first_unmet(scan, closed).label("unmet")])
            rows = inner.where(measured.of_school(scan, office.ledger.school_id), *tests).subquery()
            asked = select(*rows.c).distinct()
            seen = [(tuple(row[:-1]), row[-1]) for row in reading.execute(asked, {"today": held.today})]
            counting |= {value for value, unmet in seen if unmet is None} - opened
            might = {v for v, at in seen if at is not None and leaves_open(part.predicates[at].reason)}
            opened |= might - counting
    return opened, counting


def _known(
    office: Office,
    measured: MeasureSet,
    held: Rules,
    part: Part,
    alike: Sequence[Part],
    path: str,
    root: str,
    where: Sequence[Condition],
) -> tuple[set[Single], set[Single]] | None:
    """Values with rows that might count, and with rows that do, from what each row comes to; None where
    rows are not counted one by one."""
    if measured.owners.get(part.base) != "":
        return None
    wider = [each for each in where if each.path != path]  # all values: they are groups of their own
    beside = [test for each in alike if each.base == part.base for test in _tests(each)]
    mine = [(str(number), test) for number, test in enumerate(_tests(part))]
    by = [path] if path else []
    sums = fine_sums(office, measured, held, root, part.base, mine, by, wider, beside)
    if sums is None:
        return None
    counted, *might = ({value for value, each in sums if each.get(name)} for name, _ in mine)
    return set().union(*might), counted


@cache
def _tests(part: Part) -> tuple[Part, ...]:
    """How many rows count, and how many do not for want of an entry."""
    at = [n for n, test in enumerate(part.predicates) if leaves_open(test.reason)]
    counted = Part(part.base, part.predicates)
    if not at:
        return (counted,)
    open_ = Predicate("没有填", "", lambda scan: part.first_unmet(scan, at[0]).in_(at))
    return counted, Part(part.base, (*part.predicates[: at[0]], open_))
