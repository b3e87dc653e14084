"""Rules of subsidised classes by hand (domain.md §3), each in force from its day; asked of 健康检查."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from desktop.services.health import Health
from desktop.services.policy_editing import set_rule
from tests.services.counting_office import Book

D = date.fromisoformat
HOURS, SHARE = "补贴性学时不足", "补贴性实操占比不足"
SCHOOL, YOUNG, OLD = "补贴班次有在校生", "补贴学员不满年龄", "补贴学员超过年龄"
OWN = (HOURS, SHARE, SCHOOL, YOUNG, OLD)
ON = {"training.check.subsidised_hours": 1}
FROM_MARCH = {"training.check.subsidised_hours": (1, date(2026, 3, 1))}

# The class, the trainee, settings → the rules that are broken.
CASES: dict[str, tuple[dict[str, Any], dict[str, Any], dict[str, Any], set[str]]] = {
    "都好": ({}, {}, ON, set()),
    # 五级/初级工 ≥ 40 hours, 四级 and up ≥ 56
    "初级工四十": ({"level": "五级/初级工", "hours": 40}, {}, ON, set()),
    "初级工不足": ({"level": "五级/初级工", "hours": 39}, {}, ON, {HOURS}),
    "中级工不足": ({"level": "四级/中级工", "hours": 55}, {}, ON, {HOURS}),
    "中级工够了": ({"level": "四级/中级工", "hours": 56}, {}, ON, set()),
    "不是补贴性": ({"level": "四级/中级工", "hours": 8, "nature": "公益性"}, {}, ON, set()),
    "开关没开": ({"level": "四级/中级工", "hours": 8}, {}, {}, set()),
    # the switch holds from 1 March: a class begun on 28 February is not asked
    "生效前一天开班": ({"level": "四级/中级工", "hours": 8, "start": "2026-02-28"}, {}, FROM_MARCH, set()),
    "生效当天开班": ({"level": "四级/中级工", "hours": 8, "start": "2026-03-01"}, {}, FROM_MARCH, {HOURS}),
    # a stricter threshold from 1 July
    "改数以前": (
        {"level": "四级/中级工", "hours": 60, "start": "2026-06-30"}, {},
        ON | {"training.subsidised_hours.middle_up": (80, date(2026, 7, 1))}, set()),
    "改数以后": (
        {"level": "四级/中级工", "hours": 60, "start": "2026-07-01"}, {},
        ON | {"training.subsidised_hours.middle_up": (80, date(2026, 7, 1))}, {HOURS}),
    # 60 % of 100 hours
    "实操六成": ({"hours": 100, "practice_hours": 60}, {}, ON, set()),
    "实操不足": ({"hours": 100, "practice_hours": 59}, {}, ON, {SHARE}),
    "在校学生": ({}, {"category": "在校学生"}, {}, {SCHOOL}),
    "毕业年级专账": (
        {"fund": "职业技能培训专账资金"}, {"category": "在校学生", "graduating": True}, {}, set()),
    "毕业年级别的钱": ({"fund": "学校自筹"}, {"category": "在校学生", "graduating": True}, {}, {SCHOOL}),
    "只是报名": ({}, {"category": "在校学生", "status": "报名"}, {}, set()),
    # 16 years old on the first day; born on 29 February 2008 one is 16 on 29 February 2024
    "满十六": ({"start": "2026-05-02"}, {"birth": "2010-05-02"}, {}, set()),
    "差一天十六": ({"start": "2026-05-01"}, {"birth": "2010-05-02"}, {}, {YOUNG}),
    "闰日满十六": ({"start": "2024-02-29"}, {"birth": "2008-02-29"}, {}, set()),
    "闰日前一天": ({"start": "2024-02-28"}, {"birth": "2008-02-29"}, {}, {YOUNG}),
    # men: 60 years until 2024, then by the table (726 months in 2026)
    "旧表满六十": ({"start": "2024-12-31"}, {"birth": "1964-12-31", "sex": "1"}, {}, {OLD}),
    "旧表差一天": ({"start": "2024-12-30"}, {"birth": "1964-12-31", "sex": "1"}, {}, set()),
    "新表多三月": ({"start": "2025-01-01"}, {"birth": "1964-12-31", "sex": "1"}, {}, set()),
    "女五十五": ({"start": "2026-05-01"}, {"birth": "1970-11-01", "sex": "2"}, {}, {OLD}),  # 666 months
    "女差一天": ({"start": "2026-04-30"}, {"birth": "1970-11-01", "sex": "2"}, {}, set()),
    "没填生日": ({}, {"birth": None}, {}, set()),
}  # fmt: skip


def broken(book: Book, klass: dict[str, Any], person: dict[str, Any]) -> set[str]:
    """The rules of subsidised classes that one class with one trainee breaks."""
    about = {"nature": "补贴性", "start": "2026-05-01", "hours": 80} | klass
    hours = {name: Decimal(about[name]) for name in ("hours", "practice_hours") if name in about}
    start = D(about["start"])
    made = book.klass("班", **(about | hours | {"start": start, "end": start + timedelta(9)}))
    about = {"birth": "1990-01-01", "sex": "1", "category": "企业职工", "status": "结业"} | person
    human = book.add("person", name="张三", birth=about["birth"], sex=about["sex"])
    student = book.add("student", person=human)
    book.add(
        "enrolment", training_class=made, student=student, status=about["status"],
        category=about["category"], graduating=about.get("graduating"),
    )  # fmt: skip
    health = Health(book.office)
    health.run()
    return {each.rule for each in health.findings() if each.rule in OWN}


@pytest.mark.parametrize("case", CASES)
def test_cases(book: Book, case: str) -> None:
    klass, person, own, expected = CASES[case]
    for name, value in own.items():
        number, since = value if isinstance(value, tuple) else (value, None)
        set_rule(book.office, name, number, valid_from=since)
    assert broken(book, klass, person) == expected
