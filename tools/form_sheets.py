"""What stands on the templates of forms/: titles, columns, notes; make_forms.py lays them out."""

from __future__ import annotations

from collections.abc import Callable

from make_forms import Col, Form, make_sheet, warn_where  # type: ignore[import-not-found]
from openpyxl import Workbook
from openpyxl.comments import Comment

SIGN = "单位负责人（签字）："


def training_statistics(wb: Workbook) -> None:
    """1 职业培训情况统计表: a class a row, column set 8."""
    columns = [
        Col("序号", 5),
        Col("培训项目(班次)名称", 40, align="left", size=9),
        Col("培训类型", 11, choices="training_type"),
        Col("是否补贴性/公益性", 9, choices="training_nature"),
        Col("委托(主办)单位", 18, align="left"),
        Col("培训对象", 10, choices="audience"),
        Col("培训地点", 12),
        Col("培训时间>开班日期", 11, "@"),
        Col("培训时间>结业日期", 11, "@"),
        Col("培训时间>天数", 6, "General", total="sum"),
        Col("培训时间>学时", 7, "General", total="sum"),
        Col("培训规模>计划人数", 7, "0", total="sum"),
        Col("培训规模>实际人数", 7, "0", total="sum"),
        Col("培训规模>结业人数", 7, "0", total="sum"),
        Col("培训规模>人次", 7, "0", total="sum"),
        Col("取证人数", 7, "0", total="sum"),
        Col("任课教师", 18, align="left"),
        Col("培训经费(万元)>培训收入", 9, "0.00", total="sum"),
        Col("培训经费(万元)>其中财政补贴", 9, "0.00", total="sum"),
        Col("资金来源", 12, choices="fund"),
        Col("佐证材料", 12, align="left"),
        Col("备注", 10, align="left"),
    ]
    form = Form(
        "training_statistics",
        "统计表",
        "职业培训情况统计表",
        columns,
        meta=[("填报单位（盖章）：", 6), ("填报人：", 4), ("电话：", 6), ("填报时间：", 6)],
        rows=12,
        annex="附件1",
        unit="单位：天、学时、人、人次、万元",
        row_height=44,
        notes=[
            "填表说明：1.每个培训班次填一行，按结业日期归入填报期间；日期填写格式为 2025-09-01。",
            "2.人次为报到（含中途退出、未结业）的学员人次；没有名册的班次按实际人数填写。取证人数不大于结业人数，结业人数不大于实际人数。",
            "3.培训收入指实际到账经费，以万元为单位，保留两位小数；其中财政补贴含各类就业补助资金、专账资金。",
        ],
        signatures=[(SIGN, 7), ("审核人：", 8), ("填表人：", 7)],
        defined="培训明细",
    )
    ws, first, last = make_sheet(wb, form)
    warn_where(ws, f"N{first}:N{last}", f"N{first}>M{first}")
    warn_where(ws, f"P{first}:P{last}", f"P{first}>N{first}")


def roster(wb: Workbook) -> None:
    """3 培训学员实名制花名册: per class, column set 1."""
    columns = [
        Col("序号", 5),
        Col("姓名", 16),
        Col("性别", 5, choices="sex"),
        Col("民族", 7),
        Col("文化程度", 8, choices="education"),
        Col("身份证号码", 21, "@"),
        Col("工种", 14),
        Col("工作单位", 20, align="left"),
        Col("联系电话", 13, "@"),
        Col("证书类型", 12),
        Col("原技术等级", 10),
        Col("培训等级", 11),
        Col("证书编号", 25, "@"),
        Col("家庭地址", 24, align="left"),
        Col("本人签名", 10),
    ]
    form = Form(
        "roster",
        "花名册",
        "培训学员实名制花名册",
        columns,
        meta=[
            ("培训机构", 2),
            ("", 3),
            ("工种班次", 1),
            ("", 4),
            ("开班日期", 1),
            ("", 1),
            ("结业日期", 1),
            ("", 2),
        ],
        meta_boxed=True,
        meta_height=44,
        rows=15,
        title_size=16,
        title_font="宋体",
        total="",
        notes=[
            "注：1.身份证号码、联系电话、证书编号请按文本填写，不得丢失尾数。"
            "2.本表由培训机构在开班后 5 个工作日内报送，一班一表。",
        ],
        signatures=[("培训机构负责人（盖章）：", 5), ("审核人：", 4), ("填表人：", 3), ("填表日期：", 3)],
    )
    ws, first, last = make_sheet(wb, form)
    warn_where(ws, f"F{first}:F{last}", f'AND(F{first}<>"",COUNTIF($F:$F,F{first}&"*")>1)')
    ws.title = "花名册"


def certificate_summary(wb: Workbook) -> None:
    """4 1+X/职业技能等级证书情况汇总表: a batch a row, column set 6."""
    rate = '=IF(L{row}=0,"",ROUND(M{row}/L{row}*100,1))'
    columns = [
        Col("序号", 5),
        Col("学校", 18, align="left"),
        Col("专业名称", 14),
        Col("专业代码", 9, "@"),
        Col("证书名称", 22, align="left"),
        Col("培训评价组织", 22, align="left"),
        Col("等级", 10, choices="skill_level"),
        Col("年级", 8),
        Col("人数>计划人数", 7, "0", total="sum"),
        Col("人数>培训人数", 7, "0", total="sum"),
        Col("人数>报考人数", 7, "0", total="sum"),
        Col("人数>实考人数", 7, "0", total="sum"),
        Col("人数>通过人数", 7, "0", total="sum"),
        Col("人数>取证人数", 7, "0", total="sum"),
        Col("通过率(%)", 8, "0.0", total=rate),
        Col("考核时间", 11, "@"),
        Col("考核站点", 16, align="left"),
        Col("经费(万元)", 9, "0.00", total="sum"),
        Col("备注", 12, align="left"),
    ]
    form = Form(
        "certificate_summary",
        "汇总表",
        "1+X/职业技能等级证书情况汇总表",
        columns,
        meta=[("填报单位（盖章）：", 5), ("填报人：", 3), ("电话：", 6), ("填报时间：", 5)],
        rows=10,
        annex="附件2",
        title_font="方正小标宋简体",
        notes=[
            "填表说明：1.每个考核批次填一行，按考核时间归入填报期间。证书名称填写全称。",
            "2.通过率(%)=通过人数÷实考人数×100，缺考人数不计入分母。经费为考核费用，以万元为单位，保留两位小数。",
        ],
        signatures=[(SIGN, 5), ("审核人：", 7), ("填表人：", 7)],
        header="&A",
    )
    ws, first, last = make_sheet(wb, form)
    warn_where(ws, f"M{first}:M{last}", f"M{first}>L{first}")


def certificate_holders(wb: Workbook) -> None:
    """5 证书获证人员名册: a certificate a row."""
    columns = [
        Col("序号", 5),
        Col("持证人>姓名", 16),
        Col("持证人>性别", 5, choices="sex"),
        Col("持证人>证件类型", 12),
        Col("持证人>证件号码", 21, "@"),
        Col("持证人>专业名称", 14),
        Col("持证人>年级", 8),
        Col("持证人>班级", 10),
        Col("持证人>所在单位", 18, align="left"),
        Col("证书>证书名称", 22, align="left"),
        Col("证书>证书类型", 12, choices="scheme"),
        Col("证书>职业技能等级", 11, choices="skill_level"),
        Col("证书>证书编号", 25, "@"),
        Col("证书>发证日期", 12, "yyyy-mm-dd"),
        Col("证书>评价组织", 24, align="left"),
        Col("备注", 10),
    ]
    form = Form(
        "certificate_holders",
        "获证名册",
        "证书获证人员名册",
        columns,
        meta=[("填报单位（盖章）：", 5), ("填报人：", 3), ("电话：", 4), ("填报时间：", 4)],
        rows=15,
        title_size=16,
        title_font="黑体",
        total="",
        notes=[
            "说明：1.按发证日期归入填报期间，一证一行。2.证件号码、证书编号为文本格式。3.证书名称填写全称。"
        ],
        signatures=[(SIGN, 5), ("审核人：", 6), ("填表人：", 5)],
    )
    ws, _first, _last = make_sheet(wb, form)
    ws.auto_filter.ref = None


def practice_statistics(wb: Workbook) -> None:
    """6 教师企业实践情况统计表: a practice a row, column set 5 with full dates and days in the period."""
    columns = [
        Col("序号", 5),
        Col("学校名称", 16, align="left"),
        Col("教师基本情况>姓名", 11),
        Col("教师基本情况>性别", 5, choices="sex"),
        Col("教师基本情况>出生年月", 9, "@"),
        Col("教师基本情况>学历", 7),
        Col("教师基本情况>职称", 10, choices="title"),
        Col("教师基本情况>任教专业(课程)", 13),
        Col("教师基本情况>教师类别", 9, choices="teacher_category"),
        Col("教师基本情况>是否双师型", 7, choices="是,否"),
        Col("实践企业>实践企业名称", 20, align="left"),
        Col("实践企业>企业地址/联系人/电话", 24, align="left"),
        Col("实践情况>实践岗位", 11),
        Col("实践情况>实践形式", 18, choices="practice_form"),
        Col("实践情况>实践起止时间>开始日期", 11, "@"),
        Col("实践情况>实践起止时间>结束日期", 11, "@"),
        Col("实践情况>期间内天数(天)", 8, "General", total="sum"),
        Col("近5年累计(月)", 8, "0.0"),
        Col("考核结果", 8, choices="assessment"),
        Col("备注", 10, align="left"),
    ]
    form = Form(
        "practice_statistics",
        "统计表",
        "职业学校教师企业实践情况统计表",
        columns,
        meta=[("填报单位（盖章）：", 6), ("填报人：", 4), ("电话：", 5), ("填报时间：", 5)],
        rows=12,
        annex="附件3",
        row_height=36,
        notes=[
            "填表说明：1.一次企业实践填一行，起止日期填写完整日期；期间内天数只计填报期间之内的天数。",
            "2.近5年累计(月)为截至填报期间最后一日的连续 5 年累计，多家企业可累加，"
            "考核不合格的不计（教师〔2016〕3号）。",
        ],
        signatures=[(SIGN, 7), ("审核人：", 6), ("填表人：", 7)],
        defined="实践明细",
    )
    ws, first, last = make_sheet(wb, form)
    warn_where(ws, f"S{first}:S{last}", f'S{first}="不合格"')


def practice_completion(wb: Workbook) -> None:
    """7 教师企业实践完成情况汇总表: a teacher a row, then the numbers-only block on its own sheet."""
    columns = [
        Col("序号", 5),
        Col("工号", 9, "@"),
        Col("姓名", 16),
        Col("性别", 5, choices="sex"),
        Col("职称", 17),
        Col("教师类别", 10, choices="teacher_category"),
        Col("系部", 14),
        Col("任教专业", 21),
        Col("是否双师型", 8, choices="是,否"),
        Col("企业实践完成情况>近五年累计(月)", 15, "0.0"),
        Col("企业实践完成情况>尚差月数", 9, "0.0"),
        Col("企业实践完成情况>本年累计天数", 10, "General", total="sum"),
        Col("企业实践完成情况>认可实践次数", 10, "0", total="sum"),
        Col("企业实践完成情况>是否达标", 10),
        Col("备注", 28, align="left"),
    ]
    form = Form(
        "practice_completion",
        "完成情况",
        "教师企业实践完成情况汇总表",
        columns,
        meta=[("填报单位（盖章）：", 5), ("填报人：", 3), ("电话：", 4), ("填报时间：", 3)],
        rows=15,
        notes=[
            "填表说明：1.专业课教师（含实习指导教师）每 5 年累计不少于 6 个月；近五年截至填报期间最后一日。",
            "2.公共基础课教师、离职退休、全程豁免及任职不满 5 年的教师，是否达标填“不适用”。",
        ],
        signatures=[(SIGN, 5), ("审核人：", 5), ("填表人：", 5)],
    )
    ws, first, last = make_sheet(wb, form)
    warn_where(ws, f"N{first}:N{last}", f'N{first}="未达标"')
    figures = [
        "专任教师数",
        "专业课教师数",
        "本年参加企业实践人数",
        "人次",
        "总天数",
        "人均天数",
        "近5年累计满6个月人数",
        "达标率(%)",
        "双师型人数",
        "双师型占比(%)",
    ]
    block = Form(
        "practice_completion",
        "统计",
        "教师企业实践完成情况统计",
        [Col(name, 14, "General") for name in figures],
        meta=[("填报单位（盖章）：", 5), ("填报时间：", 5)],
        rows=1,
        unit="单位：人、人次、天、%",
        total="",
        row_height=30,
        notes=[
            "说明：1.人均天数=总天数÷专任教师数；双师型占比=双师型人数÷专业课教师数×100。",
            "2.达标率=达标人数÷在岗、未豁免、任职满 5 年的专业课教师（含实习指导教师）数×100。",
        ],
    )
    make_sheet(wb, block)


def training_workload(wb: Workbook) -> None:
    """9 教师承担培训工作量核定表: teacher × hours, income by the share of hours."""
    columns = [
        Col("序号", 5),
        Col("工号", 10, "@"),
        Col("姓名", 16),
        Col("系部", 16),
        Col("职称", 17),
        Col("教师类别", 11, choices="teacher_category"),
        Col("承担培训工作量>班次数(个)", 11, "0", total="sum"),
        Col("承担培训工作量>授课学时(学时)", 12, "General", total="sum"),
        Col("按学时分摊到账经费(元)", 16, "0.00", total="sum"),
        Col("部门核定意见", 18),
        Col("本人签字", 14),
    ]
    form = Form(
        "training_workload",
        "核定表",
        "教师承担培训工作量核定表",
        columns,
        meta=[("单位（盖章）：", 4), ("填报人：", 2), ("电话：", 3), ("填报时间：", 2)],
        rows=12,
        annex="附件4",
        title_size=18,
        row_height=24,
        codes=True,
        notes=[
            "填表说明：1.授课学时按授课记录统计，每学时 45 分钟；只统计填报期间内的授课。",
            "2.按学时分摊到账经费=班次期间内到账经费×本人在该班的授课学时÷该班全部授课学时，用于核定绩效工资总量（吉市政办发〔2022〕33号）。",
        ],
        signatures=[(SIGN, 4), ("人事部门审核：", 4), ("制表人：", 3)],
    )
    ws, _first, last = make_sheet(wb, form)
    ws.cell(last + 1, 10).comment = Comment("由人事部门填写", "人事处")


BOOKS: dict[str, Callable[[Workbook], None]] = {
    "training_statistics": training_statistics,
    "roster": roster,
    "certificate_summary": certificate_summary,
    "certificate_holders": certificate_holders,
    "practice_statistics": practice_statistics,
    "practice_completion": practice_completion,
    "training_workload": training_workload,
}
