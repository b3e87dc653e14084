"""The rows of a merge side by side: what each says of a field, what is kept; chosen like radios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from desktop.services.merging import FieldPlan, Group, MergePlan
from desktop.ui import tokens
from desktop.ui.reading import Reading
from desktop.ui.widgets import style

FIELD, LABEL = 0, 168
KEPT, OTHER, RESULT = "留下", "并入", "合并后"
ON, OFF = "◉ ", "○ "  # a mark, not a colour alone
LEAST = 168  # width of a column of values
SAME = "相同的"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a heading (no field), or a field with the group it is of."""

    words: str
    group: Group | None = None
    field: FieldPlan | None = None

    @property
    def choosable(self) -> bool:
        """Whether the rows say different things, so that there is something to choose."""
        return (
            self.field is not None
            and self.field.differs
            and len({offer.value for offer in self.field.offers}) > 1
        )


class Choices(QTableWidget):
    """← and → choose, a click on a value does, too; Enter and Esc are the dialog's."""

    chosen = Signal()

    def __init__(self, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading = reading
        self._lines: list[Line] = []
        self.said: dict[tuple[int, str], Any] = {}
        self.setAccessibleName("逐个字段：留下的值")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(tokens.COMPACT_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(LEAST)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.cellClicked.connect(self._clicked)

    # -- showing --------------------------------------------------------------------------------------

    def show_plan(self, plan: MergePlan) -> None:
        """Another plan: nothing is chosen yet."""
        self.said.clear()
        self._lines = lines_of(plan)
        titles = plan.titles
        self.setColumnCount(len(titles) + 2)
        heads = [f"{KEPT}：{titles[0]}", *(f"{OTHER}：{title}" for title in titles[1:])]
        self.setHorizontalHeaderLabels(["字段", *heads, RESULT])
        for at, title in enumerate(heads, 1):
            item = self.horizontalHeaderItem(at)
            if item is not None:
                item.setToolTip(title)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FIELD, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(FIELD, LABEL)
        self.clearSpans()
        self.setRowCount(len(self._lines))
        for at, line in enumerate(self._lines):
            self._put(at, line)
        first = next((at for at, line in enumerate(self._lines) if line.choosable), 1)
        self.setCurrentCell(min(first, len(self._lines) - 1), FIELD)

    def _put(self, at: int, line: Line) -> None:
        for column in range(self.columnCount()):
            self.setItem(at, column, QTableWidgetItem(""))
        if line.field is None or line.group is None:
            self.setSpan(at, 0, 1, self.columnCount())
            self._write(at, FIELD, line.words, "quiet")
            item = self.item(at, FIELD)
            if item is not None:
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                item.setData(Qt.ItemDataRole.BackgroundRole, style().colour("window"))
            return
        own = line.field.own
        self._write(at, FIELD, f"{own.label}（{own.unit}）" if own.unit else own.label, "text")
        value = self._value(line.group, line.field)
        marked = False
        for column, offer in self._columns(line.field).items():
            on = line.choosable and offer.value == value and not marked
            marked |= on
            mark = (ON if on else OFF) if line.choosable else ""
            text = offer.text or ("（空）" if line.choosable else "")
            self._write(at, column, mark + text, "text" if line.choosable and on else "quiet", washed=on)
        self._write(at, self.columnCount() - 1, self._text(line.field, value), "text")

    def _columns(self, field: FieldPlan) -> dict[int, Any]:
        """Column → what stands there: under the row it belongs to, else in the next free one."""
        found: dict[int, Any] = {}
        for offer in field.offers:
            free = [each for each in range(1, self.columnCount() - 1) if each not in found]
            wanted = offer.of + 1
            if wanted in free or free:
                found[wanted if wanted in free else free[0]] = offer
        return found

    def _write(self, at: int, column: int, text: str, tone: str, *, washed: bool = False) -> None:
        item = self.item(at, column)
        if item is None:
            return
        item.setText(text.replace("\n", " / "))
        item.setToolTip(text)
        item.setForeground(style().colour(tone))
        item.setData(Qt.ItemDataRole.BackgroundRole, style().colour("accent_wash") if washed else None)

    def _value(self, group: Group, field: FieldPlan) -> Any:
        return group.values(self.said)[field.own.name]

    def _text(self, field: FieldPlan, value: Any) -> str:
        if value == field.value:
            return field.text
        known = next((offer.text for offer in field.offers if offer.value == value), None)
        return self._reading.masked(field.own, value) if known is None else known

    # -- choosing -------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← → choose within the line; ↑ ↓ go over the headings."""
        key = event.key()
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            event.ignore()  # the dialog's
        else:
            super().keyPressEvent(event)

    def _move(self, by: int) -> None:
        at = self.currentRow() + by
        while 0 <= at < len(self._lines) and self._lines[at].field is None:
            at += by
        if 0 <= at < len(self._lines):
            self.setCurrentCell(at, FIELD)
        elif by < 0:
            self.scrollToTop()

    def step(self, by: int) -> None:
        """The next or previous of the values of the current line; what was proposed comes back, too."""
        at = self.currentRow()
        line = self._lines[at] if 0 <= at < len(self._lines) else None
        if line is None or line.field is None or line.group is None or not line.choosable:
            return
        there = self._columns(line.field)
        values = _distinct([there[column].value for column in sorted(there)])
        if line.field.value not in values:
            values.append(line.field.value)
        here = self._value(line.group, line.field)
        place = values.index(here) if here in values else -by
        self._choose(at, values[max(0, min(len(values) - 1, place + by))])

    def _clicked(self, at: int, column: int) -> None:
        line = self._lines[at]
        if line.field is None or not line.choosable:
            return
        if column == self.columnCount() - 1:
            self._choose(at, line.field.value)
        elif (offer := self._columns(line.field).get(column)) is not None:
            self._choose(at, offer.value)

    def _choose(self, at: int, value: Any) -> None:
        field = self._lines[at].field
        if field is None:
            return
        if value == field.value:
            self.said.pop(field.key, None)
        else:
            self.said[field.key] = value
        for number, line in enumerate(self._lines):
            if line.group is not None and line.group is self._lines[at].group:
                self._put(number, line)  # another name gives another 曾用名
        self.chosen.emit()


def lines_of(plan: MergePlan) -> list[Line]:
    """What differs first, row by row that becomes one; then what is the same, without what is blank."""
    found: list[Line] = []
    for group in plan.groups:
        differing = [each for each in group.fields if each.differs]
        if not differing and group.head:
            continue
        said = f"{len(differing)} 项不同" if differing else "相同"
        found.append(Line(f"{group.label}「{group.title}」登记了两次，合成一条：{said}" if group.title
                          else f"{group.label}：{said}"))  # fmt: skip
        found += [Line("", group, each) for each in _conflicts_first(differing)]
    same = [
        Line("", group, each)
        for group in plan.heads
        for each in group.fields
        if not each.differs and each.value is not None
    ]
    return [*found, Line(f"{SAME} {len(same)} 项"), *same] if same else found


def _conflicts_first(fields: Sequence[FieldPlan]) -> list[FieldPlan]:
    return sorted(fields, key=lambda each: each.state != "conflict")


def _distinct(values: Sequence[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
