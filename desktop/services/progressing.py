"""The policy's tasks with what the school has said of each in a period, and of single targets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from desktop.core.dates import Window
from desktop.core.policy import Task
from desktop.core.values import show
from desktop.records.catalogue import record
from desktop.records.expressions import table
from desktop.services.board import Aim
from desktop.services.office import Office
from desktop.services.overview import aims
from desktop.services.policies import policy
from desktop.store.find import Condition, find

ENTERED = "entered"


@dataclass(frozen=True, slots=True)
class Said:
    """One 任务进展 of the period: its row, its words, and how many files are attached to it."""

    row: int
    progress: str = ""
    value: str = ""
    problems: str = ""
    next_step: str = ""
    evidence: str = ""
    files: int = 0


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task, its targets, its 任务进展 of the period (None: nothing said yet), and those of single
    targets, by the target's id."""

    task: Task
    aims: tuple[Aim, ...]
    said: Said | None
    entries: Mapping[str, Said] = field(default_factory=dict)

    @property
    def row(self) -> int | None:
        return self.said.row if self.said else None

    @property
    def progress(self) -> str:
        return self.said.progress if self.said else ""

    @property
    def value(self) -> str:
        return self.said.value if self.said else ""

    def own_entry(self, aim: Aim) -> bool:
        """Whether the target's number is written in a row of its own: it is one of several of the task, and
        not the only one that is the school's own (that one has the task's row)."""
        typed = [each for each in self.aims if each.source == ENTERED]
        owners = [each for each in typed if each.own] or typed
        return aim.source == ENTERED and owners != [aim]

    def entry(self, aim: Aim | None) -> Said | None:
        """What is said of a target: its own row, else the task's."""
        if aim is not None and self.own_entry(aim):
            return self.entries.get(aim.id)
        return self.said


def task_lines(office: Office, window: Window) -> list[TaskLine]:
    """Every task of the policy packs, in their order."""
    own = record("policy_progress")
    names = ("task", "target", "progress", "value", "problems", "next_step", "evidence")
    paths = [own.by_name(name) for name in names]
    page = find(
        office.ledger, own.id, paths=paths, where=[Condition(own.by_name("period"), "=", window.label)],
        today=office.today,
    )  # fmt: skip
    files = _files(office, page.ids)
    said: dict[tuple[str, str], Said] = {}
    for row_id, row in zip(page.ids, page.rows, strict=True):
        task, target, progress, value, problems, next_step, evidence = row
        text = "" if value is None else show(paths[3].field, value, office.codes)
        said[task, target or ""] = Said(
            row_id, progress or "", text, problems or "", next_step or "", evidence or "",
            files.get(row_id, 0),
        )  # fmt: skip
    found = aims(office, window)
    lines = []
    for task in policy(office).tasks:
        mine = tuple(aim for aim in found if aim.task == task.code)
        lines.append(TaskLine(task, mine, said.get((task.code, "")), _entries(said, task, mine)))
    return lines


def _entries(said: Mapping[tuple[str, str], Said], task: Task, mine: Iterable[Aim]) -> dict[str, Said]:
    """Of single targets: a row names its target by label or by id."""
    found = {}
    for aim in mine:
        entry = said.get((task.code, aim.label)) or said.get((task.code, aim.id))
        if entry is not None:
            found[aim.id] = entry
    return found


def _files(office: Office, rows: list[int]) -> dict[int, int]:
    attached = table("attachment")
    counted = (
        select(attached.c.row, func.count().label("files"))
        .where(attached.c.row.in_(rows))
        .group_by(attached.c.row)
    )
    with office.ledger.reading() as reading:
        return {row.row: row.files for row in reading.execute(counted)}


def progress_defaults(task: Task, window: Window, target: str = "") -> dict[str, str]:
    """What a new 任务进展 of a task (or of one of its targets) begins with, by label path."""
    own = record("policy_progress")
    made = {own.by_name("task").label: task.code, own.by_name("period").label: window.label}
    return {**made, own.by_name("target").label: target} if target else made
