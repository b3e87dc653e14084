"""What all drawn lines of lists have in common: one height, the ground under the chosen one, the focus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.widgets import style

Index = QModelIndex | QPersistentModelIndex


class LineDelegate(QStyledItemDelegate):
    """Lines of HEIGHT pixels."""

    HEIGHT: ClassVar[int]

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All of one height."""
        del option, index
        return QSize(0, self.HEIGHT)


@contextmanager
def drawn_line(painter: QPainter, option: QStyleOptionViewItem) -> Iterator[None]:
    """The ground before, the focus after what is drawn within; the painter is left as it came."""
    painter.save()
    if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(option.rect, style().colour("accent_wash" if chosen else "window"))
    yield
    if option.state & QStyle.StateFlag.State_HasFocus:
        painter.setPen(style().colour("accent"))
        painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
    painter.restore()
