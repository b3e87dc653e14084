"""报考, 实考, 通过, 取证 and their rates: worked by hand from domain.md §2."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.core.dates import parse_window
from desktop.services.counting.certificates import BATCH, CERTIFICATES
from desktop.services.counting.figures import explain, figures
from desktop.services.counting.stats import stats
from desktop.store.find import find
from desktop.store.ledger import Ledger
from tests.plugins.postgres import cluster, database  # noqa: F401
from tests.services.counting_office import Book, office_on, setting

YEAR = parse_window("2026")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """One exam in 2026 with six candidates, one in 2025 whose certificate came in 2026."""
    place = tmp_path / "台账.db" if request.param == "sqlite" else request.getfixturevalue("database")
    ledger = Ledger.create(place, school_code="3122000123", school_name="松江职业技术学校")
    book = Book(office_on(ledger))
    electric = book.add(
        "certificate_type", scheme="职业技能等级证书", name="电工", level="四级/中级工", organisation="甲"
    )
    web = kind_of(book, "X证书", "Web前端开发", "中级")
    now = book.add("exam_batch", number="KH1", certificate_type=electric, held_on=date(2026, 1, 1))
    then = book.add("exam_batch", number="KH2", certificate_type=web, held_on=date(2025, 12, 31))
    book.add("exam_batch", number="KH3", certificate_type=web)  # no date yet
    results: list[tuple[str, bool | None, str | None, str | None]] = [
        ("甲", True, "通过", "有效"),
        ("乙", None, "通过", None),  # a result says that one sat; the certificate is still to come
        ("丙", True, "未通过", None),
        ("丁", False, "缺考", None),
        ("戊", None, None, None),  # not registered yet
        ("己", True, "通过", "注销"),
    ]
    for name, sat, result, status in results:
        candidate = book.add("candidate", batch=now, student=book.student(name), sat=sat, result=result)
        if status:
            hold(book, electric, name, candidate, date(2026, 3, 1), status)
    late = book.add("candidate", batch=then, student=book.student("庚"), sat=True, result="通过")
    hold(book, web, "庚", late, date(2026, 2, 1), "有效")
    hold(book, electric, "辛", None, date(2026, 12, 31), "有效")  # from elsewhere
    yield book
    ledger.close()


def hold(book: Book, kind: int, name: str, candidate: int | None, issued: date, status: str) -> None:
    values = {"number": f"N-{name}", "student": book.student(name), "issued": issued, "status": status}
    book.add("certificate", certificate_type=kind, candidate=candidate, **values)


def kind_of(book: Book, scheme: str, name: str, level: str) -> int:
    return book.add("certificate_type", scheme=scheme, name=name, level=level, organisation="甲")


def counted(book: Book, **settings: Any) -> dict[str, Any]:
    found = figures(setting(book.office, **settings), CERTIFICATES, YEAR, root=BATCH)[()]
    return {name.removeprefix("certificate."): value for name, value in found.items()}


def test_candidates_by_exam_date_certificates_by_issue(book: Book) -> None:
    assert counted(book) == {
        "batches": 1,
        "registered": 6,
        "sat": 4,  # 甲 乙 丙 己
        "passed": 3,  # 甲 乙 己
        "credited": 0,
        "candidates_certified": 1,  # 甲: 己's is void
        "issued": 3,  # 甲, 庚 (exam the year before), 辛
        "pass_rate": Decimal("75.0"),
        "certified_rate": Decimal("16.7"),
    }


def test_a_rate_has_the_denominator_the_school_names(book: Book) -> None:
    over = {"certificate__denominator__pass": "报考", "certificate__denominator__certified": "实考"}
    found = counted(book, **over)
    assert (found["pass_rate"], found["certified_rate"]) == (Decimal("50.0"), Decimal("25.0"))
    assert (
        counted(book, certificate__denominator__certified="毕业生")["certified_rate"] is None
    )  # not filled in
    book.add("headcount", counted_on=date(2025, 9, 1), graduates=8)
    book.add("headcount", counted_on=date(2027, 9, 1), graduates=1)
    assert counted(book, certificate__denominator__certified="毕业生")["certified_rate"] == Decimal("12.5")


def test_by_scheme_from_every_record(book: Book) -> None:
    """The same grouping from the certificate, the batch or the catalogue gives the same figures."""
    for name, label in (("证书", "证书目录.方案"), ("考核批次", "证书目录.方案"), ("证书目录", "方案")):
        rows = {row["group"][label]: row["measures"] for row in stats(book.office, name, YEAR, [label])}
        assert (rows["职业技能等级证书"]["报考"], rows["职业技能等级证书"]["取证"]) == (6, 2)
        assert (rows["X证书"]["报考"], rows["X证书"]["取证"]) == (0, 1)


def test_counted_and_left_out_are_all_rows(book: Book) -> None:
    values = counted(book)
    for measure in CERTIFICATES.measures:
        (part,) = explain(book.office, CERTIFICATES, measure.id, YEAR, root=BATCH)
        ids = [row for row, _ in part.counted] + [row for row, _ in part.left_out]
        assert sorted(ids) == sorted(find(book.office.ledger, part.record, paths=[]).ids)
        assert len(part.counted) == values[measure.id.removeprefix("certificate.")]
