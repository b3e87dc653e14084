"""What surrounds the rows of a return: the school, the return's own dates, figures that are no list."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from desktop.core.dates import Window
from desktop.core.fields import Field, Kind
from desktop.records.catalogue import record
from desktop.services.office import Office
from desktop.services.planning import slips
from desktop.services.returning import sources, tasks
from desktop.store.find import Condition, find

KEY_LENGTH = 32
SCHOOL, REPORT, FIGURES = "学校", "报表", "统计"
YEARLY = {"学校人数": "headcount", "学校经费": "finance"}
_REPORT_FIELDS = {
    own.label: own
    for own in (
        Field("filled_on", "填报日期", Kind.DAY, derived=True),
        Field("period", "期间", Kind.TEXT, derived=True),
        Field("period_start", "期间起", Kind.DAY, derived=True),
        Field("period_end", "期间止", Kind.DAY, derived=True),
    )
}
_PERIODS = (
    (r"(\d{4})", "{}年"),
    (r"(\d{4})Q(\d)", "{}年第{}季度"),
    (r"(\d{4})-0?(\d{1,2})", "{}年{}月"),
    (r"(\d{4})([上下]半年)", "{}年{}"),
)


def outer_field(label: str) -> Field | None:
    """The field of 学校.…, 报表.…, 统计.…, 任务.… and the like; None when the label is none of them."""
    lead, _, rest = label.partition(".")
    if lead == SCHOOL and rest:
        found = record("school").find_path(rest)
        return found.field if found is not None else None
    if lead == REPORT:
        return _REPORT_FIELDS.get(rest)
    if lead == FIGURES:
        return sources.FIGURES.get(rest)
    if lead in YEARLY and rest:
        found = record(YEARLY[lead]).find_path(rest)
        return found.field if found is not None else None
    return tasks.FIELDS.get(label) or slips.FIELDS.get(label)


def period_text(window: Window) -> str:
    """The window as a title says it: 2026年, 2025-2026学年, 2025年9月1日至2026年8月31日."""
    for pattern, text in _PERIODS:
        found = re.fullmatch(pattern, window.label)
        if found:
            return text.format(*found.groups())
    if ".." in window.label:
        start, end = window.start, window.end
        return f"{start.year}年{start.month}月{start.day}日至{end.year}年{end.month}月{end.day}日"
    return window.label


class Outer:
    """Looks such values up, each once."""

    def __init__(self, office: Office, window: Window) -> None:
        self._office = office
        self._window = window
        self._school: dict[str, Any] | None = None
        self._figures: Mapping[str, Any] | None = None

    def value(self, label: str) -> Any:
        """The raw typed value."""
        lead, _, rest = label.partition(".")
        if lead == REPORT:
            window = self._window
            return {
                "填报日期": self._office.today,
                "期间": period_text(window),
                "期间起": window.start,
                "期间止": window.end,
            }[rest]
        if lead == SCHOOL:
            return self._of_school(rest)
        if lead in YEARLY:
            return self._of_year(YEARLY[lead], rest)
        if self._figures is None:
            self._figures = sources.figures(self._office, self._window)
        return self._figures.get(rest)

    def _of_year(self, which: str, label: str) -> Any:
        """A ratio to 在校生 uses the last 统计时点 on or before the window's end; money the calendar year."""
        own, end = record(which), self._window.end
        dated = which == "headcount"
        test = (
            Condition(own.by_name("counted_on"), "<=", end) if dated else Condition("自然年", "=", end.year)
        )
        page = find(self._office.ledger, which, paths=[label], where=[test], limit=1)
        return page.rows[0][0] if page.rows else None

    def key(self, row_id: int) -> str:
        """A key of a row that no other school's row has and that stays the same: 32 digits, the school's code
        in front (主键数据唯一性标识 of the data standard: 32 letters and digits)."""
        code = str(self.value(f"{SCHOOL}.学校标识码") or "")
        return f"{code}{row_id:0{max(KEY_LENGTH - len(code), 1)}d}"

    def _of_school(self, label: str) -> Any:
        if self._school is None:
            self._school = {}
        if label not in self._school:
            ledger = self._office.ledger
            page = find(ledger, "school", paths=[label], ids=[ledger.school_id], today=self._office.today)
            self._school[label] = page.rows[0][0] if page.rows else None
        return self._school[label]
