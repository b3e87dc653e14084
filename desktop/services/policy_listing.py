"""The policy as lists to look through and change: packs, tasks, targets, numbers and words, by their days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from desktop.core.errors import UserError
from desktop.core.policy import Number, Override, Pack, Policy, Target, Task, Word
from desktop.core.presenting import plain_number
from desktop.services.office import Office
from desktop.services.policies import OWN, PACK, HeldPack, own_settings, packs, policy, settings_kept
from desktop.services.targets import goal

SHIPPED, LOADED, REWORDED = "随程序带来", "本校载入", "本校改过"
HOW = {"computed": "台账计算", "entered": "手工填写", "ratio-of-entered": "填写后计算"}


@dataclass(frozen=True, slots=True)
class TaskOf:
    """A task with the pack it stands in, by title and by name."""

    task: Task
    pack: str
    pack_id: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One value of a number or word from a day to a day; `options` of a word; `own`: set by the school."""

    name: str
    label: str
    value: str
    unit: str
    options: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    basis: str
    source: str
    own: bool
    in_force: bool

    @property
    def days(self) -> str:
        """From when to when, in words."""
        return days_said(self.valid_from, self.valid_to)


@dataclass(frozen=True, slots=True)
class AimLine:
    """One target as its pack has it, or what the school says of it from a day on."""

    id: str
    task: str
    label: str
    subject: str
    how: str
    goal: str
    unit: str
    window: str
    valid_from: date | None
    valid_to: date | None
    active: bool
    note: str
    source: str
    own: bool
    in_force: bool
    pack_id: str
    target: Target

    @property
    def days(self) -> str:
        """From when to when, in words."""
        return days_said(self.valid_from, self.valid_to)


def days_said(first: date | None, last: date | None) -> str:
    """自 2026-01-01 至 2026-12-31."""
    parts = (f"自 {first}" if first else "", f"至 {last}" if last else "")
    return " ".join(part for part in parts if part) or "不限"


def pack_lines(office: Office) -> list[HeldPack]:
    """Every pack."""
    return packs(office)


def task_list(office: Office) -> list[TaskOf]:
    """The tasks of the packs in use."""
    return [TaskOf(task, pack.title, pack.id) for pack in policy(office) for task in pack.tasks]


def rule_lines(office: Office) -> list[RuleLine]:
    """Every number and word of the packs in use, each followed by what the school has set itself."""
    held, own = policy(office), own_settings(office)
    found = []
    for pack in _shipped(held):
        for name in _names(pack):
            known = [each for each in _said_by(pack) if each.name == name]
            found += [_rule(office, held, each, pack.title, own=False) for each in known]
            if _last(held, name) is pack:
                mine = [each for each in _said_by(own) if each.name == name]
                mine.sort(key=lambda each: each.valid_from or date.min)
                found += [_rule(office, held, each, OWN, own=True) for each in mine]
    return found


def _shipped(held: Policy) -> list[Pack]:
    return [pack for pack in held if pack.id != OWN]


def _said_by(pack: Pack) -> list[Number | Word]:
    return [*pack.numbers, *pack.words]


def _names(pack: Pack) -> list[str]:
    return list(dict.fromkeys(each.name for each in _said_by(pack)))


def _last(held: Policy, name: str) -> Pack:
    """The pack that has the last word on a name: what the school sets stands below it."""
    return [pack for pack in _shipped(held) if name in _names(pack)][-1]


def _rule(office: Office, held: Policy, each: Number | Word, source: str, *, own: bool) -> RuleLine:
    now: Number | Word | None
    if isinstance(each, Word):
        now, value, unit, options = held.said(each.name, office.today), each.value, "", each.options
    else:
        now, value, unit = held.rule(each.name, office.today), plain_number(each.value), each.unit
        options = ()
    return RuleLine(
        each.name, each.label, value, unit, options, each.valid_from, each.valid_to, each.basis, source, own,
        now == each,
    )  # fmt: skip


def aim_lines(office: Office) -> list[AimLine]:
    """Every target of the packs in use, each followed by what the school says of it."""
    held, overrides = policy(office), own_settings(office).overrides
    found = []
    for pack in _shipped(held):
        for target in pack.targets:
            mine = [each for each in overrides if each.target == target.id]
            mine.sort(key=lambda each: each.valid_from or date.min)
            now = next((o for o in reversed(mine) if _holds(o, office.today)), None)
            found.append(_aim(target, pack, now is None and target.valid(office.today)))
            found += [_overridden(target, pack, each, each is now) for each in mine]
    return found


def _holds(each: Override, on: date) -> bool:
    return (each.valid_from is None or each.valid_from <= on) and (
        each.valid_to is None or on <= each.valid_to
    )


def _aim(target: Target, pack: Pack, in_force: bool) -> AimLine:
    return AimLine(
        target.id, target.task, target.label, "本校" if target.subject == "学校" else "全市",
        HOW[target.source], goal(target), target.unit, target.window, target.valid_from, target.valid_to,
        target.active, target.note, pack.title, False, in_force, pack.id, target,
    )  # fmt: skip


def _overridden(target: Target, pack: Pack, each: Override, in_force: bool) -> AimLine:
    as_told = each.on(target)
    told = replace(as_told, valid_from=each.valid_from, valid_to=each.valid_to)
    made = _aim(told, pack, in_force)
    return replace(made, own=True, note=each.basis, source=OWN, target=target)


def source_of(held: HeldPack) -> str:
    """Where a pack comes from, in words."""
    if not held.own:
        return SHIPPED
    return REWORDED if held.shipped else LOADED


def limits(text: str) -> tuple[Decimal | None, Decimal | None]:
    """2 or 2–3 as typed; a blank leaves the plan's own value."""
    cleaned = text.strip().lstrip("≥≤=≈ ")
    if not cleaned:
        return None, None
    ends = [
        part.strip() for part in cleaned.replace("－", "–").replace("-", "–").replace("~", "–").split("–")
    ]
    try:
        numbers = [Decimal(part) for part in ends]
    except InvalidOperation:
        numbers = []
    if not 1 <= len(numbers) <= 2 or not all(each.is_finite() for each in numbers):
        raise UserError(f"目标值“{text.strip()}”应是一个数，或写成 2–3 这样的范围")
    if len(numbers) == 2 and numbers[1] < numbers[0]:
        raise UserError(f"目标值“{text.strip()}”的上限小于下限")
    return numbers[0], numbers[1] if len(numbers) == 2 else None


def pack_text(office: Office, held: HeldPack) -> str:
    """A pack's file as it is, to be saved, changed and loaded again."""
    if held.own:
        return settings_kept(office)[PACK + held.pack.id]
    return (office.resources / "policy" / f"{held.pack.id}.toml").read_text("utf-8")


def save_pack(office: Office, held: HeldPack, file: Path) -> Path:
    """Write a pack's file somewhere."""
    try:
        file.write_text(pack_text(office, held), "utf-8", newline="\n")
    except OSError as error:
        raise UserError("文件写不进去", place=file.name, hint="请换一个能写的文件夹。") from error
    return file


def words_of(pack: Pack) -> Iterator[str]:
    """What a pack holds, in words: 21 项任务、18 个目标."""
    for count, said in (
        (len(pack.tasks), "项任务"),
        (len(pack.targets), "个目标"),
        (len(pack.numbers) + len(pack.words), "条口径"),
    ):
        if count:
            yield f"{count} {said}"
