"""What all drawn lines of lists have in common: one height, the ground under the chosen one, the focus."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.widgets import style

Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Draws a line of HEIGHT pixels; what stands in it is drawn by `draw`."""

    HEIGHT: ClassVar[int]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All of one height."""
        del option, index
        return QSize(0, self.HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground, what stands in the line, the focus."""
        painter.save()
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.fillRect(option.rect, style().colour("accent_wash" if chosen else "window"))
        self.draw(painter, option.rect, index)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(style().colour("accent"))
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        painter.restore()

    def draw(self, painter: QPainter, room: QRect, index: Index) -> None:
        """What stands in the line."""
        raise NotImplementedError
