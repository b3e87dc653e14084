"""What the rules of practice still ask: of teachers by their accounts, of the school by quota and by plan."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection

from desktop.core.dates import ONE_DAY, Window, YearKind, year_of
from desktop.core.presenting import plain_number, rounded
from desktop.services.counting.practice import UNMET, Standing, standing
from desktop.services.counting.practice_rows import TeacherRow, read_teachers, some_teachers
from desktop.services.counting.practice_rules import practice_rules, working_days
from desktop.services.health import bases as on
from desktop.services.health.dialect import named
from desktop.services.health.rule import Check, Context, Each, Looked, Rule, Vias, Whole, Words
from desktop.services.health.running import ask

LAW, YEARLY = "教师〔2016〕3号", "国发〔2019〕4号；教师〔2019〕6号"
PLANNED = "台账口径：计划与完成"
_MADE_OF = (
    "practice", "teacher.joined", "teacher.left", "teacher_status", "teacher_exemption",
    "enterprise.on_campus",
)  # fmt: skip

_THEIRS: Vias = {
    "practice.teacher": "", "teacher_status.teacher": "", "teacher_exemption.teacher": "",
    "enterprise.id": "SELECT teacher FROM practice WHERE enterprise IN ({ids})",
}  # fmt: skip

Account = tuple[TeacherRow, Standing]


def _accounts(context: Context, ids: Collection[int] | None) -> list[Account]:
    """The accounts of teachers today, made once for all checks that read them."""
    if "accounts" not in context.kept:
        office, calendar = context.office, working_days(context.office)
        rules = practice_rules(office, context.today)
        teachers = read_teachers(office) if ids is None else some_teachers(office, ids)
        context.kept["accounts"] = [(each, standing(each, rules, calendar)) for each in teachers]
    found: list[Account] = context.kept["accounts"]
    return found


def _short(found: Standing, context: Context) -> Words | None:
    if found.verdict != UNMET:
        return None
    rules = practice_rules(context.office, context.today)
    return {
        "years": rules.cycle_years, "months": plain_number(rounded(found.exact, 1)), "due": rules.due,
        "needed": plain_number(rounded(found.needed, 1)),
    }  # fmt: skip


def _this_year(found: Standing, _context: Context) -> Words | None:
    return {"why": found.year_reason} if found.year_met is False else None


def _common(found: Standing, _context: Context) -> Words | None:
    return {"met": False} if found.common_met is False else None


def _of_teachers(
    said: Callable[[Standing, Context], Words | None],
    _connection: Connection,
    context: Context,
    ids: Collection[int] | None,
) -> Looked:
    words = {teacher.id: said(found, context) for teacher, found in _accounts(context, ids)}
    return {row: each for row, each in words.items() if each is not None}


# -- the school ---------------------------------------------------------------------------------------------

_ASSESSED = """SELECT school, start, coalesce("end", start), assessment FROM practice
    WHERE assessment IS NOT NULL AND start IS NOT NULL"""


def _too_many_excellent(connection: Connection, context: Context) -> Looked:
    """By year, as the figure 优秀比例 has it: a practice belongs to each year in which days of it lie."""
    share = practice_rules(context.office, context.today).excellent_share
    if share is None:
        return {}
    kind = practice_rules(context.office, context.today).year_kind
    counts: defaultdict[tuple[int, Window], list[int]] = defaultdict(lambda: [0, 0])
    for school, start, end, assessment in ask(connection, _ASSESSED):
        day, last = date.fromisoformat(str(start)), date.fromisoformat(str(end))
        while day <= last:
            year = year_of(day, kind)
            counts[(school, year)][0] += assessment == "优秀"
            counts[(school, year)][1] += 1
            day = year.end + ONE_DAY
    said: defaultdict[int, list[str]] = defaultdict(list)
    for (school, year), (best, all_) in sorted(counts.items(), key=lambda each: each[0][1].start):
        if best > all_ * share:
            said[school].append(f"{year.label}考核 {all_} 人次，优秀 {best} 人次")
    most = plain_number(rounded(share * 100, 1))
    return {school: {"said": "；".join(lines), "most": most} for school, lines in said.items()}


def _ended(context: Context) -> str:
    """Plans whose period is over: 2025, 2021-2025, 2024-2025学年."""
    last = "substr(a.period, CASE WHEN length(a.period) > 4 THEN 6 ELSE 1 END, 4)"
    over = year_of(context.today, YearKind.SCHOOL).start.year  # the school year that ended last ends in it
    return (
        f"(length(a.period) IN (4, 9, 11) AND {last} < '{context.today.year}'"
        f" OR a.period LIKE '____-____学年' AND {last} <= '{over}')"
    )


def _unfinished(context: Context) -> str:
    return f"{_ended(context)} AND coalesce(a.status, '') NOT IN ('已完成', '已取消')"


_WENT = """(SELECT count(DISTINCT r.teacher) FROM practice r WHERE r.school = a.school
    AND substr(CAST(r.start AS VARCHAR), 1, 4) <= a.period
    AND substr(CAST(coalesce(r."end", r.start) AS VARCHAR), 1, 4) >= a.period)"""


def _fewer_went(context: Context) -> str:
    """A plan of so many teachers for a year, whoever is responsible for it: the whole school's practice."""
    return (
        "a.kind = '教师实践年度' AND a.teacher IS NULL AND coalesce(a.status, '') <> '已取消'"
        f" AND length(a.period) = 4 AND {_ended(context)} AND a.planned > {_WENT}"
    )


def _asked_of(kind: str) -> tuple[str, ...]:
    return ("年度计划", "质量分析报告") if kind == "教师实践年度" else ("五年周期计划",)


def _held(name: str) -> str:
    return f"coalesce(a.materials, '') LIKE '%{name}%'"


_WITHOUT_PAPERS = " OR ".join(
    f"(a.kind = '{kind}' AND NOT ({' AND '.join(_held(name) for name in _asked_of(kind))}))"
    for kind in ("教师实践年度", "教师实践五年")
)
_LACKING = named(
    (name, f"a.kind = '{kind}' AND NOT {_held(name)}")
    for kind in ("教师实践年度", "教师实践五年")
    for name in _asked_of(kind)
)
_PLAN_ROWS: dict[str, Any] = {"practice.school": "SELECT id FROM plan WHERE school IN ({ids})"}

OWED: tuple[Check, ...] = (
    Each(
        "五年实践不足", "warning", on.TEACHER, "工号",
        "近 {years} 年企业实践累计 {months} 个月，要求 {needed} 个月，期限 {due}，请安排或补录。", LAW,
        _MADE_OF, _THEIRS, partial(_of_teachers, _short),
    ),
    Each(
        "本年度实践不足", "hint", on.TEACHER, "工号", "{why}请安排或补录。", YEARLY, _MADE_OF, _THEIRS,
        partial(_of_teachers, _this_year),
    ),
    Each(
        "公共课教师未实践", "hint", on.TEACHER, "工号",
        "公共基础课教师也应定期到企业考察、调研、学习，还没有达到学校的要求，请安排或补录。", LAW,
        _MADE_OF, _THEIRS, partial(_of_teachers, _common),
    ),
    Whole(
        "优秀超过比例", "warning", on.SCHOOL, "学校名称",
        "企业实践{said}，超过学校规定的 {most}%，请核对考核结果。", "学校设置：优秀比例",
        ("practice.assessment", "practice.start", "practice.end", "practice.school"), _too_many_excellent,
    ),
    Rule(
        "计划到期未完成", "warning", on.PLAN, "状态",
        "{period} 的计划已经到期，状态还是“{status}”，请核对完成情况。", PLANNED, _unfinished,
        {"period": "a.period", "status": "coalesce(a.status, '未填')"},
    ),
    Rule(
        "实践少于计划", "warning", on.PLAN, "计划数",
        "{period} 年计划 {planned} 名教师去企业实践，有实践记录的只有 {went} 名，请核对有没有漏登。",
        PLANNED, _fewer_went, {"period": "a.period", "planned": "a.planned", "went": _WENT}, more=_PLAN_ROWS,
    ),
    Rule(
        "计划材料不全", "hint", on.PLAN, "材料", "{period} 的计划已完成，材料还缺：{lacking}，请补齐。",
        "通行做法：五年周期计划、年度计划、质量分析报告",
        f"a.teacher IS NULL AND a.status = '已完成' AND ({_WITHOUT_PAPERS})",
        {"period": "a.period", "lacking": _LACKING},
    ),
)  # fmt: skip
