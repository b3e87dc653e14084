"""The one table of the program: lazy rows, Excel's keys, sorting and filtering in the headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from desktop.core.errors import Problem
from desktop.core.fields import Kind
from desktop.ui import tokens
from desktop.ui.blocks import from_text, spread, to_text
from desktop.ui.frozen import FrozenColumn
from desktop.ui.grid import Cells, GridModel, Index
from desktop.ui.headings import Headings
from desktop.ui.reading import Reading
from desktop.ui.widths import LOOKED_AT, fitted, usual

if TYPE_CHECKING:
    from desktop.ui.delegate import Make

ScrollHint = QAbstractItemView.ScrollHint
MOST_COPIED = 64 * 256


class Grid(QTableView):
    """A table over a GridModel."""

    opened = Signal(int)  # row: Enter
    status = Signal(str)
    filter_wanted = Signal(int)
    appended = Signal(object)  # list of {label path: (value, text)} pasted past the end
    deleted = Signal(object)  # list of row ids
    merge_wanted = Signal(object)  # list of row ids
    wrong = Signal(object)  # list[Problem]
    current_row = Signal(int)

    def __init__(self, model: GridModel, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid, self.reading = model, reading
        self.headings = Headings(self)
        self.setHorizontalHeader(self.headings)
        self.setModel(model)
        self._look()
        self.headings.sort_wanted.connect(self.sort_by)
        self.headings.filter_wanted.connect(self.filter_wanted)
        self.headings.menu_wanted.connect(self._heading_menu)
        model.counted.connect(self._tell)
        model.counted.connect(self._fit)
        self.frozen: FrozenColumn | None = None
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self._tab_start: int | None = None
        selection = self.selectionModel()
        selection.selectionChanged.connect(self._tell)
        selection.currentRowChanged.connect(self._row_changed)

    def make_editable(self, make: Make) -> None:
        """From now on cells are edited with what `make` gives: after the first rows are on screen."""
        from desktop.ui.delegate import CellDelegate

        delegate = CellDelegate(make, self)
        self.setItemDelegate(delegate)
        delegate.walk.connect(self.walk)
        delegate.wrong.connect(self._one_wrong)

    def _look(self) -> None:
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setWordWrap(False)
        self.setTabKeyNavigation(True)
        self.setCornerButtonEnabled(False)
        side = self.verticalHeader()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(tokens.ROW_HEIGHT)
        side.setMinimumWidth(38)
        side.setHighlightSections(False)
        self._fitted = False
        self._widen(usual(self.grid.columns, self.fontMetrics().horizontalAdvance))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._cell_menu)

    def _widen(self, widths: Sequence[int]) -> None:
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)

    def _fit(self, total: int) -> None:
        """Once, when the first rows are there: a column stays as it is from then on, or as it is drawn."""
        if total == 0 or self._fitted:
            return
        self._fitted = True
        numbers = range(len(self.grid.columns))
        rows = [[self.grid.text(row, number) for number in numbers] for row in range(min(total, LOOKED_AT))]
        measure = self.fontMetrics().horizontalAdvance
        self._widen(fitted(self.grid.columns, rows, measure, self.viewport().width()))

    def _scrolled(self, at: int) -> None:
        """What the rows are of stays in sight; made when it is first of use."""
        if at > 0 and self.frozen is None:
            header = Headings(self, self.headings)
            header.sort_wanted.connect(self.sort_by)
            header.filter_wanted.connect(self.filter_wanted)
            header.menu_wanted.connect(self._heading_menu)
            self.frozen = FrozenColumn(self, header)

    def scrollTo(self, index: Index, hint: ScrollHint = ScrollHint.EnsureVisible) -> None:
        """Not only into the viewport, but out from under the column that stays."""
        super().scrollTo(index, hint)
        if self.frozen is not None and self.frozen.isVisible() and index.column():
            hidden = self.frozen.width() - self.visualRect(index).left()
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - max(0, hidden))

    # -- moving -------------------------------------------------------------------------------------

    def walk(self, rows: int, columns: int) -> None:
        """Move the cell: after Tab … Tab, Enter goes back to the column where the tabbing began."""
        here = self.currentIndex()
        if not here.isValid():
            return
        if columns and self._tab_start is None:
            self._tab_start = here.column()
        row, visual = here.row() + rows, self.headings.visualIndex(here.column()) + columns
        if rows and self._tab_start is not None:
            visual = self.headings.visualIndex(self._tab_start)
            self._tab_start = None
        count = self.headings.count()
        visual = max(0, min(count - 1, visual))
        row = max(0, min(self.grid.rowCount() - 1, row))
        index = self.grid.index(row, self.headings.logicalIndex(visual))
        self.setCurrentIndex(index)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Only the keys Qt's table does not know; all others, and composing, are Qt's own."""
        key, held = event.key(), event.modifiers()
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        acts = {
            Qt.Key.Key_Semicolon.value: self.put_today,
            Qt.Key.Key_Apostrophe.value: self.copy_above,
            Qt.Key.Key_D.value: self.fill_down,
            Qt.Key.Key_V.value: self.paste,
            Qt.Key.Key_X.value: self.cut,
            Qt.Key.Key_C.value: self.copy,
            Qt.Key.Key_Space.value: self.select_column,
        }
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif control and key in acts:
            acts[key]()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not control and self.currentIndex().isValid():
            if held & Qt.KeyboardModifier.ShiftModifier:
                self.walk(-1, 0)
            elif self._tab_start is not None:
                self.walk(1, 0)
            else:
                self.opened.emit(self.currentIndex().row())
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not control:
            self.walk(0, -1 if key == Qt.Key.Key_Backtab else 1)
        elif key == Qt.Key.Key_Delete:
            self.clear_cells()
        elif key == Qt.Key.Key_Space and held & Qt.KeyboardModifier.ShiftModifier:
            self.selectRow(self.currentIndex().row())
        elif key == Qt.Key.Key_Down and held & Qt.KeyboardModifier.AltModifier:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)

    # -- selection -----------------------------------------------------------------------------------

    def areas(self) -> list[tuple[int, int, int, int]]:
        """The selected ranges: top, left, bottom, right. Never cell by cell: a column may have 600,000."""
        return [
            (r.top(), r.left(), r.bottom(), r.right()) for r in self.selectionModel().selection().toList()
        ]

    def selected_rows(self) -> list[int]:
        """Rows with a selected cell, in order."""
        rows: set[int] = set()
        for top, _, bottom, _ in self.areas():
            rows.update(range(top, min(bottom, top + MOST_COPIED) + 1))
        return sorted(rows)

    def selected_ids(self) -> list[int]:
        """Ids of the selected rows that have been read."""
        return [row_id for row in self.selected_rows() if (row_id := self.grid.row_id(row)) is not None]

    def select_column(self) -> None:
        """The whole column of the current cell."""
        self.selectColumn(self.currentIndex().column())

    def _tell(self) -> None:
        total, areas = self.grid.rowCount(), self.areas()
        words = [f"共 {total} 条"] if self.grid.was_read else []
        if areas:
            count = len({row for top, _, bottom, _ in areas for row in range(top, bottom + 1)})
            words.append(f"已选 {count} 条")
            words += self._sums(areas)
        self.status.emit(" · ".join(words))

    def _sums(self, areas: Sequence[tuple[int, int, int, int]]) -> list[str]:
        """Sums of the selected number columns (three at most)."""
        said: list[str] = []
        for number, column in enumerate(self.grid.columns):
            rows = {
                r
                for top, left, bottom, right in areas
                if left <= number <= right
                for r in range(top, bottom + 1)
            }
            if not column.right or len(rows) < 2 or len(rows) > MOST_COPIED or len(said) == 3:
                continue
            values = [value for row in rows if (value := self.grid.value(row, number)) is not None]
            if values:
                total = sum(values, Decimal(0) if column.field.kind is Kind.DECIMAL else 0)
                said.append(f"{column.field.label}合计 {self.reading.show(column.field, total)}")
        return said

    def _row_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        del previous
        if current.isValid():
            self.current_row.emit(current.row())

    # -- sorting ---------------------------------------------------------------------------------------

    def sort_by(self, section: int) -> None:
        """Up, down, as before: by the click of a heading."""
        before = self.headings.sorted
        if before is None or before[0] != section:
            self.set_sort((section, False))
        else:
            self.set_sort(None if before[1] else (section, True))

    def set_sort(self, by: tuple[int, bool] | None) -> None:
        """Sort in the ledger by a column."""
        self.headings.sorted = by
        self.headings.viewport().update()
        sort = ((self.grid.columns[by[0]].key, by[1]),) if by is not None else ()
        self.grid.reload(replace(self.grid.ask, sort=sort))

    def _heading_menu(self, section: int, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("升序", lambda: self.set_sort((section, False)))
        menu.addAction("降序", lambda: self.set_sort((section, True)))
        menu.addAction("不排序", lambda: self.set_sort(None))
        menu.addSeparator()
        menu.addAction("筛选…", lambda: self.filter_wanted.emit(section))
        menu.addAction("选中整列", lambda: self.selectColumn(section))
        menu.addAction("隐藏此列", lambda: self.setColumnHidden(section, True))
        menu.addAction("显示全部列", self.show_all_columns)
        menu.popup(at)

    def show_all_columns(self) -> None:
        """Show the hidden columns again."""
        for section in range(self.headings.count()):
            self.setColumnHidden(section, False)

    # -- cells -----------------------------------------------------------------------------------------

    def _cell_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.addAction("复制", self.copy)
        menu.addAction("粘贴", self.paste)
        menu.addAction("清除内容", self.clear_cells)
        menu.addAction("向下填充", self.fill_down)
        menu.addSeparator()
        menu.addAction("打开", lambda: self.opened.emit(self.currentIndex().row()))
        menu.addAction("删除行", lambda: self.deleted.emit(self.selected_ids()))
        if len(self.selected_rows()) > 1:
            menu.addAction("合并…", lambda: self.merge_wanted.emit(self.selected_ids()))
        menu.popup(self.viewport().mapToGlobal(at))

    def _block(self) -> tuple[int, int, int, int] | None:
        areas = self.areas()
        if not areas:
            return None
        tops, lefts, bottoms, rights = zip(*areas, strict=True)
        return min(tops), min(lefts), max(bottoms), max(rights)

    def _columns(self, left: int, right: int) -> list[int]:
        return [number for number in range(left, right + 1) if not self.isColumnHidden(number)]

    def copy(self) -> None:
        """The selection as text; hidden columns are skipped, masked numbers stay masked."""
        block = self._block()
        if block is None:
            return
        top, left, bottom, right = block
        rows = range(top, min(bottom, top + MOST_COPIED) + 1)
        cells = [[self.grid.text(row, column) for column in self._columns(left, right)] for row in rows]
        QGuiApplication.clipboard().setText(to_text(cells))

    def cut(self) -> None:
        """Copy, then clear."""
        self.copy()
        self.clear_cells()

    def clear_cells(self) -> None:
        """Empty the selected cells that may be typed in."""
        texts: dict[int, dict[int, str]] = {}
        for top, left, bottom, right in self.areas():
            for row in range(top, min(bottom, top + MOST_COPIED) + 1):
                texts.setdefault(row, {}).update(dict.fromkeys(self._columns(left, right), ""))
        self._enter_rows(texts)

    def put_today(self) -> None:
        """Today, into the current date cell."""
        self._enter_current(self.reading.today.isoformat())

    def copy_above(self) -> None:
        """The value of the cell above."""
        here = self.currentIndex()
        if here.row() > 0:
            self._enter_rows({here.row(): {here.column(): self.grid.text(here.row() - 1, here.column())}})

    def fill_down(self) -> None:
        """The first selected row's cells into the rows below it."""
        block = self._block()
        if block is not None:
            top, left, bottom, right = block
            texts = {column: self.grid.text(top, column) for column in self._columns(left, right)}
            self._enter_rows(dict.fromkeys(range(top + 1, bottom + 1), texts))

    def paste(self) -> None:
        """A block from Excel; rows past the end become new rows."""
        self.paste_block(from_text(QGuiApplication.clipboard().text()))

    def paste_block(self, block: list[list[str]]) -> None:
        """Put a block of texts at the selection."""
        here = self._block() or (self.grid.rowCount(), 0, self.grid.rowCount(), 0)
        top, left, bottom, right = here
        cells = spread(block, bottom - top + 1, right - left + 1)
        columns = self._columns(left, len(self.grid.columns) - 1)
        typed = {top + step: dict(zip(columns, texts, strict=False)) for step, texts in enumerate(cells)}
        count = self.grid.rowCount()
        self._enter_rows({row: texts for row, texts in typed.items() if row < count})
        fresh = [self._read_row(texts, None)[0] for row, texts in typed.items() if row >= count]
        if fresh:
            self.appended.emit(fresh)

    def _enter_current(self, text: str) -> None:
        here = self.currentIndex()
        if here.isValid():
            self._enter_rows({here.row(): {here.column(): text}})

    def _enter_rows(self, texts: Mapping[int, Mapping[int, str]]) -> None:
        """Texts into rows: one act for them all, and one list of what could not be read."""
        changes: dict[int, Cells] = {}
        problems: list[Problem] = []
        for row, typed in texts.items():
            changes[row], wrong = self._read_row(typed, row)
            problems += wrong
        self.grid.enter(changes)
        if problems:
            self.wrong.emit(problems)

    def _read_row(self, texts: Mapping[int, str], row: int | None) -> tuple[Cells, list[Problem]]:
        """Texts as values; those that mean nothing stay in their cells, marked."""
        cells: Cells = {}
        problems: list[Problem] = []
        for number, text in texts.items():
            column = self.grid.columns[number]
            if not column.editable:
                continue
            if column.field.kind is Kind.REF:
                cells[column.key] = (text or None, text)
                continue
            parsed = self.reading.parse(column.field, text)
            if parsed.problem is not None and parsed.problem.severity == "error":
                if row is not None:
                    self.grid.keep_wrong(row, number, text)
                    row_id = self.grid.row_id(row)
                    problems.append(replace(parsed.problem, path=column.key, row_id=row_id))
                else:
                    problems.append(replace(parsed.problem, path=column.key))
            else:
                shown = self.reading.show(column.field, parsed.value)
                cells[column.key] = (parsed.value, shown)
        return cells, problems

    def _one_wrong(self, problem: Problem) -> None:
        self.wrong.emit([problem])

    def choose_row(self, row: int, column: int = 0) -> None:
        """Make a row the current one."""
        index = self.grid.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)
