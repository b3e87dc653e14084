"""The screen of any record: search, window, table, and the panel with the entry form beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.core.errors import Problem
from desktop.records.catalogue import record
from desktop.ui import tokens
from desktop.ui.blocks import from_text
from desktop.ui.context import Context
from desktop.ui.face import Face
from desktop.ui.messages import Answer, ask_open
from desktop.ui.pane import RecordPane
from desktop.ui.screens import ScreenWidget
from desktop.ui.screens.building import has_screen
from desktop.ui.standin import KEPT_ROWS, RememberedRows

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
        self._take_over()
        self.pane.status.connect(self._tell)
        self.pane.opened.connect(self.show_row)
        self.pane.add_wanted.connect(self.new_row)
        self.pane.import_wanted.connect(self._ask_import)
        self.pane.current.connect(self._follow)
        self.pane.problems_found.connect(context.show_problems)
        self.pane.loaded.connect(self._loaded)

    def _build(self) -> None:
        today = self.context.office.today if self.record.model.window else None
        face = Face(self, self.record.label, self.pane.search, self.pane, today)
        if face.chooser is not None:
            face.chooser.chosen.connect(self.pane.set_window)
        acts = (self.new_row, self._ask_import, self._paste_rows, self._delete)
        for each, act in zip(face.tools, acts, strict=True):
            each.clicked.connect(act)
        menu = QMenu(face.export)
        menu.addAction("填一张报表…", self._fill)
        menu.addAction("复制选中的行", self.pane.grid.copy)
        face.export.setMenu(menu)
        more = QMenu(face.more)
        more.addAction("合并选中的行…\tCtrl+M", self._merge)
        more.addAction("显示全部列", self.pane.grid.show_all_columns)
        face.more.setMenu(more)
        face.fill.clicked.connect(self._fill)
        self.split = face.split
        self.split.splitterMoved.connect(self._moved)
        for keys, act in (("Ctrl+N", self.new_row), ("Insert", self.new_row), ("Ctrl+M", self._merge)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _fill(self) -> None:
        self.context.navigate("returns", record=self.record.id)

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`row`: open this row; `path`: in this field; `search`, `new`."""
        if not self._read or self._stale:
            self._read, self._stale = True, False
            self._reload()
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
        self._reload()
        if self._panel is not None:
            self._panel.refresh(changed)

    def _reload(self) -> None:
        if self.context.remembered is not None:
            self.context.remembered.note(self.context.jobs, self.record.id)
        self.pane.reload()

    def _take_over(self) -> None:
        """The rows that stood here before the ledger was open stay until they have been read."""
        kept = self.context.remembered
        taken = kept.take_over(self.record.id) if kept is not None else None
        if taken is not None:
            self.pane.model.prime(RememberedRows(taken[1]).first)
            self.pane.grid.setCurrentIndex(self.pane.model.index(0, 0))
            taken[0].deleteLater()

    def shown(self) -> dict[str, Any] | None:
        """The first rows, where nothing is searched, filtered, sorted or unsaved."""
        first = self.pane.model.first()
        if first is None or not self._read or self._stale:
            return None
        return {
            "title": self.record.label,
            "windowed": bool(self.record.model.window),
            "columns": [
                (of.key, of.title, of.field.label, of.field.kind.value, of.field.width, of.field.help)
                for of in self.pane.model.columns
            ],
            "ids": list(first.ids[:KEPT_ROWS]),
            "texts": [list(texts) for texts in first.texts[:KEPT_ROWS]],
            "total": first.total,
        }

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

    def _merge(self) -> None:
        self.pane.merge(self.pane.grid.selected_ids())

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
