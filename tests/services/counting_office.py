"""A small office for counting tests: rows are written as they are, each with an id the test can name."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.core.codes import load_codes
from desktop.core.packs import load_policy
from desktop.core.policy import Number, Pack, Word
from desktop.records.catalogue import record
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.ledger import Ledger

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 11, 24)
_SERIAL = itertools.count(1)


def office_on(ledger: Ledger, **settings: Any) -> Office:
    """An office with the shipped codes and packs; `settings` override numbers and words (dots as __)."""
    resources = ROOT / "resources"
    packs = load_policy(resources / "policy").packs
    office = Office(ledger, load_codes(resources / "codes"), packs, resources, ROOT / "forms", TODAY)
    return setting(office, **settings)


def setting(office: Office, **settings: Any) -> Office:
    """The same office with some settings of its own."""
    if not settings:
        return office
    numbers = tuple(
        Number(name.replace("__", "."), Decimal(str(value)), name)
        for name, value in settings.items()
        if not isinstance(value, str)
    )
    words = tuple(
        Word(name.replace("__", "."), value, (value,), name)
        for name, value in settings.items()
        if isinstance(value, str)
    )
    return replace(office, packs=(*office.packs, Pack("测试", "测试", "测试", numbers=numbers, words=words)))


@dataclass
class Book:
    """Takes rows one by one and writes them in one act when the office is asked for."""

    _office: Office
    persons: dict[str, int] = field(default_factory=dict)
    _waiting: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def add(self, record_id: str, /, **values: Any) -> int:
        """A row; its id may be used at once."""
        row = {"id": next(_SERIAL), **values}
        self._waiting.append((record_id, row))
        return int(row["id"])

    @property
    def office(self) -> Office:
        """The office, with every row of the book written."""
        if self._waiting:
            with act(self._office.ledger, "测试") as writing:
                for record_id, group in itertools.groupby(self._waiting, key=lambda each: each[0]):
                    writing.insert(record(record_id).model, [row for _, row in group])
            self._waiting.clear()
        return self._office

    def student(self, name: str, sex: str = "1") -> int:
        """The trainee of that name, made once."""
        if name not in self.persons:
            number = f"{next(_SERIAL):018d}"
            person = self.add("person", name=name, sex=sex, document_type="其他", document_number=number)
            self.persons[name] = self.add("student", person=person)
        return self.persons[name]

    def klass(self, title: str, start: date, end: date | None, **values: Any) -> int:
        return self.add("training_class", title=title, start=start, end=end, **values)

    def roster(self, klass: int, **statuses: str) -> dict[str, int]:
        """Names with their status."""
        return {
            name: self.add("enrolment", training_class=klass, student=self.student(name), status=status)
            for name, status in statuses.items()
        }

    def teacher(self, name: str, joined: date = date(2010, 8, 20), **status: Any) -> int:
        """A teacher with one post since joining, unless the test says otherwise."""
        number = f"{next(_SERIAL):018d}"
        person = self.add("person", name=name, document_type="其他", document_number=number)
        teacher = self.add("teacher", person=person, number=f"T{next(_SERIAL):05d}", joined=joined)
        post = {"start": joined, "category": "专业课", "post": "在职", "full_time": True, "double": False}
        self.add("teacher_status", teacher=teacher, **(post | status))
        return teacher

    def enterprise(self, name: str, **values: Any) -> int:
        return self.add("enterprise", name=f"{name}{next(_SERIAL)}", **values)
