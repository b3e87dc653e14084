"""What acts did to rows since the last look: each touched row as it was and as it is, out of the trail."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, func, select

from desktop.records.system import Act, Trail
from desktop.services.health.running import chunks
from desktop.store.ledger import Ledger, model_named
from desktop.store.trail import CHANGED, CREATED, DELETED

MOST = 4_000  # more rows than this are looked at faster by looking at all

Image = Mapping[str, Any]


@dataclass
class Changes:
    """Images of touched rows by table: values by column, in the trail's own representation."""

    images: dict[str, dict[int, list[Image]]] = field(default_factory=dict)

    def values(self, column: str) -> set[Any]:
        """Every value that a column ("table.column") had or has in the touched rows, blanks aside."""
        table, _, name = column.partition(".")
        rows = self.images.get(table, {})
        if name == "id":
            return set(rows)
        found = {image.get(name) for images in rows.values() for image in images}
        return found - {None}

    def altered(self, column: str) -> bool:
        """Whether a column, or for a bare table any, is not what it was in some touched row."""
        table, _, name = column.partition(".")
        rows = self.images.get(table, {})
        if not name:
            return bool(rows)
        # Made and deleted rows have one image; their value came or went.
        return any(
            len(images) == 1 or len({str(image.get(name)) for image in images}) > 1
            for images in rows.values()
        )


def last_act(connection: Connection, ledger: Ledger) -> int:
    """The number of the newest act."""
    newest = select(func.max(Act.number)).where(Act.school == ledger.school_id)
    return int(connection.execute(newest).scalar_one() or 0)


def since(connection: Connection, ledger: Ledger, number: int) -> Changes | None:
    """What the acts after that number touched; None where only looking at everything can tell."""
    wanted = (
        select(Trail.operation, Trail.record, Trail.row, Trail.span, Trail.content)
        .join(Act, Act.id == Trail.act)
        .where(Act.school == ledger.school_id, Act.number > number)
        .order_by(Act.number.desc(), Trail.id.desc())
        .limit(MOST + 1)
    )
    entries = connection.execute(wanted).all()
    if sum(e.span for e in entries) > MOST or any(
        e.operation != CREATED and e.content is None for e in entries
    ):
        return None
    by_table: defaultdict[str, defaultdict[int, list[tuple[str, str | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for operation, table, first, span, content in entries:
        for row in range(first, first + span):
            by_table[table][row].append((operation, content))
    found = Changes()
    for table, rows in by_table.items():
        current = _current(connection, ledger, table, rows)
        found.images[table] = {row: list(_images(current.get(row), said)) for row, said in rows.items()}
    return found


def _current(connection: Connection, ledger: Ledger, table: str, rows: Iterable[int]) -> dict[int, Image]:
    shape = ledger.shape(model_named(table))
    found: dict[int, Image] = {}
    for some in chunks(set(rows)):
        wanted = select(*shape.columns).where(shape.columns[shape.id_at].in_(some))
        plain = shape.plain([tuple(row) for row in connection.execute(wanted)])
        found.update({row[shape.id_at]: dict(zip(shape.attrs, row, strict=True)) for row in plain})
    return found


def _images(now: Image | None, entries: list[tuple[str, str | None]]) -> Iterator[Image]:
    """The row as it is, then back through its entries, the newest first."""
    image = dict(now) if now is not None else {}
    if now is not None:
        yield dict(image)
    for operation, content in entries:
        if operation == DELETED:
            image = json.loads(content or "{}")
            yield dict(image)
        elif operation == CHANGED:
            image |= {attr: old for attr, (old, _new) in json.loads(content or "{}").items()}
            yield dict(image)
