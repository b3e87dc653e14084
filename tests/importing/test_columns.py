"""One column to several fields, several columns to one: found by header and cells, or said by a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.core.values import to_json
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan, plan_import
from desktop.services.importing.apart import take_apart
from desktop.services.office import Office
from desktop.services.saving import save
from tests.services.importing_desk import IDS, book, bring, new_office, rows


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    save(made, "教师", {"姓名": "朱梅", "证件号码": IDS[0]})
    save(made, "专业", {"专业名称": "机电技术应用", "专业代码": "660301"})
    save(made, "企业", {"企业名称": "江城市鸿达汽车维修有限公司"})
    yield made
    made.ledger.close()


def read(office: Office, plan: ImportPlan) -> list[dict[str, Any]]:
    """What each line says, as a script would see it."""
    into = record(plan.record)
    return [
        {label: to_json(into.path(label).field, value, office.codes) for label, value in line.values.items()}
        for line in plan.lines
    ]


def fields(record_id: str, *names: str) -> list[Any]:
    return [record(record_id).path(name).field for name in names]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("鸿达公司/张三/13812345678", ["鸿达公司", "张三", "13812345678"]),
        ("鸿达公司 张三 13812345678", ["鸿达公司", "张三", "13812345678"]),
        ("鸿达公司、张三，0432-62345678", ["鸿达公司", "张三", "0432-62345678"]),
        ("鸿达公司（联系人：张三 电话：138 1234 5678）", ["鸿达公司", "张三", "138 1234 5678"]),
        ("鸿达公司13812345678", ["鸿达公司", "", "13812345678"]),
        ("张三 13812345678", ["", "张三", "13812345678"]),
        ("鸿达公司", ["鸿达公司", "", ""]),
        ("甲/乙/丙/13812345678", None),
    ],
)
def test_an_enterprise_with_its_contact_is_taken_apart(text: str, pieces: list[str] | None) -> None:
    assert take_apart(text, fields("企业", "企业名称", "联系人", "联系电话")) == pieces


@pytest.mark.parametrize(
    "text",
    [
        "660301 机电技术应用",
        "机电技术应用（660301）",
        "660301-机电技术应用",
        "660301机电技术应用",
        "机电技术应用/660301",
    ],
)
def test_a_major_with_its_code_is_taken_apart(text: str) -> None:
    assert take_apart(text, fields("专业", "专业代码", "专业名称")) == ["660301", "机电技术应用"]


def test_a_header_that_names_several_fields(office: Office, tmp_path: Path) -> None:
    typed = [
        ["单位全称/联系人/联系电话", "企业性质"],
        ["北方电气有限公司/张三/13812345678", "民营"],
        ["松江机械厂 李四 0432-62345678", "国有"],
        ["甲/乙/丙/丁", "国有"],
    ]
    plan, _ = bring(office, book(tmp_path / "企业.xlsx", typed), "企业", strict=False)
    assert plan.tables[0].columns["A"] == "企业名称+联系人+联系电话"
    assert [(p.rule, p.row, p.column) for p in plan.rejected] == [("一格多项", 4, "A")]
    assert ("北方电气有限公司", "张三", "13812345678") in rows(
        office, "企业", "企业名称", "联系人", "联系电话"
    )


def test_cells_that_show_several_fields(office: Office, tmp_path: Path) -> None:
    typed = [
        ["姓名", "身份证号", "专业", "年级"],
        ["周兰 13812345678", IDS[2], "660301 机电技术应用", "2024"],
        ["王明 13912345678", IDS[3], "660301机电技术应用", "2024"],
    ]
    plan = plan_import(office, book(tmp_path / "学生.xlsx", typed), "学员", strict=False)
    assert plan.rejected == [] and plan.created == 2
    first = read(office, plan)[0]
    assert first["姓名"] == "周兰" and first["联系电话"] == "13812345678"
    assert plan.tables[0].columns["A"] == "姓名+联系电话"
    assert any("拆成" in each.sentence for each in plan.remarks)


def test_a_period_in_one_cell_with_its_days_behind(office: Office, tmp_path: Path) -> None:
    typed = [
        ["教师姓名", "企业名称", "实践时间"],
        ["朱梅", "鸿达汽修", "2026.3.1-3.5"],
        ["朱梅", "鸿达汽修", "2026.7.1-2026.7.20（20天）"],
    ]
    plan = plan_import(office, book(tmp_path / "实践.xlsx", typed), "企业实践", strict=False)
    assert plan.rejected == []
    assert [(each["开始日期"], each["结束日期"]) for each in read(office, plan)] == [
        ("2026-03-01", "2026-03-05"),
        ("2026-07-01", "2026-07-20"),
    ]


def test_a_person_says_one_column_is_several_and_several_are_one(office: Office, tmp_path: Path) -> None:
    typed = [
        ["班", "起讫", "楼", "室", "闲话"],
        ["电工班", "2026-03-01至2026-03-05", "一号楼", "305", "无用"],
    ]
    said = {"班": "项目名称", "起讫": "开班日期+结业日期", "楼": "培训地点", "室": "培训地点", "闲话": ""}
    file = book(tmp_path / "班次.xlsx", typed)
    _, result = bring(office, file, "培训班次", mapping=said, strict=False)
    assert result.created == 1
    assert rows(office, "培训班次", "项目名称", "开班日期", "结业日期", "培训地点") == [
        ("电工班", date(2026, 3, 1), date(2026, 3, 5), "一号楼305")
    ]
    again = plan_import(office, file, "培训班次", strict=False)  # remembered by its header
    assert again.unchanged == 1 and again.tables[0].columns == {
        "A": "项目名称", "B": "开班日期+结业日期", "C": "培训地点", "D": "培训地点",
    }  # fmt: skip


def test_a_day_over_three_columns(office: Office, tmp_path: Path) -> None:
    typed = [
        ["项目名称", "开班日期", None, None, "出生"],
        [None, "年", "月", "日", None],
        ["电工班", 2026, 3, 5, ""],
    ]
    plan = plan_import(
        office, book(tmp_path / "班次.xlsx", typed, "A1:A2", "B1:D1", "E1:E2"), "培训班次", strict=False
    )
    assert read(office, plan)[0]["开班日期"] == "2026-03-05"
    assert {plan.tables[0].columns[letter] for letter in "BCD"} == {"开班日期"}
