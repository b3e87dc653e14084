"""Every record of the catalogue from a workbook headed by its own labels: it comes out as it went in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from desktop import compose
from desktop.core.fields import Field, Kind
from desktop.records.catalogue import Path as FieldPath
from desktop.records.catalogue import record, records
from desktop.services.importing import commit_import, plan_import
from desktop.services.office import Office
from desktop.services.reading import read
from desktop.store.verify import verify

# Each after what it refers to.
ORDER = """
    学校 学校人数 学校经费 系部 专业 企业 人员 教师 教师任职 实践豁免 学员 学籍
    培训班次 学员名册 授课记录 考勤 到账 证书目录 考核批次 考生 证书 企业实践 计划 任务进展 报送任务
"""
CHECKED = {
    "resident_id": "220202198001010018",
    "credit_code": "91350100M000100Y43",
    "school_code": "3122000999",
    "school_year": "2025-2026",
    "phone": "13804320000",
}
BY_KIND: dict[Kind, str | int | float] = {
    Kind.WHOLE: 12, Kind.DECIMAL: 7.5, Kind.MONEY: 1234.56, Kind.DAY: "2026-03-02", Kind.MONTH: "1980-01-01",
    Kind.YEAR: 2025, Kind.YESNO: "是",
}  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    name = "学校名称一"
    made = compose.open_office(str(tmp_path / "台账"), create=("3122000999", name), today=date(2026, 4, 1))
    yield made
    made.ledger.close()


def value(office: Office, path: FieldPath) -> str | int | float:
    """A value of the field; one row a record, so that a field means the same wherever it is seen from."""
    own: Field = path.field
    if own.kind is Kind.REF:
        return value(office, record(own.ref).by_name(record(own.ref).model.identity[0]))
    if own.kind in (Kind.CODE, Kind.CODES):
        names = [item.name for item in office.codes[own.codes].offered()]
        return "、".join(names[:2]) if own.kind is Kind.CODES else names[0]
    return BY_KIND.get(own.kind) or CHECKED.get(own.check) or f"{own.label}一"


def test_every_record_comes_out_as_it_went_in_and_changes_nothing_the_second_time(
    office: Office, tmp_path: Path
) -> None:
    assert set(ORDER.split()) == {each.label for each in records()}
    for label in ORDER.split():
        target = record(label)
        columns = [path for path in target.columns if not path.field.derived]
        given = {path.label: value(office, path) for path in columns}
        book = Workbook()
        book.active.append(list(given))
        book.active.append(list(given.values()))
        file = tmp_path / f"{target.id}.xlsx"
        book.save(file)

        plan = plan_import(office, file, target.id)
        assert plan.refusal() is None, (label, plan.refusal())
        commit_import(office, plan)

        rows = read(office, target.id, full_purpose="核对").rows
        assert [{name: row[name] for name in given} for row in rows] == [given], label
        again = plan_import(office, file, target.id)
        assert (again.created, again.updated, again.unchanged) == (0, 0, 1), label
    assert verify(office.ledger) == []
