"""历史 of one row: what was done to it, newest first, each change from old to new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.core.progress import Progress
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.widgets import column, empty, label

if TYPE_CHECKING:
    from desktop.services.history import Touch

SHOWN = 100
BLANK = "空白"


class Past(QScrollArea):
    """A page of the panel."""

    def __init__(self, context: Context, record_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._record_id = context, record_id
        self.setAccessibleName("历史")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._lines = column(inside, spacing=tokens.TIGHT)
        self._lines.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.MEDIUM)
        self.setWidget(inside)

    def load(self, row_id: int | None) -> None:
        """The history of a row."""
        if row_id is None:
            self._show([])
            return
        office, record_id = self._context.office, self._record_id

        def read(progress: Progress) -> list[Touch]:
            from desktop.services.history import of_row  # late: a table is shown before the store is read in

            progress.step(0)
            return of_row(office, record_id, row_id)

        self._context.jobs.start("读取历史", read, self._show, key=f"past-{id(self)}")

    def _show(self, touches: Sequence[Touch]) -> None:
        empty(self._lines)
        for each in touches[:SHOWN]:
            self._add(each)
        if len(touches) > SHOWN:
            self._lines.addWidget(label(f"以上是最近 {SHOWN} 步，共 {len(touches)} 步。", "quiet"))
        if not touches:
            self._lines.addWidget(label("还没有记录。", "quiet"))
        self._lines.addStretch(1)

    def _add(self, touch: Touch) -> None:
        when = touch.at[:16].replace("T", " ")
        head = f"{touch.word} {touch.record}　{when}　{touch.actor}".rstrip()
        self._lines.addSpacing(tokens.TIGHT)
        self._lines.addWidget(label(head, "quiet", wrap=True))
        undone = "（已撤销）" if touch.undone else ""
        self._lines.addWidget(label(f"{touch.number}．{touch.title}{undone}", wrap=True))
        for each in touch.altered:
            said = f"{each.label}：{each.old or BLANK} → {each.new or BLANK}"
            change = label(said, wrap=True)
            change.setContentsMargins(tokens.MEDIUM, 0, 0, 0)
            self._lines.addWidget(change)
