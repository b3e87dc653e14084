"""Rows of a file that say the same: equal ones are one record, the same key with other values a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import itemgetter
from typing import Any

from desktop.core.errors import Problem
from desktop.records.catalogue import Record, record
from desktop.services.importing.fields import carried, filled_labels, is_key, path_of
from desktop.services.importing.line import Line


def find_repeats(into: Record, lines: Iterable[Line]) -> None:
    """Two equal rows are one record; the same key with other values is a problem at the later row."""
    seen: dict[tuple[Any, ...], Line] = {}
    for line in lines:
        if line.rejected:
            continue
        for key in _keys(into, line):
            first = seen.setdefault(key, line)
            if first is line:
                continue
            differing = [
                label
                for label, value in line.values.items()
                if first.values.get(label) is not None and value is not None and first.values[label] != value
            ]
            if not differing:
                line.same_as = first.row
                first.values.update({k: v for k, v in line.values.items() if first.values.get(k) is None})
                break
            sentence = (
                f"与「{first.sheet}」第 {first.row} 行是同一条{into.label}，"
                f"但{'、'.join(differing[:3])}不同，请核对后只留一行。"
            )
            line.trouble(Problem("主键重复", sentence, value=str(line.values[differing[0]])), differing[0])
            line.rejected = True
            break


def _keys(into: Record, line: Line) -> list[tuple[Any, ...]]:
    """The keys that the line fills in completely, as values to compare."""
    values = line.values
    return [(key, said(values)) for key, said in _key_labels(into.id, filled_labels(values))]


@lru_cache(maxsize=2000)
def _key_labels(
    record_id: str, labels: tuple[str, ...]
) -> tuple[tuple[tuple[Any, ...], Callable[[dict[str, Any]], Any]], ...]:
    """Each key that lines with these labels fill in completely: what tells it, and what takes its values."""
    into, found = record(record_id), []
    for key in into.model.keys:
        parts = tuple(_part(into, name, labels) for name in key)
        optional = [name in into.model.may_lack or bool(into.field(name).default) for name in key]
        if any(parts) and all(part or blank for part, blank in zip(parts, optional, strict=True)):
            found.append(((key, parts), itemgetter(*[label for part in parts for label in part])))
    return tuple(found)


def _part(into: Record, name: str, labels: tuple[str, ...]) -> tuple[str, ...]:
    """The labels that say one part of the key; of a person the number says enough."""
    said = []
    for label in sorted(labels):
        path = path_of(into.id, label)
        if path.name.partition(".")[0] == name and is_key(into, path):
            said.append((path, label))
    numbers = tuple(label for path, label in said if path.field.name == "document_number")
    if numbers or carried(into, name):
        return numbers
    return tuple(label for _, label in said)
