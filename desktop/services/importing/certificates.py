"""Certificates named in a roster or in exam results: kept as certificates, the only truth about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import select

from desktop.core.errors import Problem
from desktop.records.catalogue import Record, record
from desktop.records.certificates import Certificate, CertificateType
from desktop.services.binding.names import HELD
from desktop.services.importing.fields import path_of
from desktop.services.importing.line import Line
from desktop.services.office import Office
from desktop.services.saving import Outcome, save_many
from desktop.store.act import Writing
from desktop.store.find import by_id

_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One certificate a line names; `row` is the id of the enrolment or candidate."""

    line: int
    row: int
    label: str
    number: str
    scheme: str | None
    issued: date | None


def held_labels(into: Record, line: Line) -> dict[str, str]:
    """What of the line belongs to a certificate: number, scheme, issued → its label path."""
    return _held(into.id, tuple(line.values)) if into.id in HELD else {}


@lru_cache(maxsize=2000)
def _held(record_id: str, labels: tuple[str, ...]) -> dict[str, str]:
    """The same for all lines that say the same fields; nobody changes it."""
    names = HELD[record_id]
    paths = ((label, path_of(record_id, label).name) for label in labels)
    return {names[name]: label for label, name in paths if name in names}


def write_certificates(
    s: Writing,
    office: Office,
    into: Record,
    lines: Sequence[Line],
    outcomes: Sequence[Outcome | None],
    fresh: set[int],
) -> None:
    """Certificates for the lines that name one; `fresh` are classes made by this very file."""
    wanted = list(_wanted(into, lines, outcomes))
    if not wanted:
        return
    there = _there(s, office, [each.number for each in wanted])
    stand = by_id(office.ledger, into.id, {each.row for each in wanted}, connection=s.connection)
    types = _Types(s, office, into, fresh)
    missing, links = [], {}
    for each in wanted:
        student = stand[each.row]["student"]
        known = there.get(each.number)
        if known is not None:
            if known["student"] not in (None, student):
                sentence = f"证书编号“{each.number}”在台账里属于另一个人，请核对。"
                lines[each.line].trouble(Problem("证书属于他人", sentence, value=each.number), each.label)
            elif known[into.id] is None:
                links[known["id"]] = {into.id: each.row}
            continue
        kind, problem = types.of(stand[each.row], each.scheme)
        if kind is None:
            lines[each.line].trouble(problem, each.label)
            continue
        there[each.number] = {"id": 0, "student": student, into.id: each.row}
        missing.append((each, _row(into, each, kind, student)))
    if links:
        s.update(Certificate, links)
    _make(s, office, missing, lines, outcomes)


def _wanted(into: Record, lines: Sequence[Line], outcomes: Sequence[Outcome | None]) -> Iterator[_Wanted]:
    for i, (line, outcome) in enumerate(zip(lines, outcomes, strict=True)):
        if outcome is None or outcome.refused or outcome.id is None:
            continue
        labels = held_labels(into, line)
        if "number" in labels:
            said: Mapping[str, Any] = {name: line.values[label] for name, label in labels.items()}
            yield _Wanted(
                i, outcome.id, labels["number"], said["number"], said.get("scheme"), said.get("issued")
            )


def _there(s: Writing, office: Office, numbers: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Certificates of the ledger by number."""
    columns = Certificate.__table__.c
    found: dict[str, dict[str, Any]] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        statement = select(
            columns.id, columns.number, columns.student, columns.enrolment, columns.candidate
        ).where(
            columns.school == office.ledger.school_id, columns.number.in_(numbers[start : start + _AT_ONCE])
        )
        for row in s.connection.execute(statement):
            found[row.number] = dict(row._mapping)
    return found


def _row(into: Record, wanted: _Wanted, kind: int, student: int) -> dict[str, Any]:
    target = record("certificate")
    return {
        target.field("certificate_type").label: kind,
        target.field("number").label: wanted.number,
        target.field("student").label: student,
        target.field("issued").label: wanted.issued,
        target.field(into.id).label: wanted.row,
    }


def _make(
    s: Writing,
    office: Office,
    missing: Sequence[tuple[_Wanted, dict[str, Any]]],
    lines: Sequence[Line],
    outcomes: Sequence[Outcome | None],
) -> None:
    made = save_many(s, office, "certificate", [row for _, row in missing])
    for (wanted, _), result in zip(missing, made, strict=True):
        for problem in result.problems:
            lines[wanted.line].trouble(problem, wanted.label)
        outcome = outcomes[wanted.line]
        if outcome is not None and not result.refused and outcome.fate == "unchanged":
            outcome.fate = "updated"
            outcome.changes[wanted.label] = (None, wanted.number)


class _Types:
    """Which certificate a number is of: the batch's; for a class the one of its occupation and level."""

    def __init__(self, s: Writing, office: Office, into: Record, fresh: set[int]) -> None:
        self.s = s
        self.office = office
        self.into = into
        self.fresh = fresh
        self._known: dict[tuple[Any, str | None], int | None] = {}

    def of(self, row: Mapping[str, Any], scheme: str | None) -> tuple[int | None, Problem]:
        owner = row[self.into.model.part_of]
        key = (owner, scheme)
        if key not in self._known:
            self._known[key] = self._find(owner, scheme)
        sentence = "证书目录里找不到这个证书编号所属的证书，编号没有登记，请在证书台账里登记。"
        return self._known[key], Problem("证书目录不明", sentence, "warning")

    def _find(self, owner: int, scheme: str | None) -> int | None:
        whole = self.into.field(self.into.model.part_of).ref
        stand = by_id(self.office.ledger, whole, [owner], connection=self.s.connection)[owner]
        if "certificate_type" in stand:
            kind: int | None = stand["certificate_type"]
            return kind
        # A training without an occupation certifies itself.
        name, level = stand["occupation"] or stand["title"], stand["level"]
        if not name:
            return None
        columns = CertificateType.__table__.c
        tests = [columns.school == self.office.ledger.school_id, columns.name == name]
        tests += [columns.level == level] if level else []
        tests += [columns.scheme == scheme] if scheme else []
        found = self.s.connection.execute(select(columns.id).where(*tests)).scalars().all()
        if len(found) == 1:
            return int(found[0])
        # Into a ledger that did not know the class its certificate comes along, as the class does.
        may_make = not found and scheme and owner in self.fresh
        return self._new(scheme, name, level) if may_make else None

    def _new(self, scheme: str | None, name: str, level: str | None) -> int | None:
        target = record("certificate_type")
        labels = [target.field(each).label for each in ("scheme", "name", "level")]
        values = dict(zip(labels, (scheme, name, level), strict=True))
        return save_many(self.s, self.office, target.id, [values])[0].id
