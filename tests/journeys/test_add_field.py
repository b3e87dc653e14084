"""One line on a model and its migration: the field is then in table, form, import, show and export."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

LINE = '    place2: Mapped[str | None] = text("培训地点2")\n'
AFTER = "    place: Mapped[str | None] = text("

# In the window's own process: 培训班次 is clicked, then Ctrl+N; what the table's headings and the form show.
LOOK = """
import json, sys, time
from pathlib import Path
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTableView
from desktop import compose
from desktop.ui.application import Application

ledger, folder = sys.argv[1], Path(sys.argv[2])
app = QApplication(["zhijiao"])

def opener(create=None):
    return compose.open_office(ledger, create=create)

def until(found):
    end = time.monotonic() + 60
    while time.monotonic() < end:
        app.processEvents()
        if found():
            return found()
        time.sleep(0.01)
    sys.exit("the window did not come so far")

application = Application(app, opener, folder)
application.start()
window = application.window

def named(text):
    return [b for b in window.findChildren(QAbstractButton) if b.isVisible() and b.text() == text]

def headings():
    return [
        str(table.model().headerData(column, Qt.Orientation.Horizontal))
        for table in window.findChildren(QTableView) if table.isVisible() and table.model() is not None
        for column in range(table.model().columnCount())
    ]

def captions():
    return [each.text().rstrip(" *") for each in window.findChildren(QLabel) if each.isVisible()]

entry = until(lambda: window.context and named("培训班次"))[0]
QTest.mouseClick(entry, Qt.MouseButton.LeftButton)
until(lambda: "项目名称" in headings())
QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
until(lambda: "项目名称" in captions() and "培训地点" in captions())
for _ in range(20):
    app.processEvents()
sys.stdout.write(json.dumps({"headings": headings(), "captions": captions()}, ensure_ascii=True))
window.close()
"""


class Copy:
    """A copy of the repository whose programs run in processes of their own."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self._env = {
            **os.environ,
            "XDG_DATA_HOME": str(home),
            "PYTHONDONTWRITEBYTECODE": "",  # a dozen processes need not compile the whole copy each
            "PYTHONPATH": str(folder),
            "PYTHONIOENCODING": "utf-8",
            "QT_QPA_PLATFORM": "offscreen",
        }

    def python(self, *words: str | Path) -> str:
        """Standard output of the copy's Python; a failure shows what it said."""
        done = subprocess.run(
            [sys.executable, *map(str, words)],
            cwd=self.folder, env=self._env, capture_output=True, text=True, encoding="utf-8", check=False,
            timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def zhijiao(self, *words: str | Path) -> Any:
        """The document of one command."""
        return json.loads(self.python("-m", "desktop", "--json", *words))


def tracked(root: Path) -> list[str]:
    """What git keeps and what is new and not ignored; in a copy without git, all but what is made."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode == 0 and done.stdout:
        return [name for name in done.stdout.decode().split("\0") if name and (root / name).is_file()]
    made = {".venv", ".git", "out", "build", "dist", "__pycache__"}
    return [
        str(path.relative_to(root))
        for path in root.rglob("*")
        if path.is_file() and not made & set(path.relative_to(root).parts)
    ]


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Copy:
    folder = tmp_path / "仓库"
    for name in tracked(root):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / name, target)
    return Copy(folder, tmp_path / "home")


def book(path: Path, *rows: tuple[object, ...]) -> Path:
    """A workbook of one sheet."""
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(list(row))
    made.save(path)
    return path


def add_the_line(copy: Copy) -> None:
    """What a maintainer types, below the field that is like it."""
    source = copy.folder / "desktop" / "records" / "training.py"
    lines = source.read_text("utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if line.startswith(AFTER))
    lines.insert(at + 1, LINE)
    source.write_text("".join(lines), "utf-8")


def test_a_field_is_one_line_and_its_migration(copy: Copy, tmp_path: Path) -> None:
    ledger = tmp_path / "台账.zhijiao"
    on = ("--ledger", ledger)
    copy.zhijiao(*on, "init", "--school", "江城职业技术学校", "--code", "3622001234")
    old = book(
        tmp_path / "旧.xlsx", ("项目名称", "开班日期", "结业日期", "培训地点"),
        ("电工培训", "2026-03-01", "2026-03-05", "实训楼"),
    )  # fmt: skip
    copy.zhijiao(*on, "import", old, "--into", "培训班次")

    add_the_line(copy)
    written = copy.python("-m", "desktop.store.migrating", "autogenerate", "add_place2").strip()
    assert "place2" in Path(written).read_text("utf-8")
    assert "agree" in copy.python("-m", "desktop.store.migrating", "autogenerate", "nothing_more")

    known = {each["label"]: each for each in copy.zhijiao(*on, "records")["records"]}
    assert "培训地点2" in [field["label"] for field in known["培训班次"]["fields"]]
    assert list(tmp_path.glob("台账（升级前备份*")), "the older ledger was not copied before its migration"
    before = copy.zhijiao(*on, "show", "培训班次")["rows"]
    assert [(row["培训地点"], row["培训地点2"]) for row in before] == [("实训楼", None)]

    new = book(
        tmp_path / "新.xlsx", ("项目名称", "开班日期", "结业日期", "培训地点2"),
        ("电工培训", "2026-03-01", "2026-03-05", "二号车间"),
        ("焊工培训", "2026-04-01", "2026-04-05", "三号车间"),
    )  # fmt: skip
    done = copy.zhijiao(*on, "import", new, "--into", "培训班次")
    assert done["mapping"]["培训地点2"] == "培训地点2"
    assert (done["created"], done["updated"], done["rejected"]) == (1, 1, [])
    rows = copy.zhijiao(*on, "show", "培训班次", "--where", "培训地点2~车间")["rows"]
    assert {row["项目名称"]: row["培训地点2"] for row in rows} == {
        "电工培训": "二号车间",
        "焊工培训": "三号车间",
    }

    blank = book(
        tmp_path / "来表.xlsx", ("培训班情况表", *[None] * 3),
        ("序号", "培训项目名称", "开班日期", "培训地点2"),
        *[(None,) * 4] * 3,
    )  # fmt: skip
    out = tmp_path / "填好.xlsx"
    filled = copy.zhijiao(*on, "fill", blank, "--window", "2026", "--out", out)
    assert (filled["rows"], filled["unbound"]) == (2, [])
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert {row[3] for row in sheet.iter_rows(min_row=3, max_row=4, values_only=True)} == {
        "二号车间",
        "三号车间",
    }

    assert copy.zhijiao(*on, "verify")["sound"]

    seen = json.loads(copy.python("-c", LOOK, ledger, tmp_path / "窗口"))
    assert "培训地点2" in seen["headings"]
    assert "培训地点2" in seen["captions"]
