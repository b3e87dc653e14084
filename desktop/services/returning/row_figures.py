"""Measures as columns of a list: the number of each row, and the rows behind it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.core.datafile import Section
from desktop.core.dates import Window
from desktop.core.fields import Field
from desktop.core.presenting import show
from desktop.records.catalogue import Record, record
from desktop.services.binding.measure_words import SETS
from desktop.services.binding.row_figures import OF_ROW, RowFigure
from desktop.services.counting.figures import EVER, figures, grouped_ids, unsaid
from desktop.services.counting.measure import Measure, MeasureSet, RowOf
from desktop.services.counting.practice_measures import DAYS, add_days
from desktop.services.counting.stats import measures_of
from desktop.services.office import Office
from desktop.services.returning.loading_values import letter_index
from desktop.services.returning.measures import window_named
from desktop.services.returning.shape import Figure, FormColumn, Part, Value
from desktop.store.find import Condition

Values = dict[int, Any]  # row of the list → raw value; without an entry nothing is known
_ASIDE = "practice.times"  # what is counted by SQL where days are asked for, so that every group is there


def part_of(office: Office, found: RowFigure) -> Part:
    """A column's figure as a value of the form, named by what is counted and what narrows it."""
    figure = Figure(
        found.root, found.measure, found.label, found.where, found.window, found.style, row=found.row
    )
    return Part(label_of(office, figure), figure=figure)


def read_row_figure(office: Office, columns: Section, letter: str, own: Record) -> FormColumn:
    """A column of form.toml: {measure = "实到人数", record = "学员名册", where = ["学员.性别=女"]}."""
    from desktop.services.returning.cross import read_figure  # late: it reads forms as well

    read = read_figure(office, columns, letter, own)
    found = next(
        ((words, row) for words in SETS for row in words.rows
         if row[0] == own.id and read.record in (words.owner, words.person)), None
    )  # fmt: skip
    if found is None:
        raise columns.error(letter, f"这张表一行是一个{own.label}，“{read.label}”不能按行统计。")
    words, (_, base, name) = found
    named = OF_ROW.get(read.measure, read.measure) if own.id == words.owner else read.measure
    figure = replace(read, measure=named, row=(base, name), reason="")
    value = Value((Part(label_of(office, figure), figure=figure),), style=figure.style)
    return FormColumn(letter_index(letter), letter, "field", value)


def label_of(office: Office, figure: Figure) -> str:
    """实到人数（性别=女），认可天数（2024年）."""
    said = [
        f"{record(figure.record).path(str(each.path)).field.label}{each.op}{worded(office, figure, each)}"
        for each in figure.where
    ]
    said += [figure.window] if figure.window else []
    return figure.label + (f"（{'，'.join(said)}）" if said else "")


def worded(office: Office, figure: Figure, each: Condition) -> str:
    """The value of a condition as people read it."""
    return show(record(figure.record).path(str(each.path)).field, each.value, office.codes)


def field_of(figure: Figure) -> Field:
    """How the number reads: its kind and unit."""
    if figure.measure == DAYS.name:
        return DAYS
    return measures_of(figure.record).measure(figure.measure).field


def window_of(figure: Figure, window: Window) -> Window:
    """The window a row's figure is counted in: of a class of the return all that belongs to it."""
    assert figure.row is not None
    one_date = not figure.row[1] and not figure.window
    return EVER if one_date else window_named(figure.window, window)


def row_values(office: Office, parts: Mapping[str, Figure], window: Window) -> dict[str, Values]:
    """The numbers of every row by the label of the part; those that differ in nothing else asked at once."""
    groups: defaultdict[tuple[Any, ...], list[str]] = defaultdict(list)
    for label, each in parts.items():
        groups[each.record, each.where, each.window, each.row].append(label)
    found: dict[str, Values] = {}
    for labels in groups.values():
        found |= _asked_together(office, {label: parts[label] for label in labels}, window)
    return found


def _asked_together(office: Office, parts: Mapping[str, Figure], window: Window) -> dict[str, Values]:
    one = next(iter(parts.values()))
    assert one.row is not None
    measured, within, row = measures_of(one.record), window_of(one, window), RowOf(*one.row)
    names = {each.measure for each in parts.values()}
    asked = (names - {DAYS.name}) | ({_ASIDE} if DAYS.name in names else set())
    counted = figures(office, measured, within, root=one.record, by=[row], where=one.where, only=asked)
    if DAYS.name in names:
        add_days(office, within, counted, by=[row], where=one.where)
    return {
        label: _known(
            office, measured, each, within, {key[0]: values[each.measure] for key, values in counted.items()}
        )
        for label, each in parts.items()
    }


def _known(
    office: Office, measured: MeasureSet, figure: Figure, window: Window, counted: Mapping[Any, Any]
) -> Values:
    """Numbers above 0, and 0 where it is certain: not where something was not filled in."""
    assert figure.row is not None
    row = RowOf(*figure.row)
    values = {key: value for key, value in counted.items() if key is not None and value}
    for key in _certain(office, measured, figure, window, row):
        values.setdefault(key, 0)
    return values


def _certain(office: Office, measured: MeasureSet, figure: Figure, window: Window, row: RowOf) -> set[int]:
    """The rows of which 0 may be said: those with something to count in, all of it filled in."""
    root, where = figure.record, figure.where
    there = {group[0] for _, group in grouped_ids(office, measured, window, root=root, by=[row])}
    for each in where:
        blank = [*(other for other in where if other is not each), Condition(each.path, "empty")]
        there -= {
            group[0] for _, group in grouped_ids(office, measured, window, root=root, by=[row], where=blank)
        }
    measure = next((each for each in measured.measures if each.id == figure.measure), None)
    if isinstance(measure, Measure):
        there -= {
            group[0] for group in unsaid(office, measured, measure, window, root=root, by=[row], where=where)
        }
    if row.name:  # of a department without a class: what the list shows besides is 0 as well
        there |= _without_any(office, figure)
    return there - {None}


def _without_any(office: Office, figure: Figure) -> set[int]:
    """Rows of the list that nothing belongs to at all."""
    assert figure.row is not None
    base, name = figure.row
    target = record(base).by_name(name).field.ref
    measured = measures_of(base)
    row = RowOf(base, name)
    taken = {group[0] for _, group in grouped_ids(office, measured, EVER, root=base, by=[row])}
    every = {row_id for row_id, _ in grouped_ids(office, measures_of(target), EVER, root=target, by=[])}
    return every - taken


__all__ = [
    "Values",
    "field_of",
    "label_of",
    "part_of",
    "read_row_figure",
    "row_values",
    "window_of",
    "worded",
]
