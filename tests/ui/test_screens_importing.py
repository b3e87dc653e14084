"""导入: what is not sure is asked, what is wrong is kept, what is different is decided, all of it one act."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.services.office import Office
from desktop.services.saving import save
from desktop.services.waiting import count_waiting
from desktop.store.find import find
from desktop.ui.importing.canvas import COLUMNS, FILE, HEADER, OUTCOME, PROBLEMS
from desktop.ui.importing.waiting_grid import FIX
from desktop.ui.picture import WASH
from desktop.ui.screens.importing import ImportingScreen
from desktop.ui.screens.pending import PendingScreen
from desktop.ui.screens.records import RecordScreen
from desktop.ui.window import Window
from tests.ui.test_glyphs import cut as cut_now

Key = Qt.Key
CLASSES = ("班次编号", "项目名称", "开班日期", "结业日期", "学时")


def cut(window: Window) -> list[str]:
    """Texts that do not fit, once everything has its place."""
    QApplication.processEvents()
    return list(cut_now(window))


def book(folder: Path, *rows: tuple[object, ...], name: str = "台账.xlsx") -> Path:
    """A workbook of these rows."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    made.save(folder / name)
    return folder / name


def opened(window: Window, file: Path, record: str = "training_class", **where: object) -> ImportingScreen:
    """The import screen with a file in it."""
    window.go("importing", file=file, record=record, **where)
    screen = window.stack.currentWidget()
    assert isinstance(screen, ImportingScreen)
    return screen


def titles(office: Office) -> set[str]:
    page = find(office.ledger, "training_class", today=office.today)
    at = [path.name for path in page.paths].index("title")
    return {row[at] for row in page.rows}


def test_a_clear_file_goes_straight_to_the_preview(window: Window, office: Office, tmp_path: Path) -> None:
    file = book(tmp_path, CLASSES, ("2026009", "焊工班", "2026.5.1", "2026.5.9", 40))
    screen = opened(window, file)
    assert screen.step == OUTCOME and screen.on.text() == "导入 1 条"
    assert not cut(window)
    assert screen.picture.pictured.index(1, 1).data(WASH) == "good_wash"
    screen.on.click()
    assert "焊工班" in titles(office)
    there = window.stack.currentWidget()
    assert isinstance(there, RecordScreen) and there.record.id == "training_class"
    bar = window.bars.shown()[-1]
    assert "新增 1 条" in bar.sentence
    window.undo()
    assert "焊工班" not in titles(office)


def test_a_column_nobody_knows_is_asked_about(window: Window, office: Office, tmp_path: Path) -> None:
    file = book(tmp_path, ("项目名称", "开班日期", "哪一间"), ("焊工班", "2026-05-01", "实训楼 305"))
    screen = opened(window, file)
    assert screen.step == COLUMNS and "哪一间" in screen.columns.words.text()
    assert not cut(window)
    chooser = screen.columns.chooser("C")
    chooser.take(next(option for option in chooser.options() if option.value == "培训地点"))
    assert "哪一间" not in screen.columns.words.text()
    QTest.keyClick(screen.on, Key.Key_Return)
    assert screen.step == OUTCOME
    QTest.keyClick(screen.on, Key.Key_Return)
    page = find(office.ledger, "training_class", paths=None, search="焊工", today=office.today)
    place = [path.name for path in page.paths].index("place")
    assert page.rows[0][place] == "实训楼 305"


def test_the_header_can_be_pointed_at(window: Window, tmp_path: Path) -> None:
    above = [("某某学校",), ("项目名称", "开班日期"), ("（全称）", "（年月日）")]
    file = book(tmp_path, *above, ("焊工班", "2026-05-01"), ("电焊班", "2026-05-02"))
    screen = opened(window, file)
    screen.steps.setCurrentIndex(HEADER)
    screen.header.first.setText("2")
    screen.header.last.setText("3")
    screen.header.apply.click()
    plan = screen.planner.plan
    assert plan is not None and plan.tables[0].header_rows == (2, 3) and plan.created == 2
    assert screen.header.first.text() == "2" and screen.header.last.text() == "3"


def test_a_file_without_a_header_keeps_its_picture(window: Window, tmp_path: Path) -> None:
    screen = opened(window, book(tmp_path, ("甲", 1), ("乙", 2)))
    assert screen.step == HEADER and not screen.on.isEnabled()
    assert "没有找到" in screen.header.words.text()
    assert screen.picture.pictured.picture.text(2, 1) == "乙"


@pytest.mark.parametrize(("decision", "title"), [("update", "80"), ("skip", "40")])
def test_a_difference_is_decided(
    window: Window, office: Office, tmp_path: Path, decision: str, title: str
) -> None:
    start = {"项目名称": "焊工班", "开班日期": date(2026, 5, 1)}
    save(office, "training_class", {**start, "学时": 40})
    file = book(tmp_path, ("项目名称", "开班日期", "学时"), ("焊工班", "2026-05-01", 80))
    screen = opened(window, file)
    assert "conflict" in {each.fate for each in screen.planner.plan.preview}  # type: ignore[union-attr]
    screen.outcome._choices[decision].click()
    if screen.on.isEnabled():
        screen.on.click()
    page = find(office.ledger, "training_class", search="焊工", today=office.today)
    hours = [path.name for path in page.paths].index("hours")
    assert f"{page.rows[0][hours]:f}".removesuffix(".0") == title
    assert count_waiting(office) == 0


def test_what_is_wrong_waits_and_is_dealt_with(window: Window, office: Office, tmp_path: Path) -> None:
    head = ("姓名", "身份证号码", "联系电话")
    file = book(tmp_path, head, ("赵一", "22020219850101001", "13800001234"), name="学员.xlsx")
    screen = opened(window, file, "student")
    assert screen.planner.plan is not None and screen.planner.plan.left_out == 1 and screen.step == PROBLEMS
    assert window.problems.all() and "17 位" in window.problems.all()[0].sentence
    assert screen.picture.pictured.index(1, 1).data(WASH) == "bad_wash"
    screen.on.click()
    assert screen.step == OUTCOME and screen.on.text() == "放进待处理"
    screen.on.click()
    assert count_waiting(office) == 1
    window.go("pending")
    waiting = window.stack.currentWidget()
    assert isinstance(waiting, PendingScreen) and waiting.rows.rowCount() == 1
    shown = waiting.rows.item(0, 2).text()
    assert "赵一" in shown and "22020219850101001" not in shown
    assert not cut(window)
    waiting.away.click()
    waiting.discard.typed.setText("重复")
    QTest.keyClick(waiting.discard.typed, Key.Key_Return)
    assert count_waiting(office) == 0 and waiting.rows.rowCount() == 0
    window.undo()
    assert count_waiting(office) == 1 and waiting.rows.rowCount() == 1


def test_what_waits_is_typed_over_and_lands(window: Window, office: Office, tmp_path: Path) -> None:
    head = ("项目名称", "开班日期", "结业日期", "培训类型")
    wrong = ("焊工班", "2026.5", "2026-05-20", "岗前培训"), ("电焊班", "2026-06-01", "2026-06-09", "短训")
    screen = opened(window, book(tmp_path, head, *wrong))
    screen.on.click()
    screen.on.click()
    assert "焊工班" not in titles(office) and count_waiting(office) == 2
    window.go("pending")
    waiting = window.stack.currentWidget()
    assert isinstance(waiting, PendingScreen)
    row = next(at for at, each in enumerate(waiting._entries) if each.row is None)
    waiting.rows.setCurrentCell(row, 0)
    assert waiting.cells.rowCount() == 4 and waiting.cells.isVisible() and not cut(window)
    QTest.keyClick(waiting.rows, Key.Key_Return)
    editor = waiting.rows.viewport().findChild(QLineEdit)
    assert editor is not None and editor.text() == "2026.5"
    editor.clear()
    QTest.keyClicks(editor, "2026.5.6")
    QTest.keyClick(editor, Key.Key_Return)
    QApplication.processEvents()
    assert waiting.write.text() == "写进台账 1 条"
    other = next(at for at, each in enumerate(waiting._entries) if each.row is not None)
    waiting.rows.item(other, FIX).setText("短学")
    waiting.write.click()
    assert "焊工班" in titles(office) and count_waiting(office) == 1
    assert waiting.rows.rowCount() == 1 and "短学" in waiting.rows.item(0, 4).text()
    assert waiting.rows.item(0, FIX).text() == "短学"  # what was typed is not lost
    waiting.rows.item(0, FIX).setText("岗前")
    waiting.write.click()
    assert count_waiting(office) == 0
    window.undo()
    window.undo()
    assert count_waiting(office) == 2


def test_from_a_class_into_its_roster(window: Window, office: Office, tmp_path: Path) -> None:
    page = find(office.ledger, "training_class", search="电工", today=office.today)
    file = book(tmp_path, ("姓名", "身份证号码"), ("王浩宇", "220202199001010012"))
    screen = opened(window, file, "enrolment", fixed=("training_class", page.ids[0]))
    assert screen.on.text() == "导入 1 条"
    screen.on.click()
    lines = find(office.ledger, "enrolment", today=office.today)
    title = [path.name for path in lines.paths].index("training_class.title")
    assert [row[title] for row in lines.rows] == ["电工初级班"]


def test_a_missing_file_is_said_beside_the_field(window: Window, tmp_path: Path) -> None:
    window.go("importing")
    screen = window.stack.currentWidget()
    assert isinstance(screen, ImportingScreen) and screen.step == FILE
    QTest.keyClick(screen.file_step.path, Key.Key_Return)
    assert screen.file_step.words.text() == "请先选择一个文件。"
    screen.file_step.path.setText(str(tmp_path / "没有.xlsx"))
    screen.on.click()
    assert "找不到" in screen.file_step.words.text()
    QTest.keyClick(screen, Key.Key_Escape)
    assert window.stack.currentWidget() is not screen


def test_several_sheets_one_is_chosen(window: Window, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(("说明",))
    for name, title in (("上半年", "焊工班"), ("下半年", "电焊班")):
        sheet = made.create_sheet(name)
        sheet.append(("项目名称", "开班日期"))
        sheet.append((title, "2026-05-01"))
    made.save(tmp_path / "两张.xlsx")
    screen = opened(window, tmp_path / "两张.xlsx")
    assert screen.outcome.words.text().startswith("共 2 行")
    option = next(each for each in screen.header.sheet.options() if each.value == "下半年")
    screen.header.sheet.take(option)
    assert screen.outcome.words.text().startswith("共 1 行")
