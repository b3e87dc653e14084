"""What imports have learned: column matches by their header, and rules; visible and revocable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from desktop.core.words import normalise_label
from desktop.records.catalogue import Record
from desktop.records.catalogue import record as record_named
from desktop.records.system import Learned
from desktop.services.importing.mapping import header_text
from desktop.services.importing.rules import KINDS, REFERENCE
from desktop.services.office import Office
from desktop.store.act import Writing, act
from desktop.workbook.table import Column

KIND: Final = "header"


def fingerprint(record: Record | str, headers: Sequence[str]) -> str:
    """What a header is remembered by: the record and its texts, in any order of columns."""
    name = record if isinstance(record, str) else record.id
    texts = sorted(normalise_label(header) for header in headers)
    return f"{name}:{hashlib.sha256(chr(10).join(texts).encode()).hexdigest()[:24]}"


def recall(office: Office, record: Record, columns: Sequence[Column]) -> dict[str, str]:
    """Header → field as a person matched them the last time this header came; {} when it is new."""
    key = fingerprint(record, [header_text(column) for column in columns])
    with office.ledger.reading() as reading:
        value = _known(office, reading, key)
    return {} if value is None else dict(json.loads(value))


def remember(
    s: Writing, office: Office, record_id: str, headers: Sequence[Sequence[str]], said: Mapping[str, str]
) -> None:
    """Keep what a person said about the columns of each table, if it is not known already."""
    value = json.dumps(said, ensure_ascii=False, sort_keys=True)
    for key in dict.fromkeys(fingerprint(record_id, each) for each in headers):
        if not said or _known(office, s.connection, key) == value:
            continue
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        row = {
            "kind": KIND,
            "key": key,
            "value": value,
            "source": s.title,
            "learned_at": now,
            "revoked": False,
        }
        s.insert(Learned, [row])


@dataclass(frozen=True, slots=True)
class Remembered:
    """One thing that imports have learned, in words.

    `said`: what stands in a file (a header, a text, a name) → what it means (a label path, a text, the name
    of a row); "" leaves it out. `where`: the field of a text, what a name names.
    """

    id: int
    kind: str
    record: str
    said: dict[str, str]
    source: str
    learned_at: str
    revoked: bool
    where: str = ""


def remembered(office: Office, *, revoked: bool = False) -> list[Remembered]:
    """All that holds, the newest first; with `revoked` what was taken back, too."""
    c = Learned.__table__.c
    wanted = select(c.id, c.kind, c.key, c.value, c.source, c.learned_at, c.revoked).where(
        c.school == office.ledger.school_id, c.kind.in_((KIND, *KINDS))
    )
    if not revoked:
        wanted = wanted.where(c.revoked.isnot(True))
    with office.ledger.reading() as reading:
        rows = reading.execute(wanted.order_by(c.id.desc())).all()
    return [
        Remembered(
            row.id, row.kind, target, said, row.source or "", row.learned_at or "", bool(row.revoked), where
        )
        for row in rows
        for target, where, said in [_read(row.kind, row.key, row.value or "")]
    ]  # fmt: skip


def _read(kind: str, key: str, value: str) -> tuple[str, str, dict[str, str]]:
    """Record, field and what was said, out of a rule as it is kept."""
    if kind == KIND:
        return key.partition(":")[0], "", dict(json.loads(value))
    parts = json.loads(key)
    if kind == REFERENCE:
        return parts[0], record_named(parts[0]).label, {parts[1]: json.loads(value).get("title", "")}
    return parts[0], parts[1], {parts[2]: value}


def forget(office: Office, ids: Sequence[int]) -> int:
    """Take some of it back; returns the act, which can be undone like any other."""
    with act(office.ledger, f"撤销导入时记住的规则 {len(ids)} 条") as s:
        s.update(Learned, {each: {"revoked": True} for each in ids})
    return s.act_id


def _known(office: Office, connection: Connection, key: str) -> str | None:
    columns = Learned.__table__.c
    latest = (
        select(columns.value)
        .where(
            columns.school == office.ledger.school_id,
            columns.kind == KIND,
            columns.key == key,
            columns.revoked.isnot(True),
        )
        .order_by(columns.id.desc())
        .limit(1)
    )
    value: str | None = connection.execute(latest).scalar_one_or_none()
    return value
