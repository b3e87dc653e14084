"""The states in which a person meets the screens besides the usual one: for pictures, and to be looked at."""

from __future__ import annotations

import csv
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from desktop.core.dates import parse_window
from desktop.ui.importing.canvas import COLUMNS
from desktop.ui.jobbar import SHOW_AFTER
from desktop.ui.places import PLACES
from desktop.ui.screens.importing import ImportingScreen
from desktop.ui.screens.records import RecordScreen
from desktop.ui.screens.returns import ReturnsScreen

if TYPE_CHECKING:
    from desktop.core.progress import Progress
    from desktop.services.office import Office
    from desktop.ui.window import Window

Wait = Callable[[], None]
PROBLEMS = 2000
# As bureaus name them; a file's name may be no longer than 255 bytes.
LONG_NAME = (
    "附件2：关于做好2026年度职业学校教师企业实践情况统计报送工作的通知中所列"
    "教师企业实践情况统计表（各校填报）终稿.xlsx"
)


def states(window: Window, wait: Wait, scratch: Path, forms: Path) -> Iterator[str]:
    """Bring the window into one state after the other; each name when it can be looked at."""
    for bring in (_wrong_file, _many_problems, _columns, _checked_return, _unseen_form):
        yield bring(window, wait, scratch, forms)
        window.bars.clear()
    dialog = _merging(window, wait)
    yield "合并两条"
    if dialog is not None:
        dialog.reject()
        wait()
    over = _work_under_way(window)
    yield "进行中的工作和取消"
    over.set()
    wait()


def written_states(window: Window, wait: Wait, scratch: Path) -> Iterator[str]:
    """What takes writing into the ledger: only for one that is thrown away afterwards."""
    _many_problems(window, wait, scratch, scratch)
    screen = window.stack.currentWidget()
    if isinstance(screen, ImportingScreen):
        screen.planner.commit()
        wait()
    window.bars.clear()
    window.go("pending")
    wait()
    yield "待处理-两千处"
    if window.context is not None:
        for reason in ("先报", "更正"):
            window.jobs.start("报送", partial(_handed_in, window.context.office, reason), lane="write")
            wait()
    window.go("archive")
    wait()
    yield "报送档案"


def _handed_in(office: Office, reason: str, progress: Progress) -> None:
    from desktop.services.returning import submit

    submit(
        office, "职业培训情况统计表", parse_window("2026"), to="江城市教育局职业教育与成人教育科",
        via="电子邮件", reason=reason, progress=progress,
    )  # fmt: skip


def main_places(window: Window, wait: Wait, *, forms: bool) -> Iterator[str]:
    """The first tab of every place; `forms`: the form of its first row beside it."""
    for place in PLACES:
        tab = window.tabs_of(place)[0]
        window.go(tab.name)
        wait()
        screen = window.built(tab)
        first = screen.pane.model.row_id(0) if isinstance(screen, RecordScreen) else None
        if forms and isinstance(screen, RecordScreen) and first is not None:
            screen.show_row(first)
            wait()
        yield place.label
        if isinstance(screen, RecordScreen):
            screen.panel.close_panel()


def _wrong_file(window: Window, wait: Wait, scratch: Path, _forms: Path) -> str:
    file = scratch / "培训台账（领导审定）.xlsx"
    file.write_bytes(b"%PDF-1.7 not a workbook")
    window.go("training_class")
    window.go("importing", file=file, record="training_class")
    wait()
    return "出错的一句话"


def _many_problems(window: Window, wait: Wait, scratch: Path, _forms: Path) -> str:
    file = scratch / "两千处问题.csv"
    heads = ("项目名称", "开班日期", "结业日期", "培训类型", "培训对象", "学时", "委托单位")
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(heads)
        for at in range(PROBLEMS // 2):
            kind = ("短训", f"第{at % 7}类")[at % 2]
            day = f"2026-13-{at % 28 + 1:02}"
            lines.writerow((f"2026年第{at + 1}期班", day, "2026-12-30", kind, "农民工", "四十", ""))
    window.go("training_class")
    window.go("importing", file=file, record="training_class")
    wait()
    return "导入-两千处问题"


def _columns(window: Window, wait: Wait, scratch: Path, _forms: Path) -> str:
    """A ledger as the school kept it: a subtotal and the header once more in the middle of the rows."""
    file = scratch / "2026年培训台账（分页打印）.csv"
    heads = ("项目名称", "开班日期", "结业日期", "培训对象", "学时", "经办人")
    rows = [
        (f"2026年第{at}期班", f"2026-03-{at:02}", "2026-04-30", "农民工", "40", "李") for at in range(1, 9)
    ]
    total = ("小计", "", "", "", "160", "")
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows((heads, *rows[:4], total, heads, *rows[4:], total))
    window.go("training_class")
    window.go("importing", file=file, record="training_class")
    wait()
    screen = window.stack.currentWidget()
    if isinstance(screen, ImportingScreen):
        screen.steps.setCurrentIndex(COLUMNS)
        wait()
    return "导入-哪一列是什么"


def _merging(window: Window, wait: Wait) -> QDialog | None:
    """Two enterprises side by side, to be made one."""
    window.go("enterprise")
    wait()
    screen = window.stack.currentWidget()
    if isinstance(screen, RecordScreen):
        screen.panel.close_panel()
        ids = [screen.pane.model.row_id(at) for at in range(2)]
        screen.pane.merge([row_id for row_id in ids if row_id is not None])
        wait()
    return window.findChild(QDialog)


def _checked_return(window: Window, wait: Wait, _scratch: Path, _forms: Path) -> str:
    window.go("returns", form="training_statistics")
    wait()
    screen = window.stack.currentWidget()
    if isinstance(screen, ReturnsScreen):
        screen.body.side.open_number()
        screen.picture.goto(8, 13)
        wait()
    return "报表-检查和数从哪来"


def _unseen_form(window: Window, wait: Wait, scratch: Path, forms: Path) -> str:
    file = scratch / LONG_NAME
    shutil.copyfile(forms / "practice_statistics" / "template.xlsx", file)
    window.go("returns", file=file)
    wait()
    screen = window.stack.currentWidget()
    if isinstance(screen, ReturnsScreen):
        screen.body.side.open_columns()
        wait()
    return "报表-没见过的表逐列改"


def _work_under_way(window: Window) -> threading.Event:
    """A job that takes its time, until the event is set: progress and 取消 in the bottom line."""
    over = threading.Event()

    def work(progress: Progress) -> None:
        while not over.wait(0.02):
            progress.step(61_400, 100_000, "写入培训班次")

    window.go("training_class")
    window.jobs.start("导入培训班次", work, lane="write")
    end = time.monotonic() + SHOW_AFTER + 0.3
    while time.monotonic() < end:
        QApplication.processEvents()
        time.sleep(0.005)
    return over
