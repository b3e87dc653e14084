"""What each teacher taught in training classes, and the share of the money received for it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Connection, select

from desktop.core.dates import Window
from desktop.core.presenting import rounded
from desktop.records.expressions import table
from desktop.services.counting.figures import explain
from desktop.services.counting.rules import rules
from desktop.services.counting.training import CLASS, RECEIPT, TRAINING
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
class _Lesson:
    training_class: int
    teacher: int | None
    held_on: date | None
    hours: Decimal


def per_teacher(office: Office, window: Window) -> list[TeacherWorkload]:
    """Teachers who taught in the window, or whose classes were paid for in it, by number.

    Income = receipts of the class in the window (the typed figure where it has none) × the teacher's
    hours ÷ all hours of the class, guests included: 核定绩效工资总量 goes by who taught how much.
    """
    with office.ledger.reading() as reading:
        lessons = _lessons(reading, office.ledger.school_id)
        people = _people(reading, office.ledger.school_id)
    coefficient = rules(office, window).workload
    taught = _taught(lessons, class_income(office, window), window)
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
    income: dict[int, int] = defaultdict(int)
    parts = explain(office, TRAINING, INCOME, window, root=CLASS)
    receipts = [row for part in parts if part.record == RECEIPT for row in part.counted]
    with office.ledger.reading() as reading:
        r = table(RECEIPT)
        owner = {row[0]: row[1] for row in reading.execute(select(r.c.id, r.c.training_class))}
    for receipt, amount in receipts:
        income[owner[receipt]] += amount
    for part in parts:
        if part.record == CLASS:
            for class_id, amount in part.counted:
                income[class_id] += amount
    return dict(income)


def _taught(lessons: list[_Lesson], income: dict[int, int], window: Window) -> dict[int, list[Taught]]:
    total: dict[int, Decimal] = defaultdict(Decimal)
    own: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    inside: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for lesson in lessons:
        total[lesson.training_class] += lesson.hours
        if lesson.teacher is None:
            continue
        key = (lesson.teacher, lesson.training_class)
        own[key] += lesson.hours
        if lesson.held_on is not None and lesson.held_on in window:
            inside[key] += lesson.hours
    found: dict[int, list[Taught]] = defaultdict(list)
    for (teacher, class_id), hours in own.items():
        money, whole = income.get(class_id, 0), total[class_id]
        now = inside.get((teacher, class_id), Decimal(0))
        if whole and (now or money):
            share = money * Fraction(hours) / Fraction(whole)
            found[teacher].append(Taught(class_id, now, whole, hours, money, share))
    return found


def _lessons(reading: Connection, school: int) -> list[_Lesson]:
    t = table("lesson")
    statement = select(t.c.training_class, t.c.teacher, t.c.held_on, t.c.hours)
    known = statement.where(t.c.school == school, t.c.training_class.is_not(None), t.c.hours.is_not(None))
    return [_Lesson(*row) for row in reading.execute(known)]


def _people(reading: Connection, school: int) -> dict[int, tuple[str | None, str | None]]:
    t, p = table("teacher"), table("person")
    statement = select(t.c.id, t.c.number, p.c.name).select_from(t.outerjoin(p, t.c.person == p.c.id))
    return {row[0]: (row[1], row[2]) for row in reading.execute(statement.where(t.c.school == school))}
