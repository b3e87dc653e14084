"""What was done in this ledger, as plain rows for the window and the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from desktop.core.errors import UserError
from desktop.core.fields import Field, Kind
from desktop.records.catalogue import Record, record
from desktop.records.system import Act, Trail
from desktop.services.office import Office
from desktop.store import acts, spans
from desktop.store.find import Condition, find
from desktop.store.ledger import Ledger, model_named
from desktop.store.references import describe
from desktop.store.trail import CHANGED, CREATED, DELETED


@dataclass(frozen=True, slots=True)
class Step:
    """One act as people name it: by its number in this ledger."""

    id: int
    number: int
    at: str
    actor: str
    title: str
    kind: str
    created: int
    changed: int
    deleted: int
    undone: bool


def history(ledger: Ledger, limit: int | None = None) -> list[Step]:
    """The acts of this ledger, newest first."""
    return [
        Step(
            act.id, act.number, act.at, act.actor, act.title, act.kind, act.created, act.changed, act.deleted,
            act.undone,
        )
        for act in acts.acts(ledger, limit)
    ]  # fmt: skip


def undoable(office: Office) -> str:
    """The title of the act that 撤销 would take back now; "" when there is none."""
    with office.ledger.reading() as reading:
        try:
            return acts.act_to_undo(office.ledger, reading, None).title
        except UserError:
            return ""


def act_id(ledger: Ledger, number: int) -> int:
    """The id of the act with that number, as `undo N` names it."""
    for step in history(ledger):
        if step.number == number:
            return step.id
    raise UserError(f"没有第 {number} 步操作", hint="，请用 history 查看操作记录里的序号。")


# -- one row -----------------------------------------------------------------------------------------------

WORDS: Mapping[str, str] = {CREATED: "新增", CHANGED: "修改", DELETED: "删除"}


@dataclass(frozen=True, slots=True)
class Altered:
    """One field of a row as an act found it and as it left it, as people may see it ("" for blank)."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Touch:
    """What one act did to a row: `word` says whether it was made, changed or deleted."""

    number: int
    at: str
    actor: str
    title: str
    word: str
    record: str  # what was touched: the row's own record, its person's, its history's
    undone: bool
    altered: tuple[Altered, ...] = ()


def of_row(office: Office, record_id: str, row_id: int) -> list[Touch]:
    """What happened to a row and to what shows as its own (its person, its yearly status), newest first."""
    own = record(record_id)
    rows = {row_id: own, **_shown_as_own(office, own, row_id)}
    wanted = (
        select(
            Act.id,
            Act.number,
            Act.at,
            Act.actor,
            Act.title,
            Trail.operation,
            Trail.row,
            Trail.span,
            Trail.content,
        )
        .join(Act, Act.id == Trail.act)
        .where(spans.touching(rows), Act.school == office.ledger.school_id)
        .order_by(Act.number.desc(), Trail.id)
    )
    with office.ledger.reading() as reading:
        taken_back = acts.undone(office.ledger, reading)
        return [
            Touch(
                each.number, each.at, each.actor or "", each.title or "", WORDS[each.operation],
                rows[row].label, each.id in taken_back,
                tuple(_altered(office, reading, rows[row], each.operation, each.content)),
            )
            for each in reading.execute(wanted)
            for row in spans.touched(each.row, each.span, rows)
        ]  # fmt: skip


def _shown_as_own(office: Office, own: Record, row_id: int) -> dict[int, Record]:
    found: dict[int, Record] = {}
    if own.model.role:
        page = find(office.ledger, own.id, paths=[own.by_name(own.model.role)], ids=[row_id], raw=True)
        target = record(own.field(own.model.role).ref)
        found.update({row[0]: target for row in page.rows if row[0] is not None})
    if own.model.history:
        past = record(own.model.history)
        back = past.by_name(past.model.keys[0][0])
        page = find(office.ledger, past.id, paths=[], where=[Condition(back, "=", row_id)])
        found.update(dict.fromkeys(page.ids, past))
    return found


def _altered(
    office: Office, reading: Connection, own: Record, operation: str, content: str | None
) -> Iterator[Altered]:
    """The fields an act changed; sensitive values masked, references by their title."""
    if operation != CHANGED or not content:
        return
    shape = office.ledger.shape(model_named(own.id))
    labelled = {each.name: each for each in own.fields}
    for name, (old, new) in json.loads(content).items():
        if name in labelled:
            field = labelled[name]
            said = [_said(office, reading, field, shape.python_value(name, each)) for each in (old, new)]
            yield Altered(field.label, *said)


def _said(office: Office, reading: Connection, field: Field, value: Any) -> str:
    if value is None:
        return ""
    if field.kind is Kind.REF:
        return describe(reading, model_named(field.ref), value)
    from desktop.services.reading import shown  # late: it brings the counting, and 首页 lists acts at once

    return str(shown(office, field, value))
