"""A label that gives way: what does not fit ends in …, and the tip has it whole."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

LEAST = 60  # pixels


class ElidedLabel(QLabel):
    """For names that users give: files, schools, classes."""

    def __init__(self, text: str = "", tone: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        if tone:
            self.setProperty("tone", tone)
        self.setText(text)

    def setText(self, text: str) -> None:
        """The whole text; how much of it shows depends on the room."""
        super().setText(text)
        self._tip()

    def minimumSizeHint(self) -> QSize:
        """Little is enough."""
        whole = super().minimumSizeHint()
        return QSize(min(LEAST, whole.width()), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tip is there only where something is missing."""
        super().resizeEvent(event)
        self._tip()

    def _tip(self) -> None:
        short = self.fontMetrics().horizontalAdvance(self.text()) > self.width()
        self.setToolTip(self.text() if short else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """What fits."""
        del event
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()
