"""Policy packs: tasks, targets and thresholds as data, asked for by name and date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from desktop.core.errors import UserError

if TYPE_CHECKING:  # read in with the first pack: a start asks for none
    from desktop.core.datafile import Section

GROUPS = ("任务", "保障", "要求")
SUBJECTS = ("学校", "市")
DIRECTIONS = ("≥", "≤", "=", "≈")
WINDOWS = ("自然年", "学年", "截止日", "规划期")
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
    `source` says where the value comes from; a 市 target shows this school's contribution only.
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

    def valid(self, on: date) -> bool:
        """Whether the target holds on that day."""
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )

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
    """A threshold or setting from a day on; `basis` is the document it comes from."""

    name: str
    value: Decimal
    label: str
    unit: str = ""
    basis: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A setting whose value is one word out of several (学年, 自然年 …)."""

    name: str
    value: str
    options: tuple[str, ...]
    label: str


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

    def number(self, name: str, on: date) -> Decimal | None:
        """The number in force on a day; None when this pack has none then."""
        found = self.rule(name, on)
        return None if found is None else found.value

    def rule(self, name: str, on: date) -> Number | None:
        """The number with its unit and basis; of several in force the one that began last."""
        held = [
            number
            for number in self.numbers
            if number.name == name
            and (number.valid_from is None or number.valid_from <= on)
            and (number.valid_to is None or on <= number.valid_to)
        ]
        return max(held, key=lambda number: number.valid_from or date.min, default=None)


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

    def word(self, name: str) -> str | None:
        """The value of a word setting."""
        found = [word.value for pack in self.packs for word in pack.words if word.name == name]
        return found[-1] if found else None

    def switch(self, name: str, on: date) -> bool:
        """A number used as a switch: on when it is there and not 0."""
        return bool(self.number(name, on))

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks of all packs, in their order."""
        return tuple(task for pack in self.packs for task in pack.tasks)

    def targets(self, on: date | None = None) -> tuple[Target, ...]:
        """The targets switched on, and valid on a day if one is given."""
        return tuple(
            target
            for pack in self.packs
            for target in pack.targets
            if target.active and (on is None or target.valid(on))
        )


def _task(row: Section) -> Task:
    task = Task(
        code=row.text("code"),
        number=row.whole("number"),
        heading=row.text("heading"),
        text=row.text("text"),
        group=row.choice("group", GROUPS, "任务"),
        departments=row.text("departments", ""),
        deadline=row.text("deadline", ""),
        answered=row.texts("answered"),
    )
    row.done()
    return task


def _target(row: Section) -> Target:
    metric = row.text("metric")
    default = "entered" if metric == "entered" else "computed"
    target = Target(
        id=row.text("id"),
        task=row.text("task"),
        label=row.text("label"),
        subject=row.choice("subject", SUBJECTS),
        metric=metric,
        direction=row.choice("direction", DIRECTIONS),
        value=row.number("value"),
        high=row.number("high"),
        unit=row.text("unit", ""),
        window=row.choice("window", WINDOWS),
        source=row.choice("source", SOURCES, default),
        where=row.texts("where"),
        deadline=row.day("deadline"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        active=row.flag("active", True),
        formula=row.text("formula", ""),
        note=row.text("note", ""),
    )
    if target.valid_from and target.valid_to and target.valid_to < target.valid_from:
        raise row.error("valid_to", "止日早于起日。")
    row.done()
    return target


def _number(row: Section) -> Number:
    value = row.number("value")
    if value is None:
        raise row.error("value", "缺少“value”，应填数字。")
    number = Number(
        name=row.text("name"),
        value=value,
        label=row.text("label"),
        unit=row.text("unit", ""),
        basis=row.text("basis", ""),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
    )
    if number.valid_from and number.valid_to and number.valid_to < number.valid_from:
        raise row.error("valid_to", "止日早于起日。")
    row.done()
    return number


def _word(row: Section) -> Word:
    options = row.texts("options")
    word = Word(row.text("name"), row.choice("value", options), options, row.text("label"))
    row.done()
    return word


def read_pack(path: Path) -> Pack:
    """One policy file against its schema; ids once each, targets only of its own tasks if it has any."""
    from desktop.core.datafile import read_datafile

    top = read_datafile(path)
    rows = {key: top.rows(key) for key in ("tasks", "targets", "numbers", "words")}
    pack = Pack(
        id=path.stem,
        title=top.text("title"),
        document=top.text("document"),
        issuer=top.text("issuer", ""),
        issued=top.day("issued"),
        tasks=tuple(_task(row) for row in rows["tasks"]),
        targets=tuple(_target(row) for row in rows["targets"]),
        numbers=tuple(_number(row) for row in rows["numbers"]),
        words=tuple(_word(row) for row in rows["words"]),
    )
    top.done()
    _once(rows["tasks"], [task.code for task in pack.tasks], "code")
    _once(rows["targets"], [target.id for target in pack.targets], "id")
    _once(
        rows["numbers"],
        [f"{number.name} {number.valid_from or ''}".strip() for number in pack.numbers],
        "name",
    )
    codes = {task.code for task in pack.tasks}
    for row, target in zip(rows["targets"], pack.targets, strict=True):
        if codes and target.task not in codes:
            raise row.error("task", f"没有编号为“{target.task}”的任务。")
    return pack


def _once(rows: list[Section], names: list[str], key: str) -> None:
    seen: set[str] = set()
    for row, name in zip(rows, names, strict=True):
        if name in seen:
            raise row.error(key, f"“{name}”重复了。")
        seen.add(name)


class PackFolder(Sequence[Pack]):
    """The policy packs of a folder, read when the first is asked for: a start asks for none.

    A folder without any is refused at once, since every threshold would be missing.
    """

    def __init__(self, folder: Path) -> None:
        self._paths = sorted(folder.glob("*.toml"))
        if not self._paths:
            raise UserError(
                "没有找到政策文件。", place=str(folder.name), hint="请恢复 resources/policy 下的文件。"
            )

    @cached_property
    def _packs(self) -> tuple[Pack, ...]:
        return tuple(read_pack(path) for path in self._paths)

    @overload
    def __getitem__(self, at: int) -> Pack: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Pack]: ...

    def __getitem__(self, at: int | slice) -> Pack | Sequence[Pack]:
        return self._packs[at]

    def __len__(self) -> int:
        return len(self._paths)


def load_policy(folder: Path) -> Policy:
    """All policy packs of a folder, read now."""
    return Policy(tuple(PackFolder(folder)))
