"""The filters that are on, as chips under the bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.store.find import Operator
from desktop.ui.widgets import button, empty, row

Tests = tuple[tuple[Operator, Any], ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """One column's filter: tests (operator, typed value), all of which hold, and how it reads."""

    key: str
    title: str
    tests: Tests
    words: str


class Chips(QWidget):
    """The filters that are on, each with ✕."""

    removed = Signal(str)  # label path; "" for all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = row(self)
        self.hide()

    def show_filters(self, filters: list[Filter]) -> None:
        """These filters are on."""
        empty(self._line)
        for one in filters:
            chip = QPushButton(f"{one.title} {one.words}　✕", self)
            chip.setObjectName("chip")
            chip.setToolTip("去掉这个筛选")
            chip.setProperty("key", one.key)
            chip.clicked.connect(self._clicked)
            self._line.addWidget(chip)
        if len(filters) > 1:
            everything = button("全部清除", flat=True, parent=self)
            everything.setProperty("key", "")
            everything.clicked.connect(self._clicked)
            self._line.addWidget(everything)
        self._line.addStretch(1)
        self.setVisible(bool(filters))

    def _clicked(self) -> None:
        self.removed.emit(str(self.sender().property("key")))
