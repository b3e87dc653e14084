"""催交单: which materials of whose practices are missing, a teacher at a time; also as rows of a form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select

from desktop.core.dates import Window
from desktop.core.fields import Field, Kind
from desktop.records.expressions import table
from desktop.services.office import Office

SOURCE: Final = "slips"
RULE: Final = (
    "期间内已经结束、未评不合格的企业实践里，材料清单没有勾齐的（教师〔2016〕3号：无资料存档者视为未参加）"
)
LEAD: Final = "催交"
FIELDS: Mapping[str, Field] = {
    f"{LEAD}.{own.label}": own
    for own in (
        Field("list", "缺交材料", Kind.NOTE, derived=True),
        Field("practices", "实践次数", Kind.WHOLE, unit="次", derived=True),
        Field("missing", "缺交份数", Kind.WHOLE, unit="份", derived=True),
    )
}
_MATERIALS = "practice_material"


@dataclass(frozen=True, slots=True)
class Lacking:
    """A practice that is over, and the kinds of its checklist that are not ticked."""

    id: int
    enterprise: str
    start: date
    end: date
    missing: tuple[str, ...]
    files: int

    @property
    def said(self) -> str:
        """As the slip has it."""
        return f"{self.enterprise or '（未填企业）'} {self.start} 至 {self.end}：缺{'、'.join(self.missing)}"


@dataclass(frozen=True, slots=True)
class Slip:
    """One teacher's slip."""

    teacher: int
    number: str
    name: str
    department: str
    practices: tuple[Lacking, ...]

    @property
    def missing(self) -> int:
        """How many documents."""
        return sum(len(each.missing) for each in self.practices)


def slips(office: Office, window: Window) -> list[Slip]:
    """Who has not handed in everything of the practices that ended in a window, by department and number.

    教师〔2016〕3号: 无资料存档者视为未参加. A practice that still runs is not asked for its papers yet, nor
    one that was assessed as failed.
    """
    found = _lacking(office, Window(window.label, window.start, min(window.end, office.today)))
    if not found:
        return []
    people = _people(office, window.end)
    made = [Slip(teacher, *people.get(teacher, ("", "", "")), tuple(rows)) for teacher, rows in found.items()]
    return sorted(made, key=lambda each: (each.department, each.number, each.name))


def materials(office: Office) -> tuple[str, ...]:
    """The kinds of material that a practice must leave behind."""
    return tuple(item.code for item in office.codes[_MATERIALS].items)


def values(office: Office, window: Window) -> dict[int, dict[str, Any]]:
    """{teacher: {field: value}} as a form with source = "slips" shows them."""
    return {
        each.teacher: {
            "list": "\n".join(f"{number}．{row.said}" for number, row in enumerate(each.practices, 1)),
            "practices": len(each.practices),
            "missing": each.missing,
        }
        for each in slips(office, window)
    }


def _lacking(office: Office, window: Window) -> dict[int, list[Lacking]]:
    practice, enterprise, attached = table("practice"), table("enterprise"), table("attachment")
    files = select(func.count()).where(attached.c.row == practice.c.id).scalar_subquery()
    wanted = (
        select(
            practice.c.teacher, practice.c.id, enterprise.c.name, practice.c.start, practice.c.end,
            practice.c.materials, files,
        )
        .select_from(practice.outerjoin(enterprise, practice.c.enterprise == enterprise.c.id))
        .where(
            practice.c.school == office.ledger.school_id,
            practice.c.end >= window.start, practice.c.end <= window.end,
            practice.c.start.is_not(None), practice.c.teacher.is_not(None),
            func.coalesce(practice.c.assessment, "") != "不合格",
        )
        .order_by(practice.c.start, practice.c.id)
    )  # fmt: skip
    kinds = materials(office)
    found: dict[int, list[Lacking]] = defaultdict(list)
    with office.ledger.reading() as reading:
        for teacher, row_id, name, start, end, held, count in reading.execute(wanted):
            missing = _missing(kinds, held)
            if missing:
                found[teacher].append(Lacking(row_id, name or "", start, end, missing, count))
    return found


def _missing(kinds: Sequence[str], held: str | None) -> tuple[str, ...]:
    there = set((held or "").split("、"))
    return tuple(kind for kind in kinds if kind not in there)


def _people(office: Office, on: date) -> dict[int, tuple[str, str, str]]:
    """Number, name and department of the teachers."""
    teacher, person = table("teacher"), table("person")
    status, department = table("teacher_status"), table("department")
    named = select(teacher.c.id, teacher.c.number, person.c.name).select_from(
        teacher.outerjoin(person, teacher.c.person == person.c.id)
    )
    placed = (
        select(status.c.teacher, department.c.name)
        .join(department, status.c.department == department.c.id)
        .where(status.c.school == office.ledger.school_id, status.c.start <= on)
        .order_by(status.c.start)
    )
    with office.ledger.reading() as reading:
        where = dict(_pairs(reading.execute(placed)))
        return {
            row_id: (number or "", name or "", where.get(row_id, ""))
            for row_id, number, name in reading.execute(
                named.where(teacher.c.school == office.ledger.school_id)
            )
        }


def _pairs(rows: Iterable[Any]) -> Iterable[tuple[int, str]]:
    return [(row[0], row[1] or "") for row in rows]
