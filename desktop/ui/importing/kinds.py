"""Rows that were taken for no records, by kind, and hidden ones: counted, with a choice."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.services.importing import ImportPlan
from desktop.services.importing.decisions import HIDDEN, SKIPPED, Decisions
from desktop.ui import tokens
from desktop.ui.widgets import column, empty, label

NEVER = ("空行", "没有要导入的内容", "重复表头", SKIPPED, HIDDEN)  # not asked about as kinds of their own


class Kinds(QWidget):
    """One box a kind: ticked kinds are imported."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._decisions = Decisions()
        self._boxes = column(self, spacing=tokens.TIGHT)
        self._shape: object = None

    def show_plan(self, plan: ImportPlan, decisions: Decisions) -> None:
        """What was left out, and what was hidden and is in."""
        self._decisions = decisions
        counts = {why: count for why, count in plan.skipped_rows.items() if why not in NEVER}
        hidden = plan.hidden_rows + plan.skipped_rows.get(HIDDEN, 0)
        shape = (tuple(counts.items()), hidden, frozenset(decisions.kept), frozenset(decisions.left))
        if shape == self._shape:
            return
        self._shape = shape
        empty(self._boxes)
        kinds = dict.fromkeys([*counts, *decisions.kept])
        if kinds or hidden:
            self._boxes.addWidget(label("不算记录的行（勾上就导入）", "quiet", parent=self))
        for why in kinds:
            told = f"{why}　{counts[why]} 行" if why in counts else why
            self._box(told, why in decisions.kept, partial(self._keep, why))
        if hidden:
            self._box(f"隐藏或筛选掉的　{hidden} 行", HIDDEN not in decisions.left, self._hide)
        self.setVisible(bool(kinds or hidden))

    def _box(self, text: str, on: bool, act: object) -> None:
        box = QCheckBox(text, self)
        box.setChecked(on)
        box.clicked.connect(act)
        self._boxes.addWidget(box)

    def _keep(self, why: str, on: bool) -> None:
        (self._decisions.kept.add if on else self._decisions.kept.discard)(why)
        self.changed.emit()

    def _hide(self, on: bool) -> None:
        (self._decisions.left.discard if on else self._decisions.left.add)(HIDDEN)
        self.changed.emit()
