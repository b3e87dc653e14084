"""The first step of 收表: which ledger, to whom, which fields, into which folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from desktop.records.catalogue import record
from desktop.services.collecting import BY, Batch, Offered, Wish, collectable, offered, way_to
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.collecting.folder_line import FolderLine
from desktop.ui.period import PeriodChooser
from desktop.ui.popup import Option
from desktop.ui.rows import Rows
from desktop.ui.widgets import button, column, label, row, style

FIRST = ("practice", "teacher", "enrolment", "training_class", "plan", "lesson", "student")
FOLDER_KEY = "collecting/out"
SENT = ("编号", "收表", "发出时间", "发出", "已收")


class MakingStep(QWidget):
    """`chosen` when a 收表 made earlier is picked: its folder is to be read."""

    ready = Signal()
    chosen = Signal()

    def __init__(self, settings: QSettings, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._by = BY[0]
        self.record = Chooser("收哪种台账", self)
        self.record.chosen.connect(lambda _value: self._show_fields())
        self._kinds = QButtonGroup(self)
        self.by: dict[str, QPushButton] = {}
        self._by_line = row(spacing=0)
        for name in BY:
            each = button(record(name).label, help=f"一个{record(name).label}一份表", parent=self)
            each.setCheckable(True)
            each.setAccessibleName(f"发给{record(name).label}")
            each.clicked.connect(partial(self._by_chosen, name))
            self._kinds.addButton(each)
            self._by_line.addWidget(each)
            self.by[name] = each
        self._by_line.addStretch(1)
        self.out = FolderLine("表写到哪个文件夹", "例如 U 盘上的一个空文件夹", self)
        self.out.said.connect(self.ready)
        self.fields = QListWidget(self)
        self.fields.setAccessibleName("要填的字段")
        self.full = QCheckBox("写完整的证件号码和电话", self)
        self.full.setToolTip("不勾时号码遮住中间，交回来照样对得上；勾上要写用途，记入操作历史")
        self.purpose = QLineEdit(self)
        self.purpose.setAccessibleName("用途")
        self.purpose.setPlaceholderText("用途，例如：核对证件号码")
        self.full.toggled.connect(self.purpose.setVisible)
        self.purpose.hide()
        self.words = label("", "bad", wrap=True, parent=self)
        self.sent = Rows("发出过的收表", SENT, (80, 0, 130, 56, 56), numbers=(3, 4), parent=self)
        self.sent.entered.connect(lambda _at: self.chosen.emit())
        self._none = label("还没有发出过收表。", "quiet", parent=self)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.period = PeriodChooser(today, parent=self)
        self._build()

    def _build(self) -> None:
        card = QFrame(self)
        card.setObjectName("card")
        inside = column(card, margin=tokens.LARGE, spacing=tokens.SMALL)
        inside.addWidget(label("生成要发下去填的表", "heading", parent=card))
        inside.addWidget(
            label(
                "一个系部或教师一份，已有的行填好在里面，表头锁住，下拉和日期都有校验。", "quiet", wrap=True
            )
        )
        for name, widget in (("台账", self.record), ("期间", self.period), ("文件夹", self.out)):
            inside.addLayout(_line(name, widget))
            if widget is self.record:
                line = row()
                line.addWidget(_said("发给"))
                line.addLayout(self._by_line, 1)
                inside.addLayout(line)
        inside.addWidget(self.full, 0, Qt.AlignmentFlag.AlignLeft)
        inside.addWidget(self.purpose)
        inside.addWidget(self.words)
        inside.addSpacing(tokens.SMALL)
        self._past = label("发出过的（Enter 去收回）", "quiet", parent=card)
        inside.addWidget(self._past)
        inside.addWidget(self.sent, 1)
        inside.addWidget(self._none, 1)
        beside = QFrame(self)
        beside.setObjectName("card")
        listed = column(beside, margin=tokens.LARGE, spacing=tokens.SMALL)
        listed.addWidget(label("要填的字段", "heading", parent=beside))
        listed.addWidget(label("标“必有”的用来认出是哪一条，一定在表里。", "quiet", wrap=True, parent=beside))
        listed.addWidget(self.fields, 1)
        lines = row(self, spacing=tokens.MEDIUM)
        lines.addWidget(card, 3)
        lines.addWidget(beside, 2)
        self.out.put(str(self._settings.value(FOLDER_KEY, "") or ""))
        self._by_chosen(self._by)

    # -- what is said ---------------------------------------------------------------------------------

    def wish(self) -> Wish | None:
        """What is to be made, or None while something is missing, which is said."""
        self.words.setText("")
        if self.out.folder() is None:
            self.words.setText("请先选一个放表的文件夹。")
            self.out.path.setFocus()
            return None
        if self.full.isChecked() and not self.purpose.text().strip():
            self.words.setText("写完整的号码要写明用途。")
            self.purpose.setFocus()
            return None
        window = self.period.window_chosen
        purpose = self.purpose.text().strip() if self.full.isChecked() else ""
        return Wish(str(self.record.current()), self._by, window, self._ticked(), purpose=purpose)

    def folder(self) -> Path:
        """Where the files go."""
        found = self.out.folder() or Path()
        self._settings.setValue(FOLDER_KEY, str(found))
        return found

    def put(self, record_id: str, by: str) -> None:
        """Say both from outside."""
        self._by_chosen(by)
        self.record.show_options(self.record.options(), record_id)
        self._show_fields()

    def show_sent(self, found: Sequence[Batch]) -> None:
        """The 收表 there have been."""
        self.sent.show_rows(
            [
                (each.id, each.title, each.made_at.replace("T", " ")[:16], str(len(each.addressees)),
                 str(len(each.received)))
                for each in found
            ]
        )  # fmt: skip
        for each in (self._past, self.sent):
            each.setVisible(bool(found))
        self._none.setVisible(not found)

    # -- choosing -------------------------------------------------------------------------------------

    def _by_chosen(self, name: str, _on: bool = True) -> None:
        self._by = name
        self.by[name].setChecked(True)
        there = {each.id: each.label for each in collectable(name)}
        order = [*(each for each in FIRST if each in there), *(each for each in there if each not in FIRST)]
        now = self.record.current()
        options = [Option(each, there[each]) for each in order]
        self.record.show_options(options, now if now in there else order[0])
        self._show_fields()

    def _show_fields(self) -> None:
        into = record(str(self.record.current()))
        self.fields.clear()
        for each in offered(into, way_to(into, record(self._by))):
            self.fields.addItem(_item(each))

    def _ticked(self) -> tuple[str, ...]:
        items = [self.fields.item(at) for at in range(self.fields.count())]
        found = [item for item in items if item is not None and item.checkState() == Qt.CheckState.Checked]
        return tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in found)


def _item(each: Offered) -> QListWidgetItem:
    notes = "　（必有）" * each.fixed + "　（遮住中间）" * each.sensitive
    item = QListWidgetItem(each.label.replace(".", " · ") + notes)
    item.setData(Qt.ItemDataRole.UserRole, each.label)
    item.setCheckState(Qt.CheckState.Checked if each.usual or each.fixed else Qt.CheckState.Unchecked)
    if each.fixed:
        item.setFlags(Qt.ItemFlag.ItemIsSelectable)
        item.setForeground(QBrush(style().colour("quiet")))
    return item


def _said(name: str) -> QWidget:
    said = label(name, "quiet")
    said.setFixedWidth(48)
    return said


def _line(name: str, widget: QWidget) -> QHBoxLayout:
    line = row()
    line.addWidget(_said(name))
    line.addWidget(widget, 1)
    return line
