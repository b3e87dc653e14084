"""The list of problems behind F4: next, previous, and where one stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from desktop.core.errors import Problem


class Problems(QObject):
    """The problems of what is on screen, walked through in order."""

    changed = Signal(object)  # list[Problem]

    def __init__(self, goto: Callable[[Problem], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._goto = goto
        self._list: list[Problem] = []
        self._at = -1
        self._walking = False

    def show(self, problems: list[Problem]) -> None:
        """These are the problems now; the place in the list is kept where it can be.

        While one walks through a list of many rows, what the form of one of them says does not replace it.
        """
        if self._walking or self._of_a_walk(problems):
            return
        here = self._list[self._at] if 0 <= self._at < len(self._list) else None
        self._list = list(problems)
        self._at = self._list.index(here) if here in self._list else -1
        self.changed.emit(self._list)

    def clear(self) -> None:
        """The user went somewhere else; going to a problem's place is not that."""
        if not self._walking:
            self._at = -1
            self.show([])

    def _of_a_walk(self, problems: list[Problem]) -> bool:
        places = {(problem.record, problem.row_id) for problem in self._list}
        if self._at < 0 or len(places) < 2:
            return False
        here = self._list[self._at]
        return all((each.record, each.row_id) == (here.record, here.row_id) for each in problems)

    def all(self) -> list[Problem]:
        """The problems, in their order."""
        return list(self._list)

    def walk(self, step: int) -> Problem | None:
        """Go to the next (1) or the previous (-1) problem; the one gone to."""
        if not self._list:
            return None
        start = self._at if self._at >= 0 else (-1 if step > 0 else 0)
        self._at = (start + step) % len(self._list)
        problem = self._list[self._at]
        self._walking = True
        try:
            self._goto(problem)
        finally:
            self._walking = False
        return problem
