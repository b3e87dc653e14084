"""What is to be filled: a list of records in a sheet, and the lists that share rows as one group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop.core.errors import UserError
from desktop.workbook.tally import Tally
from desktop.workbook.values import Value


@dataclass(slots=True)
class ListBlock:
    """One list to fill: the template's rows for it, the bound columns, the records.

    A record may take several rows (`height`); `offsets` then says for every column in which of them its
    value lies. `surplus`: "keep" leaves rows without a record blank, "remove" takes them out. `grow` makes
    rows with a fixed height taller where wrapped text needs it.
    """

    sheet: str
    first_row: int
    last_row: int
    columns: Sequence[int]
    rows: Iterable[Sequence[Value]]
    number_formats: Mapping[int, str] = field(default_factory=dict)
    surplus: str = "keep"
    height: int = 1
    offsets: Sequence[int] = ()
    grow: bool = False

    @property
    def spots(self) -> list[tuple[int, int]]:
        """(row within the record, column) of every value."""
        if self.offsets:
            return list(zip(self.offsets, self.columns, strict=True))
        return [(0, column) for column in self.columns]

    @property
    def records(self) -> int:
        """How many records the template's rows hold."""
        return (self.last_row - self.first_row + 1) // self.height


@dataclass(slots=True)
class Plan:
    """One list as it goes on below the template's own rows."""

    block: ListBlock
    spots: list[tuple[int, int]]
    styles: list[int]
    rows: Iterator[Sequence[Value]]
    kept: Sequence[Sequence[Value]] | None = None  # all of them, where formulas ask for single cells
    tallies: dict[int, Tally] = field(default_factory=dict)  # column -> what totals ask of it
    values: dict[int, list[Value]] = field(default_factory=dict)  # column -> all values, for conditions
    count: int = 0


@dataclass(slots=True)
class Static:
    """An unbound cell of the sample row and what it is in every inserted row."""

    style: int
    formula: str | None = None  # already shifted, as it reads in row `home`
    home: int = 0
    text: str | None = None  # a constant tail that every template row had
    shown: str | None = None  # that constant as text
    counter: int | None = None  # the last of printed running numbers, which go on
    values: list[object] | None = None  # what the formula is worth in each inserted record


@dataclass(slots=True)
class Group:
    """Lists that lie side by side in the same rows (usually one list)."""

    first_row: int
    last_row: int
    blocks: list[ListBlock]
    plans: list[Plan] = field(default_factory=list)
    statics: dict[tuple[int, int], Static] = field(default_factory=dict)
    in_place: list[int] = field(default_factory=list)  # records written into the template's own rows, a block
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # in every record: rows and columns
    labels: list[str] = field(default_factory=list)  # merges beside the list, as high as the list
    like: list[dict[str, str]] = field(default_factory=list)  # the sample rows' attributes before any filling
    inserted: int = 0
    removed: int = 0
    tall: dict[int, int] = field(default_factory=dict)  # column -> the only row that shows, under a merge
    model: int = 0  # the row that new rows look like, where it is not the middle one
    printed: Group | None = None  # rows of the template that are streamed as well; not in the tree

    @property
    def height(self) -> int:
        """Rows a record."""
        return self.blocks[0].height

    @property
    def by(self) -> int:
        """By how many rows everything below moves."""
        return self.inserted - self.removed

    @property
    def sample(self) -> int:
        """The row that new rows look like: the middle, away from examples above and thick lines below."""
        if self.model:
            return self.model
        records = (self.last_row - self.first_row + 1) // self.height
        return self.first_row + (records // 2 * self.height if records > 2 else 0)

    @property
    def bound(self) -> set[int]:
        """All bound columns."""
        return {column for block in self.blocks for column in block.columns}

    @property
    def bound_spots(self) -> set[tuple[int, int]]:
        """All bound places of a record."""
        return {spot for block in self.blocks for spot in block.spots}

    @property
    def has_formulas(self) -> bool:
        """Whether inserted rows carry formulas, which need to know where everything moves."""
        return any(static.formula is not None for static in self.statics.values())

    @property
    def written(self) -> int:
        """Records in the file."""
        return sum(self.in_place) + sum(plan.count for plan in self.plans)


def group_blocks(sheet: str, blocks: Sequence[ListBlock]) -> list[Group]:
    """Blocks by the rows they share, top-down; lists beside each other that end in different rows are cut."""
    groups: list[Group] = []
    for cluster in _clusters(sheet, blocks):
        for block in _staggered(cluster):
            last = next((group for group in groups if group.last_row == block.last_row), None)
            if last is None:
                groups.append(Group(block.first_row, block.last_row, [block]))
                continue
            if last.height != block.height:
                raise UserError(
                    f"工作表“{sheet}”里并排的列表每条记录占的行数不同。",
                    hint="请分两次填，或在模板里把它们对齐。",
                )
            last.first_row = min(last.first_row, block.first_row)
            last.blocks.append(block)
    return sorted(groups, key=lambda group: group.last_row)


def _clusters(sheet: str, blocks: Sequence[ListBlock]) -> list[list[ListBlock]]:
    """Blocks whose rows overlap, together."""
    clusters: list[list[ListBlock]] = []
    bottom = 0
    for block in sorted(blocks, key=lambda each: (each.first_row, each.last_row)):
        high = block.last_row - block.first_row + 1
        if block.first_row < 1 or high < 1 or not block.columns or block.height < 1:
            raise ValueError(f"not a list: rows {block.first_row}-{block.last_row}, columns {block.columns}")
        if high % block.height:
            raise UserError(
                f"工作表“{sheet}”的列表有 {high} 行，每条记录占 {block.height} 行，除不尽。",
                hint="请检查列表的起止行。",
            )
        if clusters and block.first_row <= bottom:
            clusters[-1].append(block)
        else:
            clusters.append([block])
        bottom = max(bottom, block.last_row)
    return clusters


def _staggered(cluster: list[ListBlock]) -> list[ListBlock]:
    """Lists that end in different rows, cut where one of them ends: rows put in there serve all of them."""
    ends = sorted({block.last_row for block in cluster})
    if len(ends) == 1:
        return cluster
    records = [list(block.rows) for block in cluster]
    room = dict.fromkeys(ends, 0)
    for end in ends:
        for block, rows in zip(cluster, records, strict=True):
            if block.last_row == end:
                more = sum(room[each] for each in ends if block.first_row <= each < end)
                room[end] = max(room[end], len(rows) - block.records - more)
    pieces = []
    for block, rows in zip(cluster, records, strict=True):
        first, at = block.first_row, 0
        for end in ends:
            if not first <= end <= block.last_row:
                continue
            size = end - first + 1 + room[end] if end < block.last_row else len(rows)
            pieces.append(
                replace(block, first_row=first, last_row=end, rows=rows[at : at + size], surplus="keep")
            )
            first, at = end + 1, at + size
    return pieces
