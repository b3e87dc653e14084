"""Relations between the figures and dates of a row, as statutory forms print them."""

from __future__ import annotations

from typing import Literal

from desktop.core.errors import Severity
from desktop.records.catalogue import Record
from desktop.services.returning.shape import Part, Rule

Operator = Literal["<=", ">=", "="]

_RELATIONS: dict[str, tuple[tuple[str, Operator, str, str, Severity], ...]] = {
    # domain.md §3, checks met in the field
    "training_class": (
        ("结业人数", "<=", "实到人数", "结业人数不应多于实到人数", "error"),
        ("取证人数", "<=", "结业人数", "取证人数不应多于结业人数", "error"),
        ("财政补贴", "<=", "到账经费", "财政补贴不应多于到账经费", "warning"),
        ("开班日期", "<=", "结业日期", "结业日期不应早于开班日期", "error"),
    ),
    "exam_batch": (
        ("实考人数", "<=", "报考人数", "实考人数不应多于报考人数", "error"),
        ("通过人数", "<=", "实考人数", "通过人数不应多于实考人数", "error"),
        ("取证人数", "<=", "通过人数", "取证人数不应多于通过人数", "error"),
    ),
    "practice": (("开始日期", "<=", "结束日期", "结束日期不应早于开始日期", "error"),),
    "enrolment": (("培训班次.开班日期", "<=", "发证日期", "结业证发证日期不应早于开班日期", "warning"),),
    "certificate": (("考生.考核批次.考核日期", "<=", "发证日期", "发证日期不应早于考核日期", "error"),),
    "enterprise": (("合作协议起", "<=", "合作协议止", "合作协议的止期不应早于起期", "error"),),
    "teacher": (
        ("入职日期", "<=", "离岗日期", "离岗日期不应早于入职日期", "error"),
        ("入职日期", "<=", "上岗日期", "上岗日期不应早于入职日期", "warning"),
    ),
    "teacher_exemption": (("起", "<=", "止", "豁免的止期不应早于起期", "error"),),
    "headcount": (
        ("专任教师数", "<=", "教职工数", "专任教师数不应多于教职工数", "error"),
        ("专业课教师数", "<=", "专任教师数", "专业课教师数不应多于专任教师数", "warning"),
        ("毕业年级人数", "<=", "在校生数", "毕业年级人数不应多于在校生数", "error"),
    ),
    "finance": (
        ("教学经费", "<=", "学校经费总额", "教学经费不应多于学校经费总额", "error"),
        ("实习实训经费", "<=", "学校经费总额", "实习实训经费不应多于学校经费总额", "error"),
    ),
}  # fmt: skip


def relations(own: Record) -> tuple[Rule, ...]:
    """What must hold between two fields of each row of the record."""
    made = []
    for left, op, right, say, severity in _RELATIONS.get(own.id, ()):
        parts = (Part(left, own.path(left)),), (Part(right, own.path(right)),)
        made.append(Rule(f"{left} {op} {right}", parts[0], op, parts[1], say, severity))
    return tuple(made)
