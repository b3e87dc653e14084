"""Checks before a return is handed in: the template's own rules, blank cells, the year before, full names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from desktop.core.dates import parse_window
from desktop.core.policy import Number, Pack
from desktop.records.enterprise import Enterprise
from desktop.records.training import TrainingClass
from desktop.services.office import Office
from desktop.services.returning import fill, preflight, submit
from desktop.services.returning.checks import look
from desktop.services.returning.checks_before import earlier
from desktop.services.validating import Finding
from desktop.store.find import Condition
from desktop.workbook import read_limits
from tests.services.archive_office import FORM, YEAR, change, demo_office, ids, insert, small_office

TOML = """name = "限制表"
layout = "list"
record = "培训班次"
sort = ["开班日期"]
checks = ["必填"]

[[sheet]]
name = "表一"
header_rows = [2, 2]
first_row = 3
last_row = 4
required = ["E"]
[sheet.columns]
A = "项目名称"
B = "实到人数"
C = "培训对象"
D = "开班日期"
E = "计划人数"
F = "结业人数"
[sheet.cells]
B1 = {field = "学校.填报人"}
C1 = {field = "学校.学校名称"}
"""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    made = small_office(tmp_path)
    yield made
    made.ledger.close()


def with_rules(office: Office, folder: Path, *rules: DataValidation) -> Office:
    """A form whose template has these validation rules; 汽车维修工 3 人 of 5, 急救 120 人 of none."""
    home = folder / "forms" / "limits"
    home.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表一"
    for column, head in enumerate(("项目", "实到", "对象", "开班", "计划", "*结业"), 1):
        sheet.cell(2, column, head)
    for rule in rules:
        sheet.add_data_validation(rule)
    book.save(home / "template.xlsx")
    (home / "form.toml").write_text(TOML, encoding="utf-8")
    return replace(office, forms_dir=folder / "forms")


def rule(
    kind: str, where: str, operator: str = "between", one: object = None, two: object = None
) -> DataValidation:
    made = DataValidation(
        type=kind, operator=operator, formula1=one, formula2=two, allow_blank=True, showErrorMessage=True
    )
    made.add(where)
    return made


def template_findings(office: Office) -> list[Finding]:
    return [each for each in preflight(office, "限制表", YEAR) if each.rule == "模板的有效性"]


@pytest.mark.parametrize(
    ("made", "cell", "said"),
    [
        (rule("list", "C3:C4", one='"企业职工,农民工"'), "C4", "“社区居民”不在模板的下拉列表里"),
        (rule("whole", "B3:B4", "between", 1, 100), "B4", "应在 1 到 100 之间"),
        (rule("whole", "B3:B4", "lessThanOrEqual", 3), "B4", "应不大于 3"),
        (rule("decimal", "B3:B4", "greaterThan", 3), "B3", "应大于 3"),
        (rule("textLength", "A3:A4", "lessThan", 8), "A3", "字数超出模板的限定：应小于 8"),
        (rule("date", "D3:D4", "greaterThanOrEqual", 45992), "D3", "应不小于 2025-12-01"),
        (rule("whole", "B3:B4", "lessThan", "$E$3"), "B4", "应小于 5"),
        (rule("whole", "A3:A4", "greaterThan", 0), "A3", "不是整数"),
    ],
)  # fmt: skip
def test_the_templates_own_rules(
    small: Office, tmp_path: Path, made: DataValidation, cell: str, said: str
) -> None:
    found = template_findings(with_rules(small, tmp_path, made))
    hit = next(each for each in found if each.cell == cell)
    assert said in hit.sentence
    assert (hit.severity, hit.sheet) == ("error", "表一")
    assert hit.title in ("汽车维修工（四级）培训班", "社区急救讲座")
    assert hit.row_id is not None


def test_rules_that_hold_or_cannot_be_told_say_nothing(small: Office, tmp_path: Path) -> None:
    rules = (
        rule("list", "C3:C4", one='"企业职工,社区居民"'),
        rule("whole", "B3:B4", "between", 1, 200),
        rule("whole", "E3:E4", "equal", 5),  # the second is blank
        rule("custom", "F3:F4", one="ISNUMBER(F3)"),
        rule("whole", "B3:B4", "lessThan", "MAX(E3:E4)"),
    )
    assert template_findings(with_rules(small, tmp_path, *rules)) == []


def test_a_rule_that_excel_only_mentions_is_a_warning(small: Office, tmp_path: Path) -> None:
    made = rule("whole", "B3:B4", "lessThan", 3)
    made.errorStyle = "warning"
    found = template_findings(with_rules(small, tmp_path, made))
    assert {each.severity for each in found} == {"warning"}


def test_rules_follow_the_rows_put_in(small: Office, tmp_path: Path) -> None:
    """The third class stands below the template's two rows, and its rule with it."""
    insert(
        small,
        "再加一班",
        TrainingClass,
        title="第三班",
        start=date(2026, 5, 1),
        end=date(2026, 5, 2),
        actual=999,
    )
    found = template_findings(with_rules(small, tmp_path, rule("whole", "B3:B4", "lessThan", 500)))
    assert [(each.cell, each.title) for each in found] == [("B5", "第三班")]


def test_required_columns_and_blank_cells(small: Office, tmp_path: Path) -> None:
    found = preflight(with_rules(small, tmp_path), "限制表", YEAR)
    must = [(each.cell, each.severity) for each in found if each.rule == "必填" and each.sheet == "表一"]
    assert must == [("E4", "error"), ("F4", "error")]  # form.toml's own, and the starred header
    (blank,) = [each for each in found if each.rule == "空白单元格"]
    assert (blank.cell, blank.severity, blank.record, blank.path) == ("B1", "warning", "school", "填报人")
    assert blank.row_id == small.ledger.school_id


def test_limits_of_every_shipped_form_are_read(small: Office) -> None:
    """The lists of 2006 and their contents on hidden sheets."""
    limits = read_limits(small.forms_dir / "practice_statistics" / "template.xlsx")["统计表"]
    assert [limit.kind for limit in limits] == ["list"] * len(limits)
    assert all(limit.choices and limit.strict for limit in limits)
    assert any("正高级讲师" in limit.choices for limit in limits)


# -- the year before -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "before"),
    [
        ("2026", "2025"),
        ("2025学年", "2024-2025学年"),
        ("2026Q1", "2025Q1"),
        ("2026上半年", "2025上半年"),
        ("2025学年第二学期", "2024-2025学年第二学期"),
        ("2024-02-29..2024-12-31", "2023-02-28..2023-12-31"),
    ],
)
def test_the_window_of_the_year_before(window: str, before: str) -> None:
    assert earlier(parse_window(window)).label == before


def test_figures_that_leapt_are_named_first_from_the_ledger_then_from_what_was_handed_in(
    tmp_path: Path,
) -> None:
    office = demo_office(tmp_path)
    from_ledger = [each for each in preflight(office, FORM, YEAR) if each.rule == "与上年相比"]
    assert [(each.severity, each.path) for each in from_ledger] == [("hint", "取证人数")]
    told = re.search(r"台账里上年的 (\d+) 增加 ([\d.]+)%，超过 50%", from_ledger[0].sentence)
    assert told is not None
    past = parse_window("2024学年")
    submit(office, FORM, past, to="市教育局", via="电子邮件", reason="往年补录")
    # The ledger of the year before changes: what was handed in still is what the bureau has.
    for row_id in ids(office, "training_class", Condition("结业日期", "<=", past.end)):
        change(office, "改往年", TrainingClass, row_id, certified=0)
    (found,) = [each for each in preflight(office, FORM, YEAR) if each.rule == "与上年相比"]
    assert (found.severity, found.sheet) == ("warning", "统计表")
    assert f"上年报送的 {told[1]} 增加 {told[2]}%，超过 50%" in found.sentence
    assert found.cell.startswith("P")
    office.ledger.close()


def test_how_much_is_a_leap_is_a_setting(tmp_path: Path) -> None:
    office = demo_office(tmp_path)

    def leaps(percent: int) -> int:
        number = Number("returns.change_percent", Decimal(percent), "x")
        own = replace(office, packs=(*office.packs, Pack("测试", "测试", "测试", numbers=(number,))))
        return sum(each.rule == "与上年相比" for each in preflight(own, FORM, YEAR))

    assert leaps(0) == 0
    assert leaps(1) > leaps(50) == 1 > leaps(500) == 0
    office.ledger.close()


# -- full names, places, the whole ---------------------------------------------------------------------


def test_short_and_former_names(small: Office) -> None:
    first, second = ids(small, "training_class")[-2:]
    insert(small, "加企业", Enterprise, name="吉林化纤集团有限责任公司", former_name="吉林化学纤维厂")
    change(small, "主办", TrainingClass, first, host="吉林化学纤维厂")
    change(small, "主办", TrainingClass, second, host="化纤集团")
    found = {
        each.row_id: each.sentence
        for each in look(small, "培训班次", parse_window("2020-01-01..2030-12-31"))
        if each.rule == "单位全称"
    }
    assert "是曾用名，现在登记的全称是“吉林化纤集团有限责任公司”" in found[first]
    assert "像是简称，登记的全称是“吉林化纤集团有限责任公司”" in found[second]


def test_a_short_name_of_two_is_nobodys(small: Office) -> None:
    (first, *_) = ids(small, "training_class")
    for name in ("吉林化纤集团有限责任公司", "吉林化纤股份有限公司"):
        insert(small, "加企业", Enterprise, name=name)
    change(small, "主办", TrainingClass, first, host="吉林化纤")
    window = parse_window("2020-01-01..2030-12-31")
    assert [each for each in look(small, "培训班次", window) if each.rule == "单位全称"] == []


def test_a_finding_of_the_ledger_stands_at_its_cell(small: Office, tmp_path: Path) -> None:
    """The typed figure disagrees with the roster: the finding points to the cell that shows it."""
    found = fill(small, FORM, YEAR, tmp_path / "表.xlsx").checks
    hit = next(each for each in found if each.rule == "与名册不符" and each.path == "实到人数")
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx")[hit.sheet]
    assert sheet[hit.cell].value == 3
    assert sheet[f"B{hit.cell[1:]}"].value == hit.title == "汽车维修工（四级）培训班"


def test_every_finding_has_a_severity_a_place_and_a_sentence(tmp_path: Path) -> None:
    office = demo_office(tmp_path)
    found = preflight(office, FORM, YEAR)
    order = [each.severity for each in found]
    assert order == sorted(order, key=("error", "warning", "hint").index)
    assert found
    for each in found:
        assert each.sheet == "统计表" and each.cell and each.where and each.sentence.endswith("。")
        assert each.row_id is None or each.title
    office.ledger.close()
