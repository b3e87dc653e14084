"""首页: the year in figures, what is due, how far the targets are, what is wrong, what was done last."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QPushButton, QStackedWidget, QWidget

from desktop.core.dates import YearKind, parse_window, year_of
from desktop.core.errors import Problem, UserError
from desktop.core.progress import Progress
from desktop.records.catalogue import record
from desktop.services.history import Step, history
from desktop.services.office import Office
from desktop.store.find import find
from desktop.ui import tokens
from desktop.ui.aims import AIM, AimLines
from desktop.ui.cards import Card, FigureCard
from desktop.ui.context import Context
from desktop.ui.elided import ElidedLabel
from desktop.ui.links import KEY, Links
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row

if TYPE_CHECKING:  # counting and checking are read in on a job, after the first rows are on screen
    from desktop.core.dates import Window
    from desktop.services.overview import Aim, Due, Figure

# The ledgers whose rows are looked over.
CHECKED = ("training_class", "enrolment", "candidate", "certificate", "practice", "teacher")
FIGURES, AIMS, ACTS = 5, 5, 4
NOTHING_DUE = "没有要报送的任务。收到通知后，在“报表 › 报送任务”里登记。"
WELCOME = "台账还是空的：先把现有的 Excel 表导入进来，或从第一个培训班次开始登记。"
ROOTS = ("training_class", "person", "practice")  # a ledger without any of these is a new one
WEEK = "一二三四五六日"


class HomeScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._stale = True
        self._found: dict[str, list[Problem]] = {}
        self._year = year_of(context.office.today, YearKind.CALENDAR)
        self._build()

    # -- building -------------------------------------------------------------------------------------

    def _build(self) -> None:
        lines = column(self, spacing=tokens.MEDIUM)
        lines.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, tokens.MEDIUM)
        lines.addLayout(self._head())
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._board())
        self._pages.addWidget(self._welcome())
        lines.addWidget(self._pages, 1)
        lines.addLayout(self._foot())

    def _head(self) -> QHBoxLayout:
        self.school = ElidedLabel("", parent=self)
        self.school.setObjectName("screen-title")
        today = self.context.office.today
        day = label(
            f"{today:%Y}年{today.month}月{today.day}日 星期{WEEK[today.weekday()]}", "quiet", parent=self
        )
        bring = button("导入 Excel 表", icon="import", help="把现有的台账、花名册导入进来", parent=self)
        bring.clicked.connect(partial(self.context.navigate, "importing"))
        fill = button("填一张报表", icon="fill", primary=True, help="选一张报表，用台账填好", parent=self)
        fill.clicked.connect(partial(self.context.navigate, "returns"))
        head = row()
        head.addWidget(self.school)
        head.addWidget(day)
        head.addStretch(1)
        head.addWidget(bring)
        head.addWidget(fill)
        return head

    def _board(self) -> QWidget:
        board = QWidget(self)
        lines = column(board, spacing=tokens.MEDIUM)
        figures = row(spacing=tokens.MEDIUM)
        self.figures = [FigureCard(board) for _ in range(FIGURES)]
        for each in self.figures:
            figures.addWidget(each, 1)
        lines.addLayout(figures)
        middle = row(spacing=tokens.MEDIUM)
        self.due_card = Card("要办的事", parent=board)
        self.due = Links("要办的事", board)
        self.due.wanted.connect(self._open_due)
        self._nothing_due = label(
            "没有要报送的任务。收到通知后，在“报表 › 报送任务”里登记。", "quiet", wrap=True
        )
        self.due_card.body.addWidget(self._nothing_due)
        self.due_card.body.addWidget(self.due, 1)
        self.aims_card = Card(f"{self._year.label} 政策目标", "截至今天", board)
        self.aims = Links("政策目标", board)
        self.aims.setItemDelegate(AimLines(self.aims))
        self.aims.wanted.connect(self._open_aim)
        self.aims_card.body.addWidget(self.aims, 1)
        self.aims_card.body.addWidget(label("* 全市目标，这里是本校的贡献", "quiet", parent=board))
        for card, name in ((self.due_card, "return_task"), (self.aims_card, "targets")):
            every = button("全部", icon="chevron-right", flat=True, parent=card)
            every.clicked.connect(partial(self.context.navigate, name))
            card.head.addWidget(every)
        middle.addWidget(self.due_card, 1)
        middle.addWidget(self.aims_card, 1)
        lines.addLayout(middle, 3)
        lower = row(spacing=tokens.MEDIUM)
        lower.addWidget(self._problems_card(board), 1)
        lower.addWidget(self._acts_card(board), 1)
        lines.addLayout(lower, 2)
        return board

    def _problems_card(self, parent: QWidget) -> Card:
        self.problems_card = Card("台账里的问题", "点开后按 F4 逐个处理", parent)
        self._problem_rows: dict[str, QPushButton] = {}
        left, right = column(spacing=tokens.TIGHT), column(spacing=tokens.TIGHT)
        for at, name in enumerate(CHECKED):
            each = button(record(name).label, icon="warning", flat=True, parent=parent)
            each.setProperty("aligned", "left")
            each.clicked.connect(partial(self._open_problems, name))
            (left if at % 2 == 0 else right).addWidget(each)
            self._problem_rows[name] = each
        self.pending = button("待处理", icon="paste", flat=True, parent=parent)
        self.pending.setProperty("aligned", "left")
        self.pending.clicked.connect(partial(self.context.navigate, "pending"))
        across = row(spacing=tokens.MEDIUM)
        left.addStretch(1)
        right.addStretch(1)
        across.addLayout(left, 1)
        across.addLayout(right, 1)
        self.problems_card.body.addLayout(across)
        self.problems_card.body.addWidget(self.pending)
        return self.problems_card

    def _acts_card(self, parent: QWidget) -> Card:
        card = Card("最近操作", parent=parent)
        self.acts = Links("最近操作", parent)
        self.acts.wanted.connect(partial(self._open_acts))
        card.body.addWidget(self.acts, 1)
        return card

    def _welcome(self) -> QWidget:
        page = QWidget(self)
        lines = column(page, spacing=tokens.MEDIUM)
        lines.addStretch(2)
        said = label(
            "台账还是空的：先把现有的 Excel 表导入进来，或从第一个培训班次开始登记。", "heading", wrap=True
        )
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        lines.addWidget(said)
        buttons = row()
        buttons.addStretch(1)
        for text, icon, act in (
            ("导入 Excel 表", "import", partial(self.context.navigate, "importing")),
            ("新增培训班次", "add", partial(self.context.navigate, "training_class", new=True)),
            ("看看怎么用", "help", partial(self.context.navigate, "help")),
        ):
            each = button(text, icon=icon, parent=page)
            each.clicked.connect(act)
            buttons.addWidget(each)
        buttons.addStretch(1)
        lines.addLayout(buttons)
        lines.addStretch(3)
        return page

    def _foot(self) -> QHBoxLayout:
        self.backup = label("", "quiet", parent=self)
        go = button("备份", icon="backup", flat=True, parent=self)
        go.clicked.connect(partial(self.context.navigate, "settings"))
        foot = row()
        foot.addWidget(self.backup)
        foot.addStretch(1)
        foot.addWidget(go)
        return foot

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """Read what has changed since."""
        del where
        self._say_backup()
        if self._stale:
            self._read()

    def refresh(self, changed: set[str]) -> None:
        """Rows were written: read again, or when shown."""
        del changed
        self._stale = True
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        self._stale = False
        office, year = self.context.office, self._year
        jobs = self.context.jobs
        jobs.start("首页", lambda progress: _school(office, progress), self._show_school, key="home-school")
        jobs.start("首页", partial(_due, office), self._show_due, key="home-due")
        jobs.start("首页", lambda progress: history(office.ledger, ACTS), self._show_acts, key="home-acts")
        jobs.start("首页", partial(_waiting, office), self._show_waiting, key="home-wait")
        jobs.start("首页", partial(_figures, office, year), self._show_figures, key="home-figures")
        jobs.start("首页", partial(_aims, office, year), self._show_aims, key="home-aims")
        for name in CHECKED:  # one job each, so that a search need not wait for all of them
            jobs.start(
                "检查台账",
                partial(_problems, office, name),
                partial(self._show_problems, name),
                key=f"home-problems-{name}",
            )

    # -- showing --------------------------------------------------------------------------------------

    def _show_school(self, found: tuple[str, bool]) -> None:
        name, has_rows = found
        self.school.setText(name or "首页")
        self._pages.setCurrentIndex(0 if has_rows else 1)
        QTimer.singleShot(0, self, self.ready.emit)

    def _show_figures(self, found: Sequence[Figure]) -> None:
        for card, figure in zip(self.figures, found, strict=False):
            card.say(f"{self._year.label} {figure.label}", figure.value, figure.unit, figure.note)
            card.disconnect(card)
            card.clicked.connect(partial(self.context.navigate, figure.record))

    def _show_due(self, found: Sequence[Due]) -> None:
        self.due.clear()
        for each in found:
            side, tone = _when(each)
            note = " · ".join(part for part in (each.sender, each.status, f"{each.due or ''}") if part)
            self.due.add(each.title, note, each, side=side, tone=tone)
        self._nothing_due.setVisible(not found)
        self.due.setVisible(bool(found))
        self.due_card.note.setText(f"{len(found)} 件" if found else "")

    def _show_aims(self, found: Sequence[Aim]) -> None:
        self.aims.clear()
        for aim in sorted(found, key=_weight)[:AIMS]:
            item = QListWidgetItem(aim.label)
            item.setData(AIM, aim)
            item.setData(KEY, aim)
            item.setToolTip("\n".join(part for part in (aim.label, aim.formula, aim.note) if part))
            self.aims.addItem(item)

    def _show_problems(self, name: str, found: list[Problem]) -> None:
        self._found[name] = found
        each = self._problem_rows[name]
        each.setText(f"{record(name).label} {len(found)}")
        each.setEnabled(bool(found))
        total = sum(len(problems) for problems in self._found.values())
        self.problems_card.title.setText(f"台账里的问题 {total}")

    def _show_waiting(self, count: int) -> None:
        self.pending.setText(f"待处理 {count}" + ("　导入时没能写进台账的内容" if count else ""))
        self.pending.setEnabled(bool(count))

    def _show_acts(self, found: Sequence[Step]) -> None:
        self.acts.clear()
        for step in found:
            counts = (("新增", step.created), ("修改", step.changed), ("删除", step.deleted))
            said = "、".join(f"{word} {count}" for word, count in counts if count)
            note = " · ".join(part for part in (step.actor, said, "已撤销" if step.undone else "") if part)
            self.acts.add(step.title, note, step.id, side=step.at.replace("T", " ")[5:16])

    def _say_backup(self) -> None:
        when = str(self.context.settings.value("backup/at", ""))
        where = str(self.context.settings.value("backup/file", ""))
        self.backup.setText(f"✓ 上次备份 {when}　{where}" if when else "! 这台电脑上还没有备份过台账")
        self.backup.setToolTip(where)

    # -- going on -------------------------------------------------------------------------------------

    def _open_due(self, each: Due) -> None:
        try:
            window = parse_window(each.period) if each.period else None
        except UserError:
            window = None
        if each.form:
            self.context.navigate("returns", form=each.form, **({"window": window} if window else {}))
        else:
            self.context.navigate("return_task", row=each.id)

    def _open_aim(self, aim: Aim) -> None:
        self.context.navigate("targets", target=aim.id)

    def _open_acts(self, _act: object) -> None:
        self.context.navigate("history")

    def _open_problems(self, name: str) -> None:
        found = self._found.get(name, [])
        self.context.navigate(name)
        self.context.show_problems(found)


def _school(office: Office, progress: Progress) -> tuple[str, bool]:
    """The school's name, and whether there is anything in the ledger yet."""
    progress.step(0)
    own = record("school")
    page = find(office.ledger, "school", paths=[own.by_name(own.model.identity[0])], limit=1)
    known = (
        find(office.ledger, name, paths=[], limit=1).ids for name in ("training_class", "person", "practice")
    )
    return (str(page.rows[0][0] or "") if page.rows else ""), any(known)


def _due(office: Office, progress: Progress) -> list[Due]:
    from desktop.services.overview import due

    progress.step(0)
    return due(office)


def _waiting(office: Office, progress: Progress) -> int:
    from desktop.services.waiting import count_waiting

    progress.step(0)
    return count_waiting(office)


def _figures(office: Office, year: Window, progress: Progress) -> list[Figure]:
    from desktop.services.overview import year_figures

    progress.step(0)
    return year_figures(office, year)


def _aims(office: Office, year: Window, progress: Progress) -> list[Aim]:
    from desktop.services.overview import aims

    progress.step(0)
    return aims(office, year)


def _problems(office: Office, name: str, progress: Progress) -> list[Problem]:
    from desktop.services.overview import problems_of

    progress.step(0)
    return problems_of(office, name)


def _when(each: Due) -> tuple[str, str]:
    """How soon, and the tone of the line."""
    if each.days is None:
        return "未定日期", ""
    if each.days < 0:
        return f"✕ 已过期 {-each.days} 天", "bad"
    if each.days == 0:
        return "! 今天", "warn"
    return f"{'! ' if each.days <= 7 else ''}{each.days} 天后", ""


def _weight(aim: Aim) -> tuple[bool, bool, bool]:
    """The school's own first, those not met before those met, those without a value last."""
    return (not aim.value, bool(aim.met), not aim.own)


def build(context: Context, parent: QWidget) -> HomeScreen:
    """The screen."""
    return HomeScreen(context, parent)
