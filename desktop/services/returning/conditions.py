"""Conditions as a person states them (label, operator, words) made into typed ones for find."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.core.values import parse
from desktop.records.catalogue import Path, Record
from desktop.services.office import Office
from desktop.store.find import Condition, Operator

OPERATORS: tuple[str, ...] = get_args(Operator)


def typed(office: Office, record: Record, condition: Condition) -> Condition:
    """The condition with its path resolved on `record` and its words read as values of the field."""
    path = record.path(condition.path) if isinstance(condition.path, str) else condition.path
    value = condition.value
    if isinstance(value, list | tuple | set | frozenset):
        return Condition(path, condition.op, tuple(_read(office, path, each) for each in value))
    if condition.op in ("contains", "starts", "empty", "filled"):
        return Condition(path, condition.op, value)
    return Condition(path, condition.op, _read(office, path, value))


def _read(office: Office, path: Path, value: Any) -> Any:
    if not isinstance(value, str) or path.field.kind is Kind.REF:
        return value
    parsed = parse(path.field, value, office.codes, today=office.today)
    if parsed.problem is not None and parsed.value is None:
        raise UserError(parsed.problem.sentence, place=f"条件“{path.label}={value}”")
    return parsed.value


def split(
    office: Office, record: Record, per: Record | None, where: Sequence[Condition]
) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Conditions on the rows themselves, and those that choose which row of `per` a file is for."""
    rows: list[Condition] = []
    wholes: list[Condition] = []
    for each in where:
        whole = per is not None and isinstance(each.path, str) and per.find_path(each.path) is not None
        if whole and per is not None:
            wholes.append(typed(office, per, each))
        else:
            rows.append(typed(office, record, each))
    return tuple(rows), tuple(wholes)
