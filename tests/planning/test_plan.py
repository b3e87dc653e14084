"""The practice plan of a year: small cases against every choice of weeks, a ledger from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.dates import Window, WorkingDays
from desktop.core.errors import UserError
from desktop.core.progress import Cancelled, NoProgress
from desktop.services.counting.practice import per_teacher
from desktop.services.counting.practice_rows import PracticeRow, StatusRow, TeacherRow
from desktop.services.counting.practice_rules import PracticeRules
from desktop.services.planning.plan import KIND, plan_year, write_plan
from desktop.services.planning.weeks import Span, free_weeks, look_ahead
from desktop.store.find import find
from desktop.store.ledger import Ledger
from desktop.store.undo import undo
from tests.services.counting_office import Book, office_on

CALENDAR = WorkingDays()
END = date(2026, 12, 31)
START = date(2026, 11, 30)  # a Monday: four whole weeks and four days are left
RULES = PracticeRules(until=END)
Stay = tuple[date, date, str]
ONE = timedelta(days=1)


def teacher(*practices: tuple[date, date, str, str | None], **more: Any) -> TeacherRow:
    rows = [
        PracticeRow(number, 1, "甲厂", False, start, end, None, method, assessment)
        for number, (start, end, method, assessment) in enumerate(practices, 1)
    ]
    values = {"joined": date(2000, 8, 20), "left": None} | more
    exemptions = values.pop("exemptions", [])
    found = TeacherRow(1, "001", "张三", **values, practices=rows, exemptions=list(exemptions))
    found.statuses.append(StatusRow(date(2000, 8, 20), "专业课", "在职", True, False))
    return found


# -- the oracle: date by date, every choice of weeks ------------------------------------------------


def months(stays: list[Stay], first: date, last: date) -> Fraction:
    """Each date once: 自然日 1/30 of a month, else a working day 1/22."""
    total, day = Fraction(0), first
    while day <= last:
        methods = {method for start, end, method in stays if start <= day <= end}
        if "自然日" in methods:
            total += Fraction(1, 30)
        elif "工作日" in methods and CALENDAR.is_working(day):
            total += Fraction(1, 22)
        day += ONE
    return total


def judge(stays: list[Stay]) -> Callable[[Iterable[Stay]], bool]:
    """Whether six months in five years and one in the year are there with some more stays after START; what
    lies before is counted once."""
    five = months(stays, date(2022, 1, 1), START - ONE)
    year = months(stays, date(2026, 1, 1), START - ONE)

    def fits(more: Iterable[Stay]) -> bool:
        rest = months([*stays, *more], START, END)
        return five + rest >= 6 and year + rest >= 1

    return fits


def oracle(stays: list[Stay], taken: set[date]) -> tuple[bool, int | None, date | None]:
    """Whether somebody must go; the fewest weeks that do; the latest first day of any choice that does."""
    fits = judge(stays)
    if fits(()):
        return False, None, None
    weeks, day = [], START
    while day <= END:
        last = min(day + timedelta(days=6 - day.weekday()), END)
        if not any(day + n * ONE in taken for n in range((last - day).days + 1)):
            weeks.append((day, last))
        day = last + ONE
    choices = chain.from_iterable(combinations(weeks, count) for count in range(1, len(weeks) + 1))
    good = [each for each in choices if fits((a, b, "自然日") for a, b in each)]
    if not good:
        return True, None, None
    return True, min(map(len, good)), max(each[0][0] for each in good)


DAYS = st.dates(date(2021, 11, 1), END)
STAYS = st.lists(
    st.tuples(
        DAYS, st.integers(0, 190), st.sampled_from(("自然日", "工作日")), st.sampled_from(("合格", None))
    ),
    max_size=3,
)
TAKEN = st.lists(st.dates(START, END), max_size=3)


@settings(max_examples=120, deadline=None)
@given(STAYS, TAKEN, st.booleans())
def test_every_choice_of_weeks(
    spans: list[tuple[date, int, str, str | None]], lessons: list[date], exempt: bool
) -> None:
    stays = [(start, min(start + timedelta(days=n), END), method) for start, n, method, _ in spans]
    marks = [mark for *_, mark in spans]
    away = [(date(2026, 12, 7), date(2026, 12, 9))] if exempt else []
    found = look_ahead(
        teacher(*[(*stay, mark) for stay, mark in zip(stays, marks, strict=True)], exemptions=away),
        RULES, CALENDAR, START, lessons,
    )  # fmt: skip
    taken = set(lessons)
    for start, end in [*((start, end) for start, end, _ in stays), *away]:
        taken |= {start + n * ONE for n in range((end - start).days + 1)}
    must, fewest, latest = oracle(stays, taken)
    assert (found.must, found.latest) == (must, latest)
    assert found.enough is (not must or fewest is not None)
    proposed = [(each.start, each.end, "自然日") for each in found.weeks]
    days = {start + n * ONE for start, end, _ in proposed for n in range((end - start).days + 1)}
    assert not days & taken
    if fewest is not None:
        assert judge(stays)(proposed)
        assert fewest <= -(-len(days) // 7)


# -- by hand ----------------------------------------------------------------------------------------

# what counts, whether somebody must go, and the latest Monday; 32 days are left, 2 of them in the last week
HAND = {
    "六个月都在五年内，今年满一个月": ("2022-01-01..2022-05-30 2026-03-01..2026-03-30", False, None),
    "五年够，今年没有去": ("2022-01-01..2022-06-29", True, "2026-11-30"),
    "明年才过期的还算": ("2021-12-31..2022-06-28 2026-03-01..2026-03-30", False, None),
    "一天之差": ("2022-01-01..2022-05-29 2026-03-01..2026-03-30", True, "2026-12-28"),
    "什么都没有": ("", True, None),
    "今年差两周": ("2022-01-01..2022-06-29 2026-03-01..2026-03-16", True, "2026-12-14"),
    "今年差四天": ("2022-01-01..2022-06-29 2026-03-01..2026-03-26", True, "2026-12-28"),
    "五年差三十天": ("2022-01-01..2022-04-30 2026-03-01..2026-03-30", True, "2026-11-30"),
}


def passed(spans: str) -> list[tuple[date, date, str, str | None]]:
    ends = [each.split("..") for each in spans.split()]
    return [(date.fromisoformat(a), date.fromisoformat(b), "自然日", "合格") for a, b in ends]


@pytest.mark.parametrize("case", HAND)
def test_by_hand(case: str) -> None:
    spans, must, latest = HAND[case]
    found = look_ahead(teacher(*passed(spans)), RULES, CALENDAR, START)
    assert found.must is must
    assert (None if found.latest is None else str(found.latest)) == latest


def test_one_stretch_goes_before_scattered_weeks() -> None:
    """Two weeks are needed: the first free one stands alone, so the pair behind it is proposed."""
    row = teacher(*passed("2022-01-01..2022-06-29 2026-03-01..2026-03-16"))
    found = look_ahead(row, RULES, CALENDAR, START, [date(2026, 12, 8)])
    assert found.weeks == (Span(date(2026, 12, 14), date(2026, 12, 27)),)
    assert {each.why for each in found.taken} == {"授课"}


def test_a_fixed_cycle_is_filled_evenly() -> None:
    """2026–2030: nothing yet; by the end of 2026 a fifth of six months, in 2030 all that is missing."""
    first = replace(RULES, fixed_cycle=True)
    found = look_ahead(teacher(), first, CALENDAR, date(2026, 1, 1))
    assert found.enough and Fraction(6, 5) * 30 <= found.days < Fraction(6, 5) * 30 + 7
    last = replace(first, until=date(2030, 12, 31))
    found = look_ahead(teacher(), last, CALENDAR, date(2030, 1, 1))
    assert 180 <= found.days < 187


def test_weeks_are_whole_but_for_the_first_and_last() -> None:
    taken = Span(date(2026, 12, 13), date(2026, 12, 13))
    free = free_weeks(Window("", date(2026, 12, 2), date(2026, 12, 22)), [taken])
    assert [(str(each.start), str(each.end)) for each in free] == [
        ("2026-12-02", "2026-12-06"), ("2026-12-14", "2026-12-20"), ("2026-12-21", "2026-12-22"),
    ]  # fmt: skip


# -- a ledger ---------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    ledger = Ledger.create(tmp_path / "台账.zhijiao", school_code="2222000001", school_name="江城职教中心")
    yield Book(office_on(ledger))
    ledger.close()


def person(book: Book, name: str, number: str, department: int, **status: Any) -> int:
    row = book.add("person", name=name, document_type="其他", document_number=number)
    found = book.add("teacher", person=row, number=number, joined=date(2010, 9, 1))
    now = {"category": "专业课", "post": "在职", "department": department} | status
    book.add("teacher_status", teacher=found, start=date(2010, 9, 1), **now)
    return found


def test_a_plan_is_written_once_and_taken_back(book: Book) -> None:
    cars = book.add("department", name="汽车工程系")
    zhang = person(book, "张三", "T1", cars)
    person(book, "李四", "T2", cars, category="公共基础课")
    klass = book.klass("焊工班", date(2027, 3, 1), date(2027, 3, 12))
    book.add("lesson", training_class=klass, held_on=date(2027, 1, 6), period="1", teacher=zhang, hours=4)
    office = book.office
    plan = plan_year(office, date(2027, 5, 1))
    (line,) = plan.must
    assert (line.name, line.department, plan.year.label) == ("张三", "汽车工程系", "2027")
    assert line.outlook.weeks[0].start == date(2027, 1, 11)  # the lesson of 6 January takes its week
    for _ in range(2):
        assert write_plan(office, plan_year(office, date(2027, 5, 1)), [zhang]) == 1
        page = find(office.ledger, "plan", paths=["种类", "期间", "系部", "教师", "计划数", "状态"])
        days = line.outlook.days
        assert [tuple(row) for row in page.rows] == [(KIND, "2027", "汽车工程系", "张三", days, "草稿")]
    assert plan_year(office, date(2027, 5, 1)).must[0].planned is not None
    with pytest.raises(UserError):
        write_plan(office, plan, [])
    undo(office.ledger)
    assert not find(office.ledger, "plan", paths=[]).total


def test_whoever_follows_the_plan_does_not_fall_short(book: Book) -> None:
    cars = book.add("department", name="汽车工程系")
    firm = book.add("enterprise", name="甲厂")
    teachers = [person(book, f"教师{n}", f"T{n}", cars) for n in range(4)]
    went = {"enterprise": firm, "assessment": "合格", "method": "自然日"}
    first = date(2024, 1, 1)
    for n, row in enumerate(teachers):
        book.add("practice", teacher=row, start=first, end=first + timedelta(days=40 * n), **went)
    plan = plan_year(book.office, date(2027, 5, 1), earliest=date(2027, 3, 1))
    assert len(plan.must) == 4
    for line in plan.must:
        for span in line.outlook.weeks:
            assert span.start >= date(2027, 3, 1)
            book.add("practice", teacher=line.teacher, start=span.start, end=span.end, **went)
    found = per_teacher(book.office, date(2027, 12, 31))
    assert {(each.verdict, each.year_met) for each in found} == {("达标", True)}
    assert not plan_year(book.office, date(2027, 5, 1)).must


class Impatient(NoProgress):
    """Cancels after some steps, and remembers what it was told."""

    def __init__(self, patience: int) -> None:
        self.told: list[tuple[int, int | None]] = []
        self._patience = patience

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        self.told.append((done, total))
        if len(self.told) > self._patience:
            raise Cancelled


def test_a_plan_tells_how_far_it_is_and_can_be_cancelled(book: Book) -> None:
    cars = book.add("department", name="汽车工程系")
    for number in range(5):
        person(book, f"教师{number}", f"T{number}", cars)
    whole = Impatient(9)
    assert len(plan_year(book.office, date(2027, 5, 1), progress=whole).must) == 5
    assert whole.told == [(number, 5) for number in range(5)]
    with pytest.raises(Cancelled):
        plan_year(book.office, date(2027, 5, 1), progress=Impatient(2))
