"""What the bureau's ledger keeps of its schools beside their rows: settings by name, JSON in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from desktop.records.system import Setting
from desktop.store.act import Writing
from desktop.store.ledger import Ledger

EXPECTED = "city.expected"
BROUGHT = "city.brought."  # then the school's code


def kept(ledger: Ledger, prefix: str) -> dict[str, Any]:
    """The settings whose names begin so, by the rest of the name."""
    with ledger.reading() as reading:
        return {
            name.removeprefix(prefix): json.loads(value or "null")
            for name, (_, value) in _rows(ledger, reading, prefix).items()
        }


def keep(s: Writing, name: str, content: Mapping[str, Any] | list[Any]) -> None:
    """Write a setting; the same again writes nothing."""
    value = json.dumps(content, ensure_ascii=False, sort_keys=True)
    found = _rows(s.ledger, s.connection, name).get(name)
    if found is None:
        s.insert(Setting, [{"name": name, "value": value}])
    elif found[1] != value:
        s.update(Setting, {found[0]: {"value": value}})


def forget(s: Writing, name: str) -> None:
    """Take a setting away."""
    found = _rows(s.ledger, s.connection, name).get(name)
    if found is not None:
        s.delete(Setting, [found[0]])


def _rows(ledger: Ledger, connection: Connection, prefix: str) -> dict[str, tuple[int, str | None]]:
    c = Setting.__table__.c
    wanted = select(c.name, c.id, c.value).where(c.school == ledger.school_id, c.name.startswith(prefix))
    return {row.name: (row.id, row.value) for row in connection.execute(wanted)}
