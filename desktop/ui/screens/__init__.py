"""The screens. How one plugs in:

1. A module `desktop/ui/screens/<name>.py` with `build(context: Context, parent: QWidget) -> ScreenWidget`.
2. A `Tab(screen="<name>", label=…)` of a place in desktop/ui/places.py (or in HIDDEN there).

`ScreenWidget` below is the base class; a screen overrides what it needs. The window builds it on the first
visit, calls `enter(**where)` on every visit (with what `context.navigate("<name>", **where)` was given),
`leave()` before another is shown, `refresh(changed)` after every act with the record identifiers it touched.
Ledger reads and writes go through `context.jobs.start("标题", lambda progress: service(...), self._shown)`;
messages through `context.bars`; wrong cells through `context.show_problems`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.core.errors import Problem

if TYPE_CHECKING:
    from desktop.ui.context import Context
    from desktop.ui.messages import Answer


class ScreenWidget(QWidget):
    """One screen: fills the content to the right of the navigation, under the tabs of its place."""

    status = Signal(str)  # the words for the left of the bottom line
    ready = Signal()  # the first rows are on screen (start-up measurements and tests wait for it)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def enter(self, **where: Any) -> None:
        """Shown; `where` says what to show (`row=id`, `file=path`, `form=name` …), {} for as it was."""

    def leave(self) -> None:
        """About to be hidden or closed: start saving what is not saved."""

    def refresh(self, changed: set[str]) -> None:
        """Some act touched these records: read again what shows them."""

    def shown(self) -> dict[str, Any] | None:
        """What is on screen, if the next start may show it at once (ui/remembered.py): plain data."""
        return None

    def start_search(self) -> None:
        """Ctrl+F: put the cursor where one searches."""

    def offers(self, file: Path) -> list[Answer]:
        """What this screen would do with a file dropped on the window: (button text, act)."""
        del file
        return []

    def goto(self, problem: Problem) -> bool:
        """F4: go to the place of a problem; whether it is on this screen."""
        del problem
        return False
