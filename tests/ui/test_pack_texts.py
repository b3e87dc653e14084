"""政策与口径: titles, tasks and targets reworded in the window; another city's tasks offered in 任务进展."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from desktop.services.office import Office
from desktop.services.policies import packs, policy
from desktop.services.policy_editing import load_pack, switch_pack
from desktop.ui.chooser import Chooser
from desktop.ui.lines import ChoiceLine
from desktop.ui.screens.packs import AIMS, PACKS, TASKS, PacksScreen
from desktop.ui.screens.records import RecordScreen
from desktop.ui.window import Window
from tests.ui.conftest import Typist
from tests.ui.test_screens_rules import at, cut, here, text

Key = Qt.Key
CITY = Path(__file__).parents[1] / "rules" / "packs" / "jiangzhou-2027.toml"
JILIN = "jilin-2022-33"


def opened(window: Window, page: int, words: str, column: int) -> PacksScreen:
    """The screen with the bar of texts open on the row with these words."""
    window.go("packs", page=page)
    screen = here(window, PacksScreen)
    table = screen.tables[page]
    table.setCurrentCell(at(table, words, column), 0)
    if page == AIMS:  # Enter sets a value there
        screen.texts.click()
    else:
        QTest.keyClick(table, Key.Key_Return)
    assert screen.wording.isVisible() and not cut(window)
    return screen


def line(screen: PacksScreen, name: str) -> QLineEdit:
    field = screen.wording.fields[name]
    assert isinstance(field, QLineEdit)
    return field


def test_a_task_is_reworded(window: Window, office: Office, typist: Typist) -> None:
    screen = opened(window, TASKS, "服务乡村振兴战略", 2)
    field, long = line(screen, "heading"), screen.wording.fields["text"]
    assert isinstance(long, QPlainTextEdit) and long.toPlainText().startswith("与乡镇共建")
    field.clear()
    typist.type(field, "服务乡村全面振兴")
    long.selectAll()
    typist.type(long, "培训乡村人才。")
    typist.press(long, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not screen.wording.isVisible()
    (task,) = [each for each in policy(office).tasks if each.code == "14"]
    assert (task.heading, task.text) == ("服务乡村全面振兴", "培训乡村人才。")
    assert at(screen.tables[TASKS], "服务乡村全面振兴", 2) == 13
    window.undo()
    assert at(screen.tables[TASKS], "服务乡村振兴战略", 2) == 13


def test_a_blank_name_is_not_taken_and_escape_changes_nothing(window: Window, office: Office) -> None:
    screen = opened(window, TASKS, "服务乡村振兴战略", 2)
    field = line(screen, "heading")
    field.clear()
    QTest.keyClick(field, Key.Key_Return)
    assert screen.wording.isVisible() and field.property("wrong") is True
    QTest.keyClick(field, Key.Key_Escape)
    assert not screen.wording.isVisible() and not any(each.own for each in packs(office))


def test_a_target_is_reworded_beside_its_value(window: Window, office: Office, typist: Typist) -> None:
    screen = opened(window, AIMS, "培训各类乡村人才", 1)
    note = line(screen, "note")
    note.selectAll()
    typist.type(note, "含高素质农民")
    typist.press(note, Key.Key_Return)
    target = next(each for each in policy(office).targets() if each.id == "rural-talents")
    assert (target.label, target.note) == ("培训各类乡村人才", "含高素质农民")
    assert "含高素质农民" in screen.about.text() and target.source == "computed"


def test_a_target_is_typed_instead_of_counted(window: Window, office: Office) -> None:
    screen = opened(window, AIMS, "培训各类乡村人才", 1)
    chooser = screen.wording.fields["source"]
    assert isinstance(chooser, Chooser)
    assert [option.text for option in chooser.options()] == ["台账计算", "手工填写"]
    chooser.take(chooser.options()[1])
    QTest.keyClick(line(screen, "note"), Key.Key_Return)
    target = next(each for each in policy(office).targets() if each.id == "rural-talents")
    assert (target.source, target.metric) == ("entered", "training.attendances")
    assert text(screen.tables[AIMS], at(screen.tables[AIMS], "培训各类乡村人才", 1), 3) == "手工填写"


def test_a_shipped_plan_is_renamed_and_brought_back(window: Window, office: Office, typist: Typist) -> None:
    screen = opened(window, PACKS, "吉林市", 0)
    table = screen.tables[PACKS]
    row, shipped = table.currentRow(), table.rowCount()
    before = text(table, row, 0)
    typist.type(line(screen, "title"), "（修订）")
    typist.press(line(screen, "title"), Key.Key_Return)
    assert text(table, row, 0) == before + "（修订）" and text(table, row, 2) == "本校改过"
    table.setCurrentCell(row, 0)
    assert screen.drop.text() == "恢复原文" and screen.drop.isEnabled()
    screen.drop.click()
    assert (text(table, row, 0), text(table, row, 2)) == (before, "随程序带来")
    assert table.rowCount() == shipped and screen.drop.text() == "恢复原文" and not screen.drop.isEnabled()


def test_the_tasks_of_another_city_are_what_an_entry_offers(window: Window, office: Office) -> None:
    assert len(offered(window)) == 21  # the form is made before the other plan is there
    load_pack(office, CITY)
    switch_pack(office, JILIN, active=False)
    assert offered(window) == ["扩大社会培训", "提高持证率", "建好实训基地"]


def offered(window: Window) -> list[str]:
    """The tasks to choose from in a new entry of 任务进展."""
    window.go("policy_progress", new=True)
    screen = here(window, RecordScreen)
    editor = screen.panel.form.editors["任务"]
    assert isinstance(editor, ChoiceLine)
    return [option.text for option in editor.options()]
