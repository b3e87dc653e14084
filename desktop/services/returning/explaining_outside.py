"""Rows of a record that a list leaves out, each with its first reason: the window, the form's conditions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from desktop.core.dates import Window
from desktop.core.presenting import show
from desktop.records.catalogue import Path, record
from desktop.services.office import Office
from desktop.services.returning.checks_book import Book, Page
from desktop.services.returning.explaining_rows import LeftOut
from desktop.services.returning.gathering import as_of
from desktop.store.find import Condition, find


def outside(office: Office, book: Book, page: Page) -> list[LeftOut]:
    """Rows of the record that are not in the list, and why: the window, the form's conditions, its source."""
    form, own, today = book.form, page.form.record, as_of(office, book.window)
    inside = set(page.made.ids)
    days = [own.by_name(name) for name in own.model.window]
    every = find(office.ledger, own.id, paths=days, today=today)
    kept = [
        (condition, set(find(office.ledger, own.id, paths=[], where=[condition], today=today).ids))
        for condition in (form.where if own.id == form.record.id else ())
    ]
    found = []
    for row_id, values in zip(every.ids, every.rows, strict=True):
        if row_id in inside:
            continue
        why = "" if form.source else _out_of_window(days, values, book.window)
        if not why:
            unmet = next((each for each, ids in kept if row_id not in ids), None)
            why = _unmet(office, own.id, unmet) if unmet is not None else "统计里没有这一行，或不属于这一份。"
        found.append(LeftOut(own.id, row_id, why))
    return found


def _out_of_window(days: Sequence[Path], values: Sequence[Any], window: Window) -> str:
    if not days:
        return ""
    first, last = values[0], values[-1]
    if first is None:
        return f"没有填{days[0].label}，不知属于哪个期间。"
    starts, ends = first, last or first
    if len(days) > 1 and last is None:
        ends = date.max
    if starts > window.end or ends < window.start:
        return f"{days[-1].label} {last or first} 不在 {window.start} 至 {window.end} 之内。"
    return ""


def _unmet(office: Office, record_id: str, condition: Condition) -> str:
    path = condition.path if isinstance(condition.path, Path) else record(record_id).path(condition.path)
    values = condition.value if isinstance(condition.value, list | tuple) else [condition.value]
    words = "、".join(show(path.field, value, office.codes) for value in values if value is not None)
    return f"不符合报表条件：{path.label} {condition.op} {words}。"
