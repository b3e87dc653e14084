"""Rows that are new beyond doubt, written column by column: what a long list consists of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import Any, Final

from desktop.core.fields import Field, Kind
from desktop.records.catalogue import Record, record
from desktop.services.saving.locating import SOFT, Values, title_name, way
from desktop.services.saving.upsert import Upsert
from desktop.services.saving.writer import Writer

Column = Sequence[Any]
Columns = dict[str, Column]
_FEW: Final = 200  # rows below which nothing is gained


@dataclass(slots=True)
class _Part:
    """What the rows say of one record: of itself by attribute, and of what they carry with them."""

    target: Record
    upsert: Upsert
    own: Columns
    carried: dict[str, _Part]
    written: Columns = field(default_factory=dict)


class Fresh:
    """Picks from rows those of which nothing can be in the ledger, and that need no word from anybody.

    Every other row is written first, one by one (see Writer), then `write` makes these. What it makes is what
    the Writer would: the same keys are asked for, the same values copied and filled in.
    """

    def __init__(
        self, writer: Writer, target: Record, rows: Sequence[Mapping[str, Any]], names: Values
    ) -> None:
        self._writer = writer
        self._marks = bytearray(b"\1" * len(rows))
        self._part: _Part | None = None
        if len(rows) >= _FEW and not writer.create and not writer.clear:
            columns = {name: [row.get(label) for row in rows] for label, name in names.items()}
            self._part = self._look(target, columns)
        if self._part is None:
            self._marks = bytearray(len(rows))

    @property
    def places(self) -> list[int]:
        """Which of the rows."""
        return list(compress(range(len(self._marks)), self._marks))

    def write(self, ids: Sequence[int] | None = None) -> list[int]:
        """Make them, with these ids if any are given; returns their ids."""
        if self._part is None or not any(self._marks):
            return []
        return self._make(self._part, ids)

    # -- looking ------------------------------------------------------------------------------------

    def _look(self, target: Record, columns: Mapping[str, Column]) -> _Part | None:
        """What the rows say of one record; marks fall where it takes more than writing. None: everywhere."""
        own: Columns = {}
        groups: dict[str, Columns] = {}
        for name, column in columns.items():
            head, rest = way(name)
            if rest:
                groups.setdefault(head, {})[rest] = column
            else:
                own[head] = column
        heads = [head for head in (target.model.role, *target.model.carries) if head]
        if not self._copies_known(target, own, heads):
            return None
        self._refer(target, own, groups, heads)
        for column in groups.get(target.model.history, {}).values():
            self._unmark(value is not None for value in column)
        carried: dict[str, _Part] = {}
        for head in heads:
            part = self._carry(target, head, own, groups.get(head, {}))
            if part is None:
                return None
            carried[head] = part
        upsert = Upsert(self._writer, target, (), ())
        self._default_keys(upsert, own)
        self._find(target, upsert, own, carried)
        return _Part(target, upsert, own, carried)

    def _unmark(self, doubtful: Iterable[bool]) -> None:
        for i, each in enumerate(doubtful):
            if each:
                self._marks[i] = 0

    def _copies_known(self, target: Record, own: Columns, heads: Sequence[str]) -> bool:
        """What new rows take over is of what comes with them, and so at hand."""
        ways = {each.copied.partition(".")[0] for each in target.fields if each.copied}
        return not any(_says(own.get(head)) for head in ways - set(heads))

    def _refer(self, target: Record, own: Columns, groups: dict[str, Columns], heads: Sequence[str]) -> None:
        """Rows named by their title or key become ids; a name that is none is for the Writer to tell of."""
        for each in target.fields:
            if each.kind is not Kind.REF:
                continue
            direct = own.get(each.name)
            if each.name in heads:
                if direct is not None:
                    self._unmark(value is not None for value in direct)
                continue
            group = groups.pop(each.name, {})
            if group or (direct is not None and str in set(map(type, direct))):
                own[each.name] = self._ids(each, direct, group)

    def _ids(self, own: Field, direct: Column | None, group: Columns) -> list[int | None]:
        known: dict[tuple[Any, ...], int | None] = {}
        found: list[int | None] = []
        said = [direct if direct is not None else [None] * len(self._marks), *group.values()]
        for i, each in enumerate(zip(*said, strict=True)):
            if each not in known:
                known[each] = self._id(own, each[0], dict(zip(group, each[1:], strict=True)))
            row_id = known[each]
            if row_id == 0:
                self._marks[i] = 0
            found.append(row_id)
        return found

    def _id(self, own: Field, direct: Any, group: Values) -> int | None:
        """The row that is meant; None when nothing is said, 0 when it cannot be told."""
        if isinstance(direct, int):
            return direct
        given = {title_name(own.ref): direct, **group} if isinstance(direct, str) else group
        given = {name: value for name, value in given.items() if value is not None}
        if not given:
            return None
        found, problem = self._writer.locator.reference(record(own.ref), given)
        return found if problem is None and found is not None else 0

    def _carry(self, target: Record, head: str, own: Columns, group: Columns) -> _Part | None:
        """The person of a role, the trainee of a roster line: told apart by a number alone."""
        number = group.get("document_number" if head == target.model.role else "person.document_number")
        if number is None:
            return None
        self._unmark(value is None for value in number)
        lent = dict(group)
        for each in target.fields:
            said, _, rest = each.copied.partition(".")
            if said == head and "_status." not in rest and each.name in own:
                lent.setdefault(SOFT + rest, own[each.name])
        return self._look(record(target.field(head).ref), lent)

    def _default_keys(self, upsert: Upsert, own: Columns) -> None:
        for part, default, others in upsert.usual:
            said = [own[other] for other in others if other in own]
            column = own.get(part) or [None] * len(self._marks)
            own[part] = [
                default if value is None and any(other is not None for other in rest) else value
                for value, rest in zip(column, zip(*said, strict=True), strict=True)
            ] if said else column  # fmt: skip

    def _find(self, target: Record, upsert: Upsert, own: Columns, carried: Mapping[str, _Part]) -> None:
        """By every key: rows that the ledger has, or that another of the same list may be, are left."""
        keyed = bytearray(len(self._marks))
        for key in target.model.keys:
            parts = [part for part in key if part not in carried]
            columns = [own.get(part) or [None] * len(self._marks) for part in parts]
            needed = [
                column for part, column in zip(parts, columns, strict=True) if part in upsert.needs[key]
            ]
            usable = _filled(needed, len(self._marks))
            if len(parts) < len(key):
                # With what is made for the row itself nothing else can have the key.
                keyed = bytearray(a | b for a, b in zip(keyed, usable, strict=True))
                continue
            tuples = list(zip(*columns, strict=True))
            asked = list(compress(tuples, usable))
            distinct = set(asked)
            again = (
                {each for each, n in Counter(asked).items() if n > 1} if len(distinct) < len(asked) else set()
            )
            doubtful = again | self._writer.locator.by_columns(target, key, distinct - again).keys()
            for i, may in enumerate(usable):
                if may:
                    keyed[i] = 1
                    if doubtful and tuples[i] in doubtful:
                        self._marks[i] = 0
        self._marks = bytearray(a & b for a, b in zip(self._marks, keyed, strict=True))

    # -- making -------------------------------------------------------------------------------------

    def _make(self, part: _Part, ids: Sequence[int] | None = None) -> list[int]:
        picked = {name: self._picked(column) for name, column in part.own.items()}
        count = sum(self._marks)
        for head, carried in part.carried.items():
            picked[head] = self._make(carried)
        for each in part.target.fields:
            head, _, rest = each.copied.partition(".")
            if head in part.carried and SOFT + each.name not in picked:
                picked[SOFT + each.name] = _held(part.carried[head], rest) or [None] * count
        for name in part.upsert.own:
            column = _chosen(picked.get(name), picked.get(SOFT + name), part.upsert.defaults.get(name), count)
            if column is not None:
                part.written[name] = column
        if ids is not None:
            part.written["id"] = ids
        made = self._writer.act.insert_columns(part.target.model, part.written, count)
        self._writer.locator.forget(part.target.id)
        return made

    def _picked(self, column: Column) -> Column:
        return list(compress(column, self._marks))


def _held(part: _Part, name: str) -> Column | None:
    """What was just written under a dotted name; of a history nothing was."""
    head, _, rest = name.partition(".")
    if not rest:
        return part.written.get(head)
    return _held(part.carried[head], rest) if head in part.carried else None


def _chosen(said: Column | None, soft: Column | None, usual: Any, count: int) -> Column | None:
    """What rows say, then what they take over, then what is usual."""
    if said is None and soft is None and usual is None:
        return None
    column = said if said is not None else [None] * count
    for other in (soft, [usual] * count if usual is not None else None):
        if other is not None and None in column:
            column = [less if value is None else value for value, less in zip(column, other, strict=True)]
    return column


def _says(column: Column | None) -> bool:
    return column is not None and any(value is not None for value in column)


def _filled(columns: Sequence[Column], count: int) -> bytearray:
    """Which rows have something in all of the columns."""
    filled = bytearray(b"\1" * count)
    for column in columns:
        if None in column:
            filled = bytearray(a and b is not None for a, b in zip(filled, column, strict=True))
    return filled
