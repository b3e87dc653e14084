"""Makes the templates of what is printed for many at once: 签到表, 领证签收表, 准考证, 结业证书, 催交单.

Run from the repository: `.venv/bin/python tools/form_many.py`; form.toml beside each says what goes where.
"""

from __future__ import annotations

from make_forms import ROOT, Col, Form, make_sheet, new_book  # type: ignore[import-not-found]
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
DOUBLE = Side(style="double")


def sign_in(wb: Workbook) -> None:
    """培训学员签到表: a class each."""
    columns = [
        Col("序号", 5),
        Col("姓名", 16),
        Col("性别", 6),
        Col("工作单位", 28, align="left"),
        Col("联系电话", 14, "@"),
        Col("签到>上午", 16),
        Col("签到>下午", 16),
        Col("签到>晚上", 16),
        Col("备注", 14),
    ]
    _two_lines(
        wb,
        Form(
            "sign_in", "签到表", "学员签到表", columns, rows=20, row_height=26, total="",
            meta=[("培训机构：", 5), ("培训地点：", 4)],
            notes=["注：请学员本人签名，不得代签；缺勤的由班主任在备注栏注明原因。"],
            signatures=[("授课教师：", 4), ("班主任：", 3), ("日期：　　年　　月　　日", 2)],
        ),
        [("班次编号：", 5), ("上课日期：　　年　　月　　日", 4)],
    )  # fmt: skip


def certificate_receipt(wb: Workbook) -> None:
    """证书领取签收表: a batch each."""
    columns = [
        Col("序号", 5),
        Col("姓名", 16),
        Col("身份证号码", 21, "@"),
        Col("专业", 18),
        Col("班级", 14),
        Col("证书编号", 25, "@"),
        Col("发证日期", 11, "@"),
        Col("联系电话", 14, "@"),
        Col("领取人签名", 14),
        Col("领取日期", 12),
    ]
    _two_lines(
        wb,
        Form(
            "certificate_receipt", "签收表", "证书领取签收表", columns, rows=20, row_height=26, total="",
            meta=[("学校：", 5), ("考核批次：", 5)],
            notes=["注：须本人签名领取；委托他人代领的，代领人签名并附委托书。"],
            signatures=[("发放人：", 5), ("审核人：", 5)],
        ),
        [("证书名称：", 5), ("等级：", 3), ("考核日期：", 2)],
    )  # fmt: skip


def _two_lines(wb: Workbook, form: Form, second: list[tuple[str, int]]) -> None:
    """A list with two lines of labels above its header: the second takes the place of the unit's line."""
    form.unit = "　"
    ws, _, _ = make_sheet(wb, form)
    row = 3
    for block in list(ws.merged_cells.ranges):
        if block.min_row == row == block.max_row:
            ws.unmerge_cells(str(block))
    column = 1
    for text, span in second:
        cell = ws.cell(row, column, text)
        cell.font, cell.alignment = (
            Font(name="宋体", size=10),
            Alignment(horizontal="left", vertical="center"),
        )
        ws.merge_cells(start_row=row, start_column=column, end_row=row, end_column=column + span - 1)
        column += span
    ws.row_dimensions[row].height = 22


def _card(wb: Workbook, title: str, widths: tuple[float, ...]) -> Worksheet:
    ws = wb.create_sheet(title)
    for letter, width in zip("ABCDEFG", widths, strict=False):
        ws.column_dimensions[letter].width = width
    ws.page_setup.paperSize, ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 9, 1, 1
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_options.horizontalCentered = True
    return ws


def _say(
    ws: Worksheet, block: str, text: str | None, size: float, horizontal: str = "center", font: str = "宋体"
) -> None:
    first = block.split(":")[0]
    if ":" in block:
        ws.merge_cells(block)
    cell = ws[first]
    cell.value, cell.font = text, Font(name=font, size=size)
    inset = 0 if horizontal == "center" else 1 if size < 18 else 2
    cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True, indent=inset)


def admission_ticket(wb: Workbook) -> None:
    """准考证: labels at the left, the photograph at the right, rules below."""
    ws = _card(wb, "准考证", (14, 40, 16))
    _say(ws, "A1:C1", None, 14)
    _say(ws, "A2:C2", "准　考　证", 22, font="黑体")
    labels = (
        "准考证号",
        "姓　　名",
        "性　　别",
        "证件类型",
        "证件号码",
        "证书名称",
        "等　　级",
        "考核日期",
        "考核站点",
        "考试性质",
    )
    for row, label in enumerate(labels, 3):
        _say(ws, f"A{row}", label, 12)
        _say(ws, f"B{row}" if row < 8 else f"B{row}:C{row}", None, 12, "left")
        ws[f"B{row}"].number_format = "@"
    _say(ws, "C3:C7", "照　片", 12)
    for row in range(3, 13):
        for letter in "ABC":
            ws[f"{letter}{row}"].border = BOX
    _say(
        ws, "A13:C13",
        "考生须知：1.凭本证和有效身份证件参加考核，缺一不可。2.提前 30 分钟到达考核站点，"
        "迟到 15 分钟以上不得入场。"
        "3.遵守考场纪律，不得携带通信工具。", 10, "left",
    )  # fmt: skip
    for row, height in {1: 30, 2: 44, 13: 66, **dict.fromkeys(range(3, 13), 27)}.items():
        ws.row_dimensions[row].height = height
    ws.page_setup.orientation, ws.print_area = "portrait", "A1:C13"


def completion_certificate(wb: Workbook) -> None:
    """结业证书: one page, a frame around."""
    ws = _card(wb, "结业证书", (20, 22, 20, 26, 26))
    _say(ws, "A2:E2", "结 业 证 书", 40, font="方正小标宋简体")
    _say(ws, "A4:E4", "证书编号：", 14, "right")
    _say(ws, "A6:E6", None, 18, "left", "仿宋_GB2312")
    _say(ws, "A8:E8", None, 18, "left", "仿宋_GB2312")
    _say(ws, "A10:E10", "　　特发此证。", 18, "left", "仿宋_GB2312")
    _say(ws, "D12:E12", None, 18, font="仿宋_GB2312")
    _say(ws, "D13:E13", None, 18, font="仿宋_GB2312")
    for row, height in {1: 20, 2: 80, 4: 26, 6: 36, 8: 120, 10: 36, 12: 34, 13: 34, 14: 20}.items():
        ws.row_dimensions[row].height = height
    for row in range(1, 15):
        for column in range(1, 6):
            ws.cell(row, column).border = Border(
                left=DOUBLE if column == 1 else None,
                right=DOUBLE if column == 5 else None,
                top=DOUBLE if row == 1 else None,
                bottom=DOUBLE if row == 14 else None,
            )
    ws.page_setup.orientation, ws.print_area = "landscape", "A1:E14"


def material_reminder(wb: Workbook) -> None:
    """催交单: one page for each teacher, with a slip to sign below."""
    ws = _card(wb, "催交单", (20, 22, 22, 22))
    _say(ws, "A1:D1", "教师企业实践材料催交单", 20, font="黑体")
    _say(ws, "A3:D3", None, 13, "left")
    _say(ws, "A4:D4", None, 13, "left")
    _say(ws, "A5:D5", None, 12, "left")
    ws["A5"].alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
    _say(
        ws, "A6:D6",
        "　　依据《职业学校教师企业实践规定》（教师〔2016〕3号），没有资料存档的视为未参加企业实践，"
        "不计入五年累计和年度实践时间。请接到本单后尽快补交。", 13, "left",
    )  # fmt: skip
    _say(ws, "C8:D8", None, 13)
    _say(ws, "C9:D9", None, 13)
    _say(ws, "A11:D11", "回　执（签收后交回）", 12)
    for column, text in zip("AC", ("教师签收", "签收日期"), strict=True):
        _say(ws, f"{column}12", text, 12)
        _say(ws, f"{chr(ord(column) + 1)}12", None, 12)
    for row in (5, 12):
        for letter in "ABCD":
            ws[f"{letter}{row}"].border = BOX
    heights = {1: 44, 2: 10, 3: 28, 4: 44, 5: 190, 6: 60, 7: 12, 8: 26, 9: 26, 10: 24, 11: 30, 12: 36}
    for row, height in heights.items():
        ws.row_dimensions[row].height = height
    ws.page_setup.orientation, ws.print_area = "portrait", "A1:D12"


BOOKS = {
    "material_reminder": material_reminder,
    "sign_in": sign_in,
    "certificate_receipt": certificate_receipt,
    "admission_ticket": admission_ticket,
    "completion_certificate": completion_certificate,
}


def main() -> None:
    """Writes the templates."""
    for folder, make in BOOKS.items():
        wb = new_book()
        make(wb)
        wb.active = 0
        wb.save(ROOT / "forms" / folder / "template.xlsx")
        print(folder, wb.worksheets[0].dimensions)


if __name__ == "__main__":
    main()
