"""Looks through a ledger: pages, references, the chain, rows against the trail, attachments, search."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, select
from sqlalchemy.orm import aliased

from desktop.core.progress import NoProgress, Progress
from desktop.records.base import Base
from desktop.records.system import Act, Attachment, BlobStore, Trail
from desktop.store import revisions, search, spans
from desktop.store.ledger import Ledger, all_models, model_named
from desktop.store.references import chunks, describe
from desktop.store.trail import CREATED, entry_digest, head_digest, seal

_AT_ONCE = 5_000
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the ledger: which check found it, and what."""

    check: str
    sentence: str


def verify(ledger: Ledger, progress: Progress | None = None) -> list[Finding]:
    """Everything found wrong, in one snapshot; an empty list means sound."""
    all_models()
    watch = progress or NoProgress()
    checks: tuple[tuple[str, Callable[[Ledger, Connection], Iterator[str]]], ...] = (
        ("数据库", lambda ledger, connection: iter(ledger.engine.checks(connection))),
        ("操作链", _chain),
        ("操作内容", _contents),
        ("行与操作", _rows),
        ("附件", _attachments),
        ("检索", _search),
    )
    findings: list[Finding] = []
    with ledger.reading() as connection:
        for done, (name, check) in enumerate(checks):
            watch.step(done, len(checks), f"检查{name}")
            findings += [Finding(name, sentence) for sentence in check(ledger, connection)]
    watch.step(len(checks), len(checks), "检查完毕")
    return findings


def _chain(_ledger: Ledger, connection: Connection) -> Iterator[str]:
    """Every link from its entries' digests and the link before; values that were erased do not matter."""
    entries = select(Trail.act, Trail.digest).join(Act, Act.id == Trail.act)
    entries = entries.order_by(Act.school, Act.number, Trail.id)
    grouped = groupby(chain.from_iterable(_parts(connection, entries)), key=lambda row: row.act)
    current = next(grouped, None)
    school, previous, number = 0, b"", 0
    for act in connection.execute(select(*Act.__table__.columns).order_by(Act.school, Act.number)).all():
        if act.school != school:
            school, previous, number = act.school, b"", 0
        mine: list[bytes] = []
        if current is not None and current[0] == act.id:
            mine = [row.digest for row in current[1]]
            current = next(grouped, None)
        if act.number != number + 1:
            yield f"第 {number + 1} 步到第 {act.number - 1} 步操作的记录不见了"
        if seal(previous, mine, act.head) != act.chain:
            yield f"第 {act.number} 步操作「{act.title}」的记录被改动过"
        previous, number = act.chain or b"", act.number


def _contents(_ledger: Ledger, connection: Connection) -> Iterator[str]:
    """What is written beside the chain is what was sealed into it."""
    for act in connection.execute(select(*Act.__table__.columns)):
        if act.title is not None and act.salt is not None:
            head = head_digest(act.salt, act.number, act.at, act.actor, act.title, act.kind, act.undoes)
            if head != act.head:
                yield f"第 {act.number} 步操作的时间、人员或说明被改动过"
    columns = (Trail.operation, Trail.record, Trail.row, Trail.content, Trail.salt, Trail.digest, Act.number)
    entries = select(*columns).join(Act, Act.id == Trail.act).where(Trail.content.is_not(None))
    for row in chain.from_iterable(_parts(connection, entries)):
        if row.salt and entry_digest(row.salt, row.operation, row.record, row.row, row.content) != row.digest:
            yield f"第 {row.number} 步操作里一行的内容被改动过"


def _rows(ledger: Ledger, connection: Connection) -> Iterator[str]:
    """Rows that have stood unchanged since an act made them still have the digest it left."""
    later, its_act = aliased(Trail), aliased(Act)
    since = (
        select(later.id)
        .join(its_act, its_act.id == later.act)
        .where(later.row == Trail.row)
        .where((its_act.number > Act.number) | ((later.act == Trail.act) & (later.id > Trail.id)))
    )
    entries = (
        select(Trail.record, Trail.row, Trail.salt, Trail.digest)
        .join(Act, Act.id == Trail.act)
        .where(Act.school == ledger.school_id, Act.revision == revisions.head())
        .where(Trail.operation == CREATED, Trail.salt.is_not(None), ~since.exists())
    )
    yield from _runs(ledger, connection)
    for part in _parts(connection, entries.where(Trail.span == 1)):
        wanted: dict[str, dict[int, tuple[bytes, bytes]]] = {}
        for row in part:
            wanted.setdefault(row.record, {})[row.row] = (row.salt, row.digest)
        for record, rows in wanted.items():
            yield from _compare(ledger, connection, model_named(record), rows)


def _runs(ledger: Ledger, connection: Connection) -> Iterator[str]:
    """The same of rows created many at once: each that no entry has touched since."""
    runs = (
        select(Trail.id, Trail.act, Act.number, Trail.record, Trail.row, Trail.span, Trail.salt, Trail.digest)
        .join(Act, Act.id == Trail.act)
        .where(Act.school == ledger.school_id, Act.revision == revisions.head())
        .where(Trail.operation == CREATED, Trail.salt.is_not(None), spans.several())
    )
    for run in connection.execute(runs.order_by(Trail.id)):
        rows = range(run.row, run.row + run.span)
        since = (
            select(Trail.row)
            .join(Act, Act.id == Trail.act)
            .where(Trail.row.between(rows[0], rows[-1]), Trail.id != run.id)
            .where((Act.number > run.number) | ((Trail.act == run.act) & (Trail.id > run.id)))
        )
        touched = set(connection.execute(since).scalars())
        sealed = zip(rows, spans.salts(run.salt), spans.digests(run.digest), strict=False)
        wanted = {row: (salt, digest) for row, salt, digest in sealed if any(salt) and row not in touched}
        yield from _compare(ledger, connection, model_named(run.record), wanted)


def _compare(
    ledger: Ledger, connection: Connection, model: type[Base], rows: dict[int, tuple[bytes, bytes]]
) -> Iterator[str]:
    shape = ledger.shape(model)
    missing, wrong = 0, []
    for chunk in chunks(rows):
        found = connection.execute(select(*shape.columns).where(shape.columns[shape.id_at].in_(chunk))).all()
        missing += len(chunk) - len(found)
        for row in shape.plain([tuple(row) for row in found]):
            salt, digest = rows[row[shape.id_at]]
            if entry_digest(salt, CREATED, shape.name, row[shape.id_at], shape.content(row)) != digest:
                wrong.append(row[shape.id_at])
    if missing:
        yield f"{model.label}有 {missing} 行没有经过操作就不见了"
    for row_id in wrong[:_NAMED]:
        yield f"{describe(connection, model, row_id)}没有经过操作就被改动过"
    if len(wrong) > _NAMED:
        yield f"{model.label}另有 {len(wrong) - _NAMED} 行没有经过操作就被改动过"


def _attachments(_ledger: Ledger, connection: Connection) -> Iterator[str]:
    held: set[tuple[int, str]] = set()
    ids = connection.execute(select(BlobStore.id).order_by(BlobStore.id)).scalars().all()
    for blob_id in ids:  # one at a time: together they may be larger than the memory
        blob = connection.execute(
            select(BlobStore.school, BlobStore.sha256, BlobStore.content).where(BlobStore.id == blob_id)
        ).one()
        held.add((blob.school, blob.sha256))
        if hashlib.sha256(blob.content).hexdigest() != blob.sha256:
            yield f"文件内容（校验码 {blob.sha256[:12]}…）已损坏"
    for row in connection.execute(select(Attachment.school, Attachment.name, Attachment.sha256)):
        if (row.school, row.sha256) not in held:
            yield f"附件「{row.name}」的内容不在台账里"


def _search(ledger: Ledger, connection: Connection) -> Iterator[str]:
    wrong = search.differences(ledger, connection)
    if wrong:
        yield f"检索目录有 {wrong} 行与台账不一致，查询可能找不全"


def _parts(
    connection: Connection, wanted: Select[*tuple[Any, ...]]
) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    """A large result some thousands of rows at a time."""
    yield from connection.execute(wanted.execution_options(yield_per=_AT_ONCE)).partitions()
