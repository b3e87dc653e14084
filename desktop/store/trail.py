"""The trail of one act: an entry for each row, salted, and sealed onto the school's chain of digests."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import repeat
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select, update

from desktop.records.system import Act, Trail
from desktop.store import revisions, spans
from desktop.store.shape import encode

if TYPE_CHECKING:
    from desktop.store.ledger import Ledger

CREATED, CHANGED, DELETED = "created", "changed", "deleted"
SALT_BYTES = 16
_COLUMNS = ("id", "school", "act", "operation", "record", "row", "span", "content", "salt", "digest")


def entry_digest(salt: bytes, operation: str, record: str, row: int, content: str) -> bytes:
    """The digest that stands in the chain for one entry."""
    return hashlib.sha256(salt + f"{operation}\n{record}\n{row}\n{content}".encode()).digest()


def entry_digests(
    salts: Sequence[bytes], operation: str, record: str, rows: Sequence[int], contents: Sequence[str]
) -> list[bytes]:
    """The same of many entries of one operation on one record."""
    head, sha = f"{operation}\n{record}\n".encode(), hashlib.sha256
    return [
        sha(b"%b%b%d\n%b" % (salt, head, row, content.encode())).digest()
        for salt, row, content in zip(salts, rows, contents, strict=True)
    ]


def head_digest(
    salt: bytes, number: int, at: str, actor: str, title: str, kind: str, undoes: int | None
) -> bytes:
    """The digest of who, when and what: salted like an entry, since a title may name a person."""
    return hashlib.sha256(salt + encode([number, at, actor, title, kind, undoes]).encode()).digest()


def seal(previous: bytes, entries: Iterable[bytes], head: bytes) -> bytes:
    """The chain's next link: the link before, every entry in order, then the head."""
    link = hashlib.sha256(previous)
    for digest in entries:
        link.update(digest)
    link.update(head)
    return link.digest()


class TrailWriter:
    """Writes one act and its entries; its row comes with the first entry, so an empty act leaves none."""

    def __init__(
        self, ledger: Ledger, connection: Connection, kind: str, actor: str, undoes: int | None
    ) -> None:
        self._ledger = ledger
        self._connection = connection
        self._kind = kind
        self._actor = actor
        self._undoes = undoes
        self._link = hashlib.sha256()
        self._number = 0
        self._salt = b""
        self.act_id = 0
        self.counts = {CREATED: 0, CHANGED: 0, DELETED: 0}

    def write(self, operation: str, record: str, numbers: Sequence[int], contents: Sequence[str]) -> None:
        """One operation on some rows of one record, with what is to be said of each."""
        if not numbers:
            return
        self.begin()
        act_id, school = self.act_id, self._ledger.school_id
        salts = secrets.token_bytes(SALT_BYTES * len(numbers))
        each_salt = [salts[at : at + SALT_BYTES] for at in range(0, len(salts), SALT_BYTES)]
        digests = entry_digests(each_salt, operation, record, numbers, contents)
        sealed = b"".join(digests)
        self._link.update(sealed)
        same = (repeat(school), repeat(act_id), repeat(operation), repeat(record))
        rows: list[tuple[object, ...]]
        if operation == CREATED and spans.is_run(numbers):
            ids = self._ledger.ids.take(1)
            rows = [
                (ids[0], school, act_id, operation, record, numbers[0], len(numbers), None, salts, sealed)
            ]
        else:
            ids = self._ledger.ids.take(len(numbers))
            kept = contents if operation != CREATED else repeat(None)
            rows = list(zip(ids, *same, numbers, repeat(1), kept, each_salt, digests, strict=False))
        self._ledger.engine.insert(self._connection, Trail.__tablename__, _COLUMNS, rows)
        self.counts[operation] += len(numbers)

    def begin(self) -> None:
        """Give the act its row, once; without entries only for an act that must be on record all the same."""
        if self.act_id:
            return
        last = (
            select(Act.number, Act.chain)
            .where(Act.school == self._ledger.school_id)
            .order_by(Act.number.desc())
            .limit(1)
        )
        before = self._connection.execute(last).first()
        self._number = (before.number if before else 0) + 1
        self._link = hashlib.sha256((before.chain if before else None) or b"")
        self.act_id = self._ledger.ids.take(1)[0]
        self._salt = secrets.token_bytes(SALT_BYTES)
        values = {
            "id": self.act_id, "school": self._ledger.school_id, "number": self._number, "at": "",
            "actor": self._actor, "title": "", "kind": self._kind, "undoes": self._undoes,
            "revision": revisions.head(), "salt": self._salt, "head": b"",
        }  # fmt: skip
        self._connection.execute(insert(Act).values(values))

    def finish(self, title: str) -> None:
        """Stamp the act and seal it, if it wrote anything."""
        if not self.act_id:
            return
        at = datetime.now().astimezone().isoformat(timespec="seconds")
        head = head_digest(self._salt, self._number, at, self._actor, title, self._kind, self._undoes)
        self._link.update(head)
        stamped = {"at": at, "title": title, "head": head, "chain": self._link.digest(), **self.counts}
        self._connection.execute(update(Act).where(Act.id == self.act_id).values(stamped))
