"""The first column of 全市 stays in sight, and a sheet too long to be drawn says so."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.core.dates import parse_window
from desktop.services.consolidating import City
from desktop.services.consolidating.figures import IN, Column, Line
from desktop.services.pictures import MOST_ROWS
from desktop.ui.city.school_table import SchoolTable
from desktop.ui.screens.records import RecordScreen
from desktop.ui.style import Style
from desktop.ui.window import Window
from tests.ui.test_screens_importing import opened

LONG = "江城市" + "某某" * 14 + "职业技术教育中心"  # 40 characters


def test_the_school_stays_while_one_scrolls_sideways(styled: Style, qtbot: QtBot) -> None:
    columns = tuple(Column(f"m{at}", f"第{at}个数", "人") for at in range(30))
    lines = [
        Line(f"{at:010}", f"{LONG}{at:02}", IN, id=at + 1, figures={each.id: at for each in columns})
        for at in range(60)
    ]
    table = SchoolTable(columns)
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show_city(City(parse_window("2026"), columns, lines, {}, 0))
    table.show()
    qtbot.waitExposed(table)
    assert not table.frozen.isVisible()  # the column itself is in sight
    table.horizontalScrollBar().setValue(700)
    assert table.columnAt(0) > 5 and table.frozen.isVisible()
    assert table.frozen.indexAt(QPoint(5, 5)).data() == table.item(0, 0).text()
    assert table.frozen.columnWidth(0) == table.columnWidth(0) == table.frozen.width()
    table.verticalScrollBar().setValue(20)
    top = table.frozen.indexAt(QPoint(5, 5))
    assert top.row() == table.rowAt(5) == 20
    QTest.mouseClick(
        table.frozen.viewport(), Qt.MouseButton.LeftButton, pos=table.frozen.visualRect(top).center()
    )
    assert table.currentRow() == 20 and table.line() is lines[20]
    before = table.item(0, 0).text()
    header = table.frozen.horizontalHeader()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    assert table.item(0, 0).text() != before  # its heading sorts, too


def test_an_import_says_how_many_rows_are_not_drawn(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "长.xlsx"
    made = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, ("企业名称", "企业性质"))
    for at in range(1, MOST_ROWS + 51):
        sheet.write_row(at, 0, (f"第{at}厂", "民营"))
    made.close()
    screen = opened(window, file, "enterprise")
    assert screen.sheets.cut.isVisible()
    assert screen.sheets.cut.text() == f"! 这里只画出前 {MOST_ROWS} 行，后面还有 51 行没有画，照样导入。"
    assert screen.planner.plan is not None and screen.planner.plan.created == MOST_ROWS + 50


def test_the_first_column_of_a_ledger_stays_and_is_typed_into(window: Window, qtbot: QtBot) -> None:
    window.go("student")
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    grid = screen.pane.grid
    assert grid.frozen is None
    grid.horizontalScrollBar().setValue(300)
    frozen = grid.frozen
    assert frozen is not None and frozen.isVisible()
    first = frozen.visualRect(frozen.model().index(0, 0))
    assert frozen.indexAt(first.center()).data() == grid.grid.text(0, 0)
    QTest.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=first.center())
    assert grid.currentIndex().row() == 0 and grid.currentIndex().column() == 0
    grid.horizontalScrollBar().setValue(300)
    QTest.mouseClick(frozen.horizontalHeader().viewport(), Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert grid.headings.sorted == (0, False)
    grid.setFocus()
    grid.horizontalScrollBar().setValue(grid.horizontalScrollBar().maximum())
    grid.setCurrentIndex(grid.model().index(0, grid.headings.count() - 1))
    while grid.currentIndex().column() > 1:
        QTest.keyClick(grid, Qt.Key.Key_Left)
        here = grid.visualRect(grid.currentIndex())
        assert here.left() >= (frozen.width() if frozen.isVisible() else 0)  # never under it
    grid.setColumnHidden(0, True)
    grid.horizontalScrollBar().setValue(310)
    assert not frozen.isVisible()
