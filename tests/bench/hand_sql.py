"""The figures of returns and targets by plain SQL, as one who knows the tables would write it.

The peer of bench_counting: the standard library's sqlite3, nothing of the program. Every function gives
what the return shows, so that the two are compared before they are timed against each other.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import chinese_calendar

CAME = "('报到', '中途退出', '结业', '未结业')"
NO_ROSTER = "NOT EXISTS (SELECT 1 FROM enrolment x WHERE x.training_class = c.id)"
OWN = "(SELECT id FROM school)"  # there is one; the indexes by day begin with it
VALID = "coalesce(z.status, '') <> '注销'"
LINES = "training_class c CROSS JOIN enrolment e ON e.training_class = c.id"  # the few classes come first
# A practice with the way it is counted, its dates and what a date of a 手工认定 one weighs.
STAYS = """
SELECT p.teacher, p.id, p.start s, p."end" e, p.assessment, coalesce(f.on_campus, 0) campus,
  coalesce(p.method, CASE WHEN p.days IS NULL THEN '自然日' ELSE '手工认定' END) m,
  min(p.days / 10.0 / (julianday(p."end") - julianday(p.start) + 1), 1) w
FROM practice p LEFT JOIN enterprise f ON f.id = p.enterprise
WHERE p.start IS NOT NULL AND p."end" >= p.start AND NOT (p.method IS '手工认定' AND p.days IS NULL)
"""
# Its dates in a window, each once a {who}, with the largest weight; then the days by way of counting.
DAYS = """
SELECT who, sum(nat) nat, sum(NOT nat AND wrk AND man < 1 AND working) wrk,
  sum(CASE WHEN NOT nat AND NOT (wrk AND man < 1 AND working) THEN man ELSE 0 END) man
FROM (SELECT {who} who, k.working, max(m = '自然日') nat, max(m = '工作日') wrk,
    max(CASE WHEN m = '手工认定' THEN w ELSE 0 END) man
  FROM stays CROSS JOIN calendar k ON k.day BETWEEN max(s, :first) AND min(e, :last)
  WHERE s <= :last AND e >= :first {more} GROUP BY 1, k.day) GROUP BY 1
"""
PASSED = "AND assessment IN ('优秀', '合格')"
# What a teacher was on the last day, and months by the five-year rule.
VERDICTS = f"""
WITH stays AS ({STAYS}), days AS ({DAYS.format(who="teacher", more=PASSED + " AND NOT campus")}),
yearly AS ({DAYS.format(who="teacher", more=PASSED).replace(":first", ":year")})
SELECT t.id, floor((coalesce(d.nat / 30.0 + d.wrk / 22.0 + d.man / 30.0, 0)) * 10 + 0.5 + 1e-9) / 10,
  CASE WHEN s.id IS NULL OR t."left" <= :last OR coalesce(s.post, '在职') <> '在职'
      OR coalesce(s.category, '') NOT IN ('专业课', '实习指导') OR t.joined > :first
      OR EXISTS (SELECT 1 FROM teacher_exemption x WHERE x.teacher = t.id AND x.start <= :first
        AND coalesce(x."end", '9999') >= :last) THEN '不适用'
    WHEN coalesce(d.nat / 30.0 + d.wrk / 22.0 + d.man / 30.0, 0) + 1e-9 >= 6 THEN '达标' ELSE '未达标' END,
  coalesce(y.nat + y.wrk + y.man, 0), t.number, p.name, p.sex, s.title, s.category, m.name, s.double, q.name
FROM teacher t LEFT JOIN days d ON d.who = t.id LEFT JOIN yearly y ON y.who = t.id
LEFT JOIN person p ON p.id = t.person LEFT JOIN major m ON m.id = t.major
LEFT JOIN teacher_status s ON s.id = (SELECT x.id FROM teacher_status x
  WHERE x.teacher = t.id AND x.start <= :last ORDER BY x.start DESC LIMIT 1)
LEFT JOIN department q ON q.id = s.department ORDER BY q.name, p.name
"""
TAUGHT = """
WITH part AS (SELECT training_class k, teacher, sum(hours) h,
    sum(CASE WHEN held_on BETWEEN :first AND :last THEN hours ELSE 0 END) inside
  FROM lesson WHERE training_class IS NOT NULL AND hours IS NOT NULL GROUP BY 1, 2),
money AS (SELECT training_class k, sum(amount) a FROM receipt WHERE received_on BETWEEN :first AND :last
    GROUP BY 1 UNION ALL SELECT c.id, c.income FROM training_class c WHERE c."end" BETWEEN :first AND :last
    AND c.income IS NOT NULL AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.training_class = c.id)),
whole AS (SELECT k, sum(h) h FROM part GROUP BY 1 HAVING sum(h) > 0)
SELECT part.teacher, sum(inside > 0), sum(inside), sum(coalesce(money.a, 0) * 1.0 * part.h / whole.h)
FROM part JOIN whole ON whole.k = part.k LEFT JOIN money ON money.k = part.k
WHERE part.teacher IS NOT NULL AND (inside OR money.a) GROUP BY 1
"""
YEAR_OF_CLASSES = f"""
SELECT count(*), sum(hours), sum(CASE WHEN nature = '公益性' THEN hours END),
  sum(CASE WHEN bare THEN actual END), sum(CASE WHEN bare AND facing = '社会' THEN actual END),
  sum(CASE WHEN bare AND nature = '补贴性' THEN actual END), sum(CASE WHEN bare THEN hours * actual END),
  sum(CASE WHEN NOT EXISTS (SELECT 1 FROM receipt r WHERE r.training_class = c.id) THEN income END),
  sum(CASE WHEN NOT EXISTS (SELECT 1 FROM receipt r WHERE r.training_class = c.id AND r.subsidy)
    THEN subsidy END)
FROM (SELECT c.*, {NO_ROSTER} bare FROM training_class c WHERE c."end" BETWEEN :first AND :last) c
"""
YEAR_OF_LINES = f"""
SELECT count(*), sum(c.facing = '社会'), sum(c.nature = '补贴性'), count(DISTINCT e.student), sum(c.hours)
FROM {LINES} WHERE c."end" BETWEEN :first AND :last AND e.status IN {CAME}
"""
YEAR_OF_CERTIFICATES = f"""
SELECT count(*), sum(k.source = '社会人员') FROM certificate z LEFT JOIN candidate k ON k.id = z.candidate
WHERE z.school = {OWN} AND z.issued BETWEEN :first AND :last AND {VALID}
"""
TIMES = """SELECT count(*) FROM practice WHERE start <= :last AND ("end" >= :first OR "end" IS NULL)
AND ("end" >= start OR "end" IS NULL)"""
# 人次 of the classes that {test}, with classes that have no roster.
HEADS = f"""
SELECT coalesce((SELECT sum(e.status IN {CAME}) FROM {LINES} WHERE c."end" BETWEEN :first AND :last
    AND {{line}}), 0) + coalesce((SELECT sum(c.actual) FROM training_class c
  WHERE c."end" BETWEEN :first AND :last AND {{test}} AND {NO_ROSTER}), 0)
"""
PERSONS = f"""
SELECT count(DISTINCT e.student) FROM {LINES} WHERE c."end" BETWEEN :first AND :last
AND e.status IN {CAME} AND coalesce(e.category, c.audience) = '老年人'
"""
ROSTER = f"""
SELECT e.id, p.name, p.sex, p.ethnic_group, coalesce(e.education, p.education), p.document_number,
  c.occupation, coalesce(e.workplace, s.workplace), p.phone, e.former_level, c.level, p.address,
  (SELECT y.scheme || z.number FROM certificate z JOIN certificate_type y ON y.id = z.certificate_type
   WHERE z.enrolment = e.id AND {VALID} ORDER BY z.issued DESC, z.id DESC LIMIT 1)
FROM enrolment e JOIN training_class c ON c.id = e.training_class LEFT JOIN student s ON s.id = e.student
LEFT JOIN person p ON p.id = s.person WHERE e.training_class = ? ORDER BY e.id
"""
HOLDERS = f"""
FROM certificate z {{joins}} WHERE z.school = {OWN} AND z.issued BETWEEN :first AND :last AND {VALID} {{more}}
"""
HELD_PAGE = """
SELECT z.*, y.*, p.name, p.sex, p.document_type, p.document_number, e.workplace, s.workplace, k.grade
FROM (SELECT z.* {held} ORDER BY z.issued, z.number, z.id LIMIT 256) z
JOIN certificate_type y ON y.id = z.certificate_type LEFT JOIN student s ON s.id = z.student
LEFT JOIN person p ON p.id = s.person LEFT JOIN enrolment e ON e.id = z.enrolment
LEFT JOIN candidate k ON k.id = z.candidate ORDER BY z.issued, z.number, z.id
"""
PRACTICES = """
SELECT x.*, p.name, p.sex, t.number, f.name, f.address, f.contact, f.phone, f.credit_code
FROM practice x LEFT JOIN teacher t ON t.id = x.teacher LEFT JOIN person p ON p.id = t.person
LEFT JOIN enterprise f ON f.id = x.enterprise
WHERE (x.start <= :last OR x.start IS NULL) AND (x."end" >= :first OR x."end" IS NULL)
ORDER BY p.name, x.start, x.id
"""


def rounded(value: float | Decimal, places: int = 2) -> Decimal:
    """Half up; a float first to where its last digits are noise."""
    exact = Decimal(str(round(value, 6))) if isinstance(value, float) else value
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


class ByHand:
    """The peer's connection and its calendar, which every such school has as a table."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self.driver = driver
        driver.execute(
            "CREATE TEMP TABLE IF NOT EXISTS calendar (day TEXT PRIMARY KEY, working INTEGER) WITHOUT ROWID"
        )
        days = [date(2019, 1, 1) + timedelta(n) for n in range(8 * 365 + 2)]
        told = [(each.isoformat(), chinese_calendar.is_workday(each)) for each in days]
        driver.executemany("INSERT OR IGNORE INTO calendar VALUES (?, ?)", told)

    def rows(self, statement: str, **given: str) -> list[tuple[Any, ...]]:
        """What a statement gives."""
        return self.driver.execute(statement, given).fetchall()

    def one(self, statement: str, **given: str) -> tuple[Any, ...]:
        """Its only row, nothing being 0."""
        (row,) = self.rows(statement, **given)
        return tuple(each or 0 for each in row)

    def roster(self, first: str, last: str) -> int:
        """The classes of the year, and the list of the one that began first."""
        found = self.rows(
            'SELECT id, title, start FROM training_class WHERE "end" BETWEEN :first AND :last'
            ' OR ("end" IS NULL AND start BETWEEN :first AND :last)', first=first, last=last,
        )  # fmt: skip
        earliest = min(found, key=lambda row: (row[2] or "9999", row[0]))
        return len(self.driver.execute(ROSTER, (earliest[0],)).fetchall())

    def held(self, first: str, last: str, scheme: str = "") -> int:
        """A page of certificates, and how many there are."""
        more = f"AND y.scheme = '{scheme}'" if scheme else ""
        joins = "JOIN certificate_type y ON y.id = z.certificate_type" if scheme else ""
        held = HOLDERS.format(joins=joins, more=more)
        self.rows(HELD_PAGE.format(held=held), first=first, last=last)
        return int(self.one(f"SELECT count(*) {held}", first=first, last=last)[0])

    def practices(self, first: str, last: str, cycle: str) -> tuple[int, Decimal]:
        """Practices of the window, and their days in it, each by itself; months of the teachers beside."""
        self.verdicts(cycle, last, first)
        days = f"WITH stays AS ({STAYS}) {DAYS.format(who='id', more='')}"
        own = self.rows(days, first=first, last=last)
        found = self.rows(PRACTICES, first=first, last=last)
        return len(found), sum((rounded(float(n + w + m), 1) for _, n, w, m in own), Decimal(0))

    def listed(self, first: str, last: str) -> int:
        """The practices of the window alone."""
        return len(self.rows(PRACTICES, first=first, last=last))

    def verdicts(self, first: str, last: str, year: str) -> tuple[int, Decimal, int]:
        """Teachers, the sum of their months as shown, and who has met the rule."""
        found = self.rows(VERDICTS, first=first, last=last, year=year)
        months = sum((rounded(row[1], 1) for row in found), Decimal(0))
        return len(found), months, sum(row[2] == "达标" for row in found)

    def targets(self, year: str, years: Iterable[str], first: str, last: str) -> dict[str, float]:
        """The computed ones: of a calendar year, the mean of some, and the rate of practice on a day."""
        within = {"first": f"{year}-01-01", "last": f"{year}-12-31"}

        def heads(test: str, line: str = "", of: dict[str, str] = within) -> int:
            return int(self.one(HEADS.format(test=test, line=line or test), **of)[0])

        labour = [
            heads("c.kind = '劳动和职业体验'", of={"first": f"{each}-01-01", "last": f"{each}-12-31"})
            for each in years
        ]
        students = self.one(
            "SELECT students FROM headcount WHERE counted_on <= :last ORDER BY counted_on DESC LIMIT 1",
            **within,
        )[0]
        parts = (
            "SELECT teaching * 100.0 / total, training * 100.0 / total FROM finance WHERE calendar_year = :y"
        )
        teaching, practical = self.one(parts, y=year)
        verdicts = [row[2] for row in self.rows(VERDICTS, first=first, last=last, year=first)]
        met, unmet = verdicts.count("达标"), verdicts.count("未达标")
        rural = heads("c.audience = '乡村人才'", "coalesce(e.category, c.audience) = '乡村人才'")
        found = {
            "old-age-learners": self.one(PERSONS, **within)[0],
            "labour-experience": sum(labour) / len(labour),
            "training-per-student": heads("c.facing = '社会'") / students,
            "teaching-share": teaching,
            "practical-share": practical,
            "rural-talents": rural,
            "practice-rate": met * 100 / (met + unmet),
        }
        return {name: float(rounded(float(value))) for name, value in found.items()}

    def workload(self, first: str, last: str) -> tuple[int, int]:
        """Teachers who taught or are paid for, and the classes they taught."""
        found = self.rows(TAUGHT, first=first, last=last)
        return len(found), sum(row[1] for row in found)

    def contribution(self, first: str, last: str) -> dict[str, Decimal]:
        """One column of the yearly report, by the row."""
        within = {"first": first, "last": last}
        classes = self.one(YEAR_OF_CLASSES, **within)
        lines = self.one(YEAR_OF_LINES, **within)
        income, subsidy = self.one(
            "SELECT sum(amount), sum(CASE WHEN subsidy THEN amount END) FROM receipt"
            " WHERE received_on BETWEEN :first AND :last", **within,
        )  # fmt: skip
        issued = self.one(YEAR_OF_CERTIFICATES, **within)
        times = self.one(TIMES, **within)[0]
        days = self.rows(f"WITH stays AS ({STAYS}) {DAYS.format(who='teacher', more=PASSED)}", **within)
        year = {"first": f"{last[:4]}-01-01", "last": f"{last[:4]}-12-31"}
        facing = self.one(HEADS.format(test="c.facing = '社会'", line="c.facing = '社会'"), **year)[0]
        students = self.one(
            "SELECT students FROM headcount WHERE counted_on <= :last ORDER BY counted_on DESC LIMIT 1",
            **year,
        )[0]
        tenth, myriad = Decimal(10), Decimal(1_000_000)
        values = (
            classes[0], classes[1] / tenth, classes[2] / tenth, lines[0] + classes[3],
            lines[1] + classes[4], lines[2] + classes[5], lines[3], (lines[4] + classes[6]) / tenth,
            rounded((income + classes[7]) / myriad), rounded((subsidy + classes[8]) / myriad),
            *issued, times, rounded(float(sum(n + w + m for _, n, w, m in days)), 1),
            rounded(float(facing / students)),
        )  # fmt: skip
        return {str(row): Decimal(value) for row, value in enumerate(values, 6)}
