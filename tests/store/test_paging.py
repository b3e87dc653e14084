"""Pages and searches: in parts as in whole, whichever way a search takes, on both engines."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.records.catalogue import record
from desktop.services.office import Office
from desktop.services.saving import save, save_many
from desktop.store import search
from desktop.store.act import act
from desktop.store.find import Condition, find
from desktop.store.ledger import Ledger
from desktop.store.query import Query

TODAY = date(2026, 9, 10)
RECORDS = ("enrolment", "student", "student_status", "person", "training_class", "candidate", "certificate")
WORDS = ("王", "浩宇", "wanghaoyu", "why", "2202", "0018", "电工", "数控", "20260", "没有", "X")


@pytest.fixture
def office(ledger: Ledger) -> Office:
    """Thirty trainees in three classes, some of them our own students with a major."""
    made = Office(ledger, {}, (), Path(), Path(), TODAY)
    save(made, "专业", {"专业名称": "数控技术应用", "专业代码": "660103"})
    for number, title in enumerate(("电工班", "焊工班", "茶艺班"), 1):
        values = {
            "班次编号": f"2026{number:02}",
            "项目名称": title,
            "开班日期": TODAY - timedelta(days=number),
        }
        save(made, "培训班次", values)
    lines = [
        {
            "培训班次.班次编号": f"2026{number % 3 + 1:02}",
            "学员.姓名": f"{'王李张刘'[number % 4]}浩宇",
            "学员.证件号码": f"2202021990010{number:02}0{number:02}",
            "理论成绩": None if number % 5 == 0 else number * 2,
        }
        for number in range(1, 31)
    ]
    with act(ledger, "名册") as s:
        assert {each.fate for each in save_many(s, made, "enrolment", lines)} == {"created"}
    for row_id in find(ledger, "student", paths=[], limit=7, today=TODAY).ids:
        for year in ("2024-2025", "2025-2026"):
            status = {"学员": row_id, "学年": year, "年级": "2024"}
            if year == "2025-2026":
                status["专业"] = find(ledger, "major", paths=[], today=TODAY).ids[0]
            save(made, "student_status", status)
    return made


def ids(office: Office, record_id: str, text: str, *, broad: bool) -> set[int]:
    """What a search finds, gone about in one way or the other."""
    query = Query(record(record_id), TODAY)
    clause = query.search(office.ledger, text, broad=broad)
    with office.ledger.reading() as reading:
        return set(reading.execute(query.select([query.base.c.id]).where(clause), {"today": TODAY}).scalars())


def test_both_ways_of_searching_find_the_same(office: Office) -> None:
    found = {(name, text): ids(office, name, text, broad=False) for name in RECORDS for text in WORDS}
    assert len(found["enrolment", "2202"]) == 30 and len(found["enrolment", "电工"]) == 10
    assert len(found["student", "数控"]) == 7, "by the major of the school year in force"
    assert len(found["enrolment", "王"]) == 7 and not found["enrolment", "没有"]
    for (name, text), narrow in found.items():
        assert ids(office, name, text, broad=True) == narrow, (name, text)


def test_a_search_is_broad_from_some_thousand_hits_on(office: Office) -> None:
    with office.ledger.reading() as reading:
        assert not search.is_broad(office.ledger, reading, "2202")


@pytest.mark.parametrize("text", ["", "2202", "电工"])
@pytest.mark.parametrize(
    "sort", [(), (("学员.姓名", False),), (("理论成绩", True),), (("培训班次.开班日期", True),)]
)
def test_pages_make_up_the_whole(office: Office, text: str, sort: tuple[tuple[str, bool], ...]) -> None:
    how = {"sort": sort, "search": text, "today": TODAY}
    whole = find(office.ledger, "enrolment", **how)  # type: ignore[arg-type]
    pages = [
        find(office.ledger, "enrolment", limit=4, offset=start, **how)  # type: ignore[arg-type]
        for start in range(0, len(whole.ids) + 4, 4)
    ]
    assert [i for page in pages for i in page.ids] == whole.ids
    assert [row for page in pages for row in page.rows] == whole.rows
    assert {page.total for page in pages[: (len(whole.ids) + 3) // 4]} == {len(whole.ids)}


def test_a_page_keeps_to_its_conditions(office: Office) -> None:
    where = [Condition("理论成绩", ">", 20), Condition("培训班次.项目名称", "=", "焊工班")]
    page = find(office.ledger, "enrolment", paths=["理论成绩"], where=where, limit=3, today=TODAY)
    whole = find(office.ledger, "enrolment", paths=["理论成绩"], where=where, today=TODAY)
    assert page.total == len(whole.ids) > 3 and page.rows == whole.rows[:3]
