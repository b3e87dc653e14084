"""The keyboard: every control can be reached, shows that it has the focus, and has a name to be read out."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.ui.importing.canvas import COLUMNS, HEADER, OUTCOME, PROBLEMS
from desktop.ui.places import PLACES
from desktop.ui.screens.records import RecordScreen
from desktop.ui.screens.returns import ReturnsScreen
from desktop.ui.window import Window
from tests.ui.test_screens_importing import book, opened

MOST = 150  # steps from one control to the next: no screen has more
ROUND = 4  # pixels around a control that may show its focus, too


def controls(window: Window) -> set[QWidget]:
    """What the keyboard has to reach."""
    return {
        each
        for each in window.findChildren(QWidget)
        if each.isVisible()
        and each.isEnabled()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
        and each.window() is window
    }


def called(widget: QWidget) -> str:
    """For the list of what fails."""
    kind = type(widget).__name__
    return f"{kind} {widget.objectName() or widget.accessibleName() or getattr(widget, 'text', str)()!r}"


def drawn(window: Window, widget: QWidget) -> QImage:
    """The control and a little around it."""
    corner = widget.mapTo(window, QPoint(0, 0))
    return window.grab(QRect(corner, widget.size()).adjusted(-ROUND, -ROUND, ROUND, ROUND)).toImage()


def walked(window: Window) -> tuple[list[QWidget], list[str]]:
    """Where F6 leads until it comes round to the navigation, and where the focus is not to be seen."""
    first = window.navigation.findChild(QWidget, "nav-home")
    assert first is not None
    first.setFocus()
    found, unseen = [first], []
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6)
        here = QApplication.focusWidget()
        if here is first:
            return found, unseen
        found.append(here)
        with_focus = drawn(window, here)
        here.clearFocus()
        if drawn(window, here) == with_focus:
            unseen.append(called(here))
        here.setFocus(Qt.FocusReason.TabFocusReason)
    raise AssertionError([called(each) for each in found[-8:]])


def nameless(found: list[QWidget]) -> list[str]:
    """Controls that a screen reader has nothing to say of."""
    return [
        called(each)
        for each in found
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name).strip()
    ]


def judge(window: Window, where: str) -> None:
    """All three demands on what is on screen now."""
    QApplication.processEvents()
    found, unseen = walked(window)
    missed = controls(window) - set(found)
    assert not [called(each) for each in missed], f"{where}: not reached by keys"
    assert not nameless(found), f"{where}: without a name"
    assert not unseen, f"{where}: focus not to be seen"


TABS = [tab.name for place in PLACES for tab in place.tabs]
WITH_FORM = ("training_class", "practice", "candidate")  # one of each kind of field


def test_every_screen_by_keys(window: Window) -> None:
    for name in TABS:
        window.go(name)
        judge(window, name)
        screen = window.stack.currentWidget()
        if name in WITH_FORM and isinstance(screen, RecordScreen):
            screen.new_row()
            judge(window, f"{name}, its form")


def test_an_import_by_keys_in_every_step(window: Window, tmp_path: Path) -> None:
    rows = [("焊工班", "2026-13-01", "短训"), ("电工班", "2026-05-01", "岗前培训")]
    file = book(tmp_path, ("项目名称", "开班日期", "培训类型"), *rows)
    window.go("importing")
    judge(window, "file")
    screen = opened(window, file)
    for step in (HEADER, COLUMNS, PROBLEMS, OUTCOME):
        screen._show_step(step)
        judge(window, f"step {step}")


def test_a_return_with_its_bars_and_panels_by_keys(window: Window) -> None:
    window.go("returns", form="training_statistics")
    screen = window.stack.currentWidget()
    assert isinstance(screen, ReturnsScreen)
    screen.body.side.open_columns()
    judge(window, "columns")
    screen.fill.click()
    judge(window, "export")
    screen.submit.click()
    judge(window, "submit")


def test_f6_leaves_a_table_that_keeps_tab(window: Window) -> None:
    window.go("training_class")
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    grid = screen.pane.grid
    grid.setFocus()
    before = grid.currentIndex().column()
    QTest.keyClick(grid, Qt.Key.Key_Tab)
    assert grid.hasFocus() and grid.currentIndex().column() == before + 1
    QTest.keyClick(grid, Qt.Key.Key_F6)
    assert not grid.hasFocus()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert grid.hasFocus()


def test_no_two_buttons_share_a_letter(window: Window) -> None:
    for name in TABS:
        window.go(name)
        texts = [each.text().replace("&&", "") for each in window.findChildren(QAbstractButton)]
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text[:-1]]
        assert len(letters) == len(set(letters)), name
