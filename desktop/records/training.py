"""Training: classes, their rosters, lessons, attendance and receipts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Mapped

from desktop.core.fields import Kind
from desktop.records import expressions as sql
from desktop.records import people
from desktop.records.base import Base
from desktop.records.columns import (
    code,
    computed,
    day,
    decimal,
    derived,
    money,
    note,
    ref,
    text,
    whole,
    yesno,
)


class TrainingClass(Base):
    """One class held for trainees (培训班次)."""

    __tablename__ = "training_class"
    label = "培训班次"
    keys = (("number",), ("title", "start"))
    identity = ("title", "start", "number")
    front = ("title", "kind", "audience", "start", "end", "attendances", "hours", "state", "number")
    window = ("end",)
    order = ("-start",)

    number: Mapped[str | None] = text(
        "班次编号", aliases=("班级编号", "开班编号", "培训班编号", "编号"), search=True, width=12
    )
    title: Mapped[str | None] = text(
        "项目名称",
        aliases=(
            "培训项目名称",
            "班次名称",
            "培训班名称",
            "培训项目(班次)名称",
            "培训班次名称",
            "培训名称",
            "班级名称",
            "工种班次",
            "培训班次",
            "培训项目",
            "培训班",
        ),
        search=True,
        width=40,
    )
    start: Mapped[date | None] = day(
        "开班日期", aliases=("开班时间", "开始日期", "培训开始时间", "开始时间", "培训时间/起", "起始日期")
    )
    end: Mapped[date | None] = day(
        "结业日期",
        aliases=("结业时间", "结束日期", "培训结束时间", "结束时间", "培训时间/止", "终止日期"),
        required=True,
    )
    kind: Mapped[str | None] = code(
        "培训类型", "training_type", aliases=("培训类别", "类型", "项目类型", "项目类别"), required=True
    )
    facing: Mapped[str | None] = code("面向", "facing", aliases=("面向群体", "面向对象"), required=True)
    audience: Mapped[str | None] = code(
        "培训对象", "audience", aliases=("对象", "培训人群", "学员类别", "培训对象类别"), required=True
    )
    nature: Mapped[str | None] = code(
        "性质", "training_nature", aliases=("培训性质", "是否补贴性/公益性", "项目性质"), required=True
    )
    mode: Mapped[str | None] = code("培训方式", "training_mode", aliases=("培训形式", "授课方式"))
    occupation: Mapped[str | None] = text(
        "培训职业", aliases=("工种", "培训工种", "职业(工种)", "培训职业(工种)", "职业工种"), search=True
    )
    level: Mapped[str | None] = code("培训等级", "skill_level", aliases=("等级", "技能等级", "级别"))
    host: Mapped[str | None] = text("主办单位", aliases=("主办方",))
    client: Mapped[int | None] = ref(
        "委托单位", "enterprise", aliases=("委托(主办)单位", "委托企业", "委托方")
    )
    department: Mapped[int | None] = ref("承办系部", "department", aliases=("系部", "承办部门", "承办单位"))
    major: Mapped[int | None] = ref("专业", "major", aliases=("对应专业", "相关专业"))
    place: Mapped[str | None] = text("培训地点", aliases=("地点", "办班地点", "上课地点"))
    days: Mapped[Decimal | None] = decimal("天数", aliases=("培训天数",), unit="天", high=1000)
    hours: Mapped[Decimal | None] = decimal(
        "学时",
        aliases=("课时", "学时数", "培训学时", "总学时", "总课时"),
        required=True,
        unit="学时",
        high=5000,
    )
    theory_hours: Mapped[Decimal | None] = decimal("理论学时", aliases=("理论课时",), unit="学时")
    practice_hours: Mapped[Decimal | None] = decimal(
        "实操学时", aliases=("实操课时", "实训学时"), unit="学时"
    )
    planned: Mapped[int | None] = whole(
        "计划人数", aliases=("计划培训人数", "拟培训人数"), unit="人", high=100000
    )
    actual: Mapped[int | None] = whole(
        "实到人数",
        aliases=("实际人数", "参加人数", "培训人数", "实际培训人数", "参训人数", "人数"),
        unit="人",
        high=100000,
        counted=sql.came,
    )
    finished: Mapped[int | None] = whole(
        "结业人数", aliases=("合格人数", "结业学员数"), unit="人", high=100000, counted=sql.finished
    )
    certified: Mapped[int | None] = whole(
        "取证人数",
        aliases=("获证人数", "获得证书人数", "发证人数", "获取证书人数", "发证数量"),
        unit="人",
        high=100000,
        counted=sql.certified,
    )
    fee: Mapped[int | None] = money("应收培训费", aliases=("培训费", "应收费用"), high=10_000_000)
    income: Mapped[int | None] = money(
        "到账经费",
        aliases=("到款额", "培训收入", "到账金额", "经费收入", "到账", "实际到账", "到账资金"),
        high=10_000_000,
        counted=sql.received(False),
    )
    subsidy: Mapped[int | None] = money(
        "财政补贴",
        aliases=("其中财政补贴", "财政补助", "其中：财政补贴", "其中：财政补助"),
        high=10_000_000,
        counted=sql.received(True),
    )
    fund: Mapped[str | None] = code("资金来源", "fund", aliases=("经费来源", "资金渠道", "经费渠道"))
    filing: Mapped[str | None] = text("备案号", aliases=("开班批文号", "批文号"))
    filed: Mapped[date | None] = day("备案日期")
    filing_status: Mapped[str | None] = code("备案状态", "filing_status")
    adviser: Mapped[str | None] = text("班主任", aliases=("班级负责人",))
    task: Mapped[str | None] = code("对应政策任务", "policy_task")
    joint: Mapped[bool | None] = yesno("证书联合项目", aliases=("是否证书联合项目",))
    evidence: Mapped[str | None] = note("佐证材料", aliases=("支撑材料",))
    note: Mapped[str | None] = note("备注", aliases=("说明",))

    attendances = derived("人次", Kind.WHOLE, sql.attendances, aliases=("培训人次",), unit="人次")
    persons = derived("人数", Kind.WHOLE, sql.persons, unit="人")
    women = derived("女性人次", Kind.WHOLE, sql.women, aliases=("其中女性", "女性"), unit="人次")
    person_days = derived("人日", Kind.DECIMAL, sql.person_days, aliases=("人天",), unit="人日")
    person_hours = derived("人学时", Kind.DECIMAL, sql.person_hours, unit="人学时")
    full_time_equivalent = computed("折算全日制学生", Kind.DECIMAL, "training", unit="人")
    teachers = derived("任课教师", Kind.TEXT, sql.class_teachers, aliases=("授课教师", "任课老师"))
    state = derived("状态", Kind.TEXT, sql.class_state, aliases=("班次状态",))


class Enrolment(Base):
    """One trainee in one class (学员名册); what was true at sign-up is copied and kept."""

    __tablename__ = "enrolment"
    label = "学员名册"
    keys = (("training_class", "student"),)
    indexes = (("training_class", "status", "student", "category", "school"),)
    part_of = "training_class"
    carries = ("student",)
    identity = ("student.person.name", "training_class", "student.person.document_number")
    front = (
        "student.person.name",
        "student.person.document_number",
        "student.person.phone",
        "workplace",
        "status",
        "training_class.title",
        "training_class.start",
        "theory",
        "practice",
        "certificate_number",
    )
    window = ("training_class.end",)

    training_class: Mapped[int | None] = ref("培训班次", "training_class")
    student: Mapped[int | None] = ref("学员", "student")
    status: Mapped[str | None] = code(
        "状态", "enrolment_status", aliases=("学员状态", "培训状态"), default="报到"
    )
    arrived: Mapped[date | None] = day("报到日期", aliases=("报到时间",))
    attended_hours: Mapped[Decimal | None] = decimal("出勤学时", aliases=("出勤课时",), unit="学时")
    theory: Mapped[Decimal | None] = decimal("理论成绩", aliases=("应知", "理论", "应知成绩"), high=1000)
    practice: Mapped[Decimal | None] = decimal(
        "实操成绩", aliases=("应会", "实操", "应会成绩", "技能成绩"), high=1000
    )
    former_level: Mapped[str | None] = text("原技术等级", aliases=("原等级",))
    subsidy: Mapped[int | None] = money("补贴金额", high=100_000)
    credits: Mapped[Decimal | None] = decimal("参培学分", aliases=("学分",))
    completion_number: Mapped[str | None] = text("结业证书编号", aliases=("结业证号",))
    issued: Mapped[date | None] = day("发证日期", aliases=("结业证发证日期",))
    collected: Mapped[date | None] = day("领取日期", aliases=("领证日期",))
    category: Mapped[str | None] = people.category(copied="student.category")
    workplace: Mapped[str | None] = people.workplace(copied="student.workplace")
    education: Mapped[str | None] = people.education(copied="student.person.education")
    major: Mapped[int | None] = people.major(copied="student.student_status.major")
    grade: Mapped[str | None] = people.grade(copied="student.student_status.grade")
    class_name: Mapped[str | None] = people.class_name(copied="student.student_status.class_name")
    graduating: Mapped[bool | None] = people.graduating(copied="student.student_status.graduating")

    certificate_number = derived(
        "证书编号", Kind.TEXT, sql.own_certificate("enrolment", "number"), aliases=("证书号",)
    )
    certificate_scheme = derived(
        "证书类型", Kind.CODE, sql.own_scheme("enrolment"), aliases=("证书类别",), codes="scheme"
    )


class Lesson(Base):
    """One lesson of a class (授课记录), held by an own teacher or one from outside."""

    __tablename__ = "lesson"
    label = "授课记录"
    keys = (
        ("training_class", "held_on", "period", "teacher"),
        ("training_class", "held_on", "period", "outside"),
    )
    may_lack = ("period", "teacher", "outside")
    part_of = "training_class"
    identity = ("training_class", "held_on", "period")
    window = ("held_on",)
    order = ("-held_on",)

    training_class: Mapped[int | None] = ref("培训班次", "training_class")
    held_on: Mapped[date | None] = day("日期", aliases=("上课日期", "授课日期"))
    period: Mapped[str | None] = code("时段", "period", aliases=("上课时段",))
    teacher: Mapped[int | None] = ref("教师", "teacher", aliases=("授课教师", "任课教师"))
    outside: Mapped[str | None] = text("外聘教师", aliases=("外聘教师姓名",))
    hours: Mapped[Decimal | None] = decimal("学时", aliases=("课时",), required=True, unit="学时", high=24)
    content: Mapped[str | None] = note("授课内容", aliases=("课程内容", "内容"))
    form: Mapped[str | None] = code("授课形式", "lesson_form", aliases=("上课类型", "教学形式"))
    place: Mapped[str | None] = text("地点", aliases=("上课地点",))

    weekday = derived("星期", Kind.TEXT, sql.weekday)


class Attendance(Base):
    """Whether a trainee was there in a lesson (考勤)."""

    __tablename__ = "attendance"
    label = "考勤"
    keys = (("enrolment", "lesson"),)
    part_of = "enrolment"
    identity = ("enrolment", "lesson")
    window = ("lesson.held_on",)

    enrolment: Mapped[int | None] = ref("学员名册", "enrolment")
    lesson: Mapped[int | None] = ref("授课记录", "lesson")
    status: Mapped[str | None] = code("状态", "attendance_status", aliases=("考勤状态", "出勤情况"))


class Receipt(Base):
    """Money that arrived for a class (到账)."""

    __tablename__ = "receipt"
    label = "到账"
    keys = (("training_class", "received_on", "voucher"),)
    may_lack = ("voucher",)
    part_of = "training_class"
    identity = ("training_class", "received_on", "voucher")
    window = ("received_on",)
    order = ("-received_on",)

    training_class: Mapped[int | None] = ref("培训班次", "training_class")
    received_on: Mapped[date | None] = day("日期", aliases=("到账日期", "到款日期"))
    amount: Mapped[int | None] = money("金额", aliases=("到账金额", "到款额"), required=True, high=10_000_000)
    fund: Mapped[str | None] = code("来源", "fund", aliases=("资金来源",))
    voucher: Mapped[str | None] = text("票据号", aliases=("发票号", "收据号"))
    subsidy: Mapped[bool | None] = yesno("补贴", aliases=("是否补贴",))
