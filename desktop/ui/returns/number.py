"""A number opened: its value, how it is made, the rows that count and those left out with their reasons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTabBar, QWidget

from desktop.records.catalogue import record
from desktop.services.returning import Explanation
from desktop.ui import tokens
from desktop.ui.links import Links
from desktop.ui.widgets import column, label

SHOWN = 500
COUNTED, LEFT_OUT, HISTORY = "计入", "没有计入", "来历"


class Number(QWidget):
    """What stands behind one cell; a line of it leads to the row of the ledger."""

    wanted = Signal(str, object)  # record, row: its id is longer than Qt's int

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Explanation | None = None
        self.place = label("", "quiet", wrap=True, parent=self)
        self.value = label("", parent=self, wrap=True)
        self.value.setObjectName("figure")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.formula = label("", parent=self, wrap=True)
        self.rule = label("", "quiet", parent=self, wrap=True)
        self.window_said = label("", "quiet", parent=self, wrap=True)
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName("计入与没有计入")
        self.tabs.currentChanged.connect(self._list)
        self.list = Links("由来", self)
        self.list.wanted.connect(self._wanted)
        self.note = label("", "quiet", parent=self, wrap=True)
        lines = column(self, spacing=tokens.TIGHT)
        for each in (self.place, self.value, self.formula, self.rule, self.window_said):
            lines.addWidget(each)
        lines.addSpacing(tokens.TIGHT)
        lines.addWidget(self.tabs)
        lines.addWidget(self.list, 1)
        lines.addWidget(self.note)

    def say(self, words: str) -> None:
        """A sentence in place of a number."""
        self._found = None
        for each in (self.value, self.formula, self.rule, self.window_said, self.note):
            each.setText("")
        self.place.setText(words)
        self._pages([])

    def show_number(self, found: Explanation) -> None:
        """The cell as E5's service explains it."""
        self._found = found
        self.place.setText("　".join(each for each in (found.cell, found.title, found.label) if each))
        blank = found.value is None or found.value == ""
        self.value.setText("空白" if blank else _text(found.value))
        self.formula.setText(found.formula)
        self.rule.setText(f"依据：{found.rule}" if found.rule else "")
        self.rule.setVisible(bool(found.rule))
        within = found.window
        self.window_said.setText(f"期间：{within.label}（{within.start} 至 {within.end}）")
        counts = ((COUNTED, len(found.rows)), (LEFT_OUT, len(found.left_out)), (HISTORY, len(found.history)))
        self._pages([f"{name} {count}" for name, count in counts if count])

    def _pages(self, names: list[str]) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for name in names:
            self.tabs.addTab(name)
        self.tabs.blockSignals(False)
        self.tabs.setVisible(bool(names))
        self._list()

    def _list(self, _at: int = 0) -> None:
        self.list.clear()
        self.note.setText("")
        page = self.tabs.tabText(self.tabs.currentIndex()) if self.tabs.count() else ""
        kind, _, count = page.partition(" ")
        found = self._found
        if found is None or not kind:
            return
        if kind == COUNTED:
            for each in found.rows[:SHOWN]:
                note = "　".join(part for part in (record(each.record).label, each.field) if part)
                side = _text(each.value) if each.title != _text(each.value) else ""
                self.list.add(each.title or "（未命名）", note, (each.record, each.id), side=side)
        elif kind == LEFT_OUT:
            for left in found.left_out[:SHOWN]:
                self.list.add(left.title or "（未命名）", left.why, (left.record, left.id))
        else:
            for step in reversed(found.history):
                changed = step.old is not None or step.new is not None
                old, new = _text(step.old) or "空白", _text(step.new) or "空白"
                note = f"{old} → {new}" if changed else "新增时填写"
                when = step.at[:16].replace("T", " ")
                self.list.add(f"{step.number}．{step.title}", f"{note}　{when} {step.actor}", None)
        if int(count) > SHOWN:
            self.note.setText(f"以上是前 {SHOWN} 行，共 {count} 行。")

    def _wanted(self, key: object) -> None:
        if isinstance(key, tuple):
            self.wanted.emit(*key)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return str(value)
