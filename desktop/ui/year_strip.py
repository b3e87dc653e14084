"""A year as a strip in a table's cell: days that are taken, weeks proposed, the last day to set out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.widgets import style

STRIP = Qt.ItemDataRole.UserRole + 40
HEIGHT, MARGIN = 12, 8


@dataclass(frozen=True, slots=True)
class Strip:
    """What lies in the year, as pairs of days; `said` says the same in words for the tip and for readers."""

    first: date
    last: date
    taken: Sequence[tuple[date, date]]
    proposed: Sequence[tuple[date, date]]
    latest: date | None
    since: date
    said: str


class YearStrips(QStyledItemDelegate):
    """Paints a Strip."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The words are for readers and the tip: here the strip stands for them."""
        super().initStyleOption(option, index)
        if index.data(STRIP) is not None:
            option.text = ""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ground, months, what is taken (quiet), what is proposed (accent), the last day (a line)."""
        super().paint(painter, option, index)
        strip = index.data(STRIP)
        if not isinstance(strip, Strip):
            return
        painter.save()
        room = option.rect.adjusted(MARGIN, 0, -MARGIN, 0)
        bar = QRect(room.left(), room.center().y() - HEIGHT // 2 + 1, room.width(), HEIGHT)
        painter.fillRect(bar, style().colour("window"))
        past = _part(strip, bar, strip.first, strip.since)
        painter.fillRect(past.adjusted(0, 0, -1, 0), style().colour("line"))
        for start, end in strip.taken:
            painter.fillRect(_part(strip, bar, start, end).adjusted(0, 3, 0, -3), style().colour("faint"))
        for start, end in strip.proposed:
            painter.fillRect(_part(strip, bar, start, end), style().colour("accent"))
        if strip.latest is not None:
            at = _part(strip, bar, strip.latest, strip.latest).left()
            painter.fillRect(QRect(at, bar.top() - 3, 2, bar.height() + 6), style().colour("bad"))
        painter.setPen(style().colour("strong_line"))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        for month in range(2, 13):
            day = _month(strip.first, month)
            if strip.first < day <= strip.last:
                at = _part(strip, bar, day, day).left()
                painter.drawLine(at, bar.bottom() - 3, at, bar.bottom())
        painter.restore()


def _month(first: date, month: int) -> date:
    """The first of the month that is `month` − 1 after the year's first."""
    number = first.month - 1 + month - 1
    return date(first.year + number // 12, number % 12 + 1, 1)


def _part(strip: Strip, bar: QRect, start: date, end: date) -> QRect:
    days = (strip.last - strip.first).days + 1
    left = bar.left() + bar.width() * (start - strip.first).days / days
    right = bar.left() + bar.width() * ((end - strip.first).days + 1) / days
    return QRect(round(left), bar.top(), max(2, round(right - left)), bar.height())
