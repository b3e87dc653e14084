"""Entries of the trail that stand for a run of rows made together: their rows, and which touch a row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, Connection, and_, literal_column, or_, select

from desktop.records.system import Trail

# From so many rows on, made at once under consecutive ids, one entry says it of all.
LEAST = 500
_SALT_BYTES, _DIGEST_BYTES = 16, 32


def is_run(rows: Sequence[int]) -> bool:
    """Whether the ids are many and follow one another."""
    if len(rows) < LEAST or rows[-1] - rows[0] != len(rows) - 1:
        return False
    return isinstance(rows, range) or all(row == rows[0] + n for n, row in enumerate(rows))


def several() -> ColumnElement[bool]:
    """Entries about a run; the figure is spelled out, so that the index over just these is used."""
    return Trail.span > literal_column("1")


def touching(rows: Collection[int]) -> ColumnElement[bool]:
    """Entries about any of a few rows."""
    return or_(
        Trail.row.in_(rows),
        *(and_(several(), Trail.row <= row, Trail.row + Trail.span > row) for row in rows),
    )


def touched(first: int, span: int, among: Iterable[int]) -> list[int]:
    """Those of some rows that an entry is about."""
    return [row for row in among if first <= row < first + span]


class Runs:
    """All runs of a ledger by their rows, for who asks about very many rows."""

    def __init__(self, connection: Connection) -> None:
        found = connection.execute(
            select(Trail.row, Trail.span, Trail.record).where(several()).order_by(Trail.row)
        ).all()
        self._firsts: list[int] = []
        self._runs: list[tuple[int, str]] = []
        for run in found:
            end = run.row + run.span
            if self._runs and run.row < self._runs[-1][0]:  # rows that were taken back and made again
                self._runs[-1] = (max(end, self._runs[-1][0]), run.record)
            else:
                self._firsts.append(run.row)
                self._runs.append((end, run.record))

    def record(self, row: int) -> str:
        """The record of which a run made the row; "" when none did."""
        place = bisect_right(self._firsts, row) - 1
        if place < 0:
            return ""
        end, record = self._runs[place]
        return record if row < end else ""


def salts(packed: bytes) -> list[bytes]:
    """The salt of each row of a run; that of an erased row is nothing but zeros."""
    return [packed[at : at + _SALT_BYTES] for at in range(0, len(packed), _SALT_BYTES)]


def digests(packed: bytes) -> list[bytes]:
    """The digest of each row of a run."""
    return [packed[at : at + _DIGEST_BYTES] for at in range(0, len(packed), _DIGEST_BYTES)]
