"""Makes the template.xlsx of the flat uploads: one header row, text cells, and a sheet that explains them.

Run from the repository: `.venv/bin/python tools/form_flat.py`. Widths, required columns and codes are read
from form.toml, so that what the explaining sheet says is what the program checks.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

FORMS = Path(__file__).resolve().parent.parent / "forms"
THIN = Side(style="thin", color="BFBFBF")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="DDEBF7")
HEADERS = {
    "standard_practice": (
        "主键数据唯一性标识|学校代码|教工号|教师姓名|企业锻炼类型码|企业机构代码|企业名称|企业性质码|"
        "在企业实践/兼职开始日期|在企业实践/兼职终止日期|企业实践/兼职岗位|企业所属行业码|数据采集时间"
    ),
    "standard_certificates": (
        "学校代码|证书号|专业号|发证机构编码|发证机构名称|证书名称|证书类型|证书等级|鉴定地点|数据采集时间|备注"
    ),
    "certificate_upload": (
        "姓名|证件类型|证件号码|所在单位|职业名称|工种名称|职业技能等级|证书编号|发证日期|评价机构|发证机构"
    ),
}


def _size(said: Any) -> tuple[str, int, str]:
    """Length as the explaining sheet says it, as a number, and the code table."""
    if said == "主键":
        return "32 位", 32, ""
    if not isinstance(said, dict):
        return "", 0, ""
    exact, most = said.get("length", 0), said.get("width", 0)
    text = f"{exact} 位" if exact else f"不超过 {most} 个字"
    return text, exact or most, said.get("codes", "")


def _data(ws: Worksheet, headers: list[str], columns: dict[str, Any], required: list[str]) -> None:
    for index, header in enumerate(headers, 1):
        at = letter(index)
        head, cell = ws.cell(1, index, header), ws.cell(2, index)
        head.font = Font(name="宋体", size=11, bold=True, color="C00000" if at in required else "000000")
        head.fill, head.border = HEAD, BOX
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.font, cell.border, cell.number_format = Font(name="宋体", size=11), BOX, "@"
        ws.column_dimensions[at].width = max(12, min(40, 2 * len(header) + 4))
        _, most, _ = _size(columns[at])
        if most:
            rule = DataValidation(
                type="textLength", operator="lessThanOrEqual", formula1=str(most), allow_blank=True
            )
            rule.showErrorMessage, rule.error = True, f"不能超过 {most} 个字符。"
            rule.add(f"{at}2:{at}2")
            ws.add_data_validation(rule)
    ws.row_dimensions[1].height = 32
    ws.freeze_panes = "A2"
    ws.page_setup.orientation, ws.page_setup.paperSize = "landscape", 9
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = "1:1"


def _explained(ws: Worksheet, headers: list[str], form: dict[str, Any]) -> None:
    sheet = form["sheet"][0]
    tables = {table["name"]: table["items"] for table in form.get("codes", [])}
    for column, (title, width) in enumerate(
        (("列", 6), ("数据项", 28), ("长度", 18), ("必填", 8), ("代码", 80)), 1
    ):
        ws.cell(1, column, title).font = Font(name="宋体", size=11, bold=True)
        ws.column_dimensions[letter(column)].width = width
    for row, header in enumerate(headers, 2):
        at = letter(row - 1)
        size, _, table = _size(sheet["columns"][at])
        codes = "；".join(f"{code} {name}" for name, code in tables.get(table, []))
        for column, text in enumerate((at, header, size, "是" if at in sheet["required"] else "", codes), 1):
            ws.cell(row, column, text or None).font = Font(name="宋体", size=10)


def main() -> None:
    """Writes the three templates."""
    for folder, line in HEADERS.items():
        form = tomllib.loads((FORMS / folder / "form.toml").read_text(encoding="utf-8"))
        headers = line.split("|")
        wb = Workbook()
        ws = wb.active
        ws.title = "数据"
        sheet = form["sheet"][0]
        _data(ws, headers, sheet["columns"], sheet["required"])
        _explained(wb.create_sheet("填写说明"), headers, form)
        wb.properties.creator = "职教台账"
        wb.save(FORMS / folder / "template.xlsx")
        print(folder, ws.dimensions)


if __name__ == "__main__":
    main()
