"""Where on 首页 a finding is counted: beside the ledger that people would look for it in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.services.health.catalogue import RULES
from desktop.services.health.service import Tally

OTHER = "other"  # findings of ledgers that 首页 has no line for
# A line of 首页, with the records whose findings it counts besides its own.
AREAS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "training_class": ("lesson", "receipt"),
        "enrolment": ("attendance",),
        "candidate": ("exam_batch", "certificate_type"),
        "certificate": (),
        "practice": ("plan",),
        "teacher": ("teacher_status", "teacher_exemption"),
    }
)


def records_of(area: str) -> frozenset[str]:
    """The records whose findings a line counts."""
    if area == OTHER:
        known = frozenset().union(*(records_of(each) for each in AREAS))
        return frozenset(rule.base.record for rule in RULES) - known
    return frozenset((area, *AREAS[area]))


def by_area(tally: Tally) -> dict[str, int]:
    """Errors and warnings of a tally by line; together they are all of them, hints left out."""
    grave = [rule for rule in RULES if rule.severity != "hint"]
    return {
        area: sum(tally.rules.get(rule.id, 0) for rule in grave if rule.base.record in records_of(area))
        for area in (*AREAS, OTHER)
    }
