"""What the start screen showed last: shown at once where it still holds, and in no other case."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from desktop import compose
from desktop.services.office import Office
from desktop.services.saving import save
from desktop.store.ledger import Ledger
from desktop.ui.board import Board
from desktop.ui.jobs import Jobs
from desktop.ui.remembered import NAME, Remembered
from desktop.ui.standin import RememberedTable
from desktop.ui.style import Style
from desktop.ui.window import Window

TODAY = date(2026, 9, 10)
Open = Callable[..., Window]


@pytest.fixture
def begin(qtbot: QtBot, styled: Style, office: Office, tmp_path: Path) -> Open:
    """A window before its ledger is open, as the program begins."""

    def make(*, ledger: str = office.ledger.place, today: date = TODAY) -> Window:
        remembered = Remembered(tmp_path, lambda: compose.standing(ledger, today=today))
        settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
        window = Window(styled, settings, Jobs(immediate=True), remembered)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        qtbot.waitExposed(window)
        return window

    return make


def leave(window: Window) -> None:
    """Close the window; the ledger is the fixture's and stays open."""
    window._keep()
    window._settings.setValue("window/place", window._place.name)
    window.leave_office()
    window.close()


@pytest.fixture
def shown(begin: Open, office: Office, tmp_path: Path) -> Path:
    """The file after a day at 首页."""
    window = begin()
    assert not window.recall()
    window.open_office(office)
    leave(window)
    return tmp_path / NAME


def words(window: Window) -> list[str]:
    """What a person reads on 首页."""
    board = window.findChild(Board)
    assert board is not None
    figures = [card.accessibleName() for card in board.figures]
    lists = [
        each.item(at).toolTip() for each in (board.due, board.aims, board.acts) for at in range(each.count())
    ]
    problems = [button.text() for button in board.problem_rows.values()]
    return [board.school.text(), board.pending.text(), *figures, *lists, *problems]


def test_the_board_is_there_before_the_ledger_and_stays(begin: Open, office: Office, shown: Path) -> None:
    window = begin()
    assert window.recall()
    before, board = words(window), window.findChild(Board)
    assert "江城市职业教育中心" in before and "2026 班次 4 个" in before
    window.open_office(office)
    assert window.findChild(Board) is board, "taken over, not drawn again"
    assert words(window) == before
    fresh = begin()
    fresh.open_office(office)
    assert words(fresh) == before, "what is read anew is the same"
    leave(fresh)
    leave(window)
    assert shown.exists()


def test_a_click_before_the_ledger_is_open_is_done_when_it_is(
    begin: Open, office: Office, shown: Path
) -> None:
    window = begin()
    assert window.recall()
    board = window.findChild(Board)
    assert board is not None
    board.figures[0].click()
    assert window._place.name == "home"
    window.open_office(office)
    assert window._place.name == "classes"
    leave(window)


def test_after_any_act_it_is_not_used(begin: Open, office: Office, shown: Path) -> None:
    save(
        office,
        "training_class",
        {"班次编号": "2026099", "项目名称": "新开的班", "开班日期": TODAY, "结业日期": TODAY},
    )
    window = begin()
    assert not window.recall() and not shown.exists()
    window.open_office(office)
    assert "2026 班次 5 个" in words(window)
    leave(window)


def test_an_act_while_the_window_opens_is_seen(begin: Open, office: Office, shown: Path) -> None:
    window = begin()
    assert window.recall()
    save(
        office,
        "training_class",
        {"班次编号": "2026098", "项目名称": "刚开的班", "开班日期": TODAY, "结业日期": TODAY},
    )
    window.open_office(office)
    assert "2026 班次 5 个" in words(window)
    leave(window)


def test_on_another_day_it_is_not_used(begin: Open, shown: Path) -> None:
    assert not begin(today=TODAY + timedelta(days=1)).recall()
    assert not shown.exists()


def test_for_another_ledger_it_is_not_used(begin: Open, shown: Path, tmp_path: Path) -> None:
    other = str(tmp_path / "另一本.zhijiao")
    Ledger.create(other, school_code="2222000002", school_name="另一所学校").close()
    assert not begin(ledger=other).recall()
    assert not shown.exists()


def test_with_other_program_data_it_is_not_used(office: Office, tmp_path: Path) -> None:
    before = compose.standing(office.ledger.place, today=TODAY)
    assert before == compose.standing(office.ledger.place, today=TODAY)
    pack = next((compose.program_folder() / "resources" / "policy").glob("*.toml"))
    then = pack.stat()
    try:
        os.utime(pack, ns=(then.st_atime_ns, then.st_mtime_ns + 1_000_000_000))
        assert compose.standing(office.ledger.place, today=TODAY) != before
    finally:
        os.utime(pack, ns=(then.st_atime_ns, then.st_mtime_ns))


def test_of_a_ledger_on_a_server_or_none_nothing_is_told(tmp_path: Path) -> None:
    assert compose.standing("postgresql://a@b/c") is None
    assert compose.standing(str(tmp_path / "没有.zhijiao")) is None
    (tmp_path / "别的.zhijiao").write_bytes(b"not a ledger" * 100)
    assert compose.standing(str(tmp_path / "别的.zhijiao")) is None


@pytest.mark.parametrize("damage", ["cut", "figure", "head", "empty"])
def test_a_damaged_file_is_not_used(damage: str, begin: Open, shown: Path) -> None:
    held = shown.read_bytes()
    shown.write_bytes(
        {
            "cut": held[: len(held) // 2],
            "figure": held.replace('"班次", "value": "4"'.encode(), '"班次", "value": "9"'.encode()),
            "head": b"[1, 2]\n" + held.partition(b"\n")[2],
            "empty": b"",
        }[damage]
    )
    assert shown.read_bytes() != held
    assert not begin().recall() and not shown.exists()


def test_a_whole_file_that_means_nothing_is_not_used(begin: Open, office: Office, shown: Path) -> None:
    kept = Remembered(shown.parent, lambda: compose.standing(office.ledger.place, today=TODAY))
    assert kept.recall("home") is not None
    kept.keep("home", {"tabs": ["首页", "待处理"], "school": 1, "problems": {}})
    window = begin()
    assert not window.recall()
    window.open_office(office)
    leave(window)


def test_what_was_written_while_it_was_read_is_not_kept(begin: Open, office: Office, shown: Path) -> None:
    window = begin()
    window.open_office(office)
    other = Ledger.open(office.ledger.place)  # another window, whose acts this one is not told of
    save(
        Office(other, office.codes, office.packs, office.resources, office.forms_dir, TODAY),
        "department",
        {"名称": "数控系"},
    )
    other.close()
    leave(window)
    assert not shown.exists()


def test_a_table_is_there_before_the_ledger(begin: Open, office: Office, tmp_path: Path) -> None:
    window = begin()
    window.open_office(office)
    window.go("student")
    leave(window)
    held = (tmp_path / NAME).read_text("utf-8")
    assert "王浩宇" in held and "220202199001010012" not in held and "19900101" not in held
    again = begin()
    assert again.recall()
    table = again.findChild(RememberedTable)
    assert table is not None and table.model.rowCount() == 2
    before = [[table.model.text(row, at) for at in range(table.model.columnCount())] for row in range(2)]
    assert [again.tabs.tabText(at) for at in range(again.tabs.count())] == ["学员", "学籍", "人员"]
    assert again.job_bar._status.text().startswith("共 2 条")
    again.open_office(office)
    model = again._screens["student"].pane.model  # type: ignore[attr-defined]
    assert [[model.text(row, at) for at in range(model.columnCount())] for row in range(2)] == before
    leave(again)


def test_a_searched_table_is_not_kept(begin: Open, office: Office, tmp_path: Path) -> None:
    window = begin()
    window.open_office(office)
    window.go("student", search="王")
    window._screens["student"].pane.search._search()  # type: ignore[attr-defined]
    leave(window)
    assert not (tmp_path / NAME).exists()


def test_first_rows_come_without_sqlalchemy(root: Path, office: Office, tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_DATA_HOME": str(tmp_path)}

    def run(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    run("-c", (root / "tests" / "bench" / "show_all.py").read_text("utf-8"), office.ledger.place)
    told = json.loads(
        run("-m", "desktop", "--ledger", office.ledger.place, "--quit-at", "usable").strip().splitlines()[-1]
    )
    stages = [told[stage] for stage in ("first_paint", "first_rows", "opened", "usable")]
    assert stages == sorted(stages)
    assert set(told["absent"]["first_rows"]) == {"sqlalchemy", "alembic", "openpyxl", "pypinyin", "lxml"}
    assert "sqlalchemy" not in told["absent"]["usable"]
    save(office, "department", {"名称": "数控系"})
    told = json.loads(
        run("-m", "desktop", "--ledger", office.ledger.place, "--quit-at", "usable").strip().splitlines()[-1]
    )
    assert told["opened"] < told["first_rows"]
