"""导入: a file in five steps, each passed by itself where it has nothing to ask, then one act."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QWidget

from desktop.core.errors import Problem
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan, ImportResult
from desktop.services.importing.folder import AUTO, FolderPlan
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.importing.canvas import COLUMNS, FILE, HEADER, OUTCOME, PROBLEMS, Canvas
from desktop.ui.importing.columns import ColumnsStep
from desktop.ui.importing.file_step import FileStep
from desktop.ui.importing.finishing import next_act, tell
from desktop.ui.importing.folder_step import FolderStep
from desktop.ui.importing.header_step import HeaderStep
from desktop.ui.importing.offering import Offer, offered
from desktop.ui.importing.outcome import OutcomeStep
from desktop.ui.importing.planner import Planner
from desktop.ui.importing.problems_step import ProblemsStep
from desktop.ui.importing.work import Look, obvious, owner_of
from desktop.ui.messages import Answer
from desktop.ui.returns.password import PasswordBar
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row

STEPS = ("文件", "表头", "对应", "问题", "差异")
SIDE = 400
PAUSE = 150  # milliseconds after the last decision before the plan is made anew
ASK, MANY, WORK = range(3)  # the pages: which file, several files, one file


class ImportingScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._given: dict[str, Any] = {}
        self._back_to = ""
        self._many = False  # the several files are looked at, not one of them
        self.step = FILE
        self.planner = Planner(context, self)
        self.file_step = FileStep(self)
        self.folder_step = FolderStep(self)
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
        head.addWidget(self.about)
        head.addStretch(1)
        lines.addLayout(head)
        lines.addWidget(self.steps)
        lines.addWidget(self.password)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.file_step)
        self._stack.addWidget(self.folder_step)
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
        planner = self.planner
        planner.planned.connect(self._planned)
        planner.surveyed.connect(self._surveyed)
        planner.unknown.connect(self._unknown)
        planner.locked.connect(self._locked)
        planner.failed.connect(self._failed)
        planner.written.connect(self._written)
        self.file_step.ready.connect(self._go_on)
        self.folder_step.opened.connect(self._open_part)
        self.folder_step.record_said.connect(planner.say_record)
        self.header.sheet_chosen.connect(lambda name: planner.say(sheet=name, header=None, mapping={}))
        self.header.header_chosen.connect(self._header_chosen)
        self.columns.mapped.connect(planner.map_column)
        self.columns.owner_said.connect(self._owner_said)
        self.problems.changed.connect(self._later.start)
        self.problems.looked.connect(self.sheets.goto)
        self.problems.done.connect(self.on.setFocus)
        self.outcome.only.connect(self.sheets.show_only)
        self.outcome.decided.connect(planner.decide_all)
        self.outcome.row_decided.connect(self._decide_row)
        self.outcome.looked.connect(self.sheets.goto)
        self.sheets.row_pointed.connect(lambda at, further: self.header.point(at, further=further))
        self.sheets.column_pointed.connect(self.columns.goto)
        self.sheets.cell_pointed.connect(self.problems.at_cell)
        self.sheets.typed.connect(self.problems.put)
        self.password.wanted.connect(self._read)

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`file` (or `files`), `record`: straight to what it holds; `fixed` = (attribute, row id) for all."""
        record_id = str(where.get("record") or "")
        files = [Path(each) for each in where.get("files") or [where.get("file")] if each is not None]
        self._back_to = record_id or self._back_to
        self._given = {}
        if where.get("fixed") is not None:
            name, row_id = where["fixed"]
            self._given = {record(record_id).by_name(name).label: row_id}
        idle = self.planner.wish is None and self.planner.whole is None
        if where or idle:
            self.file_step.put(files, record_id)
        if files:
            self._read()
        elif where or idle:
            self.planner.clear()
            self._show_step(FILE)

    def refresh(self, changed: set[str]) -> None:
        """The ledger changed under the plan: plan again."""
        del changed
        if self.planner.look is not None and self.isVisible() and not self.planner.writing:
            self.planner.say()

    def offers(self, file: Path) -> list[Answer]:
        """A dropped file takes the place of the one here."""
        into = self.file_step.record()
        words = "导入" if into == AUTO else f"导入到{record(into).label}"
        return [(words, partial(self.enter, file=file, record="" if into == AUTO else into))]

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

    def _asks(self, step: int) -> bool:
        """Whether a step has anything to ask."""
        plan = self.planner.plan
        if step == HEADER or plan is None:
            return plan is None
        if step == COLUMNS:
            return not obvious(plan) or self.planner.lacks_owner
        return bool(self.problems.left()) if step == PROBLEMS else True

    def _go_on(self) -> None:
        if self.step == FILE:
            self.planner.commit() if self._many else self._read()
        elif self.step == OUTCOME and self.planner.whole is not None:
            self._show_many()
        elif self.step == OUTCOME:
            self._commit()
        elif self._later.isActive():
            self._decided(on=True)
        elif self.planner.plan is not None and not (self.step == COLUMNS and self.planner.agree()):
            self._show_step(next(each for each in range(self.step + 1, OUTCOME + 1) if self._asks(each)))

    def _go_back(self) -> None:
        if self.step > HEADER:
            self._show_step(self.step - 1)
        elif self.step == HEADER and self.planner.whole is not None:
            self._show_many()
        elif self.step == HEADER or self._many:
            self._many = False
            self._show_step(FILE)
        else:
            self.context.navigate(self._back_to or "home")

    def _step_chosen(self, at: int) -> None:
        if at != self.step:
            self._show_step(at)

    def _show_many(self) -> None:
        self._many = True
        if self.planner.folder is not None:
            self.folder_step.show_plan(self.planner.folder)
        self._show_step(FILE)

    def _show_step(self, step: int) -> None:
        self.step = step
        self._many = self._many and step == FILE
        self._say_steps()
        if step == OUTCOME and self.planner.plan is not None:
            self.outcome.show_plan(self.planner.plan, self.problems.decisions)
        self._stack.setCurrentIndex(WORK if step != FILE else MANY if self._many else ASK)
        self._side.setCurrentIndex(max(0, step - HEADER))
        self._say_buttons()
        self.sheets.show_look(self.planner.look, step)
        self.sheets.show_only("")
        self.context.show_problems(self.problems.problems() if step == PROBLEMS else [])
        if step == FILE:
            (self.folder_step.rows if self._many else self.file_step.path).setFocus()
        elif step == PROBLEMS and self.problems.left():
            self.problems.start()
        else:
            self.on.setFocus()

    def _say_steps(self) -> None:
        """Which steps can be gone to."""
        self.steps.blockSignals(True)
        self.steps.setTabEnabled(HEADER, self.planner.look is not None)
        for each in (COLUMNS, PROBLEMS, OUTCOME):
            self.steps.setTabEnabled(each, self.planner.plan is not None)
        self.steps.setCurrentIndex(self.step)
        self.steps.blockSignals(False)

    def _say_buttons(self) -> None:
        self.back.setText("返回" if self.step == FILE else "上一步")
        words, usable = next_act(self.planner, self.step, self._many)
        self.on.setText(words)
        self.on.setEnabled(usable)

    # -- planning -------------------------------------------------------------------------------------

    def _read(self, password: str = "") -> None:
        self.password.hide()
        if password and self.planner.unlock(password):
            return
        files = self.file_step.files()
        self._many = False
        if not files:
            self._show_step(FILE)
            return
        record_id = self.file_step.record()
        self._back_to = "" if record_id == AUTO else record_id
        self.about.setText(files[0].name if len(files) == 1 else f"{len(files)} 个文件")
        self.title.setText("导入")
        self.problems.begin()
        self.planner.begin(files, record_id, self._given, password)

    def _open_part(self, part: Any) -> None:
        self.problems.begin()
        self.planner.open_part(part)

    def _surveyed(self, found: FolderPlan) -> None:
        self.title.setText("导入")
        self.about.setText(found.folder.name)
        self.folder_step.show_plan(found)
        self._show_many()
        self.password.ask_for(found.locked, wrong=bool(found.passwords))
        QTimer.singleShot(0, self, self.ready.emit)

    def _unknown(self, words: str) -> None:
        self._show_step(FILE)
        self.file_step.words.setText(words)
        self.file_step.into.setFocus()
        self.file_step.into.selectAll()

    def _locked(self, wrong: bool) -> None:
        self._show_step(FILE)
        self.password.ask(wrong=wrong)

    def _failed(self, error: Exception) -> None:
        if self.planner.look is None:
            self._show_step(FILE)
        self._say_buttons()
        if self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _planned(self, found: Look, fresh: bool, on: bool) -> None:
        wish = found.wish
        self.title.setText(f"导入到{record(wish.record).label}")
        why = f"（{self.planner.reason}）" if self.planner.reason else ""
        self.about.setText(f"{wish.file.name}{why}")
        self.header.show_look(found)
        self.columns.show_look(found)
        if found.plan is not None:
            if self.planner.wish is not None:
                self.problems.decisions = self.planner.wish.decisions
            self.problems.show_plan(found.plan, found.groups)
        if fresh:
            self._show_step(next(each for each in range(HEADER, OUTCOME + 1) if self._asks(each)))
        elif found.plan is None and self.step != HEADER:
            self._show_step(HEADER)
        else:
            self._show_again(found)
        if on:
            self._go_on()
        QTimer.singleShot(0, self, self.ready.emit)

    def _show_again(self, found: Look) -> None:
        """The same step with a new plan: the cursor stays where it is."""
        if self.step == OUTCOME and found.plan is not None:
            self.outcome.show_plan(found.plan, self.problems.decisions)
        self._say_steps()
        self._say_buttons()
        self.sheets.show_look(found, self.step)
        self.context.show_problems(self.problems.problems() if self.step == PROBLEMS else [])
        if self.step == PROBLEMS and not self.problems.left():
            self.on.setFocus()

    def _offered(self, problem: Problem) -> Offer:
        plan = self.planner.plan
        return offered(self.context.office, plan, problem) if plan is not None else Offer()

    def _owner_said(self, row_id: object) -> None:
        wish = self.planner.wish
        if wish is not None:
            self.planner.say(given={**wish.given, owner_of(wish.record): row_id})

    def _header_chosen(self, first: int, last: int) -> None:
        wish, shown = self.planner.wish, self.planner.look
        if wish is not None and shown is not None:
            here = shown.pictures[max(0, self.sheets.at)].name
            sheet = wish.sheet if self.planner.whole is not None else wish.sheet or here
            self.planner.say(sheet=sheet, header=(first, last), mapping={})

    def _decided(self, *, on: bool = False) -> None:
        self._later.stop()
        self.planner.say(decisions=self.problems.decisions, on=on)

    def _decide_row(self, place: Any, value: Any) -> None:
        self.problems.decisions.conflicts.pop(place, None)
        if value is not None:
            self.problems.decisions.conflicts[place] = value
        self._decided()

    # -- writing --------------------------------------------------------------------------------------

    def _commit(self) -> None:
        if self.on.isEnabled():
            self.on.setEnabled(False)
            self.planner.commit()

    def _written(self, plan: ImportPlan | FolderPlan, result: ImportResult) -> None:
        self.planner.clear()
        self.problems.begin()
        self.file_step.path.clear()
        self._many = False
        self._show_step(FILE)
        self.context.navigate(plan.record if isinstance(plan, ImportPlan) else "home")
        tell(self.context, plan, result)


def build(context: Context, parent: QWidget) -> ImportingScreen:
    """The screen."""
    return ImportingScreen(context, parent)
