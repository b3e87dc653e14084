"""The measures of training, declared once each (domain.md §3)."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, func, not_, select, true

from desktop.core.fields import Kind
from desktop.core.presenting import rounded
from desktop.records.expressions import ATTENDED, VOID, has_roster, table
from desktop.services.counting.measure import (
    Aggregate,
    Composite,
    Measure,
    MeasureSet,
    Part,
    Predicate,
    Scan,
    Value,
)
from desktop.services.counting.rules import Rules

CLASS, LINE, RECEIPT = "training_class", "enrolment", "receipt"


def _class_dated(prefix: str = "") -> tuple[Predicate, ...]:
    whose = "所在班次" if prefix else "班次"
    return (
        Predicate(
            "有日期",
            whose + "没有填{rules.class_date_label}，不知属于哪个期间。",
            lambda s: s.at(prefix + s.rules.class_date).is_not(None),
        ),
        Predicate(
            "在期间内",
            whose + "的{rules.class_date_label}不在期间内。",
            lambda s: s.in_window(prefix + s.rules.class_date),
        ),
    )


def _came(scan: Scan) -> ColumnElement[bool]:
    return scan.at("status").in_(scan.rules.came)


def _no_roster(scan: Scan) -> ColumnElement[bool]:
    return not_(has_roster(scan.base, scan.today))


def _receipts(scan: Scan, *, subsidy: bool) -> ColumnElement[bool]:
    r = table(RECEIPT).alias()
    mine = r.c["training_class"] == scan.base.c.id
    wanted = and_(mine, r.c.subsidy == true()) if subsidy else mine
    return select(r.c.id).where(wanted).correlate(scan.base).exists()


def _woman(scan: Scan) -> ColumnElement[bool]:
    """One of the women, looked up among them: quicker than each student's person by itself."""
    student, person = table("student").alias(), table("person").alias()
    women = select(student.c.id).select_from(student.join(person, person.c.id == student.c.person))
    # + 0: not the other way round, from the women to all their rows
    return (scan.at("student") + 0).in_(women.where(person.c.sex == "2"))


def _certified_line(scan: Scan) -> ColumnElement[bool]:
    c = table("certificate").alias()
    held = and_(c.c.enrolment == scan.base.c.id, func.coalesce(c.c.status, "") != VOID)
    return select(c.c.id).where(held).correlate(scan.base).exists()


def _certified_class(scan: Scan) -> ColumnElement[bool]:
    c, e = table("certificate").alias(), table(LINE).alias()
    held = and_(e.c["training_class"] == scan.base.c.id, func.coalesce(c.c.status, "") != VOID)
    joined = select(c.c.id).select_from(c.join(e, c.c.enrolment == e.c.id))
    return joined.where(held).correlate(scan.base).exists()


_IN = _class_dated()
_LINE_IN = _class_dated("training_class.")
_CAME = Predicate("到班", "学员状态不是{rules.came_label}。", _came)
_HERE = Predicate("实到", "学员没有到班。", lambda s: s.at("status").in_(ATTENDED))
_FINISHED = Predicate("结业", "学员状态不是结业。", lambda s: s.at("status") == "结业")
_WOMAN = Predicate("女性", "学员不是女性，或没有填性别。", _woman)
_LISTED_CERTIFICATE = Predicate("持证", "名册上没有挂有效证书。", _certified_line)
_UNLISTED = Predicate("无名册", "班次有学员名册，按名册计。", _no_roster)
_UNCERTIFIED = Predicate(
    "无证书记录", "班次的名册上挂有证书，按证书计。", lambda s: not_(_certified_class(s))
)
_LINE_DAYS = Predicate("有天数", "所在班次没有填天数。", lambda s: s.at("training_class.days").is_not(None))
_LINE_HOURS = Predicate("有学时", "所在班次没有填学时。", lambda s: s.at("training_class.hours").is_not(None))
_DAYS = Predicate("有天数", "班次没有填天数。", lambda s: s.at("days").is_not(None))
_HOURS = Predicate("有学时", "班次没有填学时。", lambda s: s.at("hours").is_not(None))
_RECEIVED = (
    Predicate("有日期", "到账没有填日期，不知属于哪个期间。", lambda s: s.at("received_on").is_not(None)),
    Predicate("在期间内", "到账日期不在期间内。", lambda s: s.in_window("received_on")),
    Predicate("有金额", "到账没有填金额。", lambda s: s.at("amount").is_not(None)),
)
_SUBSIDY = Predicate("补贴", "这笔到账不是补贴。", lambda s: s.at("subsidy") == true())
_NO_RECEIPT = Predicate(
    "无到账记录", "班次有到账记录，按到账计。", lambda s: not_(_receipts(s, subsidy=False))
)
_NO_SUBSIDY = Predicate(
    "无补贴到账", "班次有补贴到账记录，按到账计。", lambda s: not_(_receipts(s, subsidy=True))
)


def _typed(name: str, label: str) -> Predicate:
    return Predicate(f"有{label}", f"班次没有填{label}。", lambda s: s.at(name).is_not(None))


def _sum(base: str, predicates: tuple[Predicate, ...], name: str) -> Part:
    return Part(base, predicates, lambda s: s.at(name), Aggregate.SUM)


def _tenths(base: str, predicates: tuple[Predicate, ...], name: str) -> Part:
    return Part(base, predicates, lambda s: s.tenths(name), Aggregate.SUM)


def _times(name: str) -> Part:
    """A class without a roster: its days or hours times its typed head count."""
    has = _DAYS if name == "days" else _HOURS
    tests = (*_IN, _UNLISTED, _typed("actual", "实到人数"), has)
    return Part(CLASS, tests, lambda s: s.tenths(name) * s.at("actual"), Aggregate.SUM)


_HEADS = _sum(CLASS, (*_IN, _UNLISTED, _typed("actual", "实到人数")), "actual")
_ROSTER = (*_LINE_IN, _CAME)

MEASURES = (
    Measure("training.classes", "班次", "个", (Part(CLASS, _IN),), "期间内的班次数"),
    Measure(
        "training.attendances", "人次", "人次", (Part(LINE, _ROSTER), _HEADS),
        "名册上到班的每人每班计1，无名册的班次按实到人数",
    ),
    Measure(
        "training.persons", "人数", "人",
        (Part(LINE, _ROSTER, lambda s: s.at("student"), Aggregate.DISTINCT),),
        "名册上到班的人，同一人只计1次；无名册的不计，另列无名册人次",
    ),
    Measure("training.unlisted", "无名册人次", "人次", (_HEADS,), "无名册班次的实到人数"),
    Measure(
        "training.person_days", "人日", "人日",
        (_tenths(LINE, (*_ROSTER, _LINE_DAYS), "training_class.days"), _times("days")),
        "天数 × 人次", Kind.DECIMAL,
    ),
    Measure(
        "training.person_hours", "人学时", "人学时",
        (_tenths(LINE, (*_ROSTER, _LINE_HOURS), "training_class.hours"), _times("hours")),
        "学时 × 人次", Kind.DECIMAL,
    ),
    Measure(
        "training.hours", "学时", "学时", (_tenths(CLASS, (*_IN, _HOURS), "hours"),),
        "期间内班次的学时之和", Kind.DECIMAL,
    ),
    Measure(
        "training.planned", "计划人数", "人",
        (_sum(CLASS, (*_IN, _typed("planned", "计划人数")), "planned"),),
        "班次的计划人数之和",
    ),
    Measure(
        "training.came", "实到人数", "人", (Part(LINE, (*_LINE_IN, _HERE)), _HEADS),
        "名册上到班的人次，无名册的班次按所填实到人数",
    ),
    Measure(
        "training.finished", "结业人数", "人",
        (
            Part(LINE, (*_LINE_IN, _FINISHED)),
            _sum(CLASS, (*_IN, _UNLISTED, _typed("finished", "结业人数")), "finished"),
        ),
        "名册上结业的人次，无名册的班次按所填结业人数",
    ),
    Measure(
        "training.certified", "取证人数", "人",
        (
            Part(LINE, (*_LINE_IN, _LISTED_CERTIFICATE)),
            _sum(CLASS, (*_IN, _UNCERTIFIED, _typed("certified", "取证人数")), "certified"),
        ),
        "名册上挂有有效证书的人次，没有证书记录的班次按所填取证人数",
    ),
    Measure(
        "training.income", "到账经费", "元",
        (
            _sum(RECEIPT, _RECEIVED, "amount"),
            _sum(CLASS, (*_IN, _NO_RECEIPT, _typed("income", "到账经费")), "income"),
        ),
        "期间内到账之和，加期间内没有到账记录的班次所填到账经费", Kind.MONEY,
    ),
    Measure(
        "training.subsidy", "财政补贴", "元",
        (
            _sum(RECEIPT, (*_RECEIVED, _SUBSIDY), "amount"),
            _sum(CLASS, (*_IN, _NO_SUBSIDY, _typed("subsidy", "财政补贴")), "subsidy"),
        ),
        "期间内补贴到账之和，加期间内没有补贴到账记录的班次所填财政补贴", Kind.MONEY,
    ),
    Measure(
        "training.women", "女性人次", "人次", (Part(LINE, (*_ROSTER, _WOMAN)),),
        "名册上到班的女性；无名册的班次不知性别，不计",
    ),
)  # fmt: skip


def _full_time(values: Mapping[str, Value], rules: Rules) -> Value:
    """人次 × the school's coefficient; None where the school has set none (there is no national one)."""
    if not rules.coefficient:
        return None
    return rounded((values["training.attendances"] or 0) * rules.coefficient, 1)


COMPOSITES = (
    Composite(
        "training.full_time", "折算全日制学生", "人", ("training.attendances",), _full_time,
        "人次 × 折算系数 {rules.coefficient}（设置 training.full_time_coefficient，0 为不折算）",
    ),
)  # fmt: skip

_THROUGH = "training_class."
TRAINING = MeasureSet(
    measures=MEASURES,
    composites=COMPOSITES,
    ways={
        (CLASS, LINE): (("", _THROUGH),),
        (CLASS, RECEIPT): (("", _THROUGH),),
        (LINE, CLASS): ((_THROUGH, ""),),
        (LINE, RECEIPT): ((_THROUGH, _THROUGH),),
        (RECEIPT, CLASS): ((_THROUGH, ""),),
        (RECEIPT, LINE): ((_THROUGH, _THROUGH),),
    },
    # 按对象分：名册上的人员类别在先，没有填的按班次的培训对象；到账的来源在先，没有填的按班次的资金来源
    fallback={(LINE, "training_class.audience"): "category", (RECEIPT, "training_class.fund"): "fund"},
    dates={
        CLASS: lambda rules: rules.class_date,
        LINE: lambda rules: _THROUGH + rules.class_date,
        RECEIPT: lambda rules: "received_on",
    },
    owners={LINE: CLASS, CLASS: ""},
)
