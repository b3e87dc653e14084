"""The third step of 收表: every conflict and problem by its cell, and all that changes, old and new."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QStackedWidget, QWidget

from desktop.services.collecting import Answer, Cell, CollectPlan, Key, Other, Ours, Question, Theirs
from desktop.ui import tokens
from desktop.ui.rows import Rows
from desktop.ui.widgets import button, column, empty, label, row, style

ASKED = ("", "谁", "哪一条", "字段", "台账里", "表里", "处理")
ASKED_WIDTHS = (80, 120, 220, 130, 170, 0, 170)
CHANGED = ("谁", "哪一条", "字段", "原来", "改为", "位置")
CHANGED_WIDTHS = (130, 240, 140, 190, 190, 0)
MARKS = {"冲突": ("! 冲突", "warn"), "问题": ("✕ 问题", "bad"), "清空": ("· 清空", "quiet"),
         "新名称": ("+ 新名称", "accent")}  # fmt: skip
EMPTY = "（空）"
SHORT = 18  # characters of a value on a button
NOTHING = "没有冲突，也没有问题，可以直接写进台账。"


class QuestionRows(Rows):
    """The table of what is asked; 1 keeps the ledger's, 2 and on take what the files say."""

    digit = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits answer."""
        text = event.text()
        if text in ("1", "2", "3", "4") and not event.modifiers():
            self.digit.emit(int(text))
        else:
            super().keyPressEvent(event)


class DecidingStep(QWidget):
    """The questions above, the one in hand below."""

    changed = Signal()  # the answers are other ones now
    done = Signal()  # nothing is left to ask

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answers: dict[Key, Answer] = {}
        self._asked: list[Question] = []
        self.rows = QuestionRows("要定的", ASKED, ASKED_WIDTHS, parent=self)
        self.rows.currentCellChanged.connect(lambda *_: self._show_one())
        self.rows.digit.connect(self._pressed)
        self.rows.entered.connect(self._edit)
        self.changes = Rows("全部改动", CHANGED, CHANGED_WIDTHS, parent=self)
        self.words = label("", parent=self)
        self.show_asked = button("要定的", help="冲突、问题和清空的格", parent=self)
        self.show_all = button("全部改动", help="每一格原来是什么、改为什么", parent=self)
        for at, each in enumerate((self.show_asked, self.show_all)):
            each.setCheckable(True)
            each.clicked.connect(partial(self._turn, at))
        self.all_theirs = button("冲突都用表里的", parent=self)
        self.all_theirs.clicked.connect(partial(self._all, Theirs()))
        self.all_ours = button("冲突都留台账的", parent=self)
        self.all_ours.clicked.connect(partial(self._all, Ours()))
        self.other = QLineEdit(self)
        self.other.setAccessibleName("改为")
        self.other.setPlaceholderText("改为……（Enter）")
        self.other.returnPressed.connect(self._typed)
        self._sentence = label("", wrap=True, parent=self)
        self._place = label("", "quiet", wrap=True, parent=self)
        self._choices = row(spacing=tokens.SMALL)
        self._build()

    def _build(self) -> None:
        head = row()
        head.addWidget(self.show_asked)
        head.addWidget(self.show_all)
        head.addWidget(self.words, 1)
        head.addWidget(self.all_ours)
        head.addWidget(self.all_theirs)
        self._card = QFrame(self)
        self._card.setObjectName("card")
        inside = column(self._card, margin=tokens.MEDIUM, spacing=tokens.SMALL)
        inside.addWidget(self._sentence)
        inside.addWidget(self._place)
        beside = row()
        beside.addLayout(self._choices)
        beside.addWidget(self.other, 1)
        inside.addLayout(beside)
        none = label(NOTHING, "quiet", wrap=True, parent=self)
        none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        for each in (self.rows, self.changes, none):
            self._pages.addWidget(each)
        lines = column(self, spacing=tokens.SMALL)
        lines.addLayout(head)
        lines.addWidget(self._pages, 1)
        lines.addWidget(self._card)

    # -- showing --------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Another folder: nothing has been decided."""
        self.answers = {}
        self._asked = []

    def show_plan(self, plan: CollectPlan) -> None:
        """What is asked and what changes; what was answered and is gone from the plan stays answered."""
        self._asked = plan.questions
        self.rows.show_rows([self._texts(each) for each in self._asked])
        for at, each in enumerate(self._asked):
            item = self.rows.item(at, 0)
            if item is not None:
                tone = "good" if self._answer(each) is not None else MARKS[each.kind][1]
                item.setForeground(QBrush(style().colour(tone)))
        changes = [_change(cell) for cell in plan.cells if cell.state == "changed"]
        self.changes.show_rows([*changes, *_new_rows(plan)])
        self.show_asked.setText(f"要定的 {len(self._asked)}")
        self.show_all.setText(f"全部改动 {self.changes.rowCount()}")
        open_conflicts = sum(each.kind == "冲突" for each in self.left())
        for button_ in (self.all_ours, self.all_theirs):
            button_.setVisible(open_conflicts > 1)
        counts = f"更新 {plan.updated} 条，新增 {plan.created} 条，{plan.unchanged} 格未变"
        waits = sum(each.kind in ("冲突", "问题", "新名称") for each in self.left())
        self.words.setText(counts + (f"；没定的 {waits} 处放进“待处理”" if waits else ""))
        self._turn(1 if self.show_all.isChecked() else 0)

    def left(self) -> list[Question]:
        """What nobody has answered."""
        return [each for each in self._asked if self._answer(each) is None]

    def start(self) -> None:
        """The step comes up: the first that is asked."""
        left = self.left()
        if left:
            self.rows.setCurrentCell(self._asked.index(left[0]), 0)
            self.rows.setFocus()

    def _answer(self, each: Question) -> Answer | None:
        return self.answers.get(each.key)

    def _texts(self, each: Question) -> Sequence[str]:
        mark = f"✓ {each.kind}" if self._answer(each) is not None else MARKS[each.kind][0]
        theirs = " / ".join(each.theirs)
        return (mark, each.who, each.title, each.field, each.ours, theirs, self._said(each))

    def _said(self, each: Question) -> str:
        match self._answer(each):
            case Ours():
                return "不改"
            case Theirs(at=at):
                return (
                    "新建" if each.kind == "新名称" else f"用“{each.theirs[min(at, len(each.theirs) - 1)]}”"
                )
            case Other(text=text):
                return f"改为“{text}”"
            case _:
                return "不改" if each.kind == "清空" else ""

    def _turn(self, at: int, _on: bool = True) -> None:
        self.show_asked.setChecked(at == 0)
        self.show_all.setChecked(at == 1)
        self._pages.setCurrentIndex(1 if at else 0 if self._asked else 2)
        self._show_one()

    # -- the one in hand ------------------------------------------------------------------------------

    def _in_hand(self) -> Question | None:
        at = self.rows.currentRow()
        return self._asked[at] if 0 <= at < len(self._asked) else None

    def _show_one(self) -> None:
        each = self._in_hand()
        self._card.setVisible(each is not None and not self.show_all.isChecked())
        if each is None:
            return
        self._sentence.setText(f"{each.title} · {each.field}：{each.sentence}")
        self._place.setText(each.place)
        empty(self._choices)
        for number, (text, answer) in enumerate(_ways(each), 1):
            made = button(f"{number} {text}", help=f"按 {number}", parent=self)
            made.setCheckable(True)
            made.setChecked(self._answer(each) == answer)
            made.clicked.connect(partial(self._decide, answer))
            self._choices.addWidget(made)
        said = self._answer(each)
        self.other.setText(said.text if isinstance(said, Other) else "")
        self.other.setVisible(each.kind != "新名称" and each.key[0] != "row")

    def _pressed(self, number: int) -> None:
        each = self._in_hand()
        ways = _ways(each) if each is not None else []
        if 0 < number <= len(ways):
            self._decide(ways[number - 1][1])

    def _edit(self, _at: int) -> None:
        self.other.setFocus()
        self.other.selectAll()

    def _typed(self) -> None:
        text = self.other.text().strip()
        if text:
            self._decide(Other(text))

    def _decide(self, answer: Answer, _on: bool = True) -> None:
        each = self._in_hand()
        if each is None:
            return
        self.answers[each.key] = answer
        at = self.rows.currentRow()
        item = self.rows.item(at, 6)
        if item is not None:
            item.setText(self._said(each))
        following = [*range(at + 1, len(self._asked)), *range(at)]
        ahead = next((i for i in following if self._answer(self._asked[i]) is None), None)
        if ahead is not None:
            self.rows.setCurrentCell(ahead, 0)
            self.rows.setFocus()
        else:
            self._show_one()
            QTimer.singleShot(0, self, self.done.emit)
        self.changed.emit()

    def _all(self, answer: Answer, _on: bool = True) -> None:
        for each in self.left():
            if each.kind == "冲突" and (isinstance(answer, Ours) or len(each.theirs) == 1):
                self.answers[each.key] = answer
        self.changed.emit()


def _ways(each: Question) -> list[tuple[str, Answer]]:
    """What can be answered with a click."""
    if each.kind == "新名称":
        return [("先放待处理", Ours()), (f"在台账里新建“{_short(each.theirs[0])}”", Theirs())]
    if each.kind == "问题":
        return [("先放待处理" if each.key[0] == "new" else "不改", Ours())]
    if each.kind == "清空":
        return [(f"留着“{_short(each.ours)}”", Ours()), ("照表里清空", Theirs())]
    ours = f"留台账的“{_short(each.ours) or EMPTY}”"
    theirs = [(f"用表里的“{_short(text)}”", Theirs(at)) for at, text in enumerate(each.theirs)]
    return [(ours, Ours()), *theirs]


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def _new_rows(plan: CollectPlan) -> list[Sequence[str]]:
    """The rows that are new, each in one line."""
    found: list[Sequence[str]] = []
    for fresh in plan.fresh:
        for each in fresh.plan.preview if fresh.plan is not None else ():
            if each.fate == "created":
                values = "，".join(value for value in each.values.values() if value)
                place = fresh.returned.place(each.row)
                found.append((fresh.returned.to.name, "新增一条", "", "", values, place))
    return found


def _change(cell: Cell) -> Sequence[str]:
    first = cell.sayings[0]
    return (
        first.returned.to.name, cell.title, cell.path.label, cell.before or EMPTY, cell.after[0] or EMPTY,
        first.returned.place(first.row, cell.path.name),
    )  # fmt: skip
