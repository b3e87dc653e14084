"""Killed at any moment of an import, the ledger has the whole of it or nothing, and opens as ever."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from desktop.compose import open_office
from desktop.services.importing import import_file
from desktop.services.office import Office
from desktop.store.acts import acts
from desktop.store.verify import verify
from tests.importing import rosters
from tests.plugins.postgres import cluster, database  # noqa: F401
from tests.services.importing_desk import contents, new_office, rows

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks and kills")
PEOPLE = 600


class Fuse:
    """Progress that, when the writing begins, sets a clock by which the process is killed."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.lit = False

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        if note.startswith("写入") and not self.lit:
            self.lit = True
            threading.Timer(self.seconds, lambda: os.kill(os.getpid(), signal.SIGKILL)).start()


class Clock:
    """Progress that notes when the writing began."""

    def __init__(self) -> None:
        self.begun = 0.0

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        if note.startswith("写入") and not self.begun:
            self.begun = time.monotonic()


def killed(address: str, file: Path, seconds: float) -> bool:
    """Import in a process of its own that is killed some time after the writing began; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            office = open_office(address, today=date(2026, 6, 1))
            import_file(office, file, "学员名册", progress=Fuse(seconds))
            # Done before the fuse burnt down: no clean closing, which would be a later moment.
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def state(office: Office) -> tuple[int, int, int]:
    return (
        len(rows(office, "学员名册", "学员.证件号码")),
        len(rows(office, "学员", "证件号码")),
        len(rows(office, "人员", "证件号码")),
    )


def spread(address: str, folder: Path, count: int, seed: int) -> tuple[int, int]:
    """Kills spread over the time that the writing takes, each of people the ledger does not know."""
    office = open_office(address, today=date(2026, 6, 1))
    rosters.add_classes(office, 5)
    clock, others = Clock(), rosters.roster_rows(PEOPLE, 5, 500_000)
    import_file(
        office, rosters.workbook(folder / "先.xlsx", rosters.ROSTER, others), "学员名册", progress=clock
    )
    takes = time.monotonic() - clock.begun
    held = state(office)
    before = contents(office)
    office.ledger.close()
    rng, whole, nothing = random.Random(seed), 0, 0
    for number in range(count):
        file = rosters.workbook(
            folder / "名册.xlsx", rosters.ROSTER, rosters.roster_rows(PEOPLE, 5, number * PEOPLE)
        )
        killed(address, file, rng.uniform(0, 1.6 * takes))
        office = open_office(address, today=date(2026, 6, 1))
        assert verify(office.ledger) == []
        now = state(office)
        if contents(office) == before:
            nothing += 1
            assert now == held
        else:
            whole += 1
            assert now == tuple(each + PEOPLE for each in held)
            assert acts(office.ledger)[0].title == f"导入学员名册 {PEOPLE} 条（名册.xlsx）"
            held, before = now, contents(office)
        office.ledger.close()
    print(f"\n{count} 次：{whole} 次全在，{nothing} 次全无")
    return whole, nothing


def test_killed_at_a_few_moments(tmp_path: Path) -> None:
    office = new_office(tmp_path)
    address = office.ledger.place
    office.ledger.close()
    whole, nothing = spread(address, tmp_path, 4, 1)
    assert whole + nothing == 4


@pytest.mark.long
def test_killed_at_fifty_moments(tmp_path: Path) -> None:
    office = new_office(tmp_path)
    address = office.ledger.place
    office.ledger.close()
    whole, nothing = spread(address, tmp_path, 50, 2)
    assert whole + nothing == 50 and nothing > 10


@pytest.mark.postgres
def test_killed_on_postgresql(database: str, tmp_path: Path) -> None:  # noqa: F811
    open_office(database, create=("2222000001", "江城职业技术学校")).ledger.close()
    whole, nothing = spread(database, tmp_path, 6, 3)
    assert whole + nothing == 6
