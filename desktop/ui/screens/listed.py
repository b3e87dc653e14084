"""Screens that are one list of ready texts: read on a job, read again when something happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import column, label, row


class ListedScreen(ScreenWidget):
    """Title, a sentence, buttons; below them the list, or a sentence where it is empty."""

    concerns = ""  # the record whose changes are shown; "" for any act

    def __init__(
        self, context: Context, rows: Rows, start: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        """`start` begins the job that reads the list."""
        super().__init__(context, parent)
        self._stale, self._start = True, start
        self.rows = rows

    def lay_out(
        self,
        title: str,
        note: str,
        buttons: Sequence[QWidget],
        nothing: str,
        *,
        bar: QWidget | None = None,
        body: QWidget | None = None,
    ) -> None:
        """Put the screen together; `nothing` is said where the list is empty.

        `bar` comes below the heading; `body` holds the list and what is beside it.
        """
        heading = label(title, parent=self)
        heading.setObjectName("screen-title")
        head = row()
        head.addWidget(heading)
        head.addWidget(ElidedLabel(note, "quiet", self))
        head.addStretch(1)
        for each in buttons:
            head.addWidget(each)
        none = label(nothing, "quiet", wrap=True, parent=self)
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(body or self.rows)
        self._pages.addWidget(none)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(head)
        if bar is not None:
            lines.addWidget(bar)
        lines.addWidget(self._pages, 1)

    def enter(self, **where: Any) -> None:
        """Read what is not read yet."""
        del where
        if self._stale:
            self.read()
        self.rows.setFocus()

    def refresh(self, changed: set[str]) -> None:
        """Some act: read again now, or when shown."""
        if not self.concerns or self.concerns in changed:
            self._stale = True
            if self.isVisible():
                self.read()

    def read(self) -> None:
        """Read the list on a job."""
        self._stale = False
        self._start()

    def put(self, texts: Sequence[Sequence[str]]) -> None:
        """What was read, on screen."""
        self.rows.show_rows(texts)
        self.turn(empty=not texts)

    def turn(self, *, empty: bool) -> None:
        """The list is there, or the sentence in its place."""
        self._pages.setCurrentIndex(int(empty))
        QTimer.singleShot(0, self, self.ready.emit)
