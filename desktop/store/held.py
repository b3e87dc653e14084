"""What a column holds, kept beside a long act: a new row's key that is not among it needs no question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, select

from desktop.store.shape import Shape

if TYPE_CHECKING:
    from desktop.store.ledger import Ledger

_WORTH: Final = 5_000  # questions before the whole column is fetched
_MOST: Final = 200_000  # rows beyond which it would take too much memory
_TELLING: Final = frozenset({str, int})


class Held:
    """Of some columns all values, perhaps some that have gone since: it tells what is surely not there."""

    def __init__(self, ledger: Ledger, connection: Connection) -> None:
        self._ledger = ledger
        self._connection = connection
        self._asked: dict[tuple[str, str], int] = {}
        self._values: dict[tuple[str, str], set[Any]] = {}

    def among(self, shape: Shape, attr: str, values: Collection[Any]) -> list[Any]:
        """Those of the values (as the driver takes them) that may stand in the column."""
        key = (shape.name, attr)
        asked = self._asked[key] = self._asked.get(key, 0) + len(values)
        if key not in self._values and asked >= _WORTH and set(map(type, values)) <= _TELLING:
            self._fetch(shape, attr)
        there = self._values.get(key)
        if there is None or not set(map(type, values)) <= _TELLING:
            return list(values)
        return [value for value in values if value in there]

    def _fetch(self, shape: Shape, attr: str) -> None:
        column, school = shape.columns[shape.at[attr]], shape.columns[shape.at["school"]]
        wanted = select(column).where(school == self._ledger.school_id).limit(_MOST + 1)
        found = set(self._connection.execute(wanted).scalars())
        if len(found) <= _MOST:
            self._values[shape.name, attr] = found
        else:
            self._asked[shape.name, attr] = -(10**12)  # not asked for again in this act

    def added(self, shape: Shape, columns: Sequence[Sequence[Any]]) -> None:
        """Rows, given by columns as the driver takes them, were written."""
        for (table, attr), values in self._values.items():
            if table == shape.name:
                values.update(columns[shape.at[attr]])

    def changed(self, shape: Shape, attrs: Iterable[str]) -> None:
        """Some rows have other values in these columns."""
        for attr in attrs:
            self._values.pop((shape.name, attr), None)
            self._asked.pop((shape.name, attr), None)
