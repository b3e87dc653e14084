"""When the system turns dark or light: the colours that items of lists and tables keep for themselves."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QTableWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
)

from desktop.ui.tokens import Colours

WRITTEN = ("text", "quiet", "faint", "accent", "good", "warn", "bad")  # tokens that texts are written in


def recolour(before: Colours, after: Colours) -> None:
    """Texts written in a token's colour of `before` get the one of `after`."""
    new = {QColor(getattr(before, token)).rgb(): QColor(getattr(after, token)) for token in WRITTEN}
    for widget in QApplication.allWidgets():
        if isinstance(widget, QTableWidget):
            _table(widget, new)
        elif isinstance(widget, QListWidget):
            for at in range(widget.count()):
                item = widget.item(at)
                if (colour := _other(item.foreground(), new)) is not None:
                    item.setForeground(colour)
        elif isinstance(widget, QTreeWidget):
            _tree(widget, new)


def _other(brush: QBrush, new: dict[int, QColor]) -> QBrush | None:
    found = new.get(brush.color().rgb()) if brush.style().value else None
    return QBrush(found) if found is not None else None


def _table(widget: QTableWidget, new: dict[int, QColor]) -> None:
    told = widget.blockSignals(True)  # a cell that is typed into would take it for typing
    for row in range(widget.rowCount()):
        for column in range(widget.columnCount()):
            item = widget.item(row, column)
            if item is not None and (colour := _other(item.foreground(), new)) is not None:
                item.setForeground(colour)
    widget.blockSignals(told)


def _tree(widget: QTreeWidget, new: dict[int, QColor]) -> None:
    for node in _nodes(widget):
        for column in range(widget.columnCount()):
            if (colour := _other(node.foreground(column), new)) is not None:
                node.setForeground(column, colour)


def _nodes(widget: QTreeWidget) -> Iterator[QTreeWidgetItem]:
    walk = QTreeWidgetItemIterator(widget)
    while walk.value() is not None:
        yield walk.value()
        walk += 1
