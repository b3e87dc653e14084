"""The demonstration without a screen: a ledger, an import, every form filled, every screen drawn, in out/."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from desktop import compose
from desktop.core.errors import UserError

if TYPE_CHECKING:
    from desktop.core.dates import Window
    from desktop.services.office import Office
    from desktop.services.returning import Form

# A window that has work in it whatever the day: the year of the day some months ago.
BACK = timedelta(days=120)
MESSY_INTO = ("training_class", "enrolment")


@dataclass(frozen=True, slots=True)
class Made:
    """One line of the table at the end."""

    what: str
    count: str
    seconds: float
    where: str = ""


def main(arguments: list[str]) -> int:
    """All of it; with `screens LEDGER FOLDER` only the pictures, as a process of its own."""
    if arguments[:1] == ["screens"]:
        return _screens(arguments[1], Path(arguments[2]))
    out = compose.program_folder() / "out"
    started = time.monotonic()
    try:
        made = everything(out)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    from desktop.cli.answer import table

    rows = [(each.what, each.count, f"{each.seconds:.2f}", each.where) for each in made]
    rows.append(("合计", "", f"{time.monotonic() - started:.2f}", str(out)))
    print(table(("做了什么", "数量", "秒", "在哪里"), rows, widest=72))
    return 0


def everything(out: Path) -> list[Made]:
    """The ledger and the import one after the other, then the forms beside the pictures."""
    out.mkdir(exist_ok=True)
    ledger = out / "demo.zhijiao"
    made = [_timed(partial(demonstration, ledger))]
    office = compose.open_office(str(ledger))
    try:
        for into in MESSY_INTO:
            made.append(_timed(partial(messy_import, office, into)))
        pictures = Pictures(office, ledger, out / "screens")
        from desktop.services.returning import forms

        for form in forms(office):
            made.append(_timed(partial(filled, office, form, out / "报表")))
        made.append(pictures.finish())
    finally:
        office.ledger.close()
    return made


def _timed(work: Callable[[], tuple[str, str, str]]) -> Made:
    started = time.monotonic()
    what, count, where = work()
    return Made(what, count, time.monotonic() - started, where)


def demonstration(path: Path) -> tuple[str, str, str]:
    """The demonstration ledger: made the first time; later the one that is there, looked through."""
    from desktop.services.ledgers import verify
    from desktop.services.sampling import demo, demo_school

    if path.exists():
        office = compose.open_office(str(path))
        try:
            found = verify(office.ledger)
        finally:
            office.ledger.close()
        if found:
            raise UserError(found[0].sentence, hint="，请删掉它再运行，会重新生成。", place=str(path))
        return "演示台账（已有）", "检查完好", path.name
    half = path.with_name("demo-half.zhijiao")
    half.unlink(missing_ok=True)
    office = compose.open_office(str(half), create=demo_school(compose.program_folder() / "resources"))
    try:
        counts = demo(office)
    finally:
        office.ledger.close()
    half.replace(path)
    return "演示台账", f"{sum(counts.values())} 条", path.name


def messy_import(office: Office, into: str) -> tuple[str, str, str]:
    """A workbook as clerks keep them; what is already there stays as it is, what is wrong goes to 待处理."""
    from desktop.services.importing import commit_import, plan_import
    from desktop.services.sampling import messy_workbook

    file = messy_workbook(office.resources)
    plan = plan_import(office, file, into, on_conflict="skip")
    done = commit_import(office, plan)
    said = {
        "新增": done.created, "更新": done.updated, "未变": done.unchanged + plan.repeated,
        "待处理": done.pending,
    }  # fmt: skip
    counts = "、".join(f"{word} {count}" for word, count in said.items() if count)
    return f"导入{plan.label}", f"{plan.rows} 行：{counts or '没有变化'}", file.name


def filled(office: Office, form: Form, folder: Path) -> tuple[str, str, str]:
    """One form for a window that has work in it; `fill` reopens each file and compares it with the rows."""
    from desktop.services.returning import fill

    window = sensible_window(office, form)
    target = folder / form.name if form.per is not None else folder / f"{form.name}.xlsx"
    folder.mkdir(exist_ok=True)
    done = fill(office, form, window, target)
    if not done.files or not done.rows:
        raise UserError(f"{window.label} 填出来是空的", place=form.name)
    files = f"{len(done.files)} 份 " if form.per is not None else ""
    findings = f"，检查发现 {len(done.checks)} 处" if done.checks else ""
    return f"报表：{form.name}", f"{files}{done.rows} 行{findings}", f"报表/{target.name}（{window.label}）"


def sensible_window(office: Office, form: Form) -> Window:
    """The kind of year the form asks for, the one that was running some months ago."""
    from desktop.core.dates import YearKind, year_of

    kind = YearKind.CALENDAR if form.window_kind == YearKind.CALENDAR.value else YearKind.SCHOOL
    return year_of(office.today - BACK, kind)


class Pictures:
    """The screens, drawn by a process of their own while the forms are filled.

    A list of what was drawn lies beside them; while neither the program nor the ledger has changed since,
    the pictures that are there are compared with it and kept.
    """

    def __init__(self, office: Office, ledger: Path, folder: Path) -> None:
        self._started = time.monotonic()
        self._folder, self._list = folder, folder / "清单.json"
        self._state = _state(office)
        self._kept = self._as_listed()
        self._process = None if self._kept else self._draw(ledger)

    def _draw(self, ledger: Path) -> subprocess.Popen[bytes]:
        self._list.unlink(missing_ok=True)
        for old in self._folder.glob("*.png"):
            old.unlink()
        return subprocess.Popen(
            [sys.executable, "-m", "desktop.showcase", "screens", str(ledger), str(self._folder)],
            cwd=compose.program_folder(),
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def _as_listed(self) -> int:
        """How many pictures are there exactly as they were drawn; 0 when one has to be drawn again."""
        try:
            listed = json.loads(self._list.read_text("utf-8"))
            same = all(_hash(self._folder / name) == digest for name, digest in listed["pictures"].items())
        except (OSError, ValueError, KeyError):
            return 0
        return len(listed["pictures"]) if same and listed["state"] == self._state else 0

    def finish(self) -> Made:
        """Wait for the last picture."""
        where = f"{self._folder.name}/"
        if self._process is None:
            return Made(
                "界面截图（已有）", f"{self._kept} 张，核对无误", time.monotonic() - self._started, where
            )
        said, errors = self._process.communicate()
        if self._process.returncode != 0:
            sys.stderr.buffer.write(errors[-3000:])
            raise UserError("界面没有画完", hint="，原因见上。", place=str(self._folder))
        report = json.loads(said.decode("utf-8").splitlines()[-1])
        drawn = {name: _hash(self._folder / name) for name in report["pictures"]}
        self._list.write_text(json.dumps({"state": self._state, "pictures": drawn}), "utf-8")
        return Made("界面截图", f"{len(drawn)} 张", report["seconds"], where)


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _state(office: Office) -> str:
    """What the pictures depend on: the program's files, the ledger's last change, the day."""
    from desktop.services.history import history

    state = hashlib.sha256()
    for part in ("desktop", "resources", "forms"):
        for path in sorted((compose.program_folder() / part).rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                facts = path.stat()
                state.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    wrote = (step.id for step in history(office.ledger) if step.created or step.changed or step.deleted)
    state.update(f"{office.ledger.place} {next(wrote, 0)} {office.today}".encode())
    return state.hexdigest()


def _screens(ledger: str, folder: Path) -> int:
    from desktop.ui.screenshots import shoot

    started = time.monotonic()
    folder.mkdir(parents=True, exist_ok=True)
    office = compose.open_office(ledger)
    with TemporaryDirectory() as name:
        empty = compose.open_office(str(Path(name) / "空.zhijiao"), create=("2222000001", "江城职业技术学校"))
        try:
            pictures = shoot(office, folder, empty=empty)
        finally:
            empty.ledger.close()
            office.ledger.close()
    blank = [path.name for path in pictures if path.stat().st_size == 0]
    if blank or not pictures:
        sys.stderr.write(f"没有画出来：{'、'.join(blank)}\n")
        return 1
    print(
        json.dumps(
            {"pictures": [path.name for path in pictures], "seconds": round(time.monotonic() - started, 2)}
        )
    )
    return 0


if __name__ == "__main__":
    from desktop.ui.leaving import leave

    leave(main(sys.argv[1:]))
