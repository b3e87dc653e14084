"""Teachers and their practices as plain rows, read once for all counts of practice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, Connection, select, true

from desktop.core.dates import Window, natural_days
from desktop.core.practice import Method, Stay
from desktop.records.expressions import table
from desktop.services.counting.kept import kept
from desktop.services.office import Office

PASSED = ("优秀", "合格")  # 教师〔2016〕3号: only what the assessment passed counts
SPECIALISED = ("专业课", "实习指导")
COMMON = "公共基础课"
IN_POST = "在职"
_METHODS = frozenset(Method)


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """One practice as far as counting needs it."""

    id: int
    teacher: int
    enterprise: str
    on_campus: bool
    start: date | None
    end: date | None
    days: Decimal | None
    method: str | None
    assessment: str | None
    materials: str | None = None

    @property
    def counted_by(self) -> Method:
        """How its dates weigh; without a method a typed 认定天数 can only be by hand, all else is 自然日."""
        if self.method:
            return Method(self.method)
        return Method.NATURAL if self.days is None else Method.MANUAL

    def unusable(self) -> str:
        """Why its days cannot be told; "" when they can."""
        if self.start is None or self.end is None:
            return "没有填开始日期或结束日期。"
        if natural_days(self.start, self.end) == 0:
            return "结束日期早于开始日期。"
        if self.method and self.method not in _METHODS:
            return f"计数方式“{self.method}”不认识。"
        if self.counted_by is Method.MANUAL and self.days is None:
            return "计数方式是手工认定，但没有填认定天数。"
        return ""

    def untouched(self, window: Window) -> str:
        """Why it is no practice of a window; one without an end is still running."""
        if self.start is None:
            return "没有填开始日期。"
        if self.end is not None and self.end < self.start:
            return "结束日期早于开始日期。"
        if self.start > window.end or (self.end is not None and self.end < window.start):
            return f"不在 {window.start} 至 {window.end} 之内。"
        return ""

    def unpassed(self) -> str:
        """Why its assessment does not let it count; "" when it does."""
        if self.assessment is None:
            return "待考核，考核合格后才计入。"
        return "" if self.assessment in PASSED else f"考核结果是{self.assessment}，不计入。"

    def held_materials(self) -> tuple[str, ...]:
        """The kinds of evidence that are on file."""
        return tuple(word for word in (self.materials or "").split("、") if word)

    def stay(self) -> Stay:
        """Its dates and weights; only for a practice that is not `unusable`."""
        assert self.start is not None and self.end is not None
        days = None if self.days is None else Fraction(self.days)
        return Stay(self.start, self.end, self.counted_by, days)


@dataclass(frozen=True, slots=True)
class StatusRow:
    """What a teacher was from `start` on."""

    start: date
    category: str | None
    post: str | None
    full_time: bool | None
    double: bool | None


@dataclass(slots=True)
class TeacherRow:
    """One teacher with everything that bears on the verdict."""

    id: int
    number: str | None
    name: str | None
    joined: date | None
    left: date | None
    started: date | None = None
    industry_before: bool | None = None
    statuses: list[StatusRow] = field(default_factory=list)
    exemptions: list[tuple[date, date]] = field(default_factory=list)
    practices: list[PracticeRow] = field(default_factory=list)

    def status(self, on: date) -> StatusRow | None:
        """What the teacher was on a day: the last row that had begun."""
        begun = [status for status in self.statuses if status.start <= on]
        return max(begun, key=lambda status: status.start, default=None)

    def in_post(self, on: date) -> bool:
        """Whether the teacher worked here on a day."""
        status = self.status(on)
        if status is None or (self.left is not None and self.left <= on):
            return False
        return status.post in (None, IN_POST)


def read_teachers(office: Office) -> list[TeacherRow]:
    """All teachers of the school with statuses, exemptions and practices, by number and name."""
    return list(_read_teachers(office))


def some_teachers(office: Office, only: Collection[int]) -> list[TeacherRow]:
    """These teachers alone, as `read_teachers` has them."""
    with office.ledger.reading() as reading:
        practices = list(_practices(reading, office.ledger.school_id, only))
        return list(_put_together(reading, office.ledger.school_id, practices, only))


@kept
def _read_teachers(office: Office) -> tuple[TeacherRow, ...]:
    practices = _read_practices(office)
    with office.ledger.reading() as reading:
        return _put_together(reading, office.ledger.school_id, practices)


def _put_together(
    reading: Connection, school: int, practices: Iterable[PracticeRow], only: Collection[int] | None = None
) -> tuple[TeacherRow, ...]:
    teachers = {row.id: row for row in _teachers(reading, school, only)}
    for teacher, status in _statuses(reading, school, only):
        if teacher in teachers:
            teachers[teacher].statuses.append(status)
    for teacher, start, end in _exemptions(reading, school, only):
        if teacher in teachers:
            teachers[teacher].exemptions.append((start, end))
    for practice in practices:
        if practice.teacher in teachers:
            teachers[practice.teacher].practices.append(practice)
    return tuple(sorted(teachers.values(), key=lambda each: (each.number or "", each.name or "", each.id)))


def read_practices(office: Office) -> list[PracticeRow]:
    """All practices of the school."""
    return list(_read_practices(office))


@kept
def _read_practices(office: Office) -> tuple[PracticeRow, ...]:
    with office.ledger.reading() as reading:
        return tuple(_practices(reading, office.ledger.school_id))


def _among(column: ColumnElement[int], only: Collection[int] | None) -> ColumnElement[bool]:
    return true() if only is None else column.in_(only)


def _teachers(reading: Connection, school: int, only: Collection[int] | None = None) -> Iterable[TeacherRow]:
    t, p = table("teacher"), table("person")
    statement = select(t.c.id, t.c.number, p.c.name, t.c.joined, t.c.left, t.c.started, t.c.industry_before)
    joined = statement.select_from(t.outerjoin(p, t.c.person == p.c.id)).where(
        t.c.school == school, _among(t.c.id, only)
    )
    return [TeacherRow(*row) for row in reading.execute(joined).all()]


def _statuses(
    reading: Connection, school: int, only: Collection[int] | None = None
) -> Iterable[tuple[int, StatusRow]]:
    s = table("teacher_status")
    statement = select(s.c.teacher, s.c.start, s.c.category, s.c.post, s.c.full_time, s.c.double)
    for teacher, *rest in reading.execute(
        statement.where(s.c.school == school, s.c.start.is_not(None), _among(s.c.teacher, only))
    ).all():
        yield teacher, StatusRow(*rest)


def _exemptions(
    reading: Connection, school: int, only: Collection[int] | None = None
) -> Iterable[tuple[int, date, date]]:
    """An exemption without an end still holds; without a beginning it says nothing."""
    e = table("teacher_exemption")
    statement = select(e.c.teacher, e.c.start, e.c.end).where(
        e.c.school == school, e.c.start.is_not(None), _among(e.c.teacher, only)
    )
    return [(teacher, start, end or date.max) for teacher, start, end in reading.execute(statement)]


def _practices(
    reading: Connection, school: int, only: Collection[int] | None = None
) -> Iterable[PracticeRow]:
    p, e = table("practice"), table("enterprise")
    statement = select(
        p.c.id,
        p.c.teacher,
        e.c.name,
        e.c.on_campus,
        p.c.start,
        p.c.end,
        p.c.days,
        p.c.method,
        p.c.assessment,
        p.c.materials,
    ).select_from(p.outerjoin(e, p.c.enterprise == e.c.id))
    mine = statement.where(p.c.school == school, _among(p.c.teacher, only))
    for row in reading.execute(mine.order_by(p.c.start, p.c.id)).all():
        identity, teacher, enterprise, on_campus, *rest = row
        yield PracticeRow(identity, teacher, enterprise or "", bool(on_campus), *rest)


def by_teacher(practices: Iterable[PracticeRow]) -> dict[int, list[PracticeRow]]:
    """Practices by the teacher they are of."""
    found: dict[int, list[PracticeRow]] = defaultdict(list)
    for practice in practices:
        found[practice.teacher].append(practice)
    return found
