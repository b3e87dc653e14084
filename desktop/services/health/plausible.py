"""Plausibility: rows far from the school's own spread, years far from the year before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from math import log
from statistics import median
from typing import Any

from sqlalchemy import Connection

from desktop.core.presenting import plain_number
from desktop.services.health import bases as on
from desktop.services.health.dialect import CAME, year
from desktop.services.health.rule import Check, Context, Looked, Whole
from desktop.services.health.running import ask

OWN_SPREAD = "学校设置：与本校同类班次的中位数比较"
YEAR_BEFORE = "学校设置：与上一年比较"
# A spread narrower than this share says more about round numbers than about what is odd.
_NARROWEST = log(1.15)
_HEADS = f"""SELECT c.id, coalesce(c.kind, ''), coalesce(c.nature, ''), coalesce(r.received, c.income),
    coalesce(n.came, c.actual), c.hours, c.days, {year('c."end"')}, n.came FROM training_class c
    LEFT JOIN (SELECT training_class AS of, sum(CASE WHEN status IN ({CAME}) THEN 1 ELSE 0 END) AS came
        FROM enrolment GROUP BY training_class) n ON n.of = c.id
    LEFT JOIN (SELECT training_class AS of, sum(amount) AS received FROM receipt GROUP BY training_class) r
        ON r.of = c.id"""
_COUNTED = ("enrolment.training_class", "enrolment.status", "training_class.actual")
_ALIKE = ("training_class.kind", "training_class.nature")
_MONEY = ("training_class.income", "receipt.training_class", "receipt.amount")


def outliers(groups: Mapping[Any, Mapping[int, float]], spread: float, least: int) -> dict[int, float]:
    """Rows whose figure lies more than `spread` median deviations from their group's, with that median.

    On a log scale, since figures of classes differ by factors; zero and less are not compared.
    """
    found: dict[int, float] = {}
    for figures in groups.values():
        logs = {row: log(value) for row, value in figures.items() if value > 0}
        if len(logs) < least:
            continue
        middle = median(logs.values())
        deviation = median(abs(each - middle) for each in logs.values())
        most = spread * max(deviation, _NARROWEST / 2)
        usual = median(value for value in figures.values() if value > 0)
        found.update({row: usual for row, each in logs.items() if abs(each - middle) > most})
    return found


def _heads(connection: Connection, context: Context) -> list[tuple[Any, ...]]:
    """What the classes are compared by, read once for all that compare them."""
    if "heads" not in context.kept:
        context.kept["heads"] = list(ask(connection, _HEADS))
    found: list[tuple[Any, ...]] = context.kept["heads"]
    return found


def _classes(
    connection: Connection, context: Context, figure: str
) -> tuple[dict[tuple[str, str], dict[int, float]], float, int] | None:
    spread = context.policy.number("health.spread", context.today)
    least = context.policy.number("health.spread_rows", context.today)
    if spread is None or least is None:
        return None
    groups: defaultdict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for row, kind, nature, income, came, hours, days, *_ in _heads(connection, context):
        value = {
            "income": int(income) / came / 100 if income and came and nature == "有偿" else 0,
            "came": float(came or 0),
            "hours": float(hours / days) if hours and days else 0,
        }[figure]
        groups[(kind, nature)][row] = value
    return dict(groups), float(spread), int(least)


def _far(connection: Connection, context: Context, figure: str) -> Looked:
    asked = _classes(connection, context, figure)
    if asked is None:
        return {}
    groups, spread, least = asked
    values = {row: value for figures in groups.values() for row, value in figures.items()}
    return {
        row: {"value": plain(values[row]), "usual": plain(usual), "times": plain(_times(values[row], usual))}
        for row, usual in outliers(groups, spread, least).items()
    }


def _times(value: float, usual: float) -> float:
    return value / usual


def plain(value: float) -> str:
    """A figure as a sentence says it: two places below 10, whole from there on."""
    return plain_number(Decimal(str(round(value, 2 if value < 10 else 0))))


# -- years -------------------------------------------------------------------------------------------------

_LEAST = 10  # fewer than this a year: chance alone moves them
Figures = Mapping[int, int]  # by year


def _attendances(connection: Connection, context: Context) -> Figures:
    """人次 by roster, of the classes that end in each year."""
    found: defaultdict[int, int] = defaultdict(int)
    for *_, ends, came in _heads(connection, context):
        if ends and came:
            found[int(ends)] += came
    return found


def _summed(statement: str, connection: Connection, _context: Context) -> Figures:
    found: defaultdict[int, int] = defaultdict(int)
    for at, value in ask(connection, statement):
        found[int(at)] += int(value or 0)
    return found


# By day first: there are few, and an index may count them.
_ISSUED = f"""SELECT {year("issued")}, n FROM (SELECT issued, count(*) AS n FROM certificate
    WHERE issued IS NOT NULL GROUP BY school, issued) AS days"""
_YEARLY: tuple[tuple[str, str, tuple[str, ...], Callable[[Connection, Context], Figures]], ...] = (
    (
        "培训人次", "人次", ("training_class.end", "enrolment.training_class", "enrolment.status"),
        _attendances,
    ),
    (
        "到账经费", "元", ("receipt.received_on", "receipt.amount"),
        partial(_summed, f"""SELECT {year("received_on")}, sum(amount) / 100 FROM receipt
        WHERE received_on IS NOT NULL GROUP BY 1"""),
    ),
    (
        "获证", "本", ("certificate.issued",),
        partial(_summed, _ISSUED),
    ),
    (
        "教师企业实践", "人次", ("practice.start",),
        partial(
            _summed, f"SELECT {year('start')}, count(*) FROM practice WHERE start IS NOT NULL GROUP BY 1"
        ),
    ),
)  # fmt: skip


def _years(
    label: str,
    unit: str,
    counted: Callable[[Connection, Context], Figures],
    connection: Connection,
    context: Context,
) -> Looked:
    """Full years only: the first of a ledger may have begun in the middle, this one is not over."""
    percent = context.policy.number("health.year_change_percent", context.today)
    if percent is None:
        return {}
    figures = {
        at: value
        for at, value in counted(connection, context).items()
        if value >= _LEAST and at < context.today.year
    }
    said = []
    for at in sorted(figures)[2:]:
        if at - 1 not in figures:
            continue
        before, now = figures[at - 1], figures[at]
        change = (now - before) * 100 / before
        if change > float(percent) or change < -100 * float(percent) / (100 + float(percent)):
            way = "增加" if change > 0 else "减少"
            said.append(f"{at} 年{label} {now} {unit}，上一年 {before} {unit}，{way} {abs(round(change))}%")
    school = next(ask(connection, "SELECT min(id) FROM school"))[0]
    return {school: {"said": "；".join(said)}} if said else {}


def _yearly() -> tuple[Check, ...]:
    return tuple(
        Whole(
            f"{label}年度变化过大", "hint", on.SCHOOL, "学校名称", "{said}，请核对有没有漏登或重登。",
            YEAR_BEFORE, reads,
            partial(_years, label, unit, counted),
            "heads",
        )
        for label, unit, reads, counted in _YEARLY
    )  # fmt: skip


def _looked(figure: str) -> Callable[[Connection, Context], Looked]:
    return lambda connection, context: _far(connection, context, figure)


PLAUSIBLE: tuple[Check, ...] = (
    Whole(
        "人均收入少见", "hint", on.CLASS, "到账经费",
        "人均到账 {value} 元，本校同类班次的中位数是 {usual} 元（{times} 倍），请核对金额的单位和人数。",
        OWN_SPREAD, (*_ALIKE, *_COUNTED, *_MONEY), _looked("income"), "heads",
    ),
    Whole(
        "班次人数少见", "hint", on.CLASS, "实到人数",
        "实到 {value} 人，本校同类班次的中位数是 {usual} 人（{times} 倍），请核对人数。",
        OWN_SPREAD, (*_ALIKE, *_COUNTED), _looked("came"), "heads",
    ),
    Whole(
        "每天学时少见", "hint", on.CLASS, "学时",
        "每天 {value} 学时，本校同类班次的中位数是 {usual}（{times} 倍），请核对学时和天数。",
        OWN_SPREAD, (*_ALIKE, "training_class.hours", "training_class.days"), _looked("hours"),
        "heads",
    ),
    *_yearly(),
)  # fmt: skip
