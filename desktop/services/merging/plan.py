"""A merge as plain data: what is kept of each field, what moves, what collides; nothing is written yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.core.fields import Field
from desktop.services.merging.values import State, former_names

# (row that stays, attribute) → the value to keep instead of the one the plan proposes
Choices = Mapping[tuple[int, str], Any]
FORMER, NAME = "former_name", "name"


@dataclass(frozen=True, slots=True)
class Offer:
    """What one of the rows says of a field; `text` as it may be seen ("" for blank).

    `of`: which of the rows that were named it is or belongs to, 0 for the one that stays.
    """

    row: int
    value: Any
    text: str
    of: int


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field of rows that become one: what each says, and what is kept if nobody chooses otherwise.

    `offers` begin with the row that stays. `state`: "same", "filled" where the kept row was blank or said
    less, "joined" for notes and lists of codes, "conflict" where the rows differ.
    """

    row: int
    own: Field
    offers: tuple[Offer, ...]
    value: Any
    text: str
    state: State

    @property
    def key(self) -> tuple[int, str]:
        return self.row, self.own.name

    @property
    def differs(self) -> bool:
        return self.state != "same"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one record that become one: `gone` into `kept`. `head`: asked for, not found by a key."""

    record: str
    label: str
    title: str
    kept: int
    gone: tuple[int, ...]
    head: bool
    fields: tuple[FieldPlan, ...]

    def values(self, choices: Choices) -> dict[str, Any]:
        """What the row that stays says afterwards; the names it lost by the choice become former ones."""
        found = {each.own.name: choices.get(each.key, each.value) for each in self.fields}
        if FORMER in found and NAME in found and (self.kept, FORMER) not in choices:
            said = {each.own.name: [offer.value for offer in each.offers] for each in self.fields}
            found[FORMER] = former_names(said[NAME], found[NAME], said[FORMER])
        return found


@dataclass(frozen=True, slots=True)
class Move:
    """Rows that refer to what goes, and then to what stays: `rows` of `label`, by the field `through`."""

    label: str
    through: str
    rows: int


@dataclass(frozen=True, slots=True)
class MergePlan:
    """What a merge would do. Two plans of an unchanged ledger are equal."""

    record: str
    label: str
    keep: int
    others: tuple[int, ...]
    title: str  # 张三 ← 张三丰
    titles: tuple[str, ...]  # of the kept row and the others, told apart
    groups: tuple[Group, ...]
    moves: tuple[Move, ...]

    @property
    def heads(self) -> tuple[Group, ...]:
        """The rows that were named, with their person where they are a role."""
        return tuple(each for each in self.groups if each.head)

    @property
    def collisions(self) -> tuple[Group, ...]:
        """Rows of theirs that would be there twice, and become one in turn."""
        return tuple(each for each in self.groups if not each.head)

    def fields(self) -> Iterator[tuple[Group, FieldPlan]]:
        """Every field of every group."""
        for group in self.groups:
            for each in group.fields:
                yield group, each

    @property
    def conflicts(self) -> tuple[FieldPlan, ...]:
        return tuple(each for _, each in self.fields() if each.state == "conflict")
