"""What a bureau's file is: its tables, what their columns and labelled cells mean, and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.records.catalogue import Record, record
from desktop.services.binding import Binding, Bound, best_record
from desktop.services.office import Office
from desktop.services.returning.outer import SCHOOL, outer_field
from desktop.services.returning.unseen import cell_meaning, recognised
from desktop.workbook import Column, LabelCell, Table


def inspect(office: Office, file: Path) -> list[dict[str, Any]]:
    """One entry a table, as `zhijiao inspect --json` gives it; an unbound column has field None."""
    return [_table(office, table) for _sheet, table in recognised(file)]


def _table(office: Office, table: Table) -> dict[str, Any]:
    found = None
    if table.columns:
        found = best_record(table.columns, title=table.title, codes=office.codes)
    own, binding = found if found is not None else (None, Binding())
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
        "columns": [_column(each, own, binding) for each in table.columns],
        "cells": [_cell(each, own) for each in table.cells],
    }


def _column(column: Column, own: Record | None, binding: Binding) -> dict[str, Any]:
    bound = binding.bound.get(column.index)
    field = _full(bound, own) if bound is not None and own is not None else None
    why_not = "" if column.running_number else "没有对应的台账"
    return {
        "column": column.letter,
        "path": list(column.path),
        "leaf": column.leaf,
        "field": field,
        "fields": [field] if field else [],
        "format": (bound.style or None) if bound is not None else None,
        "part": None,
        "confidence": bound.confidence if bound is not None else 0.0,
        "reason": bound.reason if bound is not None else binding.unbound.get(column.index, why_not),
    }


def _full(bound: Bound, own: Record) -> str:
    """The field as people and scripts name it everywhere, its record first: 企业实践.教师.姓名."""
    return bound.label if outer_field(bound.label) is not None else f"{own.label}.{bound.label}"


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
