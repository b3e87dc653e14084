"""The entry form: a class by keys only, saved by itself; what is wrong stays in its place."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.progress import NoProgress
from desktop.services.office import Office
from desktop.store.acts import acts
from desktop.store.find import Condition, find
from desktop.ui.screens.records import RecordScreen
from desktop.ui.spelling import learn
from desktop.ui.window import Window

Typist = Any  # tests/ui/conftest.py
Key, Held = Qt.Key, Qt.KeyboardModifier


def screen_of(window: Window) -> RecordScreen:
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    return screen


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def rows(
    office: Office, record_id: str, *paths: str, where: tuple[Condition, ...] = ()
) -> list[tuple[Any, ...]]:
    return find(office.ledger, record_id, paths=paths, where=where, today=office.today).rows


def test_a_class_of_twelve_fields_in_45_keys(
    window: Window, office: Office, qtbot: QtBot, typist: Typist
) -> None:
    learn(NoProgress())
    window.go("training_class")
    typist.press(focused(), Key.Key_N, Held.ControlModifier)
    # 项目名称 开班 结业 类型 面向 对象 性质 学时 编号 方式 职业 等级
    for text in ("电工", "0301", "0320", "gq", "zx", "q", "bt", "80", "G1", "xs", "电工", "4"):
        assert screen_of(window).panel.form.isAncestorOf(focused())
        typist.type(focused(), text)
        typist.press(focused(), Key.Key_Return)
    screen_of(window).panel.form.flush()
    asked = ("项目名称", "开班日期", "结业日期", "培训类型", "面向", "培训对象", "性质", "学时")
    asked += ("培训方式", "培训职业", "培训等级")
    found = rows(office, "training_class", *asked, where=(Condition("班次编号", "=", "G1"),))
    assert len(found) == 1 and all(value is not None for value in found[0])
    assert found[0][:3] == ("电工", date(2026, 3, 1), date(2026, 3, 20))
    assert typist.keys <= 45
    assert screen_of(window).panel.form.state.text().startswith("✓ 已自动保存")


def test_nothing_is_saved_before_the_key_is_there(window: Window, office: Office, typist: Typist) -> None:
    window.go("training_class")
    before = len(rows(office, "training_class", "项目名称"))
    screen_of(window).new_row()
    typist.type(focused(), "焊工班")
    typist.press(focused(), Key.Key_Return)
    form = screen_of(window).panel.form
    form.flush()
    assert "开班日期" in form.state.text() and "未保存" in form.state.text()
    assert len(rows(office, "training_class", "项目名称")) == before
    typist.type(focused(), "3月8日")
    typist.press(focused(), Key.Key_Return)
    form.flush()
    assert ("焊工班", date(2026, 3, 8)) in rows(office, "training_class", "项目名称", "开班日期")


def test_a_wrong_text_stays_is_marked_and_f4_finds_it(
    window: Window, office: Office, typist: Typist, qtbot: QtBot
) -> None:
    window.go("training_class")
    screen = screen_of(window)
    screen.pane.opened.emit(screen.pane.model.row_id(0))
    form = screen.panel.form
    assert form.focus_field("计划人数")
    editor = form.editors["计划人数"]
    typist.type(editor, "约四十")
    typist.press(editor, Key.Key_Return)
    note = form._notes["计划人数"]
    assert editor.text() == "约四十" and note.isVisible() and note.text().startswith("✕ 有误")
    assert [problem.path for problem in window.problems.all()] == ["计划人数"]
    screen.pane.grid.setFocus()
    typist.press(focused(), Key.Key_F4)
    assert editor.hasFocus() and editor.text() == "约四十"
    typist.type(editor, "40")
    typist.press(editor, Key.Key_Return)
    form.flush()
    assert not window.problems.all() and not note.isVisible()
    wanted = (Condition("项目名称", "=", screen.panel.title.text()),)
    assert rows(office, "training_class", "计划人数", where=wanted) == [(40,)]


def test_one_field_is_one_act_and_undo_takes_it_back(window: Window, office: Office, typist: Typist) -> None:
    window.go("training_class")
    screen = screen_of(window)
    row_id = screen.pane.model.row_id(0)
    screen.pane.opened.emit(row_id)
    form = screen.panel.form
    form.focus_field("培训地点")
    typist.type(focused(), "一号楼")
    typist.press(focused(), Key.Key_Return)
    form.flush()
    count = len(acts(office.ledger))
    assert form._texts["培训地点"] == "一号楼"
    typist.press(screen.pane.grid, Key.Key_Z, Held.ControlModifier)
    assert len(acts(office.ledger)) == count + 1
    assert form.editors["培训地点"].text() == ""


def test_a_reference_can_be_made_on_the_way(window: Window, office: Office, typist: Typist) -> None:
    window.go("training_class")
    screen = screen_of(window)
    row_id = screen.pane.model.row_id(0)
    screen.pane.opened.emit(row_id)
    form = screen.panel.form
    form.focus_field("承办系部")
    typist.type(focused(), "烹饪系")
    typist.press(focused(), Key.Key_Return)
    form.flush()
    assert ("烹饪系",) in rows(office, "department", "名称")
    assert ("烹饪系",) in rows(office, "training_class", "承办系部")


def test_a_roster_line_inside_the_class(window: Window, office: Office, typist: Typist) -> None:
    window.go("training_class")
    screen = screen_of(window)
    screen.pane.opened.emit(screen.pane.model.row_id(0))
    panel = screen.panel
    panel.tabs.setCurrentIndex(1)
    page = panel.stack.currentWidget()
    page.new_row()
    typist.type(focused(), "王浩")
    typist.press(focused(), Key.Key_Return)
    page._form.flush()
    assert rows(office, "enrolment", "学员.姓名") == [("王浩宇",)]
    assert page.pane.model.rowCount() == 1


def test_a_teacher_is_one_form_with_person_and_post(window: Window, office: Office, typist: Typist) -> None:
    window.go("teachers")
    screen = screen_of(window)
    screen.new_row()
    form = screen.panel.form
    for name, text in (("姓名", "赵敏"), ("证件号码", "220202198503030035"), ("教师类别", "专业课")):
        form.focus_field(name)
        typist.type(focused(), text)
        typist.press(focused(), Key.Key_Return)
    form.flush()
    found = rows(office, "teacher", "姓名", "教师类别")
    assert [row[0] for row in found] == ["赵敏"], form.state.text()
    assert found[0][1] is not None


@pytest.mark.parametrize("name", ["证件号码"])
def test_a_masked_number_is_typed_anew(name: str, window: Window, office: Office, typist: Typist) -> None:
    window.go("students")
    screen = screen_of(window)
    screen.pane.opened.emit(screen.pane.model.row_id(0))
    editor = screen.panel.form.editors[name]
    assert "*" in editor.text()
    screen.panel.form.focus_field(name)
    typist.press(editor, Key.Key_Return)
    screen.panel.form.flush()
    assert all("*" not in row[0] for row in rows(office, "student", name))
