"""How much an import costs over reading the same file with calamine and executemany of the same rows.

`python tests/bench/bench_import.py [ROWS]` prints, for a roster (each line of it three rows of the ledger: a
person, a student, an enrolment) and for a list of classes (one row each), the time of each part and its ratio
to the floor of the same run. The second floor is what the rows cost SQLite in the ledger's own tables, with
their indexes, their trail and their search index, everything made ready beforehand. Seconds are the process's
own, so that a busy computer does not decide. Peak memory: tests/importing/test_scale.py --long.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop.compose import open_office
from desktop.services.importing import import_file
from desktop.services.office import Office
from tests.importing import rosters

TABLES = ("person", "student", "enrolment", "training_class", "trail")


class Watch:
    """Progress that notes when each part began, and the longest silence."""

    def __init__(self) -> None:
        self.parts: list[tuple[str, float]] = []
        self.silence, self._last = 0.0, time.process_time()

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        now = time.process_time()
        self.silence, self._last = max(self.silence, now - self._last), now
        if not self.parts or self.parts[-1][0] != note[:2]:
            self.parts.append((note[:2], now))

    def spent(self, end: float) -> list[tuple[str, float]]:
        stops = [at for _, at in self.parts[1:]] + [end]
        return [(name, stop - at) for (name, at), stop in zip(self.parts, stops, strict=True)]


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def plain(folder: Path) -> sqlite3.Connection:
    """A file of SQLite with the ledger's own settings."""
    made = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-32000"):
        made.execute(f"PRAGMA {setting}")
    return made


def floor(file: Path, folder: Path) -> tuple[float, float]:
    """Reading with calamine; the same rows into a plain table of the same columns."""
    rows: list[list[Any]] = []
    reading = seconds(lambda: rows.extend(CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()))
    width = len(rows[0])
    ready = [
        (n, *(each.isoformat() if isinstance(each, date) else each for each in row))
        for n, row in enumerate(rows[1:])
    ]
    with contextlib.closing(plain(folder)) as base:
        columns = ", ".join(f"c{n}" for n in range(width))
        base.execute(f"CREATE TABLE rows (id INTEGER PRIMARY KEY, {columns})")

        def write() -> None:
            base.execute("BEGIN")
            base.executemany(f"INSERT INTO rows VALUES ({', '.join('?' * (width + 1))})", ready)
            base.execute("COMMIT")

        return reading, seconds(write)


def own_floor(office: Office, before: Path, folder: Path) -> float:
    """All the import wrote, as ready rows, into a copy of the ledger as it was before."""
    with contextlib.closing(sqlite3.connect(office.ledger.place)) as full:
        full.execute("ATTACH ? AS old", (str(before),))
        fresh = {
            table: full.execute(
                f"SELECT * FROM main.{table} WHERE id NOT IN (SELECT id FROM old.{table})"
            ).fetchall()
            for table in TABLES
        }
        words = full.execute(
            "SELECT rowid, words, tails FROM main.search_text"
            " WHERE rowid NOT IN (SELECT rowid FROM old.search_text)"
        ).fetchall()
    with contextlib.closing(sqlite3.connect(before, isolation_level=None)) as base:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("PRAGMA cache_size=-32000")

        def write() -> None:
            base.execute("BEGIN")
            for table, rows in fresh.items():
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    base.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
            base.executemany("INSERT INTO search_text (rowid, words, tails) VALUES (?, ?, ?)", words)
            base.execute("COMMIT")

        return seconds(write)


def measure(name: str, into: str, header: Sequence[str], rows: Any, count: int) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = rosters.workbook(folder / "名册.xlsx", tuple(header), rows)
        office = open_office(
            str(folder / "台账.zhijiao"), create=("2222000001", "江城职业技术学校"), today=date(2026, 6, 1)
        )
        rosters.add_classes(office, 500)
        office.ledger.engine.copy(folder / "before.db")
        watch, begun = Watch(), time.process_time()
        plan, result = import_file(office, file, into, progress=watch)
        ended = time.process_time()
        assert result is not None and result.created == count, plan.rejected[:3]
        reading, writing = floor(file, folder)
        whole = reading + writing
        own = reading + own_floor(office, folder / "before.db", folder)
        office.ledger.close()
    took = ended - begun
    print(f"{name}，{count} 行 × {len(header)} 列")
    print(f"  底线：calamine 读 {reading:.2f} 秒 + executemany {writing:.2f} 秒 = {whole:.2f} 秒")
    print(f"  底线二：读 + 台账自己的表、索引、留痕、检索 = {own:.2f} 秒（底线的 {own / whole:.1f} 倍）")
    for part, spent in watch.spent(ended):
        print(f"  {part}… {spent:6.2f} 秒  {spent / whole:5.1f} 倍")
    print(f"  导入 {took:.2f} 秒：底线的 {took / whole:.1f} 倍，底线二的 {took / own:.1f} 倍；", end="")
    print(f"进度最长间隔 {watch.silence:.2f} 秒")


def main(count: int) -> None:
    measure("学员名册", "enrolment", rosters.ROSTER, rosters.roster_rows(count, 500), count)
    measure("培训班次", "training_class", rosters.CLASSES, rosters.training_rows(count), count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
