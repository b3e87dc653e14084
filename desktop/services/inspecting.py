"""What a bureau's file is: its tables, what their columns and labelled cells mean, and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.core.fields import Kind
from desktop.records.catalogue import Record, record
from desktop.services.binding import Binding, Bound
from desktop.services.binding.styles import format_style
from desktop.services.office import Office
from desktop.services.returning.outer import SCHOOL, outer_field
from desktop.services.returning.unseen import bound_card, bound_table, cell_meaning, is_head, recognised
from desktop.workbook import Column, LabelCell, Table

_DIGITS = ("phone", "credit_code", "school_code")
_NUMBERED = ("编号", "号", "号码", "代码")


def inspect(office: Office, file: Path) -> list[dict[str, Any]]:
    """One entry a table, as `zhijiao inspect --json` gives it; an unbound column has field None."""
    return [_table(office, table) for _sheet, table in recognised(file)]


def _table(office: Office, table: Table) -> dict[str, Any]:
    if table.layout == "card":
        return _card(office, table)
    found = None
    if table.columns:
        found = bound_table(office, table)
    own, binding = found if found is not None else (None, Binding())
    columns = [_column(each, own, binding) for each in table.columns]
    return _entry(table, own, columns, [_cell(each, own) for each in table.cells])


def _card(office: Office, table: Table) -> dict[str, Any]:
    own, bound, why = bound_card(office, table)
    cells = []
    for place, cell in enumerate(table.cells):
        said = _cell(cell, own)
        if not is_head(cell):
            field = _fields(bound[place], own) if place in bound and own is not None else []
            said |= {
                "field": "+".join(field) or None,
                "fields": field,
                "confidence": bound[place].confidence if place in bound else 0.0,
                "reason": bound[place].reason if place in bound else why.get(place, "没有对应的台账"),
            }
        cells.append(said)
    return _entry(table, own, [], cells)


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
        "columns": columns,
        "cells": cells,
    }


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
        "part": None,
        "confidence": bound.confidence if bound is not None else 0.0,
        "reason": bound.reason if bound is not None else binding.unbound.get(column.index, why_not),
    }


def _fields(bound: Bound, own: Record) -> list[str]:
    """The fields as people and scripts name them everywhere, the record first: 企业实践.教师.姓名."""
    return [label if outer_field(label) is not None else f"{own.label}.{label}" for label in bound.labels]


def _format(bound: Bound, column: Column) -> str | None:
    """The form of the value: a style, the cell's own date format, or what kind of text it must stay."""
    own = bound.path.field
    if bound.parts:
        return f"{bound.style}{bound.join}{bound.style}" if bound.style else bound.join.strip() or None
    if bound.style == "date" or (not bound.style and own.kind is Kind.DAY):
        return format_style(column.number_format) or "yyyy-MM-dd"
    if own.check == "resident_id":
        return "身份证"
    if not bound.style and own.kind is Kind.TEXT and (own.check in _DIGITS or own.label.endswith(_NUMBERED)):
        return "文本"
    return bound.style or None


def _cell(cell: LabelCell, own: Record | None) -> dict[str, Any]:
    """A labelled cell; 填报单位 and 学校名称 are one field, shown by its own label."""
    value = cell_meaning(cell, own)
    label = value.parts[0].label if value is not None else None
    if label is not None and label.startswith(f"{SCHOOL}."):
        found = record("school").find_path(label.partition(".")[2])
        label = f"{SCHOOL}.{found.label}" if found is not None else label
    elif label is not None and own is not None and value is not None and value.parts[0].path is not None:
        label = f"{own.label}.{label}"
    return {
        "ref": cell.ref,
        "label": cell.label,
        "mode": cell.mode,
        "value_ref": cell.value_ref,
        "field": label,
    }
