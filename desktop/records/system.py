"""The tables the system keeps: acts, their trail, attachments, filed returns, templates, what was learned."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from desktop.records.base import WHERE, Base
from desktop.records.columns import day, note, ref, text, whole, yesno


class Act(Base):
    """One transaction of writing (操作): who, when, what, and its link in the school's chain of digests.

    `number` counts up within a school; `at` is local time as ISO text with its offset; `undoes` is the act
    that this one took back; `revision` the schema it was written under (undo does not cross a migration).
    `head` is the salted digest of who, when and what; `chain` seals head and entries onto the act before.
    """

    __tablename__ = "act"
    __table_args__ = (Index("uq_act_number", "school", "number", unique=True),)
    label = "操作日志"
    system = True

    number: Mapped[int] = mapped_column(Integer)
    at: Mapped[str] = mapped_column(String(32))
    actor: Mapped[str | None] = mapped_column(String)
    title: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(32))
    created: Mapped[int] = mapped_column(Integer, default=0)
    changed: Mapped[int] = mapped_column(Integer, default=0)
    deleted: Mapped[int] = mapped_column(Integer, default=0)
    undoes: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("act.id"), index=True)
    revision: Mapped[str] = mapped_column(String(32))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    head: Mapped[bytes] = mapped_column(LargeBinary)
    chain: Mapped[bytes | None] = mapped_column(LargeBinary)


class Trail(Base):
    """What an act did to one row (操作明细): created, changed or deleted.

    `content` is JSON: nothing for created (the digest stands for the row), {field: [old, new]} for changed,
    the whole row for deleted. A person's data is erased by emptying `content` and `salt`: the chain is made
    of `digest` alone, and without its salt the digest gives nothing away.

    Many rows created at once are one entry: `span` rows whose ids follow one another from `row` on, with the
    salts and the digests of all, one behind the other. To erase one of them its salt is made all zeros.
    """

    __tablename__ = "trail"
    __table_args__ = (
        Index("ix_trail_span", "row", sqlite_where=sql("span > 1"), info={WHERE: sql("span > 1")}),
    )
    label = "操作明细"
    system = True

    # Not indexed, unlike elsewhere: a bulk import would pay for it and nothing looks a trail up by school.
    school: Mapped[int] = mapped_column(BigInteger, ForeignKey("school.id"))
    act: Mapped[int] = mapped_column(BigInteger, ForeignKey("act.id"), index=True)
    operation: Mapped[str] = mapped_column(String(8))
    record: Mapped[str] = mapped_column(String(32))
    # Ids are unique across all tables, so the row alone finds its entries.
    row: Mapped[int] = mapped_column(BigInteger, index=True)
    span: Mapped[int] = mapped_column(Integer, default=1, server_default=sql("1"))
    content: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class BlobStore(Base):
    """The bytes of a file, once for each content; written beside the trail, which keeps their SHA-256."""

    __tablename__ = "blob_store"
    __table_args__ = (Index("uq_blob_store_sha256", "school", "sha256", unique=True),)
    label = "文件内容"
    system = True

    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Attachment(Base):
    """A file kept with a row (附件): a scanned notice, a signed form, a photo; the bytes lie in BlobStore."""

    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_row", "row"),)
    label = "附件"
    identity = ("name",)
    system = True

    record: Mapped[str | None] = text("附件所属记录")
    row: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str | None] = text("附件文件名", search=True, width=24)
    sha256: Mapped[str | None] = text("附件校验码")
    size: Mapped[int | None] = whole("附件大小", unit="字节")
    added_at: Mapped[str | None] = text("附件加入时间")


class FiledReturn(Base):
    """A return as it was handed in (报送档案): the frozen file, the data behind it, to whom, how and why."""

    __tablename__ = "filed_return"
    label = "报送档案"
    keys = (("form", "period", "version"),)
    identity = ("form", "period", "version")
    order = ("-submitted_at",)
    system = True

    form: Mapped[str | None] = text("报送表名", width=24)
    period: Mapped[str | None] = text("报送期间")
    version: Mapped[int | None] = whole("报送版本")
    state: Mapped[str | None] = text("报送状态")
    file_name: Mapped[str | None] = text("报送文件名", width=24)
    sha256: Mapped[str | None] = text("报送文件校验码")
    behind: Mapped[str | None] = note("报送所据数据")
    recipient: Mapped[str | None] = text("报送单位")
    channel: Mapped[str | None] = text("报送渠道")
    submitted_at: Mapped[str | None] = text("报送时间")
    reason: Mapped[str | None] = note("带错报送原因")
    correction: Mapped[str | None] = note("更正说明")
    task: Mapped[int | None] = ref("所属报送任务", "return_task")


class Template(Base):
    """A bureau's file with its binding, added by the user (模板); shipped ones lie in forms/."""

    __tablename__ = "template"
    label = "模板"
    keys = (("name",),)
    identity = ("name",)
    system = True

    name: Mapped[str | None] = text("模板名称", width=24)
    file_name: Mapped[str | None] = text("模板文件名")
    sha256: Mapped[str | None] = text("模板文件校验码")
    binding: Mapped[str | None] = note("模板绑定")
    added_at: Mapped[str | None] = text("模板加入时间")


class Learned(Base):
    """What was learned from a correction (学到的规则): column matches, value mappings, references."""

    __tablename__ = "learned"
    __table_args__ = (Index("ix_learned_kind_key", "school", "kind", "key"),)
    label = "学到的规则"
    identity = ("key",)
    order = ("-learned_at",)
    system = True

    kind: Mapped[str | None] = text("规则种类")
    key: Mapped[str | None] = text("规则依据", width=24)
    value: Mapped[str | None] = text("规则结果", width=24)
    source: Mapped[str | None] = text("规则来源")
    learned_at: Mapped[str | None] = text("规则学到时间")
    revoked: Mapped[bool | None] = yesno("规则已撤销")


class ImportJob(Base):
    """One import of a file (导入记录): which file, how its columns were matched, what came of it."""

    __tablename__ = "import_job"
    __table_args__ = ()
    label = "导入记录"
    identity = ("file_name",)
    order = ("-imported_at",)
    system = True

    file_name: Mapped[str | None] = text("导入文件名", width=24)
    sha256: Mapped[str | None] = text("导入文件校验码")
    record: Mapped[str | None] = text("导入到")
    sheet: Mapped[str | None] = text("导入工作表")
    mapping: Mapped[str | None] = note("导入列对应")
    rows: Mapped[int | None] = whole("导入行数")
    created: Mapped[int | None] = whole("导入新增数")
    updated: Mapped[int | None] = whole("导入更新数")
    unchanged: Mapped[int | None] = whole("导入未变数")
    rejected: Mapped[int | None] = whole("导入退回数")
    imported_at: Mapped[str | None] = text("导入时间")


class Pending(Base):
    """Something typed or imported that could not be understood (待处理): kept until somebody decides."""

    __tablename__ = "pending"
    __table_args__ = (Index("ix_pending_row", "row"),)
    label = "待处理"
    identity = ("path",)
    system = True

    record: Mapped[str | None] = text("待处理记录")
    row: Mapped[int | None] = mapped_column(BigInteger)
    path: Mapped[str | None] = text("待处理字段")
    typed: Mapped[str | None] = note("待处理原文")
    rule: Mapped[str | None] = text("待处理规则")
    problem: Mapped[str | None] = note("待处理问题")
    place: Mapped[str | None] = text("待处理出处")
    job: Mapped[int | None] = ref("待处理所属导入", "import_job")
    resolved: Mapped[bool | None] = yesno("待处理已解决")


class AcceptedFinding(Base):
    """A finding of 健康检查 that somebody answers for (认可的问题): why, until when, and for which data.

    `digest` is that of the values the finding rested on: when they change, it shows again.
    """

    __tablename__ = "accepted_finding"
    label = "认可的问题"
    keys = (("rule", "row"),)
    identity = ("rule", "sentence")
    order = ("-accepted_at",)
    system = True

    rule: Mapped[str | None] = text("认可的检查")
    record: Mapped[str | None] = text("认可的记录")
    row: Mapped[int | None] = mapped_column(BigInteger)
    sentence: Mapped[str | None] = note("认可的问题内容")
    digest: Mapped[str | None] = text("认可所据数据")
    reason: Mapped[str | None] = note("认可原因")
    until: Mapped[date | None] = day("认可有效期至")
    accepted_by: Mapped[str | None] = text("认可人")
    accepted_at: Mapped[str | None] = text("认可时间")


class Setting(Base):
    """A choice of this ledger (设置), such as which school is its own."""

    __tablename__ = "setting"
    label = "设置"
    keys = (("name",),)
    identity = ("name",)
    system = True

    name: Mapped[str | None] = text("设置名称")
    value: Mapped[str | None] = note("设置值")
