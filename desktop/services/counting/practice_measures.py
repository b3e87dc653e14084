"""Practice as `stats` counts it: practices and teachers by SQL, days by the merging of dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, and_, or_

from desktop.core.dates import Window
from desktop.core.fields import Field, Kind
from desktop.core.presenting import rounded
from desktop.services.counting.figures import By, Group, grouped_ids
from desktop.services.counting.measure import Aggregate, Measure, MeasureSet, Part, Predicate, Scan, Value
from desktop.services.office import Office
from desktop.store.find import Condition

PRACTICE = "practice"
DAYS = Field("practice.days", "认可天数", Kind.DECIMAL, unit="天", derived=True)


def overlapping(scan: Scan, start: str, end: str) -> ColumnElement[bool]:
    """Rows whose time from start to end (open: still running) touches the window."""
    first, last, window = scan.at(start), scan.at(end), scan.rules.window
    return and_(first <= window.end, or_(last >= window.start, last.is_(None)))


def _in_order(scan: Scan) -> ColumnElement[bool]:
    first, last = scan.at("start"), scan.at("end")
    return or_(last >= first, last.is_(None))


_TOUCHES = (
    Predicate("有日期", "没有填开始日期，不知属于哪个期间。", lambda s: s.at("start").is_not(None)),
    Predicate("起止不颠倒", "结束日期早于开始日期。", _in_order),
    Predicate("与期间重叠", "实践的日期不在期间内。", lambda s: overlapping(s, "start", "end")),
)
PRACTICES = MeasureSet(
    measures=(
        Measure("practice.times", "实践人次", "人次", (Part(PRACTICE, _TOUCHES),), "期间内的企业实践"),
        Measure(
            "practice.teachers", "实践人数", "人",
            (Part(PRACTICE, _TOUCHES, lambda s: s.at("teacher"), Aggregate.DISTINCT),),
            "参加实践的教师，同一人只计1次",
        ),
    ),
    composites=(),
    ways={},
    fallback={},
    dates={PRACTICE: lambda rules: "start"},
)  # fmt: skip


def extra(record_id: str) -> tuple[Field, ...]:
    """Figures of a record that no SQL counts."""
    return (DAYS,) if record_id == PRACTICE else ()


def add_days(
    office: Office,
    window: Window,
    found: dict[Group, dict[str, Value]],
    *,
    by: Sequence[By],
    where: Sequence[Condition],
) -> None:
    """Puts the days that count into each group: a teacher's overlapping practices of a group merge."""
    from desktop.services.counting.practice import merged_days  # late: stats of classes need nothing of it
    from desktop.services.counting.practice_rows import by_teacher, read_practices
    from desktop.services.counting.practice_rules import practice_rules, working_days

    rows = {practice.id: practice for practice in read_practices(office)}
    held, calendar = practice_rules(office, window.end), working_days(office)
    groups: dict[Group, list[int]] = defaultdict(list)
    for row_id, group in grouped_ids(office, PRACTICES, window, root=PRACTICE, by=by, where=where):
        groups[group].append(row_id)
    for group, values in found.items():
        mine = by_teacher(rows[row_id] for row_id in groups[group])
        total = sum(
            (merged_days(each, held, window, calendar).total for each in mine.values()),
            Fraction(0),
        )
        values[DAYS.name] = rounded(total, 1) if total else Decimal(0)
