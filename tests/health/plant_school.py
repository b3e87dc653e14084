"""Planters for plant.py: faults of plans, of returns that are due, and of the school's own figures."""

from __future__ import annotations

from tests.health.faults import PERSON, TEACHER, check_digit
from tests.health.sowing import Ledger, Planted


def exempt_backwards(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM teacher_exemption")
    f.used.discard(row)
    (teacher,) = f.pick(TEACHER)
    yield (
        "实践豁免日期颠倒",
        f.copy("teacher_exemption", row, teacher=teacher, start="2023-05-01", end="2023-04-01"),
    )


def overdue(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM return_task")
    yield "报送任务逾期", f.copy("return_task", row, title=f"逾期{f.serial}", due="2026-10-01", status="待办")


def unfinished(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM plan")
    for kind, period in (("培训", "2024"), ("考证", "2023-2024学年"), ("教师实践五年", "2018-2022")):
        values = {"kind": kind, "period": period, "status": "草稿", "teacher": None}
        yield "计划到期未完成", f.copy("plan", row, item=f"计划{f.serial}", **values)


def never_went(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM plan")
    (teacher,) = f.pick(
        "SELECT t.id FROM teacher t WHERE NOT EXISTS (SELECT 1 FROM practice r WHERE r.teacher = t.id"
        " AND substr(r.start, 1, 4) <= '2023' AND substr(coalesce(r.\"end\", r.start), 1, 4) >= '2023')"
    )
    values = {"kind": "教师实践年度", "period": "2023", "status": "已完成", "teacher": teacher}
    yield "计划了没有去", f.copy("plan", row, item=f"计划{f.serial}", **values)


PAPERS = "年度计划、质量分析报告"


def fewer_than_planned(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM plan")
    values = {"kind": "教师实践年度", "period": "2024", "status": "已完成", "teacher": None, "planned": 999}
    yield "实践少于计划", f.copy("plan", row, item=f"计划{f.serial}", materials=PAPERS, **values)


def no_papers(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM plan")
    values = {"period": "2022", "status": "已完成", "teacher": None, "planned": 1}
    for kind, held in (("教师实践五年", "年度计划"), ("教师实践年度", "年度计划")):
        new = f.copy("plan", row, item=f"计划{f.serial}", kind=kind, materials=held, **values)
        yield "计划材料不全", new


def a_child(f: Ledger) -> Planted:
    row, number = f.pick(PERSON.replace("SELECT id", "SELECT id, document_number", 1))
    f.used.discard(row)
    first = f"{number[:6]}2015010{f.chance.randint(1, 9)}{number[14:17]}"
    values = {"birth": f"{first[6:10]}-{first[10:12]}-{first[12:14]}", "name": f"童{f.serial % 97}"}
    yield (
        "十四岁以下登记证件",
        f.copy("person", row, document_number=first + check_digit(first), **values),
    )


def no_headcount(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM headcount WHERE counted_on = '2026-09-01'")
    f.set("headcount", row, "counted_on = '2026-08-20'")
    yield "人数不是九月一日", row
    yield "没有在校生数", f.one("SELECT id FROM school")


def no_finance(f: Ledger) -> Planted:
    f.db.execute("UPDATE finance SET calendar_year = calendar_year - 10 WHERE calendar_year >= 2025")
    yield "没有学校经费", f.one("SELECT id FROM school")
