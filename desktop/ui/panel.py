"""The panel beside the table: one row with its tabs 基本 | its parts | 附件 | 历史."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEasingCurve, QPropertyAnimation, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QStyle,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from desktop.records.catalogue import Record, record
from desktop.ui import tokens
from desktop.ui.attachments import Attachments
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.entry import EntryForm
from desktop.ui.pane import RecordPane
from desktop.ui.past import Past
from desktop.ui.widgets import button, icon_button, label, settle

MAIN, FILES, PAST = "基本", "附件", "历史"


class Panel(QFrame):
    """Shows one row of a record; slides in and out."""

    closed = Signal()
    saved = Signal(object)
    problems_found = Signal(object)
    import_wanted = Signal(str, str, object)  # record, attribute and row id it will belong to

    def __init__(self, context: Context, record_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.context, self.record = context, record(record_id)
        self.form = EntryForm(context, record_id, parent=self)
        self.row_id: int | None = None
        self._pages: list[QWidget | None] = []
        self._build()
        self.form.saved.connect(self._saved)
        self.form.titled.connect(self._titled)
        self.form.escaped.connect(self.close_panel)
        self.form.problems_found.connect(self.problems_found)

    def _build(self) -> None:
        self.title = ElidedLabel("", "heading", self)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        away = icon_button("close", "关闭 (Esc)", parent=self)
        away.clicked.connect(self.close_panel)
        head = QHBoxLayout()
        head.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.SMALL, 0)
        head.addWidget(self.title, 1)
        head.addWidget(away)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for name in (MAIN, *(part.label for part in self.record.parts), FILES, PAST):
            self.tabs.addTab(name)
        self._pages = [self.form, *([None] * len(self.record.parts)), None, None]
        self.tabs.currentChanged.connect(self._show_page)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(tokens.MEDIUM, 0, tokens.SMALL, 0)
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.form)
        foot = QHBoxLayout()
        foot.setContentsMargins(tokens.MEDIUM, tokens.TIGHT, tokens.MEDIUM, tokens.TIGHT)
        self.form.state.setWordWrap(True)
        foot.addWidget(self.form.state, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(head)
        lines.addLayout(tabs)
        lines.addWidget(self.stack, 1)
        lines.addLayout(foot)

    # -- rows -----------------------------------------------------------------------------------------

    def new_row(self, defaults: dict[str, Any] | None = None) -> None:
        """A form for a new row, the cursor in its first field."""
        self.row_id = None
        self.tabs.setCurrentIndex(0)
        self.form.blank(defaults)
        self._allow_parts()
        self.open_panel()
        self.form.focus_first()

    def show_row(self, row_id: int) -> None:
        """A row of the ledger, on the tab that is open."""
        if row_id != self.row_id:
            self.row_id = row_id
            self._drop_parts()
        self.form.load(row_id)
        self._allow_parts()
        self.open_panel()
        self._show_page(self.tabs.currentIndex())

    def leave(self) -> None:
        """Save what is typed."""
        self.form.flush()
        for page in self._pages:
            if isinstance(page, PartPage):
                page.leave()

    def refresh(self, changed: set[str]) -> None:
        """Rows were written somewhere."""
        if self.row_id is not None and self.isVisible():
            self.form.load(self.row_id)
            for page in self._pages:
                if isinstance(page, PartPage):
                    page.refresh(changed)
                elif isinstance(page, Past) or (isinstance(page, Attachments) and "attachment" in changed):
                    page.load(self.row_id)

    def _saved(self, row_id: int) -> None:
        if self.row_id is None:
            self.row_id = row_id
            self._drop_parts()
            self._allow_parts()
            self.form.load(row_id)
        self.saved.emit(row_id)

    def _titled(self, title: str) -> None:
        self.title.setText(title or f"新增{self.record.label}")

    def _allow_parts(self) -> None:
        for at in range(1, self.tabs.count()):
            self.tabs.setTabEnabled(at, self.row_id is not None)

    def _drop_parts(self) -> None:
        """The parts shown are another row's."""
        for at, page in enumerate(self._pages[1:], 1):
            if page is not None:
                self.stack.removeWidget(page)
                page.deleteLater()
                self._pages[at] = None

    def _show_page(self, at: int) -> None:
        page = self._pages[at] or self._make_page(at)
        self.stack.setCurrentWidget(page)

    def _make_page(self, at: int) -> QWidget:
        page: QWidget
        if at == len(self._pages) - 1:
            page = Past(self.context, self.record.id, self.stack)
            page.load(self.row_id)
        elif at == len(self._pages) - 2:
            page = Attachments(self.context, self.record.id, self.stack)
            page.load(self.row_id)
        else:
            assert self.row_id is not None
            page = PartPage(self.context, self.record.parts[at - 1], self.row_id, self.stack)
            page.problems_found.connect(self.problems_found)
            page.import_wanted.connect(self.import_wanted)
        self._pages[at] = page
        self.stack.addWidget(page)
        return page

    # -- opening and closing ----------------------------------------------------------------------------

    def open_panel(self) -> None:
        """Slide in, unless the system's motion is off."""
        if self.isVisible():
            return
        self.setMinimumWidth(tokens.PANEL_LEAST)
        self.setMaximumWidth(tokens.PANEL_MOST)
        self.show()
        settle()
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animate, None, self) and _moves():
            slide = QPropertyAnimation(self, b"maximumWidth", self)
            slide.setDuration(tokens.SLIDE)
            slide.setEasingCurve(QEasingCurve.Type.OutCubic)
            slide.setStartValue(tokens.PANEL_LEAST)
            slide.setEndValue(tokens.PANEL_MOST)
            slide.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    def close_panel(self) -> None:
        """Save, then go."""
        self.leave()
        self.hide()
        self.closed.emit()


def _moves() -> bool:
    return QApplication.isEffectEnabled(Qt.UIEffect.UI_General)


class PartPage(QWidget):
    """Rows that belong to the row of the panel: a table with 新增 导入 删除, and the form of one of them."""

    problems_found = Signal(object)
    import_wanted = Signal(str, str, object)

    def __init__(self, context: Context, part: Record, owner_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.context, self.part = context, part
        self.fixed = (part.model.part_of, owner_id)
        self.pane = RecordPane(context, part.id, self.fixed, self)
        self._form: EntryForm | None = None
        self._stack = QStackedWidget(self)
        add = button("新增", icon="add", parent=self)
        add.clicked.connect(self.new_row)
        take = button("导入", icon="import", parent=self)
        take.clicked.connect(self._import)
        drop = button("删除", icon="delete", parent=self)
        drop.clicked.connect(self._delete)
        self._back = button("返回", icon="chevron-left", flat=True, parent=self)
        self._back.clicked.connect(self._to_table)
        self._back.hide()
        self._table_buttons = [add, take, drop]
        self._words = label("", "quiet", parent=self)
        tools = QHBoxLayout()
        tools.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.MEDIUM, tokens.SMALL)
        tools.setSpacing(tokens.SMALL)
        for each in (self._back, add, take, drop):
            tools.addWidget(each)
        tools.addStretch(1)
        tools.addWidget(self._words)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(tools)
        self._stack.addWidget(self.pane)
        lines.addWidget(self._stack, 1)
        self.pane.add_wanted.connect(self.new_row)
        self.pane.import_wanted.connect(self._import)
        self.pane.opened.connect(self.show_row)
        self.pane.status.connect(self._words.setText)
        self.pane.problems_found.connect(self.problems_found)
        self.pane.reload()

    def _to_form(self) -> EntryForm:
        if self._form is None:
            self._form = EntryForm(self.context, self.part.id, self.fixed, self)
            self._form.escaped.connect(self._to_table)
            self._form.problems_found.connect(self.problems_found)
            self._stack.addWidget(self._form)
        self._stack.setCurrentWidget(self._form)
        for each in self._table_buttons:
            each.hide()
        self._back.show()
        return self._form

    def _to_table(self) -> None:
        if self._form is not None:
            self._form.flush()
        self._stack.setCurrentWidget(self.pane)
        self._back.hide()
        for each in self._table_buttons:
            each.show()
        self.pane.grid.setFocus()

    def new_row(self) -> None:
        """A form for a new part."""
        form = self._to_form()
        form.blank()
        form.focus_first()

    def show_row(self, row_id: int) -> None:
        """The form of a part."""
        self._to_form().load(row_id)

    def leave(self) -> None:
        """Save what is typed."""
        if self._form is not None:
            self._form.flush()

    def refresh(self, changed: set[str]) -> None:
        """Rows were written somewhere."""
        del changed
        self.pane.reload()

    def _import(self) -> None:
        self.import_wanted.emit(self.part.id, *self.fixed)

    def _delete(self) -> None:
        self.pane.delete(self.pane.grid.selected_ids())
