"""The policy's tasks with what the school has said of each in a period."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.core.dates import Window
from desktop.core.policy import Task
from desktop.core.values import show
from desktop.records.catalogue import record
from desktop.services.board import Aim
from desktop.services.office import Office
from desktop.services.overview import aims
from desktop.services.policies import policy
from desktop.store.find import Condition, find


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task, its targets, and its 任务进展 of the period (`row` None: nothing said yet)."""

    task: Task
    aims: tuple[Aim, ...]
    row: int | None
    progress: str
    value: str


def task_lines(office: Office, window: Window) -> list[TaskLine]:
    """Every task of the policy packs, in their order."""
    own = record("policy_progress")
    paths = [own.by_name(name) for name in ("task", "progress", "value")]
    said: dict[str, tuple[int, str, str]] = {}
    page = find(
        office.ledger, own.id, paths=paths, where=[
            Condition(own.by_name("period"), "=", window.label),
            Condition(own.by_name("target"), "empty", None),
        ],
        today=office.today,
    )  # fmt: skip
    for row_id, (task, progress, value) in zip(page.ids, page.rows, strict=True):
        text = "" if value is None else show(paths[2].field, value, office.codes)
        said[task] = (row_id, progress or "", text)
    found = aims(office, window)
    lines = []
    for task in policy(office).tasks:
        row, progress, value = said.get(task.code, (None, "", ""))
        mine = tuple(aim for aim in found if aim.task == task.code)
        lines.append(TaskLine(task, mine, row, progress, value))
    return lines


def progress_defaults(task: Task, window: Window) -> dict[str, str]:
    """What a new 任务进展 of a task begins with, by label path."""
    own = record("policy_progress")
    return {own.by_name("task").label: task.code, own.by_name("period").label: window.label}
