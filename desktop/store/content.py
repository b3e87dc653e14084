"""What the ledger holds, as one digest: equal before an act and after its undo, and on both engines."""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, select

from desktop.records.base import Base
from desktop.records.system import Act, BlobStore, Trail
from desktop.store.ledger import Ledger, all_models

# The trail only grows; a file's bytes stay for the sake of undo, and its attachment names them by digest.
_ASIDE: frozenset[type[Base]] = frozenset({Act, Trail, BlobStore})
_AT_ONCE = 5_000


def content_hash(ledger: Ledger, connection: Connection | None = None) -> str:
    """SHA-256 over all rows of all records, in the trail's own notation."""
    if connection is None:
        with ledger.reading() as reading:
            return content_hash(ledger, reading)
    all_models()
    digest = hashlib.sha256()
    models = [mapper.class_ for mapper in Base.registry.mappers if mapper.class_ not in _ASIDE]
    for shape in sorted((ledger.shape(model) for model in models), key=lambda shape: shape.name):
        digest.update(f"{shape.name}\n".encode())
        rows = select(*shape.columns).order_by(shape.columns[shape.id_at])
        result = connection.execute(rows.execution_options(yield_per=_AT_ONCE))
        for part in result.partitions():
            for content in shape.contents(shape.plain([tuple(row) for row in part])):
                digest.update(content.encode() + b"\n")
    return digest.hexdigest()
