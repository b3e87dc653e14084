"""Follows the ledger for the window: broadcasts of what changed, the act that 撤销 would take back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.records.catalogue import record
from desktop.services.office import Office
from desktop.ui.context import Context
from desktop.ui.jobbar import JobBar

if TYPE_CHECKING:
    from desktop.store.undo import Undone

LOOKED_BACK = 30  # acts looked through for one that can be taken back


class Following(QObject):
    """One for an open ledger."""

    def __init__(self, context: Context, job_bar: JobBar, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._bar = context, job_bar
        self._stop = context.office.ledger.listen(context.changes.happened.emit)
        context.changes.happened.connect(self.look)

    @staticmethod
    def label(record_id: str) -> str:
        """The Chinese name of a record."""
        return record(record_id).label

    def close(self) -> None:
        """Stop listening."""
        self._stop()

    def look(self, *_: object) -> None:
        """Find what 撤销 would take back."""
        office = self._context.office
        self._context.jobs.start("读取", partial(_undoable, office), self._bar.set_undo, key="undo-title")

    def undo(self, keep_later: bool = False) -> None:
        """Take the last act back."""
        from desktop.store.undo import undo

        ledger = self._context.office.ledger
        self._context.jobs.start(
            "撤销",
            lambda progress: undo(ledger, keep_later=keep_later),
            self._undone,
            failed=partial(self._refused, keep_later),
            lane="write",
        )

    def redo(self) -> None:
        """Do again what was undone last."""
        from desktop.store.undo import redo

        ledger = self._context.office.ledger
        self._context.jobs.start(
            "重做",
            lambda progress: redo(ledger),
            self._undone,
            failed=partial(self._refused, True),
            lane="write",
        )

    def _undone(self, done: Undone) -> None:
        kept = f"，保留了后来改动过的 {done.kept} 条" if done.kept else ""
        self._context.bars.good(f"{done.title}（{done.rows} 条{kept}）。")

    def _refused(self, keep_later: bool, error: Exception) -> None:
        if isinstance(error, UserError) and "之后又改动过" in error.sentence and not keep_later:
            self._context.bars.warn(error.sentence, answers=[("只撤销其余的", partial(self.undo, True))])
        elif isinstance(error, UserError):
            self._context.bars.warn(error.sentence, error.hint)
        elif self._context.jobs.on_error is not None:
            self._context.jobs.on_error(error)


def _undoable(office: Office, progress: Progress) -> str:
    """The title of the act that 撤销 would take back, "" when there is none."""
    from desktop.store.acts import acts

    progress.step(0)
    for act in acts(office.ledger, LOOKED_BACK):
        if not act.undone and act.undoes is None and act.kind != "create":
            return act.title
    return ""
