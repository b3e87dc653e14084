"""The list that drops down under an editor: filtered while typing, never taking the focus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QListView, QWidget

from desktop.ui.spelling import spelled

Index = QModelIndex | QPersistentModelIndex
MOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what it stands for, how it reads, and words it is also found by."""

    value: object
    text: str
    words: tuple[str, ...] = ()
    note: str = ""  # shown behind the text, e.g. a masked number


class _Options(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.shown: list[Option] = []

    def put(self, options: Sequence[Option]) -> None:
        self.beginResetModel()
        self.shown = list(options)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        option = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            text = option.text or "（空）"
            return f"{text}　{option.note}" if option.note else text
        return None


class Popup(QListView):
    """A list in a window of its own that lets the editor keep the focus."""

    picked = Signal(object)  # Option

    def __init__(self, under: QWidget) -> None:
        super().__init__(under)
        self.setWindowFlags(Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._under = under
        self._options = _Options(self)
        self.setModel(self._options)
        self.clicked.connect(self._clicked)

    def offer(self, options: Sequence[Option], *, choose: int = -1) -> None:
        """Show these under the editor; none of them hides the list."""
        self._options.put(options)
        if not options:
            self.hide()
            return
        row = self.sizeHintForRow(0)
        width = max(self._under.width(), min(420, self.sizeHintForColumn(0) + 32))
        height = row * min(MOST_ROWS, len(options)) + 2 * self.frameWidth() + 2
        corner = self._under.mapToGlobal(QPoint(0, self._under.height()))
        screen = self._under.screen().availableGeometry()
        if corner.y() + height > screen.bottom():
            corner = self._under.mapToGlobal(QPoint(0, -height))
        corner.setX(max(screen.left(), min(corner.x(), screen.right() - width)))
        self.setGeometry(corner.x(), corner.y(), width, height)
        self.show()
        self.choose(choose)

    def choose(self, row: int) -> None:
        """Put the mark on a row (-1: on none)."""
        if 0 <= row < len(self._options.shown):
            self.setCurrentIndex(self._options.index(row, 0))
        else:
            self.setCurrentIndex(QModelIndex())

    def move_mark(self, step: int) -> None:
        """Move the mark by rows, around the ends."""
        count = len(self._options.shown)
        if count:
            at = self.currentIndex().row() if self.currentIndex().isValid() else (-1 if step > 0 else 0)
            self.choose((at + step) % count if abs(step) == 1 else max(0, min(count - 1, at + step)))

    def marked(self) -> Option | None:
        """The option under the mark."""
        index = self.currentIndex()
        return self._options.shown[index.row()] if index.isValid() else None

    def options(self) -> list[Option]:
        """What is offered now."""
        return list(self._options.shown)

    def _clicked(self, index: QModelIndex) -> None:
        self.picked.emit(self._options.shown[index.row()])


def matching(options: Sequence[Option], typed: str) -> list[Option]:
    """The options that fit what was typed: text, then words (pinyin, initials, aliases); the best first."""
    query = typed.strip().casefold()
    if not query:
        return list(options)
    ranked: list[tuple[int, int, Option]] = []
    for order, option in enumerate(options):
        words = [option.text.casefold(), *option.words, *spelled(option.text)]
        if any(word.startswith(query) for word in words):
            ranked.append((0, order, option))
        elif any(query in word for word in words):
            ranked.append((1, order, option))
    return [option for _, _, option in sorted(ranked, key=lambda each: each[:2])]
