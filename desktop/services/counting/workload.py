"""What each teacher taught in training classes, and the share of the money received for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

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


@dataclass(frozen=True, slots=True)
class _Lessons:
    """What one teacher (None: guests) taught in one class, in all and inside the window."""

    training_class: int
    teacher: int | None
    hours: Decimal
    inside: Decimal


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
            row.income = int(rounded(sum((part.share for part in parts), Fraction(0)), 0))
            rows.append(row)
    return sorted(rows, key=lambda each: (each.number or "", each.name or "", each.id))


def class_income(office: Office, window: Window) -> dict[int, int]:
    """Money of each class in the window, in 分: the rows behind the measure 到账经费, by class."""
    found = figures(office, TRAINING, window, root=CLASS, by=[RowOf(CLASS)], only=(INCOME,))
    return {group[0]: int(each[INCOME] or 0) for group, each in found.items() if group[0] is not None}


def _taught(lessons: list[_Lessons], income: dict[int, int]) -> dict[int, list[Taught]]:
    total: dict[int, Decimal] = defaultdict(Decimal)
    for each in lessons:
        total[each.training_class] += each.hours
    found: dict[int, list[Taught]] = defaultdict(list)
    for each in lessons:
        if each.teacher is None:
            continue
        money, whole = income.get(each.training_class, 0), total[each.training_class]
        if whole and (each.inside or money):
            share = money * Fraction(each.hours) / Fraction(whole)
            found[each.teacher].append(
                Taught(each.training_class, each.inside, whole, each.hours, money, share)
            )
    return found


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
    return [
        _Lessons(class_id, teacher, Decimal(int(whole)) / 10, Decimal(int(part)) / 10)
        for class_id, teacher, whole, part in reading.execute(statement)
    ]


def _people(reading: Connection, school: int) -> dict[int, tuple[str | None, str | None]]:
    t, p = table("teacher"), table("person")
    statement = select(t.c.id, t.c.number, p.c.name).select_from(t.outerjoin(p, t.c.person == p.c.id))
    return {row[0]: (row[1], row[2]) for row in reading.execute(statement.where(t.c.school == school))}
