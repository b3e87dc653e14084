"""What happens to an unforeseen exception: into the log with a number, one Chinese sentence on screen."""

from __future__ import annotations

import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import UserError
from desktop.ui.jobs import sentence_of

if TYPE_CHECKING:  # read in with the first fault: the first rows need not wait for it
    import logging

Say = Callable[[str, str], None]
LOG = "zhijiao.log"


class Faults(QObject):
    """The one excepthook of the window: logs, and tells the user once for each kind of fault."""

    _from_thread = Signal(object)

    def __init__(self, folder: Path, say: Say, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._say = say
        self._file = folder / LOG
        self._log: logging.Logger | None = None
        self._seen: dict[str, int] = {}
        self._from_thread.connect(self.meet)

    def install(self) -> None:
        """Become the process's excepthook, on every thread."""
        sys.excepthook = self._hook
        threading.excepthook = self._thread_hook

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt) or not isinstance(error, Exception):
            sys.__excepthook__(kind, error, trace)
        else:
            self.meet(error)

    def _thread_hook(self, args: threading.ExceptHookArgs) -> None:
        if isinstance(args.exc_value, Exception):
            self._from_thread.emit(args.exc_value)

    def meet(self, error: Exception) -> None:
        """Show an error: a UserError as it says, any other as a numbered fault that is in the log."""
        sentence, hint = sentence_of(error)
        if isinstance(error, UserError):
            self._say(sentence, hint)
            return
        text = "".join(traceback.format_exception(error))
        # The same fault (same place, same kind) has the same number and is written once.
        if text not in self._seen:
            self._seen[text] = len(self._seen) + 1
            self._logger().error("E%03d %s", self._seen[text], text)
        number = f"E{self._seen[text]:03d}"
        self._say(
            f"程序内部出错，编号 {number}（{type(error).__name__}），刚才的操作没有完成，台账没有改动。",
            f"请重试；仍不行请把日志文件发给维护人员：{self._file}",
        )

    def note(self, words: str) -> None:
        """Write a line to the log."""
        self._logger().info("%s", words)

    def _logger(self) -> logging.Logger:
        if self._log is None:
            import logging.handlers

            self._log = logging.getLogger("zhijiao")
            self._log.setLevel(logging.INFO)
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                handler: logging.Handler = logging.handlers.RotatingFileHandler(
                    self._file, maxBytes=2_000_000, backupCount=3, encoding="utf-8"
                )
            except OSError:  # a read-only folder: the window goes on, and stderr is all there is
                handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            self._log.addHandler(handler)
        return self._log

    def close(self) -> None:
        """Let go of the log file and the hooks."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if self._log is not None:
            for handler in list(self._log.handlers):
                handler.close()
                self._log.removeHandler(handler)
