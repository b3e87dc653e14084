"""People: one human being once, whatever the roles; and the roles of teacher and student."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped, MappedColumn

from desktop.core.fields import Kind, Mask
from desktop.records.base import Base
from desktop.records.columns import code, computed, day, month, ref, text, year, yesno


def category(**meaning: str) -> MappedColumn[str | None]:
    """What kind of trainee a person is: held by the student, copied to each enrolment."""
    return code("人员类别", "audience", aliases=("培训对象", "学员类别", "人员类型"), **meaning)  # type: ignore[arg-type]


def workplace(**meaning: str) -> MappedColumn[str | None]:
    return text("工作单位", aliases=("所在单位", "单位", "现工作单位"), **meaning)  # type: ignore[arg-type]


def education(**meaning: str) -> MappedColumn[str | None]:
    return code("文化程度", "education", aliases=("学历", "最高学历"), **meaning)  # type: ignore[arg-type]


def major(**meaning: str) -> MappedColumn[int | None]:
    return ref("专业", "major", aliases=("所学专业", "专业名称", "就读专业"), **meaning)  # type: ignore[arg-type]


def grade(**meaning: str) -> MappedColumn[str | None]:
    return text("年级", aliases=("入学年级", "所在年级"), **meaning)  # type: ignore[arg-type]


def class_name(**meaning: str) -> MappedColumn[str | None]:
    return text("班级", aliases=("行政班级", "所在班级"), **meaning)  # type: ignore[arg-type]


def graduating(**meaning: str) -> MappedColumn[bool | None]:
    return yesno("毕业年级", aliases=("是否毕业年级",), **meaning)  # type: ignore[arg-type]


class Person(Base):
    """One human being, once, whatever the roles (人员)."""

    __tablename__ = "person"
    label = "人员"
    keys = (("document_type", "document_number"),)
    likely = ("name", "birth")
    identity = ("name", "document_number")
    front = ("name", "sex", "document_number", "phone", "birth")

    name: Mapped[str | None] = text(
        "姓名", aliases=("名字",), required=True, check="name", search=True, width=10
    )
    document_type: Mapped[str | None] = code(
        "证件类型", "document_type", aliases=("证件种类",), default="居民身份证"
    )
    document_number: Mapped[str | None] = text(
        "证件号码",
        aliases=("身份证号", "身份证号码", "证件号", "公民身份号码", "身份证", "居民身份证号", "身份证件号"),
        mask=Mask.NUMBER,
        check="resident_id",
        search=True,
        width=19,
    )
    former_name: Mapped[str | None] = text("曾用名", check="name", search=True)
    sex: Mapped[str | None] = code("性别", "sex")
    birth: Mapped[str | None] = month("出生日期", aliases=("出生年月", "出生年月日", "生日"))
    ethnic_group: Mapped[str | None] = code("民族", "ethnic_group")
    education: Mapped[str | None] = education()
    phone: Mapped[str | None] = text(
        "联系电话",
        aliases=("手机号码", "手机", "手机号", "电话", "联系方式", "电话号码"),
        mask=Mask.PHONE,
        check="phone",
        search=True,
        width=13,
    )
    address: Mapped[str | None] = text(
        "家庭地址", aliases=("通讯地址", "住址", "家庭住址"), mask=Mask.ADDRESS, width=20
    )


class Teacher(Base):
    """A person teaching here (教师): the role; what held when lies in TeacherStatus."""

    __tablename__ = "teacher"
    label = "教师"
    keys = (("person",),)
    likely = ("number",)
    role = "person"
    history = "teacher_status"
    window = ("joined", "left")
    identity = ("person.name", "number", "person.document_number")
    front = (
        "person.name",
        "number",
        "person.sex",
        "teacher_status.category",
        "teacher_status.title",
        "teacher_status.department",
        "teacher_status.double",
        "major.name",
        "person.phone",
        "person.document_number",
    )

    person: Mapped[int | None] = ref("人员", "person")
    number: Mapped[str | None] = text(
        "工号", aliases=("教工号", "职工号", "教师工号", "教职工号"), search=True
    )
    degree: Mapped[str | None] = code("学位", "degree")
    major: Mapped[int | None] = ref("任教专业", "major", aliases=("任教专业(课程)", "所教专业"))
    course: Mapped[str | None] = text("任教课程", aliases=("任教学科", "课程"))
    joined: Mapped[date | None] = day("入职日期", aliases=("入职时间", "来校时间"))
    started: Mapped[date | None] = day("上岗日期")
    left: Mapped[date | None] = day("离岗日期", aliases=("离职日期",))
    industry_before: Mapped[bool | None] = yesno(
        "入职前企业工作经历", help="有或无；没有的新任教师应先实践再上岗（教师〔2016〕3号）"
    )
    establishment: Mapped[str | None] = code("编制", "establishment", aliases=("编制类型", "是否在编"))
    months_5_years = computed(
        "近五年累计月数",
        Kind.DECIMAL,
        "practice",
        aliases=("近5年累计(月)", "近五年累计(月)", "五年累计月数"),
        unit="月",
    )
    days_year = computed(
        "本年实践天数", Kind.DECIMAL, "practice", aliases=("年度实践天数", "本年累计天数"), unit="天"
    )
    missing_months = computed("五年差额月数", Kind.DECIMAL, "practice", aliases=("尚差月数",), unit="月")
    practices_counted = computed("认可实践次数", Kind.WHOLE, "practice", unit="次")
    verdict = computed("实践结论", Kind.TEXT, "practice", aliases=("是否达标", "达标情况", "完成情况"))
    verdict_reason = computed("结论说明", Kind.TEXT, "practice", aliases=("不适用原因",))
    taught_classes = computed("授课班次数", Kind.WHOLE, "workload", aliases=("班次数",), unit="个")
    taught_hours = computed(
        "授课学时", Kind.DECIMAL, "workload", aliases=("承担学时", "授课课时", "承担培训学时"), unit="学时"
    )
    converted_workload = computed("折算工作量", Kind.DECIMAL, "workload", unit="学时")
    income_share = computed(
        "分摊到账经费", Kind.MONEY, "workload", aliases=("按学时分摊到账经费", "分摊经费"), unit="元"
    )


class TeacherStatus(Base):
    """What a teacher was from a date on (教师任职)."""

    __tablename__ = "teacher_status"
    label = "教师任职"
    keys = (("teacher", "start"),)
    part_of = "teacher"
    identity = ("teacher", "start")
    order = ("-start",)

    teacher: Mapped[int | None] = ref("教师", "teacher")
    start: Mapped[date | None] = day("起始日期", aliases=("任职起始日期",))
    category: Mapped[str | None] = code(
        "教师类别", "teacher_category", aliases=("教师类型", "类别"), required=True
    )
    title: Mapped[str | None] = code("职称", "title", aliases=("专业技术职务", "现任职称", "职务职称"))
    department: Mapped[int | None] = ref(
        "系部", "department", aliases=("所在部门", "派出部门", "部门", "院系", "所在系部", "所在院系")
    )
    full_time: Mapped[bool | None] = yesno("专任", aliases=("是否专任", "专任教师"))
    double: Mapped[bool | None] = yesno(
        "双师型", aliases=("是否双师型", "双师型教师", "是否双师", "是否双师型教师")
    )
    double_level: Mapped[str | None] = code("双师型级别", "double_level", aliases=("认定级别", "双师级别"))
    double_year: Mapped[int | None] = year("认定年份", aliases=("双师认定年份",))
    double_number: Mapped[str | None] = text("证书编号", aliases=("双师型证书编号", "双师证书编号"))
    post: Mapped[str | None] = code("在岗状态", "post_status", aliases=("在职状态", "人员状态"))


class TeacherExemption(Base):
    """A time in which a teacher need not practise (实践豁免): 产假, 脱产进修 and the like."""

    __tablename__ = "teacher_exemption"
    label = "实践豁免"
    keys = (("teacher", "start"),)
    part_of = "teacher"
    identity = ("teacher", "start")

    teacher: Mapped[int | None] = ref("教师", "teacher")
    start: Mapped[date | None] = day("起", aliases=("豁免起", "豁免开始日期"))
    end: Mapped[date | None] = day("止", aliases=("豁免止", "豁免结束日期"))
    reason: Mapped[str | None] = text("原因", aliases=("豁免原因",))


class Student(Base):
    """A person as a trainee or the school's own student (学员): the role; 学籍 lies in StudentStatus."""

    __tablename__ = "student"
    label = "学员"
    keys = (("person",),)
    likely = ("number",)
    role = "person"
    history = "student_status"
    identity = ("person.name", "person.document_number")
    front = (
        "person.name",
        "person.sex",
        "person.document_number",
        "person.phone",
        "category",
        "workplace",
        "number",
        "student_status.grade",
        "student_status.class_name",
    )

    person: Mapped[int | None] = ref("人员", "person")
    category: Mapped[str | None] = category()
    workplace: Mapped[str | None] = workplace()
    number: Mapped[str | None] = text("学号", aliases=("学生学号",), search=True)


class StudentStatus(Base):
    """Where an own student stood in one school year (学籍)."""

    __tablename__ = "student_status"
    label = "学籍"
    keys = (("student", "school_year"),)
    part_of = "student"
    identity = ("student", "school_year")
    order = ("-school_year",)

    student: Mapped[int | None] = ref("学员", "student")
    school_year: Mapped[str | None] = text("学年", help="如 2025-2026", check="school_year")
    major: Mapped[int | None] = major()
    grade: Mapped[str | None] = grade()
    class_name: Mapped[str | None] = class_name()
    graduating: Mapped[bool | None] = graduating()
