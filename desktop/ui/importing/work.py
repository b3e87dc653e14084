"""What the import screen asks of the services on a job: pictures and the plan, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.core.values import mask
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan, plan_import
from desktop.services.office import Office
from desktop.services.pictures import Picture, pictures
from desktop.services.saving.writer import OnConflict

FATES = {
    "created": "新增",
    "updated": "更新",
    "unchanged": "不变",
    "conflict": "冲突",
    "skipped": "保留",
    "repeated": "重复",
    "rejected": "退回",
}


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


@dataclass(slots=True)
class Look:
    """What came of it: pictures of the sheets, and the plan or the sentence that says why there is none."""

    wish: Wish
    pictures: list[Picture]
    plan: ImportPlan | None = None
    words: str = ""


def look(office: Office, wish: Wish, known: list[Picture] | None, progress: Progress) -> Look:
    """Plan the import; `known` pictures of the same file are taken as they are."""
    drawn = known if known is not None else pictures(wish.file, progress)
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
            progress=progress,
        )
    except UserError as error:
        return Look(wish, drawn, words=str(error))
    return Look(wish, [_covered(each, plan) for each in drawn], plan)


def fields_of(record_id: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What a column can mean: label path → how it is shown, and other names it is found by."""
    return {
        path.label: (path.label.replace(".", " "), path.field.aliases)
        for path in record(record_id).columns
        if not path.field.derived
    }


def _covered(picture: Picture, plan: ImportPlan) -> Picture:
    """The sheet with sensitive columns masked, but for the cells somebody has to put right."""
    wrong = {(each.row, each.column) for each in plan.rejected if each.sheet == picture.name}
    rows = {line.row for line in plan.lines if line.sheet == picture.name}
    for table in plan.tables:
        if table.sheet != picture.name:
            continue
        for letter, label in table.columns.items():
            found = record(plan.record).find_path(label)
            if found is None or not found.field.sensitive:
                continue
            at = _number(letter)
            for (row, column), cell in picture.cells.items():
                if column == at and row in rows and (row, letter) not in wrong:
                    picture.cells[row, column] = replace(cell, text=mask(found.field.mask, cell.text))
    return picture


def _number(letter: str) -> int:
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
