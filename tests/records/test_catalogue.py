"""The catalogue as the office reads it: every record, and fields by the path of their labels."""

from __future__ import annotations

import pytest

from desktop.core.errors import UserError
from desktop.core.fields import Kind
from desktop.records.catalogue import record, records

RECORDS = {
    *(
        "学校",
        "学校人数",
        "学校经费",
        "系部",
        "专业",
        "人员",
        "教师",
        "教师任职",
        "实践豁免",
        "学员",
        "学籍",
        "企业",
    ),
    *("培训班次", "学员名册", "授课记录", "考勤", "到账", "证书目录", "考核批次", "考生", "证书", "企业实践"),
    *("计划", "任务进展", "报送任务"),
}


def test_every_record_is_there_under_its_chinese_name() -> None:
    labels = [each.label for each in records()]
    assert set(labels) == RECORDS
    assert len(labels) == len(RECORDS)


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("企业实践.教师.姓名", "teacher.person.name"),
        ("企业实践.教师.学历", "teacher.person.education"),
        ("企业实践.教师.职称", "teacher.teacher_status.title"),
        ("企业实践.企业.企业名称", "enterprise.name"),
        ("学员名册.学员.姓名", "student.person.name"),
        ("学员名册.培训班次.项目名称", "training_class.title"),
        ("考生.学员.证件号码", "student.person.document_number"),
        ("考生.考核批次.证书目录.证书名称", "batch.certificate_type.name"),
        ("考生.学员.专业.专业名称", "student.student_status.major.name"),
        ("教师.姓名", "person.name"),
        ("学员.姓名", "person.name"),
        ("教师.系部", "teacher_status.department"),
        ("培训班次.人次", "attendances"),
        ("授课记录.星期", "weekday"),
    ],
)
def test_a_label_path_means_one_field(path: str, name: str) -> None:
    head = path.split(".")[0]
    assert record(head).path(path).name == name


@pytest.mark.parametrize(
    ("path", "required"),
    [
        ("教师.姓名", True),
        ("教师.教师类别", True),
        ("企业.企业名称", True),
        ("企业实践.教师.姓名", True),
        ("企业实践.教师.工号", False),
        ("考核批次.证书目录.证书名称", True),
        ("考核批次.证书目录.等级", False),
        ("证书.学员.姓名", True),
        ("证书.考生.学员.姓名", False),
        ("培训班次.委托单位.企业名称", False),
        ("授课记录.教师.姓名", False),
        ("计划.教师.姓名", False),
        ("学校.学校类型", False),
        ("报送任务.截止日期", True),
    ],
)
def test_a_reference_that_may_be_blank_makes_nothing_required(path: str, required: bool) -> None:
    assert record(path.split(".")[0]).path(path).required is required


def test_a_role_shows_its_persons_and_its_status_fields_as_its_own() -> None:
    labels = [path.label for path in record("教师").columns]
    assert {"姓名", "证件号码", "工号", "教师类别", "系部"} <= set(labels)
    assert len(labels) == len(set(labels))


def test_no_record_has_two_columns_or_two_fields_of_one_name() -> None:
    for each in records():
        labels = [path.label for path in each.columns]
        assert len(labels) == len(set(labels)), each.label
        own = [field.label for field in each.fields]
        assert len(own) == len(set(own)), each.label


def test_keys_windows_orders_and_copies_name_real_fields() -> None:
    for each in records():
        own = {field.name: field for field in each.fields}
        for key in each.model.keys:
            assert set(key) <= set(own), each.label
        for dotted in (*each.model.identity, *each.model.window):
            assert each.by_name(dotted)
        for name in (*each.model.may_lack, *each.model.likely, *each.model.carries):
            assert name in own, each.label
        for field in each.fields:
            assert (field.kind in (Kind.CODE, Kind.CODES)) == bool(field.codes), (each.label, field.label)
            if field.copied:
                source = each.by_name(field.copied).field
                assert source.kind is field.kind, (each.label, field.label)


def test_every_code_list_a_field_names_is_in_resources(root: object) -> None:
    from pathlib import Path

    there = {path.stem for path in (Path(str(root)) / "resources" / "codes").glob("*.toml")}
    named = {field.codes for each in records() for field in each.fields if field.codes}
    assert named <= there, named - there


def test_an_unknown_name_is_answered_with_what_there_is() -> None:
    with pytest.raises(UserError, match="没有叫「培训班」的台账"):
        record("培训班")
    with pytest.raises(UserError, match=r"没有叫「教师\.体重」的字段"):
        record("企业实践").path("教师.体重")


def test_what_a_table_shows_first_are_columns_of_it() -> None:
    for each in records():
        names = [path.name for path in each.columns]
        shown = [name for name in names if name in each.model.front]
        assert shown == names[: len(shown)], each.label
        for name in each.model.front:
            assert name in names or any(other.startswith(f"{name}.") for other in names), (each.label, name)
