"""The washes over a return's list: green what is filled, yellow what wants a look, grey what is not ours."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.errors import Problem
from desktop.services.returning.preview import PreviewSheet
from desktop.ui.picture import number_of

Marks = dict[tuple[int, int], str]


def washes_of(sheet: PreviewSheet, problems: Sequence[Problem]) -> tuple[Marks, Marks]:
    """Washes and tips by (row, column); row 0 for a whole column of the list."""
    washes: Marks = {}
    tips: Marks = {}
    for column, source in sheet.bound.items():
        washes[0, column] = "good_wash"
        tips[0, column] = f"✓ 取自 {source}"
    for column, reason in sheet.unbound.items():
        washes[0, column] = "window"
        tips[0, column] = f"留空：{reason}"
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
