"""A day's work at scale: `python tests/bench/bench_daily.py LEDGER [--runs N]`, on `demo --scale 20`.

In an offscreen window on 学员名册 (40,000 rows): a keystroke in the search box, a jump, a sort, a filter,
each from the act to the painted rows, in CPU time of the whole process. The peer of each, in the same run:
the same rows by SQL written by hand, through the standard library's sqlite3, with nothing shown. Bars of
desk.md: a keystroke ≤ 50 ms, a click ≤ 100 ms.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from desktop import compose
from desktop.ui.chips import Filter
from desktop.ui.jobs import Jobs
from desktop.ui.pane import RecordPane
from desktop.ui.screens.records import RecordScreen
from desktop.ui.style import Style
from desktop.ui.window import Window

KEYSTROKE, CLICK = 0.05, 0.1
RECORD = "enrolment"
NAME, STATE = "学员.姓名", "状态"

# What the table shows of a line, written by hand; the other columns are of the same tables.
SHOWN = """
SELECT e.*, p.*, s.*, c.title, c.start, c.number, m.name FROM enrolment e
LEFT JOIN student s ON s.id = e.student LEFT JOIN person p ON p.id = s.person
LEFT JOIN training_class c ON c.id = e.training_class LEFT JOIN major m ON m.id = e.major
"""
HITS = "SELECT rowid FROM search_text WHERE search_text MATCH '{match}'"
SEARCH = """
e.student IN (SELECT id FROM student WHERE person IN ({hits})) OR e.student IN ({hits})
OR e.training_class IN ({hits}) OR e.major IN ({hits})
"""

Peer = tuple[str, str]  # the statement for the page, the one for the count


def searching(match: str) -> Peer:
    """The SQL of a search."""
    where = SEARCH.format(hits=HITS.format(match=match))
    return f"{SHOWN} WHERE {where} ORDER BY e.id LIMIT 256", f"SELECT count(*) FROM enrolment e WHERE {where}"


EVERY = "SELECT count(*) FROM enrolment"
PEERS: dict[str, Peer] = {
    "search 王浩": searching('words : "王 浩"'),
    "search 王": searching('words : "王"'),
    "search wh": searching('(words : "wh" * OR tails : "hw" *)'),
    "search 2202": searching('(words : "2202" * OR tails : "2022" *)'),
    "all rows again": (f"{SHOWN} ORDER BY e.id LIMIT 256", EVERY),
    "jump to the middle": (f"{SHOWN} ORDER BY e.id LIMIT 256 OFFSET 19968", EVERY),
    "jump to the end": (f"{SHOWN} ORDER BY e.id LIMIT 256 OFFSET 39680", EVERY),
    "sort by name": (f"{SHOWN} ORDER BY p.name, e.id LIMIT 256", EVERY),
    "filter by state": (
        f"{SHOWN} WHERE e.status = '{{state}}' ORDER BY e.id LIMIT 256",
        "SELECT count(*) FROM enrolment e WHERE e.status = '{state}'",
    ),
}


class Desk:
    """The window at the record's table."""

    def __init__(self, app: QApplication, address: str, folder: Path) -> None:
        self.app = app
        self.jobs = Jobs()
        settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
        settings.setValue("window/place", "classes")
        settings.setValue("tab/classes", RECORD)
        self.window = Window(Style(app), settings, self.jobs)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.open_office(compose.open_office(address))
        self.settle()
        screen = self.window.stack.currentWidget()
        assert isinstance(screen, RecordScreen)
        self.pane: RecordPane = screen.pane

    def settle(self) -> None:
        """Until the jobs are done and all is painted."""
        while not self.jobs.idle():
            self.app.processEvents()
            time.sleep(0.0005)
        for _ in range(3):
            self.app.processEvents()

    def cost(self, act: Callable[[], object]) -> float:
        """CPU seconds from an act to painted rows; jumps read in a moment later."""
        self.settle()
        began = time.process_time()
        act()
        self.app.processEvents()
        self.app.processEvents()
        self.settle()
        return time.process_time() - began


def acts(desk: Desk, state: str) -> list[tuple[str, float, Callable[[], object], Callable[[], object]]]:
    """Name, bar, the act, and what takes it back."""
    pane, grid, model = desk.pane, desk.pane.grid, desk.pane.model

    def search(text: str) -> Callable[[], object]:
        return lambda: pane._searched(text)

    def jump(share: float) -> Callable[[], object]:
        return lambda: grid.scrollTo(model.index(int((model.rowCount() - 1) * share), 0))

    def afresh() -> None:
        grid.scrollToTop()
        pane.reload()

    column = [of.key for of in model.columns].index(NAME)
    chosen = Filter(STATE, STATE, (("=", state),), state)
    searches = [
        (f"search {text}", KEYSTROKE, search(text), search("")) for text in ("王浩", "王", "wh", "2202")
    ]
    return [
        *searches,
        ("all rows again", CLICK, pane.reload, pane.reload),
        ("jump to the middle", CLICK, jump(0.5), afresh),
        ("jump to the end", CLICK, jump(1.0), afresh),
        ("sort by name", CLICK, lambda: grid.set_sort((column, False)), lambda: grid.set_sort(None)),
        (
            "filter by state",
            CLICK,
            lambda: pane.set_filter(STATE, chosen),
            lambda: pane.set_filter(STATE, None),
        ),
    ]


def by_hand(driver: sqlite3.Connection, peer: Peer, state: str, runs: int) -> float:
    """CPU seconds of the same by hand."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        for statement in peer:
            driver.execute(statement.replace("{state}", state)).fetchall()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def main() -> int:
    """Print the table; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    app = QApplication([])
    missed = False
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(options.ledger)) as driver:
        desk = Desk(app, str(options.ledger), Path(folder))
        state = driver.execute("SELECT status FROM enrolment GROUP BY 1 ORDER BY count(*) DESC").fetchone()[0]
        print(f"{desk.pane.record.label}: {desk.pane.model.rowCount()} rows")
        for name, bar, act, back in acts(desk, state):
            taken = []
            for _ in range(options.runs):
                taken.append(desk.cost(act))
                desk.cost(back)
            ours, peer = statistics.median(taken), by_hand(driver, PEERS[name], state, options.runs)
            missed |= ours > bar
            word = "ok" if ours <= bar else "MISSED"
            print(
                f"{name:<20} {ours * 1000:6.1f} ms CPU   by hand {peer * 1000:6.1f} ms   {ours / peer:5.1f} ×"
                f"   bar {bar * 1000:.0f} ms   {word}"
            )
        desk.window.close()
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
