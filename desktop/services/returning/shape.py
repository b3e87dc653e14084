"""What a form is: a bureau's template with, for each column and cell, the ledger's field that goes there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Literal

from desktop.core.dates import Window
from desktop.core.errors import Severity
from desktop.records.catalogue import Path, Record
from desktop.services.returning.relations import Relation
from desktop.store.find import Condition

if TYPE_CHECKING:
    from desktop.services.learning import Changes

Shown = str | int | Decimal | date | None  # a value as a form wants it
CellMode = Literal["replace", "after"]

RUNNING = "序号"
BLANK = "留空"
KEY = "主键"


@dataclass(frozen=True, slots=True)
class Part:
    """A value of the row (`path`) or of what surrounds the rows (学校. 报表. 统计.), then without path;
    `figure` is counted for the row."""

    label: str
    path: Path | None = None
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A bureau's own codes for what the ledger calls by name: 考察观摩 → 1."""

    name: str
    items: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Value:
    """What a column or cell shows: the first part that is filled in or, with `join`, all of them.

    `suffix` is put behind a text that does not end in it; with `suffix_if` only where that part is one of
    the words (证书全称 only for schemes whose certificates are called so). `choices` is the cell's drop-down
    list, whose wording is kept; `table` gives codes in place of names. A text longer than `width`, or not as
    long as `length`, is a finding at its cell.
    """

    parts: tuple[Part, ...]
    join: str | None = None
    style: str = ""
    suffix: str = ""
    suffix_if: tuple[Part, frozenset[str]] | None = None
    choices: tuple[str, ...] = ()
    table: CodeTable | None = None
    width: int = 0
    length: int = 0

    @property
    def needs(self) -> tuple[Part, ...]:
        """Every part that must be looked up."""
        return (*self.parts, self.suffix_if[0]) if self.suffix_if else self.parts

    @property
    def label(self) -> str:
        return ("+" if self.join is not None else "/").join(part.label for part in self.parts)


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One column of a list: a value, the running number, the row's own key, or left blank on purpose."""

    index: int
    letter: str
    kind: Literal["field", "running", "blank", "key"]
    value: Value | None = None
    header: str = ""
    reason: str = ""  # why it was bound, where form.toml did not say


@dataclass(frozen=True, slots=True)
class Figure:
    """A counted number: a measure of `record` over the rows meeting `where`, or the sum of other cells.

    `where` is named from `record`; `window` is "" for the return's own, 上年 for the one before, or any
    window by name; `of` are the cells a total adds up, and then nothing is counted. Of a list's column `row`
    says how the counted belong to its row: a record, and the reference by which ("": the record itself).
    """

    record: str
    measure: str  # its identifier: training.persons, or a target's of the policy pack
    label: str  # as a form calls it: 培训人数
    where: tuple[Condition, ...] = ()
    window: str = ""
    style: str = ""
    of: tuple[str, ...] = ()
    reason: str = ""  # why it was bound, where form.toml did not say
    row: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class CellSource:
    """Where the number in a cell came from, so that it can be opened: kept in GatheredSheet.sources.

    Of a figure `measure`, `where` and `window` (the one counted in) are what the counting services are
    asked again with; of a plain value `path` names the field; `of` are the cells a total adds up.
    """

    record: str
    measure: str = ""
    path: str = ""
    where: tuple[Condition, ...] = ()
    window: Window | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell outside the list: a value, a counted figure, or a text with {label} in it.

    Of a card `holds` says what stands in the cell already: boxes to tick, blanks before 年 月 日; `also` are
    the further cells of a date split over several.
    """

    ref: str
    mode: CellMode = "replace"
    value: Value | None = None
    text: str = ""
    texts: tuple[Value, ...] = ()  # the values of the {label} in `text`, in order
    figure: Figure | None = None
    holds: str = ""
    also: tuple[str, ...] = ()
    label: str = ""  # which of several labels in the cell the value belongs to
    turn: int = 0  # of several cards on a sheet, which one


@dataclass(frozen=True, slots=True)
class FormSheet:
    """One sheet: its list (rows 0 when it has only cells) and its single cells.

    A list divided into sections is a FormSheet for each, called by the heading `section`: the rows that meet
    `where` and lie in the period `within` go there. `goes_on`: running numbers go on from the one above.
    """

    name: str
    record: Record
    header_rows: tuple[int, int] = (0, 0)
    first_row: int = 0
    last_row: int = 0
    columns: tuple[FormColumn, ...] = ()
    cells: tuple[FormCell, ...] = ()
    unbound: tuple[FormColumn, ...] = ()
    required: tuple[str, ...] = ()  # letters of columns that must not be blank
    section: str = ""
    where: tuple[Condition, ...] = ()
    within: str = ""
    goes_on: bool = False

    @property
    def has_list(self) -> bool:
        return self.first_row > 0 and bool(self.columns)


@dataclass(frozen=True, slots=True)
class Rule:
    """A relation between the figures of a row, as statutory forms print it: 结业人数 <= 实到人数."""

    that: str
    left: tuple[Part | int, ...]
    op: Literal["<=", ">=", "=", "!="]
    right: tuple[Part | int, ...]
    say: str
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Form:
    """One return: where its rows come from and where they go. `per`: one file for each row of that record."""

    id: str
    name: str
    layout: str
    record: Record
    template: FilePath
    sheets: tuple[FormSheet, ...]
    per: Record | None = None
    window_kind: str = "任意"
    where: tuple[Condition, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    source: str = ""
    checks: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    relations: tuple[Relation, ...] = ()  # between sums of columns, cells, forms and the ledger
    shipped: bool = True
    narrowed: str = ""  # why `where` leaves rows out, when no form.toml says so
    period: Window | None = None  # what the title says the return is of
    notes: tuple[str, ...] = ()  # what became of the file on the way: converted, unlocked
    changes: tuple[Changes, ...] = ()  # what the bureau changed in the headers since they were last known
    password: str = ""  # what the file was opened with; the filled one is locked with it again

    def paths(self) -> tuple[Path, ...]:
        """Every field of the rows that the form shows."""
        found: dict[str, Path] = {}
        for sheet in self.sheets:
            listed = [column.value for column in sheet.columns]
            for value in (*listed, *(each for cell in sheet.cells for each in (cell.value, *cell.texts))):
                for part in value.parts if value else ():
                    if part.path is not None and part.path.record == self.record.id:
                        found.setdefault(part.path.name, part.path)
        return tuple(found.values())


@dataclass(slots=True)
class GatheredSheet:
    """The rows of one sheet as they will stand in it; `rows[i][k]` belongs to `columns[k]`."""

    name: str
    columns: Sequence[FormColumn]
    rows: list[tuple[Shown, ...]] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    cells: dict[str, Shown] = field(default_factory=dict)
    sources: dict[str, CellSource] = field(default_factory=dict)  # of the cells in `cells`
    unbound: Sequence[FormColumn] = ()
