"""The list of what was found wrong: mark, word, sentence, place; Enter goes where it can be put right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.core.errors import Problem
from desktop.ui.widgets import style

SHOWN = 500
WORDS = {"error": "错误", "warning": "警告", "hint": "提示"}
ICONS = {"error": ("error", "bad"), "warning": ("warning", "warn"), "hint": ("help", "quiet")}


class Findings(QListWidget):
    """Problems, one a line."""

    looked = Signal(object)  # the problem that is the current one now
    wanted = Signal(object)  # the problem to be put right: Enter or a double click

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("问题")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.setIconSize(QSize(16, 16))
        self.currentRowChanged.connect(self._looked)
        self.itemDoubleClicked.connect(self._doubled)
        self._problems: list[Problem] = []

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """These problems, the grave ones first as they come."""
        self.blockSignals(True)
        self.clear()
        self._problems = list(problems)
        several = len({problem.sheet for problem in self._problems}) > 1
        for problem in self._problems[:SHOWN]:
            place = f"「{problem.sheet}」" * (several and bool(problem.sheet)) + place_of(problem)
            text = "　".join(part for part in (WORDS[problem.severity], place, problem.sentence) if part)
            item = QListWidgetItem(style().icon(*ICONS[problem.severity]), text)
            item.setToolTip(" ".join(part for part in (problem.where, problem.sentence) if part))
            item.setSizeHint(QSize(0, 26))
            self.addItem(item)
        if len(self._problems) > SHOWN:
            self.addItem(f"以上是前 {SHOWN} 条，共 {len(self._problems)} 条。")
        self.blockSignals(False)

    def problem(self) -> Problem | None:
        """The current one."""
        at = self.currentRow()
        return self._problems[at] if 0 <= at < len(self._problems) else None

    def goto(self, problem: Problem) -> bool:
        """Make a problem the current one; whether it is here."""
        if problem not in self._problems[:SHOWN]:
            return False
        self.setCurrentRow(self._problems.index(problem))
        return True

    def _looked(self, _at: int) -> None:
        problem = self.problem()
        if problem is not None:
            self.looked.emit(problem)

    def _doubled(self, _item: QListWidgetItem) -> None:
        problem = self.problem()
        if problem is not None:
            self.wanted.emit(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes there."""
        problem = self.problem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and problem is not None:
            self.wanted.emit(problem)
        else:
            super().keyPressEvent(event)


def place_of(problem: Problem) -> str:
    """Where it stands, as short as it can be said."""
    row = f"第 {problem.row} 行" if problem.row is not None else ""
    column = f" {problem.column} 列" if problem.column else ""
    return f"{row}{column}".strip()
