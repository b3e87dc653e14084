"""The city in a window: a school a line with its figures, who is missing, and the city's totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import func, select

from desktop.core.dates import Window
from desktop.core.progress import NoProgress, Progress
from desktop.records.catalogue import record
from desktop.records.people import Person
from desktop.services.consolidating.expected import expected, here
from desktop.services.consolidating.kept import BROUGHT, kept
from desktop.services.consolidating.remembered import remembered
from desktop.services.counting.rules import headcount
from desktop.services.counting.school import practice_figures
from desktop.services.counting.stats import measures_of, stats
from desktop.services.office import Office
from desktop.services.targets import targets
from desktop.store.scope import Schools

IN, MISSING, UNEXPECTED = "已交", "未交", "不在名单"

# Measures by their own names; a label is said by the measure alone.
_CLASSES: Final = (
    "training.classes", "training.attendances", "training.persons", "training.person_days",
    "training.income", "training.certified",
)  # fmt: skip
_EXAMS: Final = ("certificate.registered", "certificate.sat", "certificate.passed", "certificate.issued")
_RATES: Final = ("certificate.pass_rate",)
_PRACTICE: Final = ("teachers", "specialised", "took_part", "days", "met")
_PRACTICE_RATES: Final = ("days_each", "met_rate", "double_rate")


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its label and unit, and whether the city's is the sum of the schools'."""

    id: str
    label: str
    unit: str
    adds: bool = True


@dataclass(slots=True)
class Line:
    """One school. `figures` by column id, None where it cannot be told; `targets` as `targets` gives them."""

    code: str
    name: str
    state: str
    id: int = 0
    file: str = ""
    last: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    targets: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class City:
    """The whole: `totals` are sums over the schools; `persons` every human being once, by ID number."""

    window: Window
    columns: tuple[Column, ...]
    lines: list[Line]
    totals: dict[str, Any]
    persons: int

    @property
    def missing(self) -> list[Line]:
        """Those on the list that have handed in nothing."""
        return [line for line in self.lines if line.state == MISSING]

    @property
    def brought(self) -> list[Line]:
        """Those whose rows are here."""
        return [line for line in self.lines if line.state != MISSING]


def city(office: Office, window: Window, progress: Progress | None = None) -> City:
    """Every school's figures by the bureau's rules; the missing ones are in the list, marked."""
    watch = progress or NoProgress()
    listed = {each.code: each.name for each in expected(office)}
    came = kept(office.ledger, BROUGHT)
    lines: dict[str, Line] = {code: Line(code, name, MISSING) for code, name in listed.items()}
    schools = here(office)
    columns, _ = _figures(office, window)
    told_before = remembered(office, window)
    with Schools(office.ledger) as narrowed:
        for number, school in enumerate(schools):
            watch.step(number, len(schools), school.name)
            told = came.get(school.code) or {}
            state = IN if school.code in listed or not listed else UNEXPECTED
            line = Line(
                school.code, school.name, state, school.id, told.get("file", ""), told.get("last", "")
            )
            if school.id not in told_before:
                inside = replace(office, ledger=narrowed.of(school.id))
                told_before[school.id] = (_figures(inside, window)[1], targets(inside, window))
            figures, aims = told_before[school.id]
            line.figures, line.targets = dict(figures), [dict(each) for each in aims]
            lines[school.code] = line
    found = sorted(lines.values(), key=lambda line: (line.code, line.name))
    return City(window, columns, found, _totals(columns, found), _persons(office))


def _figures(office: Office, window: Window) -> tuple[tuple[Column, ...], dict[str, Any]]:
    columns: list[Column] = []
    values: dict[str, Any] = {}
    students = record("headcount").field("students")
    columns.append(Column("headcount.students", students.label, students.unit))
    values["headcount.students"] = headcount(office, window.end).get("students")
    for root, ids, rates in (("training_class", _CLASSES, ()), ("exam_batch", _EXAMS, _RATES)):
        groups = stats(office, root, window)
        told: Mapping[str, Any] = groups[0]["measures"] if groups else {}
        for measure_id in (*ids, *rates):
            measure = measures_of(root).measure(measure_id)
            columns.append(Column(measure_id, measure.label, measure.unit, measure_id not in rates))
            values[measure_id] = told.get(measure.label)
    practice = {each.id: each for each in practice_figures(office, window)}
    for name in (*_PRACTICE, *_PRACTICE_RATES):
        figure = practice[name]
        columns.append(Column(f"practice.{name}", figure.label, figure.unit, name in _PRACTICE))
        values[f"practice.{name}"] = _plain(figure.value)
    return tuple(columns), values


def _plain(value: Any) -> Any:
    """A number as JSON has it."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else float(value)


def _totals(columns: Sequence[Column], lines: Sequence[Line]) -> dict[str, Any]:
    """Sums; of a rate there is none: it is not the schools' average."""
    totals: dict[str, Any] = {}
    for column in columns:
        known = [line.figures[column.id] for line in lines if line.figures.get(column.id) is not None]
        totals[column.id] = _plain(round(sum(known), 2)) if column.adds and known else None
    return totals


def _persons(office: Office) -> int:
    """Human beings in all ledgers: with a number once, without one each for himself."""
    c = Person.__table__.c
    numbered = select(c.document_type, c.document_number).where(c.document_number.is_not(None)).distinct()
    alone = select(func.count()).where(c.document_number.is_(None)).select_from(Person.__table__)
    with office.ledger.reading() as reading:
        known = reading.execute(select(func.count()).select_from(numbered.subquery())).scalar_one()
        return int(known) + int(reading.execute(alone).scalar_one())
