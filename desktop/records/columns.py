"""Field constructors: one line declares a field with its SQL type, its Python type and its meaning."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeEngine

from desktop.core.fields import Field, Kind, Mask
from desktop.records.base import Derived, Expression, Tenths


class Meaning(TypedDict, total=False):
    """What any field may say of itself besides its label; see core.fields.Field."""

    aliases: tuple[str, ...]
    unit: str
    required: bool
    mask: Mask
    group: str
    help: str
    check: str
    copied: str
    default: str
    search: bool
    low: int | None
    high: int | None
    width: int
    counted: Expression


def _column(
    kind: Kind, type_: TypeEngine[Any] | type[TypeEngine[Any]], label: str, *more: Any, **meaning: Any
) -> MappedColumn[Any]:
    index = meaning.pop("index", False)
    counted = meaning.pop("counted", None)
    info: dict[str, Any] = {"field": Field(name="", label=label, kind=kind, **meaning)}
    if counted is not None:
        info["counted"] = counted
    return mapped_column(type_, *more, nullable=True, index=index, info=info)


def text(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """One line of text."""
    return _column(Kind.TEXT, String(), label, **meaning)


def note(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """Text of several lines."""
    return _column(Kind.NOTE, Text(), label, **meaning)


def whole(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """A whole number."""
    return _column(Kind.WHOLE, Integer(), label, **meaning)


def decimal(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """A number with one decimal place: hours, half days, scores."""
    return _column(Kind.DECIMAL, Tenths(), label, **meaning)


def money(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """Money, stored in 分, shown in 元."""
    meaning.setdefault("unit", "元")
    return _column(Kind.MONEY, BigInteger(), label, **meaning)


def day(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """A date."""
    return _column(Kind.DAY, Date(), label, **meaning)


def month(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """A date of which the month is enough: ISO text, "1980-09" or "1980-09-02"."""
    return _column(Kind.MONTH, String(10), label, **meaning)


def year(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """A calendar year."""
    meaning.setdefault("low", 1950)
    meaning.setdefault("high", 2100)
    return _column(Kind.YEAR, Integer(), label, **meaning)


def yesno(label: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """Yes, no, or not filled in."""
    return _column(Kind.YESNO, Boolean(), label, **meaning)


def code(label: str, codes: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """One code of the list `codes` (resources/codes)."""
    return _column(Kind.CODE, String(64), label, codes=codes, **meaning)


def codes(label: str, codes: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """Several codes of the list `codes`, joined by 、."""
    return _column(Kind.CODES, Text(), label, codes=codes, **meaning)


def ref(label: str, record: str, **meaning: Unpack[Meaning]) -> MappedColumn[Any]:
    """A reference to a row of the record `record` (its identifier)."""
    return _column(
        Kind.REF, BigInteger(), label, ForeignKey(f"{record}.id"), ref=record, index=True, **meaning
    )


def derived(label: str, kind: Kind, expression: Expression, **meaning: Any) -> Derived:
    """A field computed by one SQL expression over its row, with today as a parameter."""
    return Derived(Field(name="", label=label, kind=kind, derived=True, **meaning), expression)


def computed(label: str, kind: Kind, by: str, **meaning: Any) -> Derived:
    """A field that is no SQL: the service `by` (counting/…) computes it for a return's window."""
    return Derived(Field(name="", label=label, kind=kind, derived=True, **meaning), None, by)
