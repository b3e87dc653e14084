"""Rows as they leave the ledger: by label path, as JSON has them, masked unless asked for in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.errors import UserError
from desktop.core.fields import Field
from desktop.core.presenting import to_json
from desktop.core.values import mask
from desktop.records.catalogue import Path, record
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.find import Condition, find

SEEN = "seen"  # the kind of an act that wrote nothing but showed sensitive values in full


@dataclass(frozen=True, slots=True)
class Read:
    """Rows found, by label path; `total` before paging, `ids` in step with `rows`."""

    ids: list[int]
    rows: list[dict[str, Any]]
    total: int


def read(
    office: Office,
    record_id: str,
    *,
    where: Sequence[Condition] = (),
    sort: Sequence[tuple[str | Path, bool]] = (),
    search: str = "",
    limit: int | None = None,
    offset: int = 0,
    full_purpose: str | None = None,
) -> Read:
    """Rows with every column a person sees; `full_purpose` shows sensitive ones whole and is logged."""
    if full_purpose is not None and not full_purpose.strip():
        raise UserError("没有写明查看完整信息的用途", hint="，请写一句，例如：核对证件号码。")
    page = find(
        office.ledger, record_id, where=where, sort=sort, search=search, limit=limit, offset=offset,
        today=office.today,
    )  # fmt: skip
    full = full_purpose is not None
    if full_purpose is not None and any(path.field.sensitive for path in page.paths):
        log_seen(office, record_id, len(page.ids), full_purpose)
    rows = [
        {
            path.label: shown(office, path.field, value, full=full)
            for path, value in zip(page.paths, row, strict=True)
        }
        for row in page.rows
    ]
    return Read(page.ids, rows, page.total)


def shown(office: Office, own: Field, value: Any, *, full: bool = False) -> str | int | float | None:
    """One value as a JSON document has it, masked where the field is sensitive."""
    out = to_json(own, value, office.codes)
    return mask(own.mask, out) if own.sensitive and not full and isinstance(out, str) else out


def log_seen(office: Office, record_id: str, rows: int, purpose: str) -> None:
    """An act that writes no row: who saw how many rows of what in full, when and what for."""
    title = f"查看完整信息：{record(record_id).label} {rows} 条，用途：{purpose.strip()}"
    with act(office.ledger, title, kind=SEEN) as s:
        s.leave_word()
