"""Headers that structure gives away: without merges, of another list, of one telling column, in person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.services.importing import plan_import
from desktop.services.office import Office
from tests.services.importing_desk import IDS, book, new_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


def planned(office: Office, tmp_path: Path, into: str, *typed: list[Any]) -> Any:
    return plan_import(office, book(tmp_path / "表.xlsx", list(typed)), into, strict=False)


def test_a_header_of_three_rows_needs_no_merges(office: Office, tmp_path: Path) -> None:
    plan = planned(
        office, tmp_path, "培训班次",
        ["序号", "项目名称", "登记内容", None, None, "班主任", "备注", None],
        [None, None, "人数", None, "培训时间", None, None, None],
        [None, None, "计划人数", "实到人数", "开班日期", None, None, "结业日期"],
        ["1", "电工班", 40, 38, "2026-03-01", "朱梅", "有补贴", "2026-03-09"],
        ["2", "焊工班", 30, -5, "2026-04-01", "孙强", None, "2026-04-09"],
    )  # fmt: skip
    assert plan.tables[0].header_rows == (1, 3) and plan.rows == 2
    assert plan.tables[0].columns["C"] == "计划人数" and plan.tables[0].columns["D"] == "实到人数"
    assert [(problem.rule, problem.row, problem.column) for problem in plan.rejected] == [
        ("数值为负", 5, "D")
    ]


def test_a_sparse_first_record_stays_a_record(office: Office, tmp_path: Path) -> None:
    plan = planned(
        office, tmp_path, "企业",
        ["企业名称", "联系人", "联系电话", "企业地址", None],
        ["江城鸿达厂", None, None, None, "待核"],
        ["江城松江厂", "王强", "13800000000", "江城市", None],
    )  # fmt: skip
    assert plan.rows == 2 and plan.tables[0].header_rows == (1, 1)


def test_another_list_begins_where_its_own_serial_number_does(office: Office, tmp_path: Path) -> None:
    plan = planned(
        office, tmp_path, "企业",
        ["序号", "企业名称", "联系人", "联系电话", "企业地址"],
        ["1", "江城鸿达厂", "王强", "13800000000", "江城市"],
        [None, None, None, None, None],
        ["二、奇怪的清单", None, None, None, None],
        ["*序号", "某种名目", "何时入库", "何人经手", "几件"],
        ["1", "扳手", "2026-03-01", "孙强", "4"],
        ["2", "钳子", "2026-03-02", "孙强", "5"],
    )  # fmt: skip
    assert [line.values["企业名称"] for line in plan.lines] == ["江城鸿达厂"]


def test_one_column_tells_enough_when_it_names_the_rows(office: Office, tmp_path: Path) -> None:
    head, row = ["序号", "部门名称", "照片张数", "QQ群"], ["1", "机电工程系", "3", "88"]
    plan = planned(office, tmp_path, "系部", head, row, ["2", "财经系", None, "89"])
    assert [line.values["名称"] for line in plan.lines] == ["机电工程系", "财经系"]


def test_a_firm_with_whom_to_call_in_one_cell(office: Office, tmp_path: Path) -> None:
    plan = planned(
        office, tmp_path, "企业",
        ["序号", "单位及联系方式", "企业地址", "企业规模"],
        ["1", "江城鸿达机械有限公司 / 王强 / 13800000000", "江城市", "大型"],
        ["2", "江城松江食品有限公司、孙丽、13900000000", "江城市", "小型"],
    )  # fmt: skip
    said = [(line.values["企业名称"], line.values["联系人"]) for line in plan.lines]
    assert said == [("江城鸿达机械有限公司", "王强"), ("江城松江食品有限公司", "孙丽")]


def test_questions_asked_in_person_are_headers(office: Office, tmp_path: Path) -> None:
    head = ["序号", "1、您的姓名", "2.请填写您的身份证号码：", "3、您的手机号（必填）", "4、您的最高学历是？"]
    plan = planned(office, tmp_path, "学员", head, ["1", "朱梅", IDS[0], "13800000000", "大专"])
    assert list(plan.tables[0].columns.values()) == ["姓名", "证件号码", "联系电话", "文化程度"]
