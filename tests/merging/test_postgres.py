"""The same merge on PostgreSQL, where a reference is held fast at once: done and undone."""

from __future__ import annotations

import pytest

from desktop.services.merging import merge, plan_merge
from desktop.store.undo import undo
from tests.merging.desk import contents, dangling, ids, open_desk, twice
from tests.plugins.postgres import cluster, database  # noqa: F401

pytestmark = pytest.mark.postgres


def test_one_person_on_postgresql(database: str) -> None:  # noqa: F811
    office = open_desk(database)
    made = twice(office)
    before = contents(office)
    done = merge(office, plan_merge(office, "person", made["person1"], [made["person2"]]))
    assert (done.gone, done.moved) == (4, 2) and not dangling(office)
    assert ids(office, "person") == {made["person1"]}
    undo(office.ledger)
    assert contents(office) == before
    office.ledger.close()
