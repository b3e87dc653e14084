"""How much an act costs over SQLite's own executemany: the trail, the digests and the search index included.

`python tests/bench/bench_act.py [ROWS]` prints the ratios.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop.records.people import Person
from desktop.records.training import Enrolment, TrainingClass
from desktop.store.act import act
from desktop.store.ledger import Ledger


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plain(ledger: Ledger, model: type[Any], rows: list[dict[str, Any]], folder: Path) -> float:
    """The same rows into the same table, nothing else: no trail, no ids to make, values ready for SQLite."""
    shape = ledger.shape(model)
    ready = shape.plain(
        shape.rows([{"id": n, "school": ledger.school_id, **row} for n, row in enumerate(rows, 1)])
    )
    path = folder / f"plain-{shape.name}.db"
    ledger.engine.copy(path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=FULL")
        file.execute("PRAGMA foreign_keys=ON")
        marks = ", ".join("?" * len(shape.names))

        def write() -> None:
            file.execute("BEGIN")
            file.executemany(f'INSERT INTO "{shape.name}" VALUES ({marks})', ready)
            file.execute("COMMIT")

        return seconds(write)


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ledger = Ledger.create(folder / "台账.db", school_code="1", school_name="甲")
        with act(ledger, "准备") as s:
            (class_id,) = s.insert(TrainingClass, [{"title": "电工"}])
        enrolments = [
            {"training_class": class_id, "workplace": f"单位{n % 97}", "grade": "2025", "subsidy": n}
            for n in range(count)
        ]
        persons = [
            {"name": f"王{chr(0x4E00 + n % 3000)}{chr(0x5000 + n % 2000)}", "document_number": f"{n:018d}",
             "phone": f"138{n:08d}"}
            for n in range(count)
        ]  # fmt: skip
        for label, model, rows in (
            ("名册（不检索）", Enrolment, enrolments),
            ("人员（检索、拼音）", Person, persons),
        ):
            bare = plain(ledger, model, rows, folder)

            def write(model: type[Any] = model, rows: list[dict[str, Any]] = rows) -> None:
                with act(ledger, "导入") as s:
                    s.insert(model, rows)

            whole = seconds(write)
            print(
                f"{label} {count} 行: executemany {bare:.2f} 秒, act {whole:.2f} 秒, 比值 {whole / bare:.1f}"
            )
        ledger.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
