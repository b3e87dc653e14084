"""A file that was sent to a teacher who has been merged since: what comes back is the kept one's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop.services.collecting import commit_collect, plan_collect
from desktop.services.merging import merge, plan_merge
from desktop.store.content import content_hash
from desktop.store.undo import undo
from tests.collecting.desk import SHOP, edited, file_for, new_office, row_id, rows, sent


def test_files_that_are_out(tmp_path: Path) -> None:
    office = new_office(tmp_path)
    made = sent(office, tmp_path / "实践", "企业实践", "教师")
    kept, other = (row_id(office, "教师", "姓名", name) for name in ("陈建国", "李敏"))
    before = content_hash(office.ledger)
    plan = plan_merge(office, "teacher", kept, [other])
    assert ("发出的收表", 1) in {(each.label, each.rows) for each in plan.moves}
    merge(office, plan)
    after = content_hash(office.ledger)
    with edited(file_for(made, "李敏")) as sheet:
        sheet.add(企业名称=SHOP, 开始日期=date(2026, 8, 1), 结束日期=date(2026, 8, 15), 岗位="测试员")
    assert commit_collect(office, plan_collect(office, made.folder)).created == 1
    assert (SHOP, "陈建国") in rows(office, "企业实践", "企业.企业名称", "教师.姓名")
    undo(office.ledger)
    assert content_hash(office.ledger) == after
    undo(office.ledger)
    assert content_hash(office.ledger) == before
    office.ledger.close()
