"""A choice as a person states it (字段=值) made into the value that the merge keeps."""

from __future__ import annotations

from typing import Any

from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.values import parse
from desktop.records.catalogue import record
from desktop.services.merging.plan import FieldPlan, MergePlan
from desktop.services.office import Office


def choice(office: Office, plan: MergePlan, label: str, words: str) -> tuple[tuple[int, str], Any]:
    """Which field of the rows that are merged, and the value; "" keeps it blank."""
    path = record(plan.record).path(label)
    each = next(
        (
            found
            for group in plan.heads
            for found in group.fields
            if group.record == path.owner and found.own.name == path.field.name
        ),
        None,
    )
    if each is None:
        raise UserError(f"「{label}」不是这几条{plan.label}自己的字段，没有合并", hint="，请在合并以后再改。")
    return each.key, _value(office, each, label, words.strip()) if words.strip() else None


def _value(office: Office, each: FieldPlan, label: str, words: str) -> Any:
    if each.own.kind is Kind.REF:
        offered = {offer.text: offer.value for offer in each.offers if offer.text}
        if words not in offered:
            raise UserError(
                f"{label}“{words}”不是这几条里的，没有合并", hint=f"，可以选的有：{'、'.join(offered)}。"
            )
        return offered[words]
    parsed = parse(each.own, words, office.codes, today=office.today)
    if parsed.problem is not None and (parsed.value is None or parsed.problem.severity == "error"):
        raise UserError(parsed.problem.sentence, place=f"“{label}={words}”")
    return parsed.value
