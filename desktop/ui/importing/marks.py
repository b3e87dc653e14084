"""How the sheet is washed while the problems and the difference are looked at: rows by fate, wrong cells."""

from __future__ import annotations

from desktop.core.errors import Problem
from desktop.services.importing import ImportPlan
from desktop.services.importing.decisions import Decisions
from desktop.services.pictures import Picture
from desktop.ui.importing.work import FATES, number_of

Washes = dict[tuple[int, int], str]
WASHES = {
    "created": "good_wash",
    "updated": "accent_wash",
    "conflict": "warn_wash",
    "rejected": "bad_wash",
    "repeated": "window",
    "unchanged": "window",
    "skipped": "window",
}
WORDS = {
    "created": "台账里没有，将新增",
    "updated": "台账里已有，将补上或更新",
    "unchanged": "和台账一致，不用动",
    "conflict": "台账里已有，内容不同",
    "skipped": "台账里已有，保留台账的",
    "repeated": "和文件里前面的行重复",
    "rejected": "有问题，写不进台账",
}


def row_washes(plan: ImportPlan, picture: Picture) -> tuple[Washes, Washes]:
    """Washes of the rows by fate and of the wrong cells, with tips that say old and new."""
    washes: Washes = {}
    tips: Washes = {}
    letters = _letters(plan, picture)
    for each in plan.preview:
        if each.sheet != picture.name:
            continue
        for place in letters.values():
            washes[each.row, place] = WASHES.get(each.fate, "panel")
            tips[each.row, place] = f"{FATES.get(each.fate, '')}：{WORDS.get(each.fate, '')}"
        for changed, (old, new) in each.changes.items():
            if changed in letters:
                washes[each.row, letters[changed]] = "warn_wash"
                tips[each.row, letters[changed]] = (
                    f"! 台账里是“{old or '（空）'}”，文件里是“{new or '（空）'}”"
                )
    for problem in (*plan.remarks, *plan.rejected):
        _mark(problem, picture, washes, tips)
    return washes, tips


def problem_washes(plan: ImportPlan, picture: Picture, decisions: Decisions) -> tuple[Washes, Washes]:
    """Red and yellow over what is asked, blue over what was put right, grey over rows that are left out."""
    washes: Washes = {}
    tips: Washes = {}
    first = min((table.header_rows[1] for table in plan.tables if table.sheet == picture.name), default=0)
    washes.update(left_out(plan, picture, first + 1, picture.rows))
    for problem in (*plan.remarks, *plan.rejected):
        _mark(problem, picture, washes, tips)
    for missing in plan.references:
        for sheet, row, letter in missing.cells:
            if sheet == picture.name and letter:
                at = (row, number_of(letter))
                washes[at] = "bad_wash" if missing.answer is None else "accent_wash"
                tips[at] = f"! 台账里没有{missing.label}“{missing.typed}”"
    for (sheet, row, letter), text in decisions.cells.items():
        at = (row, number_of(letter))
        if sheet == picture.name and washes.get(at) != "bad_wash":
            washes[at] = "accent_wash"
            tips[at] = f"✓ 改为“{text}”" if text else "✓ 留空"
    return washes, tips


def left_out(plan: ImportPlan, picture: Picture, first: int, last: int) -> Washes:
    """Grey over those of these rows that are not imported: totals, headers of further pages, skipped ones."""
    rows = {line.row for line in plan.lines if line.sheet == picture.name}
    places = range(1, picture.columns + 1)
    return {(row, at): "window" for row in range(first, last + 1) if row not in rows for at in places}


def _letters(plan: ImportPlan, picture: Picture) -> dict[str, int]:
    """Label path → the number of its column on this sheet."""
    return {
        label: number_of(letter)
        for table in plan.tables
        if table.sheet == picture.name
        for letter, labels in table.columns.items()
        for label in labels.split("+")
    }


def _mark(problem: Problem, picture: Picture, washes: Washes, tips: Washes) -> None:
    if problem.sheet != picture.name or problem.row is None or not problem.column:
        return
    at = (problem.row, number_of(problem.column))
    if problem.severity != "hint":
        washes[at] = "bad_wash" if problem.severity == "error" else "warn_wash"
    tips[at] = f"{'✕' if problem.severity == 'error' else '!'} {problem.sentence}"
