"""Typing into every kind of editor: what is typed is read, and what cannot be read stays as typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.codes import load_codes
from desktop.core.fields import Field, Kind
from desktop.core.progress import NoProgress
from desktop.ui.editors import Editor, make_editor
from desktop.ui.lines import ChoiceLine, DayLine, Reading, RefLine
from desktop.ui.popup import Option
from desktop.ui.spelling import learn
from desktop.ui.style import Style

Typist = Any  # tests/ui/conftest.py

TODAY = date(2026, 9, 10)


@pytest.fixture(scope="module")
def reading(root: Path) -> Reading:
    learn(NoProgress())
    return Reading(load_codes(root / "resources" / "codes"), TODAY)


@pytest.fixture
def place(qtbot: QtBot, styled: Style) -> QWidget:
    made = QWidget()
    made.resize(300, 60)
    qtbot.addWidget(made)
    made.show()
    return made


def editor_of(field: Field, reading: Reading, place: QWidget, **more: Any) -> Editor:
    editor = make_editor(field, reading, place, **more)
    editor.show()
    editor.setFocus()
    return editor


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        (Kind.TEXT, "  电工  班 ", "电工 班", "电工 班"),
        (Kind.WHOLE, "42", 42, "42"),
        (Kind.WHOLE, "０", 0, "0"),
        (Kind.DECIMAL, "7.5", Decimal("7.5"), "7.5"),
        (Kind.MONEY, "12000.50", 1200050, "12000.50"),
        (Kind.DAY, "0301", date(2026, 3, 1), "2026-03-01"),
        (Kind.DAY, "2026.3.1", date(2026, 3, 1), "2026-03-01"),
        (Kind.DAY, "3月1日", date(2026, 3, 1), "2026-03-01"),
        (Kind.DAY, "今天", TODAY, "2026-09-10"),
        (Kind.DAY, "昨天", date(2026, 9, 9), "2026-09-09"),
        (Kind.MONTH, "1980.9", "1980-09", "1980-09"),
        (Kind.YEAR, "2019", 2019, "2019"),
    ],
)
def test_what_is_typed_is_read(
    kind: Kind,
    typed: str,
    value: Any,
    shown: str,
    reading: Reading,
    place: QWidget,
    qtbot: QtBot,
    typist: Typist,
) -> None:
    field = Field("x", "栏", kind, low=1950 if kind is Kind.YEAR else 0)
    editor = editor_of(field, reading, place)
    typist.type(editor, typed)
    with qtbot.waitSignal(editor.moved) as moved:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert moved.args == [1]
    assert editor.problem() is None
    assert (editor.value(), editor.text()) == (value, shown)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.WHOLE, "约40人"),
        (Kind.DAY, "2026-02-30"),
        (Kind.MONEY, "一大笔"),
        (Kind.DAY, "下周"),
        (Kind.YEAR, "19"),
    ],
)
def test_what_cannot_be_read_stays_and_is_marked(
    kind: Kind, typed: str, reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist
) -> None:
    editor = editor_of(Field("x", "栏", kind, low=1950 if kind is Kind.YEAR else 0), reading, place)
    typist.type(editor, typed)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    problem = editor.problem()
    assert editor.text() == typed and editor.value() is None
    assert problem is not None and problem.sentence and editor.property("wrong") is True


def test_a_note_takes_several_lines(reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist) -> None:
    editor = editor_of(Field("x", "备注", Kind.NOTE), reading, place)
    typist.type(editor, "一")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    typist.type(editor, "二")
    with qtbot.waitSignal(editor.moved):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.value() == "一\n二"


@pytest.mark.parametrize(("typed", "value"), [("s", True), ("否", False), ("有", True), ("", None)])
def test_yes_no_and_not_filled_in(
    typed: str, value: bool | None, reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist
) -> None:
    editor = editor_of(Field("x", "专任", Kind.YESNO), reading, place)
    typist.type(editor, typed)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.value() is value and editor.problem() is None


@pytest.mark.parametrize("typed", ["汉", "han", "h", "01"])
def test_a_code_is_found_by_word_pinyin_and_initials(
    typed: str, reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist
) -> None:
    editor = editor_of(Field("x", "民族", Kind.CODE, codes="ethnic_group"), reading, place)
    assert isinstance(editor, ChoiceLine)
    typist.type(editor, typed)
    assert editor.popup.isVisible()
    assert "汉" in [option.text for option in editor.popup.options()]
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert (editor.text(), editor.value(), editor.problem()) == ("汉", "01", None)


def test_the_list_opens_moves_and_closes_by_keys(
    reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist
) -> None:
    editor = editor_of(Field("x", "性别", Kind.CODE, codes="sex"), reading, place)
    assert isinstance(editor, ChoiceLine)
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    count = len(editor.popup.options())
    assert editor.popup.isVisible() and count == len(reading.codes["sex"].offered())
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == reading.codes["sex"].offered()[1].name
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.popup.isVisible() and editor.text()


def test_a_click_on_the_list_chooses(reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist) -> None:
    editor = editor_of(Field("x", "性别", Kind.CODE, codes="sex"), reading, place)
    assert isinstance(editor, ChoiceLine)
    editor.open_list()
    area = editor.popup.visualRect(editor.popup.model().index(1, 0))
    qtbot.mouseClick(editor.popup.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
    assert editor.value() == reading.codes["sex"].offered()[1].code


def test_several_codes_are_joined(reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist) -> None:
    names = [item.name for item in reading.codes["practice_material"].offered()[:2]]
    editor = editor_of(Field("x", "材料清单", Kind.CODES, codes="practice_material"), reading, place)
    assert isinstance(editor, ChoiceLine)
    for name in names:
        qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        options = [option.text for option in editor.popup.options()]
        for _ in range(options.index(name) + 1):
            qtbot.keyClick(editor, Qt.Key.Key_Down)
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "、".join(names)
    assert editor.value() is not None and editor.problem() is None


def test_a_reference_is_picked_not_typed(
    reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist
) -> None:
    rows = [Option(7, "汽车工程系"), Option(8, "机电工程系")]

    def search(typed: str, show: Any) -> None:
        show([row for row in rows if typed in row.text])

    editor = editor_of(
        Field("x", "系部", Kind.REF, ref="department"), reading, place, search=search, creates=True
    )
    assert isinstance(editor, RefLine)
    qtbot.waitUntil(editor.hasFocus)
    typist.type(editor, "汽车")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.value() == 7 and editor.text() == "汽车工程系"
    editor.selectAll()
    typist.type(editor, "财务")
    assert [option.text for option in editor.popup.options()] == ["新建「财务」"]
    with qtbot.waitSignal(editor.wanted_new) as wanted:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert wanted.args == ["财务"]
    problem = editor.problem()
    assert problem is not None and "系部" in problem.sentence


def test_the_calendar_fills_the_date(reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist) -> None:
    editor = editor_of(Field("x", "开班日期", Kind.DAY), reading, place)
    assert isinstance(editor, DayLine)
    typist.type(editor, "20260301")
    qtbot.keyClick(editor, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = editor._calendar
    assert calendar is not None and calendar.isVisible()
    assert calendar.selectedDate().toString("yyyy-MM-dd") == "2026-03-01"
    calendar.activated.emit(calendar.selectedDate().addDays(4))
    assert editor.value() == date(2026, 3, 5)


def test_today_by_key(reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist) -> None:
    editor = editor_of(Field("x", "开班日期", Kind.DAY), reading, place)
    qtbot.keyClick(editor, Qt.Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    editor.settle()
    assert editor.value() == TODAY


@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.NOTE, Kind.CODE])
def test_enter_while_composing_does_not_move(
    kind: Kind, reading: Reading, place: QWidget, qtbot: QtBot, typist: Typist
) -> None:
    editor = editor_of(Field("x", "栏", kind, codes="sex"), reading, place)
    QApplication.sendEvent(editor, QInputMethodEvent("dian gong", []))
    with qtbot.assertNotEmitted(editor.moved):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    done = QInputMethodEvent("", [])
    done.setCommitString("男")
    QApplication.sendEvent(editor, done)
    assert editor.text() == "男"
    with qtbot.waitSignal(editor.moved):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
