"""Findings before a return is handed in: each rule on rows that break it and on rows that do not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop import compose
from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.services.office import Office
from desktop.services.saving import save_many
from desktop.services.validating import Finding, check
from desktop.store.act import act

YEAR = parse_window("2026")
CLASS: dict[str, Any] = {
    "项目名称": "好班", "开班日期": date(2026, 3, 1), "结业日期": date(2026, 3, 9), "培训类型": "讲座咨询",
    "面向": "社会", "培训对象": "老年人", "性质": "公益性", "学时": 8, "实到人数": 10,
}  # fmt: skip

Write = Callable[..., list[int]]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = compose.open_office(
        str(tmp_path / "台账.zhijiao"), create=("3122000999", "某校"), today=date(2026, 11, 24)
    )
    yield made
    made.ledger.close()


@pytest.fixture
def write(office: Office) -> Write:
    """Writes rows of a record."""

    def rows(record: str, *values: dict[str, Any]) -> list[int]:
        with act(office.ledger, "测试数据") as s:
            outcomes = save_many(s, office, record, values)
        assert not any(each.refused for each in outcomes), outcomes
        return [each.id or 0 for each in outcomes]

    return rows


def said(found: list[Finding]) -> list[tuple[str, str, str]]:
    return [(each.severity, each.rule, each.path) for each in found]


def test_a_good_class_has_no_findings(office: Office, write: Write) -> None:
    write("培训班次", CLASS)
    assert check(office, "培训班次", YEAR) == []
    assert check(office, "职业培训情况统计表", YEAR) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"学时": None}, ("error", "必填", "学时")),
        ({"性质": None}, ("error", "必填", "性质")),
        ({"性质": "半公益"}, ("error", "代码不在列表", "性质")),
        ({"结业人数": 11}, ("error", "关系式", "结业人数")),
        ({"结业人数": 5, "取证人数": 6}, ("error", "关系式", "取证人数")),
        ({"开班日期": date(2026, 3, 10)}, ("error", "关系式", "开班日期")),
        ({"财政补贴": 200, "到账经费": 100}, ("warning", "关系式", "财政补贴")),
        ({"计划人数": -1}, ("error", "数值为负", "计划人数")),
        ({"学时": 9000}, ("warning", "数值过大", "学时")),
        ({"实到人数": None}, ("warning", "没有人数", "实到人数")),
    ],
)
def test_a_class_with_one_fault(
    office: Office, write: Write, change: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    (row,) = write("培训班次", CLASS | change)
    for target in ("培训班次", "职业培训情况统计表"):
        found = check(office, target, YEAR)
        assert said(found) == [expected], target
        assert found[0].row_id == row
        assert found[0].record == "training_class"
        assert found[0].where == f"培训班次「好班」{expected[2]}"
        assert found[0].sentence.endswith("。")


def test_only_rows_of_the_window_are_checked(office: Office, write: Write) -> None:
    write("培训班次", CLASS | {"学时": None})
    assert check(office, "培训班次", parse_window("2025")) == []
    assert said(check(office, "培训班次")) == [("error", "必填", "学时")]


def test_a_number_typed_beside_a_roster_must_agree(office: Office, write: Write) -> None:
    write("培训班次", CLASS | {"实到人数": 2})
    write(
        "学员名册", *({"培训班次.项目名称": "好班", "学员.姓名": name, "状态": "结业"} for name in "甲乙丙")
    )
    found = check(office, "培训班次", YEAR)
    assert said(found) == [("warning", "与名册不符", "实到人数")]
    assert "是 2，按名册、证书或到账统计是 3" in found[0].sentence


def test_two_classes_with_one_title_and_day(office: Office, write: Write) -> None:
    write("培训班次", CLASS | {"班次编号": "1"}, CLASS | {"班次编号": "2"})
    assert said(check(office, "培训班次", YEAR)) == [("error", "重复", "项目名称")] * 2


def test_identity_numbers_phones_and_other_documents(office: Office, write: Write) -> None:
    write("培训班次", CLASS | {"实到人数": None})
    base = {"培训班次.项目名称": "好班", "状态": "结业"}
    write(
        "学员名册",
        base | {"学员.姓名": "甲", "学员.证件号码": "220202198001010018", "学员.联系电话": "13812345678"},
        base | {"学员.姓名": "乙", "学员.证件号码": "220202198001010019"},
        base | {"学员.姓名": "丙", "学员.证件号码": "22020219800101001"},
        base | {"学员.姓名": "丁", "学员.证件号码": "220203199902290003"},
        base | {"学员.姓名": "戊", "学员.证件类型": "护照", "学员.证件号码": "E12345678"},
        base | {"学员.姓名": "己", "学员.联系电话": "1381234567"},
    )
    found = check(office, "培训学员实名制花名册", YEAR)
    assert {(each.where, each.rule) for each in found} == {
        ("学员名册「乙」学员.证件号码", "身份证校验位"),
        ("学员名册「丙」学员.证件号码", "身份证位数"),
        ("学员名册「丁」学员.证件号码", "身份证生日"),
        ("学员名册「己」学员.联系电话", "电话位数"),
    }
    assert not any("2202021980" in each.sentence for each in found), "no full number in a sentence"


def test_one_person_in_two_classes_at_once(office: Office, write: Write) -> None:
    later = {"项目名称": "晚班", "开班日期": date(2026, 3, 9), "结业日期": date(2026, 3, 20)}
    after = {"项目名称": "下一班", "开班日期": date(2026, 3, 21), "结业日期": date(2026, 3, 22)}
    write("培训班次", CLASS, CLASS | later, CLASS | after)
    person = {"学员.姓名": "甲", "学员.证件号码": "220202198001010018", "状态": "结业"}
    write("学员名册", *(person | {"培训班次.项目名称": title} for title in ("好班", "晚班", "下一班")))
    found = [each for each in check(office, "学员名册", YEAR) if each.rule == "班次重叠"]
    assert [each.sentence for each in found] == ["同时在「好班」学习，两个班次的日期重叠，请核对。"]


def test_an_exam_of_a_scheme_that_has_ended(office: Office, write: Write) -> None:
    """X证书 until 2025-12-31 (人社厅函〔2025〕154号); a certificate of an earlier exam may come later."""
    write("证书目录", {"方案": "X证书", "证书名称": "Web前端开发", "等级": "初级", "评价组织": "工信部"})
    batch = {"证书目录.证书名称": "Web前端开发"}
    write(
        "考核批次",
        batch | {"批次号": "旧", "考核日期": date(2025, 12, 20)},
        batch | {"批次号": "新", "考核日期": date(2026, 1, 20)},
    )
    found = check(office, "考核批次", YEAR)
    assert [(each.severity, each.where) for each in found] == [("warning", "考核批次「新」证书目录.方案")]
    assert "有效期至 2025-12-31" in found[0].sentence
    person = {"学员.姓名": "甲", "学员.证件号码": "220202198001010018"}
    (candidate,) = write("考生", person | {"考核批次.批次号": "旧"})
    issued = {"证书编号": "X1", "考生": candidate, "发证日期": date(2026, 2, 1)}
    write("证书", person | {"证书目录.证书名称": "Web前端开发"} | issued)
    assert [each for each in check(office, "证书", YEAR) if each.rule == "代码已停用"] == []


def test_a_certificate_number_against_its_year_and_level(office: Office, write: Write) -> None:
    write(
        "证书目录",
        {"方案": "职业技能等级证书", "证书名称": "焊工", "等级": "四级/中级工", "评价组织": "某站"},
    )
    base = {"证书目录.证书名称": "焊工", "发证日期": date(2026, 2, 1)}
    good, year, level = "S000022000001264000001", "S000022000001254000002", "S000022000001263000003"
    write("证书", *(base | {"证书编号": n, "学员.姓名": n[-1]} for n in (good, year, level, "短号")))
    found = check(office, "证书", YEAR)
    assert {(each.where, each.rule) for each in found} == {
        (f"证书「{year}」证书编号", "证书编号年份"),
        (f"证书「{level}」证书编号", "证书编号等级"),
        ("证书「短号」证书编号", "证书编号格式"),
    }


def test_an_unknown_name_is_refused(office: Office) -> None:
    with pytest.raises(UserError, match="没有叫「某表」的报表"):
        check(office, "某表", YEAR)


def test_errors_come_first(office: Office, write: Write) -> None:
    write("培训班次", CLASS | {"学时": None, "实到人数": None}, CLASS | {"项目名称": "乙班", "结业人数": 99})
    severities = [each.severity for each in check(office, "培训班次", YEAR)]
    assert severities == sorted(severities, key=["error", "warning", "hint"].index)
    assert len(severities) == 3


def test_a_lesson_held_by_somebody_from_outside_lacks_no_teacher(office: Office, write: Write) -> None:
    write("培训班次", CLASS)
    lesson = {"培训班次.项目名称": "好班", "培训班次.开班日期": date(2026, 3, 1), "日期": date(2026, 3, 2)}
    write("授课记录", lesson | {"外聘教师": "田工程师", "学时": 4})
    assert check(office, "授课记录", YEAR) == []
