"""The flat uploads: codes instead of names, fixed formats, widths; judged by openpyxl and calamine."""

# ruff: noqa: E501 (column sets as they are printed)

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from desktop.core.dates import parse_window
from desktop.services.office import Office
from desktop.services.returning import fill, forms
from desktop.services.saving import save

# domain.md's column sets, verbatim
HEADERS = {
    "standard_practice": "主键数据唯一性标识 | 学校代码 | 教工号 | 教师姓名 | 企业锻炼类型码 | 企业机构代码 | 企业名称 | 企业性质码 | "
    "在企业实践/兼职开始日期 | 在企业实践/兼职终止日期 | 企业实践/兼职岗位 | 企业所属行业码 | 数据采集时间",
    "standard_certificates": "学校代码 | 证书号 | 专业号 | 发证机构编码 | 发证机构名称 | 证书名称 | 证书类型 | 证书等级 | 鉴定地点 | "
    "数据采集时间 | 备注",
    "certificate_upload": "姓名 | 证件类型 | 证件号码 | 所在单位 | 职业名称 | 工种名称 | 职业技能等级 | 证书编号 | 发证日期 | 评价机构 | 发证机构",
}  # fmt: skip
YEAR = parse_window("2025")


def filled(office: Office, name: str, out: Path, window: str = "2025") -> Worksheet:
    fill(office, name, parse_window(window), out)
    sheet: Worksheet = openpyxl.load_workbook(out)["数据"]
    return sheet


@pytest.mark.parametrize("name", HEADERS)
def test_filled_from_the_demonstration_ledger(demo: Office, tmp_path: Path, name: str) -> None:
    """Every cell is text of the width that the standard allows; both readers see the same."""
    out = tmp_path / "表.xlsx"
    result = fill(demo, name, parse_window("2025"), out)
    assert result.unbound == []
    sheet = openpyxl.load_workbook(out)["数据"]
    assert [cell.value for cell in sheet[1]] == [each.strip() for each in HEADERS[name].split("|")]
    assert result.rows > 20
    assert sheet.max_row == result.rows + 1
    form = next(each for each in forms(demo) if each.id == name)
    broken = {each.cell for each in result.checks if each.rule in ("长度", "没有对应代码")}
    for column in form.sheets[0].columns:
        for row in range(2, sheet.max_row + 1):
            cell = sheet.cell(row, column.index)
            assert cell.data_type in ("s", "n") and (cell.value is None or isinstance(cell.value, str))
            text = cell.value or ""
            if column.value is None or not text or cell.coordinate in broken:
                continue
            assert not column.value.width or len(text) <= column.value.width, cell.coordinate
            assert not column.value.length or len(text) == column.value.length, cell.coordinate
    grid = CalamineWorkbook.from_path(out).get_sheet_by_name("数据").to_python()
    assert [[each or None for each in row] for row in grid] == [
        [c.value for c in row] for row in sheet.iter_rows()
    ]


def test_practice_row_by_row(small: Office, tmp_path: Path) -> None:
    sheet = filled(small, "数据标准「教师企业兼职/实践数据」", tmp_path / "实践.xlsx")
    row = [cell.value for cell in sheet[2]]
    assert re.fullmatch(r"3122000999\d{22}", row[0])
    assert row[1:] == [
        "3122000999", "T001", "孙老师", "1", "91350100M000100Y43", "吉林市松江汽车服务有限公司", "39",
        "20250820", "20250910", "机修", None, "20261124",
    ]  # fmt: skip
    again = filled(small, "standard_practice", tmp_path / "再.xlsx")
    assert again["A2"].value == row[0], "the key stays the same whenever it is asked for"


def test_what_the_system_would_refuse_is_said_with_its_place(small: Office, tmp_path: Path) -> None:
    """A post of 61 characters, an enterprise without its code, a nature without a code."""
    save(small, "企业", {"企业名称": "吉林市某协会", "企业性质": "社会组织", "所属行业": "C"})
    save(
        small,
        "企业实践",
        {"教师.工号": "T001", "企业.企业名称": "吉林市某协会", "开始日期": date(2025, 7, 1),
         "结束日期": date(2025, 7, 9), "形式": "其他", "岗位": "岗" * 61, "考核结果": "合格"},
    )  # fmt: skip
    result = fill(small, "standard_practice", YEAR, tmp_path / "表.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx")["数据"]
    assert [sheet[ref].value for ref in ("E2", "L2", "F2")] == ["9", "C", None]
    found = {(each.cell, each.rule): each for each in result.checks if each.sheet == "数据"}
    assert found["K2", "长度"].where == "「数据」K2 岗位"
    assert "有 61 个字，超过 60 个字的上限" in found["K2", "长度"].sentence
    assert "“社会组织”在「企业性质码」里没有对应的代码" in found["H2", "没有对应代码"].sentence
    assert any(cell == "F2" and each.severity == "error" for (cell, _), each in found.items())


def test_certificates_of_each_scheme_go_their_own_way(demo: Office, tmp_path: Path) -> None:
    x_sheet = filled(demo, "数据标准「1+X证书数据」", tmp_path / "x.xlsx")
    assert {row[6] for row in x_sheet.iter_rows(min_row=2, values_only=True)} == {"1"}
    assert {row[7] for row in x_sheet.iter_rows(min_row=2, values_only=True)} <= {"1", "2", "3"}
    assert all(
        str(row[5]).endswith("职业技能等级证书") for row in x_sheet.iter_rows(min_row=2, values_only=True)
    )
    other = filled(demo, "职业技能等级证书数据上报表", tmp_path / "o.xlsx")
    for row in other.iter_rows(min_row=2, values_only=True):
        assert row[1] == "01" and len(row[7]) == 22
        assert row[7][15] == row[6], "the level's digit in the number is the code of the level"
        assert row[8].startswith("2025") and row[7][13:15] == "25"


@pytest.mark.parametrize("name", HEADERS)
def test_the_explaining_sheet_says_what_is_checked(demo: Office, name: str) -> None:
    form = next(each for each in forms(demo) if each.id == name)
    toml = tomllib.loads((form.template.parent / "form.toml").read_text(encoding="utf-8"))
    sheet = openpyxl.load_workbook(form.template)["填写说明"]
    said = {row[0]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    for letter, column in toml["sheet"][0]["columns"].items():
        assert (said[letter][3] == "是") == (letter in toml["sheet"][0]["required"])
        size = column.get("length") or column.get("width") if isinstance(column, dict) else None
        assert size is None or str(size) in said[letter][2]
