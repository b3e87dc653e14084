"""What every screen is handed: the office, the jobs, the bars and the way to other screens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QSettings, Signal

from desktop.core.errors import Problem
from desktop.ui.jobs import Jobs
from desktop.ui.messages import Bars

if TYPE_CHECKING:
    from desktop.services.office import Office
    from desktop.ui.health import Overseer
    from desktop.ui.remembered import Remembered


class Navigate(Protocol):
    """`navigate("training_class", row=17)`: a place, a record or a screen by its name, and what to show."""

    def __call__(self, name: str, **where: Any) -> None:
        """Go there."""


class Changes(QObject):
    """Brings the ledger's broadcast to the window's thread: `happened(set of record identifiers)`."""

    happened = Signal(object)


@dataclass
class Context:
    """The one object a screen gets besides its parent."""

    office: Office
    jobs: Jobs
    bars: Bars
    changes: Changes
    settings: QSettings
    navigate: Navigate
    show_problems: Callable[[list[Problem]], None]
    remembered: Remembered | None = None
    overseer: Overseer | None = None  # looks the ledger over in the background (健康检查)
