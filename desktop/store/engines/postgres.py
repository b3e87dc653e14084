"""A ledger in a PostgreSQL database, where several clerks work at once."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, create_engine, event, or_
from sqlalchemy import Engine as Pool
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from desktop.core.errors import UserError
from desktop.store.engines import SEARCH, view_of

# One writer per database: the trail's chain has one end. The number is arbitrary, but every clerk's copy of
# the program must use the same.
_WRITER_LOCK = 7_301_420_115
_LOCK_TIMEOUT = "5s"
_CONNECT_SECONDS = 5
# Below this a statement is quicker than opening a COPY.
_COPY_FROM = 200


class PostgreSQL:
    """One database on a server."""

    kind = "postgresql"

    def __init__(self, address: str) -> None:
        if importlib.util.find_spec("psycopg") is None:
            raise UserError(
                "这台电脑上没有装 PostgreSQL 的连接组件", hint="，请装好 psycopg 再用数据库地址打开台账。"
            )
        try:
            url = make_url(address.replace("postgres://", "postgresql://", 1)).set(
                drivername="postgresql+psycopg"
            )
        except (ArgumentError, ValueError) as error:
            raise UserError(
                "台账的数据库地址写得不对", hint="，应形如 postgresql://用户@服务器/库名。"
            ) from error
        self.place = url.set(drivername="postgresql", password=None).render_as_string()
        self.pool: Pool = create_engine(url, connect_args={"connect_timeout": _CONNECT_SECONDS})
        event.listen(self.pool, "begin", _begin)

    def exists(self) -> bool:
        return True

    def check_place(self, *, new: bool) -> None:
        """Connecting is the check: it fails with libpq's words, which failures.py translates."""
        with self.pool.connect():
            return

    def check_room(self, size: int = 0) -> None:
        """The server's disk cannot be asked; when it is full the act rolls back with a sentence."""

    def lock_writer(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")

    def insert(
        self, connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        if len(rows) < _COPY_FROM:
            marks = ", ".join(["%s"] * len(columns))
            connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(rows))
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def rows_in(
        self,
        connection: Connection,
        table: str,
        columns: Sequence[str],
        named: str,
        values: Sequence[Any],
        fixed: Mapping[str, Any],
    ) -> list[tuple[Any, ...]]:
        names = ", ".join(f'"{name}"' for name in columns)
        tests = " AND ".join([*(f'"{name}" = %s' for name in fixed), f'"{named}" = ANY(%s)'])
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor:
            cursor.execute(f'SELECT {names} FROM "{table}" WHERE {tests}', [*fixed.values(), list(values)])
            return list(cursor.fetchall())

    def fill_search(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        padded = [(rowid, f" {words} ", f" {tails} ") for rowid, words, tails in rows]
        self.insert(connection, "search_text", ["rowid", "words", "tails"], padded)

    def create_search(self, connection: Connection) -> None:
        connection.exec_driver_sql(
            "CREATE TABLE search_text (rowid bigint PRIMARY KEY, words text NOT NULL, tails text NOT NULL)"
        )

    def drop_search(self, connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE IF EXISTS search_text")

    def match(self, terms: Sequence[tuple[str, bool]]) -> ColumnElement[bool]:
        """Tokens stand between blanks: the same matches as with FTS5. Terms hold letters and digits only."""
        return and_(
            *(
                or_(SEARCH.c.words.like(f"% {term}%"), SEARCH.c.tails.like(f"% {term[::-1]}%"))
                if token
                else SEARCH.c.words.like(f"% {term} %")
                for term, token in terms
            )
        )

    def narrowed(self, tables: Mapping[str, Sequence[str]], owner: int, *, whole: bool) -> PostgreSQL:
        """Views in the session's own schema, which is looked into before the database's."""
        address = self.pool.url.render_as_string(hide_password=False)
        made = PostgreSQL(address)

        def narrow(driver: Any, _record: Any) -> None:
            school = "current_setting('zhijiao.school')::bigint"
            with driver.cursor() as cursor:
                cursor.execute(f"SET zhijiao.school = '{owner}'")
                home = cursor.execute("SELECT current_schema()").fetchone()[0]
                for table, columns in tables.items():
                    view = view_of(table, columns, school, owner, whole=whole)
                    told = view.format(f'"{home}"."{table}"')
                    cursor.execute(f'CREATE TEMP VIEW "{table}" AS {told}')
            driver.commit()

        event.listen(made.pool, "connect", narrow)
        return made

    def narrow(self, connection: Connection, school: int) -> None:
        connection.exec_driver_sql(f"SET LOCAL zhijiao.school = '{school}'")

    def checks(self, connection: Connection) -> list[str]:
        """PostgreSQL enforces its references itself; asked is whether any constraint is not in force."""
        rows = connection.exec_driver_sql(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint"
            " JOIN pg_namespace n ON n.oid = connamespace"
            " WHERE NOT convalidated AND n.nspname = current_schema()"
        ).all()
        return [f"{table} 的约束 {name} 没有生效" for table, name in rows]

    @contextlib.contextmanager
    def altering(self) -> Iterator[Connection]:
        with self.pool.connect().execution_options(writing=True) as connection, connection.begin():
            self.lock_writer(connection)
            yield connection

    def settle(self) -> None:
        """Nothing to do: the server settles by itself."""

    def copy(self, target: Path) -> None:
        from desktop.store.copying import copy_rows

        copy_rows(self, target)

    def close(self) -> None:
        self.pool.dispose()


def _begin(connection: Connection) -> None:
    """Readers see one moment, as on SQLite; writers must see what was committed as they waited."""
    if not connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
