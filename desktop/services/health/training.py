"""Checks of classes, rosters, lessons, attendance and receipts (domain.md §3)."""

from __future__ import annotations

from decimal import Decimal

from desktop.services.health import bases as on
from desktop.services.health.ages import asked, in_force
from desktop.services.health.dialect import CAME, day, named, span, text
from desktop.services.health.rule import Check, Context, Overlap, Rule, Same, Words

FIELD = "通行做法：各地审核中见到的检查"
ROSTER = "通行做法：名册与总数必须一致"
LEDGER = "台账口径：培训班次"
SUBSIDY = "通行做法：补贴性培训的规则"
_BETWEEN = {"start": "c.start", "end": 'c."end"'}
CLASS_END = 'c."end"'
_CAME = f"e.status IN ({CAME})"
_SUBSIDISED = f"c.nature = '补贴性' AND {_CAME} AND length(p.birth) >= 7"
# Two teachers in one lesson are one lesson; one without 时段 stands for itself.
_TAUGHT = """(SELECT sum(hours) FROM (SELECT max(hours) AS hours FROM lesson WHERE training_class = c.id
    GROUP BY held_on, coalesce(period, id || '')) AS slots)"""


def _over(context: Context) -> str:
    return f'c."end" < {day(context.today)}'


def _no_people(context: Context) -> str:
    return f"{_over(context)} AND n.of IS NULL AND c.actual IS NULL"


def _too_many_days(context: Context) -> str:
    return f'c.days > {span(context, "c.start", CLASS_END)} * 10 AND c."end" >= c.start'


def _too_many_hours(context: Context) -> str:
    most = context.policy.number("health.hours_per_day", context.today)
    if most is None:
        return ""
    return f'c.hours > {span(context, "c.start", CLASS_END)} * {int(most * 10)} AND c."end" >= c.start'


def _days_of_hours(told: Words, context: Context) -> str | None:
    """The days that the hours come to, at so many a day (domain.md §3): proposed, never counted unseen."""
    a_day = context.policy.number("training.lessons_per_day", context.today)
    return f"{float(round(Decimal(told['hours']) / 10 / a_day, 1)):g}" if a_day else None


def _finished_early(context: Context) -> str:
    return f"e.status = '结业' AND c.\"end\" > {day(context.today)}"


def _came_early(context: Context) -> str:
    return f"c.start > {day(context.today)} AND {_CAME}"


def _paid_later(context: Context) -> str:
    return f"r.received_on > {day(context.today)}"


def _crowded(context: Context) -> str:
    percent = context.policy.number("health.over_planned_percent", context.today)
    if percent is None:
        return ""
    return f"c.planned > 0 AND coalesce(n.came, c.actual) * 100 > c.planned * {int(percent)}"


def _in_school(context: Context) -> str:
    """By the day the class begins: rules have dates."""
    switched = asked(context, "training.check.in_school_subsidised")
    if not switched:
        return ""
    earmarked = "coalesce(e.graduating, FALSE) AND coalesce(c.fund, '') = '职业技能培训专账资金'"
    return f"c.nature = '补贴性' AND e.category = '在校学生' AND {_CAME} AND NOT ({earmarked}){switched}"


_JUNIOR = "(c.level IN ('初级', '五级/初级工', '学徒工'))"


def _few_hours(context: Context) -> str:
    switched = asked(context, "training.check.subsidised_hours")
    if not switched:
        return ""
    junior, higher = (
        in_force(context, f"training.subsidised_hours.{name}") for name in ("junior", "middle_up")
    )
    return (
        "c.nature = '补贴性' AND c.level IS NOT NULL AND c.level <> '不分级'"
        f" AND c.hours < 10 * CASE WHEN {_JUNIOR} THEN {junior} ELSE {higher} END{switched}"
    )


def _little_practice(context: Context) -> str:
    switched = asked(context, "training.check.subsidised_hours")
    if not switched:
        return ""
    share = in_force(context, "training.subsidised_practical_percent")
    return f"c.nature = '补贴性' AND c.practice_hours * 100 < c.hours * {share}{switched}"


_COUNTS = {"typed": "c.actual", "came": "n.came"}
_PAID = {"typed": "c.income", "received": "r.received"}

CLASSES: tuple[Check, ...] = (
    Rule(
        "结业日期早于开班", "error", on.CLASS, "结业日期", "结业日期 {end} 早于开班日期 {start}，请核对。",
        FIELD,
        'c."end" < c.start', _BETWEEN,
    ),
    Rule(
        "班次资料不全", "warning", on.CLASS, "结业日期",
        "报送要用的{missing}没有填，请补上。", "台账口径：报送必填",
        'c."end" IS NULL OR c.kind IS NULL OR c.facing IS NULL OR c.audience IS NULL OR c.nature IS NULL'
        " OR c.hours IS NULL OR c.title IS NULL OR c.start IS NULL",
        {
            "missing": named(
                (label, f"c.{name} IS NULL")
                for name, label in (
                    ("title", "项目名称"), ("start", "开班日期"), ('"end"', "结业日期"), ("kind", "培训类型"),
                    ("facing", "面向"), ("audience", "培训对象"), ("nature", "性质"), ("hours", "学时"),
                )
            )
        },
    ),
    Rule(
        "结业多于实到", "error", on.CLASS, "结业人数", "结业人数 {finished} 多于实到人数 {came}，请核对。",
        FIELD,
        "coalesce(n.finished, c.finished) > coalesce(n.came, c.actual)",
        {"finished": "coalesce(n.finished, c.finished)", "came": "coalesce(n.came, c.actual)"},
    ),
    Rule(
        "取证多于结业", "error", on.CLASS, "取证人数", "取证人数 {held} 多于结业人数 {finished}，请核对。",
        FIELD,
        "coalesce(h.held, c.certified) > coalesce(n.finished, c.finished)",
        {"held": "coalesce(h.held, c.certified)", "finished": "coalesce(n.finished, c.finished)"},
    ),
    Rule(
        "实到人数与名册不符", "error", on.CLASS, "实到人数",
        "手填的实到人数是 {typed}，名册里是 {came}，请核对。", ROSTER, "c.actual <> n.came", _COUNTS,
    ),
    Rule(
        "结业人数与名册不符", "error", on.CLASS, "结业人数",
        "手填的结业人数是 {typed}，名册里是 {finished}，请核对。", ROSTER, "c.finished <> n.finished",
        {"typed": "c.finished", "finished": "n.finished"},
    ),
    Rule(
        "取证人数与证书不符", "error", on.CLASS, "取证人数",
        "手填的取证人数是 {typed}，名册上的证书是 {held}，请核对。", "台账口径：取证只从证书计数",
        "n.of IS NOT NULL AND c.certified <> coalesce(h.held, 0)",
        {"typed": "c.certified", "held": "coalesce(h.held, 0)"},
    ),
    Rule(
        "到账经费与到账记录不符", "error", on.CLASS, "到账经费",
        "手填的到账经费是 {typed:yuan} 元，到账记录合计 {received:yuan} 元，请核对。",
        "台账口径：到账经费以到账记录为准", "c.income <> r.received", _PAID,
    ),
    Rule(
        "财政补贴与到账记录不符", "error", on.CLASS, "财政补贴",
        "手填的财政补贴是 {typed:yuan} 元，到账记录里的补贴合计 {received:yuan} 元，请核对。",
        "台账口径：到账经费以到账记录为准", "c.subsidy <> r.subsidies",
        {"typed": "c.subsidy", "received": "r.subsidies"},
    ),
    Rule(
        "补贴多于到账", "error", on.CLASS, "财政补贴",
        "财政补贴 {subsidy:yuan} 元多于到账经费 {income:yuan} 元，请核对。", FIELD,
        "r.of IS NULL AND c.subsidy > c.income", {"subsidy": "c.subsidy", "income": "c.income"},
    ),
    Rule(
        "天数多于日期", "error", on.CLASS, "天数",
        "天数 {days:tenths} 比开班 {start} 到结业 {end} 的日历天数还多，请核对。", FIELD, _too_many_days,
        {"days": "c.days", **_BETWEEN},
    ),
    Rule(
        "有学时没有天数", "hint", on.CLASS, "天数",
        "没有填天数，人日里不算这个班；{hours:tenths} 学时折合 {confirmed} 天，对的话请填上。",
        "学校设置：1天折合学时", "c.days IS NULL AND c.hours > 0",
        {"hours": "c.hours"}, _days_of_hours,
    ),
    Rule(
        "学时多于日期", "warning", on.CLASS, "学时",
        "学时 {hours:tenths} 在 {start} 到 {end} 之间排不下，请核对学时或日期。", "学校设置：一天最多学时",
        _too_many_hours, {"hours": "c.hours", **_BETWEEN},
    ),
    Rule(
        "学时与理论实操不符", "error", on.CLASS, "学时",
        "学时 {hours:tenths} 不等于理论 {theory:tenths} 加实操 {practice:tenths}，请核对。",
        "台账口径：学时",
        "c.hours <> c.theory_hours + c.practice_hours",
        {"hours": "c.hours", "theory": "c.theory_hours", "practice": "c.practice_hours"},
    ),
    Rule(
        "授课多于学时", "warning", on.CLASS, "学时",
        "授课记录合计 {taught:tenths} 学时，多于班次的 {hours:tenths} 学时，请核对。", "台账口径：授课记录",
        f"l.listed > c.hours AND {_TAUGHT} > c.hours", {"taught": _TAUGHT, "hours": "c.hours"},
    ),
    Rule(
        "已结业无人数", "warning", on.CLASS, "实到人数",
        "班次在 {end} 已结业，既没有名册也没有实到人数，请补上。",
        "通行做法：名册或总数", _no_people, {"end": 'c."end"'},
    ),
    Rule(
        "实到远多于计划", "hint", on.CLASS, "实到人数", "实到 {came} 人，计划只有 {planned} 人，请核对。",
        "学校设置：实到与计划之比", _crowded, {"came": "coalesce(n.came, c.actual)", "planned": "c.planned"},
    ),
    Rule(
        "备案晚于开班", "warning", on.CLASS, "备案日期",
        "补贴性班次的备案日期 {filed} 晚于开班日期 {start}，请核对。", SUBSIDY,
        "c.nature = '补贴性' AND c.filed > c.start", {"filed": "c.filed", "start": "c.start"},
    ),
    Rule(
        "面向与对象矛盾", "warning", on.CLASS, "面向", "面向“{facing}”，培训对象却是“{audience}”，请核对。",
        "通行做法：面向社会 / 在校学生 / 本校教师",
        "(c.facing = '在校学生') <> (c.audience = '在校学生')"
        " OR (c.facing = '本校教师' AND c.audience <> '教师')",
        {"facing": "c.facing", "audience": "c.audience"},
    ),
    Rule(
        "补贴性学时不足", "warning", on.CLASS, "学时",
        "补贴性{level}班次只有 {hours:tenths} 学时，低于规定，请核对。",
        SUBSIDY, _few_hours, {"level": "c.level", "hours": "c.hours", "start": "c.start"},
    ),
    Rule(
        "补贴性实操占比不足", "warning", on.CLASS, "实操学时",
        "补贴性班次实操 {practice:tenths} 学时，占 {hours:tenths} 学时的比例低于规定，请核对。", SUBSIDY,
        _little_practice, {"practice": "c.practice_hours", "hours": "c.hours", "start": "c.start"},
    ),
    Same(
        "班次重名", "error", on.CLASS, "项目名称",
        "有另一个班次的项目名称和开班日期都相同（{title}），请核对是否重复。",
        LEDGER, f"c.title || '|' || {text('c.start')}", ("title", "start"), words={"title": "c.title"},
    ),
)  # fmt: skip

_OTHER = """FROM enrolment x JOIN training_class d ON d.id = x.training_class
    WHERE x.student = e.student AND x.id <> e.id AND x.status IN ('报到', '结业', '未结业')
    AND d.start <= c."end" AND d."end" >= c.start"""
_CLASS = {"title": "c.title", "start": "c.start"}

ROSTERS: tuple[Check, ...] = (
    Overlap(
        "班次日期重叠", "warning", on.SPANS, "培训班次",
        "在「{title}」学习的日期与「{other}」重叠，同一个人不能同时上两个班，请核对。", FIELD,
        "e.student", "c.first", "c.last", "e.status IN ('报到', '结业', '未结业')",
        {
            "enrolment.student": "",
            "training_class.id": "SELECT student FROM enrolment WHERE training_class IN ({ids})",
        },
        "SELECT id FROM enrolment WHERE student IN ({ids})",
        {"title": "c.title", "other": f"(SELECT min(d.title) {_OTHER})", **_BETWEEN,
         "many": f"(SELECT count(*) {_OTHER})"},
        shared="spans", sharing="e.training_class",
    ),
    Rule(
        "出勤多于学时", "error", on.ENROLMENT, "出勤学时",
        "在「{title}」出勤 {attended:tenths} 学时，多于班次的 {hours:tenths} 学时，请核对。", FIELD,
        "e.attended_hours > c.hours",
        {"title": "c.title", "attended": "e.attended_hours", "hours": "c.hours"},
    ),
    Rule(
        "报到不在班次日期", "warning", on.ENROLMENT, "报到日期",
        "报到日期 {arrived} 在「{title}」结业（{end}）以后，请核对。", LEDGER, 'e.arrived > c."end"',
        {"title": "c.title", "arrived": "e.arrived", "end": 'c."end"'},
    ),
    Rule(
        "结业证早于开班", "error", on.ENROLMENT, "发证日期",
        "结业证发证日期 {issued} 早于「{title}」的开班日期 {start}，请核对。", LEDGER, "e.issued < c.start",
        {**_CLASS, "issued": "e.issued"},
    ),
    Rule(
        "领取早于发证", "error", on.ENROLMENT, "领取日期", "领取日期 {got} 早于发证日期 {issued}，请核对。",
        LEDGER,
        "e.collected < e.issued", {"got": "e.collected", "issued": "e.issued"},
    ),
    Rule(
        "未到结业日已结业", "error", on.ENROLMENT, "状态",
        "「{title}」到 {end} 才结业，这名学员已经登记为结业，请核对。", LEDGER, _finished_early,
        {"title": "c.title", "end": 'c."end"'},
    ),
    Rule(
        "未开班已报到", "error", on.ENROLMENT, "状态",
        "「{title}」{start} 才开班，这名学员已经登记为“{status}”，请核对。", LEDGER, _came_early,
        {**_CLASS, "status": "e.status"},
    ),
    Rule(
        "培训成绩超过满分", "error", on.ENROLMENT, "理论成绩",
        "在「{title}」的成绩（理论 {theory:tenths}，实操 {practice:tenths}）超过 100 或小于 0，请核对。",
        LEDGER,
        "e.theory > 1000 OR e.practice > 1000 OR e.theory < 0 OR e.practice < 0",
        {"title": "c.title", "theory": "e.theory", "practice": "e.practice"},
    ),
    Rule(
        "非补贴班次有补贴", "error", on.ENROLMENT, "补贴金额",
        "「{title}」不是补贴性班次，却给这名学员登记了补贴 {subsidy:yuan} 元，请核对。", SUBSIDY,
        "e.subsidy > 0 AND c.nature <> '补贴性'", {"title": "c.title", "subsidy": "e.subsidy"},
    ),
    Rule(
        "补贴班次有在校生", "warning", on.ENROLMENT, "人员类别",
        "补贴性班次「{title}」里有在校学生（毕业年级且用专账资金的除外），请核对能否申领补贴。", SUBSIDY,
        _in_school,
        {"title": "c.title", "category": "e.category", "fund": "c.fund", "graduating": "e.graduating"},
    ),
    Rule(
        "补贴学员不满年龄", "warning", on.AGED, "学员",
        "补贴性班次「{title}」{start} 开班时，这名学员（{birth} 出生）不满规定年龄，请核对。",
        "通行做法：开班时 16 岁以上", "p.birth > c.too_young", {**_CLASS, "birth": "p.birth"},
        given=_SUBSIDISED,
    ),
    Rule(
        "补贴学员超过年龄", "warning", on.AGED, "学员",
        "补贴性班次「{title}」{start} 开班时，这名学员（{birth} 出生）已到法定退休年龄，请核对。",
        "《国务院关于渐进式延迟法定退休年龄的办法》",
        "p.birth <= CASE p.sex WHEN '2' THEN c.woman_retired ELSE c.man_retired END",
        {**_CLASS, "birth": "p.birth", "sex": "p.sex"}, given=_SUBSIDISED,
    ),
    Same(
        "结业证书编号重复", "error", on.ENROLMENT, "结业证书编号",
        "结业证书编号 {number} 发给了不止一名学员，请核对。", "台账口径：学员名册", "e.completion_number",
        ("completion_number",), words={"number": "e.completion_number"},
    ),
    Rule(
        "授课不在班次日期", "error", on.LESSON, "日期",
        "授课日期 {held} 不在开班 {start} 到结业 {end} 之间，请核对。", FIELD,
        'l.held_on < c.start OR l.held_on > c."end"', {"held": "l.held_on", **_BETWEEN},
    ),
    Rule(
        "离岗后授课", "error", on.LESSON, "教师", "{name} 已在 {left} 离岗，{held} 还登记了授课，请核对。",
        "台账口径：教师", 'l.held_on > t."left"',
        {"name": "p.name", "left": 't."left"', "held": "l.held_on"},
    ),
    Rule(
        "一次授课学时过多", "warning", on.LESSON, "学时", "{held} 一次授课 {hours:tenths} 学时，请核对。",
        "学校设置：一天最多学时",
        lambda context: "" if (most := context.policy.number("health.hours_per_day", context.today)) is None
        else f"l.hours > {int(most * 10)}",
        {"held": "l.held_on", "hours": "l.hours"},
    ),
    Rule(
        "授课没有教师", "warning", on.LESSON, "教师", "{held} 的授课既没有教师也没有外聘教师，请补上。",
        "台账口径：授课记录", "l.teacher IS NULL AND coalesce(l.outside, '') = ''", {"held": "l.held_on"},
    ),
    Same(
        "教师同时两处授课", "error", on.LESSON, "教师",
        "{name} 在 {held} {period} 有两个班次的课，请核对时段或教师。", FIELD,
        f"{text('l.teacher')} || '|' || {text('l.held_on')} || '|' || l.period",
        ("teacher", "held_on", "period"),
        narrow="teacher", differ="l.training_class",
        words={"name": "p.name", "held": "l.held_on", "period": "l.period"},
        parts=("l.teacher", "l.held_on", "l.period"),
    ),
    Rule(
        "考勤与名册不是一班", "error", on.ATTENDANCE, "授课记录",
        "{held} 的考勤记在另一个班次的授课上，请核对。", "台账口径：考勤",
        "l.training_class <> e.training_class",
        {"held": "l.held_on", "of": "l.training_class", "in": "e.training_class"},
    ),
    Rule(
        "到账早于开班", "warning", on.RECEIPT, "日期", "到账日期 {on} 早于开班日期 {start}，请核对。", FIELD,
        "r.received_on < c.start", {"on": "r.received_on", "start": "c.start"},
    ),
    Rule(
        "到账日期在以后", "error", on.RECEIPT, "日期", "到账日期 {on} 还没有到，请核对。", "台账口径：到账",
        _paid_later, {"on": "r.received_on"},
    ),
    Rule(
        "到账金额有误", "error", on.RECEIPT, "金额", "{on} 的到账金额没有填，或不大于 0，请核对。",
        "台账口径：到账",
        "r.amount IS NULL OR r.amount <= 0", {"on": "r.received_on", "amount": "r.amount"},
    ),
    Rule(
        "到账来源与班次不同", "hint", on.RECEIPT, "来源",
        "{on} 的到账来源是“{fund}”，班次的资金来源是“{of}”，请核对。", "台账口径：到账", "r.fund <> c.fund",
        {"on": "r.received_on", "fund": "r.fund", "of": "c.fund"},
    ),
    Same(
        "票据重复", "warning", on.RECEIPT, "票据号",
        "票据号 {voucher} 同一天同样的金额登记了两次，请核对是否重复入账。", "台账口径：到账",
        f"r.voucher || '|' || {text('r.received_on')} || '|' || {text('r.amount')}",
        ("voucher", "received_on", "amount"), words={"voucher": "r.voucher"},
    ),
)  # fmt: skip
