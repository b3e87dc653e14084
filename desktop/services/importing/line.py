"""One record of a file on its way into the ledger: as typed, as read, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from desktop.core.errors import Problem
from desktop.services.importing.heading import Heading
from desktop.services.saving.writer import OnConflict


@dataclass(slots=True)
class Line:
    """One record of the file: `values` by label path, `columns` where each came from, `typed` by header.

    `rejected`: nothing of it can be written, because what finds its row cannot be read. `cleaned` says
    what was changed in reading; `same_as` is the row of the file that this one repeats.
    """

    sheet: str
    row: int
    texts: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()  # shared by the rows that fill the same columns
    columns: dict[str, str] = field(default_factory=dict)  # shared by the rows of a table
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    cleaned: list[tuple[str, str]] = field(default_factory=list)
    rejected: bool = False
    same_as: int | None = None
    heading: Heading = field(default_factory=Heading)
    on_conflict: OnConflict = None  # what a person decided of this row
    refs: dict[str, int] = field(default_factory=dict)  # label path of a reference → the row it means
    wanted: dict[str, tuple[str, str]] = field(default_factory=dict)  # …→ the row to be made (record, name)

    def trouble(self, problem: Problem, label: str) -> None:
        """Keep a problem at the cell of the field, or at the row when the field stood elsewhere."""
        column = self.columns.get(label, "")
        placed = replace(problem, path=label or problem.path)
        placed = placed.at(sheet=self.sheet, row=self.row, column=column)
        if placed not in self.problems:  # a plan that is committed is written a second time
            self.problems.append(placed)

    @property
    def typed(self) -> dict[str, str]:
        """What stood in the row, by header."""
        return dict(zip(self.headers, self.texts, strict=True))

    @property
    def errors(self) -> list[Problem]:
        return [problem for problem in self.problems if problem.severity == "error"]
