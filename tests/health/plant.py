"""Plants faults into a ledger file by plain SQL, with what must be found; knows nothing of desktop.

Every fault gets rows of its own,
so that no two meet. `plant` returns (check, row id) of all that must come up
besides what was wrong before, and nothing else may.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first17: str) -> str:
    return "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, first17, strict=True)) % 11]


@dataclass
class Ledger:
    """An open file, and which rows already carry a fault."""

    db: sqlite3.Connection
    chance: Random
    used: set[int] = field(default_factory=set)
    serial: int = 9_200_000_000_000_000_000

    def pick(self, sql: str) -> tuple[Any, ...]:
        """A row of ids and values that no other fault has touched (ids are large numbers)."""
        rows = self.db.execute(sql).fetchall()
        self.chance.shuffle(rows)
        for row in rows:
            ids = {value for value in row if isinstance(value, int) and value > 10**15}
            if not ids & self.used:
                self.used |= ids
                return tuple(row)
        raise LookupError(sql)

    def set(self, table: str, row: int, change: str) -> None:
        self.db.execute(f'UPDATE "{table}" SET {change} WHERE id = ?', (row,))

    def one(self, sql: str) -> Any:
        return self.db.execute(sql).fetchone()[0]

    def copy(self, table: str, row: int, **values: Any) -> int:
        """A new row like another, but for some values."""
        cursor = self.db.execute(f'SELECT * FROM "{table}" WHERE id = ?', (row,))
        names = [column[0] for column in cursor.description]
        self.serial += 1
        made = {**dict(zip(names, cursor.fetchone(), strict=True)), "id": self.serial, **values}
        listed = ", ".join(f'"{name}"' for name in made)
        marks = ", ".join("?" * len(made))
        self.db.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', list(made.values()))
        self.used.add(self.serial)
        return self.serial


PERSON = """SELECT id FROM person WHERE length(document_number) = 18 AND substr(birth, 9, 2) <> '05'
    AND id NOT IN (SELECT person FROM teacher)"""
CLASS = """SELECT c.id FROM training_class c WHERE c."end" < '2026-10-01' AND c.hours IS NOT NULL
    AND EXISTS (SELECT 1 FROM enrolment e WHERE e.training_class = c.id)"""
TOTAL = """SELECT c.id FROM training_class c WHERE c."end" < '2026-10-01'
    AND c.actual > 10 AND c.finished > 10
    AND c.certified IS NULL AND NOT EXISTS (SELECT 1 FROM enrolment e WHERE e.training_class = c.id)"""
CAME = "(SELECT count(*) FROM enrolment e WHERE e.training_class = {0} AND e.status <> '报名')"
LINE = """SELECT e.id FROM enrolment e JOIN training_class c ON c.id = e.training_class
    WHERE e.status = '结业' AND c.hours IS NOT NULL AND c.actual IS NULL"""
OF_CLASS = "(SELECT {0} FROM training_class c WHERE c.id = training_class)"
RECEIPT = """SELECT r.id, c.id FROM receipt r JOIN training_class c ON c.id = r.training_class
    WHERE c.income IS NULL AND c.subsidy IS NULL AND c.nature = '补贴性'"""
MONEY = RECEIPT.replace("r.id, c.id", "r.id", 1)
SAT = """SELECT k.id FROM candidate k JOIN exam_batch b ON b.id = k.batch WHERE k.result = '未通过'
    AND b.held_on < '2026-08-01'"""
PUPIL = """SELECT k.id FROM candidate k JOIN exam_batch b ON b.id = k.batch WHERE k.source = '毕业年级'
    AND k.graduating AND k.training_class IS NULL AND b.held_on < '2026-08-01'"""
HELD = """SELECT h.id, h.candidate FROM certificate h JOIN candidate k ON k.id = h.candidate
    JOIN exam_batch b ON b.id = k.batch JOIN certificate_type y ON y.id = h.certificate_type
    WHERE y.scheme = '职业技能等级证书' AND h.enrolment IS NULL AND b.held_on NOT LIKE '%-01-01'"""
STAY = """SELECT r.id FROM practice r JOIN teacher t ON t.id = r.teacher WHERE r.assessment = '合格'
    AND r.materials LIKE '%审批表%个人总结%' AND r."end" < '2026-08-01' AND r.start < '2025-06-01'
    AND r.method = '自然日' AND t.industry_before"""
IDLE = """SELECT t.id FROM teacher t WHERE coalesce(t.industry_before, 1) AND t."left" IS NULL
    AND NOT EXISTS (SELECT 1 FROM lesson l WHERE l.teacher = t.id)
    AND NOT EXISTS (SELECT 1 FROM practice r WHERE r.teacher = t.id)"""
TEACHER = 'SELECT t.id FROM teacher t WHERE t.industry_before AND t."left" IS NULL'
SPAN = '(CAST(julianday("end") - julianday(start) AS INTEGER) + 1)'

# (check, how many, table, where to find a sound row, what makes it wrong)
SIMPLE: tuple[tuple[str, int, str, str, str], ...] = (
    ("身份证号码有误", 4, "person", PERSON,
     "document_number = substr(document_number, 1, 17) ||"
     " CASE substr(document_number, 18) WHEN '0' THEN '1' ELSE '0' END"),
    ("出生日期与身份证不符", 4, "person", PERSON, "birth = substr(birth, 1, 8) || '05'"),
    ("性别与身份证不符", 4, "person", PERSON, "sex = CASE sex WHEN '1' THEN '2' ELSE '1' END"),
    ("信用代码有误", 2, "enterprise", "SELECT id FROM enterprise WHERE credit_code IS NOT NULL",
     "credit_code = substr(credit_code, 1, 17) ||"
     " CASE substr(credit_code, 18) WHEN '7' THEN '8' ELSE '7' END"),
    ("合作协议日期颠倒", 2, "enterprise", "SELECT id FROM enterprise",
     "agreement_start = '2026-01-01', agreement_end = '2025-01-01'"),
    ("上岗早于入职", 2, "teacher", TEACHER, "started = date(joined, '-1 day')"),
    ("双师型填写矛盾", 2, "teacher_status", "SELECT id FROM teacher_status WHERE double_level IS NOT NULL",
     "double = 0"),
    ("教师类别未填", 1, "teacher_status", "SELECT id FROM teacher_status WHERE post = '离职'",
    "category = NULL"),
    ("实到人数与名册不符", 2, "training_class", CLASS + " AND c.actual IS NULL",
     f"actual = {CAME.format('training_class.id')} + 2"),
    ("取证人数与证书不符", 2, "training_class", CLASS
     + " AND NOT EXISTS (SELECT 1 FROM certificate h JOIN enrolment e ON e.id = h.enrolment"
     " WHERE e.training_class = c.id)", "certified = 1"),
    ("天数多于日期", 2, "training_class", CLASS, f"days = ({SPAN} + 1) * 10"),
    ("学时与理论实操不符", 2, "training_class", CLASS, "theory_hours = theory_hours + 10"),
    ("备案晚于开班", 2, "training_class", CLASS + " AND c.filed IS NOT NULL",
    "filed = date(start, '+1 day')"),
    ("面向与对象矛盾", 2, "training_class", CLASS + " AND c.facing = '社会'", "facing = '在校学生'"),
    ("班次资料不全", 1, "training_class", CLASS, "facing = NULL"),
    ("出勤多于学时", 4, "enrolment", LINE, f"attended_hours = {OF_CLASS.format('hours')} + 10"),
    ("报到不在班次日期", 4, "enrolment", LINE, f"arrived = date({OF_CLASS.format('c.end')}, '+3 day')"),
    ("结业证早于开班", 4, "enrolment", LINE,
    f"issued = date({OF_CLASS.format('c.start')}, '-1 day'), collected = NULL"),
    ("领取早于发证", 4, "enrolment", LINE,
     f"issued = {OF_CLASS.format('c.end')}, collected = date({OF_CLASS.format('c.end')}, '-1 day')"),
    ("培训成绩超过满分", 4, "enrolment", LINE, "theory = 1050"),
    ("非补贴班次有补贴", 3, "enrolment", LINE + " AND c.nature = '公益性'", "subsidy = 10000"),
    ("未到结业日已结业", 2, "enrolment",
     "SELECT e.id FROM enrolment e JOIN training_class c ON c.id = e.training_class"
     " WHERE c.\"end\" > '2026-11-24'"
     " AND c.start < '2026-11-24'", "status = '结业'"),
    ("未开班已报到", 2, "enrolment",
     "SELECT e.id FROM enrolment e JOIN training_class c ON c.id = e.training_class"
     " WHERE c.start > '2026-11-24'",
     "status = '报到'"),
    ("补贴班次有在校生", 3, "enrolment",
    LINE + " AND c.nature = '补贴性' AND c.fund <> '职业技能培训专账资金'",
     "category = '在校学生'"),
    ("授课不在班次日期", 4, "lesson", "SELECT id FROM lesson WHERE teacher IS NULL",
     f"held_on = date({OF_CLASS.format('c.end')}, '+1 day')"),
    ("授课没有教师", 3, "lesson", "SELECT id FROM lesson WHERE teacher IS NULL", "outside = NULL"),
    ("考勤与名册不是一班", 4, "attendance", "SELECT a.id, a.enrolment FROM attendance a",
     "lesson = (SELECT l.id FROM lesson l WHERE l.training_class <> (SELECT training_class FROM enrolment e"
     " WHERE e.id = enrolment) LIMIT 1)"),
    ("到账早于开班", 2, "receipt", MONEY, f"received_on = date({OF_CLASS.format('c.start')}, '-1 day')"),
    ("到账日期在以后", 2, "receipt", MONEY, "received_on = '2027-05-01'"),
    ("到账金额有误", 2, "receipt", MONEY, "amount = 0"),
    ("到账来源与班次不同", 2, "receipt", MONEY, "fund = '社会捐赠'"),
    ("缺考却有成绩", 3, "candidate", SAT, "result = '缺考', sat = 0"),
    ("实考与结果矛盾", 3, "candidate", SAT, "sat = 0"),
    ("不及格却通过", 3, "candidate", SAT, "result = '通过'"),
    ("及格却未通过", 3, "candidate", SAT, "theory = 700, practice = 700"),
    ("考核成绩超过满分", 3, "candidate", SAT, "practice = 1100"),
    ("考核结果未录", 3, "candidate", SAT, "result = NULL, sat = NULL, theory = NULL, practice = NULL"),
    ("未考先有成绩", 3, "candidate",
     "SELECT k.id FROM candidate k JOIN exam_batch b ON b.id = k.batch WHERE b.held_on > '2026-11-24'",
     "theory = 800"),
    ("毕业年级与学籍不符", 4, "candidate", PUPIL, "graduating = 0, source = '其他在校生'"),
    ("考生来源与毕业年级矛盾", 4, "candidate", PUPIL, "source = '其他在校生'"),
    ("考生来源与学籍不符", 4, "candidate",
     "SELECT k.id FROM candidate k WHERE k.source = '社会人员' AND k.graduating IS NULL",
     "source = '毕业年级'"),
    ("先考核后培训", 3, "candidate", PUPIL,
     "training_class = (SELECT id FROM training_class ORDER BY start DESC LIMIT 1)"),
    ("证书编号有误", 4, "certificate", HELD,
     "number = substr(number, 1, 15) ||"
     " CASE substr(number, 16, 1) WHEN '4' THEN '3' ELSE '4' END || substr(number, 17)"),
    ("发证早于考核", 3, "certificate", HELD,
     "issued = (SELECT date(b.held_on, '-1 day') FROM candidate k JOIN exam_batch b ON b.id = k.batch"
     " WHERE k.id = candidate)"),
    ("证书与考生不是一人", 3, "certificate", HELD,
     "student = (SELECT s.id FROM student s WHERE s.id <> student ORDER BY s.id LIMIT 1)"),
    ("实践日期颠倒", 2, "practice", STAY, "\"end\" = date(start, '-1 day')"),
    ("实践没有结束日期", 2, "practice", STAY, '"end" = NULL'),
    ("认定天数多于日期", 3, "practice", STAY, f"days = ({SPAN} + 1) * 10"),
    ("手工认定没有天数", 3, "practice", STAY, "method = '手工认定', days = NULL"),
    ("已考核没有结果", 3, "practice", STAY, "assessment = NULL"),
    ("有结果未标已考核", 3, "practice", STAY, "status = '进行中'"),
    ("材料不全", 3, "practice", STAY, "materials = '审批表'"),
    ("实践没有企业或形式", 3, "practice", STAY, "form = NULL"),
    ("专任多于教职工", 1, "headcount", "SELECT id FROM headcount", "staff = teachers - 1"),
    ("专业课教师多于专任", 1, "headcount", "SELECT id FROM headcount", "specialised = teachers + 1"),
    ("毕业年级多于在校生", 1, "headcount", "SELECT id FROM headcount", "graduating = students + 1"),
    ("教学经费多于总额", 1, "finance", "SELECT id FROM finance", "teaching = total + 1"),
    ("实训经费多于总额", 1, "finance", "SELECT id FROM finance", "training = total + 1"),
    ("进展情况未填", 2, "policy_progress", "SELECT id FROM policy_progress", "progress = NULL"),
)  # fmt: skip

Planted = Iterator[tuple[str, int]]


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
    day = f.one(f"SELECT received_on FROM receipt WHERE id = {receipt}")
    (other,) = f.pick(CLASS + f" AND c.income IS NULL AND c.subsidy IS NULL AND c.start < '{day}'"
                      " AND c.nature <> '有偿'")  # fmt: skip
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
    yield "批次没有考生", _batch(f, False)


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
    values = {"kind": "培训", "period": "2024", "status": "草稿", "teacher": None}
    yield "计划到期未完成", f.copy("plan", row, item=f"计划{f.serial}", **values)


def never_went(f: Ledger) -> Planted:
    (row,) = f.pick("SELECT id FROM plan")
    (teacher,) = f.pick(
        "SELECT t.id FROM teacher t WHERE NOT EXISTS (SELECT 1 FROM practice r WHERE r.teacher = t.id"
        " AND substr(r.start, 1, 4) <= '2023' AND substr(coalesce(r.\"end\", r.start), 1, 4) >= '2023')"
    )
    values = {"kind": "教师实践年度", "period": "2023", "status": "已完成", "teacher": teacher}
    yield "计划了没有去", f.copy("plan", row, item=f"计划{f.serial}", **values)


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
    (never_went, 2),
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
