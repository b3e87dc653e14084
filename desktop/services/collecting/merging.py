"""Every cell that came back against what went out and what the ledger says now: one list of what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from desktop.core.errors import Problem
from desktop.core.progress import Progress
from desktop.records.catalogue import Path
from desktop.services.collecting.batch import Batch
from desktop.services.collecting.cells import BLANK, Reading, covered, digest, read_sent
from desktop.services.collecting.returned import Returned, ReturnedRow
from desktop.services.office import Office
from desktop.store.find import find

State = Literal["changed", "cleared", "conflict", "problem"]
LEDGER_MOVED: Final = "发出以后台账也改过"
TWO_FILES: Final = "两份表说法不同"
UNMARKED: Final = "表里的行标识已损坏，看不出发出时是什么"
ASTRAY: Final = "这一行的名称都换了，像是写成了另一条"
CLEARED: Final = "表里清空了"
DELETED: Final = "台账里已经没有这一条"
_AT_ONCE: Final = 900
_STEP: Final = 200


@dataclass(frozen=True, slots=True)
class Saying:
    """What one file says of a cell."""

    returned: Returned
    row: int
    reading: Reading


@dataclass(slots=True)
class Cell:
    """One cell of a known row in which something differs."""

    batch: Batch
    id: int
    title: str
    path: Path
    now: Reading
    state: State
    sayings: list[Saying]
    reason: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        return ("cell", str(self.id), self.path.name)

    @property
    def before(self) -> str:
        return covered(self.path, self.now.text)

    @property
    def after(self) -> list[str]:
        return [covered(self.path, each.reading.text) for each in self.sayings]


@dataclass(slots=True)
class Merged:
    """`cells` differ, `unchanged` do not."""

    cells: list[Cell] = field(default_factory=list)
    unchanged: int = 0


def merge(office: Office, returned: Sequence[Returned], progress: Progress) -> Merged:
    """All known rows of all files of one batch, cell by cell."""
    merged = Merged()
    groups: dict[int, list[tuple[Returned, ReturnedRow]]] = {}
    for each in returned:
        for row in each.known:
            groups.setdefault(row.id or 0, []).append((each, row))
    if not groups:
        return merged
    batch = returned[0].batch
    now, titles = _standing(office, batch, list(groups))
    paths = batch.paths
    for number, (row_id, said) in enumerate(groups.items()):
        if number % _STEP == 0:
            progress.step(number, len(groups), "和台账逐格比较")
        for path in paths:
            sayings = [
                (Saying(each, row.row, row.cells[path.name]), row)
                for each, row in said
                if path.name in row.cells
            ]
            cell = _cell(batch, row_id, path, now.get(row_id), titles.get(row_id, ""), sayings)
            if cell is None:
                merged.unchanged += bool(sayings)
            else:
                merged.cells.append(cell)
    return merged


def _cell(
    batch: Batch,
    row_id: int,
    path: Path,
    standing: Mapping[str, Reading] | None,
    title: str,
    sayings: Sequence[tuple[Saying, ReturnedRow]],
) -> Cell | None:
    """What differs in one cell, or None."""
    now = standing[path.name] if standing is not None else BLANK
    touched = [
        saying
        for saying, row in sayings
        if not saying.reading.masked
        and (standing is None or saying.reading.same != now.same)
        and not _as_sent(batch, row_id, path, row, saying.reading)
        and declined(batch, row_id, path, saying.reading) not in batch.declined
    ]
    if not touched:
        return None
    once = list({saying.reading.same: saying for saying in touched}.values())
    made = Cell(batch, row_id, title, path, now, "changed", once)
    if standing is None:
        made.state, made.reason = "problem", DELETED
        return made
    made.state, made.reason = _state(made, [row for _, row in sayings])
    return made


def _state(cell: Cell, rows: Sequence[ReturnedRow]) -> tuple[State, str]:
    """What kind of difference it is, and why it is asked about."""
    name = cell.path.name
    sent = {row.sent.get(name, "") for row in rows}
    wrong = next((each.reading.problem for each in cell.sayings if each.reading.problem is not None), None)
    if wrong is not None:
        return "problem", wrong.sentence
    if len(cell.sayings) > 1:
        return "conflict", TWO_FILES
    if any(row.astray for row in rows):
        return "conflict", ASTRAY
    if "" in sent:
        return "conflict", UNMARKED
    if sent != {digest(cell.batch, cell.id, name, cell.now.same)}:
        return "conflict", LEDGER_MOVED
    return ("cleared", CLEARED) if cell.sayings[0].reading == BLANK else ("changed", "")


def declined(batch: Batch, row_id: int, path: Path, reading: Reading) -> str:
    """How a batch remembers that this was not wanted there."""
    return f"{row_id}.{path.name}.{digest(batch, row_id, path.name, reading.same)}"


def _as_sent(batch: Batch, row_id: int, path: Path, row: ReturnedRow, reading: Reading) -> bool:
    return row.sent.get(path.name) == digest(batch, row_id, path.name, reading.same)


def _standing(
    office: Office, batch: Batch, ids: Sequence[int]
) -> tuple[dict[int, dict[str, Reading]], dict[int, str]]:
    """What the ledger says now of the rows, and what they are called."""
    into, paths = batch.into, batch.paths
    naming = [
        path for path in (into.by_name(name) for name in into.model.identity) if not path.field.sensitive
    ]
    found: dict[int, dict[str, Reading]] = {}
    known: dict[tuple[str, Any], Reading] = {}
    titles: dict[int, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        page = find(
            office.ledger, into.id, paths=[*paths, *naming[:3]], ids=ids[start : start + _AT_ONCE],
            today=office.today,
        )  # fmt: skip
        for row_id, row in zip(page.ids, page.rows, strict=True):
            found[row_id] = {}
            for path, value in zip(paths, row, strict=False):
                if (path.name, value) not in known:
                    known[path.name, value] = read_sent(office, path, value)
                found[row_id][path.name] = known[path.name, value]
            titles[row_id] = " · ".join(_words(row[len(paths) :])) or "未命名"
    return found, titles


def _words(values: Sequence[Any]) -> Iterator[str]:
    return (str(value) for value in dict.fromkeys(values) if value not in (None, ""))


def broken(cell: Cell, problem: Problem) -> None:
    """The ledger refuses what was to be written there."""
    cell.state, cell.reason = "problem", problem.sentence
