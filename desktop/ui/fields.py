"""Which fields an entry form shows, in which order and groups: read off the catalogue, nothing by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.core.fields import Field
from desktop.records.catalogue import Record, record


def titled(label: str, of: Field) -> str:
    """A heading: the label with the unit, so that cells need none."""
    return f"{label}（{of.unit}）" if of.unit and of.unit not in label else label


@dataclass(frozen=True, slots=True)
class FormField:
    """One line of a form: `name` is its dotted attribute path, `label` its label path."""

    name: str
    label: str
    field: Field
    group: str
    key: bool = False
    lacking: bool = False  # a part of the key that a row may do without

    @property
    def caption(self) -> str:
        return titled(self.field.label, self.field)


KEY_GROUP = "关键信息"
OTHER_GROUP = "其他信息"


def form_fields(record_id: str, fixed: str = "") -> tuple[FormField, ...]:
    """The fields of a record's form: what finds the row and what returns need first, then the others."""
    of = record(record_id)
    found = list(_walk(of, of, "", "", fixed))
    first = [field for field in found if field.key] + [
        field for field in found if field.field.required and not field.key and not field.group
    ]
    rest = [field for field in found if field not in first]
    grouped = [_in(field, KEY_GROUP) for field in first]
    own = [_in(field, OTHER_GROUP) for field in rest if not field.group]
    return (*grouped, *own, *(field for field in rest if field.group))


def _in(field: FormField, group: str) -> FormField:
    return FormField(field.name, field.label, field.field, group, field.key, field.lacking)


def _walk(root: Record, at: Record, prefix: str, group: str, fixed: str) -> Iterator[FormField]:
    """Own fields, the role's as own, then those of the history row in force."""
    keys = _key_names(at) if not group or group == OTHER_GROUP else set()
    back = at.model.keys[0][0] if prefix and group else ""
    for own in at.fields:
        name = f"{prefix}{own.name}"
        if own.derived or own.name == back or (not prefix and own.name == fixed):
            continue
        if own.name == at.model.role:
            yield from _walk(root, record(own.ref), f"{name}.", "", fixed)
        else:
            label = root.by_name(name).label
            yield FormField(name, label, own, group, own.name in keys, own.name in at.model.may_lack)
    if at.model.history:
        history = record(at.model.history)
        yield from _walk(root, history, f"{prefix}{history.id}.", history.label, fixed)


def _key_names(at: Record) -> set[str]:
    """What finds a row, and for a person what a person is called first: the name."""
    names = set(at.model.keys[-1]) if at.model.keys else set()
    return names | set(at.model.identity[:1]) & {own.name for own in at.fields}


def key_ready(record_id: str, filled: set[str]) -> bool:
    """Whether what is filled in (dotted attribute names) can find or make a row.

    What a key may lack counts as passed over once something behind the key is filled in.
    """
    of = record(record_id)
    beyond = filled - {part for key in of.model.keys for part in key}
    return _ready(of, filled | set(of.model.may_lack) if beyond else filled)


def _ready(of: Record, filled: set[str]) -> bool:
    alternatives = [*of.model.keys, *([of.model.likely] if of.model.likely else [])]
    return any(all(_part_ready(of, part, filled) for part in key) for key in alternatives)


def _part_ready(of: Record, part: str, filled: set[str]) -> bool:
    if part == of.model.role:
        start = f"{part}."
        inner = {name.removeprefix(start) for name in filled if name.startswith(start)}
        return _ready(record(of.field(part).ref), inner)
    own = of.field(part)
    return part in filled or bool(default_of(own))


def default_of(field: Field) -> Any:
    """What a field holds where nothing is said: its `default`, a code."""
    return getattr(field, "default", "") or None


def identity_labels(record_id: str) -> tuple[str, ...]:
    """The label paths by which a person recognises a row, the title first."""
    of = record(record_id)
    return tuple(of.by_name(name).label for name in of.model.identity)


def with_defaults(fields: tuple[FormField, ...]) -> Mapping[str, Any]:
    """What a new row starts with."""
    return {field.label: value for field in fields if (value := default_of(field.field)) is not None}
