"""The window: every record can be reached, labels agree, bars, faults, drop, undo, what is remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.core.errors import UserError
from desktop.records.catalogue import record, records
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.ui.application import Application
from desktop.ui.faults import LOG, Faults
from desktop.ui.jobs import Jobs
from desktop.ui.messages import Bars
from desktop.ui.opening import OpeningPage
from desktop.ui.places import PLACES
from desktop.ui.screens.records import RecordScreen
from desktop.ui.style import Style
from desktop.ui.window import Window

Typist = Any  # tests/ui/conftest.py
Key, Held = Qt.Key, Qt.KeyboardModifier


def click(qtbot: QtBot, window: QWidget, widget: QWidget) -> None:
    """A click on the widget that lies under the middle of `widget`."""
    middle = widget.mapTo(window, widget.rect().center())
    under = window.childAt(middle)
    assert under is widget, f"{under} lies over {widget}"
    qtbot.mouseClick(under, Qt.MouseButton.LeftButton)


def test_every_record_is_on_exactly_one_tab() -> None:
    shown = [tab.record for place in PLACES for tab in place.tabs if tab.record]
    assert sorted(shown) == sorted(each.id for each in records())


def test_the_navigation_says_what_the_records_are_called() -> None:
    for place in PLACES:
        if place.record:
            assert place.label == record(place.record).label
    known = {each.label for each in records()}
    others = {place.label for place in PLACES if not place.record}
    others |= {tab.label for place in PLACES for tab in place.tabs if tab.screen}
    assert not others & known


@pytest.mark.parametrize("each", [each.id for each in records()])
def test_every_record_has_a_table_and_a_form(each: str, window: Window) -> None:
    window.go(each)
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    screen.new_row()
    form = screen.panel.form
    form._all_built()
    own = {field.name for field in record(each).fields if not field.derived and field.kind != "ref"}
    assert own <= {field.name for field in form.fields}
    assert {field.label for field in form.fields} == set(form.editors)
    assert len({field.label for field in form.fields}) == len(form.fields)


def test_places_and_tabs_by_mouse(window: Window, qtbot: QtBot) -> None:
    entry = window.findChild(QToolButton, "nav-certificates")
    click(qtbot, window, entry)
    at = window.tabs.tabRect(1).center()
    qtbot.mouseClick(window.tabs, Qt.MouseButton.LeftButton, pos=at)
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen) and screen.record.id == "exam_batch"
    click(qtbot, window, window.findChild(QToolButton, "nav-teachers"))
    click(qtbot, window, entry)
    assert window.stack.currentWidget() is screen  # the tab is remembered


def test_folding_and_the_place_are_remembered(
    make_window: Callable[[Office], Window], office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    window = make_window(office)
    width = window.navigation.width()
    window.go("teachers")
    click(qtbot, window, window.navigation._brand)
    assert window.navigation.width() < width / 2
    window.leave_office()
    window.close()
    again = make_window(office)
    assert again.navigation.width() < width / 2
    assert again.stack.currentWidget().record.id == "teacher"  # type: ignore[union-attr]


def test_an_act_elsewhere_refreshes_the_screen(window: Window, office: Office) -> None:
    window.go("enterprise")
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen) and screen.pane.model.rowCount() == 0
    assert "还没有企业" in screen.pane._words.text()
    save(office, "enterprise", {"企业名称": "江城化纤有限公司"})
    assert screen.pane.model.rowCount() == 1
    assert window.job_bar._undo.text() == "撤销 新增企业"


def test_the_words_of_undo_are_never_cut(make_window: Callable[[Office], Window], office: Office) -> None:
    save(office, "enterprise", {"企业名称": "江城化纤"}, title="登记江城化纤有限公司和它的分公司")
    for _ in range(2):  # a second window too, whose first look ends in a turn of its own
        window = make_window(office)
        seen: list[tuple[int, int]] = []
        undo = window.job_bar._undo
        told = window.job_bar.set_undo
        for title in ("改名", "登记江城化纤有限公司和它的分公司", ""):
            told(title)
            seen.append((undo.width(), undo.sizeHint().width()))
        assert all(width >= wanted for width, wanted in seen), seen
        assert seen[1][0] > 150


def test_the_same_message_counts_up(qtbot: QtBot, styled: Style) -> None:
    bars = Bars()
    qtbot.addWidget(bars)
    for _ in range(3):
        bars.bad("文件被占用。", "，请先关闭 Excel。")
    assert len(bars.shown()) == 1
    assert bars.shown()[0].accessibleName() == "✕ 出错：文件被占用。（3 次）　请先关闭 Excel。"


def test_a_fault_is_logged_once_and_said_in_chinese(qtbot: QtBot, tmp_path: Path) -> None:
    said: list[tuple[str, str]] = []
    faults = Faults(tmp_path, lambda sentence, hint: said.append((sentence, hint)))
    for _ in range(2):
        try:
            raise ZeroDivisionError("secret detail")
        except ZeroDivisionError as error:
            faults.meet(error)
    faults.meet(UserError("没有这个文件", hint="，请核对。"))
    faults.close()
    log = (tmp_path / LOG).read_text("utf-8")
    assert log.count("ZeroDivisionError: secret detail") == 1 and "E001" in log
    assert said[0] == said[1] and "E001" in said[0][0] and LOG in said[0][1]
    assert "secret" not in said[0][0] and said[2][0] == "没有这个文件"


def test_a_dropped_workbook_is_asked_about(window: Window, tmp_path: Path) -> None:
    window.go("training_class")
    file = tmp_path / "花名册.xlsx"
    file.write_bytes(b"")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    buttons, held = Qt.MouseButton.LeftButton, Held.NoModifier
    at, copy = QPoint(300, 300), Qt.DropAction.CopyAction
    QApplication.sendEvent(window, QDragEnterEvent(at, copy, mime, buttons, held))
    QApplication.sendEvent(window, QDropEvent(at, copy, mime, buttons, held))
    bar = window.bars.shown()[0]
    assert bar.tone == "ask" and "花名册.xlsx" in bar.sentence
    assert bar.findChildren(QPushButton)


def test_ctrl_s_says_that_it_saves_by_itself(window: Window, typist: Typist) -> None:
    window.go("training_class")
    typist.press(window.stack.currentWidget().pane.grid, Key.Key_S, Held.ControlModifier)  # type: ignore[union-attr]
    assert "自动保存" in window.bars.shown()[0].sentence


def test_what_was_done_is_not_said_on_the_next_screen(window: Window) -> None:
    window.bars.good("已导出 1 个文件。", [("打开", lambda: None)])
    window.go("help")
    assert [bar.sentence for bar in window.bars.shown()] == ["已导出 1 个文件。"]  # said in the same turn
    QApplication.processEvents()
    window.bars.warn("文件被占用。")
    window.go("settings")
    assert [bar.sentence for bar in window.bars.shown()] == ["文件被占用。"]


def test_qt_speaks_chinese(styled: Style, qapp: QApplication) -> None:
    assert qapp.translate("QPlatformTheme", "Cancel") == "取消"


def test_without_a_ledger_the_window_offers_a_new_one(
    qtbot: QtBot, styled: Style, tmp_path: Path, typist: Typist
) -> None:
    address = tmp_path / "新" / "台账.zhijiao"
    address.parent.mkdir()

    def opener(create: tuple[str, str] | None = None) -> Office:
        return compose.open_office(str(address), create=create)

    application = Application(
        QApplication.instance(), opener, tmp_path, style=styled, jobs=Jobs(immediate=True)
    )
    window = application.window
    qtbot.addWidget(window)
    application.start()
    qtbot.waitUntil(lambda: isinstance(window.stack.currentWidget(), OpeningPage))
    page = window.stack.currentWidget()
    assert isinstance(page, OpeningPage)
    make = next(each for each in page.findChildren(QPushButton) if each.text() == "新建台账")
    typist.type(page.name, "江城市职业教育中心")
    typist.type(page.code, "22220")
    click(qtbot, window, make)
    assert page.note.isVisible() and not address.exists()
    page.code.clear()
    typist.type(page.code, "2222000001")
    click(qtbot, window, make)
    qtbot.waitUntil(lambda: window.context is not None)
    assert address.exists()
    window.go("school")
    assert window.stack.currentWidget().pane.model.text(0, 0) == "2222000001"  # type: ignore[union-attr]
    application.faults.close()
    window.close()
