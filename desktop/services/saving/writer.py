"""One batch of rows of one record written inside an act: references, role, the row itself, its history."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from desktop.core.dates import school_year
from desktop.core.errors import Problem
from desktop.core.fields import Field, Kind
from desktop.records.catalogue import Record, record
from desktop.services.saving.locating import CHUNK, SOFT, Locator, Values, title_name, way
from desktop.services.saving.outcome import Outcome
from desktop.services.saving.upsert import Upsert
from desktop.store.act import Writing
from desktop.store.find import by_id, find
from desktop.store.ledger import Ledger

OnConflict = Literal["update", "skip"] | None
_Ways = tuple[list[tuple[str, int]], list[tuple[str, list[tuple[str, int]]]]]


class Writer:
    """Writes rows given as dotted attribute names; see save_many for the meaning of the settings."""

    def __init__(
        self,
        act: Writing,
        ledger: Ledger,
        today: date,
        *,
        on_conflict: OnConflict = None,
        clear: bool = False,
        create: Collection[str] = (),
    ) -> None:
        self.act = act
        self.ledger = ledger
        self.today = today
        self.on_conflict = on_conflict
        self.clear = clear
        self.create = frozenset(create)
        self.locator = Locator(ledger, act.connection, today, act.held)

    def write(
        self,
        target: Record,
        rows: Sequence[Values],
        ids: Sequence[int | None] | None = None,
        *,
        told: bool = False,
        fresh: Sequence[int] | None = None,
    ) -> list[Outcome]:
        """Write the rows in order; `ids` names rows known already, `told` lists what new rows say.

        `fresh`: the ids that new rows are to have, one for every row.
        """
        outcomes = [Outcome(id=known) for known in (ids or [None] * len(rows))]
        batch = _Batch(self, target, rows, outcomes, told=told, fresh=fresh)
        batch.references()
        batch.people()
        batch.copies()
        batch.own()
        batch.history()
        return outcomes


class _Batch:
    """The steps of one `write`; a row refused by one step is left alone by the later ones."""

    def __init__(
        self,
        writer: Writer,
        target: Record,
        rows: Sequence[Values],
        outcomes: list[Outcome],
        *,
        told: bool,
        fresh: Sequence[int] | None,
    ) -> None:
        self.writer = writer
        self.target = target
        self.outcomes = outcomes
        self.told = told
        self.fresh = fresh
        self.values: list[Values] = []
        self.groups: list[dict[str, Values]] = []
        self.made: dict[str, set[int]] = {}  # by head: rows whose person or trainee was made just now
        ways: dict[tuple[str, ...], _Ways] = {}
        for row in rows:
            names = tuple(row)
            if names not in ways:
                ways[names] = _ways(names)
            own, groups = ways[names]
            said = list(row.values())
            self.values.append({name: said[at] for name, at in own})
            self.groups.append({head: {rest: said[at] for rest, at in way} for head, way in groups})

    def _open(self) -> list[int]:
        return [i for i, outcome in enumerate(self.outcomes) if not outcome.refused]

    def _label(self, head: str, name: str = "") -> str:
        dotted = f"{head}.{name}" if name else head
        return self.target.by_name(dotted).label

    # -- references ---------------------------------------------------------------------------------

    def references(self) -> None:
        """Rows named by their own title or key fields become ids; people are left to `people`."""
        carried = {self.target.model.role, *self.target.model.carries}
        said: set[str] = set().union(*self.values, *self.groups)
        for own in self.target.fields:
            if own.kind is not Kind.REF or own.name not in said:
                continue
            for i in self._open():
                values = self.values[i]
                direct = values.get(own.name)
                if own.name not in self.groups[i] and not isinstance(direct, str):
                    continue
                given = dict(self.groups[i].get(own.name, {}))
                if isinstance(direct, str):
                    given = {title_name(own.ref): direct, **given}
                if own.name in carried and not isinstance(direct, str):
                    continue
                given = {name: value for name, value in given.items() if value is not None}
                if given and not isinstance(direct, int):
                    values[own.name] = self._refer(i, own, given)
                self.groups[i].pop(own.name, None)

    def _refer(self, i: int, own: Field, given: Values) -> int | None:
        target = record(own.ref)
        found, problem = self.writer.locator.reference(target, given)
        if problem is None:
            return found
        if own.ref in self.writer.create and problem.rule == "引用不在台账":
            made = self.writer.write(target, [given])[0]
            if not made.refused:
                self.writer.locator.forget(own.ref)
                return made.id
            problem = made.problems[0] if made.problems else problem
        label = self._label(own.name, next(iter(given))) if given else own.label
        self.outcomes[i].refuse(
            problem.at(record=self.target.id) if problem.path else _pathed(problem, label)
        )
        return None

    # -- the person of a role, the trainee of a roster line -----------------------------------------

    def people(self) -> None:
        """Write the rows this one carries with it, and take their ids."""
        for head in filter(None, (self.target.model.role, *self.target.model.carries)):
            own = self.target.field(head)
            known = self._known_people(head)
            rows = [i for i in self._open() if self.groups[i].get(head) or known.get(i)]
            self._lend(rows, head)
            parts = self.writer.write(
                record(own.ref), [self.groups[i].get(head, {}) for i in rows], [known.get(i) for i in rows]
            )
            for i, part in zip(rows, parts, strict=True):
                self.outcomes[i].absorb(self._relabel(head, part))
                if part.id is not None and not part.refused:
                    self.values[i][head] = part.id
                if part.fate == "created":
                    self.made.setdefault(head, set()).add(i)

    def _relabel(self, head: str, part: Outcome) -> Outcome:
        if not part.problems and not part.changes:
            return part
        silent = head == self.target.model.role or head == self.target.model.history
        if silent:
            return part
        prefix = self.target.field(head).label
        problems = [
            _pathed(problem, f"{prefix}.{problem.path}" if problem.path else prefix)
            for problem in part.problems
        ]
        changes = {f"{prefix}.{label}": change for label, change in part.changes.items()}
        return Outcome(part.fate, part.id, changes, problems)

    def _lend(self, rows: list[int], head: str) -> None:
        """What a roster line says of its trainee is said of a new person too, never of a known one."""
        for own in self.target.fields:
            way, _, rest = own.copied.partition(".")
            if way != head or "_status." in rest:
                continue
            for i in rows:
                value = self.values[i].get(own.name)
                if value is not None:
                    self.groups[i].setdefault(head, {}).setdefault(SOFT + rest, value)

    def _known_people(self, head: str) -> dict[int, int]:
        """People of rows without a document number, found by what else names them here."""
        known: dict[int, int] = {}
        number = "document_number" if head == self.target.model.role else "person.document_number"
        for i in self._open():
            outcome, given = self.outcomes[i], self.groups[i].get(head, {})
            if isinstance(self.values[i].get(head), int):
                known[i] = self.values[i][head]
            elif outcome.id is not None:
                known[i] = by_id(
                    self.writer.ledger, self.target.id, [outcome.id], connection=self.writer.act.connection
                )[outcome.id][head]
            elif given.get(number) is None:
                found = (
                    self._by_likely(i)
                    if head == self.target.model.role
                    else self._in_same_part(i, head, given)
                )
                if found is not None:
                    known[i] = found
        return known

    def _by_likely(self, i: int) -> int | None:
        """A teacher by 工号."""
        given = {
            name: self.values[i].get(name) for name in self.target.model.likely if self.values[i].get(name)
        }
        found = self.writer.locator.named(self.target, given) if given else []
        if len(found) != 1:
            return None
        row = by_id(self.writer.ledger, self.target.id, found, connection=self.writer.act.connection)[
            found[0]
        ]
        person: int | None = row[self.target.model.role]
        return person

    def _in_same_part(self, i: int, head: str, given: Values) -> int | None:
        """A roster line without a number means the person of that name already in the same class."""
        whole, name = self.target.model.part_of, given.get("person.name")
        if not whole or name is None or self.values[i].get(whole) is None:
            return None
        wanted = {whole: self.values[i][whole], f"{head}.person.name": name}
        found = self.writer.locator.named(self.target, wanted)
        if len(found) != 1:
            return None
        row = by_id(self.writer.ledger, self.target.id, found, connection=self.writer.act.connection)[
            found[0]
        ]
        student: int | None = row[head]
        return student

    # -- values copied at sign-up ---------------------------------------------------------------------

    def copies(self) -> None:
        """New rows take what was true of their trainee (or enterprise) where they do not say otherwise."""
        by_way: dict[str, list[Field]] = {}
        for own in self.target.fields:
            if own.copied:
                by_way.setdefault(own.copied.partition(".")[0], []).append(own)
        for head, fields in by_way.items():
            rows = [
                i
                for i in self._open()
                if self.outcomes[i].id is None and self.values[i].get(head) is not None
            ]
            if not rows:
                continue
            names = [own.copied.partition(".")[2] for own in fields]
            source = record(self.target.field(head).ref)
            blank = self._without_history(head, source.model.history)
            for day, some in self._by_day(rows).items():
                found = self._held(source, names, {self.values[i][head] for i in some}, day, blank)
                soft = [SOFT + own.name for own in fields]
                for i in some:
                    values = self.values[i]
                    held = found[values[head]]
                    for own_name, name in zip(soft, names, strict=True):
                        values.setdefault(own_name, held.get(name))

    def _by_day(self, rows: Sequence[int]) -> dict[date, list[int]]:
        """Rows by the day of their class or exam, today at the latest: an old roster has not today's 年级."""
        whole = self.target.model.part_of
        grouped: dict[date, list[int]] = {}
        way, _, name = next(iter(self.target.model.window), "").partition(".")
        wholes = {self.values[i][whole] for i in rows if self.values[i].get(whole)} if way == whole else set()
        days = self._seen(record(self.target.field(whole).ref), [name], wholes) if wholes else {}
        for i in rows:
            day = days.get(self.values[i].get(whole) or 0, (None,))[0] or self.writer.today
            grouped.setdefault(min(day, self.writer.today), []).append(i)
        return grouped

    def _without_history(self, way: str, history: str) -> set[int]:
        """Rows made just now that nobody has told a status of."""
        heads = (f"{history}.", f"{SOFT}{history}.")
        told = {
            self.values[i].get(way)
            for i, groups in enumerate(self.groups)
            if any(name.startswith(heads) for name in groups.get(way, ()))
        }
        return {self.values[i][way] for i in self.made.get(way, ())} - told

    def _held(
        self, source: Record, names: Sequence[str], ids: set[int], day: date, blank: Set[int]
    ) -> dict[int, Values]:
        """What was true of rows on a day; of 学籍 only that of its 学年: who has left is in no class.

        `blank`: rows that have no 学籍 for sure.
        """
        history = source.model.history
        plain = [name for name in names if not history or not name.startswith(f"{history}.")]
        seen = self._seen(source, plain, ids) if plain else {}
        found = {each: dict(zip(plain, seen.get(each, ()), strict=False)) for each in ids}
        if len(plain) == len(names):
            return found
        year = school_year(day)
        status, wanted = record(history), {(each, year) for each in ids - blank}
        rows = self.writer.locator.by_columns(status, status.model.keys[0], wanted)
        by_owner = {owner: row for (owner, _), (row, *_) in rows.items()}
        known = by_id(self.writer.ledger, history, by_owner.values(), connection=self.writer.act.connection)
        for owner, row in by_owner.items():
            found[owner] |= {f"{history}.{name}": value for name, value in known[row].items()}
        return found

    def _seen(self, target: Record, names: Sequence[str], ids: set[int]) -> dict[int, tuple[Any, ...]]:
        """Raw values of dotted names of rows by id, as they stand in the act."""
        found: dict[int, tuple[Any, ...]] = {}
        paths, wanted = [target.by_name(name) for name in names], sorted(ids)
        for start in range(0, len(wanted), CHUNK):
            page = find(
                self.writer.ledger,
                target.id,
                paths=paths,
                ids=wanted[start : start + CHUNK],
                today=self.writer.today,
                raw=True,
                connection=self.writer.act.connection,
            )
            found.update(zip(page.ids, page.rows, strict=True))
        return found

    # -- the row itself ---------------------------------------------------------------------------------

    def own(self) -> None:
        Upsert(
            self.writer, self.target, self.values, self.outcomes,
            told=self.told, made=self.made, fresh=self.fresh,
        ).run(self._open())  # fmt: skip

    # -- what held when -----------------------------------------------------------------------------------

    def history(self) -> None:
        """Write what the row says of the status in force: 职称, 系部, 学籍."""
        name = self.target.model.history
        rows = [i for i in self._open() if name and _said(self.groups[i].get(name, {}))]
        if not rows:
            return
        target = record(name)
        back, since = target.model.keys[0]
        owners = {self.outcomes[i].id or 0 for i in rows}
        in_force = {
            owner: row[0] for owner, row in self._seen(self.target, [f"{name}.{since}"], owners).items()
        }
        joined = self._joined(owners)
        values: list[Values] = []
        for i in rows:
            owner, given = self.outcomes[i].id or 0, dict(self.groups[i][name])
            if given.get(since) is None:
                given[since] = in_force.get(owner) or self._since(target.field(since), joined.get(owner))
            values.append({back: owner, **given})
        for i, part in zip(rows, self.writer.write(target, values, told=True), strict=True):
            self.outcomes[i].absorb(part)

    def _joined(self, owners: set[int]) -> dict[int, date]:
        """入职日期 of the rows that have one."""
        if "joined" not in {own.name for own in self.target.fields}:
            return {}
        return {owner: row[0] for owner, row in self._seen(self.target, ["joined"], owners).items()}

    def _since(self, since: Field, joined: date | None) -> Any:
        """From when a status holds that gives no date: 入职日期, else the start of the 学年."""
        year = school_year(self.writer.today)
        if since.kind is not Kind.DAY:
            return year
        return joined or date(int(year[:4]), 9, 1)


def _ways(names: Sequence[str]) -> _Ways:
    """Where in a row its own values stand, and by head those of what it refers to."""
    own: list[tuple[str, int]] = []
    groups: dict[str, list[tuple[str, int]]] = {}
    for at, (head, rest) in enumerate(map(way, names)):
        if rest:
            groups.setdefault(head, []).append((rest, at))
        else:
            own.append((head, at))
    return own, list(groups.items())


def _pathed(problem: Problem, path: str) -> Problem:
    return replace(problem, path=path)


def _said(values: Values) -> bool:
    return any(value is not None for value in values.values())
