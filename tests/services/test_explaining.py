"""Every number opens: list cells, totals, counted figures; what is counted plus what is left out is all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.records.catalogue import record
from desktop.records.people import TeacherStatus
from desktop.records.school import School
from desktop.records.training import Enrolment, TrainingClass
from desktop.services.counting.stats import stats
from desktop.services.office import Office
from desktop.services.returning import Explanation, as_form, explain, fill, gather, preflight, submit
from desktop.services.returning.archive_keeping import kept_file
from desktop.services.returning.archive_reading import behind
from desktop.services.returning.checks_book import open_book, trial
from desktop.services.returning.explaining import explain_cell
from desktop.services.returning.filling import write
from desktop.services.returning.shape import CellSource, Figure, FormCell
from desktop.store.find import Condition
from tests.services.archive_office import FORM, YEAR, change, demo_office, ids, small_office

PRACTICE = "教师企业实践情况统计表"


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Office]:
    made = small_office(tmp_path)
    yield made
    made.ledger.close()


def opened(office: Office, cell: str, name: str = FORM, window: str = "2025学年") -> Explanation:
    return explain(office, name, parse_window(window), cell)


def test_a_counted_field_opens_to_its_rows_and_those_left_out(small: Office) -> None:
    """实到人数: three of the roster came, 李四 only signed up."""
    found = opened(small, "M7")
    assert (found.value, found.title) == (3, "汽车维修工（四级）培训班")
    assert [row.title for row in found.rows] == ["王䶮", "欧阳𬱖", "迪丽热巴·吾买尔江"]
    assert [(row.title, row.why) for row in found.left_out] == [
        ("李四", "学员状态不是报到、中途退出、结业、未结业。")
    ]
    assert "名册上到班的每人每班计1" in found.formula
    assert found.rule == "培训班次.实到人数"


def test_money_opens_to_its_receipts_and_a_typed_figure_to_its_row(small: Office) -> None:
    found = opened(small, "R7")
    assert (found.value, [row.value for row in found.rows]) == (2, [12345, 7655])
    assert {row.record for row in found.rows} == {"receipt"}
    assert [row.record for row in opened(small, "S7").rows] == ["receipt"]
    assert [why.why for why in opened(small, "S7").left_out] == ["这笔到账不是补贴。"]
    typed = opened(small, "M8")
    assert [(row.record, row.value) for row in typed.rows] == [("training_class", 120)]


def test_a_plain_value_has_its_history(small: Office) -> None:
    (row_id,) = ids(small, "training_class", Condition("班次编号", "=", "PX002"))
    change(small, "改地点", TrainingClass, row_id, place="社区一楼")
    change(small, "改天数", TrainingClass, row_id, days=Decimal("1"))
    change(small, "再改地点", TrainingClass, row_id, place="社区二楼")
    found = opened(small, "G8")
    assert found.value == "社区二楼"
    assert [(step.title, step.old, step.new) for step in found.history] == [
        ("测试数据", None, None),
        ("改地点", None, "社区一楼"),
        ("再改地点", "社区一楼", "社区二楼"),
    ]


def test_the_first_part_that_is_filled_in_is_the_one_opened(small: Office) -> None:
    """委托单位 of one class, 主办单位 of the other."""
    assert [(row.record, row.field) for row in opened(small, "E7").rows] == [("training_class", "委托单位")]
    assert [(row.record, row.field) for row in opened(small, "E8").rows] == [("training_class", "主办单位")]


def test_a_total_opens_to_its_rows_blank_ones_and_those_outside(small: Office) -> None:
    found = opened(small, "L19")
    assert found.formula == "=SUM(L7:L18)"
    assert found.value == 5
    assert [(row.title, row.value) for row in found.rows] == [("汽车维修工（四级）培训班", 5)]
    assert [(row.title, row.why) for row in found.left_out] == [
        ("社区急救讲座", "没有填培训规模/计划人数，不计入。"),
        ("次年班", "结业日期 2026-10-09 不在 2025-09-01 至 2026-08-31 之内。"),
    ]


def test_rows_and_left_out_of_a_total_are_all_rows_of_the_ledger(tmp_path: Path) -> None:
    office = demo_office(tmp_path)
    out = tmp_path / "表.xlsx"
    filled = fill(office, FORM, YEAR, out)
    row = filled.sheets[0].last_row + 1
    found = opened(office, f"O{row}")
    values = openpyxl.load_workbook(out, data_only=True)["统计表"]
    assert found.value == values[f"O{row}"].value == sum(each.value for each in found.rows)
    everything = set(ids(office, "training_class"))
    assert {each.id for each in found.rows} | {each.id for each in found.left_out} == everything
    assert not {each.id for each in found.rows} & {each.id for each in found.left_out}
    assert found.value == stats(office, "training_class", YEAR)[0]["measures"]["人次"]
    office.ledger.close()


def test_teachers_months_open_to_their_practices(small: Office) -> None:
    found = opened(small, "R7", PRACTICE)
    assert [(row.record, row.value) for row in found.rows] == [("practice", Decimal("22.0"))]
    assert "2021-09-01 至 2026-08-31" in found.formula
    assert [row.record for row in opened(small, "Q7", PRACTICE).rows] == ["practice"]


def test_a_value_of_a_history_is_that_of_the_row_in_force(small: Office) -> None:
    found = opened(small, "I7", PRACTICE)
    assert (found.value, found.rows[0].record, found.rows[0].field) == (
        "专业课",
        "teacher_status",
        "教师类别",
    )
    change(small, "转岗", TeacherStatus, found.rows[0].id, category="实习指导")
    assert opened(small, "I7", PRACTICE).history[-1].title == "转岗"


def test_figures_of_the_school(small: Office) -> None:
    name = "教师企业实践完成情况汇总表"
    teachers = opened(small, "统计!B5", name, "2026")
    assert (teachers.value, [row.title for row in teachers.rows]) == (1, ["孙老师"])
    assert [(row.title, row.why) for row in teachers.left_out] == [("周老师", "教师类别是公共基础课。")]
    rate = opened(small, "统计!H5", name, "2026")
    assert "达标人数 0 ÷" in rate.formula
    assert {row.title for row in rate.left_out} == {"孙老师", "周老师"}


def test_head_rows_and_what_nobody_filled(small: Office) -> None:
    change(small, "填报人", School, small.ledger.school_id, reporter="钱老师")
    found = opened(small, "G3")
    assert [(row.record, row.field) for row in found.rows] == [("school", "学校.填报人")]
    assert found.history[-1].title == "填报人"
    assert opened(small, "A1").formula == "模板上原有的内容"
    assert opened(small, "B40").formula.startswith("空白单元格")


def test_sensitive_values_are_masked(small: Office) -> None:
    found = explain(small, "培训学员实名制花名册", YEAR, "F4", [Condition("班次编号", "=", "PX001")])
    assert found.value == "110105********002X"
    assert "002X" not in re.sub(r"110105\*{8}002X", "", str(found.as_json()))


def test_a_wrong_address_is_said(small: Office) -> None:
    with pytest.raises(UserError, match="不是单元格地址"):
        opened(small, "第三行")
    with pytest.raises(UserError, match="没有工作表“附表”，它有：统计表"):
        opened(small, "附表!B7")


def test_a_counted_cell_opens_with_its_filter_and_its_rows_are_kept(small: Office, tmp_path: Path) -> None:
    """A cell of a cross table: 人次 of 企业职工; a total of such cells; a rate of the school."""
    made = as_form(small, FORM)
    where = (Condition(record("training_class").path("培训对象"), "=", "企业职工"),)
    figure = Figure("training_class", "training.attendances", "人次", where)
    extra = tuple(FormCell(ref, figure=figure) for ref in ("X2", "X3"))
    made = replace(made, sheets=(replace(made.sheets[0], cells=(*made.sheets[0].cells, *extra)),))
    gathered = gather(small, made, YEAR)
    sheet = gathered.sheets[0]
    sheet.cells |= {"X2": 3, "X3": 3}
    sheet.sources["X2"] = CellSource("training_class", "training.attendances", where=where, window=YEAR)
    sheet.sources["X3"] = CellSource("training_class", of=("X2",))
    write(gathered, tmp_path / "交叉.xlsx")
    book = open_book(made, gathered, tmp_path / "交叉.xlsx")
    found = explain_cell(small, book, "X2")
    assert (found.value, len(found.rows)) == (3, 3)
    assert {row.title for row in found.rows} == {"王䶮", "欧阳𬱖", "迪丽热巴·吾买尔江"}
    assert found.rule == "培训对象 = 企业职工"
    reasons = {(row.record, row.why) for row in found.left_out}
    assert ("training_class", "不符合条件：培训对象。") in reasons
    total = explain_cell(small, book, "X3")
    assert (total.formula, [row.id for row in total.rows]) == ("X2", [row.id for row in found.rows])
    kept, _ = kept_file(small, gathered, tmp_path / "交叉.xlsx")
    cell = kept.sheets[0].cells["X2"]
    assert cell.measure == "training.attendances"
    assert cell.counted == tuple((row.record, row.id) for row in found.rows)


@pytest.mark.shared
def test_a_real_cross_table_is_checked_opened_and_handed_in(shared: Path, tmp_path: Path) -> None:
    """Its printed relations are held, each figure opens to as many rows as it says, and its rows are kept."""
    office = demo_office(tmp_path)
    file = next((shared / "forms" / "bureau").glob("39_*.xlsx"))
    book = trial(office, as_form(office, file), YEAR)
    page = book.pages[0]
    persons = explain_cell(office, book, "F9")
    assert persons.value == len(persons.rows) == sum(row.value for row in persons.rows)
    assert "同一人已计过1次。" in {row.why for row in persons.left_out}
    assert persons.rule == "培训对象 = 企业职工"
    total = explain_cell(office, book, "G8")
    assert total.formula == "=SUM(G9:G20)"
    assert page.number(8, 7) == sum(row.value for row in total.rows)
    found = preflight(office, file, YEAR)
    broken = {each.cell for each in found if each.rule == "栏目关系式"}
    wanted = {
        f"F{row}" for row in range(8, 21)
        if (page.number(row, 6) or 0) < (page.number(row, 11) or 0) and page.number(row, 6) is not None
    } | {
        f"K{row}" for row in range(8, 21)
        if (page.number(row, 11) or 0) < (page.number(row, 12) or 0) and page.number(row, 11) is not None
    }  # fmt: skip
    assert broken == wanted
    assert all(each.cell[1:] == "8" for each in found if each.rule == "与上年相比")
    done = submit(office, file, YEAR, to="局", via="系统", reason="x")
    kept = behind(office.ledger, done.filed.id).files[0].sheets[0].cells["F9"]
    assert len(kept.counted) == persons.value
    line = next(row.id for row in persons.rows)
    change(office, "退回报名", Enrolment, line, status="报名")
    again = submit(office, file, YEAR, to="局", via="系统", reason="x")
    assert {"G8", "G9"} <= {each.cell for each in again.changes}
    assert {a.title for each in again.changes for a in each.acts} == {"退回报名"}
    office.ledger.close()


@pytest.mark.parametrize("name", ["职业培训分类汇总表", "质量年报服务贡献表"])
def test_the_figures_of_the_shipped_cross_tables_open(tmp_path: Path, name: str) -> None:
    """A number of every tenth cell; where one row counts once the rows are as many as it says."""
    office = demo_office(tmp_path)
    made = as_form(office, name)
    book = trial(office, made, YEAR if made.window_kind == "学年" else parse_window("2026"))
    opened_cells = 0
    for page in book.pages:
        for ref in list(page.made.cells)[::10]:
            if isinstance(page.made.cells[ref], int | Decimal):
                found = explain_cell(office, book, f"{page.sheet.name}!{ref}")
                assert found.rows or found.left_out, ref
                opened_cells += 1
    assert opened_cells >= 1
    office.ledger.close()
