"""The acts of a ledger, read back: what was done, what of it was taken back, what can be undone next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from desktop.core.errors import UserError
from desktop.records.system import Act
from desktop.store.ledger import CREATED, Ledger


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act as plain data."""

    id: int
    number: int
    at: str
    actor: str
    title: str
    kind: str
    created: int
    changed: int
    deleted: int
    undoes: int | None
    revision: str
    undone: bool = False


_COLUMNS = (
    Act.id, Act.number, Act.at, Act.actor, Act.title, Act.kind, Act.created, Act.changed, Act.deleted,
    Act.undoes, Act.revision,
)  # fmt: skip


def acts(ledger: Ledger, limit: int | None = None) -> list[ActRow]:
    """The ledger's own acts, newest first."""
    with ledger.reading() as connection:
        wanted = select(*_COLUMNS).where(Act.school == ledger.school_id).order_by(Act.number.desc())
        rows = connection.execute(wanted.limit(limit)).all()
        taken_back = undone(ledger, connection)
    return [_row(row, row.id in taken_back) for row in rows]


def act_to_undo(ledger: Ledger, connection: Connection, act_id: int | None) -> ActRow:
    """The act of that id, or the last that stands; undos themselves are passed over."""
    taken_back = undone(ledger, connection)
    wanted = select(*_COLUMNS).where(Act.school == ledger.school_id)
    if act_id is not None:
        row = connection.execute(wanted.where(Act.id == act_id)).first()
        if row is None:
            raise UserError("没有这一步操作", hint="，请在操作记录里核对序号。")
        return _row(row, row.id in taken_back)
    standing = wanted.where(Act.undoes.is_(None), Act.kind != CREATED, _wrote()).order_by(Act.number.desc())
    for row in connection.execute(standing):
        if row.id not in taken_back:
            return _row(row, False)
    raise UserError("没有可以撤销的操作")


def act_to_redo(ledger: Ledger, connection: Connection) -> ActRow:
    """The undo made last that still stands, if nothing new was written after it."""
    taken_back = undone(ledger, connection)
    wanted = select(*_COLUMNS).where(Act.school == ledger.school_id, _wrote()).order_by(Act.number.desc())
    for row in connection.execute(wanted):
        if row.undoes is None:
            break
        # An undo that was undone, and the undo that did so, have cancelled out: look behind them.
        if row.id not in taken_back and _undoes_an_original(ledger, connection, row.id):
            return _row(row, False)
    raise UserError("没有可以重做的操作")


def undone(ledger: Ledger, connection: Connection) -> set[int]:
    """Acts that are taken back now. An undo that was itself taken back no longer counts."""
    taken_back: set[int] = set()
    # Newest first: whether an undo stands is known before what it took back is looked at.
    for act_id, target in reversed(_undos(ledger, connection).items()):
        if act_id not in taken_back:
            taken_back.add(target)
    return taken_back


def roots(ledger: Ledger, connection: Connection) -> dict[int, int]:
    """For each undo the original act it reverses or, an even number of times, does again."""
    undos = _undos(ledger, connection)
    found: dict[int, int] = {}
    for act_id, target in undos.items():
        found[act_id] = found.get(target, target)
    return found


def _wrote() -> ColumnElement[bool]:
    """Acts that changed rows; others only put on record that something was shown."""
    return Act.created + Act.changed + Act.deleted > 0


def _undos(ledger: Ledger, connection: Connection) -> dict[int, int]:
    """What each undo takes back, oldest undo first."""
    wanted = select(Act.id, Act.undoes).where(Act.school == ledger.school_id, Act.undoes.is_not(None))
    return {row.id: row.undoes for row in connection.execute(wanted.order_by(Act.number))}


def _undoes_an_original(ledger: Ledger, connection: Connection, act_id: int) -> bool:
    undos = _undos(ledger, connection)
    steps = 0
    while act_id in undos:
        act_id = undos[act_id]
        steps += 1
    return steps % 2 == 1


def _row(row: Row[*tuple[Any, ...]], taken_back: bool) -> ActRow:
    values = dict(row._mapping)
    # Both may have been erased with the person they name.
    values["actor"] = values["actor"] or ""
    values["title"] = values["title"] or "（已删除）"
    return ActRow(**values, undone=taken_back)
