"""The measures of lessons: what was taught in a window, by whom, and what it comes to as 教师工作量."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from desktop.core.fields import Kind
from desktop.core.presenting import rounded
from desktop.services.counting.measure import (
    Aggregate,
    Composite,
    Measure,
    MeasureSet,
    Part,
    Predicate,
    Value,
)
from desktop.services.counting.rules import Rules

LESSON = "lesson"

_IN = (
    Predicate("有日期", "没有填上课日期，不知属于哪个期间。", lambda s: s.at("held_on").is_not(None)),
    Predicate("在期间内", "上课日期不在期间内。", lambda s: s.in_window("held_on")),
)
_HOURS = Predicate("有学时", "没有填学时。", lambda s: s.at("hours").is_not(None))
_OWN = Predicate("本校教师", "不是本校教师上的课，或没有填教师。", lambda s: s.at("teacher").is_not(None))

MEASURES = (
    Measure("lesson.rows", "条数", "条", (Part(LESSON, _IN),), "期间内的授课记录"),
    Measure(
        "lesson.hours", "授课学时", "学时",
        (Part(LESSON, (*_IN, _HOURS), lambda s: s.tenths("hours"), Aggregate.SUM),),
        "期间内授课记录的学时之和", Kind.DECIMAL,
    ),
    Measure(
        "lesson.own_hours", "本校教师学时", "学时",
        (Part(LESSON, (*_IN, _HOURS, _OWN), lambda s: s.tenths("hours"), Aggregate.SUM),),
        "其中本校教师上的", Kind.DECIMAL,
    ),
    Measure(
        "lesson.classes", "授课班次", "个",
        (Part(LESSON, _IN, lambda s: s.at("training_class"), Aggregate.DISTINCT),),
        "期间内上过课的班次，同一班次只计1次",
    ),
    Measure(
        "lesson.teachers", "授课教师", "人",
        (Part(LESSON, (*_IN, _OWN), lambda s: s.at("teacher"), Aggregate.DISTINCT),),
        "期间内上过课的本校教师，同一人只计1次",
    ),
)  # fmt: skip


def _workload(values: Mapping[str, Value], rules: Rules) -> Value:
    """Hours × the school's coefficient (policy.md, task 9); None where the school has set none."""
    if not rules.workload:
        return None
    return rounded(Decimal(values["lesson.own_hours"] or 0) * rules.workload, 1)


LESSONS = MeasureSet(
    measures=MEASURES,
    composites=(
        Composite(
            "lesson.workload", "折算工作量", "学时", ("lesson.own_hours",), _workload,
            "本校教师学时 × 折算系数 {rules.workload}（设置 training.workload_coefficient，0 为不折算）",
        ),
    ),
    ways={},
    fallback={},
    dates={LESSON: lambda rules: "held_on"},
)  # fmt: skip
