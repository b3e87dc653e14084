"""历史 in the panel of a row, and the pause in which the ledger becomes one file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop.services.office import Office
from desktop.services.saving import save
from desktop.ui.panel import PAST
from desktop.ui.past import Past
from desktop.ui.screens.records import RecordScreen
from desktop.ui.window import Window


def said(screen: RecordScreen) -> list[str]:
    """What stands on the page 历史."""
    page = screen.panel.stack.currentWidget()
    assert isinstance(page, Past)
    return [each.text() for each in page.findChildren(QLabel)]


def test_a_row_shows_what_was_done_to_it(window: Window, office: Office) -> None:
    window.go("training_class")
    screen = window.stack.currentWidget()
    assert isinstance(screen, RecordScreen)
    row = screen.pane.model.row_id(0)
    assert row is not None
    save(office, "training_class", {"计划人数": 55}, row_id=row)
    screen.show_row(row)
    tabs = screen.panel.tabs
    at = next(at for at in range(tabs.count()) if tabs.tabText(at) == PAST)
    tabs.setCurrentIndex(at - 1)  # scrolled into sight
    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=QPoint(*tabs.tabRect(at).center().toTuple()))
    words = said(screen)
    assert any(text.startswith("计划人数：") and text.endswith("→ 55") for text in words)
    save(office, "training_class", {"计划人数": 56}, row_id=row)
    words = said(screen)
    assert "计划人数：55 → 56" in words


def test_a_pause_brings_all_into_the_one_file(window: Window, office: Office) -> None:
    window.go("training_class")
    place = Path(office.ledger.place)
    beside = place.with_name(f"{place.name}-wal")
    save(office, "training_class", {"项目名称": "焊工班", "开班日期": date(2026, 5, 1)})
    assert beside.stat().st_size > 0
    following = window._following
    assert following._idle.isActive()
    following._idle.timeout.emit()
    assert beside.stat().st_size == 0
    following._idle.stop()
    window.go("enterprise")
    assert not following._idle.isActive(), "reading alone is nothing to settle"
