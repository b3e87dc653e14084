"""Values in the cells of a form: joined, in the bureau's own codes, and within the widths it allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from desktop.core.errors import Problem
from desktop.core.fields import Kind
from desktop.core.presenting import plain_number
from desktop.services.binding.match import HeaderColumn
from desktop.services.binding.names import unit_of
from desktop.services.binding.styles import Codes, style_of
from desktop.services.returning.shape import FormSheet, GatheredSheet, Shown, Value

_DAYS = (Kind.DAY, Kind.MONTH)
NO_CODE = "没有对应代码"


def styled(value: Value, column: HeaderColumn, codes: Codes) -> Value:
    """The value in the form that the template's column asks for; what form.toml says stands."""
    own = next((part.path.field for part in value.parts if part.path is not None), None)
    if own is None or value.table is not None:
        return value
    if not value.style and value.join is None and own.kind is not Kind.MONEY:
        unit = unit_of(column.path)
        value = replace(
            value,
            style=style_of(
                own, column.path, unit, column.number_format, column.choices, column.samples, codes
            ),
        )
    return replace(value, choices=column.choices) if not value.choices else value


def text_of(value: Shown) -> str:
    """A shown value as text; "" for nothing."""
    return "" if value is None else plain_number(value) if isinstance(value, Decimal) else str(value)


def joined(value: Value, said: Sequence[Shown]) -> Shown:
    """Several values in one cell. Between start and end the sign stays, lest one be taken for both."""
    texts = [text_of(each) for each in said]
    if not any(texts) or value.join is None:
        return None
    span = len(texts) == 2 and all(p.path is not None and p.path.field.kind in _DAYS for p in value.parts)
    return value.join.join(texts) if span else value.join.join(text for text in texts if text)


def coded(value: Value, shown: Shown) -> Shown:
    """The bureau's code for a name; a name that has none stays, and `misfits` says so."""
    if value.table is None or shown is None:
        return shown
    return value.table.items.get(str(shown), shown)


def misfits(sheet: FormSheet, made: GatheredSheet) -> Iterator[Problem]:
    """Every cell of a list whose text the bureau's system would refuse: too long, or without a code."""
    for at, column in enumerate(made.columns):
        value = column.value
        if value is None or not (value.width or value.length or value.table):
            continue
        known = frozenset(value.table.items.values()) if value.table is not None else frozenset()
        for offset, (row_id, row) in enumerate(zip(made.ids, made.rows, strict=True)):
            for rule, sentence in _wrong(value, text_of(row[at]), known):
                yield Problem(
                    rule,
                    sentence,
                    path=value.label,
                    value=text_of(row[at]),
                    sheet=sheet.name,
                    row=sheet.first_row + offset,
                    column=column.letter,
                    record=sheet.record.id,
                    row_id=row_id,
                )


def _wrong(value: Value, text: str, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    if not text:
        return
    if value.table is not None and text not in known:
        yield NO_CODE, f"“{text}”在「{value.table.name}」里没有对应的代码，请在 form.toml 里补上。"
    elif value.length and len(text) != value.length:
        yield "长度", f"“{text}”是 {len(text)} 位，应为 {value.length} 位。"
    elif value.width and len(text) > value.width:
        yield "长度", f"“{text}”有 {len(text)} 个字，超过 {value.width} 个字的上限。"
