"""人次, 人数, 人日, 人学时, the window of a class and shares of money by hand, each case in its own year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop.services.counting.stats import stats
from desktop.services.office import Office
from desktop.services.targets import targets
from tests.rules.test_rate_cases import whole, year_of_case
from tests.rules.test_school_tables import at
from tests.services.counting_office import Book, setting

Roster = dict[str, str] | int  # names with their status, or how many came to a class without a roster
ONE = {"甲": "结业"}

# Rosters with the last day of their class → 人次, 人数, 无名册人次 of the year.
PEOPLE: dict[str, tuple[list[tuple[Roster, str]], tuple[int, int, int]]] = {
    "一班两人": ([({"甲": "结业", "乙": "报到"}, "0:05-01")], (2, 2, 0)),
    "两班一人": ([(ONE, "0:05-01"), (ONE, "0:06-01")], (2, 1, 0)),
    "只是报名": ([({"甲": "报名"}, "0:05-01")], (0, 0, 0)),
    "没有名册": ([(30, "0:05-01")], (30, 0, 30)),
    "有的有名册": ([(ONE, "0:05-01"), (30, "0:05-01")], (31, 1, 30)),
    "一班在上年": ([(ONE, "-1:12-31"), (ONE, "0:01-01")], (1, 1, 0)),
    "中途退出": ([({"甲": "中途退出", "乙": "未结业"}, "0:05-01")], (2, 2, 0)),
    "一班报名一班结业": ([({"甲": "报名"}, "0:05-01"), (ONE, "0:06-01")], (1, 1, 0)),
    "没有班": ([], (0, 0, 0)),
}


@pytest.fixture(scope="module")
def people(shelf: Book) -> Office:
    for case, (classes, _) in PEOPLE.items():
        year = year_of_case(case, PEOPLE, 1950)
        for number, (roster, end) in enumerate(classes):
            held(shelf, f"人{case}{number}", at(year, end), roster)
    return shelf.office


def held(book: Book, title: str, day: date, roster: Roster, **more: Any) -> None:
    """A class of one day."""
    if isinstance(roster, int):
        book.klass(title, day, day, actual=roster, **more)
    else:
        book.roster(book.klass(title, day, day, **more), **roster)


@pytest.mark.parametrize("case", PEOPLE)
def test_people(people: Office, case: str) -> None:
    found = stats(people, "培训班次", whole(year_of_case(case, PEOPLE, 1950)))[0]["measures"]
    assert tuple(found[label] for label in ("人次", "人数", "无名册人次")) == PEOPLE[case][-1]


# Days and hours of each class, who came → 人日, 人学时.
Times = tuple[str | None, str | None, Roster]
TIMES: dict[str, tuple[list[Times], tuple[float, float]]] = {
    "名册": ([("2.5", "20", {"甲": "结业", "乙": "报到", "丙": "未结业", "丁": "中途退出"})], (10, 80)),
    "半天": ([("0.5", "4", {"甲": "结业", "乙": "结业", "丙": "结业"})], (1.5, 12)),
    "没有名册": ([("3", "24", 30)], (90, 720)),
    "半天没有名册": ([("0.5", None, 31)], (15.5, 0)),
    "没填天数": ([(None, "8", {"甲": "结业", "乙": "结业"})], (0, 16)),
    "没填学时": ([("2", None, ONE)], (2, 0)),
    "零天": ([("0", "0", ONE)], (0, 0)),
    "只是报名": ([("1", "8", {"甲": "报名"})], (0, 0)),
    "半学时": ([("1", "1.5", {"甲": "结业", "乙": "结业", "丙": "结业"})], (3, 4.5)),
    # two days of two people, two of one
    "两个班": ([("1", "8", {"甲": "结业", "乙": "结业"}), ("2", "16", ONE)], (4, 32)),
}


@pytest.fixture(scope="module")
def times(shelf: Book) -> Office:
    for case, (classes, _) in TIMES.items():
        day = date(year_of_case(case, TIMES, 1980), 5, 1)
        for number, (days, hours, roster) in enumerate(classes):
            told = {"days": Decimal(days) if days else None, "hours": Decimal(hours) if hours else None}
            held(shelf, f"时{case}{number}", day, roster, **told)
    return shelf.office


@pytest.mark.parametrize("case", TIMES)
def test_days_and_hours(times: Office, case: str) -> None:
    found = stats(times, "培训班次", whole(year_of_case(case, TIMES, 1980)))[0]["measures"]
    assert (found["人日"], found["人学时"]) == TIMES[case][-1]


# The first and last day of a class → of this year by its end, by its beginning.
BELONGS: dict[str, tuple[str, str | None, bool, bool]] = {
    "年内": ("0:03-01", "0:03-05", True, True),
    "首日": ("0:01-01", "0:01-01", True, True),
    "末日": ("0:12-31", "0:12-31", True, True),
    "从上年来": ("-1:12-20", "0:01-05", True, False),
    "上年末日开": ("-1:12-31", "0:01-01", True, False),
    "到下年去": ("0:12-20", "1:01-05", False, True),
    "下年首日结": ("0:12-31", "1:01-01", False, True),
    "跨过整年": ("-1:12-31", "1:01-01", False, False),
    "没有结束": ("0:03-01", None, False, True),
    "上年的": ("-1:03-01", "-1:12-31", False, False),
}


@pytest.fixture(scope="module")
def belongs(shelf: Book) -> Office:
    for case, (start, end, *_) in BELONGS.items():
        year = 2100 + 4 * list(BELONGS).index(case)
        shelf.klass(f"属{case}", at(year, start), at(year, end) if end else None, actual=7)
    return shelf.office


@pytest.mark.parametrize("case", BELONGS)
def test_the_window_of_a_class(belongs: Office, case: str) -> None:
    *_, by_end, by_start = BELONGS[case]
    window = whole(2100 + 4 * list(BELONGS).index(case))
    for office, inside in ((belongs, by_end), (setting(belongs, training__window_by_start=1), by_start)):
        found = stats(office, "培训班次", window)[0]["measures"]
        assert (found["班次"], found["人次"]) == ((1, 7) if inside else (0, 0))


# 学校经费总额, 教学经费, 实习实训经费 in 分 → their shares with whether ≥ 30 % and ≥ 15 % (None: not known).
Share = tuple[float | None, bool | None]
FINANCE: dict[str, tuple[tuple[int | None, int | None, int | None] | None, Share, Share]] = {
    "正好": ((1000_00, 300_00, 150_00), (30, True), (15, True)),
    # 29.999 % and 14.999 % are shown as 30 and 15, and are not
    "差一分": ((1000_00, 299_99, 149_99), (30, False), (15, False)),
    "除不尽": ((3_00, 1_00, 50), (33.33, True), (16.67, True)),
    "总额是零": ((0, 1_00, 1_00), (None, None), (None, None)),
    "总额没填": ((None, 1_00, 1_00), (None, None), (None, None)),
    "零和没填": ((100_00, 0, None), (0, False), (None, None)),
    "多于总额": ((100_00, 120_00, 15_00), (120, True), (15, True)),
    "一行也没有": (None, (None, None), (None, None)),
}


@pytest.fixture(scope="module")
def finance(shelf: Book) -> Office:
    for case, (money, *_) in FINANCE.items():
        if money is not None:
            year = year_of_case(case, FINANCE, 2023)
            values = dict(zip(("total", "teaching", "training"), money, strict=True))
            shelf.add("finance", calendar_year=year, **values)
    return shelf.office


@pytest.mark.parametrize("case", FINANCE)
def test_shares_of_the_schools_money(finance: Office, case: str) -> None:
    window = whole(year_of_case(case, FINANCE, 2023))
    rows = {row["id"]: row for row in targets(finance, window)}
    found = [(rows[name]["value"], rows[name]["met"]) for name in ("teaching-share", "practical-share")]
    assert found == list(FINANCE[case][1:])
