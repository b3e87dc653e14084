"""Writing what came back inside an act: cells of known rows by their id, new rows through importing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from desktop.core.errors import Problem, UserError
from desktop.core.fields import Kind
from desktop.core.progress import Progress
from desktop.core.values import parse
from desktop.records.system import ImportJob, Pending
from desktop.services.collecting.addressing import given
from desktop.services.collecting.answers import Answers, Other, Ours, Theirs, decisions_for
from desktop.services.collecting.batch import Batch
from desktop.services.collecting.clashes import clash, touches_key
from desktop.services.collecting.merging import Cell, broken
from desktop.services.collecting.returned import Returned
from desktop.services.importing import ImportPlan
from desktop.services.importing.commit import write_plan
from desktop.services.importing.fields import readable
from desktop.services.importing.plan import prepare, reckon
from desktop.services.importing.writing import write_lines
from desktop.services.office import Office
from desktop.services.saving.writer import Writer
from desktop.store.act import Writing

_ROUNDS: Final = 8


@dataclass(slots=True)
class Fresh:
    """The new rows of one returned sheet; `why` they could not be read at all."""

    returned: Returned
    plan: ImportPlan | None = None
    why: str = ""


@dataclass(slots=True)
class Written:
    """What was written: cells and rows of known ones, new ones, and what waits with its sentence."""

    cells: int = 0
    rows: set[int] = field(default_factory=set)
    created: int = 0
    pending: int = 0
    waiting: list[tuple[Cell, str, str]] = field(default_factory=list)  # cell, rule, sentence


@dataclass(slots=True)
class _Due:
    """A cell that is to be written."""

    cell: Cell
    value: Any


def write_cells(
    s: Writing, office: Office, batch: Batch, cells: Sequence[Cell], answers: Answers, written: Written
) -> None:
    """Write the cells that are to be; one that the ledger refuses is left out and waits, the rest lands."""
    due: dict[int, dict[str, _Due]] = {}
    for cell in cells:
        settled = _settled(office, cell, answers, written)
        if settled is not None:
            due.setdefault(cell.id, {})[cell.path.name] = settled
    # A row whose key changes is written by itself: another may have that key, or take it in the same file.
    paths = {row_id: {name: each.cell.path for name, each in some.items()} for row_id, some in due.items()}
    alone = [row_id for row_id in due if touches_key(batch.into, paths[row_id])]
    for row_id in alone:
        some = due.pop(row_id)
        values = {name: each.value for name, each in some.items()}
        while (found := clash(s, office, batch.into, row_id, values)) is not None:
            name, problem = found
            del values[name]
            _refuse(some.pop(name).cell, problem, written)
        _write_rows(s, office, batch, {row_id: some}, written)
    _write_rows(s, office, batch, due, written)


def _write_rows(
    s: Writing, office: Office, batch: Batch, due: dict[int, dict[str, _Due]], written: Written
) -> None:
    for _ in range(_ROUNDS):
        rows = {row_id: some for row_id, some in due.items() if some}
        if not rows:
            return
        writer = Writer(s, office.ledger, office.today, on_conflict="update", clear=True)
        values = [{name: each.value for name, each in some.items()} for some in rows.values()]
        outcomes = writer.write(batch.into, values, list(rows))
        due = {}
        for (row_id, some), outcome in zip(rows.items(), outcomes, strict=True):
            if outcome.refused:
                due[row_id] = _without(some, outcome.problems, written)
            else:
                written.cells += len(some)
                written.rows.add(row_id)


def _without(some: dict[str, _Due], problems: Sequence[Problem], written: Written) -> dict[str, _Due]:
    """The cells of a row that can be written without those the ledger complains of."""
    left = dict(some)
    for problem in problems or [Problem("写不进台账", "这一格写不进台账。")]:
        meant = [
            name
            for name, each in left.items()
            if each.cell.path.label == problem.path
            or each.cell.path.label.startswith(f"{problem.path}.")
            or problem.path.startswith(f"{each.cell.path.label}.")
        ]
        for name in meant if problem.path and meant else list(left):
            _refuse(left.pop(name).cell, problem, written)
    return left


def _refuse(cell: Cell, problem: Problem, written: Written) -> None:
    broken(cell, problem)
    written.waiting.append((cell, problem.rule, problem.sentence))


def _settled(office: Office, cell: Cell, answers: Answers, written: Written) -> _Due | None:
    """What is to be written into a cell, None for nothing; what nobody has decided waits."""
    answer = answers.get(cell.key)
    if isinstance(answer, Other):
        return _said(office, cell, answer.text, written)
    if cell.state == "changed":
        return None if isinstance(answer, Ours) else _Due(cell, cell.sayings[0].reading.value)
    if isinstance(answer, Theirs) and cell.state != "problem":
        return _Due(cell, cell.sayings[min(answer.at, len(cell.sayings) - 1)].reading.value)
    if isinstance(answer, Ours) or cell.state == "cleared":
        return None
    written.waiting.append((cell, "收表冲突" if cell.state == "conflict" else "收表问题", _sentence(cell)))
    return None


def _said(office: Office, cell: Cell, text: str, written: Written) -> _Due | None:
    own = readable(cell.path.field)
    unit = "元" if own.kind is Kind.MONEY else ""
    parsed = parse(own, text, office.codes, unit=unit, today=office.today)
    if parsed.problem is not None and parsed.problem.severity == "error":
        _refuse(cell, parsed.problem, written)
        return None
    return _Due(cell, parsed.value)


def _sentence(cell: Cell) -> str:
    if cell.state == "problem":
        return cell.reason
    texts = "”“".join(cell.after)
    return f"{cell.reason}：台账里是“{cell.before}”，表里是“{texts}”，没有改动。"


# -- new rows ---------------------------------------------------------------------------------------------


def write_fresh(
    s: Writing,
    office: Office,
    returned: Returned,
    answers: Answers,
    written: Written,
    progress: Progress,
    *,
    trial: bool,
) -> Fresh:
    """The rows without a mark, as an import of that sheet in which the known rows are skipped."""
    batch = returned.batch
    mapping = {letter: batch.into.by_name(name).label for name, letter in returned.letters.items()}
    try:
        plan = prepare(
            office, returned.file, batch.record, sheet=returned.sheet, mapping=mapping, on_conflict=None,
            strict=False, header=(returned.header, returned.header),
            given=given(batch.into, batch.way, batch.now(returned.to.id)),
            decisions=decisions_for(returned, answers), password=returned.password, progress=progress,
        )  # fmt: skip
    except UserError as problem:
        return Fresh(returned, why=str(problem))
    plan.said = {}  # our own header: nothing to be learned from it
    if trial:
        reckon(office, plan, write_lines(
            s, office, batch.into, plan.lines, on_conflict=None, progress=progress
        ))  # fmt: skip
    else:
        written.pending += write_plan(s, office, plan, progress).pending
    written.created += plan.created
    return Fresh(returned, plan)


# -- 待处理 -----------------------------------------------------------------------------------------------


def write_waiting(s: Writing, office: Office, folder: str, seen: Sequence[Batch], written: Written) -> int:
    """The record of this collecting, and the cells that wait; those already there wait but once."""
    table = Pending.__table__.c
    known = select(table.path, table.typed, table.place).where(table.school == office.ledger.school_id)
    there = {tuple(row) for row in s.connection.execute(known)}
    entries: dict[str, list[dict[str, Any]]] = {}
    for cell, rule, sentence in written.waiting:
        for entry in _entries(cell, rule, sentence):
            if (entry["path"], entry["typed"], entry["place"]) not in there:
                entries.setdefault(cell.batch.id, []).append(entry)
    for batch in seen:
        mine = entries.get(batch.id, [])
        if mine:
            job = s.insert(ImportJob, [_job(batch, folder, written)])[0]
            s.insert(Pending, [{**entry, "job": job} for entry in mine])
    return written.pending + sum(map(len, entries.values()))


def _entries(cell: Cell, rule: str, sentence: str) -> list[dict[str, Any]]:
    return [
        {
            "record": cell.batch.record, "row": cell.id, "path": cell.path.label, "typed": each.reading.text,
            "rule": rule, "problem": sentence, "place": each.returned.place(each.row, cell.path.name),
        }
        for each in cell.sayings
    ]  # fmt: skip


def _job(batch: Batch, folder: str, written: Written) -> dict[str, Any]:
    return {
        "file_name": f"{folder}（收表 {batch.id}）",
        "record": batch.record,
        "rows": len(written.rows) + written.created,
        "created": written.created,
        "updated": len(written.rows),
        "rejected": len(written.waiting),
        "imported_at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
