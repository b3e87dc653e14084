"""The two databases a ledger can lie in, behind one small interface each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import BigInteger, ColumnElement, Connection, Text, column, table
from sqlalchemy import Engine as Pool

from desktop.core.errors import UserError

# The search index. It belongs to the engines, not to the models: FTS5 on SQLite, a plain table on PostgreSQL.
SEARCH = table("search_text", column("rowid", BigInteger), column("words", Text), column("tails", Text))
SEARCH_NAMES = frozenset(
    {"search_text", *(f"search_text_{part}" for part in ("data", "idx", "content", "docsize", "config"))}
)


class Engine(Protocol):
    """What the store asks of a database beyond plain SQL."""

    kind: str
    place: str  # how the user knows this ledger: the file's path, or the address without its password
    pool: Pool

    def exists(self) -> bool:
        """Whether there is a database here at all (not yet whether it is a ledger)."""

    def check_place(self, *, new: bool) -> None:
        """Refuse a place where a ledger would come to harm, with a sentence."""

    def check_room(self, size: int = 0) -> None:
        """Refuse to begin writing `size` bytes where the disk is nearly full."""

    def lock_writer(self, connection: Connection) -> None:
        """Hold off other writers until this transaction ends."""

    def insert(
        self, connection: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
    ) -> None:
        """Many rows, as the driver takes them, as fast as the driver can."""

    def rows_in(
        self,
        connection: Connection,
        table: str,
        columns: Sequence[str],
        named: str,
        values: Sequence[Any],
        fixed: Mapping[str, Any],
    ) -> list[tuple[Any, ...]]:
        """These columns of the rows whose column `named` is one of the values and whose `fixed` ones agree.

        All values as the driver takes them.
        """

    def fill_search(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        """Add (row id, words, tails) to the search index."""

    def create_search(self, connection: Connection) -> None:
        """Make the search index, empty."""

    def drop_search(self, connection: Connection) -> None:
        """Remove the search index where there is one."""

    def match(self, terms: Sequence[tuple[str, bool]]) -> ColumnElement[bool]:
        """Rows of SEARCH with every term: a phrase of characters, or (True) the start or end of a token."""

    def narrowed(self, tables: Mapping[str, Sequence[str]], owner: int, *, whole: bool) -> Engine:
        """The same ledger, to be read as the ledger of one school at a time (`narrow` says which).

        `tables` with their columns. The settings are `owner`'s for all: one rule for every school. `whole`:
        the rows of all schools as if they were one.
        """

    def narrow(self, connection: Connection, school: int) -> None:
        """From here on a connection of a narrowed ledger sees this school's rows alone."""

    def checks(self, connection: Connection) -> list[str]:
        """What the database itself finds wrong with its pages and references."""

    def altering(self) -> AbstractContextManager[Connection]:
        """One transaction for a migration: tables may be rebuilt, references are checked at the end."""

    def settle(self) -> None:
        """Bring everything written so far into the one file."""

    def copy(self, target: Path) -> None:
        """A consistent copy of the whole ledger as one SQLite file, while it is open."""

    def close(self) -> None:
        """Settle and let go of the database."""


def engine_at(address: str | Path) -> Engine:
    """The engine for a file path or a postgresql:// address."""
    text = str(address)
    if text.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        from desktop.store.engines.postgres import PostgreSQL

        return PostgreSQL(text)
    if "://" in text:
        raise UserError(
            f"不认识台账地址「{text.partition('://')[0]}://…」",
            hint="，请给文件路径或 postgresql:// 开头的地址。",
        )
    from desktop.store.engines.sqlite import SQLite

    return SQLite(Path(text))


_FIRST = ("training_class", "exam_batch", "person")


def view_of(table: str, columns: Sequence[str], school: str, owner: int, *, whole: bool) -> str:
    """SELECT of a narrowed table's rows; `school` is the SQL that gives the school looked at."""
    named = ", ".join(f'"{name}"' for name in columns)
    shown = named.replace('"school"', f'{school} AS "school"')
    if table == "setting":
        return f'SELECT {shown} FROM {{}} WHERE "school" = {owner}'
    if whole:
        return f"SELECT {shown} FROM {{}}"
    # + : rows are found by what a query asks of them. By the school alone, where it asks for the rows of a
    # class, it would go through all of the school for each. What others belong to is where queries begin.
    mark = "" if table in _FIRST else "+"
    return f'SELECT {named} FROM {{}} WHERE {mark}"school" = {school}'
