"""The washes over a return: green what is filled, yellow what wants a look, grey what is not ours."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.errors import Problem
from desktop.services.returning.preview import PreviewSheet
from desktop.services.returning.shape import FormCell, FormSheet
from desktop.ui.picture import number_of

Marks = dict[tuple[int, int], str]


def washes_of(
    sheet: PreviewSheet, problems: Sequence[Problem], form: FormSheet | None = None
) -> tuple[Marks, Marks]:
    """Washes and tips by (row, column); row 0 for a whole column of the list."""
    washes: Marks = {}
    tips: Marks = {}
    for column, source in sheet.bound.items():
        washes[0, column] = "good_wash"
        tips[0, column] = f"✓ 取自 {source}"
    for column, reason in sheet.unbound.items():
        washes[0, column] = "window"
        tips[0, column] = f"留空：{reason}"
    if form is not None and not form.has_list:
        for cell in form.cells:  # nothing has moved where there is no list
            for at in map(place_of, (cell.ref, *cell.also)):
                washes[at] = "good_wash"
                tips[at] = f"✓ 取自 {_source(cell)}"
    for problem in problems:
        if problem.sheet != sheet.picture.name or problem.row is None:
            continue
        columns = [number_of(problem.column)] if problem.column else list(sheet.bound)[:1]
        for column in columns:
            washes[problem.row, column] = "bad_wash" if problem.severity == "error" else "warn_wash"
            before = tips.get((problem.row, column)) or tips.get((0, column), "")
            mark = "✕" if problem.severity == "error" else "!"
            tips[problem.row, column] = f"{before}\n{mark} {problem.sentence}".strip()
    return washes, tips


def place_of(ref: str) -> tuple[int, int]:
    """B7 (of a block its first cell) → (7, 2)."""
    first = ref.partition(":")[0]
    letters = first.rstrip("0123456789")
    return int(first[len(letters) :]), number_of(letters)


def _source(cell: FormCell) -> str:
    if cell.figure is not None:
        return f"{cell.figure.label}：{cell.figure.reason}" if cell.figure.reason else cell.figure.label
    values = [each for each in (cell.value, *cell.texts) if each is not None]
    return "、".join(each.label for each in values) or cell.text
