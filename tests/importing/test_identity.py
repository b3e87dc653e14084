"""Who a row means: by number, by class and name, never by a guess."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.importing import plan_import
from desktop.services.office import Office
from desktop.services.saving import save
from tests.services.importing_desk import book, bring, new_office, rows

OLD, NEW = "220202800101001", "220202198001010018"  # one person's number of 15 digits and of 18
HEAD = ["班次名称", "姓名", "身份证号", "联系电话"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    save(made, "培训班次", {"项目名称": "电工班", "开班日期": made.today})
    yield made
    made.ledger.close()


def test_fifteen_digits_and_eighteen_are_one_person(office: Office, tmp_path: Path) -> None:
    bring(office, book(tmp_path / "旧.xlsx", [HEAD, ["电工班", "周兰", OLD, ""]]), "学员名册")
    plan, _ = bring(
        office, book(tmp_path / "新.xlsx", [HEAD, ["电工班", "周兰", NEW, "13812345678"]]), "学员名册"
    )
    assert (plan.created, plan.updated, plan.rejected) == (0, 1, [])
    assert rows(office, "人员", "姓名", "证件号码", "联系电话") == [("周兰", NEW, "13812345678")]


def test_another_name_on_the_same_number_is_a_conflict(office: Office, tmp_path: Path) -> None:
    bring(office, book(tmp_path / "一.xlsx", [HEAD, ["电工班", "周兰", NEW, ""]]), "学员名册")
    plan = plan_import(
        office, book(tmp_path / "二.xlsx", [HEAD, ["电工班", "周岚", NEW, ""]]), "学员名册", strict=False
    )
    (conflict,) = plan.conflicts
    assert conflict.changes == {"学员.姓名": ("周兰", "周岚")} and plan.updated == 0


def test_without_a_number_the_class_knows_its_people_and_nobody_else(office: Office, tmp_path: Path) -> None:
    bring(office, book(tmp_path / "一.xlsx", [HEAD, ["电工班", "周兰", NEW, ""]]), "学员名册")
    typed = [HEAD, ["电工班", "周兰", "", "13812345678"], ["电工班", "王明", "", ""]]
    plan, result = bring(office, book(tmp_path / "二.xlsx", typed), "学员名册", strict=False)
    assert [(each.rule, each.row, each.column) for each in plan.rejected] == [("缺少证件号码", 3, "C")]
    assert rows(office, "人员", "姓名", "联系电话")[0] == ("周兰", "13812345678")
    assert result.pending == 1


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        (NEW[:15] + NEW[16] + NEW[15] + NEW[17:], "身份证校验位"),
        (2.20202198001010e17, "身份证尾数丢失"),
        ("2.20202E+17", "身份证尾数丢失"),
        ("220202198001010000", "身份证尾数丢失"),
    ],
)
def test_a_damaged_number_is_named_with_the_way_to_repair(
    office: Office, tmp_path: Path, number: object, rule: str
) -> None:
    file = book(tmp_path / "坏.xlsx", [HEAD, ["电工班", "周兰", number, ""]])
    plan = plan_import(office, file, "学员名册", strict=False)
    (problem,) = plan.rejected
    assert (problem.rule, problem.column) == (rule, "C")
    assert "原件" in problem.sentence or "核对" in problem.sentence
    assert plan.lines[0].values.get("学员.证件号码") is None
