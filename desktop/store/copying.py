"""A ledger on a server copied row by row into one SQLite file, through the tables rather than the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, event, select, text

from desktop.records.base import Base
from desktop.store import revisions
from desktop.store.engines import SEARCH, SEARCH_NAMES, Engine
from desktop.store.engines.sqlite import SQLite

_AT_ONCE = 5_000


def copy_rows(source: Engine, target: Path) -> None:
    """Everything as of one moment: tables (the models', or older ones as they are there), rows, index."""
    file = SQLite(target)
    with source.pool.connect() as reading, reading.begin(), file.altering() as writing:
        revision = revisions.revision_of(reading)
        tables = Base.metadata if revision == revisions.head() else _reflected(reading)
        tables.create_all(writing)
        for table in tables.sorted_tables:
            result = reading.execute(select(table).execution_options(yield_per=_AT_ONCE))
            for part in result.partitions():
                writing.execute(table.insert(), [dict(row._mapping) for row in part])
        file.create_search(writing)
        found = reading.execute(select(SEARCH).execution_options(yield_per=_AT_ONCE))
        for part in found.partitions():
            file.fill_search(writing, [(row.rowid, row.words.strip(), row.tails.strip()) for row in part])
        revisions.stamp(writing, revision or revisions.head())
    file.close()
    with file.pool.connect() as connection:
        # One plain file for the stick, with no log beside it.
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA journal_mode=DELETE")
    file.pool.dispose()


def _reflected(connection: Connection) -> MetaData:
    """The tables as they stand on the server, in types that SQLite has too."""
    metadata = MetaData()

    @event.listens_for(metadata, "column_reflect")
    def generic(_inspector: Any, _table: Table, column: dict[str, Any]) -> None:
        column["type"] = column["type"].as_generic()

    def wanted(name: str, _metadata: MetaData) -> bool:
        return name not in SEARCH_NAMES and name != revisions.STAMP.name

    metadata.reflect(connection, only=wanted)
    for table in metadata.tables.values():
        for index in table.indexes:
            # A partial unique index stays partial in the copy.
            where = index.dialect_options["postgresql"].get("where")
            if where is not None:
                index.dialect_options["sqlite"]["where"] = text(str(where))
    return metadata
