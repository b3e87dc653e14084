"""What binding is given, and what it gives back: columns, bound columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Protocol

from desktop.records.catalogue import Path
from desktop.services.binding.names import FormPath

if TYPE_CHECKING:
    from desktop.services.binding.row_figures import RowFigure


class HeaderColumn(Protocol):
    """What binding asks of a column; desktop.workbook.Column is one."""

    @property
    def index(self) -> int: ...
    @property
    def path(self) -> tuple[str, ...]: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def samples(self) -> tuple[str, ...]: ...
    @property
    def number_format(self) -> str: ...
    @property
    def formula(self) -> str | None: ...
    @property
    def running_number(self) -> bool: ...
    @property
    def continued(self) -> bool: ...


_BEGINS: Final = ("开班", "开课", "开训")
_CLOSES: Final = ("结业", "结课", "结训", "结班")


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A column under another header than its own."""

    index: int
    path: tuple[str, ...]
    choices: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    number_format: str = "General"
    formula: str | None = None
    running_number: bool = False
    continued: bool = False


def within(column: HeaderColumn, whole: HeaderColumn) -> PlainColumn | None:
    """总学时 | 其中：理论: the second column under the first one's header; None where it is no part."""
    said = re.match(r"其中[:：]?(.+)", column.path[-1])
    if said is None or column.path[:-1] not in (whole.path, whole.path[:-1]):
        return None
    path = (*whole.path, said[1])
    return PlainColumn(column.index, path, column.choices, column.samples, column.number_format)


def dated_pairs(columns: Sequence[HeaderColumn]) -> Sequence[HeaderColumn]:
    """开班 | 结业 side by side, before anything is counted: both are days."""
    made = list(columns)
    for at, (one, two) in enumerate(pairwise(columns)):
        if (
            one.path[:-1] == two.path[:-1]
            and one.path[-1] in _BEGINS
            and not one.formula
            and two.path[-1] in _CLOSES
        ):
            for place, column in ((at, one), (at + 1, two)):
                path = (*column.path[:-1], "起止时间", column.path[-1])
                made[place] = PlainColumn(
                    column.index, path, column.choices, column.samples, column.number_format
                )
    return made


@dataclass(frozen=True, slots=True)
class Bound:
    """One column's field: its path (`label` as a form names it), and how sure that is.

    A column that shows several fields has all of them in `parts`, with what stands between them in `join`;
    `instead` is taken where the field is not filled in (what was copied at sign-up, for the person's own).
    """

    path: Path
    label: str
    unit: str
    style: str
    confidence: float
    reason: str
    parts: tuple[FormPath, ...] = ()
    join: str = ""
    instead: FormPath | None = None
    learned: bool = False

    @property
    def labels(self) -> tuple[str, ...]:
        """Every field of the column."""
        return tuple(part.label for part in self.parts) or (self.label,)


@dataclass(frozen=True, slots=True)
class Binding:
    """Bound columns by index; those that count something for each row; the others with the reason why not."""

    bound: dict[int, Bound] = field(default_factory=dict)
    unbound: dict[int, str] = field(default_factory=dict)
    figures: dict[int, RowFigure] = field(default_factory=dict)

    @property
    def labels(self) -> dict[int, str]:
        return {index: each.label for index, each in self.bound.items()}
