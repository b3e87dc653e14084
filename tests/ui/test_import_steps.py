"""导入, step by step: what is pointed at, typed over, put right alike, decided row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QPushButton, QWidget

from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.find import find
from desktop.ui.importing.canvas import COLUMNS, FILE, HEADER, OUTCOME, PROBLEMS
from desktop.ui.importing.groups import asked
from desktop.ui.picture import WASH
from desktop.ui.screens.importing import ImportingScreen
from desktop.ui.window import Window
from tests.ui.test_screens_importing import book, cut, opened

Key, Held, Left = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton
HEAD = ("项目名称", "开班日期", "结业日期", "培训类型", "学时")


def values(office: Office, name: str, *, record: str = "training_class") -> list[Any]:
    """One column of a record."""
    page = find(office.ledger, record, today=office.today)
    at = [path.name for path in page.paths].index(name)
    return [row[at] for row in page.rows]


def replan(screen: ImportingScreen) -> None:
    """The pause after the last answer is over."""
    screen._decided()
    QApplication.processEvents()


def point(
    screen: ImportingScreen, row: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """A click on a row of the sheet."""
    view = screen.picture
    spot = view.visualRect(view.pictured.index(row - 1, 0)).center()
    QTest.mouseClick(view.viewport(), Left, held, spot)


def test_the_header_is_clicked_in_the_sheet(window: Window, tmp_path: Path) -> None:
    above = [("某某学校",), ("项目名称", "开班日期"), ("（全称）", "（年月日）")]
    screen = opened(window, book(tmp_path, *above, ("焊工班", "2026-05-01"), ("电焊班", "2026-05-02")))
    screen.steps.setCurrentIndex(HEADER)
    assert not cut(window)
    point(screen, 2)
    assert screen.planner.plan is not None and screen.planner.plan.tables[0].header_rows == (2, 2)
    point(screen, 3, Held.ShiftModifier)
    assert screen.planner.plan.tables[0].header_rows == (2, 3) and screen.planner.plan.created == 2
    QTest.keyClick(screen.header.last, Key.Key_Up)
    QTest.keyClick(screen.header.last, Key.Key_Return)
    assert screen.planner.plan.tables[0].header_rows == (2, 2)


def test_one_column_goes_to_two_fields(window: Window, office: Office, tmp_path: Path) -> None:
    screen = opened(window, book(tmp_path, ("项目名称", "培训时间"), ("焊工班", "2026.3.1-3.5")))
    if screen.step != COLUMNS:
        screen.steps.setCurrentIndex(COLUMNS)
    chooser = screen.columns.chooser("B")
    chooser.take(next(option for option in chooser.options() if option.value == "开班日期"))
    screen.columns._one_more("B")
    assert not cut(window)
    second = screen.columns.chooser("B", 1)
    second.take(next(option for option in second.options() if option.value == "结业日期"))
    assert screen.planner.plan is not None
    assert screen.planner.plan.preview[0].values["结业日期"] == "2026-03-05"


def test_words_alike_are_put_right_at_once_and_remembered(
    window: Window, office: Office, tmp_path: Path
) -> None:
    rows = [(f"焊工{n}班", "2026-05-01", "2026-05-09", "短训", 40) for n in range(3)]
    screen = opened(window, book(tmp_path, HEAD, *rows))
    assert screen.step == PROBLEMS and not cut(window)
    line = screen.problems.fixer.line
    assert line.text() == "短训" and screen.problems.fixer.all.text() == "3 处都改"
    assert {option.text for option in line._options} >= {"岗前培训", "创业培训"}
    line.setText("岗前培训")
    QTest.keyClick(line, Key.Key_Return)
    replan(screen)
    assert not screen.problems.left() and "已定 1 件" in screen.problems.words.text()
    assert screen.picture.pictured.picture.text(2, 4) == "岗前培训"
    screen.on.click()
    screen.on.click()
    assert len(values(office, "title")) == 7
    more = opened(
        window, book(tmp_path, HEAD, ("电焊班", "2026-05-01", "2026-05-09", "短训", 40), name="又.xlsx")
    )
    assert more.step == OUTCOME and not more.problems.left()


def test_a_cell_is_typed_over_in_the_sheet(window: Window, office: Office, tmp_path: Path) -> None:
    screen = opened(window, book(tmp_path, HEAD, ("焊工班", "2026.5", "2026-05-09", "岗前", 40)))
    view = screen.picture
    assert view.pictured.index(1, 1).data(WASH) == "bad_wash"
    view.setFocus()
    view.setCurrentIndex(view.pictured.index(1, 1))
    QTest.keyClick(view, Key.Key_F2)
    editor = view.viewport().findChild(QLineEdit)
    assert editor is not None and editor.text() == "2026.5"
    editor.setText("2026.5.1")
    QTest.keyClick(editor, Key.Key_Return)
    QApplication.processEvents()
    replan(screen)
    assert not screen.problems.left() and view.pictured.index(1, 1).data(WASH) == "accent_wash"
    assert screen.planner.plan is not None and screen.planner.plan.created == 1


def test_rows_are_skipped_and_decisions_taken_back(window: Window, tmp_path: Path) -> None:
    rows = [
        ("焊工班", "2026.5", "2026-05-09", "岗前", 40),
        ("电焊班", "2026-05-01", "2026-05-09", "岗前", 40),
    ]
    screen = opened(window, book(tmp_path, HEAD, *rows))
    screen.problems.fixer.skip.click()
    replan(screen)
    plan = screen.planner.plan
    assert plan is not None and (plan.rows, plan.created) == (1, 1) and not screen.problems.left()
    tree = screen.problems.tree
    done = tree.topLevelItem(tree.topLevelItemCount() - 1)
    assert done is not None and done.text(0) == "✓ 已定 1 件"
    done.setExpanded(True)
    tree.setCurrentItem(done.child(0))
    screen.problems.fixer.back.click()
    replan(screen)
    assert screen.planner.plan is not None and screen.planner.plan.rows == 2 and screen.problems.left()


def test_enterprises_that_are_not_there_are_made_mapped_or_left(
    window: Window, office: Office, tmp_path: Path
) -> None:
    known = save(office, "enterprise", {"企业名称": "江城市鸿达汽车维修有限公司"}).id
    head = ("项目名称", "开班日期", "委托单位")
    firms = ("北山食品厂", "江城鸿达维修", "龙潭物流有限公司")
    screen = opened(window, book(tmp_path, head, *((f"{f}班", "2026-05-01", f) for f in firms)))
    assert screen.step == PROBLEMS
    fixer = screen.problems.fixer
    names = [item.value for item in asked(screen.problems._groups)]
    assert set(names) <= set(firms) and "北山食品厂" in names
    for name in names:
        if name == "北山食品厂":
            fixer.make.click()
        elif name == "江城鸿达维修":
            option = next(each for each in fixer.line._options if each.value == known)
            fixer.line.take(option)
        else:
            fixer.leave.click()
    replan(screen)
    assert not screen.problems.left()
    screen.on.click()
    screen.on.click()
    assert set(values(office, "name", record="enterprise")) == {"江城市鸿达汽车维修有限公司", "北山食品厂"}


def test_kinds_of_rows_can_be_had_after_all(window: Window, tmp_path: Path) -> None:
    rows = [("焊工班", "2026-05-01"), ("电焊班", "2026-05-02"), ("合计", None)]
    file = book(tmp_path, ("项目名称", "开班日期"), *rows)
    made = openpyxl.load_workbook(file)
    made.active.row_dimensions[3].hidden = True
    made.save(file)
    screen = opened(window, file)
    assert screen.step == OUTCOME and screen.planner.plan is not None and screen.planner.plan.rows == 2
    screen.steps.setCurrentIndex(PROBLEMS)
    assert not cut(window)
    found = screen.problems.kinds.findChildren(QCheckBox)
    boxes = {box.text().partition("　")[0]: box for box in found}
    boxes["隐藏或筛选掉的"].click()
    replan(screen)
    assert screen.planner.plan.rows == 1


def test_rows_that_are_not_imported_are_grey_at_the_columns_too(window: Window, tmp_path: Path) -> None:
    head = ("项目名称", "开班日期", "学时")
    first, second = ("焊工班", "2026-05-01", 40), ("电焊班", "2026-05-02", 24)
    screen = opened(window, book(tmp_path, head, first, ("小计", None, 40), head, second, ("合计", None, 64)))
    screen.steps.setCurrentIndex(COLUMNS)
    pictured = screen.picture.pictured
    washed = {row: pictured.index(row - 1, 0).data(WASH) for row in range(2, 7)}
    assert washed == {2: "good_wash", 3: "window", 4: "window", 5: "good_wash", 6: "window"}
    assert pictured.index(2, 2).data(WASH) == "window" and pictured.index(1, 2).data(WASH) == "good_wash"


def test_conflicts_are_decided_row_by_row(window: Window, office: Office, tmp_path: Path) -> None:
    for name in ("焊工班", "电焊班"):
        save(office, "training_class", {"项目名称": name, "开班日期": office.today, "学时": 40})
    day = office.today.isoformat()
    file = book(tmp_path, ("项目名称", "开班日期", "学时"), ("焊工班", day, 80), ("电焊班", day, 56))
    screen = opened(window, file)
    assert screen.step == OUTCOME and screen.outcome.rows.count() == 2
    screen.outcome.rows.setCurrentRow(0)
    assert not cut(window)
    screen.outcome._rows_choices["update"].click()
    screen.outcome.rows.setCurrentRow(1)
    screen.outcome._rows_choices["skip"].click()
    assert screen.on.text() == "导入 1 条"
    screen.on.click()
    hours = dict(zip(values(office, "title"), values(office, "hours"), strict=True))
    assert (float(hours["焊工班"]), float(hours["电焊班"])) == (80.0, 40.0)


def test_what_cannot_be_told_is_asked(window: Window, tmp_path: Path) -> None:
    window.go("importing", file=book(tmp_path, ("甲", "乙"), (1, 2), (3, 4)))
    screen = window.stack.currentWidget()
    assert isinstance(screen, ImportingScreen)
    assert "看不出" in screen.file_step.words.text() and not cut(window)


def test_a_locked_file_asks_for_its_password(window: Window, office: Office, tmp_path: Path) -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto.format.ooxml")
    plain = book(tmp_path, ("项目名称", "开班日期"), ("焊工班", "2026-05-01"))
    locked = tmp_path / "加密.xlsx"
    with plain.open("rb") as source, locked.open("wb") as out:
        msoffcrypto.OOXMLFile(source).encrypt("口令1", out)
    screen = opened(window, locked)
    assert screen.password.isVisible() and not cut(window)
    for typed in ("不对", "口令1"):
        screen.password.typed.setText(typed)
        QTest.keyClick(screen.password.typed, Key.Key_Return)
    assert screen.step == OUTCOME, [bar.sentence for bar in window.bars.shown()]
    assert not screen.password.isVisible()
    screen.on.click()
    assert "焊工班" in values(office, "title")


def test_back_and_forth_with_keys(window: Window, tmp_path: Path) -> None:
    screen = opened(window, book(tmp_path, ("项目名称", "开班日期"), ("焊工班", "2026-05-01")))
    assert screen.step == OUTCOME
    QTest.keyClick(screen.outcome.rows, Key.Key_Escape)
    assert screen.step == PROBLEMS
    QTest.keyClick(screen, Key.Key_Return, Held.ShiftModifier)
    assert screen.step == COLUMNS
    QTest.keyClick(screen, Key.Key_Return)
    assert screen.step == OUTCOME  # what has nothing to ask is passed


def test_a_roster_that_does_not_say_its_class_asks_for_it_once(
    window: Window, office: Office, tmp_path: Path
) -> None:
    file = book(
        tmp_path, ("姓名", "身份证号码"), ("赵一", "11010519491231002X"), ("钱二", "440524188001010014")
    )
    screen = opened(window, file, "enrolment")
    assert screen.step == COLUMNS and screen.columns.owner.isVisible() and not cut(window)
    owner = screen.columns.owner
    owner.take(next(option for option in owner.options() if option.text == "电工初级班"))
    screen.on.click()
    assert screen.step == OUTCOME and screen.on.text() == "导入 2 条"
    screen.on.click()
    assert values(office, "training_class.title", record="enrolment") == ["电工初级班", "电工初级班"]


def test_what_was_let_be_is_not_asked_again(window: Window, office: Office, tmp_path: Path) -> None:
    head = ("项目名称", "开班日期", "审核意见")
    screen = opened(window, book(tmp_path, head, ("焊工班", "2026-05-01", "同意")))
    assert screen.step == COLUMNS and "审核意见" in screen.columns.words.text()
    screen.on.click()
    assert screen.step == OUTCOME
    screen.on.click()
    more = opened(window, book(tmp_path, head, ("电焊班", "2026-06-01", "同意"), name="又.xlsx"))
    assert more.step == OUTCOME and more.on.text() == "导入 1 条"


def test_one_more_column_keeps_what_is_remembered_of_the_others(
    window: Window, office: Office, tmp_path: Path
) -> None:
    head = ("项目名称", "开班日期", "教室")
    screen = opened(window, book(tmp_path, (*head, "某某"), ("焊工班", "2026-05-01", "305", "甲")))
    for letter, field in (("C", "培训地点"), ("D", "备注")):
        chooser = screen.columns.chooser(letter)
        chooser.take(next(option for option in chooser.options() if option.value == field))
    screen.on.click()
    screen.on.click()
    screen = opened(
        window, book(tmp_path, (*head, "某某"), ("电焊班", "2026-05-01", "306", "乙"), name="又.xlsx")
    )
    assert screen.step == OUTCOME
    screen.steps.setCurrentIndex(COLUMNS)
    chooser = screen.columns.chooser("D")
    chooser.take(next(option for option in chooser.options() if option.value == "班主任"))
    table = screen.planner.plan.tables[0] if screen.planner.plan is not None else None
    assert table is not None and (table.columns["C"], table.columns["D"]) == ("培训地点", "班主任")


def test_a_hidden_column_is_seen(window: Window, tmp_path: Path) -> None:
    file = book(tmp_path, HEAD, ("焊工班", "2026.5", "2026-05-09", "岗前", 40))
    made = openpyxl.load_workbook(file)
    made.active.column_dimensions["B"].hidden = True
    made.save(file)
    screen = opened(window, file)
    assert screen.step == PROBLEMS and not screen.picture.isColumnHidden(1)


def test_taken_back_later_what_was_changed_since_is_named_and_kept(
    window: Window, office: Office, tmp_path: Path
) -> None:
    rows = [("焊工班", "2026-05-01"), ("电焊班", "2026-05-02")]
    screen = opened(window, book(tmp_path, ("项目名称", "开班日期"), *rows))
    screen.on.click()
    bar = window.bars.shown()[-1]
    page = find(office.ledger, "training_class", search="电焊", today=office.today)
    save(office, "training_class", {"学时": 40}, row_id=page.ids[0])
    press(bar, "撤销")
    warned = window.bars.shown()[-1]
    assert "之后又改动过" in warned.sentence and "焊工班" in values(office, "title")
    press(warned, "只撤销其余的")
    assert "焊工班" not in values(office, "title") and "电焊班" in values(office, "title")


def press(bar: QWidget, words: str) -> None:
    """A button of a bar."""
    next(each for each in bar.findChildren(QPushButton) if each.text() == words).click()


def test_f4_walks_from_one_to_the_next(window: Window, tmp_path: Path) -> None:
    rows = [("焊工班", "2026.5", "2026-05-09", "短训", 40), ("电焊班", "2026.6", "2026-06-09", "岗前", 40)]
    screen = opened(window, book(tmp_path, HEAD, *rows))
    seen = []
    for _ in range(3):
        window._next_problem()
        current = screen.picture.currentIndex()
        seen.append((current.row() + 1, current.column() + 1))
    assert sorted(seen) == [(2, 2), (2, 4), (3, 2)]
    assert QApplication.focusWidget() is screen.problems.fixer.line


@pytest.mark.parametrize("size", [(1366, 768), (1093, 614)])
def test_nothing_is_cut_on_a_small_screen(
    window: Window, office: Office, tmp_path: Path, size: tuple[int, int]
) -> None:
    """1366×768, and the same at 125 %."""
    window.resize(*size)
    start = {"项目名称": "焊工班", "开班日期": office.today, "学时": 40}
    save(office, "training_class", start)
    head = (
        "项目名称（全称，与备案一致，不得简写，见说明第三条）",
        "开班日期",
        "结业日期",
        "培训类型",
        "学时",
        "委托单位",
    )
    long = "江城市经济技术开发区北方汽车零部件制造与维修服务（集团）有限责任公司第三分公司"
    rows = [
        ("焊工班", office.today.isoformat(), "", "岗前", 80, ""),
        (
            f"{long}中层以上管理人员安全生产与职业健康专题培训班",
            "2026.5",
            "2026-05-09",
            "短训班（自编）",
            40,
            long,
        ),
        ("合计", "", "", "", 120, ""),
    ]
    screen = opened(window, book(tmp_path, head, *rows))
    for step in (HEADER, COLUMNS, PROBLEMS, OUTCOME):
        screen.steps.setCurrentIndex(step)
        assert not cut(window), step
    assert (window.width(), window.height()) == size
    screen.on.click()
    window.go("pending")
    assert not cut(window) and window.width() == size[0]


def test_what_is_no_workbook_is_said_and_another_can_be_chosen(window: Window, tmp_path: Path) -> None:
    file = tmp_path / "扫描件.xlsx"
    file.write_bytes(b"%PDF-1.7" + bytes(400))
    told: list[Exception] = []
    window.jobs.on_error = told.append
    for record in ("", "training_class"):
        screen = opened(window, file, record)
        assert screen.step == FILE and screen.on.text() == "下一步" and screen.on.isEnabled()
        assert "扫描件.xlsx" in str(told.pop())


def test_a_person_without_a_number_is_asked_about_by_name(window: Window, tmp_path: Path) -> None:
    rows = [("赵一", "11010519491231002X"), ("钱二", None)]
    screen = opened(window, book(tmp_path, ("姓名", "身份证号码"), *rows), "student")
    assert screen.step == PROBLEMS
    texts = [screen.problems._nodes[id(item)].text(0) for item in screen.problems.left()]
    assert len(texts) == 1 and "钱二" in texts[0]
    screen.problems.fixer.line.setText("440524188001010014")
    QTest.keyClick(screen.problems.fixer.line, Key.Key_Return)
    replan(screen)
    assert screen.planner.plan is not None and screen.planner.plan.created == 2
