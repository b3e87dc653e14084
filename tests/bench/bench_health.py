"""健康检查 at a million enrolments: `python tests/bench/bench_health.py LEDGER`, made by bench_counting.py.

Each check or pass by itself in processor time, the slowest first, then the whole look as the program makes it
(best of three). Bar of issue 6: a full one on 1,000,000 enrolments under 5 s.
"""

from __future__ import annotations

import sys
import time
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop import compose
from desktop.services.health import Health
from desktop.services.health.everything import passes

TODAY, BAR, SHOWN = date(2026, 11, 24), 5.0, 20


def named(task: partial[None]) -> str:
    """The checks of a pass."""
    said = [each for part in task.args for each in (part if isinstance(part, list) else [part])]
    return "、".join(str(each.id) for each in said if hasattr(each, "id"))


def main(address: str) -> int:
    """Print both tables; 1 when the bar is missed."""
    office = compose.open_office(address, today=TODAY)
    with closing(office.ledger):
        health = Health(office)
        taken: list[tuple[float, str]] = []
        for task in passes(health.context(), {}, {}, {}):
            with office.ledger.reading() as reading:
                began = time.process_time()
                task(reading)
                taken.append((time.process_time() - began, named(task)))
        for seconds, name in sorted(taken, reverse=True)[:SHOWN]:
            print(f"{seconds * 1000:7.0f} ms CPU  {name:.90}")
        looks: list[tuple[float, float, Any]] = []
        for _ in range(3):
            cpu, clock = time.process_time(), time.perf_counter()
            tally = Health(office).run()
            looks.append((time.process_time() - cpu, time.perf_counter() - clock, tally))
    cpu, clock, tally = min(looks, key=lambda look: look[0])
    alone = sum(seconds for seconds, _ in taken)
    print(f"one by one {alone:.2f} s CPU; together {cpu:.2f} s CPU, {clock:.2f} s by the clock")
    print(f"bar {BAR:.0f} s; {tally.error} errors, {tally.warning} warnings, {tally.hint} hints")
    return int(min(look[1] for look in looks) > BAR)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
