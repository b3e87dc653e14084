"""One 收表 as the ledger remembers it: what was sent to whom, so that what comes back is known."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from desktop.records.catalogue import Path, Record, record
from desktop.records.system import Setting
from desktop.services.office import Office
from desktop.store.act import Writing

_PREFIX: Final = "收表."
MARK: Final = "zhijiao-collect"


@dataclass(frozen=True, slots=True)
class Addressee:
    """A department or a teacher that got a file: its row, name, how many rows it held, the file's name."""

    id: int
    name: str
    rows: int
    file: str


@dataclass(slots=True)
class Batch:
    """`way` is the dotted name by which a row belongs to its addressee, "" when it is the row itself.

    `names` are the dotted names of the columns in order, `headers` what stood over them. `secret` keys the
    digests of the cells, so that they tell nothing to whoever has only the file. `received` says when a
    file of an addressee was taken in, by the addressee's id; `declined` are cells, by row and digest, of
    which a person has said that the ledger stands: they are not asked about again. `merged` says of which
    row an addressee has become part since: its files still bear the old number.
    """

    id: str
    record: str
    by: str
    way: str
    title: str
    window: str
    names: list[str]
    headers: list[str]
    secret: str
    made_at: str
    full: bool = False
    addressees: list[Addressee] = field(default_factory=list)
    received: dict[str, str] = field(default_factory=dict)
    declined: list[str] = field(default_factory=list)
    merged: dict[str, int] = field(default_factory=dict)

    @property
    def into(self) -> Record:
        return record(self.record)

    @property
    def paths(self) -> list[Path]:
        return [self.into.by_name(name) for name in self.names]

    def addressee(self, row_id: int) -> Addressee | None:
        return next((each for each in self.addressees if each.id == row_id), None)

    def now(self, row_id: int) -> int:
        """The row that an addressee is now."""
        return self.merged.get(str(row_id), row_id)

    def mark(self, ledger: int, addressee: int) -> str:
        """What a file says of itself: ledger, batch, addressee; no name and no number of a person."""
        return f"{MARK}:{ledger}:{self.id}:{addressee}"


def keep(s: Writing, batch: Batch) -> None:
    """Write a new batch into the ledger."""
    s.insert(Setting, [{"name": _PREFIX + batch.id, "value": _text(batch)}])


def update(s: Writing, office: Office, batch: Batch) -> None:
    """Write who has answered by now, and what was declined."""
    table = Setting.__table__.c
    wanted = select(table.id).where(table.school == office.ledger.school_id, table.name == _PREFIX + batch.id)
    row_id = s.connection.execute(wanted).scalar_one()
    s.update(Setting, {row_id: {"value": _text(batch)}})


def batches(office: Office) -> list[Batch]:
    """Every 收表 of this ledger, the newest first."""
    table = Setting.__table__.c
    wanted = (
        select(table.value)
        .where(table.school == office.ledger.school_id, table.name.startswith(_PREFIX))
        .order_by(table.id.desc())
    )
    with office.ledger.reading() as reading:
        return [_batch(json.loads(text)) for text in reading.execute(wanted).scalars()]


def after_merging(connection: Connection, school: int, into: Mapping[int, int]) -> Iterator[tuple[int, str]]:
    """Settings that keep a batch with an addressee that goes, as they read then."""
    c = Setting.__table__.c
    wanted = select(c.id, c.value).where(c.school == school, c.name.startswith(_PREFIX)).order_by(c.id)
    for row_id, value in connection.execute(wanted):
        batch = _batch(json.loads(value))
        found = {str(each.id): into[now] for each in batch.addressees if (now := batch.now(each.id)) in into}
        if found:
            batch.merged |= found
            yield row_id, _text(batch)


def _text(batch: Batch) -> str:
    return json.dumps(asdict(batch), ensure_ascii=False)


def _batch(told: dict[str, Any]) -> Batch:
    addressees = [Addressee(**each) for each in told.pop("addressees")]
    return Batch(**told, addressees=addressees)
