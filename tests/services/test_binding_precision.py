"""A wrong number is worse than a blank: lists that are of no record, headers that mean something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.compose import program_folder
from desktop.core.codes import load_codes
from desktop.services.binding import best_record
from desktop.services.binding.columns import PlainColumn

CODES = load_codes(Path(program_folder()) / "resources" / "codes")


def understood(title: str, header: str) -> tuple[str | None, dict[str, str]]:
    """The record and, by header, what is bound; a/b is b under a, figures with what narrows them."""
    paths = [tuple(each.split("/")) for each in header.split()]
    columns = [PlainColumn(at, path) for at, path in enumerate(paths, 1)]
    found = best_record(columns, title=title, codes=CODES)
    if found is None:
        return None, {}
    own, binding = found
    said = {"/".join(columns[at - 1].path): each.label for at, each in binding.bound.items()}
    for at, each in binding.figures.items():
        narrowed = "、".join(f"{one.path}={one.value}" for one in each.where)
        said["/".join(columns[at - 1].path)] = f"{each.label}|{narrowed}|{each.window}"
    return own.label, said


@pytest.mark.parametrize(
    ("title", "header"),
    [
        ("1+X证书考点考务人员名单", "姓名 单位 职务 联系电话 身份证号 分工"),
        ("学员考勤表", "姓名 考勤记录/第1天 考勤记录/第2天 出勤率 备注"),
        ("职业培训分月台账", "月份 班次 人次 学时 人学时 收入"),
        ("家长联系表", "姓名 联系电话 工作单位"),
    ],
)
def test_lists_of_no_record(title: str, header: str) -> None:
    assert understood(title, header) == (None, {})


@pytest.mark.parametrize(
    ("title", "header", "record", "wrong"),
    [
        ("双师型教师统计表", "姓名 性别 职称 双师类型", "教师", "双师类型"),
        ("培训经费到账表", "班次名称 到账日期 到账金额 付款单位", "到账", "付款单位"),
        ("培训学员成绩册", "姓名 理论成绩 实操成绩 补考成绩/理论 补考成绩/实操", "学员名册", "补考成绩/理论"),
        ("在校学生培训报名表", "姓名 性别 报名班次 班主任", "学员名册", "班主任"),
        ("教师授课情况表", "日期 任课教师 课程 课时 地点", "授课记录", ""),
        ("社会培训统计表", "项目名称 开班日期 结业日期 取证人数/2024年", "培训班次",
         "取证人数/2024年"),
        ("教师名册", "姓名 工号 参加工作时间 职称", "教师", "参加工作时间"),
    ],
)  # fmt: skip
def test_what_is_left_alone(title: str, header: str, record: str, wrong: str) -> None:
    own, said = understood(title, header)
    assert own == record and wrong not in said
    assert len(said) >= 3 and (record != "授课记录" or said["课程"] == "授课内容")


@pytest.mark.parametrize(
    ("title", "header", "record", "column", "meant"),
    [
        ("培训班次统计表", "项目名称 开班日期 人数/男 人数/女", "培训班次", "人数/女",
         "实到人数|学员.性别=2|"),
        ("培训班次统计表", "项目名称 开班日期 培训人数 其中：退役军人", "培训班次", "其中：退役军人",
         "实到人数|培训对象=退役军人|"),
        ("培训班次统计表", "项目名称 开班日期 总学时 其中：理论", "培训班次", "其中：理论", "理论学时"),
        ("证书考核统计表", "批次号 考核日期 参考人数/合计 参考人数/男生", "考核批次", "参考人数/男生",
         "实考人数|学员.性别=1|"),
        ("证书考核统计表", "批次号 考核日期 获证人数/毕业年级 获证人数/社会人员", "考核批次",
         "获证人数/社会人员",
         "取证人数|考生来源=社会人员|"),
        ("教师企业实践天数表", "姓名 工号 实践天数/2024年 实践天数/2025年", "教师", "实践天数/2025年",
         "认可天数||2025年"),
        ("各系部培训情况表", "系部 班次 人次", "系部", "班次", "班次数||"),
        ("培训班次统计表", "项目名称 开班/年 开班/月 学时", "培训班次", "开班/月", "开班日期"),
        ("学员报名表", "姓名 准考证号 考核日期 新考/补考", "考生", "新考/补考", "考试性质"),
    ],
)  # fmt: skip
def test_figures_and_parts(title: str, header: str, record: str, column: str, meant: str) -> None:
    own, said = understood(title, header.replace("新考/补考", "新考／补考") if "新考" in column else header)
    said = {each.replace("／", "/"): label for each, label in said.items()}
    assert (own, said.get(column)) == (record, meant)
