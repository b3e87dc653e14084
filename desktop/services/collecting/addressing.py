"""To whom rows belong: the nearest way from a record to a department or a teacher, and who there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.records.catalogue import Path, Record, record, records
from desktop.services.office import Office
from desktop.store.find import find

BY: Final = ("department", "teacher")


def by_record(name: str) -> Record:
    """The record of addressees meant by its name."""
    found = record(name)
    if found.id not in BY:
        labels = "、".join(record(each).label for each in BY)
        raise UserError(f"收表只能按{labels}分发，不能按“{found.label}”", hint=f"请改为 {labels} 之一")
    return found


def way_to(into: Record, by: Record) -> str:
    """The dotted name of the nearest reference to the addressee; "" when the row is one itself."""
    if into.id == by.id:
        return ""
    ways = [
        path.name
        for path in into.reachable()
        if path.field.kind is Kind.REF and path.field.ref == by.id and not _through_major(path)
    ] or [path.name for path in into.reachable() if path.field.kind is Kind.REF and path.field.ref == by.id]
    if not ways:
        raise UserError(f"「{into.label}」和{by.label}没有关系，不能按{by.label}收表", hint="请换一种台账")
    return ways[0]


def collectable(by: str) -> list[Record]:
    """The records whose rows belong to departments (or teachers)."""
    found = []
    for each in records():
        try:
            way_to(each, by_record(by))
        except UserError:
            continue
        found.append(each)
    return found


def _through_major(path: Path) -> bool:
    """A class is its department's before it is its major's department's."""
    return any(hop.target == "major" for hop in path.hops)


def given(into: Record, way: str, addressee: int) -> dict[str, Any]:
    """What a new row in an addressee's file says of itself without a column, by label path."""
    if not way:
        return {}
    path = into.by_name(way)
    near = all(hop.history for hop in path.hops)
    return {path.label: addressee} if near else {}


def beyond(way: str, path: Path) -> bool:
    """Whether a column only repeats whose file it is."""
    return bool(way) and (path.name == way or path.name.startswith(f"{way}."))


def takes_new(into: Record, way: str) -> bool:
    """Whether a file has room for new rows: not where the one row is the addressee."""
    return bool(way) or into.id not in BY


def everyone(office: Office, by: Record, window: Window) -> dict[int, str]:
    """All departments, or the teachers in service in the window: id → name, none twice."""
    names = [by.by_name(name) for name in by.model.identity[:2]]
    page = find(
        office.ledger, by.id, paths=names, window=window if by.model.window else None, today=office.today
    )
    return called(page.ids, page.rows)


def called(ids: Sequence[int], rows: Sequence[Sequence[Any]]) -> dict[int, str]:
    """Names of rows by id; namesakes carry their 工号, else a number."""
    plain = [str(row[0] or "未命名") for row in rows]
    found: dict[int, str] = {}
    for row_id, row, name in zip(ids, rows, plain, strict=True):
        if plain.count(name) > 1:
            more = str(row[1]) if len(row) > 1 and row[1] else str(row_id)[-4:]
            name = f"{name}（{more}）"
        found[row_id] = name
    return found
