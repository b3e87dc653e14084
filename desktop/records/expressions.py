"""The SQL behind derived fields of training and certificates: one expression each, today a parameter.

Rules: domain.md §3. 人次 counts enrolments that came (报到, 中途退出, 结业, 未结业); a class without a roster
counts by its typed head count; money is what was received, or the typed figure where there are no receipts.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    select,
    true,
    type_coerce,
)
from sqlalchemy.sql import extract

from desktop.records.base import Base, Expression, Tenths

ATTENDED = ("报到", "中途退出", "结业", "未结业")
PASSED = "通过"
VOID = "注销"


def table(name: str) -> FromClause:
    """The table of a record by its identifier; looked up late, since models refer to each other."""
    return Base.metadata.tables[name]


def _roster(t: FromClause, *more: ColumnElement[bool]) -> tuple[FromClause, ColumnElement[bool]]:
    e = table("enrolment").alias()
    return e, and_(e.c["training_class"] == t.c.id, *more)


def has_roster(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether anybody stands in the roster of the class."""
    e, on = _roster(t)
    return select(e.c.id).where(on).correlate(t).exists()


def _enrolled(*statuses: str) -> Expression:
    """Enrolments of the class with one of the statuses; None where the class has no roster."""

    def expression(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
        e, on = _roster(t)
        count = select(func.count(e.c.id)).where(on, e.c.status.in_(statuses)).correlate(t).scalar_subquery()
        return case((has_roster(t, today), count), else_=None)

    return expression


def counted_or_typed(name: str, counted: Expression) -> Expression:
    """The counted figure, or the typed one in column `name` where nothing was there to count."""

    def expression(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.coalesce(counted(t, today), t.c[name])

    return expression


came = _enrolled(*ATTENDED)
finished = _enrolled("结业")
attendances = counted_or_typed("actual", came)


def certified(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """Trainees of the class holding a certificate that hangs on their enrolment; None without any."""
    e, on = _roster(t)
    c = table("certificate").alias()
    held = (
        select(func.count(c.c["student"].distinct()))
        .select_from(c.join(e, c.c["enrolment"] == e.c.id))
        .where(on, func.coalesce(c.c.status, "") != VOID)
        .correlate(t)
        .scalar_subquery()
    )
    return func.nullif(held, 0)


def persons(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """Distinct trainees who came; the typed head count where there is no roster."""
    e, on = _roster(t)
    count = (
        select(func.count(e.c["student"].distinct()))
        .where(on, e.c.status.in_(ATTENDED))
        .correlate(t)
        .scalar_subquery()
    )
    return case((has_roster(t, today), count), else_=t.c.actual)


def women(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """Enrolments of women who came; None without a roster: a total says nothing of sex."""
    e, on = _roster(t)
    s, p = table("student").alias(), table("person").alias()
    count = (
        select(func.count(e.c.id))
        .select_from(e.join(s, e.c["student"] == s.c.id).join(p, s.c["person"] == p.c.id))
        .where(on, e.c.status.in_(ATTENDED), p.c.sex == "2")
        .correlate(t)
        .scalar_subquery()
    )
    return case((has_roster(t, today), count), else_=None)


def person_days(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """天数 × 人次, in tenths like 天数 itself."""
    return type_coerce(type_coerce(t.c.days, Integer) * attendances(t, today), Tenths())


def person_hours(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """学时 × 人次, in tenths like 学时 itself."""
    return type_coerce(type_coerce(t.c.hours, Integer) * attendances(t, today), Tenths())


def received(subsidy: bool) -> Expression:
    """Receipts of the class in 分 (only subsidies, or all); None where there are none."""

    def expression(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
        r = table("receipt").alias()
        mine = r.c["training_class"] == t.c.id
        wanted = and_(mine, r.c.subsidy == true()) if subsidy else mine
        return select(func.sum(r.c.amount)).where(wanted).correlate(t).scalar_subquery()

    return expression


def class_state(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """未开班, 进行中 or 已结业 as of today."""
    return case(
        (t.c.start.is_(None), None),
        (t.c.start > today, "未开班"),
        (and_(t.c.end.is_not(None), t.c.end < today), "已结业"),
        else_="进行中",
    )


def weekday(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """The day of the week of a lesson, 星期一 to 星期日."""
    names = "日一二三四五六"
    number = extract("dow", t.c.held_on)
    return case(*[(number == i, f"星期{name}") for i, name in enumerate(names)], else_=None)


def _candidates(*more: str) -> Expression:
    """Candidates of the batch: all, or those who "sat" (实考), "passed" (通过), were "trained" here."""

    def expression(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
        c = table("candidate").alias()
        on = [c.c["batch"] == t.c.id]
        if "sat" in more:
            on.append(sat(c))
        if "passed" in more:
            on.append(c.c.result == PASSED)
        if "trained" in more:
            on.append(c.c["training_class"].is_not(None))
        return select(func.count(c.c.id)).where(*on).correlate(t).scalar_subquery()

    return expression


def sat(c: FromClause) -> ColumnElement[bool]:
    """The candidate was there: said so, or has a result other than 缺考."""
    return case(
        (c.c.sat.is_not(None), c.c.sat == true()),
        else_=and_(c.c.result.is_not(None), c.c.result != "缺考"),
    )


registered, sat_count, passed_count = _candidates(), _candidates("sat"), _candidates("passed")
trained_count = _candidates("trained")


def batch_certified(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """Candidates of the batch on whom a certificate hangs."""
    c, h = table("candidate").alias(), table("certificate").alias()
    return (
        select(func.count(h.c["candidate"].distinct()))
        .select_from(h.join(c, h.c["candidate"] == c.c.id))
        .where(c.c["batch"] == t.c.id, func.coalesce(h.c.status, "") != VOID)
        .correlate(t)
        .scalar_subquery()
    )


def rate(top: Expression, bottom: Expression) -> Expression:
    """A percentage with one decimal (in tenths); None where the denominator is 0."""

    def expression(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
        below = func.nullif(bottom(t, today), 0)
        return type_coerce((top(t, today) * 2000 + below) / (below * 2), Tenths())

    return expression


def _of_latest(wanted: Select[Any], held: FromClause, link: str, t: FromClause) -> ColumnElement[Any]:
    """What is wanted of the latest valid certificate among `held` that refers by `link` to the row of `t`."""
    return (
        wanted.where(held.c[link] == t.c.id, func.coalesce(held.c.status, "") != VOID)
        .order_by(held.c.issued.desc(), held.c.id.desc())
        .limit(1)
        .correlate(t)
        .scalar_subquery()
    )


def own_certificate(link: str, column: str) -> Expression:
    """A column of the latest valid certificate whose reference `link` is this row."""

    def expression(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
        h = table("certificate").alias()
        return _of_latest(select(h.c[column]), h, link, t)

    return expression


def own_scheme(link: str) -> Expression:
    """The scheme of the latest valid certificate whose reference `link` is this row."""

    def expression(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
        h, kind = table("certificate").alias(), table("certificate_type").alias()
        wanted = select(kind.c.scheme).select_from(h.join(kind, h.c["certificate_type"] == kind.c.id))
        return _of_latest(wanted, h, link, t)

    return expression


def class_teachers(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """Who taught the class, own and from outside, each once, joined by 、; None without lessons."""
    lesson, other = table("lesson").alias(), table("lesson").alias()
    teacher, p = table("teacher").alias(), table("person").alias()
    firsts = (
        select(func.min(other.c.id))
        .where(other.c["training_class"] == t.c.id)
        .group_by(other.c["teacher"], other.c.outside)
        .correlate(t)
    )
    taught = lesson.outerjoin(teacher, lesson.c["teacher"] == teacher.c.id)
    names = (  # ordered before they are joined: an aggregate takes rows as they come
        select(func.coalesce(p.c.name, lesson.c.outside).label("who"))
        .select_from(taught.outerjoin(p, teacher.c["person"] == p.c.id))
        .where(lesson.c.id.in_(firsts))
        .order_by(lesson.c.id)
        .correlate(t)
        .subquery()
    )
    return select(func.aggregate_strings(names.c.who, "、")).correlate(t).scalar_subquery()


def own_grade(t: FromClause, today: ColumnElement[Any]) -> ColumnElement[Any]:
    """The one grade of the batch's candidates; None where there are several."""
    c = table("candidate").alias()
    low = select(func.min(c.c.grade)).where(c.c["batch"] == t.c.id).correlate(t).scalar_subquery()
    high = select(func.max(c.c.grade)).where(c.c["batch"] == t.c.id).correlate(t).scalar_subquery()
    return case((low == high, cast(low, String)), else_=None)
