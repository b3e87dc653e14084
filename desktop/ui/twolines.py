"""A list's line with a quiet second line under it: what a thing is called, and what it is."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop.ui import tokens
from desktop.ui.line_delegate import Index, LineDelegate, drawn_line
from desktop.ui.widgets import style

NOTE = Qt.ItemDataRole.UserRole + 20  # the second line
TONE = Qt.ItemDataRole.UserRole + 21  # the colour of the first: a token, "" for text
SIDE = Qt.ItemDataRole.UserRole + 22  # what stands at the right of the first line


class TwoLines(LineDelegate):
    """Draws both lines, each elided where it is too long (the tip has it whole)."""

    HEIGHT = 46

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The line."""
        with drawn_line(painter, option):
            self._draw(painter, option.rect.adjusted(10, 5, -10, -5), index)

    def _draw(self, painter: QPainter, inside: QRect, index: Index) -> None:
        upper = QRect(inside.left(), inside.top(), inside.width(), inside.height() // 2)
        lower = upper.translated(0, inside.height() // 2)
        side = str(index.data(SIDE) or "")
        if side:
            painter.setPen(style().colour("quiet"))
            painter.drawText(upper, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, side)
            upper = upper.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(side) - 12, 0)
        painter.setPen(style().colour(str(index.data(TONE) or "text")))
        _line(painter, upper, str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
        small = QFont(painter.font())
        small.setPixelSize(tokens.QUIET)
        painter.setFont(small)
        painter.setPen(style().colour("quiet"))
        _line(painter, lower, str(index.data(NOTE) or ""))


def _line(painter: QPainter, room: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
