"""The start screen from what is remembered of it: there at once, until the ledger is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QModelIndex, QSettings, Signal, SignalInstance
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.core.progress import Progress
from desktop.ui import tokens
from desktop.ui.jobs import Jobs
from desktop.ui.places import Tab
from desktop.ui.remembered import Remembered
from desktop.ui.widgets import column

if TYPE_CHECKING:
    from desktop.ui.board import Board

KEPT_ROWS = 100  # more than any screen shows at once


class Made(NamedTuple):
    """What was made of it: the widget, what it wants opened (name, where), the words for the bottom line."""

    widget: QWidget
    wanted: SignalInstance
    words: str
    labels: dict[str, str]

    def label(self, record_id: str) -> str:
        """The Chinese name of a record on one of the tabs."""
        return self.labels[record_id]


def stand_in(
    remembered: Remembered,
    tabs: Sequence[Tab],
    at: int,
    jobs: Jobs,
    settings: QSettings,
    stack: QStackedWidget,
) -> Made | None:
    """The screen of a tab as it was; None where nothing is remembered of it, or it is not understood."""
    shown = remembered.recall(tabs[at].name)
    if shown is None:
        return None
    try:
        labels = dict(zip([tab.record for tab in tabs], map(str, shown["tabs"]), strict=True))
        made: RememberedTable | Board
        if tabs[at].record:
            made = RememberedTable(tabs[at].record, shown, jobs, stack)
            words = made.words
        else:
            made, words = remembered_board(shown, settings, stack), ""
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        remembered.forget()
        return None
    stack.addWidget(made)
    remembered.stand_in(made)
    return Made(made, made.wanted, words, labels)


def remembered_board(shown: Mapping[str, Any], settings: QSettings, parent: QWidget) -> Board:
    """首页."""
    from desktop.ui.board import Board

    labels = {name: said for name, (said, _) in shown["problems"].items()}
    board = Board(date.today(), labels, settings, parent)
    board.problems_wanted.connect(partial(_want_record, board))
    board.show_backup()
    board.show_content(shown)
    return board


def _want_record(board: Board, name: str) -> None:
    board.wanted.emit(name, {})


class RememberedRows:
    """A source of rows that knows the first of them only."""

    def __init__(self, shown: Mapping[str, Any]) -> None:
        from desktop.core.fields import Field, Kind
        from desktop.ui.grid import Column, Slice

        self.columns = tuple(
            Column(key, title, Field("", text, Kind(kind), width=width, help=help))
            for key, title, text, kind, width, help in shown["columns"]
        )
        nothing = (None,) * len(self.columns)
        texts = [tuple(map(str, texts)) for texts in shown["texts"]]
        ids = [int(row_id) for row_id in shown["ids"]]
        if {len(row) for row in texts} - {len(self.columns)} or len(ids) != len(texts):
            raise ValueError("rows and columns do not agree")
        self.first = Slice(ids, texts, [nothing] * len(ids), int(shown["total"]))

    def read(self, ask: object, offset: int, limit: int, progress: Progress) -> Any:
        """Nothing: the ledger is not open yet."""
        from desktop.ui.grid import Slice

        del ask, offset, limit
        progress.step(0)
        return Slice([], [], [], self.first.total)


class RememberedTable(QWidget):
    """A record screen without its ledger; what is clicked or typed is done when the ledger is open."""

    wanted = Signal(str, object)

    def __init__(self, record_id: str, shown: Mapping[str, Any], jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        from desktop.ui.face import Face
        from desktop.ui.grid import GridModel
        from desktop.ui.reading import Reading
        from desktop.ui.searchbox import SearchBox
        from desktop.ui.table import Grid

        self._record = record_id
        source = RememberedRows(shown)
        self.model = GridModel(jobs, source, self)
        pane = QWidget()
        self.grid = Grid(self.model, Reading({}, date.today()), pane)
        column(pane, spacing=tokens.TIGHT).addWidget(self.grid)
        self.words = ""
        self.grid.status.connect(self._say)
        search = SearchBox(self)
        face = Face(self, str(shown["title"]), search, pane, date.today() if shown["windowed"] else None)
        search.searched.connect(self._search)
        self.grid.opened.connect(self._open)
        self.grid.doubleClicked.connect(self._double)
        face.tools[0].clicked.connect(self._new)
        face.fill.clicked.connect(self._fill)
        self.model.prime(source.first)
        self.grid.setCurrentIndex(self.model.index(0, 0))

    def _say(self, words: str) -> None:
        self.words = words

    def _search(self, text: str) -> None:
        self.wanted.emit(self._record, {"search": text})

    def _open(self, at: int) -> None:
        row_id = self.model.row_id(at)
        if row_id is not None:
            self.wanted.emit(self._record, {"row": row_id})

    def _double(self, index: QModelIndex) -> None:
        self._open(index.row())

    def _new(self) -> None:
        self.wanted.emit(self._record, {"new": True})

    def _fill(self) -> None:
        self.wanted.emit("returns", {"record": self._record})
