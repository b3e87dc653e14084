"""Binding the labelled cells of a card: each label is asked like a column, all of them in one assignment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from desktop.core.fields import Kind
from desktop.records.catalogue import Path, Record, record
from desktop.services.binding.choosing import best_record, said_of
from desktop.services.binding.columns import Binding, Bound
from desktop.services.binding.evidence import Codes
from desktop.services.binding.foreign import belongs_to_other
from desktop.services.binding.match import bind
from desktop.services.binding.names import names, readings, unit_of
from desktop.workbook.cards import options
from desktop.workbook.table import LabelCell

_SCHOOLS: Final = ("school", "headcount", "finance")
_BARE: Final = 0.03  # what a reading without its bracket costs
_SURE: Final = 0.88
# People whose name and telephone are the school's: who fills in, who heads it.
_REPORTERS: Final = ("填报人", "经办人", "联系人", "负责人", "校长", "法人", "法定代表")


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """A label read as a column of its own; the boxes to tick beside it are its choices."""

    index: int
    path: tuple[str, ...]
    choices: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    number_format: str = "General"
    formula: str | None = None
    running_number: bool = False
    continued: bool = False


def label_columns(cells: Sequence[LabelCell]) -> list[LabelColumn]:
    """The labels in the order of the cells; a column's index is the cell's place in it."""
    return [
        LabelColumn(index, (cell.label,), choices=tuple(options(cell.value)))
        for index, cell in enumerate(cells)
    ]


def bind_labels(
    cells: Sequence[LabelCell],
    *,
    title: str = "",
    codes: Codes | None = None,
    said: Mapping[str, str] | None = None,
    wanted: Record | None = None,
) -> tuple[Record, Binding] | None:
    """The record a card is about (or the one wanted) and what its labels mean, by the place of the cell."""
    columns = label_columns(cells)
    if wanted is None:
        best = best_record(columns, title=title, codes=codes, said=said)
        return _about_school(columns, _of_school(columns, codes, best) or best)
    told = said_of(wanted, said)
    return wanted, bind(columns, wanted, purpose="fill", codes=codes, title=title, said=told)


def _about_school(
    columns: Sequence[LabelColumn], best: tuple[Record, Binding] | None
) -> tuple[Record, Binding] | None:
    """A card about the school asks for its own fields, its numbers and its money side by side."""
    if best is None or best[0].id not in _SCHOOLS:
        return best
    own, binding = best
    for column in columns:
        for other in (record(each) for each in _SCHOOLS if each != own.id):
            path = _named_outright(other, column.path[-1]) if column.index in binding.unbound else None
            if path is not None:
                label = f"{other.label}.{path.label}"
                unit = unit_of(column.path)
                style = unit if path.field.kind is Kind.MONEY else ""
                binding.bound[column.index] = Bound(path, label, unit, style, 0.9, f"填“{label}”")
                del binding.unbound[column.index]
    return own, binding


def school_path(label: str) -> Path | None:
    """The school's own field that a label above or below a list names outright: 填表单位, 填表人电话."""
    return _named_outright(record("school"), label)


def _named_outright(own_record: Record, label: str) -> Path | None:
    """The record's own field that goes by the label, whatever stands in brackets."""
    known = names(own_record.id, "fill")
    for text, cost in ((text, cost) for text, cost, _ in readings((label,)) if cost <= _BARE):
        found = sorted(known.get(text, ()), key=lambda each: -each.score)
        if found and found[0].score - cost >= _SURE and not found[0].target.depth:
            own = found[0].target.path
            mine = (own.field.label, *own.field.aliases)
            return None if belongs_to_other(text, [*mine, *_REPORTERS]) else own
    return None


def _of_school(
    columns: Sequence[LabelColumn], codes: Codes | None, best: tuple[Record, Binding] | None
) -> tuple[Record, Binding] | None:
    """A card about the school itself, when its own fields explain most labels and more than any record's."""
    own = record("school")
    binding = bind(columns, own, purpose="fill", codes=codes)
    mine = sum(each.path.own for each in binding.bound.values())
    others = sum(each.path.record != own.id for each in best[1].bound.values()) if best is not None else 0
    return (own, binding) if mine >= 4 and 2 * mine >= len(columns) and mine > others else None
