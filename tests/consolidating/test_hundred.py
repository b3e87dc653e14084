"""A hundred schools of a demonstration's size: under a minute, linear, nothing lost or doubled."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from desktop import compose
from desktop.core.dates import parse_window
from desktop.records.ids import IdSource
from desktop.services.consolidating import city, conflicts, consolidate
from desktop.services.office import Office
from desktop.services.sampling import demo
from desktop.services.saving import save
from desktop.store.ledger import Ledger
from tests.consolidating.test_taking import rows_of

TODAY = date(2026, 9, 10)
SECONDS = 60.0
SEEDS = 5


def demo_school(folder: Path, seed: int, code: str) -> Path:
    """A demonstration ledger under a code of its own."""
    file = folder / f"{code}.zhijiao"
    office = compose.open_office(str(file), create=(code, f"第{code[-3:]}职业学校"), today=TODAY)
    demo(office, scale=1, seed=seed)
    own = office.ledger.school_id
    save(office, "school", {"学校标识码": code, "学校名称": f"第{code[-3:]}职业学校"}, row_id=own)
    office.ledger.close()
    return file


def copied(file: Path, code: str) -> Path:
    """The same ledger at another school: copied and given its code, as a bureau hands out a beginning."""
    target = file.with_name(f"{code}.zhijiao")
    target.write_bytes(file.read_bytes())
    ledger = Ledger.open(target, ids=IdSource())
    office = compose.open_office(str(target), today=TODAY)
    office = replace(office, ledger=ledger)
    save(
        office, "school", {"学校标识码": code, "学校名称": f"第{code[-3:]}职业学校"}, row_id=ledger.school_id
    )
    ledger.close()
    return target


@pytest.fixture
def hundred(tmp_path: Path) -> Iterator[tuple[list[Path], Path]]:
    """Five seeds, each at twenty schools; ids are the same wherever the file is."""
    folder = tmp_path / "交来"
    folder.mkdir()
    files = [demo_school(folder, seed, f"2202000{seed:03}") for seed in range(1, SEEDS + 1)]
    files += [copied(files[n % SEEDS], f"2202000{n + 1:03}") for n in range(SEEDS, 100)]
    yield files, tmp_path


def taken(files: list[Path], place: Path) -> tuple[Office, float]:
    """A new bureau with these schools, and how long it took to bring them in."""
    bureau = compose.open_office(str(place), create=("2202999999", "江城市教育局"), today=TODAY)
    started = time.perf_counter()
    found = consolidate(bureau, files)
    seconds = time.perf_counter() - started
    assert {each.state for each in found} == {"新并入"}
    return bureau, seconds


@pytest.mark.long
def test_a_hundred_schools(hundred: tuple[list[Path], Path], capsys: pytest.CaptureFixture[str]) -> None:
    files, folder = hundred
    times = {}
    for many in (25, 50, 100):
        bureau, times[many] = taken(files[:many], folder / f"局{many}.zhijiao")
        bureau.ledger.settle()
        if many < 100:
            bureau.ledger.close()
    started = time.perf_counter()
    found = city(bureau, parse_window("2026"))
    counted = time.perf_counter() - started
    started = time.perf_counter()
    clashes = conflicts(bureau, parse_window("2026"))
    looked = time.perf_counter() - started
    with capsys.disabled():
        each = {many: f"{seconds / many:.3f}" for many, seconds in times.items()}
        print(f"\n并入 25/50/100 所：{times}；每所 {each} 秒；全市 {counted:.1f} 秒，重复 {looked:.1f} 秒")
    assert times[100] < SECONDS
    assert times[100] / 100 < 1.6 * times[25] / 25, "linear in schools"
    assert len(found.brought) == 100
    assert clashes
    for file in files:
        whole_and_once(bureau.ledger.place, file)
    again = consolidate(bureau, files[:3])
    assert {each.state for each in again} == {"没有变化"}
    bureau.ledger.close()


def whole_and_once(bureau: str, file: Path) -> None:
    """As many rows of each record, and the same rows but for ids and references, which copies share."""
    there, here = rows_of(file, file.stem), rows_of(bureau, file.stem)
    assert {table: len(rows) for table, rows in there.items()} == {
        table: len(rows) for table, rows in here.items()
    }
    references = references_of(file)
    for table, rows in there.items():
        aside = references[table]
        assert sorted(without(rows, aside)) == sorted(without(here[table], aside)), table


def without(rows: list[tuple[object, ...]], aside: set[int]) -> list[str]:
    return [repr([value for place, value in enumerate(row) if place not in aside]) for row in rows]


def references_of(file: Path) -> dict[str, set[int]]:
    """For each table the places, without `school`, of its id and of what refers to other rows."""
    found = {}
    with sqlite3.connect(file) as driver:
        tables = [row[0] for row in driver.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            names = [row[1] for row in driver.execute(f"PRAGMA table_info({table})") if row[1] != "school"]
            keys = {row[3] for row in driver.execute(f"PRAGMA foreign_key_list({table})")} | {"id"}
            found[table] = {place for place, name in enumerate(names) if name in keys}
    return found
