"""What may stand in a cell in place of what was typed: words of the list, similar names, other readings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from desktop.core.codes import CodeList
from desktop.core.errors import Problem
from desktop.core.fields import Field, Kind
from desktop.core.numbers import resident_id
from desktop.core.words import compact
from desktop.records.catalogue import record
from desktop.services.importing.decisions import Candidate
from desktop.services.importing.fields import readable
from desktop.services.importing.planned import ImportPlan
from desktop.services.office import Office

_MOST: Final = 60
_SHORT_DAY: Final = re.compile(r"[‘’']?(\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号]?")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?")
_MONTH: Final = re.compile(r"((?:19|20)\d{2})[-./年]?(\d{1,2})月?")


def candidates(office: Office, plan: ImportPlan, problem: Problem) -> list[Candidate]:
    """Texts for the cell of a problem, the likeliest first; [] where only a person can know."""
    found = record(plan.record).find_path(problem.path) if problem.path else None
    if found is None:
        return []
    for each in plan.references:
        if (problem.sheet, problem.row, problem.column) in each.cells:
            return [Candidate(row.title, row.reason) for row in each.similar]
    own = readable(found.field)
    offered = dict.fromkeys(_offered(office, own, problem.value))
    return list(offered)[:_MOST]


def _offered(office: Office, own: Field, typed: str) -> Iterator[Candidate]:
    match own.kind:
        case Kind.CODE | Kind.CODES:
            yield from _words(office.codes[own.codes], typed)
        case Kind.YESNO:
            yield from (Candidate("是", ""), Candidate("否", ""))
        case Kind.DAY:
            yield from _days(office.today, typed)
        case Kind.WHOLE | Kind.DECIMAL:
            yield from (Candidate(text, "原文里的数") for text in _NUMBER.findall(compact(typed)))
        case Kind.MONEY:
            for text in _NUMBER.findall(compact(typed)):
                yield from (Candidate(f"{text}元", "按元"), Candidate(f"{text}万元", "按万元"))
        case Kind.TEXT if own.check == "resident_id":
            yield from _numbers(compact(typed).upper())


def _words(listed: CodeList, typed: str) -> Iterator[Candidate]:
    near = listed.closest(typed)
    if near is not None:
        yield Candidate(near.name, "最像")
    for item in listed.offered():
        if near is None or item.code != near.code:
            yield Candidate(item.name, "")


def _days(today: date, typed: str) -> Iterator[Candidate]:
    word = compact(typed)
    short, month = _SHORT_DAY.fullmatch(word), _MONTH.fullmatch(word)
    if short is not None:
        year = int(short[1]) + (2000 if int(short[1]) <= today.year % 100 + 1 else 1900)
        yield from _day(year, int(short[2]), int(short[3]), "年份按四位写全")
    elif month is not None:
        yield from _day(int(month[1]), int(month[2]), 1, "当月第一天")


def _day(year: int, month: int, day: int, reason: str) -> Iterator[Candidate]:
    try:
        yield Candidate(date(year, month, day).isoformat(), reason)
    except ValueError:
        return


def _numbers(typed: str) -> Iterator[Candidate]:
    """Two neighbouring digits swapped: each way in which the check digit comes right."""
    if len(typed) != 18:
        return
    for place in range(17):
        swapped = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]
        if swapped != typed and resident_id(swapped).ok and not resident_id(swapped).problem_rule:
            yield Candidate(swapped, f"第 {place + 1}、{place + 2} 位对调后校验位相符，请对照原件")
