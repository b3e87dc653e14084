"""学到的规则: what people said about the columns of forms, and what of it still holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.services.learning import LearnedColumn, learned, revoke
from desktop.ui import tokens
from desktop.ui.context import Context
from desktop.ui.rows import Rows
from desktop.ui.screens import ScreenWidget
from desktop.ui.widgets import button, column, label, row

HEADINGS = ("列", "填什么", "在这样的表头下", "从哪里学到", "什么时候", "现状")
WIDTHS = (190, 220, 0, 220, 140, 80)


class LearnedScreen(ScreenWidget):
    """The screen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._rules: list[LearnedColumn] = []
        self._stale = True
        self.rows = Rows("学到的规则", HEADINGS, WIDTHS, several=True, parent=self)
        self.rows.itemSelectionChanged.connect(self._say)
        title = label("学到的规则", parent=self)
        title.setObjectName("screen-title")
        self.take_back = button(
            "不再这样填", icon="delete", help="撤销选中的规则，可用“撤销”恢复", parent=self
        )
        self.take_back.clicked.connect(self._revoke)
        self.all = button("连同已撤销的", icon="eye", parent=self)
        self.all.setCheckable(True)
        self.all.clicked.connect(self._read)
        head = row()
        head.addWidget(title)
        head.addWidget(label("填表时改过的列记在这里，以后同样的表头照此填。", "quiet"))
        head.addStretch(1)
        head.addWidget(self.all)
        head.addWidget(self.take_back)
        none = label("还没有学到什么。填一张没见过的表时改一列，就会记在这里。", "quiet", wrap=True)
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.rows)
        self._pages.addWidget(none)
        lines = column(self, spacing=tokens.SMALL)
        lines.setContentsMargins(tokens.LARGE, tokens.SMALL, tokens.LARGE, tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(self._pages, 1)

    def enter(self, **where: Any) -> None:
        """Read the rules."""
        del where
        if self._stale:
            self._read()
        self.rows.setFocus()

    def refresh(self, changed: set[str]) -> None:
        """Something was learned, or taken back."""
        if "learned" in changed:
            self._stale = True
            if self.isVisible():
                self._read()

    def _read(self) -> None:
        self._stale = False
        office, every = self.context.office, self.all.isChecked()
        self.context.jobs.start(
            "读取学到的规则", lambda progress: learned(office, revoked=every), self._show, key="learned"
        )

    def _show(self, found: Sequence[LearnedColumn]) -> None:
        self._rules = list(found)
        self.rows.show_rows([_texts(each) for each in found])
        self._pages.setCurrentIndex(0 if found else 1)
        self._say()
        QTimer.singleShot(0, self, self.ready.emit)

    def _chosen(self) -> list[int]:
        rules = [self._rules[at] for at in self.rows.chosen() if at < len(self._rules)]
        return [each.id for each in rules if not each.revoked]

    def _say(self) -> None:
        chosen = self._chosen()
        self.take_back.setEnabled(bool(chosen))
        holding = sum(not each.revoked for each in self._rules)
        self.status.emit(f"共 {holding} 条" + (f" · 已选 {len(chosen)} 条" if chosen else ""))

    def _revoke(self) -> None:
        ids, office = self._chosen(), self.context.office
        if ids:
            self.context.jobs.start(
                "撤销规则", lambda progress: revoke(office, ids), self._revoked, lane="write"
            )

    def _revoked(self, _act: int) -> None:
        self.context.bars.good("以后不再照这条填，可用“撤销”恢复。")


def _texts(rule: LearnedColumn) -> tuple[str, ...]:
    field = rule.field.replace("+", "、").replace(".", " ") if rule.field else "（不填）"
    return (
        rule.path.replace("/", " / "), field, "、".join(rule.header), rule.source,
        rule.learned_at[:16].replace("T", " "), "已撤销" if rule.revoked else "",
    )  # fmt: skip


def build(context: Context, parent: QWidget) -> LearnedScreen:
    """The screen."""
    return LearnedScreen(context, parent)
