"""The lower part of the problems step: what is wrong with one item, and what may be done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.services.importing.decisions import Answer, Create, Leave, Use
from desktop.ui import tokens
from desktop.ui.importing.fix_line import FixLine
from desktop.ui.importing.groups import CLEANED, Group, Item, first_problem
from desktop.ui.importing.offering import Offer
from desktop.ui.popup import Option
from desktop.ui.widgets import button, column, label, row, set_tone


@dataclass(frozen=True, slots=True)
class Fix:
    """What is decided: a `text` for what was typed, `all` wherever it stands; or an answer; or no row."""

    item: Item
    text: str | None = None
    all: bool = False
    answer: Answer | None = None
    skip: bool = False


ONCE = "一次定下这一类，或按 ↓ 逐个来。"
READ = "程序读的时候整理过的内容，原文记在导入记录里，不用处理。"


class Fixer(QWidget):
    """Says what is wrong and why; one line to put it right, buttons for the rest."""

    fixed = Signal(object)  # list[Fix]
    wanted = Signal(int)  # the next item (1), the one before (-1)
    taken_back = Signal(object)  # a Decided

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[Item] = []
        self._buttons: list[QPushButton] = []
        self._proposed: dict[int, str] = {}
        self._decided: object = None
        self.words = label("", wrap=True, parent=self)
        self.place = label("", "quiet", wrap=True, parent=self)
        self.line = FixLine(self)
        self.line.entered.connect(self._typed)
        self.line.taken.connect(self._taken)
        self.line.passed.connect(self.wanted)
        self.why = label("", "quiet", wrap=True, parent=self)
        self.all = self._button("都改", "这个内容出现的每一处都改成这样，以后也照此办", self._change_all)
        self.one = self._button("只改这一处", "只改第一处，其余的另外决定", self._change_one)
        self.propose = self._button("按建议改", "每一处都按右边写的建议改", self._take_proposals)
        self.make = self._button("新建", "在同一次导入里把它加进台账", self._make)
        self.leave = self._button("先空着", "这一行照常导入，这一格放进待处理", self._leave)
        self.blank = self._button("留空", "当作没有填", self._blank)
        self.skip = self._button("跳过这行", "这一行不导入", self._skip)
        self.back = self._button("撤回", "不算数，重新决定", self._take_back)
        lines = column(self, spacing=tokens.TIGHT)
        lines.addWidget(self.words)
        lines.addWidget(self.place)
        lines.addWidget(self.line)
        lines.addWidget(self.why)
        self._rows = (row(spacing=tokens.TIGHT), row(spacing=tokens.TIGHT))
        for at, buttons in enumerate(
            ((self.all, self.one, self.propose), (self.make, self.leave, self.blank, self.skip, self.back))
        ):
            for each in buttons:
                self._rows[at].addWidget(each)
            self._rows[at].addStretch(1)
            lines.addLayout(self._rows[at])

    def _button(self, text: str, help: str, act: object) -> QPushButton:
        made = button(text, help=help, parent=self)
        made.clicked.connect(act)
        self._buttons.append(made)
        return made

    # -- showing --------------------------------------------------------------------------------------

    def _show(self, words: str, tone: str, place: str, *shown: QWidget) -> None:
        set_tone(self.words, tone)
        self.words.setText(words)
        self.place.setText(place)
        self.place.setVisible(bool(place))
        for each in (self.line, self.why, *self._buttons):
            each.setVisible(each in shown)

    def show_nothing(self, words: str) -> None:
        """Nothing is asked."""
        self._items, self._decided = [], None
        self._show(words, "quiet", "")

    def show_item(self, item: Item, offer: Offer) -> None:
        """One wrong text: the line holds it, or what it surely means."""
        self._items, self._decided = [item], None
        problem = first_problem(item)
        if problem.severity == "hint":
            self._show(problem.sentence, "quiet", item.place(most=12))
            return
        why = f"建议“{offer.sure}”：{offer.why}" if offer.sure else ""
        text = offer.sure or item.value
        self.line.offer_texts(text, offer.options, was=item.value, closed=offer.closed)
        self.line.setPlaceholderText("改为")
        self.why.setText(why)
        count = len(item.cells)
        self.all.setText(f"{count} 处都改" if count > 1 else "改")
        shown: list[QWidget] = [self.skip]
        if item.cells:
            shown += [self.line, self.all, self.blank]
            shown += [self.one] if count > 1 else []
            shown += [self.why] if why else []
        rows = len(item.rows)
        self.blank.setText(f"{count} 处都留空" if count > 1 else "留空")
        self.skip.setText(f"跳过这 {rows} 行" if rows > 1 else "跳过这行")
        self._show(problem.sentence, "", item.place(most=12), *shown)

    def show_reference(self, item: Item, rows: Sequence[Option]) -> None:
        """A name that the ledger lacks: make it, take a similar one, or leave it."""
        self._items, self._decided = [item], None
        missing = item.reference
        if missing is None:
            return
        self.line.offer_texts("", rows, was="", closed=bool(rows))
        self.line.setPlaceholderText(
            "对应到台账里已有的：点开选，或敲拼音" if missing.similar else "改成台账里有的名称"
        )
        self.make.setText("新建")
        self.make.setEnabled(missing.creatable)
        self.leave.setText("先空着")
        self.why.setText(
            "" if missing.creatable else f"新建还缺{missing.lacks}，请先在台账里登记，或对应到已有的。"
        )
        self._show(
            f"台账里没有{missing.label}“{missing.typed}”。", "", item.place(most=12),
            self.line, self.make, self.leave, self.skip, *([self.why] if self.why.text() else []),
        )  # fmt: skip
        self.skip.setText(f"跳过这 {len(item.rows)} 行" if len(item.rows) > 1 else "跳过这行")

    def keep(self, item: Item) -> bool:
        """The same thing of a new plan: what is being typed stays; whether it was the one in hand."""
        same = len(self._items) == 1 and len(self._items[0].cells) == len(item.cells)
        if same and self.line.isVisibleTo(self):
            self._items = [item]
            return True
        return False

    def show_group(self, group: Group, proposed: dict[int, str]) -> None:
        """A whole kind at once; `proposed` are the sure texts, by the number of the item."""
        self._items, self._decided, self._proposed = list(group.items), None, proposed
        if group.severity == "hint":
            words = (
                "程序读的时候整理过的内容，原文记在导入记录里，不用处理。" if group.key[0] == CLEANED else ""
            )
            self._show(words or group.title, "quiet", "")
            return
        words = f"{group.title}：{group.count} 处"
        if group.items[0].reference is not None:
            able = sum(each.reference is not None and each.reference.creatable for each in group.items)
            self.make.setText(f"都新建（{able} 个）")
            self.make.setEnabled(bool(able))
            self.leave.setText("都先空着")
            self._show(words, "", ONCE, self.make, self.leave)
            return
        self.propose.setText(f"{len(proposed)} 个都按建议改")
        self.blank.setText(f"{group.count} 处都留空")
        rows = {place for item in group.items for place in item.rows}
        self.skip.setText(f"跳过这 {len(rows)} 行")
        shown = [self.skip] + ([self.blank] if any(item.cells for item in group.items) else [])
        self._show(words, "", ONCE, *shown, *([self.propose] if proposed else []))

    def show_decided(self, words: str, note: str, decided: object) -> None:
        """Something that was decided: it can be taken back."""
        self._items, self._decided = [], decided
        self._show(f"✓ {words}", "", note, self.back)

    def edit(self) -> None:
        """The cursor into the line, where there is one."""
        if self.line.isVisibleTo(self):
            self.line.setFocus()
            self.line.selectAll()
        else:
            first = next(
                (
                    each
                    for each in self.findChildren(QPushButton)
                    if each.isVisibleTo(self) and each.isEnabled()
                ),
                None,
            )
            if first is not None:
                first.setFocus()

    # -- deciding -------------------------------------------------------------------------------------

    def _tell(self, *fixes: Fix) -> None:
        if fixes:
            self.fixed.emit(list(fixes))

    def _typed(self, text: str) -> None:
        if self._items:
            self._tell(Fix(self._items[0], text=text.strip(), all=True))

    def _taken(self, value: object) -> None:
        if not self._items:
            return
        item = self._items[0]
        if item.reference is not None and isinstance(value, int):
            self._tell(Fix(item, answer=Use(value)))
        else:
            self._tell(Fix(item, text=str(value), all=True))

    def _change_all(self) -> None:
        if self.line.text().strip() != self._items[0].value:
            self._typed(self.line.text())
        else:
            self.wanted.emit(1)

    def _change_one(self) -> None:
        if self.line.text().strip() != self._items[0].value:
            self._tell(Fix(self._items[0], text=self.line.text().strip()))

    def _take_proposals(self) -> None:
        self._tell(*(Fix(self._items[at], text=text, all=True) for at, text in self._proposed.items()))

    def _blank(self) -> None:
        self._tell(*(Fix(each, text="", all=True) for each in self._items if each.cells))

    def _skip(self) -> None:
        self._tell(*(Fix(each, skip=True) for each in self._items))

    def _make(self) -> None:
        able = [each for each in self._items if each.reference is not None and each.reference.creatable]
        self._tell(*(Fix(each, answer=Create()) for each in able))

    def _leave(self) -> None:
        self._tell(*(Fix(each, answer=Leave()) for each in self._items))

    def _take_back(self) -> None:
        if self._decided is not None:
            self.taken_back.emit(self._decided)
