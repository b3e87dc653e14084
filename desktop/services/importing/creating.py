"""Rows that a file refers to and a person wants made: made once each, before the rows that name them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from desktop.records.catalogue import Record, record
from desktop.services.importing.line import Line
from desktop.services.importing.references import spot_of
from desktop.services.office import Office
from desktop.services.saving import save_many
from desktop.store.act import Writing

Made = dict[tuple[str, str], int]  # (record, name as typed) → the row


def make_references(
    s: Writing, office: Office, into: Record, lines: Sequence[Line], chosen: Iterable[int]
) -> Made:
    """Make what the chosen lines want made; one that is refused is a problem at the first line naming it."""
    made: Made = {}
    tried: set[tuple[str, str]] = set()
    for i in chosen:
        for prefix, key in lines[i].wanted.items():
            if key in tried:
                continue
            tried.add(key)
            values = {
                record(key[0]).by_name(spot.inner).label: value
                for label, value in lines[i].values.items()
                if (spot := spot_of(into.id, label)) is not None and spot.prefix == prefix
            }
            outcome = save_many(s, office, key[0], [values])[0]
            if outcome.id is not None and not outcome.refused:
                made[key] = outcome.id
            for problem in outcome.problems:
                lines[i].trouble(problem, prefix)
    return made


def settled(into: Record, line: Line, values: dict[str, Any], made: Made) -> dict[str, Any]:
    """The values with the references that are known as ids in place of their names."""
    if not line.wanted and not line.refs:
        return values
    known = {prefix: made[key] for prefix, key in line.wanted.items() if key in made} | line.refs
    if not known:
        return values
    kept = {}
    for label, value in values.items():
        spot = spot_of(into.id, label)
        if spot is None or spot.prefix not in known:
            kept[label] = value
    return {**kept, **known}
