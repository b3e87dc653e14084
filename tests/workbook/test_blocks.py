"""Lists of every shape: records of several rows, other ends beside each other, surplus rows, heights."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from desktop.core.errors import UserError
from desktop.workbook import FillReport, ListBlock, fill
from tests.workbook.making import blank, formula, make_book, number, read_part, row, text
from tests.workbook.traps.case import SHEET, check_structure, raw_cells, root_of, values_of
from tests.workbook.traps.formulas import blanks, head, sheet

PART = "xl/worksheets/sheet1.xml"


def filled(tmp_path: Path, inner: str, blocks: Sequence[ListBlock], **more: str) -> tuple[Path, FillReport]:
    """The template filled."""
    template = make_book(tmp_path / "模板.xlsx", {SHEET: inner}, **more)  # type: ignore[arg-type]
    out = tmp_path / "结果.xlsx"
    report = fill(template, out, blocks)
    check_structure(out)
    return out, report


def column(path: Path, letter: str, lines: range) -> list[object]:
    """What openpyxl finds in a column."""
    sheet = load_workbook(path)[SHEET]
    return [sheet[f"{letter}{line}"].value for line in lines]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 1000])
def test_records_of_two_rows(tmp_path: Path, count: int) -> None:
    """Number and name in the first row, address and a formula in the second; the number spans both."""
    upper, lower = ' ht="20" customHeight="1"', ' ht="30" customHeight="1"'
    lines = [
        row(n, blank(f"A{n}"), blank(f"B{n}"), text(f"C{n}", "电话"), attributes=upper)
        + row(
            n + 1,
            blank(f"A{n + 1}"),
            blank(f"B{n + 1}", 5),
            formula(f"C{n + 1}", f"A{n}*2"),
            attributes=lower,
        )
        for n in (3, 5)
    ]
    merges = "".join(f'<mergeCell ref="A{line}:A{line + 1}"/>' for line in (3, 5))
    inner = sheet(
        head(), *lines, row(7, formula("C7", "SUM(C3:C6)")), tail=f"<mergeCells>{merges}</mergeCells>"
    )
    records = [(n, f"张{n}", f"街{n}") for n in range(1, count + 1)]
    block = ListBlock(SHEET, 3, 6, (1, 2, 2), records, height=2, offsets=(0, 0, 1))
    out, report = filled(tmp_path, inner, [block])
    used = max(count, 2)
    assert (report.rows, report.inserted) == (count, (used - 2) * 2)
    assert column(out, "A", range(3, 3 + 2 * count, 2)) == [n for n, _, _ in records]
    assert column(out, "B", range(3, 3 + 2 * count, 2)) == [name for _, name, _ in records]
    assert column(out, "B", range(4, 4 + 2 * count, 2)) == [street for _, _, street in records]
    assert sorted(values_of(root_of(out, PART), "mergeCell", "ref")) == sorted(
        f"A{line}:A{line + 1}" for line in range(3, 3 + 2 * used, 2)
    )
    assert values_of(root_of(out, PART), "row", "ht") == ["20", "30"] * used
    cells = raw_cells(out)
    total = 3 + 2 * used
    assert cells[f"C{total - 1}"].formula == f"A{total - 2}*2"
    assert cells[f"C{total}"].formula == f"SUM(C3:C{total - 1})"
    assert float(cells[f"C{total}"].value or 0) == count * (count + 1)
    assert cells[f"B{total - 1}"].style == "5"


def test_rows_that_a_record_does_not_divide(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="除不尽"):
        filled(tmp_path, sheet(head(), blanks(3, 4, 5)), [ListBlock(SHEET, 3, 5, (1,), [], height=2)])


@pytest.mark.parametrize(("left", "right"), [(0, 0), (1, 9), (9, 1), (4, 4), (30, 50), (50, 30)])
def test_lists_beside_each_other_with_other_ends(tmp_path: Path, left: int, right: int) -> None:
    """A in rows 3-4 with its total below, E in rows 3-7; rows put in for one serve the other, too."""
    inner = sheet(
        head(), row(3, blank("A3"), blank("E3")), row(4, blank("A4"), blank("E4")),
        row(5, formula("A5", "SUM(A3:A4)"), blank("E5")), row(6, text("A6", "左注"), blank("E6")),
        row(7, blank("E7")), row(8, formula("E8", "SUM(E3:E7)"), formula("F8", "COUNT(E3:E7)+A5")),
    )  # fmt: skip
    blocks = [
        ListBlock(SHEET, 3, 4, (1,), [(n,) for n in range(1, left + 1)]),
        ListBlock(SHEET, 3, 7, (5,), iter([(n,) for n in range(1, right + 1)])),
    ]
    out, report = filled(tmp_path, inner, blocks)
    first = max(left - 2, 0)
    second = max(right - 5 - first, 0)
    assert (report.rows, report.inserted) == (left + right, first + second)
    assert column(out, "A", range(3, 3 + left)) == list(range(1, left + 1))
    assert column(out, "E", range(3, 3 + right)) == list(range(1, right + 1))
    cells = raw_cells(out)
    assert cells[f"A{5 + first}"].formula == f"SUM(A3:A{4 + first})"
    assert float(cells[f"A{5 + first}"].value or 0) == left * (left + 1) / 2
    bottom = 8 + first + second
    assert cells[f"E{bottom}"].formula == f"SUM(E3:E{bottom - 1})"
    assert float(cells[f"E{bottom}"].value or 0) == right * (right + 1) / 2
    assert float(cells[f"F{bottom}"].value or 0) == right + left * (left + 1) / 2


@pytest.mark.parametrize(("one", "two"), [(0, 0), (1, 5), (7, 3), (40, 60)])
def test_stacked_tables_shrink_and_grow(tmp_path: Path, one: int, two: int) -> None:
    """Two tables below each other, surplus rows taken out of the first, kept in the second."""
    inner = sheet(
        head(), blanks(3, 4, 5), row(6, formula("C6", "SUM(C3:C5)")), row(8, text("A8", "第二表")),
        blanks(9, 10), row(11, formula("C11", "SUM(C9:C10)"), formula("D11", "C6+C11")),
    )  # fmt: skip
    blocks = [
        ListBlock(SHEET, 9, 10, (3,), [(n,) for n in range(two)]),
        ListBlock(SHEET, 3, 5, (3,), [(n,) for n in range(one)], surplus="remove"),
    ]
    out, _ = filled(tmp_path, inner, blocks)
    up, down = max(one, 1) - 3, max(two - 2, 0)
    cells = raw_cells(out)
    last = 11 + up + down
    assert cells[f"C{6 + up}"].formula == f"SUM(C3:C{5 + up})"
    assert cells[f"D{last}"].formula == f"C{6 + up}+C{last}"
    assert float(cells[f"D{last}"].value or 0) == one * (one - 1) / 2 + two * (two - 1) / 2
    assert load_workbook(out)[SHEET][f"A{8 + up}"].value == "第二表"


def test_rows_that_a_formula_names_one_by_one_stay(tmp_path: Path) -> None:
    inner = sheet(head(), blanks(3, 4, 5), row(6, formula("C6", "C3+C4+C5")))
    block = ListBlock(SHEET, 3, 5, (3,), [(7,)], surplus="remove")
    out, report = filled(tmp_path, inner, [block])
    assert raw_cells(out)["C6"].formula == "C3+C4+C5"
    assert raw_cells(out)["C6"].value == "7"
    assert "第 5 行" in report.notes[0]


LONG = "需要折行才放得下的很长的一段文字" * 5
FIXED = ' ht="20" customHeight="1"'


@pytest.mark.parametrize("grow", [False, True])
def test_fixed_heights_grow_only_when_asked(tmp_path: Path, grow: bool) -> None:
    inner = '<cols><col min="2" max="2" width="20"/></cols>' + sheet(
        head(),
        row(3, blank("A3"), blank("B3", 6), attributes=FIXED),
        row(4, text("A4", "尾"), attributes=FIXED),
    )
    rows = [(1, LONG), (2, "短"), (3, LONG), (4, "短")]
    out, _ = filled(tmp_path, inner, [ListBlock(SHEET, 3, 3, (1, 2), rows, grow=grow)])
    heights = [float(height) for height in values_of(root_of(out, PART), "row", "ht")]
    assert len(heights) == 5
    assert heights[1] == heights[3] == heights[4] == 20
    assert (heights[0] > 100 and heights[2] > 100) if grow else heights[0] == heights[2] == 20
    assert read_part(out, PART).count('customHeight="1"') == 5


def test_numbers_beside_stay_with_their_rows(tmp_path: Path) -> None:
    """A running number that was printed goes on; what stood beside a row stays beside it."""
    inner = sheet(
        head(), *(row(n, blank(f"A{n}"), number(f"H{n}", n)) for n in (3, 4, 5)), row(6, number("H6", 6))
    )
    out, _ = filled(tmp_path, inner, [ListBlock(SHEET, 3, 5, (1,), [(n,) for n in range(10)])])
    assert column(out, "H", range(3, 6)) == [3, 4, 5]
    assert column(out, "H", range(6, 14)) == [6, 7, 8, 9, 10, 11, 12, 6]
