"""What importing asks of fields: how a cell of it is read, and whether it helps to find the row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from desktop.core.fields import Field, Kind
from desktop.records.catalogue import Path, Record, record


@cache
def readable(own: Field) -> Field:
    """The field a cell is read by: a reference is named by the title of its row (系部 by its name)."""
    if own.kind is not Kind.REF:
        return own
    target = record(own.ref)
    title = target.by_name(target.model.identity[0]).field
    return replace(readable(title), label=own.label)


def is_key(into: Record, path: Path) -> bool:
    """Whether the value helps to find the row: part of its key, or of the key of the person it brings along.

    Of what a row only refers to (a roster's class, a practice's teacher) everything said helps.
    """
    at, names = into, path.name.split(".")
    if not carried(into, names[0]) and len(names) > 1:
        return names[0] in _key_parts(into)
    for name in names:
        if name not in _key_parts(at):
            return False
        own = at.field(name)
        if own.kind is not Kind.REF:
            return True
        at = record(own.ref)
    return True


def carried(into: Record, head: str) -> bool:
    """Whether the row brings what `head` leads to along: its person, its trainee, its status."""
    model = into.model
    return head in (model.role, model.history, *model.carries)


def _key_parts(into: Record) -> set[str]:
    return {part for key in into.model.keys for part in key}


def filled_labels(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The labels under which something is said."""
    if None not in values.values():
        return tuple(values)
    return tuple([label for label, value in values.items() if value is not None])


@cache
def path_of(record_id: str, label: str) -> Path:
    """The path of a label that binding has given."""
    return record(record_id).path(label)
