"""Who of the graduating year holds a certificate, and who has none: measures over 学籍 of a school year."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, not_, select, true

from desktop.core.presenting import rounded
from desktop.records.expressions import VOID, table
from desktop.services.counting.measure import Composite, Measure, MeasureSet, Part, Predicate, Scan, Value
from desktop.services.counting.rules import Rules

STATUS = "student_status"


def _holds(scan: Scan) -> ColumnElement[bool]:
    """A valid certificate issued by the window's last day, whoever trained for it."""
    c = table("certificate").alias()
    held = and_(
        c.c.student == scan.base.c.student,
        func.coalesce(c.c.status, "") != VOID,
        c.c.issued <= scan.rules.window.end,
    )
    return select(c.c.id).where(held).correlate(scan.base).exists()


_YEAR = Predicate(
    "本学年", "不是 {rules.school_year} 学年的学籍。", lambda s: s.at("school_year") == s.rules.school_year
)
_GRADUATING = Predicate("毕业年级", "不是毕业年级，或没有填。", lambda s: s.at("graduating") == true())
_HELD = Predicate("有证书", "到截止日还没有有效的证书。", _holds)
_NONE = Predicate("没有证书", "到截止日已有有效的证书。", lambda s: not_(_holds(s)))

MEASURES = (
    Measure("student_status.rows", "条数", "条", (Part(STATUS, (_YEAR,)),), "{rules.school_year} 学年的学籍"),
    Measure(
        "graduating.students", "毕业年级人数", "人", (Part(STATUS, (_YEAR, _GRADUATING)),),
        "{rules.school_year} 学年的毕业年级学生",
    ),
    Measure(
        "graduating.certified", "毕业年级有证人数", "人", (Part(STATUS, (_YEAR, _GRADUATING, _HELD)),),
        "毕业年级学生中到截止日有有效证书的",
    ),
    Measure(
        "graduating.without", "毕业年级无证人数", "人", (Part(STATUS, (_YEAR, _GRADUATING, _NONE)),),
        "毕业年级学生中到截止日没有有效证书的",
    ),
)  # fmt: skip


def _rate(values: Mapping[str, Value], rules: Rules) -> Value:  # noqa: ARG001 - the denominator is no setting
    bottom = values["graduating.students"]
    return rounded(Decimal(values["graduating.certified"] or 0) * 100 / bottom, 1) if bottom else None


GRADUATING = MeasureSet(
    measures=MEASURES,
    composites=(
        Composite(
            "graduating.rate", "毕业年级持证率", "%", ("graduating.certified", "graduating.students"), _rate,
            "毕业年级有证人数 ÷ 毕业年级人数 × 100",
        ),
    ),
    ways={},
    fallback={},
    dates={},
)  # fmt: skip
