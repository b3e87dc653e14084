"""Values of the fields that no SQL computes, by row: for returns, whose window they belong to."""

from __future__ import annotations

from typing import Any

from desktop.core.dates import Window
from desktop.core.presenting import rounded
from desktop.services.counting.rules import rules
from desktop.services.office import Office
from desktop.store.find import find

Values = dict[int, dict[str, Any]]


def computed(office: Office, record_id: str, by: str, window: Window) -> Values:
    """{row id: {field: value}} of a record's fields that the service `by` computes (records: `computed`).

    A row that is not in the answer has none of them: a teacher without lessons in the window.
    """
    makers = {
        ("teacher", "practice"): _verdicts,
        ("practice", "practice"): _days,
        ("training_class", "training"): _full_time,
        ("teacher", "workload"): _workload,
    }
    return makers[(record_id, by)](office, window)


def _verdicts(office: Office, window: Window) -> Values:
    from desktop.services.counting import practice  # late: a list of classes needs nothing of it

    return {
        row.id: {
            "months_5_years": row.months,
            "days_year": row.year_days,
            "missing_months": row.missing,
            "practices_counted": len(row.counted),
            "verdict": row.verdict,
            "verdict_reason": row.reason,
        }
        for row in practice.per_teacher(office, window.end)
    }


def _days(office: Office, window: Window) -> Values:
    from desktop.services.counting import practice  # late, as above

    return {
        row_id: {"days_in_window": days} for row_id, days in practice.days_in_window(office, window).items()
    }


def _workload(office: Office, window: Window) -> Values:
    from desktop.services.counting import workload  # late, as above

    return {
        row.id: {
            "taught_classes": row.classes,
            "taught_hours": row.hours,
            "converted_workload": row.converted,
            "income_share": row.income,
        }
        for row in workload.per_teacher(office, window)
    }


def _full_time(office: Office, window: Window) -> Values:
    """人次 × the school's coefficient for each class; none where the school converts none."""
    coefficient = rules(office, window).coefficient
    if not coefficient:
        return {}
    found = find(office.ledger, "training_class", paths=["人次"], today=office.today)
    return {
        row_id: {"full_time_equivalent": rounded(row[0] * coefficient, 1)}
        for row_id, row in zip(found.ids, found.rows, strict=True)
        if row[0] is not None
    }
