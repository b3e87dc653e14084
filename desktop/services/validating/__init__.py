"""Checks the rows of a return or a record before they are handed in; findings are data with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from desktop.core.dates import Window
from desktop.records.catalogue import Record, record, records
from desktop.services.office import Office
from desktop.services.returning.loading import form as known_form
from desktop.services.returning.loading import forms
from desktop.services.returning.shape import Form
from desktop.services.validating import fields, named
from desktop.services.validating.full_names import full_names
from desktop.services.validating.relations import relations
from desktop.services.validating.scope import Finding, Scope, scope_of
from desktop.store.find import Condition

__all__ = ["CHECKS", "Finding", "check"]

Check = Callable[[Scope], Iterator[Finding]]
CHECKS: Mapping[str, tuple[Check, ...]] = {
    "必填": (fields.required,),
    "代码": (fields.codes,),
    "重复": (named.duplicates,),
    "号码": (fields.numbers, named.certificate_numbers),
    "日期": (named.overlapping,),
    "名册": (fields.counted, named.no_people),
    "全称": (full_names,),
}


def check(
    office: Office, target: Form | Record | str, window: Window | None = None, where: Sequence[Condition] = ()
) -> list[Finding]:
    """Findings on a form's rows in a window, or on a record's; a name may be a form's or a record's."""
    known = target if not isinstance(target, str) else _named(office, target)
    form = known if isinstance(known, Form) else None
    own = known.record if isinstance(known, Form) else known
    scope = scope_of(office, own, form, window, where)
    wanted = form.checks if form and form.checks else tuple(CHECKS)
    found = [finding for name in wanted for one in CHECKS[name] for finding in one(scope)]
    for rule in (*(relations(own)), *(form.rules if form else ())):
        found += fields.relation(scope, rule)
    order: dict[str, int] = {"error": 0, "warning": 1, "hint": 2}
    unique = {(each.row_id, each.path, each.rule, each.sentence): each for each in found}
    return sorted(unique.values(), key=lambda each: order[each.severity])


def _named(office: Office, name: str) -> Form | Record:
    """A form by its name or folder, else a record by its name; UserError when it is neither."""
    for each in forms(office):
        if name in (each.id, each.name):
            return each
    if any(name in (each.id, each.label) for each in records()):
        return record(name)
    return known_form(office, name)
