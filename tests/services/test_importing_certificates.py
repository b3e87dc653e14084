"""Certificate numbers in rosters and exam results become certificates, once, of the right kind and person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from desktop.services.importing import plan_import
from desktop.services.office import Office
from tests.services.importing_desk import CLASS, IDS, book, bring, contents, new_office, rows

HEAD = (f"工种班次：{CLASS}  开班日期：2026年3月2日",)
ROSTER = ("姓名", "身份证号码", "工种", "培训等级", "证书类型", "证书编号")
TYPES = ("方案", "证书名称", "等级", "评价组织")
HELD = ("证书编号", "学员.姓名", "证书目录.证书名称", "证书目录.方案", "发证日期")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = new_office(tmp_path)
    yield made
    made.ledger.close()


def roster(folder: Path, *people: tuple[object, ...]) -> Path:
    return book(folder / "花名册.xlsx", [HEAD, ROSTER, *people], "A1:F1")


LI = ("李明", IDS[0], "电工", "五级/初级工", "职业技能等级证书", "S000022000001265000151")


def test_a_roster_into_an_empty_ledger_brings_its_certificates(office: Office, tmp_path: Path) -> None:
    file = roster(tmp_path, LI, ("王芳", IDS[3], *LI[2:4], None, None))
    plan, _ = bring(office, file, "学员名册")
    assert plan.unmapped == [] and plan.rejected == []
    assert rows(office, "证书", *HELD) == [(LI[5], "李明", "电工", "职业技能等级证书", None)]
    assert rows(office, "学员名册", "学员.姓名", "证书类型", "证书编号") == [
        ("李明", "职业技能等级证书", LI[5]), ("王芳", None, None),
    ]  # fmt: skip
    before = contents(office)
    assert bring(office, file, "学员名册")[1].act == 0 and contents(office) == before


def test_a_certificate_of_the_catalogue_is_taken(office: Office, tmp_path: Path) -> None:
    kind = ("职业技能等级证书", "电工", "五级/初级工", "吉林市某评价机构")
    bring(office, book(tmp_path / "目录.xlsx", [TYPES, kind]), "证书目录")
    bring(office, roster(tmp_path, LI), "学员名册")
    assert rows(office, "证书目录", "证书名称", "评价组织") == [("电工", "吉林市某评价机构")]
    assert rows(office, "证书", "证书目录.评价组织") == [("吉林市某评价机构",)]


def test_for_a_class_that_was_known_no_kind_of_certificate_is_made_up(office: Office, tmp_path: Path) -> None:
    classes = [("项目名称", "开班日期", "工种"), (CLASS, "2026-03-02", "电工")]
    bring(office, book(tmp_path / "班次.xlsx", classes), "培训班次")
    plan, result = bring(office, roster(tmp_path, LI), "学员名册")
    assert result.created == 1 and rows(office, "证书", *HELD) == []
    assert [
        (each.column, each.rule, each.severity) for each in plan.remarks if each.severity == "warning"
    ] == [("F", "证书目录不明", "warning")]


def test_exam_results_make_certificates_of_the_batch(office: Office, tmp_path: Path) -> None:
    kind = ("X证书", "Web前端开发", "初级", "工业和信息化部教育与考试中心")
    bring(office, book(tmp_path / "目录.xlsx", [TYPES, kind]), "证书目录")
    batches = [("批次号", *TYPES, "考核日期"), ("2025-WEB-01", *kind, "2025-06-22")]
    bring(office, book(tmp_path / "批次.xlsx", batches), "考核批次")
    results = ("批次号", "姓名", "证件号码", "总成绩", "结果", "证书编号", "发证日期")
    passed = ("2025-WEB-01", "李明", IDS[0], 88, "通过", "WEB2025001", "2025-07-30")
    file = book(
        tmp_path / "成绩.xlsx", [results, passed, ("2025-WEB-01", "王芳", IDS[3], 40, "未通过", None, None)]
    )
    _, result = bring(office, file, "考生")
    assert result.created == 2
    assert rows(office, "证书", *HELD) == [("WEB2025001", "李明", "Web前端开发", "X证书", date(2025, 7, 30))]
    assert rows(office, "考核批次", "批次号", "报考人数", "取证人数") == [("2025-WEB-01", 2, 1)]
    taken = book(
        tmp_path / "错.xlsx", [results, ("2025-WEB-01", "王芳", IDS[3], 40, None, "WEB2025001", None)]
    )
    plan = plan_import(office, taken, "考生")
    assert [(each.column, each.rule) for each in plan.rejected] == [("F", "证书属于他人")]


def test_a_later_list_adds_the_numbers_to_rows_that_are_there(office: Office, tmp_path: Path) -> None:
    bring(office, roster(tmp_path, (*LI[:4], None, None)), "学员名册")
    bring(office, book(tmp_path / "目录.xlsx", [TYPES, (LI[4], "电工", LI[3], None)]), "证书目录")
    plan, _ = bring(office, roster(tmp_path, LI), "学员名册")
    assert (plan.updated, plan.unchanged) == (1, 0)
    assert rows(office, "学员名册", "证书编号") == [(LI[5],)]
