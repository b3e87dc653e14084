"""What recognition finds on a sheet: a table, its columns, the labelled cells around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Layout = Literal["list", "cross", "card", "none"]


@dataclass(slots=True)
class Column:
    """One column of a list; `continued` marks the rest of a leaf that is merged across columns."""

    index: int
    letter: str
    path: tuple[str, ...]
    leaf: str
    number_format: str = "General"
    choices: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()
    formula: str | None = None
    running_number: bool = False
    continued: bool = False


@dataclass(slots=True)
class LabelCell:
    """A value outside the list: behind the colon of a cell, or in the cell beside it."""

    ref: str
    label: str
    mode: Literal["after", "next"]
    value_ref: str
    value: str


@dataclass(slots=True)
class Table:
    """One table of a sheet. Rows are 1-based; a table without a list has zeros."""

    sheet: str
    layout: Layout
    title: str = ""
    header_rows: tuple[int, int] = (0, 0)
    code_row: int | None = None
    first_row: int = 0
    last_row: int = 0
    sample_rows: list[int] = field(default_factory=list)
    total_row: int | None = None
    columns: list[Column] = field(default_factory=list)
    cells: list[LabelCell] = field(default_factory=list)
    note_rows: list[int] = field(default_factory=list)
    section_rows: list[int] = field(default_factory=list)  # bands over a part of the records: 一、上半年
    unit: str = ""  # printed above the header: 单位：万元
