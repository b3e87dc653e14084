"""Sums by owner, counted once in a window: of what a class's roster adds up to, many figures are made.

A million enrolments are of some ten thousand classes a year. What is grouped or narrowed by fields of the
class is added up from the sums of the classes; only that many rows are looked at. What is not additive
(different persons) or asked by other fields is counted from the rows themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.core.same import Same
from desktop.records.catalogue import Path, record
from desktop.services.counting.grouping import IN_WINDOW, MONTH, By, Group, group_column, named
from desktop.services.counting.kept import kept
from desktop.services.counting.measure import Aggregate, MeasureSet, Part, RowOf
from desktop.services.counting.rules import Rules
from desktop.services.office import Office
from desktop.store.find import Condition

Sums = list[tuple[Group, dict[str, int]]]


# What the rows of one owner come to that have the same values of their own: owner, those values, sums.
_Row = tuple[int | None, tuple[Any, ...], tuple[int, ...]]


@dataclass(slots=True)
class _Store:
    """The parts counted so far, each with the rows of its pass and its place in their sums."""

    known: dict[Part, tuple[list[_Row], int]] = field(default_factory=dict)


_Told = int | Path | RowOf | str  # a place among the rows' own values, or what is asked of the owner


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which owners count and how the rows are grouped."""

    owner: str
    by: tuple[_Told, ...]
    tests: tuple[Condition, ...]  # of the owner
    own: Mapping[int, frozenset[Any]]  # place among the rows' own values → the values asked for


def additive(part: Part) -> bool:
    """Whether the whole is the sum of what its groups come to."""
    return part.aggregate is not Aggregate.DISTINCT


def _dated(part: Part) -> int | None:
    """How many predicates put a row into the window; they come first. None for a part without a window."""
    names = [test.name for test in part.predicates]
    return names.index(IN_WINDOW) + 1 if IN_WINDOW in names else None


def fine_sums(
    office: Office,
    measured: MeasureSet,
    held: Rules,
    root: str,
    base: str,
    parts: Sequence[tuple[str, Part]],
    by: Sequence[By],
    where: Sequence[Condition],
    beside: Iterable[Part] = (),
) -> Sums | None:
    """The parts (all additive, not narrowed by `where` yet) by group; None where the owner's fields do not
    tell what is asked. A pass that must be made counts `beside` as well, which will be asked for next."""
    if base not in measured.owners or not parts or _dated(parts[0][1]) is None:
        return None
    store = _store(office, Same(measured), held, base)
    if where and not by and any(part not in store.known for _, part in parts):
        return None  # of a few owners: their rows alone are counted sooner
    asked = _asked(measured, root, base, by, where)
    if asked is None:
        return None
    key_of = _keys(office, measured, held, asked)
    found: dict[Group, dict[str, int]] = {}
    for rows, places in _passes(office, measured, held, base, parts, store, beside):
        for owner, own, sums in rows:
            if asked.own and any(own[place] not in values for place, values in asked.own.items()):
                continue
            key = key_of(owner, own)
            if key is None:
                continue
            into = found.setdefault(key, {})
            for name, place in places:
                if sums[place]:
                    into[name] = into.get(name, 0) + sums[place]
    return list(found.items())


def _asked(
    measured: MeasureSet, root: str, base: str, by: Sequence[By], where: Sequence[Condition]
) -> _Asked | None:
    """What is asked, said of the owners; None where it cannot be."""
    way = measured.owners[base]
    lead, own = f"{way}." if way else "", measured.own_fields(base)
    owner = record(base).by_name(way).field.ref if way else base

    def seen(path: Path) -> Path | int | None:
        """A field as a place among the rows' own values, or as a field of the owner."""
        dotted = measured.reached(path, base)
        if dotted is None or not dotted.startswith(lead):
            return None
        return own.index(dotted) if dotted in own else record(owner).by_name(dotted.removeprefix(lead))

    groups: list[_Told] = []
    for label in by:
        told: _Told | None
        if isinstance(label, RowOf):
            told = label if label.record == owner or f"{label.name}.".startswith(lead) else None
        else:
            told = label if label == MONTH else seen(record(root).path(label))
        if told is None:
            return None
        groups.append(told)
    tests: list[Condition] = []
    values: dict[int, frozenset[Any]] = {}
    for each in where:
        found = seen(named(root, each))
        if isinstance(found, Path):
            value = tuple(each.value) if isinstance(each.value, list | set | frozenset) else each.value
            tests.append(Condition(found, each.op, value))
        elif found is not None and each.op == "=" and each.value is not None:
            values[found] = values.get(found, frozenset({each.value})) & {each.value}
        elif found is not None and each.op == "in":
            wanted = frozenset(each.value) - {None}  # as SQL has it: nothing is not in any list
            values[found] = values.get(found, wanted) & wanted
        else:
            return None
    return _Asked(owner, tuple(groups), tuple(tests), values)


def _keys(
    office: Office, measured: MeasureSet, held: Rules, asked: _Asked
) -> Callable[[int | None, tuple[Any, ...]], Group | None]:
    """The group of a row; None for one whose owner does not count."""
    told = tuple(each for each in asked.by if not isinstance(each, int))
    if not told and not asked.tests:
        places = [each for each in asked.by if isinstance(each, int)]
        return lambda _, own: tuple([own[place] for place in places])
    owners = _owners(office, Same(measured), held, asked.owner, told, asked.tests)
    if len(told) == len(asked.by):
        return lambda owner, _: owners.get(owner)

    def mixed(owner: int | None, own: tuple[Any, ...]) -> Group | None:
        group = owners.get(owner)
        if group is None:
            return None
        values = iter(group)
        return tuple([own[each] if isinstance(each, int) else next(values) for each in asked.by])

    return mixed


@kept
def _owners(
    office: Office,
    same: Same[MeasureSet],
    held: Rules,
    owner: str,
    by: tuple[_Told, ...],
    tests: tuple[Condition, ...],
) -> dict[int | None, Group]:
    """The owners of the window that meet the conditions, each with what it is grouped by."""
    measured, scan = same.it, same.it.scan(owner, held)
    columns = [
        scan.column(each) if isinstance(each, Path) else group_column(measured, scan, owner, each)
        for each in by
        if not isinstance(each, int)
    ]
    clauses = [scan.condition(each) for each in tests]
    statement = scan.select([scan.base.c.id, *columns]).where(
        measured.of_school(scan, office.ledger.school_id),
        scan.in_window(measured.dates[owner](held)),
        *clauses,
    )
    with office.ledger.reading() as reading:
        found = reading.execute(statement, {"today": held.today}).all()
    return {row[0]: tuple(row[1:]) for row in found}


def _passes(
    office: Office,
    measured: MeasureSet,
    held: Rules,
    base: str,
    parts: Sequence[tuple[str, Part]],
    store: _Store,
    beside: Iterable[Part],
) -> list[tuple[list[_Row], list[tuple[str, int]]]]:
    """The rows of each pass with names and places of the parts they have; what lacks is counted in one."""
    if any(part not in store.known for _, part in parts):
        wanted = dict.fromkeys((*(part for _, part in parts), *beside))
        lacking = [part for part in wanted if part not in store.known]
        rows = _pass(office, measured, held, base, lacking)
        store.known |= {part: (rows, place) for place, part in enumerate(lacking)}
    passes: dict[int, tuple[list[_Row], list[tuple[str, int]]]] = {}
    for name, part in parts:
        rows, place = store.known[part]
        passes.setdefault(id(rows), (rows, []))[1].append((name, place))
    return list(passes.values())


@kept
def _store(office: Office, same: Same[MeasureSet], held: Rules, base: str) -> _Store:  # noqa: ARG001 - keys
    """Empty at first; it lasts until something is written."""
    return _Store()


def _pass(office: Office, measured: MeasureSet, held: Rules, base: str, parts: Sequence[Part]) -> list[_Row]:
    """One SELECT over the rows whose owner is of the window, by owner and the rows' own values."""
    scan = measured.scan(base, held, within=True)
    dated = _dated(parts[0])
    assert dated is not None
    tests = [test.clause(scan) for test in parts[0].predicates[:dated]]
    own = [scan.column(record(base).by_name(name)) for name in measured.own_fields(base)]
    way = measured.owners[base]
    owner = scan.at(way) if way else scan.base.c.id
    groups = [owner.label("g0"), *(column.label(f"g{n}") for n, column in enumerate(own, 1))]
    sums = [part.aggregated(scan, dated) for part in parts]
    statement = scan.select([*groups, *sums]).where(measured.of_school(scan, office.ledger.school_id), *tests)
    grouped = statement.group_by(*(column.name for column in groups))
    with office.ledger.reading() as reading:
        found = reading.execute(grouped, {"today": held.today}).all()
    last = len(groups)
    return [(row[0], tuple(row[1:last]), tuple(map(int, row[last:]))) for row in found]
