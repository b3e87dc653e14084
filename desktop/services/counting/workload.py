"""What each teacher taught in training classes, and the share of the money received for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache

from sqlalchemy import Connection, Integer, and_, case, func, select, type_coerce

from desktop.core.dates import Window
from desktop.core.presenting import rounded
from desktop.records.expressions import table
from desktop.services.counting.figures import figures
from desktop.services.counting.measure import RowOf
from desktop.services.counting.rules import rules
from desktop.services.counting.training import CLASS, TRAINING
from desktop.services.office import Office

INCOME = "training.income"
_NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Taught:
    """One teacher's part in one class; `share` in 分 before rounding."""

    training_class: int
    hours: Decimal  # in the window
    all_hours: Decimal  # by everybody, in the whole class
    own_hours: Decimal  # by this teacher, in the whole class
    income: int  # of the class, in the window
    share: Fraction


@dataclass(slots=True)
class TeacherWorkload:
    """One teacher's hours, classes and share of receipts in a window."""

    id: int
    number: str | None
    name: str | None
    hours: Decimal = Decimal(0)
    classes: int = 0
    income: int = 0
    converted: Decimal | None = None  # hours × the school's coefficient; None where it has set none
    taught: list[Taught] = field(default_factory=list)


_Lessons = tuple[int, int | None, int, int]  # class, teacher (None: guests), tenths of hours: all, inside


def per_teacher(office: Office, window: Window) -> list[TeacherWorkload]:
    """Teachers who taught in the window, or whose classes were paid for in it, by number.

    Income = receipts of the class in the window (the typed figure where it has none) × the teacher's
    hours ÷ all hours of the class, guests included: 核定绩效工资总量 goes by who taught how much.
    """
    with office.ledger.reading() as reading:
        lessons = _lessons(reading, office.ledger.school_id, window)
        people = _people(reading, office.ledger.school_id)
    coefficient = rules(office, window).workload
    taught = _taught(lessons, class_income(office, window))
    rows = []
    for teacher, parts in taught.items():
        if teacher in people:
            row = TeacherWorkload(teacher, *people[teacher])
            row.taught = parts
            row.hours = sum((part.hours for part in parts), Decimal(0))
            row.converted = rounded(row.hours * coefficient, 1) if coefficient else None
            row.classes = sum(part.hours > 0 for part in parts)
            row.income = int(rounded(_added(part.share for part in parts), 0))
            rows.append(row)
    return sorted(rows, key=lambda each: (each.number or "", each.name or "", each.id))


def class_income(office: Office, window: Window) -> dict[int, int]:
    """Money of each class in the window, in 分: the rows behind the measure 到账经费, by class."""
    found = figures(office, TRAINING, window, root=CLASS, by=[RowOf(CLASS)], only=(INCOME,))
    return {group[0]: int(each[INCOME] or 0) for group, each in found.items() if group[0] is not None}


def _taught(lessons: list[_Lessons], income: dict[int, int]) -> dict[int, list[Taught]]:
    total: dict[int, int] = defaultdict(int)
    for training_class, _, hours, _ in lessons:
        total[training_class] += hours
    found: dict[int, list[Taught]] = defaultdict(list)
    for training_class, teacher, hours, inside in lessons:
        if teacher is None:
            continue
        money, whole = income.get(training_class, 0), total[training_class]
        if whole and (inside or money):
            share = Fraction(money * hours, whole) if money else _NOTHING
            told = (_hours(inside), _hours(whole), _hours(hours))
            found[teacher].append(Taught(training_class, *told, money, share))
    return found


@cache
def _hours(tenths: int) -> Decimal:
    """Hours as people write them: there are few different numbers of them."""
    return Decimal(tenths) / 10


def _added(shares: Iterable[Fraction]) -> Fraction:
    """Their sum: those over the same number first, as whole numbers."""
    above: dict[int, int] = defaultdict(int)
    for share in shares:
        above[share.denominator] += share.numerator
    return sum((Fraction(top, bottom) for bottom, top in above.items()), _NOTHING)


def _lessons(reading: Connection, school: int, window: Window) -> list[_Lessons]:
    """Hours by class and teacher, in the order of the lessons."""
    t = table("lesson")
    hours = type_coerce(t.c.hours, Integer)
    inside = case((and_(t.c.held_on >= window.start, t.c.held_on <= window.end), hours), else_=0)
    statement = (
        select(t.c.training_class, t.c.teacher, func.sum(hours), func.sum(inside))
        .where(t.c.school == school, t.c.training_class.is_not(None), t.c.hours.is_not(None))
        .group_by(t.c.training_class, t.c.teacher)
        .order_by(func.min(t.c.id))
    )
    found = reading.execute(statement).all()
    return [(klass, teacher, int(whole), int(part)) for klass, teacher, whole, part in found]


def _people(reading: Connection, school: int) -> dict[int, tuple[str | None, str | None]]:
    t, p = table("teacher"), table("person")
    statement = select(t.c.id, t.c.number, p.c.name).select_from(t.outerjoin(p, t.c.person == p.c.id))
    return {row[0]: (row[1], row[2]) for row in reading.execute(statement.where(t.c.school == school)).all()}
