"""The one table model: rows of texts read lazily, page by page, off the window's thread."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.core.fields import Field, Kind
from desktop.core.progress import Progress
from desktop.ui.jobs import Jobs
from desktop.ui.widgets import style

if TYPE_CHECKING:  # a table can be shown before the store is read in
    from desktop.store.find import Operator

Index = QModelIndex | QPersistentModelIndex
Cells = dict[str, tuple[Any, str]]  # label path -> (value, text)
PAGE, KEPT = 256, 64
NUMBERS = (Kind.WHOLE, Kind.DECIMAL, Kind.MONEY)
# Widths in digits where the field says none.
WIDTHS = {
    Kind.TEXT: 14, Kind.NOTE: 20, Kind.WHOLE: 7, Kind.DECIMAL: 8, Kind.MONEY: 12, Kind.DAY: 11,
    Kind.MONTH: 11, Kind.YEAR: 7, Kind.YESNO: 6, Kind.CODE: 12, Kind.CODES: 16, Kind.REF: 14,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `key` is the field's label path, `title` its heading with the unit."""

    key: str
    title: str
    field: Field
    editable: bool = False

    @property
    def right(self) -> bool:
        return self.field.kind in NUMBERS

    @property
    def characters(self) -> int:
        return self.field.width or WIDTHS[self.field.kind]


@dataclass(frozen=True, slots=True)
class Ask:
    """Which rows: conditions (label path, operator, value), sort (label path, descending), search, window."""

    where: tuple[tuple[str, Operator, Any], ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    search: str = ""
    window: Any = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows: ids, texts to show and typed values, by column."""

    ids: Sequence[int]
    texts: Sequence[Sequence[str]]
    values: Sequence[Sequence[Any]]
    total: int


class Source(Protocol):
    """Where a grid's rows come from; `read` runs on a job's thread."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns."""

    def read(self, ask: Ask, offset: int, limit: int, progress: Progress) -> Slice:
        """Rows from `offset` on."""


@dataclass
class _Cache:
    pages: OrderedDict[int, Slice] = field(default_factory=OrderedDict)

    def get(self, number: int) -> Slice | None:
        page = self.pages.get(number)
        if page is not None:
            self.pages.move_to_end(number)
        return page

    def put(self, number: int, page: Slice) -> None:
        self.pages[number] = page
        self.pages.move_to_end(number)
        while len(self.pages) > KEPT:
            self.pages.popitem(last=False)


class GridModel(QAbstractTableModel):
    """Shows a Source; keeps its last rows while new ones are read."""

    loaded = Signal()  # a page arrived
    edited = Signal(object)  # list of (row id, Cells): one act
    counted = Signal(int)

    def __init__(self, jobs: Jobs, source: Source, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self.source = jobs, source
        self.columns = source.columns
        self.ask = Ask()
        self._total = 0
        self._cache = _Cache()
        self._wanted: list[int] = []
        self._asked: set[int] = set()
        self._generation = 0
        self._stale = True  # the pages kept are those of an older reading
        self._pending: dict[tuple[int, str], str] = {}
        self._wrong: dict[tuple[int, str], str] = {}
        self.was_read = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._fetch)

    # -- reading ------------------------------------------------------------------------------

    def reload(self, ask: Ask | None = None, *, around: int = 0) -> None:
        """Read again, with another question if one is given; `around` is the first row on screen."""
        self._generation += 1
        self._stale = True
        if ask is not None and ask != self.ask:
            self.ask = ask
            around = 0
        self._asked.clear()
        self._read(min(around, max(0, self._total - 1)) // PAGE, fresh=True)

    def prime(self, first: Slice) -> None:
        """The first rows as they are known from before: shown until they have been read."""
        self._stale = False
        self._cache.put(0, first)
        self._asked.add(0)
        self._resize(first.total)
        self.was_read = True
        self.counted.emit(self._total)

    def first(self) -> Slice | None:
        """The first rows, where they are all of the ledger and as it has them."""
        usual = self.ask == Ask() and not (self._stale or self._pending or self._wrong)
        return self._cache.get(0) if usual else None

    def _read(self, number: int, *, fresh: bool = False) -> None:
        self._asked.add(number)
        ask, generation = self.ask, self._generation
        key = f"grid-{id(self)}" if fresh else f"grid-{id(self)}-{number}"
        self._jobs.start(
            "读取",
            lambda progress: (generation, number, self.source.read(ask, number * PAGE, PAGE, progress)),
            self._arrived,
            key=key,
        )

    def _arrived(self, outcome: tuple[int, int, Slice]) -> None:
        generation, number, page = outcome
        if generation != self._generation:
            return
        if self._stale:
            self._stale = False
            self._cache = _Cache()
            self._pending.clear()
        self._cache.put(number, page)
        self._resize(page.total)
        self.was_read = True
        last = min(self._total, (number + 1) * PAGE) - 1
        if last >= number * PAGE:
            self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, len(self.columns) - 1))
        self.counted.emit(self._total)
        self.loaded.emit()

    def _resize(self, total: int) -> None:
        if total > self._total:
            self.beginInsertRows(QModelIndex(), self._total, total - 1)
            self._total = total
            self.endInsertRows()
        elif total < self._total:
            self.beginRemoveRows(QModelIndex(), total, self._total - 1)
            self._total = total
            self.endRemoveRows()

    def _page(self, row: int) -> Slice | None:
        number = row // PAGE
        page = self._cache.get(number)
        if page is None and number not in self._asked:
            self._wanted.append(number)
            self._timer.start(0)
        return page

    def _fetch(self) -> None:
        # Of all pages that a quick scroll passed, only the last few are still on screen.
        for number in list(dict.fromkeys(self._wanted))[-3:]:
            if number not in self._asked:
                self._read(number)
        self._wanted.clear()

    # -- what is there --------------------------------------------------------------------------

    def row_id(self, row: int) -> int | None:
        """The id of a row, if it has been read."""
        page = self._cache.get(row // PAGE)
        at = row % PAGE
        return page.ids[at] if page is not None and at < len(page.ids) else None

    def row_of(self, row_id: int) -> int | None:
        """Where a row is, among those read."""
        for number, page in self._cache.pages.items():
            if row_id in page.ids:
                return number * PAGE + list(page.ids).index(row_id)
        return None

    def text(self, row: int, column: int) -> str:
        """What a cell shows."""
        page = self._page(row)
        at = row % PAGE
        if page is None or at >= len(page.ids):
            return ""
        pending = self._pending.get((page.ids[at], self.columns[column].key))
        return page.texts[at][column] if pending is None else pending

    def value(self, row: int, column: int) -> Any:
        """What a cell means."""
        page = self._cache.get(row // PAGE)
        at = row % PAGE
        return page.values[at][column] if page is not None and at < len(page.ids) else None

    def wrong_text(self, row: int, column: int) -> str | None:
        """A text that was typed into a cell and could not be saved."""
        row_id = self.row_id(row)
        return None if row_id is None else self._wrong.get((row_id, self.columns[column].key))

    def enter(self, changes: Mapping[int, Cells]) -> None:
        """The user typed these cells, by row: shown at once, saved by who listens to `edited`."""
        told: list[tuple[int, Cells]] = []
        for row, cells in changes.items():
            row_id = self.row_id(row)
            if row_id is None or not cells:
                continue
            for key, (_, text) in cells.items():
                self._pending[row_id, key] = text
                self._wrong.pop((row_id, key), None)
            self._touch(row)
            told.append((row_id, cells))
        if told:
            self.edited.emit(told)

    def keep_wrong(self, row: int, column: int, text: str) -> None:
        """Keep a text that means nothing in its cell, marked: it is never lost."""
        row_id = self.row_id(row)
        if row_id is not None:
            key = (row_id, self.columns[column].key)
            self._wrong[key] = self._pending[key] = text
            self._touch(row)

    def _touch(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    # -- Qt ---------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts only: Qt would show a date or a Decimal as an empty cell."""
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            wrong = self.wrong_text(index.row(), index.column()) if self._wrong else None
            return f"✕ {wrong}" if wrong is not None else self.text(index.row(), index.column())
        if role == roles.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight
                if self.columns[index.column()].right
                else Qt.AlignmentFlag.AlignLeft
            )
            return (side | Qt.AlignmentFlag.AlignVCenter).value
        if role == roles.ForegroundRole:
            wrong = self.wrong_text(index.row(), index.column()) if self._wrong else None
            return style().colour("bad") if wrong is not None else None
        if role in (roles.ToolTipRole, roles.AccessibleTextRole):
            return self.text(index.row(), index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings with their units; row numbers."""
        roles = Qt.ItemDataRole
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == roles.DisplayRole else None
        column = self.columns[section]
        if role == roles.DisplayRole:
            return column.title
        if role == roles.ToolTipRole:
            return f"{column.title}\n{column.field.help}".strip()
        if role == roles.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return (side | Qt.AlignmentFlag.AlignVCenter).value
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What a field says may be typed may be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.columns[index.column()].editable and self.row_id(index.row()) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags
