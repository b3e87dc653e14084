"""A bureau's ledger and schools' ledgers, made as their users make them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from desktop import compose
from desktop.services.office import Office
from desktop.services.saving import save

TODAY = date(2026, 9, 10)
BUREAU = ("2202000000", "江城市教育局")


@dataclass(frozen=True)
class Course:
    """A class with its roster: (name, ID number) each."""

    title: str
    start: date
    end: date
    people: tuple[tuple[str, str], ...] = ()
    audience: str = ""


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Office]:
    """A bureau's own, empty ledger."""
    opened = compose.open_office(str(tmp_path / "局.zhijiao"), create=BUREAU, today=TODAY)
    yield opened
    opened.ledger.close()


@pytest.fixture
def school(tmp_path: Path) -> Callable[..., Path]:
    """Makes a school's ledger with courses and teachers; the file it is in."""

    def make(
        code: str,
        name: str,
        *courses: Course,
        teachers: tuple[tuple[str, str], ...] = (),
        students: int = 100,
    ) -> Path:
        folder = tmp_path / "交来"
        folder.mkdir(exist_ok=True)
        file = folder / f"{name}.zhijiao"
        office = compose.open_office(str(file), create=(code, name), today=TODAY)
        save(office, "headcount", {"统计时点": date(2025, 9, 1), "在校生数": students})
        for course in courses:
            enter(office, course)
        for person, number in teachers:
            save(office, "teacher", {"姓名": person, "证件号码": number, "入职日期": date(2020, 1, 1)})
        office.ledger.close()
        return file

    return make


def enter(office: Office, course: Course) -> None:
    """One class with its roster, as the entry form saves them."""
    values = {
        "项目名称": course.title, "开班日期": course.start, "结业日期": course.end, "面向": "社会",
        "培训对象": course.audience or None,
    }  # fmt: skip
    made = save(office, "training_class", values)
    for name, number in course.people:
        line = {"培训班次": made.id, "姓名": name, "证件号码": number, "状态": "结业"}
        assert save(office, "enrolment", line).fate == "created"
