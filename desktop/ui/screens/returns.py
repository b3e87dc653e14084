"""报表: a form and a period, the sheet as it will be handed in, what is found in it, the file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.core.dates import Window
from desktop.core.errors import Problem, UserError
from desktop.services.returning import FillResult, Form, fill, forms
from desktop.services.returning.preview import Preview, one_of, suggested_name
from desktop.store.find import Condition
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.findings import Findings
from desktop.ui.messages import Answer, ask_open
from desktop.ui.period import PeriodChooser
from desktop.ui.popup import Option
from desktop.ui.returns.export import ExportLine, open_file
from desktop.ui.returns.forms import FormList
from desktop.ui.returns.look import Shown, Whole, about, counted, look
from desktop.ui.returns.washed import washes_of
from desktop.ui.screens import ScreenWidget
from desktop.ui.sheets import Sheets
from desktop.ui.widgets import button, column, label, row

ALL = "all"  # chosen in place of one class
ONE_EACH = "全部 {} 个，每个一份文件"


class ReturnsScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._forms: list[Form] = []
        self._shown = Shown()
        self._stale = True
        self._wanted: dict[str, Any] = {}
        self._period_said = False  # then the form's own kind of year does not replace it
        self._words = ""
        self.list = FormList(self)
        self.list.picked.connect(self._form_picked)
        self.period = PeriodChooser(context.office.today, parent=self)
        self.period.chosen.connect(self._period_chosen)
        self.whole = Chooser("给哪一个填", self)
        self.export = ExportLine(context.settings, self)
        self.export.wanted.connect(self._export)
        self.export.closed.connect(self._asked)
        self.sheets = Sheets(self)
        self.sheets.turned.connect(self._turned)
        self.picture = self.sheets.picture
        self.findings = Findings(self)
        self._build()

    # -- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.list.setFixedWidth(216)
        left = column(spacing=tokens.SMALL)
        left.setContentsMargins(tokens.LARGE, tokens.SMALL, 0, tokens.SMALL)
        left.addWidget(self.list, 1)
        other = button("填一张别的表…", icon="fill", help="选主管部门发来的 .xlsx，照它填", parent=self)
        other.clicked.connect(self._ask_file)
        left.addWidget(other)
        right = column(spacing=tokens.SMALL)
        right.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        right.addLayout(self._head())
        right.addLayout(self._tools())
        right.addWidget(self.export)
        right.addWidget(self._body(), 1)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(left)
        across.addLayout(right, 1)

    def _head(self) -> QHBoxLayout:
        self.title = ElidedLabel("报表", parent=self)
        self.title.setObjectName("screen-title")
        self.source = ElidedLabel("", "quiet", self)
        head = row()
        head.addWidget(self.title)
        head.addWidget(self.source)
        head.addStretch(1)
        return head

    def _tools(self) -> QHBoxLayout:
        self.whole.setMinimumWidth(260)
        self.whole.chosen.connect(self._whole_chosen)
        self.whole.hide()
        self.only = button("只看问题", icon="filter", help="只显示有问题的行", parent=self)
        self.only.setCheckable(True)
        self.only.clicked.connect(self._show_only)
        self.fill = button("导出", icon="export", primary=True, help="写成可以报送的 Excel 文件", parent=self)
        self.fill.clicked.connect(self._ask_where)
        tools = row()
        tools.addWidget(self.period)
        tools.addWidget(self.whole, 3)
        tools.addStretch(1)
        tools.addWidget(self.only)
        tools.addWidget(self.fill)
        return tools

    def _body(self) -> QWidget:
        self._nothing = QWidget(self)
        empty = QVBoxLayout(self._nothing)
        self._said = label("", "quiet", wrap=True, parent=self._nothing)
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.addWidget(self._said)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.sheets)
        self.findings.looked.connect(self.sheets.goto)
        self.findings.wanted.connect(self._put_right)
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self._stack)
        self._split.addWidget(self.findings)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([420, 110])
        self.findings.hide()
        return self._split

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`form`, `file`, `record` (the form that fits it), `window` (text): what to fill."""
        self._wanted = where
        if isinstance(where.get("window"), Window):
            self.period.set_window(where["window"])
        if self._forms:
            self._begin()
        else:
            self.context.jobs.start("读取报表", lambda progress: forms(self.context.office), self._read)

    def _read(self, found: Sequence[Form]) -> None:
        self._forms = list(found)
        self.list.show_forms(self._forms)
        self._begin()

    def _begin(self) -> None:
        where, self._wanted = self._wanted, {}
        self._period_said = isinstance(where.get("window"), Window)
        if where.get("file") is not None:
            self.list.add_file(Path(where["file"]))
        elif where.get("form"):
            named = [form.id for form in self._forms if where["form"] in (form.id, form.name)]
            self.list.choose(named[0] if named else self._first())
        elif where.get("record"):
            self.list.choose(self.list.first_of(self._forms, str(where["record"])))
        elif self.list.chosen() is None:
            self.list.choose(self._first())
        elif self._stale:
            self._look()
        else:
            self.context.show_problems(self._problems())
        self._period_said = False
        self.list.setFocus()
        self.status.emit(self._words)
        if not self._forms:
            self._say("没有可填的报表。请点“填一张别的表…”，选主管部门发来的 Excel 文件。")

    def _first(self) -> str:
        last = str(self.context.settings.value("returns/form", ""))
        known = [form.id for form in self._forms]
        return last if last in known else (known[0] if known else "")

    def refresh(self, changed: set[str]) -> None:
        """Some rows changed: look again, or when shown."""
        del changed
        self._stale = True
        if self.isVisible() and self.list.chosen() is not None:
            self._look()

    def offers(self, file: Path) -> list[Answer]:
        """A dropped file is filled; the window offers that itself."""
        del file
        return []

    def goto(self, problem: Problem) -> bool:
        """F4: its line and its cell."""
        return self.findings.goto(problem)

    # -- choosing -------------------------------------------------------------------------------------

    def _form_picked(self, key: object) -> None:
        form = self._form()
        if form is not None:
            self.context.settings.setValue("returns/form", form.id)
            kinds = {"学年": "学年", "自然年": "自然年"}
            if form.window_kind in kinds and self.period.kind in kinds and not self._period_said:
                self.period.turn_to(kinds[form.window_kind])
        self.whole.show_options([], None)
        self._look()
        del key

    def _form(self) -> Form | None:
        key = self.list.chosen()
        return next((form for form in self._forms if form.id == key), None)

    def _period_chosen(self, _window: Window) -> None:
        self.whole.show_options([], None)
        self._look()

    def _whole_chosen(self, _row_id: object) -> None:
        self._look()

    def _ask_file(self) -> None:
        name = ask_open(self, "填一张别的表")
        if name:
            self.list.add_file(Path(name))

    def _all(self) -> bool:
        """Whether every class is to be filled."""
        return self.whole.current() == ALL

    # -- looking --------------------------------------------------------------------------------------

    def _look(self) -> None:
        key = self.list.chosen()
        if not isinstance(key, str | Path):
            return
        if self.export.isVisible():
            self.export.close_line()
        self._stale = False
        office, window = self.context.office, self.period.window_chosen
        chosen = self.whole.current()
        self.context.jobs.start(
            "填表预览",
            lambda progress: look(office, key, window, chosen, progress),
            self._looked,
            failed=self._failed,
            key="return-preview",
        )

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, UserError):
            if self.context.jobs.on_error is not None:
                self.context.jobs.on_error(error)
            return
        self._looked(Shown(words=str(error)))

    def _looked(self, shown: Shown) -> None:
        same = self._shown.preview is not None and shown.preview is not None
        keep = same and self._shown.preview.form.id == shown.preview.form.id  # type: ignore[union-attr]
        self._shown = shown
        self._offer_wholes(shown.wholes)
        found = shown.preview
        self.fill.setEnabled(found is not None)
        if found is None:
            form = self._form()
            self._head_says(form.name if form else "", "")
            self._say(shown.words)
        else:
            self._head_says(found.form.name, about(found))
            self._show_sheets(found, keep)
            self._words = counted(found)
        self._show_findings()
        self.status.emit(self._words)
        QTimer.singleShot(0, self, self.ready.emit)

    def _head_says(self, name: str, about: str) -> None:
        self.title.setText(name or "报表")
        self.source.setText(about)

    def _say(self, words: str) -> None:
        self._said.setText(words)
        self._stack.setCurrentWidget(self._nothing)
        self._words = ""

    def _offer_wholes(self, found: Sequence[Whole]) -> None:
        self.whole.setVisible(bool(found))
        if self.whole.options() or not found:
            return
        options = [
            Option(row_id, title, note=f"{day:%Y-%m-%d}" if day else "") for row_id, title, day in found
        ]
        if len(found) > 1:
            options.append(Option(ALL, ONE_EACH.format(len(found))))
        self.whole.show_options(options, found[0][0])

    def _show_sheets(self, found: Preview, keep: bool) -> None:
        self.sheets.put([sheet.picture.name for sheet in found.sheets], stay=keep)
        self._stack.setCurrentIndex(1)
        self._draw(keep)

    def _turned(self, _at: int) -> None:
        self._draw(False)

    def _draw(self, keep: bool) -> None:
        found, at = self._shown.preview, self.sheets.at
        if found is None or not 0 <= at < len(found.sheets):
            return
        sheet = found.sheets[at]
        washes, tips = washes_of(sheet, found.problems)
        self.picture.show_picture(
            sheet.picture, (sheet.first_row, sheet.last_row), washes, tips, keep_place=keep
        )
        self._show_only()

    # -- problems -------------------------------------------------------------------------------------

    def _problems(self) -> list[Problem]:
        return self._shown.preview.problems if self._shown.preview is not None else []

    def _show_findings(self) -> None:
        problems = self._problems()
        self.findings.show_problems(problems)
        self.findings.setVisible(bool(problems))
        self.only.setEnabled(any(problem.row for problem in problems))
        if self.isVisible():
            self.context.show_problems(problems)

    def _put_right(self, problem: Problem) -> None:
        if problem.record and problem.row_id is not None:
            self.context.navigate(problem.record, row=problem.row_id, path=problem.path)

    def _show_only(self) -> None:
        found, at = self._shown.preview, self.sheets.at
        if found is None or not 0 <= at < len(found.sheets):
            return
        sheet = found.sheets[at]
        wrong = {problem.row for problem in found.problems if problem.sheet == sheet.picture.name}
        hide = self.only.isChecked() and bool(wrong)
        for line in range(max(1, sheet.first_row), sheet.last_row + 1):
            self.picture.setRowHidden(line - 1, hide and line not in wrong)

    # -- exporting ------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        found = self._shown.preview
        if found is None:
            return
        if self._all():
            name = suggested_name(self.context.office, found.form, found.window)
            self.export.ask(Path(name).stem, many=True)
        else:
            self.export.ask(found.name)

        self.fill.hide()  # the line has the one primary button now

    def _asked(self) -> None:
        self.fill.show()
        self.fill.setFocus()

    def _where(self) -> tuple[Condition, ...]:
        found = self._shown.preview
        if found is None or self._all():
            return ()
        chosen = self.whole.current()
        for row_id, title, day in self._shown.wholes:
            if row_id == chosen:
                return one_of(found.form, title, day)
        return ()

    def _export(self, out: Path) -> None:
        found = self._shown.preview
        if found is None:
            return
        office, form, window, where = self.context.office, found.form, found.window, self._where()
        self.context.jobs.start(
            f"导出{form.name}",
            lambda progress: fill(office, form, window, out, where, progress),
            partial(self._exported, out),
            lane="write",  # full numbers leave the ledger: that is an act with its purpose
        )

    def _exported(self, out: Path, result: FillResult) -> None:
        files = result.files
        without = f"{len(result.skipped)} 个没有名单，没有写文件" if result.skipped else ""
        if not files:
            self.context.bars.warn("没有写出文件。", f"{without}。" if without else "")
            return
        folder = out if len(files) > 1 or out.is_dir() else out.parent
        what = f"{len(files)} 个文件" if len(files) > 1 else files[0].name
        answers: list[Answer] = [("打开所在文件夹", partial(open_file, folder))]
        if len(files) == 1:
            answers.append(("打开文件", partial(open_file, files[0])))
        rest = f"；{without}" if without else ""
        self.context.bars.good(f"已导出 {what}，共 {result.rows} 行（草稿）{rest}", answers)


def build(context: Context, parent: QWidget) -> ReturnsScreen:
    """The screen."""
    return ReturnsScreen(context, parent)
