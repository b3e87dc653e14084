"""The navigation at the left: the places, foldable to icons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from desktop.ui import tokens
from desktop.ui.places import PLACES
from desktop.ui.style import Style

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from desktop.services.health import Tally

TITLE = "职教台账"


class Navigation(QWidget):
    """One button a place; ↑ and ↓ move between them."""

    chosen = Signal(str)
    folded_changed = Signal(bool)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("导航")
        self._style = style
        self.folded = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, tokens.SMALL)
        column.setSpacing(2)
        self._brand = QToolButton(self)
        self._brand.setObjectName("brand")
        self._brand.setText(TITLE)
        self._brand.setAutoRaise(True)
        self._brand.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._brand.setFixedHeight(48)
        self._brand.setToolTip("收起或展开导航")
        self._brand.clicked.connect(self.toggle)
        column.addWidget(self._brand)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        self._counts: dict[str, tuple[int, str]] = {}
        for place in PLACES:
            entry = QToolButton(self)
            entry.setText(place.label)
            entry.setCheckable(True)
            entry.setObjectName(f"nav-{place.name}")
            entry.setIconSize(QSize(tokens.ICON, tokens.ICON))
            entry.setFixedHeight(34)
            entry.setToolTip(place.label)
            entry.setAccessibleName(place.label)
            self._group.addButton(entry)
            self._buttons[place.name] = entry
            entry.clicked.connect(self._clicked)
            column.addWidget(entry)
        column.addStretch(1)
        self._fit()

    def begin(self) -> None:
        """After the first paint: the icons, which would keep the frame waiting."""
        for place in PLACES:
            self._buttons[place.name].setIcon(self._style.icon(place.icon, "quiet", checked="accent"))

    def show_chosen(self, name: str) -> None:
        """Mark a place as the one on screen."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def show_health(self, tally: Tally) -> None:
        """What 健康检查 found, beside 首页."""
        from desktop.ui.health import said

        self.set_count(PLACES[0].name, tally.error + tally.warning, f"健康检查：{said(tally)}")

    def set_count(self, name: str, count: int, words: str) -> None:
        """How much waits in a place, behind its label; `words` says of what."""
        self._counts[name] = (count, words)
        self._fit()

    def toggle(self) -> None:
        """Fold to icons, or unfold."""
        self.set_folded(not self.folded)
        self.folded_changed.emit(self.folded)

    def set_folded(self, folded: bool) -> None:
        """Show icons only, or icons and labels."""
        self.folded = folded
        self._fit()

    def _fit(self) -> None:
        self.setFixedWidth(tokens.NAVIGATION_FOLDED if self.folded else tokens.NAVIGATION)
        styles = Qt.ToolButtonStyle
        self._brand.setText("台账" if self.folded else TITLE)
        for place in PLACES:
            entry = self._buttons[place.name]
            count, words = self._counts.get(place.name, (0, ""))
            entry.setText(f"{place.label}　{count}" if count else place.label)
            entry.setToolTip(f"{place.label}　{words}" if count else place.label)
            entry.setAccessibleDescription(words)
            entry.setToolButtonStyle(
                styles.ToolButtonIconOnly if self.folded else styles.ToolButtonTextBesideIcon
            )
            entry.setFixedWidth(self.width() - 1)

    def _clicked(self) -> None:
        for name, entry in self._buttons.items():
            if entry is self.sender():
                self.chosen.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """↑ and ↓ walk through the places."""
        steps = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}
        step = steps.get(event.key())
        at = next((n for n, entry in enumerate(self._buttons.values()) if entry.hasFocus()), None)
        if step is None or at is None:
            super().keyPressEvent(event)
        else:
            list(self._buttons.values())[(at + step) % len(self._buttons)].setFocus()
