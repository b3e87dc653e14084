"""Small widgets that every screen is made of: buttons, labels, rows, all with their tone."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui import tokens
from desktop.ui.style import Style


def style() -> Style:
    """The application's style (it is a child of the application)."""
    app = QApplication.instance()
    found = app.findChild(Style) if app is not None else None
    if not isinstance(found, Style):
        raise RuntimeError("no Style on the application")
    return found


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a widget the colours of a tone ("quiet", "bad", "warn", "good", …)."""
    set_property(widget, "tone", tone)


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet looks at, and have it looked at again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(
    text: str,
    *,
    icon: str = "",
    primary: bool = False,
    flat: bool = False,
    help: str = "",
    parent: QWidget | None = None,
) -> QPushButton:
    """A push button that Enter presses too."""
    made = QPushButton(text, parent)
    made.setAutoDefault(True)
    if primary:
        made.setProperty("primary", True)
    if flat:
        made.setProperty("flat", True)
    if icon:
        made.setIcon(style().icon(icon, "accent_on" if primary else "accent" if flat else "quiet"))
        made.setIconSize(QSize(16, 16))
    made.setToolTip(help)
    return made


def icon_button(icon: str, help: str, *, parent: QWidget | None = None) -> QPushButton:
    """A button with an icon only; its help is its accessible name."""
    made = button("", icon=icon, flat=True, help=help, parent=parent)
    made.setAccessibleName(help)
    made.setFixedSize(26, 26)
    made.setProperty("square", True)
    return made


def label(text: str = "", tone: str = "", *, wrap: bool = False, parent: QWidget | None = None) -> QLabel:
    """A plain-text label."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if tone:
        made.setProperty("tone", tone)
    return made


def column(parent: QWidget | None = None, *, margin: int = 0, spacing: int = 0) -> QVBoxLayout:
    """A column without margins unless asked."""
    made = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    made.setContentsMargins(margin, margin, margin, margin)
    made.setSpacing(spacing)
    return made


def row(parent: QWidget | None = None, *, spacing: int = tokens.SMALL) -> QHBoxLayout:
    """A row without margins."""
    made = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    made.setContentsMargins(0, 0, 0, 0)
    made.setSpacing(spacing)
    return made


def settle() -> None:
    """Lay out now what was just shown or filled; left to itself that comes a turn later, and is seen late."""
    for _ in range(3):  # a line that is laid out may make the one around it ask again
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
