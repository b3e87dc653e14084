"""Which rows hang on which: parts that go with their whole, and references that hold a row fast."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Mapper

from desktop.records.base import Base
from desktop.records.system import Act, Attachment, Pending, Trail

# SQLite takes 32,766 parameters, PostgreSQL 65,535; short lists keep the statement cache useful.
CHUNK = 500
# How many rows a sentence names before it only counts them.
NAMED = 5

# These hang on a row of any record by its id alone, without a foreign key.
BESIDE: tuple[tuple[type[Base], str], ...] = ((Attachment, "row"), (Pending, "row"))


@dataclass(frozen=True, slots=True)
class Holder:
    """One row that refers to another: `model` row `id` refers through `attr` to row `target`."""

    model: type[Base]
    attr: str
    id: int
    target: int


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """Ids in lists short enough for one statement."""
    listed = list(ids)
    for start in range(0, len(listed), CHUNK):
        yield listed[start : start + CHUNK]


@functools.cache
def references(model: type[Base]) -> tuple[tuple[str, type[Base]], ...]:
    """The attributes of `model` that refer to other rows, with the model they refer to."""
    by_table = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return tuple(
        (attr, by_table[key.column.table])
        for attr, column in model.__mapper__.columns.items()
        for key in column.foreign_keys
        if attr != "school"
    )


def _model(mapper: Mapper[Any]) -> type[Base]:
    model: type[Base] = mapper.class_
    return model


@functools.cache
def referrers(model: type[Base]) -> tuple[tuple[type[Base], str], ...]:
    """Models and attributes that refer to rows of `model`; `school` and the trail aside."""
    return tuple(
        (mapper.class_, attr)
        for mapper in Base.registry.mappers
        if mapper.class_ not in (Act, Trail)
        for attr, target in references(_model(mapper))
        if target is model
    )


@functools.cache
def parts(model: type[Base]) -> tuple[tuple[type[Base], str], ...]:
    """Models whose rows are parts of a row of `model`, with the attribute that says of which."""
    return tuple((other, attr) for other, attr in referrers(model) if other.part_of == attr)


def referring(
    connection: Connection, model: type[Base], attr: str, targets: Iterable[int]
) -> Iterator[Holder]:
    """Rows of `model` whose `attr` is one of `targets`."""
    table = model.__mapper__.columns
    for chunk in chunks(targets):
        found = select(table["id"], table[attr]).where(table[attr].in_(chunk)).order_by(table["id"])
        for row_id, target in connection.execute(found):
            yield Holder(model, attr, row_id, target)


def with_parts(connection: Connection, model: type[Base], ids: Iterable[int]) -> dict[type[Base], set[int]]:
    """The rows and everything that goes with them: parts, parts of parts, attachments, pending entries."""
    doomed: dict[type[Base], set[int]] = {}
    queue: list[tuple[type[Base], set[int]]] = [(model, set(ids))]
    while queue:
        kind, wanted = queue.pop()
        fresh = wanted - doomed.get(kind, set())
        if not fresh:
            continue
        doomed.setdefault(kind, set()).update(fresh)
        hanging = parts(kind) + (() if kind.system else BESIDE)
        for part, attr in hanging:
            queue.append((part, {holder.id for holder in referring(connection, part, attr, fresh)}))
    return doomed


def holding(connection: Connection, doomed: Mapping[type[Base], set[int]]) -> list[Holder]:
    """Rows outside `doomed` that refer into it."""
    return [
        holder
        for model, ids in doomed.items()
        for other, attr in referrers(model)
        for holder in referring(connection, other, attr, ids)
        if holder.id not in doomed.get(other, ())
    ]


def deletion_order(models: Iterable[type[Base]]) -> list[type[Base]]:
    """Those that refer before those referred to."""
    wanted = {model.__mapper__.local_table: model for model in models}
    return [wanted[table] for table in reversed(Base.metadata.sorted_tables) if table in wanted]


def existing(connection: Connection, model: type[Base], ids: Iterable[int]) -> set[int]:
    """Those of `ids` that are rows of `model` now."""
    column = model.__mapper__.columns["id"]
    return {
        found
        for chunk in chunks(ids)
        for found in connection.execute(select(column).where(column.in_(chunk))).scalars()
    }


def describe(
    connection: Connection, model: type[Base], row_id: int, content: Mapping[str, Any] | None = None
) -> str:
    """A row as its title: 培训班次「电工（中级）」. `content` stands in for a row that is gone."""
    title = _title(connection, model, row_id, model.identity[0].split(".") if model.identity else [], content)
    return f"{model.label}「{title}」" if title else f"{model.label}第 {row_id} 号"


def _title(
    connection: Connection,
    model: type[Base],
    row_id: int,
    path: Sequence[str],
    content: Mapping[str, Any] | None,
) -> str:
    if not path:
        return ""
    columns = model.__mapper__.columns
    if content is not None and path[0] in content:
        value = content[path[0]]
    else:
        value = connection.execute(select(columns[path[0]]).where(columns["id"] == row_id)).scalar()
    target = dict(references(model)).get(path[0])
    if value is None or target is None:
        return "" if value is None else str(value)
    rest = path[1:] or (target.identity[0].split(".") if target.identity else [])
    return _title(connection, target, value, rest, None)


def listed(names: Sequence[str], total: int) -> str:
    """The names, then how many there are in all if that is more."""
    shown = "、".join(names)
    return f"{shown}等 {total} 行" if total > len(names) else shown
