"""Keeps 健康检查 up to date in a thread of its own, beside whoever works in the ledger."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from desktop.core.errors import UserError
from desktop.services.health.service import Health, Tally
from desktop.services.office import Office

_LOG = logging.getLogger(__name__)
_PATIENCE = 0.05  # seconds in which further acts join the same look


class Watch:
    """Runs once, then after every act; `told` is called with the new counts, in the watch's own thread."""

    def __init__(self, office: Office, told: Callable[[Tally], None], health: Health | None = None) -> None:
        self.health = health or Health(office)
        self._told = told
        self._wake = threading.Event()
        self._over = threading.Event()
        self._guard = threading.Lock()
        self._changed: set[str] = set()
        self._deaf = office.ledger.listen(self._heard)
        self._thread = threading.Thread(target=self._work, name="health", daemon=True)

    def start(self) -> None:
        """Begin with a look at everything."""
        self._wake.set()
        self._thread.start()

    def close(self, patience: float = 10.0) -> None:
        """Stop listening and wait for the look under way: before the ledger is closed."""
        self._deaf()
        self._over.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _heard(self, records: frozenset[str]) -> None:
        with self._guard:
            self._changed |= records
        self._wake.set()

    def _work(self) -> None:
        while True:
            self._wake.wait()
            self._over.wait(_PATIENCE)
            self._wake.clear()
            if self._over.is_set():
                return
            with self._guard:
                changed, self._changed = frozenset(self._changed), set()
            try:
                self._told(self.health.update(changed))
            except UserError as error:  # such as a ledger on a server that is away: the next act tries again
                _LOG.warning("健康检查没有完成：%s", error)
