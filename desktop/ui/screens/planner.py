"""年度安排: who must practise this year, for how long, when there is room, by when; written as 计划."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QTabBar, QWidget

from desktop.core.dates import ONE_DAY
from desktop.core.fields import Field, Kind
from desktop.services.office import Office
from desktop.services.planning.plan import Line, YearPlan, plan_year, weeks_said, write_plan
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.context import Context
from desktop.ui.lines import DayLine
from desktop.ui.popup import Option
from desktop.ui.reading import Reading
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, icon_button, label, row, style
from desktop.ui.year_strip import STRIP, Strip, YearStrips

HEADINGS = ("系部", "姓名", "五年还差(月)", "本年还差(月)", "要去(天)", "最迟出发", "建议", "全年", "计划")
WIDTHS = (120, 130, 104, 104, 78, 116, 190, 0, 76)
NUMBERS = (2, 3, 4)
STANDING, YEAR = 5, 7
EVERY = "全部系部"
CONCERNS = {"practice", "teacher", "teacher_status", "teacher_exemption", "lesson", "plan", "setting"}
NOTE = "蓝色是建议去的周，灰色是授课、实践、豁免已占的日子，红线是最迟出发日。待考核的按合格估算。"


class PlannerScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._stale = True
        self._plan: YearPlan | None = None
        self._shown: list[Line] = []
        self._day = self._today = context.office.today
        self._build()

    def _build(self) -> None:
        head = self._head()
        self._lists()
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(self.tabs)
        lines.addWidget(self._pages, 1)
        lines.addWidget(self.about)
        lines.addWidget(label(NOTE, "quiet", wrap=True, parent=self))

    def _head(self) -> QHBoxLayout:
        """The year and what narrows it, in the order in which the keyboard goes through them."""
        title = label("教师企业实践年度安排", parent=self)
        title.setObjectName("screen-title")
        before = icon_button("chevron-left", "上一年", parent=self)
        before.clicked.connect(partial(self._step, -1))
        self.year = label("", parent=self)
        after = icon_button("chevron-right", "下一年", parent=self)
        after.clicked.connect(partial(self._step, 1))
        self._narrowing()
        self.write = button("写进计划", icon="save", primary=True, parent=self)
        self.write.clicked.connect(self._write)
        head = row()
        for each in (title, before, self.year, after):
            head.addWidget(each)
        head.addStretch(1)
        for widget in (label("最早从", "quiet", parent=self), self.since, self.department, self.write):
            head.addWidget(widget)
        return head

    def _narrowing(self) -> None:
        """From which day on one may leave, and whose teachers."""
        office = self.context.office
        self.since = DayLine(Field("since", "最早从", Kind.DAY), Reading(office.codes, office.today), self)
        self.since.setAccessibleName("最早从")
        self.since.setPlaceholderText("不限")
        self.since.setFixedWidth(130)
        self.since.moved.connect(self._since_typed)
        self.since.left.connect(self._since_typed)
        self._since: date | None = None
        self.department = Chooser("系部", self)
        self.department.setFixedWidth(150)
        self.department.show_options([Option("", EVERY)], "")
        self.department.chosen.connect(self._filter)

    def _lists(self) -> None:
        """Those who must go or all, as tabs over one table; a page in its place where there is nobody."""
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("要安排的与全部")
        for name in ("要安排的", "全部教师"):
            self.tabs.addTab(name)
        self.tabs.currentChanged.connect(self._filter)
        self.rows = Rows("年度安排", HEADINGS, WIDTHS, numbers=NUMBERS, several=True, parent=self)
        self.rows.setItemDelegateForColumn(YEAR, YearStrips(self.rows))
        self.rows.entered.connect(self._open)
        self.rows.itemSelectionChanged.connect(self._follow)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.rows)
        self._pages.addWidget(self._empty())
        self.about = label("", "quiet", wrap=True, parent=self)

    def _empty(self) -> QWidget:
        """A sentence, and what to do where there are no teachers yet."""
        page = QWidget(self)
        self._nothing = label("", "quiet", wrap=True, parent=page)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._first = [
            button("新增教师", icon="add", parent=page),
            button("导入", icon="import", parent=page),
        ]
        self._first[0].clicked.connect(partial(self.context.navigate, "teacher", new=True))
        self._first[1].clicked.connect(partial(self.context.navigate, "importing"))
        buttons = row()
        buttons.addStretch(1)
        for each in self._first:
            buttons.addWidget(each)
        buttons.addStretch(1)
        lines = column(page, spacing=tokens.MEDIUM)
        lines.addStretch(1)
        lines.addWidget(self._nothing)
        lines.addLayout(buttons)
        lines.addStretch(1)
        return page

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`day`: a day of the year to plan."""
        if isinstance(where.get("day"), date):
            self._day, self._stale = where["day"], True
        if self._stale:
            self._start()
        self.rows.setFocus()

    def refresh(self, changed: set[str]) -> None:
        """What the plan rests on was written."""
        if CONCERNS & changed:
            self._stale = True
            if self.isVisible():
                self._start()

    def new_day(self, office: Office) -> None:
        """A plan of the year that was this one goes on with it; one that was turned to stays."""
        if self._day == self._today:
            self._day = office.today
        self._today = self.since.reading.today = office.today

    def _step(self, years: int) -> None:
        if self._plan is not None:
            year = self._plan.year
            self._day = year.end + ONE_DAY if years > 0 else year.start - ONE_DAY
            self.since.set_value(None, "")
            self._since = None
            self._start()

    def _since_typed(self, _step: int = 0) -> None:
        self.since.settle()
        typed = self.since.value()
        day = typed if isinstance(typed, date) else None
        if day != self._since:
            self._since = day
            self._start()

    def _start(self) -> None:
        self._stale = False
        office, day, since = self.context.office, self._day, self._since
        self.context.jobs.start(
            "计算年度安排", lambda progress: plan_year(office, day, earliest=since, progress=progress),
            self._show, key="planner",
        )  # fmt: skip

    # -- showing --------------------------------------------------------------------------------------

    def _show(self, plan: YearPlan) -> None:
        self._plan = plan
        label_ = plan.year.label
        self.year.setText(f"{label_} 年" if label_.isdigit() else label_)
        names = sorted({each.department for each in plan.lines if each.department})
        now = self.department.current() or ""
        options = [Option("", EVERY), *(Option(name, name) for name in names)]
        self.department.show_options(options, now if now in names else "")
        self.tabs.setTabText(0, f"要安排的 {len(plan.must)}")
        self.tabs.setTabText(1, f"全部教师 {len(plan.lines)}")
        self._filter()
        QTimer.singleShot(0, self, self.ready.emit)

    def _filter(self, *_: object) -> None:
        plan = self._plan
        if plan is None:
            return
        lines = plan.must if self.tabs.currentIndex() == 0 else plan.lines
        wanted = self.department.current() or ""
        self._shown = [each for each in lines if wanted in ("", each.department)]
        self.rows.blockSignals(True)
        strips = [strip_of(each, plan) for each in self._shown]
        self.rows.show_rows([_texts(*each) for each in zip(self._shown, strips, strict=True)])
        for at, each in enumerate(self._shown):
            self._dress(at, each, strips[at])
        self.rows.clearSelection()
        self.rows.blockSignals(False)
        self._pages.setCurrentIndex(0 if self._shown else 1)
        self._nothing.setText(
            "到年底没有人不够，不用安排。" if plan.lines else "还没有在职的专业课教师：先在“教师”里登记。"
        )
        for button_ in self._first:
            button_.setVisible(not plan.lines)
        self._follow()

    def _dress(self, at: int, line: Line, painted: Strip) -> None:
        strip, standing = self.rows.item(at, YEAR), self.rows.item(at, STANDING)
        if strip is not None:
            strip.setData(STRIP, painted)
        if standing is not None:
            standing.setForeground(style().colour(_standing(line)[1]))

    def _chosen(self) -> list[Line]:
        """Those selected where there are several; else all that are shown and must go."""
        chosen = [self._shown[at] for at in self.rows.chosen() if at < len(self._shown)]
        found = chosen if len(chosen) > 1 else self._shown
        return [each for each in found if each.outlook.must]

    def _follow(self) -> None:
        chosen, at = self._chosen(), self.rows.currentRow()
        self.write.setText(f"写进计划 {len(chosen)} 人")
        self.write.setEnabled(bool(chosen))
        short = sum(not each.outlook.enough for each in self._shown)
        late = f" · 今年来不及 {short} 人" if short else ""
        self.status.emit(f"共 {len(self._shown)} 人{late}")
        here = self._shown[at] if 0 <= at < len(self._shown) and self._plan is not None else None
        self.about.setText(strip_of(here, self._plan).said if here and self._plan else "")

    # -- doing ----------------------------------------------------------------------------------------

    def _open(self, at: int) -> None:
        if 0 <= at < len(self._shown):
            self.context.navigate("teacher", row=self._shown[at].teacher)

    def _write(self) -> None:
        plan, office = self._plan, self.context.office
        teachers = [each.teacher for each in self._chosen()]
        if plan is not None and teachers:
            self.context.jobs.start(
                "编制计划", lambda progress: write_plan(office, plan, teachers), self._written, lane="write"
            )

    def _written(self, count: int) -> None:
        self.context.bars.good(
            f"已写进计划 {count} 人，状态是草稿；再算一次会更新，不会重复。",
            [("看计划", partial(self.context.navigate, "plan"))],
        )


def strip_of(line: Line, plan: YearPlan) -> Strip:
    """A teacher's year, painted and in words."""
    look = line.outlook
    taken = "、".join(dict.fromkeys(each.why.split()[0] for each in look.taken))
    words = [f"{line.name} {line.number}".strip()]
    if look.must:
        words.append(f"建议 {weeks_said(look.weeks)}（{look.days} 天）" if look.weeks else "到年底没有空周")
        words.append(f"最迟 {look.latest} 出发" if look.latest else "今年补不齐，先补能补的")
    words.append(look.account.reason if look.cycle_missing else "")
    words.append(look.account.year_reason if look.year_missing else "")
    words.append(f"另有 {look.pending} 天待考核" if look.pending else "")
    words.append(f"已占：{taken}" if taken else "")
    words.append(f"已有计划：{line.planned.item}（{line.planned.status}）" if line.planned else "")
    return Strip(
        plan.year.start,
        plan.year.end,
        [(each.start, each.end) for each in look.taken],
        [(each.start, each.end) for each in look.weeks],
        look.latest,
        plan.start,
        "；".join(part.rstrip("。") for part in words if part) + "。",
    )


def _standing(line: Line) -> tuple[str, str]:
    """How urgent it is, in words and tone."""
    look = line.outlook
    if not look.must:
        return "✓ 到年底够", "good"
    if look.latest is None:
        return "✕ 今年来不及", "bad"
    return f"! {look.latest}", "warn"


def _texts(line: Line, strip: Strip) -> tuple[str, ...]:
    look = line.outlook
    return (
        line.department,
        f"{line.name} {line.number}".strip(),
        f"{look.cycle_missing:f}" if look.cycle_missing else "",
        f"{look.year_missing:f}" if look.year_missing else "",
        str(look.days) if look.must else "",
        _standing(line)[0],
        weeks_said(look.weeks),
        strip.said,
        line.planned.status or "有" if line.planned else "",
    )


def build(context: Context, parent: QWidget) -> PlannerScreen:
    """The screen."""
    return PlannerScreen(context, parent)
