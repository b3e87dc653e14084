"""What it costs to bring schools into a bureau's ledger, over SQLite's own ATTACH and INSERT … SELECT.

`python tests/bench/bench_city.py [SCHOOLS]` prints seconds a school at a quarter, half and all of them, and
the ratio: the difference is the trail with its digests, the search index, and the file looked through before.
Then what the city's figures cost at first, again, and after one school has changed.
"""

from __future__ import annotations

import contextlib
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop import compose
from desktop.core.dates import parse_window
from desktop.records.models import ALL
from desktop.services.consolidating import city, conflicts, consolidate
from desktop.services.sampling import demo
from desktop.services.saving import save
from desktop.store.ledger import Ledger


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds by the clock, and of the processor (the machine is shared)."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def school(folder: Path, number: int) -> Path:
    """A demonstration ledger at scale 1 with a code of its own."""
    code = f"22020{number:05}"
    file = folder / f"{code}.zhijiao"
    office = compose.open_office(str(file), create=(code, f"第{number}职业学校"))
    demo(office, scale=1, seed=number)
    told = {"学校标识码": code, "学校名称": f"第{number}职业学校"}
    save(office, "school", told, row_id=office.ledger.school_id)
    office.ledger.close()
    return file


def changed(file: Path) -> None:
    """One class more in a school's ledger."""
    office = compose.open_office(str(file))
    told = {
        "项目名称": "新开的班",
        "开班日期": date(2026, 3, 1),
        "结业日期": date(2026, 3, 9),
        "实到人数": 30,
    }
    save(office, "training_class", told)
    office.ledger.close()


def plain(files: list[Path], place: Path) -> None:
    """The same rows into the same tables and indexes, nothing else."""
    Ledger.create(place, school_code="0", school_name="局").close()
    with contextlib.closing(sqlite3.connect(place, isolation_level=None)) as driver:
        driver.execute("PRAGMA synchronous=FULL")
        for file in files:
            driver.execute("ATTACH ? AS other", (str(file),))
            driver.execute("BEGIN")
            for model in ALL:
                name = model.__tablename__
                driver.execute(f'INSERT OR IGNORE INTO main."{name}" SELECT * FROM other."{name}"')
            driver.execute("COMMIT")
            driver.execute("DETACH other")


def main(count: int) -> None:
    """Print the figures, of the last city made with all schools."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [school(folder, number) for number in range(1, count + 1)]
        for many in (count // 4, count // 2, count):
            office = compose.open_office(str(folder / f"局{many}.db"), create=("2202999999", "教育局"))
            wall, cpu = timed(lambda: consolidate(office, files[:many]))  # noqa: B023 - used at once
            print(f"{many} 所：{wall:.1f} 秒，每所 {wall / many:.3f} 秒（处理器 {cpu / many:.3f} 秒）")
        peer, _ = timed(lambda: plain(files, folder / "plain.db"))
        print(f"ATTACH + INSERT … SELECT {peer:.1f} 秒，是它的 {wall / peer:.1f} 倍")
        window = parse_window("2026")
        for what in ("全市", "再看一次"):
            wall, cpu = timed(lambda: city(office, window))
            print(f"{what} {wall:.2f} 秒（处理器 {cpu:.2f} 秒）", flush=True)
        changed(files[0])
        consolidate(office, files[:1])
        wall, cpu = timed(lambda: city(office, window))
        print(f"一所变了 {wall:.2f} 秒（处理器 {cpu:.2f} 秒）")
        wall, cpu = timed(lambda: conflicts(office, window))
        print(f"重复 {wall:.1f} 秒（处理器 {cpu:.1f} 秒）")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
