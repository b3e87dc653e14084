"""A return handed in as a workbook: whose it is, and its rows as the rows of that school's ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.services.consolidating.expected import expected, here
from desktop.services.importing import Create, Decisions
from desktop.services.importing.files import read_file
from desktop.services.importing.folder import FolderPlan, commit_folder, plan_folder
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.bringing import Found, bring, schools_in
from desktop.store.ledger import Ledger
from desktop.workbook.sheet import Workbook

_HEAD = 12  # the rows in which a return says whose it is
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Return:
    """`ledger` is a passing one: what this ledger has of the school, with the return's rows put in.

    `school` as it is known here, `inside` as it stands in that ledger, `here` its id here (None: not yet).
    """

    ledger: Ledger
    school: Found
    inside: Found
    here: int | None
    said: str


@contextmanager
def read_return(office: Office, file: Path, folder: Path, progress: Progress) -> Iterator[Return]:
    """The return's rows, ready to be brought in; a file that is not known to be of a school is refused."""
    school = _whose(office, file, read_file(file, None, progress))
    place = folder / "return.db"
    ledger = Ledger.create(place, school_code=school.code, school_name=school.name)
    try:
        inside = _seeded(office, ledger, school)
        said = _put_in(replace(office, ledger=ledger), file, progress)
        yield Return(ledger, school, inside, school.id or None, said)
    finally:
        ledger.close()
        for each in folder.glob("return.db*"):
            each.unlink()


def _seeded(office: Office, ledger: Ledger, school: Found) -> Found:
    """What is here of the school already: so that the return's rows are found again by their keys."""
    if school.id:
        with office.ledger.reading() as reading, act(ledger, "已有的行") as s:
            bring(s, office.ledger, reading, school, into=ledger.school_id)
    with ledger.reading() as reading:
        inside = next(each for each in schools_in(reading) if each.id == ledger.school_id)
    return replace(inside, last="")


def _put_in(office: Office, file: Path, progress: Progress) -> str:
    """Import every list of the file; names it speaks of that are not here are made."""
    plan = plan_folder(office, file, on_conflict="update", strict=False, progress=progress)
    decisions = {
        file: Decisions(
            references={
                missing.key: Create()
                for each in plan.plans
                for missing in each.references
                if missing.creatable and missing.answer is None
            }
        )
    }
    if any(decisions[file].references.values()):
        plan = plan_folder(
            office, file, on_conflict="update", strict=False, decisions=decisions, progress=progress
        )
    if not plan.parts:
        why = plan.left[0][2] if plan.left else "看不出是哪种台账的表"
        raise UserError(f"“{file.name}”没有可以并入的行：{why}", hint="，请向学校要台账文件或名册。")
    result = commit_folder(office, plan, progress)
    return _words(plan, result.rows, result.pending)


def _words(plan: FolderPlan, rows: int, pending: int) -> str:
    labels = "、".join(dict.fromkeys(part.label for part in plan.parts))
    waiting = f"，{pending} 处看不懂，没有并入" if pending else ""
    return f"{labels} {rows} 条{waiting}"


def _whose(office: Office, file: Path, book: Workbook) -> Found:
    """The school whose code or full name stands in the head rows, a cell, or the file's name."""
    known = {each.code: Found(0, each.code, each.name) for each in expected(office)}
    known |= {each.code: each for each in here(office)}
    head = _texts(book, _HEAD)
    places = (head, [_BLANKS.sub("", file.stem)], _texts(book, None))
    for texts in places:
        found = {
            each.code: each
            for each in known.values()
            if any(
                (each.code and each.code in text)
                or (len(each.name) > 3 and _BLANKS.sub("", each.name) in text)
                for text in texts
            )
        }
        # 江城职教中心 stands inside 松江城职教中心: the longest name is meant.
        longest = max((len(each.name) for each in found.values()), default=0)
        best = [each for each in found.values() if len(each.name) == longest]
        if len(best) == 1 and all(each.name in best[0].name for each in found.values()):
            return best[0]
        if len(found) > 1:
            names = "、".join(sorted(each.name for each in found.values())[:3])
            raise UserError(f"“{file.name}”里有几所学校（{names}）", hint="，请一所学校一个文件。")
    raise UserError(
        f"看不出“{file.name}”是哪所学校填的", hint="，请先把学校列入应报名单，或在表里写上学校全称。"
    )


def _texts(book: Workbook, rows: int | None) -> list[str]:
    return [
        _BLANKS.sub("", cell.text)
        for sheet in book.sheets
        for number, cells in sheet.rows.items()
        if rows is None or number <= rows
        for cell in cells.values()
        if cell.text
    ]
