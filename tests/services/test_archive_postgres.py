"""The archive on PostgreSQL: handed in, corrected, compared, undone; the frozen file comes back as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from desktop.compose import open_office
from desktop.records.training import TrainingClass
from desktop.services.returning import explain, reprint, returns, submit
from desktop.store.find import Condition
from desktop.store.undo import undo
from tests.forms.conftest import SCHOOL, fill_small
from tests.plugins.postgres import cluster, database  # noqa: F401
from tests.services.archive_office import FORM, TODAY, YEAR, change, ids

pytestmark = pytest.mark.postgres


def test_a_return_on_postgresql(database: str, tmp_path: Path) -> None:  # noqa: F811
    office = open_office(database, create=("3122000999", SCHOOL), today=TODAY)
    fill_small(office)
    first = submit(office, FORM, YEAR, to="市教育局", via="邮件").filed
    (row_id,) = ids(office, "training_class", Condition("班次编号", "=", "PX002"))
    change(office, "改地点", TrainingClass, row_id, place="社区活动室")
    done = submit(office, FORM, YEAR, to="市教育局", via="邮件")
    assert [(each.field, each.new, [a.title for a in each.acts]) for each in done.changes] == [
        ("培训地点", "社区活动室", ["改地点"])
    ]
    assert [step.title for step in explain(office, FORM, YEAR, "G8").history] == ["测试数据", "改地点"]
    undo(office.ledger)
    assert [each.state for each in returns(office.ledger)] == ["已报送", "作废"]
    (written,) = reprint(office.ledger, 1, tmp_path / "一.xlsx")
    assert hashlib.sha256(written.read_bytes()).hexdigest() == first.sha256
    office.ledger.close()
