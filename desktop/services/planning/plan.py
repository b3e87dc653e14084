"""The practice plan of a year: every teacher's outlook, and the 计划 rows that come of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from desktop.core.dates import Window, year_of
from desktop.core.errors import UserError
from desktop.core.practice import Method
from desktop.core.progress import NoProgress, Progress
from desktop.records.expressions import table
from desktop.records.plans import Plan
from desktop.services.counting.practice_rows import TeacherRow, read_teachers
from desktop.services.counting.practice_rules import PracticeRules, practice_rules, working_days
from desktop.services.office import Office
from desktop.services.planning.weeks import Outlook, Span, look_ahead
from desktop.store.act import Writing, act

KIND, DRAFT, CANCELLED = "教师实践年度", "草稿", "已取消"


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan that the ledger already holds for a teacher and the year."""

    id: int
    item: str
    status: str


@dataclass(frozen=True, slots=True)
class Line:
    """One teacher of the plan."""

    teacher: int
    number: str
    name: str
    department: str
    department_id: int | None
    outlook: Outlook
    planned: Planned | None

    @property
    def item(self) -> str:
        """What the 计划 row is called: who, when, by when at the latest."""
        when = weeks_said(self.outlook.weeks) or "没有空周"
        latest = f"，最迟 {self.outlook.latest:%m-%d} 出发" if self.outlook.latest else "，时间不够"
        who = " ".join(part for part in (self.name, self.number) if part)
        return f"{who} 企业实践 {when}{latest}"


@dataclass(frozen=True, slots=True)
class YearPlan:
    """A year's plan: the year as the school counts it, the day it starts from, all teachers it asks."""

    year: Window
    start: date
    rules: PracticeRules
    lines: tuple[Line, ...]

    @property
    def must(self) -> tuple[Line, ...]:
        """Who must go."""
        return tuple(each for each in self.lines if each.outlook.must)


def plan_year(
    office: Office,
    on: date,
    *,
    earliest: date | None = None,
    method: Method = Method.NATURAL,
    progress: Progress | None = None,
) -> YearPlan:
    """The plan of the year (of the yearly rule's kind) that contains a day: from today on if it runs, or
    from the `earliest` day on which the school lets anybody go (the summer holidays, say)."""
    watch = progress or NoProgress()
    year = year_of(on, practice_rules(office, on).year_kind)
    start = min(max(year.start, office.today, earliest or date.min), year.end)
    rules, calendar = practice_rules(office, year.end), working_days(office)
    window = Window(year.label, start, year.end)
    with office.ledger.reading() as reading:
        school = office.ledger.school_id
        lessons = _lessons(reading, school, window)
        departments = _departments(reading, school, year.end)
        held = _plans(reading, school, year.label)
    found = []
    teachers = read_teachers(office)
    for number, teacher in enumerate(teachers):
        watch.step(number, len(teachers), "逐人计算")
        outlook = look_ahead(teacher, rules, calendar, start, lessons.get(teacher.id, ()), method)
        if _asked(outlook):
            found.append(_line(teacher, outlook, departments, held))
    return YearPlan(year, start, rules, tuple(sorted(found, key=_urgency)))


def _asked(outlook: Outlook) -> bool:
    """Whether any of the rules asks something of this teacher."""
    found = outlook.account
    return outlook.must or found.year_met is not None or found.verdict != "不适用"


def _line(
    teacher: TeacherRow,
    outlook: Outlook,
    departments: Mapping[int, tuple[int, str]],
    held: Mapping[int, Planned],
) -> Line:
    where = departments.get(teacher.id)
    return Line(
        teacher.id,
        teacher.number or "",
        teacher.name or "",
        where[1] if where else "",
        where[0] if where else None,
        outlook,
        held.get(teacher.id),
    )


def _urgency(line: Line) -> tuple[bool, bool, date, str, str]:
    """Who must go first: too late already, then by the latest day, then by department and number."""
    look = line.outlook
    return (not look.must, look.enough, look.latest or date.max, line.department, line.number)


def _lessons(reading: Connection, school: int, window: Window) -> dict[int, list[date]]:
    lesson = table("lesson")
    wanted = select(lesson.c.teacher, lesson.c.held_on).where(
        lesson.c.school == school, lesson.c.teacher.is_not(None),
        lesson.c.held_on >= window.start, lesson.c.held_on <= window.end,
    )  # fmt: skip
    found: dict[int, list[date]] = defaultdict(list)
    for teacher, day in reading.execute(wanted):
        found[teacher].append(day)
    return found


def _departments(reading: Connection, school: int, on: date) -> dict[int, tuple[int, str]]:
    """Where each teacher is on a day, by the last status that has begun."""
    status, department = table("teacher_status"), table("department")
    wanted = (
        select(status.c.teacher, department.c.id, department.c.name)
        .join(department, status.c.department == department.c.id)
        .where(status.c.school == school, status.c.start <= on)
        .order_by(status.c.start)
    )
    return {teacher: (row_id, name or "") for teacher, row_id, name in reading.execute(wanted)}


def _plans(reading: Connection, school: int, period: str) -> dict[int, Planned]:
    plan = table("plan")
    wanted = select(plan.c.teacher, plan.c.id, plan.c.item, plan.c.status).where(
        plan.c.school == school, plan.c.kind == KIND, plan.c.period == period,
        plan.c.teacher.is_not(None),
    )  # fmt: skip
    return {
        teacher: Planned(row_id, item or "", status or "")
        for teacher, row_id, item, status in reading.execute(wanted)
    }


def write_plan(office: Office, plan: YearPlan, teachers: Iterable[int]) -> int:
    """计划 rows of these teachers, as one act; a teacher's earlier row of the year is replaced. How many."""
    chosen = set(teachers)
    lines = [each for each in plan.must if each.teacher in chosen]
    if not lines:
        raise UserError("没有选中需要安排的教师", hint="请在表里选中要写进计划的教师。")
    with act(office.ledger, f"编制{plan.year.label}教师企业实践计划 {len(lines)} 人", kind="plan") as writing:
        held = _plans(writing.connection, office.ledger.school_id, plan.year.label)
        _write(writing, plan.year.label, lines, held)
    return len(lines)


def _write(writing: Writing, period: str, lines: Sequence[Line], held: Mapping[int, Planned]) -> None:
    fresh, changed = [], {}
    for line in lines:
        values = {
            "kind": KIND,
            "period": period,
            "department": line.department_id,
            "item": line.item,
            "planned": line.outlook.days,
            "teacher": line.teacher,
            "status": DRAFT,
        }
        before = held.get(line.teacher)
        if before is None:
            fresh.append(values)
        else:
            keep = before.status if before.status not in ("", CANCELLED) else DRAFT
            changed[before.id] = {**values, "status": keep}
    if fresh:
        writing.insert(Plan, fresh)
    if changed:
        writing.update(Plan, changed)


def weeks_said(spans: Sequence[Span]) -> str:
    """Spans in words: 07-06 至 08-09、09-07 至 09-13."""
    return "、".join(f"{each.start:%m-%d} 至 {each.end:%m-%d}" for each in spans)
