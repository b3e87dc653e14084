"""A small ledger in which things were entered twice, and what the tests of merging ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop import compose
from desktop.records.base import Base
from desktop.records.catalogue import record
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.content import content_hash
from desktop.store.references import referrers

TODAY = date(2026, 11, 24)
SCHOOL = ("2222000001", "江城市职业教育中心")
NEW, OLD = "220202198001010018", "220202800101001"  # one person's number, 18 and 15 digits


def open_desk(address: str) -> Office:
    return compose.open_office(address, create=SCHOOL, today=TODAY)


def put(office: Office, record_id: str, **values: Any) -> int:
    """A row as it is."""
    with act(office.ledger, f"登记{record(record_id).label}") as s:
        return s.insert(record(record_id).model, [values])[0]


def row(office: Office, record_id: str, row_id: int) -> Mapping[str, Any]:
    table = record(record_id).table
    with office.ledger.reading() as reading:
        return reading.execute(select(table).where(table.c.id == row_id)).mappings().one()


def ids(office: Office, record_id: str) -> set[int]:
    with office.ledger.reading() as reading:
        return set(reading.execute(select(record(record_id).table.c.id)).scalars())


def contents(office: Office) -> str:
    return content_hash(office.ledger)


def dangling(office: Office) -> list[tuple[str, str, int]]:
    """References to rows that are not there."""
    found: list[tuple[str, str, int]] = []
    with office.ledger.reading() as reading:
        for mapper in Base.registry.mappers:
            target = mapper.class_.__table__.c
            there = select(target.id)
            for model, attr in referrers(mapper.class_):
                c = model.__table__.c
                wanted = select(c.id).where(c[attr].is_not(None), c[attr].not_in(there))
                found += [(model.__tablename__, attr, each) for each in reading.execute(wanted).scalars()]
    return found


def twice(office: Office) -> dict[str, int]:
    """张三 twice, teacher and trainee, with both numbers; in one class twice and in another once."""
    made: dict[str, int] = {}
    made["class"] = put(
        office, "training_class", title="电工班", start=date(2026, 3, 1), end=date(2026, 3, 9)
    )
    made["second"] = put(
        office, "training_class", title="焊工班", start=date(2026, 5, 1), end=date(2026, 5, 9)
    )
    for end, number, phone in (("1", NEW, None), ("2", OLD, "13800001111")):
        person = put(
            office, "person", name="张三", document_type="居民身份证", document_number=number, phone=phone
        )
        made["person" + end] = person
        made["student" + end] = student = put(office, "student", person=person)
        made["line" + end] = put(
            office,
            "enrolment",
            training_class=made["class"],
            student=student,
            status="结业",
            theory=80 + int(end),
        )
    made["line3"] = put(
        office, "enrolment", training_class=made["second"], student=made["student2"], status="结业"
    )
    made["teacher2"] = put(office, "teacher", person=made["person2"], number="T07")
    made["post2"] = put(
        office, "teacher_status", teacher=made["teacher2"], start=date(2020, 9, 1), title="讲师"
    )
    made["lesson"] = lesson = put(
        office, "lesson", training_class=made["class"], held_on=date(2026, 3, 2), teacher=made["teacher2"]
    )
    for end in "12":
        made["came" + end] = put(
            office, "attendance", enrolment=made["line" + end], lesson=lesson, status="出勤"
        )
    return made


def folder_office(folder: Path) -> Office:
    return open_desk(str(folder / "台账.zhijiao"))
