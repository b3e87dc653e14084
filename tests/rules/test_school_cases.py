"""The school's own figures of practice by hand: each share with its denominator and its rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from desktop.core.dates import parse_window
from desktop.services.accounts import of_school
from desktop.services.counting.school import practice_figures
from desktop.services.policy_editing import set_rule
from tests.services.counting_office import Book

D = date.fromisoformat
YEAR = parse_window("2026")
HALF = ("2024-03-01", "2024-08-27", "合格")  # 180 days

# Teachers (status, practices), settings, figures of 2026.
Teachers = list[tuple[dict[str, Any], list[tuple[Any, ...]]]]
CASES: dict[str, tuple[Teachers, dict[str, Any], dict[str, Any]]] = {
    # one of two has the six months
    "达标率": ([({}, [HALF]), ({}, [])], {}, {"met": 1, "met_rate": 50.0, "specialised": 2}),
    # 公共基础课 is no part of the denominator
    "公共基础课不在分母": (
        [({}, [HALF]), ({"category": "公共基础课"}, [])], {},
        {"met_rate": 100.0, "teachers": 2, "specialised": 1}),
    "分母是专任教师": (
        [({}, [HALF]), ({"category": "公共基础课"}, [])], {"practice.denominator.rate": "专任教师"},
        {"met_rate": 50.0}),
    # under five years of service: 未到期, in neither part
    "未到期": ([({}, [HALF]), ({"joined": date(2024, 9, 1)}, [])], {}, {"met_rate": 100.0, "specialised": 2}),
    "退休的": ([({}, [HALF]), ({"post": "退休"}, [HALF])], {}, {"met": 1, "teachers": 1}),
    "没有教师": ([], {}, {"met_rate": None, "days_each": None, "double_rate": None}),
    # 10 days over 2 专任教师; the third is not 专任
    "人均天数": (
        [({}, [("2026-03-01", "2026-03-10", "合格")]), ({}, []), ({"full_time": False}, [])], {},
        {"days": 10.0, "days_each": 5.0, "took_part": 1}),
    "人均按参加的": (
        [({}, [("2026-03-01", "2026-03-10", "合格")]), ({}, [])],
        {"practice.denominator.average": "参加实践教师"}, {"days_each": 10.0}),
    # overlaps of one teacher merge, those of two do not
    "重叠": (
        [({}, [("2026-03-01", "2026-03-10", "合格"), ("2026-03-06", "2026-03-15", "合格")]),
         ({}, [("2026-03-01", "2026-03-10", "合格")])], {},
        {"days": 25.0, "practices": 3, "took_part": 2}),
    # 待考核 and 不合格 are 人次, but no days
    "待考核": (
        [({}, [("2026-03-01", "2026-03-10", None), ("2026-05-01", "2026-05-10", "不合格")])], {},
        {"days": 0.0, "practices": 2, "pending": 1}),
    "跨年": ([({}, [("2025-12-25", "2026-01-05", "合格")])], {}, {"days": 5.0, "practices": 1}),
    "还没结束": ([({}, [("2026-12-01", None, None)])], {}, {"days": 0.0, "practices": 1, "took_part": 1}),
    # of 公共基础课 a 双师型 does not count; one of two
    "双师型": (
        [({"double": True}, []), ({}, []), ({"category": "公共基础课", "double": True}, [])], {},
        {"double": 1, "double_rate": 50.0}),
    "双师型比专任": (
        [({"double": True}, []), ({}, []), ({"category": "公共基础课", "double": True}, [])],
        {"practice.denominator.double": "专任教师"}, {"double_rate": 33.3}),
    # two of three assessed are 优秀; the one still waiting is not among them
    "优秀比例": (
        [({}, [("2026-03-01", "2026-03-02", "优秀"), ("2026-04-01", "2026-04-02", "优秀"),
               ("2026-05-01", "2026-05-02", "合格"), ("2026-06-01", "2026-06-02", None)])],
        {"practice.excellent_check": 1}, {"excellent_rate": 66.7}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_figures(book: Book, case: str) -> None:
    teachers, own, expected = CASES[case]
    for number, (status, practices) in enumerate(teachers):
        teacher = book.teacher(f"师{number}", **status)
        for start, end, mark in practices:
            book.add(
                "practice", teacher=teacher, enterprise=book.enterprise("厂"), start=D(start),
                end=D(end) if end else None, method="自然日", assessment=mark,
            )  # fmt: skip
    for name, value in own.items():
        set_rule(book.office, name, value)
    found = {each.id: each for each in practice_figures(book.office, YEAR)}
    values = {name: found[name].value for name in expected}
    assert {k: None if v is None else float(v) for k, v in values.items()} == expected
    for each in found.values():
        assert each.bottom is None or f"÷ {each.denominator} {each.bottom}" in each.formula
    opened = {each.id: each for each in of_school(book.office, YEAR)}
    for name, each in found.items():
        if each.bottom is not None and name != "days_each":  # both parts of a rate are the rows behind it
            top, bottom = (len(part.rows) for part in opened[name].parts)
            assert (top, bottom) == (each.top, each.bottom)
