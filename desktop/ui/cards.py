"""Cards of the first screen and the settings: a heading and what belongs under it, figures, bars."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import tokens
from desktop.ui.widgets import column, label, row, style


class Card(QFrame):
    """A raised sheet with a heading; `body` takes what is shown in it."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, tokens.MEDIUM)
        self.head = row()
        self.title = label(title, "heading", parent=self)
        self.head.addWidget(self.title)
        self.note = label(note, "quiet", parent=self)
        self.head.addWidget(self.note)
        self.head.addStretch(1)
        lines.addLayout(self.head)
        self.body: QVBoxLayout = column(spacing=tokens.TIGHT)
        lines.addLayout(self.body, 1)


class FigureCard(QPushButton):
    """One large number with what it counts; a click goes to its rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.setAutoDefault(True)
        self.setMinimumHeight(76)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name = label("", "quiet", parent=self)
        self._value = label("…", parent=self)
        self._value.setObjectName("figure")
        self._unit = label("", "quiet", parent=self)
        lines = column(self, spacing=2)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addWidget(self._name)
        number = row(spacing=tokens.TIGHT)
        number.addWidget(self._value)
        number.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBottom)
        number.addStretch(1)
        lines.addLayout(number)
        for each in (self._name, self._value, self._unit):
            each.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, name: str, value: str, unit: str, note: str) -> None:
        """The number."""
        self._name.setText(name)
        self._value.setText(value)
        self._unit.setText(unit)
        self.setToolTip(note)
        self.setAccessibleName(f"{name} {value} {unit}")
        self.setAccessibleDescription(note)


def draw_meter(painter: QPainter, room: QRect, share: float | None, tone: str) -> None:
    """A bar in any place that can be painted on."""
    painter.setPen(Qt.PenStyle.NoPen)
    radius = room.height() / 2
    painter.setBrush(style().colour("line"))
    painter.drawRoundedRect(room, radius, radius)
    if share is not None and share > 0:
        filled = QRect(room)
        filled.setWidth(max(room.height(), round(room.width() * min(share, 1.0))))
        painter.setBrush(style().colour(tone))
        painter.drawRoundedRect(filled, radius, radius)
