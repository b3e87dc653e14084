"""Which rows become one when some do: those that then collide by key become one in turn; the rest moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, select

from desktop.records.base import Base
from desktop.store.ledger import Ledger
from desktop.store.references import chunks, deletion_order, references, referrers

Values = dict[str, Any]  # attribute → typed value
Key = tuple[str, ...]


class Tracing:
    """Follows references and keys from the rows that are joined, until nothing more collides.

    No record is known by name: what refers to what, and which fields find a row again, is declared.
    """

    def __init__(self, ledger: Ledger, connection: Connection) -> None:
        self._ledger = ledger
        self._connection = connection
        self._into: dict[type[Base], dict[int, int]] = defaultdict(dict)
        self._rows: dict[int, Values] = {}

    # -- what was found -------------------------------------------------------------------------------

    def root(self, model: type[Base], row: int) -> int:
        """The row that this one becomes part of; itself if it stays."""
        into = self._into.get(model, {})
        while row in into:
            row = into[row]
        return row

    def resolved(self, model: type[Base], attr: str, value: Any) -> Any:
        """A value as it stands afterwards: a reference follows its row."""
        target = dict(references(model)).get(attr)
        return value if target is None or value is None else self.root(target, value)

    def gone(self, model: type[Base]) -> set[int]:
        """Rows of the model that become part of others."""
        return set(self._into.get(model, ()))

    def joined(self, model: type[Base], row: int) -> bool:
        """Whether the row is one of those that become one."""
        into = self._into.get(model, {})
        return row in into or row in into.values()

    def models(self) -> list[type[Base]]:
        """Models with rows that go, those that refer before those referred to."""
        return deletion_order(model for model, into in self._into.items() if into)

    def groups(self, model: type[Base]) -> dict[int, list[int]]:
        """Row that stays → rows that become part of it, in the order of their ids."""
        found: dict[int, list[int]] = {}
        for row in sorted(self._into.get(model, ())):
            found.setdefault(self.root(model, row), []).append(row)
        return found

    def row(self, model: type[Base], row: int) -> Values:
        """A row's values."""
        self._load(model, [row])
        return self._rows[row]

    def moving(self) -> Iterator[tuple[type[Base], dict[int, dict[str, int]]]]:
        """For each model the rows that stay and refer to one that goes, with what they refer to then."""
        found: dict[type[Base], dict[int, dict[str, int]]] = {}
        for target in self.models():
            for other, attr in referrers(target):
                for row, value in self._referring(other, attr, self.gone(target)):
                    if row not in self._into.get(other, ()):
                        found.setdefault(other, {}).setdefault(row, {})[attr] = self.root(target, value)
        for model in deletion_order(found):
            yield model, found[model]

    # -- joining --------------------------------------------------------------------------------------

    def join(self, model: type[Base], kept: int, others: Iterable[int]) -> None:
        """These rows are one: `kept`."""
        for other in others:
            one, two = self.root(model, kept), self.root(model, other)
            if one != two:
                self._into[model][two] = one

    def follow(self) -> None:
        """Join what collides, until nothing does."""
        while self._collide():
            continue

    def _collide(self) -> bool:
        before = sum(map(len, self._into.values()))
        for target in self.models():
            ends = {end for pair in self._into[target].items() for end in pair}
            for other, attr in referrers(target):
                keys = [key for key in other.keys if attr in key] if not other.system else []
                if keys:
                    rows = [row for row, _ in self._referring(other, attr, ends)]
                    self._load(other, rows)
                    for key in keys:
                        self._join_alike(other, key, rows)
        return sum(map(len, self._into.values())) > before

    def _join_alike(self, model: type[Base], key: Key, rows: Sequence[int]) -> None:
        alike: dict[tuple[Any, ...], list[int]] = {}
        for row in sorted(rows):
            told = self._key_of(model, key, self._rows[row])
            if told is not None:
                alike.setdefault(told, []).append(row)
        for told, same in alike.items():
            # Where a part is blank the key does not tell two rows apart for sure: two receipts of one day.
            sets = [same] if None not in told else self._agreeing(model, same)
            for one in sets:
                if len(one) > 1:
                    first = min(one, key=lambda row: (self._moves(model, row), row))
                    self.join(model, first, [row for row in one if row != first])

    def _key_of(self, model: type[Base], key: Key, values: Values) -> tuple[Any, ...] | None:
        """The key as it stands afterwards; None where it does not find the row."""
        return key_of(model, key, {part: self.resolved(model, part, values[part]) for part in values})

    def _agreeing(self, model: type[Base], rows: Sequence[int]) -> list[list[int]]:
        """Rows in sets that say nothing different of anything."""
        sets: list[list[int]] = []
        for row in rows:
            home = next((each for each in sets if all(self._agree(model, row, o) for o in each)), None)
            if home is None:
                sets.append([row])
            else:
                home.append(row)
        return sets

    def _agree(self, model: type[Base], one: int, two: int) -> bool:
        first, second = self._rows[one], self._rows[two]
        return all(
            first[attr] is None
            or second[attr] is None
            or self.resolved(model, attr, first[attr]) == self.resolved(model, attr, second[attr])
            for attr in first
            if attr != "id"
        )

    def _moves(self, model: type[Base], row: int) -> bool:
        """Whether the row goes already, or refers to one that does: the kept one's own rows stay."""
        values = self._rows[row]
        return row in self._into.get(model, ()) or any(
            values[attr] in self._into.get(target, ()) for attr, target in references(model)
        )

    # -- reading --------------------------------------------------------------------------------------

    def _referring(self, model: type[Base], attr: str, targets: Iterable[int]) -> Iterator[tuple[int, int]]:
        columns = model.__mapper__.columns
        for chunk in chunks(sorted(targets)):
            wanted = select(columns["id"], columns[attr]).where(columns[attr].in_(chunk))
            yield from (
                (row, value) for row, value in self._connection.execute(wanted.order_by(columns["id"]))
            )

    def _load(self, model: type[Base], rows: Iterable[int]) -> None:
        shape = self._ledger.shape(model)
        for chunk in chunks(row for row in rows if row not in self._rows):
            wanted = select(*shape.columns).where(shape.columns[shape.id_at].in_(chunk))
            for found in self._connection.execute(wanted):
                self._rows[found[shape.id_at]] = dict(zip(shape.attrs, found, strict=True))


def key_of(model: type[Base], key: Key, values: Values) -> tuple[Any, ...] | None:
    """What a key says of a row: None where a part is blank that may not be, or an earlier key holds."""
    earlier = {part for each in model.keys[: model.keys.index(key)] for part in each} - set(key)
    if any(values[part] is not None for part in earlier):
        return None
    told = tuple(values[part] for part in key)
    lacks = any(
        value is None and (part not in model.may_lack or number == 0)
        for number, (part, value) in enumerate(zip(key, told, strict=True))
    )
    return None if lacks else told
