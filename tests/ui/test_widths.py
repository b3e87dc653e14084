"""Columns of a table: as wide as what stands in them, as far as there is room."""

from __future__ import annotations

from desktop.core.fields import Field, Kind
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.ui.grid import Column
from desktop.ui.screens.records import RecordScreen
from desktop.ui.widths import fitted, usual
from desktop.ui.window import Window

COLUMNS = (
    Column("甲", "甲", Field("a", "甲", Kind.TEXT, width=28)),
    Column("乙", "乙", Field("b", "乙", Kind.TEXT)),
    Column("丙", "丙", Field("c", "丙", Kind.DAY)),
)


def measure(text: str) -> int:
    """Seven pixels a letter, thirteen a character, as at 13 px."""
    return sum(7 if ord(each) < 128 else 13 for each in text)


def test_short_texts_take_less_than_usual_and_long_ones_more() -> None:
    rows = [("课" * 60, "2026", ""), ("短", "1234567", "")]
    before = usual(COLUMNS, measure)
    title, code, day = fitted(COLUMNS, rows, measure, room=0)
    assert before[0] < title < 60 * 13  # it does not push all others out of sight
    assert code == measure("1234567") + 18 < before[1]
    assert 0 < day < before[2]  # nothing stands there


def test_room_that_is_left_goes_to_what_is_cut() -> None:
    rows = [("课" * 60, "系" * 30, "2026-01-01")]
    widths = fitted(COLUMNS, rows, measure, room=2000)
    assert widths[0] == 60 * 13 + 18 and widths[1] == 30 * 13 + 18 and widths[2] < 120
    narrow = fitted(COLUMNS, rows, measure, room=1000)
    assert sum(narrow) <= 1000 and narrow[0] > 300 and narrow[1] == 30 * 13 + 18


def test_a_table_fits_its_first_rows_once(window: Window, office: Office) -> None:
    save(office, "major", {"专业名称": "智慧健康养老服务与管理专业方向", "专业代码": "790303"})
    window.go("major")
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    grid = screen.pane.grid
    need = grid.fontMetrics().horizontalAdvance("智慧健康养老服务与管理专业方向") + 18
    assert grid.columnWidth(0) == need
    grid.setColumnWidth(0, 90)
    save(office, "major", {"专业名称": "护理", "专业代码": "720301"})
    screen.pane.reload()
    assert grid.columnWidth(0) == 90  # as a person drew it
