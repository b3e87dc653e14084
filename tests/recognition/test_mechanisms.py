"""What is read beyond words: plain words before a name, units, kinds, cells; and what must not be read so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from desktop.core.codes import CodeList, load_codes
from desktop.records.catalogue import record
from desktop.services.binding import best_record, bind
from desktop.services.binding.columns import PlainColumn
from desktop.services.binding.names import Purpose

Codes = Mapping[str, CodeList]


@pytest.fixture(scope="module")
def codes(root: Path) -> Codes:
    return load_codes(root / "resources" / "codes")


def columns(text: str, samples: Sequence[tuple[str, ...]] = ()) -> list[PlainColumn]:
    """a;b/c as columns, with what stands below them."""
    below = [*samples, *[()] * 40]
    return [
        PlainColumn(at, tuple(header.split("/")), samples=below[at - 1], running_number=header == "序号")
        for at, header in enumerate(text.split(";"), 1)
    ]


def meant(
    headers: str,
    into: str,
    codes: Codes,
    *,
    title: str = "",
    samples: Sequence[tuple[str, ...]] = (),
    purpose: Purpose = "fill",
) -> dict[str, str]:
    """Header → field, of those that are bound."""
    made = columns(headers, samples)
    binding = bind(made, record(into), purpose=purpose, codes=codes, title=title)
    return {"/".join(c.path): binding.bound[c.index].label for c in made if c.index in binding.bound}


def test_plain_words_before_a_name_change_nothing(codes: Codes) -> None:
    assert meant("教师姓名;去往企业;去往岗位;出发日期;核销金额（元）", "practice", codes) == {
        "教师姓名": "教师.姓名",
        "去往企业": "企业.企业名称",
        "去往岗位": "岗位",
        "出发日期": "开始日期",
        "核销金额（元）": "金额",
    }
    told = meant("教师姓名;变动后职称;变动后院系;现状态", "teacher_status", codes)
    assert (told["变动后职称"], told["变动后院系"], told["现状态"]) == ("职称", "系部", "在岗状态")


@pytest.mark.parametrize(
    ("header", "into", "title"),
    [
        ("备案部门", "training_class", "培训班备案表"),  # where it was handed in
        ("支出金额", "receipt", "经费收支明细"),  # not what came
        ("发放金额", "practice", "实践补助发放表"),
        ("申请天数", "practice", "企业实践申请表"),  # not those that were recognised
        ("审批日期", "exam_batch", "考核审批表"),
        ("所学专业", "teacher", "教师信息表"),
        ("调查人数", "training_class", "学员满意度调查表"),
        ("预计收入", "training_class", "培训计划表"),
        ("原部门", "teacher", "教师变动表"),
    ],
)
def test_words_that_make_it_another_thing(header: str, into: str, title: str, codes: Codes) -> None:
    assert header not in meant(f"序号;{header}", into, codes, title=title)


def test_a_record_s_only_field_of_a_kind_goes_by_the_kind(codes: Codes) -> None:
    told = meant("班次名称;资金到位/日期;资金到位/金额（元）;资金到位/渠道", "receipt", codes)
    assert list(told.values()) == ["培训班次.项目名称", "日期", "金额", "来源"]
    assert meant("免修开始;免修结束;免修事由", "teacher_exemption", codes) == {
        "免修开始": "起",
        "免修结束": "止",
        "免修事由": "原因",
    }
    assert "劳动关系/起" not in meant("教师姓名;劳动关系/起;劳动关系/止", "practice", codes)


def test_groups_called_after_somebody_are_walls(codes: Codes) -> None:
    headers = "培训班名称;监管人员/姓名;监管人员/电话;带教师傅/姓名"
    assert meant(headers, "enrolment", codes) == {"培训班名称": "培训班次.项目名称"}
    told = meant("姓名;接收企业/名称;接收企业/手机;个人信息/身份证号", "practice", codes)
    assert told["接收企业/手机"] == "企业.联系电话"
    assert told["个人信息/身份证号"] == "教师.证件号码"


def test_cells_say_what_a_bare_word_does_not(codes: Codes) -> None:
    days, counts = ("2025-03-01", "2025-04-02"), ("30", "45")
    told = meant(
        "项目名称;结业;实际报到", "training_class", codes, purpose="import", samples=[(), days, counts]
    )
    assert (told["结业"], told["实际报到"]) == ("结业日期", "实到人数")
    samples = [("张三", "李四"), ("机电工程系", "同上"), ("男", "女")]
    told = meant("姓名;系;男／女", "teacher", codes, purpose="import", samples=samples)
    assert told == {"姓名": "姓名", "系": "系部", "男／女": "性别"}


def test_cells_do_not_claim_what_the_header_denies(codes: Codes) -> None:
    samples = [("张三", "李四"), ("机电工程系", "财经系"), ("江城机械厂", "松江食品公司")]
    told = meant("姓名;原系部;单位及电话", "teacher", codes, purpose="import", samples=samples)
    assert told == {"姓名": "姓名"}


@pytest.mark.parametrize(
    ("title", "headers", "wanted"),
    [
        ("补贴性培训开班申请汇总表", "申请单位;班期编号;工种;级别;班级名称;监管人员/姓名", "training_class"),
        ("专家送教上门授课统计", "时间;时段;授课专家;讲座主题;学时;地点;所属培训班", "lesson"),
        ("教师企业实践免修审批汇总", "教师;职工号;免修开始;免修结束;免修事由", "teacher_exemption"),
        ("高素质农民学员档案表", "姓名;性别;身份证号;民族;文化程度;手机号", "student"),
        ("农民培训资金到位台账", "班次名称;开班日期;资金到位/日期;资金到位/金额;资金到位/渠道", "receipt"),
        ("全省学校名录核对表", "学校标识码;学校名称;办学类型;举办单位;学校详细地址", "school"),
        ("社会人员鉴定缴费清单", "姓名;身份证号;鉴定工种;级别;缴费日期", "candidate"),
        ("设备采购清单", "项目;数量;金额;来源;日期;状态", ""),
        ("外聘教师信息备案表", "姓名;性别;身份证号;工作单位;联系电话", ""),
        ("会议签到表", "姓名;单位;职务;电话", ""),
        ("毕业班学生考证情况统计表", "班级;学生人数;报名人数;通过人数;班主任", ""),
    ],
)
def test_whose_rows_they_are(title: str, headers: str, wanted: str, codes: Codes) -> None:
    found = best_record(columns(headers), title=title, codes=codes)
    assert (found[0].id if found is not None else "") == wanted


def test_a_class_named_above_the_list_makes_it_a_roster(codes: Codes) -> None:
    made = columns("学员姓名;性别;证件号;民族;移动电话")
    alone = best_record(made, title="学员个人档案表", codes=codes)
    below = best_record(made, title="学员信息采集表", codes=codes, heads=["所在班次"])
    assert alone is not None and alone[0].id == "student"
    assert below is not None and below[0].id == "enrolment"
