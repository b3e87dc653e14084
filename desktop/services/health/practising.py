"""Checks of teachers' practice in enterprises, of plans and of the school's own figures (domain.md §1)."""

from __future__ import annotations

from datetime import date

from desktop.core.dates import years_before
from desktop.services.health import bases as on
from desktop.services.health.dialect import day, days_ago, listed, named, span
from desktop.services.health.rule import Check, Context, Overlap, Rule

LAW = "教师〔2016〕3号"
COUNTING = "通行做法：认定天数"
_MATERIALS = ("审批表", "申请表", "任务表", "周志", "考核表", "个人总结")
_BETWEEN = {"start": "r.start", "end": 'r."end"'}
LAW_FROM = date(2016, 5, 1)
STAY_END = 'r."end"'
_DONE = ("已报送", "已更正", "作废")


def _more_days(context: Context) -> str:
    return f'r.days > {span(context, "r.start", STAY_END)} * 10 AND r."end" >= r.start'


def _waiting(context: Context) -> str:
    days = context.policy.number("health.assessment_days", context.today)
    if days is None:
        return ""
    return (
        "r.assessment IS NULL AND coalesce(r.status, '') NOT IN ('已考核', '申请')"
        f" AND {days_ago(context, STAY_END)} > {int(days)}"
    )


def _endless(context: Context) -> str:
    days = context.policy.number("health.endless_days", context.today)
    if days is None:
        return ""
    return f'r."end" IS NULL AND {days_ago(context, "r.start")} > {int(days)}'


def _assessed_early(context: Context) -> str:
    return f'r.assessment IS NOT NULL AND r."end" > {day(context.today)}'


def _overdue(context: Context) -> str:
    return f"d.due < {day(context.today)} AND coalesce(d.status, '') NOT IN ({listed(_DONE)})"


def _nobody_went(context: Context) -> str:
    """A yearly plan of one teacher whose year is over, without a practice in that year."""
    return (
        "a.kind = '教师实践年度' AND a.teacher IS NOT NULL AND coalesce(a.status, '') <> '已取消'"
        f" AND length(a.period) = 4 AND a.period < '{context.today.year}'"
        " AND NOT EXISTS (SELECT 1 FROM practice r WHERE r.teacher = a.teacher"
        " AND substr(CAST(r.start AS VARCHAR), 1, 4) <= a.period"
        ' AND substr(CAST(coalesce(r."end", r.start) AS VARCHAR), 1, 4) >= a.period)'
    )


def _unprepared(context: Context) -> str:
    """Teachers who began within the cycle of years that is looked at, as the practice figures have it."""
    years = context.policy.number("practice.cycle_years", context.today)
    first = years_before(context.today, int(years)) if years is not None else LAW_FROM
    return (
        't.industry_before IS NOT NULL AND NOT t.industry_before AND t."left" IS NULL'
        f" AND t.started > {day(first)}"
        ' AND NOT EXISTS (SELECT 1 FROM practice r WHERE r.teacher = t.id AND r.start <= r."end"'
        ' AND r."end" < t.started)'
    )


_MISSING = named((name, f"coalesce(r.materials, '') NOT LIKE '%{name}%'") for name in _MATERIALS)
_ALL_THERE = " AND ".join(f"r.materials LIKE '%{name}%'" for name in _MATERIALS)

PRACTISING: tuple[Check, ...] = (
    Rule(
        "实践日期颠倒", "error", on.PRACTICE, "结束日期", "结束日期 {end} 早于开始日期 {start}，请核对。",
        LAW,
        'r."end" < r.start', _BETWEEN,
    ),
    Rule(
        "实践没有结束日期", "warning", on.PRACTICE, "结束日期",
        "{start} 开始的实践至今没有结束日期，计不到任何期间，请补上。", LAW, _endless, {"start": "r.start"},
    ),
    Overlap(
        "实践日期重叠", "warning", on.PRACTICE, "开始日期",
        "{start} 至 {end} 的实践与“{other}”的实践日期重叠，重叠的日子只计一次，请核对。",
        "通行做法：重叠只计一次",
        "r.teacher", "r.start", 'r."end"', "r.\"end\" IS NOT NULL",
        {"practice.teacher": ""}, "SELECT id FROM practice WHERE teacher IN ({ids})",
        {**_BETWEEN, "other": "(SELECT min(g.name) FROM practice q JOIN enterprise g ON g.id = q.enterprise"
         ' WHERE q.teacher = r.teacher AND q.id <> r.id AND q.start <= r."end" AND q."end" >= r.start)'},
    ),
    Rule(
        "认定天数多于日期", "error", on.PRACTICE, "认定天数",
        "认定 {days:tenths} 天，比 {start} 到 {end} 的日历天数还多，请核对。", COUNTING, _more_days,
        {"days": "r.days", **_BETWEEN},
    ),
    Rule(
        "手工认定没有天数", "warning", on.PRACTICE, "认定天数",
        "{start} 开始的实践按手工认定计数，却没有认定天数，会算作 0 天，请补上。", COUNTING,
        "r.method = '手工认定' AND r.days IS NULL", {"start": "r.start", "method": "r.method"},
    ),
    Rule(
        "已考核没有结果", "error", on.PRACTICE, "考核结果",
        "{start} 开始的实践审批状态是“已考核”，却没有考核结果，不会计入，请补上。",
        f"{LAW}：合格及以上才计入",
        "r.status = '已考核' AND r.assessment IS NULL", {"start": "r.start", "status": "r.status"},
    ),
    Rule(
        "有结果未标已考核", "hint", on.PRACTICE, "审批状态",
        "{start} 开始的实践有考核结果“{assessment}”，审批状态却是“{status}”，请核对。", LAW,
        "r.assessment IS NOT NULL AND r.status IN ('申请', '批准', '进行中', '待考核')",
        {"start": "r.start", "assessment": "r.assessment", "status": "r.status"},
    ),
    Rule(
        "久未考核", "warning", on.PRACTICE, "考核结果",
        "{end} 结束的实践一直没有考核，不会计入，请组织考核。", f"{LAW}：学校会同企业考核", _waiting,
        {"end": 'r."end"', "status": "r.status"},
    ),
    Rule(
        "未结束已考核", "error", on.PRACTICE, "考核结果",
        "实践到 {end} 才结束，已经有考核结果“{assessment}”，请核对。",
        LAW, _assessed_early, {"end": 'r."end"', "assessment": "r.assessment"},
    ),
    Rule(
        "离岗后实践", "error", on.PRACTICE, "开始日期",
        "教师已在 {left} 离岗，{start} 开始的实践不应有，请核对。", LAW,
        'r.start > t."left"', {"left": 't."left"', "start": "r.start"},
    ),
    Rule(
        "入职前实践", "warning", on.PRACTICE, "开始日期",
        "教师 {joined} 才入职，{start} 开始的实践在入职以前，请核对。",
        LAW, "r.start < t.joined", {"joined": "t.joined", "start": "r.start"},
    ),
    Rule(
        "实践没有企业或形式", "warning", on.PRACTICE, "形式",
        "{start} 开始的实践没有企业或实践形式，报送前请补上。",
        "台账口径：报送必填", "r.enterprise IS NULL OR r.form IS NULL",
        {"start": "r.start", "form": "r.form"},
    ),
    Rule(
        "材料不全", "hint", on.PRACTICE, "材料清单",
        "{start} 开始的实践已考核，材料还缺：{missing}。无资料存档者视为未参加，请补齐。",
        "通行做法：材料清单",
        f"r.status = '已考核' AND NOT coalesce({_ALL_THERE}, FALSE)",
        {"start": "r.start", "missing": _MISSING},
    ),
    Rule(
        "新教师未先实践", "hint", on.TEACHER, "上岗日期",
        "入职前没有企业工作经历，{started} 上岗以前也没有实践，应先实践再上岗，请核对。",
        f"{LAW}：先实践再上岗",
        _unprepared,
        {"started": "t.started", "before": "t.industry_before"},
        more={"practice.teacher": ""},
    ),
    Rule(
        "报送任务逾期", "warning", on.TASK, "截止日期",
        "截止日期是 {due}，状态还是“{status}”，请尽快报送或改正状态。",
        "台账口径：报送任务", _overdue, {"due": "d.due", "status": "coalesce(d.status, '未填')"},
    ),
    Rule(
        "报送任务资料不全", "warning", on.TASK, "截止日期", "报送任务没有来文单位或截止日期，请补上。",
        "台账口径：报送必填", "coalesce(d.sender, '') = '' OR d.due IS NULL", {"due": "d.due"},
    ),
    Rule(
        "计划了没有去", "warning", on.PLAN, "教师",
        "{name} 计划在 {period} 年去企业实践，那一年却没有实践记录，请核对。",
        "台账口径：计划与完成", _nobody_went, {"name": "p.name", "period": "a.period"},
        more={"practice.teacher": "SELECT id FROM plan WHERE teacher IN ({ids})"},
    ),
    Rule(
        "进展情况未填", "warning", on.PROGRESS, "进展情况",
        "{period} 的任务 {task} 没有进展情况，报送前请补上。",
        "台账口径：报送必填", "coalesce(g.progress, '') = ''", {"period": "g.period", "task": "g.task"},
    ),
    Rule(
        "专任多于教职工", "error", on.HEADCOUNT, "专任教师数",
        "专任教师 {part} 人多于教职工 {whole} 人，请核对。",
        "通行做法：在校生、教职工", "n.teachers > n.staff", {"part": "n.teachers", "whole": "n.staff"},
    ),
    Rule(
        "专业课教师多于专任", "warning", on.HEADCOUNT, "专业课教师数",
        "专业课教师 {part} 人多于专任教师 {whole} 人，请核对。", "通行做法：在校生、教职工",
        "n.specialised > n.teachers", {"part": "n.specialised", "whole": "n.teachers"},
    ),
    Rule(
        "毕业年级多于在校生", "error", on.HEADCOUNT, "毕业年级人数",
        "毕业年级 {part} 人多于在校生 {whole} 人，请核对。", "通行做法：在校生、教职工",
        "n.graduating > n.students",
        {"part": "n.graduating", "whole": "n.students"},
    ),
    Rule(
        "教学经费多于总额", "error", on.FINANCE, "教学经费",
        "教学经费 {part:yuan} 元多于学校经费总额 {whole:yuan} 元，请核对。",
        "吉市政办发〔2022〕33号：经费投入比例",
        "m.teaching > m.total", {"part": "m.teaching", "whole": "m.total"},
    ),
    Rule(
        "实训经费多于总额", "error", on.FINANCE, "实习实训经费",
        "实习实训经费 {part:yuan} 元多于学校经费总额 {whole:yuan} 元，请核对。",
        "吉市政办发〔2022〕33号：经费投入比例",
        "m.training > m.total", {"part": "m.training", "whole": "m.total"},
    ),
)  # fmt: skip
