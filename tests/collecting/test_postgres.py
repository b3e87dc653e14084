"""The same on PostgreSQL: out, edited, back twice, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.services.collecting import batches, commit_collect, plan_collect
from desktop.store.content import content_hash
from desktop.store.undo import undo
from tests.collecting.desk import SHOP, edited, file_for, new_office, rows, sent
from tests.plugins.postgres import cluster, database  # noqa: F401

pytestmark = pytest.mark.postgres


def test_on_postgresql(database: str, tmp_path: Path) -> None:  # noqa: F811
    office = new_office(tmp_path, database)
    made = sent(office, tmp_path / "U盘", "企业实践", "教师")
    assert [each.id for each in batches(office)] == [made.batch.id]
    with edited(file_for(made, "李敏")) as sheet:
        sheet.put(sheet.header + 1, "岗位", "质检员")
        sheet.add(企业名称=SHOP, 开始日期="2026-08-01", 结束日期="2026-08-15")
    before = content_hash(office.ledger)
    plan = plan_collect(office, made.folder)
    assert ([c.state for c in plan.cells], plan.created, plan.questions) == (["changed"], 1, [])
    done = commit_collect(office, plan)
    assert ("李敏", SHOP) in rows(office, "企业实践", "教师.姓名", "企业.企业名称")
    after = content_hash(office.ledger)
    assert commit_collect(office, plan_collect(office, made.folder)).act == 0
    assert content_hash(office.ledger) == after
    undo(office.ledger, done.act)
    assert content_hash(office.ledger) == before
    office.ledger.close()
