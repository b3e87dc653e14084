"""100,000 rows × 20 columns into a template: our engine against openpyxl in the same run, and linearity.

Run: python -m tests.bench.bench_fill [--rows 100000]. Prints seconds, ratio and memory above the data.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

COLUMNS = 20
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"


def rows(count: int) -> Iterator[tuple[object, ...]]:
    """Rows as a roster has them: names, identifiers, code words, days, numbers."""
    start = date(2024, 9, 1)
    for number in range(count):
        name = _SURNAMES[number % 20] + _SURNAMES[number // 20 % 20] + _SURNAMES[number // 400 % 20]
        yield (
            number + 1, name, "男" if number % 2 else "女", f"22020219{number:010d}", "汉族", "初中",
            f"138{number % 100_000_000:08d}", "江城职业技术学校", f"第{number % 40}期", "汽车维修工",
            start + timedelta(days=number % 300), start + timedelta(days=number % 300 + 5), 40, 32,
            number % 100, 60 + number % 40 + 0.5, "合格", f"S{number:09d}", None, "财政",
        )  # fmt: skip


def make_template(path: Path) -> None:
    """Title, header, one styled row, total, note."""
    from openpyxl import Workbook
    from openpyxl.styles import Border, Font, Side

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "花名册"
    sheet["A1"] = "职业培训花名册"
    sheet.merge_cells("A1:T1")
    line = Side(style="thin")
    for column in range(1, COLUMNS + 1):
        sheet.cell(2, column, f"栏目{column}").font = Font(bold=True)
        sheet.cell(3, column).border = Border(line, line, line, line)
    for column in (11, 12):
        sheet.cell(3, column).number_format = "yyyy-mm-dd"
    sheet["A4"] = "合计"
    sheet["M4"] = "=SUM(M3:M3)"
    sheet["A5"] = "注：由系统生成"
    book.save(path)


def run_ours(template: Path, out: Path, count: int) -> None:
    """The engine, rows streamed."""
    from desktop.workbook import ListBlock, fill

    fill(template, out, [ListBlock("花名册", 3, 3, range(1, COLUMNS + 1), rows(count))])  # type: ignore[arg-type]


def run_openpyxl(template: Path, out: Path, count: int) -> None:
    """What one would write with openpyxl: load, write cells with the sample row's styles, save."""
    from copy import copy

    from openpyxl import load_workbook

    book = load_workbook(template)
    sheet = book.active
    assert sheet is not None
    styles = [copy(sheet.cell(3, column)._style) for column in range(1, COLUMNS + 1)]
    for number, values in enumerate(rows(count), 3):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column, value)
            cell._style = styles[column - 1]
    book.save(out)


def measured(
    work: Callable[[Path, Path, int], None], template: Path, out: Path, count: int
) -> tuple[float, int]:
    """Processor seconds and peak memory in MB of a fresh process; the process of zero rows is the base."""
    queue: multiprocessing.Queue[tuple[float, int]] = multiprocessing.get_context("spawn").Queue()
    process = multiprocessing.get_context("spawn").Process(
        target=_child, args=(work, template, out, count, queue)
    )
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"the measured process failed with {process.exitcode}")
    return queue.get()


def _child(
    work: Callable[[Path, Path, int], None],
    template: Path,
    out: Path,
    count: int,
    queue: multiprocessing.Queue[tuple[float, int]],
) -> None:
    work(template, out, 10)  # imports and first-use costs stay out of the measure
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()  # the machine is shared: processor time compares, wall time does not
    work(template, out, count)
    seconds = time.process_time() - started
    queue.put((seconds, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024))


def main() -> int:
    """Prints the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--ours-only", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        template, out = Path(folder, "template.xlsx"), Path(folder, "out.xlsx")
        make_template(template)
        generated = time.perf_counter()
        for _ in rows(given.rows):
            continue
        generated = time.perf_counter() - generated
        print(f"{given.rows} × {COLUMNS}; making the values alone {generated:.2f} s")
        ours: dict[int, float] = {}
        for count in (given.rows // 4, given.rows // 2, given.rows):
            ours[count], memory = measured(run_ours, template, out, count)
            print(
                f"ours      {count:>8} rows {ours[count]:6.2f} s  +{memory} MB  {out.stat().st_size >> 10} KB"
            )
        if not given.ours_only:
            seconds, memory = measured(run_openpyxl, template, out, given.rows)
            ratio = seconds / ours[given.rows]
            print(f"openpyxl  {given.rows:>8} rows {seconds:6.2f} s  +{memory} MB  ratio {ratio:.1f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
