"""Cards: boxes ticked, printed dates filled, labels above their cells, several cards on one sheet."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from desktop.workbook import read_workbook, recognise
from desktop.workbook.cards import card_cells, date_blanks, options, split_cards, tick, write_dates

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def framed(path: Path, rows: list[list[str | None]], first: int = 3) -> Path:
    """A framed card below a title."""
    book = openpyxl.Workbook()
    ws = book.active
    ws["A1"] = "教师企业实践登记表"
    for at, row in enumerate(rows, first):
        for column, value in enumerate(row, 1):
            cell = ws.cell(at, column, value)
            cell.border = BOX
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("text", "words", "chosen", "written"),
    [
        ("□是    □否", ("是", "否"), {"否"}, "□是    ☑否"),
        ("□考察观摩  □其他", ("考察观摩", "其他"), {"考察观摩"}, "☑考察观摩  □其他"),
        ("是□  否□", ("是", "否"), {"是"}, "是☑  否□"),
        ("是（ ） 否（  ）", ("是", "否"), {"是"}, "是（√） 否（  ）"),
        ("○省级 ○市级 ○校级", ("省级", "市级", "校级"), {"市级"}, "○省级 ●市级 ○校级"),
        ("□甲 □乙 □丙", ("甲", "乙", "丙"), {"甲", "丙"}, "☑甲 □乙 ☑丙"),
        ("□是    □否", ("是", "否"), set(), "□是    □否"),
    ],
)
def test_boxes(text: str, words: tuple[str, ...], chosen: set[str], written: str) -> None:
    assert options(text) == words
    assert tick(text, chosen) == written


def test_printed_dates() -> None:
    one, two = "    年  月  日", "    年  月  日至    年  月  日"
    assert (
        date_blanks(one),
        date_blanks(two),
        date_blanks("（签字）：   年  月  日"),
        date_blanks("2025年"),
    ) == (1, 2, 0, 0)
    start, end = date(2025, 7, 10), date(2026, 1, 5)
    assert write_dates(two, [start, end]) == "2025年7月10日至2026年1月5日"
    assert write_dates(two, [start, None]) == "2025年7月10日至    年  月  日"
    assert write_dates("   年   月", [start]) == "2025年7月"


def test_a_date_over_several_cells(tmp_path: Path) -> None:
    """| 出生日期 | _ | 年 | _ | 月 | _ | 日 |: one label, three cells."""
    rows: list[list[str | None]] = [
        ["姓名", None, None, None, "性别", None, None],
        ["出生日期", None, "年", None, "月", None, "日"],
        ["工作单位", None, None, None, "联系电话", None, None],
        ["学历", None, None, None, "职称", None, None],
    ]
    sheet = read_workbook(framed(tmp_path / "a.xlsx", rows)).sheets[0]
    table = recognise(sheet)[0]
    assert table.layout == "card"
    cells = {cell.label: (cell.value_ref, also) for cell, also in card_cells(sheet, table.cells)}
    assert cells["出生日期"] == ("B4", ("D4", "F4"))
    assert "年" not in cells and "月" not in cells


def test_labels_above_their_cells(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [
        ["姓名", "性别", "职称"],
        [None, None, None],
        ["企业名称", "实践岗位", "考核结果"],
        [None, None, None],
    ]
    sheet = read_workbook(framed(tmp_path / "b.xlsx", rows)).sheets[0]
    tables = recognise(sheet, ["姓名", "性别", "职称", "企业名称", "实践岗位", "考核结果"])
    assert [table.layout for table in tables] == ["card"]
    assert {cell.label: cell.value_ref for cell in tables[0].cells} == {
        "姓名": "A4", "性别": "B4", "职称": "C4", "企业名称": "A6", "实践岗位": "B6", "考核结果": "C6",
    }  # fmt: skip


def test_four_tickets_on_a_sheet(tmp_path: Path) -> None:
    """准考证, two beside two below: four cards with the same labels, each its own cells."""
    labels = ["姓名", "准考证号", "考核日期", "考核站点"]
    rows: list[list[str | None]] = []
    for _ in range(2):
        rows += [[label, None, label, None] for label in labels]
    sheet = read_workbook(framed(tmp_path / "c.xlsx", rows)).sheets[0]
    tables = recognise(sheet, labels)
    assert [table.layout for table in tables] == ["card"] * 4
    names = [next(cell.value_ref for cell in table.cells if cell.label == "姓名") for table in tables]
    assert names == ["B3", "D3", "B7", "D7"]
    assert all(len(table.cells) == 4 for table in tables)


def test_the_same_label_twice_is_one_card(tmp_path: Path) -> None:
    rows: list[list[str | None]] = [
        ["姓名", None, "联系电话", None],
        ["企业名称", None, "联系电话", None],
        ["岗位", None, "职称", None],
    ]
    sheet = read_workbook(framed(tmp_path / "d.xlsx", rows)).sheets[0]
    assert len(split_cards(recognise(sheet)[0].cells)) == 1
