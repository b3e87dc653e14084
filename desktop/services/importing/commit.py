"""Committing an import: one act with the rows, what waits in 待处理, and the record of the import itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.core.errors import Problem
from desktop.core.progress import NoProgress, Progress
from desktop.records.catalogue import record as record_named
from desktop.records.system import ImportJob, Pending
from desktop.services.importing.corrections import lessons
from desktop.services.importing.decisions import Decisions
from desktop.services.importing.fields import is_key
from desktop.services.importing.learned import remember
from desktop.services.importing.line import Line
from desktop.services.importing.plan import prepare, reckon
from desktop.services.importing.planned import ImportPlan
from desktop.services.importing.rules import keep
from desktop.services.importing.typed_rows import typed_row
from desktop.services.importing.writing import Written, write_lines
from desktop.services.office import Office
from desktop.services.saving import Outcome
from desktop.services.saving.writer import OnConflict
from desktop.store.act import Writing, act
from desktop.workbook.regular import uncollected


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What was written; `act` is 0 when there was nothing to write. `pending` entries wait in 待处理."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    pending: int = 0
    act: int = 0
    ids: list[int] = field(default_factory=list)
    rejected: list[Problem] = field(default_factory=list)


class _NothingToWrite(Exception):
    """Ends an act in which nothing was changed, so that it leaves no trace."""


def commit_import(office: Office, plan: ImportPlan, progress: Progress | None = None) -> ImportResult:
    """Write what was planned in one act; cancelled or failed, nothing is written.

    A strict plan with problems is refused with a sentence. Otherwise rows that cannot be written, cells that
    cannot be read and conflicts wait in 待处理 with everything that was typed.
    """
    refusal = plan.refusal()
    if refusal is not None:
        raise refusal
    written, result = Written(), ImportResult()
    try:
        with uncollected(), act(office.ledger, f"导入{plan.label}", kind="import") as s:
            written = _write(s, office, plan, progress or NoProgress())
            result = _tally(plan, written)
            return _finish(s, office, plan, written, result)
    except _NothingToWrite:
        return result


def import_file(
    office: Office,
    file: Path,
    record: str,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    on_conflict: OnConflict = None,
    decisions: Decisions | None = None,
    password: str = "",
    progress: Progress | None = None,
) -> tuple[ImportPlan, ImportResult | None]:
    """Plan and commit at once: the rows are written a single time, and taken back if the plan is refused.

    Returns what `plan_import` would have said, and the result, None when the import was refused.
    """
    watch = progress or NoProgress()
    result: ImportResult | None = None
    with uncollected():
        plan = prepare(
            office, file, record, sheet=sheet, mapping=mapping, on_conflict=on_conflict, strict=None,
            header=None, given=None, decisions=decisions, password=password, progress=watch,
        )  # fmt: skip
        try:
            with act(office.ledger, f"导入{plan.label}", kind="import") as s:
                written = _write(s, office, plan, watch)
                reckon(office, plan, written, watch)
                if plan.refusal() is not None:
                    raise _NothingToWrite
                result = _tally(plan, written)
                watch.step(plan.rows, plan.rows, "保存")
                result = _finish(s, office, plan, written, result)
                watch.step(plan.rows, plan.rows, "保存")  # the last moment to cancel
        except _NothingToWrite:
            pass
    return plan, result


def write_plan(s: Writing, office: Office, plan: ImportPlan, progress: Progress) -> ImportResult:
    """One of several plans written inside an act: its rows, and what goes with them."""
    written = _write(s, office, plan, progress)
    reckon(office, plan, written)
    result = _tally(plan, written)
    try:
        return _finish(s, office, plan, written, result)
    except _NothingToWrite:
        return result


def _write(s: Writing, office: Office, plan: ImportPlan, progress: Progress) -> Written:
    into = record_named(plan.record)
    return write_lines(s, office, into, plan.lines, on_conflict=plan.on_conflict, progress=progress)


def _finish(
    s: Writing, office: Office, plan: ImportPlan, written: Written, result: ImportResult
) -> ImportResult:
    """What goes with the rows: 待处理, the record of the import, what was learned."""
    waiting = _waiting(office, s, plan, written)
    if not waiting and not any(s.counts.values()):
        raise _NothingToWrite
    s.title = f"导入{plan.label} {result.created + result.updated} 条（{plan.file.name}）"
    job = s.insert(ImportJob, [_job(plan, result)])[0]
    s.insert(Pending, [{**each, "job": job} for each in waiting])
    headers = [list(table.headers.values()) for table in plan.tables]
    remember(s, office, plan.record, headers, plan.said)
    keep(s, office, lessons(plan))
    return _done(result, len(waiting), s.act_id)


def _tally(plan: ImportPlan, written: Written) -> ImportResult:
    fates = [outcome.fate for outcome in written.outcomes if outcome is not None]
    problems = list(plan.rejected)
    return ImportResult(
        len(plan.lines),
        fates.count("created"),
        fates.count("updated"),
        fates.count("unchanged"),
        fates.count("skipped"),
        ids=[outcome.id for outcome in written.outcomes if outcome is not None and outcome.id is not None],
        rejected=problems,
    )


def _done(result: ImportResult, pending: int, act_id: int) -> ImportResult:
    return ImportResult(
        result.rows, result.created, result.updated, result.unchanged, result.skipped, pending, act_id,
        result.ids, result.rejected,
    )  # fmt: skip


def _waiting(office: Office, s: Writing, plan: ImportPlan, written: Written) -> list[dict[str, Any]]:
    """Entries of 待处理 for this file, without those that an earlier import of it left there."""
    entries = []
    for line, outcome in zip(plan.lines, written.outcomes, strict=True):
        if not line.problems and outcome is not None and not outcome.refused:
            continue
        entries += _entries(s, office, plan, line, outcome)
    known = select(Pending.path, Pending.typed, Pending.place).where(
        Pending.school == office.ledger.school_id, Pending.record == plan.record
    )
    there = {tuple(row) for row in s.connection.execute(known)}
    return [each for each in entries if (each["path"], each["typed"], each["place"]) not in there]


def _entries(
    s: Writing, office: Office, plan: ImportPlan, line: Line, outcome: Outcome | None
) -> list[dict[str, Any]]:
    """One entry for a whole row that was not written, or one for each cell that was left out of it."""
    place = f"{plan.file.name}「{line.sheet}」第 {line.row} 行"
    if line.same_as is not None or (outcome is not None and outcome.fate == "skipped"):
        return []
    if outcome is None or outcome.refused:
        problems = line.errors or [Problem("冲突", _differences(outcome))]
        sentences = "\n".join(dict.fromkeys(problem.sentence for problem in problems))
        typed = typed_row(s, office, plan.record, line)
        first = _decisive(plan.record, problems)
        return [_entry(plan, None, first.path, typed, first.rule, sentences, place)]
    return [
        _entry(
            plan,
            outcome.id,
            problem.path,
            problem.value,
            problem.rule,
            problem.sentence,
            f"{place} {problem.column} 列",
        )
        for problem in line.errors
    ]


def _decisive(record_id: str, problems: list[Problem]) -> Problem:
    """What keeps the whole row out: a fault in what finds it, before any other."""
    into = record_named(record_id)
    for each in problems:
        path = into.find_path(each.path) if each.path else None
        if path is not None and is_key(into, path):
            return each
    return problems[0]


def _differences(outcome: Outcome | None) -> str:
    changes = outcome.changes if outcome is not None else {}
    return "台账里已有同一条，但" + "；".join(f"{label}不同" for label in changes) + "，没有改动。"


def _entry(
    plan: ImportPlan, row: int | None, path: str, typed: str, rule: str, sentence: str, place: str
) -> dict[str, Any]:
    return {
        "record": plan.record,
        "row": row,
        "path": path,
        "typed": typed,
        "rule": rule,
        "problem": sentence,
        "place": place,
    }


def _job(plan: ImportPlan, result: ImportResult) -> dict[str, Any]:
    return {
        "file_name": plan.file.name,
        "sha256": file_hash(plan.file),
        "record": plan.record,
        "sheet": "、".join(dict.fromkeys(table.sheet for table in plan.tables)),
        "mapping": json.dumps(plan.mapping, ensure_ascii=False),
        "rows": result.rows,
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "rejected": len(plan.rejected),
        "imported_at": datetime.now().astimezone().isoformat(timespec="seconds"),
    }


def file_hash(path: Path) -> str:
    """SHA-256 of a file, "" when it has gone since."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()
