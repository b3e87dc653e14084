"""材料催交: practices whose papers are missing, a practice a row; one slip for each teacher to print."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.core.dates import Window
from desktop.services.planning.slips import Lacking, Slip, slips
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.context import Context
from desktop.ui.period import PeriodChooser
from desktop.ui.popup import Option
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row

FORM = "material_reminder"
HEADINGS = ("系部", "姓名", "企业", "起止", "缺(份)", "缺什么", "已有附件(个)")
WIDTHS = (120, 130, 0, 190, 60, 320, 104)
NUMBERS = (4, 6)
EVERY = "全部系部"
CONCERNS = {"practice", "teacher", "teacher_status", "attachment"}
NOTE = "期间内已经结束的实践，材料清单里没有勾上的；考核不合格的不催。"
NOTHING = "这个期间结束的实践，材料都交齐了。"


class SlipsScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._stale = True
        self._slips: list[Slip] = []
        self._shown: list[tuple[Slip, Lacking]] = []
        self._build()

    def _build(self) -> None:
        title = label("企业实践材料催交", parent=self)
        title.setObjectName("screen-title")
        self.period = PeriodChooser(self.context.office.today, parent=self)
        self.period.chosen.connect(self._start)
        self.department = Chooser("系部", self)
        self.department.setFixedWidth(150)
        self.department.show_options([Option("", EVERY)], "")
        self.department.chosen.connect(self._filter)
        self.print = button(
            "催交单…", icon="fill", primary=True, help="一人一张，可以打印、另存、导出", parent=self
        )
        self.print.clicked.connect(self._print)
        head = row()
        head.addWidget(title)
        head.addSpacing(tokens.MEDIUM)
        head.addWidget(self.period)
        head.addStretch(1)
        head.addWidget(self.department)
        head.addWidget(self.print)
        self.rows = Rows("材料催交", HEADINGS, WIDTHS, numbers=NUMBERS, parent=self)
        self.rows.entered.connect(self._open)
        nothing = label(NOTHING, "quiet", wrap=True, parent=self)
        nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.rows)
        self._pages.addWidget(nothing)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(label(NOTE, "quiet", wrap=True, parent=self))
        lines.addWidget(self._pages, 1)

    # -- the screen's life ----------------------------------------------------------------------------

    def enter(self, **where: Any) -> None:
        """`window`: the period."""
        if isinstance(where.get("window"), Window):
            self.period.set_window(where["window"])
            self._stale = True
        if self._stale:
            self._start()
        self.rows.setFocus()

    def refresh(self, changed: set[str]) -> None:
        """A practice may have its papers now."""
        if CONCERNS & changed:
            self._stale = True
            if self.isVisible():
                self._start()

    def _start(self, *_: object) -> None:
        self._stale = False
        office, window = self.context.office, self.period.window_chosen
        self.context.jobs.start(
            "读取缺交材料", lambda progress: slips(office, window), self._show, key="slips"
        )

    # -- showing --------------------------------------------------------------------------------------

    def _show(self, found: list[Slip]) -> None:
        self._slips = found
        names = sorted({each.department for each in found if each.department})
        now = self.department.current() or ""
        options = [Option("", EVERY), *(Option(name, name) for name in names)]
        self.department.show_options(options, now if now in names else "")
        self._filter()
        QTimer.singleShot(0, self, self.ready.emit)

    def _filter(self, *_: object) -> None:
        wanted = self.department.current() or ""
        chosen = [each for each in self._slips if wanted in ("", each.department)]
        self._shown = [(slip, each) for slip in chosen for each in slip.practices]
        self.rows.show_rows([_texts(slip, each) for slip, each in self._shown])
        self._pages.setCurrentIndex(0 if self._shown else 1)
        self.print.setEnabled(bool(self._slips))
        missing = sum(slip.missing for slip in chosen)
        self.status.emit(f"{len(chosen)} 人 · {len(self._shown)} 次实践 · 缺 {missing} 份材料")

    # -- doing ----------------------------------------------------------------------------------------

    def _open(self, at: int) -> None:
        if 0 <= at < len(self._shown):
            self.context.navigate("practice", row=self._shown[at][1].id, path="材料清单")

    def _print(self) -> None:
        self.context.navigate("returns", form=FORM, window=self.period.window_chosen)


def _texts(slip: Slip, each: Lacking) -> tuple[str, ...]:
    return (
        slip.department, f"{slip.name} {slip.number}".strip(), each.enterprise,
        f"{each.start} 至 {each.end}", str(len(each.missing)), "、".join(each.missing),
        str(each.files or ""),
    )  # fmt: skip


def build(context: Context, parent: QWidget) -> SlipsScreen:
    """The screen."""
    return SlipsScreen(context, parent)
