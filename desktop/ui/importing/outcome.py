"""The last step of an import: the file against the ledger, row by row, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QSizePolicy, QWidget

from desktop.core.errors import Problem
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan, PreviewRow
from desktop.services.importing.decisions import Decisions
from desktop.services.saving.writer import OnConflict
from desktop.ui import tokens
from desktop.ui.importing.marks import WORDS
from desktop.ui.importing.work import FATES, fate_counts
from desktop.ui.twolines import NOTE, SIDE, TONE, TwoLines
from desktop.ui.widgets import button, column, empty, label, row

ICONS = {
    "created": "add",
    "updated": "edit",
    "conflict": "warning",
    "rejected": "error",
    "repeated": "paste",
    "unchanged": "ok",
    "skipped": "ok",
}
TONES = {"conflict": "warn", "rejected": "bad"}
SHOWN = 400
WHAT = Qt.ItemDataRole.UserRole
Choice = tuple[OnConflict, str]
EVERY: tuple[Choice, ...] = (("update", "都用文件的"), ("skip", "都留台账的"), (None, "先放待处理"))
THIS: tuple[Choice, ...] = (("update", "这行用文件的"), ("skip", "这行留台账的"))


class OutcomeStep(QWidget):
    """Counts by fate (a click shows only those rows), the rows with old and new, conflicts to decide."""

    only = Signal(str)  # show only rows of this fate, "" for all
    decided = Signal(object)  # of all conflicts: "update", "skip" or None
    row_decided = Signal(object, object)  # (sheet, row), "update" or "skip"
    looked = Signal(object)  # a problem: the row that is in hand

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fate = ""
        self._plan: ImportPlan | None = None
        self._decisions = Decisions()
        lines = column(self, spacing=tokens.SMALL)
        self.words = label("", wrap=True, parent=self)
        lines.addWidget(self.words)
        self._counts = column(spacing=tokens.TIGHT)
        lines.addLayout(self._counts)
        self._conflict = self._build_conflict()
        lines.addWidget(self._conflict)
        self.rows = QListWidget(self)
        self.rows.setAccessibleName("差异")
        self.rows.setItemDelegate(TwoLines(self.rows))
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.currentRowChanged.connect(self._looked)
        lines.addWidget(self.rows, 1)
        self._room = QWidget(self)  # where no row is listed, what is said stays at the top
        self._room.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._this = QWidget(self)
        beside = row(self._this, spacing=tokens.TIGHT)
        self._rows_choices: dict[OnConflict, QPushButton] = {}
        for value, text in THIS:
            each = button(text, parent=self._this)
            each.setCheckable(True)
            each.clicked.connect(partial(self._decide_row, value))
            beside.addWidget(each)
            self._rows_choices[value] = each
        beside.addStretch(1)
        lines.addWidget(self._this)
        self._rest = label("", "quiet", wrap=True, parent=self)
        lines.addWidget(self._rest)
        lines.addWidget(self._room)

    def _build_conflict(self) -> QWidget:
        made = QWidget(self)
        asked = column(made, spacing=tokens.TIGHT)
        asked.addWidget(label("台账里已有、内容不同的行", "quiet", parent=made))
        beside = row(spacing=tokens.TIGHT)
        self._choices: dict[OnConflict, QPushButton] = {}
        for value, text in EVERY:
            each = button(text, parent=made)
            each.setCheckable(True)
            each.clicked.connect(partial(self._decide, value))
            beside.addWidget(each)
            self._choices[value] = each
        asked.addLayout(beside)
        return made

    # -- showing --------------------------------------------------------------------------------------

    def show_plan(self, plan: ImportPlan, decisions: Decisions) -> None:
        """What this plan would do."""
        self._plan, self._decisions = plan, decisions
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
        asks = bool(plan.conflicts or plan.skipped or plan.on_conflict or decisions.conflicts)
        self._conflict.setVisible(asks)
        for value, choice in self._choices.items():
            choice.setChecked(value == plan.on_conflict and not decisions.conflicts)
        waits = len(plan.rejected)
        words = f"{waits} 处有问题的原样放进“待处理”，不会丢；好的照常导入。" if waits else ""
        self._rest.setText(words)
        self._rest.setVisible(bool(words))
        self._fill()

    def _fill(self) -> None:
        """The rows of the fate that is looked at; without one, those that differ from the ledger."""
        plan = self._plan
        if plan is None:
            return
        here = self.rows.currentRow()
        self.rows.blockSignals(True)
        self.rows.clear()
        for each in _listed(plan, self._fate, self._decisions)[:SHOWN]:
            item = QListWidgetItem(_title(plan, each))
            item.setData(WHAT, each)
            item.setData(NOTE, _note(each))
            item.setData(SIDE, self._side(each))
            item.setData(TONE, TONES.get(each.fate, "text"))
            item.setToolTip(f"{_title(plan, each)}\n{_note(each)}")
            self.rows.addItem(item)
        self.rows.setVisible(bool(self.rows.count()))
        self._room.setVisible(not self.rows.count())
        if 0 <= here < self.rows.count():
            self.rows.setCurrentRow(here)
        self.rows.blockSignals(False)
        self._show_this()

    def _side(self, each: PreviewRow) -> str:
        way = self._decisions.conflicts.get((each.sheet, each.row))
        return {"update": "用文件的", "skip": "留台账的"}.get(way or "", FATES.get(each.fate, ""))

    def _chosen(self) -> PreviewRow | None:
        item = self.rows.currentItem()
        found = item.data(WHAT) if item is not None else None
        return found if isinstance(found, PreviewRow) else None

    def _show_this(self) -> None:
        each = self._chosen()
        way = self._decisions.conflicts.get((each.sheet, each.row)) if each is not None else None
        self._this.setVisible(each is not None and (each.fate in ("conflict", "skipped") or way is not None))
        for value, choice in self._rows_choices.items():
            choice.setChecked(value == way)

    def _looked(self, _at: int) -> None:
        self._show_this()
        each = self._chosen()
        if each is not None:
            letter = next((at for at in self._letters(each) if at), "")
            self.looked.emit(Problem("", "", sheet=each.sheet, row=each.row, column=letter))

    def _letters(self, each: PreviewRow) -> Sequence[str]:
        tables = self._plan.tables if self._plan is not None else ()
        columns = {
            path: at for table in tables if table.sheet == each.sheet for at, path in table.columns.items()
        }
        return [columns.get(path, "") for path in each.changes] or ["A"]

    # -- telling --------------------------------------------------------------------------------------

    def _only(self, fate: str, on: bool) -> None:
        self._fate = fate if on else ""
        for at in range(self._counts.count()):
            item = self._counts.itemAt(at)
            widget = item.widget() if item is not None else None
            if isinstance(widget, QPushButton) and widget is not self.sender():
                widget.setChecked(False)
        self._fill()
        self.only.emit(self._fate)

    def _decide(self, value: OnConflict, _on: bool = False) -> None:
        for each, choice in self._choices.items():
            choice.setChecked(each == value)
        self.decided.emit(value)

    def _decide_row(self, value: OnConflict, _on: bool = False) -> None:
        each = self._chosen()
        if each is not None:
            chosen = self._rows_choices[value].isChecked()
            self.row_decided.emit((each.sheet, each.row), value if chosen else None)


def _summary(plan: ImportPlan) -> str:
    """How many rows, and the classes (or batches) that the heading makes on the way."""
    words = f"共 {plan.rows} 行"
    into = record(plan.record)
    if plan.owners and into.model.part_of:
        owner = record(into.field(into.model.part_of).ref).label
        words += f"；台账里没有表上写的{owner}，将同时新建 {plan.owners} 个{owner}"
    if plan.rows > len(plan.preview):
        words += f"；列出前 {len(plan.preview)} 行"
    return f"{words}。"


def _listed(plan: ImportPlan, fate: str, decisions: Decisions) -> list[PreviewRow]:
    """Conflicts first, and they stay there once they are decided."""
    if fate:
        return [each for each in plan.preview if each.fate == fate]
    order = {"conflict": 0, "updated": 1, "skipped": 2, "rejected": 3}
    found = [each for each in plan.preview if each.fate in order]
    said = decisions.conflicts
    return sorted(found, key=lambda each: 0 if (each.sheet, each.row) in said else order[each.fate])


def _title(plan: ImportPlan, each: PreviewRow) -> str:
    """第 7 行 and what the row is called: its names as the record gives them."""
    into = record(plan.record)
    names = [
        value
        for path, value in each.values.items()
        if value
        and (found := into.find_path(path)) is not None
        and found.name.startswith(into.model.identity)
    ]
    called = names[0] if names else next((value for value in each.values.values() if value), "")
    return f"第 {each.row} 行　{called}"


def _note(each: PreviewRow) -> str:
    """Old and new; of a row that is refused, why."""
    if each.fate == "rejected":
        return "；".join(each.sentences)
    changed = [
        f"{path.replace('.', ' ')}：{old or '（空）'} → {new or '（空）'}"
        for path, (old, new) in each.changes.items()
    ]
    if changed:
        return "；".join(changed)
    return "，".join(value for value in list(each.values.values())[1:6] if value)
