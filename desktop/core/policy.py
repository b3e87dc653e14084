"""Policy packs: tasks, targets and thresholds as data, asked for by name and date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

Dated = TypeVar("Dated", "Number", "Word", "Override")

GROUPS = ("任务", "保障", "要求")
SUBJECTS = ("学校", "市")
DIRECTIONS = ("≥", "≤", "=", "≈")
WINDOWS = ("自然年", "学年", "截止日", "规划期", "年均", "学年年均")
ONE_DAY = timedelta(days=1)
SOURCES = ("computed", "entered", "ratio-of-entered")


@dataclass(frozen=True, slots=True)
class Task:
    """One row of the 工作任务清单; `code` is the code in the list policy_task ("9", "保障1")."""

    code: str
    number: int
    heading: str
    text: str
    group: str = "任务"
    departments: str = ""
    deadline: str = ""
    answered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """One measurable aim: whose, which measure, which way, how much, in which window, valid when.

    `metric` names a measure of the counting services, or is "entered": typed by hand with evidence;
    `where` narrows its rows by label paths (培训对象=老年人); `deadline` is the day it must be reached by.
    `source` says where the value comes from; a 市 target shows this school's contribution only. An average
    (window 年均) is over the whole years of the plan from `average_from` on, else from `valid_from`.
    """

    id: str
    task: str
    label: str
    subject: str
    metric: str
    direction: str
    value: Decimal | None
    high: Decimal | None
    unit: str
    window: str
    source: str
    where: tuple[str, ...] = ()
    deadline: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    active: bool = True
    formula: str = ""
    note: str = ""
    average_from: date | None = None

    def valid(self, on: date) -> bool:
        """Whether the target holds on that day."""
        return _holds(self, on)

    def met(self, value: Decimal | None) -> bool | None:
        """Whether the value meets the target, before rounding; None where it cannot be said."""
        if value is None or self.value is None:
            return None
        match self.direction:
            case "≥":
                return value >= self.value
            case "≤":
                return value <= self.value
            case "=":
                return self.value <= value <= (self.value if self.high is None else self.high)
            case _:
                return None  # ≈: the plan names no tolerance


@dataclass(frozen=True, slots=True)
class Number:
    """A threshold or setting from a day on; `basis` is the document it comes from, the bounds are what a
    school may set in its place."""

    name: str
    value: Decimal
    label: str
    unit: str = ""
    basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    at_least: Decimal = Decimal(0)
    at_most: Decimal | None = None

    def bounds_broken(self, value: Decimal) -> str:
        """What is wrong with a value; "" where nothing is."""
        if value < self.at_least:
            return f"不能小于 {self.at_least:f}"
        return f"不能大于 {self.at_most:f}" if self.at_most is not None and value > self.at_most else ""


@dataclass(frozen=True, slots=True)
class Word:
    """A setting whose value is one word out of several (学年, 自然年 …), from a day on."""

    name: str
    value: str
    options: tuple[str, ...]
    label: str
    basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """What a school says of a target from a day on: not asked of it, or another value than the plan's."""

    target: str
    active: bool = True
    value: Decimal | None = None
    high: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    basis: str = ""

    def on(self, target: Target) -> Target:
        """The target as the school has it."""
        told = self.basis or target.note
        if self.value is None:
            return replace(target, active=target.active and self.active, note=told)
        return replace(target, active=self.active, value=self.value, high=self.high, note=told)


def _holds(dated: Target | Number | Word | Override, on: date) -> bool:
    return (dated.valid_from is None or dated.valid_from <= on) and (
        dated.valid_to is None or on <= dated.valid_to
    )


def _newest(held: Iterable[Dated]) -> Dated | None:
    """Of several in force the one that began last."""
    return max(held, key=lambda each: each.valid_from or date.min, default=None)


@dataclass(frozen=True, slots=True)
class Pack:
    """One policy file."""

    id: str
    title: str
    document: str
    issuer: str = ""
    issued: date | None = None
    tasks: tuple[Task, ...] = ()
    targets: tuple[Target, ...] = ()
    numbers: tuple[Number, ...] = ()
    words: tuple[Word, ...] = ()
    overrides: tuple[Override, ...] = ()  # only of the school's own settings

    def number(self, name: str, on: date) -> Decimal | None:
        """The number in force on a day; None when this pack has none then."""
        found = self.rule(name, on)
        return None if found is None else found.value

    def rule(self, name: str, on: date) -> Number | None:
        """The number with its unit and basis; of several in force the one that began last."""
        return _newest(each for each in self.numbers if each.name == name and _holds(each, on))

    def said(self, name: str, on: date) -> Word | None:
        """The word setting in force on a day."""
        return _newest(each for each in self.words if each.name == name and _holds(each, on))

    def override(self, target: str, on: date) -> Override | None:
        """What the school says of a target on a day."""
        return _newest(each for each in self.overrides if each.target == target and _holds(each, on))


@dataclass(frozen=True, slots=True)
class Policy:
    """All packs of a school; a later file (by name) goes before an earlier one where both set a number."""

    packs: tuple[Pack, ...]

    def __iter__(self) -> Iterator[Pack]:
        return iter(self.packs)

    def rule(self, name: str, on: date) -> Number | None:
        """The threshold in force on a day, from whichever pack sets it."""
        for pack in reversed(self.packs):
            found = pack.rule(name, on)
            if found is not None:
                return found
        return None

    def number(self, name: str, on: date) -> Decimal | None:
        """The value of the threshold in force on a day; None when no pack sets it then."""
        found = self.rule(name, on)
        return None if found is None else found.value

    def steps(self, name: str) -> tuple[tuple[date, Decimal | None], ...]:
        """Every day from which another value is in force, with that value: a number over all of time."""
        held = [number for pack in self.packs for number in pack.numbers if number.name == name]
        days = {date.min} | {number.valid_from for number in held if number.valid_from}
        days |= {number.valid_to + ONE_DAY for number in held if number.valid_to}
        return tuple((day, self.number(name, day)) for day in sorted(days))

    def word(self, name: str, on: date) -> str | None:
        """The value of a word setting on a day."""
        found = self.said(name, on)
        return None if found is None else found.value

    def said(self, name: str, on: date) -> Word | None:
        """The word setting in force on a day, from whichever pack sets it."""
        for pack in reversed(self.packs):
            found = pack.said(name, on)
            if found is not None:
                return found
        return None

    def switch(self, name: str, on: date) -> bool:
        """A number used as a switch: on when it is there and not 0."""
        return bool(self.number(name, on))

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks of all packs, in their order."""
        return tuple(task for pack in self.packs for task in pack.tasks)

    def pack_of(self, target_id: str) -> Pack | None:
        """The pack that a target comes from."""
        held = (pack for pack in reversed(self.packs) if any(each.id == target_id for each in pack.targets))
        return next(held, None)

    def targets(self, on: date | None = None) -> tuple[Target, ...]:
        """The targets switched on, as the school has them; those valid on a day if one is given.

        A target that a later pack states anew, in force on that day, takes the place of the earlier one.
        """
        known: dict[str, Target] = {}
        for pack in self.packs:
            for target in pack.targets:
                if on is None or target.valid(on):
                    known[target.id] = target
        held = known.values() if on is None else [self._own(target, on) for target in known.values()]
        return tuple(target for target in held if target.active)

    def _own(self, target: Target, on: date) -> Target:
        for pack in reversed(self.packs):
            found = pack.override(target.id, on)
            if found is not None:
                return found.on(target)
        return target
