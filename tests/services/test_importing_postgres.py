"""The same import on PostgreSQL: rows, certificates, what waits and what was learned, twice and undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.compose import open_office
from desktop.services.importing import commit_import, plan_import
from desktop.store.undo import undo
from tests.plugins.postgres import cluster, database  # noqa: F401
from tests.services.importing_desk import CLASS, IDS, book, contents, rows

pytestmark = pytest.mark.postgres


def test_a_roster_on_postgresql(database: str, tmp_path: Path) -> None:  # noqa: F811
    office = open_office(database, create=("2222000001", "江城职业技术学校"))
    head = (f"工种班次：{CLASS}  开班日期：2026年3月2日",)
    columns = ("姓名", "证号", "工种", "培训等级", "证书类型", "证书编号", "联系电话")
    good = (
        "李明",
        IDS[0],
        "电工",
        "五级/初级工",
        "职业技能等级证书",
        "S000022000001265000151",
        "13800001111",
    )
    bad = ("王芳", IDS[3], *good[2:5], None, "1380")
    worse = ("张伟", "22020219800101001", *good[2:5], None, None)
    file = book(tmp_path / "花名册.xlsx", [head, columns, good, bad, worse], "A1:G1")
    before = contents(office)
    plan = plan_import(office, file, "学员名册", mapping={"证号": "学员.证件号码"}, strict=False)
    result = commit_import(office, plan)
    assert (result.created, result.pending, plan.owners) == (2, 2, 1)
    assert rows(office, "学员名册", "学员.姓名", "证书编号") == [("李明", good[5]), ("王芳", None)]
    after = contents(office)
    again = plan_import(office, file, "学员名册", strict=False)
    assert again.mapping["证号"] == "学员.证件号码"
    assert commit_import(office, again).act == 0 and contents(office) == after
    undo(office.ledger)
    assert contents(office) == before
    office.ledger.close()
