"""工作任务: the policy's tasks with their targets; what cannot be computed is written down beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSplitter, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.dates import Window
from desktop.core.errors import Problem
from desktop.services.board import Aim
from desktop.services.progressing import TaskLine, progress_defaults, task_lines
from desktop.ui import tokens
from desktop.ui.aims import AIM, tone_of, words_of
from desktop.ui.cards import draw_meter
from desktop.ui.context import Context
from desktop.ui.panel import Panel
from desktop.ui.period import PeriodChooser
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row, style

PROGRESS = "policy_progress"
HEADINGS = ("序号", "任务", "目标", "现值", "要求", "完成", "来源", "进展情况")
WIDTHS = (48, 200, 0, 76, 120, 210, 90, 150)
NUMBERS = (3,)
METER = 5
WHEN_WIDE = (6, 7)  # columns that give way to the panel
BAR = 64
SOURCES = {"computed": "台账计算", "entered": "手工填写", "ratio-of-entered": "填写后计算"}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the table: a task, and one of its targets where it has any."""

    line: TaskLine
    aim: Aim | None
    first: bool


class _Meter(QStyledItemDelegate):
    """The bar of a target with its word."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground as usual, then the bar."""
        super().paint(painter, option, index)
        aim = index.data(AIM)
        if not isinstance(aim, Aim):
            return
        painter.save()
        words = option.rect.adjusted(BAR + 18, 0, -4, 0)
        painter.setPen(style().colour(words_of(aim)[2] if aim.value else "quiet"))
        fitting = painter.fontMetrics().elidedText(_word(aim), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if aim.share is not None:
            bar = QRect(option.rect.left() + 8, option.rect.center().y() - 3, BAR, 8)
            draw_meter(painter, bar, aim.share, tone_of(aim))
        painter.restore()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground alone: the word is drawn behind the bar."""
        super().initStyleOption(option, index)
        if isinstance(index.data(AIM), Aim):
            option.text = ""


def _word(aim: Aim) -> str:
    mark, word, _ = words_of(aim)
    return f"{mark} {word}"


class TargetsScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._shown: list[Shown] = []
        self._stale = True
        self._wanted = ""
        self.period = PeriodChooser(context.office.today, parent=self)
        self.period.chosen.connect(self._period_chosen)
        self.rows = Rows("工作任务", HEADINGS, WIDTHS, numbers=NUMBERS, parent=self)
        self.rows.setItemDelegateForColumn(METER, _Meter(self.rows))
        self.rows.entered.connect(self._open)
        self.rows.currentCellChanged.connect(self._follow)
        self.panel = Panel(context, PROGRESS, self)
        self.panel.hide()
        self.panel.closed.connect(self._panel_closed)
        self.panel.problems_found.connect(context.show_problems)
        self._build()

    def _build(self) -> None:
        lines = column(self)
        title = label("政策目标", parent=self)
        title.setObjectName("screen-title")
        self.write = button(
            "填写进展", icon="edit", primary=True, help="给选中的任务填进展情况 (Enter)", parent=self
        )
        self.write.clicked.connect(self._open)
        head = row()
        head.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        head.addWidget(title)
        head.addSpacing(tokens.MEDIUM)
        head.addWidget(self.period)
        head.addStretch(1)
        head.addWidget(self.write)
        lines.addLayout(head)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.rows)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        lines.addWidget(self.split, 1)
        self.about = label("", "quiet", wrap=True, parent=self)
        self.about.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addWidget(self.about)

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`target`: the line of this target; `window`."""
        self._wanted = str(where.get("target", ""))
        if isinstance(where.get("window"), Window):
            self.period.set_window(where["window"])
            self._stale = True
        if self._stale:
            self._read()
        else:
            self._choose()
        self.rows.setFocus()

    def leave(self) -> None:
        """Save what is being typed."""
        self.panel.leave()

    def refresh(self, changed: set[str]) -> None:
        """Rows were written."""
        self._stale = True
        if self.isVisible():
            self._read()
            self.panel.refresh(changed)

    def goto(self, problem: Problem) -> bool:
        """A problem of the progress that is being written."""
        here = self.panel.isVisible() and problem.record == PROGRESS and problem.row_id == self.panel.row_id
        return here and self.panel.form.focus_field(problem.path)

    def _period_chosen(self, _window: Window) -> None:
        self.panel.leave()
        self.panel.hide()
        self._give_way(False)
        self._read()

    def _read(self) -> None:
        self._stale = False
        office, window = self.context.office, self.period.window_chosen
        self.context.jobs.start(
            "计算目标", lambda progress: task_lines(office, window), self._show, key="targets"
        )

    # -- showing --------------------------------------------------------------------------------------

    def _show(self, lines: Sequence[TaskLine]) -> None:
        self._shown = [
            Shown(line, aim, at == 0) for line in lines for at, aim in enumerate(line.aims or (None,))
        ]
        self.rows.blockSignals(True)
        self.rows.show_rows([_texts(each) for each in self._shown])
        for at, each in enumerate(self._shown):
            item = self.rows.item(at, METER)
            if item is not None and each.aim is not None:
                item.setData(AIM, each.aim)
        self.rows.blockSignals(False)
        met = sum(each.aim is not None and each.aim.met is True for each in self._shown)
        own = sum(each.aim is not None and each.aim.own for each in self._shown)
        self.status.emit(f"{len(lines)} 项任务 · 本校目标 {own} 个，已达到 {met} 个")
        self._choose()
        self._follow()
        QTimer.singleShot(0, self, self.ready.emit)

    def _choose(self) -> None:
        for at, each in enumerate(self._shown):
            if self._wanted and each.aim is not None and each.aim.id == self._wanted:
                self.rows.setCurrentCell(at, 0)
        self._wanted = ""

    def _here(self) -> Shown | None:
        at = self.rows.currentRow()
        return self._shown[at] if 0 <= at < len(self._shown) else None

    def _follow(self, *_: object) -> None:
        each = self._here()
        self.write.setEnabled(each is not None)
        if each is None:
            return
        about = [f"任务 {each.line.task.number}　{each.line.task.text}"]
        if each.aim is not None:
            about.append(
                f"{each.aim.label}：{each.aim.formula}" + (f"　{each.aim.note}" if each.aim.note else "")
            )
        self.about.setText("\n".join(about))
        if self.panel.isVisible() and self.panel.row_id != each.line.row:
            self._open(focus=False)

    def _panel_closed(self) -> None:
        self._give_way(False)
        self.rows.setFocus()

    def _give_way(self, to_panel: bool) -> None:
        for at in WHEN_WIDE:
            self.rows.setColumnHidden(at, to_panel)

    def _open(self, *_: object, focus: bool = True) -> None:
        each = self._here()
        if each is None:
            return
        if each.line.row is not None:
            self.panel.show_row(each.line.row)
        else:
            self.panel.new_row(dict(progress_defaults(each.line.task, self.period.window_chosen)))
        self._give_way(True)
        self.split.setSizes([max(1, self.split.width() - tokens.PANEL_USUAL), tokens.PANEL_USUAL])
        if focus:
            QTimer.singleShot(0, self, partial(self.panel.form.focus_field, "进展情况"))
        else:
            self.rows.setFocus()


def _texts(each: Shown) -> tuple[str, ...]:
    line, aim = each.line, each.aim
    task = line.task
    head = (str(task.number), task.heading) if each.first else ("", "")
    progress = " ".join(line.progress.split()) if each.first else ""
    if aim is None:
        return (*head, "—", line.value, "", "", SOURCES["entered"], progress)
    star = "" if aim.own else " *"
    asked = f"{aim.goal} {aim.unit}"
    return (
        *head, f"{aim.label}{star}", aim.value, asked, _word(aim), SOURCES.get(aim.source, ""), progress
    )  # fmt: skip


def build(context: Context, parent: QWidget) -> TargetsScreen:
    """The screen."""
    return TargetsScreen(context, parent)
