"""Finding rows: filter, sort, search and page in SQL, over fields named by label path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, Protocol, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    FromClause,
    Row,
    Select,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
    union,
)

from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.records.catalogue import Hop, Path, Record, record
from desktop.store.ledger import Ledger
from desktop.store.search import search_clause

AT_ONCE = 900  # ids named in one statement

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "contains", "starts", "empty", "filled"]


class Span(Protocol):
    """Anything with a first and a last day: a window."""

    @property
    def start(self) -> date: ...

    @property
    def end(self) -> date: ...


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter: a label path (or a Path), an operator, a typed value (a sequence for "in")."""

    path: str | Path
    op: Operator
    value: Any = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows found: `rows[i][k]` is the value of `paths[k]` in row `ids[i]`; `total` counts before paging."""

    paths: tuple[Path, ...]
    ids: list[int]
    rows: list[tuple[Any, ...]]
    total: int

    def dicts(self) -> list[dict[str, Any]]:
        """The same rows by label path."""
        labels = [path.label for path in self.paths]
        return [dict(zip(labels, row, strict=True)) for row in self.rows]


class Query:
    """One SELECT over a record, joining what its label paths need, each join once."""

    def __init__(self, root: Record, today: date, *, counted: bool = False, raw: bool = False) -> None:
        self.root = root
        self.today = bindparam("today", today, type_=Date)
        self.counted = counted
        self.raw = raw
        self.base = _alias(root.id, root.id)
        self._aliases: dict[tuple[Hop, ...], FromClause] = {(): self.base}
        self._from: FromClause = self.base

    def alias(self, hops: tuple[Hop, ...]) -> FromClause:
        """The table reached by `hops`, joined on first use; rows without the reference stay."""
        if hops not in self._aliases:
            parent, hop = self.alias(hops[:-1]), hops[-1]
            child = _alias(hop.target, "_".join(step.name for step in hops))
            self._aliases[hops] = child
            if hop.history:
                on = child.c.id == self._in_force(hop, parent.c.id, parent)
            else:
                on = child.c.id == parent.c[hop.name]
            self._from = self._from.outerjoin(child, on)
        return self._aliases[hops]

    def _in_force(self, hop: Hop, whose: ColumnElement[Any], outer: FromClause) -> ColumnElement[Any]:
        """The id of the history row in force today: the last that had begun."""
        history = record(hop.target)
        back, since = history.model.keys[0]
        rows = _alias(history.id, f"{history.id}_until")
        today: ColumnElement[Any] = self.today
        if history.field(since).kind is not Kind.DAY:  # 学年, as text: the last of all
            begun: ColumnElement[bool] = true()
        else:
            begun = rows.c[since] <= today
        return (
            select(rows.c.id)
            .where(rows.c[back] == whose, begun)
            .order_by(rows.c[since].desc())
            .limit(1)
            .correlate(outer)
            .scalar_subquery()
        )

    def column(self, path: Path) -> ColumnElement[Any]:
        """The SQL of a path's value; a reference gives the title of the row it points at."""
        if path.field.kind is Kind.REF and not self.raw:
            return self.column(_title(path))
        owner, table = record(path.owner), self.alias(path.hops)
        derived = owner.derived(path.field.name)
        if derived is not None:
            return derived.expression(table, self.today) if derived.expression else null()
        column = table.c[path.field.name]
        counted = owner.table.c[path.field.name].info.get("counted") if self.counted else None
        if counted is None:
            return column
        return type_coerce(func.coalesce(counted(table, self.today), column), column.type)

    def condition(self, condition: Condition) -> ColumnElement[bool]:
        path = self.root.path(condition.path) if isinstance(condition.path, str) else condition.path
        value = condition.value
        derived = record(path.owner).derived(path.field.name)
        if derived is not None and derived.expression is None:
            raise UserError(
                f"「{path.label}」是按期间算出来的，台账里没有存，不能用来筛选", hint="请换一个字段"
            )
        if path.field.kind is Kind.REF and isinstance(value, int):
            column: ColumnElement[Any] = self.alias(path.hops).c[path.field.name]
        else:
            column = self.column(path)
        return _compare(column, condition.op, value)

    def search(self, ledger: Ledger, text: str) -> ColumnElement[bool]:
        """Rows that have `text` in a searchable field, their own or one of a row they name.

        From the hits back along the references, which have indexes: a look at every row would take longer
        than a keystroke may.
        """
        found = [
            self._leading(self.root, hops, search_clause(ledger, (target,), text))
            for hops, target in _searchable(self.root)
        ]
        return self.base.c.id.in_(union(*found)) if found else literal(False)

    def _leading(self, at: Record, hops: tuple[Hop, ...], hits: Select[Any]) -> Select[Any]:
        """Ids of the rows of `at` from which `hops` lead to one of the hits."""
        if not hops:
            return hits
        hop, target = hops[0], record(hops[0].target)
        onward = self._leading(target, hops[1:], hits)
        if not hop.history:
            rows = _alias(at.id, f"{at.id}_of_{hop.name}")
            return select(rows.c.id).where(rows.c[hop.name].in_(onward))
        rows = _alias(target.id, f"{target.id}_now")
        whose = rows.c[target.model.keys[0][0]]
        return select(whose).where(rows.c.id.in_(onward), rows.c.id == self._in_force(hop, whose, rows))

    def select(self, columns: Iterable[ColumnElement[Any]]) -> Select[Any]:
        return select(*columns).select_from(self._from)


@cache
def _alias(record_id: str, name: str) -> FromClause:
    """A record's table under a name; always the same one, for making one takes as long as a short query."""
    return record(record_id).table.alias(name)


def _title(path: Path) -> Path:
    target = record(path.field.ref)
    title = target.by_name(target.model.identity[0])
    found = Path(
        path.record,
        (*path.hops, Hop(path.field.name, path.field.ref), *title.hops),
        title.field,
        path.label,
        title.owner,
    )
    return _title(found) if title.field.kind is Kind.REF else found


def _searchable(root: Record) -> Iterator[tuple[tuple[Hop, ...], str]]:
    """Tables whose search text finds a row of `root`: its own and those its columns name."""
    seen: set[tuple[Hop, ...]] = set()
    for path in root.columns:
        hops = path.hops
        if path.field.kind is Kind.REF:
            title = _title(path)
            hops, searched, owner = title.hops, title.field.search, title.owner
        else:
            searched, owner = path.field.search, path.owner
        if searched and hops not in seen:
            seen.add(hops)
            yield hops, owner


def _compare(column: ColumnElement[Any], op: Operator, value: Any) -> ColumnElement[bool]:
    match op:
        case "=":
            return column.is_(None) if value is None else column == value
        case "!=":
            return column.is_not(None) if value is None else or_(column != value, column.is_(None))
        case "<":
            return cast("ColumnElement[bool]", column < value)
        case "<=":
            return cast("ColumnElement[bool]", column <= value)
        case ">":
            return cast("ColumnElement[bool]", column > value)
        case ">=":
            return cast("ColumnElement[bool]", column >= value)
        case "in":
            return column.in_(list(value))
        case "contains":
            return column.icontains(str(value), autoescape=True)
        case "starts":
            return column.istartswith(str(value), autoescape=True)
        case "empty":
            return column.is_(None)
        case "filled":
            return column.is_not(None)


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


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are meant, for each of the queries that look for them."""

    ledger: Ledger
    where: tuple[Condition, ...]
    ids: list[int] | None
    window: Span | None
    search: str

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
            tests.append(query.search(self.ledger, self.search))
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
    day = today or date.today()
    asked = Asked(ledger, tuple(where), None if ids is None else list(ids), window, search.strip())
    query = Query(root, day, counted=counted, raw=raw)
    columns = [query.column(path).label(f"c{number}") for number, path in enumerate(chosen)]
    with _connected(ledger, connection) as reading:
        found: Sequence[Row[Any]]
        if limit is None or limit > AT_ONCE:
            tests, order = asked.tests(query), _order(query, sort)
            statement = query.select([query.base.c.id, *columns]).where(*tests).order_by(*order)
            found = reading.execute(
                statement if limit is None else statement.limit(limit).offset(offset)
            ).all()
        else:
            # Which rows first, with the joins that this needs; what they show then, for these few alone.
            picking = Query(root, day, counted=counted, raw=raw)
            tests, order = asked.tests(picking), _order(picking, sort)
            picked = picking.select([picking.base.c.id]).where(*tests).order_by(*order)
            wanted = reading.execute(picked.limit(limit).offset(offset)).scalars().all()
            shown = query.select([query.base.c.id, *columns]).where(query.base.c.id.in_(wanted))
            by_row = {row[0]: row for row in reading.execute(shown)} if wanted else {}
            found = [by_row[row_id] for row_id in wanted]
        total = len(found)
        if limit is not None and (offset > 0 or total == limit):
            counting = Query(root, day, counted=counted, raw=raw)
            tests = asked.tests(counting)
            total = int(reading.execute(counting.select([func.count()]).where(*tests)).scalar_one())
    return Page(chosen, [row[0] for row in found], [tuple(row[1:]) for row in found], total)


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
