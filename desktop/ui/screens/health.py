"""健康检查: what is wrong in the ledger, by kind; Enter goes to the row; what may stay is accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QWidget

from desktop.core.errors import Problem
from desktop.core.progress import Progress
from desktop.records.catalogue import record
from desktop.services.health import RULES, Found, Health, Tally
from desktop.services.merging import may_be_one
from desktop.ui import tokens
from desktop.ui.accepting import AcceptBar
from desktop.ui.context import Context
from desktop.ui.health import MARKS, TONES, WORDS, problem_of, said
from desktop.ui.merging.asking import ask_merge_found
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row, style

ALL = ""  # every kind
ACCEPTED = "已认可"
SHOWN = 1000  # findings on screen at once
KINDS, KIND_WIDTHS = ("级别", "问题种类", "处数"), (64, 0, 56)
HEADINGS = ("级别", "台账", "哪一行", "学校", "问题")
WIDTHS = (64, 84, 240, 150, 0)
SCHOOL = 3  # the column is there where the rows are those of several schools
AGAIN = "认可后又出现"  # a kind of its own: accepted once, and there again
LEFT = 300
# By whether the accepted ones are looked at.
NONE = {
    False: ("✓ 没有发现问题", "每次改动以后，程序在后台自动再查。"),
    True: ("还没有认可的问题", "核实过、不用改的问题，可以在“要处理的”里写明原因认可，不再提醒。"),
}


class HealthScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        assert context.overseer is not None
        self._overseer = context.overseer
        self._found: list[Found] = []
        self._kinds: list[str] = [ALL]
        self._kind = ALL
        self._build()
        self._overseer.changed.connect(self._tallied)

    def _build(self) -> None:
        title = label("健康检查", parent=self)
        title.setObjectName("screen-title")
        self.note = label("正在检查全部台账……", "quiet", parent=self)
        again = button("重新检查", icon="refresh", help="把全部台账再查一遍", parent=self)
        again.clicked.connect(self._again)
        self.accept_ = button("认可…", icon="ok", help="核实过、不用改的：写明原因，不再提醒", parent=self)
        self.accept_.clicked.connect(self._ask)
        self.back = button("取消认可", icon="undo", parent=self)
        self.back.clicked.connect(self._withdraw)
        self.merge_ = button("合并…", help="这几条是同一个：合成一条，可用“撤销”恢复", parent=self)
        self.merge_.clicked.connect(self._merge)
        self.open_ = button("去处理", primary=True, help="到这一行去 (Enter)", parent=self)
        self.open_.clicked.connect(self._go)
        head = row()
        head.addWidget(title)
        head.addWidget(self.note)
        head.addStretch(1)
        for each in (again, self.back, self.merge_, self.accept_, self.open_):
            head.addWidget(each)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("待处理与已认可")
        for name in ("要处理的", ACCEPTED):
            self.tabs.addTab(name)
        self.tabs.currentChanged.connect(self._turn)
        self.bar = AcceptBar(self.context.office, self)
        self.bar.wanted.connect(self._accept)
        self.bar.closed.connect(self._focus)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(self.bar)
        lines.addWidget(self.tabs)
        lines.addWidget(self._tables(), 1)
        self.about = label("", "quiet", wrap=True, parent=self)
        lines.addWidget(self.about)

    def _tables(self) -> QWidget:
        self.kinds = Rows("问题种类", KINDS, KIND_WIDTHS, numbers=(2,), parent=self)
        self.kinds.currentCellChanged.connect(self._kind_chosen)
        self.kinds.entered.connect(self._focus)
        self.rows = Rows("问题", HEADINGS, WIDTHS, several=True, parent=self)
        self.rows.entered.connect(self._go)
        self.rows.itemSelectionChanged.connect(self._follow)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self.kinds)
        split.addWidget(self.rows)
        split.setStretchFactor(1, 1)
        split.setSizes([LEFT, 3 * LEFT])
        self._pages = QStackedWidget(self)
        self._pages.addWidget(split)
        self._pages.addWidget(self._nothing())
        return self._pages

    def _nothing(self) -> QWidget:
        """What there is to see where there are no findings."""
        page = QWidget(self)
        self.none = label("", "heading", parent=page)
        self.why = label("", "quiet", wrap=True, parent=page)
        lines = column(page, spacing=tokens.SMALL)
        lines.addStretch(2)
        for each in (self.none, self.why):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            lines.addWidget(each)
        lines.addStretch(3)
        return page

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`rule`: the findings of this check."""
        if where.get("rule"):
            self._kind = str(where["rule"])
        if self._overseer.tally is None:
            self._overseer.begin()
        else:
            self._read()
        self._focus()

    def _tallied(self, _tally: Tally) -> None:
        if self.isVisible():
            self._read()

    def _again(self) -> None:
        self._overseer.look(set(), whole=True)

    def _turn(self, _at: int) -> None:
        self._kind = ALL
        self._read()

    @property
    def _accepted(self) -> bool:
        return self.tabs.currentIndex() == 1

    def _read(self) -> None:
        health, accepted, kind = self._overseer.health, self._accepted, self._kind
        self.context.jobs.start(
            "读取问题", lambda progress: read(health, accepted, kind, progress), self._show, key="health-list"
        )

    # -- showing --------------------------------------------------------------------------------------

    def _show(self, read_: tuple[Tally, dict[str, int], list[Found]]) -> None:
        tally, counts, found = read_
        self._found = found
        total = sum(counts.values())
        self.note.setText(_told(tally))
        self._pages.setCurrentIndex(0 if total else 1)
        none, why = NONE[self._accepted]
        self.none.setText(none)
        self.why.setText(why)
        self._show_kinds(counts, {} if self._accepted else tally.again)
        self.rows.blockSignals(True)
        self.rows.setColumnHidden(SCHOOL, tally.schools < 2)
        self.rows.show_rows([_texts(each) for each in found])
        for at, each in enumerate(found):
            tint(self.rows, at, TONES[each.severity])
        self.rows.blockSignals(False)
        here = sum(tally.again.values()) if self._kind == AGAIN else counts.get(self._kind, total)
        shown = here if self._kind else total
        more = f"，先列前 {len(found)} 处" if len(found) < shown else ""
        self.status.emit(f"共 {total} 处{more}")
        if not self._accepted:
            self.context.show_problems([problem_of(each) for each in found])
        self._follow()
        QTimer.singleShot(0, self, self.ready.emit)

    def _show_kinds(self, counts: dict[str, int], again: Mapping[str, int]) -> None:
        grave = {rule.id: rule.severity for rule in RULES}
        names = sorted(counts, key=lambda name: (list(WORDS).index(grave[name]), -counts[name], name))
        self._kinds = [ALL, *([AGAIN] if again else []), *names]
        texts = [("", "全部", str(sum(counts.values())))]
        texts += [("", AGAIN, str(sum(again.values())))] if again else []
        texts += [(_mark(grave[name]), name, str(counts[name])) for name in names]
        self.kinds.blockSignals(True)
        self.kinds.show_rows(texts)
        for at, name in enumerate(names, len(self._kinds) - len(names)):
            tint(self.kinds, at, TONES[grave[name]])
        self._kind = self._kind if self._kind in self._kinds else ALL
        self.kinds.setCurrentCell(self._kinds.index(self._kind), 1)
        self.kinds.blockSignals(False)

    def _kind_chosen(self, at: int, *_: int) -> None:
        if 0 <= at < len(self._kinds) and self._kinds[at] != self._kind:
            self._kind = self._kinds[at]
            self._read()

    def _chosen(self) -> list[Found]:
        return [self._found[at] for at in self.rows.chosen() if at < len(self._found)]

    def _follow(self) -> None:
        chosen = self._chosen()
        self.open_.setEnabled(bool(chosen))
        self.accept_.setEnabled(bool(chosen) and not self._accepted)
        self.accept_.setVisible(not self._accepted)
        self.back.setVisible(self._accepted)
        self.back.setEnabled(bool(chosen))
        self.merge_.setVisible(len(chosen) == 1 and may_be_one(chosen[0].rule))
        self.about.setText(about(chosen[0]) if len(chosen) == 1 else _many(chosen))

    def _focus(self, *_: object) -> None:
        (self.rows if self._found else self.kinds).setFocus()

    # -- doing ----------------------------------------------------------------------------------------

    def _go(self, *_: object) -> None:
        at = self.rows.currentRow()
        if 0 <= at < len(self._found):
            each = self._found[at]
            self.context.navigate(each.record, row=each.row_id, path=each.path)

    def _merge(self) -> None:
        chosen = self._chosen()
        if chosen:
            ask_merge_found(self.context, self, chosen[0])

    def goto(self, problem: Problem) -> bool:
        """F4 leads to the row itself."""
        del problem
        return False

    def _ask(self) -> None:
        chosen = self._chosen()
        if chosen:
            self.bar.ask(f"认可“{chosen[0].rule}”" + (f"等 {len(chosen)} 处" if len(chosen) > 1 else ""))

    def _accept(self, reason: str, until: date | None) -> None:
        health, chosen = self._overseer.health, self._chosen()
        self.context.jobs.start(
            "认可问题", lambda progress: health.accept(chosen, reason, until), self._done, lane="write"
        )

    def _done(self, count: int) -> None:
        self.context.bars.good(f"已认可 {count} 处，在“{ACCEPTED}”里看得到；数据再变或到期后会重新提醒。")
        self._focus()

    def _withdraw(self) -> None:
        health, chosen = self._overseer.health, self._chosen()
        if chosen:
            self.context.jobs.start(
                "取消认可", lambda progress: health.withdraw(chosen), self._withdrawn, lane="write"
            )

    def _withdrawn(self, count: int) -> None:
        self.context.bars.good(f"已取消认可 {count} 处。")


def read(
    health: Health, accepted: bool, kind: str, progress: Progress
) -> tuple[Tally, dict[str, int], list[Found]]:
    """The counts, the counts by kind and the findings of one kind (or of all)."""
    progress.step(0)
    tally = health.tally()
    counts = dict(tally.rules)
    if accepted:
        counts = {}
        for each in health.findings(accepted=True):
            counts[each.rule] = counts.get(each.rule, 0) + 1
    again, rule = kind == AGAIN and not accepted, kind if kind in counts else None
    found = health.findings(rule=rule, accepted=accepted, again=again, limit=SHOWN)
    return tally, counts, found


def about(found: Found) -> str:
    """All that is known of one finding."""
    lines = [f"{found.title}：{found.sentence}　依据：{found.source}"]
    each = found.accepted or found.once
    if each is not None:
        until = f"，有效期至 {each.until}" if each.until else "，长期有效"
        how = f"{found.again}，当时认可的原因" if found.again else "已认可"
        lines.append(f"{how}：{each.reason}（{each.by} {each.at[:10]}{until}）")
    return "\n".join(lines)


def tint(rows: Rows, at: int, tone: str) -> None:
    """The mark and word of a row in the colour of its severity."""
    item = rows.item(at, 0)
    if item is not None:
        item.setForeground(style().colour(tone))


def _many(chosen: Sequence[Found]) -> str:
    return f"已选 {len(chosen)} 处" if chosen else ""


def _mark(severity: str) -> str:
    return f"{MARKS[severity]} {WORDS[severity]}"


def _texts(each: Found) -> tuple[str, ...]:
    sentence = f"〔{each.again}〕{each.sentence}" if each.again else each.sentence
    return _mark(each.severity), record(each.record).label, each.title, each.school, sentence


def _told(tally: Tally) -> str:
    """The counts, and of whom."""
    whose = f"{tally.schools} 所学校合计：" if tally.schools > 1 else ""
    parts = [whose + said(tally)]
    if again := sum(tally.again.values()):
        parts.append(f"其中 {again} 处{AGAIN}")
    if tally.accepted:
        parts.append(f"另有 {tally.accepted} 处已认可")
    return "，".join(parts)


def build(context: Context, parent: QWidget) -> HealthScreen:
    """The screen."""
    return HealthScreen(context, parent)
