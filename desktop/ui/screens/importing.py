"""导入: a file in five steps, each passed by itself where it has nothing to ask, then one act."""

from __future__ import annotations

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
from desktop.services.returning.correcting import NeedsPassword
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.importing.canvas import COLUMNS, FILE, HEADER, OUTCOME, PROBLEMS, Canvas
from desktop.ui.importing.columns import ColumnsStep
from desktop.ui.importing.file_step import FileStep
from desktop.ui.importing.finishing import tell
from desktop.ui.importing.header_step import HeaderStep
from desktop.ui.importing.offering import Offer, offered
from desktop.ui.importing.outcome import OutcomeStep
from desktop.ui.importing.problems_step import ProblemsStep
from desktop.ui.importing.work import Look, Wish, copied, look, obvious
from desktop.ui.messages import Answer
from desktop.ui.returns.password import PasswordBar
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row

STEPS = ("文件", "表头", "对应", "问题", "差异")
SIDE = 400
PAUSE = 150  # milliseconds after the last decision before the plan is made anew


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
        self.header = HeaderStep(self)
        self.columns = ColumnsStep(self)
        self.problems = ProblemsStep(self._offered, self)
        self.outcome = OutcomeStep(self)
        self.sheets = Canvas(self)
        self.picture = self.sheets.picture
        self.password = PasswordBar(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE)
        self._later.timeout.connect(self._decided)
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
        self.steps = QTabBar(self)
        self.steps.setExpanding(False)
        self.steps.setAccessibleName("导入步骤")
        for at, name in enumerate(STEPS, 1):
            self.steps.addTab(f"{at} {name}")
        self.steps.currentChanged.connect(self._step_chosen)
        head = row()
        head.addWidget(self.title)
        head.addWidget(self.about, 1)
        lines.addLayout(head)
        lines.addWidget(self.steps)
        lines.addWidget(self.password)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.file_step)
        self._stack.addWidget(self._workbench())
        lines.addWidget(self._stack, 1)
        lines.addLayout(self._foot())

    def _workbench(self) -> QWidget:
        self._side = QStackedWidget(self)
        for each in (self.header, self.columns, self.problems, self.outcome):
            self._side.addWidget(each)
        self._side.setContentsMargins(tokens.MEDIUM, 0, 0, 0)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.sheets)
        split.addWidget(self._side)
        split.setStretchFactor(0, 1)
        split.setSizes([760, SIDE])
        self._side.setMinimumWidth(SIDE - 20)
        return split

    def _foot(self) -> Any:
        self.back = button("返回", help="Shift+Enter 或 Esc", parent=self)
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
        self.header.sheet_chosen.connect(self._sheet_chosen)
        self.header.header_chosen.connect(self._header_chosen)
        self.columns.mapped.connect(self._map)
        self.problems.changed.connect(self._decide_later)
        self.problems.looked.connect(self.sheets.goto)
        self.problems.done.connect(self.on.setFocus)
        self.outcome.only.connect(self.sheets.show_only)
        self.outcome.decided.connect(self._decide_all)
        self.outcome.row_decided.connect(self._decide_row)
        self.outcome.looked.connect(self.sheets.goto)
        self.sheets.row_pointed.connect(lambda at, further: self.header.point(at, further=further))
        self.sheets.column_pointed.connect(self.columns.goto)
        self.sheets.cell_pointed.connect(self.problems.at_cell)
        self.sheets.typed.connect(self.problems.put)
        self.password.wanted.connect(self._password_said)

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
            self._plan(self._wish)

    def offers(self, file: Path) -> list[Answer]:
        """A dropped file takes the place of the one here."""
        name = record(self.file_step.record()).label
        return [(f"导入到{name}", partial(self.enter, file=file, record=self.file_step.record()))]

    def goto(self, problem: Problem) -> bool:
        """F4."""
        return self.step == PROBLEMS and self.problems.goto(problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter and Esc back."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        back = enter and bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if back or event.key() == Qt.Key.Key_Escape:
            self._go_back()
        elif enter:
            self._go_on()
        else:
            super().keyPressEvent(event)

    # -- steps ----------------------------------------------------------------------------------------

    def _plan_now(self) -> ImportPlan | None:
        return self._look.plan if self._look is not None else None

    def _asks(self, step: int) -> bool:
        """Whether a step has anything to ask."""
        plan = self._plan_now()
        if step == HEADER or plan is None:
            return plan is None
        if step == COLUMNS:
            return not obvious(plan)
        return bool(self.problems.left()) if step == PROBLEMS else True

    def _go_on(self) -> None:
        if self.step == FILE:
            self._read()
        elif self.step == OUTCOME:
            self._commit()
        elif self._plan_now() is not None and not self._later.isActive():
            self._show_step(next(each for each in range(self.step + 1, OUTCOME + 1) if self._asks(each)))
        elif self._later.isActive():
            self._later.stop()
            self._decided(on=True)

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
        planned = self._plan_now() is not None
        self.steps.blockSignals(True)
        self.steps.setTabEnabled(HEADER, self._look is not None)
        for each in (COLUMNS, PROBLEMS, OUTCOME):
            self.steps.setTabEnabled(each, planned)
        self.steps.setCurrentIndex(step)
        self.steps.blockSignals(False)
        self._stack.setCurrentIndex(0 if step == FILE else 1)
        self._side.setCurrentIndex(max(0, step - HEADER))
        self._say_buttons()
        self.sheets.show_look(self._look, step)
        self.sheets.show_only("")
        self.context.show_problems(self.problems.problems() if step == PROBLEMS else [])
        if step == FILE:
            self.file_step.path.setFocus()
        elif step == PROBLEMS and self.problems.left():
            self.problems.start()
        else:
            self.on.setFocus()

    def _say_buttons(self) -> None:
        plan = self._plan_now()
        self.back.setText("返回" if self.step == FILE else "上一步")
        if self.step == OUTCOME and plan is not None:
            count = plan.created + plan.updated
            waits = bool(plan.rejected or plan.conflicts)
            self.on.setText(f"导入 {count} 条" if count else "放进待处理" if waits else "没有变化")
            self.on.setEnabled(plan.changes_anything or waits)
        else:
            self.on.setText("下一步")
            self.on.setEnabled(self.step == FILE or plan is not None)

    # -- planning -------------------------------------------------------------------------------------

    def _read(self, password: str = "") -> None:
        file = self.file_step.file()
        if file is None:
            self._show_step(FILE)
            return
        self.password.hide()
        record_id = self.file_step.record()
        self._back_to = record_id
        self.title.setText(f"导入到{record(record_id).label}")
        self.about.setText(file.name)
        self._look = None
        self.problems.begin()
        wish = Wish(file, record_id, given=self._given, decisions=self.problems.decisions, password=password)
        self._plan(wish, fresh=True)

    def _plan(self, wish: Wish, *, fresh: bool = False, on: bool = False) -> None:
        """Make the plan anew; `fresh` of another file, `on` to go to the next step with it."""
        self._wish = wish
        office = self.context.office
        known = None if fresh or self._look is None else self._look.drawn
        asked = replace(wish, decisions=copied(wish.decisions))
        self.context.jobs.start(
            "读取文件" if fresh else "重新核对",
            lambda progress: look(office, asked, known, progress),
            partial(self._planned, fresh, on),
            failed=self._failed if fresh else None,
            lane="write",  # the trial of the plan is an act that is rolled back
            key="import-plan",
        )

    def _failed(self, error: Exception) -> None:
        self._show_step(FILE)
        if isinstance(error, NeedsPassword):
            self.password.ask(wrong=error.wrong)
        elif self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _password_said(self, typed: str) -> None:
        self._read(typed)

    def _planned(self, fresh: bool, on: bool, found: Look) -> None:
        self._look = found
        self.header.show_look(found)
        self.columns.show_look(found)
        if found.plan is not None:
            self.problems.show_plan(found.plan)
            self.outcome.show_plan(found.plan, self.problems.decisions)
        if fresh:
            self._show_step(next(each for each in range(HEADER, OUTCOME + 1) if self._asks(each)))
        elif found.plan is None and self.step != HEADER:
            self._show_step(HEADER)
        else:
            self._say_buttons()
            for each in (COLUMNS, PROBLEMS, OUTCOME):
                self.steps.setTabEnabled(each, found.plan is not None)
            self.sheets.show_look(found, self.step)
            self.context.show_problems(self.problems.problems() if self.step == PROBLEMS else [])
            if self.step == PROBLEMS and not self.problems.left():
                self.on.setFocus()
        if on:
            self._go_on()
        QTimer.singleShot(0, self, self.ready.emit)

    def _offered(self, problem: Problem) -> Offer:
        plan = self._plan_now()
        return offered(self.context.office, plan, problem) if plan is not None else Offer()

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

    # -- deciding -------------------------------------------------------------------------------------

    def _decide_later(self) -> None:
        self._later.start()

    def _decided(self, *, on: bool = False) -> None:
        if self._wish is not None:
            self._plan(replace(self._wish, decisions=self.problems.decisions), on=on)

    def _decide_all(self, value: Any) -> None:
        if self._wish is not None:
            self.problems.decisions.conflicts.clear()
            self._plan(replace(self._wish, on_conflict=value))

    def _decide_row(self, place: Any, value: Any) -> None:
        self.problems.decisions.conflicts.pop(place, None)
        if value is not None:
            self.problems.decisions.conflicts[place] = value
        self._decided()

    # -- writing --------------------------------------------------------------------------------------

    def _commit(self) -> None:
        plan = self._plan_now()
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
        self.problems.begin()
        self.file_step.path.clear()
        self._show_step(FILE)
        self.context.navigate(plan.record)
        tell(self.context, plan, result)


def build(context: Context, parent: QWidget) -> ImportingScreen:
    """The screen."""
    return ImportingScreen(context, parent)
