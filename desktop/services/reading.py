"""Rows as they leave the ledger: by label path, as JSON has them, masked unless asked for in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.fields import Field
from desktop.core.presenting import to_json
from desktop.core.values import mask
from desktop.records.catalogue import Path, record
from desktop.services.counting.computed import computed
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.find import Condition, Page, find

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
    """Rows with every column a person sees; `full_purpose` shows sensitive ones whole and is logged.

    What depends on a window (近五年累计月数, 期间内天数) is given for the calendar year up to today.
    """
    if full_purpose is not None and not full_purpose.strip():
        raise UserError("没有写明查看完整信息的用途", hint="，请写一句，例如：核对证件号码。")
    page = find(
        office.ledger, record_id, where=where, sort=sort, search=search, limit=limit, offset=offset,
        today=office.today,
    )  # fmt: skip
    full = full_purpose is not None
    if full_purpose is not None and any(path.field.sensitive for path in page.paths):
        log_seen(office, record_id, len(page.ids), full_purpose)
    counted = _as_of_today(office, page)
    rows = [
        {
            path.label: shown(office, path.field, counted.get((row_id, path.name), value), full=full)
            for path, value in zip(page.paths, row, strict=True)
        }
        for row_id, row in zip(page.ids, page.rows, strict=True)
    ]
    return Read(page.ids, rows, page.total)


def _as_of_today(office: Office, page: Page) -> dict[tuple[int, str], Any]:
    """What the counting services make of the rows as of today: {(row id, field): value}."""
    this_year = Window(str(office.today.year), date(office.today.year, 1, 1), office.today)
    found: dict[tuple[int, str], Any] = {}
    makers = {
        (path.record, derived.by)
        for path in page.paths
        if path.own and (derived := record(path.owner).derived(path.field.name)) is not None and derived.by
    }
    for record_id, by in makers if page.ids else ():
        for row_id, values in computed(office, record_id, by, this_year).items():
            found.update({(row_id, name): value for name, value in values.items()})
    return found


def shown(office: Office, own: Field, value: Any, *, full: bool = False) -> str | int | float | None:
    """One value as a JSON document has it, masked where the field is sensitive."""
    out = to_json(own, value, office.codes)
    return mask(own.mask, out) if own.sensitive and not full and isinstance(out, str) else out


def log_seen(office: Office, record_id: str, rows: int, purpose: str) -> None:
    """An act that writes no row: who saw how many rows of what in full, when and what for."""
    title = f"查看完整信息：{record(record_id).label} {rows} 条，用途：{purpose.strip()}"
    with act(office.ledger, title, kind=SEEN) as s:
        s.leave_word()
