"""The school itself, its yearly figures, departments and majors."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from desktop.records.base import Base
from desktop.records.columns import code, day, money, note, ref, text, whole, year, yesno


class School(Base):
    """The school whose ledger this is; a bureau's ledger has many (学校)."""

    __tablename__ = "school"
    label = "学校"
    keys = (("school_code",),)
    identity = ("name", "school_code")

    school_code: Mapped[str | None] = text(
        "学校标识码", aliases=("学校代码", "院校代码"), check="school_code"
    )
    name: Mapped[str | None] = text(
        "学校名称",
        aliases=(
            "学校全称",
            "全称",
            "填报单位",
            "单位名称",
            "填报学校",
            "培训机构",
            "学校",
            "派出院校",
            "培训单位",
        ),
        required=True,
    )
    kind: Mapped[str | None] = code("学校类型", "school_type")
    founder: Mapped[str | None] = text("举办者")
    division: Mapped[str | None] = code("所在区划", "division", aliases=("所在县区", "县(市)区"))
    excellent: Mapped[bool | None] = yesno("优质/双高学校", aliases=("优质学校", "双高学校"))
    head: Mapped[str | None] = text("负责人", aliases=("单位负责人", "校长", "学校负责人", "法定代表人"))
    reporter: Mapped[str | None] = text("填报人", aliases=("填表人", "制表人", "经办人", "联系人"))
    phone: Mapped[str | None] = text("联系电话", aliases=("电话", "办公电话"), check="phone")
    address: Mapped[str | None] = text("地址", aliases=("学校地址",))


class Headcount(Base):
    """Students and staff at one date (学校人数); a ratio uses the last date on or before the window's end."""

    __tablename__ = "headcount"
    label = "学校人数"
    keys = (("counted_on",),)
    identity = ("counted_on",)
    window = ("counted_on",)
    order = ("-counted_on",)

    counted_on: Mapped[date | None] = day("统计时点", aliases=("统计日期",), help="一般为 9 月 1 日")
    students: Mapped[int | None] = whole("在校生数", aliases=("在校学生数", "全日制在校生数"), unit="人")
    graduates: Mapped[int | None] = whole("毕业生数", unit="人")
    graduating: Mapped[int | None] = whole("毕业年级人数", unit="人")
    staff: Mapped[int | None] = whole("教职工数", unit="人")
    teachers: Mapped[int | None] = whole("专任教师数", unit="人")
    specialised: Mapped[int | None] = whole("专业课教师数", unit="人")


class Finance(Base):
    """Yearly money of the school (学校经费)."""

    __tablename__ = "finance"
    label = "学校经费"
    keys = (("calendar_year",),)
    identity = ("calendar_year",)
    order = ("-calendar_year",)

    calendar_year: Mapped[int | None] = year("自然年", aliases=("年度", "年份"))
    total: Mapped[int | None] = money("学校经费总额")
    teaching: Mapped[int | None] = money("教学经费")
    training: Mapped[int | None] = money("实习实训经费")
    general: Mapped[int | None] = money("公用经费")
    from_training: Mapped[int | None] = money("培训收入补充公用经费")


class Department(Base):
    """A department of the school (系部)."""

    __tablename__ = "department"
    label = "系部"
    keys = (("name",),)
    identity = ("name",)

    name: Mapped[str | None] = text(
        "名称", aliases=("系部名称", "系部", "部门", "部门名称", "院系"), search=True
    )
    note: Mapped[str | None] = note("备注")


class Major(Base):
    """A major taught by the school (专业); code and name are kept as entered, older catalogues occur."""

    __tablename__ = "major"
    label = "专业"
    keys = (("name", "major_code"),)
    may_lack = ("major_code",)
    identity = ("name", "major_code")
    likely = ("name",)

    name: Mapped[str | None] = text("专业名称", aliases=("专业",), search=True)
    major_code: Mapped[str | None] = text("专业代码", aliases=("专业号", "专业编码"), width=8)
    catalogue: Mapped[str | None] = text("目录版本", help="如 2021 版")
    category: Mapped[str | None] = code("专业大类", "major_category")
    department: Mapped[int | None] = ref("所属系部", "department", aliases=("系部", "开设系部", "所在院系"))
