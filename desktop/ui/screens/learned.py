"""学到的规则: what people said about the columns of forms and imports, and what of it still holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.core.progress import Progress
from desktop.records.catalogue import record
from desktop.services.binding.headings_said import shown
from desktop.services.importing.learned import Remembered, forget, remembered
from desktop.services.learning import HEADING, KIND, LABEL, LearnedColumn, learned, plain_text, revoke
from desktop.services.office import Office
from desktop.ui.context import Context
from desktop.ui.rows import Rows
from desktop.ui.screens.listed import ListedScreen
from desktop.ui.widgets import button

HEADINGS = ("用在", "列", "对应", "在这样的表头下", "从哪里学到", "什么时候", "现状")
WIDTHS = (60, 190, 220, 0, 210, 140, 80)
FORMS, IMPORTS = "填表", "导入"
PLACES = {KIND: "", LABEL: "卡片格 ", HEADING: "统计表标题 "}


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that was learned, in words."""

    id: int
    use: str
    column: str
    means: str
    under: str
    source: str
    at: str
    revoked: bool


def rules(office: Office, every: bool, progress: Progress) -> list[Rule]:
    """What holds, the newest first; `every`: with what was taken back."""
    progress.step(0)
    found = [
        Rule(each.id, FORMS, f"{PLACES[each.kind]}{plain_text(each.path).replace('/', ' / ')}", _means(each),
             "、".join(map(plain_text, each.header)), each.source, each.learned_at, each.revoked)
        for each in learned(office, revoked=every)
    ] + [
        Rule(each.id, IMPORTS, "、".join(each.said), "、".join(_meant(each, to) for to in each.said.values()),
             _under(each), each.source, each.learned_at, each.revoked)
        for each in remembered(office, revoked=every)
    ]  # fmt: skip
    return sorted(found, key=lambda each: each.at, reverse=True)


def take_back(office: Office, chosen: Sequence[Rule]) -> None:
    """They hold no more."""
    of_forms = [each.id for each in chosen if each.use == FORMS]
    of_imports = [each.id for each in chosen if each.use == IMPORTS]
    if of_forms:
        revoke(office, of_forms)
    if of_imports:
        forget(office, of_imports)


def _meant(each: Remembered, text: str) -> str:
    """The field a header means; the text or the row a text means."""
    return (text or "（留空）") if each.where else _field(text)


def _under(each: Remembered) -> str:
    name = record(each.record).label
    if each.where == name:
        return f"台账里没有的{name}"
    return f"导入{name}" + (f"，{each.where.replace('.', ' ')}" if each.where else "")


def _means(each: LearnedColumn) -> str:
    if each.kind == HEADING and each.field:
        return f"统计 {shown(each.field)}"
    return _field(each.field)


def _field(label: str) -> str:
    return label.replace("+", "、").replace(".", " ") if label else "（不填）"


class LearnedScreen(ListedScreen):
    """The screen."""

    concerns = "learned"

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            context, Rows("学到的规则", HEADINGS, WIDTHS, several=True), self._start_reading, parent
        )
        self._rules: list[Rule] = []
        self.rows.itemSelectionChanged.connect(self._say)
        self.take_back = button(
            "不再这样办", icon="delete", help="撤销选中的规则，可用“撤销”恢复", parent=self
        )
        self.take_back.clicked.connect(self._revoke)
        self.all = button("连同已撤销的", icon="eye", parent=self)
        self.all.setCheckable(True)
        self.all.clicked.connect(self.read)
        self.lay_out(
            "学到的规则",
            "填表和导入时改过的列、格子、标题记在这里，以后同样的表头照此办。",
            (self.all, self.take_back),
            "还没有学到什么。填表或导入时改一列的对应，就会记在这里。",
        )

    def _start_reading(self) -> None:
        office, every = self.context.office, self.all.isChecked()
        self.context.jobs.start(
            "读取学到的规则", lambda progress: rules(office, every, progress), self._show, key="learned"
        )

    def _show(self, found: Sequence[Rule]) -> None:
        self._rules = list(found)
        self.put([_texts(each) for each in found])
        self._say()

    def _chosen(self) -> list[Rule]:
        found = [self._rules[at] for at in self.rows.chosen() if at < len(self._rules)]
        return [each for each in found if not each.revoked]

    def _say(self) -> None:
        chosen = self._chosen()
        self.take_back.setEnabled(bool(chosen))
        holding = sum(not each.revoked for each in self._rules)
        self.status.emit(f"共 {holding} 条" + (f" · 已选 {len(chosen)} 条" if chosen else ""))

    def _revoke(self) -> None:
        chosen, office = self._chosen(), self.context.office
        if chosen:
            self.context.jobs.start(
                "撤销规则", lambda progress: take_back(office, chosen), self._revoked, lane="write"
            )

    def _revoked(self, _done: None) -> None:
        self.context.bars.good("以后不再照这条办，可用“撤销”恢复。")


def _texts(rule: Rule) -> tuple[str, ...]:
    return (
        rule.use, rule.column, rule.means, rule.under, rule.source, rule.at[:16].replace("T", " "),
        "已撤销" if rule.revoked else "",
    )  # fmt: skip


def build(context: Context, parent: QWidget) -> LearnedScreen:
    """The screen."""
    return LearnedScreen(context, parent)
