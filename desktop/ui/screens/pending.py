"""待处理: what an import could not write: put right in the grid and tried again, or away with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSplitter, QWidget

from desktop.core.errors import Problem
from desktop.records.catalogue import record
from desktop.services.retrying import Retried, discard, retry
from desktop.services.waiting import Waiting, waiting
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.importing.discarding import DiscardBar
from desktop.ui.importing.groups import WORDED
from desktop.ui.importing.waiting_grid import FIX, PLACE, WHEN, RowCells, WaitingGrid
from desktop.ui.screens.listed import ListedScreen
from desktop.ui.widgets import button, column, label

WAITING = "pending"
NOTE = "导入时没能写进台账的内容。在“改为”里写上对的，点“写进台账”；不需要的移走。"
NOTHING = "没有待处理的内容。导入时写不进台账的行和单元格会原样放在这里。"


class PendingScreen(ListedScreen):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.grid = WaitingGrid()
        super().__init__(context, self.grid, self._start_reading, parent)
        self._entries: list[Waiting] = []
        self._texts: dict[int, dict[str, str]] = {}
        self._said: dict[int, str] = {}
        self.grid.put.connect(self._typed)
        self.grid.itemSelectionChanged.connect(self._say)
        self.cells = RowCells(self)
        self.cells.put.connect(self._cell_typed)
        self.copy = button("复制原文", icon="paste", help="把原来写的内容复制到剪贴板", parent=self)
        self.copy.clicked.connect(self._copy)
        self.open = button("去台账里填", icon="edit", help="打开这条记录，或新增一条", parent=self)
        self.open.clicked.connect(self._open)
        self.away = button("移走…", icon="delete", help="不用写进台账的，写明原因移走", parent=self)
        self.away.clicked.connect(self._ask)
        self.write = button("写进台账", primary=True, help="把改好的再试一次，一步写入，可撤销", parent=self)
        self.write.clicked.connect(self._retry)
        self.discard = DiscardBar(self)
        self.discard.wanted.connect(self._discard)
        buttons = (self.copy, self.open, self.away, self.write)
        self.lay_out("待处理", NOTE, buttons, NOTHING, bar=self.discard, body=self._beside_each_other())

    def _beside_each_other(self) -> QWidget:
        self._beside = QWidget(self)
        side = column(self._beside, spacing=tokens.SMALL)
        side.setContentsMargins(tokens.MEDIUM, 0, 0, 0)
        side.addWidget(label("这一行（标 ✕ 的有问题，别的也可以改）", "quiet", parent=self._beside))
        side.addWidget(self.cells, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.grid)
        split.addWidget(self._beside)
        split.setStretchFactor(0, 1)
        split.setSizes([870, 300])
        return split

    def goto(self, problem: Problem) -> bool:
        """F4 walks through the entries."""
        for at, entry in enumerate(self._entries):
            if problem.record == WAITING and problem.row_id == entry.id:
                self.grid.setCurrentCell(at, FIX)
                return True
        return False

    def _start_reading(self) -> None:
        office = self.context.office
        self.context.jobs.start("读取待处理", lambda progress: waiting(office), self._show, key="pending")

    def _show(self, found: Sequence[Waiting]) -> None:
        self._entries = list(found)
        known = {each.id for each in found}
        self._texts = {each: texts for each, texts in self._texts.items() if each in known}
        self._said = {each: said for each, said in self._said.items() if each in known}
        self.grid.show_entries(self._entries, self._texts, self._said)
        self.turn(empty=not found)
        if self.isVisible():
            self.context.show_problems(
                [Problem(each.rule, each.problem, record=WAITING, row_id=each.id) for each in found]
            )
        self._say()

    def _in_hand(self) -> Waiting | None:
        at = self.grid.currentRow()
        return self._entries[at] if 0 <= at < len(self._entries) else None

    def _say(self) -> None:
        chosen, entry = self.grid.chosen(), self._in_hand()
        for each in (self.copy, self.open, self.away):
            each.setEnabled(bool(chosen))
        self.write.setEnabled(bool(self._texts))
        self.write.setText(f"写进台账 {len(self._texts)} 条" if self._texts else "写进台账")
        whole = entry is not None and bool(entry.cells)
        self._beside.setVisible(whole)
        for at in (PLACE, WHEN):  # they give way to what is typed into
            self.grid.setColumnHidden(at, whole)
        if entry is not None and entry.cells:
            self.cells.show_entry(entry, self._texts.get(entry.id, {}))
        words = f"共 {len(self._entries)} 条" + (f" · 已选 {len(chosen)} 条" if chosen else "")
        self.status.emit(words + (f" · 已改 {len(self._texts)} 条" if self._texts else ""))

    # -- putting right --------------------------------------------------------------------------------

    def _keep(self, entry: Waiting, header: str, text: str) -> None:
        said = self._texts.setdefault(entry.id, {})
        if text:
            said[header] = text
        else:
            said.pop(header, None)
        if not said:
            del self._texts[entry.id]

    def _typed(self, at: int, text: str) -> None:
        entry = self._entries[at]
        alike = [
            each for each in self._entries if each is not entry and _worded(entry) and _alike(entry, each)
        ]
        for each in (entry, *alike):
            self._keep(each, each.cell().header, text)
        if alike:
            self.grid.show_entries(self._entries, self._texts, self._said)
        self._say()

    def _cell_typed(self, at: int, text: str) -> None:
        entry = self._in_hand()
        if entry is not None:
            self._keep(entry, self.cells.header(at), text)
            self.grid.show_entries(self._entries, self._texts, self._said)

    def _retry(self) -> None:
        office, texts = self.context.office, {each: dict(said) for each, said in self._texts.items()}
        if texts:
            self.context.jobs.start(
                "写进台账", lambda progress: retry(office, texts, progress), self._retried, lane="write"
            )

    def _retried(self, done: Retried) -> None:
        for each in done.done:
            self._texts.pop(each, None)
        self._said = dict(done.left)
        if done.done:
            self.context.bars.good(f"已写进台账 {len(done.done)} 条，可用“撤销”恢复。")
        if done.left:
            self.context.bars.warn(f"{len(done.left)} 条还是写不进，原因在“问题”一栏。", "请改了再试。")
        self.read()

    # -- the rest -------------------------------------------------------------------------------------

    def _copy(self) -> None:
        texts = [self._entries[at].typed for at in self.grid.chosen()]
        QGuiApplication.clipboard().setText("\n".join(texts))
        self.context.bars.good(f"已复制 {len(texts)} 条原文，可以粘贴到台账里。")

    def _open(self, *_: object) -> None:
        entry = self._in_hand()
        if entry is not None and entry.row is not None:
            self.context.navigate(entry.record, row=entry.row, path=entry.path)
        elif entry is not None:
            self.context.navigate(entry.record, new=True)

    def _ask(self) -> None:
        count = len(self.grid.chosen())
        if count:
            self.discard.ask(f"移走选中的 {count} 条，原因")

    def _discard(self, reason: str) -> None:
        ids = [self._entries[at].id for at in self.grid.chosen()]
        office = self.context.office
        self.context.jobs.start(
            "移走",
            lambda progress: discard(office, ids, reason),
            partial(self._discarded, len(ids)),
            lane="write",
        )

    def _discarded(self, count: int, _done: int) -> None:
        self.context.bars.good(f"已移走 {count} 条，可用“撤销”恢复。")


def _worded(entry: Waiting) -> bool:
    """Whether it is a word of a list: what it means in one row it means in all."""
    path = record(entry.record).find_path(entry.path) if entry.record else None
    return entry.row is not None and path is not None and path.field.kind in WORDED


def _alike(one: Waiting, other: Waiting) -> bool:
    return (one.record, one.path, one.typed) == (
        other.record,
        other.path,
        other.typed,
    ) and other.row is not None


def build(context: Context, parent: QWidget) -> PendingScreen:
    """The screen."""
    return PendingScreen(context, parent)
