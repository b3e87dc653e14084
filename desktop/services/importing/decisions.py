"""What a person decided about one import, as plain data: handed to plan_import, honoured by the commit, too.

    plan = plan_import(office, file, record, mapping=…, decisions=decisions, strict=False)
    commit_import(office, plan)          # the plan carries its decisions

The window keeps one Decisions, changes it at every answer and plans again; a decision about something that is
not in the file (any more) does no harm. What was decided is remembered at commit as learned rules (see
`learned.rules`), but for `skipped` and the two sets of kinds, which belong to this file alone.

Columns are not here: they are `mapping` (header → label path). "字段A+字段B" gives one column to several
fields in that order, "" leaves it out; two columns given to the same field are joined in their order.

To ask: `plan.rejected` are the problems, each with its kind (`rule`), cell (`sheet`, `row`, `column`), field
(`path`) and typed text (`value`); `candidates(office, plan, problem)` says what may be put there instead.
`plan.references` lists what rows name that the ledger does not have, once for each name, with similar ones.
An answered one stays in the list with its `answer`; left empty its cells are problems of the rule LEFT.
`plan.skipped_rows` counts the rows taken for no records by kind; `plan.hidden_rows` the hidden ones taken in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from desktop.services.saving.writer import OnConflict

HIDDEN: Final = "隐藏行"
SKIPPED: Final = "您选择不导入"
MISSING: Final = "引用不在台账"
LEFT: Final = "引用留空"


@dataclass(frozen=True, slots=True)
class Create:
    """Make the row that is referred to, in the same act."""


@dataclass(frozen=True, slots=True)
class Use:
    """Take this row of the ledger for it."""

    id: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the reference empty: the row is written without it, the typed name waits in 待处理."""


Answer = Create | Use | Leave


@dataclass(slots=True)
class Decisions:
    """The answers; all by plain keys, so that a window can keep them between plans.

    `cells`: (sheet, row, column letter) → the text to read in its place, "" for blank: fix one.
    `words`: (label path, typed text) → the text to read wherever that stands in the field: fix all alike, map
    a value to a code.
    `skipped`: (sheet, row) that is not imported.
    `kept`: kinds of rows as `plan.skipped_rows` names them (示例行, 小计、合计 …) that are records after all.
    `left`: kinds that are none after all (HIDDEN is the one there is).
    `references`: (record identifier, name as typed) → what to do about a name that the ledger does not have,
    by `MissingReference.key`.
    `conflicts`: (sheet, row) → "update" takes the file's values where the ledger has others, "skip"
    keeps those of the ledger; the rest go by `on_conflict`.
    """

    cells: dict[tuple[str, int, str], str] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    skipped: set[tuple[str, int]] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    references: dict[tuple[str, str], Answer] = field(default_factory=dict)
    conflicts: dict[tuple[str, int], OnConflict] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether anything was decided at all."""
        return any(
            (self.cells, self.words, self.skipped, self.kept, self.left, self.references, self.conflicts)
        )


@dataclass(frozen=True, slots=True)
class Similar:
    """A row of the ledger that a name may mean: its id, what it is called, why it may be meant (0 to 1)."""

    id: int
    title: str
    reason: str
    likeness: float


@dataclass(slots=True)
class MissingReference:
    """A name in the file for which the ledger has no row of `record`; once for each distinct name.

    `creatable`: the file says enough of it to make it; else `lacks` names what is missing. `answer` is what
    holds now (decided or remembered), None while nobody has said.
    """

    record: str
    label: str  # what it is called: 企业
    typed: str
    path: str  # the label path under which rows name it
    cells: list[tuple[str, int, str]] = field(default_factory=list)  # sheet, row, column letter
    similar: list[Similar] = field(default_factory=list)
    creatable: bool = True
    lacks: str = ""
    answer: Answer | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Under which Decisions.references speaks of it."""
        return self.record, self.typed


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may stand in a cell in place of what was typed, with the reason; `sure` at most once."""

    text: str
    reason: str
    sure: bool = False
