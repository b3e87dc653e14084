"""健康检查 on PostgreSQL says what it says on a file."""

from __future__ import annotations

import pytest

from desktop.records.plans import ReturnTask
from desktop.services.health import Health
from desktop.services.sampling import demo, demo_school
from desktop.store.act import act
from desktop.store.ledger import Ledger
from tests.plugins.postgres import cluster, database  # noqa: F401
from tests.services.counting_office import ROOT, office_on


@pytest.mark.postgres
def test_the_same_findings_on_a_server(database: str, opened: object) -> None:  # noqa: F811
    assert callable(opened)
    code, name = demo_school(ROOT / "resources")
    served = office_on(Ledger.create(database, school_code=code, school_name=name))
    demo(served)
    health, filed = Health(served), Health(opened())
    assert health.run() == filed.run()
    there, here = ({each.key: each.sentence for each in one.findings()} for one in (health, filed))
    assert there == here
    (late,) = health.findings(rule="报送任务逾期")
    with act(served.ledger, "报了") as writing:
        writing.update(ReturnTask, {late.row_id: {"status": "已报送"}})
    health.update()
    assert health.findings(rule="报送任务逾期") == []
    served.ledger.close()
