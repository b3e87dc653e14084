"""What hangs on a row by its number alone: attachments, 待处理, acceptances, rules, files that are out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from desktop.records.base import Base
from desktop.records.system import AcceptedFinding, Attachment, Learned, Pending, Setting
from desktop.services.collecting.batch import after_merging
from desktop.services.importing.rules import REFERENCE
from desktop.store.act import Writing
from desktop.store.references import chunks

Changes = dict[int, dict[str, Any]]
COLLECTED = "发出的收表"


@dataclass(slots=True)
class Beside:
    """What changes of which rows, and what goes because the kept row has the like."""

    changes: dict[type[Base], Changes] = field(default_factory=dict)
    doubled: list[int] = field(default_factory=list)  # acceptances

    def counts(self) -> dict[str, int]:
        """Rows by what they are called."""
        named = {model.label: len(changes) for model, changes in self.changes.items() if model is not Setting}
        return named | {COLLECTED: len(self.changes[Setting])}

    def write(self, s: Writing) -> None:
        """Within an act, before the rows go."""
        s.delete_rows(AcceptedFinding, self.doubled)
        for model, changes in self.changes.items():
            s.update(model, changes)


def beside(
    connection: Connection, school: int, into: Mapping[int, int], titles: Mapping[int, str] | None = None
) -> Beside:
    """`into`: rows that go → rows they become part of; `titles` what those are called then."""
    found = Beside()
    for model in (Attachment, Pending):
        changes: Changes = {row: {"row": into[of]} for row, of in _hanging(connection, model, into)}
        found.changes[model] = changes
    _accepted(connection, into, found)
    found.changes[Learned] = {row: {"value": value} for row, value in _rules(connection, into, titles or {})}
    found.changes[Setting] = {row: {"value": text} for row, text in after_merging(connection, school, into)}
    return found


def _hanging(connection: Connection, model: type[Base], into: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    columns = model.__mapper__.columns
    for chunk in chunks(sorted(into)):
        wanted = select(columns["id"], columns["row"]).where(columns["row"].in_(chunk))
        yield from ((row, of) for row, of in connection.execute(wanted.order_by(columns["id"])))


def _accepted(connection: Connection, into: Mapping[int, int], found: Beside) -> None:
    """What was accepted of a row is accepted of the kept one, unless that has been said of it already."""
    c = AcceptedFinding.__mapper__.columns
    said: dict[tuple[str, int], int] = {}
    every: list[tuple[int, str, int]] = []
    for chunk in chunks(sorted({*into, *into.values()})):
        wanted = select(c["id"], c["rule"], c["row"]).where(c["row"].in_(chunk)).order_by(c["id"])
        every += [(row, rule, of) for row, rule, of in connection.execute(wanted)]
    changes: Changes = {}
    for row, rule, of in sorted(every, key=lambda each: (each[2] in into, each[0])):
        key = (rule, into.get(of, of))
        if key in said:
            found.doubled.append(row)
        else:
            said[key] = row
            if of in into:
                changes[row] = {"row": into[of]}
    found.changes[AcceptedFinding] = changes


def _rules(
    connection: Connection, into: Mapping[int, int], titles: Mapping[int, str]
) -> Iterator[tuple[int, str]]:
    """Learned references to a row that goes, as they read then; those taken back as well."""
    c = Learned.__mapper__.columns
    for row, value in connection.execute(select(c["id"], c["value"]).where(c["kind"] == REFERENCE)):
        said = json.loads(value or "{}")
        if said.get("use") in into:
            kept = into[said["use"]]
            said["use"] = kept
            said["title"] = titles.get(kept, said.get("title", ""))
            yield row, json.dumps(said, ensure_ascii=False)
