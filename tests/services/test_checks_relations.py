"""栏目关系式: what can be written, what is read from a form's printed notes, what does not hold where."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from desktop.core.errors import UserError
from desktop.services.office import Office
from desktop.services.returning import form, preflight
from desktop.services.returning.loading import load_form
from desktop.services.returning.relations import parse_relations, printed_relations
from desktop.services.validating import Finding
from tests.services.archive_office import YEAR, small_office

TOML = """name = "关系表"
layout = "list"
record = "培训班次"
sort = ["开班日期"]
checks = ["必填"]

[[sheet]]
name = "表一"
header_rows = [2, 2]
first_row = 4
last_row = 5
[sheet.columns]
A = "项目名称"
B = "计划人数"
C = "实到人数"
D = "结业人数"
[sheet.cells]
E1 = {field = "学校.填报人"}
"""


@pytest.mark.parametrize(
    ("text", "kinds", "op"),
    [
        ("(1)=(2)+…+(7)", ["printed"] * 7, "="),
        ("（6）≥（8）+（13）", ["printed"] * 3, ">="),
        ("第3列≤第1列-第2列", ["printed"] * 3, "<="),
        ("01行=02行+...+05行", ["line"] * 5, "="),
        ("合计(M) ≠ 合计(N)", ["total", "total"], "!="),
        ("统计!C5 <= SUM(B5:B9)", ["cell", "cell"], "<="),
        ("合计(O) = 台账.培训班次.人次", ["total", "ledger"], "="),
        ("「另一张表」.合计(C) = 上年.合计(C)", ["total", "total"], "="),
        ("M >= 0.5", ["column", "number"], ">="),
    ],
)
def test_what_can_be_written(text: str, kinds: list[str], op: str) -> None:
    (made,) = parse_relations(text)
    assert [term.kind for term in made.terms] == kinds
    assert made.op == op


@pytest.mark.parametrize("text", ["学时不多", "(7)=(2)+…+(1)", "达标率=达标人数÷教师数", "A+", "=B"])
def test_what_is_no_relation(text: str) -> None:
    with pytest.raises(ValueError):
        parse_relations(text)


def test_a_chain_is_its_links_and_a_difference_is_signed() -> None:
    assert [each.that for each in parse_relations("(3)≥(8)≥(9)")] == ["(3) ≥ (8)", "(8) ≥ (9)"]
    (made,) = parse_relations("A=B-C")
    assert [(term.sign, term.ref) for term in made.right] == [(1, "B"), (-1, "C")]


def test_notes_are_read_and_what_is_not_understood_is_left_out() -> None:
    notes = [
        "填表说明：1.取证人数不大于结业人数，结业人数不大于实际人数。2.日期填写格式为 2025-09-01。",
        "栏目关系：第1行=第2行+…+第13行；（3）≥（8）≥（9）。人均天数=总天数÷专任教师数；1=2+3；5=5",
    ]
    found = {each.that: each.severity for each in printed_relations(notes)}
    assert found == {
        "取证人数 ≤ 结业人数": "warning",
        "结业人数 ≤ 实际人数": "warning",
        "第1行 = 第2行+…+第13行": "error",
        "(3) ≥ (8)": "error",
        "(8) ≥ (9)": "error",
        "1 = 2+3": "error",
    }


@pytest.mark.shared
def test_the_notes_of_a_real_form(shared: Path) -> None:
    file = next((shared / "forms" / "bureau").glob("39_*.xlsx"))
    notes = [str(c.value) for row in openpyxl.load_workbook(file).worksheets[0].iter_rows() for c in row]
    assert [each.that for each in printed_relations([n for n in notes if not n.startswith("=")])] == [
        "第1行 = 第2行+…+第13行",
        "(3) ≥ (8)",
        "(8) ≥ (9)",
    ]


# -- held against a filled form ----------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """The small ledger with a form of the test's own: 计划 5 and none, 实到 3 and 120, 结业 2 and none."""
    made = small_office(tmp_path)
    folder = tmp_path / "forms" / "sample"
    folder.mkdir(parents=True)
    template(folder / "template.xlsx")
    (folder / "form.toml").write_text(TOML, encoding="utf-8")
    shutil.copytree(made.forms_dir / "training_statistics", tmp_path / "forms" / "training_statistics")
    yield replace(made, forms_dir=tmp_path / "forms")
    made.ledger.close()


def template(file: Path, note: str = "") -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "表一"
    sheet["A1"] = "关系表"
    for column, (head, number) in enumerate(
        zip(("项目", "计划", "实到", "结业"), range(1, 5), strict=True), 1
    ):
        sheet.cell(2, column, head)
        sheet.cell(3, column, number)
    sheet["A6"] = "合计"
    for letter in "BCD":
        sheet[f"{letter}6"] = f"=SUM({letter}4:{letter}5)"
    sheet["A7"] = note or "说明"
    book.save(file)


def relation_findings(office: Office, that: str, more: str = "") -> list[Finding]:
    file = office.forms_dir / "sample" / "form.toml"
    file.write_text(f'{TOML}\n[[check]]\nthat = "{that}"\nsay = "应当相符"\n{more}\n', encoding="utf-8")
    return [each for each in preflight(office, "关系表", YEAR) if each.rule == "栏目关系式"]


@pytest.mark.parametrize(
    ("that", "cells"),
    [
        ("C <= B", []),  # of the class without a plan nothing can be said
        ("C >= 100", ["C4"]),
        ("(3) >= (4)+1", []),
        ("(3) = (4)", ["C4"]),
        ("合计(C) = 123", []),
        ("合计(C) = 124", ["C6"]),
        ("合计((3)) ≠ 123", ["C6"]),
        ("C6 = SUM(C4:C5)", []),
        ("B6 = C6", ["B6"]),
        ("合计(C) = 台账.培训班次.人次", []),
        ("合计(D) = 台账.培训班次.人次", ["D6"]),
        ("合计(C) = 「职业培训情况统计表」.合计(M)", []),
        ("合计(C) ≠ 「职业培训情况统计表」.合计(M)", ["C6"]),
        ("合计(C) <= 上年.合计(C)", []),  # the year before has no class
    ],
)
def test_relations_hold_or_are_found_at_their_cell(office: Office, that: str, cells: list[str]) -> None:
    assert [each.cell for each in relation_findings(office, that)] == cells


def test_a_finding_says_what_stands_against_what_and_where(office: Office) -> None:
    (found,) = relation_findings(office, "C >= 100", 'severity = "warning"')
    assert (found.severity, found.sheet, found.cell) == ("warning", "表一", "C4")
    assert found.sentence == "应当相符（3 对 100），请核对。"
    assert found.title == "汽车维修工（四级）培训班"
    assert found.where == "「表一」C4 实到"
    assert (found.record, found.path) == ("training_class", "实到人数")
    assert found.row_id is not None


def test_a_printed_relation_is_held_too(office: Office) -> None:
    template(office.forms_dir / "sample" / "template.xlsx", "栏目关系：(2)≥(3)；结业不大于实到；(4)=(3)+(9)")
    found = [each for each in preflight(office, "关系表", YEAR) if each.rule == "栏目关系式"]
    assert found == []
    template(office.forms_dir / "sample" / "template.xlsx", "栏目关系：(2)=(3)+(4)+(3)；实到不大于结业")
    found = [each for each in preflight(office, "关系表", YEAR) if each.rule == "栏目关系式"]
    assert [(each.severity, each.cell) for each in found] == [("error", "B4"), ("warning", "C4")]


@pytest.mark.parametrize(
    ("that", "said"),
    [
        ("合计(C) 约等 3", "应写成关系式"),
        ("实际到场 <= 合计(C)", "没有叫「实际到场」的字段"),
        ("合计(C) = 台账.培训班.人次", "没有叫「培训班」的台账"),
        ("(9)=(2)+…+(1)", "关系式看不懂"),
    ],
)
def test_a_mistake_is_named_with_its_line(office: Office, that: str, said: str) -> None:
    folder = office.forms_dir / "sample"
    text = f'{TOML}\n[[check]]\nthat = "{that}"\nsay = "x"\n'
    (folder / "form.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=said) as raised:
        load_form(office, folder)
    line = text.splitlines().index(f'that = "{that}"') + 1
    assert f"第 {line} 行" in raised.value.place


@pytest.mark.parametrize(
    ("that", "said"),
    [
        ("合计(C) = 台账.培训班次.人头", "没有叫“人头”的统计数，可用的有：班次、人次"),
        ("合计(C) = 「没有的表」.合计(C)", "没有叫「没有的表」的报表"),
    ],
)
def test_what_cannot_be_held_is_said_and_the_return_is_filled(office: Office, that: str, said: str) -> None:
    assert relation_findings(office, that) == []
    (found,) = [each for each in preflight(office, "关系表", YEAR) if each.rule == "关系式无法核对"]
    assert (found.severity, found.sheet) == ("warning", "表一")
    assert said in found.sentence


def test_rules_of_fields_stay_as_they_were(office: Office) -> None:
    file = office.forms_dir / "sample" / "form.toml"
    file.write_text(f'{TOML}\n[[check]]\nthat = "结业人数 ≠ 实到人数"\nsay = "不等"\n', encoding="utf-8")
    made = form(office, "关系表")
    assert [(rule.op, rule.that) for rule in made.rules] == [("!=", "结业人数 ≠ 实到人数")]
    assert made.relations == ()
