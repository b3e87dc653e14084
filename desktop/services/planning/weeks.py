"""Who must go to an enterprise this year so that nobody falls short, and in which free weeks.

A teacher's account on the year's last day says what is missing; weeks are added until it says no more. The
counting services judge every step, so that a plan and the verdict a year later cannot disagree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from itertools import accumulate, pairwise

from desktop.core.dates import ONE_DAY, Window, WorkingDays, clip
from desktop.core.practice import Method
from desktop.services.counting.practice import UNMET, Standing, TeacherPractice, account, standing
from desktop.services.counting.practice_rows import PASSED, PracticeRow, TeacherRow
from desktop.services.counting.practice_rules import ANY_TIME, PracticeRules

LESSON, PRACTICE, EXEMPT, NOT_HERE = "授课", "实践", "豁免", "未入职或已离岗"
_PLANNED = 0  # no row of the ledger has this id


@dataclass(frozen=True, slots=True)
class Span:
    """Days from start to end, both included; `why` of those that are taken."""

    start: date
    end: date
    why: str = ""

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True, slots=True)
class Outlook:
    """How one teacher will stand on the year's last day, and what can be done about it.

    `weeks` are those proposed, `free` all that are free, `latest` the last Monday (or first day) on which
    somebody who uses every free week from then on still gets there; None where it is too late already.
    """

    account: TeacherPractice
    must: bool
    year_missing: Decimal
    cycle_missing: Decimal
    pending: Decimal
    weeks: tuple[Span, ...] = ()
    free: tuple[Span, ...] = ()
    taken: tuple[Span, ...] = ()
    latest: date | None = None
    enough: bool = True

    @property
    def days(self) -> int:
        """The days proposed."""
        return sum(each.days for each in self.weeks)


def look_ahead(
    teacher: TeacherRow,
    rules: PracticeRules,
    calendar: WorkingDays,
    start: date,
    lessons: Iterable[date] = (),
    method: Method = Method.NATURAL,
) -> Outlook:
    """What a teacher has at the end of the year, what is missing then, and in which free weeks to make it up.

    `rules` are those of the year's last day; weeks before `start` are past. A practice that is not yet
    assessed is taken to pass: its teacher went, and need not be sent again.
    """
    expected = _expected(teacher)
    base = account(expected, rules, calendar)
    goal = _goal(base, rules)
    year_missing = _year_missing(base, rules)
    cycle_missing = base.missing if base.verdict == UNMET else Decimal(0)
    pending = _pending(base, teacher, rules, calendar)
    if _reached(base, rules, goal):
        return Outlook(base, False, year_missing, cycle_missing, pending)

    def reached(weeks: Sequence[Span]) -> bool:
        added = [_row(teacher.id, each, method) for each in joined(weeks)]
        grown = replace(expected, practices=[*expected.practices, *added])
        return _reached(standing(grown, rules, calendar), rules, goal)

    taken = busy(teacher, Window("", start, rules.until), lessons)
    free = free_weeks(Window("", start, rules.until), taken)
    enough = reached(free)
    about = _days_short(base, rules, goal, method)
    return Outlook(
        base,
        True,
        year_missing,
        cycle_missing,
        pending,
        tuple(joined(proposal(free, reached, about) if enough else free)),
        tuple(free),
        tuple(taken),
        latest_start(free, reached, about) if enough else None,
        enough,
    )


def _pending(
    base: TeacherPractice, teacher: TeacherRow, rules: PracticeRules, calendar: WorkingDays
) -> Decimal:
    """The days that count in `base` only because what is not yet assessed is taken to pass."""
    if all(each.assessment is not None for each in teacher.practices):
        return Decimal(0)
    return base.days - account(teacher, rules, calendar).days


def _expected(teacher: TeacherRow) -> TeacherRow:
    rows = [replace(each, assessment=each.assessment or PASSED[-1]) for each in teacher.practices]
    return replace(teacher, practices=rows)


def _goal(base: TeacherPractice, rules: PracticeRules) -> Fraction | None:
    """The months of the cycle to have by the year's end; None: the verdict itself.

    A fixed cycle that still runs is filled evenly: an equal part of what is missing each year that is left.
    """
    if base.verdict != UNMET or rules.due <= rules.until:
        return None
    left = rules.due.year - rules.until.year + 1
    return base.exact + Fraction(base.missing) / left


def _reached(found: TeacherPractice | Standing, rules: PracticeRules, goal: Fraction | None) -> bool:
    """公共基础课 teachers are planned for where the school asks days of them; 定期 alone names no time."""
    if found.year_met is False or (found.common_met is False and rules.common_rule != ANY_TIME):
        return False
    return found.verdict != UNMET if goal is None else found.exact >= goal


def _days_short(base: TeacherPractice, rules: PracticeRules, goal: Fraction | None, method: Method) -> int:
    """About how many days are missing."""
    months = [Fraction(0)]
    if base.verdict == UNMET:
        months.append((Fraction(base.needed) if goal is None else goal) - base.exact)
    if base.year_met is False:
        months.append(rules.months_per_year - Fraction(base.year_months))
    divisor = rules.divisors.working if method is Method.WORKING else rules.divisors.natural
    return math.ceil(max(months) * divisor)


def _year_missing(base: TeacherPractice, rules: PracticeRules) -> Decimal:
    if base.year_met is not False:
        return Decimal(0)
    short = rules.months_per_year - Fraction(base.year_months)
    exact = Decimal(short.numerator) / Decimal(short.denominator)
    return max(exact.quantize(Decimal("0.1"), ROUND_CEILING), Decimal("0.1"))


def _row(teacher: int, span: Span, method: Method) -> PracticeRow:
    return PracticeRow(
        _PLANNED, teacher, "", False, span.start, span.end, None, method.value, PASSED[-1], "计划"
    )


# -- weeks ----------------------------------------------------------------------------------------


def busy(teacher: TeacherRow, window: Window, lessons: Iterable[date]) -> list[Span]:
    """What takes a teacher's days in a window: lessons, practices, exemptions, days out of post."""
    spans = [Span(day, day, LESSON) for day in sorted(set(lessons)) if day in window]
    for practice in teacher.practices:
        if practice.start is not None:
            end = practice.end or practice.start
            spans += _within(practice.start, end, window, f"{PRACTICE} {practice.enterprise}".strip())
    for first, last in teacher.exemptions:
        spans += _within(first, last, window, EXEMPT)
    if teacher.joined is not None:
        spans += _within(date.min, teacher.joined - ONE_DAY, window, NOT_HERE)
    if teacher.left is not None:
        spans += _within(teacher.left, date.max, window, NOT_HERE)
    return sorted(spans, key=lambda each: (each.start, each.end))


def _within(start: date, end: date, window: Window, why: str) -> list[Span]:
    part = clip(start, end, window) if start <= end else None
    return [Span(*part, why)] if part else []


def free_weeks(window: Window, taken: Sequence[Span]) -> list[Span]:
    """The weeks from Monday to Sunday inside a window on which nothing lies; the first and last may be
    shorter."""
    found: list[Span] = []
    first = window.start
    while first <= window.end:
        last = min(first + timedelta(days=6 - first.weekday()), window.end)
        if not any(each.start <= last and first <= each.end for each in taken):
            found.append(Span(first, last))
        first = last + ONE_DAY
    return found


def joined(weeks: Sequence[Span]) -> list[Span]:
    """Weeks that follow one another as one span."""
    found: list[Span] = []
    for each in weeks:
        if found and each.start == found[-1].end + ONE_DAY:
            found[-1] = Span(found[-1].start, each.end)
        else:
            found.append(each)
    return found


def proposal(free: Sequence[Span], reached: Callable[[Sequence[Span]], bool], about: int = 0) -> list[Span]:
    """One stretch if any is long enough, the earliest; else the earliest weeks, until they are enough.

    `about` is how many days it may take: where the search begins, whatever the answer.
    """
    for run in _runs(free):
        if reached(run):
            return _shortest(run, reached, about)
    return _shortest(free, reached, about)


def latest_start(free: Sequence[Span], reached: Callable[[Sequence[Span]], bool], about: int = 0) -> date:
    """The first day of the last week from which all free weeks together are enough."""
    guess = _weeks_of(free[::-1], about)
    fewest = _least(len(free), lambda count: reached(free[len(free) - count :]), guess)
    return free[len(free) - fewest].start


def _shortest(weeks: Sequence[Span], reached: Callable[[Sequence[Span]], bool], about: int) -> list[Span]:
    fewest = _least(len(weeks), lambda count: reached(weeks[:count]), _weeks_of(weeks, about))
    return list(weeks[:fewest])


def _weeks_of(weeks: Sequence[Span], days: int) -> int:
    """How many of the weeks hold so many days."""
    totals = accumulate(each.days for each in weeks)
    return next((count for count, total in enumerate(totals, 1) if total >= days), len(weeks))


def _runs(free: Sequence[Span]) -> list[list[Span]]:
    if not free:
        return []
    runs = [[free[0]]]
    for before, after in pairwise(free):
        if after.start == before.end + ONE_DAY:
            runs[-1].append(after)
        else:
            runs.append([after])
    return runs


def _least(most: int, enough: Callable[[int], bool], guess: int) -> int:
    """The least count from 1 to `most` that is enough, where more is never less; `most` is. A right guess
    costs two looks."""
    low, high, middle = 1, most, guess
    while low < high:
        middle = min(max(middle, low), high - 1)
        if enough(middle):
            high = middle
            middle = high - 1 if high == guess else (low + high) // 2
        else:
            low = middle + 1
            middle = low if middle == guess else (low + high) // 2
    return low
