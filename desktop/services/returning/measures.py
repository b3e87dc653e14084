"""Counted figures of a form: the numbers of the counting services, blank where nothing is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from desktop.core.dates import Window, parse_window, years_before
from desktop.core.fields import Field, Kind
from desktop.core.presenting import plain_number, present, rounded
from desktop.services.binding.heading_parts import part_of_year
from desktop.services.binding.measures import LAST_YEAR
from desktop.services.counting.apart import Single, certainty, figures_apart
from desktop.services.counting.measure import Measure, MeasureSet
from desktop.services.counting.practice_measures import DAYS, PRACTICE, add_days
from desktop.services.counting.school import practice_figures
from desktop.services.counting.stats import measures_of
from desktop.services.office import Office
from desktop.services.returning.shape import CellSource, Figure, Shown
from desktop.services.targets import target_named
from desktop.store.find import Condition

SCHOOL_FIGURES, POLICY = "school", "policy"
_POLICY = "policy."
_LEADS = {"school.": SCHOOL_FIGURES, _POLICY: POLICY}
_Together = tuple[
    str, tuple[Condition, ...], str, str
]  # record, what they share, what sets them apart, window


@dataclass(frozen=True, slots=True)
class Counted:
    """One figure: its raw value (None: not known) and the field that says how it reads."""

    value: Any
    field: Field


def counted_cells(
    office: Office, cells: Mapping[str, Figure], window: Window
) -> tuple[dict[str, Shown], dict[str, CellSource]]:
    """What each cell shows, and where it came from."""
    shown: dict[str, Shown] = {}
    sources: dict[str, CellSource] = {}
    groups: defaultdict[_Together, dict[Single, list[str]]] = defaultdict(lambda: defaultdict(list))
    for ref, figure in cells.items():
        if not figure.of:
            where, path, value = _set_apart(figure.where)
            groups[figure.record, where, path, figure.window][value].append(ref)
    for (record, where, path, named), refs in groups.items():
        within = window_named(named, window)
        if path and len(refs) == 1:  # alone: its rows are fewer than all
            (value,) = refs
            where, path, refs = (*where, Condition(path, "=", value[0])), "", {(): refs[value]}
        names = {cells[ref].measure for each in refs.values() for ref in each}
        known = _counted_apart(office, record, where, path, set(refs), within, names)
        for value, mine in refs.items():
            for ref in mine:
                figure = cells[ref]
                shown[ref] = _shown(office, known[value][figure.measure], figure.style)
                sources[ref] = CellSource(record, _asked(figure.measure), where=figure.where, window=within)
    _add_up(cells, shown, sources, window)
    return shown, sources


def _set_apart(where: tuple[Condition, ...]) -> tuple[tuple[Condition, ...], str, Single]:
    """Conditions without the last that names one value, its path, and that value: what rows of a table
    differ in."""
    for place in reversed(range(len(where))):
        each = where[place]
        if each.op == "=" and isinstance(each.path, str) and isinstance(each.value, str | bool):
            return (*where[:place], *where[place + 1 :]), each.path, (each.value,)
    return where, "", ()


def _asked(measure: str) -> str:
    """The measure as the counting services are asked for it again."""
    for lead in _LEADS:
        measure = measure.removeprefix(lead)
    return measure


def _add_up(
    cells: Mapping[str, Figure], shown: dict[str, Shown], sources: dict[str, CellSource], window: Window
) -> None:
    """Totals add up what is shown, as the form's own formula would; a total of totals comes last."""
    waiting = {ref: figure for ref, figure in cells.items() if figure.of}
    while waiting:
        ready = [ref for ref, figure in waiting.items() if not set(figure.of) & set(waiting)]
        for ref in ready:
            figure = waiting.pop(ref)
            parts = [value for each in figure.of if isinstance(value := shown.get(each), int | Decimal)]
            shown[ref] = sum(parts, 0) if parts else None
            sources[ref] = CellSource(
                figure.record, figure.measure, window=window_named(figure.window, window), of=figure.of
            )
        if not ready:
            return


def window_named(name: str, window: Window) -> Window:
    """The return's own window, the one a year before, or any by name."""
    if not name:
        return window
    within = _part_of(name, window)
    if within is not None:
        return within
    if name != LAST_YEAR:
        return parse_window(name)
    start, end = years_before(window.start, 1), years_before(window.end, 1)
    if window.end.month == 2 and (window.end.month, window.end.day) == (2, 28) and end.year % 4 == 0:
        end = end.replace(day=29)  # the end of February is the end of February
    return Window(f"{start}..{end}", start, end)


def _part_of(name: str, window: Window) -> Window | None:
    """8月, 第一季度 or 上半年 of the return's own period: of several years the first that lies in it."""
    if part_of_year(name) != name:
        return None
    parts = [parse_window(f"{year}年{name}") for year in window.years()]
    inside = [each for each in parts if each.start >= window.start and each.end <= window.end]
    touching = [each for each in parts if each.start <= window.end and each.end >= window.start]
    return next(iter(inside or touching), parts[0])


def _counted_apart(
    office: Office,
    record: str,
    where: Sequence[Condition],
    path: str,
    values: set[Single],
    window: Window,
    names: set[str],
) -> dict[Single, dict[str, Counted]]:
    """The figures of each of the values of `path`, asked for together."""
    if record == SCHOOL_FIGURES:
        return dict.fromkeys(values, _of_school(office, window, names))
    if record == POLICY:
        return dict.fromkeys(values, _of_policy(office, window, names))
    measured = measures_of(record)
    days = {DAYS.name} & names
    asked = names - days
    only = asked | ({"practice.times"} if days else set())
    found = figures_apart(office, measured, window, path, values, root=record, where=where, only=only)
    counted = {
        value: {name: Counted(each[name], measured.measure(name).field) for name in asked}
        for value, each in found.items()
    }
    if days and record == PRACTICE:
        groups: dict[Single, dict[str, Any]] = {value: {} for value in values}
        add_days(office, window, groups, by=[path] if path else (), where=where)
        for value, group in groups.items():
            counted[value][DAYS.name] = Counted(group[DAYS.name], DAYS)
    blanks = {name: {value for value, each in counted.items() if each[name].value == 0} for name in asked}
    beside = [one for name, blank in blanks.items() if blank and (one := _measure(measured, name))]
    for name, blank in blanks.items():
        for value in _not_known(office, measured, name, window, record, where, path, blank, beside):
            counted[value][name] = replace(counted[value][name], value=None)
    return counted


def _measure(measured: MeasureSet, name: str) -> Measure | None:
    """A figure that is counted; None for one made of others."""
    found = measured.measure(name)
    return found if isinstance(found, Measure) else None


def _not_known(
    office: Office,
    measured: MeasureSet,
    name: str,
    window: Window,
    record: str,
    where: Sequence[Condition],
    path: str,
    blank: set[Single],
    beside: Sequence[Measure],
) -> set[Single]:
    """Where nothing was counted because nothing was written down: 未填 is not 0.

    Nothing counted is 0 where no row of the window failed for want of an entry. A class without a roster
    leaves open how many persons came, or how many of them women.
    """
    measure = _measure(measured, name)
    if not blank or measure is None:
        return set()
    here = [*where, Condition(path, "in", [value for (value,) in blank])] if path else where
    opened, counting = certainty(
        office, measured, measure, window, path, root=record, where=here, beside=beside
    )
    rosters_only = name in ("training.persons", "training.women") or record == "enrolment"
    if rosters_only and name.startswith("training."):
        opened |= _unlisted(office, measured, window, record, where, path, blank) - counting
    return opened & blank


def _unlisted(
    office: Office,
    measured: MeasureSet,
    window: Window,
    record: str,
    where: Sequence[Condition],
    path: str,
    blank: set[Single],
) -> set[Single]:
    """Of which of them persons came of whom no roster tells."""
    own = [each for each in where if not isinstance(each.path, str) or _of_class(record, each.path)]
    apart = path if _of_class(record, path) else ""
    values = {value if apart else () for value in blank}
    name = "training.unlisted"
    found = figures_apart(office, measured, window, apart, values, root=record, where=own, only=(name,))
    return {value for value in blank if found[value if apart else ()][name]}


def _of_class(record: str, path: str) -> bool:
    return record != "enrolment" or path.startswith("培训班次.")


def _of_school(office: Office, window: Window, names: set[str]) -> dict[str, Counted]:
    known = {f"school.{each.id}": each for each in practice_figures(office, window)}
    found = {}
    for name in names:
        each = known[name]
        kind = Kind.DECIMAL if isinstance(each.value, Decimal) else Kind.WHOLE
        found[name] = Counted(each.value, Field(name, each.label, kind, unit=each.unit, derived=True))
    return found


def _of_policy(office: Office, window: Window, names: set[str]) -> dict[str, Counted]:
    found = {}
    for name in names:
        row = target_named(office, window, name.removeprefix(_POLICY))
        value = None if row is None or row["value"] is None else Decimal(str(row["value"]))
        label, unit = (row["label"], row["unit"]) if row is not None else (name, "")
        found[name] = Counted(value, Field(name, label, Kind.DECIMAL, unit=unit, derived=True))
    return found


def _shown(office: Office, one: Counted, style: str) -> Shown:
    if one.value is None:
        return None
    if one.field.kind is Kind.DECIMAL and not style:
        return Decimal(plain_number(rounded(one.value, 2)))
    return present(one.field, one.value, style, office.codes)
