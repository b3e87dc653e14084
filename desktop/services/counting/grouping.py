"""What groups and narrows a count: labels named from the asked record, as seen from the counted one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, extract, literal, null

from desktop.records.catalogue import Path, record
from desktop.services.counting.measure import MeasureSet, Predicate, RowOf, Scan
from desktop.store.find import Condition

IN_WINDOW = "在期间内"  # the test that a row, or what it belongs to, is of the window
MONTH = "月份"
Group = tuple[Any, ...]
By = str | RowOf  # a label, 月份, or the row that the counted belong to


def narrowings(
    measured: MeasureSet, base: str, root: str, where: Sequence[Condition]
) -> tuple[Predicate, ...]:
    """The asked conditions as predicates of a base record; a base that knows no such field has no row in."""
    return tuple(_filter(measured, base, named(root, c), c) for c in where)


def named(root: str, condition: Condition) -> Path:
    """The field that a condition on the asked record is about."""
    path = condition.path
    return record(root).path(path) if isinstance(path, str) else path


def _filter(measured: MeasureSet, base: str, path: Path, condition: Condition) -> Predicate:
    own = measured.path(path, base)
    reason = f"不符合条件：{path.label}。"
    if own is None:
        return Predicate(path.label, reason, lambda scan: literal(1) == literal(0))
    return Predicate(
        path.label, reason, lambda scan: scan.condition(Condition(own, condition.op, condition.value))
    )


def group_column(measured: MeasureSet, scan: Scan, root: str, label: By) -> ColumnElement[Any]:
    """What a row is grouped by; NULL where the counted record knows no such field."""
    base = scan.root.id
    if isinstance(label, RowOf):
        return measured.row(label, scan)
    if label == MONTH:
        day = scan.at(measured.dates[base](scan.rules)) if base in measured.dates else null()
        return cast(extract("year", day) * 100 + extract("month", day), Integer)
    path = measured.path(record(root).path(label), base)
    return null() if path is None else scan.column(path)
