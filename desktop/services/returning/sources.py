"""Figures that are no SQL, as a form may ask for them: made by the counting services, named by label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.core.dates import Window
from desktop.core.fields import Field, Kind
from desktop.records.catalogue import Path, record
from desktop.services.office import Office
from desktop.services.planning import slips

Computed = Mapping[int, Mapping[str, Any]]  # row id → field name → raw value

# The numbers-only block (domain.md §1, column set 6); tests compare these with what the service answers.
FIGURES: Mapping[str, Field] = {
    own.label: own
    for own in (
        Field("full_time", "专任教师数", Kind.WHOLE, unit="人", derived=True),
        Field("specialised", "专业课教师数", Kind.WHOLE, unit="人", derived=True),
        Field("went", "参加实践人数", Kind.WHOLE, unit="人", derived=True),
        Field("times", "实践人次", Kind.WHOLE, unit="人次", derived=True),
        Field("days", "总天数", Kind.DECIMAL, unit="天", derived=True),
        Field("average_days", "人均天数", Kind.DECIMAL, unit="天", derived=True),
        Field("met", "达标人数", Kind.WHOLE, unit="人", derived=True),
        Field("rate", "达标率", Kind.DECIMAL, unit="%", derived=True),
        Field("double", "双师型人数", Kind.WHOLE, unit="人", derived=True),
        Field("double_share", "双师型占比", Kind.DECIMAL, unit="%", derived=True),
        Field("pending", "待考核人次", Kind.WHOLE, unit="人次", derived=True),
    )
}


def is_computed(path: Path) -> bool:
    """Whether the field is made by a counting service and not by SQL."""
    derived = record(path.owner).derived(path.field.name)
    return derived is not None and derived.expression is None


def computed(office: Office, record_id: str, by: str, window: Window) -> Computed:
    """The figures of the service `by` for the rows of a record, in a window."""
    if by == slips.SOURCE:
        return slips.values(office, window)
    from desktop.services.counting.computed import computed as count  # late: not needed to list the forms

    return count(office, record_id, by, window)


def figures(office: Office, window: Window) -> Mapping[str, Any]:
    """The numbers-only block of a return, by label."""
    from desktop.services.counting.school import practice_figures

    return {figure.label: figure.value for figure in practice_figures(office, window)}
