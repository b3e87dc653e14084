"""What a cross-check is: data. Where it looks, what is wrong there, how to say it, and who asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.core.codes import CodeList
from desktop.core.errors import Severity
from desktop.core.policy import Policy

# "table.column" → SQL that selects the rows under check from {ids}, the values of that column in the rows an
# act touched (as they were and as they are); "" where the values are the ids of those rows themselves.
Vias = Mapping[str, str]
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Context:
    """What SQL and predicates may depend on besides the ledger."""

    today: date
    policy: Policy
    codes: Mapping[str, CodeList]
    kind: str  # "sqlite" or "postgresql"
    kept: dict[str, Any] = field(default_factory=dict)  # read once in one look, for checks that share it


# SQL may depend on settings and on the day: then it is made when it is needed. "" switches the check off.
Sql = str | Callable[[Context], str]


@dataclass(frozen=True, eq=False)
class Base:
    """A FROM clause that many checks share, so that one pass over its rows answers them all.

    `root` is the alias whose id is the row under check; `title` names that row in a sentence. `source` may
    hold {among:…}, which becomes a condition on the rows under check when only some are looked at:
    {among:column} reads ``WHERE column IN (…)``, {and:column} ``AND column IN (…)``, or nothing at all.
    """

    record: str
    root: str
    source: str
    title: str
    vias: Vias


@dataclass(frozen=True, eq=False)
class Rule:
    """A check of single rows: `when` is an SQL condition over its base; `words` what the sentence says.

    `words` also decide when an accepted finding shows again: they hold every value the finding rests on.
    `confirm` looks closer in Python at the rows that SQL suspects: the sentence's last words, None if all is
    well. `more` are further ways from a touched row to the rows under check, besides the base's own.
    """

    id: str
    severity: Severity
    base: Base
    path: str
    sentence: str
    source: str
    when: Sql
    words: Mapping[str, str] = field(default_factory=dict)
    confirm: Callable[[Words, Context], str | None] | None = None
    more: Vias = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Same:
    """A check that no two rows agree in `key` (an SQL text; NULL: nothing to compare).

    `columns` are what the key is made of; `narrow` one of them that rows of one key share as it stands, if
    any: the search then goes by its index. `differ`: only groups in which this SQL text has several values.
    """

    id: str
    severity: Severity
    base: Base
    path: str
    sentence: str
    source: str
    key: str
    columns: tuple[str, ...]
    narrow: str = ""
    differ: str = ""
    alike: bool = False  # only groups in which `differ` is the same in all rows
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Overlap:
    """A check that the periods of one `owner` do not overlap; the later row is the finding."""

    id: str
    severity: Severity
    base: Base
    path: str
    sentence: str
    source: str
    owner: str
    start: str
    end: str
    where: str
    owners: Vias  # as `Vias`, to the owners instead of the rows
    members: str  # SQL that selects the row ids of the owners in {ids}
    words: Mapping[str, str] = field(default_factory=dict)


# (row id, words) pairs of a check that must see many rows at once
Looked = Mapping[int, Words]


@dataclass(frozen=True, eq=False)
class Whole:
    """A check that looks at all rows of its tables at once, in Python; run again when one of them changes."""

    id: str
    severity: Severity
    base: Base
    path: str
    sentence: str
    source: str
    reads: tuple[str, ...]  # "table" or "table.column"
    look: Callable[[Any, Context], Looked]


Check = Rule | Same | Overlap | Whole
