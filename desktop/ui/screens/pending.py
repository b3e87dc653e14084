"""待处理: what an import could not write, kept as it was typed until somebody has dealt with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop.core.errors import Problem
from desktop.services.waiting import Waiting, settle, waiting
from desktop.ui.context import Context
from desktop.ui.rows import Rows
from desktop.ui.screens.listed import ListedScreen
from desktop.ui.widgets import button

WAITING = "pending"
HEADINGS = ("台账", "字段", "原来写的", "问题", "出处", "导入时间")
WIDTHS = (90, 120, 220, 0, 260, 130)


class PendingScreen(ListedScreen):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, Rows("待处理", HEADINGS, WIDTHS, several=True), parent)
        self._entries: list[Waiting] = []
        self.rows.entered.connect(self._open)
        self.rows.itemSelectionChanged.connect(self._say)
        self.copy = button("复制原文", icon="paste", help="把原来写的内容复制到剪贴板", parent=self)
        self.copy.clicked.connect(self._copy)
        self.open = button("去补填", icon="edit", help="打开这条记录，或新增一条 (Enter)", parent=self)
        self.open.clicked.connect(self._open)
        self.done = button(
            "处理完了", icon="ok", primary=True, help="从这里移走，可用“撤销”恢复", parent=self
        )
        self.done.clicked.connect(self._settle)
        self.lay_out(
            "待处理",
            "导入时没能写进台账的内容，原样留在这里。补到台账以后，点“处理完了”。",
            (self.copy, self.open, self.done),
            "没有待处理的内容。导入时写不进台账的行和单元格会原样放在这里。",
        )

    def goto(self, problem: Problem) -> bool:
        """F4 walks through the entries."""
        for at, entry in enumerate(self._entries):
            if problem.record == WAITING and problem.row_id == entry.id:
                self.rows.setCurrentCell(at, 0)
                return True
        return False

    def start(self) -> None:
        """What waits."""
        office = self.context.office
        self.context.jobs.start("读取待处理", lambda progress: waiting(office), self._show, key="pending")

    def _show(self, found: Sequence[Waiting]) -> None:
        self._entries = list(found)
        self.put(
            [(each.label, each.path, _flat(each.shown), each.problem, each.place, each.at) for each in found]
        )
        if self.isVisible():
            self.context.show_problems(
                [Problem(each.rule, each.problem, record=WAITING, row_id=each.id) for each in found]
            )
        self._say()

    def _say(self) -> None:
        chosen = self.rows.chosen()
        for each in (self.copy, self.open, self.done):
            each.setEnabled(bool(chosen))
        self.status.emit(f"共 {len(self._entries)} 条" + (f" · 已选 {len(chosen)} 条" if chosen else ""))

    def _copy(self) -> None:
        texts = [self._entries[at].typed for at in self.rows.chosen()]
        QGuiApplication.clipboard().setText("\n".join(texts))
        self.context.bars.good(f"已复制 {len(texts)} 条原文，可以粘贴到台账里。")

    def _open(self, *_: object) -> None:
        at = self.rows.currentRow()
        if not 0 <= at < len(self._entries):
            return
        entry = self._entries[at]
        if entry.row is not None:
            self.context.navigate(entry.record, row=entry.row, path=entry.path)
        else:
            self.context.navigate(entry.record, new=True)

    def _settle(self) -> None:
        ids = [self._entries[at].id for at in self.rows.chosen()]
        office = self.context.office
        self.context.jobs.start(
            "处理", lambda progress: settle(office, ids), partial(self._settled, len(ids)), lane="write"
        )

    def _settled(self, count: int, _done: int) -> None:
        self.context.bars.good(f"已移走 {count} 条，可用“撤销”恢复。")


def _flat(typed: str) -> str:
    """What was typed, on one line."""
    return " ".join(typed.split())


def build(context: Context, parent: QWidget) -> PendingScreen:
    """The screen."""
    return PendingScreen(context, parent)
