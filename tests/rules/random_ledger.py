"""Random ledgers of a small school, with everything a figure could stumble over, for recomputing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from desktop.store.ledger import Ledger
from tests.services.counting_office import Book, office_on

CATEGORIES = ("专业课", "专业课", "实习指导", "公共基础课", "其他")


def random_ledger(path: Path, seed: int) -> Path:
    """A ledger whose dates crowd the edges of 2025 and 2026; the same for the same seed."""
    ledger = Ledger.create(path, school_code="3122000123", school_name="松江职业技术学校")
    book = Book(office_on(ledger))
    rng = Random(seed)
    _teachers(book, rng)
    _classes(book, rng)
    _exams(book, rng)
    _figures(book, rng)
    assert book.office
    ledger.close()
    return path


def a_day(rng: Random, blank: float = 0.1) -> date | None:
    """Often at an edge of a year or a 学年, or 29 February; sometimes blank."""
    if rng.random() < blank:
        return None
    edges = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 8, 31), date(2026, 9, 1), date(2024, 2, 29))
    if rng.random() < 0.3:
        return rng.choice(edges)
    return date(2024, 6, 1) + timedelta(rng.randrange(1000))


def maybe(rng: Random, value: Any, blank: float = 0.2) -> Any:
    return None if rng.random() < blank else value


def _teachers(book: Book, rng: Random) -> None:
    firms = [book.enterprise("厂", on_campus=campus) for campus in (True, False, False, None)]
    for number in range(rng.randint(1, 8)):
        joined = rng.choice((date(2010, 9, 1), date(2021, 9, 1), date(2021, 9, 2), date(2024, 2, 29)))
        teacher = book.teacher(
            f"师{number}",
            joined=joined,
            category=rng.choice(CATEGORIES),
            double=rng.random() < 0.5,
            full_time=rng.random() < 0.8,
        )
        if rng.random() < 0.4:  # a change in the middle of the cycle
            book.add(
                "teacher_status",
                teacher=teacher,
                start=max(a_day(rng, 0) or joined, joined + timedelta(1)),
                category=rng.choice(CATEGORIES),
                post=rng.choice(("在职", "在职", "离职", "退休")),
                full_time=True,
                double=False,
            )
        if rng.random() < 0.3:
            start = rng.choice((date(2021, 1, 1), date(2021, 9, 1), date(2025, 3, 1)))
            book.add("teacher_exemption", teacher=teacher, start=start, end=maybe(rng, date(2025, 12, 31)))
        starts = {a_day(rng, 0) for _ in range(rng.randint(0, 5))}
        for start in sorted(day for day in starts if day is not None):
            method = rng.choice(("自然日", "自然日", "工作日", "手工认定", None))
            book.add(
                "practice",
                teacher=teacher,
                enterprise=rng.choice(firms),
                start=start - timedelta(days=rng.choice((0, 400, 900))),
                end=maybe(rng, start + timedelta(days=rng.randint(-2, 150)), 0.1),
                method=method,
                days=maybe(rng, Decimal(rng.randint(1, 300)) / 2, 0.4),
                assessment=rng.choice(("优秀", "合格", "合格", "不合格", None)),
            )


def _classes(book: Book, rng: Random) -> None:
    people = [book.student(f"学{n}", rng.choice(("1", "2"))) for n in range(12)]
    teachers = [book.teacher(f"讲{n}") for n in range(2)]
    for number in range(rng.randint(1, 8)):
        end = a_day(rng)
        klass = book.klass(
            f"班{number}",
            (end or date(2025, 5, 1)) - timedelta(days=rng.choice((0, 1, 40))),
            end,
            kind=rng.choice(("劳动和职业体验", "社区教育", None)),
            facing=rng.choice(("社会", "在校学生", "本校教师", None)),
            audience=rng.choice(("老年人", "乡村人才", "企业职工", None)),
            days=maybe(rng, Decimal(rng.randint(1, 20)) / 2),
            hours=maybe(rng, Decimal(rng.randint(1, 80))),
            planned=maybe(rng, rng.randint(0, 50)),
            actual=maybe(rng, rng.randint(0, 50)),
            finished=maybe(rng, rng.randint(0, 50)),
            certified=maybe(rng, rng.randint(0, 50)),
            income=maybe(rng, rng.randint(0, 999_99)),
            subsidy=maybe(rng, rng.randint(0, 999_99)),
        )
        for person in rng.sample(people, rng.choice((0, 0, 1, 5, 12))):
            line = book.add(
                "enrolment",
                training_class=klass,
                student=person,
                status=rng.choice(("报名", "报到", "结业", "未结业", "中途退出", None)),
                category=rng.choice(("老年人", "乡村人才", None)),
            )
            if rng.random() < 0.3:
                _certificate(book, rng, person, enrolment=line)
        for voucher in range(rng.choice((0, 0, 1, 3))):
            book.add(
                "receipt",
                training_class=klass,
                received_on=a_day(rng),
                amount=maybe(rng, rng.randint(0, 500_00)),
                subsidy=maybe(rng, rng.random() < 0.5),
                voucher=str(voucher),
            )
        for lesson in range(rng.randint(0, 4)):
            book.add(
                "lesson",
                training_class=klass,
                held_on=a_day(rng),
                period=("上午", "下午", "晚上", None)[lesson],
                teacher=maybe(rng, rng.choice(teachers), 0.3),
                hours=maybe(rng, Decimal(rng.randint(1, 16)) / 2),
            )


def _certificate(book: Book, rng: Random, person: int, **of: int) -> None:
    kind = book.add("certificate_type", scheme="其他", name=f"证{rng.getrandbits(60)}", organisation="甲")
    book.add(
        "certificate",
        certificate_type=kind,
        number=f"N{rng.getrandbits(60)}",
        student=person,
        issued=a_day(rng, 0.15),
        status=rng.choice(("有效", "注销", None)),
        **of,
    )


def _exams(book: Book, rng: Random) -> None:
    people = [book.student(f"学{n}") for n in range(12)]
    for person in rng.sample(people, 8):
        for school_year in ("2025-2026", "2026-2027"):
            graduating = maybe(rng, rng.random() < 0.5)
            book.add("student_status", student=person, school_year=school_year, graduating=graduating)
    kind = book.add("certificate_type", scheme="X证书", name="网页", level="中级", organisation="甲")
    for number in range(rng.randint(1, 5)):
        batch = book.add("exam_batch", number=f"K{number}", certificate_type=kind, held_on=a_day(rng))
        for person in rng.sample(people, rng.randint(0, 10)):
            candidate = book.add(
                "candidate",
                batch=batch,
                student=person,
                sat=rng.choice((True, False, None)),
                result=rng.choice(("通过", "通过", "未通过", "缺考", None)),
                credits=rng.choice(("2", "", None)),
            )
            if rng.random() < 0.5:
                _certificate(book, rng, person, candidate=candidate)


def _figures(book: Book, rng: Random) -> None:
    for when in (date(2025, 9, 1), date(2026, 9, 1)):
        book.add("headcount", counted_on=when, students=maybe(rng, rng.randint(0, 900)))
    for year in (2025, 2026):
        book.add(
            "finance",
            calendar_year=year,
            total=maybe(rng, rng.randint(0, 9_000_000)),
            teaching=maybe(rng, rng.randint(0, 3_000_000)),
            training=rng.randint(0, 2_000_000),
        )
