"""A small ledger counted by hand: given these rows, when returned, then these cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from desktop.core.dates import parse_window
from desktop.core.errors import UserError
from desktop.services.history import history
from desktop.services.office import Office
from desktop.services.returning import fill
from desktop.store.find import Condition

YEAR = parse_window("2025学年")


def filled(office: Office, name: str, out: Path, window: str = "2025学年", where: str = "") -> Worksheet:
    label, _, value = where.partition("=")
    chosen = [Condition(label, "=", value)] if where else []
    fill(office, name, parse_window(window), out, chosen)
    sheet: Worksheet = openpyxl.load_workbook(out, data_only=True).worksheets[0]
    return sheet


def row(ws: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in ws[number]]


def test_training_statistics(small: Office, tmp_path: Path) -> None:
    """Counted figures stand in place of typed ones: 3 came, receipts 12,345 + 7,655 元."""
    ws = filled(small, "职业培训情况统计表", tmp_path / "表.xlsx")
    assert ws["A2"].value == "2025-2026学年职业培训情况统计表"
    assert ws["A3"].value == "填报单位（盖章）：吉林市江城职业技术学校"
    assert ws["Q3"].value == "填报时间：2026年11月24日"
    first = row(ws, 7)
    assert first[:13] == [
        1, "汽车维修工（四级）培训班", "职业技能等级培训", "补贴性", "吉林市松江汽车服务有限公司", "企业职工",
        None, "2025-10-08", "2025-10-20", 8, 64, 5, 3,
    ]  # fmt: skip
    assert first[13:22] == [2, 3, None, "孙老师、钱师傅", 2, 1.23, None, None, None]
    second = row(ws, 8)
    assert second[:12] == [
        2, "社区急救讲座", "讲座咨询", "公益性", "昌邑区社区学院", "社区居民", None,
        "2026-03-01", "2026-03-01", 0.5, 4, None,
    ]  # fmt: skip
    assert second[12:19] == [120, None, 120, None, None, None, None]
    assert row(ws, 9)[1] is None, "the class that ends in October 2026 belongs to the next 学年"
    assert [ws[f"{c}19"].value for c in "JKLMNOR"] == [8.5, 68, 5, 123, 2, 123, 2]


def test_a_window_of_dates_and_an_empty_one(small: Office, tmp_path: Path) -> None:
    ws = filled(small, "职业培训情况统计表", tmp_path / "a.xlsx", "2026-09-01..2027-08-31")
    assert ws["A2"].value == "2026年9月1日至2027年8月31日职业培训情况统计表"
    assert ws["B7"].value == "次年班"
    empty = filled(small, "职业培训情况统计表", tmp_path / "b.xlsx", "2019")
    assert [empty.cell(7, c).value for c in range(1, 23)] == [None] * 22


def test_roster_of_one_class(small: Office, tmp_path: Path) -> None:
    ws = filled(small, "roster", tmp_path / "册.xlsx", where="班次编号=PX001")
    assert [ws[ref].value for ref in ("C2", "G2", "L2", "N2")] == [
        "吉林市江城职业技术学校", "汽车维修工（四级）培训班", "2025-10-08", "2025-10-20",
    ]  # fmt: skip
    assert row(ws, 4)[:9] == [
        1, "王䶮", "女", "汉", None, "11010519491231002X", "汽车维修工", "一汽吉林", "13812345678",
    ]  # fmt: skip
    assert row(ws, 5)[1] == "欧阳𬱖"
    assert [ws.cell(r, 6).data_type for r in range(4, 8)] == ["s"] * 4
    assert ws["L4"].value == "四级/中级工"
    assert ws["B8"].value is None


def test_a_return_with_identity_numbers_is_logged_with_its_purpose(small: Office, tmp_path: Path) -> None:
    filled(small, "roster", tmp_path / "册.xlsx", where="班次编号=PX001")
    assert "报送「培训学员实名制花名册」" in history(small.ledger, 1)[0].title


def test_rosters_of_all_classes_go_into_a_folder(small: Office, tmp_path: Path) -> None:
    """Named by rule; classes without a roster get no file and are named in the result."""
    out = tmp_path / "册"
    result = fill(small, "培训学员实名制花名册", YEAR, out)
    names = [file.name for file in result.files]
    assert names == ["吉林市江城职业技术学校_培训学员实名制花名册_汽车维修工（四级）培训班_20251008.xlsx"]
    assert result.skipped == ["社区急救讲座"]
    assert sorted(each.name for each in out.iterdir()) == names


def test_no_class_no_file(small: Office, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="内没有符合条件的培训班次"):
        fill(small, "roster", YEAR, tmp_path / "册.xlsx", [Condition("项目名称", "=", "没有这个班")])
    assert list(tmp_path.glob("*.xlsx")) == []


def test_practice_statistics(small: Office, tmp_path: Path) -> None:
    """20 August to 10 September 2025 is 22 days, of which 10 lie in the 学年; five years: 22 ÷ 30 = 0.7."""
    ws = filled(small, "practice_statistics", tmp_path / "实践.xlsx")
    assert row(ws, 7) == [
        1, "吉林市江城职业技术学校", "孙老师", "男", "198009", None, "讲师", "汽车运用与维修", "专业课", "是",
        "吉林市松江汽车服务有限公司", "吉林市松江路1号／赵六／13800000000", "机修", "考察观摩", "2025-08-20",
        "2025-09-10", 10, 0.7, "合格", None,
    ]  # fmt: skip
    before = filled(small, "practice_statistics", tmp_path / "上年.xlsx", "2024学年")
    assert before["Q7"].value == 12


def test_practice_completion(small: Office, tmp_path: Path) -> None:
    """The yearly days are those of the year that holds the last day; the block below counts the window."""
    out = tmp_path / "完成.xlsx"
    ws = filled(small, "practice_completion", out, "2025")
    assert row(ws, 5) == [
        1, "T002", "周老师", "女", "助理讲师", "公共基础课", "汽车工程系", None, None, 0, 0, 0, 0, "不适用",
        "教师类别是公共基础课，不是专业课或实习指导教师。",
    ]  # fmt: skip
    assert row(ws, 6)[8:15] == ["是", 0.7, 5.3, 22, 1, "未达标", "还差 5.3 个月。"]
    figures = openpyxl.load_workbook(out)["统计"]
    assert [figures.cell(5, c).value for c in range(2, 6)] == [1, 1, 1, 22]


def test_training_workload(small: Office, tmp_path: Path) -> None:
    """12 of the class's 16 hours: 12 ÷ 16 of the 12,345 元 that arrived in 2025."""
    ws = filled(small, "training_workload", tmp_path / "量.xlsx", "2025")
    assert row(ws, 7)[:9] == [1, "T001", "孙老师", "汽车工程系", "讲师", "专业课", 1, 12, 9258.75]
    assert ws["I19"].value == 9258.75


def test_a_class_that_does_not_say_when_it_ends_has_a_roster_all_the_same(
    small: Office, tmp_path: Path
) -> None:
    from desktop.services.saving import save

    save(small, "培训班次", {"项目名称": "新班", "开班日期": date(2026, 5, 6)})
    save(small, "学员名册", {"培训班次.项目名称": "新班", "学员.姓名": "吴某"})
    ws = filled(small, "roster", tmp_path / "新.xlsx", where="项目名称=新班")
    assert (ws["B4"].value, ws["L2"].value, ws["N2"].value) == ("吴某", "2026-05-06", None)


def test_where_narrows_the_rows(small: Office, tmp_path: Path) -> None:
    ws = filled(small, "职业培训情况统计表", tmp_path / "a.xlsx", where="性质=公益")
    assert [ws["B7"].value, ws["B8"].value] == ["社区急救讲座", None]
    with pytest.raises(UserError, match="没有叫「没有的字段」的字段"):
        filled(small, "职业培训情况统计表", tmp_path / "b.xlsx", where="没有的字段=1")
