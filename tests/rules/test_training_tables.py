"""培训, 折算 and 培训对象 by hand (policy.md task 9, domain.md §3): each case in a year of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop.core.dates import Window
from desktop.core.policy import Number, Pack
from desktop.records.catalogue import record
from desktop.services.counting.stats import stats
from desktop.services.counting.workload import per_teacher
from desktop.services.office import Office
from desktop.store.find import Condition
from tests.rules.test_rate_cases import day_in, whole, year_of_case
from tests.services.counting_office import Book, setting

FULL, LOAD, FINISHED = (
    "training.full_time_coefficient", "training.workload_coefficient", "training.attendance_finished_only",
)  # fmt: skip
FOUR = {"甲": "报到", "乙": "中途退出", "丙": "结业", "丁": "未结业", "戊": "报名"}

# Who came to a class without a roster, or the roster; its last day; settings → 折算全日制学生.
CONVERTED: dict[str, tuple[int | dict[str, str], str, dict[str, Any], float | None]] = {
    "不折算": (12, "05-01", {}, None),
    "系数是零": (12, "05-01", {FULL: 0}, None),
    "零点一五": (12, "05-01", {FULL: "0.15"}, 1.8),
    "四舍五入": (1, "05-01", {FULL: "0.25"}, 0.3),  # 0.25
    "半数进位": (3, "05-01", {FULL: "0.15"}, 0.5),  # 0.45
    "大于一": (10, "05-01", {FULL: "1.5"}, 15.0),
    "名册": (FOUR, "05-01", {FULL: "0.5"}, 2.0),  # 报名 has not come
    "名册只数结业": (FOUR, "05-01", {FULL: "0.5", FINISHED: 1}, 0.5),
    "年末": (2, "12-31", {FULL: "0.5"}, 1.0),
    "次年": (2, "+01-01", {FULL: "0.5"}, 0.0),
    "没有人": (0, "05-01", {FULL: "0.5"}, 0.0),
}


@pytest.fixture(scope="module")
def converted(shelf: Book) -> Office:
    for case, (came, end, *_) in CONVERTED.items():
        day = day_in(year_of_case(case, CONVERTED, 1950), end)
        if isinstance(came, int):
            shelf.klass(f"折算{case}", day, day, actual=came)
        else:
            shelf.roster(shelf.klass(f"折算{case}", day, day), **came)
    return shelf.office


def own(office: Office, values: dict[str, Any]) -> Office:
    """`setting` takes a text for a word: these are numbers."""
    return setting(office, **{name: Decimal(str(value)) for name, value in values.items()})


@pytest.mark.parametrize("case", CONVERTED)
def test_full_time_students(converted: Office, case: str) -> None:
    *_, values, expected = CONVERTED[case]
    window = whole(year_of_case(case, CONVERTED, 1950))
    assert stats(own(converted, values), "培训班次", window)[0]["measures"]["折算全日制学生"] == expected


def test_a_coefficient_holds_from_its_day(converted: Office) -> None:
    """12 people on 1 May: converted in windows that end on 1 July or later."""
    year = year_of_case("零点一五", CONVERTED, 1950)
    number = Number(FULL, Decimal("0.5"), "系数", valid_from=date(year, 7, 1))
    office = replace(converted, packs=(*converted.packs, Pack("本校", "本校", "甲", numbers=(number,))))
    ends = {"06-30": None, "07-01": 6.0, "12-31": 6.0}
    found = {
        end: stats(office, "培训班次", Window(end, date(year, 1, 1), day_in(year, end)))[0]["measures"]
        for end in ends
    }
    assert {end: each["折算全日制学生"] for end, each in found.items()} == ends


# Lessons (whose: 甲, 乙 or a guest; day; hours), coefficient → 甲's 折算工作量 (没有: no row of his at all).
Lesson = tuple[str | None, str | None, str | None]
WORKLOAD: dict[str, tuple[list[Lesson], str, float | str | None]] = {
    "不折算": ([("甲", "03-01", "4")], "0", None),
    "一倍半": ([("甲", "03-01", "4")], "1.5", 6.0),
    "一比一": ([("甲", "03-01", "7")], "1", 7.0),
    "打折": ([("甲", "03-01", "3"), ("甲", "03-02", "4")], "0.5", 3.5),
    "四舍五入": ([("甲", "03-01", "0.5")], "0.5", 0.3),  # 0.25
    "半数进位": ([("甲", "03-01", "3")], "0.35", 1.1),  # 1.05
    "年末": ([("甲", "12-31", "2")], "1", 2.0),
    "次年": ([("甲", "+01-01", "2")], "1", "没有"),
    "闰日": ([("甲", "02-29", "2")], "1", 2.0),  # the ninth case: 2016
    "别人的课": ([("乙", "03-01", "2"), (None, "03-01", "2")], "1", "没有"),
    "没填日期": ([("甲", None, "2")], "1", "没有"),
    "没填学时": ([("甲", "03-01", None)], "1", "没有"),
}


@pytest.fixture(scope="module")
def taught(shelf: Book) -> tuple[Office, int]:
    teachers = {name: shelf.teacher(f"{name}师") for name in ("甲", "乙")}
    for case, (lessons, *_) in WORKLOAD.items():
        year = year_of_case(case, WORKLOAD, 2000)
        made = shelf.klass(f"授课{case}", date(year, 2, 1), date(year, 4, 1))
        for number, (who, when, hours) in enumerate(lessons):
            shelf.add(
                "lesson", training_class=made, held_on=day_in(year, when) if when else None,
                period=("上午", "下午")[number], teacher=teachers[who] if who else None,
                outside=None if who else "外请", hours=Decimal(hours) if hours else None,
            )  # fmt: skip
    return shelf.office, teachers["甲"]


@pytest.mark.parametrize("case", WORKLOAD)
def test_workload(taught: tuple[Office, int], case: str) -> None:
    office, who = taught
    _, coefficient, expected = WORKLOAD[case]
    year = year_of_case(case, WORKLOAD, 2000)
    rows = {row.id: row for row in per_teacher(own(office, {LOAD: coefficient}), whole(year))}
    if expected == "没有":
        assert who not in rows
    else:
        converted = rows[who].converted
        assert (None if converted is None else float(converted)) == expected


# 培训对象 of the class; on the roster (name, 人员类别, status) or how many came → 人次 and 人数 of 老年人.
Line = tuple[str, str | None, str]
AUDIENCE: dict[str, tuple[str | None, list[Line] | int, tuple[int, int]]] = {
    "按班次": ("老年人", [("甲", None, "结业"), ("乙", None, "报到")], (2, 2)),
    "按本人": ("社区居民", [("甲", "老年人", "结业"), ("乙", None, "结业")], (1, 1)),
    "本人不是": ("老年人", [("甲", "企业职工", "结业"), ("乙", None, "结业")], (1, 1)),
    "班次没填": (None, [("甲", "老年人", "结业"), ("乙", None, "结业")], (1, 1)),
    "没有名册": ("老年人", 30, (30, 0)),
    "没有名册也不是": ("社区居民", 30, (0, 0)),
    "没有名册也没填": (None, 30, (0, 0)),
    "只报名": ("老年人", [("甲", "老年人", "报名")], (0, 0)),
    "中途退出": ("老年人", [("甲", None, "中途退出"), ("乙", None, "未结业")], (2, 2)),
    "状态没填": ("老年人", [("甲", "老年人", "")], (0, 0)),
}


@pytest.fixture(scope="module")
def audiences(shelf: Book) -> Office:
    for case, (audience, roster, _) in AUDIENCE.items():
        day = date(year_of_case(case, AUDIENCE, 2030), 6, 1)
        made = shelf.klass(
            f"对象{case}", day, day, audience=audience, actual=roster if isinstance(roster, int) else None
        )
        for name, category, status in [] if isinstance(roster, int) else roster:
            shelf.add(
                "enrolment", training_class=made, student=shelf.student(f"对象{name}"), category=category,
                status=status or None,
            )  # fmt: skip
    return shelf.office


@pytest.mark.parametrize("case", AUDIENCE)
def test_by_audience(audiences: Office, case: str) -> None:
    expected, window = AUDIENCE[case][-1], whole(year_of_case(case, AUDIENCE, 2030))
    where = [Condition(record("training_class").path("培训对象"), "=", "老年人")]
    found = stats(audiences, "培训班次", window, where=where)[0]["measures"]
    assert (found["人次"], found["人数"]) == expected
    grouped = {
        row["group"]["培训对象"]: row["measures"]["人次"]
        for row in stats(audiences, "培训班次", window, by=["培训对象"])
    }
    assert grouped.get("老年人", 0) == expected[0]
