"""The headings of a table: a click sorts, a click on the mark filters."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.ui import tokens
from desktop.ui.widgets import style

MARK = 20  # pixels at the right of a heading that open its filter


class Headings(QHeaderView):
    """Headings: a click sorts, a click on the ▾ (or Alt+↓ in the column) opens the filter."""

    filter_wanted = Signal(int)
    sort_wanted = Signal(int)
    menu_wanted = Signal(int, object)

    def __init__(self, parent: QWidget, like: Headings | None = None) -> None:
        """`like`: the ones whose filters and sorting they show, lying over them."""
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._like = like or self
        self.setSectionsClickable(True)
        self.setSectionsMovable(like is None)
        self.setHighlightSections(False)
        self.setFixedHeight(tokens.ROW_HEIGHT)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.filtered: set[int] = set()
        self.sorted: tuple[int, bool] | None = None
        self._pressed = QPoint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where: a drag is a resize or a move, not a click."""
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the mark filters, elsewhere it sorts."""
        super().mouseReleaseEvent(event)
        at = event.position().toPoint()
        section = self.logicalIndexAt(at)
        if section < 0 or (at - self._pressed).manhattanLength() > 3:
            return
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_wanted.emit(section, self.mapToGlobal(at))
        elif (
            event.button() == Qt.MouseButton.LeftButton
            and self.cursor().shape() != Qt.CursorShape.SplitHCursor
        ):
            left = self.sectionViewportPosition(section)
            if at.x() > left + self.sectionSize(section) - MARK:
                self.filter_wanted.emit(section)
            else:
                self.sort_wanted.emit(section)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The heading with its mark: ▾, coloured where a filter is on, ↑ ↓ where it sorts."""
        text = QRect(rect)
        text.setWidth(rect.width() - MARK)  # a number's heading ends before the mark, too
        painter.save()
        super().paintSection(painter, text, section)
        painter.restore()
        look = style()
        icon = "chevron-down"
        token = "faint"
        if section in self._like.filtered:
            icon, token = "filter", "accent"
        by = self._like.sorted
        if by is not None and by[0] == section:
            icon, token = "chevron-down" if by[1] else "chevron-up", "accent"
        mark = QRect(rect.right() - MARK + 1, rect.top(), MARK, rect.height())
        painter.fillRect(mark.adjusted(-2, 0, 0, 0), look.colour("panel"))
        painter.setPen(look.colour("line"))
        painter.drawLine(mark.topRight(), mark.bottomRight())
        painter.setPen(look.colour("strong_line"))
        painter.drawLine(mark.bottomLeft() - QPoint(2, 0), mark.bottomRight())
        place = QRect(rect.right() - MARK + 3, rect.center().y() - 6, 13, 13)
        look.icon(icon, token).paint(painter, place)
