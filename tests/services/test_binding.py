"""Headers as the bureau writes them find their fields; what is not sure is left alone."""

# ruff: noqa: E501 - header rows are kept on one line, as the bureau prints them

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.codes import CodeList, load_codes
from desktop.records.catalogue import record, records
from desktop.services.binding import best_record, bind, header_labels, name_path
from desktop.services.binding.assignment import assign
from desktop.workbook.reader import read_workbook
from desktop.workbook.recognition import recognise
from desktop.workbook.table import Column


@pytest.fixture(scope="module")
def codes(root: Path) -> Mapping[str, CodeList]:
    return load_codes(root / "resources" / "codes")


def columns(*headers: str, samples: Mapping[str, tuple[str, ...]] | None = None) -> list[Column]:
    """Columns of a header; 父/子 stands for two header rows."""
    made = []
    for number, header in enumerate(headers, start=1):
        path = tuple(header.split(">"))
        shown = (samples or {}).get(header, ())
        made.append(Column(number, chr(64 + number), path, path[-1], samples=shown))
    return made


def bound(into: str, *headers: str, purpose: str = "import") -> list[str | None]:
    table = columns(*headers)
    labels = bind(table, record(into), purpose=purpose).labels  # type: ignore[arg-type]
    return [labels.get(column.index) for column in table]


# The verbatim column sets of domain.md: (record, headers, what a careful person would fill in).
SETS = [
    (
        "企业实践",
        "序号 教师姓名 企业名称 企业锻炼类型 企业性质 开始日期 终止日期 兼职岗位 上报状态",
        "- 教师.姓名 企业.企业名称 形式 企业.企业性质 开始日期 结束日期 岗位 审批状态",
    ),
    (
        "企业实践",
        "系部 工号 姓名 性别 职称 单位名称 岗位 开始时间 结束时间",
        "教师.系部 教师.工号 教师.姓名 教师.性别 教师.职称 企业.企业名称 岗位 开始日期 结束日期",
    ),
    (
        "企业实践",
        "教工号 企业机构代码 企业性质码 在企业实践/兼职开始日期 企业实践/兼职岗位 企业所属行业码 数据采集时间",
        "教师.工号 企业.统一社会信用代码 企业.企业性质 开始日期 岗位 企业.所属行业 -",
    ),
    (
        "学员名册",
        "序号 姓名 性别 民族 文化程度 身份证号码 工种 工作单位 联系电话 原技术等级 培训等级 证书编号 家庭地址",
        "- 学员.姓名 学员.性别 学员.民族 文化程度 学员.证件号码 培训班次.培训职业 工作单位 学员.联系电话"
        " 原技术等级 培训班次.培训等级 证书编号 学员.家庭地址",
    ),
    (
        "学员名册",
        "学号 姓名 性别 证件号码 学历 工作单位 联系电话 应知 应会",
        "学员.学号 学员.姓名 学员.性别 学员.证件号码 文化程度 工作单位 学员.联系电话 理论成绩 实操成绩",
    ),
    (
        "授课记录",
        "上课日期 星期 时段 上课时间 课时 上课类型 授课教师 授课内容 上课地点",
        "日期 星期 时段 - 学时 授课形式 教师.姓名 授课内容 地点",
    ),
    (
        "培训班次",
        "培训项目名称 参加人数 培训天数 到款额 培训开始时间 培训结束时间",
        "项目名称 实到人数 天数 到账经费 开班日期 结业日期",
    ),
    (
        "培训班次",
        "培训项目(班次)名称 是否补贴性/公益性 委托(主办)单位 实际人数 人次 任课教师 培训收入(万元) 其中财政补贴(万元)",
        "项目名称 性质 委托单位.企业名称 实到人数 人次 任课教师 到账经费 财政补贴",
    ),
    (
        "考核批次",
        "证书名称 培训评价组织 等级 计划人数 报考人数 实考人数 通过人数 取证人数 通过率(%) 考核时间 考核站点 经费(万元)",
        "证书目录.证书名称 证书目录.评价组织 证书目录.等级 计划人数 报考人数 实考人数 通过人数 取证人数 通过率"
        " 考核日期 考核站点 经费",
    ),
    (
        "证书",
        "姓名 证件类型 证件号码 所在单位 职业技能等级 证书编号 发证日期 发证机构",
        "学员.姓名 学员.证件类型 学员.证件号码 学员.工作单位 证书目录.等级 证书编号 发证日期 证书目录.评价组织",
    ),
]


@pytest.mark.parametrize(("into", "headers", "fields"), SETS)
def test_the_column_sets_met_in_the_field(into: str, headers: str, fields: str) -> None:
    wanted = [None if field == "-" else field for field in fields.split()]
    assert bound(into, *headers.split(), purpose="fill") == wanted


def test_an_import_writes_no_computed_field_and_none_of_another_record() -> None:
    headers = ("教师姓名", "性别", "企业名称", "企业性质", "期间内天数", "开始日期")
    assert bound("企业实践", *headers) == ["教师.姓名", None, "企业.企业名称", None, None, "开始日期"]


def test_role_and_field_together_name_a_field() -> None:
    assert bound("考生", "考生姓名", "学生证件号码") == ["学员.姓名", "学员.证件号码"]
    assert bound("企业实践", "教师工号", "企业统一社会信用代码") == ["教师.工号", "企业.统一社会信用代码"]
    assert bound("教师", "教师姓名", "老师职称") == ["姓名", "职称"]


def test_a_label_path_names_its_field_and_no_other() -> None:
    assert bound("企业实践", "教师.姓名", "教师.工号", "企业.企业名称", "企业名称（当时）") == [
        "教师.姓名", "教师.工号", "企业.企业名称", "企业名称（当时）",
    ]  # fmt: skip
    assert bound("学员名册", "工作单位", "学员.工作单位", "学员名册.专业.专业名称", "学员.专业.专业名称") == [
        "工作单位", "学员.工作单位", "专业.专业名称", "学员.专业.专业名称",
    ]  # fmt: skip
    assert bound("考核批次", "证书目录.等级", "考核批次.证书目录.证书名称") == [
        "证书目录.等级",
        "证书目录.证书名称",
    ]


def test_the_group_says_whose_field_it_is() -> None:
    headers = ("教师>姓名", "教师>联系电话", "实践企业>名称", "实践企业>联系电话", "实践企业>性质")
    assert bound("企业实践", *headers, purpose="fill") == [
        "教师.姓名", "教师.联系电话", "企业.企业名称", "企业.联系电话", "企业.企业性质",
    ]  # fmt: skip
    assert bound("培训班次", "培训时间>起", "培训时间>止", "经费（万元）>到账金额") == [
        "开班日期",
        "结业日期",
        "到账经费",
    ]


def test_a_reference_alone_means_its_name() -> None:
    assert bound("培训班次", "委托单位（没有的填“无”）", "承办系部", "专业") == [
        "委托单位.企业名称", "承办系部", "专业.专业名称",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("into", "header"),
    [
        ("授课记录", "课酬标准（元/课时）"),
        ("考生", "学籍号"),
        ("考生", "班主任"),
        ("企业实践", "政治面貌"),
        ("教师", "宿舍号"),
        ("培训班次", "到账经费（人）"),
        ("培训班次", "学时（万元）"),
        ("企业", "法定代表人"),
    ],
)
def test_what_has_no_field_stays_unbound(into: str, header: str) -> None:
    assert bound(into, header, purpose="fill") == [None]


def test_no_field_is_given_to_two_columns() -> None:
    got = bound("学员名册", "姓名", "姓名", "学员姓名", "联系电话", "电话")
    assert [label for label in got if label] == ["学员.姓名", "学员.联系电话"]


def test_units_and_styles_of_a_form(codes: Mapping[str, CodeList]) -> None:
    table = columns("到账经费（万元）", "出生年月(198009)", "是否双师型", samples={})
    got = bind(table[:1], record("培训班次"), purpose="fill", codes=codes).bound[1]
    assert (got.unit, got.style) == ("万元", "万元")
    teacher = bind(table[1:], record("教师"), purpose="fill", codes=codes).bound
    assert teacher[2].style == "yyyyMM" and teacher[3].style == "是否"


def test_cells_speak_where_the_header_is_vague(codes: Mapping[str, CodeList]) -> None:
    samples = {"教书类别": ("专业课", "文化课", "实习指导教师")}
    table = columns("姓名", "教书类别", samples=samples)
    got = bind(table, record("教师"), codes=codes)
    assert got.labels == {1: "姓名", 2: "教师类别"}
    assert "选项" in got.bound[2].reason
    assert 2 not in bind(columns("姓名", "所任岗教师类"), record("教师"), codes=codes).bound


def test_nonsense_below_never_unbinds_a_plain_header(codes: Mapping[str, CodeList]) -> None:
    samples = {"开班日期": ("下周", "不详"), "学时": ("很多",), "项目名称": ("1", "2")}
    table = columns("项目名称", "开班日期", "学时", samples=samples)
    assert bind(table, record("培训班次"), codes=codes).labels == {1: "项目名称", 2: "开班日期", 3: "学时"}


def test_every_field_binds_under_its_own_label_and_every_writable_one_for_import() -> None:
    for into in records():
        for path in into.columns:
            if path.own and not path.field.derived and not path.field.ref:
                assert bound(into.id, path.label) == [path.label], (into.label, path.label)
            found = name_path(into.id, path.label)
            held = path.label in ("证书编号", "证书类型", "发证日期") and into.label in ("学员名册", "考生")
            assert (found is None) == (path.field.derived and not held), (into.label, path.label)


def test_reasons_are_given_for_bound_and_unbound_alike() -> None:
    got = bind(columns("序号", "培训班名称", "星座"), record("培训班次"))
    assert got.bound[2].reason == "“培训班名称”是“项目名称”的另一种叫法"
    assert 0.9 < got.bound[2].confidence <= 1.0
    assert set(got.unbound) == {1, 3} and all(got.unbound.values())


@pytest.mark.parametrize(
    ("title", "headers", "into"),
    [
        ("教师企业实践情况统计表", "教师姓名 企业名称 开始日期 结束日期 形式 考核结果", "企业实践"),
        ("社会培训情况统计表", "培训项目名称 开班日期 结业日期 学时 到账经费", "培训班次"),
        ("培训学员花名册", "姓名 性别 身份证号码 文化程度 工作单位 联系电话", "学员名册"),
        ("教职工花名册", "工号 姓名 性别 职称 系部 教师类别 身份证号码", "教师"),
        ("合作企业一览表", "企业名称 统一社会信用代码 所属行业 联系人 联系电话", "企业"),
        ("证书情况汇总表", "证书名称 评价组织 等级 考核日期 报考人数 通过人数 取证人数", "考核批次"),
        ("授课课时登记表", "上课日期 时段 授课教师 授课内容 课时", "授课记录"),
    ],
)
def test_the_record_of_an_unseen_form(title: str, headers: str, into: str) -> None:
    found = best_record(columns(*headers.split()), title=title)
    assert found is not None and found[0].label == into
    assert len(found[1].bound) == len(headers.split())


def test_the_words_of_a_header_are_offered_to_recognition() -> None:
    labels = header_labels(record("学员名册"))
    assert {"姓名", "身份证号码", "工种班次", "学员姓名"} <= set(labels)


@given(
    st.lists(
        st.dictionaries(st.sampled_from("甲乙丙丁"), st.floats(0.01, 1, allow_nan=False), max_size=4),
        max_size=4,
    )
)
def test_the_assignment_is_the_best_of_all(rows: list[dict[str, float]]) -> None:
    scores = dict(enumerate(rows))
    got = assign(scores)
    assert len(set(got.values())) == len(got)
    total = sum(scores[column][field] for column, field in got.items())
    places = [*"甲乙丙丁", *[""] * len(rows)]
    best = max(
        sum(scores[i].get(field, 0.0) for i, field in enumerate(order))
        for order in permutations(places, len(rows))
    )
    assert total == pytest.approx(best)


@pytest.mark.shared
def test_the_forms_of_the_bureau(shared: Path, codes: Mapping[str, CodeList]) -> None:
    """Columns bound as a careful person would, or to the same value by another way; none wrongly."""
    same = {"学历": "文化程度"}  # the record's label for an alias
    truth = json.loads((shared / "forms" / "bureau" / "truth.json").read_text(encoding="utf-8"))
    labels: dict[str, float] = {}
    for each in records():
        labels.update(header_labels(each, "fill"))
    right, seen, wrong = 0, 0, []
    for name, sheets in truth.items():
        for sheet in sheets:
            if sheet["layout"] != "list":
                continue
            book = read_workbook(shared / "forms" / "bureau" / name)
            table = recognise(book.sheet(sheet["sheet"]), labels)[0]  # type: ignore[arg-type]
            into = record(sheet["record"])
            got = bind(table.columns, into, purpose="fill", codes=codes).labels
            for column in table.columns:
                said = sheet["columns"].get(column.letter, {})
                allowed = {
                    _path(into.label, label, same) for label in [said.get("field"), *said.get("alt", [])]
                }
                seen += 1
                if got.get(column.index) in allowed or _own_copy(got.get(column.index), allowed):
                    right += 1
                else:
                    wrong.append((name, column.path, got.get(column.index), allowed))
    print(f"\n{right} of {seen} columns as in truth.json; the others: {wrong}")
    # 时段 is a field of 授课记录 here; 所在院系 may be 学员.专业.系部, which the candidate's own 专业 has too.
    assert {path[-1] for _, path, _, _ in wrong} <= {"时段（上午/下午/晚上）", "所在院系"}
    assert right >= 0.96 * seen


def _path(label: str, field: str | None, same: Mapping[str, str]) -> str | None:
    if field is None:
        return None
    bare = field.removeprefix(f"{label}.")
    head, _, last = bare.rpartition(".")
    last = same.get(last, last)
    return f"{head}.{last}" if head else last


def _own_copy(got: str | None, allowed: set[str | None]) -> bool:
    """专业 copied at sign-up is the trainee's 专业."""
    ways = {f"学员.{got}", f"学员.{got}.专业名称"}
    return got is not None and bool(ways & allowed)


@pytest.mark.parametrize(
    ("title", "headers", "into"),
    [
        (
            "教师五年企业实践完成情况统计表",
            "系部 工号 姓名 教师类别 入职时间 近5年累计（月） 本年实践天数 尚差月数",
            "教师",
        ),
        ("认定报名表（花名册）", "考生姓名 性别 身份证号 文化程度 工作单位 班主任 考生来源", "考生"),
        ("职业培训学员签到表", "姓名 身份证号 单位 上午 下午 备注", "学员名册"),
        ("培训经费到账明细表", "培训项目 付款单位 到账日期 到账金额（元） 资金来源 票据号", "到账"),
        (
            "1+X证书数据",
            "学校代码 证书号 专业号 发证机构编码 发证机构名称 证书名称 证书等级 鉴定地点",
            "证书",
        ),
    ],
)
def test_the_record_from_what_its_rows_must_tell(title: str, headers: str, into: str) -> None:
    found = best_record(columns(*headers.split()), title=title)
    assert found is not None and found[0].label == into


def test_a_header_that_may_as_well_be_another_field_is_left_and_both_are_named() -> None:
    binding = bind(columns("实际课时"), record("考勤"), purpose="fill")
    assert binding.bound == {}
    assert binding.unbound[1] == "像“学员名册.出勤学时”，也像“授课记录.学时”，分不清是哪一个"
