"""Filling a template: our engine against openpyxl and XlsxWriter in one run; memory, recognition.

Run: python -m tests.bench.bench_fill [--rows 100000]. Processor time, since the machine may be shared.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

COLUMNS = 20
FIRST = 5
PRINTED = 5_000
SHEET = "花名册"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GROUPS = ((1, 1), (2, 9), (10, 12), (13, 17), (18, 20))


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
    """Title, a header of three rows with merges, one styled row, a total, a note."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet["A1"] = "职业培训花名册"
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=COLUMNS)
    line = Side(style="thin")
    for number, (first, last) in enumerate(_GROUPS):
        sheet.cell(2, first, f"组{number}")
        if last > first:
            sheet.merge_cells(start_row=2, end_row=2, start_column=first, end_column=last)
    for column in range(1, COLUMNS + 1):
        sheet.cell(3, column, f"栏目{column}").font = Font(bold=True)
        sheet.cell(4, column, str(column)).alignment = Alignment(horizontal="center")
        sheet.cell(FIRST, column).border = Border(line, line, line, line)
    for column in (11, 12):
        sheet.cell(FIRST, column).number_format = "yyyy-mm-dd"
    sheet.cell(FIRST + 1, 1, "合计")
    sheet.cell(FIRST + 1, 13, f"=SUM(M{FIRST}:M{FIRST})")
    sheet.cell(FIRST + 2, 1, "注：由系统生成")
    book.save(path)


def make_printed(path: Path, count: int) -> None:
    """The same with so many blank rows printed."""
    from copy import copy

    from openpyxl import load_workbook

    make_template(path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.delete_rows(FIRST + 1, 2)
    for number in range(FIRST + 1, FIRST + count):
        for column in range(1, COLUMNS + 1):
            sheet.cell(number, column)._style = copy(sheet.cell(FIRST, column)._style)
    sheet.cell(FIRST + count, 13, f"=SUM(M{FIRST}:M{FIRST + count - 1})")
    book.save(path)


class Watch:
    """Notes when the writing was over and the proof began."""

    def __init__(self) -> None:
        self.written = 0.0

    def step(self, done: int, total: int | None = None, note: str = "") -> None:
        """The engine says what it is doing."""
        if note.startswith("核对") and not self.written:
            self.written = time.process_time()


def run_ours(template: Path, out: Path, count: int) -> float:
    """The engine, rows streamed; the processor time when the proof began."""
    from desktop.workbook import ListBlock, fill

    watch = Watch()
    block = ListBlock(SHEET, FIRST, FIRST, range(1, COLUMNS + 1), rows(count))  # type: ignore[arg-type]
    fill(template, out, [block], progress=watch)
    return watch.written


def run_printed(template: Path, out: Path, count: int) -> float:
    """The engine, into the rows that the template has."""
    from desktop.workbook import ListBlock, fill

    watch = Watch()
    records = rows(count)
    block = ListBlock(SHEET, FIRST, FIRST + PRINTED - 1, range(1, COLUMNS + 1), records)  # type: ignore[arg-type]
    fill(template, out, [block], progress=watch)
    return watch.written


def run_openpyxl(template: Path, out: Path, count: int) -> float:
    """What one would write with openpyxl: load, write cells with the sample row's styles, save."""
    from copy import copy

    from openpyxl import load_workbook

    book = load_workbook(template)
    sheet = book.active
    assert sheet is not None
    styles = [copy(sheet.cell(FIRST, column)._style) for column in range(1, COLUMNS + 1)]
    for number, values in enumerate(rows(count), FIRST):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(number, column, value)
            cell._style = styles[column - 1]
    book.save(out)
    return time.process_time()


def run_xlsxwriter(_: Path, out: Path, count: int) -> float:
    """XlsxWriter with constant memory, which has no template: the same rows with the same formats."""
    from xlsxwriter import Workbook

    book = Workbook(str(out), {"constant_memory": True, "tmpdir": str(out.parent)})
    sheet = book.add_worksheet(SHEET)
    plain, day = book.add_format({"border": 1}), book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
    for number, values in enumerate(rows(count), FIRST - 1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(number, column, value, plain)
            elif isinstance(value, date):
                sheet.write_datetime(number, column, value, day)
            elif value is None:
                sheet.write_blank(number, column, None, plain)
            else:
                sheet.write_number(number, column, value, plain)  # type: ignore[arg-type]
    book.close()
    return time.process_time()


Run = Callable[[Path, Path, int], float]
Measure = tuple[float, float, int]


def measured(work: Run, template: Path, out: Path, count: int) -> Measure:
    """Processor seconds until written, and in all, and peak memory in MB above a fill of ten rows."""
    context = multiprocessing.get_context("spawn")
    queue: multiprocessing.Queue[Measure] = context.Queue()
    process = context.Process(target=_child, args=(work, template, out, count, queue))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"the measured process failed with {process.exitcode}")
    return queue.get()


def _peak() -> int:
    """The most this process held, in KB; getrusage would start with the peak of the one that started it."""
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return int(line.split()[1])


def _child(work: Run, template: Path, out: Path, count: int, queue: multiprocessing.Queue[Measure]) -> None:
    work(template, out, 10)  # imports and first-use costs stay out of the measure
    before = _peak()
    started = time.process_time()
    written = work(template, out, count) - started
    seconds = time.process_time() - started
    memory = (_peak() - before) // 1024
    queue.put((written, seconds, memory))


def best(work: Run, template: Path, out: Path, count: int, times: int) -> Measure:
    """The least of several runs, the larger memory."""
    runs = [measured(work, template, out, count) for _ in range(times)]
    return min(run[0] for run in runs), min(run[1] for run in runs), max(run[2] for run in runs)


def recognition(template: Path) -> float:
    """Milliseconds to read and recognise a usual form."""
    from desktop.workbook import read_workbook, recognise

    times = []
    for _ in range(5):
        started = time.process_time()
        for sheet in read_workbook(template).sheets:
            recognise(sheet)
        times.append(time.process_time() - started)
    return min(times) * 1000


def main() -> int:
    """Prints the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--times", type=int, default=3)
    options.add_argument("--ours-only", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        template, out = Path(folder, "template.xlsx"), Path(folder, "out.xlsx")
        make_template(template)
        ours: dict[int, Measure] = {}
        print(f"{'':<12}{'rows':>8}{'written s':>11}{'proven s':>10}{'memory':>9}")
        for count in (5_000, given.rows // 4, given.rows // 2, given.rows):
            ours[count] = best(run_ours, template, out, count, given.times)
            show("ours", count, ours[count])
        make_printed(Path(folder, "printed.xlsx"), PRINTED)
        show("printed", PRINTED, best(run_printed, Path(folder, "printed.xlsx"), out, PRINTED, given.times))
        print(f"{'recognition':<12}{recognition(template):>19.1f} ms")
        if given.ours_only:
            return 0
        written, proven, _ = ours[given.rows]
        for name, work in (("openpyxl", run_openpyxl), ("XlsxWriter", run_xlsxwriter)):
            theirs = measured(work, template, out, given.rows)
            show(name, given.rows, theirs)
            print(f"  ours is {theirs[1] / written:.1f} × as fast, {theirs[1] / proven:.1f} × with the proof")
    return 0


def show(name: str, count: int, measure: Measure) -> None:
    """One line of the table."""
    print(f"{name:<12}{count:>8}{measure[0]:>11.3f}{measure[1]:>10.3f}{measure[2]:>+6} MB")


if __name__ == "__main__":
    sys.exit(main())
