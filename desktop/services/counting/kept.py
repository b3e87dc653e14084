"""What has been counted is kept as long as the ledger stands as it did: many figures ask for the same.

A return, a target and a screen ask for one teacher's account or one rule again and again. Acts are the only
way to write, so as long as no act was added the answer is the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import func, select

from desktop.core.same import Same
from desktop.records.expressions import table
from desktop.services.office import Office

P = ParamSpec("P")
T = TypeVar("T")
_AT_MOST = 64  # answers kept of each count


def kept(count: Callable[Concatenate[Office, P], T]) -> Callable[Concatenate[Office, P], T]:
    """The count, asked once for as long as nothing is written. Its answer must not be changed by anybody."""

    @lru_cache(maxsize=_AT_MOST)
    def remembered(office: Same[Office], _stand: object, args: Any, named: Any) -> T:
        return count(office.it, *args, **dict(named))

    def asked(office: Office, /, *args: P.args, **named: P.kwargs) -> T:
        return remembered(Same(office), stand(office), args, tuple(sorted(named.items())))

    return cast("Callable[Concatenate[Office, P], T]", wraps(count)(asked))


def stand(office: Office) -> tuple[Any, ...]:
    """A word that changes with every act, also another program's, and with the tables of holidays."""
    act = table("act")
    with office.ledger.reading() as reading:
        last = reading.execute(select(func.count(act.c.id), func.max(act.c.id))).one()
    return (*last, *holiday_tables(office))


def holiday_tables(office: Office) -> tuple[tuple[str, int], ...]:
    """A word that changes with the tables of holidays."""
    folder = office.resources / "holidays"
    files = sorted(os.scandir(folder), key=lambda each: each.name) if folder.is_dir() else []
    return tuple((each.name, each.stat().st_mtime_ns) for each in files)
