"""Certificates: the catalogue of types, exam batches, candidates, and who holds what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from desktop.core.fields import Kind
from desktop.records import expressions as sql
from desktop.records import people
from desktop.records.base import Base
from desktop.records.columns import code, day, decimal, derived, money, note, ref, text, whole, yesno


class CertificateType(Base):
    """A certificate that can be had: scheme, name, level and issuing organisation (证书目录)."""

    __tablename__ = "certificate_type"
    label = "证书目录"
    keys = (("scheme", "name", "level", "organisation"),)
    may_lack = ("level", "organisation")
    identity = ("name", "level", "scheme", "organisation")

    scheme: Mapped[str | None] = code("方案", "scheme", aliases=("证书类型", "证书类别", "证书种类"))
    name: Mapped[str | None] = text(
        "证书名称", aliases=("证书", "职业名称", "职业技能等级证书名称"), search=True, width=20
    )
    level: Mapped[str | None] = code(
        "等级", "skill_level", aliases=("证书等级", "职业技能等级", "级别", "技能等级")
    )
    organisation: Mapped[str | None] = text(
        "评价组织",
        aliases=("培训评价组织", "发证机构", "评价机构", "发证机构名称", "颁证机构", "发证单位", "颁证单位"),
        search=True,
        width=20,
    )
    organisation_code: Mapped[str | None] = text("组织编码", aliases=("发证机构编码", "机构编码"))
    occupation_code: Mapped[str | None] = text("职业(工种)编码", aliases=("职业编码", "工种编码"))
    major: Mapped[int | None] = ref("对应专业", "major", aliases=("专业", "专业名称"))
    start: Mapped[date | None] = day("起始日期", aliases=("起始时间",))
    end: Mapped[date | None] = day("终止日期", aliases=("终止时间",))
    status: Mapped[str | None] = code("状态", "certificate_type_status")


class ExamBatch(Base):
    """One exam of one certificate on one day (考核批次)."""

    __tablename__ = "exam_batch"
    label = "考核批次"
    keys = (("number",),)
    identity = ("number", "certificate_type")
    front = (
        "number",
        "certificate_type.name",
        "certificate_type.level",
        "held_on",
        "site",
        "registered",
        "sat",
        "passed",
        "certified",
        "pass_rate",
    )
    window = ("held_on",)
    order = ("-held_on",)

    number: Mapped[str | None] = text(
        "批次号", aliases=("考核批次号", "批次编号", "考试批次", "批次"), search=True
    )
    certificate_type: Mapped[int | None] = ref("证书目录", "certificate_type", required=True)
    site: Mapped[str | None] = text("考核站点", aliases=("鉴定地点", "考点", "考核地点"))
    held_on: Mapped[date | None] = day(
        "考核日期", aliases=("考核时间", "考试日期", "考试时间"), required=True
    )
    planned: Mapped[int | None] = whole("计划人数", aliases=("计划考核人数",), unit="人", high=100000)
    price: Mapped[int | None] = money("收费标准", aliases=("考核费标准",), high=100_000)
    cost: Mapped[int | None] = money("经费", aliases=("考核经费",), high=10_000_000)
    fund: Mapped[str | None] = code("资金来源", "fund", aliases=("经费来源",))
    in_plan: Mapped[bool | None] = yesno("融入毕业年级教学计划", aliases=("是否融入毕业年级教学计划",))
    status: Mapped[str | None] = code("状态", "exam_batch_status", aliases=("批次状态",))
    note: Mapped[str | None] = note("备注")

    trained = derived("培训人数", Kind.WHOLE, sql.trained_count, unit="人")
    registered = derived("报考人数", Kind.WHOLE, sql.registered, aliases=("报名人数", "鉴定人数"), unit="人")
    sat = derived(
        "实考人数", Kind.WHOLE, sql.sat_count, aliases=("参考人数", "参加考核人数", "实际考核人数"), unit="人"
    )
    passed = derived("通过人数", Kind.WHOLE, sql.passed_count, aliases=("合格人数",), unit="人")
    certified = derived(
        "取证人数", Kind.WHOLE, sql.batch_certified, aliases=("获证人数", "获取人数"), unit="人"
    )
    pass_rate = derived(
        "通过率", Kind.DECIMAL, sql.rate(sql.passed_count, sql.sat_count), aliases=("合格率",), unit="%"
    )
    certified_rate = derived(
        "取证率",
        Kind.DECIMAL,
        sql.rate(sql.batch_certified, sql.registered),
        aliases=("获证比例", "获证率"),
        unit="%",
    )
    grade = derived("年级", Kind.TEXT, sql.own_grade)


class Candidate(Base):
    """One person signed up for one batch (考生); what was true at sign-up is copied and kept."""

    __tablename__ = "candidate"
    label = "考生"
    keys = (("batch", "student"),)
    indexes = (("batch", "result", "sat", "training_class", "grade"),)
    part_of = "batch"
    carries = ("student",)
    identity = ("student.person.name", "batch", "student.person.document_number")
    front = (
        "student.person.name",
        "student.person.document_number",
        "batch.number",
        "batch.certificate_type.name",
        "batch.certificate_type.level",
        "source",
        "theory",
        "practice",
        "result",
        "certificate_number",
    )
    window = ("batch.held_on",)

    batch: Mapped[int | None] = ref("考核批次", "exam_batch")
    student: Mapped[int | None] = ref("学员", "student")
    ticket: Mapped[str | None] = text("准考证号", aliases=("准考证号码", "考号"), search=True)
    nature: Mapped[str | None] = code("考试性质", "exam_nature")
    source: Mapped[str | None] = code("考生来源", "candidate_source", aliases=("来源",))
    training_class: Mapped[int | None] = ref("培训班次", "training_class")
    theory: Mapped[Decimal | None] = decimal("理论成绩", aliases=("理论", "应知"), high=1000)
    practice: Mapped[Decimal | None] = decimal("实操成绩", aliases=("实操", "应会", "技能成绩"), high=1000)
    total: Mapped[Decimal | None] = decimal("总成绩", aliases=("成绩", "总分", "综合成绩"), high=1000)
    sat: Mapped[bool | None] = yesno("实考", aliases=("是否实考", "是否参考"))
    result: Mapped[str | None] = code(
        "结果", "exam_result", aliases=("考核结果", "是否通过", "考试结果", "评定结果", "鉴定结果")
    )
    credits: Mapped[str | None] = text("学分认定", aliases=("认定学分", "学分", "认定课程"))
    major: Mapped[int | None] = people.major(copied="student.student_status.major")
    grade: Mapped[str | None] = people.grade(copied="student.student_status.grade")
    class_name: Mapped[str | None] = people.class_name(copied="student.student_status.class_name")
    graduating: Mapped[bool | None] = people.graduating(copied="student.student_status.graduating")

    certificate_number = derived(
        "证书编号", Kind.TEXT, sql.own_certificate("candidate", "number"), aliases=("证书号",)
    )
    issued = derived("发证日期", Kind.DAY, sql.own_certificate("candidate", "issued"), aliases=("发证时间",))


class Certificate(Base):
    """A certificate somebody holds (证书): the only truth about who holds what."""

    __tablename__ = "certificate"
    label = "证书"
    keys = (("certificate_type", "number"),)
    indexes = (("school", "issued", "status", "certificate_type", "candidate"),)
    carries = ("student",)
    identity = ("number", "student.person.name")
    front = (
        "number",
        "student.person.name",
        "certificate_type.name",
        "certificate_type.level",
        "issued",
        "student.person.document_number",
    )
    window = ("issued",)
    order = ("-issued",)

    certificate_type: Mapped[int | None] = ref("证书目录", "certificate_type")
    number: Mapped[str | None] = text("证书编号", aliases=("证书号", "证书号码"), search=True, width=24)
    student: Mapped[int | None] = ref("学员", "student", required=True)
    issued: Mapped[date | None] = day(
        "发证日期", aliases=("发证时间", "颁证日期", "获证时间", "取证时间"), required=True
    )
    candidate: Mapped[int | None] = ref("考生", "candidate")
    enrolment: Mapped[int | None] = ref("学员名册", "enrolment")
    status: Mapped[str | None] = code("状态", "certificate_status", aliases=("证书状态",))
