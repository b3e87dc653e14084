"""What the start screen showed last, kept so that it shows at once the next time: only where it still holds.

One small file beside the window's settings, of what the screen shows and nothing else (numbers masked). It
is used only where the ledger's last act, the day, the program and its data are those it was read under, so
it can never show a stale figure; in every other case it is thrown away and all goes the usual way.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zlib import crc32

from PySide6.QtWidgets import QWidget

from desktop.ui.jobs import Jobs

NAME = "shown.json"
Shown = dict[str, Any]
Standing = Callable[[], str | None]  # a word that changes with anything a screen could show


class Remembered:
    """The file, and what came out of it this time."""

    def __init__(self, folder: Path, standing: Standing) -> None:
        self.file = folder / NAME
        self._standing = standing
        self._read_under: dict[str, str | None] = {}  # screen -> how the ledger stood when it was read
        self._stand_in: QWidget | None = None
        self._shown: tuple[str, Shown] | None = None

    # -- before the ledger is open --------------------------------------------------------------------

    def recall(self, screen: str) -> Shown | None:
        """What this screen showed, if it would show the same now; whatever is not of use is deleted."""
        kept = self._read()
        standing = self._standing() if kept is not None else None
        if kept is None or standing is None or kept[:2] != (screen, standing):
            self.forget()
            return None
        self._read_under[screen] = standing
        self._shown = screen, kept[2]
        return kept[2]

    def _read(self) -> tuple[str, str, Shown] | None:
        """The file's screen, standing and content; None where there is none or it is damaged."""
        try:
            head, _, body = self.file.read_bytes().partition(b"\n")
            screen, standing, digest = json.loads(head)
            shown = json.loads(body)
        except (OSError, ValueError, TypeError):
            return None
        if digest != crc32(body) or not isinstance(shown, dict):
            return None
        return screen, standing, shown

    def stand_in(self, widget: QWidget) -> None:
        """The widget that shows it until the ledger is open."""
        self._stand_in = widget

    def take_over(self, screen: str) -> tuple[QWidget, Shown] | None:
        """For the screen itself: what it need not read again, once, and the widget that shows it."""
        if self._stand_in is None or self._shown is None or self._shown[0] != screen:
            return None
        taken = self._stand_in, self._shown[1]
        self._stand_in = self._shown = None
        return taken

    def let_go(self) -> None:
        """The ledger is open, or cannot be opened: what nobody took over goes."""
        if self._stand_in is not None:
            self._stand_in.hide()
            self._stand_in.deleteLater()
        self._stand_in = self._shown = None

    # -- while it is open -----------------------------------------------------------------------------

    def note(self, jobs: Jobs, screen: str) -> None:
        """To be called before a screen is read: remember how the ledger stands."""
        self._read_under.pop(screen, None)

        def noted(standing: str | None) -> None:
            self._read_under[screen] = standing

        jobs.start("读取", lambda progress: self._standing(), noted, key=f"standing-{screen}")

    def check(self, jobs: Jobs, screen: str, changed: Callable[[], None]) -> None:
        """The ledger is open now: call back if it does not stand any more as when the content was read."""

        def seen(standing: str | None) -> None:
            if standing != self._read_under.get(screen):
                changed()

        jobs.start("读取", lambda progress: self._standing(), seen, key=f"standing-{screen}")

    def keep(self, screen: str, shown: Shown | None) -> None:
        """Closing: keep what the screen shows, unless something was written since it was read."""
        standing = self._read_under.get(screen)
        if shown is None or standing is None or standing != self._standing():
            self.forget()
            return
        body = json.dumps(shown, ensure_ascii=False).encode()
        head = json.dumps([screen, standing, crc32(body)], ensure_ascii=False).encode()
        fresh = self.file.with_suffix(".new")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(head + b"\n" + body)
            fresh.replace(self.file)
        except OSError:  # a full or locked disk costs the next start half a second, nothing else
            self.forget()

    def forget(self) -> None:
        """Leave nothing behind."""
        for file in (self.file, self.file.with_suffix(".new")):
            try:
                file.unlink(missing_ok=True)
            except OSError:
                continue
