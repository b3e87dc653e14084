"""待处理: what was typed or imported and could not be understood, until somebody has dealt with it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from desktop.core.errors import UserError
from desktop.records.catalogue import record
from desktop.records.system import ImportJob, Pending
from desktop.services.office import Office
from desktop.store.act import act

_LONG = re.compile(r"\d{10,}[Xx]?")
_OPEN = or_(Pending.resolved.is_(None), Pending.resolved.is_(False))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry: the record it belongs to, the row there if it was written, what was typed, what is wrong."""

    id: int
    record: str
    label: str
    row: int | None
    path: str
    typed: str  # whole, as it was written
    shown: str  # the same as it may be seen: numbers of persons masked
    rule: str
    problem: str
    place: str
    at: str


def waiting(office: Office, limit: int | None = None) -> list[Waiting]:
    """The entries nobody has dealt with, newest first."""
    wanted = (
        select(
            Pending.id, Pending.record, Pending.row, Pending.path, Pending.typed, Pending.rule,
            Pending.problem, Pending.place, ImportJob.imported_at,
        )
        .outerjoin(ImportJob, ImportJob.id == Pending.job)
        .where(Pending.school == office.ledger.school_id, _OPEN)
        .order_by(Pending.id.desc())
        .limit(limit)
    )  # fmt: skip
    with office.ledger.reading() as connection:
        rows = connection.execute(wanted).all()
    return [
        Waiting(
            row[0], row[1] or "", _label(row[1]), row[2], row[3] or "", readable(row[4] or ""),
            _LONG.sub(_covered, readable(row[4] or "")), row[5] or "", row[6] or "", row[7] or "",
            (row[8] or "").replace("T", " ")[:16],
        )
        for row in rows
    ]  # fmt: skip


def count_waiting(office: Office) -> int:
    """How many there are."""
    wanted = select(func.count()).select_from(Pending).where(Pending.school == office.ledger.school_id, _OPEN)
    with office.ledger.reading() as connection:
        return int(connection.execute(wanted).scalar_one())


def settle(office: Office, ids: Sequence[int]) -> int:
    """These are dealt with: they leave the list, and 撤销 brings them back."""
    with act(office.ledger, f"处理完待处理 {len(ids)} 条", kind="pending") as s:
        return s.update(Pending, {each: {"resolved": True} for each in ids})


def readable(typed: str) -> str:
    """A cell as it was, a whole row as 表头 内容、…: it is kept as a JSON object."""
    try:
        found = json.loads(typed) if typed.startswith("{") else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        return typed
    return "，".join(f"{header} {text}" for header, text in found.items() if text not in ("", None))


def _covered(found: re.Match[str]) -> str:
    number = found[0]
    return f"{number[:6] if len(number) > 12 else number[:3]}****{number[-4:]}"


def _label(record_id: str | None) -> str:
    try:
        return record(record_id or "").label
    except UserError:
        return record_id or ""
