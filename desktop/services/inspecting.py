"""What a bureau's file is: its tables, what their columns and labelled cells mean, and how sure that is."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from desktop.core.fields import Kind
from desktop.core.presenting import DATE_PARTS, show
from desktop.records.catalogue import Record, record
from desktop.services.binding import Binding, Bound
from desktop.services.binding.measures import CrossBinding
from desktop.services.binding.row_figures import RowFigure
from desktop.services.binding.styles import format_style
from desktop.services.learning import HEADING, IN_COLUMN, Changes
from desktop.services.office import Office
from desktop.services.returning.cards import CardCell, read_card
from desktop.services.returning.cross import bound_cross
from desktop.services.returning.known import changes_since
from desktop.services.returning.outer import SCHOOL, outer_field
from desktop.services.returning.titled import Titled, period, titled
from desktop.services.returning.unseen import bound_table, cell_meaning, recognised, said_already
from desktop.store.find import Condition
from desktop.workbook import Column, LabelCell, Sheet, Table
from desktop.workbook.cross import Cross, CrossCell, indicators_of

_DIGITS = ("phone", "credit_code", "school_code")
_NO_LIST = {"header_rows": None, "first_row": None, "last_row": None}
_NUMBERED = ("编号", "号", "号码", "代码")


def inspect(office: Office, file: Path) -> list[dict[str, Any]]:
    """One entry a table, as `zhijiao inspect --json` gives it; an unbound column has field None."""
    return [
        _with_changes(_table(office, sheet, table), changes_since(office, sheet, table, file.name))
        for sheet, table in recognised(file)
    ]


def _with_changes(entry: dict[str, Any], changes: Changes | None) -> dict[str, Any]:
    """What the bureau changed since the header was last known, and what became of each column."""
    entry["changes"] = changes.as_json() if changes is not None else None
    for column in entry["columns"]:
        text = "/".join(column["path"])
        led = f"{IN_COLUMN}{text}" if changes is not None and changes.block == HEADING else text
        column["change"] = (changes.mark(led) or None) if changes is not None else None
    return entry


def _table(office: Office, sheet: Sheet, table: Table) -> dict[str, Any]:
    if table.layout == "cross":
        crossed = bound_cross(office, sheet, table)
        if crossed is not None:
            return _crossed(office, table, *crossed)
    if table.layout == "card":
        return _card(office, sheet, table)
    found = bound_table(office, table) if table.columns else None
    own, binding = found if found is not None else (None, Binding())
    columns = [
        _counted(office, each, binding.figures[each.index])
        if each.index in binding.figures
        else _column(each, own, binding)
        for each in table.columns
    ]
    # What a column says row by row is no one value above the list.
    by_row = {label for each in binding.bound.values() for label in each.labels if not outer_field(label)}
    cells = [_cell(each, own, by_row) for each in table.cells]
    return _entry(table, own, columns, cells) | _of_title(office, own, table.title)


def _entry(
    table: Table, own: Record | None, columns: list[dict[str, Any]], cells: list[dict[str, Any]]
) -> dict[str, Any]:
    listed = bool(table.header_rows[0])
    return {
        "name": table.sheet,
        "layout": table.layout,
        "title": table.title or None,
        "record": own.label if own is not None else None,
        "header_rows": list(table.header_rows) if listed else None,
        "code_row": table.code_row,
        "first_row": table.first_row if listed else None,
        "last_row": table.last_row if listed else None,
        "sample_rows": list(table.sample_rows),
        "total_row": table.total_row,
        "where": {},
        "window": None,
        "narrowed": None,
        "columns": columns,
        "cells": cells,
    }


def _crossed(office: Office, table: Table, cross: Cross, binding: CrossBinding) -> dict[str, Any]:
    """A cross table: a figure a cell, with what narrows it; a column's where its cells count alike."""
    own = record(binding.owner)
    stub = {column.index for column in cross.stub}
    columns = []
    for column in table.columns:
        mine = [each for (_, index), each in binding.figures.items() if index == column.index]
        fields = list(dict.fromkeys(each.field for each in mine))
        one = mine[0] if len(fields) == 1 else None
        why = binding.columns.get(column.index, "")
        why = "行标题" if column.index in stub else "表里有公式，由表格自己计算" if column.formula else why
        columns.append(
            {
                "column": column.letter,
                "path": list(column.path),
                "leaf": column.leaf,
                "field": one.field if one is not None else None,
                "fields": fields if one is not None else [],
                "format": (one.style or None) if one is not None else None,
                "part": None,
                "confidence": one.confidence if one is not None else 0.0,
                "reason": one.reason.partition("；")[0]
                if one
                else why or binding.columns.get(column.index, ""),
            }
        )
    around = [_cell(each, own) for each in table.cells]
    counted = [_figure(office, cross, binding, each) for each in cross.cells]
    return _entry(table, own, columns, around + counted) | _of_title(office, own, table.title)


def _of_title(office: Office, own: Record | None, title: str) -> dict[str, Any]:
    """What the title narrows the rows to, the period it names, and the sentence that says so."""
    said = titled(office, own, title) if own is not None else Titled(window=period(title))
    where = {}
    for each in said.where:
        assert not isinstance(each.path, str)  # titled resolves them all
        path = each.path
        values = each.value if isinstance(each.value, tuple) else (each.value,)
        words = [show(path.field, value, office.codes) for value in values if value is not None]
        where[f"{record(path.record).label}.{path.label}"] = "、".join(words) or each.op
    window = said.window.label if said.window is not None else None
    return {"where": where, "window": window, "narrowed": said.sentence or None}


def _figure(office: Office, cross: Cross, binding: CrossBinding, cell: CrossCell) -> dict[str, Any]:
    row = next(each for each in cross.rows if each.row == cell.row)
    column = next(each for each in cross.columns if each.index == cell.column)
    found = binding.figures.get((cell.row, cell.column))
    entry: dict[str, Any] = {"ref": cell.ref, "label": "/".join((*row.path, *column.path))}
    if found is None:
        return {**entry, "field": None}
    return {
        **entry,
        "field": found.field,
        "derived": True,
        "where": {
            _named(found.owner, found.record, each): _word(office, found.record, each) for each in found.where
        },
        "window": found.window or None,
        "sum": list(found.of),
        "format": found.style or None,
        "confidence": found.confidence,
        "reason": found.reason,
    }


def _named(owner: str, root: str, each: Condition) -> str:
    """培训班次.培训对象 even where it is asked from a line of the roster."""
    label = str(each.path)
    led = label.startswith(f"{record(owner).label}.")
    return label if led else f"{record(root).label}.{label}"


def _word(office: Office, root: str, each: Condition) -> str:
    return show(record(root).path(str(each.path)).field, each.value, office.codes)


def _card(office: Office, sheet: Sheet, table: Table) -> dict[str, Any]:
    own, cards = read_card(office, sheet, table, cell_meaning)
    counted = indicators_of(table) if own is None else None
    crossed = bound_cross(office, sheet, counted) if counted is not None else None
    if counted is not None and crossed is not None:
        asked = {cell.ref for cell in crossed[0].cells}
        entry = _crossed(office, counted, *crossed)
        others = [_card_cell(each, None) for each in cards if each.cell.value_ref not in asked]
        counts = [each for each in entry["cells"] if each["ref"] in asked]
        return entry | {"layout": "card", "columns": [], "cells": others + counts} | _NO_LIST
    return _entry(table, own, [], [_card_cell(each, own) for each in cards])


def _card_cell(card: CardCell, own: Record | None) -> dict[str, Any]:
    labels = [
        _school_label(label) if outer_field(label) is not None or own is None else f"{own.label}.{label}"
        for label in card.labels
    ]
    return {
        "ref": card.cell.value_ref,
        "label": card.cell.label,
        "label_at": card.cell.ref,
        "mode": card.cell.mode,
        "value_ref": card.cell.value_ref,
        "field": "+".join(labels) or None,
        "fields": labels,
        "confidence": card.confidence,
        "reason": card.reason,
    }


def _school_label(label: str) -> str:
    """填报单位 and 学校名称 are one field, shown by its own label."""
    if not label.startswith(f"{SCHOOL}."):
        return label
    found = record("school").find_path(label.partition(".")[2])
    return f"{SCHOOL}.{found.label}" if found is not None else label


def _column(column: Column, own: Record | None, binding: Binding) -> dict[str, Any]:
    bound = binding.bound.get(column.index)
    fields = _fields(bound, own) if bound is not None and own is not None else []
    why_not = "" if column.running_number else "没有对应的台账"
    return {
        "column": column.letter,
        "path": list(column.path),
        "leaf": column.leaf,
        "field": "+".join(fields) or None,
        "fields": fields,
        "format": _format(bound, column) if bound is not None else None,
        "part": bound.style if bound is not None and bound.style in DATE_PARTS else None,
        "confidence": bound.confidence if bound is not None else 0.0,
        "reason": bound.reason if bound is not None else binding.unbound.get(column.index, why_not),
    }


def _counted(office: Office, column: Column, figure: RowFigure) -> dict[str, Any]:
    """A column that counts something for each row: what, and what its header narrows it to."""
    return {
        "column": column.letter,
        "path": list(column.path),
        "leaf": column.leaf,
        "field": figure.field,
        "fields": [figure.field],
        "format": figure.style or None,
        "part": None,
        "derived": True,
        "where": {
            _named(figure.owner, figure.root, each): _word(office, figure.root, each) for each in figure.where
        },
        "window": figure.window or None,
        "confidence": figure.confidence,
        "reason": figure.reason,
    }


def _fields(bound: Bound, own: Record) -> list[str]:
    """The fields as people and scripts name them everywhere, the record first: 企业实践.教师.姓名."""
    return [label if outer_field(label) is not None else f"{own.label}.{label}" for label in bound.labels]


def _format(bound: Bound, column: Column) -> str | None:
    """The form of the value: a style, the cell's own date format, or what kind of text it must stay."""
    own = bound.path.field
    if bound.style in DATE_PARTS:
        return None
    if bound.parts:
        return f"{bound.style}{bound.join}{bound.style}" if bound.style else bound.join.strip() or None
    if bound.style == "date" or (not bound.style and own.kind is Kind.DAY):
        return format_style(column.number_format) or "yyyy-MM-dd"
    if own.check == "resident_id":
        return "身份证"
    if not bound.style and own.kind is Kind.TEXT and (own.check in _DIGITS or own.label.endswith(_NUMBERED)):
        return "文本"
    return bound.style or None


def _cell(cell: LabelCell, own: Record | None, by_row: Collection[str] = ()) -> dict[str, Any]:
    """A labelled cell; what is said behind the label already is left alone."""
    value = cell_meaning(cell, own) if not said_already(cell) else None
    labels = []
    for part in value.parts if value is not None else ():
        if part.label.startswith(f"{SCHOOL}."):
            labels.append(_school_label(part.label))
        elif part.label not in by_row:
            known = own is not None and part.path is not None
            labels.append(f"{own.label}.{part.label}" if known and own is not None else part.label)
    return {
        "ref": cell.value_ref,
        "label": cell.label,
        "label_at": cell.ref,
        "mode": cell.mode,
        "value_ref": cell.value_ref,
        "field": "+".join(labels) or None,
    }
