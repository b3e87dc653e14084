"""Makes the templates of forms 2, 8 and 10: a cross table, a list of policy tasks, a vertical table.

Run from the repository: `.venv/bin/python tools/form_cross.py`; form.toml beside each says what goes where.
"""

from __future__ import annotations

from copy import copy

from make_forms import ROOT, Col, Form, make_sheet, new_book, warn_where  # type: ignore[import-not-found]
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

SIGN = "单位负责人（签字）："

AUDIENCES = (
    ("企业人员", ("企业职工", "个体工商户", "去产能职工")),
    ("农村人员", ("农民工", "返乡农民工", "乡村人才（高素质农民）", "脱贫劳动力")),
    ("重点群体", ("失业人员", "高校毕业生", "退役军人", "残疾人", "妇女/家政人员")),
    ("社区与老年", ("社区居民", "老年人")),
    ("学校与机关", ("中小学生", "在校学生", "教师", "干部")),
    ("其他", ("其他",)),
)
NATURES = ("其中：补贴性", "其中：公益性", "其中：有偿")


def training_breakdown(wb: Workbook) -> None:
    """2 职业培训分类汇总表: audience × measure, 合计 below, then the same by nature."""
    columns = [
        Col("对象类别", 10),
        Col("培训对象", 19),
        Col("行次", 5),
        Col("班次数(个)", 8, "0", total="sum"),
        Col("培训规模>计划人数", 9, "0", total="sum"),
        Col("培训规模>实际完成>人数", 8, "0", total="sum"),
        Col("培训规模>实际完成>人次", 8, "0", total="sum"),
        Col("培训规模>实际完成>女性人次", 8, "0", total="sum"),
        Col("培训学时>学时", 8, "General", total="sum"),
        Col("培训学时>人学时", 10, "General", total="sum"),
        Col("培训成效>结业人数", 8, "0", total="sum"),
        Col("培训成效>取证人数", 8, "0", total="sum"),
        Col("培训成效>取证率(%)", 8, "0.0", total='=IF(N(G{row})=0,"",ROUND(L{row}/G{row}*100,1))'),
        Col("培训经费(万元)>到账", 10, "0.00", total="sum"),
        Col("培训经费(万元)>财政补贴", 10, "0.00", total="sum"),
        Col("人次与在校生数之比(倍)", 10, "0.00", total='=IF(N($P$3)=0,"",ROUND(G{row}/$P$3,2))'),
    ]
    form = Form(
        "training_breakdown", "汇总表", "职业培训分类汇总表", columns,
        meta=[("填报单位（盖章）：", 5), ("填报人：", 3), ("填报时间：", 4), ("在校生数（人）：", 3),
              ("", 1)],
        rows=sum(len(items) for _, items in AUDIENCES), annex="附件5", row_height=22, codes=True,
        unit="单位：个、人、人次、学时、万元",
        notes=[
            "栏目关系：合计行=各培训对象行之和；（4）≥（3）；（4）≥（8）；（11）≥（12）。",
            "填表说明：1.按结业日期归入填报期间；学员填写了人员类别的，人次按其人员类别归类。"
            "2.人数按身份证件去重，没有名册的班次不计人数、女性人次；不掌握的数据留空，不填 0。"
            "3.经费为到账经费，以万元为单位，保留两位小数。",
        ],
        signatures=[(SIGN, 5), ("审核人：", 6), ("填表人：", 5)],
    )  # fmt: skip
    ws, first, last = make_sheet(wb, form)
    _stubs(ws, columns, first)
    ws.insert_rows(last + 2, len(NATURES))
    _move_notes(ws, last + 2, len(NATURES))
    _natures(ws, columns, last + 2, last + 1)
    ws.cell(3, 16).number_format = "0"
    ws.cell(3, 16).alignment = Alignment(horizontal="center", vertical="center")
    warn_where(ws, f"L{first}:L{last}", f"L{first}>G{first}")
    ws.print_area = f"A1:P{ws.max_row}"


def _stubs(ws: Worksheet, columns: list[Col], first: int) -> None:
    row = first
    for group, items in AUDIENCES:
        if len(items) > 1:
            ws.merge_cells(start_row=row, start_column=1, end_row=row + len(items) - 1, end_column=1)
        ws.cell(row, 1, group)
        for item in items:
            ws.cell(row, 2, item)
            ws.cell(row, 3, row - first + 1)
            _formulas(ws, columns, row)
            row += 1


def _formulas(ws: Worksheet, columns: list[Col], row: int) -> None:
    for index, col in enumerate(columns, 1):
        if col.total and col.total != "sum":
            ws.cell(row, index, col.total.format(row=row))


def _move_notes(ws: Worksheet, start: int, by: int) -> None:
    """openpyxl moves no merges: those of the notes and the signatures follow here, and the row heights."""
    for block in [each for each in ws.merged_cells.ranges if each.min_row >= start]:
        ws.merged_cells.remove(block)
        block.shift(0, by)
        ws.merged_cells.add(block)
    heights = {row: ws.row_dimensions[row].height for row in range(start, ws.max_row + 1)}
    for row, height in heights.items():
        ws.row_dimensions[row + by].height = height


def _natures(ws: Worksheet, columns: list[Col], row: int, like: int) -> None:
    for offset, name in enumerate(NATURES):
        at = row + offset
        ws.row_dimensions[at].height = 22
        for index in range(1, len(columns) + 1):
            cell, model = ws.cell(at, index), ws.cell(like - 1, index)
            cell.border, cell.alignment = copy(model.border), copy(model.alignment)
            cell.font, cell.number_format = copy(model.font), model.number_format
        ws.cell(at, 1, name)
        ws.merge_cells(start_row=at, start_column=1, end_row=at, end_column=3)
        _formulas(ws, columns, at)


def policy_progress(wb: Workbook) -> None:
    """8 工作任务清单落实情况表: a task a row; on a second sheet its targets with their numbers."""
    columns = [
        Col("序号", 5),
        Col("工作任务", 18, align="left"),
        Col("主要内容", 40, align="left"),
        Col("责任部门", 12),
        Col("完成时限", 11, "@"),
        Col("落实情况", 34, align="left"),
        Col("指标完成情况", 34, align="left"),
        Col("佐证材料", 18, align="left"),
        Col("存在问题", 18, align="left"),
        Col("下一步措施", 18, align="left"),
    ]
    form = Form(
        "policy_progress", "落实情况", "工作任务清单落实情况表", columns,
        meta=[("填报单位（盖章）：", 3), ("填报人：", 2), ("电话：", 2), ("填报时间：", 3)],
        rows=21, annex="附件6", row_height=76, total="",
        notes=[
            "填表说明：1.任务和内容按《吉林市关于加快现代职业教育高质量发展推进技能社会建设的实施方案》"
            "（吉市政办发〔2022〕33号）附件排列。"
            "2.指标完成情况中，能由台账计算的由系统计算，其余由责任部门填报并附佐证；全市指标只填本校贡献。",
        ],
        signatures=[(SIGN, 3), ("审核人：", 4), ("填表人：", 3)],
    )  # fmt: skip
    make_sheet(wb, form)
    targets = Form(
        "policy_progress", "指标", "工作任务指标完成情况表",
        [
            Col("序号", 5),
            Col("所属任务", 22, align="left"),
            Col("指标", 38, align="left"),
            Col("主体", 7),
            Col("目标值", 10, "@"),
            Col("单位", 8),
            Col("完成值", 11, "General"),
            Col("数据来源", 12),
            Col("是否达标", 9),
            Col("计算口径", 46, align="left"),
        ],
        meta=[("填报单位（盖章）：", 4), ("填报时间：", 6)],
        rows=20, total="", row_height=48,
        notes=["说明：主体为“市”的是全市目标，完成值为本校贡献，不判断是否达标；没有数据的留空。"],
    )  # fmt: skip
    make_sheet(wb, targets)


INDICATORS = (
    ("非学历培训项目数", "项"),
    ("非学历培训学时", "学时"),
    ("其中：公益项目培训学时", "学时"),
    ("非学历培训人次", "人次"),
    ("其中：面向社会培训人次", "人次"),
    ("其中：补贴性培训人次", "人次"),
    ("非学历培训人数（去重）", "人"),
    ("非学历培训人学时", "人学时"),
    ("非学历培训到账经费", "万元"),
    ("其中：财政补贴", "万元"),
    ("职业技能等级（1+X）证书取证数", "本"),
    ("其中：社会人员取证数", "本"),
    ("教师企业实践人次", "人次"),
    ("教师企业实践天数", "天"),
    ("年培训人次与在校生数之比", "倍"),
)


def annual_contribution(wb: Workbook) -> None:
    """10 质量年报服务贡献表: an indicator a row, this year's value, last year's, the difference."""
    columns = [
        Col("序号", 6),
        Col("指标", 40, align="left"),
        Col("单位", 9),
        Col("数值>本年", 14, "General"),
        Col("数值>上年", 14, "General"),
        Col("增减", 12, "General"),
        Col("备注", 24, align="left"),
    ]
    form = Form(
        "annual_contribution", "服务贡献表", "中等职业教育质量年度报告服务贡献表", columns,
        meta=[("学校名称（盖章）：", 3), ("填报人：", 2), ("填报时间：", 2)],
        rows=len(INDICATORS), annex="附表3", row_height=24, total="",
        notes=[
            "说明：1.非学历培训含各类短期培训、讲座咨询和职业体验，按结业日期归入年度。",
            "2.公益项目培训学时为性质是公益性的培训学时；到账经费按到账日期归入年度，以万元为单位。",
        ],
        signatures=[("校长（签字）：", 3), ("审核人：", 2), ("填表人：", 2)],
    )  # fmt: skip
    ws, first, _last = make_sheet(wb, form)
    for row, (name, unit) in enumerate(INDICATORS, first):
        ws.cell(row, 2, f"　{name}" if name.startswith("其中") else name)
        ws.cell(row, 3, unit)
        ws.cell(row, 6, f'=IF(OR(D{row}="",E{row}=""),"",ROUND(D{row}-E{row},2))')
        for column in (4, 5, 6):
            ws.cell(row, column).number_format = "0.00" if unit in ("万元", "倍") else "General"
    ws.cell(first + 8, 2).font = Font(name="宋体", size=10, bold=True)


BOOKS = {
    "training_breakdown": training_breakdown,
    "policy_progress": policy_progress,
    "annual_contribution": annual_contribution,
}


def main() -> None:
    """Writes the three templates."""
    for folder, make in BOOKS.items():
        wb = new_book()
        make(wb)
        wb.active = 0
        target = ROOT / "forms" / folder
        target.mkdir(parents=True, exist_ok=True)
        wb.save(target / "template.xlsx")
        for ws in wb.worksheets:
            print(f"{folder:22} {ws.title:8} {ws.dimensions:10} {ws.print_title_rows or ''}")


if __name__ == "__main__":
    main()
