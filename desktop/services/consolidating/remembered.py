"""Each school's figures as long as none of its rows changed: a second look counts only what is new.

Acts are the only way to write, and their trail names every row: so what was counted of a school stands
until an act touches one of its rows. The bureau's rules, the day and the window belong to the question.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, func, select

from desktop.core.dates import Window
from desktop.core.same import Same
from desktop.records.base import Base
from desktop.records.system import Act, Trail
from desktop.services.counting.kept import holiday_tables
from desktop.services.office import Office
from desktop.services.policies import settings_kept
from desktop.store.find import AT_ONCE
from desktop.store.ledger import Ledger
from desktop.store.trail import DELETED

Told = tuple[dict[str, Any], list[dict[str, Any]]]  # figures by column, targets
_LEDGERS, _QUESTIONS = 2, 8
_ENTRIES = 20_000  # of the trail; a school's whole ledger brought in has some hundreds


@dataclass(slots=True)
class _Shelf:
    """What was counted in one ledger up to an act: by question, then by school."""

    upto: tuple[int, int] = (0, 0)
    told: dict[object, dict[int, Told]] = field(default_factory=dict)


@lru_cache(maxsize=_LEDGERS)
def _shelf(_ledger: Same[Ledger]) -> _Shelf:
    return _Shelf()


def remembered(office: Office, window: Window) -> dict[int, Told]:
    """What still holds of the schools in this window, by school; what is counted now belongs in there."""
    shelf = _shelf(Same(office.ledger))
    with office.ledger.reading() as reading:
        last = _last(reading)
        if shelf.told and last != shelf.upto:
            touched = _touched(reading, shelf.upto) if last > shelf.upto else None
            for told in shelf.told.values():
                for school in list(told) if touched is None else touched:
                    told.pop(school, None)
        shelf.upto = last
    question = (window, office.today, Same(office.packs), office.resources, _rules(office))
    if question not in shelf.told and len(shelf.told) >= _QUESTIONS:
        shelf.told.pop(next(iter(shelf.told)))
    return shelf.told.setdefault(question, {})


def _rules(office: Office) -> tuple[object, ...]:
    """What the bureau has set, and its tables of holidays."""
    return tuple(sorted(settings_kept(office).items())), holiday_tables(office)


def _last(reading: Connection) -> tuple[int, int]:
    """How many acts there are, and the number of the last: an act more changes both."""
    act = Act.__table__.c
    count, number = reading.execute(select(func.count(act.id), func.max(act.number))).one()
    return int(count), int(number or 0)


def _touched(reading: Connection, upto: tuple[int, int]) -> set[int] | None:
    """The schools of all rows that acts since have touched; None where it cannot be told of one, or where
    looking takes as long as counting."""
    act, trail = Act.__table__.c, Trail.__table__.c
    later = select(act.id).where(act.number > upto[1])
    asked = select(trail.record, trail.row, trail.span).where(
        trail.act.in_(later), trail.operation != DELETED
    )
    entries = reading.execute(asked.limit(_ENTRIES + 1)).all()
    if len(entries) > _ENTRIES:
        return None
    found: set[int] = set()
    single: dict[str, list[int]] = {}
    for name, row, span in entries:
        if span > 1:
            rows = Base.metadata.tables[name].c
            among = rows.id.between(row, row + span - 1)
            found |= set(reading.execute(select(rows.school).where(among).distinct()).scalars())
        else:
            single.setdefault(name, []).append(row)
    for name, ids in single.items():
        rows = Base.metadata.tables[name].c
        for start in range(0, len(ids), AT_ONCE):
            among = rows.id.in_(ids[start : start + AT_ONCE])
            found |= set(reading.execute(select(rows.school).where(among).distinct()).scalars())
    gone = select(trail.content).where(trail.act.in_(later), trail.operation == DELETED)
    for content in reading.execute(gone).scalars():
        school = json.loads(content).get("school") if content else None
        if not isinstance(school, int):
            return None
        found.add(school)
    return found
