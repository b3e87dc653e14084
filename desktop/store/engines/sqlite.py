"""A ledger in one SQLite file: write-ahead log, full sync, FTS5 search, backup API."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, create_engine, event, literal_column
from sqlalchemy import Engine as Pool
from sqlalchemy.engine import URL
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import QueuePool

from desktop.core.errors import UserError
from desktop.store import failures
from desktop.store.engines import view_of
from desktop.store.engines.places import network_kind, refuse_unwritable, synced_kind
from desktop.store.revisions import STAMP

BUSY_MS = 5_000
_SETTLE_MS = 100
_MOST_SEGMENTS = 64  # parts of the search index before they must become one
_MERGED_AT_ONCE = 200  # pages: some hundredths of a second
_MAGIC = b"SQLite format 3\0"
# Below this even a DELETE or a checkpoint can fail half-way: refuse to begin.
SPARE_BYTES = 16 * 1024 * 1024


@compiles(BigInteger, "sqlite")
def _integer(_type: BigInteger, _compiler: Any, **_options: Any) -> str:
    """INTEGER PRIMARY KEY is the row's own number in SQLite; a BIGINT one would be a second index."""
    return "INTEGER"


class SQLite:
    """One file on a local disk."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self.path = path.expanduser().absolute()
        self.place = str(self.path)
        self.pool = self._make_pool()

    def _make_pool(self) -> Pool:
        pool = create_engine(
            URL.create("sqlite", database=str(self.path)),
            poolclass=QueuePool,
            connect_args={"check_same_thread": False, "timeout": BUSY_MS / 1000},
        )
        event.listen(pool, "connect", _set_up)
        event.listen(pool, "begin", _begin)
        return pool

    def exists(self) -> bool:
        return self.path.exists()

    def check_place(self, *, new: bool) -> None:
        folder = self.path.parent
        kind = network_kind(folder)
        if kind:
            raise UserError(
                f"台账不能直接放在网络位置（{kind}）上打开，否则会损坏",
                hint="，请先复制到本机磁盘再打开。",
                place=self.place,
            )
        synced = synced_kind(self.path)
        if synced:
            raise UserError(
                f"台账不能放在同步文件夹（{synced}）里打开，否则会损坏",
                hint="，请移到别的本机文件夹再打开。",
                place=self.place,
            )
        refuse_unwritable(folder)
        if self.path.is_dir():
            raise UserError("这是一个文件夹，不是台账文件", hint="，请选一个文件。", place=self.place)
        if not new:
            self._check_file()

    def _check_file(self) -> None:
        """Look before opening for good: that alone would write a log's mark into somebody else's file."""
        if not os.access(self.path, os.R_OK | os.W_OK):
            hint = "，请取消文件的只读属性，或换一个可以写入的位置。"
            raise UserError("台账文件是只读的，不能写入", hint=hint, place=self.place)
        with self.path.open("rb") as file:
            if file.read(len(_MAGIC)) != _MAGIC:
                raise UserError("这个文件不是台账", hint="，请确认选对了文件。", place=self.place)
        with contextlib.closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True)) as driver:
            if not driver.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (STAMP.name,)).fetchone():
                raise UserError("这个文件不是台账", hint="，请确认选对了文件。", place=self.place)

    def check_room(self, size: int = 0) -> None:
        if shutil.disk_usage(self.path.parent).free < SPARE_BYTES + size:
            raise UserError(failures.NO_SPACE, hint=failures.NO_SPACE_HINT, place=self.place)

    def lock_writer(self, connection: Connection) -> None:
        """BEGIN IMMEDIATE has locked already: a later lock would fail at once with BUSY_SNAPSHOT."""
        assert connection.get_execution_options().get("writing")

    def insert(
        self, connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(rows))

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
        marks = ", ".join("?" * len(values))
        tests = " AND ".join([*(f'"{name}" = ?' for name in fixed), f'"{named}" IN ({marks})'])
        driver = connection.connection.driver_connection
        assert driver is not None
        found: list[tuple[Any, ...]] = driver.execute(
            f'SELECT {names} FROM "{table}" WHERE {tests}', [*fixed.values(), *values]
        ).fetchall()
        return found

    def fill_search(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        connection.exec_driver_sql(
            "INSERT INTO search_text (rowid, words, tails) VALUES (?, ?, ?)", list(rows)
        )

    def create_search(self, connection: Connection) -> None:
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE search_text USING fts5(words, tails, tokenize='unicode61')"
        )
        # A long act does not stop to put what it wrote in order: `settle` does, a little at a time.
        for name, value in (("automerge", 0), ("crisismerge", _MOST_SEGMENTS)):
            connection.exec_driver_sql(
                f"INSERT INTO search_text (search_text, rank) VALUES ('{name}', {value})"
            )

    def drop_search(self, connection: Connection) -> None:
        connection.exec_driver_sql("DROP TABLE IF EXISTS search_text")

    def match(self, terms: Sequence[tuple[str, bool]]) -> ColumnElement[bool]:
        parts = [
            f'(words : "{term}" * OR tails : "{term[::-1]}" *)' if token else f'words : "{term}"'
            for term, token in terms
        ]
        return literal_column("search_text").op("MATCH", is_comparison=True)(" AND ".join(parts))

    def narrowed(self, tables: Mapping[str, Sequence[str]], owner: int, *, whole: bool) -> SQLite:
        """Views in the connection's own schema, which is looked into before the file's."""
        made = SQLite(self.path)

        def narrow(driver: sqlite3.Connection, record: Any) -> None:
            seen = record.info["school"] = [owner]
            driver.create_function("this_school", 0, lambda: seen[0], deterministic=True)
            for table, columns in tables.items():
                view = view_of(table, columns, "this_school()", owner, whole=whole)
                told = view.format(f'main."{table}"')
                driver.execute(f'CREATE TEMP VIEW "{table}" AS {told}')

        event.listen(made.pool, "connect", narrow)
        return made

    def narrow(self, connection: Connection, school: int) -> None:
        connection.info["school"][0] = school

    def checks(self, connection: Connection) -> list[str]:
        found = [
            f"数据库自检：{row[0]}"
            for row in connection.exec_driver_sql("PRAGMA quick_check(20)").all()
            if row[0] != "ok"
        ]
        return found + _dangling(connection)

    @contextlib.contextmanager
    def altering(self) -> Iterator[Connection]:
        with self.pool.connect().execution_options(writing=True) as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            # Ignored inside a transaction, hence before BEGIN; with it on, a table rebuild deletes children.
            driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    yield connection
                    found = _dangling(connection)
                    if found:
                        raise UserError(
                            f"升级后的台账有对不上的引用（{found[0]}），已退回升级前", place=self.place
                        )
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    def settle(self) -> None:
        with self.pool.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            # Where somebody is still reading the log stays for the next time: idle moments are many.
            driver.execute(f"PRAGMA busy_timeout={_SETTLE_MS}")
            try:
                with contextlib.suppress(sqlite3.OperationalError):  # somebody writes: there is no hurry
                    driver.execute("PRAGMA query_only=OFF")
                    driver.execute(
                        f"INSERT INTO search_text (search_text, rank) VALUES ('merge', {_MERGED_AT_ONCE})"
                    )
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            finally:
                driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")

    def copy(self, target: Path) -> None:
        with self.pool.connect() as connection, contextlib.closing(sqlite3.connect(target)) as copy:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.backup(copy)
            # One plain file for the stick, with no log beside it.
            copy.execute("PRAGMA journal_mode=DELETE")

    def close(self) -> None:
        if self.path.exists():
            # Another window may be reading; then the log stays, and the next close brings it in.
            with contextlib.suppress(sqlite3.OperationalError):
                self.settle()
        self.pool.dispose()


def _set_up(driver: sqlite3.Connection, _record: object) -> None:
    """Every connection alike. Our own BEGIN: pysqlite's would let DDL escape a rollback."""
    driver.isolation_level = None
    driver.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    driver.execute("PRAGMA foreign_keys=ON")
    driver.execute("PRAGMA journal_mode=WAL")
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute("PRAGMA temp_store=MEMORY")
    driver.execute("PRAGMA cache_size=-32000")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    # Only acts write: a reader that tried would be told so at once.
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writing else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _dangling(connection: Connection) -> list[str]:
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    return [f"{table} 第 {rowid} 号指向 {parent} 里没有的一行" for table, rowid, parent, _ in rows]
