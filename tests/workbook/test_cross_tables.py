"""Cross tables of real life: grouped stubs, sub-totals, vertical ones; what is fixed and what waits."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

from desktop.workbook import Table, read_workbook, recognise
from desktop.workbook.cross import Cross, cross_of

Row = list[str | int | None]


def sheet_of(path: Path, rows: list[Row], merges: tuple[str, ...] = (), *, title: str = "培训汇总表") -> Path:
    """A framed table under a title, made with another maker than the engine."""
    book = xlsxwriter.Workbook(str(path))
    frame, head = book.add_format({"border": 1}), book.add_format({"border": 1, "bold": True})
    page = book.add_worksheet("汇总")
    width = max(map(len, rows))
    page.merge_range(0, 0, 0, width - 1, title, book.add_format({"bold": True, "font_size": 16}))
    page.write(1, 0, "填报单位（盖章）：")
    for at, row in enumerate(rows, 2):
        for column in range(width):
            value = row[column] if column < len(row) else None
            if isinstance(value, str) and value.startswith("="):
                page.write_formula(at, column, value, frame)
            elif value is None:
                page.write_blank(at, column, None, frame)
            else:
                page.write(at, column, value, head if at < 5 else frame)
    for area in merges:
        column = ord(area[0]) - 65
        page.merge_range(area, "", frame)
        value = rows[int(area[1:].split(":")[0]) - 3][column]
        page.write(area.split(":")[0], value if value is not None else "", frame)
    book.close()
    return path


def read(path: Path) -> tuple[Table, Cross]:
    sheet = read_workbook(path).sheets[0]
    table = recognise(sheet)[0]
    assert table.layout == "cross"
    return table, cross_of(sheet, table)


def test_groups_numbers_totals_and_formulas(tmp_path: Path) -> None:
    """合计 above by formula, a 小计 in each group, 行次: only blank cells wait, a group names its rows."""
    path = sheet_of(
        tmp_path / "a.xlsx",
        [
            ["培训对象", "类别", "行次", "班次数", "实际完成", None, "取证率"],
            [None, None, None, None, "人数", "人次", None],
            ["甲", "乙", "丙", 1, 2, 3, 4],
            ["合  计", None, 1, "=D7+D10", "=E7+E10", "=F7+F10", "=E6"],
            ["城镇", "企业职工", 2, None, None, None, "=E7"],
            [None, "失业人员", 3, None, None, None, "=E8"],
            [None, "小计", 4, None, None, None, "=E9"],
            ["农村", "农民工", 5, None, None, None, "=E10"],
        ],
        ("E3:F3", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "G3:G4", "A7:A9", "A6:B6"),
    )
    table, cross = read(path)
    assert (table.header_rows, table.code_row, table.first_row, table.last_row) == ((3, 4), 5, 7, 10)
    assert table.total_row == 6
    assert cross.heads == ("培训对象", "类别")
    assert [column.path for column in cross.columns[:3]] == [
        ("班次数",), ("实际完成", "人数"), ("实际完成", "人次"),
    ]  # fmt: skip
    named = {each.row: (each.path, each.number, each.total) for each in cross.rows}
    assert named[7] == (("城镇", "企业职工"), "2", False)
    assert named[8] == (("城镇", "失业人员"), "3", False)
    assert named[9] == (("城镇", "小计"), "4", True)
    assert named[10] == (("农村", "农民工"), "5", False)
    assert {cell.ref for cell in cross.cells} == {f"{c}{r}" for c in "DEF" for r in (7, 8, 9, 10)}


def test_a_group_printed_only_in_its_first_row(tmp_path: Path) -> None:
    path = sheet_of(
        tmp_path / "b.xlsx",
        [
            ["类别", "项目", "班次数", "人次"],
            ["城镇", "企业职工", None, None],
            [None, "失业人员", None, None],
            ["农村", "农民工", None, None],
            [None, "返乡农民工", None, None],
        ],
    )
    _, cross = read(path)
    assert [each.path for each in cross.rows] == [
        ("城镇", "企业职工"), ("城镇", "失业人员"), ("农村", "农民工"), ("农村", "返乡农民工"),
    ]  # fmt: skip


def test_a_vertical_table_with_units(tmp_path: Path) -> None:
    """An indicator a row, one value column: the unit is the row's, 备注 beside it is no number."""
    path = sheet_of(
        tmp_path / "c.xlsx",
        [
            ["序号", "指标", "计量单位", "2025年数值"],
            [1, "培训班次数", "个", None],
            [2, "培训人次", "人次", None],
            [3, "到账经费", "万元", None],
        ],
    )
    _, cross = read(path)
    assert [(each.path, each.unit, each.number) for each in cross.rows] == [
        (("培训班次数",), "个", "1"), (("培训人次",), "人次", "2"), (("到账经费",), "万元", "3"),
    ]  # fmt: skip
    assert [cell.ref for cell in cross.cells] == ["D4", "D5", "D6"]


def test_running_numbers_over_blank_rows_are_a_list(tmp_path: Path) -> None:
    rows: list[Row] = [["序号", "培训项目", "人数"], [1, None, None], [2, None, None], [3, None, None]]
    table = recognise(read_workbook(sheet_of(tmp_path / "d.xlsx", rows)).sheets[0])[0]
    assert table.layout == "list"
