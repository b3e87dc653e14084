"""The targets of the city in 全市: what the schools make together, as a bar with its word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.core.presenting import plain_number
from desktop.services.consolidating import Contribution
from desktop.ui.cards import draw_meter
from desktop.ui.rows import Rows
from desktop.ui.widgets import style

HEADINGS = ("任务", "指标", "对象", "现值", "要求", "完成")
WIDTHS = (64, 0, 64, 90, 130, 330)
METER, BAR = 5, 90
PART = Qt.ItemDataRole.UserRole + 31
MOST = 12


class _Meter(QStyledItemDelegate):
    """The bar, then the word."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground as usual, then the bar."""
        super().paint(painter, option, index)
        part = index.data(PART)
        if not isinstance(part, Contribution):
            return
        painter.save()
        word, tone = word_of(part)
        room = option.rect.adjusted(BAR + 18, 0, -4, 0)
        painter.setPen(style().colour(tone))
        fitting = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, fitting)
        share = share_of(part)
        if share is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            bar = QRect(option.rect.left() + 8, option.rect.center().y() - 3, BAR, 8)
            draw_meter(painter, bar, share, "good" if part.met else "accent")
        painter.restore()

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The ground alone: the word is drawn behind the bar."""
        super().initStyleOption(option, index)
        option.text = ""


class TargetTable(Rows):
    """A target a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("全市目标", HEADINGS, WIDTHS, numbers=(3,), parent=parent)
        self.setItemDelegateForColumn(METER, _Meter(self))
        self._parts: list[Contribution] = []

    def show_parts(self, parts: Sequence[Contribution]) -> None:
        """These targets."""
        self._parts = list(parts)
        self.show_rows(
            [
                (
                    each.task, each.label, each.subject,
                    "—" if each.value is None else plain_number(each.value),
                    f"{each.goal} {each.unit}".strip(), word_of(each)[0],
                )
                for each in parts
            ]
        )  # fmt: skip
        for at, each in enumerate(parts):
            item = self.item(at, METER)
            if item is not None:
                item.setData(PART, each)

    def about(self) -> str:
        """Of the target under the mark: how it is made, and which school makes how much of it."""
        at = self.currentRow()
        if not 0 <= at < len(self._parts):
            return ""
        part = self._parts[at]
        said = [f"{name} {plain_number(value)} {part.unit}" for _, name, value in part.parts[:MOST]]
        more = f" 等 {len(part.parts)} 所" if len(part.parts) > MOST else ""
        return f"{part.label}：{part.formula}" + (f"\n{'、'.join(said)}{more}" if said else "")


def share_of(part: Contribution) -> float | None:
    """How long the bar is: of what is asked, or of the schools that can be told."""
    told = part.schools_met + part.schools_unmet
    return part.schools_met / told if told else part.share


def word_of(part: Contribution) -> tuple[str, str]:
    """The word beside the bar, and its tone: never by colour alone."""
    if part.schools_met + part.schools_unmet + part.schools_unknown:
        return f"{'✓' if part.met else '!'} {part.formula}", "good" if part.met else "warn"
    if part.value is None:
        return "· 缺数据", "quiet"
    if part.met is None:
        return "· 各校合计", "quiet"
    return ("✓ 已达到", "good") if part.met else (f"! {part.missing or '未达到'}", "warn")
