"""Registered full names: bureaus refuse short and former ones (domain.md §5)."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.core.fields import Kind
from desktop.records.catalogue import record
from desktop.services.validating.scope import Finding, Scope
from desktop.store.find import find

ENTERPRISE = "enterprise"
# Texts that name an enterprise or an institution, by identifier of record and field.
_NAMING = frozenset(
    {
        ("training_class", "host"),
        ("practice", "printed_name"),
        ("enrolment", "workplace"),
        ("student", "workplace"),
    }
)
_SHORTEST = 2


def full_names(scope: Scope) -> Iterator[Finding]:
    """Names that are a former or a shortened name of one registered enterprise, and of no other."""
    labels = [
        label
        for label, path in scope.paths.items()
        if (path.owner, path.field.name) in _NAMING and path.field.kind is Kind.TEXT
    ]
    if not labels or not scope.rows:
        return
    now, former = _registered(scope)
    for label in labels:
        for row in scope.rows:
            said = str(row.values.get(label) or "").strip()
            if len(said) < _SHORTEST or said in now:
                continue
            if said in former:
                sentence = f"“{said}”是曾用名，现在登记的全称是“{former[said]}”，请核对。"
                yield scope.finding(row, label, "单位全称", sentence, "warning")
                continue
            meant = [name for name in now if said in name or _shortened(said, name)]
            if len(meant) == 1:
                sentence = f"“{said}”像是简称，登记的全称是“{meant[0]}”，请核对。"
                yield scope.finding(row, label, "单位全称", sentence, "warning")


def _registered(scope: Scope) -> tuple[set[str], dict[str, str]]:
    """Full names of the school's enterprises and of itself, and former names with what they became."""
    own = record(ENTERPRISE)
    page = find(
        scope.office.ledger,
        ENTERPRISE,
        paths=[own.by_name("name"), own.by_name("former_name")],
        today=scope.office.today,
    )
    now = {str(row[0]).strip() for row in page.rows if row[0]}
    former = {
        name.strip(): str(row[0])
        for row in page.rows
        if row[0] and row[1]
        for name in str(row[1]).replace("；", "、").split("、")
    }
    return now, {name: today for name, today in former.items() if name and name not in now}


def _shortened(said: str, name: str) -> bool:
    """Whether the characters of a short name stand in the full one in that order (一汽吉林 …)."""
    if len(said) < 4 or said[0] not in name:
        return False
    at = 0
    for char in said:
        at = name.find(char, at) + 1
        if not at:
            return False
    return True
