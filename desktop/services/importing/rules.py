"""What imports learned beside columns: words, cells and references, kept as rules that can be taken back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop.core.words import compact
from desktop.records.system import Learned
from desktop.services.importing.decisions import Answer, Leave, Use
from desktop.services.office import Office
from desktop.store.act import Writing

WORD: Final = "import word"  # key: [record, label path, typed]; value: the text meant
CELL: Final = "import cell"  # key: [record, label path, typed, mark of the row]; value: the text meant
REFERENCE: Final = (
    "import reference"  # key: [record referred to, typed]; value: {"use": id, "title": …} or {}
)
KINDS: Final = (WORD, CELL, REFERENCE)


def known_words(office: Office, record_id: str) -> dict[tuple[str, str], str]:
    """(label path, folded text) → what it was said to mean in this record."""
    return {
        (key[1], fold_typed(key[2])): value for key, value in _holding(office, WORD) if key[0] == record_id
    }


def known_cells(office: Office, record_id: str) -> dict[tuple[str, str], dict[str, str]]:
    """(label path, folded text) → mark of the row → what was put there."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for key, value in _holding(office, CELL):
        if key[0] == record_id:
            found.setdefault((key[1], fold_typed(key[2])), {})[key[3]] = value
    return found


def known_references(office: Office) -> dict[tuple[str, str], Answer]:
    """(record referred to, name as typed) → the row meant, or that it is left empty."""
    found: dict[tuple[str, str], Answer] = {}
    for (target, typed), value in _holding(office, REFERENCE):
        said = json.loads(value)
        found[target, typed] = Use(int(said["use"])) if "use" in said else Leave()
    return found


def _holding(office: Office, kind: str) -> Iterator[tuple[list[str], str]]:
    """Keys and values of the rules that hold, the latest last."""
    with office.ledger.reading() as reading:
        rows = _rows(office, reading, kind)
    for row in rows:
        yield json.loads(row.key), row.value or ""


def keep(s: Writing, office: Office, rules: Sequence[tuple[str, Sequence[str], str]]) -> None:
    """Keep (kind, key, value) as rules within an act, in place of what was said of the same before."""
    if not rules:
        return
    wanted = {(kind, json.dumps(list(key), ensure_ascii=False)): value for kind, key, value in rules}
    known: dict[tuple[str, str], list[Any]] = {}
    for kind in {kind for kind, _ in wanted}:
        for row in _rows(office, s.connection, kind):
            known.setdefault((kind, row.key), []).append(row)
    stale = [
        row.id for each, value in wanted.items() for row in known.get(each, ()) if (row.value or "") != value
    ]
    fresh = [
        (kind, key, value)
        for (kind, key), value in wanted.items()
        if not any((row.value or "") == value for row in known.get((kind, key), ()))
    ]
    if stale:
        s.update(Learned, {each: {"revoked": True} for each in stale})
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    s.insert(
        Learned,
        [
            {"kind": kind, "key": key, "value": value, "source": s.title, "learned_at": now, "revoked": False}
            for kind, key, value in fresh
        ],
    )


def _rows(office: Office, connection: Connection, kind: str) -> Sequence[Any]:
    c = Learned.__table__.c
    wanted = select(c.id, c.key, c.value).where(
        c.school == office.ledger.school_id, c.kind == kind, c.revoked.isnot(True)
    )
    return connection.execute(wanted.order_by(c.id)).all()


def fold_typed(text: str) -> str:
    """Typed texts that are one: blanks and widths do not count."""
    return compact(text).casefold()
