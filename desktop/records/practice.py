"""Teachers' practice in enterprises (教师企业实践); rules: 教师〔2016〕3号, domain.md §1."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from desktop.core.fields import Kind
from desktop.records.base import Base
from desktop.records.columns import code, codes, computed, day, decimal, money, note, ref, text, yesno


class Practice(Base):
    """One stay of one teacher at one enterprise (企业实践)."""

    __tablename__ = "practice"
    label = "企业实践"
    keys = (("teacher", "enterprise", "start"),)
    identity = ("teacher", "enterprise", "start")
    front = (
        "teacher.person.name",
        "teacher.number",
        "enterprise.name",
        "start",
        "end",
        "days",
        "form",
        "position",
        "assessment",
        "status",
    )
    window = ("start", "end")
    order = ("-start",)

    teacher: Mapped[int | None] = ref("教师", "teacher")
    enterprise: Mapped[int | None] = ref(
        "企业", "enterprise", aliases=("实践企业", "实践单位", "企业实践单位")
    )
    start: Mapped[date | None] = day(
        "开始日期",
        aliases=("开始时间", "实践开始日期", "在企业实践/兼职开始日期", "起始日期", "实践起始时间", "开始"),
    )
    end: Mapped[date | None] = day(
        "结束日期",
        aliases=("终止日期", "结束时间", "实践结束日期", "在企业实践/兼职终止日期", "实践终止时间", "结束"),
        required=True,
    )
    form: Mapped[str | None] = code(
        "形式",
        "practice_form",
        aliases=("企业锻炼类型", "企业锻炼类型码", "实践形式", "锻炼形式"),
        required=True,
    )
    position: Mapped[str | None] = text("岗位", aliases=("实践岗位", "兼职岗位", "企业实践/兼职岗位"))
    days: Mapped[Decimal | None] = decimal(
        "认定天数", aliases=("实践天数", "天数", "认定天数(天)"), unit="天", high=2000
    )
    method: Mapped[str | None] = code("计数方式", "counting_method", aliases=("天数计算方式",))
    released: Mapped[bool | None] = yesno("脱产", aliases=("是否脱产",))
    with_students: Mapped[bool | None] = yesno("带学生实习", aliases=("是否带学生实习",))
    content: Mapped[str | None] = note(
        "实践内容", aliases=("实践项目", "主要内容", "实践任务与内容", "实践任务")
    )
    agreement: Mapped[str | None] = text("协议编号", aliases=("协议号",))
    status: Mapped[str | None] = code("审批状态", "practice_status", aliases=("上报状态",))
    assessment: Mapped[str | None] = code(
        "考核结果", "assessment", aliases=("考核等次", "考核结论", "考核情况", "考核等级")
    )
    outcome: Mapped[str | None] = note("成果", aliases=("实践成果", "预期成果", "主要成果", "主要收获"))
    fund: Mapped[str | None] = code("经费来源", "practice_fund")
    cost: Mapped[int | None] = money("金额", aliases=("经费", "经费金额"), high=1_000_000)
    materials: Mapped[str | None] = codes("材料清单", "practice_material", aliases=("材料", "佐证材料"))
    printed_name: Mapped[str | None] = text(
        "企业名称（当时）", copied="enterprise.name", help="办理时协议上的企业名称，企业改名后不变"
    )
    note: Mapped[str | None] = note("备注")

    days_in_window = computed(
        "期间内天数", Kind.DECIMAL, "practice", aliases=("本期天数", "期内天数"), unit="天"
    )
