"""What becomes of a return that is looked at: a file, a place in the archive, a form of one's own."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.services.office import Office
from desktop.services.returning import FillResult, Form, Refused, Submitted, fill, forms, submit
from desktop.services.returning.archive_asking import Usual, usual
from desktop.services.returning.correcting import keep
from desktop.store.find import Condition
from desktop.ui.context import Context
from desktop.ui.messages import Answer
from desktop.ui.returns.export import ExportLine, open_file
from desktop.ui.returns.keeping import KeepBar
from desktop.ui.returns.submit import Said, SubmitBar
from desktop.ui.widgets import column


@dataclass(frozen=True, slots=True)
class Ready:
    """A return as it stands on screen."""

    form: Form
    window: Window
    where: tuple[Condition, ...]
    name: str  # of the file, or of the folder of several
    many: bool
    errors: int


class Handing(QWidget):
    """One bar at a time, above the sheets; `opened` and `closed` tell whether there is one."""

    opened = Signal()
    closed = Signal()
    kept = Signal(str)  # the name of the form

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ready: Ready | None = None
        self.export = ExportLine(context.settings, self)
        self.submit = SubmitBar(self)
        self.keep = KeepBar(self)
        self.export.wanted.connect(self._export)
        self.submit.wanted.connect(self._submit)
        self.keep.wanted.connect(self._keep)
        lines = column(self)
        for each in (self.export, self.submit, self.keep):
            lines.addWidget(each)
            each.closed.connect(self._away)
        self.hide()

    def _away(self) -> None:
        self.hide()
        self.closed.emit()

    def close_bars(self) -> None:
        """Another return is on screen now."""
        if self.isVisible():
            for each in (self.export, self.submit, self.keep):
                each.hide()
            self._away()

    def _open(self, ready: Ready) -> None:
        self._ready = ready
        for each in (self.export, self.submit, self.keep):
            each.hide()
        self.show()
        self.opened.emit()

    # -- a file ---------------------------------------------------------------------------------------

    def ask_export(self, ready: Ready) -> None:
        """Where to?"""
        self._open(ready)
        self.export.ask(ready.name, many=ready.many)

    def _export(self, out: Path) -> None:
        ready = self._ready
        if ready is None:
            return
        office = self._context.office
        self._context.jobs.start(
            f"导出{ready.form.name}",
            lambda progress: fill(office, ready.form, ready.window, out, ready.where, progress),
            partial(self._exported, out),
            lane="write",  # full numbers leave the ledger: that is an act with its purpose
        )

    def _exported(self, out: Path, result: FillResult) -> None:
        files = result.files
        without = f"{len(result.skipped)} 个没有名单，没有写文件" if result.skipped else ""
        if not files:
            self._context.bars.warn("没有写出文件。", f"{without}。" if without else "")
            return
        folder = out if len(files) > 1 or out.is_dir() else out.parent
        what = f"{len(files)} 个文件" if len(files) > 1 else files[0].name
        answers: list[Answer] = [("打开所在文件夹", partial(open_file, folder))]
        if len(files) == 1:
            answers.append(("打开文件", partial(open_file, files[0])))
        rest = f"；{without}" if without else ""
        self._context.bars.good(f"已导出 {what}，共 {result.rows} 行（草稿）{rest}", answers)

    # -- the archive ----------------------------------------------------------------------------------

    def ask_submit(self, ready: Ready) -> None:
        """To whom?"""
        office = self._context.office
        self._context.jobs.start(
            "报送", lambda progress: usual(office, ready.form), partial(self._ask_submit, ready)
        )

    def _ask_submit(self, ready: Ready, found: Usual) -> None:
        self._open(ready)
        self.submit.ask(found, ready.errors)

    def _submit(self, said: Said) -> None:
        ready = self._ready
        if ready is None:
            return
        office = self._context.office

        def work(progress: Progress) -> Submitted:
            done = submit(
                office, ready.form, ready.window, to=said.to, via=said.via, reason=said.reason,
                where=ready.where, progress=progress,
            )  # fmt: skip
            if not ready.form.shipped:
                _keep_too(office, ready.form)
            return done

        self._context.jobs.start(
            f"报送{ready.form.name}", work, self._submitted, failed=self._refused, lane="write"
        )

    def _submitted(self, done: Submitted) -> None:
        self._away()
        one = done.filed
        task = f"；报送任务「{done.task}」已标记完成" if done.task else ""
        version = f"第 {one.version} 版" if one.version > 1 else "已存档"
        self._context.bars.good(
            f"已报送「{one.form}」{one.period}给{one.recipient}（{one.channel}），"
            f"{one.rows} 行，{version}{task}",
            [("看报送档案", partial(self._context.navigate, "archive", row=one.id))],
        )

    def _refused(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.submit.refuse(f"{error.sentence}。请先改正；确需带错报送的，写明原因。")
        elif isinstance(error, UserError):
            self.submit.refuse(f"{error.sentence}。如确需报送，写明原因。")
        elif self._context.jobs.on_error is not None:
            self._context.jobs.on_error(error)

    # -- a form of one's own --------------------------------------------------------------------------

    def ask_keep(self, ready: Ready, taken: Iterable[str]) -> None:
        """Under which name?"""
        self._open(ready)
        self.keep.ask(ready.form.name, taken)

    def _keep(self, name: str) -> None:
        ready = self._ready
        if ready is None:
            return
        office = self._context.office
        self._context.jobs.start(
            "存为报表",
            lambda progress: keep(office, ready.form, name),
            self._kept,
            failed=self._not_kept,
            lane="write",
        )

    def _kept(self, form: Form) -> None:
        self._away()
        self._context.bars.good(f"已存为报表「{form.name}」，以后在左边的清单里直接选它。")
        self.kept.emit(form.name)

    def _not_kept(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            if self._context.jobs.on_error is not None:
                self._context.jobs.on_error(error)
            return
        self._context.bars.warn(error.sentence, error.hint)
        self.keep.show()
        self.keep.name.setFocus()


def _keep_too(office: Office, form: Form) -> None:
    """What was handed in may come back for correction, so its form stays at hand where its name allows."""
    if form.name not in {each.name for each in forms(office)}:
        with contextlib.suppress(UserError):
            keep(office, form, form.name)
