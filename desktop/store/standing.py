"""How a ledger stands: its last acts, read from the file with the standard library alone."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

_BUSY_SECONDS = 0.1  # somebody who waits for a window is better served by the usual way
_LAST = "SELECT id, number, hex(chain) FROM act WHERE school = ? ORDER BY number DESC LIMIT 1"


def last_acts(place: str | Path) -> list[list[int | str | None]] | None:
    """For each school of the ledger its last act: school, id, number, seal. None where this cannot be read.

    Acts are the only way to write, so two readings that are equal have the same rows. Read before SQLAlchemy
    is there: the models would have to be read in first, and what depends on this is faster than that. A
    ledger on a server is None.
    """
    path = Path(place).expanduser().absolute()
    if "://" in str(place) or not path.is_file():
        return None
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_BUSY_SECONDS)
        ) as driver:
            schools = driver.execute("SELECT id FROM school ORDER BY id").fetchall()
            found: list[list[int | str | None]] = []
            for (school,) in schools:
                row = driver.execute(_LAST, (school,)).fetchone()
                found.append([school, *(row or (None, None, None))])
    except (sqlite3.Error, ValueError):
        return None
    return found or None
