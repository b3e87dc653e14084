"""An open ledger file for the planters: rows picked once, changed or copied by plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any


@dataclass
class Ledger:
    """An open file, and which rows already carry a fault."""

    db: sqlite3.Connection
    chance: Random
    used: set[int] = field(default_factory=set)
    serial: int = 9_200_000_000_000_000_000

    def pick(self, sql: str) -> tuple[Any, ...]:
        """A row of ids and values that no other fault has touched (ids are large numbers)."""
        rows = self.db.execute(sql).fetchall()
        self.chance.shuffle(rows)
        for row in rows:
            ids = {value for value in row if isinstance(value, int) and value > 10**15}
            if not ids & self.used:
                self.used |= ids
                return tuple(row)
        raise LookupError(sql)

    def set(self, table: str, row: int, change: str) -> None:
        self.db.execute(f'UPDATE "{table}" SET {change} WHERE id = ?', (row,))

    def one(self, sql: str) -> Any:
        return self.db.execute(sql).fetchone()[0]

    def copy(self, table: str, row: int, **values: Any) -> int:
        """A new row like another, but for some values."""
        cursor = self.db.execute(f'SELECT * FROM "{table}" WHERE id = ?', (row,))
        names = [column[0] for column in cursor.description]
        self.serial += 1
        made = {**dict(zip(names, cursor.fetchone(), strict=True)), "id": self.serial, **values}
        listed = ", ".join(f'"{name}"' for name in made)
        marks = ", ".join("?" * len(made))
        self.db.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', list(made.values()))
        self.used.add(self.serial)
        return self.serial


Planted = Iterator[tuple[str, int]]
