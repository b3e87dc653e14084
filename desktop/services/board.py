"""What 首页 shows, as plain data: light, since it can be shown before the ledger is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the year; `note` says how it is counted, `record` is where its rows lie."""

    label: str
    value: str
    unit: str
    note: str
    record: str


@dataclass(frozen=True, slots=True)
class Due:
    """One return somebody waits for; `days` until then (negative: late), `form` the id of what fills it."""

    id: int
    title: str
    sender: str
    due: date | None
    days: int | None
    status: str
    form: str
    period: str


@dataclass(frozen=True, slots=True)
class Aim:
    """One target with how far it is: `share` of what is asked, `missing` what is still to be done."""

    id: str
    task: str
    label: str
    own: bool
    value: str
    goal: str
    unit: str
    share: float | None
    met: bool | None
    missing: str
    source: str
    formula: str
    note: str
