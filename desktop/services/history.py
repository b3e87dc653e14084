"""What was done in this ledger, as plain rows for the window and the command line."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core.errors import UserError
from desktop.store import acts
from desktop.store.ledger import Ledger


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


def act_id(ledger: Ledger, number: int) -> int:
    """The id of the act with that number, as `undo N` names it."""
    for step in history(ledger):
        if step.number == number:
            return step.id
    raise UserError(f"没有第 {number} 步操作", hint="，请用 history 查看操作记录里的序号。")
