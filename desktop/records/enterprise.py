"""Enterprises: where teachers practise, who commissions classes, who employs trainees."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from desktop.records.base import Base
from desktop.records.columns import code, day, note, text, yesno


class Enterprise(Base):
    """An enterprise (企业), found by its code or else by its registered full name."""

    __tablename__ = "enterprise"
    label = "企业"
    keys = (("credit_code",), ("name",))
    identity = ("name", "credit_code")
    front = ("name", "credit_code", "nature", "industry", "contact", "phone", "base")

    credit_code: Mapped[str | None] = text(
        "统一社会信用代码",
        aliases=("企业机构代码", "信用代码", "社会信用代码", "机构代码"),
        check="credit_code",
        search=True,
        width=19,
    )
    name: Mapped[str | None] = text(
        "企业名称",
        aliases=(
            "单位全称",
            "企业全称",
            "实践企业名称",
            "企业实践单位",
            "实践单位",
            "实践企业",
            "公司名称",
            "单位名称",
        ),
        required=True,
        search=True,
        width=34,
    )
    former_name: Mapped[str | None] = text("曾用名", search=True)
    nature: Mapped[str | None] = code(
        "企业性质", "enterprise_nature", aliases=("单位性质", "性质", "企业性质码", "企业类型")
    )
    industry: Mapped[str | None] = code(
        "所属行业", "industry", aliases=("行业", "企业所属行业", "企业所属行业码", "行业门类")
    )
    scale: Mapped[str | None] = code("规模", "enterprise_scale", aliases=("企业规模",))
    address: Mapped[str | None] = text("地址", aliases=("企业地址", "单位地址"), width=24)
    contact: Mapped[str | None] = text("联系人", aliases=("企业联系人",))
    phone: Mapped[str | None] = text(
        "联系电话", aliases=("企业联系电话", "联系人电话", "电话"), check="phone"
    )
    base: Mapped[str | None] = code("教师企业实践基地", "base_level", aliases=("实践基地级别", "基地级别"))
    on_campus: Mapped[bool | None] = yesno("校内", aliases=("是否校内", "校内基地"))
    integrated: Mapped[bool | None] = yesno("产教融合型企业", aliases=("是否产教融合型企业",))
    agreement_start: Mapped[date | None] = day("合作协议起", aliases=("协议开始日期", "合作起始日期"))
    agreement_end: Mapped[date | None] = day("合作协议止", aliases=("协议结束日期", "合作截止日期"))
    note: Mapped[str | None] = note("备注")
