"""A school's rows out of another ledger into this one: what differs is written, in the act that is open."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from desktop.records.base import Base
from desktop.records.models import ALL
from desktop.records.school import School
from desktop.records.system import Act, Trail
from desktop.store import spans
from desktop.store.act import Writing
from desktop.store.ledger import Ledger
from desktop.store.references import chunks, deletion_order, references
from desktop.store.shape import Row, Shape

# Ids are 41 bits of milliseconds since 2020 over 22 bits: none of our own has this bit before 2054.
_FOREIGN = 1 << 62
_ROW_BITS, _SCHOOLS = 44, 1 << 18
_AT_ONCE = 20_000

Step = Callable[[int, int], None]


class Collides(Exception):
    """Row by row the new state cannot be reached (two rows exchanged a key): replace the school whole."""


@dataclass(frozen=True, slots=True)
class Found:
    """A school as its ledger has it; `last`: when something was last written there."""

    id: int
    code: str
    name: str
    last: str = ""


def schools_in(reading: Connection) -> list[Found]:
    """All schools of a ledger, by id."""
    c = School.__table__.c
    rows = reading.execute(select(c.id, c.school_code, c.name).order_by(c.id)).all()
    act = Act.__table__.c
    last = reading.execute(select(act.at).order_by(act.at.desc()).limit(1)).scalar() or ""
    return [Found(row.id, (row.school_code or "").strip(), row.name or "", last) for row in rows]


def ordered() -> list[type[Base]]:
    """The records a school hands over, those referred to first."""
    return list(reversed(deletion_order(ALL)))


def has_rows(reading: Connection, school: int) -> bool:
    """Whether a school has anything but its own line."""
    for model in ALL:
        table = model.__mapper__.columns
        wanted = select(table["id"]).where(table["school"] == school, table["id"] != school).limit(1)
        if reading.execute(wanted).first() is not None:
            return True
    return False


def bring(
    s: Writing,
    source: Ledger,
    reading: Connection,
    school: Found,
    *,
    into: int | None = None,
    keep: bool = False,
    whole: bool = False,
    step: Step = lambda done, total: None,
) -> int:
    """Make this ledger's rows of a school what its own ledger has; the id it has here.

    `into`: the id of the school here, else the one with its code, else its own. `keep`: rows that are no
    longer there stay here (a return holds only a part). `whole`: everything goes and comes anew. Files and
    returns handed in stay with the school. An id that another school has here already (ledgers copied from
    one another) is exchanged for one that depends on it and the school's code alone, so that it comes out
    the same the next time.
    """
    here = into or _id_here(s.connection, school.code)
    models = ordered()
    incoming = {model: _rows(source, reading, model, school.id) for model in models}
    present = {model: _rows(s.ledger, s.connection, model, here) if here else {} for model in models}
    fresh = _exchanged(s, school.code, incoming, present)
    here = here or fresh.get(school.id, school.id)
    fresh[school.id] = here
    wanted = {model: _renamed(s.ledger.shape(model), incoming[model], fresh, here) for model in models}
    try:
        _write(s, present, wanted, keep=keep, whole=whole, step=step)
    except IntegrityError as error:
        if whole:
            raise
        raise Collides from error
    return here


def remove(s: Writing, school: int) -> int:
    """Everything of a school; how many rows."""
    present = {model: _rows(s.ledger, s.connection, model, school) for model in ordered()}
    return sum(s.delete_rows(model, list(present[model])) for model in reversed(present))


def _id_here(connection: Connection, code: str) -> int | None:
    c = School.__table__.c
    return connection.execute(select(c.id).where(c.school_code == code).order_by(c.id)).scalars().first()


def _rows(ledger: Ledger, connection: Connection, model: type[Base], school: int) -> dict[int, Row]:
    shape = ledger.shape(model)
    wanted = select(*shape.columns).where(shape.columns[shape.at["school"]] == school)
    found = connection.execute(wanted.order_by(shape.columns[shape.id_at]))
    return {row[shape.id_at]: tuple(row) for row in found}


def _exchanged(
    s: Writing,
    code: str,
    incoming: Mapping[type[Base], Mapping[int, Row]],
    present: Mapping[type[Base], Mapping[int, Row]],
) -> dict[int, int]:
    """Old id → new id, of the rows whose id is taken here by somebody else."""
    ids = [row_id for rows in incoming.values() for row_id in rows]
    mine = {row_id for rows in present.values() for row_id in rows}
    fresh: dict[int, int] = {}
    if any(row_id & _FOREIGN for row_id in mine):
        for row_id in ids:
            known = {_foreign(code, row_id), _scattered(code, row_id)} & mine
            if known:
                fresh[row_id] = known.pop()
    taken = _taken(s, [row_id for row_id in ids if row_id not in mine and row_id not in fresh])
    first = {row_id: _foreign(code, row_id) for row_id in taken}
    counted = Counter(first.values())
    again = _taken(s, list(first.values()))
    for row_id, new in first.items():
        fresh[row_id] = _scattered(code, row_id) if new in again or counted[new] > 1 else new
    return fresh


def _taken(s: Writing, ids: list[int]) -> set[int]:
    """Those of the ids that rows of this ledger have; every row has left a trail, so one look will do."""
    engine, seen = s.ledger.engine, dict[str, list[int]]()
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        for row, name in engine.rows_in(
            s.connection, Trail.__tablename__, ["row", "record"], "row", part, {}
        ):
            seen.setdefault(name, []).append(row)
    found: set[int] = set()
    runs = spans.Runs(s.connection)
    for row in ids:
        name = runs.record(row)
        if name:
            seen.setdefault(name, []).append(row)
    for name, rows in seen.items():
        asked = list(dict.fromkeys(rows))
        for start in range(0, len(asked), _AT_ONCE):
            part = asked[start : start + _AT_ONCE]
            found.update(row[0] for row in engine.rows_in(s.connection, name, ["id"], "id", part, {}))
    return found


def _foreign(code: str, row_id: int) -> int:
    """The school's part of the ids, then what tells its rows apart: so they lie together, in their order."""
    digest = hashlib.blake2b(code.encode(), digest_size=8).digest()
    school = int.from_bytes(digest) & (_SCHOOLS - 1)
    return _FOREIGN | school << _ROW_BITS | row_id & ((1 << _ROW_BITS) - 1)


def _scattered(code: str, row_id: int) -> int:
    """For the rare row whose id would be another's even so."""
    digest = hashlib.blake2b(f"{code}:{row_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) & (_FOREIGN - 1) | _FOREIGN


def _renamed(shape: Shape, rows: Mapping[int, Row], fresh: Mapping[int, int], school: int) -> dict[int, Row]:
    """The rows as they are to stand here: under this school, ids and references exchanged where they must."""
    at = shape.at["school"]
    places = [shape.id_at, *(shape.at[attr] for attr, _ in references(shape.model))]
    exchanging = len(fresh) > 1
    made: dict[int, Row] = {}
    for row in rows.values():
        values = list(row)
        values[at] = school
        if exchanging:
            for place in places:
                values[place] = fresh.get(values[place], values[place])
        elif shape.model is School:
            values[shape.id_at] = school
        made[values[shape.id_at]] = tuple(values)
    return made


def _write(
    s: Writing,
    present: Mapping[type[Base], Mapping[int, Row]],
    wanted: Mapping[type[Base], Mapping[int, Row]],
    *,
    keep: bool,
    whole: bool,
    step: Step,
) -> None:
    """Out those that are gone, in the new ones, then what changed: each in the order of references."""
    models, done = list(wanted), 0
    total = 3 * len(models)
    for model in [] if keep else list(reversed(models)):
        gone = list(present[model]) if whole else list(present[model].keys() - wanted[model].keys())
        if gone:
            s.delete_rows(model, gone)
        step(done := done + 1, total)
    for model in models:
        rows = wanted[model] if whole else _without(wanted[model], present[model])
        if rows:
            s.insert_rows(model, list(rows.values()))
        step(done := done + 1, total)
    for model in [] if whole else models:
        changes = dict(_changes(s.ledger.shape(model), present[model], wanted[model]))
        for ids in chunks(changes):
            s.update(model, {row_id: changes[row_id] for row_id in ids})
        step(done := done + 1, total)


def _without(rows: Mapping[int, Row], present: Mapping[int, Row]) -> dict[int, Row]:
    return {row_id: row for row_id, row in rows.items() if row_id not in present}


def _changes(
    shape: Shape, present: Mapping[int, Row], wanted: Mapping[int, Row]
) -> Iterator[tuple[int, dict[str, object]]]:
    for row_id, row in wanted.items():
        old = present.get(row_id)
        if old is not None and old != row:
            yield (
                row_id,
                {attr: new for attr, was, new in zip(shape.attrs, old, row, strict=True) if was != new},
            )
