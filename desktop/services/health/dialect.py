"""Small pieces of SQL that both engines understand, for texts that hold dates, months and tenths."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from desktop.records.expressions import ATTENDED
from desktop.services.health.rule import Context


def quoted(value: Any) -> str:
    """A value as a literal: numbers bare, the rest between quotes."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def listed(values: Iterable[Any]) -> str:
    """Literals between commas."""
    return ", ".join(quoted(value) for value in values)


CAME = listed(ATTENDED)


def named(cases: Iterable[tuple[str, str]]) -> str:
    """The names whose condition holds, between commas: (name, condition) pairs."""
    each = " || ".join(f"CASE WHEN {when} THEN '{name}、' ELSE '' END" for name, when in cases)
    return f"rtrim({each}, '、')"


def day(value: date) -> str:
    """A day as SQL writes it."""
    return quoted(value.isoformat())


def text(column: str) -> str:
    """A column as text: a date in ISO form."""
    return f"CAST({column} AS VARCHAR)"


def year(column: str) -> str:
    """The year of a date, as a whole number."""
    return f"CAST(substr({text(column)}, 1, 4) AS INTEGER)"


def month(column: str) -> str:
    """The month of a date, 1 to 12."""
    return f"CAST(substr({text(column)}, 6, 2) AS INTEGER)"


def school_year(column: str) -> str:
    """The 学年 in which a date lies, as 学籍 names it: 2025-2026."""
    first = f"({year(column)} - CASE WHEN {month(column)} < 9 THEN 1 ELSE 0 END)"
    return f"({text(first)} || '-' || {text(f'({first} + 1)')})"


def age_months(birth: str, on: str) -> str:
    """Whole months from a birthday (text) to a date."""
    full = f"(({year(on)} - {year(birth)}) * 12 + {month(on)} - {month(birth)})"
    return (
        f"({full} - CASE WHEN length({birth}) = 10 AND substr({text(on)}, 9, 2) < substr({birth}, 9, 2)"
        " THEN 1 ELSE 0 END)"
    )


def months_before(on: str, months: str) -> str:
    """A date so many months earlier, as text; its day is left as it is, even where the month has no such day.

    A birthday (text) after it is that of somebody who is younger on the date, by whole months.
    """
    total = f"({year(on)} * 12 + {month(on)} - 1 - {months})"
    years, left = text(f"({total} / 12)"), text(f"(101 + {total} % 12)")
    return f"{years} || '-' || substr({left}, 2) || substr({text(on)}, 8)"


def day_number(context: Context, column: str) -> str:
    """A date as a whole number of few digits, which sorts faster than its text."""
    if context.kind == "sqlite":
        return f"CAST(julianday({column}) - 2440000 AS INTEGER)"
    return f"({column} - DATE '1968-05-24')"


def span(context: Context, start: str, end: str) -> str:
    """Days from start to end, both included."""
    if context.kind == "sqlite":
        return f"CAST(julianday({end}) - julianday({start}) + 1 AS INTEGER)"
    return f"({end} - {start} + 1)"


def days_ago(context: Context, column: str) -> str:
    """How many days a date lies back."""
    today = f"CAST({day(context.today)} AS DATE)" if context.kind != "sqlite" else day(context.today)
    return f"({span(context, column, today)} - 1)"


def matches(context: Context, column: str, pieces: Sequence[str]) -> str:
    """Whether a text is made of these classes of characters, one after the other."""
    if context.kind == "sqlite":
        return f"{column} GLOB '{''.join(pieces)}'"
    return f"{column} ~ '^{''.join(pieces)}$'"


def made_of(context: Context, column: str, characters: str) -> str:
    """Whether nothing but these characters stands in a text."""
    if context.kind == "sqlite":
        return f"{column} NOT GLOB '*[^{characters}]*'"
    return f"{column} !~ '[^{characters}]'"


def not_digits(text_: str) -> str:
    """Whether anything but digits stands in a text."""
    return f"length(ltrim({text_}, '0123456789')) > 0"
