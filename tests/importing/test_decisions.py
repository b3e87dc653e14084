"""What a person decides about a file is honoured by plan and commit, remembered, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.services.importing import (
    HIDDEN,
    Create,
    Decisions,
    Leave,
    Use,
    candidates,
    plan_import,
)
from desktop.services.importing.learned import forget, remembered
from desktop.services.office import Office
from desktop.services.saving import save
from tests.services.importing_desk import IDS, book, bring, contents, new_office, rows

PRACTICE = ["教师姓名", "企业名称", "开始日期", "结束日期", "认定天数"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """A ledger with two teachers and two enterprises."""
    made = new_office(tmp_path)
    for name, number in (("朱梅", IDS[0]), ("孙强", IDS[1])):
        save(made, "教师", {"姓名": name, "证件号码": number})
    for name in ("江城市鸿达汽车维修有限公司", "江城市松江机械制造有限公司"):
        save(made, "企业", {"企业名称": name})
    yield made
    made.ledger.close()


def test_one_cell_is_put_right_and_all_alike(office: Office, tmp_path: Path) -> None:
    typed = [
        ["项目名称", "开班日期", "性质", "实到人数"],
        ["电工班", "2026-03-01", "公办免费", "约40人"],
        ["焊工班", "2026-03-02", "公办免费", "30"],
    ]
    file = book(tmp_path / "班次.xlsx", typed)
    plan = plan_import(office, file, "培训班次", strict=False)
    assert {(p.rule, p.row, p.column) for p in plan.rejected} == {
        ("数值无法识别", 2, "D"),
        ("代码不在列表", 2, "C"),
        ("代码不在列表", 3, "C"),
    }
    offered = [each.text for each in candidates(office, plan, plan.rejected[0])]
    assert "公益性" in offered and "补贴性" in offered
    decided = Decisions(cells={("Sheet1", 2, "D"): "41"}, words={("性质", "公办免费"): "公益性"})
    plan, result = bring(office, file, "培训班次", strict=False, decisions=decided)
    assert plan.rejected == [] and result.pending == 0
    assert rows(office, "培训班次", "项目名称", "性质", "实到人数") == [
        ("焊工班", "公益性", 30),
        ("电工班", "公益性", 41),
    ]
    # Both were kept as rules: the next file needs no answer, and the same row neither.
    assert {each.where for each in remembered(office)} == {"性质", "实到人数"}
    typed[1][0], typed[1][3] = "钳工班", "约40人"
    again = plan_import(office, book(tmp_path / "二.xlsx", typed), "培训班次", strict=False)
    assert [(p.rule, p.row) for p in again.rejected] == [
        ("数值无法识别", 2)
    ]  # about forty is not 41 elsewhere
    same = plan_import(office, file, "培训班次", strict=False)
    assert same.rejected == [] and same.unchanged == 2
    forget(office, [each.id for each in remembered(office)])
    assert len(plan_import(office, file, "培训班次", strict=False).rejected) == 3


def test_rows_are_skipped_and_kinds_of_rows_kept(office: Office, tmp_path: Path) -> None:
    import openpyxl

    typed = [
        ["企业名称", "联系人"],
        ["示例：某某公司", "张三"],
        ["甲公司", "李四"],
        ["乙公司", "王五"],
        ["丙公司", "赵六"],
    ]
    file = book(tmp_path / "企业.xlsx", typed)
    made = openpyxl.load_workbook(file)
    made.active.row_dimensions[5].hidden = True
    made.save(file)
    plan = plan_import(office, file, "企业", strict=False)
    assert (plan.created, plan.skipped_rows, plan.hidden_rows) == (3, {"示例行": 1}, 1)
    decided = Decisions(skipped={("Sheet1", 3)}, kept={"示例行"}, left={HIDDEN})
    plan = plan_import(office, file, "企业", strict=False, decisions=decided)
    assert [line.row for line in plan.lines] == [2, 4]
    assert plan.skipped_rows == {"您选择不导入": 1, HIDDEN: 1}


def test_a_short_name_is_the_registered_one_and_the_import_says_so(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "实践.xlsx", [PRACTICE, ["朱梅", "鸿达汽修", "2026-07-01", "2026-07-20", 20]])
    plan, _ = bring(office, file, "企业实践", strict=False)
    assert plan.references == [] and plan.rejected == []
    assert any("简称" in each.sentence and each.column == "B" for each in plan.remarks)
    assert rows(office, "企业实践", "企业.企业名称") == [("江城市鸿达汽车维修有限公司",)]


def test_a_missing_enterprise_is_made_mapped_or_left_and_remembered(office: Office, tmp_path: Path) -> None:
    typed = [
        PRACTICE,
        ["朱梅", "北方电气厂", "2026-07-01", "2026-07-20", 20],
        ["孙强", "北方电气厂", "2026-07-01", "2026-07-20", 20],
        ["朱梅", "松花江机械", "2026-08-01", "2026-08-05", 5],
    ]
    file = book(tmp_path / "实践.xlsx", typed)
    before = contents(office)
    plan = plan_import(office, file, "企业实践", strict=False)
    assert [(each.typed, len(each.cells), each.creatable) for each in plan.references] == [
        ("北方电气厂", 2, True),
        ("松花江机械", 1, True),
    ]
    assert contents(office) == before
    near = plan.references[1].similar[0]
    assert near.title == "江城市松江机械制造有限公司" and near.reason
    assert {(p.rule, p.row, p.column) for p in plan.rejected} == {("引用不在台账", r, "B") for r in (2, 3, 4)}
    decided = Decisions(
        references={("enterprise", "北方电气厂"): Create(), ("enterprise", "松花江机械"): Use(near.id)}
    )
    plan, result = bring(office, file, "企业实践", strict=False, decisions=decided)
    assert plan.rejected == [] and (plan.created, result.created) == (3, 3)
    assert sorted(rows(office, "企业实践", "企业.企业名称", "教师.姓名")) == [
        ("北方电气厂", "孙强"),
        ("北方电气厂", "朱梅"),
        ("江城市松江机械制造有限公司", "朱梅"),
    ]
    assert len(rows(office, "企业", "企业名称")) == 3
    (kept,) = remembered(office)
    assert kept.said == {"松花江机械": "江城市松江机械制造有限公司"}
    assert plan_import(office, file, "企业实践", strict=False).unchanged == 3


def test_a_reference_left_empty_waits_in_pending(office: Office, tmp_path: Path) -> None:
    typed = [["项目名称", "开班日期", "委托单位"], ["电工班", "2026-03-01", "无名公司"]]
    file = book(tmp_path / "班次.xlsx", typed)
    decided = Decisions(references={("enterprise", "无名公司"): Leave()})
    plan, result = bring(office, file, "培训班次", strict=False, decisions=decided)
    assert (result.created, result.pending) == (1, 1)
    assert [(p.rule, p.row, p.column, p.value) for p in plan.rejected] == [("引用留空", 2, "C", "无名公司")]
    assert rows(office, "培训班次", "项目名称", "委托单位") == [("电工班", None)]


def test_a_teacher_is_never_taken_for_another(office: Office, tmp_path: Path) -> None:
    file = book(tmp_path / "实践.xlsx", [PRACTICE, ["朱枚", "鸿达汽修", "2026-07-01", "2026-07-20", 20]])
    plan = plan_import(office, file, "企业实践", strict=False)
    (missing,) = plan.references
    assert (missing.label, missing.similar[0].title, plan.created) == ("教师", "朱梅", 0)
    made = Decisions(references={missing.key: Create()})
    plan, _ = bring(office, file, "企业实践", strict=False, decisions=made)
    assert rows(office, "企业实践", "教师.姓名") == [("朱枚",)] and plan.rejected == []


def test_the_same_name_at_another_level_is_another_certificate(office: Office, tmp_path: Path) -> None:
    save(office, "证书目录", {"方案": "1", "证书名称": "物流管理", "等级": "中级"})
    typed = [["批次号", "证书名称", "等级", "考核日期"], ["P1", "物流管理", "高级", "2026-05-01"]]
    plan = plan_import(office, book(tmp_path / "批次.xlsx", typed), "考核批次", strict=False)
    (missing,) = plan.references
    assert missing.similar and "等级不同" in missing.similar[0].reason
    assert [(p.rule, p.column) for p in plan.rejected] == [("引用不在台账", "B")]


def test_swapped_digits_are_offered_and_never_taken(office: Office, tmp_path: Path) -> None:
    right = IDS[2]
    wrong = right[:7] + right[8] + right[7] + right[9:]
    file = book(tmp_path / "教师.xlsx", [["姓名", "身份证号"], ["周兰", wrong]])
    plan = plan_import(office, file, "教师", strict=False)
    (problem,) = plan.rejected
    assert right in [each.text for each in candidates(office, plan, problem)]
    assert all(line.values.get("证件号码") is None for line in plan.lines)


def test_a_class_named_in_a_column_is_made_when_asked_for(office: Office, tmp_path: Path) -> None:
    head = ["班次名称", "开班日期", "姓名", "身份证号"]
    people = [["电工一班", "2026-03-01", "周兰", IDS[2]], ["电工一班", "2026-03-01", "王明", IDS[3]]]
    file = book(tmp_path / "花名册.xlsx", [head, *people])
    plan = plan_import(office, file, "学员名册", strict=False)
    (missing,) = plan.references
    assert (missing.record, missing.typed, missing.creatable) == (
        "training_class", "电工一班、2026-03-01", True,
    )  # fmt: skip
    plan, result = bring(
        office, file, "学员名册", strict=False, decisions=Decisions(references={missing.key: Create()})
    )
    assert plan.rejected == [] and result.created == 2
    assert len(rows(office, "培训班次", "项目名称")) == 1
    undated = book(tmp_path / "无日期.xlsx", [[head[0], *head[2:]], ["焊工班", "周兰", IDS[2]]])
    (missing,) = plan_import(office, undated, "学员名册", strict=False).references
    assert not missing.creatable and "开班日期" in missing.lacks
