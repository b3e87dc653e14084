"""Carries a merge out: one act, undone as one; filed returns keep what was handed in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.progress import NoProgress, Progress
from desktop.records.base import Base
from desktop.records.catalogue import record
from desktop.services.importing.rules import REFERENCE, keep
from desktop.services.merging.beside import beside
from desktop.services.merging.plan import FORMER, Choices, Group, MergePlan
from desktop.services.merging.planning import planned, refuse_taken
from desktop.services.merging.tracing import Tracing
from desktop.services.office import Office
from desktop.services.saving.locating import title_name
from desktop.store.act import Writing, act
from desktop.store.references import deletion_order

_SHORT = 60  # characters of the title of the act


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the act, rows that were taken into others, rows that now refer to the kept ones."""

    act: int
    title: str
    kept: int
    gone: int
    moved: int


def merge(
    office: Office, plan: MergePlan, choices: Choices | None = None, progress: Progress | None = None
) -> Merged:
    """Make the rows one, with the values chosen; refused if the ledger changed since the plan was made."""
    said, watched = choices or {}, progress or NoProgress()
    title = f"合并{plan.label} {plan.title}"
    with act(office.ledger, title if len(title) <= _SHORT else f"{title[:_SHORT]}…") as s:
        now, tracing = planned(office, s.connection, plan.record, plan.keep, plan.others)
        if now != plan:
            raise UserError("这几条刚才又改过，没有合并", hint="，请重新看一遍再合并。")
        refuse_taken(office, s.connection, tracing, plan, said)
        watched.step(0, None, "合并")
        _write_beside(s, plan, said, tracing)
        moved = _write_rows(s, plan, said, tracing, watched)
        _learn(s, office, plan, said)
    gone = sum(len(group.gone) for group in plan.groups)
    return Merged(s.act_id, s.title, plan.keep, gone, moved)


def _write_beside(s: Writing, plan: MergePlan, choices: Choices, tracing: Tracing) -> None:
    into = {row: tracing.root(model, row) for model in tracing.models() for row in tracing.gone(model)}
    titles = {group.kept: _title(group, choices) for group in plan.groups}
    beside(
        s.connection, s.ledger.school_id, into, {row: title for row, title in titles.items() if title}
    ).write(s)


def _write_rows(s: Writing, plan: MergePlan, choices: Choices, tracing: Tracing, progress: Progress) -> int:
    """Those that refer before those referred to: what goes is referred to by nothing when its turn comes."""
    moving = dict(tracing.moving())
    kept: dict[type[Base], dict[int, dict[str, Any]]] = {}
    for group in plan.groups:
        kept.setdefault(record(group.record).model, {})[group.kept] = group.values(choices)
    moved = 0
    for model in deletion_order({*moving, *kept}):
        progress.step(moved)
        if tracing.gone(model):
            s.delete_rows(model, tracing.gone(model))
        changes: dict[int, dict[str, Any]] = {row: dict(new) for row, new in moving.get(model, {}).items()}
        moved += len(changes)
        for row, values in kept.get(model, {}).items():
            changes.setdefault(row, {}).update(values)
        s.update(model, changes)
    return moved


def _title(group: Group, choices: Choices) -> str:
    """What the kept row is called, where that is a text of its own."""
    value = group.values(choices).get(title_name(group.record))
    return value if isinstance(value, str) else ""


def _learn(s: Writing, office: Office, plan: MergePlan, choices: Choices) -> None:
    """A name that the kept row does not have means it in later files; a person's tells too little."""
    rules = []
    for group in plan.heads:
        name = title_name(group.record)
        titled = next((each for each in group.fields if each.own.name == name), None)
        if titled is None or titled.own.kind is not Kind.TEXT or titled.own.check:
            continue
        values = group.values(choices)
        held = {values[name], values.get(FORMER)}
        said = {"use": group.kept, "title": _title(group, choices)}
        rules += [
            (REFERENCE, (group.record, offer.value), json.dumps(said, ensure_ascii=False))
            for offer in titled.offers
            if offer.value and offer.value not in held
        ]
    keep(s, office, rules)
