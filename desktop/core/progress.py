"""Progress of long work, knowing nothing of the screen: the work steps, the watcher may cancel."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):
    """Raised out of `step` when the user pressed 取消; the act around it rolls back."""


class Progress(Protocol):
    """What long work is handed: call `step` at least twice a second."""

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """Report `done` of `total` (None: unknown) with a short Chinese note; raises Cancelled."""


class NoProgress:
    """Progress nobody watches: for scripts and tests."""

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """Nothing to report to."""
        return
