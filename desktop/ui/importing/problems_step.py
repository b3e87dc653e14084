"""The fourth step of an import: everything that is asked, grouped by kind, put right where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QSplitter, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.core.errors import Problem
from desktop.services.importing import ImportPlan
from desktop.services.importing.decisions import Decisions
from desktop.ui import tokens
from desktop.ui.importing.fixer import Fix, Fixer
from desktop.ui.importing.groups import (
    CLEANED,
    MARKS,
    ORDER,
    Decided,
    Group,
    Item,
    asked,
    decided,
    first_problem,
    take_back,
)
from desktop.ui.importing.kinds import Kinds
from desktop.ui.importing.offering import Offer
from desktop.ui.widgets import column, label, style

SHOWN = 400  # items of a group that are listed; the rest comes up as these are dealt with
WHAT = Qt.ItemDataRole.UserRole
Offers = Callable[[Problem], Offer]


class ProblemTree(QTreeWidget):
    """Kinds, and under each what is wrong alike; keys of a table work on the current one."""

    entered = Signal()
    blanked = Signal()
    skipped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("要处理的问题")
        self.setColumnCount(2)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setIndentation(14)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the line below, Delete leaves the cell blank, Ctrl+Delete leaves the row out."""
        key, control = event.key(), event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        elif key == Qt.Key.Key_Delete:
            (self.skipped if control else self.blanked).emit()
        else:
            super().keyPressEvent(event)


class ProblemsStep(QWidget):
    """The list above, the one in hand below, the kinds of rows that were left out in between."""

    changed = Signal()  # the decisions are other ones now
    looked = Signal(object)  # the Problem that is in hand
    done = Signal()  # nothing is left to ask

    def __init__(self, offers: Offers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.decisions = Decisions()
        self._offers = offers
        self._groups: list[Group] = []
        self._settled: set[int] = set()  # items that were decided since the plan was made
        self._nodes: dict[int, QTreeWidgetItem] = {}
        self._open: dict[tuple[str, str], bool] = {}
        self._order: dict[object, int] = {}
        # Of one filling of the list: the colours may be others the next time.
        self._brushes: dict[str, QBrush] = {}
        self._parts()
        self._lay_out()

    def _parts(self) -> None:
        """What the step shows, connected."""
        self.words = label("", wrap=True, parent=self)
        self.tree = ProblemTree(self)
        self.tree.currentItemChanged.connect(self._current_changed)
        self.tree.itemExpanded.connect(lambda node: self._remember(node, True))
        self.tree.itemCollapsed.connect(lambda node: self._remember(node, False))
        self.fixer = Fixer(self)
        self.fixer.fixed.connect(self._fixed)
        self.fixer.wanted.connect(self.step)
        self.fixer.taken_back.connect(self._take_back)
        self.tree.entered.connect(self.fixer.edit)
        self.tree.blanked.connect(self._blank)
        self.tree.skipped.connect(self._skip)
        self.kinds = Kinds(self)
        self.kinds.changed.connect(self._kinds_changed)

    def _lay_out(self) -> None:
        """The one in hand below the list, with a handle between."""
        below = QWidget(self)
        lines = column(below, spacing=tokens.SMALL)
        lines.setContentsMargins(0, tokens.SMALL, 0, 0)
        lines.addWidget(self.fixer)
        lines.addStretch(1)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.addWidget(self.tree)
        split.addWidget(below)
        split.setStretchFactor(0, 1)
        split.setSizes([300, 190])
        outer = column(self, spacing=tokens.SMALL)
        outer.addWidget(self.words)
        outer.addWidget(split, 1)
        outer.addWidget(self.kinds)

    # -- showing --------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Another file: nothing has been decided."""
        self.decisions = Decisions()
        self._open, self._order = {}, {}

    def _in_order(self, groups: list[Group]) -> list[Group]:
        """In the order in which each came up first: what is put right must not shuffle the rest."""
        for key in [key for group in groups for key in (group.key, *map(_key, group.items))]:
            self._order.setdefault(key, len(self._order))
        for group in groups:
            group.items.sort(key=lambda item: self._order[_key(item)])
        return sorted(groups, key=lambda each: (ORDER[each.severity], self._order[each.key]))

    def show_plan(self, plan: ImportPlan, groups: list[Group]) -> None:
        """What is asked now; the one in hand stays in hand where it is still asked."""
        here = self._here()
        after = self._following(here)
        self._groups, self._settled = self._in_order(groups), set()
        self.kinds.show_plan(plan, self.decisions)
        self._fill()
        self._say()
        keys = {_key(item): item for item in self._items()}
        wanted = next((keys[key] for key in (here, *after) if key in keys), None)
        first = wanted or next(iter(asked(self._groups)), None)
        if first is None:
            self.fixer.show_nothing("没有要处理的了，点“下一步”。")
        elif not self._mark(first) or _key(first) != here or not self.fixer.keep(first):
            self._take_up(first)

    def left(self) -> list[Item]:
        """What is still asked."""
        return [item for item in asked(self._groups) if id(item) not in self._settled]

    def problems(self) -> list[Problem]:
        """What is still asked, for F4: in the order of the list."""
        return [
            first_problem(item) for item in self._items() if id(item) not in self._settled and _counts(item)
        ]

    def _say(self) -> None:
        items = self.left()
        count = sum(max(1, len(item.cells)) for item in items)
        kinds = sum(group.severity == "error" for group in self._groups)
        done = len(decided(self.decisions))
        told = f"已定 {done} 件，" if done else ""
        if not items:
            self.words.setText(f"✓ {told or ''}没有要处理的问题。")
        else:
            asks = f"{told}还有 {len(items)} 件要看（{kinds} 类，共 {count} 处）"
            self.words.setText(f"{asks}；不处理的放进“待处理”，不会丢（F4 下一件）。")

    def _fill(self) -> None:
        self.tree.blockSignals(True)
        self.tree.clear()
        self._nodes, self._brushes = {}, {}
        for group in self._groups:
            self._add_group(group)
        done = decided(self.decisions)
        if done:
            top = self._node(None, f"✓ 已定 {len(done)} 件", "可撤回", None, "good")
            for each in done[:SHOWN]:
                self._node(top, each.text, each.note, each, "quiet")
            top.setExpanded(self._open.get(("decided", ""), False))
        self.tree.blockSignals(False)

    def _add_group(self, group: Group) -> None:
        tone = {"error": "bad", "warning": "warn"}.get(group.severity, "quiet")
        top = self._node(None, f"{MARKS[group.severity]} {group.title}", f"{group.count} 处", group, tone)
        for item in group.items[:SHOWN]:
            text = first_problem(item).sentence if group.severity == "hint" or not item.value else item.value
            self._nodes[id(item)] = self._node(top, " ".join(text.split()), item.place(), item, "text")
        if len(group.items) > SHOWN:
            self._node(top, f"……另有 {len(group.items) - SHOWN} 个", "", None, "quiet")
        top.setExpanded(self._open.get(group.key, group.severity == "error"))

    def _node(
        self, above: QTreeWidgetItem | None, text: str, side: str, what: Any, tone: str
    ) -> QTreeWidgetItem:
        node = QTreeWidgetItem([text, side])
        node.setData(0, WHAT, what)
        node.setToolTip(0, text)
        node.setForeground(0, self._brush(tone))
        node.setForeground(1, self._brush("quiet"))
        node.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if above is None:
            self.tree.addTopLevelItem(node)
        else:
            above.addChild(node)
        return node

    def _brush(self, tone: str) -> QBrush:
        if tone not in self._brushes:
            self._brushes[tone] = QBrush(style().colour(tone))
        return self._brushes[tone]

    def _remember(self, node: QTreeWidgetItem, opened: bool) -> None:
        what = node.data(0, WHAT)
        key = what.key if isinstance(what, Group) else ("decided", "")
        self._open[key] = opened

    # -- walking --------------------------------------------------------------------------------------

    def _items(self) -> list[Item]:
        return [item for group in self._groups for item in group.items]

    def _here(self) -> object:
        node = self.tree.currentItem()
        what = node.data(0, WHAT) if node is not None else None
        return _key(what) if isinstance(what, Item) else None

    def _following(self, here: object) -> list[object]:
        """What comes after the one in hand, and what before: where to go when it is gone."""
        keys = [_key(item) for item in asked(self._groups)]
        at = keys.index(here) if here in keys else -1
        return [*keys[at + 1 :], *keys[: max(at, 0)]]

    def _mark(self, item: Item) -> bool:
        """Put the mark of the list on an item, without telling; whether it is there."""
        node = self._nodes.get(id(item))
        if node is None:
            return False
        self.tree.blockSignals(True)
        above = node.parent()
        if above is not None:
            above.setExpanded(True)
            self.tree.setCurrentItem(node)
            if above.indexOfChild(node) == 0:
                self.tree.scrollToItem(above)
        self.tree.scrollToItem(node)
        self.tree.blockSignals(False)
        return True

    def select(self, item: Item) -> None:
        """Take an item in hand and show its cell."""
        if self._mark(item):
            self._take_up(item)
            self.looked.emit(first_problem(item))
            self.fixer.edit()

    def start(self) -> None:
        """The step comes up: the one in hand, else the first that is asked."""
        here = self._here()
        items = self.left()
        self.select(next((item for item in items if _key(item) == here), items[0]))

    def step(self, by: int) -> None:
        """The next thing that is asked (1), or the one before (-1); after the last one it is done."""
        everything, here = asked(self._groups), self._here()
        keys = [_key(item) for item in everything]
        at = keys.index(here) if here in keys else -1
        rest = everything[at + 1 :] if by > 0 else everything[: max(at, 0)][::-1]
        found = next((item for item in rest if id(item) not in self._settled), None)
        if found is not None:
            self.select(found)
        elif by > 0:
            self.done.emit()

    def goto(self, problem: Problem) -> bool:
        """F4."""
        for item in self._items():
            if first_problem(item) == problem:
                self.select(item)
                return True
        return False

    def at_cell(self, sheet: str, row: int, letter: str) -> bool:
        """Take in hand what is wrong in a cell of the sheet; whether there is something."""
        for item in self._items():
            if _counts(item) and (sheet, row, letter) in item.cells:
                self._mark(item)
                self._take_up(item)
                return True
        return False

    def _current_changed(self, node: QTreeWidgetItem | None, _before: object = None) -> None:
        what = node.data(0, WHAT) if node is not None else None
        if isinstance(what, Item):
            self._take_up(what)
            self.looked.emit(first_problem(what))
        elif isinstance(what, Group):
            self.fixer.show_group(what, self._proposed(what) if what.severity == "error" else {})
        elif isinstance(what, Decided):
            self.fixer.show_decided(what.text, what.note, what)
        else:
            self.fixer.show_nothing("")

    def _take_up(self, item: Item) -> None:
        if item.reference is not None:
            self.fixer.show_reference(item, self._offers(first_problem(item)).options)
        else:
            problem = first_problem(item)
            self.fixer.show_item(item, self._offers(problem) if problem.severity != "hint" else Offer())

    def _proposed(self, group: Group) -> dict[int, str]:
        """What the items of a kind surely mean."""
        found = {}
        for at, item in enumerate(group.items[:SHOWN]):
            if item.reference is None and item.cells:
                sure = self._offers(first_problem(item)).sure
                if sure:
                    found[at] = sure
        return found

    # -- deciding -------------------------------------------------------------------------------------

    def _fixed(self, fixes: Sequence[Fix]) -> None:
        for fix in fixes:
            decide(self.decisions, fix)
            self._settled.add(id(fix.item))
            node = self._nodes.get(id(fix.item))
            if node is not None:
                node.setForeground(0, QBrush(style().colour("faint")))
                node.setText(0, f"✓ {fix.item.value or node.text(0)}")
        if fixes:
            self._say()
            self.step(1)
            self.changed.emit()

    def put(self, sheet: str, row: int, letter: str, text: str) -> None:
        """A cell was typed over in the sheet itself."""
        self.decisions.cells[sheet, row, letter] = text.strip()
        self.changed.emit()

    def _take_back(self, each: Decided) -> None:
        take_back(self.decisions, each)
        self.changed.emit()

    def _kinds_changed(self) -> None:
        self.changed.emit()

    def _in_hand(self) -> list[Item]:
        node = self.tree.currentItem()
        what = node.data(0, WHAT) if node is not None else None
        found = what.items if isinstance(what, Group) else [what] if isinstance(what, Item) else []
        return [item for item in found if _counts(item)]

    def _blank(self) -> None:
        self._fixed(
            [Fix(item, text="", all=True) for item in self._in_hand() if item.cells and not item.reference]
        )

    def _skip(self) -> None:
        self._fixed([Fix(item, skip=True) for item in self._in_hand()])


def decide(decisions: Decisions, fix: Fix) -> None:
    """Write a fix into the decisions.

    What a word means is remembered for later files; a day, a number, a blank is decided cell by cell.
    """
    item = fix.item
    if fix.skip:
        decisions.skipped.update(item.rows)
    elif fix.answer is not None and item.reference is not None:
        decisions.references[item.reference.key] = fix.answer
    elif fix.text is None:
        return
    elif fix.all and fix.text and item.word:
        earlier = [key for key, text in decisions.words.items() if (key[0], text) == (item.path, item.value)]
        for key in (*earlier, (item.path, item.value)):
            decisions.words[key] = fix.text
    else:
        for cell in item.cells if fix.all else item.cells[:1]:
            decisions.cells[cell] = fix.text


def _key(item: Item) -> object:
    problem = first_problem(item)
    return (problem.rule, problem.path, problem.value or (problem.sheet, problem.row))


def _counts(item: Item) -> bool:
    """Whether it is more than a remark on what was cleaned."""
    return item.reference is not None or item.problems[0].rule != CLEANED
