"""The bottom line: what the screen says, the problems, the work under way with 取消, and 撤销."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.ui import tokens
from desktop.ui.jobs import Job, Jobs
from desktop.ui.widgets import button, label, row, settle, style

if TYPE_CHECKING:
    from desktop.core.errors import Problem

SHOW_AFTER = 0.3  # seconds: shorter work shows no progress


class JobBar(QWidget):
    """The bottom line of the window."""

    undo_wanted = Signal()
    problems_wanted = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(32)
        self._jobs = jobs
        self._status = label(parent=self)
        self._problems = button("", flat=True, parent=self)
        self._problems.clicked.connect(self.problems_wanted)
        self._problems.hide()
        self._note = label(parent=self)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(140)
        self._cancel = button("取消", flat=True, parent=self)
        self._cancel.clicked.connect(self._cancel_job)
        self._undo = button("撤销", flat=True, help="撤销上一步 (Ctrl+Z)", parent=self)
        self._undo.clicked.connect(self.undo_wanted)
        line = row(self)
        line.setContentsMargins(tokens.MEDIUM, 0, tokens.SMALL, 0)
        line.addWidget(self._status, 1)
        for widget in (self._problems, self._note, self._progress, self._cancel, self._undo):
            line.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._show)
        jobs.changed.connect(self._show)
        self.set_undo("")
        self._show()

    def say(self, words: str) -> None:
        """The left of the line: 共 N 条 · 已选 N 条 · 合计."""
        self._status.setText(words)

    def words(self) -> str:
        """What the left of the line says."""
        return self._status.text()

    def set_problems(self, problems: list[Problem]) -> None:
        """How many problems there are; a click (or F4) goes to the next."""
        self._problems.setVisible(bool(problems))
        self._problems.setText(f"! 问题 {len(problems)} (F4)")
        settle()

    def set_undo(self, title: str) -> None:
        """The act that 撤销 would take back; "" when there is none."""
        self._undo.setEnabled(bool(title))
        if title and self._undo.icon().isNull():  # drawn when it is first of use, not before the first paint
            self._undo.setIcon(style().icon("undo", "accent"))
        short = title if len(title) <= 22 else title[:21] + "…"
        before = self._undo.text()
        self._undo.setText(f"撤销 {short}" if title else "撤销")
        self._undo.setToolTip(f"撤销：{title} (Ctrl+Z)" if title else "没有可撤销的操作")
        if self.isVisible() and self._undo.text() != before:
            settle()  # or the words are cut at the old width for a turn

    def _current(self) -> Job | None:
        now = time.monotonic()
        open_jobs = self._jobs.open()
        shown = [job for job in open_jobs if now - job.started >= SHOW_AFTER]
        if not shown and open_jobs:
            first = min(job.started for job in open_jobs)
            self._timer.start(max(1, round((SHOW_AFTER - (now - first)) * 1000) + 5))
        # What the user started to change something comes before what is only read.
        return min(shown, key=lambda job: (job.lane == "read", job.started), default=None)

    def _show(self) -> None:
        job = self._current()
        for widget in (self._note, self._progress, self._cancel):
            widget.setVisible(job is not None)
        if job is None:
            return
        done, total, note = job.steps
        count = f" {done}/{total}" if total else f" {done}" if done else ""
        self._note.setText("正在取消…" if job.cancelled else f"{note or job.title}{count}")
        self._progress.setRange(0, total or 0)
        self._progress.setValue(min(done, total) if total else 0)
        self._cancel.setEnabled(not job.cancelled)

    def _cancel_job(self) -> None:
        job = self._current()
        if job is not None:
            job.cancel()
            self._show()
