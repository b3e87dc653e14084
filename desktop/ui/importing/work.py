"""What the import screen asks of the services on a job: pictures and the plan, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.core.values import mask, show
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan, plan_import
from desktop.services.importing.decisions import Decisions
from desktop.services.importing.files import read_file
from desktop.services.importing.folder import AUTO, FolderPlan, Said, plan_folder
from desktop.services.importing.which import Fit, record_of
from desktop.services.office import Office
from desktop.services.pictures import Picture, pictures
from desktop.services.returning.correcting import NeedsPassword
from desktop.services.saving.writer import OnConflict
from desktop.store.find import find
from desktop.ui.importing.groups import Group, grouped

FATES = {
    "created": "新增",
    "updated": "更新",
    "unchanged": "不变",
    "conflict": "冲突",
    "skipped": "保留",
    "repeated": "重复",
    "rejected": "退回",
}
MOST_OWNERS = 500
SURE = 0.8  # a match at least as sure as this needs no look


@dataclass(frozen=True, slots=True)
class Owner:
    """What all rows may be part of, where the file does not say it: a class, a batch."""

    id: int
    title: str
    note: str


@dataclass(frozen=True)
class Wish:
    """What the user has said so far."""

    file: Path
    record: str
    sheet: str | None = None
    header: tuple[int, int] | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    on_conflict: OnConflict = None
    given: Mapping[str, Any] = field(default_factory=dict)
    decisions: Decisions = field(default_factory=Decisions)
    password: str = ""


@dataclass(frozen=True)
class Whole:
    """A folder, or several files: what was said of each of them so far."""

    folder: Path
    files: tuple[Path, ...] = ()
    into: str = AUTO
    decisions: dict[Path, Decisions] = field(default_factory=dict)
    said: dict[Path, Said] = field(default_factory=dict)
    passwords: tuple[str, ...] = ()


@dataclass(slots=True)
class Look:
    """What came of it: pictures of the sheets, and the plan or the sentence that says why there is none.

    `drawn` are the sheets as they are in the file, `pictures` as they may be seen: masked, and with what was
    put right in its place.
    """

    wish: Wish
    drawn: list[Picture]
    pictures: list[Picture]
    plan: ImportPlan | None = None
    words: str = ""
    whole: FolderPlan | None = None
    owners: list[Owner] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)  # what is asked, as the problems step lists it


def guess(office: Office, file: Path, password: str, progress: Progress) -> dict[str, Fit]:
    """Which records the sheets of a file are of, the one with most columns first."""
    book = read_file(file, None, progress, password)
    found = [fit for sheet in book.sheets if sheet.visible and (fit := record_of(office, file, sheet))]
    best: dict[str, Fit] = {}
    for fit in sorted(found, key=lambda each: -each.columns):
        best.setdefault(fit.record, fit)
    return best


def survey(office: Office, whole: Whole, progress: Progress) -> FolderPlan:
    """What the files would do all together."""
    return plan_folder(
        office, whole.folder, whole.into, strict=False, decisions=whole.decisions, said=whole.said,
        files=whole.files, passwords=whole.passwords, progress=progress,
    )  # fmt: skip


def look_part(
    office: Office, wish: Wish, whole: Whole, known: list[Picture] | None, progress: Progress
) -> Look:
    """One file of many, understood in the light of the others."""
    drawn = known if known is not None else _drawn(wish, progress)
    found = survey(office, whole, progress)
    part = next((each for each in found.parts if (each.file, each.sheet) == (wish.file, wish.sheet)), None)
    if part is None or part.plan is None:
        left = [why for file, _, why in found.left if file == wish.file]
        return Look(wish, drawn, drawn, words="；".join(left) or "这张表没有要导入的内容。", whole=found)
    seen = [_seen(each, part.plan, wish.decisions) for each in drawn]
    owners = _owners(office, wish, part.plan)
    return Look(wish, drawn, seen, part.plan, whole=found, owners=owners, groups=grouped(part.plan))


def look(office: Office, wish: Wish, known: list[Picture] | None, progress: Progress) -> Look:
    """Plan the import; `known` pictures of the same file are taken as they are."""
    drawn = known if known is not None else _drawn(wish, progress)
    try:
        plan = plan_import(
            office,
            wish.file,
            wish.record,
            sheet=wish.sheet,
            header=wish.header,
            mapping=wish.mapping or None,
            on_conflict=wish.on_conflict,
            strict=False,
            given=wish.given or None,
            decisions=wish.decisions,
            password=wish.password,
            progress=progress,
        )
    except NeedsPassword:
        raise
    except UserError as error:
        return Look(wish, drawn, drawn, words=str(error))
    seen = [_seen(each, plan, wish.decisions) for each in drawn]
    return Look(wish, drawn, seen, plan, owners=_owners(office, wish, plan), groups=grouped(plan))


def owner_of(record_id: str) -> str:
    """The label of what the rows of a record are part of, "" for nothing."""
    into = record(record_id)
    return into.field(into.model.part_of).label if into.model.part_of else ""


def _owners(office: Office, wish: Wish, plan: ImportPlan) -> list[Owner]:
    """The classes (or batches) to choose from, the latest first, where the rows do not say theirs."""
    label = owner_of(wish.record)
    lacking = any(each.path == label and not each.column for each in plan.rejected)
    if not label or not (lacking or label in wish.given):
        return []
    own = record(wish.record)
    target = record(own.field(own.model.part_of).ref)
    paths = [target.by_name(name) for name in target.model.identity[:3]]
    page = find(office.ledger, target.id, paths=paths, limit=MOST_OWNERS, today=office.today)
    shown = [
        [
            show(path.field, value, office.codes) if value is not None else ""
            for path, value in zip(paths, row, strict=True)
        ]
        for row in page.rows
    ]
    return [
        Owner(row_id, texts[0], "　".join(filter(None, texts[1:])))
        for row_id, texts in zip(page.ids, shown, strict=True)
    ]


def _drawn(wish: Wish, progress: Progress) -> list[Picture]:
    """The sheets with all their columns: what is hidden is imported, too, so it has to be seen."""
    found = pictures(wish.file, progress, wish.password)
    return [replace(each, hidden_columns=frozenset()) for each in found]


def copied(decisions: Decisions) -> Decisions:
    """The same decisions, to be read on a job's thread while the window's go on changing."""
    return Decisions(
        dict(decisions.cells),
        dict(decisions.words),
        set(decisions.skipped),
        set(decisions.kept),
        set(decisions.left),
        dict(decisions.references),
        dict(decisions.conflicts),
    )


def fields_of(record_id: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What a column can mean: label path → how it is shown, and other names it is found by."""
    return {
        path.label: (path.label.replace(".", " "), path.field.aliases)
        for path in record(record_id).columns
        if not path.field.derived
    }


def _seen(picture: Picture, plan: ImportPlan, decisions: Decisions) -> Picture:
    """A sheet as it may be seen: sensitive columns masked but where somebody has to put a cell right."""
    wrong = {(each.row, each.column) for each in plan.rejected if each.sheet == picture.name}
    rows = {line.row for line in plan.lines if line.sheet == picture.name}
    cells = dict(picture.cells)
    for letter, labels in _columns(plan, picture.name):
        at = number_of(letter)
        own = [found.field for label in labels if (found := record(plan.record).find_path(label)) is not None]
        covers = next((each.mask for each in own if each.sensitive), None)
        words = {typed: text for (path, typed), text in decisions.words.items() if path in labels}
        if covers is None and not words:
            continue
        for row in rows:
            cell = cells.get((row, at))
            if cell is None:
                continue
            text = words.get(cell.text.strip(), cell.text)
            if covers is not None and (row, letter) not in wrong:
                text = mask(covers, text)
            if text != cell.text:
                cells[row, at] = replace(cell, text=text)
    for (sheet, row, letter), text in decisions.cells.items():
        cell = picture.cells.get((row, number_of(letter)))
        if sheet == picture.name and cell is not None:
            cells[row, number_of(letter)] = replace(cell, text=text)
    return replace(picture, cells=cells)


def _columns(plan: ImportPlan, sheet: str) -> Iterator[tuple[str, list[str]]]:
    for table in plan.tables:
        if table.sheet == sheet:
            for letter, label in table.columns.items():
                yield letter, label.split("+")


def number_of(letter: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for char in letter:
        number = number * 26 + ord(char) - 64
    return number


def fate_counts(plan: ImportPlan) -> dict[str, int]:
    """How many rows meet which fate; those that none meets are left out."""
    counts = {
        "created": plan.created,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "conflict": len(plan.conflicts),
        "skipped": plan.skipped,
        "repeated": plan.repeated,
        "rejected": plan.left_out,
    }
    return {fate: count for fate, count in counts.items() if count}


def obvious(plan: ImportPlan) -> bool:
    """Whether the columns need no second look: all are sure, and none that holds something is lost."""
    sure = all(value >= SURE for table in plan.tables for value in table.confidence.values())
    return sure and not any(each.loss for each in plan.unmapped)
