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
class WaitingCell:
    """One cell of a row that waits: its header, the field it was matched with ("" none), its text."""

    header: str
    path: str
    text: str

    @property
    def shown(self) -> str:
        """The text as it may be seen."""
        return _LONG.sub(_covered, self.text)


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
    job: int | None = None
    cells: tuple[WaitingCell, ...] = ()  # of a whole row that was not written

    def cell(self) -> WaitingCell:
        """The cell that is to be put right: of a whole row the one that is complained of."""
        own = next((cell for cell in self.cells if cell.path == self.path), None)
        return own or (self.cells[0] if self.cells else WaitingCell(self.path, self.path, self.typed))


def waiting(office: Office, limit: int | None = None) -> list[Waiting]:
    """The entries nobody has dealt with, newest first."""
    wanted = (
        select(
            Pending.id, Pending.record, Pending.row, Pending.path, Pending.typed, Pending.rule,
            Pending.problem, Pending.place, ImportJob.imported_at, Pending.job, ImportJob.mapping,
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
            (row[8] or "").replace("T", " ")[:16], row[9], _cells(row[1] or "", row[4] or "", row[10]),
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
    found = _object(typed)
    if not found:
        return typed
    return "，".join(f"{header} {text}" for header, text in found.items() if text not in ("", None))


def _object(text: str | None) -> dict[str, object]:
    """What a JSON object says; {} for anything else."""
    try:
        found = json.loads(text) if text and text.startswith("{") else None
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}


def _cells(record_id: str, typed: str, mapping: str | None) -> tuple[WaitingCell, ...]:
    """The cells of a row that waits; what stood above the table is kept under its own label path."""
    matched = _object(mapping)
    labels = {path.label for path in record(record_id).columns} if record_id else set()
    return tuple(
        WaitingCell(header, str(matched.get(header) or (header if header in labels else "")), str(text))
        for header, text in _object(typed).items()
    )


def _covered(found: re.Match[str]) -> str:
    number = found[0]
    return f"{number[:6] if len(number) > 12 else number[:3]}****{number[-4:]}"


def _label(record_id: str | None) -> str:
    try:
        return record(record_id or "").label
    except UserError:
        return record_id or ""
