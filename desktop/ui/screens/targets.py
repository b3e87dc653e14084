"""工作任务: the policy's tasks with their targets; what cannot be computed is written down beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, QTimer
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import QSplitter, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.dates import Window
from desktop.core.errors import Problem
from desktop.services.board import Aim
from desktop.services.opened_targets import open_target
from desktop.services.progressing import ENTERED, Said, TaskLine, progress_defaults, task_lines
from desktop.services.returning.explaining_values import Explanation
from desktop.ui import tokens
from desktop.ui.aims import AIM, tone_of, words_of
from desktop.ui.cards import draw_meter
from desktop.ui.context import Context
from desktop.ui.figure_side import FigureSide
from desktop.ui.panel import Panel
from desktop.ui.period import PeriodChooser
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row, style

PROGRESS = "policy_progress"
HEADINGS = ("序号", "任务", "目标", "现值", "要求", "完成", "来源", "进展情况", "佐证(件)")
WIDTHS = (44, 196, 0, 76, 120, 204, 86, 130, 72)
NUMBERS = (3, 8)
VALUE, METER = 3, 5
WHEN_WIDE = (6, 7, 8)  # columns that give way to the panel
BAR = 56
FIRST = {True: "数值", False: "进展情况"}  # the field to begin with, of a number that is typed and of words
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
        self.side = FigureSide("这个数怎么来", self)
        self.side.wanted.connect(self._go)
        self.side.closed.connect(self._panel_closed)
        self.rows.cellClicked.connect(self._clicked)
        space = QShortcut(QKeySequence(Qt.Key.Key_Space), self.rows)
        space.setContext(Qt.ShortcutContext.WidgetShortcut)
        space.activated.connect(self._open_number)
        self._build()

    def _build(self) -> None:
        lines = column(self)
        title = label("政策目标", parent=self)
        title.setObjectName("screen-title")
        self.write = button(
            "填写进展", icon="edit", primary=True, help="给选中的任务填进展情况 (Enter)", parent=self
        )
        self.write.clicked.connect(self._open)
        self.opener = button("数从哪来", icon="eye", help="看由哪些行得来 (空格，或点现值)", parent=self)
        self.opener.clicked.connect(self._open_number)
        head = row()
        head.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        head.addWidget(title)
        head.addSpacing(tokens.MEDIUM)
        head.addWidget(self.period)
        head.addStretch(1)
        head.addWidget(self.opener)
        head.addWidget(self.write)
        lines.addLayout(head)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.rows)
        self.split.addWidget(self.panel)
        self.split.addWidget(self.side)
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
        self.side.hide()
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
        self._shown = [Shown(line, aim, at == 0) for line in lines for at, aim in enumerate(_rows_of(line))]
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
        self.opener.setEnabled(each is not None and each.aim is not None)
        if each is None:
            return
        typed = each.aim is not None and each.line.own_entry(each.aim)
        self.write.setText("填这个指标" if typed else "填写进展")
        self.about.setText("\n".join(_about(each)))
        if self.panel.isVisible() and self.panel.row_id != self._row(each):
            self._open(focus=False)
        elif self.side.isVisible() and each.aim is not None:
            self._open_number()

    @staticmethod
    def _row(each: Shown) -> int | None:
        said = each.line.entry(each.aim)
        return said.row if said is not None else None

    def _panel_closed(self) -> None:
        self._give_way(False)
        self.rows.setFocus()

    def _give_way(self, to_panel: bool) -> None:
        for at in WHEN_WIDE:
            self.rows.setColumnHidden(at, to_panel)

    def _make_room(self) -> None:
        self._give_way(True)
        wide = max(1, self.split.width() - tokens.PANEL_USUAL)
        panel, side = self.panel.isVisible(), self.side.isVisible()
        self.split.setSizes([wide, tokens.PANEL_USUAL * panel, tokens.PANEL_USUAL * side])

    def _open(self, *_: object, focus: bool = True) -> None:
        """The 任务进展 of the task, or of the target where that has a row of its own."""
        each = self._here()
        if each is None:
            return
        self.side.hide()
        row_id = self._row(each)
        if row_id is not None:
            self.panel.show_row(row_id)
        else:
            typed = each.aim is not None and each.line.own_entry(each.aim)
            target = each.aim.label if each.aim is not None and typed else ""
            self.panel.new_row(dict(progress_defaults(each.line.task, self.period.window_chosen, target)))
        self._make_room()
        if focus:
            entered = each.aim is not None and each.aim.source == ENTERED
            QTimer.singleShot(0, self, partial(self.panel.form.focus_field, FIRST[entered]))
        else:
            self.rows.setFocus()

    # -- a number opened --------------------------------------------------------------------------------

    def _clicked(self, _row: int, at: int) -> None:
        if at == VALUE:
            self._open_number()

    def _open_number(self) -> None:
        each = self._here()
        if each is None or each.aim is None:
            return
        self.panel.leave()
        self.panel.hide()
        self.side.say(f"{each.aim.label}：正在计算……")
        self._make_room()
        office, window, name = self.context.office, self.period.window_chosen, each.aim.id
        self.context.jobs.start(
            "打开数字", lambda progress: open_target(office, window, name), self._opened, key="target-number"
        )

    def _opened(self, found: Explanation) -> None:
        if self.side.isVisible():
            self.side.show_number(found)

    def _go(self, record_id: str, row_id: int) -> None:
        self.context.navigate(record_id, row=row_id)


def _rows_of(line: TaskLine) -> tuple[Aim | None, ...]:
    """Its targets; a task whose first target has a row of its own has one for itself before them."""
    if not line.aims or line.own_entry(line.aims[0]):
        return None, *line.aims
    return line.aims


def _about(each: Shown) -> list[str]:
    """The task's words, how the target is counted, what is said of it."""
    lines = [f"任务 {each.line.task.number}　{each.line.task.text}"]
    if each.aim is not None:
        note = f"　{each.aim.note}" if each.aim.note else ""
        lines.append(f"{each.aim.label}：{each.aim.formula}{note}")
    said = each.line.entry(each.aim) or Said(0)
    parts = (("佐证", said.evidence), ("存在问题", said.problems), ("下一步", said.next_step))
    words = "　".join(f"{name}：{' '.join(text.split())}" for name, text in parts if text)
    return [*lines, words] if words else lines


def _texts(each: Shown) -> tuple[str, ...]:
    line, aim = each.line, each.aim
    task = line.task
    head = (str(task.number), task.heading) if each.first else ("", "")
    own = aim is not None and line.own_entry(aim)
    said = line.entry(aim) if each.first or own else None
    progress = " ".join(said.progress.split()) if said else ""
    files = str(said.files or "") if said else ""
    if aim is None:
        return (*head, "—", line.value, "", "", SOURCES["entered"], progress, files)
    star = "" if aim.own else " *"
    asked = f"{aim.goal} {aim.unit}"
    return (
        *head, f"{aim.label}{star}", aim.value, asked, _word(aim), SOURCES.get(aim.source, ""), progress,
        files,
    )  # fmt: skip


def build(context: Context, parent: QWidget) -> TargetsScreen:
    """The screen."""
    return TargetsScreen(context, parent)
