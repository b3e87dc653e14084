"""What people said about the columns of a bureau's forms: kept by header, visible, revocable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop.core.errors import UserError
from desktop.core.words import normalise_label
from desktop.records.catalogue import record
from desktop.records.system import Learned
from desktop.services.office import Office
from desktop.store.act import Writing, act
from desktop.workbook.table import Column

KIND: Final = "form column"
# So much of last year's header must stand in this year's for its corrections to hold here, too.
_SIMILAR: Final = 0.6


@dataclass(frozen=True, slots=True)
class LearnedColumn:
    """One correction: under a header with the column `path`, `field` (a label path) or nothing is meant."""

    id: int
    path: str
    field: str
    header: tuple[str, ...]
    source: str
    learned_at: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What a bureau changed in a header since its columns were last told."""

    same: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]  # old, new

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed)

    @property
    def sentence(self) -> str:
        """For people; "" when nothing changed."""
        said = []
        if self.added:
            said.append(f"新增 {len(self.added)} 列：{'、'.join(self.added)}")
        if self.removed:
            said.append(f"少了 {len(self.removed)} 列：{'、'.join(self.removed)}")
        if self.renamed:
            pairs = "、".join(f"“{old}”改为“{new}”" for old, new in self.renamed)
            said.append(f"改名 {len(self.renamed)} 列：{pairs}")
        return "；".join(said)


def paths_of(columns: Sequence[Column]) -> tuple[str, ...]:
    """The header block as texts, one a column: 父/子. A leaf merged across columns counts once."""
    return tuple("/".join(column.path) for column in columns if not column.continued)


def fingerprint(columns: Sequence[Column]) -> str:
    """What a header block is known by: its texts in order and how they are merged."""
    parts = [("/".join(map(normalise_label, column.path)), column.continued) for column in columns]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:24]


def correct(office: Office, columns: Sequence[Column], said: Mapping[str, str], *, source: str = "") -> int:
    """Keep that a column (父/子) of this header means a field (label path led by its record, several joined
    by +) or nothing (""), and take back what was said of it before. Returns the act."""
    header = paths_of(columns)
    for path, label in said.items():
        _check(path, label, header)
    title = f"更正列对应：{'、'.join(said)}"
    with act(office.ledger, title) as s:
        remember(s, office, columns, said, source=source or title)
    return s.act_id


def remember(
    s: Writing, office: Office, columns: Sequence[Column], said: Mapping[str, str], *, source: str
) -> None:
    """The same within an act that does more."""
    mark, header = fingerprint(columns), paths_of(columns)
    keys = {f"{mark}:{path}": path for path in said}
    known = [row for row in _rows(office, s.connection) if row.key in keys]
    s.update(Learned, {row.id: {"revoked": True} for row in known})
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    rows = [
        {
            "kind": KIND,
            "key": key,
            "value": json.dumps({"field": said[path], "header": header}, ensure_ascii=False),
            "source": source,
            "learned_at": now,
            "revoked": False,
        }
        for key, path in keys.items()
    ]
    s.insert(Learned, rows)


def _check(path: str, label: str, header: Sequence[str]) -> None:
    if path not in header:
        raise UserError(f"表头里没有“{path}”这一列。", hint="多层表头写成 上级/下级。")
    for piece in label.split("+") if label else ():
        lead, _, rest = piece.partition(".")
        if not rest or record(lead).find_path(rest) is None:
            raise UserError(f"没有叫「{piece}」的字段。", hint="用 zhijiao records 可以看到全部字段。")


def recall(office: Office, columns: Sequence[Column]) -> dict[str, str]:
    """父/子 → what was said of it under this header or, of columns that still stand there, one like it."""
    mark, header = fingerprint(columns), paths_of(columns)
    with office.ledger.reading() as reading:
        rows = _rows(office, reading)
    found: dict[str, str] = {}
    exact: set[str] = set()
    for row in rows:  # the latest last
        known, _, path = str(row.key).partition(":")
        value = json.loads(row.value)
        if known == mark:
            found[path] = value["field"]
            exact.add(path)
        elif path in header and path not in exact and likeness(value["header"], header) >= _SIMILAR:
            found[path] = value["field"]
    return found


def likeness(old: Sequence[str], new: Sequence[str]) -> float:
    """The share of the columns that two headers have in common."""
    one, two = set(map(normalise_label, old)), set(map(normalise_label, new))
    return len(one & two) / max(len(one | two), 1)


def learned(office: Office, *, revoked: bool = False) -> list[LearnedColumn]:
    """All corrections that hold, the newest first; with `revoked` those taken back, too."""
    with office.ledger.reading() as reading:
        rows = _rows(office, reading, revoked=revoked)
    found = []
    for row in reversed(rows):
        value = json.loads(row.value)
        path = str(row.key).partition(":")[2]
        found.append(
            LearnedColumn(
                row.id,
                path,
                value["field"],
                tuple(value["header"]),
                row.source or "",
                row.learned_at or "",
                bool(row.revoked),
            )
        )
    return found


def revoke(office: Office, ids: Sequence[int]) -> int:
    """Take corrections back; returns the act, which can be undone like any other."""
    known = {each.id: each for each in learned(office)}
    missing = [each for each in ids if each not in known]
    if missing or not ids:
        raise UserError("没有这条学到的规则，或它已经撤销。")
    title = f"撤销列对应：{'、'.join(known[each].path for each in ids)}"
    with act(office.ledger, title) as s:
        s.update(Learned, {each: {"revoked": True} for each in ids})
    return s.act_id


def last_seen(office: Office, columns: Sequence[Column]) -> tuple[str, ...] | None:
    """The header most like this one under which something was said; None when none is like it."""
    header = paths_of(columns)
    headers = dict.fromkeys(each.header for each in learned(office))
    best = max(headers, key=lambda each: likeness(each, header), default=None)
    return best if best is not None and likeness(best, header) >= _SIMILAR else None


def changes(old: Sequence[str], new: Sequence[str]) -> Changes:
    """Columns added, removed and renamed; a renamed one stands where the old one stood, and reads alike."""
    was = {normalise_label(path): path for path in old}
    now = {normalise_label(path): path for path in new}
    same = tuple(path for key, path in now.items() if key in was)
    gone = [key for key in was if key not in now]
    fresh = [key for key in now if key not in was]
    renamed: list[tuple[str, str]] = []
    for key in list(gone):
        like = [(SequenceMatcher(None, key, other).ratio(), other) for other in fresh]
        ratio, other = max(like, default=(0.0, ""))
        if ratio >= 0.5:
            renamed.append((was[key], now[other]))
            gone.remove(key)
            fresh.remove(other)
    return Changes(same, tuple(now[k] for k in fresh), tuple(was[k] for k in gone), tuple(renamed))


def _rows(office: Office, connection: Connection, *, revoked: bool = False) -> Sequence[Any]:
    """In the order in which they were learned."""
    c = Learned.__table__.c
    wanted = select(c.id, c.key, c.value, c.source, c.learned_at, c.revoked).where(
        c.school == office.ledger.school_id, c.kind == KIND
    )
    if not revoked:
        wanted = wanted.where(c.revoked.isnot(True))
    return connection.execute(wanted.order_by(c.id)).all()
