"""Figures of many rows of a table that differ in one value alone: counted in one pass, by groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
from desktop.services.counting.measure import Measure, MeasureSet, Value
from desktop.services.counting.rules import rules
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
) -> tuple[set[Single], set[Single]]:
    """Of values of `path` whose figure is 0: those with rows that might count if more were filled in, those
    with rows that do.

    Part by part, as a figure is made: once one part has rows that count, 0 is what they add up to.
    """
    opened: set[Single] = set()
    counting: set[Single] = set()
    held = rules(office, window)
    with office.ledger.reading() as reading:
        for each in measure.parts:
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
