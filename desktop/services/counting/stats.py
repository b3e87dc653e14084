"""Counts of a ledger in a window, grouped by any of its fields: what `stats` prints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.core.collector import undisturbed
from desktop.core.dates import Window
from desktop.core.fields import Kind
from desktop.core.presenting import to_json
from desktop.records.catalogue import Record, record
from desktop.services.counting import certificates, graduating, lessons, practice_measures, training
from desktop.services.counting.figures import MONTH, Group, figures
from desktop.services.counting.measure import Measure, MeasureSet, Part, Predicate
from desktop.services.counting.rules import Rules
from desktop.services.office import Office
from desktop.store.find import Condition

_SETS: Mapping[str, MeasureSet] = {
    **dict.fromkeys((training.CLASS, training.LINE, training.RECEIPT), training.TRAINING),
    **dict.fromkeys(
        (certificates.BATCH, certificates.CANDIDATE, certificates.CERTIFICATE, certificates.TYPE),
        certificates.CERTIFICATES,
    ),
    lessons.LESSON: lessons.LESSONS,
    graduating.STATUS: graduating.GRADUATING,
}


def measures_of(record_id: str) -> MeasureSet:
    """The measures counted for a record; any other record counts its rows."""
    if record_id == practice_measures.PRACTICE:
        return practice_measures.PRACTICES
    return _SETS.get(record_id) or _rows_of(record(record_id))


@undisturbed()
def stats(
    office: Office,
    record_id: str,
    window: Window,
    by: Sequence[str] = (),
    where: Sequence[Condition] = (),
) -> list[dict[str, dict[str, Any]]]:
    """[{group: {label: value}, measures: {label: value}}]; money in 元, codes by name, blank groups last."""
    root = record(record_id)
    measured = measures_of(root.id)
    found = figures(office, measured, window, root=root.id, by=by, where=where)
    if root.id == practice_measures.PRACTICE:
        practice_measures.add_days(office, window, found, by=by, where=where)
    fields = [each.field for each in measured.all] + list(practice_measures.extra(root.id))
    out = []
    for group in sorted(found, key=_order):
        values = found[group]
        out.append(
            {
                "group": _shown(office, root, by, group),
                "measures": {each.label: to_json(each, values[each.name], office.codes) for each in fields},
            }
        )
    return out


def _order(group: Group) -> tuple[tuple[bool, str], ...]:
    return tuple((value is None, str(value)) for value in group)


def _shown(office: Office, root: Record, by: Sequence[str], group: Group) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for label, value in zip(by, group, strict=True):
        if label == MONTH:
            shown[label] = None if value is None else f"{value // 100}-{value % 100:02d}"
        else:
            field = root.path(label).field
            plain = field.kind is Kind.REF and isinstance(value, str)
            shown[label] = value if plain else to_json(field, value, office.codes)
    return shown


def _rows_of(root: Record) -> MeasureSet:
    """The one measure every record has: its rows in the window (all of them where it has no date)."""
    names = root.model.window
    tests: tuple[Predicate, ...] = ()
    if len(names) == 1:
        tests = (Predicate("在期间内", "不在期间内，或没有填日期。", lambda s: s.in_window(names[0])),)
    elif names:
        tests = (
            Predicate(
                "与期间重叠", "不在期间内，或没有填日期。", lambda s: practice_measures.overlapping(s, *names)
            ),
        )
    rows = Measure(f"{root.id}.rows", "条数", "条", (Part(root.id, tests),), "期间内的条数")
    dates = {root.id: _named(names[0])} if names else {}
    return MeasureSet((rows,), (), ways={}, fallback={}, dates=dates)


def _named(name: str) -> Any:
    def of(rules: Rules) -> str:  # noqa: ARG001 — the date of this record is no setting
        return name

    return of
