"""Targets drawn with their bars: what is reached, what is asked, what is still missing."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop.services.board import Aim
from desktop.ui import tokens
from desktop.ui.cards import draw_meter
from desktop.ui.line_delegate import Index, LineDelegate, drawn_line
from desktop.ui.widgets import style

AIM = Qt.ItemDataRole.UserRole + 30
BAR = 8


def words_of(aim: Aim) -> tuple[str, str, str]:
    """Mark, word and tone of how a target stands: never by colour alone."""
    if not aim.value:
        return "·", "未填" if aim.source == "entered" else "缺数据", "quiet"
    if aim.met:
        return "✓", "已达到", "good"
    if aim.met is False:
        return "!", aim.missing or "未达到", "warn"
    return "·", aim.missing or "本校贡献", "quiet"


def tone_of(aim: Aim) -> str:
    """The colour of its bar."""
    return "good" if aim.met else "accent"


class AimLines(LineDelegate):
    """One target a line: name and numbers above, bar and word below."""

    HEIGHT = 40

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The line."""
        aim = index.data(AIM)
        with drawn_line(painter, option):
            if aim is not None:
                self._draw(painter, option.rect.adjusted(10, 3, -10, -3), aim)

    def _draw(self, painter: QPainter, room: QRect, aim: Aim) -> None:
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2 + 2)
        star = "" if aim.own else " *"
        numbers = f"{aim.value or '—'} / {aim.goal.lstrip('≥= ')} {aim.unit}{star}"
        painter.setPen(style().colour("text"))
        painter.drawText(upper, _RIGHT, numbers)
        left = upper.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(numbers) - 16, 0)
        name = painter.fontMetrics().elidedText(aim.label, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, _LEFT, name)
        lower = QRect(room.left(), upper.bottom(), room.width(), room.bottom() - upper.bottom())
        mark, word, tone = words_of(aim)
        small = QFont(painter.font())
        small.setPixelSize(tokens.QUIET)
        painter.setFont(small)
        said = f"{mark} {word}"
        painter.setPen(style().colour(tone))
        painter.drawText(lower, _RIGHT, said)
        bar = QRect(lower.left(), lower.center().y() - BAR // 2 + 1, 0, BAR)
        bar.setWidth(max(40, lower.width() - 170))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_meter(painter, bar, aim.share, tone_of(aim))


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
