"""The teachers and practices behind the school's own figures, and those left out, each with one reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.core.dates import Window
from desktop.services.counting.figures import grouped_ids
from desktop.services.counting.practice import MET, UNMET, days_in_window, per_teacher, sort_out
from desktop.services.counting.practice_measures import PRACTICE, PRACTICES
from desktop.services.counting.practice_rows import (
    SPECIALISED,
    PracticeRow,
    StatusRow,
    TeacherRow,
    read_practices,
    read_teachers,
)
from desktop.services.counting.practice_rules import FULL_TIME, practice_rules
from desktop.services.counting.school import SchoolFigure
from desktop.services.office import Office
from desktop.store.find import Condition

TEACHER = "teacher"


@dataclass(frozen=True, slots=True)
class In:
    """A row that counts, with what it adds."""

    id: int
    value: Any = 1


@dataclass(frozen=True, slots=True)
class Out:
    """A row left out, and the first reason why."""

    id: int
    why: str


Rows = tuple[str, str, list[In], list[Out]]  # record, whose figure, rows in, rows out


def rows_of(office: Office, figure: SchoolFigure, window: Window) -> list[Rows]:
    """What a figure is made of; of a rate first what is above the line, then what is below."""
    makers: dict[str, Callable[[], list[Rows]]] = {
        "days": lambda: [(PRACTICE, figure.label, *practice_days(office, window))],
        "days_each": lambda: [
            (PRACTICE, "总天数", *practice_days(office, window)),
            _below(office, figure, window),
        ],
        "practices": lambda: [(PRACTICE, figure.label, *_touching(office, window))],
        "pending": lambda: [(PRACTICE, figure.label, *_touching(office, window, _waiting))],
        "excellent_rate": lambda: [
            (PRACTICE, "优秀", *_touching(office, window, _not_excellent)),
            (PRACTICE, figure.denominator, *_touching(office, window, _not_assessed)),
        ],
        "took_part": lambda: [(TEACHER, figure.label, *_went(office, window))],
        "met": lambda: [(TEACHER, figure.label, *_verdicts(office, window, (MET,)))],
        "met_rate": lambda: [
            (TEACHER, "达标人数", *_verdicts(office, window, (MET,))),
            _below(office, figure, window),
        ],
        "double": lambda: [(TEACHER, figure.label, *_posts(office, window, _not_double))],
        "double_rate": lambda: [
            (TEACHER, "双师型人数", *_posts(office, window, _not_double)),
            _below(office, figure, window),
        ],
        "teachers": lambda: [(TEACHER, figure.label, *_posts(office, window, _not_full_time))],
        "specialised": lambda: [(TEACHER, figure.label, *_posts(office, window, _not_specialised))],
    }
    return makers[figure.id]()


def practice_days(
    office: Office, window: Window, where: Sequence[Condition] = ()
) -> tuple[list[In], list[Out]]:
    """Practices whose days count in a window, each with its own days: overlaps are not yet merged."""
    held = practice_rules(office, window.end)
    asked = {i for i, _ in grouped_ids(office, PRACTICES, window, root=PRACTICE, by=[], where=where)}
    practices = read_practices(office)
    counted, left_out = sort_out(
        [each for each in practices if each.id in asked], held, window, inner_base=held.inner_base_year
    )
    days = days_in_window(office, window)
    others = [Out(each.id, "不符合条件。") for each in practices if each.id not in asked]
    return (
        [In(each.id, float(days[each.id])) for each in counted],
        [*(Out(each.id, each.why) for each in left_out), *others],
    )


def _below(office: Office, figure: SchoolFigure, window: Window) -> Rows:
    """What a rate is divided by, as its denominator is set."""
    name = figure.denominator
    if name == FULL_TIME:
        return TEACHER, name, *_posts(office, window, _not_full_time)
    if name == "参加实践教师":
        return TEACHER, name, *_went(office, window)
    if figure.id == "met_rate":
        return TEACHER, name, *_verdicts(office, window, (MET, UNMET))
    return TEACHER, name, *_posts(office, window, _not_specialised)


def _verdicts(office: Office, window: Window, wanted: tuple[str, ...]) -> tuple[list[In], list[Out]]:
    rows, left_out = [], []
    for each in per_teacher(office, window.end):
        if each.verdict in wanted:
            rows.append(In(each.id))
        else:
            left_out.append(Out(each.id, f"{each.verdict}：{each.reason}"))
    return rows, left_out


def _posts(
    office: Office, window: Window, test: Callable[[TeacherRow, StatusRow], str]
) -> tuple[list[In], list[Out]]:
    rows, left_out = [], []
    for teacher in read_teachers(office):
        status = teacher.status(window.end)
        if status is None:
            why = "截止日没有任职记录。"
        elif not teacher.in_post(window.end):
            why = "截止日不在岗。"
        else:
            why = test(teacher, status)
        if why:
            left_out.append(Out(teacher.id, why))
        else:
            rows.append(In(teacher.id))
    return rows, left_out


def _not_full_time(_: TeacherRow, status: StatusRow) -> str:
    return "" if status.full_time else "不是专任教师。"


def _not_specialised(_: TeacherRow, status: StatusRow) -> str:
    if status.category in SPECIALISED:
        return ""
    return f"教师类别是{status.category or '空'}，不是专业课或实习指导教师。"


def _not_double(teacher: TeacherRow, status: StatusRow) -> str:
    return _not_specialised(teacher, status) or ("" if status.double else "不是双师型。")


def _went(office: Office, window: Window) -> tuple[list[In], list[Out]]:
    rows, left_out = [], []
    for teacher in read_teachers(office):
        if any(not each.untouched(window) for each in teacher.practices):
            rows.append(In(teacher.id))
        else:
            left_out.append(Out(teacher.id, "期间内没有企业实践。"))
    return rows, left_out


def _touching(
    office: Office, window: Window, test: Callable[[PracticeRow], str] = lambda practice: ""
) -> tuple[list[In], list[Out]]:
    rows, left_out = [], []
    for practice in read_practices(office):
        why = practice.untouched(window) or test(practice)
        if why:
            left_out.append(Out(practice.id, why))
        else:
            rows.append(In(practice.id))
    return rows, left_out


def _waiting(practice: PracticeRow) -> str:
    return "" if practice.assessment is None else "已经考核。"


def _not_assessed(practice: PracticeRow) -> str:
    return "还没有考核。" if practice.assessment is None else ""


def _not_excellent(practice: PracticeRow) -> str:
    return "" if practice.assessment == "优秀" else f"考核结果是{practice.assessment or '空'}。"
