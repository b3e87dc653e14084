"""The screen of any record: search, window, table, and the panel with the entry form beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from desktop.core.errors import Problem
from desktop.records.catalogue import record
from desktop.ui import tokens
from desktop.ui.blocks import from_text
from desktop.ui.context import Context
from desktop.ui.messages import Answer, ask_open
from desktop.ui.pane import RecordPane
from desktop.ui.screens import ScreenWidget
from desktop.ui.screens.building import has_screen
from desktop.ui.widgets import button, label
from desktop.ui.windows import WindowChooser

if TYPE_CHECKING:
    from desktop.ui.panel import Panel


class RecordScreen(ScreenWidget):
    """One record of the catalogue."""

    def __init__(self, record_id: str, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.record = record(record_id)
        self.pane = RecordPane(context, record_id, parent=self)
        self._panel: Panel | None = None
        self._read = False
        self._stale = False
        self._words = ""
        self._build()
        self.pane.status.connect(self._tell)
        self.pane.opened.connect(self.show_row)
        self.pane.add_wanted.connect(self.new_row)
        self.pane.import_wanted.connect(self._ask_import)
        self.pane.current.connect(self._follow)
        self.pane.problems_found.connect(context.show_problems)
        self.pane.loaded.connect(self._loaded)

    def _build(self) -> None:
        title = label(self.record.label, parent=self)
        title.setObjectName("screen-title")
        head = QHBoxLayout()
        head.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, 0)
        head.addWidget(title)
        head.addStretch(1)
        if self.record.model.window:
            chooser = WindowChooser(self.context.office.today, self)
            chooser.chosen.connect(self.pane.set_window)
            head.addWidget(chooser)
        head.addWidget(self.pane.search)
        tools = QHBoxLayout()
        tools.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        tools.setSpacing(tokens.SMALL)
        head.setSpacing(tokens.SMALL)
        for each in self._tools():
            tools.addWidget(each)
        tools.addStretch(1)
        for each in self._outputs():
            tools.addWidget(each)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.pane)
        self.split.splitterMoved.connect(self._moved)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addLayout(tools)
        lines.addWidget(self.split, 1)
        for keys, act in (("Ctrl+N", self.new_row), ("Insert", self.new_row)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _tools(self) -> list[QWidget]:
        made: list[QWidget] = []
        for text, icon, help, act in (
            ("新增", "add", "新增一条 (Ctrl+N)", self.new_row),
            ("导入", "import", "从 Excel 表导入", self._ask_import),
            ("粘贴自表格", "paste", "把在 Excel 里复制的几行粘贴为新记录", self._paste_rows),
            ("删除", "delete", "删除选中的行，可用“撤销”恢复", self._delete),
        ):
            each = button(text, icon=icon, help=help, parent=self)
            each.clicked.connect(act)
            made.append(each)
        return made

    def _outputs(self) -> list[QWidget]:
        if not has_screen("returns"):
            return []
        export = button("导出", icon="export", parent=self)
        menu = QMenu(export)
        menu.addAction("填一张报表…", partial(self.context.navigate, "returns", record=self.record.id))
        menu.addAction("复制选中的行", self.pane.grid.copy)
        export.setMenu(menu)
        fill = button("填表", icon="fill", primary=True, help="选一张报表，用这里的数据填好", parent=self)
        fill.clicked.connect(partial(self.context.navigate, "returns", record=self.record.id))
        return [export, fill]

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`row`: open this row; `path`: in this field; `search`, `new`."""
        if not self._read or self._stale:
            self._read, self._stale = True, False
            self.pane.reload()
        if "search" in where:
            self.pane.search.setText(str(where["search"]))
        if where.get("row") is not None:
            self.pane.goto(where["row"])
            self.show_row(where["row"])
            if where.get("path") and self._panel is not None:
                self._panel.form.focus_field(str(where["path"]))
        elif where.get("new"):
            self.new_row()
        else:
            self.pane.grid.setFocus()
        self.status.emit(self._words)

    def leave(self) -> None:
        """Save what is being typed."""
        if self._panel is not None:
            self._panel.leave()

    def refresh(self, changed: set[str]) -> None:
        """Read again; a hidden screen does so when it is shown."""
        if not self.isVisible():
            self._stale = True
            return
        self.pane.reload()
        if self._panel is not None:
            self._panel.refresh(changed)

    def start_search(self) -> None:
        """Into the search box."""
        self.pane.search.setFocus()
        self.pane.search.selectAll()

    def offers(self, file: Path) -> list[Answer]:
        """A dropped file can be imported here."""
        if not has_screen("importing"):
            return []
        return [(f"导入到{self.record.label}", partial(self._import_file, file))]

    def goto(self, problem: Problem) -> bool:
        """The field of a problem in this record."""
        if problem.record != self.record.id:
            return False
        if self._panel is not None and self._panel.isVisible() and problem.row_id == self._panel.row_id:
            return self._panel.form.focus_field(problem.path)
        if problem.row_id is None:
            return False
        self.enter(row=problem.row_id, path=problem.path)
        return True

    def _loaded(self) -> None:
        QTimer.singleShot(0, self, self.ready.emit)

    def _tell(self, words: str) -> None:
        self._words = words
        self.status.emit(words)

    # -- the panel ------------------------------------------------------------------------------------

    @property
    def panel(self) -> Panel:
        """The panel, made when it is first opened."""
        if self._panel is None:
            from desktop.ui.panel import Panel  # late: the first rows come before the first form

            self._panel = Panel(self.context, self.record.id, self.split)
            self._panel.hide()
            self._panel.closed.connect(self._panel_closed)
            self._panel.saved.connect(self._row_saved)
            self._panel.problems_found.connect(self.context.show_problems)
            self._panel.import_wanted.connect(self._import_part)
            self.split.addWidget(self._panel)
        return self._panel

    def new_row(self) -> None:
        """A new row, in the panel."""
        self.panel.new_row()
        self._fit()

    def show_row(self, row_id: int) -> None:
        """A row, in the panel."""
        self.panel.show_row(row_id)
        self._fit()

    def _follow(self, row_id: int | None) -> None:
        """The panel follows the table's current row, unless a new row is being typed in it."""
        panel = self._panel
        if (
            panel is not None
            and panel.isVisible()
            and row_id is not None
            and panel.row_id not in (None, row_id)
        ):
            panel.show_row(row_id)

    def _fit(self) -> None:
        wanted = int(str(self.context.settings.value("panel/width", tokens.PANEL_USUAL)))
        width = max(tokens.PANEL_LEAST, min(tokens.PANEL_MOST, wanted))
        self.split.setSizes([max(1, self.split.width() - width), width])
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)

    def _moved(self) -> None:
        if self._panel is not None:
            self.context.settings.setValue("panel/width", self._panel.width())

    def _panel_closed(self) -> None:
        self.pane.grid.setFocus()

    def _row_saved(self, row_id: int) -> None:
        self.pane.goto(row_id)

    # -- tools ----------------------------------------------------------------------------------------

    def _delete(self) -> None:
        self.pane.delete(self.pane.grid.selected_ids())

    def _paste_rows(self) -> None:
        block = from_text(QGuiApplication.clipboard().text())
        if not any(cell.strip() for line in block for cell in line):
            self.context.bars.warn("剪贴板里没有表格内容。", "请先在 Excel 里选中几行，按 Ctrl+C。")
            return
        self.pane.paste_rows(block)

    def _ask_import(self) -> None:
        name = ask_open(self, f"导入到{self.record.label}") if has_screen("importing") else ""
        if name:
            self._import_file(Path(name))

    def _import_file(self, file: Path) -> None:
        self.context.navigate("importing", file=file, record=self.record.id)

    def _import_part(self, part: str, attribute: str, row_id: int) -> None:
        name = ask_open(self, f"导入到{record(part).label}") if has_screen("importing") else ""
        if name:
            self.context.navigate("importing", file=Path(name), record=part, fixed=(attribute, row_id))
