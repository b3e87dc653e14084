"""健康检查 for the window: run in the background once, again after every act; the counts are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import Problem
from desktop.core.progress import Progress
from desktop.ui.context import Context

if TYPE_CHECKING:
    from desktop.services.health import Found, Health, Tally
    from desktop.services.office import Office

WORDS = {"error": "错误", "warning": "警告", "hint": "提示"}
MARKS = {"error": "✕", "warning": "!", "hint": "·"}
TONES = {"error": "bad", "warning": "warn", "hint": "quiet"}


class Overseer(QObject):
    """One for an open ledger. `health` may be asked from a job's thread."""

    changed = Signal(object)  # Tally

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._health: Health | None = None
        self.tally: Tally | None = None
        context.changes.happened.connect(self._happened)

    @property
    def health(self) -> Health:
        """The service, made when it is first wanted: the first rows do not need it."""
        if self._health is None:
            from desktop.services.health import Health

            self._health = Health(self._context.office)
        return self._health

    def new_day(self, office: Office) -> None:
        """Check as of the new day; the broadcast that follows has it look."""
        if self._health is not None:
            self._health.new_day(office)

    def begin(self) -> None:
        """Look at everything, unless that has been done."""
        if self._health is None:
            self.look(set())

    def _happened(self, changed: set[str]) -> None:
        if self._health is not None:
            self.look(changed)

    def look(self, changed: set[str], *, whole: bool = False) -> None:
        """Look at what changed; at everything the first time, or where it is asked."""

        def work(progress: Progress) -> Tally:
            progress.step(0)
            health = self.health
            return health.run(progress) if whole or not health.ran else health.update(changed)

        self._context.jobs.start("健康检查", work, self._told, lane="watch", key="health")

    def _told(self, tally: Tally) -> None:
        self.tally = tally
        self.changed.emit(tally)


def said(tally: Tally) -> str:
    """错误 3、警告 12."""
    counts = (("error", tally.error), ("warning", tally.warning), ("hint", tally.hint))
    return "、".join(f"{WORDS[name]} {count}" for name, count in counts if count) or "没有发现问题"


def problem_of(found: Found) -> Problem:
    """A finding as F4 walks to it."""
    return Problem(
        found.rule, f"{found.title}：{found.sentence}", found.severity, found.path,
        record=found.record, row_id=found.row_id,
    )  # fmt: skip
