"""首页, 工作任务, 设置, 操作历史, 帮助: figures agree with the ledger, and each leads on to its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop import compose
from desktop.services.health import by_area
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.find import find
from desktop.store.ledger import Ledger
from desktop.ui.aims import AIM
from desktop.ui.links import KEY
from desktop.ui.screens.help import HelpScreen
from desktop.ui.screens.history import HistoryScreen
from desktop.ui.screens.home import HomeScreen
from desktop.ui.screens.records import RecordScreen
from desktop.ui.screens.returns import ReturnsScreen
from desktop.ui.screens.settings import SettingsScreen
from desktop.ui.screens.targets import TargetsScreen
from desktop.ui.window import Window
from tests.ui.test_glyphs import cut as cut_now

Key = Qt.Key
WELDING = {"项目名称": "焊工班", "开班日期": date(2026, 5, 1), "结业日期": date(2026, 5, 9)}


def cut(window: Window) -> list[str]:
    """Texts that do not fit, once everything has its place."""
    QApplication.processEvents()
    return list(cut_now(window))


def home(window: Window) -> HomeScreen:
    window.go("home")
    screen = window.stack.currentWidget()
    assert isinstance(screen, HomeScreen)
    return screen


def test_the_year_in_figures(window: Window, office: Office) -> None:
    screen = home(window)
    said = [card.accessibleName() for card in screen.board.figures]
    assert said[0] == "2026 班次 4 个"
    save(office, "training_class", WELDING)
    assert screen.board.figures[0].accessibleName() == "2026 班次 5 个"
    assert not cut(window)
    screen.board.figures[0].click()
    there = window.stack.currentWidget()
    assert isinstance(there, RecordScreen) and there.record.id == "training_class"


def test_what_is_due_comes_in_its_order_and_opens_its_form(window: Window, office: Office) -> None:
    for title, due in (("教师企业实践情况统计表", "2026-09-30"), ("职业培训情况统计表", "2026-09-08")):
        values = {"来文单位": "市教育局", "标题": title, "截止日期": date.fromisoformat(due), "期间": "2026"}
        save(office, "return_task", values)
    save(office, "return_task", {"标题": "旧表", "截止日期": date(2026, 1, 1), "状态": "已报送"})
    screen = home(window)
    assert [screen.board.due.item(at).text() for at in range(screen.board.due.count())] == [
        "职业培训情况统计表", "教师企业实践情况统计表",
    ]  # fmt: skip
    assert screen.board.due.item(0).data(KEY).days == -2
    screen.board.due.setFocus()
    QTest.keyClick(screen.board.due, Key.Key_Return)
    there = window.stack.currentWidget()
    assert isinstance(there, ReturnsScreen)
    assert there.title.text() == "职业培训情况统计表" and there.period.window_chosen.label == "2026"


def test_problems_of_a_ledger_are_walked_through(window: Window) -> None:
    screen = home(window)
    row = screen.board.problem_rows["training_class"]
    assert window.context.overseer is not None and window.context.overseer.tally is not None
    counts = by_area(window.context.overseer.tally)
    count = counts["training_class"]
    assert count and row.text().endswith(f" {count}")
    assert screen.board.problems_card.title.text().endswith(f" {sum(counts.values())}")
    row.click()
    assert len(window.problems.all()) == count
    QTest.keyClick(window, Key.Key_F4)
    there = window.stack.currentWidget()
    assert isinstance(there, RecordScreen) and there.panel.isVisible()


def test_an_empty_ledger_says_where_to_begin(make_window: Callable[[Office], Window], tmp_path: Path) -> None:
    address = tmp_path / "空.zhijiao"
    Ledger.create(address, school_code="2222000002", school_name="新学校").close()
    office = compose.open_office(str(address), today=date(2026, 9, 10))
    window = make_window(office)
    screen = home(window)
    assert screen.board.school.text() == "新学校" and screen.board._pages.currentIndex() == 1
    save(office, "training_class", {"项目名称": "焊工班", "开班日期": date(2026, 5, 1)})
    assert screen.board._pages.currentIndex() == 0


def test_progress_is_written_beside_the_targets(window: Window, office: Office) -> None:
    window.go("targets", target="training-per-student")
    screen = window.stack.currentWidget()
    assert isinstance(screen, TargetsScreen)
    here = screen._here()
    assert here is not None and here.aim is not None and here.aim.id == "training-per-student"
    assert here.aim.formula in screen.about.text() and not cut(window)
    QTest.keyClick(screen.rows, Key.Key_Return)
    form = screen.panel.form
    editor = form.editors["进展情况"]
    QTest.keyClicks(editor, "done 3")
    screen.leave()
    page = find(office.ledger, "policy_progress", today=office.today)
    values = dict(zip([path.name for path in page.paths], page.rows[0], strict=True))
    assert values["period"] == "2026" and values["task"] == here.line.task.code
    assert values["progress"] == "done 3"
    line = screen._here()
    assert line is not None and line.line.progress == "done 3"


def test_a_target_is_drawn_with_its_own_numbers(window: Window, office: Office) -> None:
    save(office, "headcount", {"统计时点": date(2026, 9, 1), "在校生数": 1000})
    screen = home(window)
    aims = {
        screen.board.aims.item(at).data(AIM).id: screen.board.aims.item(at).data(AIM)
        for at in range(screen.board.aims.count())
    }
    aim = aims["training-per-student"]
    assert aim.share is not None and abs(aim.share - float(aim.value) / 2) < 1e-9
    assert aim.met is False and aim.missing.startswith("还差")


def test_backup_and_check(window: Window, tmp_path: Path) -> None:
    window.go("settings")
    screen = window.stack.currentWidget()
    assert isinstance(screen, SettingsScreen)
    assert "没有备份过" in screen.said.text() and not cut(window)
    screen.folder.setText(str(tmp_path / "备份"))
    screen.now.click()
    assert len(list((tmp_path / "备份").iterdir())) == 1
    assert "上次备份" in screen.said.text()
    screen.check.click()
    assert screen.verdict.text() == "✓ 台账完好。"
    assert "上次备份" in home(window).board.backup.text()


def test_a_chosen_act_is_taken_back(window: Window, office: Office) -> None:
    save(office, "major", {"专业名称": "数控技术"})
    save(office, "enterprise", {"企业名称": "江城化纤有限公司"})
    window.go("history")
    screen = window.stack.currentWidget()
    assert isinstance(screen, HistoryScreen)
    assert "企业" in screen.rows.item(0, 3).text()
    screen.rows.setCurrentCell(1, 0)
    screen.take_back.click()
    assert find(office.ledger, "major", paths=[]).total == 0
    assert find(office.ledger, "enterprise", paths=[]).total == 1
    assert screen.rows.item(2, 7).text() == "已撤销" and not cut(window)
    screen.rows.setCurrentCell(2, 0)
    assert not screen.take_back.isEnabled()


def test_help_from_anywhere_and_its_links(window: Window, root: Path) -> None:
    window.go("teacher")
    QTest.keyClick(window, Key.Key_F1)
    screen = window.stack.currentWidget()
    assert isinstance(screen, HelpScreen)
    assert screen.pages.count() == len(list((root / "resources/help").glob("*.md")))
    assert "五步上手" in screen.text.toPlainText()
    screen.enter(page="returns")
    assert "自然年" in screen.text.toPlainText()
    names = {file.stem.partition("-")[2] for file in (root / "resources/help").glob("*.md")}
    for file in (root / "resources/help").glob("*.md"):
        links = {part.split(")")[0] for part in file.read_text("utf-8").split("](")[1:]}
        assert {link.removesuffix(".md") for link in links} <= names
