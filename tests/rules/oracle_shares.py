"""Rates, money, graduates, workload and classes at once by domain.md's words: nothing of desktop in here.

Rows are plain dicts with `date`s in them; money in 分, hours as `Fraction`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]
ZERO = Fraction(0)


def half_up(value: Fraction, places: int) -> Fraction:
    """四舍五入 of a number that is not below 0."""
    scaled = value * 10**places
    whole = scaled.numerator // scaled.denominator
    return Fraction(whole + (scaled - whole >= Fraction(1, 2)), 10**places)


def within(day: date | None, start: date, end: date) -> bool:
    return day is not None and start <= day <= end


# -- certificates ----------------------------------------------------------------------------------------


def sat(row: Row) -> bool:
    """实考 as typed; where nothing was typed, who has a result other than 缺考."""
    if row["sat"] is None:
        return row["result"] in ("通过", "未通过")
    return bool(row["sat"])


def exams(
    rows: Iterable[Row],
    start: date,
    end: date,
    over: tuple[str, str] = ("实考", "报名"),
    graduates: Any = None,
) -> dict[str, Any]:
    """报考, 实考, 通过, 考生取证, 学分认定 of candidates by the day of the exam, and both rates."""
    here = [row for row in rows if within(row["held_on"], start, end)]
    passed = [row for row in here if row["result"] == "通过"]
    counts = {
        "报考": len(here),
        "实考": len([row for row in here if sat(row)]),
        "通过": len(passed),
        "考生取证": len([row for row in here if row["certificate"] in ("有效", "没填")]),
        "学分认定": len([row for row in passed if row["credits"]]),
    }
    bottoms = {"实考": counts["实考"], "报考": counts["报考"], "报名": counts["报考"], "毕业生": graduates}
    rates = {
        "通过率": percent(counts["通过"], bottoms[over[0]]),
        "取证率": percent(counts["考生取证"], bottoms[over[1]]),
    }
    return counts | rates


def percent(top: int, bottom: int | None) -> float | None:
    return float(half_up(Fraction(100 * top, bottom), 1)) if bottom else None


def without_certificate(rows: Iterable[Row], year: str, until: date) -> set[Any]:
    """学籍 of the graduating year whose student holds no valid certificate issued by a day."""
    found = set()
    for row in rows:
        valid = [issued for issued, status in row["certificates"] if status != "注销" and issued is not None]
        if row["school_year"] == year and row["graduating"] is True and not any(i <= until for i in valid):
            found.add(row["id"])
    return found


# -- money and workload ----------------------------------------------------------------------------------


def money(
    classes: Iterable[Row], start: date, end: date, key: Callable[[Row, Row | None], Any], *, subsidy: bool
) -> dict[Any, int]:
    """到账经费 or 财政补贴 in 分 by `key` of a class and its receipt (None: the figure typed on the class).

    Receipts by their own day; what was typed counts where there is no receipt (no subsidy among them), by
    the day the class ends.
    """
    sums: dict[Any, int] = {}
    for klass in classes:
        receipts = [row for row in klass["receipts"] if row["subsidy"] is True or not subsidy]
        for row in receipts:
            if within(row["on"], start, end) and row["amount"] is not None:
                sums[key(klass, row)] = sums.get(key(klass, row), 0) + row["amount"]
        typed = klass["typed_subsidy" if subsidy else "typed"]
        if not receipts and typed is not None and within(klass["end"], start, end):
            sums[key(klass, None)] = sums.get(key(klass, None), 0) + typed
    return sums


def by_fund(klass: Row, receipt: Row | None) -> Any:
    """The receipt's own fund, else the class's."""
    return receipt["fund"] if receipt is not None and receipt["fund"] else klass["fund"]


def by_month(klass: Row, receipt: Row | None) -> str:
    """The month that puts the money into the window."""
    when: date = klass["end"] if receipt is None else receipt["on"]
    return f"{when.year}-{when.month:02d}"


def workload(
    classes: Iterable[Row], start: date, end: date, coefficient: Fraction
) -> dict[Any, tuple[Fraction, int, int, Fraction | None]]:
    """By teacher: hours in the window, classes taught in it, share of the money in 分, converted hours.

    The share of a class's money goes by hours of all its lessons, whenever held, guests' among them.
    """
    hours: dict[Any, Fraction] = {}
    taught: dict[Any, int] = {}
    shares: dict[Any, Fraction] = {}
    for klass in classes:
        lessons = [row for row in klass["lessons"] if row["hours"] is not None]
        whole = sum((row["hours"] for row in lessons), ZERO)
        income = sum(money([klass], start, end, lambda k, r: None, subsidy=False).values())
        for who in {row["teacher"] for row in lessons} - {None}:
            mine = [row for row in lessons if row["teacher"] == who]
            now = sum((row["hours"] for row in mine if within(row["on"], start, end)), ZERO)
            if whole and (now or income):
                hours[who] = hours.get(who, ZERO) + now
                taught[who] = taught.get(who, 0) + (now > 0)
                part = income * sum((row["hours"] for row in mine), ZERO) / whole
                shares[who] = shares.get(who, ZERO) + part
    return {
        who: (
            hours[who],
            taught[who],
            int(half_up(shares[who], 0)),
            half_up(hours[who] * coefficient, 1) if coefficient else None,
        )
        for who in hours
    }


# -- one person in two classes ---------------------------------------------------------------------------


def at_once(lines: Iterable[Row]) -> set[Any]:
    """Of one person's lines on rosters those that begin before an earlier one has ended."""
    stayed = [
        row
        for row in lines
        if row["status"] in ("报到", "结业", "未结业")
        and row["end"] is not None
        and row["start"] <= row["end"]
    ]
    found = set()
    for row in stayed:
        for other in stayed:
            earlier = (other["start"], other["id"]) < (row["start"], row["id"])
            if earlier and other["end"] >= row["start"]:
                found.add(row["id"])
    return found
