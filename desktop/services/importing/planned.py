"""What an import would do, as plain data: for the preview, for the command line, and for the commit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.core.errors import Problem, UserError
from desktop.services.importing.decisions import Decisions, MissingReference
from desktop.services.importing.line import Line
from desktop.services.saving.writer import OnConflict


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """One table of the file: where it stands, what its columns mean, what was left out."""

    sheet: str
    title: str
    header_rows: tuple[int, int]
    rows: int
    hidden: int
    columns: dict[str, str]  # column letter → label path
    headers: dict[str, str]  # column letter → header text
    reasons: dict[str, str]  # column letter → why it means that field, or why none
    confidence: dict[str, float]
    skipped: dict[str, int]  # reason → number of rows
    heading: dict[str, str]  # label path → what the cells above say for all rows


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A column that is not imported; `loss` when it holds something the ledger would have no place for."""

    sheet: str
    column: str
    header: str
    reason: str
    filled: int
    loss: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row whose key is in the ledger with other values: field → (ledger's, file's), as shown."""

    sheet: str
    row: int
    title: str
    changes: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One row as the preview shows it: created updated unchanged conflict skipped rejected repeated."""

    sheet: str
    row: int
    fate: str
    values: dict[str, str]
    changes: dict[str, tuple[str, str]]
    sentences: tuple[str, ...]


@dataclass(slots=True)
class ImportPlan:
    """`rejected` are all problems at severity error, `remarks` the weaker ones and what was cleaned."""

    file: Path
    record: str
    label: str
    tables: tuple[PlannedTable, ...]
    other_sheets: tuple[str, ...]
    mapping: dict[str, str]
    unmapped: list[Unmapped]
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    repeated: int = 0
    left_out: int = 0  # rows that cannot be written at all
    owners: int = 0  # classes or batches that the headings make
    rejected: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    preview: list[PreviewRow] = field(default_factory=list)
    on_conflict: OnConflict = None
    strict: bool = True
    lines: list[Line] = field(default_factory=list, repr=False)
    said: dict[str, str] = field(default_factory=dict)  # what a person said of the columns, to be remembered
    decisions: Decisions = field(default_factory=Decisions)
    references: list[MissingReference] = field(default_factory=list)  # names that the ledger does not have

    @property
    def remarks(self) -> list[Problem]:
        """Made when asked for: of a large file there are more than rows, and few imports show them."""
        return [remark for line in self.lines for remark in _remarks(line)]

    @property
    def skipped_rows(self) -> dict[str, int]:
        """Rows of the file that are no records, by reason."""
        found: dict[str, int] = {}
        for table in self.tables:
            for why, count in table.skipped.items():
                found[why] = found.get(why, 0) + count
        return found

    @property
    def hidden_rows(self) -> int:
        """Hidden and filtered rows that are imported: they hold real records."""
        return sum(table.hidden for table in self.tables)

    @property
    def changes_anything(self) -> bool:
        return bool(self.created or self.updated or self.owners)

    def refusal(self) -> UserError | None:
        """Why a strict import is refused as a whole, naming the first place; None when it may go ahead."""
        if not self.strict:
            return None
        sentences = [(problem.where, problem.sentence) for problem in self.rejected]
        sentences += [
            (f"「{each.sheet}」第 {each.row} 行", _conflict_sentence(self.label, each))
            for each in self.conflicts
        ]
        if not sentences:
            return None
        place, sentence = sentences[0]
        more = f"共 {len(sentences)} 处问题，" if len(sentences) > 1 else ""
        return UserError(sentence, hint=f"{more}没有导入任何一行。", place=f"“{self.file.name}”{place}")

    def header_of(self, problem: Problem) -> str:
        """The header over the cell of a problem."""
        for table in self.tables:
            if table.sheet == problem.sheet and problem.column in table.headers:
                return table.headers[problem.column]
        return ""

    def as_json(self) -> dict[str, Any]:
        """The document of the command line; a refused import creates nothing, and says so."""
        refused = self.refusal() is not None
        return {
            "rows": self.rows,
            "created": 0 if refused else self.created,
            "updated": 0 if refused else self.updated,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "rejected": [self._rejected(problem) for problem in self.rejected],
            "conflicts": [
                {"sheet": each.sheet, "row": each.row, "title": each.title,
                 "changes": {label: {"old": old, "new": new} for label, (old, new) in each.changes.items()}}
                for each in self.conflicts
            ],
            "mapping": self.mapping,
            "unmapped": [each.header for each in self.unmapped],
            "remarks": [self._rejected(problem) for problem in self.remarks],
            "skipped_rows": self.skipped_rows,
            "other_sheets": list(self.other_sheets),
        }  # fmt: skip

    def _rejected(self, problem: Problem) -> dict[str, Any]:
        return {
            "sheet": problem.sheet,
            "row": problem.row,
            "column": problem.column,
            "header": self.header_of(problem),
            "value": problem.value,
            "rule": problem.rule,
            "error": problem.sentence,
        }


def _remarks(line: Line) -> list[Problem]:
    """What is worth knowing of a line that is no error: doubts, and what was cleaned in reading it."""
    found = [problem for problem in line.problems if problem.severity != "error"]
    for label, note in line.cleaned:
        column = line.columns.get(label, "")
        found.append(Problem("已整理", note, "hint", label, sheet=line.sheet, row=line.row, column=column))
    return found


def _conflict_sentence(label: str, conflict: Conflict) -> str:
    shown = "；".join(
        f"{name}台账里是“{old}”，文件里是“{new}”" for name, (old, new) in conflict.changes.items()
    )
    return f"台账里已有这条{label}（{conflict.title}），{shown}，请加 --on-conflict update 或 skip。"
