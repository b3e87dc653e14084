"""What became of one row handed in to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from desktop.core.errors import Problem

Fate = Literal["created", "updated", "unchanged", "conflict", "skipped", "problem"]


@dataclass(slots=True)
class Outcome:
    """`changes` maps label paths to (old, new) raw values; for a conflict, to (ledger's, row's).

    `problems` at severity error go with the fate "problem" (nothing of the row was written); weaker ones
    are remarks on a row that was written.
    """

    fate: Fate = "unchanged"
    id: int | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        return self.fate in ("problem", "conflict", "skipped")

    def refuse(self, problem: Problem) -> None:
        self.fate = "problem"
        self.problems.append(problem)

    def absorb(self, part: Outcome) -> None:
        """Take over what happened to a part of the row: its person, its status."""
        self.problems += part.problems
        self.changes.update(part.changes)
        if part.refused:
            self.fate = part.fate
        elif self.fate == "unchanged" and part.fate in ("created", "updated"):
            self.fate = "updated"
