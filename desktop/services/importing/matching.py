"""What the columns of one table mean: said, learned or found; several fields in one, one over several."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop.core.fields import Kind
from desktop.records.catalogue import Path, Record
from desktop.services.binding import Binding, Bound, FormPath, bind
from desktop.services.binding.evidence import Codes
from desktop.services.binding.names import unit_of
from desktop.services.importing.body import Body
from desktop.services.importing.mapping import Wanted, chosen, header_text
from desktop.services.importing.periods import find_period
from desktop.services.importing.shipped import Shipped
from desktop.services.importing.together import Parts, date_columns, find_together, join_texts, joined_path
from desktop.workbook.sheet import Sheet
from desktop.workbook.table import Column, Table


@dataclass(slots=True)
class Bands:
    """What the bands of a table say: a label path, and from which row on which text holds."""

    label: str
    rows: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def at(self, row: int) -> str:
        """The text of the band above a row, "" before the first."""
        place = bisect_right(self.rows, row)
        return self.texts[place - 1] if place else ""


@dataclass(slots=True)
class Source:
    """One table of the file that is imported.

    `until`: columns that hold the last day of a period, too; `parts`: columns that hold several fields, in
    their order; `gathered`: columns whose field stands over several columns, with all of them.
    """

    sheet: Sheet
    table: Table
    binding: Binding
    ignored: set[int] = field(default_factory=set)
    body: Body = field(default_factory=Body)
    until: dict[int, Bound] = field(default_factory=dict)
    parts: dict[int, Parts] = field(default_factory=dict)
    gathered: dict[int, list[int]] = field(default_factory=dict)
    shipped: Shipped | None = None
    bands: Bands | None = None

    @property
    def headers(self) -> dict[int, str]:
        return {column.index: header_text(column) for column in self.table.columns}

    @property
    def bounds(self) -> Iterator[Bound]:
        """Every field of every column."""
        for index, bound in self.binding.bound.items():
            yield from self.parts.get(index) or (bound,)
            if index in self.until:
                yield self.until[index]

    @property
    def labels(self) -> set[str]:
        return {each.label for each in self.bounds}

    @property
    def paths(self) -> list[Path]:
        return [each.path for each in self.bounds]

    def meaning(self, index: int) -> str:
        """What a person would say of the column: a label path, several joined by +, "" for nothing."""
        lead = next((lead for lead, columns in self.gathered.items() if index in columns), index)
        bound = self.binding.bound.get(lead)
        if bound is None:
            return ""
        several = self.parts.get(lead) or (bound, *([self.until[lead]] if lead in self.until else []))
        return "+".join(each.label for each in several)

    def shape(self) -> frozenset[str]:
        return frozenset(self.labels)

    def weight(self) -> float:
        return sum(bound.confidence for bound in self.binding.bound.values())


def match_columns(
    sheet: Sheet,
    table: Table,
    record: Record,
    codes: Codes,
    wanted: Mapping[str, Wanted],
    *,
    why: str,
    left_why: str,
) -> Source:
    """The table with its binding; what a person said about a column comes first, and `why` it is so."""
    choice = {column.index: chosen(column, wanted) for column in table.columns}
    free = [column for column in table.columns if not choice[column.index][0]]
    taken = {path.label for known, paths in choice.values() if known for path in paths}
    binding, gathered = _bind(free, record, codes)
    bound = {index: each for index, each in binding.bound.items() if each.label not in taken}
    left = {
        **binding.unbound,
        **{index: "已由列对应指定给别的列" for index, each in binding.bound.items() if each.label in taken},
    }
    source = Source(
        sheet, table, Binding(bound, left), gathered={k: v for k, v in gathered.items() if k in bound}
    )
    _obey(source, choice, why, left_why)
    _find_periods(source, record)
    done = source.ignored | {index for index, (known, _) in choice.items() if known}
    done |= {index for columns in source.gathered.values() for index in columns} | set(source.until)
    for index, parts in find_together(record, table.columns, bound, done).items():
        source.parts[index] = parts
        bound[index] = parts[0]
        left.pop(index, None)
    source.binding = Binding(dict(sorted(bound.items())), left)
    return source


def _bind(columns: Sequence[Column], record: Record, codes: Codes) -> tuple[Binding, dict[int, list[int]]]:
    """Binding, with days that stand over three columns (年, 月, 日) taken as one."""
    runs = date_columns(columns)
    if runs:
        rest = {index for run in runs.values() for index in run[1:]}
        whole = [_joined(column, runs, columns) for column in columns if column.index not in rest]
        binding = bind(whole, record, codes=codes)
        days = (Kind.DAY, Kind.MONTH)
        if all(lead in binding.bound and binding.bound[lead].path.field.kind in days for lead in runs):
            return binding, runs
    return bind(columns, record, codes=codes), {}


def _joined(column: Column, runs: Mapping[int, list[int]], columns: Sequence[Column]) -> Column:
    if column.index not in runs:
        return column
    path = joined_path(column)
    members = [each for each in columns if each.index in runs[column.index]]
    samples = tuple("-".join(texts) for texts in zip(*(each.samples for each in members), strict=False))
    return replace(column, path=path, leaf=path[-1], samples=samples, running_number=False)


def _obey(source: Source, choice: Mapping[int, tuple[bool, Wanted]], why: str, left_why: str) -> None:
    """What a person said of columns: a field, several fields, the same field as another column, nothing."""
    bound, left = source.binding.bound, source.binding.unbound
    first: dict[str, int] = {}
    for column in source.table.columns:
        known, paths = choice[column.index]
        if not known:
            continue
        if not paths:
            source.ignored.add(column.index)
            left[column.index] = left_why
            continue
        made = tuple(_said(column, path, why) for path in paths)
        lead = first.setdefault(made[0].label, column.index)
        if lead != column.index and len(made) == 1:
            source.gathered.setdefault(lead, [lead]).append(column.index)
            continue
        bound[column.index] = made[0]
        if len(made) == 2 and all(each.path.field.kind is Kind.DAY for each in made):
            source.until[column.index] = made[1]
        elif len(made) > 1:
            source.parts[column.index] = made


def _said(column: Column, path: FormPath, why: str) -> Bound:
    return Bound(path.path, path.label, unit_of(column.path), "", 1.0, why)


def _find_periods(source: Source, record: Record) -> None:
    bound = source.binding.bound
    kept = source.ignored | set(source.until) | set(source.gathered)
    period = find_period(record, source.table.columns, bound, kept) if not source.until else None
    if period is not None:
        index, bound[period[0]], source.until[period[0]] = period
        source.binding.unbound.pop(index, None)


def gather(source: Source, lead: int, texts: Sequence[str]) -> str:
    """The texts of a field that stands over several columns as one."""
    return join_texts(source.binding.bound[lead], texts)
