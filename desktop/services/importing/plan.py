"""Planning an import: read, understand, write for trial and take it back, so that the preview cannot err."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from desktop.core.errors import Problem
from desktop.core.progress import NoProgress, Progress, watched
from desktop.core.values import show
from desktop.records.catalogue import Record
from desktop.records.catalogue import record as record_named
from desktop.services.importing.bands import find_bands
from desktop.services.importing.corrections import Corrections
from desktop.services.importing.decisions import Decisions
from desktop.services.importing.fields import path_of
from desktop.services.importing.files import read_file
from desktop.services.importing.heading import Heading, read_headings
from desktop.services.importing.identity import question_numbers
from desktop.services.importing.line import Line
from desktop.services.importing.lines import read_lines
from desktop.services.importing.matching import Source
from desktop.services.importing.owners import find_owners
from desktop.services.importing.planned import Conflict, ImportPlan, PlannedTable, PreviewRow, Unmapped
from desktop.services.importing.references import settle_references
from desktop.services.importing.repeats import find_repeats
from desktop.services.importing.sources import find_sources, known_elsewhere
from desktop.services.importing.writing import Written, write_lines
from desktop.services.office import Office
from desktop.services.saving import Outcome
from desktop.services.saving.writer import OnConflict
from desktop.store.act import trial
from desktop.workbook.refs import column_letters
from desktop.workbook.regular import uncollected

_PREVIEW: Final = 500
_SHOWN: Final = 60


def plan_import(
    office: Office,
    file: Path,
    record: str,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    on_conflict: OnConflict = None,
    strict: bool | None = None,
    header: tuple[int, int] | None = None,
    given: Mapping[str, Any] | None = None,
    decisions: Decisions | None = None,
    password: str = "",
    progress: Progress | None = None,
) -> ImportPlan:
    """What importing the file would do; the ledger is not changed.

    `header`: the rows that a person says are the header. `given`: by label path, what holds for every row
    because of where the import was started (the class whose roster is open), unless a column says it.
    `decisions`: what a person answered to the problems of an earlier plan of the same file. A locked file
    raises NeedsPassword until its `password` is given.

    `strict`: any problem, conflict or unknown column refuses the whole import (the command line without
    --on-conflict); otherwise good rows are written and the rest waits in 待处理. None means strict exactly
    when no `on_conflict` is given.
    """
    watch = progress or NoProgress()
    with uncollected():
        plan = prepare(
            office, file, record, sheet=sheet, mapping=mapping, on_conflict=on_conflict, strict=strict,
            header=header, given=given, decisions=decisions, password=password, progress=watch,
        )  # fmt: skip
        reckon(office, plan, _trial(office, record_named(record), plan.lines, on_conflict, watch), watch)
    return plan


def prepare(
    office: Office,
    file: Path,
    record: str,
    *,
    sheet: str | None,
    mapping: Mapping[str, str] | None,
    on_conflict: OnConflict,
    strict: bool | None,
    header: tuple[int, int] | None,
    given: Mapping[str, Any] | None,
    decisions: Decisions | None,
    password: str,
    progress: Progress,
) -> ImportPlan:
    """The file read and understood; what the ledger says of its rows is not known yet (see `reckon`)."""
    into = record_named(record)
    book = read_file(file, sheet, progress, password)
    decided = decisions or Decisions()
    sources, others = find_sources(office, book, into, mapping, header, decided, progress)
    pairs = read_headings(office, sources, into)
    for source, heading in pairs:
        _give(into, source, heading, given or {})
        source.bands = find_bands(office, into, source, heading.values)
    settle_extras(into, pairs)
    plan = _plan(office, file, into, pairs, others)
    words = {k: v for source in sources if source.shipped for k, v in source.shipped.words.items()}
    corrections = Corrections(office, into, decided, words)
    lines = read_lines(office, into, pairs, book.date1904, progress, corrections)
    find_owners(office, into, lines)
    missing = settle_references(office, into, watched(lines, progress, "核对引用", len(lines)), decided)
    find_repeats(into, watched(lines, progress, "查找重复的行", len(lines)))
    question_numbers(office, into, lines)
    for line in lines if decided.conflicts else ():
        line.on_conflict = decided.conflicts.get((line.sheet, line.row))
    plan.on_conflict, plan.strict = on_conflict, on_conflict is None if strict is None else strict
    plan.lines, plan.said, plan.decisions, plan.references = lines, dict(mapping or {}), decided, missing
    if not lines:
        where = "、".join(f"「{source.sheet.name}」第 {source.table.header_rows[1]} 行" for source in sources)
        plan.rejected.append(Problem("没有数据行", f"{where}的表头下面没有要导入的行，请填好后再导入。"))
    return plan


def reckon(office: Office, plan: ImportPlan, written: Written, progress: Progress | None = None) -> None:
    """Put into the plan what became of its lines when they were written, for trial or in earnest."""
    plan.owners = written.owners
    empty, plan.rejected = (plan.rejected, []) if not plan.lines else ([], plan.rejected)
    _count(office, record_named(plan.record), plan, written, progress or NoProgress())
    if plan.strict:
        plan.rejected = [_lost(each, plan) for each in plan.unmapped if each.loss] + plan.rejected
    plan.rejected += empty


def _give(into: Record, source: Source, heading: Heading, given: Mapping[str, Any]) -> None:
    """What holds for every row goes before what the heading says of the same thing."""
    said = source.labels & {path.label for path in into.columns}
    for label, value in given.items():
        if any(each == label or each.startswith(f"{label}.") for each in said):
            continue
        for stated in [each for each in heading.values if each.startswith(f"{label}.")]:
            del heading.values[stated]
        heading.values[label] = value


def _trial(
    office: Office, into: Record, lines: list[Line], on_conflict: OnConflict, progress: Progress
) -> Written:
    """Writes in an act that is rolled back: the one way in which plan and commit cannot differ."""
    with trial(office.ledger, f"试导入{into.label}") as s:
        return write_lines(s, office, into, lines, on_conflict=on_conflict, progress=progress)


def settle_extras(into: Record, pairs: list[tuple[Source, Heading]]) -> None:
    """A column about the whole class (工种, 培训等级) counts only if every row says the same."""
    if not into.model.part_of:
        return
    prefix = f"{into.field(into.model.part_of).label}."
    identity = {path.label for path in into.columns}
    for source, _ in pairs:
        for index, bound in list(source.binding.bound.items()):
            if not bound.label.startswith(prefix) or bound.label in identity:
                continue
            texts = {row.cells[index].text.strip() if index in row.cells else "" for row in source.body.rows}
            if len(texts) > 1:
                del source.binding.bound[index]
                source.binding.unbound[index] = f"各行不同，不能填到“{bound.label}”"


def _plan(
    office: Office, file: Path, into: Record, pairs: list[tuple[Source, Heading]], others: list[str]
) -> ImportPlan:
    tables = tuple(_table(office, into, source, heading) for source, heading in pairs)
    mapping: dict[str, str] = {}
    unmapped: dict[tuple[str, str], Unmapped] = {}
    for source, _ in pairs:
        for column in source.table.columns:
            header = source.headers[column.index]
            meaning = source.meaning(column.index)
            if meaning:
                mapping[header] = meaning
            elif not column.continued:
                each = _unmapped(source, into, column.index)
                known = unmapped.get((each.sheet, each.column))
                if known is None or known.filled < each.filled:
                    unmapped[each.sheet, each.column] = each
    plan = ImportPlan(file, into.id, into.label, tables, tuple(others), mapping, list(unmapped.values()))
    plan.rejected = [
        problem for _, heading in pairs for problem in heading.problems if problem.severity == "error"
    ]
    return plan


def _table(office: Office, into: Record, source: Source, heading: Heading) -> PlannedTable:
    letters = {column.index: column.letter for column in source.table.columns}
    bound = source.binding.bound
    return PlannedTable(
        source.sheet.name,
        source.table.title,
        source.table.header_rows,
        len(source.body.rows),
        sum(1 for row in source.body.rows if row.hidden),
        {letter: meaning for index, letter in letters.items() if (meaning := source.meaning(index))},
        {letters[index]: header for index, header in source.headers.items()},
        {letters[index]: each.reason for index, each in bound.items()}
        | {letters[index]: why for index, why in source.binding.unbound.items()},
        {letters[index]: each.confidence for index, each in bound.items()},
        dict(source.body.skipped),
        {label: shown(office, into, label, value) for label, value in heading.values.items()},
    )


def _unmapped(source: Source, into: Record, index: int) -> Unmapped:
    column = next(each for each in source.table.columns if each.index == index)
    filled = sum(1 for row in source.body.rows if row.has(index))
    elsewhere = known_elsewhere(column, into)
    reason = elsewhere or source.binding.unbound.get(index, "")
    harmless = bool(elsewhere) or reason == "序号列" or index in source.ignored
    return Unmapped(
        source.sheet.name,
        column_letters(index),
        source.headers[index],
        reason,
        filled,
        bool(filled) and not harmless,
    )


def _lost(each: Unmapped, plan: ImportPlan) -> Problem:
    """A column with contents that the record has no field for: refused rather than dropped in silence."""
    rows = next((table.header_rows for table in plan.tables if table.sheet == each.sheet), (0, 0))
    sentence = (
        f"「{plan.label}」里没有“{each.header}”对应的字段（{each.reason}），这一列有 {each.filled} 行内容，"
        "请用列对应指定字段，或在列对应里留空表示不导入。"
    )
    return Problem(
        "表头未识别", sentence, value=each.header, sheet=each.sheet, row=rows[1], column=each.column
    )


def _count(office: Office, into: Record, plan: ImportPlan, written: Written, progress: Progress) -> None:
    plan.rows = len(plan.lines)
    pairs = zip(plan.lines, written.outcomes, strict=True)
    for line, outcome in watched(pairs, progress, "汇总结果", plan.rows):
        fate = _fate(line, outcome)
        match fate:
            case "created":
                plan.created += 1
            case "updated":
                plan.updated += 1
            case "unchanged":
                plan.unchanged += 1
            case "skipped":
                plan.skipped += 1
            case "repeated":
                plan.repeated += 1
            case "rejected":
                plan.left_out += 1
        changes = _changes(office, into, outcome) if fate in ("updated", "conflict", "skipped") else {}
        if fate == "conflict":
            plan.conflicts.append(Conflict(line.sheet, line.row, title_of(office, into, line), changes))
        if line.problems:
            plan.rejected += line.errors
        if len(plan.preview) < _PREVIEW:
            plan.preview.append(_preview(office, into, line, fate, changes))


def _fate(line: Line, outcome: Outcome | None) -> str:
    if line.same_as is not None:
        return "repeated"
    if outcome is None or outcome.fate == "problem":
        return "rejected"
    return outcome.fate


def _changes(office: Office, into: Record, outcome: Outcome | None) -> dict[str, tuple[str, str]]:
    if outcome is None:
        return {}
    return {
        label: (shown(office, into, label, old), shown(office, into, label, new))
        for label, (old, new) in outcome.changes.items()
    }


def shown(office: Office, into: Record, label: str, value: Any) -> str:
    """A value as the preview shows it."""
    if value is None:
        return ""
    path = into.find_path(label)
    return str(value) if path is None or path.field.ref else show(path.field, value, office.codes)


def title_of(office: Office, into: Record, line: Line) -> str:
    """What a row is called: the first identity that the line gives."""
    for name in into.model.identity:
        for label, value in line.values.items():
            if path_of(into.id, label).name.startswith(name):
                return shown(office, into, label, value)
    return f"第 {line.row} 行"


def _preview(
    office: Office, into: Record, line: Line, fate: str, changes: dict[str, tuple[str, str]]
) -> PreviewRow:
    values = {label: shown(office, into, label, value) for label, value in list(line.values.items())[:_SHOWN]}
    sentences = tuple(problem.sentence for problem in line.problems)
    return PreviewRow(line.sheet, line.row, fate, values, changes, sentences)
