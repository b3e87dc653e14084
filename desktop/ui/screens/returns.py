"""报表: a form and a period, the sheet as it will be handed in, what is found in it, the file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.core.dates import Window
from desktop.core.errors import Problem, UserError
from desktop.services.learning import plain_text
from desktop.services.returning import Form, forms
from desktop.services.returning.correcting import NeedsPassword, correct
from desktop.services.returning.preview import one_of, suggested_name
from desktop.services.returning.shape import FormSheet
from desktop.services.templates import remove
from desktop.store.find import Condition
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.messages import Answer, ask_open
from desktop.ui.period import PeriodChooser
from desktop.ui.popup import Option
from desktop.ui.returns.body import Body
from desktop.ui.returns.forms import FormList
from desktop.ui.returns.handing import Handing, Ready
from desktop.ui.returns.look import Shown, Whole, Wish, about, counted, look
from desktop.ui.returns.password import PasswordBar
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, row

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
        self._rows_from: dict[Path, str] = {}
        self._passwords: dict[Path, str] = {}
        self._words = ""
        self.list = FormList(self)
        self.list.picked.connect(self._form_picked)
        self.period = PeriodChooser(context.office.today, parent=self, stays=True)
        self.period.chosen.connect(self._period_chosen)
        self.whole = Chooser("给哪一个填", self)
        self.handing = Handing(context, self)
        self.handing.opened.connect(lambda: self._primary(False))
        self.handing.closed.connect(lambda: self._primary(True))
        self.handing.kept.connect(self._kept)
        self.export = self.handing.export
        self.password = PasswordBar(self)
        self.password.wanted.connect(self._password_said)
        self.body = Body(context, self)
        self.body.said.connect(self._corrected)
        self.body.side.columns.record_chosen.connect(self._record_chosen)
        self.body.side.columns.keep_wanted.connect(self._ask_keep)
        self.body.side.columns.remove_wanted.connect(self._remove)
        self.body.findings.wanted.connect(self._put_right)
        self.picture, self.findings = self.body.picture, self.body.findings
        self._build()

    # -- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.list.setFixedWidth(216)
        left = column(spacing=tokens.SMALL)
        left.setContentsMargins(tokens.LARGE, tokens.SMALL, 0, tokens.SMALL)
        self.seek = QLineEdit(self)
        self.seek.setPlaceholderText("找报表：名称或拼音")
        self.seek.setAccessibleName("找报表")
        self.seek.textChanged.connect(self.list.filter)
        self.seek.returnPressed.connect(self.list.take_first)
        left.addWidget(self.seek)
        left.addWidget(self.list, 1)
        other = button("填一张别的表…", icon="fill", help="选主管部门发来的 .xlsx，照它填", parent=self)
        other.clicked.connect(self._ask_file)
        left.addWidget(other)
        right = column(spacing=tokens.SMALL)
        right.setContentsMargins(tokens.MEDIUM, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        right.addLayout(self._head())
        right.addLayout(self._tools())
        right.addWidget(self.handing)
        right.addWidget(self.password)
        right.addWidget(self.body, 1)
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
        self.columns = button("各列填什么", icon="eye", flat=True, help="每一列从哪里来、为什么", parent=self)
        self.columns.clicked.connect(self.body.side.open_columns)
        head.addWidget(self.columns)
        return head

    def _tools(self) -> QHBoxLayout:
        self.whole.setMinimumWidth(200)
        self.whole.chosen.connect(lambda _row: self._look())
        self.whole.hide()
        self.only = button("只看问题", icon="filter", help="只显示有问题的行", parent=self)
        self.only.setCheckable(True)
        self.only.clicked.connect(self.body.show_only)
        self.submit = button("报送…", icon="ok", help="存进报送档案：文件、依据的数据、报给谁", parent=self)
        self.submit.clicked.connect(lambda: self._hand(self.handing.ask_submit))
        self.fill = button("导出", icon="export", primary=True, help="写成可以报送的 Excel 文件", parent=self)
        self.fill.clicked.connect(lambda: self._hand(self.handing.ask_export))
        tools = row()
        tools.addWidget(self.period)
        tools.addWidget(self.whole, 3)
        tools.addStretch(1)
        for each in (self.only, self.submit, self.fill):
            tools.addWidget(each)
        return tools

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`form`, `file`, `record` (the form that fits it), `window` (text): what to fill."""
        self._wanted = where
        if isinstance(where.get("window"), Window):
            self.period.set_window(where["window"])
        if self._forms:
            self._begin()
        else:
            self._read_forms()

    def _read_forms(self) -> None:
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
        return last if any(form.id == last for form in self._forms) else self.list.first()

    def refresh(self, changed: set[str]) -> None:
        """Some rows changed: look again, or when shown; a form of one's own may have come or gone."""
        self._stale = True
        if "template" in changed:
            self._forms = []
        if self.isVisible() and self._forms and self.list.chosen() is not None:
            self._look()
        elif self.isVisible():
            self._read_forms()

    def start_search(self) -> None:
        """Ctrl+F: among the forms."""
        self.seek.setFocus()
        self.seek.selectAll()

    def offers(self, file: Path) -> list[Answer]:
        """A dropped file is filled; the window offers that itself."""
        del file
        return []

    def goto(self, problem: Problem) -> bool:
        """F4: its line and its cell."""
        return self.findings.goto(problem)

    # -- choosing -------------------------------------------------------------------------------------

    def _form_picked(self, _key: object) -> None:
        form = self._form()
        if form is not None:
            self.context.settings.setValue("returns/form", form.id)
            kinds = {"学年": "学年", "自然年": "自然年"}
            if form.window_kind in kinds and self.period.kind in kinds and not self._period_said:
                self.period.turn_to(kinds[form.window_kind])
        self.whole.show_options([], None)
        self._look()

    def _form(self) -> Form | None:
        key = self.list.chosen()
        return next((form for form in self._forms if form.id == key), None)

    def _period_chosen(self, _window: Window) -> None:
        self.whole.show_options([], None)
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
        self.handing.close_bars()
        self.password.hide()
        self._stale = False
        office, file = self.context.office, key if isinstance(key, Path) else Path()
        wish = Wish(
            key, self.period.window_chosen, self.whole.current(), self._rows_from.get(file, ""),
            self._passwords.get(file, ""),
        )  # fmt: skip
        self.context.jobs.start(
            "填表预览",
            lambda progress: look(office, wish, progress),
            self._looked,
            failed=self._failed,
            key="return-preview",
        )

    def _failed(self, error: Exception) -> None:
        if isinstance(error, UserError):
            self._looked(Shown(words=str(error)))
            if isinstance(error, NeedsPassword):
                self.password.ask(wrong=error.wrong)
        elif self.context.jobs.on_error is not None:
            self.context.jobs.on_error(error)

    def _password_said(self, typed: str) -> None:
        key = self.list.chosen()
        if isinstance(key, Path):
            self._passwords[key] = typed
            self._look()

    def _looked(self, shown: Shown) -> None:
        before, found = self._shown.preview, shown.preview
        keep = before is not None and found is not None and before.form.id == found.form.id
        self._shown = shown
        self._offer_wholes(shown.wholes)
        for each in (self.fill, self.submit, self.columns):
            each.setEnabled(found is not None)
        form = found.form if found is not None else self._form()
        self.title.setText(form.name if form is not None else "报表")
        self.source.setText(about(found) if found is not None else "")
        if found is None:
            self._say(shown.words)
        else:
            self.body.show_return(shown, keep)
            self._words = counted(found)
        problems = self._problems()
        self.body.show_problems(problems)
        self.only.setEnabled(any(problem.row for problem in problems))
        if self.isVisible():
            self.context.show_problems(problems)
        self.status.emit(self._words)
        QTimer.singleShot(0, self, self.ready.emit)

    def _say(self, words: str) -> None:
        self.body.say(words)
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

    def _problems(self) -> list[Problem]:
        return self._shown.preview.problems if self._shown.preview is not None else []

    def _put_right(self, problem: Problem) -> None:
        if problem.record and problem.row_id is not None:
            self.context.navigate(problem.record, row=problem.row_id, path=problem.path)

    # -- a form never seen ----------------------------------------------------------------------------

    def _corrected(self, sheet: FormSheet, header: str, field: str) -> None:
        found = self._shown.preview
        if found is None:
            return
        office, form = self.context.office, found.form
        self.context.jobs.start(
            "记住这一列",
            lambda progress: correct(office, form, sheet, {header: field}, f"{form.template.name}"),
            partial(self._learned, header),
            lane="write",
        )

    def _learned(self, header: str, _done: object) -> None:
        self.context.bars.good(
            f"已记住“{plain_text(header)}”，下次同样的表头照此填。",
            [("看学到的规则", partial(self.context.navigate, "learned"))],
        )

    def _record_chosen(self, record_id: str) -> None:
        key = self.list.chosen()
        if isinstance(key, Path):
            self._rows_from[key] = record_id
            self._look()

    def _ask_keep(self) -> None:
        ready = self._ready()
        if ready is not None:
            self.handing.ask_keep(ready, [form.name for form in self._forms])

    def _kept(self, name: str) -> None:
        self._wanted = {"form": name}
        self._read_forms()

    def _remove(self) -> None:
        form, office = self._form(), self.context.office
        if form is not None:
            self._wanted = {"form": self._forms[0].name}
            self.context.jobs.start(
                "删除报表", lambda progress: remove(office, form.name), self._removed, lane="write"
            )

    def _removed(self, name: str) -> None:
        self.context.bars.good(f"已删除报表「{name}」，报送过的仍在档案里；可用“撤销”恢复。")

    # -- handing over ---------------------------------------------------------------------------------

    def _primary(self, shown: bool) -> None:
        """The bar that is open has the one primary button."""
        self.fill.setVisible(shown)
        self.submit.setVisible(shown)
        if shown and self.isVisible():
            self.fill.setFocus()

    def _ready(self) -> Ready | None:
        found = self._shown.preview
        if found is None:
            return None
        name = suggested_name(self.context.office, found.form, found.window) if self._all() else found.name
        errors = sum(each.severity == "error" for each in found.findings)
        many = self._all()
        return Ready(found.form, found.window, self._where(), Path(name).stem if many else name, many, errors)

    def _hand(self, ask: Any) -> None:
        ready = self._ready()
        if ready is not None:
            ask(ready)

    def _where(self) -> tuple[Condition, ...]:
        found = self._shown.preview
        if found is None or self._all():
            return ()
        chosen = self.whole.current()
        for row_id, title, day in self._shown.wholes:
            if row_id == chosen:
                return one_of(found.form, title, day)
        return ()


def build(context: Context, parent: QWidget) -> ReturnsScreen:
    """The screen."""
    return ReturnsScreen(context, parent)
