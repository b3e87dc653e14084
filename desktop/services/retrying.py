"""待处理, put right: what was left out of an import is read again as corrected, and lands in the ledger."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from desktop.core.errors import Problem
from desktop.core.progress import NoProgress, Progress
from desktop.core.values import parse
from desktop.records.catalogue import record
from desktop.records.system import Pending
from desktop.services.importing import ImportPlan, plan_import
from desktop.services.importing.fields import readable
from desktop.services.importing.line import Line
from desktop.services.importing.writing import write_lines
from desktop.services.office import Office
from desktop.services.saving import Outcome
from desktop.services.saving.writer import Writer
from desktop.services.waiting import Waiting, waiting
from desktop.store.act import Writing, act


@dataclass(slots=True)
class Retried:
    """What became of it: entries that are in the ledger now, and the rest with its sentence."""

    done: list[int] = field(default_factory=list)
    left: dict[int, str] = field(default_factory=dict)
    act: int = 0


class _NothingDone(Exception):
    """Ends an act in which no entry could be dealt with, so that it leaves no trace."""


def retry(
    office: Office, texts: Mapping[int, Mapping[str, str]], progress: Progress | None = None
) -> Retried:
    """Write these entries as corrected, in one act: id → header (or field) → text, over what was typed.

    What still cannot be read stays in 待处理 with a new sentence.
    """
    watch = progress or NoProgress()
    entries = [each for each in waiting(office) if each.id in texts]
    done = Retried()
    with TemporaryDirectory(prefix="zhijiao-retry-") as folder:
        rows = [each for each in entries if each.row is None]
        plans = [
            (group, _plan(office, Path(folder), number, group, texts, watch))
            for number, group in enumerate(_alike(rows))
        ]
    try:
        with act(office.ledger, "补录待处理", kind="pending") as s:
            for group, plan in plans:
                _write(s, office, group, plan, done, watch)
            for entry in entries:
                if entry.row is not None:
                    _write_cell(s, office, entry, texts[entry.id].get(entry.path, entry.typed), done)
            s.update(Pending, {each: {"resolved": True} for each in done.done})
            s.update(Pending, {each: {"problem": sentence} for each, sentence in done.left.items()})
            if not done.done:
                raise _NothingDone
            s.title = f"补录待处理 {len(done.done)} 条"
            done.act = s.act_id
    except _NothingDone:
        done.act = 0
    return done


def discard(office: Office, ids: Sequence[int], reason: str) -> int:
    """These need not be written: they leave the list, the reason in the history; 撤销 brings them back."""
    with act(office.ledger, f"移走待处理 {len(ids)} 条：{reason}", kind="pending") as s:
        return s.update(Pending, {each: {"resolved": True} for each in ids})


def _alike(rows: Sequence[Waiting]) -> list[list[Waiting]]:
    """Rows that had the same header and the same columns matched."""
    groups: dict[tuple[object, ...], list[Waiting]] = {}
    for each in rows:
        shape = tuple((cell.header, cell.path) for cell in each.cells)
        groups.setdefault((each.record, shape), []).append(each)
    return list(groups.values())


def _plan(
    office: Office,
    folder: Path,
    number: int,
    group: Sequence[Waiting],
    texts: Mapping[int, Mapping[str, str]],
    progress: Progress,
) -> ImportPlan:
    """The rows as a small file of their own, understood as the columns were then."""
    first = group[0]
    file = folder / f"待处理{number}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        out = csv.writer(opened)
        out.writerow(cell.header for cell in first.cells)
        for each in group:
            said = texts[each.id]
            out.writerow(said.get(cell.header, cell.text) for cell in each.cells)
    mapping = {cell.header: cell.path for cell in first.cells}
    return plan_import(
        office, file, first.record, header=(1, 1), mapping=mapping, strict=False, progress=progress
    )


def _write(
    s: Writing, office: Office, group: Sequence[Waiting], plan: ImportPlan, done: Retried, progress: Progress
) -> None:
    written = write_lines(s, office, record(plan.record), plan.lines, on_conflict=None, progress=progress)
    found = {line.row: (line, out) for line, out in zip(plan.lines, written.outcomes, strict=True)}
    for at, entry in enumerate(group, 2):
        line, outcome = found.get(at, (None, None))
        if line is None:
            done.left[entry.id] = "这一行没有可以导入的内容。"
        elif line.same_as is not None:
            done.done.append(entry.id)
        elif outcome is None or outcome.refused or outcome.id is None:
            done.left[entry.id] = _sentence(line, outcome)
        else:
            done.done.append(entry.id)
            s.insert(Pending, [_rest(entry, outcome.id, problem) for problem in line.errors])


def _rest(entry: Waiting, row: int, problem: Problem) -> dict[str, Any]:
    """A cell that still waits while its row has landed."""
    return {
        "record": entry.record, "row": row, "path": problem.path, "typed": problem.value,
        "rule": problem.rule, "problem": problem.sentence, "place": entry.place, "job": entry.job,
    }  # fmt: skip


def _sentence(line: Line, outcome: Outcome | None) -> str:
    problems = line.errors or list(outcome.problems if outcome is not None else ())
    said = "\n".join(dict.fromkeys(problem.sentence for problem in problems))
    if said:
        return said
    labels = "、".join(outcome.changes) if outcome is not None else ""
    return f"台账里已有同一条，但{labels}不同，没有改动。" if labels else "这一行写不进台账。"


def _write_cell(s: Writing, office: Office, entry: Waiting, text: str, done: Retried) -> None:
    """One cell of a row that is in the ledger."""
    target = record(entry.record)
    path = target.find_path(entry.path)
    if path is None or path.field.derived:
        done.left[entry.id] = f"“{entry.path}”不是可以填写的字段，请到台账里补填。"
        return
    parsed = parse(readable(path.field), text, office.codes, year=None, check=path.field.check or None)
    if parsed.problem is not None and parsed.problem.severity == "error":
        done.left[entry.id] = parsed.problem.sentence
    elif parsed.value is None:
        done.left[entry.id] = "请写上内容；不用填的话点“移走…”。"
    else:
        writer = Writer(s, office.ledger, office.today, on_conflict="update", clear=True)
        outcome = writer.write(target, [{path.name: parsed.value}], [entry.row])[0]
        if outcome.refused:
            done.left[entry.id] = "\n".join(problem.sentence for problem in outcome.problems)
        else:
            done.done.append(entry.id)
