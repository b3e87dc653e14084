"""What two schools both count: a person in overlapping classes, a certificate number, a teacher in post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, func, or_, select

from desktop.core.dates import Window
from desktop.core.progress import NoProgress, Progress
from desktop.core.values import mask
from desktop.records.catalogue import record
from desktop.records.expressions import ATTENDED
from desktop.services.consolidating.expected import here
from desktop.services.office import Office

OVERLAP, CERTIFICATE, TEACHER = "重叠培训", "证书编号重复", "两校在职教师"
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Place:
    """One of the rows that clash: its record and id to go there, the school, and what it is in words."""

    record: str
    id: int
    code: str
    school: str
    words: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing counted by several schools; `who` with its number masked."""

    kind: str
    who: str
    sentence: str
    places: tuple[Place, ...]


def conflicts(office: Office, window: Window, progress: Progress | None = None) -> list[Conflict]:
    """Classes that touch the window, certificates of all times, teachers in post on the window's last day."""
    watch = progress or NoProgress()
    names = {each.id: (each.code, each.name) for each in here(office)}
    found: list[Conflict] = []
    with office.ledger.reading() as reading:
        for number, look in enumerate((_overlaps, _certificates, _teachers)):
            watch.step(number, 3, "查找各校重复")
            found += look(reading, names, window)
    return found


Names = Mapping[int, tuple[str, str]]


def _table(record_id: str) -> Table:
    return record(record_id).table


def _shared_numbers(reading: Connection) -> list[str]:
    """Document numbers that persons of several schools have."""
    p = _table("person").c
    wanted = select(p.document_number).where(p.document_number.is_not(None)).group_by(p.document_number)
    return list(reading.execute(wanted.having(func.count(p.school.distinct()) > 1)).scalars())


def _chunked(reading: Connection, wanted: Select[Any], column: Any, values: Sequence[Any]) -> Iterator[Any]:
    for start in range(0, len(values), _AT_ONCE):
        yield from reading.execute(wanted.where(column.in_(values[start : start + _AT_ONCE])))


def _overlaps(reading: Connection, names: Names, window: Window) -> Iterator[Conflict]:
    e, s, p, c = (_table(name) for name in ("enrolment", "student", "person", "training_class"))
    status = e.c.status
    wanted = (
        select(p.c.document_number, p.c.name, e.c.id, e.c.school, c.c.title, c.c.start, c.c.end)
        .select_from(e.join(s, e.c.student == s.c.id).join(p, s.c.person == p.c.id))
        .join(c, e.c.training_class == c.c.id)
        .where(c.c.start <= window.end, func.coalesce(c.c.end, c.c.start) >= window.start)
        .where(or_(status.is_(None), status.in_(ATTENDED)))
    )
    by_person: dict[str, list[Any]] = defaultdict(list)
    for row in _chunked(reading, wanted, p.c.document_number, _shared_numbers(reading)):
        by_person[row.document_number].append(row)
    for number, rows in sorted(by_person.items()):
        clash = {
            row.id: row
            for one, two in combinations(rows, 2)
            if one.school != two.school and _touch(one, two)
            for row in (one, two)
        }
        if clash:
            held = sorted(clash.values(), key=lambda row: (row.start, row.id))
            yield _conflict(
                OVERLAP, _who(held[0].name, number), "培训日期重叠", "enrolment", names,
                [(row.id, row.school, f"{row.title}（{row.start} 至 {row.end or row.start}）")
                 for row in held],
            )  # fmt: skip


def _touch(one: Any, two: Any) -> bool:
    start, end = max(one.start, two.start), min(one.end or one.start, two.end or two.start)
    return bool(start <= end)


def _certificates(reading: Connection, names: Names, window: Window) -> Iterator[Conflict]:
    del window  # a number is one certificate's for ever
    t = _table("certificate")
    c = t.c
    twice = select(c.number).where(c.number.is_not(None)).group_by(c.number)
    numbers = list(reading.execute(twice.having(func.count(c.school.distinct()) > 1)).scalars())
    s, p = _table("student"), _table("person")
    wanted = select(c.number, c.id, c.school, c.issued, p.c.name).select_from(
        t.outerjoin(s, c.student == s.c.id).outerjoin(p, s.c.person == p.c.id)
    )
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in _chunked(reading, wanted, c.number, numbers):
        grouped[row.number].append(row)
    for number, rows in sorted(grouped.items()):
        yield _conflict(
            CERTIFICATE, f"证书编号 {number}", "都有这个编号", "certificate", names,
            [(row.id, row.school, f"{row.name or '未填姓名'}（{row.issued or '未填发证日期'}）")
             for row in rows],
        )  # fmt: skip


def _teachers(reading: Connection, names: Names, window: Window) -> Iterator[Conflict]:
    t, p = _table("teacher"), _table("person")
    wanted = (
        select(p.c.document_number, p.c.name, t.c.id, t.c.school, t.c.number, t.c.joined)
        .select_from(t.join(p, t.c.person == p.c.id))
        .where(
            and_(
                or_(t.c.left.is_(None), t.c.left > window.end),
                or_(t.c.joined.is_(None), t.c.joined <= window.end),
            )
        )
    )
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in _chunked(reading, wanted, p.c.document_number, _shared_numbers(reading)):
        grouped[row.document_number].append(row)
    gone = _gone(reading, [row.id for rows in grouped.values() for row in rows], window.end)
    for number, rows in sorted(grouped.items()):
        held = [row for row in rows if row.id not in gone]
        if len({row.school for row in held}) > 1:
            yield _conflict(
                TEACHER, _who(held[0].name, number), f"{window.end} 都在职", "teacher", names,
                [(row.id, row.school, f"工号 {row.number or '未填'}，入职 {row.joined or '未填'}")
                 for row in held],
            )  # fmt: skip


def _gone(reading: Connection, teachers: Sequence[int], on: date) -> set[int]:
    """Those whose post, as last said, is not in force."""
    c = _table("teacher_status").c
    wanted = select(c.teacher, c.post).where(c.start <= on).order_by(c.start)
    last = {row.teacher: row.post for row in _chunked(reading, wanted, c.teacher, teachers)}
    return {teacher for teacher, post in last.items() if post not in (None, "在职")}


def _who(name: str | None, number: str) -> str:
    own = record("person").field("document_number")
    return f"{name or '未填姓名'} {mask(own.mask, number)}"


def _conflict(
    kind: str,
    who: str,
    what: str,
    record_id: str,
    names: Names,
    rows: Iterable[tuple[int, int, str]],
) -> Conflict:
    places = tuple(
        Place(record_id, row_id, *names.get(school, ("", "本单位")), words) for row_id, school, words in rows
    )
    schools = "、".join(dict.fromkeys(place.school for place in places))
    return Conflict(kind, who, f"{who}：{schools}{what}。", places)
