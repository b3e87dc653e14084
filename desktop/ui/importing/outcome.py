"""The last step of an import: what would become of each row and what is wrong, before a row is written."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.core.errors import Problem
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan
from desktop.services.pictures import Picture
from desktop.ui import tokens
from desktop.ui.findings import Findings
from desktop.ui.importing.work import FATES, fate_counts
from desktop.ui.picture import number_of
from desktop.ui.widgets import button, column, empty, label, row

WASHES = {
    "created": "good_wash",
    "updated": "accent_wash",
    "conflict": "warn_wash",
    "rejected": "bad_wash",
    "repeated": "window",
    "unchanged": "window",
    "skipped": "window",
}
ICONS = {
    "created": "add",
    "updated": "edit",
    "conflict": "warning",
    "rejected": "error",
    "repeated": "paste",
    "unchanged": "ok",
    "skipped": "ok",
}
WORDS = {
    "created": "台账里没有，将新增",
    "updated": "台账里已有，将补上或更新",
    "unchanged": "和台账一致，不用动",
    "conflict": "台账里已有，内容不同",
    "skipped": "台账里已有，保留台账的",
    "repeated": "和文件里前面的行重复",
    "rejected": "有问题，写不进台账",
}


class OutcomeStep(QWidget):
    """Counts by fate (a click shows only those rows), conflicts to decide, problems."""

    only = Signal(str)  # show only rows of this fate, "" for all
    decided = Signal(object)  # "update", "skip" or None
    looked = Signal(object)  # a problem

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fate = ""
        lines = column(self, spacing=tokens.SMALL)
        self.words = label("", wrap=True, parent=self)
        lines.addWidget(self.words)
        self._counts = column(spacing=tokens.TIGHT)
        lines.addLayout(self._counts)
        self._conflict = QWidget(self)
        asked = column(self._conflict, spacing=tokens.TIGHT)
        asked.addWidget(label("内容不同的行", "quiet", parent=self._conflict))
        choices = row()
        self._choices: dict[str, QPushButton] = {}
        for value, text in (("update", "用文件里的更新"), ("skip", "保留台账里的"), ("", "先放待处理")):
            each = button(text, parent=self._conflict)
            each.setCheckable(True)
            each.clicked.connect(partial(self._decide, value))
            choices.addWidget(each)
            self._choices[value] = each
        asked.addLayout(choices)
        lines.addWidget(self._conflict)
        self._found = label("", "quiet", parent=self)
        lines.addWidget(self._found)
        self.findings = Findings(self)
        self.findings.looked.connect(self.looked)
        lines.addWidget(self.findings, 1)
        self._rest = label("", "quiet", wrap=True, parent=self)
        lines.addWidget(self._rest)
        lines.addStretch(0)

    def show_plan(self, plan: ImportPlan) -> None:
        """What this plan would do."""
        counts = fate_counts(plan)
        self._fate = self._fate if self._fate in counts else ""
        self.words.setText(_summary(plan))
        empty(self._counts)
        for fate, count in counts.items():
            words = f"{FATES[fate]} {count}　{WORDS[fate]}"
            each = button(words, icon=ICONS[fate], help="只看这些行，再点一次看全部", parent=self)
            each.setCheckable(True)
            each.setChecked(fate == self._fate)
            each.setProperty("aligned", "left")
            each.clicked.connect(partial(self._only, fate))
            self._counts.addWidget(each)
        decided = plan.on_conflict
        self._conflict.setVisible(bool(plan.conflicts) or bool(plan.skipped) or decided is not None)
        for value, choice in self._choices.items():
            choice.setChecked(value == (decided or ""))
        problems = [*plan.rejected, *plan.remarks]
        self.findings.show_problems(problems)
        self.findings.setVisible(bool(problems))
        self._found.setText(f"问题 {len(plan.rejected)} 处，提示 {len(plan.remarks)} 处（F4 逐个查看）")
        self._found.setVisible(bool(problems))
        self._rest.setText(
            "有问题的行和单元格会原样放进“待处理”，不会丢；好的行照常导入。" if plan.rejected else ""
        )
        self._rest.setVisible(bool(plan.rejected))

    def _only(self, fate: str, on: bool) -> None:
        self._fate = fate if on else ""
        for at in range(self._counts.count()):
            item = self._counts.itemAt(at)
            widget = item.widget() if item is not None else None
            if isinstance(widget, QPushButton) and widget is not self.sender():
                widget.setChecked(False)
        self.only.emit(self._fate)

    def _decide(self, value: str, _on: bool = False) -> None:
        for each, choice in self._choices.items():
            choice.setChecked(each == value)
        self.decided.emit(value or None)


def _summary(plan: ImportPlan) -> str:
    """How many rows, and the classes (or batches) that the heading makes on the way."""
    words = f"共 {plan.rows} 行"
    into = record(plan.record)
    if plan.owners and into.model.part_of:
        owner = record(into.field(into.model.part_of).ref).label
        words += f"；台账里没有表上写的{owner}，将同时新建 {plan.owners} 个{owner}"
    if plan.rows > len(plan.preview):
        words += f"；颜色标出前 {len(plan.preview)} 行"
    return f"{words}。"


def row_washes(
    plan: ImportPlan, picture: Picture
) -> tuple[dict[tuple[int, int], str], dict[tuple[int, int], str]]:
    """Washes of the rows by fate and of the wrong cells, with tips that say old and new."""
    washes: dict[tuple[int, int], str] = {}
    tips: dict[tuple[int, int], str] = {}
    letters = {
        label: number_of(letter)
        for table in plan.tables
        if table.sheet == picture.name
        for letter, label in table.columns.items()
    }
    for each in plan.preview:
        if each.sheet != picture.name:
            continue
        for place in letters.values():
            washes[each.row, place] = WASHES.get(each.fate, "panel")
            tips[each.row, place] = f"{FATES.get(each.fate, '')}：{WORDS.get(each.fate, '')}"
        for changed, (old, new) in each.changes.items():
            if changed in letters:
                washes[each.row, letters[changed]] = "warn_wash"
                tips[each.row, letters[changed]] = (
                    f"! 台账里是“{old or '（空）'}”，文件里是“{new or '（空）'}”"
                )
    for problem in (*plan.remarks, *plan.rejected):
        _mark(problem, picture, washes, tips)
    return washes, tips


def _mark(
    problem: Problem,
    picture: Picture,
    washes: dict[tuple[int, int], str],
    tips: dict[tuple[int, int], str],
) -> None:
    if problem.sheet != picture.name or problem.row is None or not problem.column:
        return
    at = (problem.row, number_of(problem.column))
    if problem.severity != "hint":
        washes[at] = "bad_wash" if problem.severity == "error" else "warn_wash"
    tips[at] = f"{'✕' if problem.severity == 'error' else '!'} {problem.sentence}"
