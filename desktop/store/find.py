"""Finding rows: filter, sort, search and page in SQL, over fields named by label path."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, func, null, or_, select, true

from desktop.records.catalogue import Path, record
from desktop.store.ledger import Ledger
from desktop.store.query import Condition, Operator, Query
from desktop.store.search import is_broad

__all__ = ["Condition", "Operator", "Page", "Span", "by_id", "find"]

AT_ONCE = 900  # ids named in one statement


class Span(Protocol):
    """Anything with a first and a last day: a window."""

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Page:
    """Rows found: `rows[i][k]` is the value of `paths[k]` in row `ids[i]`; `total` counts before paging."""

    paths: tuple[Path, ...]
    ids: list[int]
    rows: list[tuple[Any, ...]]
    total: int


def _inside(query: Query, window: Span) -> list[ColumnElement[bool]]:
    """What puts a row into the window: one date inside it, or a pair that overlaps it (Base.window)."""
    names = query.root.model.window
    if not names:
        return []
    first = query.column(query.root.by_name(names[0]))
    if len(names) == 1:
        return [first >= window.start, first <= window.end]
    last = query.column(query.root.by_name(names[1]))
    return [or_(first <= window.end, first.is_(None)), or_(last >= window.start, last.is_(None))]


Make = Callable[[], Query]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are meant, for each of the queries that look for them."""

    ledger: Ledger
    where: tuple[Condition, ...]
    ids: list[int] | None
    window: Span | None
    search: str
    broad: bool

    def tests(self, query: Query) -> list[ColumnElement[bool]]:
        """The conditions, with the joins they need made in the query."""
        tests: list[ColumnElement[bool]] = [true()]
        if query.root.id != "school":
            tests.append(query.base.c.school == self.ledger.school_id)
        if self.ids is not None:
            tests.append(query.base.c.id.in_(self.ids))
        tests += [query.condition(each) for each in self.where]
        if self.window is not None:
            tests += _inside(query, self.window)
        if self.search:
            tests.append(query.search(self.ledger, self.search, broad=self.broad))
        return tests


def find(
    ledger: Ledger,
    record_id: str,
    *,
    paths: Sequence[Path | str] | None = None,
    where: Sequence[Condition] = (),
    ids: Iterable[int] | None = None,
    window: Span | None = None,
    sort: Sequence[tuple[str | Path, bool]] = (),
    search: str = "",
    limit: int | None = None,
    offset: int = 0,
    today: date | None = None,
    counted: bool = False,
    raw: bool = False,
    connection: Connection | None = None,
) -> Page:
    """Rows of a record of the ledger's own school.

    `sort` pairs a path with "descending"; `counted` gives the counted figure in place of a typed one
    (实到人数, 到账经费 …) where there is a roster or a receipt, as returns want it. `today` decides what is
    in force and what state a class is in; `raw` gives a reference's id in place of its title. With
    `connection` it reads inside a running act.
    """
    root = record(record_id)
    chosen = (
        tuple(root.path(p) if isinstance(p, str) else p for p in paths) if paths is not None else root.columns
    )
    day, text = today or date.today(), search.strip()
    make = partial(Query, root, day, counted=counted, raw=raw)
    with _connected(ledger, connection) as reading:
        named = None if ids is None else list(ids)
        broad = bool(text) and is_broad(ledger, reading, text)
        asked = Asked(ledger, tuple(where), named, window, text, broad)
        if limit is None or limit > AT_ONCE:
            found = _rows(reading, make, asked, chosen, sort, limit, offset)
            whole = limit is None or (offset == 0 and len(found) < limit)
            total = len(found) if whole else _count(reading, make, asked)
        else:
            found, total = _page(reading, make, asked, chosen, sort, limit, offset)
    return Page(chosen, [row[0] for row in found], [tuple(row[1:]) for row in found], total)


def _columns(query: Query, chosen: Sequence[Path]) -> list[ColumnElement[Any]]:
    named = [query.column(path).label(f"c{number}") for number, path in enumerate(chosen)]
    return [query.base.c.id, *named]


def _rows(
    reading: Connection,
    make: Make,
    asked: Asked,
    chosen: Sequence[Path],
    sort: Sequence[tuple[str | Path, bool]],
    limit: int | None,
    offset: int,
) -> Sequence[Row[Any]]:
    """Rows in one statement."""
    query = make()
    columns, tests, order = _columns(query, chosen), asked.tests(query), _order(query, sort)
    statement = query.select(columns).where(*tests).order_by(*order)
    return reading.execute(statement if limit is None else statement.limit(limit).offset(offset)).all()


def _page(
    reading: Connection,
    make: Make,
    asked: Asked,
    chosen: Sequence[Path],
    sort: Sequence[tuple[str | Path, bool]],
    limit: int,
    offset: int,
) -> tuple[list[Row[Any]], int]:
    """Which rows first, with the joins that this needs; what they show then, for these few alone."""
    query = make()
    tests, order = asked.tests(query), _order(query, sort)
    # A search is the dear part of its query: all it finds is counted in the same pass.
    every: ColumnElement[Any] = func.count().over() if asked.search else null()
    picking = query.select([query.base.c.id, every]).where(*tests).order_by(*order)
    picks = reading.execute(picking.limit(limit).offset(offset)).all()
    wanted = [pick[0] for pick in picks]
    showing = make()
    columns = _columns(showing, chosen)
    shown = showing.select(columns).where(showing.base.c.id.in_(wanted))
    by_row = {row[0]: row for row in reading.execute(shown)} if wanted else {}
    if offset == 0 and len(wanted) < limit:
        total = len(wanted)
    elif picks and asked.search:
        total = int(picks[0][1])
    else:
        total = _count(reading, make, asked)
    return [by_row[row_id] for row_id in wanted], total


def _count(reading: Connection, make: Make, asked: Asked) -> int:
    query = make()
    tests = asked.tests(query)
    return int(reading.execute(query.select([func.count()]).where(*tests)).scalar_one())


def _order(query: Query, sort: Sequence[tuple[str | Path, bool]]) -> list[ColumnElement[Any]]:
    wanted: list[tuple[Path, bool]] = []
    if sort:
        wanted = [(query.root.path(p) if isinstance(p, str) else p, down) for p, down in sort]
    else:
        for name in query.root.model.order:
            wanted.append((query.root.by_name(name.removeprefix("-")), name.startswith("-")))
    order = []
    for path, down in wanted:
        column = query.column(path)
        order.append(column.desc().nulls_last() if down else column.asc().nulls_last())
    return [*order, query.base.c.id]


def by_id(
    ledger: Ledger, record_id: str, ids: Iterable[int], *, connection: Connection | None = None
) -> dict[int, dict[str, Any]]:
    """Rows by id with the raw typed value of every own field by attribute name; references are ids."""
    root = record(record_id)
    names = [own.name for own in root.fields if not own.derived]
    wanted = list(ids)
    found: dict[int, dict[str, Any]] = {}
    with _connected(ledger, connection) as reading:
        for start in range(0, len(wanted), 900):
            statement = select(root.table.c.id, *(root.table.c[name] for name in names)).where(
                root.table.c.id.in_(wanted[start : start + 900])
            )
            for row in reading.execute(statement):
                found[row[0]] = dict(zip(names, row[1:], strict=True))
    return found


@contextmanager
def _connected(ledger: Ledger, connection: Connection | None) -> Iterator[Connection]:
    if connection is not None:
        yield connection
        return
    with ledger.reading() as reading:
        yield reading
