"""What an import asks, grouped by kind, equal things together; and what was decided: plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.core.errors import Problem
from desktop.core.fields import Kind
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan
from desktop.services.importing.decisions import LEFT, Create, Decisions, Leave, MissingReference, Use

Cell = tuple[str, int, str]  # sheet, row, column letter
CLEANED = "已整理"
MARKS = {"error": "✕", "warning": "!", "hint": "·"}
# What such a field says can be said by many words; a day or a number is what it is in its own row only.
WORDED = (Kind.CODE, Kind.CODES, Kind.YESNO, Kind.REF)
ORDER = {"error": 0, "warning": 1, "hint": 2}


@dataclass(slots=True)
class Item:
    """One thing to decide: a wrong text, in however many cells it stands; or a name the ledger lacks."""

    problems: list[Problem] = field(default_factory=list)
    reference: MissingReference | None = None
    word: bool = False  # a word of a list: what it means is remembered, wherever it stands

    @property
    def value(self) -> str:
        return self.reference.typed if self.reference is not None else self.problems[0].value

    @property
    def path(self) -> str:
        return self.reference.path if self.reference is not None else self.problems[0].path

    @property
    def cells(self) -> list[Cell]:
        """Where it stands, as far as it stands in cells."""
        if self.reference is not None:
            return list(self.reference.cells)
        return [
            (each.sheet, each.row, each.column)
            for each in self.problems
            if each.row is not None and each.column
        ]

    @property
    def rows(self) -> list[tuple[str, int]]:
        """The rows it stands in."""
        places = self.cells or [(each.sheet, each.row or 0, "") for each in self.problems]
        return list(dict.fromkeys((sheet, row) for sheet, row, _ in places if row))

    def place(self, *, most: int = 1) -> str:
        """第 7 行 F 列; 8 行 where there are more than that."""
        rows = self.rows
        if len(rows) > most:
            return f"{len(rows)} 行"
        column = next((column for _, _, column in self.cells), "")
        told = "、".join(str(row) for _, row in rows)
        return (f"第 {told} 行" if told else "") + (f" {column} 列" if column else "")


@dataclass(slots=True)
class Group:
    """All items of one kind in one field."""

    key: tuple[str, str]  # rule, path
    title: str
    severity: str
    items: list[Item] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(max(1, len(item.cells)) for item in self.items)


def grouped(plan: ImportPlan) -> list[Group]:
    """Everything that was found: names the ledger lacks first, then what is wrong, doubtful, cleaned."""
    found = _missing(plan)
    named = {cell for each in plan.references if each.answer is None for cell in each.cells}
    groups: dict[tuple[str, str], Group] = {}
    items: dict[tuple[object, ...], Item] = {}
    for problem in (*plan.rejected, *plan.remarks):
        place = (problem.sheet, problem.row, problem.column)
        if problem.rule == LEFT or (problem.severity == "error" and place in named):
            continue
        key = (problem.rule, problem.path)
        if key not in groups:
            title = "　".join(part for part in (problem.rule, problem.path.replace(".", " ")) if part)
            groups[key] = Group(key, title, problem.severity)
        same = (*key, _likeness(problem))
        if same not in items:
            items[same] = Item(word=_worded(plan, problem))
            groups[key].items.append(items[same])
        items[same].problems.append(problem)
    rest = sorted(groups.values(), key=lambda each: (ORDER[each.severity], each.key[0] == CLEANED))
    return [*found, *rest]


def _likeness(problem: Problem) -> object:
    """What makes two problems of a kind one: the text; a blank or a row's own problem stands for itself."""
    if problem.severity == "hint":
        return problem.sentence
    return problem.value or (problem.sentence if problem.column else (problem.sheet, problem.row))


def _worded(plan: ImportPlan, problem: Problem) -> bool:
    path = record(plan.record).find_path(problem.path) if problem.path and problem.value else None
    return path is not None and path.field.kind in WORDED


def _missing(plan: ImportPlan) -> list[Group]:
    groups: dict[str, Group] = {}
    for each in plan.references:
        if each.answer is None:
            key = ("reference", each.record)
            group = groups.setdefault(each.record, Group(key, f"台账里没有的{each.label}", "error"))
            group.items.append(Item(reference=each, word=True))
    return list(groups.values())


def asked(groups: Iterable[Group]) -> list[Item]:
    """The items somebody should decide, in their order."""
    return [item for group in groups if group.severity == "error" for item in group.items]


def first_problem(item: Item) -> Problem:
    """The item as a problem with its first place: for F4 and for the sheet."""
    if item.reference is None:
        return item.problems[0]
    each = item.reference
    sheet, row, column = each.cells[0] if each.cells else ("", 0, "")
    sentence = f"台账里没有{each.label}“{each.typed}”。"
    return Problem("引用不存在", sentence, "error", each.path, each.typed, sheet, row or None, column)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, as it is listed so that it can be taken back."""

    kind: str  # cells words skipped references
    key: tuple[object, ...]
    text: str
    note: str


def decided(decisions: Decisions) -> list[Decided]:
    """What was decided so far, the newest first."""
    found = [
        Decided("words", key, f"“{key[1]}” → {_shown(text)}", f"{key[0].replace('.', ' ')}，都改")
        for key, text in decisions.words.items()
    ]
    found += [
        Decided("cells", key, f"第 {key[1]} 行 {key[2]} 列 → {_shown(text)}", key[0])
        for key, text in decisions.cells.items()
    ]
    found += [Decided("skipped", key, f"第 {key[1]} 行 不导入", key[0]) for key in sorted(decisions.skipped)]
    for named, answer in decisions.references.items():
        text = {Create: "新建", Use: "用台账里的", Leave: "先空着"}[type(answer)]
        found.append(Decided("references", named, f"{named[1]}：{text}", record(named[0]).label))
    return found[::-1]


def take_back(decisions: Decisions, each: Decided) -> None:
    """Undo one decision."""
    kept = getattr(decisions, each.kind)
    if isinstance(kept, set):
        kept.discard(each.key)
    else:
        kept.pop(each.key, None)


def _shown(text: str) -> str:
    return f"“{text}”" if text else "空白"
