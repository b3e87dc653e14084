"""A row that waits, as it was typed: with what stood above it, so that it can be tried again alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from desktop.core.values import show
from desktop.records.catalogue import record
from desktop.services.importing.fields import path_of
from desktop.services.importing.line import Line
from desktop.services.office import Office
from desktop.store.act import Writing
from desktop.store.find import find


def typed_row(s: Writing, office: Office, record_id: str, line: Line) -> str:
    """The row as JSON: label path → text for what holds by the heading, header → text for its own cells."""
    above = _above(s, office, record_id, line.heading.values)
    return json.dumps({**above, **line.typed}, ensure_ascii=False)


def _above(s: Writing, office: Office, record_id: str, values: Mapping[str, Any]) -> dict[str, str]:
    """What the heading says; a row of the ledger (the class whose roster was open) by what finds it again."""
    found: dict[str, str] = {}
    for label, value in values.items():
        path = path_of(record_id, label)
        if path.field.ref and isinstance(value, int):
            target = record(path.field.ref)
            names = dict.fromkeys(name for key in target.model.keys for name in key)
            paths = [target.by_name(name) for name in names]
            page = find(
                office.ledger, target.id, paths=paths, ids=[value], today=office.today,
                connection=s.connection,
            )  # fmt: skip
            for own, text in zip(paths, page.rows[0] if page.rows else (), strict=False):
                if text is not None:
                    found[f"{label}.{own.label}"] = show(own.field, text, office.codes)
        elif value is not None:
            found[label] = str(value) if path.field.ref else show(path.field, value, office.codes)
    return found
