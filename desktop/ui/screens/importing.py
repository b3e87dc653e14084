"""导入: a file, what its columns mean, what would become of each row, then one act that 撤销 takes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QWidget

from desktop.core.errors import Problem
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan, ImportResult, commit_import
from desktop.store.undo import Undone, undo
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.importing.columns import ColumnsStep, column_washes
from desktop.ui.importing.file_step import FileStep
from desktop.ui.importing.outcome import OutcomeStep, row_washes
from desktop.ui.importing.work import Look, Wish, look
from desktop.ui.messages import Answer
from desktop.ui.screens import ScreenWidget
from desktop.ui.sheets import Sheets
from desktop.ui.widgets import button, column, label, row

FILE, COLUMNS, OUTCOME = range(3)
STEPS = ("文件", "对应", "预览")
SIDE = 400


class ImportingScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._wish: Wish | None = None
        self._look: Look | None = None
        self._given: dict[str, Any] = {}
        self._back_to = ""
        self._waiting = False
        self.step = FILE
        self.file_step = FileStep(context.settings, self)
        self.columns = ColumnsStep(self)
        self.outcome = OutcomeStep(self)
        self.sheets = Sheets(self)
        self.sheets.turned.connect(self._draw)
        self.picture = self.sheets.picture
        self._build()
        self._connect()
        self._show_step(FILE)

    # -- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        self.title = label("导入", parent=self)
        self.title.setObjectName("screen-title")
        self.about = ElidedLabel("", "quiet", self)
        head = row()
        head.addWidget(self.title)
        head.addWidget(self.about)
        head.addStretch(1)
        lines.addLayout(head)
        self.steps = QTabBar(self)
        self.steps.setExpanding(False)
        self.steps.setAccessibleName("导入步骤")
        for at, name in enumerate(STEPS, 1):
            self.steps.addTab(f"{at} {name}")
        self.steps.currentChanged.connect(self._step_chosen)
        lines.addWidget(self.steps)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.file_step)
        self._stack.addWidget(self._workbench())
        lines.addWidget(self._stack, 1)
        lines.addLayout(self._foot())

    def _workbench(self) -> QWidget:
        self._side = QStackedWidget(self)
        self._side.addWidget(self.columns)
        self._side.addWidget(self.outcome)
        self._side.setContentsMargins(tokens.MEDIUM, 0, 0, 0)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.sheets)
        split.addWidget(self._side)
        split.setStretchFactor(0, 1)
        split.setSizes([760, SIDE])
        self._side.setMinimumWidth(360)
        return split

    def _foot(self) -> Any:
        self.back = button("返回", help="Esc", parent=self)
        self.back.clicked.connect(self._go_back)
        self.on = button("下一步", primary=True, help="Enter", parent=self)
        self.on.clicked.connect(self._go_on)
        foot = row()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.on)
        return foot

    def _connect(self) -> None:
        self.file_step.ready.connect(self._go_on)
        self.columns.mapped.connect(self._map)
        self.columns.sheet_chosen.connect(self._sheet_chosen)
        self.columns.header_chosen.connect(self._header_chosen)
        self.outcome.only.connect(self._show_only)
        self.outcome.decided.connect(self._decide)
        self.outcome.looked.connect(self.sheets.goto)

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`file`, `record`: straight to what the file holds; `fixed` = (attribute, row id) for all rows."""
        record_id = str(where.get("record") or "")
        file = where.get("file")
        self._back_to = record_id or self._back_to
        self._given = {}
        if where.get("fixed") is not None:
            name, row_id = where["fixed"]
            self._given = {record(record_id).by_name(name).label: row_id}
        if where or self._wish is None:
            self.file_step.put(Path(file) if file is not None else None, record_id)
        if file is not None:
            self._read()
        elif where or self._wish is None:
            self._show_step(FILE)

    def refresh(self, changed: set[str]) -> None:
        """The ledger changed under the plan: plan again."""
        del changed
        if self._wish is not None and self._look is not None and self.isVisible() and not self._waiting:
            self._plan(replace(self._wish))

    def offers(self, file: Path) -> list[Answer]:
        """A dropped file takes the place of the one here."""
        name = record(self.file_step.record()).label
        return [(f"导入到{name}", partial(self.enter, file=file, record=self.file_step.record()))]

    def goto(self, problem: Problem) -> bool:
        """F4."""
        return self.step == OUTCOME and self.outcome.findings.goto(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc back."""
        if event.key() == Qt.Key.Key_Escape:
            self._go_back()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_on()
        else:
            super().keyPressEvent(event)

    # -- steps ----------------------------------------------------------------------------------------

    def _go_on(self) -> None:
        if self.step == FILE:
            self._read()
        elif self.step == COLUMNS and self._look is not None and self._look.plan is not None:
            self._show_step(OUTCOME)
        elif self.step == OUTCOME:
            self._commit()

    def _go_back(self) -> None:
        if self.step == FILE:
            self.context.navigate(self._back_to or "home")
        else:
            self._show_step(self.step - 1)

    def _step_chosen(self, at: int) -> None:
        if at != self.step:
            self._show_step(at)

    def _show_step(self, step: int) -> None:
        self.step = step
        planned = self._look is not None and self._look.plan is not None
        self.steps.blockSignals(True)
        self.steps.setTabEnabled(COLUMNS, self._look is not None)
        self.steps.setTabEnabled(OUTCOME, planned)
        self.steps.setCurrentIndex(step)
        self.steps.blockSignals(False)
        self._stack.setCurrentIndex(0 if step == FILE else 1)
        self._side.setCurrentIndex(0 if step == COLUMNS else 1)
        self._say_buttons()
        self._draw()
        self.context.show_problems(self._problems())
        if step == FILE:
            self.file_step.path.setFocus()
        else:
            self.on.setFocus()

    def _say_buttons(self) -> None:
        plan = self._look.plan if self._look is not None else None
        self.back.setText("返回" if self.step == FILE else "上一步")
        if self.step == OUTCOME and plan is not None:
            count = plan.created + plan.updated
            waits = bool(plan.rejected or plan.conflicts)
            self.on.setText(f"导入 {count} 条" if count else "放进待处理" if waits else "没有变化")
            self.on.setEnabled(plan.changes_anything or waits)
        else:
            self.on.setText("下一步")
            self.on.setEnabled(self.step == FILE or plan is not None)

    def _problems(self) -> list[Problem]:
        plan = self._look.plan if self._look is not None else None
        return [*plan.rejected, *plan.remarks] if plan is not None and self.step == OUTCOME else []

    # -- planning -------------------------------------------------------------------------------------

    def _read(self) -> None:
        file = self.file_step.file()
        if file is None:
            self._show_step(FILE)
            return
        record_id = self.file_step.record()
        self._back_to = record_id
        self.title.setText(f"导入到{record(record_id).label}")
        self.about.setText(file.name)
        self._look = None
        self._plan(Wish(file, record_id, given=self._given), fresh=True)

    def _plan(self, wish: Wish, *, fresh: bool = False) -> None:
        self._wish = wish
        office = self.context.office
        self.context.jobs.start(
            "读取文件",
            lambda progress: look(office, wish, None, progress),
            partial(self._planned, fresh),
            failed=self._failed if fresh else None,
            lane="write",  # the trial of the plan is an act that is rolled back
            key="import-plan",
        )

    def _failed(self, error: Exception) -> None:
        self._show_step(FILE)
        if self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _planned(self, fresh: bool, found: Look) -> None:
        self._look = found
        self.columns.show_look(found)
        if found.plan is not None:
            self.outcome.show_plan(found.plan)
        self._show_tabs(found)
        if fresh:
            clear = found.plan is not None and _obvious(found.plan)
            self._show_step(OUTCOME if clear else COLUMNS)
        elif self.step == OUTCOME and found.plan is None:
            self._show_step(COLUMNS)
        else:
            self._say_buttons()
            self.steps.setTabEnabled(OUTCOME, found.plan is not None)
            self._draw()
            self.context.show_problems(self._problems())
        QTimer.singleShot(0, self, self.ready.emit)

    def _map(self, header: str, found: str) -> None:
        if self._wish is not None:
            self._plan(replace(self._wish, mapping={**self._wish.mapping, header: found}))

    def _sheet_chosen(self, name: object) -> None:
        if self._wish is not None:
            sheet = str(name) if name is not None else None
            self._plan(replace(self._wish, sheet=sheet, header=None, mapping={}))

    def _header_chosen(self, first: int, last: int) -> None:
        if self._wish is not None and self._look is not None:
            sheet = self._wish.sheet or self._look.pictures[max(0, self.sheets.at)].name
            self._plan(replace(self._wish, sheet=sheet, header=(first, last), mapping={}))

    def _decide(self, value: Any) -> None:
        if self._wish is not None:
            self._plan(replace(self._wish, on_conflict=value))

    # -- the picture ----------------------------------------------------------------------------------

    def _show_tabs(self, found: Look) -> None:
        used = [table.sheet for table in found.plan.tables] if found.plan is not None else []
        self.sheets.put([picture.name for picture in found.pictures], used)

    def _draw(self, _at: int = 0) -> None:
        found, at = self._look, self.sheets.at
        if found is None or not 0 <= at < len(found.pictures):
            return
        picture = found.pictures[at]
        same = self.picture.pictured.picture.name == picture.name
        if found.plan is None:
            self.picture.show_picture(picture, keep_place=same, widen=True)
        elif self.step == COLUMNS:
            washes, body = column_washes(found.plan, picture)
            self.picture.show_picture(picture, body, washes, keep_place=same, widen=True)
        else:
            washes, tips = row_washes(found.plan, picture)
            self.picture.show_picture(picture, (0, 0), washes, tips, keep_place=same, widen=True)

    def _show_only(self, fate: str) -> None:
        found, at = self._look, self.sheets.at
        if found is None or found.plan is None or at < 0:
            return
        name = found.pictures[at].name
        fates = {each.row: each.fate for each in found.plan.preview if each.sheet == name}
        for line in found.plan.lines:
            if line.sheet == name:
                self.picture.setRowHidden(line.row - 1, bool(fate) and fates.get(line.row) != fate)

    # -- writing --------------------------------------------------------------------------------------

    def _commit(self) -> None:
        plan = self._look.plan if self._look is not None else None
        if plan is None or self._waiting or not self.on.isEnabled():
            return
        office = self.context.office
        self._waiting = True
        self.on.setEnabled(False)
        self.context.jobs.start(
            f"导入{plan.label}",
            lambda progress: commit_import(office, plan, progress),
            partial(self._committed, plan),
            failed=self._refused,
            lane="write",
        )

    def _refused(self, error: Exception) -> None:
        self._waiting = False
        self._say_buttons()
        if self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _committed(self, plan: ImportPlan, result: ImportResult) -> None:
        self._waiting = False
        self._wish = self._look = None
        self.file_step.path.clear()
        said = _said(plan, result)
        answers: list[Answer] = []
        if result.act:
            answers.append(("撤销", self._taker_back(result.act)))
        if result.pending:
            answers.append(("看待处理", partial(self.context.navigate, "pending")))
        self._show_step(FILE)
        self.context.navigate(plan.record)
        self.context.bars.good(said, answers)

    def _taker_back(self, act_id: int) -> Callable[[], None]:
        context = self.context

        def taken_back(done: Undone) -> None:
            context.bars.good(f"{done.title}（{done.rows} 条）。")

        def take_back() -> None:
            context.jobs.start(
                "撤销",
                lambda progress: undo(context.office.ledger, act_id),
                taken_back,
                lane="write",
            )

        return take_back


def _obvious(plan: ImportPlan) -> bool:
    """Whether the columns need no second look: all are sure, and none that holds something is lost."""
    sure = all(value >= 0.8 for table in plan.tables for value in table.confidence.values())
    return sure and not any(each.loss for each in plan.unmapped)


def _said(plan: ImportPlan, result: ImportResult) -> str:
    counts = (("新增", result.created), ("更新", result.updated), ("不变", result.unchanged))
    parts = [f"{word} {count} 条" for word, count in counts if count]
    if result.skipped:
        parts.append(f"保留 {result.skipped} 条")
    if result.pending:
        parts.append(f"{result.pending} 处放进“待处理”")
    return f"已导入{plan.label}：{'，'.join(parts) or '没有变化'}。"


def build(context: Context, parent: QWidget) -> ImportingScreen:
    """The screen."""
    return ImportingScreen(context, parent)
