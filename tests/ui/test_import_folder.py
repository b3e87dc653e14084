"""导入 of a folder: each file finds its record, is opened and put right, and all are written as one act."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.services.office import Office
from desktop.store.content import content_hash
from desktop.ui.importing.canvas import OUTCOME, PROBLEMS
from desktop.ui.screens.importing import ImportingScreen
from desktop.ui.window import Window
from desktop.workbook.encrypted import encrypt
from tests.ui.test_import_steps import replan, values
from tests.ui.test_screens_importing import book, cut

Key = Qt.Key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three files of three records, one of them with something to ask."""
    made = tmp_path / "老台账"
    made.mkdir()
    book(made, ("企业名称", "企业性质"), ("北山食品厂", "民营"), name="2企业.xlsx")
    head = ("项目名称", "开班日期", "结业日期", "培训类型", "委托单位")
    book(made, head, ("焊工班", "2026-05-01", "2026-05-09", "短训", "北山食品厂"), name="1培训班次.xlsx")
    book(made, ("甲", "乙"), (1, 2), (3, 4), name="3别的.xlsx")
    return made


def test_a_folder_is_looked_at_file_by_file_and_written_as_one(
    window: Window, office: Office, folder: Path
) -> None:
    before = content_hash(office.ledger)
    window.go("importing")
    screen = window.stack.currentWidget()
    assert isinstance(screen, ImportingScreen)
    screen.file_step.path.setText(str(folder))
    QTest.keyClick(screen.file_step.path, Key.Key_Return)
    assert [screen.folder_step.rows.item(at, 2).text() for at in range(3)] == ["企业", "培训班次", "不导入"]
    assert "1 件要看" in screen.folder_step.words.text() and not cut(window)
    screen.folder_step.rows.setCurrentCell(1, 0)
    QTest.keyClick(screen.folder_step.rows, Key.Key_Return)
    assert screen.step == PROBLEMS, [bar.sentence for bar in window.bars.shown()]
    assert len(screen.problems.left()) == 1  # its enterprise is in the other file
    screen.problems.fixer.line.setText("岗前培训")
    QTest.keyClick(screen.problems.fixer.line, Key.Key_Return)
    replan(screen)
    screen.on.click()
    assert screen.step == OUTCOME and screen.on.text() == "看好了，回到清单"
    screen.on.click()
    assert screen.on.text() == "导入 2 张表 2 条"
    screen.on.click()
    assert "焊工班" in values(office, "title") and values(office, "name", record="enterprise") == [
        "北山食品厂"
    ]
    window.undo()
    assert content_hash(office.ledger) == before


def test_one_file_of_a_folder_is_left_out(window: Window, office: Office, folder: Path) -> None:
    window.go("importing", file=folder)
    screen = window.stack.currentWidget()
    assert isinstance(screen, ImportingScreen)
    screen.folder_step.rows.setCurrentCell(1, 0)
    into = screen.folder_step.into
    into.take(next(option for option in into.options() if option.value == ""))
    assert screen.on.text() == "导入 1 张表 1 条"


def test_locked_files_of_a_folder_ask_for_their_passwords(
    window: Window, office: Office, folder: Path
) -> None:
    encrypt(folder / "1培训班次.xlsx", "甲")
    encrypt(folder / "2企业.xlsx", "乙")
    window.go("importing", file=folder)
    screen = window.stack.currentWidget()
    assert isinstance(screen, ImportingScreen)
    bar, rows = screen.password, screen.folder_step.rows
    assert bar.isVisible() and cut(window) == [] and bar.typed.hasFocus()
    assert {rows.item(at, 2).text() for at in range(3)} == {"不导入"}
    for secret, left in (("错", 2), ("乙", 1)):
        bar.typed.setText(secret)
        QTest.keyClick(bar.typed, Key.Key_Return)
        assert len(screen.planner.folder.locked) == left and bar.isVisible()
    bar.typed.setText("甲")
    QTest.keyClick(bar.typed, Key.Key_Return)
    assert not bar.isVisible() and [rows.item(at, 2).text() for at in range(2)] == ["企业", "培训班次"]
    rows.setCurrentCell(1, 0)
    QTest.keyClick(rows, Key.Key_Return)  # the picture and the plan of a locked file
    assert screen.step == PROBLEMS and screen.picture.pictured.picture.text(2, 1) == "焊工班"
    QTest.keyClick(screen, Key.Key_Escape)
    screen._show_many()
    screen.on.click()
    assert values(office, "name", record="enterprise") == ["北山食品厂"]
