"""Whether a known row, changed as it came back, would take the key of another one: then its cell is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from desktop.core.errors import Problem
from desktop.core.fields import Kind
from desktop.records.catalogue import Path, Record, record
from desktop.services.importing.fields import is_key
from desktop.services.office import Office
from desktop.services.saving.locating import Locator, title_name
from desktop.store.act import Writing
from desktop.store.find import by_id, find


@dataclass(slots=True)
class _Level:
    """The row itself, or the person it brings along: what is said of its own fields, by which cell."""

    target: Record
    way: str
    values: dict[str, Any] = field(default_factory=dict)
    named: dict[str, dict[str, Any]] = field(default_factory=dict)  # references by what names them
    cells: dict[str, str] = field(default_factory=dict)  # own field → the dotted name it comes from


def touches_key(into: Record, paths: Mapping[str, Path]) -> bool:
    """Whether any of the changed cells helps to find the row."""
    return any(is_key(into, path) for path in paths.values())


def clash(
    s: Writing, office: Office, into: Record, row_id: int, values: Mapping[str, Any]
) -> tuple[str, Problem] | None:
    """The dotted name of a cell whose new value makes the key of another row, and the sentence."""
    locator = Locator(office.ledger, s.connection, office.today)
    for level in _levels(into, values):
        own = _own_id(s, office, into, row_id, level.way)
        row = by_id(office.ledger, level.target.id, [own], connection=s.connection).get(own)
        if row is None:
            continue
        for name, given in level.named.items():
            found, _ = locator.reference(record(level.target.field(name).ref), given)
            level.values[name] = found
        will = row | level.values
        for key in level.target.model.keys:
            changed = [part for part in key if part in level.values and level.values[part] != row[part]]
            told = tuple(will[part] for part in key)
            if not changed or None in told:
                continue
            others = [each for each in locator.by_columns(level.target, key, [told])[told] if each != own]
            if others:
                labels = "、".join(level.target.field(part).label for part in key)
                sentence = f"{level.target.label}台账里已有另一条{labels}和它相同，没有改动，请核对。"
                return level.cells[changed[0]], Problem("主键重复", sentence)
    return None


def _levels(into: Record, values: Mapping[str, Any]) -> Iterator[_Level]:
    found: dict[str, _Level] = {}
    for name, value in values.items():
        at, way, rest = into, "", name
        while "." in rest:
            head, _, more = rest.partition(".")
            if head not in (at.model.role, *at.model.carries):
                break
            at, way, rest = record(at.field(head).ref), f"{way}.{head}".lstrip("."), more
        head, _, inner = rest.partition(".")
        if head == at.model.history:
            continue
        level = found.setdefault(way, _Level(at, way))
        level.cells.setdefault(head, name)
        if inner:
            level.named.setdefault(head, {})[inner] = value
        elif at.field(head).kind is Kind.REF and isinstance(value, str):
            level.named.setdefault(head, {})[title_name(at.field(head).ref)] = value
        else:
            level.values[head] = value
    yield from found.values()


def _own_id(s: Writing, office: Office, into: Record, row_id: int, way: str) -> int:
    if not way:
        return row_id
    page = find(
        office.ledger, into.id, paths=[into.by_name(way)], ids=[row_id], today=office.today, raw=True,
        connection=s.connection,
    )  # fmt: skip
    return int(page.rows[0][0] or 0) if page.rows else 0
