"""A folder of returned files as one plan: what differs, who is missing, what is asked; then one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path as FilePath
from typing import Literal

from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.services.collecting.answers import Answers, Ours, Question, Theirs, of_cell, of_new_rows
from desktop.services.collecting.batch import Addressee, Batch, batches, update
from desktop.services.collecting.merging import Cell, declined, merge
from desktop.services.collecting.returned import Returned, Stray, read_folder
from desktop.services.collecting.writing import Fresh, Written, write_cells, write_fresh, write_waiting
from desktop.services.importing.folder import Within
from desktop.services.office import Office
from desktop.store.act import Writing, act

StateWord = Literal["未交", "已交", "已收过", "有冲突", "有问题"]


@dataclass(slots=True)
class Status:
    """One addressee: which files came, and what is in them."""

    batch: Batch
    to: Addressee
    files: list[str] = field(default_factory=list)
    state: StateWord = "未交"
    changed: int = 0
    fresh: int = 0
    conflicts: int = 0
    problems: int = 0
    gone: int = 0
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CollectPlan:
    """What taking in the folder would do. `cells` are those of known rows that differ."""

    folder: FilePath
    returned: list[Returned]
    strays: list[Stray]
    seen: list[Batch]
    answers: Answers
    cells: list[Cell] = field(default_factory=list)
    unchanged: int = 0
    fresh: list[Fresh] = field(default_factory=list)
    created: int = 0
    updated: int = 0  # rows

    @property
    def questions(self) -> list[Question]:
        """Everything that is asked, conflicts first."""
        found = [of_cell(cell, self.answers.get(cell.key)) for cell in self.cells if cell.state != "changed"]
        for each in self.fresh:
            if each.plan is not None:
                found += of_new_rows(each.returned, each.plan, self.answers)
        order = {"冲突": 0, "问题": 1, "新名称": 2, "清空": 3}
        return sorted(found, key=lambda each: order[each.kind])

    @property
    def open_conflicts(self) -> list[Question]:
        return [each for each in self.questions if each.kind == "冲突" and each.answer is None]

    @property
    def newcomers(self) -> list[Returned]:
        """Files of addressees that had not answered before."""
        return [each for each in self.returned if str(each.to.id) not in each.batch.received]

    @property
    def changes_anything(self) -> bool:
        return bool(self.created or self.updated or self.newcomers or self.questions)

    def statuses(self) -> list[Status]:
        """Every addressee of every batch that was met, in the order in which the files were made."""
        return [self._status(batch, to) for batch in self.seen for to in batch.addressees]

    def _status(self, batch: Batch, to: Addressee) -> Status:
        mine = [each for each in self.returned if each.batch.id == batch.id and each.to.id == to.id]
        found = Status(batch, to, [each.file.name for each in mine])
        if not mine:
            found.state = "已收过" if str(to.id) in batch.received else "未交"
            return found
        cells = [cell for cell in self.cells if any(s.returned in mine for s in cell.sayings)]
        found.changed = sum(cell.state == "changed" for cell in cells)
        found.gone = max(each.gone for each in mine)
        for fresh in self.fresh:
            if fresh.returned in mine and fresh.plan is not None:
                found.fresh += fresh.plan.created
                found.conflicts += len(fresh.plan.conflicts)
                found.problems += len(fresh.plan.rejected)
        found.conflicts += sum(cell.state == "conflict" and cell.key not in self.answers for cell in cells)
        found.problems += sum(cell.state == "problem" and cell.key not in self.answers for cell in cells)
        found.state = "有冲突" if found.conflicts else "有问题" if found.problems else "已交"
        if len(mine) > 1:
            found.remarks.append(f"交了 {len(mine)} 份，已合在一起")
        if found.gone:
            found.remarks.append(f"少了 {found.gone} 行，台账里的不动")
        for each in mine:
            found.remarks += [f"“{text}”一列不见了，没有读" for text in each.lost]
            found.remarks += [fresh.why for fresh in self.fresh if fresh.returned is each and fresh.why]
        return found

    def missing(self) -> list[Status]:
        return [each for each in self.statuses() if each.state == "未交"]

    def refusal(self) -> UserError | None:
        """Why it is not written without being told what to do about conflicts."""
        asked = self.open_conflicts
        if not asked:
            return None
        first = asked[0]
        theirs = "”“".join(first.theirs)
        sentence = f"{first.title}的{first.field}：{first.sentence}，台账里是“{first.ours}”，表里是“{theirs}”"
        return UserError(
            sentence,
            hint=f"共 {len(asked)} 处冲突，没有写入任何一格，请加 --on-conflict update 或 skip",
            place=first.place,
        )


@dataclass(frozen=True, slots=True)
class CollectResult:
    """What was written; `act` is 0 when there was nothing to write."""

    cells: int = 0
    updated: int = 0
    created: int = 0
    waiting: int = 0
    act: int = 0


class _TakenBack(Exception):
    """Ends a trial, or an act in which nothing was written."""


def plan_collect(
    office: Office,
    folder: FilePath,
    answers: Answers | None = None,
    progress: Progress | None = None,
    passwords: Sequence[str] = (),
) -> CollectPlan:
    """What the files of the folder say, and what taking them in would do; the ledger is not changed.

    `passwords`: each is tried on each file that is locked.
    """
    watch = progress or NoProgress()
    known = batches(office)
    returned, strays = read_folder(office, folder, known, watch, passwords)
    ids = {each.batch.id for each in returned}
    seen = [batch for batch in known if batch.id in ids]
    plan = CollectPlan(folder, returned, strays, seen, dict(answers or {}))
    for batch in seen:
        merged = merge(office, [each for each in returned if each.batch.id == batch.id], watch)
        plan.cells += merged.cells
        plan.unchanged += merged.unchanged
    try:
        with act(office.ledger, "试收表") as s:
            _write(s, office, plan, watch, trial=True)
            raise _TakenBack
    except _TakenBack:
        return plan


def settled(plan: CollectPlan, way: Literal["update", "skip"]) -> Answers:
    """The same answer to every open conflict; where two files differ nobody but a person can choose."""
    answers = dict(plan.answers)
    for each in plan.open_conflicts:
        if len(each.theirs) == 1:
            answers[each.key] = Theirs() if way == "update" else Ours()
        elif way == "skip":
            answers[each.key] = Ours()
    return answers


def commit_collect(office: Office, plan: CollectPlan, progress: Progress | None = None) -> CollectResult:
    """Write it in one act; what cannot be written and what nobody has decided waits in 待处理."""
    watch = progress or NoProgress()
    try:
        with act(office.ledger, "收表", kind="import") as s:
            written = _write(s, office, plan, watch, trial=False)
            waiting = write_waiting(s, office, plan.folder.name, plan.seen, written)
            for batch in plan.seen:
                _receive(s, office, plan, batch)
            if not any(s.counts.values()):
                raise _TakenBack
            codes = "、".join(batch.id for batch in plan.seen)
            counts = f"更新 {len(written.rows)} 条，新增 {written.created} 条"
            s.title = f"收表 {codes}：{len(plan.returned)} 份，{counts}"
            return CollectResult(written.cells, len(written.rows), written.created, waiting, s.act_id)
    except _TakenBack:
        return CollectResult()


def _write(s: Writing, office: Office, plan: CollectPlan, watch: Progress, *, trial: bool) -> Written:
    inside = replace(office, ledger=Within(office.ledger, s.connection))
    written = Written()
    for batch in plan.seen:
        cells = [cell for cell in plan.cells if cell.batch.id == batch.id]
        write_cells(s, inside, batch, cells, plan.answers, written)
    fresh = []
    with_new = [each for each in plan.returned if each.fresh]
    for number, each in enumerate(with_new):
        watch.step(number, len(with_new), f"核对“{each.file.name}”新写的行")
        fresh.append(write_fresh(s, inside, each, plan.answers, written, watch, trial=trial))
    plan.fresh = fresh
    plan.created, plan.updated = written.created, len(written.rows)
    return written


def _receive(s: Writing, office: Office, plan: CollectPlan, batch: Batch) -> None:
    """Remember who has answered, and what a person did not want of it."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    new = {str(each.to.id): now for each in plan.newcomers if each.batch.id == batch.id}
    said = {
        declined(batch, cell.id, cell.path, each.reading)
        for cell in plan.cells
        if cell.batch.id == batch.id and isinstance(plan.answers.get(cell.key), Ours)
        for each in cell.sayings
    }
    if new or said:
        both = sorted(said.union(batch.declined))
        update(s, office, replace(batch, received=batch.received | new, declined=both))
