"""A bureau whose ledger lies on PostgreSQL: schools' files in, counted one by one, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from desktop import compose
from desktop.core.dates import parse_window
from desktop.services.consolidating import city, conflicts, consolidate, narrowed
from desktop.services.counting.stats import stats
from desktop.store.content import content_hash
from desktop.store.undo import undo
from tests.consolidating.conftest import BUREAU, TODAY, Course
from tests.plugins.postgres import cluster, database  # noqa: F401

pytestmark = pytest.mark.postgres
LI = ("李明", "220202199001010012")


def test_on_postgresql(database: str, school: Callable[..., Path]) -> None:  # noqa: F811
    office = compose.open_office(database, create=BUREAU, today=TODAY)
    first = Course("电工班", date(2026, 3, 1), date(2026, 3, 20), (LI,))
    files = [
        school("2202000001", "第一职业学校", first, students=100),
        school("2202000002", "第二职业学校", first, students=300),
    ]
    assert [each.state for each in consolidate(office, files[:1])] == ["新并入"]
    before = content_hash(office.ledger)
    (second,) = consolidate(office, files[1:])
    after = content_hash(office.ledger)
    assert [each.state for each in consolidate(office, files)] == ["没有变化", "没有变化"]
    assert content_hash(office.ledger) == after
    window = parse_window("2026")
    found = city(office, window)
    assert [line.figures["headcount.students"] for line in found.lines] == [100, 300]
    assert [line.figures["training.attendances"] for line in found.lines] == [1, 1]
    assert [each.kind for each in conflicts(office, window)] == ["重叠培训"]
    with narrowed(office, "全部") as every:
        assert stats(every, "training_class", window)[0]["measures"]["班次"] == 2
    undo(office.ledger, second.act)
    assert content_hash(office.ledger) == before
    office.ledger.close()
