"""The measures of certificates, declared once each (domain.md §2): every rate names its denominator."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, func, select

from desktop.core.presenting import rounded
from desktop.records.expressions import PASSED, VOID, sat, table
from desktop.services.counting.measure import (
    Composite,
    Measure,
    MeasureSet,
    Part,
    Predicate,
    Scan,
    Value,
)
from desktop.services.counting.rules import Rules

BATCH, CANDIDATE, CERTIFICATE, TYPE = "exam_batch", "candidate", "certificate", "certificate_type"


def _dated(name: str, what: str) -> tuple[Predicate, ...]:
    return (
        Predicate("有日期", f"没有填{what}，不知属于哪个期间。", lambda s: s.at(name).is_not(None)),
        Predicate("在期间内", f"{what}不在期间内。", lambda s: s.in_window(name)),
    )


def _certified(scan: Scan) -> ColumnElement[bool]:
    c = table(CERTIFICATE).alias()
    held = and_(c.c["candidate"] == scan.base.c.id, func.coalesce(c.c.status, "") != VOID)
    return select(c.c.id).where(held).correlate(scan.base).exists()


_SIGNED_UP = _dated("batch.held_on", "考核日期")
_SAT = Predicate("实考", "没有参加考试（缺考），或还没有登记。", lambda s: sat(s.base))
_PASSED = Predicate("通过", "结果不是通过。", lambda s: s.at("result") == PASSED)
_CREDITED = Predicate("学分认定", "还没有认定学分。", lambda s: func.coalesce(s.at("credits"), "") != "")
_HOLDS = Predicate("取证", "这次报考没有有效的证书。", _certified)
_ISSUED = _dated("issued", "发证日期")
_VALID = Predicate("有效", "证书已注销。", lambda s: func.coalesce(s.at("status"), "") != VOID)
_HELD_ON = _dated("held_on", "考核日期")

MEASURES = (
    Measure("certificate.batches", "批次", "个", (Part(BATCH, _HELD_ON),), "考核日期在期间内的批次数"),
    Measure(
        "certificate.registered", "报考", "人次", (Part(CANDIDATE, _SIGNED_UP),), "考核日期在期间内的考生"
    ),
    Measure("certificate.sat", "实考", "人次", (Part(CANDIDATE, (*_SIGNED_UP, _SAT)),), "报考中参加考试的"),
    Measure(
        "certificate.passed", "通过", "人次", (Part(CANDIDATE, (*_SIGNED_UP, _PASSED)),), "报考中结果为通过的"
    ),
    Measure(
        "certificate.candidates_certified", "考生取证", "人次", (Part(CANDIDATE, (*_SIGNED_UP, _HOLDS)),),
        "报考中已有有效证书的",
    ),
    Measure(
        "certificate.credited", "学分认定", "人次", (Part(CANDIDATE, (*_SIGNED_UP, _PASSED, _CREDITED)),),
        "报考中通过并已认定学分、置换课程的",
    ),
    Measure(
        "certificate.issued", "取证", "本", (Part(CERTIFICATE, (*_ISSUED, _VALID)),),
        "发证日期在期间内的有效证书",
    ),
)  # fmt: skip


def _percent(top: Value, bottom: Value) -> Value:
    """One decimal; None where the denominator is 0 or not known."""
    return rounded(Decimal(top or 0) * 100 / bottom, 1) if bottom else None


def _pass_rate(values: Mapping[str, Value], rules: Rules) -> Value:
    bottom = "certificate.registered" if rules.pass_over == "报考" else "certificate.sat"
    return _percent(values["certificate.passed"], values[bottom])


def _certified_rate(values: Mapping[str, Value], rules: Rules) -> Value:
    bottoms = {"实考": values["certificate.sat"], "毕业生": rules.graduates}
    bottom = bottoms.get(rules.certified_over, values["certificate.registered"])
    return _percent(values["certificate.candidates_certified"], bottom)


COMPOSITES = (
    Composite(
        "certificate.pass_rate", "通过率", "%",
        ("certificate.passed", "certificate.sat", "certificate.registered"),
        _pass_rate, "通过 ÷ {rules.pass_over} × 100",
    ),
    Composite(
        "certificate.certified_rate", "取证率", "%",
        ("certificate.candidates_certified", "certificate.registered", "certificate.sat"),
        _certified_rate, "考生取证 ÷ {rules.certified_over} × 100",
    ),
)  # fmt: skip

CERTIFICATES = MeasureSet(
    measures=MEASURES,
    composites=COMPOSITES,
    ways={
        (BATCH, CANDIDATE): (("", "batch."),),
        (BATCH, CERTIFICATE): (("certificate_type.", "certificate_type."), ("", "candidate.batch.")),
        (CANDIDATE, BATCH): (("batch.", ""),),
        (CANDIDATE, CERTIFICATE): (
            ("batch.certificate_type.", "certificate_type."),
            ("student.", "student."),
            ("batch.", "candidate.batch."),
            ("", "candidate."),
        ),
        (CERTIFICATE, CANDIDATE): (
            ("certificate_type.", "batch.certificate_type."),
            ("student.", "student."),
            ("candidate.", ""),
        ),
        (CERTIFICATE, BATCH): (("certificate_type.", "certificate_type."), ("candidate.batch.", "")),
        (TYPE, BATCH): (("", "certificate_type."),),
        (TYPE, CANDIDATE): (("", "batch.certificate_type."),),
        (TYPE, CERTIFICATE): (("", "certificate_type."),),
    },
    fallback={},
    dates={
        BATCH: lambda rules: "held_on",
        CANDIDATE: lambda rules: "batch.held_on",
        CERTIFICATE: lambda rules: "issued",
    },
)
