"""The FROM clauses of the checks, and the ways from a changed row to the rows to look at again."""

from __future__ import annotations

from desktop.services.health.ages import aged
from desktop.services.health.dialect import CAME, day_number, school_year
from desktop.services.health.rule import Base

_ROSTER_OF = "SELECT id FROM enrolment WHERE "
_SITTERS_OF = "SELECT id FROM candidate WHERE "

PERSON = Base("person", "p", "person p", "p.name", {"person.id": ""})

# What a class has to count: its roster, certificates on it, receipts and lessons. (The CAST keeps SQLite
# from going through all rosters for the sake of their order: there are fewer certificates.)
CLASS = Base(
    "training_class",
    "c",
    f"""training_class c
    LEFT JOIN (SELECT training_class AS of, count(*) AS listed,
        sum(CASE WHEN status IN ({CAME}) THEN 1 ELSE 0 END) AS came,
        sum(CASE WHEN status = '结业' THEN 1 ELSE 0 END) AS finished
        FROM enrolment {{among:training_class}} GROUP BY training_class) n ON n.of = c.id
    LEFT JOIN (SELECT CAST(e.training_class AS BIGINT) AS of, count(DISTINCT h.student) AS held
        FROM enrolment e JOIN certificate h ON h.enrolment = e.id
        WHERE coalesce(h.status, '') <> '注销' {{and:e.training_class}} GROUP BY 1) h
        ON h.of = c.id
    LEFT JOIN (SELECT training_class AS of, sum(amount) AS received,
        sum(CASE WHEN subsidy THEN amount ELSE 0 END) AS subsidies
        FROM receipt {{among:training_class}} GROUP BY training_class) r ON r.of = c.id
    LEFT JOIN (SELECT training_class AS of, sum(hours) AS listed
        FROM lesson {{among:training_class}} GROUP BY training_class) l ON l.of = c.id""",
    "c.title",
    {
        "training_class.id": "",
        "enrolment.training_class": "",
        "receipt.training_class": "",
        "lesson.training_class": "",
        "certificate.enrolment": "SELECT training_class FROM enrolment WHERE id IN ({ids})",
    },
)

ENROLMENT = Base(
    "enrolment",
    "e",
    """enrolment e LEFT JOIN training_class c ON c.id = e.training_class
    LEFT JOIN student s ON s.id = e.student LEFT JOIN person p ON p.id = s.person""",
    "p.name",
    {
        "enrolment.id": "",
        "training_class.id": _ROSTER_OF + "training_class IN ({ids})",
        "student.id": _ROSTER_OF + "student IN ({ids})",
        "person.id": _ROSTER_OF + "student IN (SELECT id FROM student WHERE person IN ({ids}))",
    },
)

# The same rows with what the law asks of an age, as birthdays: worked out for each subsidised class.
AGED = Base(
    "enrolment",
    "e",
    """enrolment e LEFT JOIN {of:aged} c ON c.id = e.training_class
    LEFT JOIN {of:learners} p ON p.id = e.student""",
    "p.name",
    ENROLMENT.vias,
    {
        "aged": aged,
        "learners": "SELECT s.id, p.name, p.birth, p.sex FROM student s JOIN person p ON p.id = s.person",
    },
)

# Whole numbers for days: a million rows are sorted by them.
SPANS = Base(
    "enrolment",
    "e",
    """enrolment e JOIN {of:spans} c ON c.id = e.training_class
    LEFT JOIN student s ON s.id = e.student LEFT JOIN person p ON p.id = s.person""",
    "p.name",
    ENROLMENT.vias,
    {
        "spans": lambda context: (
            f"""SELECT id, title, start, "end",
            {day_number(context, "start")} AS first, {day_number(context, '"end"')} AS last
            FROM training_class WHERE start IS NOT NULL AND "end" >= start"""
        )
    },
)

LESSON = Base(
    "lesson",
    "l",
    """lesson l LEFT JOIN training_class c ON c.id = l.training_class
    LEFT JOIN teacher t ON t.id = l.teacher LEFT JOIN person p ON p.id = t.person""",
    "c.title",
    {
        "lesson.id": "",
        "training_class.id": "SELECT id FROM lesson WHERE training_class IN ({ids})",
        "teacher.id": "SELECT id FROM lesson WHERE teacher IN ({ids})",
        "person.id": "SELECT id FROM lesson WHERE teacher IN"
        " (SELECT id FROM teacher WHERE person IN ({ids}))",
    },
)

ATTENDANCE = Base(
    "attendance",
    "a",
    """attendance a LEFT JOIN enrolment e ON e.id = a.enrolment LEFT JOIN lesson l ON l.id = a.lesson
    LEFT JOIN training_class c ON c.id = e.training_class LEFT JOIN student s ON s.id = e.student
    LEFT JOIN person p ON p.id = s.person""",
    "p.name",
    {
        "attendance.id": "",
        "enrolment.id": "SELECT id FROM attendance WHERE enrolment IN ({ids})",
        "lesson.id": "SELECT id FROM attendance WHERE lesson IN ({ids})",
        "training_class.id": "SELECT a.id FROM attendance a LEFT JOIN enrolment e ON e.id = a.enrolment"
        " WHERE e.training_class IN ({ids})",
    },
)

RECEIPT = Base(
    "receipt",
    "r",
    "receipt r LEFT JOIN training_class c ON c.id = r.training_class",
    "c.title",
    {
        "receipt.id": "",
        "training_class.id": "SELECT id FROM receipt WHERE training_class IN ({ids})",
    },
)

BATCH = Base(
    "exam_batch",
    "b",
    """exam_batch b LEFT JOIN certificate_type y ON y.id = b.certificate_type
    LEFT JOIN (SELECT batch AS of, count(*) AS listed FROM candidate {among:batch} GROUP BY batch) k
    ON k.of = b.id""",
    "b.number",
    {
        "exam_batch.id": "",
        "certificate_type.id": "SELECT id FROM exam_batch WHERE certificate_type IN ({ids})",
        "candidate.batch": "",
    },
)

CANDIDATE = Base(
    "candidate",
    "k",
    """candidate k LEFT JOIN exam_batch b ON b.id = k.batch LEFT JOIN student s ON s.id = k.student
    LEFT JOIN person p ON p.id = s.person LEFT JOIN training_class c ON c.id = k.training_class""",
    "p.name",
    {
        "candidate.id": "",
        "exam_batch.id": _SITTERS_OF + "batch IN ({ids})",
        "training_class.id": _SITTERS_OF + "training_class IN ({ids})",
        "student.id": _SITTERS_OF + "student IN ({ids})",
        "person.id": _SITTERS_OF + "student IN (SELECT id FROM student WHERE person IN ({ids}))",
    },
)

# Candidates beside what they were in the school in the year of their exam.
STANDING = Base(
    "candidate",
    "k",
    """candidate k LEFT JOIN {of:batches} b ON b.id = k.batch LEFT JOIN student s ON s.id = k.student
    LEFT JOIN person p ON p.id = s.person
    LEFT JOIN {of:standing} w ON w.student = k.student AND w.school_year = b.school_year""",
    "p.name",
    {**CANDIDATE.vias, "student_status.student": _SITTERS_OF + "student IN ({ids})"},
    {
        "batches": f"SELECT id, number, held_on, {school_year('held_on')} AS school_year FROM exam_batch",
        "standing": "SELECT id, student, school_year, graduating FROM student_status",
    },
)

CERTIFICATE = Base(
    "certificate",
    "h",
    """certificate h LEFT JOIN certificate_type y ON y.id = h.certificate_type
    LEFT JOIN candidate k ON k.id = h.candidate LEFT JOIN exam_batch b ON b.id = k.batch
    LEFT JOIN enrolment e ON e.id = h.enrolment""",
    "h.number",
    {
        "certificate.id": "",
        "certificate_type.id": "SELECT id FROM certificate WHERE certificate_type IN ({ids})",
        "candidate.id": "SELECT id FROM certificate WHERE candidate IN ({ids})",
        "exam_batch.id": "SELECT h.id FROM candidate k JOIN certificate h ON h.candidate = k.id"
        " WHERE k.batch IN ({ids})",
        "enrolment.id": "SELECT id FROM certificate WHERE enrolment IN ({ids})",
    },
)

PRACTICE = Base(
    "practice",
    "r",
    """practice r LEFT JOIN teacher t ON t.id = r.teacher LEFT JOIN person p ON p.id = t.person
    LEFT JOIN enterprise f ON f.id = r.enterprise""",
    "p.name",
    {
        "practice.id": "",
        "teacher.id": "SELECT id FROM practice WHERE teacher IN ({ids})",
        "person.id": "SELECT id FROM practice WHERE teacher IN"
        " (SELECT id FROM teacher WHERE person IN ({ids}))",
        "enterprise.id": "SELECT id FROM practice WHERE enterprise IN ({ids})",
    },
)

TEACHER = Base(
    "teacher",
    "t",
    "teacher t LEFT JOIN person p ON p.id = t.person",
    "p.name",
    {"teacher.id": "", "person.id": "SELECT id FROM teacher WHERE person IN ({ids})"},
)

STATUS = Base(
    "teacher_status",
    "u",
    "teacher_status u LEFT JOIN teacher t ON t.id = u.teacher LEFT JOIN person p ON p.id = t.person",
    "p.name",
    {
        "teacher_status.id": "",
        "teacher.id": "SELECT id FROM teacher_status WHERE teacher IN ({ids})",
        "person.id": "SELECT id FROM teacher_status WHERE teacher IN"
        " (SELECT id FROM teacher WHERE person IN ({ids}))",
    },
)

EXEMPTION = Base(
    "teacher_exemption",
    "x",
    "teacher_exemption x LEFT JOIN teacher t ON t.id = x.teacher LEFT JOIN person p ON p.id = t.person",
    "p.name",
    {
        "teacher_exemption.id": "",
        "teacher.id": "SELECT id FROM teacher_exemption WHERE teacher IN ({ids})",
        "person.id": "SELECT id FROM teacher_exemption WHERE teacher IN"
        " (SELECT id FROM teacher WHERE person IN ({ids}))",
    },
)

STUDENT = Base(
    "student",
    "s",
    "student s LEFT JOIN person p ON p.id = s.person",
    "p.name",
    {"student.id": "", "person.id": "SELECT id FROM student WHERE person IN ({ids})"},
)

ENTERPRISE = Base("enterprise", "f", "enterprise f", "f.name", {"enterprise.id": ""})
SCHOOL = Base("school", "o", "school o", "o.name", {"school.id": ""})
TYPE = Base("certificate_type", "y", "certificate_type y", "y.name", {"certificate_type.id": ""})
HEADCOUNT = Base("headcount", "n", "headcount n", "CAST(n.counted_on AS VARCHAR)", {"headcount.id": ""})
FINANCE = Base("finance", "m", "finance m", "CAST(m.calendar_year AS VARCHAR)", {"finance.id": ""})
TASK = Base("return_task", "d", "return_task d", "d.title", {"return_task.id": ""})
PROGRESS = Base("policy_progress", "g", "policy_progress g", "g.task", {"policy_progress.id": ""})
PLAN = Base(
    "plan",
    "a",
    """plan a LEFT JOIN teacher t ON t.id = a.teacher LEFT JOIN person p ON p.id = t.person""",
    "coalesce(a.item, a.kind)",
    {
        "plan.id": "",
        "teacher.id": "SELECT id FROM plan WHERE teacher IN ({ids})",
        "person.id": "SELECT id FROM plan WHERE teacher IN (SELECT id FROM teacher WHERE person IN ({ids}))",
    },
)
