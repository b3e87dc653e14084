"""The face of a record screen: heading, buttons and table, with or without the ledger behind it."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop.ui import tokens
from desktop.ui.searchbox import SearchBox
from desktop.ui.widgets import button, label
from desktop.ui.windows import WindowChooser

# text, icon, help: 新增, 导入, 粘贴, 删除, in this order
TOOLS = (
    ("新增", "add", "新增一条 (Ctrl+N)"),
    ("导入", "import", "从 Excel 表导入"),
    ("粘贴自表格", "paste", "把在 Excel 里复制的几行粘贴为新记录"),
    ("删除", "delete", "删除选中的行，可用“撤销”恢复"),
)


class Face:
    """Lays a record screen out; its widgets are for the screen to connect."""

    def __init__(
        self, screen: QWidget, title: str, search: SearchBox, table: QWidget, window_from: date | None
    ) -> None:
        """`window_from`: today, where rows can be chosen by time."""
        head = self._head(screen, title, search, window_from)
        tools = self._tools(screen)
        self.split = QSplitter(Qt.Orientation.Horizontal, screen)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(table)
        lines = QVBoxLayout(screen)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addLayout(tools)
        lines.addWidget(self.split, 1)

    def _head(self, screen: QWidget, title: str, search: SearchBox, window_from: date | None) -> QHBoxLayout:
        """What is listed, of which time, and the search."""
        heading = label(title, parent=screen)
        heading.setObjectName("screen-title")
        head = QHBoxLayout()
        head.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, 0)
        head.setSpacing(tokens.SMALL)
        head.addWidget(heading)
        head.addStretch(1)
        self.chooser = WindowChooser(window_from, screen) if window_from is not None else None
        if self.chooser is not None:
            head.addWidget(self.chooser)
        head.addWidget(search)
        return head

    def _tools(self, screen: QWidget) -> QHBoxLayout:
        """The buttons over the table."""
        self.tools = [button(text, icon=icon, help=help, parent=screen) for text, icon, help in TOOLS]
        self.export = button("导出", icon="export", parent=screen)
        self.fill = button(
            "填表", icon="fill", primary=True, help="选一张报表，用这里的数据填好", parent=screen
        )
        self.more = button("更多", icon="chevron-down", help="合并选中的行、显示全部列", parent=screen)
        self.more.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the mark of a menu stands behind
        tools = QHBoxLayout()
        tools.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        tools.setSpacing(tokens.SMALL)
        for each in (*self.tools, self.more):
            tools.addWidget(each)
        tools.addStretch(1)
        tools.addWidget(self.export)
        tools.addWidget(self.fill)
        return tools

    @property
    def buttons(self) -> list[QPushButton]:
        """All buttons but those of the heading."""
        return [*self.tools, self.more, self.export, self.fill]
