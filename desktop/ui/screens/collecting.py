"""收表: files out to departments or teachers, a folder back, conflicts decided, one act."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from desktop.services.collecting import (
    CollectPlan,
    CollectResult,
    Made,
    batches,
    commit_collect,
    make,
    plan_collect,
)
from desktop.ui import tokens
from desktop.ui.collecting.deciding_step import DecidingStep
from desktop.ui.collecting.making_step import MakingStep
from desktop.ui.collecting.reading_step import ReadingStep
from desktop.ui.context import Context
from desktop.ui.importing.finishing import taker_back
from desktop.ui.messages import Answer
from desktop.ui.returns.export import open_file
from desktop.ui.returns.password import PasswordBar
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row

STEPS = ("发出", "收回", "核对")
MAKE, READ, DECIDE = range(3)
PAUSE = 150  # milliseconds after the last answer before the plan is made anew


class CollectingScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.plan: CollectPlan | None = None
        self.step = MAKE
        self._stale = True
        self._writing = False
        self._passwords: tuple[str, ...] = ()
        self.making = MakingStep(context.settings, context.office.today, self)
        self.reading = ReadingStep(self)
        self.deciding = DecidingStep(self)
        self.password = PasswordBar(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(PAUSE)
        self._later.timeout.connect(partial(self._read, again=True))
        self._build()
        self.making.ready.connect(self._go_on)
        self.making.chosen.connect(partial(self._show_step, READ))
        self.reading.wanted.connect(self._read)
        self.password.wanted.connect(self._unlock)
        self.deciding.changed.connect(self._later.start)
        self.deciding.done.connect(self.on.setFocus)
        self._show_step(MAKE)

    def _build(self) -> None:
        title = label("收表", parent=self)
        title.setObjectName("screen-title")
        head = row()
        head.addWidget(title)
        head.addWidget(label("把表发给系部或教师填，U 盘收回来，一步并进台账。", "quiet", parent=self), 1)
        self.steps = QTabBar(self)
        self.steps.setExpanding(False)
        self.steps.setAccessibleName("收表步骤")
        for at, name in enumerate(STEPS, 1):
            self.steps.addTab(f"{at} {name}")
        self.steps.currentChanged.connect(self._step_chosen)
        self._stack = QStackedWidget(self)
        for each in (self.making, self.reading, self.deciding):
            self._stack.addWidget(each)
        self.back = button("上一步", help="Shift+Enter 或 Esc", parent=self)
        self.back.clicked.connect(self._go_back)
        self.on = button("", primary=True, help="Enter", parent=self)
        self.on.clicked.connect(self._go_on)
        foot = row()
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.on)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(self.steps)
        lines.addWidget(self.password)
        lines.addWidget(self._stack, 1)
        lines.addLayout(foot)

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`record` and `by`: what to make; `folder`: what to read."""
        if where.get("record"):
            self.making.put(str(where["record"]), str(where.get("by") or "department"))
            self._show_step(MAKE)
        if where.get("folder"):
            self.reading.folder.put(str(where["folder"]))
            self._read()
        if self._stale:
            self._list()

    def refresh(self, changed: set[str]) -> None:
        """Something was written: the plan may be another one."""
        del changed
        self._stale = True
        if self.isVisible():
            self._list()
            if self.plan is not None and not self._writing:
                self._read(again=True)

    def _list(self) -> None:
        self._stale = False
        office = self.context.office
        self.context.jobs.start(
            "读取收表", lambda progress: batches(office), self._listed, key="collect-list"
        )

    def _listed(self, found: Any) -> None:
        self.making.show_sent(found)
        QTimer.singleShot(0, self, self.ready.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Shift+Enter and Esc back."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (
            enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self._go_back()
        elif enter:
            self._go_on()
        else:
            super().keyPressEvent(event)

    # -- steps ----------------------------------------------------------------------------------------

    def _step_chosen(self, at: int) -> None:
        if at != self.step:
            self._show_step(at)

    def _show_step(self, step: int) -> None:
        self.step = step
        self.steps.blockSignals(True)
        self.steps.setTabEnabled(DECIDE, self.plan is not None)
        self.steps.setCurrentIndex(step)
        self.steps.blockSignals(False)
        self._stack.setCurrentIndex(step)
        self._say()
        if step == MAKE:
            self.making.out.path.setFocus()
        elif step == READ:
            self.reading.folder.path.setFocus() if self.plan is None else self.on.setFocus()
        elif self.deciding.left():
            self.deciding.start()
        else:
            self.on.setFocus()

    def _say(self) -> None:
        self.back.setVisible(self.step != MAKE)
        plan = self.plan
        if self.step == MAKE:
            self.on.setText("生成")
            self.on.setEnabled(True)
        elif self.step == READ:
            self.on.setText("下一步" if plan is not None else "读取")
            self.on.setEnabled(True)
        else:
            count = plan.updated + plan.created if plan is not None else 0
            self.on.setText(f"写进台账 {count} 条" if count else "登记收到")
            self.on.setEnabled(plan is not None and plan.changes_anything)
        if plan is not None:
            missing = len(plan.missing())
            self.status.emit(f"收到 {len(plan.returned)} 份" + (f" · 还差 {missing} 个" if missing else ""))

    def _go_on(self) -> None:
        if self.step == MAKE:
            self._make()
        elif self.plan is None:
            self._read()
        elif self.step == READ:
            self._show_step(DECIDE)
        elif not self._later.isActive():
            self._commit()

    def _go_back(self) -> None:
        if self.step != MAKE:
            self._show_step(self.step - 1)

    # -- out ------------------------------------------------------------------------------------------

    def _make(self) -> None:
        wish = self.making.wish()
        if wish is None:
            return
        office, out = self.context.office, self.making.folder()
        self.context.jobs.start(
            "生成收表", lambda progress: make(office, wish, out, progress), self._made, lane="write"
        )

    def _made(self, made: Made) -> None:
        left = f"；{made.left} 条不属于任何一个，没有放进去" if made.left else ""
        answers: list[Answer] = [("打开文件夹", partial(open_file, made.folder))]
        self.context.bars.good(
            f"已生成 {len(made.files)} 份表（编号 {made.batch.id}），已有 {made.rows} 条{left}。", answers
        )
        self.reading.folder.put(made.folder)
        self._list()

    # -- back -----------------------------------------------------------------------------------------

    def _read(self, *, again: bool = False) -> None:
        folder = self.reading.folder.folder()
        if folder is None:
            self._show_step(READ)
            return
        if not again:
            self.plan = None
            self.deciding.begin()
        self.password.hide()
        office, answers, words = self.context.office, dict(self.deciding.answers), self._passwords
        self.context.jobs.start(
            "重新核对" if again else "读取交回的表",
            lambda progress: plan_collect(office, Path(folder), answers, progress, words),
            partial(self._planned, again),
            lane="write",  # the trial of the plan is an act that is rolled back
            key="collect-plan",
        )

    def _unlock(self, typed: str) -> None:
        self._passwords = (*self._passwords, typed)
        self._read()

    def _planned(self, again: bool, plan: CollectPlan) -> None:
        self.plan = plan
        self.reading.show_plan(plan)
        self.deciding.show_plan(plan)
        if again:
            self.steps.setTabEnabled(DECIDE, True)
            self._say()
        else:
            self._show_step(READ)
        locked = [each.file for each in plan.strays if each.locked]
        self.password.ask_for(locked, wrong=bool(self._passwords))
        QTimer.singleShot(0, self, self.ready.emit)

    def _commit(self) -> None:
        plan = self.plan
        if plan is None or self._writing:
            return
        self._writing = True
        office = self.context.office
        self.context.jobs.start(
            "写进台账",
            lambda progress: commit_collect(office, plan, progress),
            self._committed,
            failed=self._failed,
            lane="write",
        )

    def _failed(self, error: Exception) -> None:
        self._writing = False
        if self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _committed(self, done: CollectResult) -> None:
        self._writing = False
        answers: list[Answer] = []
        if done.act:
            answers.append(("撤销", taker_back(self.context, done.act)))
        if done.waiting:
            answers.append(("看待处理", partial(self.context.navigate, "pending")))
        waits = f"，{done.waiting} 处放进“待处理”" if done.waiting else ""
        self.context.bars.good(
            f"收表已写进台账：更新 {done.updated} 条，新增 {done.created} 条{waits}。", answers
        )
        self.deciding.begin()
        self._show_step(READ)
        self._read(again=True)


def build(context: Context, parent: QWidget) -> CollectingScreen:
    """The screen."""
    return CollectingScreen(context, parent)
