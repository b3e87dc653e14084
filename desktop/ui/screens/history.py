"""操作历史: every act of this ledger, newest first; any of them can be taken back by itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.core.errors import UserError
from desktop.services.history import Step, history
from desktop.store.undo import Undone, undo
from desktop.ui.context import Context
from desktop.ui.rows import Rows
from desktop.ui.screens.listed import ListedScreen
from desktop.ui.widgets import button

SHOWN = 500
HEADINGS = ("序号", "时间", "谁", "做了什么", "新增", "修改", "删除", "现状")
WIDTHS = (60, 140, 100, 0, 70, 70, 70, 90)
NUMBERS = (0, 4, 5, 6)


class HistoryScreen(ListedScreen):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            context, Rows("操作历史", HEADINGS, WIDTHS, numbers=NUMBERS), self._start_reading, parent
        )
        self._steps: list[Step] = []
        self.rows.entered.connect(self._take_back)
        self.rows.currentCellChanged.connect(self._say)
        self.take_back = button("撤销这一步", icon="undo", help="只撤销选中的这一步", parent=self)
        self.take_back.clicked.connect(self._take_back)
        self.lay_out(
            "操作历史",
            "每一步都记着谁在什么时候做了什么；撤销本身也是一步，可以再撤销。",
            (self.take_back,),
            "还没有做过什么。",
        )

    def _start_reading(self) -> None:
        ledger = self.context.office.ledger
        self.context.jobs.start(
            "读取操作历史", lambda progress: history(ledger, SHOWN), self._show, key="history"
        )

    def _show(self, steps: Sequence[Step]) -> None:
        self._steps = list(steps)
        self.put(
            [
                (
                    str(step.number), step.at.replace("T", " ")[:16], step.actor, step.title,
                    str(step.created or ""), str(step.changed or ""), str(step.deleted or ""),
                    "已撤销" if step.undone else "",
                )
                for step in steps
            ]
        )  # fmt: skip
        self.status.emit(f"共 {len(steps)} 步" + ("（只列最近的）" if len(steps) == SHOWN else ""))
        self._say()

    def _step(self) -> Step | None:
        at = self.rows.currentRow()
        return self._steps[at] if 0 <= at < len(self._steps) else None

    def _say(self, *_: object) -> None:
        step = self._step()
        wrote = step is not None and step.created + step.changed + step.deleted > 0
        self.take_back.setEnabled(wrote and step is not None and not step.undone and step.kind != "create")

    def _take_back(self, *_: object, keep_later: bool = False) -> None:
        step = self._step()
        if step is None or not self.take_back.isEnabled():
            return
        ledger, act = self.context.office.ledger, step.id
        self.context.jobs.start(
            "撤销",
            lambda progress: undo(ledger, act, keep_later=keep_later),
            self._done,
            failed=partial(self._refused, keep_later),
            lane="write",
        )

    def _done(self, done: Undone) -> None:
        kept = f"，保留了后来改动过的 {done.kept} 条" if done.kept else ""
        self.context.bars.good(f"{done.title}（{done.rows} 条{kept}）。")

    def _refused(self, keep_later: bool, error: Exception) -> None:
        if isinstance(error, UserError) and not keep_later:
            rest = [("只撤销其余的", partial(self._take_back, keep_later=True))]
            self.context.bars.warn(
                error.sentence, error.hint, rest if "之后又改动过" in error.sentence else []
            )
        elif self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)


def build(context: Context, parent: QWidget) -> HistoryScreen:
    """The screen."""
    return HistoryScreen(context, parent)
