"""Reads policy packs, the files in which people write tasks, targets and thresholds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, overload

from desktop.core.errors import UserError
from desktop.core.policy import (
    DIRECTIONS,
    GROUPS,
    SOURCES,
    SUBJECTS,
    WINDOWS,
    Number,
    Pack,
    Policy,
    Target,
    Task,
    Word,
)

if TYPE_CHECKING:  # read in with the first pack: a start asks for none
    from desktop.core.datafile import Section


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
        average_from=row.day("average_from"),
    )
    _in_order(row, target)
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
        at_least=row.number("at_least") or Decimal(0),
        at_most=row.number("at_most"),
    )
    broken = number.bounds_broken(value)
    if broken:
        raise row.error("value", f"{broken}，现在是“{value}”。")
    _in_order(row, number)
    row.done()
    return number


def _word(row: Section) -> Word:
    options = row.texts("options")
    word = Word(
        name=row.text("name"),
        value=row.choice("value", options),
        options=options,
        label=row.text("label"),
        basis=row.text("basis", ""),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
    )
    _in_order(row, word)
    row.done()
    return word


def _in_order(row: Section, dated: Target | Number | Word) -> None:
    if dated.valid_from and dated.valid_to and dated.valid_to < dated.valid_from:
        raise row.error("valid_to", "止日早于起日。")


def read_pack(path: Path) -> Pack:
    """One policy file against its schema."""
    from desktop.core.datafile import read_datafile

    return pack_of(read_datafile(path), path.stem)


def pack_of(
    top: Section, pack_id: str, check: Callable[[Section, Target], None] = lambda row, target: None
) -> Pack:
    """A pack out of its file's text: ids once each, targets only of its own tasks if it has any.

    `check` may refuse a target for what this room cannot know, such as a metric nobody counts.
    """
    rows = {key: top.rows(key) for key in ("tasks", "targets", "numbers", "words")}
    pack = Pack(
        id=pack_id,
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
    for key, named in (("numbers", pack.numbers), ("words", pack.words)):
        _once(rows[key], [f"{each.name} {each.valid_from or ''}".strip() for each in named], "name")
    codes = {task.code for task in pack.tasks}
    for row, target in zip(rows["targets"], pack.targets, strict=True):
        if codes and target.task not in codes:
            raise row.error("task", f"没有编号为“{target.task}”的任务。")
        check(row, target)
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
