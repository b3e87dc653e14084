"""Plans, the policy's tasks, and the returns the bureau has asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from desktop.records.base import Base
from desktop.records.columns import code, codes, day, decimal, note, ref, text, whole


class Plan(Base):
    """What was planned, against what is done (计划)."""

    __tablename__ = "plan"
    label = "计划"
    keys = (("kind", "period", "department", "item"),)
    may_lack = ("department", "item")
    identity = ("item", "kind", "period")

    kind: Mapped[str | None] = code("种类", "plan_kind", aliases=("计划种类",))
    period: Mapped[str | None] = text("期间", aliases=("计划期间", "年度", "学年"))
    department: Mapped[int | None] = ref("系部", "department", aliases=("责任系部",))
    item: Mapped[str | None] = text("项目", aliases=("计划项目", "项目名称"), search=True, width=20)
    planned: Mapped[int | None] = whole("计划数", aliases=("计划人数",))
    teacher: Mapped[int | None] = ref("教师", "teacher")
    materials: Mapped[str | None] = codes("材料", "plan_material", aliases=("材料清单",))
    status: Mapped[str | None] = code("状态", "plan_status", aliases=("计划状态",))


class PolicyProgress(Base):
    """How far a task of the policy has come in a period (任务进展)."""

    __tablename__ = "policy_progress"
    label = "任务进展"
    keys = (("task", "period", "target"),)
    may_lack = ("target",)
    identity = ("task", "period", "target")

    task: Mapped[str | None] = code("任务", "policy_task", aliases=("政策任务", "工作任务"))
    period: Mapped[str | None] = text("期间", aliases=("年度",))
    target: Mapped[str | None] = text(
        "指标", help="一项任务有几个手填指标时，一个指标一行，写指标的名称；空着就是整项任务"
    )
    value: Mapped[Decimal | None] = decimal("数值", aliases=("完成数",))
    progress: Mapped[str | None] = note("进展情况", aliases=("落实情况", "完成情况"), required=True)
    evidence: Mapped[str | None] = note("佐证材料", aliases=("支撑材料",))
    problems: Mapped[str | None] = note("存在问题", aliases=("问题",))
    next_step: Mapped[str | None] = note("下一步措施", aliases=("下一步工作", "下步措施"))
    owner: Mapped[str | None] = text("责任部门", aliases=("牵头部门",))
    due: Mapped[date | None] = day("完成时限", aliases=("时限",))


class ReturnTask(Base):
    """A return somebody has asked for, with its date (报送任务)."""

    __tablename__ = "return_task"
    label = "报送任务"
    keys = (("title", "due"),)
    identity = ("title", "due", "sender")
    order = ("due",)

    sender: Mapped[str | None] = text("来文单位", required=True)
    document: Mapped[str | None] = text("文号")
    title: Mapped[str | None] = text("标题", aliases=("任务名称",), required=True, search=True, width=36)
    due: Mapped[date | None] = day("截止日期", aliases=("截止时间", "报送截止日期"), required=True)
    contact: Mapped[str | None] = text("联系人")
    channel: Mapped[str | None] = code("报送方式", "send_via")
    form: Mapped[str | None] = text("报表", aliases=("对应报表",))
    period: Mapped[str | None] = text("期间")
    status: Mapped[str | None] = code("状态", "return_status", aliases=("报送状态",))
    notice: Mapped[str | None] = note("通知附件", aliases=("来文附件",), help="来文的文件名，一行一个")
    scan: Mapped[str | None] = note("盖章扫描件", aliases=("扫描件",), help="扫描件的文件名，一行一个")
