"""政策与口径: the policy packs with tasks, targets and numbers; what the school sets itself, by date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStackedWidget, QTabBar, QWidget

from desktop.core.progress import Progress
from desktop.services.office import Office
from desktop.services.policies import HeldPack
from desktop.services.policy_editing import (
    drop_pack,
    load_pack,
    reset_rule,
    reset_target,
    set_rule,
    set_target,
    switch_pack,
)
from desktop.services.policy_listing import (
    AimLine,
    RuleLine,
    TaskOf,
    aim_lines,
    limits,
    pack_lines,
    rule_lines,
    save_pack,
    task_list,
)
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.messages import ask_open, ask_save
from desktop.ui.own_value import OwnValueBar, Typed
from desktop.ui.pack_rows import about, aim_cells, pack_cells, rule_cells, task_cells
from desktop.ui.pack_texts import TextsBar, subject_of
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row, style

KINDS = "政策文件 (*.toml)"
PACKS, TASKS, AIMS, RULES = range(4)
PAGES = ("政策文件", "工作任务", "目标", "数字与口径")
NOTES = (
    "别的市、下一个规划期的政策，写成一个文件载入即可，不用换程序。",
    "按 Enter 改任务的文字；改过的文件存在台账里，可以恢复原文。",
    "按 Enter 设本校的值或停用，可以恢复默认；“改文字”改名称、算法和说明。",
    "按 Enter 设本校的值，写明从哪天起：以前的期间仍按以前的数。",
)
TABLES: tuple[tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]], ...] = (
    (("名称", "文号", "来源", "内容", "现状"), (0, 250, 100, 230, 90), ()),
    (("序号", "类别", "任务", "内容", "责任部门", "时限"), (48, 56, 220, 0, 140, 100), (0,)),
    (("任务", "目标", "谁的", "怎么来", "要求", "单位", "期间", "有效期", "来源"),
     (56, 0, 60, 90, 80, 70, 70, 210, 150), ()),
    (("项目", "值", "单位", "有效期", "依据", "来源"), (0, 110, 56, 210, 260, 150), (1,)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """All four lists."""

    packs: list[HeldPack]
    tasks: list[TaskOf]
    aims: list[AimLine]
    rules: list[RuleLine]


def read(office: Office, progress: Progress) -> Read:
    """The policy as it stands."""
    progress.step(0)
    return Read(pack_lines(office), task_list(office), aim_lines(office), rule_lines(office))


class PacksScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._stale = True
        self._read = Read([], [], [], [])
        self._shown: list[list[Any]] = [[], [], [], []]
        self._build()
        self._turn(PACKS)

    def _build(self) -> None:
        head = self._head()
        self._bars()
        self._lists()
        self.about = label("", "quiet", wrap=True, parent=self)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(self.tabs)
        lines.addWidget(self.bar)
        lines.addWidget(self.wording)
        lines.addWidget(self.pages, 1)
        lines.addWidget(self.about)

    def _head(self) -> QHBoxLayout:
        """Title, search and buttons; below them the tabs, in the order in which the keyboard goes on."""
        title = label("政策与口径", parent=self)
        title.setObjectName("screen-title")
        self.note = label("", "quiet", parent=self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("找：目标、口径、依据")
        self.search.setAccessibleName("查找")
        self.search.setFixedWidth(190)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._show_page)
        head = row()
        head.addWidget(title)
        head.addWidget(self.note)
        head.addStretch(1)
        head.addWidget(self.search)
        for each in self._buttons():
            head.addWidget(each)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("政策的内容")
        for name in PAGES:
            self.tabs.addTab(name)
        self.tabs.currentChanged.connect(self._turn)
        return head

    def _bars(self) -> None:
        """Where the school's own value is typed, and where a pack's texts are."""
        self.bar = OwnValueBar(self.context.office, self)
        self.bar.wanted.connect(self._save)
        self.bar.reset.connect(self._reset)
        self.bar.closed.connect(self._focus)
        self.wording = TextsBar(self)
        self.wording.wanted.connect(self._reword)
        self.wording.closed.connect(self._focus)

    def _lists(self) -> None:
        """A table for each tab."""
        self.pages = QStackedWidget(self)
        self.tables: list[Rows] = []
        for name, (headings, widths, numbers) in zip(PAGES, TABLES, strict=True):
            table = Rows(name, headings, widths, numbers=numbers, parent=self)
            table.entered.connect(self._edit)
            table.currentCellChanged.connect(self._follow)
            self.tables.append(table)
            self.pages.addWidget(table)

    def _buttons(self) -> list[QWidget]:
        self.load = button("载入政策文件…", icon="import", primary=True, parent=self)
        self.load.clicked.connect(self._load)
        self.copy = button("另存为…", icon="export", help="把这个文件存出来，改好再载入", parent=self)
        self.copy.clicked.connect(self._copy)
        self.switch = button("停用", parent=self)
        self.switch.clicked.connect(self._switch)
        self.drop = button("删除", icon="delete", help="只能删除本校载入的", parent=self)
        self.drop.clicked.connect(self._drop)
        self.edit = button("设本校的值", icon="edit", primary=True, help="Enter", parent=self)
        self.edit.clicked.connect(self._edit)
        self.texts = button("改文字", icon="edit", help="改这一行的文字，存在台账里", parent=self)
        self.texts.clicked.connect(self._ask_texts)
        return [self.drop, self.switch, self.copy, self.texts, self.load, self.edit]

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`page`: 0–3; `search`: words to look for."""
        if "page" in where:
            self.tabs.setCurrentIndex(int(where["page"]))
        if "search" in where:
            self.search.setText(str(where["search"]))
        if self._stale:
            self._start()
        self._focus()

    def refresh(self, changed: set[str]) -> None:
        """A setting was written."""
        if "setting" in changed:
            self._stale = True
            if self.isVisible():
                self._start()

    def start_search(self) -> None:
        """Ctrl+F."""
        self.search.setFocus()
        self.search.selectAll()

    def _start(self) -> None:
        self._stale = False
        self.context.jobs.start("读取政策", partial(read, self.context.office), self._put, key="packs")

    def _put(self, found: Read) -> None:
        self._read = found
        self._show_page()
        QTimer.singleShot(0, self, self.ready.emit)

    def _turn(self, at: int) -> None:
        self.bar.hide()
        self.wording.hide()
        self.pages.setCurrentIndex(at)
        self.note.setText(NOTES[at])
        for each in (self.load, self.copy, self.switch, self.drop):
            each.setVisible(at == PACKS)
        self.edit.setVisible(at in (AIMS, RULES))
        self.texts.setVisible(at != RULES)
        self._show_page()

    # -- showing --------------------------------------------------------------------------------------

    def _show_page(self, *_: object) -> None:
        at = self.tabs.currentIndex()
        lists: Sequence[Sequence[Any]] = (
            self._read.packs, self._read.tasks, self._read.aims, self._read.rules
        )  # fmt: skip
        texts: tuple[Callable[[Any], tuple[str, ...]], ...] = (pack_cells, task_cells, aim_cells, rule_cells)
        wanted = self.search.text().strip()
        rows = [(each, texts[at](each)) for each in lists[at]]
        rows = [(each, said) for each, said in rows if wanted in "　".join(said)]
        self._shown[at] = [each for each, _ in rows]
        table = self.tables[at]
        table.blockSignals(True)
        table.show_rows([said for _, said in rows])
        table.blockSignals(False)
        for place, each in enumerate(self._shown[at]):
            if getattr(each, "own", False) and at in (AIMS, RULES):
                items = [table.item(place, cell) for cell in range(table.columnCount())]
                for item in items:
                    if item is not None:
                        item.setForeground(style().colour("accent"))
        own = sum(getattr(each, "own", False) for each in self._shown[at])
        self.status.emit(f"共 {len(rows)} 行" + (f" · 本校设置 {own} 行" if own else ""))
        self._follow()

    def _here(self) -> Any:
        at = self.tabs.currentIndex()
        place = self.tables[at].currentRow()
        return self._shown[at][place] if 0 <= place < len(self._shown[at]) else None

    def _follow(self, *_: object) -> None:
        here = self._here()
        self.edit.setEnabled(isinstance(here, AimLine | RuleLine))
        for each in (self.copy, self.switch):
            each.setEnabled(isinstance(here, HeldPack))
        self.drop.setEnabled(isinstance(here, HeldPack) and here.own)
        self.texts.setEnabled(here is not None and not isinstance(here, RuleLine))
        if isinstance(here, HeldPack):
            self.switch.setText("停用" if here.active else "启用")
            self.drop.setText("恢复原文" if here.shipped else "删除")
        self.about.setText(about(here))

    def _focus(self, *_: object) -> None:
        self.tables[self.tabs.currentIndex()].setFocus()

    # -- packs ----------------------------------------------------------------------------------------

    def _load(self) -> None:
        name = ask_open(self, "载入政策文件", KINDS)
        if name:
            self.take(Path(name))

    def take(self, file: Path) -> None:
        """Load a pack's file; one with mistakes is refused, with the file, the line and the key."""
        self._write("载入政策文件", lambda office: load_pack(office, file).title, "已载入「{}」。")

    def _copy(self) -> None:
        here, office = self._here(), self.context.office
        if isinstance(here, HeldPack):
            name = ask_save(self, "另存政策文件", f"{here.pack.id}.toml", KINDS)
            if name:
                self.context.jobs.start(
                    "另存政策文件", lambda progress: save_pack(office, here, Path(name)), self._copied
                )

    def _copied(self, file: Path) -> None:
        self.context.bars.good(f"已存为 {file.name}，改好后用“载入政策文件”载入，同名的会替换。")

    def _switch(self) -> None:
        here = self._here()
        if isinstance(here, HeldPack):
            active = not here.active
            self._write(
                "停用或启用", lambda office: switch_pack(office, here.pack.id, active=active),
                f"「{here.pack.title}」已{'启用' if active else '停用，它的任务、目标、口径不再采用'}。",
            )  # fmt: skip

    def _drop(self) -> None:
        here = self._here()
        if isinstance(here, HeldPack):
            done = "的原文已恢复。" if here.shipped else "已删除，可用“撤销”恢复。"
            self._write(
                "删除政策文件", lambda office: drop_pack(office, here.pack.id), f"「{here.pack.title}」{done}"
            )

    # -- the wording ----------------------------------------------------------------------------------

    def _ask_texts(self) -> None:
        here = self._here()
        if here is not None and not isinstance(here, RuleLine):
            self.bar.hide()
            self.wording.ask(subject_of(here))

    def _reword(self, texts: dict[str, str]) -> None:
        subject = self.wording.subject
        if subject is not None:
            self._write(
                "修改文字", lambda office: subject.save(office, texts), f"已改「{subject.name}」的文字。"
            )
        self._focus()

    # -- the school's own -----------------------------------------------------------------------------

    def _edit(self, *_: object) -> None:
        here = self._here()
        if isinstance(here, HeldPack | TaskOf):
            self._ask_texts()
            return
        self.wording.hide()
        if isinstance(here, RuleLine):
            days = (here.valid_from, here.valid_to) if here.own else (None, None)
            self.bar.ask(
                here.label, here.value, here.options, days=days,
                basis=here.basis if here.own else "", own=here.own,
            )  # fmt: skip
        elif isinstance(here, AimLine):
            days = (here.valid_from, here.valid_to) if here.own else (None, None)
            self.bar.ask(
                here.label, here.goal.lstrip("≥≤=≈ "), days=days, basis=here.note if here.own else "",
                target=True, active=here.active, own=here.own,
            )  # fmt: skip

    def _save(self, typed: Typed) -> None:
        here = self._here()
        if isinstance(here, RuleLine):
            self._write(
                "保存口径", partial(_set_rule, here, typed), f"已设「{here.label}」为 {typed.value}。"
            )
        elif isinstance(here, AimLine):
            done = f"已设目标「{here.label}」。" if typed.active else f"已停用目标「{here.label}」。"
            self._write("保存目标", partial(_set_aim, here, typed), done)
        self._focus()

    def _reset(self) -> None:
        here = self._here()
        if isinstance(here, RuleLine):
            self._write(
                "恢复默认", lambda office: reset_rule(office, here.name, here.valid_from),
                f"「{here.label}」已恢复默认。",
            )  # fmt: skip
        elif isinstance(here, AimLine):
            self._write(
                "恢复默认", lambda office: reset_target(office, here.id, here.valid_from),
                f"「{here.label}」已恢复默认。",
            )  # fmt: skip
        self._focus()

    def _write(self, title: str, work: Callable[[Office], object], words: str) -> None:
        office = self.context.office

        def done(value: object) -> None:
            self.context.bars.good(words.replace("{}", str(value)))

        self.context.jobs.start(title, lambda progress: work(office), done, lane="write")


def _set_rule(line: RuleLine, typed: Typed, office: Office) -> None:
    set_rule(
        office, line.name, typed.value, valid_from=typed.valid_from, valid_to=typed.valid_to,
        basis=typed.basis,
    )  # fmt: skip


def _set_aim(line: AimLine, typed: Typed, office: Office) -> None:
    low, high = limits(typed.value)
    set_target(
        office, line.id, active=typed.active, value=low, high=high, valid_from=typed.valid_from,
        valid_to=typed.valid_to, basis=typed.basis,
    )  # fmt: skip


def build(context: Context, parent: QWidget) -> PacksScreen:
    """The screen."""
    return PacksScreen(context, parent)
