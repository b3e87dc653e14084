"""The per-school table of 全市: sorted by any column, the missing marked, the totals always last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.core.presenting import plain_number
from desktop.services.consolidating import City, Line
from desktop.services.consolidating.figures import IN, MISSING, Column
from desktop.ui.frozen import FrozenColumn
from desktop.ui.rows import Rows
from desktop.ui.widgets import style

FIRST = ("学校", "状态")
SAID = ("%", "元", "万元")  # units that the label alone does not tell
MARKS = {IN: "✓ ", MISSING: "! ", "": ""}
NAME, STATE, FIGURE = 200, 92, 72
TOTAL = "合计"


class SchoolTable(Rows):
    """Rows that know their schools; a click on a heading sorts, another turns it round."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        heads = [f"{each.label}（{each.unit}）" if each.unit in SAID else each.label for each in columns]
        widths = [NAME, STATE, *(max(FIGURE, 15 * len(head) + 26) for head in heads)]
        numbers = range(len(FIRST), len(FIRST) + len(columns))
        super().__init__("各校", [*FIRST, *heads], widths, numbers=tuple(numbers), parent=parent)
        self.columns = tuple(columns)
        self._found: City | None = None
        self._lines: list[Line] = []
        self._by, self._down = 0, False
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.sectionClicked.connect(self.sort_by)
        self._sorted_mark()
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.frozen = FrozenColumn(self)  # whose figures they are, however far one has scrolled

    def show_city(self, found: City) -> None:
        """These schools, in the order that was chosen."""
        self._found = found
        self._fill()

    def line(self) -> Line | None:
        """The school under the mark; None on the totals."""
        at = self.currentRow()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def sort_by(self, column: int) -> None:
        """By this column; numbers from the largest, names from the first. Again: the other way round."""
        usual = column >= len(FIRST)
        self._down = not self._down if column == self._by else usual
        self._by = column
        self._sorted_mark()
        self._fill()

    def _sorted_mark(self) -> None:
        order = Qt.SortOrder.DescendingOrder if self._down else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(self._by, order)

    def _fill(self) -> None:
        if self._found is None:
            return
        known = [line for line in self._found.lines if self._key(line) is not None]
        unknown = [line for line in self._found.lines if self._key(line) is None]
        self._lines = [*sorted(known, key=self._key, reverse=self._down), *unknown]
        texts = [_texts(line, self.columns) for line in self._lines]
        if self._lines:
            totals = [_said(self._found.totals.get(each.id)) for each in self.columns]
            texts.append([TOTAL, f"{len(self._found.brought)} 所", *totals])
        self.show_rows(texts)
        for column in range(self.columnCount()):
            item = self.item(len(self._lines), column)
            if item is not None:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
        for at, line in enumerate(self._lines):
            state = self.item(at, 1)
            if state is not None and line.state == MISSING:
                state.setForeground(style().colour("warn"))

    def _key(self, line: Line) -> Any:
        if self._by == 0:
            return line.name or line.code
        if self._by == 1:
            return line.state
        return line.figures.get(self.columns[self._by - len(FIRST)].id)


def _texts(line: Line, columns: Sequence[Column]) -> list[str]:
    state = f"{MARKS.get(line.state, '· ')}{line.state}"
    return [line.name or line.code, state, *(_said(line.figures.get(each.id)) for each in columns)]


def _said(value: object) -> str:
    return "—" if value is None else plain_number(value) if isinstance(value, int | float) else str(value)
