"""Headers that look like a field and are none; several fields in one column; what a person said before."""

# ruff: noqa: E501, SIM905 - header rows are kept on one line, as the bureau prints them

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from desktop.core.codes import CodeList, load_codes
from desktop.records.catalogue import record
from desktop.services.binding import Bound, best_record, bind
from desktop.workbook.table import Column


@pytest.fixture(scope="module")
def codes(root: Path) -> Mapping[str, CodeList]:
    return load_codes(root / "resources" / "codes")


def columns(text: str, samples: Mapping[str, tuple[str, ...]] | None = None) -> list[Column]:
    """Columns of a header; 父>子 stands for two header rows."""
    made = []
    for number, header in enumerate(text.split(), start=1):
        path = tuple(header.split(">"))
        made.append(Column(number, chr(64 + number), path, path[-1], samples=(samples or {}).get(header, ())))
    return made


def bound(into: str, text: str, **more: object) -> dict[str, Bound]:
    table = columns(text)
    found = bind(table, record(into), purpose="fill", **more).bound  # type: ignore[arg-type]
    return {"/".join(column.path): found[column.index] for column in table if column.index in found}


@pytest.mark.parametrize("into", ["企业实践", "学员名册", "考生", "证书", "教师", "培训班次", "考核批次"])
@pytest.mark.parametrize(
    "header",
    "家长电话 家长>联系电话 担保人身份证号 监护人>姓名 监护人>身份证号 推荐人 推荐人>姓名 校长 审核人 开户行 银行卡号 社保卡号"
    " 紧急联系人电话 配偶姓名 配偶>工作单位 代领人身份证号 介绍人电话 家庭成员>姓名 政治面貌 学籍号 户口所在地 身份证复印件"
    " 2023年>人数 上年>培训人数 女>人数 法定代表人>联系电话".split(),
)
def test_somebody_elses_column_is_left_alone(into: str, header: str) -> None:
    """Alone in the form, so that no better column takes the field away."""
    assert bound(into, header) == {}


@pytest.mark.parametrize(
    ("into", "header", "left"),
    [
        ("学员名册", "姓名 身份证号码 家长姓名 联系电话", "联系电话"),
        ("学员名册", "姓名 身份证号码 推荐人 工作单位", "工作单位"),
        ("学员名册", "学员>姓名 学员>联系电话 监护人>姓名 监护人>联系电话", "监护人/联系电话"),
        ("企业实践", "教师>姓名 甲方>联系人 乙方>联系人", "甲方/联系人"),
        ("学员名册", "姓名 监护人姓名 身份证号码", "身份证号码"),
    ],
)
def test_a_column_that_may_be_somebody_elses_is_left_alone(into: str, header: str, left: str) -> None:
    got = bound(into, header)
    assert left not in got and len(got) >= 1


def test_a_number_of_somebody_else_is_no_number_of_ours_for_being_valid(
    codes: Mapping[str, CodeList],
) -> None:
    table = columns("担保人身份证号", {"担保人身份证号": ("220202198001010018", "220284200506300023")})
    assert bind(table, record("学员名册"), purpose="fill", codes=codes).bound == {}
    assert bind(table, record("学员名册"), codes=codes).bound == {}


@pytest.mark.parametrize(
    ("into", "header", "fields"),
    [
        ("企业实践", "实践起止时间", "开始日期+结束日期"),
        ("企业实践", "起止时间", "开始日期+结束日期"),
        ("企业实践", "实践期限", "开始日期+结束日期"),
        ("企业实践", "实践时间（yyyy-mm-dd-yyyy-mm-dd）", "开始日期+结束日期"),
        ("企业实践", "企业地址/联系人/电话", "企业.地址+企业.联系人+企业.联系电话"),
        ("企业实践", "企业名称及地址", "企业.企业名称+企业.地址"),
        ("培训班次", "培训起止时间", "开班日期+结业日期"),
        ("学员名册", "培训起止时间", "培训班次.开班日期+培训班次.结业日期"),
        ("企业", "合作协议起止时间", "合作协议起+合作协议止"),
        ("考核批次", "证书名称、等级", "证书目录.证书名称+证书目录.等级"),
    ],
)
def test_several_fields_in_one_column(into: str, header: str, fields: str) -> None:
    got = bound(into, header)
    assert [each.label for each in got.values()] == [fields]
    assert "+".join(got[header].labels) == fields


@pytest.mark.parametrize(
    "header", ["相关工作起止时间", "推荐人/电话", "姓名/政治面貌", "家长姓名、电话", "保险期限"]
)
def test_several_things_of_which_one_is_unknown_are_none(header: str) -> None:
    assert bound("企业实践", header) == {}


def test_known_names_with_strokes_are_one_field() -> None:
    got = bound("企业实践", "实践/兼职岗位 企业实践/兼职岗位")
    assert {each.label for each in got.values()} == {"岗位"}
    assert [e.label for e in bound("培训班次", "是否补贴性/公益性").values()] == ["性质"]


def test_the_money_unit_above_the_table_holds_for_what_names_none() -> None:
    got = bound("培训班次", "项目名称 到账经费 财政补贴（元） 计划人数", unit="人、万元")
    assert [got[name].style for name in ("到账经费", "财政补贴（元）", "计划人数")] == ["万元", "元", ""]


def test_numbers_under_what_they_count() -> None:
    got = bound("考核批次", "人数>计划 人数>报考 人数>实考 人数>取证")
    assert [each.label for each in got.values()] == ["计划人数", "报考人数", "实考人数", "取证人数"]


def test_the_students_own_year_and_class_in_a_list_of_holders_what_they_signed_up_with_elsewhere() -> None:
    headers = "学生姓名 所学专业 年级 行政班级 证书编号"
    got = bound("考生", headers, title="获证学生名单")
    assert [each.label for each in got.values()] == [
        "学员.姓名",
        "学员.专业.专业名称",
        "学员.年级",
        "学员.班级",
        "证书编号",
    ]
    assert got["年级"].instead is not None and got["年级"].instead.label == "年级"
    signed = bound("考生", headers, title="考核报名表")
    assert [each.label for each in signed.values()][1:4] == ["专业.专业名称", "年级", "班级"]


def test_a_correction_goes_before_every_guess() -> None:
    got = bound("企业实践", "教师姓名 备注 单位", said={"备注": "", "单位": "企业.企业名称+企业.地址"})
    assert {name: each.label for name, each in got.items()} == {
        "教师姓名": "教师.姓名",
        "单位": "企业.企业名称+企业.地址",
    }
    assert got["单位"].learned and got["单位"].reason.startswith("按您以前的更正")


def test_a_chance_match_or_two_is_no_record() -> None:
    assert best_record(columns("商品 单价 数量 供应商 到货日期 备注")) is None


@pytest.mark.parametrize(
    ("into", "header", "fields"),
    [
        ("企业实践", "实践起止时间>起 实践起止时间>止", "开始日期 结束日期"),
        ("企业实践", "起止日期>起始日期 起止日期>截止日期", "开始日期 结束日期"),
        ("企业实践", "实践时间>自 实践时间>至", "开始日期 结束日期"),
        ("培训班次", "培训日期>开班 培训日期>结业", "开班日期 结业日期"),
        ("企业实践", "企业情况>名称 企业情况>性质", "企业.企业名称 企业.企业性质"),
        ("证书", "证书信息>名称 证书信息>编号", "证书目录.证书名称 证书编号"),
        ("考生", "证书>编号 证书>发证日期", "证书编号 发证日期"),
        ("授课记录", "授课教师 授课方式 授课课时", "教师.姓名 授课形式 学时"),
    ],
)
def test_groups_say_what_their_columns_mean(into: str, header: str, fields: str) -> None:
    assert [each.label for each in bound(into, header).values()] == fields.split()


@pytest.mark.parametrize(
    ("into", "header"),
    [
        ("授课记录", "专任教师数"),
        ("学员名册", "备注"),
        ("考生", "备注"),
        ("学员名册", "退役时间>起"),
        ("教师", "起始年月"),
    ],
)
def test_what_only_something_else_has_is_left_alone(into: str, header: str) -> None:
    assert bound(into, header) == {}


def test_a_header_that_prints_its_choices_is_the_field_of_them(codes: Mapping[str, CodeList]) -> None:
    """时段（上午/下午/晚上） is the 时段, as two independent sets of forms have it, though 全天 is not printed."""
    assert [e.label for e in bound("授课记录", "时段（上午/下午/晚上）", codes=codes).values()] == ["时段"]
    assert [e.label for e in bound("授课记录", "时段", codes=codes).values()] == ["时段"]
    assert [e.label for e in bound("授课记录", "时段（上午/下午/晚上/全天）", codes=codes).values()] == [
        "时段"
    ]
    assert [e.label for e in bound("考核批次", "证书等级（初/中/高）", codes=codes).values()] == [
        "证书目录.等级"
    ]
    said = {"时段（上午/下午/晚上）": "时段"}
    assert [
        e.label for e in bound("授课记录", "时段（上午/下午/晚上）", codes=codes, said=said).values()
    ] == ["时段"]


def test_where_a_teacher_lives_is_not_filled_by_the_way() -> None:
    assert bound("企业实践", "家庭住址") == {}
    assert [each.label for each in bound("学员名册", "家庭住址").values()] == ["学员.家庭地址"]
    assert [each.label for each in bound("教师", "家庭住址").values()] == ["家庭地址"]


def test_the_hour_is_not_the_day() -> None:
    assert bound("授课记录", "上课时间（几点至几点）") == {}
    assert [each.label for each in bound("授课记录", "上课时间").values()] == ["日期"]
