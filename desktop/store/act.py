"""Acts: the only way to write. One transaction, with its trail and the search index kept in it."""

from __future__ import annotations

import contextlib
import getpass
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from desktop.core.errors import UserError
from desktop.records.base import Base
from desktop.store import search
from desktop.store.held import Held
from desktop.store.ledger import Ledger
from desktop.store.references import NAMED, chunks, deletion_order, describe, holding, listed, with_parts
from desktop.store.shape import Row, Shape, encode
from desktop.store.trail import CHANGED, CREATED, DELETED, TrailWriter

# Bounds the memory of a bulk insert; larger makes nothing faster.
_BULK = 10_000
_TRAIL_BYTES = 200


class Writing:
    """An open act. `title` may still be changed, when only the work shows how many rows it wrote.

    One on `trial` writes rows alone, without trail and search index: it is never kept.
    """

    def __init__(
        self,
        ledger: Ledger,
        connection: Connection,
        title: str,
        *,
        kind: str = "",
        actor: str = "",
        undoes: int | None = None,
        trial: bool = False,
    ) -> None:
        self.ledger = ledger
        self.connection = connection
        self.title = title
        self.records: set[str] = set()
        self.held = Held(ledger, connection)
        self._on_trial = trial
        self._trail = TrailWriter(ledger, connection, kind, actor or system_user(), undoes)

    @property
    def act_id(self) -> int:
        """The act's id, once it has written something; 0 before."""
        return self._trail.act_id

    @property
    def counts(self) -> dict[str, int]:
        """Rows created, changed and deleted so far."""
        return dict(self._trail.counts)

    def insert(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """New rows; `id` and `school` are filled in where they are not given. Returns the ids in order."""
        shape = self.ledger.shape(model)
        ids: list[int] = []
        for start in range(0, len(rows), _BULK):
            chunk = rows[start : start + _BULK]
            fresh = self.ledger.ids.take(len(chunk))
            values = shape.rows(chunk, id=fresh, school=[self.ledger.school_id] * len(chunk))
            self._insert(shape, list(zip(*values, strict=True)))
            ids.extend(row[shape.id_at] for row in values)
        return ids

    def insert_rows(self, model: type[Base], rows: Sequence[Row]) -> None:
        """New rows as whole tuples, id and school among them: rows that another ledger had."""
        shape = self.ledger.shape(model)
        for start in range(0, len(rows), _BULK):
            self._insert(shape, list(zip(*rows[start : start + _BULK], strict=True)))

    def insert_columns(
        self, model: type[Base], columns: Mapping[str, Sequence[Any]], count: int
    ) -> list[int]:
        """`count` new rows given by their columns, which cost less than rows; what is empty is not said.

        Ids may be among the columns, else they are made. Returns them in order.
        """
        shape = self.ledger.shape(model)
        ids: list[int] = []
        for start in range(0, count, _BULK):
            part = {attr: column[start : start + _BULK] for attr, column in columns.items()}
            fresh = part.get("id") or self.ledger.ids.take(min(_BULK, count - start))
            school = [self.ledger.school_id] * len(fresh)
            self._insert(shape, shape.columns_of(part, id=fresh, school=school))
            ids.extend(fresh)
        return ids

    def _insert(self, shape: Shape, columns: list[Sequence[Any]]) -> None:
        """Rows given by all their columns, as the program knows the values."""
        ids = columns[shape.id_at]
        self.ledger.engine.check_room(len(ids) * (_TRAIL_BYTES + 20 * len(columns)))
        plain = shape.plain_columns(columns)
        driven = shape.driver_columns(columns, plain)
        # What no row says is left out, down to the database.
        said = [place for place, column in enumerate(driven) if any(value is not None for value in column)]
        self.ledger.engine.insert(
            self.connection,
            shape.name,
            [shape.names[place] for place in said],
            list(zip(*[driven[place] for place in said], strict=True)),
        )
        self.held.added(shape, driven)
        if self._on_trial:
            return
        self._trail.write(CREATED, shape.name, ids, shape.contents_of(plain))
        search.add_columns(self.ledger, self.connection, shape, columns)
        self.records.add(shape.name)

    def update(self, model: type[Base], changes: Mapping[int, Mapping[str, Any]]) -> int:
        """Change fields of rows by id; the unchanged is neither written nor trailed. Returns rows changed."""
        shape = self.ledger.shape(model)
        changed = 0
        for ids in chunks(changes):
            before = {row[shape.id_at]: row for row in self.rows(model, ids)}
            gone = [row_id for row_id in ids if row_id not in before]
            if gone:
                raise UserError(
                    f"要改的{model.label}有 {len(gone)} 行已不在台账里，没有写入", hint="，请刷新后再试。"
                )
            changed += self._update(shape, before, {row_id: changes[row_id] for row_id in ids})
        return changed

    def _update(
        self, shape: Shape, before: Mapping[int, Row], changes: Mapping[int, Mapping[str, Any]]
    ) -> int:
        entries: dict[int, str] = {}
        statements: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        reindex: dict[int, Row] = {}
        for row_id, values in changes.items():
            was = dict(zip(shape.attrs, shape.plain([before[row_id]])[0], strict=True))
            will = {attr: shape.plain_value(attr, value) for attr, value in values.items()}
            differs = tuple(attr for attr, value in will.items() if value != was[attr])
            if not differs:
                continue
            entries[row_id] = encode({attr: [was[attr], will[attr]] for attr in differs})
            statements.setdefault(differs, []).append(
                {"row_id_": row_id, **{attr: values[attr] for attr in differs}}
            )
            if any(shape.at[attr] in shape.searched for attr in differs):
                reindex[row_id] = tuple(
                    values.get(attr, old) for attr, old in zip(shape.attrs, before[row_id], strict=True)
                )
        for differs, parameters in statements.items():
            self._write_changes(shape, differs, parameters)
        if self._on_trial:
            return len(entries)
        self._trail.write(CHANGED, shape.name, list(entries), list(entries.values()))
        if reindex:
            search.drop_rows(self.connection, shape, reindex)
            search.add_rows(self.ledger, self.connection, shape, list(reindex.values()))
        if entries:
            self.records.add(shape.name)
        return len(entries)

    def _write_changes(self, shape: Shape, attrs: tuple[str, ...], parameters: list[dict[str, Any]]) -> None:
        self.held.changed(shape, attrs)
        columns = dict(zip(shape.attrs, shape.columns, strict=True))
        statement = (
            shape.table.update()
            .where(columns["id"] == bindparam("row_id_"))
            .values({columns[attr]: bindparam(attr) for attr in attrs})
        )
        self.connection.execute(statement, parameters)

    def delete(self, model: type[Base], ids: Iterable[int]) -> int:
        """Delete rows with their parts; refused while rows outside refer to them. Returns rows deleted."""
        doomed = with_parts(self.connection, model, ids)
        held = holding(self.connection, doomed)
        if held:
            first = describe(self.connection, _model_of(doomed, held[0].target), held[0].target)
            names = [describe(self.connection, holder.model, holder.id) for holder in held[:NAMED]]
            used = listed(names, len(held))
            raise UserError(f"{first}还被{used}用到，没有删除", hint="，请先改掉或删掉用到它的行。")
        return sum(self.delete_rows(kind, doomed[kind]) for kind in deletion_order(doomed))

    def delete_rows(self, model: type[Base], ids: Iterable[int]) -> int:
        """Delete exactly these rows; the caller has seen to what hangs on them."""
        shape = self.ledger.shape(model)
        columns = dict(zip(shape.attrs, shape.columns, strict=True))
        deleted = 0
        for chunk in chunks(sorted(ids)):
            plain = shape.plain(self.rows(model, chunk))
            if not plain:
                continue
            self.connection.execute(shape.table.delete().where(columns["id"].in_(chunk)))
            deleted += len(plain)
            if self._on_trial:
                continue
            gone = [row[shape.id_at] for row in plain]
            self._trail.write(DELETED, shape.name, gone, shape.contents(plain))
            search.drop_rows(self.connection, shape, chunk)
            self.records.add(shape.name)
        return deleted

    def rows(self, model: type[Base], ids: Sequence[int]) -> list[Row]:
        """Whole rows as they stand now, by id, in the order of ids."""
        shape = self.ledger.shape(model)
        wanted = select(*shape.columns).where(shape.columns[shape.id_at].in_(ids))
        return [tuple(row) for row in self.connection.execute(wanted.order_by(shape.columns[shape.id_at]))]

    def leave_word(self) -> None:
        """Put the act on record even if it writes no row: that sensitive values were shown, and why."""
        self._trail.begin()

    def finish(self) -> None:
        """Stamp and seal; the transaction around commits."""
        if self._on_trial:
            raise RuntimeError("a trial has no trail: it must not be kept")
        self._trail.finish(self.title)


@contextlib.contextmanager
def act(ledger: Ledger, title: str, *, kind: str = "", actor: str = "") -> Iterator[Writing]:
    """One act: everything inside is written together with its trail, or nothing is."""
    with writing(ledger, title, kind=kind, actor=actor) as open_act:
        yield open_act


@contextlib.contextmanager
def writing(
    ledger: Ledger, title: str, *, kind: str = "", actor: str = "", undoes: int | None = None
) -> Iterator[Writing]:
    """An act that may take another one back; undo alone says which."""
    with ledger.locked() as connection:
        open_act = Writing(ledger, connection, title, kind=kind, actor=actor, undoes=undoes)
        yield open_act
        open_act.finish()
    if open_act.records:
        ledger.announce(frozenset(open_act.records))


class _TakenBack(Exception):
    """Ends a trial: everything written in it is rolled back."""


@contextlib.contextmanager
def trial(ledger: Ledger, title: str) -> Iterator[Writing]:
    """An act that is taken back whatever happens: to see what it would do, by doing it."""
    try:
        with ledger.locked() as connection:
            yield Writing(ledger, connection, title, trial=True)
            raise _TakenBack
    except _TakenBack:
        return


def system_user() -> str:
    """Who is at this computer, as the system knows them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "未知用户"


def _model_of(doomed: Mapping[type[Base], set[int]], row_id: int) -> type[Base]:
    return next(model for model, ids in doomed.items() if row_id in ids)
