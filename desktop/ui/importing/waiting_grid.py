"""What waits, as a grid that is typed into: the entries, and the cells of the row that is in hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.services.waiting import Waiting
from desktop.ui.rows import Rows
from desktop.ui.widgets import style

HEADINGS = ("台账", "字段", "原来写的", "改为", "问题", "出处", "导入时间")
WIDTHS = (76, 96, 180, 140, 0, 200, 120)
FIX, PROBLEM, PLACE, WHEN = range(3, 7)
TYPED = QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.AnyKeyPressed
TRIGGERS = TYPED | QAbstractItemView.EditTrigger.DoubleClicked


class Fixed(QTableWidgetItem):
    """A cell that shows what was typed into it; the editor opens with the text that is to be put right."""

    def __init__(self, text: str, was: str, shown: str = "") -> None:
        super().__init__(text)
        self.was, self.shown = was, shown
        self.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable)

    def data(self, role: int) -> Any:
        """Masked while it is as it was; whole in the editor."""
        typed = super().data(Qt.ItemDataRole.DisplayRole)
        if role == Qt.ItemDataRole.EditRole:
            return typed or self.was
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return typed or self.shown
        return super().data(role)


class TypedRows(Rows):
    """One column of it is typed into: Enter goes down to the next, as in a sheet."""

    put = Signal(int, str)  # the row, the text

    def __init__(
        self,
        name: str,
        headings: Sequence[str],
        widths: Sequence[int],
        typed: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, headings, widths, several=True, parent=parent)
        self._typed = typed
        self.setEditTriggers(TRIGGERS)
        self.itemChanged.connect(self._changed)

    def show_typed(self, rows: Sequence[Sequence[str]], cells: Sequence[Fixed]) -> None:
        """Ready texts, and the cells that are typed into."""
        self.blockSignals(True)
        self.show_rows(rows)
        for at in range(len(rows)):
            for column in range(self.columnCount()):
                item = self.item(at, column)
                if item is not None and column != self._typed:
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.setItem(at, self._typed, cells[at])
        if rows:
            self.setCurrentCell(max(0, min(self.currentRow(), len(rows) - 1)), self._typed)
        self.blockSignals(False)
        self.itemSelectionChanged.emit()

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() == self._typed and isinstance(item, Fixed):
            text = item.text()
            self.blockSignals(True)
            if text == item.was:
                item.setText("")
            item.setForeground(style().colour("accent"))
            self.blockSignals(False)
            self.put.emit(item.row(), "" if text == item.was else text)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter the cell below."""
        at = self.currentRow()
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache and at + 1 < self.rowCount():
            self.setCurrentCell(at + 1, self._typed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Typing, F2 and Enter on any cell of a line go into its typed cell."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        editing = self.state() == QAbstractItemView.State.EditingState  # then its Enter comes by here, too
        typing = enter or event.key() == Qt.Key.Key_F2 or (event.text().isprintable() and event.text())
        if typing and not editing and self.currentRow() >= 0:
            self.setCurrentCell(self.currentRow(), self._typed)
            if enter and not event.modifiers():
                self.edit(self.currentIndex())
                return
        QTableWidget.keyPressEvent(self, event)


class WaitingGrid(TypedRows):
    """The entries, one a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("待处理", HEADINGS, WIDTHS, FIX, parent)

    def show_entries(
        self, entries: Sequence[Waiting], texts: dict[int, dict[str, str]], said: dict[int, str]
    ) -> None:
        """These; `texts` are what was typed already, `said` why a try did not help."""
        rows = [
            (
                each.label, each.cell().header, _flat(each.shown), "",
                _flat(said.get(each.id, each.problem)), each.place, each.at,
            )
            for each in entries
        ]  # fmt: skip
        cells = [
            Fixed(texts.get(each.id, {}).get(each.cell().header, ""), each.cell().text) for each in entries
        ]
        self.show_typed(rows, cells)
        for at, each in enumerate(entries):
            item = self.item(at, PROBLEM)
            if item is not None:
                item.setForeground(style().colour("bad" if each.id in said else "text"))


class RowCells(TypedRows):
    """The cells of one row that was not written at all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("这一行", ("表头", "内容"), (120, 0), 1, parent)
        self._entry: Waiting | None = None

    def show_entry(self, entry: Waiting, texts: dict[str, str]) -> None:
        """Its cells as typed, or as they were put right."""
        self._entry = entry
        self.show_typed(
            [(cell.header, "") for cell in entry.cells],
            [Fixed(texts.get(cell.header, ""), cell.text, cell.shown) for cell in entry.cells],
        )
        for at, cell in enumerate(entry.cells):
            item = self.item(at, 0)
            if item is not None and cell.path == entry.path:
                item.setText(f"✕ {cell.header}")
                item.setForeground(style().colour("bad"))

    def header(self, at: int) -> str:
        """Which cell stands in a line."""
        return self._entry.cells[at].header if self._entry is not None else ""


def _flat(typed: str) -> str:
    """What was typed, on one line."""
    return " ".join(typed.split())
