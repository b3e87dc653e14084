"""Which version of the tables this program knows, read from the migrations' file names without Alembic."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import Column as SqlColumn
from sqlalchemy import Connection, MetaData, String, Table, inspect, select

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_NAME = re.compile(r"^(\d{4})_\w+\.py$")

# Alembic's own table; a new ledger is stamped by hand.
STAMP = Table("alembic_version", MetaData(), SqlColumn("version_num", String(32), primary_key=True))


def known(folder: Path = VERSIONS) -> list[str]:
    """All revisions this program has a script for, oldest first."""
    return sorted(match[1] for path in folder.iterdir() if (match := _NAME.match(path.name)))


def head(folder: Path = VERSIONS) -> str:
    """The newest revision: what the models describe."""
    return known(folder)[-1]


def stamp(connection: Connection, revision: str) -> None:
    """Say that the tables are at `revision`."""
    STAMP.create(connection, checkfirst=True)
    connection.execute(STAMP.delete())
    connection.execute(STAMP.insert().values(version_num=revision))


def revision_of(connection: Connection) -> str | None:
    """The revision a database is at; None when it is no ledger."""
    if not inspect(connection).has_table(STAMP.name):
        return None
    return connection.execute(select(STAMP.c.version_num)).scalar()
