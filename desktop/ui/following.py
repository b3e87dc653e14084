"""Follows the ledger for the window: broadcasts of what changed, the act that 撤销 would take back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.records.catalogue import record
from desktop.ui.context import Context
from desktop.ui.health import Overseer
from desktop.ui.jobbar import JobBar

if TYPE_CHECKING:
    from desktop.store.undo import Undone

OVERSEE = 3_000  # milliseconds after the ledger was opened
IDLE = 3 * 60_000  # milliseconds without work after which the ledger is brought into its one file


class Following(QObject):
    """One for an open ledger."""

    def __init__(self, context: Context, job_bar: JobBar, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._bar = context, job_bar
        self._stop = context.office.ledger.listen(context.changes.happened.emit)
        context.changes.happened.connect(self.look)
        self._idle = QTimer(self, singleShot=True, interval=IDLE)
        self._idle.timeout.connect(self.settle)
        context.changes.happened.connect(self._put_off)
        context.jobs.changed.connect(self._put_off)
        self._unsettled = False
        self._overseeing = QTimer(self, singleShot=True, interval=OVERSEE)
        self.overseer = context.overseer = Overseer(context, self)
        self._overseeing.timeout.connect(self.overseer.begin)
        self._overseeing.start()

    @staticmethod
    def label(record_id: str) -> str:
        """The Chinese name of a record."""
        return record(record_id).label

    def close(self) -> None:
        """Stop listening."""
        self._idle.stop()
        self._overseeing.stop()
        self._context.jobs.changed.disconnect(self._put_off)
        self._stop()

    def look(self, *_: object) -> None:
        """Find what 撤销 would take back."""
        office = self._context.office

        def title(progress: Progress) -> str:
            from desktop.services.history import undoable  # late: not needed for the first rows

            progress.step(0)
            return undoable(office)

        self._context.jobs.start("读取", title, self._bar.set_undo, key="undo-title")

    def _put_off(self, changed: object = None) -> None:
        """Work is going on: what was written since the last settling waits for a pause."""
        self._unsettled = self._unsettled or bool(changed)
        if self._unsettled:
            self._idle.start()

    def settle(self) -> None:
        """Nobody works: bring what was written into the one file, so that a copy of it is complete."""
        if not self._context.jobs.idle():
            self._idle.start()
            return
        self._unsettled = False
        ledger = self._context.office.ledger
        self._context.jobs.start(
            "整理台账", lambda progress: ledger.settle(), failed=self._not_settled, lane="write"
        )

    def _not_settled(self, _error: Exception) -> None:
        """Somebody else reads the file just now: nothing is lost, the next pause will do."""
        self._unsettled = True

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
