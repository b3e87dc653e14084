"""What a command answers: one document for scripts, the same in words for people; tables of even columns."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

WIDEST = 36


@dataclass(frozen=True, slots=True)
class Answer:
    """`document` is plain data for --json, `text` what a person reads, `code` the exit code."""

    document: Any
    text: str
    code: int = 0


def as_json(document: Any) -> str:
    """One JSON document with readable Chinese."""
    return json.dumps(document, ensure_ascii=False, indent=1, default=plain) + "\n"


def plain(value: Any) -> Any:
    """Values of the program as JSON has them: dates ISO, exact numbers as numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def width(text: str) -> int:
    """Columns on a screen: a Chinese character takes two, a combining mark none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text
    )


def word(value: Any) -> str:
    """One value in a table's cell, on one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        value = f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, Decimal | Fraction):
        return word(plain(value))
    if isinstance(value, Mapping):
        return "，".join(f"{key} {word(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return "、".join(word(each) for each in value)
    return " ".join(str(value).split())


def _cut(text: str, widest: int) -> str:
    if width(text) <= widest:
        return text
    kept = ""
    for character in text:
        if width(kept) + width(character) > widest - 2:
            break
        kept += character
    return kept + "…"


def table(headers: Sequence[str], rows: Iterable[Sequence[Any]], *, widest: int = WIDEST) -> str:
    """Rows under their headers, columns as wide as what is in them, numbers to the right."""
    body = [[_cut(word(value), widest) for value in row] for row in rows]
    numeric = [
        bool(body) and all(not row[k] or row[k].replace(".", "").lstrip("-").isdigit() for row in body)
        for k in range(len(headers))
    ]
    widths = [max(width(header), *(width(row[k]) for row in body), 0) for k, header in enumerate(headers)]

    def line(cells: Sequence[str], *, head: bool = False) -> str:
        made = []
        for cell, size, right in zip(cells, widths, numeric, strict=True):
            space = " " * (size - width(cell))
            made.append(space + cell if right and not head else cell + space)
        return "  ".join(made).rstrip()

    rule = "  ".join("-" * size for size in widths)
    return "\n".join([line(headers, head=True), rule, *(line(row) for row in body)])


def dict_table(rows: Sequence[Mapping[str, Any]], *, widest: int = WIDEST) -> str:
    """The same from rows by label; a column that no row fills is left out."""
    labels = list(dict.fromkeys(label for row in rows for label in row))
    shown = [label for label in labels if any(row.get(label) not in (None, "", [], {}) for row in rows)]
    return table(shown, ([row.get(label) for label in shown] for row in rows), widest=widest)
