"""Several files at once: what each is taken for, what it would do; Enter opens one to put it right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.records.catalogue import records
from desktop.services.importing.folder import FolderPlan, Part
from desktop.ui import tokens
from desktop.ui.chooser import Chooser
from desktop.ui.importing.groups import asked, grouped
from desktop.ui.popup import Option
from desktop.ui.rows import Rows
from desktop.ui.widgets import button, column, label, row

HEADINGS = ("文件", "工作表", "导入到", "行", "新增", "更新", "要看", "为什么")
WIDTHS = (250, 110, 110, 60, 60, 60, 60, 0)
NUMBERS = (3, 4, 5, 6)
NOWHERE = "（不导入）"


class FolderStep(QWidget):
    """One line a file, or a sheet of it."""

    opened = Signal(object)  # a Part
    record_said = Signal(object, str)  # the file, the record's identifier ("" for none)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[Part] = []
        self._files: list[tuple[object, str]] = []  # of each line: the file, its record
        self.words = label("", wrap=True, parent=self)
        self.rows = Rows("要导入的表", HEADINGS, WIDTHS, numbers=NUMBERS, parent=self)
        self.rows.entered.connect(self._entered)
        self.rows.itemSelectionChanged.connect(self._chosen)
        self.into = Chooser("这个文件导入到", self)
        self.into.chosen.connect(self._said)
        self.open = button("看这张表", icon="eye", help="看它的列、问题和差异 (Enter)", parent=self)
        self.open.clicked.connect(lambda: self._entered(self.rows.currentRow()))
        lines = column(self, spacing=tokens.SMALL)
        lines.addWidget(self.words)
        lines.addWidget(self.rows, 1)
        below = row()
        below.addWidget(label("这个文件导入到", "quiet", parent=self))
        self.into.setFixedWidth(200)
        below.addWidget(self.into)
        below.addWidget(self.open)
        below.addStretch(1)
        lines.addLayout(below)

    def show_plan(self, plan: FolderPlan) -> None:
        """What the files would do."""
        self._parts = [part for part in plan.parts if part.plan is not None]
        texts: list[tuple[str, ...]] = []
        self._files = []
        questions = 0
        for part in self._parts:
            found = part.plan
            if found is None:
                continue
            count = len(asked(grouped(found)))
            questions += count
            self._files.append((part.file, part.record))
            texts.append(
                (
                    part.file.name, part.sheet or "", part.label, str(found.rows), str(found.created or ""),
                    str(found.updated or ""), str(count or ""), part.reason,
                )
            )  # fmt: skip
        for file, sheet, why in plan.left:
            self._files.append((file, ""))
            texts.append((file.name, sheet, "不导入", "", "", "", "", why))
        self.rows.show_rows(texts)
        rows = sum(each.created + each.updated for each in plan.plans)
        left = f"，{len(plan.left)} 张不导入" if plan.left else ""
        ask = f"；{questions} 件要看，不看的放进“待处理”" if questions else ""
        order = "按先后次序一次写入，可以一次撤销。"
        self.words.setText(f"{len(self._parts)} 张表，写入 {rows} 条{left}{ask}。{order}")
        self._chosen()

    def _chosen(self) -> None:
        at = self.rows.currentRow()
        there = 0 <= at < len(self._files)
        options = [Option("", NOWHERE), *(Option(each.id, each.label) for each in records())]
        self.into.show_options(options, self._files[at][1] if there else "")
        self.into.setEnabled(there)
        self.open.setEnabled(0 <= at < len(self._parts))

    def _entered(self, at: int) -> None:
        if 0 <= at < len(self._parts):
            self.opened.emit(self._parts[at])

    def _said(self, found: object) -> None:
        at = self.rows.currentRow()
        if 0 <= at < len(self._files):
            self.record_said.emit(self._files[at][0], str(found or ""))
