"""A whole folder of workbooks: each sheet into the record it fits, in the order of references, as one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.records.catalogue import record
from desktop.services.importing.commit import ImportResult, write_plan
from desktop.services.importing.decisions import Decisions
from desktop.services.importing.files import read_unlocked
from desktop.services.importing.plan import prepare, reckon
from desktop.services.importing.planned import ImportPlan
from desktop.services.importing.which import Fit, import_order, records_of
from desktop.services.importing.writing import write_lines
from desktop.services.office import Office
from desktop.services.saving.writer import OnConflict
from desktop.store.act import Writing, act
from desktop.store.ledger import Ledger
from desktop.workbook.encrypted import NeedsPassword
from desktop.workbook.sheet import Sheet

AUTO: Final = "auto"
_TABLES: Final = (".xlsx", ".xlsm", ".xls", ".csv", ".et", ".xltx")


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of one file of a folder: its record ("" leaves it out), columns, header …"""

    record: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    header: tuple[int, int] | None = None
    password: str = ""
    given: Mapping[str, Any] = field(default_factory=dict)  # what holds for all its rows, by label path


@dataclass(slots=True)
class Part:
    """One import of the folder: a file (or one sheet of it) into a record, why, and what it would do."""

    file: Path
    sheet: str | None
    record: str
    label: str
    reason: str
    plan: ImportPlan | None = None


@dataclass(slots=True)
class FolderPlan:
    """`parts` in the order in which they are written; `left` are files and sheets that are none, with why."""

    folder: Path
    parts: list[Part] = field(default_factory=list)
    left: list[tuple[Path, str, str]] = field(default_factory=list)  # file, sheet ("" for all), why
    on_conflict: OnConflict = None
    strict: bool = False
    decisions: dict[Path, Decisions] = field(default_factory=dict)
    said: dict[Path, Said] = field(default_factory=dict)
    passwords: tuple[str, ...] = ()
    locked: list[Path] = field(default_factory=list)  # of `left`: those that none of the passwords opens

    @property
    def plans(self) -> list[ImportPlan]:
        return [part.plan for part in self.parts if part.plan is not None]

    def refusal(self) -> UserError | None:
        """Why a strict plan is not written: what speaks against the first part that is refused."""
        return next((why for plan in self.plans if (why := plan.refusal()) is not None), None)


class _TakenBack(Exception):
    """Ends the trial."""


def plan_folder(
    office: Office,
    folder: Path,
    into: str = AUTO,
    *,
    on_conflict: OnConflict = None,
    strict: bool | None = None,
    decisions: Mapping[Path, Decisions] | None = None,
    said: Mapping[Path, Said] | None = None,
    files: Sequence[Path] = (),
    passwords: Sequence[str] = (),
    progress: Progress | None = None,
) -> FolderPlan:
    """What importing every workbook of the folder would do; the ledger is not changed.

    `into`: one record for all files, or AUTO. `decisions` as for one file, by file, as are the rest that is
    `said`. `files`: these alone. `passwords`: each is tried on each file that is locked.
    """
    watch = progress or NoProgress()
    plan = FolderPlan(folder, on_conflict=on_conflict, decisions=dict(decisions or {}))
    plan.strict = on_conflict is None if strict is None else strict
    plan.said, plan.passwords = dict(said or {}), tuple(passwords)
    found = list(files) or files_in(folder)
    for number, file in enumerate(found):
        watch.step(number, len(found), f"查看“{file.name}”")
        _survey(office, plan, file, into, watch)
    plan.parts.sort(key=lambda part: import_order(part.record))
    try:
        with act(office.ledger, f"试导入“{folder.name}”") as s:
            _write_all(s, office, plan, watch)
            raise _TakenBack
    except _TakenBack:
        return plan


def commit_folder(office: Office, plan: FolderPlan, progress: Progress | None = None) -> ImportResult:
    """Write every part in one act, in order; cancelled or failed, nothing is written."""
    refusal = plan.refusal()
    if refusal is not None:
        raise refusal
    watch = progress or NoProgress()
    total = ImportResult()
    try:
        with act(office.ledger, f"导入文件夹“{plan.folder.name}”", kind="import") as s:
            for part, inside in _each(s, office, plan, watch):
                if part.plan is not None:
                    total = _sum(total, write_plan(s, inside, part.plan, watch))
            if not any(s.counts.values()):
                raise _TakenBack
            rows = total.created + total.updated
            s.title = f"导入文件夹“{plan.folder.name}”：{len(plan.plans)} 张表，{rows} 条"
            return replace(total, act=s.act_id)
    except _TakenBack:
        return total


def files_in(folder: Path) -> list[Path]:
    """The workbooks of a folder and of those inside it, in the order of their names; or the one file."""
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise UserError(f"“{folder}”不是文件夹。", hint="请选一个放着表格的文件夹。")
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _TABLES and not path.name.startswith(("~$", "."))
    ]
    if not found:
        raise UserError(f"文件夹“{folder.name}”里没有表格。", hint="请放入 .xlsx、.xls 或 .csv 文件。")
    return found


def _survey(office: Office, plan: FolderPlan, file: Path, into: str, progress: Progress) -> None:
    """Which record each sheet of a file is of; a file of one record is one part, sheet per class or not."""
    said = plan.said.get(file, Said())
    if said.record == "":
        plan.left.append((file, "", "您选择不导入"))
        return
    try:
        book, password = read_unlocked(file, progress, (said.password, *plan.passwords))
    except UserError as problem:
        why = str(problem)
        if isinstance(problem, NeedsPassword):
            plan.locked.append(file)
            why = "有打开密码" + ("，给出的都打不开" if problem.wrong else "")
        plan.left.append((file, "", why))
        return
    if password != said.password:
        plan.said[file] = said = replace(said, password=password)
    if said.record or into != AUTO:
        own = record(said.record or into)
        plan.parts.append(Part(file, None, own.id, own.label, "按您的指定"))
        return
    fits: list[tuple[str, Fit]] = []
    for sheet in filter(_filled, book.sheets):
        found = records_of(office, file, sheet)
        fits += [(sheet.name, fit) for fit in found]
        if not found:
            plan.left.append((file, sheet.name, "看不出是哪种台账的表"))
    if len({fit.record for _, fit in fits}) == 1:
        fit = max((fit for _, fit in fits), key=lambda each: each.columns)
        plan.parts.append(Part(file, None, fit.record, fit.label, fit.reason))
    else:
        plan.parts += [Part(file, name, fit.record, fit.label, fit.reason) for name, fit in fits]


def _filled(sheet: Sheet) -> bool:
    return sheet.visible and len(sheet.rows) > 1


def _write_all(s: Writing, office: Office, plan: FolderPlan, progress: Progress) -> None:
    for part, inside in _each(s, office, plan, progress):
        if part.plan is None:
            continue
        into = record(part.record)
        written = write_lines(
            s, inside, into, part.plan.lines, on_conflict=plan.on_conflict, progress=progress
        )
        reckon(inside, part.plan, written)
    plan.left += [(part.file, part.sheet or "", part.reason) for part in plan.parts if part.plan is None]
    plan.parts = [part for part in plan.parts if part.plan is not None]


def _each(s: Writing, office: Office, plan: FolderPlan, progress: Progress) -> Iterator[tuple[Part, Office]]:
    """Each part, understood in the light of those written before it in the same act."""
    inside = replace(office, ledger=Within(office.ledger, s.connection))
    for part in plan.parts:
        said = plan.said.get(part.file, Said())
        try:
            fresh = prepare(
                inside, part.file, part.record, sheet=part.sheet, mapping=said.mapping or None,
                on_conflict=plan.on_conflict, strict=plan.strict, header=said.header,
                given=said.given or None,
                decisions=plan.decisions.get(part.file), password=said.password, progress=progress,
            )  # fmt: skip
        except UserError as problem:
            part.plan, part.reason = None, str(problem)
        else:
            part.plan = fresh
        yield part, inside


def _sum(one: ImportResult, two: ImportResult) -> ImportResult:
    return ImportResult(
        one.rows + two.rows, one.created + two.created, one.updated + two.updated,
        one.unchanged + two.unchanged, one.skipped + two.skipped, one.pending + two.pending, two.act,
        one.ids + two.ids, one.rejected + two.rejected,
    )  # fmt: skip


class Within(Ledger):
    """The ledger as it stands inside an open act: what is read sees what the act has written."""

    def __init__(self, ledger: Ledger, connection: Connection) -> None:
        self.__dict__.update(ledger.__dict__)
        self._inside = connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        yield self._inside


def spoken(parts: Sequence[Part]) -> list[str]:
    """What became of each file, in words."""
    return [
        f"“{part.file.name}”{f'「{part.sheet}」' if part.sheet else ''} → {part.label}（{part.reason}）"
        for part in parts
    ]
