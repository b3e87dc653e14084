"""Long work off the window's thread: the only place that starts a thread.

One lane writes, one reads and one looks the ledger over behind them, so that a search never waits behind
an import or a check of everything. The work knows no Qt: it gets a Progress and gives a value, which comes
back on the window's thread.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from desktop.core.progress import Cancelled, Progress

Lane = Literal["read", "write", "watch"]
Work = Callable[[Progress], Any]


class Job:
    """One piece of work under way; also the Progress its work is handed."""

    def __init__(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], None] | None,
        failed: Callable[[Exception], None] | None,
        lane: Lane,
        key: str,
        notify: Callable[[Job], None] | None,
    ) -> None:
        self.title, self.work, self.done, self.failed = title, work, done, failed
        self.lane, self.key, self._notify = lane, key, notify
        self.started = time.monotonic()
        self.steps: tuple[int, int | None, str] = (0, None, "")
        self.cancelled = self.dropped = False
        self.value: Any = None
        self.error: Exception | None = None
        self._told = 0.0

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """Called by the work, on its own thread; raises Cancelled after `cancel`."""
        if self.cancelled:
            raise Cancelled
        self.steps = (done, total, note)
        now = time.monotonic()
        if self._notify is not None and now - self._told > 0.1:
            self._told = now
            self._notify(self)

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self.cancelled = True

    def run(self) -> None:
        """Do the work; the outcome is kept on the job."""
        try:
            self.step(0)
            self.value = self.work(self)
        except Exception as error:  # noqa: BLE001 - carried to the window's thread and shown or logged there
            self.error = error


class _Lane:
    """A thread that does one job after the other."""

    def __init__(self, name: str, finished: Callable[[Job], None]) -> None:
        self._finished = finished
        self._waiting: deque[Job] = deque()
        self._ready = threading.Condition()
        self._closed = False
        self.current: Job | None = None
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def put(self, job: Job) -> None:
        with self._ready:
            if job.key:
                for older in (*self._waiting, self.current):
                    if older is not None and older.key == job.key:
                        older.dropped = older.cancelled = True
                self._waiting = deque(waiting for waiting in self._waiting if not waiting.dropped)
            self._waiting.append(job)
            self._ready.notify()

    def jobs(self) -> list[Job]:
        with self._ready:
            return [job for job in (self.current, *self._waiting) if job is not None]

    def close(self) -> None:
        with self._ready:
            self._closed = True
            for job in (*self._waiting, self.current):
                if job is not None:
                    job.cancel()
            self._ready.notify()
        self._thread.join()

    def _loop(self) -> None:
        while True:
            with self._ready:
                while not self._waiting and not self._closed:
                    self._ready.wait()
                if not self._waiting:
                    return
                job = self.current = self._waiting.popleft()
            job.run()
            with self._ready:
                self.current = None
            self._finished(job)


class Jobs(QObject):
    """Starts jobs and brings their outcomes back to the window's thread."""

    changed = Signal()  # a job began, moved on or ended
    _ended = Signal(object)
    _moved = Signal(object)

    def __init__(self, parent: QObject | None = None, *, immediate: bool = False) -> None:
        """`immediate` runs every job at once in the calling thread: for tests."""
        super().__init__(parent)
        self.immediate = immediate
        self._lanes: dict[str, _Lane] = {}
        self._open: list[Job] = []
        self.on_error: Callable[[Exception], None] | None = None
        self._ended.connect(self._finish)
        self._moved.connect(self._move)

    def start(
        self,
        title: str,
        work: Work,
        done: Callable[[Any], None] | None = None,
        *,
        failed: Callable[[Exception], None] | None = None,
        lane: Lane = "read",
        key: str = "",
    ) -> Job:
        """Run `work(progress)` off the window's thread, then `done(value)` on it.

        A newer job with the same `key` replaces the older one: it is cancelled and its outcome dropped.
        `failed(error)` replaces the usual showing of the error. A cancelled job ends in silence.
        """
        job = Job(title, work, done, failed, lane, key, None if self.immediate else self._moved.emit)
        self._open.append(job)
        if self.immediate:
            job.run()
            self._finish(job)
        else:
            if lane not in self._lanes:
                self._lanes[lane] = _Lane(lane, self._ended.emit)
            self._lanes[lane].put(job)
            self.changed.emit()
        return job

    def open(self) -> list[Job]:
        """Jobs that have not ended, oldest first."""
        return [job for job in self._open if not job.dropped]

    def idle(self) -> bool:
        """Whether nothing is under way."""
        return not self.open()

    def close(self) -> None:
        """Cancel all and wait for the threads: after this nothing touches the ledger."""
        for job in self._open:
            job.dropped = True
        for lane in self._lanes.values():
            lane.close()
        self._lanes.clear()

    def _move(self, job: Job) -> None:
        if job in self._open:
            self.changed.emit()

    def _finish(self, job: Job) -> None:
        if job in self._open:
            self._open.remove(job)
        self.changed.emit()
        if job.dropped or isinstance(job.error, Cancelled):
            return
        if job.error is None:
            if job.done is not None:
                job.done(job.value)
        elif job.failed is not None:
            job.failed(job.error)
        elif self.on_error is not None:
            self.on_error(job.error)
        else:
            raise job.error


def sentence_of(error: Exception) -> tuple[str, str]:
    """What a person is told of an error: its sentence and its hint ("" twice for an unforeseen one)."""
    from desktop.core.errors import UserError  # late: not needed for the first paint

    if isinstance(error, UserError):
        place = f"{error.place}：" if error.place else ""
        return place + error.sentence, error.hint
    return "", ""
