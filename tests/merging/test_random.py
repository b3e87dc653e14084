"""Random duplicates of random rows: merged, nothing points nowhere or is lost; undone, all is as it was."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.core.dates import parse_window
from desktop.records.base import Base
from desktop.records.catalogue import record
from desktop.services.counting.stats import stats
from desktop.services.merging import MergePlan, merge, plan_merge
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.ledger import Ledger
from desktop.store.references import references, referrers
from desktop.store.undo import undo
from tests.merging.desk import contents, dangling, ids, open_desk

ROWS = {
    "department": 2, "major": 2, "enterprise": 3, "person": 5, "teacher": 3, "teacher_status": 4,
    "student": 5, "student_status": 4, "training_class": 3, "enrolment": 8, "lesson": 5, "attendance": 8,
    "receipt": 4, "certificate_type": 2, "exam_batch": 2, "candidate": 5, "certificate": 5, "practice": 5,
}  # fmt: skip
MERGED = ("person", "student", "teacher", "enterprise", "training_class", "major", "department",
          "certificate_type", "exam_batch")  # fmt: skip
YEAR = parse_window("2026")
ATTENDED = ("报到", "中途退出", "结业", "未结业")


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office whose ledger, empty, is closed: each example works on a copy of its own."""
    office = open_desk(str(tmp_path_factory.mktemp("merging") / "空.zhijiao"))
    office.ledger.close()
    return office


@contextmanager
def copied(blank: Office) -> Iterator[Office]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        ledger = Ledger.open(shutil.copy(blank.ledger.place, Path(folder) / "台账.zhijiao"))
        try:
            yield replace(blank, ledger=ledger)
        finally:
            ledger.close()


def value(random: Random, name: str, kind: type, at: int) -> Any:
    """A value of few, so that rows agree, differ and collide; sometimes none."""
    if random.random() < 0.3:
        return None
    if kind is date:
        return date(2026, random.randint(1, 3), 1)
    if kind is bool:
        return random.random() < 0.5
    if name == "status":
        return random.choice(ATTENDED)
    if name == "school_year":
        return random.choice(("2025-2026", "2026-2027"))
    return f"{name}{random.randint(1, 3)}" if kind is str else random.randint(1, 3)


def fill(office: Office, random: Random) -> None:
    """Rows of every record; those that have the key of another are left out."""
    made: dict[type[Base], list[int]] = {}
    with act(office.ledger, "随机") as s:
        for record_id, count in ROWS.items():
            model = record(record_id).model
            seen: set[Any] = set()
            for at in range(count):
                row = _row(random, model, made, at)
                keys = [(number, *(row.get(part) for part in key)) for number, key in enumerate(model.keys)]
                full = [key for key in keys if None not in key]
                if seen & set(full) or (model.role and row.get(model.role) is None):
                    continue
                seen |= set(full)
                made.setdefault(model, []).extend(s.insert(model, [row]))


def _row(random: Random, model: type[Base], made: dict[type[Base], list[int]], at: int) -> dict[str, Any]:
    targets = dict(references(model))
    found: dict[str, Any] = {}
    for attr, column in model.__mapper__.columns.items():
        if attr in ("id", "school"):
            continue
        if attr in targets:
            there = made.get(targets[attr], [])
            wanted = attr in (model.part_of, model.role, *model.carries) or random.random() < 0.7
            found[attr] = random.choice(there) if there and wanted else None
        elif column.type.python_type is str and attr in ("document_number", "credit_code", "number"):
            found[attr] = f"{attr}{at}" if random.random() < 0.8 else None
        else:
            found[attr] = value(random, attr, column.type.python_type, at)
    return found


def held(office: Office) -> dict[tuple[str, str], Counter[int]]:
    """How often each row is referred to, by model and attribute."""
    found: dict[tuple[str, str], Counter[int]] = {}
    with office.ledger.reading() as reading:
        for mapper in Base.registry.mappers:
            for model, attr in referrers(mapper.class_):
                column = model.__table__.c[attr]
                values = reading.execute(select(column).where(column.is_not(None))).scalars()
                found[model.__tablename__, attr] = Counter(values)
    return found


def persons_trained(office: Office, plan: MergePlan) -> int:
    """人数 in plain Python, as it must be afterwards: distinct students with a line that counts in 2026."""
    into = {row: group.kept for group in plan.groups for row in group.gone}
    then = {group.kept: group.values({}) for group in plan.groups}
    with office.ledger.reading() as reading:
        lines, classes = (
            {each["id"]: {**each, **then.get(each["id"], {})} for each in reading.execute(wanted).mappings()}
            for wanted in (select(record(name).table) for name in ("enrolment", "training_class"))
        )
    ends = {row: each["end"] for row, each in classes.items()}
    return len(
        {
            into.get(each["student"], each["student"])
            for row, each in lines.items()
            if row not in into and each["status"] in ATTENDED and each["student"] is not None
            if (end := ends.get(into.get(each["training_class"], each["training_class"]))) is not None
            if YEAR.start <= end <= YEAR.end
        }
    )


def trained(office: Office) -> int:
    found = stats(office, "学员名册", YEAR)
    return int(found[0]["measures"]["人数"]) if found else 0


def counted(plan: MergePlan, record_id: str) -> int:
    return sum(len(group.gone) for group in plan.groups if group.record == record_id)


@settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip
@given(seed=st.integers(0, 2**32), record_id=st.sampled_from(MERGED), several=st.booleans())
def test_random_duplicates(blank: Office, seed: int, record_id: str, several: bool) -> None:
    random = Random(seed)
    with copied(blank) as office:
        fill(office, random)
        rows = sorted(ids(office, record_id))
        random.shuffle(rows)
        if len(rows) > 1:
            check(office, record_id, rows[0], rows[1 : 3 if several else 2])


def check(office: Office, record_id: str, keep: int, others: list[int]) -> None:
    before, were, number = contents(office), held(office), {each: len(ids(office, each)) for each in ROWS}
    plan = plan_merge(office, record_id, keep, others)
    assert plan == plan_merge(office, record_id, keep, others)
    into = {row: group.kept for group in plan.groups for row in group.gone}
    expected = persons_trained(office, plan)
    merge(office, plan)
    assert not dangling(office)
    now = held(office)
    for (table, attr), counts in were.items():
        lost = {row for group in plan.groups if group.record == table for row in group.gone}
        # What referred to a row that is gone refers to the one it became part of: no reference is lost but
        # those of rows that became part of others themselves, and blanks of these that got filled.
        moved: Counter[int] = Counter()
        for row, count in counts.items():
            moved[into.get(row, row)] += count
        assert sum(moved.values()) - len(lost) <= sum(now[table, attr].values()) <= sum(moved.values())
        assert set(now[table, attr]) <= set(moved)
        if not lost:
            assert now[table, attr] == moved
    for each, count in number.items():
        assert len(ids(office, each)) == count - counted(plan, each)
    assert trained(office) == expected
    undo(office.ledger)
    assert contents(office) == before


def test_the_number_of_persons_falls_by_the_duplicates(office: Office) -> None:
    """Everybody on a roster twice, under two numbers: merged one by one, 人数 and 人次 are halved."""
    start = contents(office)
    with act(office.ledger, "重复登记") as s:
        (group,) = s.insert(
            record("training_class").model,
            [{"title": "电工班", "start": date(2026, 3, 1), "end": date(2026, 3, 9)}],
        )
        pairs = []
        for at in range(20):
            pair = s.insert(
                record("person").model, [{"name": f"人{at}", "document_number": f"{at}-{k}"} for k in "ab"]
            )
            students = s.insert(record("student").model, [{"person": each} for each in pair])
            s.insert(
                record("enrolment").model,
                [{"training_class": group, "student": each, "status": "结业"} for each in students],
            )
            pairs.append(pair)
    assert trained(office) == 40
    for done, (one, two) in enumerate(pairs, 1):
        merge(office, plan_merge(office, "person", one, [two]))
        assert trained(office) == 40 - done
    assert stats(office, "学员名册", YEAR)[0]["measures"]["人次"] == 20
    for _ in range(21):
        undo(office.ledger)
    assert contents(office) == start
