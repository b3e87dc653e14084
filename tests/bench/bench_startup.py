"""Start-up against a bare window: `python tests/bench/bench_startup.py LEDGER [--runs N]` prints the ratios.

A bare window imports only QtWidgets. Bars of the issue: first paint ≤ 1.5 ×, first rows ≤ 5 ×, usable
≤ 6 ×, no turn of the window's event loop over 200 ms of its own CPU time. Medians, bare and ours taken in
turn, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BARS = {"first_paint": 1.5, "first_rows": 5.0, "usable": 6.0}
LONGEST = 0.2

BARE = """
import sys, time
from PySide6 import QtWidgets
app = QtWidgets.QApplication([])
class Window(QtWidgets.QWidget):
    def paintEvent(self, event):
        print(time.time(), flush=True)
        app.exit()
window = Window()
window.resize(1280, 720)
window.show()
app.exec()
"""


def environment(folder: Path) -> dict[str, str]:
    """Offscreen unless a display is asked for, and a data folder of its own."""
    given = {**os.environ, "XDG_DATA_HOME": str(folder), "QT_LOGGING_RULES": "qt.qpa.*=false"}
    given.setdefault("QT_QPA_PLATFORM", "offscreen")
    return given


def bare(folder: Path) -> float:
    """Seconds from the start of the process to the first paint of an empty window."""
    begun = time.time()
    command = [sys.executable, "-c", BARE]
    done = subprocess.run(
        command, env=environment(folder), capture_output=True, text=True, check=False, cwd=ROOT
    )
    return float(done.stdout.split()[0]) - begun


def ours(ledger: Path, folder: Path) -> dict[str, float]:
    """Seconds from the start of the process to each stage, and the longest turn."""
    begun = time.time()
    command = [sys.executable, "-m", "desktop", "--ledger", str(ledger), "--quit-at", "usable"]
    done = subprocess.run(
        command, env=environment(folder), capture_output=True, text=True, check=True, cwd=ROOT
    )
    told = json.loads(done.stderr.strip().splitlines()[-1])
    return {
        **{stage: at - begun for stage, at in told["at"].items()},
        "longest_event_cpu": told["longest_event_cpu"],
    }


def measure(ledger: Path, runs: int) -> dict[str, float]:
    """Medians over the runs: the bare window, our stages, the longest turn."""
    plain: list[float] = []
    stages: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare(folder)  # the first run reads the libraries from the disk
        ours(ledger, folder)
        for _ in range(runs):
            plain.append(bare(folder))
            stages.append(ours(ledger, folder))
    medians = {key: statistics.median(each[key] for each in stages) for key in stages[0]}
    return {"bare": statistics.median(plain), **medians}


def _word(kept: bool) -> str:
    return "ok" if kept else "MISSED"


def main() -> int:
    """Print the table; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    found = measure(options.ledger, options.runs)
    print(f"bare window      {found['bare']:.3f} s")
    missed = False
    for stage, bar in BARS.items():
        ratio = found[stage] / found["bare"]
        missed |= ratio > bar
        print(f"{stage:<16} {found[stage]:.3f} s   {ratio:.2f} ×   bar {bar} ×   {_word(ratio <= bar)}")
    longest = found["longest_event_cpu"]
    missed |= longest > LONGEST
    print(f"longest turn     {longest:.3f} s CPU        bar {LONGEST} s   {_word(longest <= LONGEST)}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
