"""Start-up against a bare window: `python tests/bench/bench_startup.py LEDGER [--runs N]` prints the ratios.

A bare window imports only QtWidgets. Bars of the issue: first paint ≤ 1.5 ×, first rows ≤ 5 ×, usable
≤ 6 ×, no turn of the window's event loop over 200 ms of its own CPU time. Medians of the ratios, bare and
ours taken in turn, so that a busy machine slows both.

Usable means: the first rows are painted, the ledger is open, and every screen can be entered at once, for
SQLAlchemy, the models, the store and the screens of records are read in. Each stage is measured twice: as a
day begins (what the first screen showed is remembered and still holds), and with nothing remembered (the
first start, or something was written since by another program).
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
    given.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
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


def show_all(ledger: Path, folder: Path) -> None:
    """Have the first screen read everything, and remember it."""
    command = [sys.executable, str(ROOT / "tests" / "bench" / "show_all.py"), str(ledger)]
    subprocess.run(command, env=environment(folder), capture_output=True, check=True, cwd=ROOT)


def measure(ledger: Path, runs: int, *, remembered: bool) -> dict[str, float]:
    """Medians over the runs: the bare window's seconds, our stages' ratios to it, the longest turn."""
    plain: list[float] = []
    ratios: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare(folder)  # the first run reads the libraries from the disk
        show_all(ledger, folder)
        shown = folder / "zhijiao" / "shown.json"
        for _ in range(runs):
            if not remembered:
                shown.unlink(missing_ok=True)
            plain.append(bare(folder))
            stages = ours(ledger, folder)
            assert shown.exists() == remembered
            ratios.append({stage: stages[stage] / plain[-1] for stage in BARS})
            ratios[-1]["longest_event_cpu"] = stages["longest_event_cpu"]
    medians = {key: statistics.median(each[key] for each in ratios) for key in ratios[0]}
    return {"bare": statistics.median(plain), **medians}


def _word(kept: bool) -> str:
    return "ok" if kept else "MISSED"


def report(title: str, found: dict[str, float]) -> bool:
    """Print one table; whether all bars are kept."""
    print(f"{title}: bare window {found['bare']:.3f} s")
    kept = True
    for stage, bar in BARS.items():
        kept &= found[stage] <= bar
        print(f"  {stage:<14} {found[stage]:5.2f} ×   bar {bar} ×   {_word(found[stage] <= bar)}")
    longest = found["longest_event_cpu"]
    print(f"  longest turn   {longest:5.3f} s CPU  bar {LONGEST} s  {_word(longest <= LONGEST)}")
    return kept and longest <= LONGEST


def main() -> int:
    """Print both tables; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--runs", type=int, default=9)
    options = parser.parse_args()
    usual = report("as a day begins", measure(options.ledger, options.runs, remembered=True))
    first = report("nothing remembered", measure(options.ledger, options.runs, remembered=False))
    return int(not (usual and first))


if __name__ == "__main__":
    sys.exit(main())
