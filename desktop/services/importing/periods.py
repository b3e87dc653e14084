"""A column that holds both days of a period in one cell: 实践时间, 2025-07-01 至 2025-07-20."""

from __future__ import annotations

import re
from typing import Final

from desktop.core.fields import Kind
from desktop.core.values import split_period
from desktop.records.catalogue import Record
from desktop.services.binding import Bound, form_paths
from desktop.workbook.table import Column

_DAYS_BEHIND: Final = re.compile(
    r"[\s（(，,；;、]+(?:共|计|合计)?\s*\d+(?:\.\d+)?\s*(?:天|个?工作日|日)[)）]?$|(?:共|计|合计)\s*\d+(?:\.\d+)?\s*天$"
)
_NAMES: Final = re.compile("时间|日期|期限|起止|起讫")


def find_period(
    record: Record, columns: list[Column], bound: dict[int, Bound], ignored: set[int]
) -> tuple[int, Bound, Bound] | None:
    """The column with the record's first and last day, when no other column gives the last one."""
    days = {
        each.path.field.name: each
        for each in form_paths(record.id, "import")
        if each.path.own and each.path.field.kind is Kind.DAY and each.path.field.name in ("start", "end")
    }
    labels = {each.label: index for index, each in bound.items()}
    if len(days) < 2 or days["end"].label in labels:
        return None
    start = labels.get(days["start"].label)
    for column in columns:
        free = column.index not in bound and column.index not in ignored and start is None
        if (column.index == start or free) and _holds_periods(column):
            first, last = (
                Bound(days[name].path, days[name].label, "", "", 0.9, "起止两个日期写在同一格")
                for name in ("start", "end")
            )
            return column.index, first, last
    return None


def without_days(text: str) -> str:
    """7.1-7.20（20天） without the number of days behind it."""
    return _DAYS_BEHIND.sub("", text.strip())


def _holds_periods(column: Column) -> bool:
    shown = [text for text in column.samples if text.strip()]
    return (
        bool(shown)
        and bool(_NAMES.search(column.leaf))
        and all(split_period(without_days(text)) for text in shown)
    )
