"""Files kept inside the ledger: the bytes once for each content, found by their SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from desktop.core.errors import UserError
from desktop.records.system import Attachment, BlobStore
from desktop.store import failures
from desktop.store.act import Writing
from desktop.store.ledger import Ledger

# SQLite would take more, but a ledger must still fit on a stick and be copied in a minute.
LARGEST = 100 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Attached:
    """One attachment of a row, without its bytes."""

    id: int
    name: str
    sha256: str
    size: int
    added_at: str


def add(s: Writing, record: str, row_id: int, name: str, content: bytes) -> int:
    """Attach a file to a row of `record`; returns the attachment's id."""
    shape = {
        "record": record,
        "row": row_id,
        "name": name,
        "sha256": keep(s, content),
        "size": len(content),
        "added_at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    return s.insert(Attachment, [shape])[0]


def add_file(s: Writing, record: str, row_id: int, path: Path) -> int:
    """Attach a file from the disk."""
    with failures.translated(str(path)):
        if path.stat().st_size > LARGEST:
            raise UserError(
                "文件太大，不能放进台账（上限 100 MB）", hint="，请压缩或拆分后再试。", place=str(path)
            )
        content = path.read_bytes()
    return add(s, record, row_id, path.name, content)


def keep(s: Writing, content: bytes) -> str:
    """Put bytes into the ledger, once; returns their SHA-256.

    They go beside the trail, which names them by digest, and stay when the act is undone, so that it can
    be done again.
    """
    if len(content) > LARGEST:
        raise UserError("文件太大，不能放进台账（上限 100 MB）", hint="，请压缩或拆分后再试。")
    sha256 = hashlib.sha256(content).hexdigest()
    school = s.ledger.school_id
    known = select(BlobStore.id).where(BlobStore.school == school, BlobStore.sha256 == sha256)
    if s.connection.execute(known).first() is None:
        s.ledger.engine.check_room(2 * len(content))
        row = (s.ledger.ids.take(1)[0], school, sha256, len(content), content)
        columns = ("id", "school", "sha256", "size", "content")
        s.ledger.engine.insert(s.connection, BlobStore.__tablename__, columns, [row])
    return sha256


def read(ledger: Ledger, sha256: str, connection: Connection | None = None) -> bytes:
    """The bytes of that digest, checked against it."""
    if connection is None:
        with ledger.reading() as reading:
            return read(ledger, sha256, reading)
    wanted = select(BlobStore.content).where(BlobStore.school == ledger.school_id, BlobStore.sha256 == sha256)
    content = connection.execute(wanted).scalar()
    if content is None:
        raise UserError("台账里没有这个附件的内容", hint="，请用备份恢复。", place=ledger.place)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UserError(
            "附件的内容与登记的校验码不符，可能已损坏", hint="，请用备份恢复。", place=ledger.place
        )
    return bytes(content)


def attached(ledger: Ledger, row_id: int, connection: Connection | None = None) -> list[Attached]:
    """What is attached to a row, oldest first."""
    if connection is None:
        with ledger.reading() as reading:
            return attached(ledger, row_id, reading)
    columns = (Attachment.id, Attachment.name, Attachment.sha256, Attachment.size, Attachment.added_at)
    wanted = select(*columns).where(Attachment.row == row_id).order_by(Attachment.id)
    return [
        Attached(row.id, row.name or "", row.sha256 or "", row.size or 0, row.added_at or "")
        for row in connection.execute(wanted)
    ]


def remove(s: Writing, attachment_id: int) -> None:
    """Take an attachment off its row; undo brings it back."""
    s.delete(Attachment, [attachment_id])
