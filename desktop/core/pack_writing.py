"""Writes a policy pack as the file in which people write one: what is read again is the same pack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from decimal import Decimal

from desktop.core.policy import Number, Pack, Target, Task, Word

_ROWS = ("tasks", "targets", "numbers", "words")


def written(pack: Pack) -> str:
    """The text of the pack's file, a task, target or number a line."""
    head = {"title": pack.title, "document": pack.document, "issuer": pack.issuer, "issued": pack.issued}
    lines = [f"{key} = {_value(value)}" for key, value in head.items() if value not in ("", None)]
    for name in _ROWS:
        rows: Iterable[Task | Target | Number | Word] = getattr(pack, name)
        if rows:
            lines += ["", f"{name} = [", *(f"  {_row(each)}," for each in rows), "]"]
    return "\n".join(lines) + "\n"


def _row(each: Task | Target | Number | Word) -> str:
    """{key = value, …}: whatever is not as it is when nothing is written."""
    told: dict[str, object] = {}
    for own in fields(each):
        value = getattr(each, own.name)
        if value is not None and (own.default is MISSING or value != own.default):
            told[own.name] = value
    return "{" + ", ".join(f"{key} = {_value(value)}" for key, value in _shown(told).items()) + "}"


def _shown(told: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in told.items() if value != ()}


def _value(value: object) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return str(value)
