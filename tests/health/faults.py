"""Single faults for plant.py: which sound row, and what makes it wrong; plain SQL, nothing of desktop."""

from __future__ import annotations

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first17: str) -> str:
    return "10X98765432"[sum(w * int(c) for w, c in zip(WEIGHTS, first17, strict=True)) % 11]


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
    WHERE y.scheme = '职业技能等级证书' AND h.enrolment IS NULL AND b.held_on NOT LIKE '%-01-01'
    AND substr(b.held_on, 1, 4) = substr(h.issued, 1, 4)"""
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
    ("有学时没有天数", 2, "training_class", CLASS, "days = NULL"),
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
    ("授课不在班次日期", 4, "lesson",
     "SELECT min(id) FROM lesson WHERE teacher IS NULL GROUP BY training_class, period, outside",
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
    ("电话号码有误", 3, "person", PERSON, "phone = '1.39E+10'"),
    ("姓名有空格", 2, "person", PERSON, "name = substr(name, 1, 1) || ' ' || substr(name, 2)"),
    ("培训班次数值为负", 2, "training_class", CLASS, "planned = -30"),
    ("学员名册数值为负", 2, "enrolment", LINE, "attended_hours = -10"),
    ("授课记录数值为负", 2, "lesson", "SELECT id FROM lesson WHERE teacher IS NULL", "hours = -20"),
    ("考核批次数值为负", 2, "exam_batch", "SELECT id FROM exam_batch", "planned = -1"),
    ("企业实践数值为负", 2, "practice", STAY, "cost = -100"),
    ("学校经费数值为负", 1, "finance", "SELECT id FROM finance", "teaching = -1"),
    ("计划数值为负", 1, "plan", "SELECT id FROM plan WHERE kind = '培训'", "planned = -1"),
    ("专任多于教职工", 1, "headcount", "SELECT id FROM headcount", "staff = teachers - 1"),
    ("专业课教师多于专任", 1, "headcount", "SELECT id FROM headcount", "specialised = teachers + 1"),
    ("毕业年级多于在校生", 1, "headcount", "SELECT id FROM headcount", "graduating = students + 1"),
    ("教学经费多于总额", 1, "finance", "SELECT id FROM finance", "teaching = total + 1"),
    ("实训经费多于总额", 1, "finance", "SELECT id FROM finance", "training = total + 1"),
    ("进展情况未填", 2, "policy_progress", "SELECT id FROM policy_progress", "progress = NULL"),
)  # fmt: skip
