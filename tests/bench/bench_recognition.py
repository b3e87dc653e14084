"""How long a form takes to be understood: read, recognised, bound; the first in a process and those after.

Run: python -m tests.bench.bench_recognition [FOLDER …]. Processor time, since the machine may be shared.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from desktop.compose import open_office
from desktop.services.binding import every_label
from desktop.services.inspecting import inspect
from desktop.services.office import Office
from desktop.workbook import read_workbook, recognise

_OWN = Path(__file__).resolve().parent.parent / "recognition" / "forms"
_GOAL = 50.0  # milliseconds for a usual form


def forms(folders: list[Path]) -> Iterator[Path]:
    """The workbooks of the folders."""
    for folder in folders:
        yield from sorted(folder.glob("*.xlsx"))


def timed(office: Office, file: Path) -> tuple[float, float]:
    """Milliseconds for the structure alone, and for all that `inspect` does."""
    start = time.process_time()
    for sheet in read_workbook(file).sheets:
        if sheet.visible:
            recognise(sheet, every_label())
    structure = time.process_time() - start
    start = time.process_time()
    inspect(office, file)
    return structure * 1000, (time.process_time() - start) * 1000


def main() -> int:
    """Prints the table; 1 when a usual form takes longer than it may."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="*", type=Path, default=[_OWN])
    files = list(forms(parser.parse_args().folder))
    with tempfile.TemporaryDirectory() as folder:
        place = str(Path(folder) / "台账.zhijiao")
        office = open_office(place, create=("2222000001", "江城职业技术学校"), today=date(2026, 6, 1))
        start = time.process_time()
        inspect(office, files[0])
        print(f"第一张（建词表）：{(time.process_time() - start) * 1000:.0f} ms")
        measured = [timed(office, file) for file in files]
        office.ledger.close()
    for name, times in zip(("识别结构", "识别并绑定"), zip(*measured, strict=True), strict=True):
        print(f"{name}：{len(times)} 张，中位 {statistics.median(times):.1f} ms，最长 {max(times):.1f} ms")
    return int(statistics.median(each[1] for each in measured) > _GOAL)


if __name__ == "__main__":
    sys.exit(main())
