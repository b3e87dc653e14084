"""Progress of long work, knowing nothing of the screen: the work steps, the watcher may cancel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")
_EVERY = 2_000


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


def watched(
    items: Iterable[_Item], progress: Progress, note: str, total: int | None = None
) -> Iterator[_Item]:
    """The items one by one, with a step at every two thousandth: for loops of some microseconds each."""
    for number, item in enumerate(items):
        if number % _EVERY == 0:
            progress.step(number, total, note)
        yield item
