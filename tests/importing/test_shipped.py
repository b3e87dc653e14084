"""The four exports schools get first, made with the headers their systems are known to print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.values import to_json
from desktop.records.catalogue import record
from desktop.services.binding import name_path
from desktop.services.importing import plan_import
from desktop.services.importing.folder import plan_folder
from desktop.services.importing.shipped import shipped
from desktop.services.office import Office
from desktop.services.saving import save
from tests.services.importing_desk import IDS, book, bring, new_office, rows

STUDENTS_HEADER = """
    姓名 性别 出生日期 身份证件类型 身份证件号 姓名拼音 班级名称 学号 学生类别 学习形式 入学方式
    就读方式 国籍/地区 港澳台侨外 婚姻状况 乘火车区间 是否随迁子女 生源地行政区划码 户口性质
    学生居住地类型 入学年月 专业简称 学制 民族 政治面貌 健康状况 学生来源 招生对象 联系电话 招生方式
    联招合作类型 准考证号 考试总分 家庭现地址 家庭邮政编码
"""
STUDENTS = STUDENTS_HEADER.split()
TEACHERS_HEADER = """
    姓名 曾用名 性别 教职工号 国籍/地区 身份证件类型 身份证件号 出生日期 籍贯 民族 政治面貌 婚姻状况
    健康状况 参加工作年月 进本校年月 教职工来源 教职工类别 是否在编 用人形式 签订合同情况
    信息技术应用能力 人员状态 最高学历 最高学位 专业技术职务 是否“双师型”教师 任课课程类别 手机
"""
TEACHERS = TEACHERS_HEADER.split()
FORM = [
    "序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的姓名：", "2、您的性别：",
    "3、您的身份证号码：", "4、请填写您的手机号码：", "5、您的工作单位", "6、您的学历：",
    "7、您要报名的培训班：",
]  # fmt: skip
RESULTS = [
    "序号", "姓名", "证件类型", "证件号码", "职业名称", "认定等级", "理论知识成绩", "操作技能成绩",
    "评定结果", "证书编号", "发证日期",
]  # fmt: skip


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


def row(headers: list[str], **values: object) -> list[object]:
    """A row under the headers; what is not said is filled as such exports fill it."""
    return [values.get(header.replace("/", "_"), "") for header in headers]


def test_every_field_and_word_of_the_shipped_mappings_exists(office: Office) -> None:
    found = shipped(office.resources / "imports")
    assert {each.label for each in found} == {
        "学籍系统导出", "教师管理信息系统导出", "报名问卷导出", "成绩与证书结果",
    }  # fmt: skip
    for each in found:
        labels = {label for label in each.columns.values() if label} | {label for label, _ in each.words}
        assert all(name_path(each.record, label) for label in labels)
        for (label, typed), text in each.words.items():
            listed = office.codes[record(each.record).path(label).field.codes]
            assert listed.find(text) is not None, (label, typed, text)


def test_the_export_of_the_student_register(office: Office, tmp_path: Path) -> None:
    save(office, "专业", {"专业名称": "机电技术应用", "专业代码": "660301"})
    made = row(
        STUDENTS, 姓名="周兰", 性别="女", 出生日期="20020219", 身份证件类型="居民身份证", 身份证件号=IDS[2],
        姓名拼音="zhoulan", 班级名称="24机电1班", 学号="2024001", 学生类别="普通中专学生", 学习形式="全日制",
        入学年月="202409", 专业简称="机电技术应用", 民族="汉族", 学制="3", 联系电话="13812345678",
        家庭现地址="昌邑区解放东路1号",
    )  # fmt: skip
    file = book(tmp_path / "学生信息.xlsx", [STUDENTS, made])
    plan, result = bring(office, file, "学员")
    assert plan.rejected == [] and result.created == 1
    assert plan.tables[0].reasons["A"] == "按“学籍系统导出”的对应"
    assert rows(office, "学员", "姓名", "性别", "学号", "班级", "专业.专业名称", "联系电话") == [
        ("周兰", "2", "2024001", "24机电1班", "机电技术应用", "13812345678")
    ]
    assert plan_folder(office, file).parts[0].reason == "是“学籍系统导出”"


def test_the_export_of_the_teacher_register(office: Office, tmp_path: Path) -> None:
    made = row(
        TEACHERS, 姓名="朱梅", 性别="女", 教职工号="2001001", 身份证件类型="居民身份证", 身份证件号=IDS[0],
        民族="汉族", 参加工作年月="199009", 进本校年月="199809", 教职工类别="专任教师", 是否在编="是",
        人员状态="在本单位任职", 最高学历="大学本科毕业", 最高学位="学士", 专业技术职务="高级讲师",
        任课课程类别="专业(技能)课程", 手机="13812345678",
    )  # fmt: skip
    made[TEACHERS.index("是否“双师型”教师")] = "是"
    plan, result = bring(office, book(tmp_path / "教师.xlsx", [TEACHERS, made]), "教师")
    assert plan.rejected == [] and result.created == 1
    into = record("教师")
    values = plan.lines[0].values
    read = {label: to_json(into.path(label).field, value, office.codes) for label, value in values.items()}
    assert read == {
        "姓名": "朱梅", "性别": "女", "工号": "2001001", "证件类型": "居民身份证", "证件号码": IDS[0],
        "民族": "汉", "编制": "事业编制", "在岗状态": "在职", "文化程度": "本科", "学位": "学士",
        "职称": "高级讲师", "双师型": "是", "教师类别": "专业课", "联系电话": "13812345678",
    }  # fmt: skip
    assert any("按这种导出表的习惯" in each.sentence for each in plan.remarks)


def test_the_export_of_a_questionnaire(office: Office, tmp_path: Path) -> None:
    save(office, "培训班次", {"项目名称": "电工班", "开班日期": office.today})
    answers = [
        1, "2026/5/20 9:30:00", "65秒", "微信", "N/A", "39.1.2.3(吉林-吉林)", "周兰", "女", IDS[2],
        "13812345678", "江城机械厂", "本科", "电工班",
    ]  # fmt: skip
    plan, result = bring(office, book(tmp_path / "答卷.xlsx", [FORM, answers]), "学员名册")
    assert plan.rejected == [] and result.created == 1
    assert rows(office, "学员名册", "学员.姓名", "学员.证件号码", "工作单位", "培训班次.项目名称") == [
        ("周兰", IDS[2], "江城机械厂", "电工班")
    ]


def test_results_find_the_sign_up_by_the_number(office: Office, tmp_path: Path) -> None:
    kind = {"方案": "X证书", "证书名称": "Web前端开发", "等级": "初级"}
    assert not save(office, "证书目录", kind).refused
    for number in ("P1", "P2"):
        batch = {"批次号": number, "证书目录.证书名称": "Web前端开发", "考核日期": office.today}
        assert not save(office, "考核批次", batch).refused
    for name, number, at in (("周兰", IDS[2], "P1"), ("王明", IDS[3], "P1"), ("王明", IDS[3], "P2")):
        said = {"考核批次.批次号": at, "学员.姓名": name, "学员.证件号码": number}
        assert not save(office, "考生", said).refused
    results = [
        [1, "周兰", "居民身份证", IDS[2], "Web前端开发", "初级", 82, 91, "合格", "X2026000001", "2026-05-30"],
        [2, "王明", "居民身份证", IDS[3], "Web前端开发", "初级", 55, 40, "不合格", "", ""],
        [3, "朱梅", "居民身份证", IDS[0], "Web前端开发", "初级", 70, 70, "合格", "", ""],
    ]
    plan = plan_import(office, book(tmp_path / "结果.xlsx", [RESULTS, *results]), "考生", strict=False)
    assert [(p.rule, p.row, p.column) for p in plan.rejected] == [
        ("报名不唯一", 3, "D"),
        ("没有报名", 4, "D"),
    ]
    plan, result = bring(office, book(tmp_path / "结果.xlsx", [RESULTS, results[0]]), "考生")
    assert (result.created, result.updated) == (0, 1)
    assert rows(office, "考生", "学员.姓名", "考核批次.批次号", "理论成绩", "证书编号")[0] == (
        "周兰", "P1", 82, "X2026000001",
    )  # fmt: skip
