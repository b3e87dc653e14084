"""One SELECT over a record: joins for label paths, conditions, search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, cast

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
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

Operator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "contains", "starts", "empty", "filled"]


@dataclass(frozen=True, slots=True)
class Condition:
    """One filter: a label path (or a Path), an operator, a typed value (a sequence for "in")."""

    path: str | Path
    op: Operator
    value: Any = None


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
            self._from = self._joined(self._from, child, on, hops)
        return self._aliases[hops]

    def _joined(
        self, rows: FromClause, child: FromClause, on: ColumnElement[bool], hops: tuple[Hop, ...]
    ) -> FromClause:
        return rows.outerjoin(child, on)

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

    def search(self, ledger: Ledger, text: str, *, broad: bool = False) -> ColumnElement[bool]:
        """Rows that have `text` in a searchable field, their own or one of a row they name.

        From the hits back along the references, which have indexes: a look at every row would take longer
        than a keystroke may. With `broad`, the beginning of every ID number, it is the other way round.
        """
        ways = [(hops, search_clause(ledger, (target,), text)) for hops, target in _searchable(self.root)]
        if not ways:
            return literal(False)
        if not broad:
            return self.base.c.id.in_(union(*(self._leading(self.root, *way) for way in ways)))
        tests: list[ColumnElement[bool]] = []
        for hops, hits in ways:
            if hops and not hops[0].history:
                onward = self._leading(record(hops[0].target), hops[1:], hits)
                tests.append((self.base.c[hops[0].name] + 0).in_(onward))  # + 0: not by its index
            else:
                tests.append((self.base.c.id + 0).in_(self._leading(self.root, hops, hits)))
        return or_(*tests)

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
