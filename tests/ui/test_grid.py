"""The table: lazy pages, sorting, filters, search, typing into cells, blocks, delete, undo."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.fields import Field, Kind
from desktop.core.progress import Progress
from desktop.services.office import Office
from desktop.services.saving import save_many
from desktop.store.act import act
from desktop.store.acts import acts
from desktop.ui.blocks import from_text, spread, to_text
from desktop.ui.filters import FilterPopup
from desktop.ui.grid import KEPT, PAGE, Ask, Column, GridModel, Slice
from desktop.ui.jobs import Jobs
from desktop.ui.pane import RecordPane
from desktop.ui.window import Window

Typist = Any  # tests/ui/conftest.py
Key, Held = Qt.Key, Qt.KeyboardModifier


class Million:
    """A source of a million rows that remembers what was read."""

    columns = (Column("号", "号", Field("n", "号", Kind.WHOLE)),)

    def __init__(self) -> None:
        self.read_at: list[int] = []

    def read(self, ask: Ask, offset: int, limit: int, progress: Progress) -> Slice:
        self.read_at.append(offset)
        numbers = range(offset, min(1_000_000, offset + limit))
        return Slice(list(numbers), [(str(n),) for n in numbers], [(n,) for n in numbers], 1_000_000)


def test_only_pages_on_screen_are_read_and_few_are_kept(qtbot: QtBot) -> None:
    source = Million()
    model = GridModel(Jobs(immediate=True), source)
    model.reload()
    assert model.rowCount() == 1_000_000 and source.read_at == [0]
    assert model.text(999_999, 0) == ""
    qtbot.waitUntil(lambda: model.text(999_999, 0) == "999999")
    for page in range(1, KEPT + 10):
        model.text(page * PAGE, 0)
        qtbot.waitUntil(lambda page=page: model.text(page * PAGE, 0) == str(page * PAGE))
    assert len(model._cache.pages) <= KEPT
    assert model.data(model.index(7, 0)) in ("7", "")


def test_a_quick_scroll_reads_only_where_it_ends(qtbot: QtBot) -> None:
    source = Million()
    model = GridModel(Jobs(immediate=True), source)
    model.reload()
    for row in range(0, 1_000_000, 10_000):
        model.text(row, 0)
    qtbot.waitUntil(lambda: model.text(990_000, 0) == "990000")
    assert len(source.read_at) <= 4


def test_blocks_as_excel_puts_them() -> None:
    rows = [["a", '说"是"'], ["两\n行", ""]]
    assert from_text(to_text(rows)) == rows
    assert from_text("1\t2\r\n3\t4\r\n") == [["1", "2"], ["3", "4"]]
    assert spread([["x"]], 2, 2) == [["x", "x"], ["x", "x"]]


@pytest.fixture
def pane(window: Window) -> RecordPane:
    window.go("training_class")
    return window.stack.currentWidget().pane  # type: ignore[union-attr]


def texts(pane: RecordPane, label: str) -> list[str]:
    column = [each.key for each in pane.model.columns].index(label)
    return [pane.model.text(row, column) for row in range(pane.model.rowCount())]


def select(pane: RecordPane, row: int, label: str) -> None:
    pane.grid.choose_row(row, [each.key for each in pane.model.columns].index(label))


def click_heading(qtbot: QtBot, pane: RecordPane, label: str, *, mark: bool = False) -> None:
    headings = pane.grid.headings
    section = [each.key for each in pane.model.columns].index(label)
    left, size = headings.sectionViewportPosition(section), headings.sectionSize(section)
    at = QPoint(left + (size - 10 if mark else 12), headings.height() // 2)
    qtbot.mouseClick(headings.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_click_on_a_heading_sorts_in_the_ledger(pane: RecordPane, qtbot: QtBot) -> None:
    assert texts(pane, "开班日期")[0] == "2026-03-04"
    click_heading(qtbot, pane, "开班日期")
    assert texts(pane, "开班日期") == ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"]
    click_heading(qtbot, pane, "开班日期")
    assert texts(pane, "开班日期")[0] == "2026-03-04"


def test_a_search_finds_by_text_and_pinyin(
    pane: RecordPane, window: Window, qtbot: QtBot, typist: Typist
) -> None:
    typist.press(pane.grid, Key.Key_F, Held.ControlModifier)
    box = QApplication.focusWidget()
    assert box is pane.search
    typist.type(box, "育婴")
    qtbot.waitUntil(lambda: texts(pane, "项目名称") == ["育婴员班"])
    pane.search.clear()
    typist.type(box, "dzsw")
    qtbot.waitUntil(lambda: texts(pane, "项目名称") == ["电子商务师班"])
    typist.press(box, Key.Key_Escape)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 4)
    typist.type(box, "没有这样的班")
    qtbot.waitUntil(lambda: pane.model.rowCount() == 0)
    assert "没有符合条件" in pane._words.text() and pane._clear.isVisible()
    qtbot.mouseClick(pane._clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pane.model.rowCount() == 4)


def test_filters_from_the_heading_show_as_chips(pane: RecordPane, qtbot: QtBot, typist: Typist) -> None:
    click_heading(qtbot, pane, "项目名称", mark=True)
    popup = pane.findChild(FilterPopup)
    assert popup is not None and popup.isVisible()
    typist.type(popup.findChild(QLineEdit), "电")
    typist.press(popup.findChild(QLineEdit), Key.Key_Return)
    assert sorted(texts(pane, "项目名称")) == ["电子商务师班", "电工初级班"]
    click_heading(qtbot, pane, "开班日期", mark=True)
    lines = pane.findChildren(FilterPopup)[-1].findChildren(QLineEdit)
    typist.type(lines[0], "0303")
    typist.press(lines[0], Key.Key_Return)
    assert texts(pane, "项目名称") == ["电子商务师班"]

    def chips() -> list[QPushButton]:
        found = pane.chips.findChildren(QPushButton)
        return [chip for chip in found if chip.objectName() == "chip" and chip.isVisible()]

    wanted = ["项目名称 含“电”　✕", "开班日期 ≥2026-03-03　✕"]
    qtbot.waitUntil(lambda: [chip.text() for chip in chips()] == wanted)
    qtbot.mouseClick(chips()[0], Qt.MouseButton.LeftButton)
    assert sorted(texts(pane, "项目名称")) == ["电子商务师班", "育婴员班"]


def test_a_code_filter_is_a_list_to_tick(pane: RecordPane, qtbot: QtBot) -> None:
    click_heading(qtbot, pane, "面向", mark=True)
    boxes = pane.findChild(FilterPopup).findChildren(QCheckBox)
    assert [box.text() for box in boxes][-1] == "只看没填的" and len(boxes) > 2
    boxes[-1].setChecked(True)
    boxes[-1].window()._decide()
    assert pane.model.rowCount() == 4


def editor_in(pane: RecordPane) -> QWidget:
    editor = QApplication.focusWidget()
    assert editor is not None and pane.grid.viewport().isAncestorOf(editor)
    return editor


def test_typing_replaces_enter_goes_down_and_it_is_saved(
    pane: RecordPane, office: Office, typist: Typist
) -> None:
    select(pane, 0, "计划人数")
    typist.type(pane.grid, "5")
    editor = editor_in(pane)
    typist.type(editor, "6")
    typist.press(editor, Key.Key_Return)
    assert texts(pane, "计划人数")[0] == "56"
    assert pane.grid.currentIndex().row() == 1
    assert acts(office.ledger, 1)[0].title == "修改培训班次"


def test_f2_tab_and_back_to_where_the_tabbing_began(pane: RecordPane, typist: Typist) -> None:
    select(pane, 0, "实到人数")
    first = pane.grid.currentIndex().column()
    for text in ("41", "40"):
        typist.press(pane.grid, Key.Key_F2)
        editor = editor_in(pane)
        typist.type(editor, text)
        typist.press(editor, Key.Key_Tab)
    assert (texts(pane, "实到人数")[0], texts(pane, pane.model.columns[first + 1].key)[0]) == ("41", "40")
    typist.press(pane.grid, Key.Key_Return)
    here = pane.grid.currentIndex()
    assert (here.row(), here.column()) == (1, first)


def test_a_wrong_text_stays_in_its_cell(
    pane: RecordPane, window: Window, office: Office, typist: Typist
) -> None:
    select(pane, 0, "计划人数")
    before = len(acts(office.ledger))
    typist.press(pane.grid, Key.Key_F2)
    editor = editor_in(pane)
    typist.type(editor, "约四十")
    typist.press(editor, Key.Key_Return)
    assert texts(pane, "计划人数")[0] == "约四十" and len(acts(office.ledger)) == before
    assert pane.model.data(pane.model.index(0, pane.grid.currentIndex().column())) == "✕ 约四十"
    assert len(window.problems.all()) == 1 and window.bars.shown()[-1].tone == "warn"


def test_escape_puts_back(pane: RecordPane, office: Office, typist: Typist) -> None:
    select(pane, 0, "培训地点")
    before = len(acts(office.ledger))
    typist.press(pane.grid, Key.Key_F2)
    editor = editor_in(pane)
    typist.type(editor, "一楼")
    typist.press(editor, Key.Key_Escape)
    assert texts(pane, "培训地点")[0] == "" and len(acts(office.ledger)) == before


def test_a_block_is_one_act_and_undo_takes_it_back(
    pane: RecordPane, window: Window, office: Office, typist: Typist
) -> None:
    select(pane, 0, "天数")
    before = len(acts(office.ledger))
    QGuiApplication.clipboard().setText("3\t24\r\n4\t32\r\n")
    typist.press(pane.grid, Key.Key_V, Held.ControlModifier)
    beside = pane.model.columns[pane.grid.currentIndex().column() + 1].key
    assert texts(pane, "天数")[:2] == ["3", "4"] and texts(pane, beside)[:2] == ["24", "32"]
    assert len(acts(office.ledger)) == before + 1
    typist.press(pane.grid, Key.Key_Z, Held.ControlModifier)
    assert texts(pane, "天数")[:2] == ["", ""]
    typist.press(pane.grid, Key.Key_Y, Held.ControlModifier)
    assert texts(pane, "天数")[:2] == ["3", "4"]


def test_copy_fill_down_today_above_and_clear(pane: RecordPane, typist: Typist) -> None:
    select(pane, 0, "备案日期")
    typist.press(pane.grid, Key.Key_Semicolon, Held.ControlModifier)
    assert texts(pane, "备案日期")[0] == "2026-09-10"
    select(pane, 1, "备案日期")
    typist.press(pane.grid, Key.Key_Apostrophe, Held.ControlModifier)
    assert texts(pane, "备案日期")[1] == "2026-09-10"
    select(pane, 0, "备案日期")
    for _ in range(3):
        typist.press(pane.grid, Key.Key_Down, Held.ShiftModifier)
    typist.press(pane.grid, Key.Key_D, Held.ControlModifier)
    assert texts(pane, "备案日期") == ["2026-09-10"] * 4
    typist.press(pane.grid, Key.Key_C, Held.ControlModifier)
    assert QGuiApplication.clipboard().text() == "\n".join(["2026-09-10"] * 4)
    typist.press(pane.grid, Key.Key_Delete)
    assert texts(pane, "备案日期") == [""] * 4


def test_rows_pasted_past_the_end_and_as_new_rows(
    pane: RecordPane, window: Window, qtbot: QtBot, typist: Typist
) -> None:
    QGuiApplication.clipboard().setText(
        "项目名称\t开班日期\t计划人数\n茶艺师班\t0501\t30\n月嫂班\t0502\t约三十\n"
    )
    screen = window.stack.currentWidget()
    paste = next(each for each in screen.findChildren(QPushButton) if each.text() == "粘贴自表格")
    qtbot.mouseClick(paste, Qt.MouseButton.LeftButton)
    assert {"茶艺师班", "月嫂班"} <= set(texts(pane, "项目名称"))
    assert "第 2 行" in window.bars.shown()[0].sentence


def test_delete_says_so_and_undo_brings_it_back(
    pane: RecordPane, window: Window, qtbot: QtBot, typist: Typist
) -> None:
    select(pane, 0, "项目名称")
    screen = window.stack.currentWidget()
    delete = next(each for each in screen.findChildren(QPushButton) if each.text() == "删除")
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert pane.model.rowCount() == 3 and "已删除" in window.bars.shown()[-1].sentence
    assert "删除培训班次" in window.job_bar._undo.text()
    qtbot.mouseClick(window.job_bar._undo, Qt.MouseButton.LeftButton)
    assert pane.model.rowCount() == 4


def test_the_status_counts_and_sums(pane: RecordPane, window: Window, typist: Typist) -> None:
    select(pane, 0, "计划人数")
    for _ in range(3):
        typist.press(pane.grid, Key.Key_Down, Held.ShiftModifier)
    assert window.job_bar.words() == "共 4 条 · 已选 4 条 · 计划人数合计 170"


def test_sensitive_columns_are_masked_everywhere(window: Window, office: Office, typist: Typist) -> None:
    window.go("students")
    pane = window.stack.currentWidget().pane  # type: ignore[union-attr]
    assert sorted(texts(pane, "证件号码")) == ["220202********0012", "220202********0022"]
    select(pane, 0, "证件号码")
    typist.press(pane.grid, Key.Key_C, Held.ControlModifier)
    assert "********" in QGuiApplication.clipboard().text()


def test_many_rows_page_and_sort(window: Window, office: Office, qtbot: QtBot) -> None:
    rows = [{"项目名称": f"班{n:05}", "开班日期": date(2025, 1, 1)} for n in range(1500)]
    with act(office.ledger, "导入培训班次 1500 条") as s:
        save_many(s, office, "training_class", rows)
    window.go("training_class")
    pane = window.stack.currentWidget().pane  # type: ignore[union-attr]
    assert pane.model.rowCount() == 1504
    pane.grid.scrollToBottom()
    qtbot.waitUntil(lambda: texts(pane, "项目名称")[-1].startswith("班"))
    assert window.job_bar.words().startswith("共 1504 条")
