"""人次, 人数, 人日, 人学时, 到账: worked by hand from domain.md §3, then against a plain oracle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.core.dates import parse_window
from desktop.services.counting.figures import explain, figures
from desktop.services.counting.stats import stats
from desktop.services.counting.training import CLASS, TRAINING
from desktop.services.office import Office
from desktop.store.find import Condition, find
from desktop.store.ledger import Ledger
from tests.plugins.postgres import cluster, database  # noqa: F401
from tests.services.counting_office import Book, office_on, setting

YEAR = parse_window("2026")


SCHOOL = {"school_code": "3122000123", "school_name": "松江职业技术学校"}


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """An empty office."""
    ledger = Ledger.create(tmp_path / "台账.db", **SCHOOL)
    yield Book(office_on(ledger))
    ledger.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    """An empty office on each engine."""
    place = tmp_path / "台账.db" if request.param == "sqlite" else request.getfixturevalue("database")
    ledger = Ledger.create(place, **SCHOOL)
    yield Book(office_on(ledger))
    ledger.close()


def counted(office: Office, window: Any = YEAR, **more: Any) -> dict[str, Any]:
    """The figures without their family name."""
    found = figures(office, TRAINING, window, root=CLASS, **more)[()]
    return {name.removeprefix("training."): value for name, value in found.items()}


def a_year(book: Book) -> dict[str, int]:
    """Five classes that end in, around and outside of 2026."""
    ids = {
        "五种状态": book.klass("五种状态", date(2026, 3, 2), date(2026, 3, 4), days=3, hours=24, planned=10),
        "只有合计": book.klass(
            "只有合计",
            date(2026, 12, 31),
            date(2026, 12, 31),
            days=Decimal("0.5"),
            hours=4,
            actual=30,
            finished=28,
        ),
        "跨年": book.klass("跨年", date(2026, 12, 28), date(2027, 1, 1), days=5, hours=40, planned=7),
        "无结业日期": book.klass("无结业日期", date(2026, 5, 1), None, actual=99, days=1, hours=8),
        "取消": book.klass("取消", date(2026, 6, 1), date(2026, 6, 2), actual=0, days=2, hours=16),
        "再来": book.klass("再来", date(2026, 1, 1), date(2026, 1, 1), days=1, hours=8),
    }
    book.roster(ids["五种状态"], 甲="报名", 乙="报到", 丙="中途退出", 丁="结业", 戊="未结业")
    book.roster(ids["跨年"], 乙="结业", 己="结业")
    book.roster(ids["再来"], 丁="结业", 庚="结业")
    return ids


def test_by_the_end_of_the_class(either: Book) -> None:
    a_year(either)
    found = counted(either.office)
    assert found["classes"] == 4  # 五种状态, 只有合计, 取消, 再来
    assert found["attendances"] == 4 + 30 + 0 + 2
    assert found["persons"] == 5  # 乙 丙 丁 戊 庚: 丁 came twice, 甲 never
    assert found["unlisted"] == 30
    assert found["person_days"] == 3 * 4 + Decimal("0.5") * 30 + 1 * 2
    assert found["person_hours"] == 24 * 4 + 4 * 30 + 8 * 2
    assert found["finished"] == 1 + 28 + 2
    assert found["planned"] == 10
    assert found["full_time"] is None


def test_by_the_beginning_if_the_school_says_so(book: Book) -> None:
    a_year(book)
    found = counted(setting(book.office, training__window_by_start=1))
    assert found["classes"] == 6
    assert found["attendances"] == 4 + 30 + 2 + 99 + 0 + 2
    assert found["persons"] == 6


def test_only_the_finished_if_the_school_says_so(book: Book) -> None:
    a_year(book)
    found = counted(setting(book.office, training__attendance_finished_only=1))
    assert found["attendances"] == 1 + 30 + 2
    assert found["persons"] == 2  # 丁 in two classes, 庚


def test_full_time_students_by_the_schools_coefficient(book: Book) -> None:
    a_year(book)
    assert counted(setting(book.office, training__full_time_coefficient=0.125))["full_time"] == Decimal("4.5")


def test_window_ends_are_inside(book: Book) -> None:
    a_year(book)
    wanted = {"2026-03": 1, "2026上半年": 3, "2025学年": 3, "2026-12-31..2026-12-31": 1, "2027": 1, "2025": 0}
    found = {window: counted(book.office, parse_window(window))["classes"] for window in wanted}
    assert found == wanted


def test_money_by_its_date_else_typed(book: Book) -> None:
    """Receipts by their date; typed only where no receipt hangs on the class, by the class's end."""
    paid = book.klass("有到账", date(2025, 11, 1), date(2025, 11, 9), income=999_00)
    typed = book.klass("只有合计", date(2026, 2, 1), date(2026, 2, 9), income=120_00, subsidy=50_00)
    book.klass("去年合计", date(2025, 2, 1), date(2025, 2, 9), income=77_00)
    late = book.klass("次年到账", date(2026, 12, 1), date(2026, 12, 9), income=55_00)
    book.add("receipt", training_class=paid, received_on=date(2025, 12, 31), amount=100_00, voucher="1")
    book.add(
        "receipt", training_class=paid, received_on=date(2026, 1, 1), amount=200_00, subsidy=True, voucher="2"
    )
    book.add("receipt", training_class=paid, received_on=None, amount=400_00, voucher="3")
    book.add("receipt", training_class=late, received_on=date(2027, 1, 3), amount=55_00, voucher="4")
    found = counted(book.office)
    assert found["income"] == 200_00 + 120_00
    assert found["subsidy"] == 200_00 + 50_00
    assert counted(book.office, parse_window("2025"))["income"] == 100_00 + 77_00
    parts = explain(book.office, TRAINING, "到账经费", YEAR, root=CLASS)
    assert {typed} == {row for part in parts if part.record == CLASS for row, _ in part.counted}


def test_who_counts_for_which_audience(book: Book) -> None:
    """By audience: the enrolment's, else the class's."""
    mixed = book.klass("混合", date(2026, 4, 1), date(2026, 4, 2), audience="企业职工", days=1)
    for name, category in (("甲", "乡村人才"), ("乙", None), ("丙", "企业职工")):
        book.add(
            "enrolment", training_class=mixed, student=book.student(name), status="结业", category=category
        )
    book.klass("合计", date(2026, 4, 1), date(2026, 4, 2), audience="乡村人才", actual=9)
    rural = [Condition("培训对象", "=", "乡村人才")]
    assert counted(book.office, where=rural)["attendances"] == 1 + 9
    by = figures(book.office, TRAINING, YEAR, root=CLASS, by=["培训对象"])
    assert {group[0]: values["training.attendances"] for group, values in by.items()} == {
        "乡村人才": 10,
        "企业职工": 2,
    }


def test_certificates_hang_on_the_roster(book: Book) -> None:
    klass = book.klass("发证", date(2026, 4, 1), date(2026, 4, 2), certified=40)
    lines = book.roster(klass, 甲="结业", 乙="结业", 丙="结业")
    book.klass("只填了数", date(2026, 4, 1), date(2026, 4, 2), certified=7)
    kind = book.add("certificate_type", scheme="其他", name="合格证", level="不分级", organisation="甲")
    for number, (name, status) in enumerate((("甲", "有效"), ("乙", "注销"), ("丙", None))):
        book.add(
            "certificate", certificate_type=kind, number=f"N{number}", student=book.student(name),
            enrolment=lines[name], status=status, issued=date(2027, 1, 1),
        )  # fmt: skip
    assert counted(book.office)["certified"] == 2 + 7


def test_counted_and_left_out_are_all_rows(either: Book) -> None:
    a_year(either)
    for measure in TRAINING.measures:
        value = counted(either.office)[measure.id.removeprefix("training.")]
        parts = explain(either.office, TRAINING, measure.id, YEAR, root=CLASS)
        for part in parts:
            ids = [row for row, _ in part.counted] + [row for row, _ in part.left_out]
            assert sorted(ids) == sorted(find(either.office.ledger, part.record, paths=[]).ids)
            assert all(reason.endswith("。") and "{" not in reason for _, reason in part.left_out)
        if measure.id not in ("training.persons",):
            total = sum(amount for part in parts for _, amount in part.counted)
            assert measure.value(total) == value


def test_first_reason_of_a_row_left_out(book: Book) -> None:
    ids = a_year(book)
    (lines, classes) = explain(book.office, TRAINING, "人次", YEAR, root=CLASS)
    reasons = dict(classes.left_out)
    assert reasons[ids["跨年"]] == "班次的结业日期不在期间内。"
    assert reasons[ids["无结业日期"]] == "班次没有填结业日期，不知属于哪个期间。"
    assert reasons[ids["五种状态"]] == "班次有学员名册，按名册计。"
    assert (
        sorted(lines.left_out, key=lambda row: row[1])[0][1] == "学员状态不是报到、中途退出、结业、未结业。"
    )


def test_stats_are_plain_and_labelled(either: Book) -> None:
    a_year(either)
    (everything,) = stats(either.office, "培训班次", YEAR)
    assert everything["group"] == {}
    assert everything["measures"]["人次"] == 36
    assert everything["measures"]["人日"] == 29
    months = {
        row["group"]["月份"]: row["measures"]["班次"]
        for row in stats(either.office, "培训班次", YEAR, ["月份"])
    }
    assert months == {"2026-01": 1, "2026-03": 1, "2026-06": 1, "2026-12": 1}
    by_sex = stats(either.office, "学员名册", YEAR, ["学员.性别"])
    assert [(row["group"]["学员.性别"], row["measures"]["人次"]) for row in by_sex] == [("男", 6), (None, 30)]
    assert stats(either.office, "学员", YEAR)[0]["measures"] == {"条数": len(either.persons)}


# -- against an oracle that knows nothing of the program ----------------------------------------------

STATUSES = ("报名", "报到", "中途退出", "结业", "未结业", None)
DAYS = st.dates(date(2025, 11, 1), date(2027, 2, 1))
CLASSES = st.fixed_dictionaries(
    {
        "start": DAYS,
        "length": st.integers(0, 40) | st.none(),
        "days": st.integers(0, 60).map(lambda n: Decimal(n) / 2) | st.none(),
        "hours": st.integers(0, 200).map(Decimal) | st.none(),
        "actual": st.integers(0, 50) | st.none(),
        "income": st.integers(0, 10_000) | st.none(),
        "lines": st.lists(st.tuples(st.integers(0, 5), st.sampled_from(STATUSES)), max_size=5),
        "receipts": st.lists(st.tuples(DAYS | st.none(), st.integers(0, 5_000) | st.none()), max_size=2),
    }
)


def oracle(classes: list[dict[str, Any]]) -> dict[str, Any]:
    """The same figures by loops over plain values."""
    came = ("报到", "中途退出", "结业", "未结业")
    out: dict[str, Any] = dict.fromkeys(
        ("classes", "attendances", "person_days", "person_hours", "income"), 0
    )
    persons: set[int] = set()
    for each in classes:
        for day, amount in each["receipts"]:
            if day is not None and day.year == 2026 and amount is not None:
                out["income"] += amount
        if each["length"] is None:
            continue
        end = each["start"] + timedelta(days=each["length"])
        if end.year != 2026:
            continue
        out["classes"] += 1
        lines = dict(each["lines"])
        heads = sum(status in came for status in lines.values()) if lines else (each["actual"] or 0)
        out["attendances"] += heads
        out["person_days"] += heads * (each["days"] or 0)
        out["person_hours"] += heads * (each["hours"] or 0)
        persons |= {person for person, status in lines.items() if status in came}
        if not each["receipts"]:
            out["income"] += each["income"] or 0
    return out | {"persons": len(persons)}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CLASSES, max_size=6))
def test_agrees_with_the_oracle(
    tmp_path_factory: pytest.TempPathFactory, classes: list[dict[str, Any]]
) -> None:
    book = book_of(classes, tmp_path_factory.mktemp("oracle") / "台账.db")
    found = counted(book.office)
    assert {name: found[name] for name in oracle(classes)} == oracle(classes)
    book.office.ledger.close()


def book_of(classes: list[dict[str, Any]], place: Path) -> Book:
    """The same classes in a ledger."""
    book = Book(office_on(Ledger.create(place, **SCHOOL)))
    for number, each in enumerate(classes):
        end = None if each["length"] is None else each["start"] + timedelta(days=each["length"])
        typed = {name: each[name] for name in ("days", "hours", "actual", "income")}
        klass = book.klass(f"班{number}", each["start"], end, **typed)
        for person, status in dict(each["lines"]).items():
            book.add("enrolment", training_class=klass, student=book.student(f"学员{person}"), status=status)
        for serial, (day, amount) in enumerate(each["receipts"]):
            book.add("receipt", training_class=klass, received_on=day, amount=amount, voucher=f"{serial}")
    return book
