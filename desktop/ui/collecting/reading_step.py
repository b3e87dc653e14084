"""The second step of 收表: the folder that came back, and of each addressee what has come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop.services.collecting import CollectPlan, Status
from desktop.ui import tokens
from desktop.ui.collecting.folder_line import FolderLine
from desktop.ui.rows import Rows
from desktop.ui.widgets import button, column, empty, label, row, style

HEADINGS = ("发给", "状态", "文件", "改动", "新增", "冲突", "问题", "说明")
WIDTHS = (170, 90, 260, 56, 56, 56, 56, 0)
MARKS = {"未交": ("! 未交", "warn"), "已交": ("✓ 已交", "good"), "已收过": ("✓ 收过了", "quiet"),
         "有冲突": ("! 有冲突", "warn"), "有问题": ("✕ 有问题", "bad")}  # fmt: skip
NOTHING = "选择放着交回的表的文件夹（可以有子文件夹）。文件改过名、另存过、换过列，都认得出来。"


class ReadingStep(QWidget):
    """A line for the folder, chips with counts, the table."""

    wanted = Signal()  # read the folder

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: list[Status] = []
        self._only = ""
        self.folder = FolderLine("交回的表所在的文件夹", "例如 E:\\收表", self)
        self.folder.said.connect(self.wanted)
        self.read = button("读取", icon="refresh", help="再读一遍文件夹", parent=self)
        self.read.clicked.connect(self.wanted)
        self.words = label("", parent=self)
        self._chips = row(spacing=tokens.TIGHT)
        self.rows = Rows("收回情况", HEADINGS, WIDTHS, numbers=(3, 4, 5, 6), parent=self)
        self.strays = label("", "quiet", wrap=True, parent=self)
        line = row()
        line.addWidget(label("文件夹", "quiet", parent=self))
        line.addWidget(self.folder, 1)
        line.addWidget(self.read)
        none = label(NOTHING, "quiet", wrap=True, parent=self)
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        table = QWidget(self)
        inside = column(table, spacing=tokens.SMALL)
        head = row()
        head.addWidget(self.words)
        head.addStretch(1)
        head.addLayout(self._chips)
        inside.addLayout(head)
        inside.addWidget(self.rows, 1)
        inside.addWidget(self.strays)
        self._pages.addWidget(none)
        self._pages.addWidget(table)
        lines = column(self, spacing=tokens.SMALL)
        lines.addLayout(line)
        lines.addWidget(self._pages, 1)

    def show_plan(self, plan: CollectPlan) -> None:
        """What came."""
        self._all = plan.statuses()
        titles = "、".join(f"{batch.title}　编号 {batch.id}" for batch in plan.seen) or "没有认出收表发出的表"
        self.words.setText(titles)
        self._show_chips()
        self._fill()
        said = [each.spoken for each in plan.strays]
        more = f"，另有 {len(said) - 4} 个" if len(said) > 4 else ""
        self.strays.setText(f"没有读：{'；'.join(said[:4])}{more}" if said else "")
        self.strays.setVisible(bool(said))
        self._pages.setCurrentIndex(1)

    def _show_chips(self) -> None:
        empty(self._chips)
        counts: dict[str, int] = {}
        for each in self._all:
            counts[each.state] = counts.get(each.state, 0) + 1
        self._only = self._only if self._only in counts else ""
        for state, count in counts.items():
            chip: QPushButton = button(
                f"{MARKS[state][0]} {count}", help="只看这些，再点一次看全部", parent=self
            )
            chip.setCheckable(True)
            chip.setChecked(state == self._only)
            chip.clicked.connect(lambda on, state=state: self._show_only(state if on else ""))
            self._chips.addWidget(chip)

    def _show_only(self, state: str) -> None:
        self._only = state
        self._show_chips()
        self._fill()

    def _fill(self) -> None:
        shown = [each for each in self._all if not self._only or each.state == self._only]
        self.rows.show_rows([_texts(each) for each in shown])
        for at, each in enumerate(shown):
            item = self.rows.item(at, 1)
            if item is not None:
                item.setForeground(QBrush(style().colour(MARKS[each.state][1])))


def _texts(each: Status) -> Sequence[str]:
    files = "、".join(each.files)
    counts = (each.changed, each.fresh, each.conflicts, each.problems)
    return (
        each.to.name, MARKS[each.state][0], files, *(str(count) if count else "" for count in counts),
        "；".join(each.remarks),
    )  # fmt: skip
