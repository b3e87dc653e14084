"""Undo: an act replayed backwards as a new act, leaving alone or refusing what was touched since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from desktop.core.errors import UserError
from desktop.records.base import Base
from desktop.records.system import Act, Attachment, FiledReturn, Trail
from desktop.store import acts, revisions, spans
from desktop.store.act import Writing, writing
from desktop.store.ledger import CREATED as LEDGER_CREATED
from desktop.store.ledger import Ledger, model_named
from desktop.store.references import NAMED, describe, existing, listed, references, referrers, referring
from desktop.store.trail import CHANGED, CREATED, DELETED

KIND = "undo"
# What was handed in stays in the archive whatever is undone: it can only be declared void.
VOID = "作废"


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: the new act, its title, rows restored, rows left as they are (some by name)."""

    act_id: int
    title: str
    rows: int
    kept: int = 0
    kept_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the trail, its content parsed."""

    operation: str
    model: type[Base]
    row: int
    content: Mapping[str, Any]


@dataclass(slots=True)
class Plan:
    """The entries of one act, newest first, and the rows among them that must stay as they are."""

    entries: list[Entry]
    kept: dict[int, type[Base]] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)

    def rows(self, operation: str) -> dict[type[Base], set[int]]:
        """Rows that this act created (or deleted) and that are to be taken back."""
        found: dict[type[Base], set[int]] = {}
        for entry in self.entries:
            if entry.operation == operation and entry.row not in self.kept and entry.row not in self.done:
                found.setdefault(entry.model, set()).add(entry.row)
        return found

    def touched(self) -> set[int]:
        """All rows that are to be taken back."""
        return {entry.row for entry in self.entries} - self.kept.keys() - self.done


def undo(ledger: Ledger, act_id: int | None = None, keep_later: bool = False, *, actor: str = "") -> Undone:
    """Take back an act (without an id: the last one not taken back yet), in a new act.

    Rows touched since are named and nothing is undone; with `keep_later` they stay as they are and the rest
    is undone. Undoing an undo does again what was undone. Acts from before a migration stay.
    """
    with ledger.reading() as connection:
        target = acts.act_to_undo(ledger, connection, act_id)
    title = _title(target)
    with writing(ledger, title, kind=KIND, actor=actor, undoes=target.id) as s:
        _refuse(s.connection, ledger, target)
        plan = _plan(s.connection, ledger, target)
        names, kept = _named(s.connection, plan), len(plan.kept)
        if kept and not keep_later:
            raise UserError(
                f"「{target.title}」之后又改动过{listed(names, kept)}，没有撤销",
                hint="，请先撤销后来的改动，或选择保留后来的改动、只撤销其余的（--keep-later）。",
            )
        for group in _groups(plan):
            _take_back(s, group)
        if not s.act_id:
            raise UserError(f"「{target.title}」里的每一行之后都又改动过，没有可以撤销的")
        rows = sum(s.counts.values())
    return Undone(s.act_id, title, rows, kept, tuple(names))


def redo(ledger: Ledger, *, actor: str = "") -> Undone:
    """Do again what was undone last, as long as nothing else was written since."""
    with ledger.reading() as connection:
        target = acts.act_to_redo(ledger, connection)
    return undo(ledger, target.id, actor=actor)


def _title(target: acts.ActRow) -> str:
    if target.undoes is None:
        return f"撤销：{target.title}"
    plain = target.title.removeprefix("撤销：").removeprefix("重做：")
    return f"撤销：{plain}" if target.title.startswith("重做：") else f"重做：{plain}"


def _refuse(connection: Connection, ledger: Ledger, target: acts.ActRow) -> None:
    if target.kind == LEDGER_CREATED:
        raise UserError("新建台账这一步不能撤销")
    if target.revision != revisions.head():
        raise UserError(
            f"「{target.title}」是软件升级以前做的，不能撤销", hint="，请直接修改，或用升级前的备份。"
        )
    if target.id in acts.undone(ledger, connection):
        raise UserError(f"「{target.title}」已经撤销过了", hint="，要恢复请撤销那次撤销。")


def _plan(connection: Connection, ledger: Ledger, target: acts.ActRow) -> Plan:
    plan = Plan(list(_entries(connection, target)))
    _find_touched(connection, ledger, target, plan)
    # What stays may hold fast what would go, and what would come back may lean on what stays away.
    while _keep_held(connection, plan) or _keep_leaning(connection, plan):
        continue
    return plan


def _entries(connection: Connection, target: acts.ActRow) -> Iterator[Entry]:
    columns = (Trail.operation, Trail.record, Trail.row, Trail.span, Trail.content)
    trail = select(*columns).where(Trail.act == target.id).order_by(Trail.id.desc())
    for operation, record, first, span, content in connection.execute(trail):
        if content is None and operation != CREATED:
            raise UserError(f"「{target.title}」里的个人信息已按要求删除，不能撤销")
        model, said = model_named(record), json.loads(content) if content else {}
        for row in range(first + span - 1, first - 1, -1):
            yield Entry(operation, model, row, said)


def _find_touched(connection: Connection, ledger: Ledger, target: acts.ActRow, plan: Plan) -> None:
    """Rows with entries of later acts that were not themselves taken back."""
    roots = acts.roots(ledger, connection)
    own = roots.get(target.id, target.id)
    # An act and its undo cancel out on a row; so what counts is which original acts are now reversed.
    flipped: dict[int, set[int]] = {}
    for row, act_id in _touching(connection, ledger, target, plan):
        flipped.setdefault(row, set()).symmetric_difference_update({roots.get(act_id, act_id)})
    for entry in plan.entries:
        state = flipped.get(entry.row, set())
        if state - {own}:
            plan.kept[entry.row] = entry.model
        elif state:
            plan.done.add(entry.row)


def _touching(
    connection: Connection, ledger: Ledger, target: acts.ActRow, plan: Plan
) -> set[tuple[int, int]]:
    """(row, act) of the act's rows and of later acts that touched them."""
    mine = aliased(Trail)
    later = select(Trail.row, Trail.span, Trail.act).join(Act, Act.id == Trail.act)
    later = later.where(Act.school == ledger.school_id, Act.number > target.number)
    runs = select(mine.row, mine.span).where(mine.act == target.id, mine.span > 1)
    single = select(mine.row).where(mine.act == target.id, mine.span == 1)
    found = {(row, act_id) for row, _, act_id in connection.execute(later.where(Trail.row.in_(single)))}
    for first, span in connection.execute(runs).all():
        within = later.where(Trail.row.between(first, first + span - 1))
        found.update((row, act_id) for row, _, act_id in connection.execute(within))
    ours = {entry.row for entry in plan.entries}
    for first, span, act_id in connection.execute(later.where(spans.several())):
        found.update((row, act_id) for row in range(first, first + span) if row in ours)
    return found


def _keep_held(connection: Connection, plan: Plan) -> bool:
    """Rows the act created that other rows refer to now: those rows would be left pointing nowhere."""
    going = plan.touched()
    before = len(plan.kept)
    for model, ids in plan.rows(CREATED).items():
        for other, attr in referrers(model):
            for holder in referring(connection, other, attr, ids):
                # A row that goes back as well did not refer to this one before the act.
                if holder.id not in going:
                    plan.kept[holder.target] = model
    return len(plan.kept) > before


def _keep_leaning(connection: Connection, plan: Plan) -> bool:
    """Rows that would come back, or change back, referring to a row that is there no more."""
    leaning: dict[type[Base], dict[int, list[Entry]]] = {}
    for entry in plan.entries:
        if entry.operation == CREATED or entry.row in plan.kept or entry.row in plan.done:
            continue
        for attr, target in references(entry.model):
            value = entry.content.get(attr)
            was = value[0] if entry.operation == CHANGED and value else value
            if was is not None:
                leaning.setdefault(target, {}).setdefault(was, []).append(entry)
    before = len(plan.kept)
    coming = plan.rows(DELETED)
    for target, wanted in leaning.items():
        there = existing(connection, target, wanted.keys()) | coming.get(target, set())
        for row_id in wanted.keys() - there:
            plan.kept.update({entry.row: entry.model for entry in wanted[row_id]})
    return len(plan.kept) > before


def _named(connection: Connection, plan: Plan) -> list[str]:
    contents = {entry.row: entry.content for entry in plan.entries if entry.operation == DELETED}
    first = list(plan.kept.items())[:NAMED]
    return [describe(connection, model, row, contents.get(row)) for row, model in first]


def _groups(plan: Plan) -> Iterator[list[Entry]]:
    """Entries to take back, newest first, in runs of one operation on one record."""
    wanted = (entry for entry in plan.entries if entry.row not in plan.kept and entry.row not in plan.done)
    for _, run in groupby(wanted, key=lambda entry: (entry.operation, entry.model)):
        group: dict[int, Entry] = {}
        for entry in run:
            if entry.row in group:
                yield list(group.values())
                group = {}
            group[entry.row] = entry
        yield list(group.values())


def _take_back(s: Writing, group: list[Entry]) -> None:
    operation, model = group[0].operation, group[0].model
    shape = s.ledger.shape(model)
    if operation == CREATED and model is FiledReturn:
        # Its task is let go: void, it must not keep the task from being taken back as well.
        s.update(model, {entry.row: {"state": VOID, "task": None} for entry in group})
    elif operation == CREATED:
        s.delete_rows(model, _loose(s, model, [entry.row for entry in group]))
    elif operation == DELETED:
        # Oldest first, as they once were made: a row may refer to an earlier one of its own kind.
        s.insert(model, [shape.from_content(entry.content) for entry in sorted(group, key=lambda e: e.row)])
    else:
        changes = {
            entry.row: {attr: shape.python_value(attr, old) for attr, (old, _new) in entry.content.items()}
            for entry in group
        }
        s.update(model, changes)


def _loose(s: Writing, model: type[Base], ids: list[int]) -> list[int]:
    """Those of `ids` that may be deleted: not the files of a return that was handed in."""
    if model is not Attachment:
        return ids
    frozen = select(Attachment.id).where(
        Attachment.id.in_(ids), Attachment.record == FiledReturn.__tablename__
    )
    kept = set(s.connection.execute(frozen).scalars())
    return [row_id for row_id in ids if row_id not in kept]
