"""Plants faults into a ledger file by plain SQL, with what must be found; knows nothing of desktop.

Every fault gets rows of its own,
so that no two meet. `plant` returns (check, row id) of all that must come up
besides what was wrong before, and nothing else may.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from tests.health.faults import (
    CAME,
    CLASS,
    HELD,
    IDLE,
    LINE,
    MONEY,
    PERSON,
    RECEIPT,
    SIMPLE,
    STAY,
    TEACHER,
    TOTAL,
    check_digit,
)
from tests.health.plant_school import (
    a_child,
    exempt_backwards,
    fewer_than_planned,
    never_went,
    no_finance,
    no_headcount,
    no_papers,
    overdue,
    unfinished,
)
from tests.health.sowing import Ledger, Planted


def short_number(f: Ledger) -> Planted:
    (row,) = f.pick(PERSON + " AND substr(document_number, 7, 2) = '19'")
    number = f.one(f"SELECT document_number FROM person WHERE id = {row}")
    yield "一人登记两次", row
    yield "一人登记两次", f.copy("person", row, document_number=number[:6] + number[8:17])


def two_names(f: Ledger) -> Planted:
    (row,) = f.pick(PERSON)
    yield "一证两名", row
    yield "一证两名", f.copy("person", row, document_type="户口簿", name="另有其人")


def no_number(f: Ledger) -> Planted:
    (row,) = f.pick(PERSON)
    yield "疑似同一人", f.copy("person", row, document_number=None)


def same_firm(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM enterprise WHERE credit_code IS NOT NULL")
    yield "企业重名", row
    yield "企业重名", f.copy("enterprise", row, credit_code=None)


def alike_firm(f: Ledger) -> Planted:
    row, name = f.pick(
        "SELECT id, name FROM enterprise WHERE name LIKE '%有限公司' AND name NOT LIKE '%股份%'"
    )
    longer = name.removesuffix("有限公司") + "有限责任公司"
    yield "疑似重复企业", f.copy("enterprise", row, credit_code=None, name=longer)


def same_staff_number(f: Ledger) -> Planted:
    (one,), (other,) = f.pick(TEACHER), f.pick(TEACHER)
    f.set("teacher", one, f"number = (SELECT number FROM teacher WHERE id = {other})")
    yield from (("工号重复", one), ("工号重复", other))


def left_before_joining(f: Ledger) -> Planted:
    (row,) = f.pick(IDLE)
    f.set("teacher", row, "\"left\" = date(joined, '-1 day')")
    yield "离岗早于入职", row


def wrong_income(f: Ledger) -> Planted:
    _, row = f.pick(RECEIPT)
    f.set(
        "training_class",
        row,
        f"income = 100 + (SELECT sum(amount) FROM receipt WHERE training_class = {row})",
    )
    yield "到账经费与到账记录不符", row


def wrong_subsidy(f: Ledger) -> Planted:
    _, row = f.pick(RECEIPT)
    total = f"(SELECT sum(amount) FROM receipt WHERE training_class = {row} AND subsidy)"
    f.set("training_class", row, f"subsidy = {total} - 100")
    yield "财政补贴与到账记录不符", row


def overfull_lessons(f: Ledger) -> Planted:
    lesson, row = f.pick(
        "SELECT l.id, c.id FROM lesson l JOIN training_class c ON c.id = l.training_class WHERE c.hours ="
        " (SELECT sum(m.hours) FROM lesson m WHERE m.training_class = c.id) AND l.hours = 40"
        # Those of outside teachers carry another fault: hours below none, which would make up for these.
        " AND NOT EXISTS (SELECT 1 FROM lesson m WHERE m.training_class = c.id AND m.teacher IS NULL)"
    )
    f.set("lesson", lesson, "hours = 60")
    yield "授课多于学时", row


TOTALS: tuple[tuple[str, str], ...] = (
    ("结业日期早于开班", "\"end\" = date(start, '-1 day')"),
    ("结业多于实到", "finished = actual + 5"),
    ("取证多于结业", "certified = finished + 3"),
    ("补贴多于到账", "income = 100, subsidy = 200"),
    ("已结业无人数", "actual = NULL, finished = NULL"),
)


def totals(f: Ledger) -> Planted:
    """Classes without a roster: a fault each, on copies under names of their own."""
    for check, change in TOTALS:
        row, title = f.pick(TOTAL.replace("SELECT c.id", "SELECT c.id, c.title", 1))
        f.used.discard(row)
        new = f.copy("training_class", row, number=f"P{f.serial}", title=f"{title}{f.serial}")
        f.set("training_class", new, change)
        yield check, new


def same_class(f: Ledger) -> Planted:
    (row,) = f.pick(CLASS)
    came = f.one(f"SELECT {CAME.format(row)}")
    new = f.copy(
        "training_class", row, number=f"P{f.serial}", actual=came, finished=1, income=None, subsidy=None
    )
    yield from (("班次重名", row), ("班次重名", new))


def alike_class(f: Ledger) -> Planted:
    row, title = f.pick(CLASS.replace("SELECT c.id", "SELECT c.id, c.title", 1))
    came = f.one(f"SELECT {CAME.format(row)}")
    new = f.copy(
        "training_class", row, number=f"P{f.serial}", title=f"{title}班", actual=came, finished=1,
        income=None,
        subsidy=None,
    )  # fmt: skip
    yield "疑似重复班次", new


def two_classes_at_once(f: Ledger) -> Planted:
    line, _, other = f.pick(
        """SELECT e.id, e.student, d.id FROM enrolment e JOIN training_class c ON c.id = e.training_class
        JOIN training_class d ON d.id <> c.id AND d.start BETWEEN c.start AND c."end"
        WHERE e.status = '结业' AND d.nature <> '补贴性' AND d.actual IS NULL AND d."end" < '2026-10-01'
        AND (SELECT count(*) FROM enrolment x WHERE x.student = e.student) = 1 AND d.hours IS NOT NULL"""
    )
    new = f.copy(
        "enrolment", line, training_class=other, status="未结业", arrived=None, attended_hours=None,
        completion_number=None, subsidy=None, issued=None, collected=None,
    )  # fmt: skip
    f.used.discard(other)
    yield "班次日期重叠", new


def too_old(f: Ledger) -> Planted:
    line, person, number = f.pick(
        """SELECT e.id, p.id, p.document_number
        FROM enrolment e JOIN training_class c ON c.id = e.training_class
        JOIN student s ON s.id = e.student JOIN person p ON p.id = s.person WHERE c.nature = '补贴性'
        AND e.status = '结业' AND length(p.document_number) = 18
        AND (SELECT count(*) FROM enrolment x WHERE x.student = e.student) = 1"""
    )
    first = f"{number[:6]}19500105{number[14:17]}"
    f.set("person", person, f"birth = '1950-01-05', document_number = '{first}{check_digit(first)}'")
    yield "补贴学员超过年龄", line


def same_completion(f: Ledger) -> Planted:
    (one,), (other,) = f.pick(LINE), f.pick(LINE)
    for row in (one, other):
        f.set("enrolment", row, f"completion_number = 'DUP{one}'")
        yield "结业证书编号重复", row


def teaching_after_leaving(f: Ledger) -> Planted:
    lesson, _ = f.pick(
        """SELECT l.id, t.id FROM lesson l JOIN teacher t ON t."left" < l.held_on WHERE l.teacher IS NULL"""
    )
    f.set("lesson", lesson, 'teacher = (SELECT t.id FROM teacher t WHERE t."left" < held_on LIMIT 1)')
    yield "离岗后授课", lesson


def teaching_twice(f: Ledger) -> Planted:
    one, other = f.pick(
        """SELECT l.id, m.id FROM lesson l JOIN lesson m ON m.held_on = l.held_on AND m.period = l.period
        AND m.training_class <> l.training_class WHERE l.teacher IS NOT NULL AND m.teacher IS NULL"""
    )
    f.set("lesson", other, f"teacher = (SELECT teacher FROM lesson WHERE id = {one})")
    yield from (("教师同时两处授课", one), ("教师同时两处授课", other))


def same_voucher(f: Ledger) -> Planted:
    (receipt,) = f.pick(MONEY)
    paid = f"(SELECT training_class FROM receipt WHERE id = {receipt})"
    day = f.one(f"SELECT received_on FROM receipt WHERE id = {receipt}")
    (other,) = f.pick(CLASS + f" AND c.income IS NULL AND c.subsidy IS NULL AND c.start < '{day}'"
                      f" AND c.nature <> '有偿' AND c.id <> {paid}")  # fmt: skip
    new = f.copy("receipt", receipt, training_class=other, fund=None)
    yield from (("票据重复", receipt), ("票据重复", new))


def _batch(f: Ledger, filled: bool, **values: Any) -> int:
    (row,) = f.pick("SELECT b.id FROM exam_batch b WHERE b.held_on < '2026-08-01'")
    f.used.discard(row)
    new = f.copy("exam_batch", row, number=f"P{f.serial}", **values)
    if filled:
        (line,) = f.pick("SELECT k.id FROM candidate k WHERE k.source = '社会人员'")
        f.used.discard(line)
        plain = {"training_class": None, "result": None, "sat": None, "theory": None, "practice": None,
                 "total": None, "ticket": None}  # fmt: skip
        result = {"result": "未通过", "sat": 1, "theory": 300, "practice": 300}
        f.copy("candidate", line, batch=new, **plain | result)
    return new


def after_the_end(f: Ledger) -> Planted:
    x = f.one("SELECT id FROM certificate_type WHERE scheme = 'X证书' ORDER BY id LIMIT 1")
    yield "证书停办后考核", _batch(f, True, held_on="2026-05-05", certificate_type=x)


def out_of_time(f: Ledger) -> Planted:
    x = f.one("SELECT id FROM certificate_type WHERE start > '2018-06-01' ORDER BY id LIMIT 1")
    yield "考核不在证书有效期", _batch(f, True, held_on="2018-05-05", certificate_type=x)


def nobody_sat(f: Ledger) -> Planted:
    yield "批次没有考生", _batch(f, False, held_on="2025-05-06")  # a day on which every scheme still held


def over_before(f: Ledger) -> Planted:
    work = f.one("SELECT id FROM certificate_type WHERE scheme = '职业技能等级证书' ORDER BY id LIMIT 1")
    yield "批次未考先结束", _batch(f, False, held_on="2027-03-01", status="结束", certificate_type=work)


def same_ticket(f: Ledger) -> Planted:
    one, other = f.pick(
        "SELECT k.id, m.id FROM candidate k JOIN candidate m ON m.batch = k.batch AND m.id > k.id LIMIT 5000"
    )
    for row in (one, other):
        f.set("candidate", row, f"ticket = 'DUP{one}'")
        yield "准考证号重复", row


def failed_and_certified(f: Ledger) -> Planted:
    row, candidate = f.pick(HELD)
    f.set("candidate", candidate, "result = '未通过', theory = 400")
    yield "未通过却有证书", row


OTHER_TYPE = """SELECT h.id, h.candidate, z.id + 0 FROM certificate h
    JOIN certificate_type y ON y.id = h.certificate_type
    JOIN certificate_type z ON z.scheme = y.scheme AND z.level = y.level AND z.id <> y.id
    WHERE y.scheme = '职业技能等级证书' AND h.enrolment IS NULL AND h.candidate IS NOT NULL"""


def other_certificate(f: Ledger) -> Planted:
    row, _, type_ = f.pick(OTHER_TYPE)
    f.used.discard(type_)
    f.set("certificate", row, f"certificate_type = {type_}")
    yield "证书与批次不是一种", row


def same_certificate(f: Ledger) -> Planted:
    row, _, type_ = f.pick(OTHER_TYPE)
    f.used.discard(type_)
    new = f.copy("certificate", row, certificate_type=type_, candidate=None)
    yield from (("证书编号重复", row), ("证书编号重复", new))


def two_stays_at_once(f: Ledger) -> Planted:
    row, start = f.pick(
        STAY.replace("SELECT r.id", "SELECT r.id, date(r.start, '+1 day')", 1) + ' AND r."end" > r.start'
    )
    yield "实践日期重叠", f.copy("practice", row, start=start)


def stay_after_leaving(f: Ledger) -> Planted:
    (row,) = f.pick(STAY)
    f.used.discard(row)
    teacher, left = f.pick(
        "SELECT t.id, date(t.\"left\", '+9 day') FROM teacher t WHERE t.\"left\" < '2026-06-01'"
    )
    yield "离岗后实践", f.copy("practice", row, teacher=teacher, start=left, end=left)


def stay_before_joining(f: Ledger) -> Planted:
    (row,) = f.pick(STAY)
    f.used.discard(row)
    teacher, early = f.pick(TEACHER.replace("SELECT t.id", "SELECT t.id, date(t.joined, '-30 day')", 1))
    yield "入职前实践", f.copy("practice", row, teacher=teacher, start=early, end=early)


MADE: tuple[tuple[Callable[[Ledger], Planted], int], ...] = (
    (left_before_joining, 1), (totals, 2),
    (short_number, 2), (two_names, 2), (no_number, 3), (same_firm, 1), (alike_firm, 1),
    (same_staff_number, 1),
    (wrong_income, 1), (wrong_subsidy, 1), (overfull_lessons, 2), (same_class, 1), (alike_class, 1),
    (two_classes_at_once, 3), (too_old, 3), (same_completion, 2), (teaching_after_leaving, 1),
    (teaching_twice, 1),
    (same_voucher, 1), (after_the_end, 2), (out_of_time, 1), (nobody_sat, 2), (over_before, 2),
    (same_ticket, 2),
    (failed_and_certified, 3), (other_certificate, 2), (same_certificate, 2), (two_stays_at_once, 2),
    (stay_after_leaving, 1), (stay_before_joining, 2), (exempt_backwards, 2), (overdue, 2), (unfinished, 2),
    (never_went, 2), (fewer_than_planned, 1), (no_papers, 1), (a_child, 2), (no_headcount, 1),
    (no_finance, 1),
)  # fmt: skip


def plant(file: Path, seed: int) -> tuple[int, set[tuple[str, int]]]:
    """How many faults were planted, and every (check, row) that must be found for them."""
    with sqlite3.connect(file) as db:
        f = Ledger(db, Random(seed))
        expected: set[tuple[str, int]] = set()
        faults = 0
        for kind, count in MADE:
            for _ in range(count):
                expected.update(kind(f))
                faults += len(TOTALS) if kind is totals else 1
        for check, count, table, where, change in SIMPLE:
            for _ in range(count):
                row = f.pick(where)[0]
                f.set(table, row, change)
                expected.add((check, row))
                faults += 1
    db.close()
    return faults, expected
