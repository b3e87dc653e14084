"""What a person says to what differs: plain data, kept between plans by the window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.core.errors import Problem
from desktop.services.collecting.cells import covered
from desktop.services.collecting.merging import Cell
from desktop.services.collecting.returned import Returned
from desktop.services.importing import Create, Decisions, ImportPlan, Leave
from desktop.services.importing.decisions import LEFT, MISSING

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ours:
    """Keep what the ledger says; of a new row: leave the cell empty, the text waits in 待处理."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """Take what the file says, the first or another where several differ; a missing reference is made."""

    at: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """Take this text instead, "" for blank."""

    text: str


Answer = Ours | Theirs | Other
Answers = Mapping[Key, Answer]
Kind = Literal["冲突", "问题", "清空", "新名称"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to decide. `theirs` are what the files say; `answer` what holds now, None while none does."""

    key: Key
    kind: Kind
    who: str
    place: str
    title: str
    field: str
    ours: str
    theirs: tuple[str, ...]
    sentence: str
    answer: Answer | None = None
    choices: tuple[str, ...] = ()  # the words of a code list


def of_cell(cell: Cell, answer: Answer | None) -> Question:
    """A cell of a known row."""
    kind: Kind = {"conflict": "冲突", "problem": "问题", "cleared": "清空"}.get(cell.state, "冲突")  # type: ignore[assignment]
    first = cell.sayings[0]
    who = "、".join(dict.fromkeys(each.returned.to.name for each in cell.sayings))
    texts = tuple(text or "（空）" for text in cell.after)
    return Question(
        cell.key, kind, who, first.returned.place(first.row, cell.path.name), cell.title, cell.path.label,
        cell.before, texts, cell.reason, answer,
    )  # fmt: skip


def of_new_rows(returned: Returned, plan: ImportPlan, answers: Answers) -> list[Question]:
    """The new rows of one file: cells that cannot be read, names not known, rows that the ledger has."""
    found: list[Question] = []
    who, file = returned.to.name, returned.file.name
    for missing in plan.references:
        sheet, row, letter = missing.cells[0] if missing.cells else (returned.sheet, 0, "")
        key: Key = ("ref", str(returned.file), missing.record, missing.typed)
        sentence = f"台账里没有{missing.label}“{missing.typed}”，共 {len(missing.cells)} 处。"
        if missing.similar:
            sentence += f"相近的有“{missing.similar[0].title}”。"
        place = f"{file}「{sheet}」第 {row} 行 {letter} 列"
        found.append(
            Question(key, "新名称", who, place, missing.typed, missing.label, "", (missing.typed,), sentence,
                     answers.get(key))
        )  # fmt: skip
    for problem in plan.rejected:
        if problem.rule in (MISSING, LEFT) and plan.references:
            continue
        key = ("new", str(returned.file), problem.sheet, str(problem.row or 0), problem.column)
        place = f"{file}{problem.where}"
        found.append(
            Question(key, "问题", who, place, "新写的行", problem.path, "", (_seen(returned, problem),),
                     problem.sentence, answers.get(key))
        )  # fmt: skip
    for conflict in plan.conflicts:
        key = ("row", str(returned.file), conflict.sheet, str(conflict.row))
        labels = "、".join(conflict.changes)
        old = "；".join(old for old, _ in conflict.changes.values())
        new = "；".join(new for _, new in conflict.changes.values())
        place = f"{file}「{conflict.sheet}」第 {conflict.row} 行"
        found.append(
            Question(key, "冲突", who, place, conflict.title, labels, old, (new,),
                     "新写的这一行台账里已经有，内容不同", answers.get(key))
        )  # fmt: skip
    return found


def _seen(returned: Returned, problem: Problem) -> str:
    """What was typed, as it may be seen."""
    path = returned.batch.into.find_path(problem.path) if problem.path else None
    return covered(path, problem.value) if path is not None else problem.value


def decisions_for(returned: Returned, answers: Answers) -> Decisions:
    """The answers that concern the new rows of one file, as importing takes them; known rows are skipped."""
    made = Decisions(skipped={(returned.sheet, row.row) for row in returned.known})
    for key, answer in answers.items():
        if len(key) < 4 or key[1] != str(returned.file):
            continue
        if key[0] == "new" and isinstance(answer, Other):
            made.cells[key[2], int(key[3]), key[4]] = answer.text
        elif key[0] == "row":
            made.conflicts[key[2], int(key[3])] = "skip" if isinstance(answer, Ours) else "update"
        elif key[0] == "ref":
            made.references[key[2], key[3]] = Create() if isinstance(answer, Theirs) else Leave()
    return made
