"""What a measure is: base rows, named predicates in order, one aggregate; all else follows from that.

The figure, the rows behind it and the rows left out (each with its first reason) come from one
declaration, so they cannot disagree: counted + left out = all rows of the base record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, and_, case, func, literal, null, type_coerce

from desktop.core.fields import Field, Kind
from desktop.records.catalogue import Hop, Path, record
from desktop.services.counting.rules import Rules
from desktop.store.query import Query

Value = int | Decimal | None


class Scan(Query):
    """A SELECT over one base record that knows the rules of the count."""

    def __init__(
        self, base: str, rules: Rules, own: Mapping[str, str] | None = None, within: str = ""
    ) -> None:
        super().__init__(record(base), rules.today)
        self.rules = rules
        self._own = dict(own or {})
        self._within = within

    def _joined(
        self, rows: FromClause, child: FromClause, on: ColumnElement[bool], hops: tuple[Hop, ...]
    ) -> FromClause:
        """Where only rows of owners in the window count, the owners come first and their rows by the index on
        them: + 0 keeps SQLite from looking up the owner of every row there is."""
        if self._within and [hop.name for hop in hops] == [self._within]:
            return rows.join(child, child.c.id + 0 == self.base.c[self._within])
        return super()._joined(rows, child, on, hops)

    def column(self, path: Path) -> ColumnElement[Any]:
        """As of any query; where the row has an attribute of its own for it, that one goes before."""
        own = self._own.get(path.name)
        found = super().column(path)
        return func.coalesce(super().column(self.root.by_name(own)), found) if own else found

    def at(self, dotted: str) -> ColumnElement[Any]:
        """The column of a dotted attribute path; a reference gives its id."""
        path = self.root.by_name(dotted)
        if path.field.kind is Kind.REF:
            return self.alias(path.hops).c[path.field.name]
        return self.column(path)

    def tenths(self, dotted: str) -> ColumnElement[Any]:
        """A number with one decimal place as the integer the ledger keeps."""
        return type_coerce(self.at(dotted), Integer)

    def in_window(self, dotted: str) -> ColumnElement[bool]:
        day = self.at(dotted)
        return and_(day >= self.rules.window.start, day <= self.rules.window.end)


@dataclass(frozen=True, slots=True)
class RowOf:
    """The row that something belongs to, by its id: what a reference of `record` names (dotted attributes),
    or with "" the row of `record` itself. Groups figures row by row of a list."""

    record: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Predicate:
    """One condition a row must meet, and the sentence (a format of `rules`) said of the first one unmet."""

    name: str
    reason: str
    clause: Callable[[Scan], ColumnElement[bool]]


class Aggregate(StrEnum):
    COUNT = "count"  # rows
    SUM = "sum"  # of the amount
    DISTINCT = "distinct"  # different amounts


@dataclass(frozen=True, slots=True)
class Part:
    """The contribution of one base record to a measure."""

    base: str
    predicates: tuple[Predicate, ...]
    amount: Callable[[Scan], ColumnElement[Any]] | None = None
    aggregate: Aggregate = Aggregate.COUNT

    def where(self, *more: Predicate) -> Part:
        """The same with more conditions, asked first."""
        return Part(self.base, (*more, *self.predicates), self.amount, self.aggregate)

    def aggregated(self, scan: Scan, hoisted: int) -> ColumnElement[Any]:
        """The aggregate over rows meeting all predicates but the first `hoisted`, which a WHERE has asked."""
        amount = self.amount(scan) if self.amount is not None else literal(1)
        tests = [predicate.clause(scan) for predicate in self.predicates[hoisted:]]
        chosen = case((and_(*tests), amount), else_=null()) if tests else amount
        match self.aggregate:
            case Aggregate.COUNT:
                return func.count(chosen)
            case Aggregate.DISTINCT:
                return func.count(chosen.distinct())
            case Aggregate.SUM:
                return func.coalesce(func.sum(chosen), 0)

    @property
    def bare(self) -> bool:
        """Whether a row that counts shows: without any the figure is 0, and with one it is not."""
        return self.aggregate is not Aggregate.SUM

    def first_unmet(self, scan: Scan, asked: int = 0) -> ColumnElement[Any]:
        """The number of the first predicate a row does not meet; NULL for a row that counts.

        The first `asked` are asked elsewhere, of all rows."""
        unmet: ColumnElement[Any] = null()
        for number in reversed(range(asked, len(self.predicates))):
            unmet = case((self.predicates[number].clause(scan), unmet), else_=literal(number))
        return unmet


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure counted from rows; `kind` says how the sum reads (DECIMAL: tenths, MONEY: 分)."""

    id: str
    label: str
    unit: str
    parts: tuple[Part, ...]
    formula: str
    kind: Kind = Kind.WHOLE

    @property
    def field(self) -> Field:
        """The measure as a field, for whoever shows it."""
        return Field(self.id, self.label, self.kind, unit=self.unit, derived=True)

    def value(self, raw: int) -> Value:
        return Decimal(raw) / 10 if self.kind is Kind.DECIMAL else raw


@dataclass(frozen=True, slots=True)
class Composite:
    """A figure made of others: a rate, a scaled number. None where it cannot be said."""

    id: str
    label: str
    unit: str
    of: tuple[str, ...]
    compute: Callable[[Mapping[str, Value], Rules], Value]
    formula: str
    kind: Kind = Kind.DECIMAL

    @property
    def field(self) -> Field:
        return Field(self.id, self.label, self.kind, unit=self.unit, derived=True)


@dataclass(frozen=True)
class MeasureSet:
    """The measures of one ledger, in the order a person reads them.

    `ways` says how a field named from the asked record is reached from a part's base record: pairs of
    dotted prefixes, the longest first. `fallback` gives, per base record, the base's own attribute that
    goes before a field of the row it hangs on (the enrolment's 人员类别 before the class's 培训对象).
    """

    measures: tuple[Measure, ...]
    composites: tuple[Composite, ...]
    ways: Mapping[tuple[str, str], tuple[tuple[str, str], ...]]
    fallback: Mapping[tuple[str, str], str]
    dates: Mapping[
        str, Callable[[Rules], str]
    ]  # per base record, the attribute that puts a row into a window
    owners: Mapping[str, str] = field(
        default_factory=dict
    )  # per base record, the reference to what dates and groups its rows, many to each; "": they themselves

    @property
    def all(self) -> tuple[Measure | Composite, ...]:
        return (*self.measures, *self.composites)

    def own_fields(self, base: str) -> tuple[str, ...]:
        """Fields of the owner before which an attribute of the row itself goes."""
        return tuple(dotted for record_id, dotted in self.fallback if record_id == base)

    def measure(self, name: str) -> Measure | Composite:
        for each in self.all:
            if name in (each.id, each.label):
                return each
        raise KeyError(name)

    def basic(self, name: str) -> tuple[Measure, ...]:
        """The counted measures behind a name."""
        found = self.measure(name)
        if isinstance(found, Measure):
            return (found,)
        return tuple(measure for part in found.of for measure in self.basic(part))

    def reached(self, path: Path, base: str) -> str | None:
        """The dotted path from `base` to the field that `path` names from its own record, if there is one."""
        if path.record == base:
            return path.name
        for prefix, instead in self.ways.get((path.record, base), ()):
            if path.name.startswith(prefix):
                return instead + path.name[len(prefix) :]
        return None

    def row(self, row: RowOf, scan: Scan) -> ColumnElement[Any]:
        """The id of that row as seen from the scanned base record; NULL where nothing leads there."""
        base = scan.root.id
        way = f"{row.name}." if row.name else ""
        if row.record != base:
            steps = self.ways.get((row.record, base), ())
            found = next((new + way[len(old) :] for old, new in steps if way.startswith(old)), None)
            if found is None:
                return null()
            way = found
        return scan.at(way.removesuffix(".")) if way else scan.base.c.id

    def scan(self, base: str, rules: Rules, *, within: bool = False) -> Scan:
        """A scan of a base record with the attributes that go before others'; `within`: what is asked of its
        rows has their owner in the window."""
        own = {dotted: name for (record_id, dotted), name in self.fallback.items() if record_id == base}
        dated = self.dates[base](rules) if within and base in self.dates else ""
        return Scan(base, rules, own, dated.split(".")[0] if dated.count(".") == 1 else "")

    def of_school(self, scan: Scan, school: int) -> ColumnElement[bool]:
        """The rows of the school. Where a row's date is its class's, not by the index on the school: the few
        classes of the window come first, then their rows."""
        base = scan.root.id
        of_owner = base in self.dates and "." in self.dates[base](scan.rules)
        column = scan.base.c.school
        return (column + 0 if of_owner else column) == school

    def path(self, path: Path, base: str) -> Path | None:
        """The same field as seen from a base record."""
        dotted = self.reached(path, base)
        return None if dotted is None else record(base).by_name(dotted)
