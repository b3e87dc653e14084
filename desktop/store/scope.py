"""A ledger of many schools read as the ledger of one of them, or of all as if they were one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy import Connection

from desktop.core.errors import UserError
from desktop.records.base import Base
from desktop.records.system import Act, Trail
from desktop.store.engines import Engine
from desktop.store.ledger import Ledger, all_models

_ASIDE = (Act.__tablename__, Trail.__tablename__)


class OneSchool(Ledger):
    """Reads like the ledger of one school: whatever asks for rows gets that school's. It cannot write."""

    def __init__(self, engine: Engine, school_id: int) -> None:
        super().__init__(engine, school_id)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        with super().reading() as connection:
            self.engine.narrow(connection, self.school_id)
            yield connection

    @contextlib.contextmanager
    def locked(self) -> Iterator[Connection]:
        if self.engine.kind:  # always: a generator must hold a yield
            raise UserError("这里只看一所学校的数据，不能改", hint="，请回到全市的台账里改。")
        with super().locked() as connection:
            yield connection


class Schools:
    """The schools of a ledger one by one: `of(id)`; they share their connections."""

    def __init__(self, ledger: Ledger, *, whole: bool = False) -> None:
        all_models()
        tables = {
            name: [column.name for column in table.columns]
            for name, table in Base.metadata.tables.items()
            if name not in _ASIDE
        }
        self._engine = ledger.engine.narrowed(tables, ledger.school_id, whole=whole)

    def of(self, school_id: int) -> OneSchool:
        """The ledger as that school's."""
        return OneSchool(self._engine, school_id)

    def close(self) -> None:
        """Let go of the connections."""
        self._engine.pool.dispose()

    def __enter__(self) -> Schools:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()
