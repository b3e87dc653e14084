"""Finding rows again: by a record's keys for many rows at once, and by what names a reference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from desktop.core.errors import Problem
from desktop.records.catalogue import Record, record
from desktop.store.find import Condition, by_id, find
from desktop.store.held import Held
from desktop.store.ledger import Ledger

CHUNK = 500
AT_ONCE = 2000
SOFT = "?"  # before a name: a value for a new row only, where the row itself says nothing

Values = dict[str, Any]  # dotted attribute name -> typed value


class Locator:
    """Look-ups inside one act; answers about references are remembered for the act's length."""

    def __init__(self, ledger: Ledger, connection: Connection, today: date, held: Held | None = None) -> None:
        self.ledger = ledger
        self.connection = connection
        self.today = today
        self.held = held
        self._named: dict[tuple[str, tuple[tuple[str, Any], ...]], list[int]] = {}

    def forget(self, target: str) -> None:
        """Rows of `target` were written: earlier answers may be wrong."""
        self._named = {key: ids for key, ids in self._named.items() if key[0] != target}

    def by_columns(
        self, target: Record, names: Sequence[str], wanted: Iterable[tuple[Any, ...]]
    ) -> dict[tuple[Any, ...], list[int]]:
        """Ids of rows whose columns `names` equal one of the wanted tuples (None equals empty)."""
        tuples = set(wanted)
        if not tuples:
            return {}
        shape = self.ledger.shape(target.model)
        known = shape.driver_tuples(names, tuples)
        distinct = [set(column) for column in zip(*known, strict=True)]
        anchor = _anchor(target, names, distinct)
        found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        if anchor is None:
            columns = [target.table.c[name] for name in names]
            base = select(target.table.c.id, *columns).where(target.table.c.school == self.ledger.school_id)
            for row in self.connection.execute(base):
                if tuple(row[1:]) in tuples:
                    found[tuple(row[1:])].append(row[0])
            return found
        # Past SQLAlchemy, whose way of naming a thousand values costs more than finding their rows.
        place = dict(zip(shape.attrs, shape.names, strict=True))
        asked, values = ["id", *(place[name] for name in names)], list(distinct[anchor])
        if self.held is not None:
            values = self.held.among(shape, names[anchor], values)
        fixed: dict[str, Any] = {"school": self.ledger.school_id}
        for name, some in zip(names[:anchor], distinct, strict=False):
            if len(some) == 1 and None not in some:
                fixed[place[name]] = next(iter(some))
        for start in range(0, len(values), AT_ONCE):
            part = values[start : start + AT_ONCE]
            rows = self.ledger.engine.rows_in(
                self.connection, shape.name, asked, place[names[anchor]], part, fixed
            )
            for row_id, *rest in rows:
                mine = known.get(tuple(rest))
                if mine is not None:
                    found[mine].append(row_id)
        return found

    def named(self, target: Record, values: Mapping[str, Any]) -> list[int]:
        """Ids (at most a few) of rows that have all of the values; dotted names may follow references."""
        given = tuple(sorted((name, value) for name, value in values.items() if value is not None))
        key = (target.id, given)
        if key not in self._named:
            where = [Condition(target.by_name(name), "=", value) for name, value in given]
            page = find(
                self.ledger,
                target.id,
                paths=(),
                where=where,
                limit=3,
                today=self.today,
                connection=self.connection,
            )
            self._named[key] = page.ids
        return self._named[key]

    def reference(self, target: Record, values: Values) -> tuple[int | None, Problem | None]:
        """The one row a reference means, or the problem with it."""
        found = self.named(target, values)
        if not found and "former_name" in {own.name for own in target.fields} and "name" in values:
            found = self.named(
                target, {**{k: v for k, v in values.items() if k != "name"}, "former_name": values["name"]}
            )
        if not found:
            found = self._by_key(target, values)
        if len(found) == 1:
            return found[0], None
        said = "、".join(str(value) for value in values.values() if value is not None)
        if found:
            sentence = f"{target.label}台账里有多个「{said}」，请再写明{_other_names(target, values)}。"
            return None, Problem("引用不唯一", sentence, value=said)
        if self._at_odds(target, values):
            sentence = f"{target.label}台账里「{said}」对不上同一条记录，请核对。"
            return None, Problem("引用不一致", sentence, value=said)
        sentence = f"{target.label}台账里没有「{said}」，请先登记或改成台账里的名称。"
        return None, Problem("引用不在台账", sentence, value=said)

    def _by_key(self, target: Record, values: Values) -> list[int]:
        """The row one key of which is given, if nothing else given contradicts what it says."""
        for key in target.model.keys:
            if any(values.get(part) is None for part in key):
                continue
            found = self.named(target, {part: values[part] for part in key})
            rows = by_id(self.ledger, target.id, found, connection=self.connection)
            agree = [i for i, row in rows.items() if all(row.get(n) in (None, v) for n, v in values.items())]
            if len(agree) == 1:
                return agree
        return []

    def _at_odds(self, target: Record, values: Values) -> bool:
        """Some of what is given names a row, and the rest another: no key, so nothing new either."""
        if any(all(values.get(part) is not None for part in key) for key in target.model.keys):
            return False
        return len(values) > 1 and any(self.named(target, {name: value}) for name, value in values.items())


def _anchor(target: Record, names: Sequence[str], distinct: Sequence[set[Any]]) -> int | None:
    """The column to look rows up by: of those that an index leads to, the one of most values.

    An index leads to the first column of a key, to every reference, and on past columns of a single value.
    """
    reached, best = True, None
    for i, name in enumerate(names):
        led = reached or bool(target.table.c[name].index)
        if None not in distinct[i] and led and (best is None or len(distinct[i]) > len(distinct[best])):
            best = i
        reached = reached and len(distinct[i]) == 1 and None not in distinct[i]
    if best is None:
        best = next((i for i, some in enumerate(distinct) if None not in some), None)
    return best


def _other_names(target: Record, values: Mapping[str, Any]) -> str:
    others = [target.by_name(name).field.label for name in target.model.identity if name not in values]
    return "或".join(others) or "更多信息"


def title_name(target_id: str) -> str:
    """The dotted name of the field that names a row of the record: its first identity."""
    target = record(target_id)
    first = target.model.identity[0]
    own = target.by_name(first).field
    return f"{first}.{title_name(own.ref)}" if own.ref else first


def way(name: str) -> tuple[str, str]:
    """A dotted name as the reference it begins with and the rest; without a dot, as it is."""
    soft = SOFT if name.startswith(SOFT) else ""
    head, _, rest = name.removeprefix(SOFT).partition(".")
    return (head, soft + rest) if rest else (soft + head, "")
