"""Forms 2, 8 and 10 and cross tables never seen, filled from the demonstration; sums agree with stats."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.services import templates
from desktop.services.counting.stats import stats
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.services.returning import fill, form, forms, gather
from desktop.services.returning.explaining import explain
from desktop.services.returning.loading import load_form
from desktop.services.returning.shape import CellSource, FormCell
from desktop.services.returning.unseen import unseen_form
from desktop.services.targets import targets
from tests.forms.test_cross_cards import PRACTICE, card

YEAR, CALENDAR = parse_window("2025学年"), parse_window("2026")
COLUMNS = {
    "D": "班次", "E": "计划人数", "G": "人次", "H": "女性人次", "I": "学时", "J": "人学时", "K": "结业人数",
    "L": "取证人数", "N": "到账经费", "O": "财政补贴",
}  # fmt: skip


def both(path: Path, sheet: str) -> tuple[Any, list[list[Any]]]:
    """The sheet as openpyxl and as calamine see it."""
    grid = CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return openpyxl.load_workbook(path, data_only=True)[sheet], grid


def by_audience(office: Office, window: str) -> dict[str, dict[str, Any]]:
    found = stats(office, "training_class", parse_window(window), ["培训对象"])
    return {each["group"]["培训对象"]: each["measures"] for each in found}


@pytest.fixture(scope="module")
def breakdown(demo: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("交叉") / "分类汇总.xlsx"
    result = fill(demo, "职业培训分类汇总表", YEAR, out)
    assert (result.rows, result.unbound) == (22, [])
    return out


def test_the_totals_of_form_2_are_those_of_stats(demo: Office, breakdown: Path) -> None:
    ws, grid = both(breakdown, "汇总表")
    measures = stats(demo, "training_class", YEAR)[0]["measures"]
    for letter, label in COLUMNS.items():
        wanted = measures[label] / 10_000 if letter in "NO" else measures[label]
        shown = ws[f"{letter}28"].value
        assert shown == pytest.approx(wanted, abs=0.05 if letter in "NO" else 1e-9), label
        assert grid[27][ord(letter) - 65] == pytest.approx(shown), label
    assert ws["P28"].value == pytest.approx(round(ws["G28"].value / ws["P3"].value, 2))


def test_each_row_of_form_2_is_its_group_of_stats(demo: Office, breakdown: Path) -> None:
    """A group that stats does not have held no class: 0; what nobody wrote down stays blank."""
    ws, _ = both(breakdown, "汇总表")
    groups = {
        each["group"]["培训对象"]: each["measures"]
        for each in stats(demo, "training_class", YEAR, ["培训对象"])
    }
    for row in range(9, 28):
        name = ws.cell(row, 2).value
        known = groups.get(name) or groups.get("乡村人才" if name.startswith("乡村人才") else name)
        for letter, label in COLUMNS.items():
            shown = ws[f"{letter}{row}"].value
            if known is None:
                assert shown == 0, (name, label)
            elif known[label]:
                wanted = known[label] / 10_000 if letter in "NO" else known[label]
                assert shown == pytest.approx(wanted, abs=0.005), (name, label)
            else:
                assert shown in (None, 0), (name, label)


def test_unknown_is_blank_and_not_zero(demo: Office, breakdown: Path) -> None:
    """中小学生 came without a roster: how many different persons, how many women, nobody knows."""
    ws, _ = both(breakdown, "汇总表")
    assert ws["B23"].value == "中小学生" and ws["G23"].value > 0
    assert (ws["F23"].value, ws["H23"].value) == (None, None)


def test_the_template_of_form_2_is_kept(demo: Office, breakdown: Path) -> None:
    before, after = (
        openpyxl.load_workbook(form(demo, "training_breakdown").template),
        openpyxl.load_workbook(breakdown),
    )
    old, new = before["汇总表"], after["汇总表"]
    assert {str(m) for m in old.merged_cells.ranges} == {str(m) for m in new.merged_cells.ranges}
    formulas = {
        c.coordinate: c.value for row in old for c in row if isinstance(c.value, str) and c.value[:1] == "="
    }
    assert formulas and formulas == {ref: new[ref].value for ref in formulas}
    assert (new.page_setup.orientation, new.print_title_rows) == ("landscape", old.print_title_rows)


def test_every_number_of_form_2_opens(demo: Office) -> None:
    """A cell keeps what it counted; explain gives as many rows as it shows."""
    gathered = gather(demo, form(demo, "training_breakdown"), YEAR)
    source = gathered.sheets[0].sources["G9"]
    assert isinstance(source, CellSource)
    assert (source.record, source.measure, source.window) == ("training_class", "training.attendances", YEAR)
    assert [(each.path, each.value) for each in source.where] == [("培训对象", "企业职工")]
    opened = explain(demo, "职业培训分类汇总表", YEAR, "G9")
    assert opened.value == gathered.sheets[0].cells["G9"]
    assert sum(row.value or 1 for row in opened.rows) == opened.value
    assert opened.left_out and opened.rule == "培训对象 = 企业职工"


def test_form_8_has_every_task_and_target(demo: Office, tmp_path: Path) -> None:
    out = tmp_path / "任务清单.xlsx"
    fill(demo, "工作任务清单落实情况表", CALENDAR, out)
    ws, grid = both(out, "落实情况")
    tasks = [task for pack in demo.packs for task in pack.tasks]
    assert [ws.cell(row, 2).value for row in range(5, 26)] == [task.heading for task in tasks]
    assert grid[5][5] == "邀请劳动模范进校园 4 次，聘任兼职德育导师 3 人。"
    assert "年培训人次与在校生数之比：" in ws["G13"].value
    numbers, _ = both(out, "指标")
    for at, row in enumerate(targets(demo, CALENDAR), 4):
        assert numbers.cell(at, 3).value == row["label"]
        assert numbers.cell(at, 7).value == (None if row["value"] is None else pytest.approx(row["value"]))


def test_form_8_of_a_year_nobody_wrote_about_still_lists_the_tasks(empty: Any, tmp_path: Path) -> None:
    office = empty("无进展")
    result = fill(office, "policy_progress", CALENDAR, tmp_path / "空.xlsx")
    ws, _ = both(tmp_path / "空.xlsx", "落实情况")
    assert result.sheets[0].rows == 21 and ws["B5"].value and ws["F5"].value is None


def test_form_10_has_this_year_beside_the_last(demo: Office, tmp_path: Path) -> None:
    out = tmp_path / "质量年报.xlsx"
    fill(demo, "质量年报服务贡献表", CALENDAR, out)
    ws, grid = both(out, "服务贡献表")
    now = stats(demo, "training_class", CALENDAR)[0]["measures"]
    before = stats(demo, "training_class", parse_window("2025"))[0]["measures"]
    for row, label in ((6, "班次"), (7, "学时"), (9, "人次"), (12, "人数"), (13, "人学时")):
        assert (ws[f"D{row}"].value, ws[f"E{row}"].value) == (now[label], before[label]), label
        assert ws[f"F{row}"].value == pytest.approx(now[label] - before[label])
        assert (grid[row - 1][3], grid[row - 1][4]) == (now[label], before[label])
    assert ws["D14"].value == pytest.approx(round(now["到账经费"] / 10_000, 2))
    free = stats(demo, "training_class", CALENDAR, ["性质"])
    assert ws["D8"].value == next(
        each["measures"]["学时"] for each in free if each["group"]["性质"] == "公益性"
    )
    assert ws["D16"].value == stats(demo, "candidate", CALENDAR)[0]["measures"]["取证"]
    assert ws["D19"].value == pytest.approx(stats(demo, "practice", CALENDAR)[0]["measures"]["认可天数"])


def test_an_empty_ledger_fills_with_zeros_and_blanks(empty: Any, tmp_path: Path) -> None:
    office = empty("空账")
    fill(office, "annual_contribution", CALENDAR, tmp_path / "空.xlsx")
    ws, _ = both(tmp_path / "空.xlsx", "服务贡献表")
    assert (ws["D6"].value, ws["D9"].value, ws["D20"].value) == (0, 0, None)


# -- form.toml -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('D = "班次数"', 'D = "班次树"', "没有叫“班次树”的统计项"),
        ('9 = "培训对象=企业职工"', '9 = "培训对像=企业职工"', "没有叫「培训对像」的字段"),
        ('9 = "培训对象=企业职工"', '9 = "培训对象：企业职工"', "应写成“标签=值”"),
        ('10 = "培训对象=个体工商户"', 'Q = "培训对象=个体工商户"', "左边应是行号"),
        ('D = "班次数"', 'D = {measure = "班次数", window = "哪年"}', "看不懂期间"),
        ('D = "班次数"', 'D = {measure = "班次数", colour = "红"}', "不认识“colour”"),
    ],
)
def test_a_wrong_line_of_form_toml_is_named(
    demo: Office, tmp_path: Path, old: str, new: str, said: str
) -> None:
    source = form(demo, "training_breakdown").template.parent
    text = (source / "form.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "form.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    (tmp_path / "template.xlsx").write_bytes((source / "template.xlsx").read_bytes())
    with pytest.raises(UserError, match=r"form\.toml 第 .* 行") as caught:
        load_form(demo, tmp_path)
    assert said in str(caught.value)


# -- never seen ------------------------------------------------------------------------------------------


def cross_file(
    path: Path, title: str, header: list[list[str]], body: list[list[Any]], merges: list[str]
) -> Path:
    """A cross table by another maker: frames, merged headings."""
    book = xlsxwriter.Workbook(str(path))
    frame, head = book.add_format({"border": 1}), book.add_format({"border": 1, "bold": True})
    page = book.add_worksheet("表")
    width = len(header[0])
    page.merge_range(0, 0, 0, width - 1, title, book.add_format({"bold": True, "font_size": 18}))
    page.write(1, 0, "填报单位（盖章）：")
    for at, row in enumerate([*header, *body], 2):
        for column, value in enumerate(row):
            look = head if at < 2 + len(header) else frame
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(at, column, value, look)
            else:
                page.write(at, column, value or "", look) if value else page.write_blank(
                    at, column, None, look
                )
    for area in merges:
        start = area.split(":")[0]
        value = [*header, *body][int(start[1:]) - 3][ord(start[0]) - 65]
        page.merge_range(area, value, head)
    book.close()
    return path


def figures(office: Office, path: Path) -> dict[str, tuple[Any, ...]]:
    (table,) = inspect(office, path)
    assert table["layout"] == "cross", table["layout"]
    return {
        cell["ref"]: (cell["field"], cell.get("where"), cell.get("window"), cell.get("sum"))
        for cell in table["cells"]
        if cell["ref"][0] > "A" and "derived" in cell
    }


def test_years_and_sexes_over_audiences(demo: Office, tmp_path: Path) -> None:
    """Two years, 人次 by 男/女 under each; a trap column is left alone; 合计 without formula is a sum."""
    header = [
        ["培训对象", "2025年", "", "2026年", "", "家长电话"],
        ["", "人次", "其中：女", "人次", "其中：女", ""],
    ]
    names = ["企业职工", "农民工", "退役军人", "合计"]
    path = cross_file(
        tmp_path / "分年.xlsx", "各类人员培训情况表", header, [[name, "", "", "", "", ""] for name in names],
        ["B3:C3", "D3:E3", "A3:A4", "F3:F4"],
    )  # fmt: skip
    found = figures(demo, path)
    assert found["B5"] == ("培训班次.人次", {"培训班次.培训对象": "企业职工"}, "2025年", [])
    assert found["D7"] == ("培训班次.人次", {"培训班次.培训对象": "退役军人"}, "2026年", [])
    assert found["E5"][1] == {"培训班次.培训对象": "企业职工", "学员名册.学员.性别": "女"}
    assert found["D8"][3] == ["D5", "D6", "D7"]
    assert not any(ref.startswith("F") for ref in found)
    result = fill(demo, path, CALENDAR, tmp_path / "填好.xlsx")
    ws = openpyxl.load_workbook(tmp_path / "填好.xlsx")["表"]
    groups = {year: by_audience(demo, year) for year in ("2025", "2026")}
    for row, name in enumerate(names[:3], 5):
        assert ws[f"B{row}"].value == groups["2025"].get(name, {}).get("人次", 0)
        assert ws[f"D{row}"].value == groups["2026"].get(name, {}).get("人次", 0)
        assert (ws[f"C{row}"].value or 0) <= (ws[f"B{row}"].value or 0)
    assert ws["D8"].value == sum(ws[f"D{row}"].value for row in (5, 6, 7))
    assert [each.column for each in result.unbound] == ["F"]
    assert any(each.rule == "表外的数" for each in result.checks)


def test_a_vertical_table_counts_a_measure_a_row(demo: Office, tmp_path: Path) -> None:
    """Indicators down the side, this and last year on top, 万元 as the row's unit, nonsense left alone."""
    rows = [
        ["1", "培训班次数", "个"],
        ["2", "培训人次", "人次"],
        ["3", "其中：公益性培训人次", "人次"],
        ["4", "到账经费", "万元"],
        ["5", "上级表彰次数", "次"],
    ]
    path = cross_file(
        tmp_path / "竖表.xlsx", "社会培训服务情况表",
        [["序号", "指标名称", "计量单位", "本年数值", "上年数值"]],
        [[*row, "", ""] for row in rows], [],
    )  # fmt: skip
    found = figures(demo, path)
    assert found["D4"] == ("培训班次.班次数", {}, None, [])
    assert found["E5"] == ("培训班次.人次", {}, "上年", [])
    assert found["D6"][:2] == ("培训班次.人次", {"培训班次.性质": "公益性"})
    assert {"D8", "E8"}.isdisjoint(found)
    fill(demo, path, CALENDAR, tmp_path / "填好.xlsx")
    ws = openpyxl.load_workbook(tmp_path / "填好.xlsx")["表"]
    measures = stats(demo, "training_class", CALENDAR)[0]["measures"]
    assert ws["D5"].value == measures["人次"]
    assert ws["D7"].value == pytest.approx(round(measures["到账经费"] / 10_000, 2))
    assert ws["D8"].value is None


def test_certificates_by_level(demo: Office, tmp_path: Path) -> None:
    levels = ["五级/初级工", "四级/中级工", "三级/高级工"]
    path = cross_file(
        tmp_path / "证书.xlsx", "职业技能等级证书考核情况汇总表",
        [["等级", "报考人数", "实考人数", "通过人数", "获证人数"]],
        [[name, "", "", "", ""] for name in levels], [],
    )  # fmt: skip
    found = figures(demo, path)
    assert {each[0] for each in found.values()} == {
        f"考核批次.{n}人数" for n in ("报考", "实考", "通过", "取证")
    }
    fill(demo, path, CALENDAR, tmp_path / "填好.xlsx")
    ws = openpyxl.load_workbook(tmp_path / "填好.xlsx")["表"]
    groups = {
        each["group"]["证书目录.等级"]: each["measures"]
        for each in stats(demo, "exam_batch", CALENDAR, ["证书目录.等级"])
    }
    for row, name in enumerate(levels, 4):
        for letter, label in (("B", "报考"), ("C", "实考"), ("D", "通过"), ("E", "取证")):
            assert (ws[f"{letter}{row}"].value or 0) == groups.get(name, {}).get(label, 0), (
                name,
                label,
            )


def test_the_same_text_under_two_groups_nobody_knows_is_left_alone(demo: Office, tmp_path: Path) -> None:
    header = [["培训对象", "甲类办班", "", "乙类办班", ""], ["", "人次", "学时", "人次", "学时"]]
    path = cross_file(
        tmp_path / "两组.xlsx", "培训情况表", header,
        [[name, "", "", "", ""] for name in ("企业职工", "农民工", "退役军人")], ["B3:C3", "D3:E3", "A3:A4"],
    )  # fmt: skip
    (table,) = inspect(demo, path)
    assert all(
        cell["field"] is None for cell in table["cells"] if cell["ref"][0] > "A" and cell["ref"][1:] > "4"
    )
    with pytest.raises(UserError, match="没有认出"):
        fill(demo, path, CALENDAR, tmp_path / "出.xlsx")


def test_a_cross_table_and_a_card_are_kept_in_the_ledger(empty: Any, tmp_path: Path) -> None:
    """form add: figures, ticks and printed dates come back from form.toml as they were recognised."""
    office = empty("收表")
    header = [["培训对象", "班次数", "人次", "女性人次"]]
    body = [[name, "", "", ""] for name in ("企业职工", "农民工", "退役军人")]
    files = {
        "各类人员培训表": cross_file(tmp_path / "交叉.xlsx", "各类人员培训情况表", header, body, []),
        "实践审批卡": card(tmp_path / "卡片.xlsx", PRACTICE),
    }
    for name, path in files.items():
        kept = templates.add(office, path, name)
        seen = unseen_form(office, path)
        assert kept.layout == seen.layout
        assert [*map(_bare, kept.sheets[0].cells)] == [*map(_bare, seen.sheets[0].cells)]
        assert any(each.name == name for each in forms(office))


def _bare(cell: FormCell) -> tuple[object, ...]:
    figure = replace(cell.figure, reason="") if cell.figure is not None else None
    return cell.ref, cell.value.label if cell.value else "", cell.holds, cell.also, figure


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_computes_what_is_cached(demo: Office, tmp_path: Path) -> None:
    names = ("training_breakdown", "policy_progress", "annual_contribution")
    for name in names:
        fill(demo, name, CALENDAR, tmp_path / f"{name}.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    files = [str(tmp_path / f"{name}.xlsx") for name in names]
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path / "again"), *files], check=True, capture_output=True, timeout=180
    )
    for name in names:
        ours = openpyxl.load_workbook(tmp_path / f"{name}.xlsx", data_only=True)
        theirs = openpyxl.load_workbook(tmp_path / "again" / f"{name}.xlsx", data_only=True)
        for ws in ours:
            for row in ws.iter_rows():
                for cell in (each for each in row if isinstance(each.value, int | float)):
                    again = theirs[ws.title][cell.coordinate].value
                    assert again == pytest.approx(cell.value), f"{name} {cell.coordinate}"
