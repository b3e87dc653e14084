"""What teachers taught, and their share of the money: worked by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.core.dates import parse_window
from desktop.services.counting.computed import computed
from desktop.services.counting.workload import class_income, per_teacher
from desktop.store.ledger import Ledger
from tests.services.counting_office import Book, office_on, setting

YEAR = parse_window("2026")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A class over new year taught by 甲, 乙 and a guest; one of 甲's own; one of last year paid for now."""
    ledger = Ledger.create(tmp_path / "台账.db", school_code="3122000123", school_name="松江职业技术学校")
    book = Book(office_on(ledger))
    first, second, _ = (book.teacher(name) for name in "甲乙丙")
    winter = book.klass("跨年班", date(2025, 12, 30), date(2026, 1, 5), actual=10)
    own = book.klass("独班", date(2026, 5, 1), date(2026, 5, 2), income=600_00, actual=4)
    past = book.klass("旧班", date(2025, 5, 1), date(2025, 5, 2))
    for klass, day, teacher, hours in (
        (winter, date(2025, 12, 31), first, 4),
        (winter, date(2026, 1, 1), first, 4),
        (winter, date(2026, 1, 2), second, 8),
        (winter, date(2026, 1, 3), None, 8),
        (own, date(2026, 5, 1), first, Decimal("1.5")),
        (past, date(2025, 5, 1), second, 8),
    ):
        guest = None if teacher else "外聘工程师"
        book.add(
            "lesson",
            training_class=klass,
            held_on=day,
            period="上午",
            teacher=teacher,
            outside=guest,
            hours=hours,
        )
    book.add("receipt", training_class=winter, received_on=date(2026, 3, 1), amount=1000_00, voucher="1")
    book.add("receipt", training_class=winter, received_on=date(2025, 12, 31), amount=999_00, voucher="2")
    book.add("receipt", training_class=past, received_on=date(2026, 2, 1), amount=50_00, voucher="3")
    yield book
    ledger.close()


def test_hours_in_the_window_and_share_of_the_receipts(book: Book) -> None:
    found = {row.name: (row.hours, row.classes, row.income) for row in per_teacher(book.office, YEAR)}
    assert found == {
        # 1000 元 × 8 of 24 hours, and all of the class of one's own
        "甲": (Decimal("5.5"), 2, 33333 + 600_00),
        # 1000 元 × 8 of 24 hours, and the class of last year that was paid for now
        "乙": (Decimal(8), 1, 33333 + 50_00),
    }


def test_the_money_of_a_class_is_what_the_measure_counts(book: Book) -> None:
    income = class_income(book.office, YEAR)
    assert sorted(income.values()) == [50_00, 600_00, 1000_00]


def test_computed_fields_of_returns(book: Book) -> None:
    rows = computed(book.office, "teacher", "workload", YEAR)
    assert sorted(row["taught_hours"] for row in rows.values()) == [Decimal("5.5"), Decimal(8)]
    verdicts = computed(book.office, "teacher", "practice", YEAR)
    assert {row["verdict"] for row in verdicts.values()} == {"未达标"}
    assert computed(book.office, "training_class", "training", YEAR) == {}
    halves = computed(
        setting(book.office, training__full_time_coefficient=0.5), "training_class", "training", YEAR
    )
    assert sorted(row["full_time_equivalent"] for row in halves.values()) == [2, 5]
