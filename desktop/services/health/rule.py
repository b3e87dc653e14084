"""What a cross-check is: data. Where it looks, what is wrong there, how to say it, and who asks for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from desktop.core.codes import CodeList
from desktop.core.errors import Severity
from desktop.core.policy import Policy
from desktop.services.office import Office

# "table.column" → SQL that selects the rows under check from {ids}, the values of that column in the rows an
# act touched (as they were and as they are); "" where the values are the ids of those rows themselves.
Vias = Mapping[str, str]
Words = Mapping[str, Any]


@dataclass(frozen=True)
class Context:
    """What SQL and predicates may depend on besides the ledger."""

    office: Office
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
    {of:name} stands for a `derived` SELECT: where all rows are looked at its rows are made once, so that what
    costs something is worked out for each class or batch and not again for each row of its roster.
    """

    record: str
    root: str
    source: str
    title: str
    vias: Vias
    derived: Mapping[str, Sql] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Said:
    """What every check says of itself: `path` of the field that is wrong, the document it comes from."""

    id: str
    severity: Severity
    base: Base
    path: str
    sentence: str
    source: str


@dataclass(frozen=True, eq=False)
class Rule(Said):
    """A check of single rows: `when` is an SQL condition over its base; `words` what the sentence says.

    `words` also decide when an accepted finding shows again: they hold every value the finding rests on.
    `confirm` looks closer in Python at the rows that SQL suspects: the sentence's last words, None if all is
    well. `more` are further ways from a touched row to the rows under check, besides the base's own. `given`
    is a condition that goes without saying in `when`: checks with one in common share a pass that drops other
    rows before it looks up their tables.
    """

    when: Sql
    words: Mapping[str, str] = field(default_factory=dict)
    confirm: Callable[[Words, Context], str | None] | None = None
    more: Vias = field(default_factory=dict)
    given: str = ""


@dataclass(frozen=True, eq=False)
class Same(Said):
    """A check that no two rows agree in `key` (an SQL text; NULL: nothing to compare).

    `columns` are what the key is made of; `narrow` one of them that rows of one key share as it stands, if
    any: the search then goes by its index. `differ`: only groups in which this SQL text has several values.
    `parts`: what a key of several columns is made of, to sort all rows by without making every key.
    """

    key: str
    columns: tuple[str, ...]
    narrow: str = ""
    differ: str = ""
    alike: bool = False  # only groups in which `differ` is the same in all rows
    words: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Overlap(Said):
    """A check that the periods of one `owner` do not overlap; the later row is the finding.

    `start` and `end` are SQL that sorts as the days do: the days themselves, or whole numbers made of them.
    `shared` names the derived SELECT (id, first, last) of periods that many owners share, one row each, and
    `sharing` the column of their rows that refers to it: then a whole file is read period by period, and no
    million rows are sorted.
    """

    owner: str
    start: str
    end: str
    where: str
    owners: Vias  # as `Vias`, to the owners instead of the rows
    members: str  # SQL that selects the row ids of the owners in {ids}
    words: Mapping[str, str] = field(default_factory=dict)
    shared: str = ""
    sharing: str = ""


# (row id, words) pairs of a check that must see many rows at once
Looked = Mapping[int, Words]


@dataclass(frozen=True, eq=False)
class Whole(Said):
    """A check that looks at all rows of its tables at once, in Python; run again when one of them changes.

    Those that have `together` in common run one after the other: they share what the first of them read.
    """

    reads: tuple[str, ...]  # "table" or "table.column"
    look: Callable[[Any, Context], Looked]
    together: str = ""


@dataclass(frozen=True, eq=False)
class Each(Said):
    """A check that Python makes of each row by itself: of all, or of those that an act led to.

    Led to by the base's ways and by `more`, where one of `reads` is another.
    """

    reads: tuple[str, ...]
    more: Vias
    look: Callable[[Any, Context, Collection[int] | None], Looked]


Check = Rule | Same | Overlap | Whole | Each
