"""Row ids: 63-bit, time-ordered, unique when many schools' ledgers are brought together."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

EPOCH_MS = 1_577_836_800_000  # 2020-01-01T00:00Z
RANDOM_BITS = 22


class IdSource:
    """Hands out ids: 41 bits of milliseconds since 2020, then 22 bits that start at random and count up.

    Two ledgers collide only when they draw in the same millisecond and start within one batch of each
    other in four million; a bulk draw simply runs ahead of the clock. A seeded source (the demonstration
    ledger) passes its own clock and randomness and gets the same ids every time.
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.time,
        random_bits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self._clock = clock
        self._random_bits = random_bits
        self._last = 0
        self._lock = threading.Lock()

    def take(self, count: int) -> range:
        """`count` consecutive new ids, all larger than any handed out before."""
        stamp = (int(self._clock() * 1000) - EPOCH_MS) << RANDOM_BITS
        with self._lock:
            first = max(stamp | self._random_bits(RANDOM_BITS), self._last + 1)
            self._last = first + count - 1
        return range(first, first + count)
