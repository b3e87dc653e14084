"""What goes in comes out: a roster filled, imported into an empty ledger, filled again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from desktop.core.dates import parse_window
from desktop.services.importing import commit_import, plan_import
from desktop.services.office import Office
from desktop.services.returning import fill, gather, wholes
from desktop.services.returning.loading import form
from desktop.store.find import Condition, find

YEAR = parse_window("2025学年")


def sheet(file: Path) -> Worksheet:
    ws: Worksheet = openpyxl.load_workbook(file).worksheets[0]
    return ws


def cells(ws: Worksheet) -> dict[str, object]:
    return {cell.coordinate: cell.value for row in ws.iter_rows() for cell in row if cell.value is not None}


def test_roster_into_an_empty_ledger_and_out_again(
    small: Office, empty: Callable[[str], Office], tmp_path: Path
) -> None:
    """The class comes from the head rows."""
    where = [Condition("项目名称", "=", "汽车维修工（四级）培训班")]
    first, second = tmp_path / "一.xlsx", tmp_path / "二.xlsx"
    fill(small, "roster", YEAR, first, where)
    other = empty("另一处")
    result = commit_import(other, plan_import(other, first, "学员名册"))
    assert (result.created, result.rejected) == (4, [])
    fill(other, "roster", YEAR, second, where)
    assert cells(sheet(second)) == cells(sheet(first))


def test_the_same_roster_twice_changes_nothing(small: Office, tmp_path: Path) -> None:
    out = tmp_path / "册.xlsx"
    fill(small, "roster", YEAR, out, [Condition("班次编号", "=", "PX001")])
    for _ in range(2):
        result = commit_import(small, plan_import(small, out, "学员名册"))
        assert (result.created, result.updated, result.unchanged) == (0, 0, 4)
    assert find(small.ledger, "enrolment").total == 4


def test_every_roster_of_the_demonstration_ledger(
    demo: Office, empty: Callable[[str], Office], tmp_path: Path
) -> None:
    """All cells agree, those of the certificates too: an import keeps what a roster says of them."""
    made = form(demo, "roster")
    other = empty("另一处")
    school = find(demo.ledger, "school", paths=["学校名称"]).rows[0][0]
    compared = certified = 0
    for number, (whole, title, start) in enumerate(wholes(demo, made, YEAR)):
        if number % 2 or not gather(demo, made, YEAR, whole=whole).rows:
            continue
        where = [Condition("项目名称", "=", title), Condition("开班日期", "=", start)]
        first, second = tmp_path / f"{number}一.xlsx", tmp_path / f"{number}二.xlsx"
        fill(demo, made, YEAR, first, where, trial=True)
        result = commit_import(other, plan_import(other, first, "学员名册", on_conflict="update"))
        assert result.rejected == []
        fill(other, made, YEAR, second, where)
        before, after = cells(sheet(first)), cells(sheet(second))
        assert (before.pop("C2"), after.pop("C2")) == (school, "吉林市江城职业技术学校")
        assert after == before
        compared += 1
        certified += any(before.get(f"M{row}") for row in range(4, 4 + result.created))
    assert compared >= 6
    assert certified >= 3
