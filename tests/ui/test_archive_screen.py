"""报送档案 and 学到的规则 on screen: what is there, what is not, nothing is cut."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.core.dates import parse_window
from desktop.services.importing.learned import remember, remembered
from desktop.services.office import Office
from desktop.services.returning import filed, returns, submit
from desktop.services.returning.archive_asking import conditions_in, usual
from desktop.services.returning.loading import form
from desktop.services.saving import save
from desktop.store.act import act
from desktop.store.find import Condition, find
from desktop.ui.screens.archive import NOW, ArchiveScreen
from desktop.ui.screens.learned import LearnedScreen
from desktop.ui.screens.records import RecordScreen
from desktop.ui.window import Window
from tests.ui.test_glyphs import cut

FORM, YEAR = "职业培训情况统计表", parse_window("2026")
Key = Qt.Key


def archive(window: Window) -> ArchiveScreen:
    window.go("archive")
    screen = window.stack.currentWidget()
    assert isinstance(screen, ArchiveScreen)
    QApplication.processEvents()
    return screen


def hand_in(office: Office, reason: str = "先报") -> int:
    return submit(office, FORM, YEAR, to="市教育局", via="电子邮件", reason=reason).filed.id


def first_class(office: Office) -> int:
    where = [Condition("项目名称", "=", "电工初级班")]
    return find(office.ledger, "training_class", paths=[], where=where).ids[0]


def test_empty_it_says_what_to_do(window: Window) -> None:
    screen = archive(window)
    assert screen._whole.currentIndex() == 1
    assert not any(each.isEnabled() for each in (screen.open, screen.copy, screen.again, screen.take_back))
    assert not list(cut(window))


def test_versions_are_compared_and_lead_to_their_rows(window: Window, office: Office) -> None:
    hand_in(office)
    row = first_class(office)
    save(office, "training_class", {"学时": 64}, row_id=row)
    hand_in(office)
    screen = archive(window)
    assert [screen.rows.item(at, 2).text() for at in range(2)] == ["2", "1"]
    first = filed(office.ledger, 1)
    option = next(each for each in screen.other.options() if each.value == first.id)
    screen.other.take(option)
    texts = [screen.differences.rows.item(0, at).text() for at in range(7)]
    assert texts[4:6] == ["", "64"] and "修改培训班次" in texts[6]
    QApplication.processEvents()
    assert not list(cut(window))
    QTest.keyClick(screen.differences.rows, Key.Key_Return)
    there = window.stack.currentWidget()
    assert isinstance(there, RecordScreen) and there.panel.row_id == row


def test_compared_with_now(window: Window, office: Office) -> None:
    hand_in(office)
    screen = archive(window)
    screen.other.take(next(each for each in screen.other.options() if each.value == NOW))
    assert "没有不同" in screen.differences.words.text()
    save(
        office,
        "training_class",
        {"项目名称": "焊工班", "开班日期": date(2026, 5, 1), "结业日期": date(2026, 5, 9)},
    )
    screen.rows.setCurrentCell(0, 0)
    screen.other.show_options(screen.other.options(), None)
    screen.other.take(next(each for each in screen.other.options() if each.value == NOW))
    kinds = {screen.differences.rows.item(at, 0).text() for at in range(screen.differences.rows.rowCount())}
    assert "增" in kinds


def test_a_correction_can_be_thought_better_of(window: Window, office: Office) -> None:
    hand_in(office)
    screen = archive(window)
    screen.again.click()
    assert screen.correction.isVisible() and "现更正如下" in screen.correction.note.toPlainText()
    assert not screen.again.isVisible(), "one primary button"
    QApplication.processEvents()
    assert not list(cut(window))
    screen.correction._send()
    assert "原因" in screen.correction.words.text() and len(returns(office.ledger)) == 1
    QTest.keyClick(screen.correction.reason, Key.Key_Escape)
    assert screen.card.isVisible() and screen.again.isVisible()


def test_the_original_is_opened_from_a_copy(
    window: Window, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(office)
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    screen = archive(window)
    QTest.keyClick(screen.rows, Key.Key_Return)
    (file,) = map(Path, opened)
    assert file.name == filed(office.ledger, 1).files[0] and file.is_file()


def test_the_usual_recipient_is_the_last_or_the_task_s(office: Office) -> None:
    made = form(office, FORM)
    assert usual(office, made).to == "" and usual(office, made).via
    hand_in(office)
    assert (usual(office, made).to, usual(office, made).via) == ("市教育局", "电子邮件")
    save(office, "return_task", {"来文单位": "省教育厅", "标题": FORM, "截止日期": date(2026, 9, 30)})
    assert usual(office, made).to == "省教育厅"
    assert set(usual(office, made).recipients) == {"市教育局", "省教育厅"}


def test_conditions_are_read_back_from_their_words() -> None:
    assert conditions_in(["培训班次.项目名称=电工班", "开班日期>=2026-03-02"]) == (
        Condition("培训班次.项目名称", "=", "电工班"), Condition("开班日期", ">=", "2026-03-02"),
    )  # fmt: skip


def test_what_imports_learned_is_shown_and_taken_back(window: Window, office: Office) -> None:
    headers = ["班名", "开班", "场地"]
    with act(office.ledger, "导入培训班次 3 条") as s:
        remember(s, office, "training_class", [headers], {"班名": "项目名称", "场地": ""})
        s.leave_word()
    window.go("learned")
    screen = window.stack.currentWidget()
    assert isinstance(screen, LearnedScreen)
    texts = [screen.rows.item(0, at).text() for at in range(5)]
    assert texts == ["导入", "场地、班名", "（不填）、项目名称", "导入培训班次", "导入培训班次 3 条"]
    QApplication.processEvents()
    assert not list(cut(window))
    screen.take_back.click()
    assert not remembered(office) and screen.rows.rowCount() == 0
    screen.all.click()
    assert screen.rows.item(0, 6).text() == "已撤销" and not screen.take_back.isEnabled()
