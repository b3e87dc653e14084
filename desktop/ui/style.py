"""The style module: puts the tokens on the application as palette, font, style sheet and icons."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from desktop.ui import tokens
from desktop.ui.sheet import style_sheet
from desktop.ui.tokens import Colours

# PyInstaller unpacks the data beside the program; from source they lie beside the package.
RESOURCES = Path(getattr(sys, "_MEIPASS", Path(__file__).resolve().parents[2])) / "resources"


class Style(QObject):
    """What the application looks like now: one of these, made by `application`, kept by it."""

    changed = Signal()

    def __init__(self, app: QApplication, *, dark: bool | None = None, bundled_font: bool = False) -> None:
        """`dark` None follows the system; `bundled_font` draws with our font even where a system one is."""
        super().__init__(app)
        self._app = app
        self._follow = dark is None
        hints = app.styleHints()
        self.dark = hints.colorScheme() == Qt.ColorScheme.Dark if dark is None else dark
        self._icons: dict[str, QIcon] = {}
        if app.style().name() != "fusion":  # it is on Linux, and setting it again takes a while
            app.setStyle("Fusion")
        app.setFont(self._font(bundled_font))
        self._put()
        hints.colorSchemeChanged.connect(self._scheme_changed)

    @property
    def colours(self) -> Colours:
        return tokens.DARK if self.dark else tokens.LIGHT

    def colour(self, token: str) -> QColor:
        """The colour of a token by its name, e.g. "accent"."""
        return QColor(getattr(self.colours, token))

    def _scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        if self._follow and (scheme == Qt.ColorScheme.Dark) != self.dark:
            self.turn(dark=scheme == Qt.ColorScheme.Dark)

    def turn(self, *, dark: bool) -> None:
        """The other colours, at once and everywhere."""
        from desktop.ui.recolour import recolour  # late: it happens twice a day

        before, self.dark = self.colours, dark
        self._put()
        recolour(before, self.colours)
        self.changed.emit()

    def _put(self) -> None:
        self._app.setPalette(palette(self.colours))
        self._app.setStyleSheet(style_sheet(self.colours, (RESOURCES / "ticks").as_posix()))

    def _font(self, bundled: bool) -> QFont:
        families = [] if bundled else list(tokens.FAMILIES)
        # The bundled font stands behind the system's, and alone where the system has no Chinese one.
        if bundled or not set(families) & set(QFontDatabase.families()):
            families += load_bundled_fonts()
        if bundled and not families:
            families = list(tokens.FAMILIES)
        font = QFont()
        font.setFamilies(families)
        font.setPixelSize(tokens.BODY)
        font.setFeature(QFont.Tag("tnum"), 1)  # even digits in numbers, IDs and dates
        return font

    def icon(self, name: str, token: str = "quiet", *, checked: str = "") -> QIcon:
        """An icon of resources/icons in a token's colour; `checked` names the colour it has when chosen."""
        key = f"{name}/{token}/{checked}"
        if key not in self._icons:
            self._icons[key] = QIcon(_Drawing(name, self, (token, checked or token)))
        return self._icons[key]


class _Drawing(QIconEngine):
    """Draws an icon when it is first shown, at the size and sharpness of the screen it is shown on."""

    def __init__(self, name: str, style: Style, tokens: tuple[str, str]) -> None:
        """`tokens`: its colour, and the one it has when chosen; whichever colours hold when it is drawn."""
        super().__init__()
        self._name, self._style, self._tokens = name, style, tokens
        self._drawn: dict[tuple[int, float, str], QPixmap] = {}

    def clone(self) -> QIconEngine:
        """Qt copies engines."""
        return _Drawing(self._name, self._style, self._tokens)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Onto a painter of any sharpness."""
        side, ratio = min(rect.width(), rect.height()), painter.device().devicePixelRatioF()
        picture = self._picture(side, ratio, mode, state)
        place = QRect(QPoint(0, 0), picture.deviceIndependentSize().toSize())
        place.moveCenter(rect.center())
        painter.drawPixmap(place, picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """As a picture of its own."""
        return self.scaledPixmap(size, mode, state, 1)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        """As a picture for a screen of this sharpness; `size` is in its pixels."""
        return self._picture(round(min(size.width(), size.height()) / scale), scale, mode, state)

    def _picture(self, size: int, ratio: float, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        token = self._tokens[state == QIcon.State.On]
        if mode == QIcon.Mode.Disabled:  # the same for all: what is white on a primary button would vanish
            token = "faint"
        colour = self._style.colour(token)
        key = (size, ratio, colour.name())
        if key not in self._drawn:
            self._drawn[key] = icon_pixmap(self._name, colour, size=size, ratio=ratio)
        return self._drawn[key]


def load_bundled_fonts() -> list[str]:
    """Load the fonts of resources/fonts and give their family names."""
    families: list[str] = []
    folder = RESOURCES / "fonts"
    for file in sorted(folder.glob("*.[ot]tf")) if folder.is_dir() else []:
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    return families


def icon_pixmap(name: str, colour: QColor, *, size: int = tokens.ICON, ratio: float = 1) -> QPixmap:
    """One icon as a picture; an unknown name is an empty picture."""
    from PySide6.QtSvg import QSvgRenderer  # late: nothing before the first icon needs it

    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    file = RESOURCES / "icons" / f"{name}.svg"
    if file.is_file():
        drawn = file.read_text("utf-8").replace("currentColor", colour.name()).encode()
        painter = QPainter(pixmap)
        QSvgRenderer(drawn).render(painter)
        painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def palette(colours: Colours) -> QPalette:
    """The palette for widgets that the style sheet does not reach."""
    roles = QPalette.ColorRole
    made = QPalette()
    for role, token in {
        roles.Window: colours.window,
        roles.WindowText: colours.text,
        roles.Base: colours.raised,
        roles.AlternateBase: colours.window,
        roles.Text: colours.text,
        roles.Button: colours.raised,
        roles.ButtonText: colours.text,
        roles.ToolTipBase: colours.raised,
        roles.ToolTipText: colours.text,
        roles.PlaceholderText: colours.quiet,
        roles.Highlight: colours.accent,
        roles.HighlightedText: colours.accent_on,
        roles.Link: colours.accent,
        roles.Light: colours.raised,
        roles.Midlight: colours.line,
        roles.Mid: colours.strong_line,
        roles.Dark: colours.faint,
        roles.Shadow: colours.quiet,
        roles.Accent: colours.accent,
    }.items():
        made.setColor(role, QColor(token))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.faint))
    return made
