"""How a model's rows pass between the program, the driver and the trail: tuples, each column adapted once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Date, Dialect, Integer, LargeBinary, String, Table
from sqlalchemy.dialects import sqlite

from desktop.records.base import Base, Tenths

Row = tuple[Any, ...]
Adapter = Callable[[Any], Any]

# The trail and the content hash use SQLite's own representation on every engine (dates as ISO text, tenths
# as integers, yes as 1), so that a ledger copied from PostgreSQL keeps its digests.
PLAIN: Dialect = sqlite.dialect()

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
encode = _ENCODER.encode

_JSON: dict[type, Callable[[Any], str]] = {str: encode_basestring, int: int.__repr__}

_ACCEPTED: tuple[tuple[type[Any], frozenset[type]], ...] = (
    (Tenths, frozenset({Decimal, int, float})),
    (Boolean, frozenset({bool})),
    (String, frozenset({str})),
    (BigInteger, frozenset({int})),
    (Integer, frozenset({int})),
    (Date, frozenset({date})),
    (LargeBinary, frozenset({bytes})),
)


class Shape:
    """The columns of one model, with the adapters of one engine."""

    def __init__(self, model: type[Base], dialect: Dialect) -> None:
        mapper = model.__mapper__
        table = mapper.local_table
        assert isinstance(table, Table)
        self.model = model
        self.table = table
        # Not SQLAlchemy's own kind of str, for each of which the driver would look for an adapter.
        self.name = str(table.name)
        self.columns: tuple[Column[Any], ...] = tuple(table.columns)
        self.names = tuple(column.name for column in self.columns)
        self.attrs: tuple[str, ...] = tuple(mapper.get_property_by_column(c).key for c in self.columns)
        self.at: dict[str, int] = {attr: place for place, attr in enumerate(self.attrs)}
        self.id_at = self.at["id"]
        self.searched: tuple[int, ...] = tuple(
            place for place, c in enumerate(self.columns) if "field" in c.info and c.info["field"].search
        )
        self._accepted = tuple(_accepted(c) for c in self.columns)
        self._defaults = {a: _default(c) for a, c in zip(self.attrs, self.columns, strict=True)}
        self._to_plain = tuple(_binder(c, PLAIN) for c in self.columns)
        self._to_python = tuple(
            c.type.dialect_impl(PLAIN).result_processor(PLAIN, None) for c in self.columns
        )
        self._to_driver = tuple(_binder(c, dialect) for c in self.columns)
        self.driver_is_plain = dialect.name == PLAIN.name

    def rows(self, given: Sequence[Mapping[str, Any]], **fixed: Sequence[Any]) -> list[Row]:
        """Mappings as tuples over all columns, checked: unknown names and wrong types are our own errors.

        `fixed` gives whole columns for the rows that do not say otherwise.
        """
        said: set[str] = set().union(*given)
        if said - self.at.keys():
            raise KeyError(f"{self.name} has no {', '.join(sorted(map(str, said - self.at.keys())))}")
        columns: list[Sequence[Any]] = []
        for attr, default in self._defaults.items():
            column = fixed.get(attr) or [default] * len(given)
            if attr in said:
                column = [row.get(attr, usual) for row, usual in zip(given, column, strict=True)]
            columns.append(column)
        for place, column in enumerate(columns):
            self._check(place, set(map(type, column)))
        return list(zip(*columns, strict=True))

    def columns_of(self, given: Mapping[str, Sequence[Any]], **fixed: Sequence[Any]) -> list[Sequence[Any]]:
        """All columns of rows given by columns as long as each other; what is empty takes the default."""
        if given.keys() - self.at.keys():
            raise KeyError(f"{self.name} has no {', '.join(sorted(given.keys() - self.at.keys()))}")
        count = len(next(iter(fixed.values())))
        columns: list[Sequence[Any]] = []
        for place, (attr, default) in enumerate(self._defaults.items()):
            column = given.get(attr)
            if column is None:
                columns.append(fixed.get(attr) or [default] * count)
                continue
            self._check(place, set(map(type, column)))
            if default is not None:
                column = [default if value is None else value for value in column]
            columns.append(column)
        return columns

    def _check(self, place: int, types: set[type]) -> None:
        wrong = types - self._accepted[place] - {type(None)}
        if wrong:
            names = ", ".join(sorted(t.__name__ for t in wrong))
            raise TypeError(f"{self.name}.{self.attrs[place]} does not take {names}")

    def plain(self, rows: Sequence[Row]) -> list[Row]:
        """Program values as the trail keeps them."""
        return _adapted(rows, self._to_plain)

    def plain_columns(self, columns: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
        """The same of whole columns."""
        return _adapted_columns(columns, self._to_plain)

    def python(self, rows: Sequence[Row]) -> list[Row]:
        """Trail values as the program knows them."""
        return _adapted(rows, self._to_python)

    def driver_columns(
        self, columns: Sequence[Sequence[Any]], plain: list[Sequence[Any]]
    ) -> list[Sequence[Any]]:
        """Program values as the driver takes them; on SQLite that is what the trail keeps."""
        return plain if self.driver_is_plain else _adapted_columns(columns, self._to_driver)

    def driver_tuples(self, attrs: Sequence[str], tuples: Iterable[Row]) -> dict[Row, Row]:
        """Tuples of these attributes as the driver takes them → as the program knows them."""
        adapters = [self._to_driver[self.at[attr]] for attr in attrs]
        if not any(adapters):
            return {each: each for each in tuples}
        return {
            tuple([a(v) if a is not None else v for a, v in zip(adapters, each, strict=True)]): each
            for each in tuples
        }

    def plain_value(self, attr: str, value: Any) -> Any:
        """One program value as the trail keeps it."""
        place = self.at[attr]
        self._check(place, {type(value)})
        adapter = self._to_plain[place]
        return adapter(value) if adapter else value

    def python_value(self, attr: str, value: Any) -> Any:
        """One trail value as the program knows it."""
        adapter = self._to_python[self.at[attr]]
        return adapter(value) if adapter else value

    def content(self, plain: Row) -> str:
        """A whole row as the trail writes it: without what is empty, so that new columns change nothing."""
        return encode(
            {attr: value for attr, value in zip(self.attrs, plain, strict=True) if value is not None}
        )

    def contents(self, plain: Sequence[Row]) -> list[str]:
        """`content` of many rows, letter for letter, at a fraction of the cost."""
        return self.contents_of(list(zip(*plain, strict=True))) if plain else []

    def contents_of(self, columns: Sequence[Sequence[Any]]) -> list[str]:
        """The same of rows given by columns."""
        pieces: list[Sequence[str | None]] = []
        gaps = False
        for attr, place in sorted(self.at.items()):
            types = set(map(type, columns[place]))
            if types == {type(None)}:
                continue
            gaps |= type(None) in types
            if not types <= {str, int, type(None)}:
                return [self.content(row) for row in zip(*columns, strict=True)]
            pieces.append(_named_values(f'"{attr}":', columns[place]))
        # Every row has its id, so there is always something to join.
        rows = zip(*pieces, strict=True)
        if gaps:
            return ["{" + ",".join(filter(None, row)) + "}" for row in rows]
        return ["{" + ",".join(row) + "}" for row in rows]

    def from_content(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """A whole row out of the trail, as program values by attribute."""
        return {attr: self.python_value(attr, value) for attr, value in content.items()}


def _named_values(name: str, column: Sequence[Any]) -> list[str | None]:
    """Each text or number of a column as JSON behind its name; what comes again is written once."""
    distinct = set(column)
    if 2 * len(distinct) > len(column):
        return [value if value is None else name + _JSON[type(value)](value) for value in column]
    written = {value: value if value is None else name + _JSON[type(value)](value) for value in distinct}
    return [written[value] for value in column]


def _binder(column: Column[Any], dialect: Dialect) -> Adapter | None:
    if isinstance(column.type, Date) and dialect.name == PLAIN.name:
        return _iso
    return column.type.dialect_impl(dialect).bind_processor(dialect)


@lru_cache(maxsize=10_000)
def _iso(day: date | None) -> str | None:
    """A day as SQLite keeps it; of a few thousand days most come again."""
    return None if day is None else day.isoformat()


def _accepted(column: Column[Any]) -> frozenset[type]:
    for type_, accepted in _ACCEPTED:
        if isinstance(column.type, type_):
            return accepted
    raise TypeError(f"no adapter is known for {column}: {column.type!r}")


def _default(column: Column[Any]) -> Any:
    default = column.default
    return default.arg if default is not None and default.is_scalar else None  # type: ignore[attr-defined]


def _adapted(rows: Sequence[Row], adapters: Iterable[Adapter | None]) -> list[Row]:
    """Column by column, so that a column without an adapter costs nothing."""
    return list(zip(*_adapted_columns(list(zip(*rows, strict=True)), adapters), strict=True)) if rows else []


def _adapted_columns(
    columns: Sequence[Sequence[Any]], adapters: Iterable[Adapter | None]
) -> list[Sequence[Any]]:
    return [c if a is None else _adapted_column(c, a) for c, a in zip(columns, adapters, strict=True)]


def _adapted_column(column: Sequence[Any], adapter: Adapter) -> Sequence[Any]:
    """Each value adapted; in a long column most come again, and many columns say nothing."""
    distinct = set(column)
    if distinct == {None}:
        return column if adapter(None) is None else [adapter(None)] * len(column)
    if 4 * len(distinct) > len(column):
        return list(map(adapter, column))
    adapted = {value: adapter(value) for value in distinct}
    return list(map(adapted.__getitem__, column))
