"""A sheet drawn as the bureau drew it: merged blocks, widths, borders, its list washed by what is bound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.services.pictures import Picture, PictureCell
from desktop.ui.widgets import style

Index = QModelIndex | QPersistentModelIndex
CHARACTER = 7.4  # pixels a width unit of Excel takes at 96 dots an inch
POINT = 96 / 72
LEAST_TEXT, SMALL_TEXT = 11, 9  # pixels; the latter only where a number would not fit
WIDEST, LOOKED_AT = 190, 200  # pixels of a widened column, rows looked at for it
SMALLEST, LARGEST = 0.82, 1.0  # how far a wide sheet is made smaller to fit
ALIGN = {
    "center": Qt.AlignmentFlag.AlignHCenter,
    "centerContinuous": Qt.AlignmentFlag.AlignHCenter,
    "distributed": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
    "left": Qt.AlignmentFlag.AlignLeft,
}
WASH, TIP = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.ToolTipRole
LOOK = WASH + 1


def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def number_of(column: str) -> int:
    """A → 1, AA → 27."""
    found = 0
    for char in column:
        found = found * 26 + ord(char) - 64
    return found


def drawn(font: QFont, look: PictureCell, scale: float) -> QFont:
    """The font of a cell."""
    made = QFont(font)
    made.setPixelSize(max(LEAST_TEXT, round(look.size * POINT * scale)))
    made.setBold(look.bold)
    return made


def wraps(cell: PictureCell) -> bool:
    """Whether a text goes on in a second line; a date or a code never does."""
    return "\n" in cell.text or (cell.wrap and not cell.number and not cell.text.isascii())


def _shrink(painter: QPainter, text: str, room: int) -> None:
    """A number that is a little too wide is drawn a little smaller rather than cut."""
    font = painter.font()
    while painter.fontMetrics().horizontalAdvance(text) > room and font.pixelSize() > SMALL_TEXT:
        font.setPixelSize(font.pixelSize() - 1)
        painter.setFont(font)


class PictureModel(QAbstractTableModel):
    """The cells of a picture; `washes` by (row, column), by column (row 0), tips likewise.

    Nothing in it can be typed over but where `writable` says so; the text is told by `typed`, not kept.
    """

    typed = Signal(int, int, str)  # row, column (from 1), text

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.picture = Picture("", 0, 0, {})
        self.body = (0, 0)
        self.washes: Mapping[tuple[int, int], str] = {}
        self.tips: Mapping[tuple[int, int], str] = {}
        self.writable: Callable[[int, int], bool] | None = None

    def show(
        self,
        picture: Picture,
        body: tuple[int, int],
        washes: Mapping[tuple[int, int], str],
        tips: Mapping[tuple[int, int], str],
    ) -> None:
        """Another picture. Of washes and tips those of row 0 hold for the column's rows in `body`."""
        self.beginResetModel()
        self.picture, self.body, self.washes, self.tips = picture, body, washes, tips
        self.endResetModel()

    def repaint(
        self,
        picture: Picture,
        body: tuple[int, int],
        washes: Mapping[tuple[int, int], str],
        tips: Mapping[tuple[int, int], str],
    ) -> None:
        """The same sheet with other washes, tips or texts: nothing is laid out anew."""
        self.picture, self.body, self.washes, self.tips = picture, body, washes, tips
        if picture.rows and picture.columns:
            self.dataChanged.emit(self.index(0, 0), self.index(picture.rows - 1, picture.columns - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self.picture.rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self.picture.columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, look, wash and tip of a cell."""
        row, column = index.row() + 1, index.column() + 1
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self.picture.text(row, column)
        if role == LOOK:
            return self.picture.cells.get((row, column))
        if role == WASH:
            return self._of(self.washes, row, column)
        if role in (TIP, Qt.ItemDataRole.AccessibleDescriptionRole):
            text = self.picture.text(row, column)
            return "\n".join(part for part in (text, self._of(self.tips, row, column)) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Whether a cell may be typed over."""
        flags = super().flags(index)
        if self.writable is not None and self.writable(index.row() + 1, index.column() + 1):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was typed."""
        text = str(value)
        if role != Qt.ItemDataRole.EditRole or text == self.picture.text(index.row() + 1, index.column() + 1):
            return False
        self.typed.emit(index.row() + 1, index.column() + 1, text)
        return True

    def _of(self, found: Mapping[tuple[int, int], str], row: int, column: int) -> str:
        if (row, column) in found:
            return found[row, column]
        return found.get((0, column), "") if self.body[0] <= row <= self.body[1] else ""

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Letters above, numbers at the left, as in Excel."""
        if role == Qt.ItemDataRole.DisplayRole:
            return letters(section + 1) if way == Qt.Orientation.Horizontal else str(section + 1)
        if role == TIP and way == Qt.Orientation.Horizontal:
            return self.tips.get((0, section + 1))
        return None


class _Cells(QStyledItemDelegate):
    """Draws a cell with its look, wash and borders."""

    scale = 1.0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look = index.data(LOOK) or PictureCell("")
        rect, wash = option.rect, index.data(WASH)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(rect, style().colour("accent_wash" if chosen else wash or "panel"))
        edge = style().colour("strong_line" if look.bordered else "line")
        painter.setPen(QPen(edge, 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if look.text:
            self._write(painter, rect, look)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(style().colour("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _write(self, painter: QPainter, rect: QRect, look: PictureCell) -> None:
        painter.setFont(drawn(painter.font(), look, self.scale))
        painter.setPen(QColor(style().colour("text")))
        side = ALIGN.get(look.horizontal)
        if side is None:
            side = Qt.AlignmentFlag.AlignRight if look.number else Qt.AlignmentFlag.AlignLeft
        inside = rect.adjusted(3, 1, -4, -1)
        middle = Qt.AlignmentFlag.AlignVCenter
        if wraps(look):
            painter.drawText(inside, int(side | middle | Qt.TextFlag.TextWrapAnywhere), look.text)
        else:
            _shrink(painter, look.text, inside.width())
            text = painter.fontMetrics().elidedText(look.text, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside, int(side | middle | Qt.TextFlag.TextSingleLine), text)


class PictureView(QTableView):
    """Shows one sheet; arrows walk through its cells."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictured = PictureModel(self)
        self._cells = _Cells(self)
        self._widen = False
        self._full: dict[int, bool] = {}
        self._fitted: object = None  # the scale and the widths that are laid out
        self._measures: dict[tuple[float, bool, float], QFontMetrics] = {}
        self.setModel(self.pictured)
        self.setItemDelegate(self._cells)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("表样")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setMinimumSectionSize(8)
            header.setHighlightSections(False)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.horizontalHeader().setFixedHeight(22)
        self.verticalHeader().setFixedWidth(36)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_picture(
        self,
        picture: Picture,
        body: tuple[int, int] = (0, 0),
        washes: Mapping[tuple[int, int], str] | None = None,
        tips: Mapping[tuple[int, int], str] | None = None,
        *,
        keep_place: bool = False,
        widen: bool = False,
    ) -> None:
        """Draw a sheet. `keep_place`: it is the same one again, so stay where one is looking.

        `widen`: columns are as wide as their texts need, for a file that is read rather than laid out.
        """
        self._widen = widen
        self._full, self._fitted = {}, None
        places = [bar.value() for bar in (self.horizontalScrollBar(), self.verticalScrollBar())]
        self.pictured.show(picture, body, washes or {}, tips or {})
        self._fit()
        for bar, value in zip((self.horizontalScrollBar(), self.verticalScrollBar()), places, strict=True):
            bar.setValue(value if keep_place else 0)

    def goto(self, row: int, column: int) -> None:
        """Make a cell (from 1) the current one and show it."""
        index = self.pictured.index(row - 1, max(column, 1) - 1)
        self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A wide sheet is made smaller as far as it stays readable."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        picture = self.pictured.picture
        if not picture.columns:
            return
        columns = range(1, picture.columns + 1)
        widths = [picture.widths.get(at, picture.width) * CHARACTER for at in columns]
        if self._widen:
            widths = [max(width, self._width(at)) for at, width in zip(columns, widths, strict=True)]
        room = self.viewport().width() - 2
        scale = max(SMALLEST, min(LARGEST, room / max(sum(widths), 1.0)))
        if (scale, widths) == self._fitted:
            return  # a wider window changes nothing where the sheet is as small, or as large, as it gets
        self._fitted = (scale, widths)
        self._cells.scale = scale
        for at, width in enumerate(widths):
            self.setColumnHidden(at, at + 1 in picture.hidden_columns)
            self.setColumnWidth(at, max(14, round(width * scale)))
        self._span()
        needed = self._needed()
        for at in range(picture.rows):
            height = picture.heights.get(at + 1, picture.height) * POINT * scale
            self.setRowHeight(at, max(18, round(height), needed.get(at + 1, 0)))

    def _width(self, column: int) -> float:
        """What the texts of a column need, up to what one line can take; titles and notes do not count."""
        picture = self.pictured.picture
        blocks = {row for row, at, _, wide in picture.merges if at == column and wide > 1}
        rows = (row for row in range(1, min(picture.rows, LOOKED_AT) + 1) if row not in blocks)
        cells = (picture.cells.get((row, column)) for row in rows if self._listed(row))
        needed = (
            self._measure(cell, 1.0).horizontalAdvance(cell.text[:40]) for cell in cells if cell is not None
        )
        return min(WIDEST, max(needed, default=0) + 12)

    def _listed(self, row: int) -> bool:
        """Whether a row has the look of a list's: several texts."""
        if row not in self._full:
            picture = self.pictured.picture
            filled = sum(bool(picture.text(row, at)) for at in range(1, picture.columns + 1))
            self._full[row] = filled > 2 or filled == picture.columns
        return self._full[row]

    def _measure(self, cell: PictureCell, scale: float = 0) -> QFontMetrics:
        """As it is drawn at a scale; 0 for the one of now."""
        kind = (cell.size, cell.bold, scale or self._cells.scale)
        if kind not in self._measures:
            self._measures[kind] = QFontMetrics(drawn(self.font(), cell, kind[2]))
        return self._measures[kind]

    def _span(self) -> None:
        """Merged blocks, and texts that run on over the empty cells beside them."""
        picture = self.pictured.picture
        self.clearSpans()
        taken: set[tuple[int, int]] = set()
        for row, column, rows, columns in picture.merges:
            wide, high = min(columns, picture.columns - column + 1), min(rows, picture.rows - row + 1)
            if wide * high > 1:
                self.setSpan(row - 1, column - 1, high, wide)
            taken |= {(row + down, column + along) for down in range(rows) for along in range(columns)}
        for (row, column), cell in picture.cells.items():
            runs_on = cell.text and not (cell.number or cell.wrap or cell.bordered)
            if not runs_on or (row, column) in taken or cell.horizontal not in ("general", "left"):
                continue
            wide = self._run(row, column, cell, taken)
            if wide > 1:
                self.setSpan(row - 1, column - 1, 1, wide)

    def _run(self, row: int, column: int, cell: PictureCell, taken: set[tuple[int, int]]) -> int:
        """Over how many cells a text runs on: as many as it needs and as are empty."""
        picture, wide = self.pictured.picture, 1
        need = 0
        width = self.columnWidth(column - 1)
        while column + wide <= picture.columns:
            beside = (row, column + wide)
            if beside in picture.cells or beside in taken:
                break
            need = need or self._measure(cell).horizontalAdvance(cell.text) + 8
            if width >= need:
                break
            width += self.columnWidth(column - 1 + wide)
            wide += 1
        return wide

    def _needed(self) -> dict[int, int]:
        """How high a row must be for its texts; a block over several rows shares its height out."""
        picture = self.pictured.picture
        blocks = {(row, column): (rows, columns) for row, column, rows, columns in picture.merges}
        found: dict[int, int] = {}
        high: dict[tuple[float, bool], int] = {}  # most cells of a sheet look alike
        for (row, column), cell in picture.cells.items():
            if not cell.text:
                continue
            look = (cell.size, cell.bold)
            if look not in high:
                high[look] = self._measure(cell).height() + 2
            if high[look] > found.get(row, 0):
                found[row] = high[look]
            if not wraps(cell):
                continue
            measure = self._measure(cell)
            rows, columns = blocks.get((row, column), (1, 1))
            width = sum(self.columnWidth(column - 1 + each) for each in range(columns)) - 7
            if "\n" not in cell.text and measure.horizontalAdvance(cell.text) <= width:
                continue
            room = QRect(0, 0, width, 10_000)
            height = measure.boundingRect(room, int(Qt.TextFlag.TextWrapAnywhere), cell.text).height() + 4
            for each in range(rows):
                found[row + each] = max(found.get(row + each, 0), -(-height // rows))
        return found
