"""What a sheet is made of: columns, its look with all that is wrong with it, cells to be written."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.importing.corpus.ways import Typed

Row = dict[str, Any]
ANYWHERE = "*"


@dataclass(frozen=True)
class Column:
    """A column of a record: the field (and other right readings), how it is headed, how it is typed."""

    labels: tuple[str, ...]
    kind: str
    heads: tuple[str, ...]  # the first as everybody heads it
    group: str = ""
    several: tuple[str, ...] = ()  # the fields that stand in this one column
    join: Callable[[random.Random, Row], Typed] | None = None

    @property
    def label(self) -> str:
        return self.labels[0]


def column(labels: str, kind: str, heads: str, group: str = "") -> Column:
    """`a=b` are two right readings of the field; `x/y` are ways to head it."""
    return Column(tuple(labels.split("=")), kind, tuple(heads.split("/")), group)


@dataclass
class Layout:
    """How the sheet looks and what is wrong with it."""

    title: str = ""
    lines: tuple[str, ...] = ()  # notes and the line 填报单位… under the title
    block: tuple[tuple[str, str], ...] = ()  # (label, text) of the class above its roster
    block_truth: Mapping[str, Any] = field(default_factory=dict)
    depth: int = 1
    serial: bool = True
    gaps: bool = False
    index_row: bool = False
    repeat: int = 0  # a page break with title and header every n rows
    subtotal: bool = False
    total: str = ""
    notes: tuple[str, ...] = ()
    sample: bool = False
    blank_every: int = 0
    bands: str = ""  # label whose value stands in a row of its own above its rows
    ditto: str = ""  # label typed as 同上 or ″ below the first
    merge: str = ""  # label whose cells are merged down
    hidden: int = 0
    filtered: bool = False
    hidden_columns: tuple[str, ...] = ()
    equal: int = 0  # rows that stand twice
    clash: int = 0  # rows whose key stands twice with other values
    swap: tuple[str, str] = ("", "")  # two columns whose values some rows have the wrong way round
    twins: int = 0  # rows with the number of another row and another name
    missing: int = 0  # rows without the number that they are known by
    noise: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    dirt: float = 0.35
    faults: float = 0.08
    left: int = 0  # empty columns on the left
    top: int = 0  # empty rows above


@dataclass
class Sheet:
    """A sheet to be written: cells, merged blocks, hidden rows."""

    name: str
    rows: list[dict[int, Typed]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    filter: tuple[int, int, int, int] | None = None

    @property
    def width(self) -> int:
        return max((max(row, default=0) for row in self.rows), default=0)


def letters(index: int) -> str:
    """1 → A."""
    text = ""
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text
