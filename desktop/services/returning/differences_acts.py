"""Which acts made the difference between two filings, looked up in the trail between the two."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select

from desktop.core.fields import Kind
from desktop.records.catalogue import Path, record
from desktop.records.system import Act, Trail
from desktop.services.returning.archive_data import Behind, FiledCell, FiledColumn, FiledSheet
from desktop.services.returning.differences import Cause, Change
from desktop.services.returning.outer import FIGURES, REPORT, SCHOOL
from desktop.store.find import by_id
from desktop.store.ledger import Ledger, model_named
from desktop.store.references import references
from desktop.store.trail import CHANGED, CREATED, DELETED

_DEPTH = 3
NO_ACT = "期间、设置或表样的变化，不是改动台账引起的"
IN_FILE = "台账里没有相应的操作：文件里直接改过，或填报的期间、设置不同"
# What the services count from; a field of a row that is counted names only these.
_COUNTED_FROM: Mapping[tuple[str, str], frozenset[str]] = {
    **{
        ("training_class", name): frozenset({"enrolment"})
        for name in ("actual", "attendances", "persons", "women", "finished")
    },
    ("training_class", "certified"): frozenset({"certificate", "enrolment"}),
    ("training_class", "income"): frozenset({"receipt"}),
    ("training_class", "subsidy"): frozenset({"receipt"}),
    ("training_class", "teachers"): frozenset({"lesson"}),
}
_SERVICES: Mapping[str, frozenset[str]] = {
    "practice": frozenset({"practice", "teacher", "teacher_status", "teacher_exemption"}),
    "workload": frozenset({"lesson", "receipt", "training_class"}),
    "training": frozenset({"enrolment", "training_class"}),
    "slips": frozenset({"practice", "teacher_status"}),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the trail between the two filings."""

    act: int
    record: str
    row: int
    operation: str
    content: Mapping[str, Any]

    def touches(self, name: str) -> bool:
        """Whether it wrote the field: made or deleted the row, or changed just that."""
        return self.operation != CHANGED or name in self.content


@dataclass
class Causes:
    """The acts after `after` up to `until` (numbers), by what they touched."""

    ledger: Ledger
    after: int
    until: int | None = None
    _acts: dict[int, Cause] = field(default_factory=dict)
    _entries: list[_Entry] = field(default_factory=list)
    _by_row: dict[int, list[_Entry]] = field(default_factory=lambda: defaultdict(list))
    _above: dict[tuple[str, int], set[tuple[str, int]]] = field(default_factory=dict)
    _known: dict[tuple[int, int, str], set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        wanted = (
            select(
                Act.number, Act.at, Act.actor, Act.title, Trail.record, Trail.row, Trail.span,
                Trail.operation, Trail.content,
            )
            .join(Act, Act.id == Trail.act)
            .where(Act.school == self.ledger.school_id, Act.number > self.after)
            .order_by(Act.number, Trail.id)
        )  # fmt: skip
        if self.until is not None:
            wanted = wanted.where(Act.number <= self.until)
        with self.ledger.reading() as reading:
            rows = reading.execute(wanted).all()
        for number, at, actor, title, name, first, span, operation, content in rows:
            if model_named(name).system:
                continue
            self._acts.setdefault(number, Cause(number, at, actor or "", title or ""))
            said = json.loads(content) if content else {}
            for row in range(first, first + span):
                entry = _Entry(number, name, row, operation, said)
                self._entries.append(entry)
                self._by_row[row].append(entry)

    # -- asked for ------------------------------------------------------------------------------------

    def named(self, numbers: Iterable[int]) -> tuple[Cause, ...]:
        return tuple(self._acts[number] for number in sorted(set(numbers)))

    def of_rows(self, ids: Iterable[int]) -> set[int]:
        """Acts that touched any of these rows."""
        return {entry.act for row_id in ids for entry in self._by_row.get(row_id, ())}

    def of_records(self, names: Iterable[str]) -> set[int]:
        """Acts that touched any row of these records."""
        wanted = set(names)
        return {entry.act for entry in self._entries if entry.record in wanted}

    def of_field(self, path: Path, row_id: int, links: Mapping[str, int | None]) -> set[int]:
        """Acts that made a field, as the row `row_id` shows it, what it is."""
        found = self._on_the_way(path, row_id, links)
        owner = self._owner(path, row_id, links)
        if path.hops and path.hops[-1].history:
            parent = links.get(".".join(hop.name for hop in path.hops[:-1])) if path.hops[:-1] else row_id
            return found | self._of_history(path.owner, path.field.name, parent)
        if owner is None:
            return found
        found |= {entry.act for entry in self._by_row.get(owner, ()) if entry.touches(path.field.name)}
        if path.field.kind is Kind.REF:
            found |= self._of_title(path, links.get(path.name))
        return found | self._counted(path, owner)

    # -- looked up ------------------------------------------------------------------------------------

    def _owner(self, path: Path, row_id: int, links: Mapping[str, int | None]) -> int | None:
        way = ".".join(hop.name for hop in path.hops)
        return links.get(way) if way else row_id

    def _on_the_way(self, path: Path, row_id: int, links: Mapping[str, int | None]) -> set[int]:
        """Acts that made a row on the way point elsewhere."""
        found: set[int] = set()
        at: int | None = row_id
        way: list[str] = []
        for place, hop in enumerate(path.hops, 1):
            if hop.history and place < len(path.hops):
                found |= self._of_history(hop.target, path.hops[place].name, at)
            elif at is not None:
                found |= {
                    entry.act
                    for entry in self._by_row.get(at, ())
                    if entry.operation == CHANGED and hop.name in entry.content
                }
            way.append(hop.name)
            at = links.get(".".join(way))
        return found

    def _of_history(self, history: str, name: str, parent: int | None) -> set[int]:
        """Acts that wrote a field of a row of somebody's history."""
        return {
            entry.act
            for entry in self._entries
            if entry.record == history and entry.touches(name) and parent in self._rows_above(entry)
        }

    def _of_title(self, path: Path, target: int | None) -> set[int]:
        """Acts that gave the row a reference names another title."""
        if target is None:
            return set()
        title = record(path.field.ref).model.identity[0].split(".")[0]
        return {entry.act for entry in self._by_row.get(target, ()) if entry.touches(title)}

    def _counted(self, path: Path, owner: int) -> set[int]:
        """Acts on the rows that a counted or computed field of `owner` is made of."""
        own = record(path.owner)
        derived = own.derived(path.field.name)
        column = own.table.c.get(path.field.name)
        if derived is None and (column is None or column.info.get("counted") is None):
            return set()
        wanted = _COUNTED_FROM.get((path.owner, path.field.name))
        if derived is not None and derived.expression is None:
            wanted = _SERVICES.get(derived.by)
        mine = {
            entry.act
            for entry in self._entries
            if (wanted is None or entry.record in wanted) and owner in self._rows_above(entry)
        }
        if not mine and derived is not None and derived.expression is None and wanted is not None:
            return self.of_records(wanted)  # by settings of other rows: named rather than nothing
        return mine

    def _rows_above(self, entry: _Entry) -> set[int]:
        """The row itself and all that it refers to, or referred to before or after its change."""
        key = (entry.act, entry.row, entry.operation)
        if key in self._known:
            return self._known[key]
        seen = {entry.row}
        level = self._referred(entry)
        for _ in range(_DEPTH):
            fresh = {target for target in level if target[1] not in seen}
            if not fresh:
                break
            seen |= {row_id for _, row_id in fresh}
            level = {further for name, row_id in fresh for further in self._now(name, row_id)}
        self._known[key] = seen
        return seen

    def _referred(self, entry: _Entry) -> set[tuple[str, int]]:
        """What the row of an entry referred to, by the entry's own word and as it is now."""
        model = model_named(entry.record)
        found = self._now(entry.record, entry.row)
        for attr, target in references(model):
            told = entry.content.get(attr)
            values = told if entry.operation == CHANGED and isinstance(told, list) else [told]
            found |= {(target.__tablename__, value) for value in values if isinstance(value, int)}
        if entry.operation == CREATED:
            for other in self._by_row.get(entry.row, ()):
                if other.operation == DELETED:
                    found |= self._referred(other)
        return found

    def _now(self, name: str, row_id: int) -> set[tuple[str, int]]:
        key = (name, row_id)
        if key not in self._above:
            model = model_named(name)
            values = by_id(self.ledger, name, [row_id]).get(row_id, {}) if not model.system else {}
            self._above[key] = {
                (target.__tablename__, values[attr])
                for attr, target in references(model)
                if isinstance(values.get(attr), int)
            }
        return self._above[key]


def with_acts(changes: Sequence[Change], old: Behind, new: Behind | None, causes: Causes) -> list[Change]:
    """The changes, each with the acts that caused it or the reason why none did."""
    by_row: dict[int, list[FiledSheet]] = defaultdict(list)
    by_sheet: dict[tuple[str, str], list[FiledSheet]] = defaultdict(list)
    for behind in (old, new):
        for file in behind.files if behind is not None else ():
            for sheet in file.sheets:
                for label in {"", file.title or file.name}:
                    by_sheet[label, sheet.name].append(sheet)
                for row_id in sheet.ids:
                    by_row[row_id].append(sheet)
    columns: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    done: list[Change] = []
    for change in changes:
        if change.row_id is None:
            done.append(change if change.ref else replace(change, why="文件里多出的行，台账报送时没有"))
            continue
        acts = _of_row(change, by_row[change.row_id], causes)
        columns[change.file, change.sheet, change.column] |= acts
        why = "" if acts else (NO_ACT if new is not None else IN_FILE)
        done.append(replace(change, acts=causes.named(acts), why=why))

    def around(change: Change) -> Change:
        place = (change.file, change.sheet)
        return _outside(change, by_sheet[place], columns[(*place, change.column)], causes)

    return [each if each.row_id is not None or not each.ref else around(each) for each in done]


def _of_row(change: Change, sheets: Sequence[FiledSheet], causes: Causes) -> set[int]:
    assert change.row_id is not None
    if change.kind != "changed":
        found = causes.of_rows([change.row_id])
        links = {i for sheet in sheets for i in _linked(sheet, change.row_id).values() if i is not None}
        return found or causes.of_rows(links)
    found = set()
    for sheet in sheets:
        column = next((each for each in sheet.columns if each.letter == change.column), None)
        if column is None:
            continue
        links_of_row = _linked(sheet, change.row_id)
        for path in _paths(sheet, column):
            found |= causes.of_field(path, change.row_id, links_of_row)
    return found


def _linked(sheet: FiledSheet, row_id: int) -> dict[str, int | None]:
    if row_id not in sheet.ids:
        return {}
    place = sheet.ids.index(row_id)
    return {way: ids[place] for way, ids in sheet.links.items()}


def _paths(sheet: FiledSheet, column: FiledColumn) -> list[Path]:
    own, found = record(sheet.record), []
    for dotted in column.paths:
        try:
            found.append(own.by_name(dotted))
        except (KeyError, StopIteration):
            continue  # a field that the program no longer has
    return found


def _outside(change: Change, kept: Sequence[FiledSheet], of_column: Iterable[int], causes: Causes) -> Change:
    """A cell outside the records: a count, a field of the school, a date, or the total of a column."""
    cells = [each.cells[change.ref] for each in kept if change.ref in each.cells]
    label = next((each.label for each in cells if each.label), "")
    named = replace(change, field=label.rpartition(".")[2] or change.field) if label else change
    title = next((sheet.titles[0] for sheet in kept if sheet.titles and not sheet.columns), "")
    named = replace(named, title=title) if title else named
    if any(each.paths for each in cells):
        acts = _of_paths(cells, kept, causes)
    elif any(each.measure or each.counted for each in cells):
        acts = causes.of_rows({row_id for each in cells for _, row_id in each.counted})
    elif SCHOOL in label:
        acts = causes.of_rows([causes.ledger.school_id])
    elif label.startswith(f"{FIGURES}."):
        acts = causes.of_records(_SERVICES["practice"])
    elif label.startswith(f"{REPORT}."):
        return replace(named, why="随填报日期或期间变化")
    else:
        acts = set(of_column)
        if not acts:
            return replace(named, why="由表中其他单元格算出，或在文件里直接改过")
    return replace(named, acts=causes.named(acts), why="" if acts else NO_ACT)


def _of_paths(cells: Sequence[FiledCell], kept: Sequence[FiledSheet], causes: Causes) -> set[int]:
    """Acts behind the fields of one row that a cell shows: of a card's, or of the class a roster is of."""
    found: set[int] = set()
    for name, row_id, dotted in {path for cell in cells for path in cell.paths}:
        try:
            path = record(name).by_name(dotted)
        except (KeyError, StopIteration):
            continue  # a field that the program no longer has
        links = next((_linked(sheet, row_id) for sheet in kept if row_id in sheet.ids), {})
        found |= causes.of_field(path, row_id, links)
    return found
