"""What 政策与口径 shows of a pack, a task, a target and a number: the cells of a line, the sentence below."""

from __future__ import annotations

from typing import Any

from desktop.services.policies import HeldPack
from desktop.services.policy_listing import AimLine, RuleLine, TaskOf, source_of, words_of

IN_FORCE = "✓"


def about(here: Any) -> str:
    """What is said below the table of the line that is chosen."""
    if isinstance(here, TaskOf):
        answered = f"　由 {'、'.join(here.task.answered)} 回答" if here.task.answered else ""
        return f"{here.task.text}{answered}　出处：{here.pack}"
    if isinstance(here, AimLine):
        return "　".join(part for part in (here.label, here.note, f"来源：{here.source}") if part)
    if isinstance(here, RuleLine):
        now = "今天采用的就是这一行" if here.in_force else ""
        basis = f"依据：{here.basis}" if here.basis else ""
        return "　".join(part for part in (here.label, basis, now) if part)
    if isinstance(here, HeldPack):
        parts = (here.pack.title, here.pack.issuer, str(here.pack.issued or ""))
        return "　".join(part for part in parts if part)
    return ""


def pack_cells(held: HeldPack) -> tuple[str, ...]:
    """A pack as a line of the table."""
    return held.pack.title, held.pack.document, source_of(held), "、".join(words_of(held.pack)), (
        f"{IN_FORCE} 在用" if held.active else "— 停用"
    )  # fmt: skip


def task_cells(each: TaskOf) -> tuple[str, ...]:
    """A task as a line."""
    task = each.task
    return str(task.number), task.group, task.heading, task.text, task.departments, task.deadline


def aim_cells(line: AimLine) -> tuple[str, ...]:
    """A target as a line."""
    name = f"　└ 本校：{line.label}" if line.own else line.label
    asked = line.goal if line.active else "— 停用"
    return (
        line.task, name, line.subject, line.how, asked, line.unit, line.window,
        _days(line), line.source,
    )  # fmt: skip


def rule_cells(line: RuleLine) -> tuple[str, ...]:
    """A number or word as a line."""
    name = f"　└ 本校：{line.label}" if line.own else line.label
    return name, line.value, line.unit, _days(line), line.basis, line.source


def _days(line: AimLine | RuleLine) -> str:
    return f"{IN_FORCE} {line.days}" if line.in_force else f"　 {line.days}"
