"""Counts teachers' days in enterprises: a weight per date, overlaps merged, windows clipped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from desktop.core.dates import ONE_DAY, Window, WorkingDays, clip, natural_days

Exact = Fraction | int  # a number of days before any rounding; whole ones stay whole, for they add up faster


_NONE = Fraction(0)


class Method(StrEnum):
    """How a practice is counted; the values are the codes of the list counting_method."""

    NATURAL = "自然日"
    WORKING = "工作日"
    MANUAL = "手工认定"


@dataclass(frozen=True, slots=True)
class Stay:
    """One practice as far as counting goes; `counted` false: shown apart with the reason `why_not`."""

    start: date
    end: date
    method: Method = Method.NATURAL
    recognised_days: Fraction | None = None
    counted: bool = True
    why_not: str = ""

    @property
    def manual_weight(self) -> Fraction:
        """认定天数 ÷ its dates, at most 1: what each date of a 手工认定 practice weighs."""
        if self.recognised_days is None or self.end < self.start:
            return Fraction(0)
        return min(Fraction(self.recognised_days) / natural_days(self.start, self.end), Fraction(1))


@dataclass(frozen=True, slots=True)
class Divisors:
    """Days to the month by way of counting (domain.md §1: 30, 22, the school's own)."""

    natural: Fraction = Fraction(30)
    working: Fraction = Fraction(22)
    manual: Fraction = Fraction(30)


@dataclass(frozen=True, slots=True)
class Days:
    """The days counted in a window, apart by the way they were counted, exact."""

    natural: Exact = 0
    working: Exact = 0
    manual: Exact = 0

    def __add__(self, other: Days) -> Days:
        return Days(self.natural + other.natural, self.working + other.working, self.manual + other.manual)

    @property
    def total(self) -> Exact:
        """All days together: 天数 of a teacher, a year, a return."""
        return self.natural + self.working + self.manual

    def months(self, divisors: Divisors) -> Fraction:
        """Months = natural ÷ 30 + working ÷ 22 + manual ÷ the school's divisor, before any rounding."""
        months = Fraction(self.natural) / divisors.natural if self.natural else _NONE
        if self.working:
            months += self.working / divisors.working
        return months + self.manual / divisors.manual if self.manual else months


def day_weights(stays: Iterable[Stay], window: Window, calendar: WorkingDays) -> Days:
    """The days of one teacher's stays inside the window.

    A date counts the largest weight among the stays that cover it, at most 1. Where two ways of counting
    weigh the same, the date goes to 自然日, then 手工认定, then 工作日: the larger divisor, so that a
    month fully covered twice is never more than a month. Between two changes of who covers, all dates
    are alike: the work grows with the number of stays, not with the days of the window.
    """
    spans = []
    for stay in stays:
        part = clip(stay.start, stay.end, window) if stay.counted else None
        if part is not None:
            spans.append((*part, stay))
    if not spans:
        return Days()
    if len(spans) == 1:
        ((start, end, stay),) = spans
        return _segment([stay], start, end, calendar)
    edges = sorted({span[0] for span in spans} | {span[1] + ONE_DAY for span in spans})
    total = Days()
    for first, after in pairwise(edges):
        covering = [stay for start, end, stay in spans if start <= first <= end]
        if covering:
            total += _segment(covering, first, after - ONE_DAY, calendar)
    return total


def _segment(covering: Sequence[Stay], first: date, last: date, calendar: WorkingDays) -> Days:
    """The days from first to last, each covered by exactly these stays."""
    dates = natural_days(first, last)
    methods = [stay.method for stay in covering]
    if Method.NATURAL in methods:
        return Days(natural=dates)
    manual = max((stay.manual_weight for stay in covering if stay.method is Method.MANUAL), default=_NONE)
    if Method.WORKING not in methods or manual == 1:
        return Days(manual=manual * dates)
    working = calendar.count(first, last)
    return Days(working=working, manual=manual * (dates - working) if manual else 0)


def merge_spans(spans: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """Overlapping and adjoining periods joined, in order."""
    merged: list[tuple[date, date]] = []
    for start, end in sorted(span for span in spans if span[0] <= span[1]):
        if merged and (merged[-1][1] == date.max or start <= merged[-1][1] + ONE_DAY):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def exempt_whole(exemptions: Iterable[tuple[date, date]], window: Window) -> bool:
    """Whether exemptions cover the window from end to end (产假, 脱产进修: 不适用)."""
    return any(start <= window.start and window.end <= end for start, end in merge_spans(exemptions))


def exempt_days(exemptions: Iterable[tuple[date, date]], window: Window) -> int:
    """The dates of the window that exemptions cover, each once."""
    clipped = (clip(start, end, window) for start, end in merge_spans(exemptions))
    return sum(natural_days(*part) for part in clipped if part is not None)
