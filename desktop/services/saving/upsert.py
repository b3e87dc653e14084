"""Rows of one table: each found by key and compared, or made new; conflicts are only shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

from desktop.core.errors import Problem
from desktop.records.catalogue import Record
from desktop.services.saving.locating import SOFT, Values
from desktop.services.saving.outcome import Outcome
from desktop.store.find import by_id

if TYPE_CHECKING:
    from desktop.services.saving.writer import Writer


class Upsert:
    """Finds, compares and writes; `values` and `outcomes` run in step, outcomes are filled in."""

    def __init__(
        self,
        writer: Writer,
        target: Record,
        values: Sequence[Values],
        outcomes: Sequence[Outcome],
        *,
        told: bool = False,
        made: Mapping[str, Set[int]] | None = None,
        fresh: Sequence[int] | None = None,
    ) -> None:
        self.writer = writer
        self.told = told
        self.fresh = fresh  # by place in values: the ids that new rows are to have
        self.made = made or {}  # by reference: rows for which it was made just now, so that nothing has it
        self.target = target
        self.values = values
        self.outcomes = outcomes
        self.own = {field.name: field for field in target.fields if not field.derived}
        parts, lack = self._key_parts(), target.model.may_lack
        self.needs = {
            key: (key[0], *(part for part in key[1:] if part not in lack)) for key in target.model.keys
        }
        self.usual = [
            (part, self.own[part].default, [other for other in key if other != part])
            for key in target.model.keys
            for part in key
            if self.own[part].default
        ]
        self.defaults = {k: own.default for k, own in self.own.items() if own.default and k not in parts}

    def run(self, rows: Sequence[int]) -> None:
        for i in rows:
            self._default_key(self.values[i])
        self._find(rows)
        known = [i for i in rows if self.outcomes[i].id is not None and not self.outcomes[i].refused]
        fresh = [i for i in rows if self.outcomes[i].id is None and not self.outcomes[i].refused]
        self._change(known)
        self._create(fresh)

    # -- finding -----------------------------------------------------------------------------------

    def _default_key(self, values: Values) -> None:
        """A key part with a default (证件类型) is taken as that when another part of the key is given."""
        for part, default, others in self.usual:
            if values.get(part) is None and any(values.get(other) is not None for other in others):
                values[part] = default

    def _usable(self, key: tuple[str, ...], values: Values) -> bool:
        return None not in map(values.get, self.needs[key])

    def _find(self, rows: Sequence[int]) -> None:
        keyed: set[int] = set()
        for number, key in enumerate(self.target.model.keys):
            asked = [
                i
                for i in rows
                if self.outcomes[i].id is None
                and not self.outcomes[i].refused
                and self._usable(key, self.values[i])
            ]
            keyed.update(asked)
            for part in key:
                new = self.made.get(part)
                asked = [i for i in asked if i not in new] if new else asked
            wanted = {i: tuple([self.values[i].get(part) for part in key]) for i in asked}
            found = self.writer.locator.by_columns(self.target, key, wanted.values())
            earlier = self.target.model.keys[:number]
            stand = self._standing({row_id for ids in found.values() for row_id in ids} if earlier else ())
            for i, parts in wanted.items() if found else ():
                self._settle(i, self._same_elsewhere(i, found.get(parts, []), earlier, stand))
        for i in rows:
            if i not in keyed and self.outcomes[i].id is None and not self.outcomes[i].refused:
                self._find_likely(i)

    def _standing(self, ids: Iterable[int]) -> dict[int, Values]:
        """Rows as they stand in the act."""
        connection = self.writer.act.connection
        return by_id(self.writer.ledger, self.target.id, ids, connection=connection)

    def _same_elsewhere(
        self, i: int, found: list[int], earlier: Sequence[Sequence[str]], stand: dict[int, Values]
    ) -> list[int]:
        """Of rows found by a later key, those that do not differ in an earlier one that both have."""
        if not found or not earlier:
            return found
        kept = []
        for row_id in found:
            pairs = [(stand[row_id][part], self.values[i].get(part)) for key in earlier for part in key]
            if all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs):
                kept.append(row_id)
        return kept

    def _settle(self, i: int, found: list[int]) -> None:
        if len(found) == 1:
            self.outcomes[i].id = found[0]
        elif found:
            label, keys = self.target.label, self._key_labels()
            sentence = f"台账里有 {len(found)} 条{label}都符合，无法判断是哪一条，请补充{keys}。"
            self.outcomes[i].refuse(Problem("主键不唯一", sentence, path=self._key_path()))

    def _find_likely(self, i: int) -> None:
        """Without a key: the one row that is alike in all of `likely`; a namesake is a question, no guess."""
        likely, values = self.target.model.likely, self.values[i]
        if not likely or values.get(likely[0]) is None:
            sentence = f"缺少{self._key_labels()}，无法登记这条{self.target.label}，请补上。"
            self.outcomes[i].refuse(Problem("缺少关键字段", sentence, path=self._key_path()))
            return
        name = values[likely[0]]
        alike = self.writer.locator.by_columns(self.target, likely[:1], [(name,)]).get((name,), [])
        stand = by_id(self.writer.ledger, self.target.id, alike, connection=self.writer.act.connection)
        keys = {part for key in self.target.model.keys for part in key} - set(likely)
        same = [
            row_id
            for row_id, row in stand.items()
            if all(values.get(part) is not None and row[part] == values[part] for part in likely)
            and (len(likely) == 1 or all(row[part] is None for part in keys if not self.own[part].default))
        ]
        if len(same) == 1:
            self.outcomes[i].id = same[0]
        elif alike:
            label, asked = self.target.label, self._key_labels()
            sentence = f"台账里已有叫「{name}」的{label}，请补充{asked}以便判断是不是同一个。"
            self.outcomes[i].refuse(
                Problem("同名待确认", sentence, path=self.own[likely[0]].label, value=str(name))
            )

    def _key_labels(self) -> str:
        return "或".join("、".join(self.own[part].label for part in key) for key in self.target.model.keys)

    def _key_path(self) -> str:
        return self.own[self.target.model.keys[0][0]].label

    # -- changing ----------------------------------------------------------------------------------

    def _change(self, rows: Sequence[int]) -> None:
        ids = {self.outcomes[i].id or 0 for i in rows}
        stand = by_id(self.writer.ledger, self.target.id, ids, connection=self.writer.act.connection)
        pending: dict[int, Values] = {}
        for i in rows:
            outcome = self.outcomes[i]
            row_id = outcome.id or 0
            if row_id not in stand:
                sentence = f"这条{self.target.label}已不在台账里，请刷新后再试。"
                outcome.refuse(Problem("记录已删除", sentence))
                continue
            current = stand[row_id]
            differs = self._differences(self.values[i], current)
            clashes = {name for name in differs if current[name] is not None}
            if clashes and self.writer.on_conflict != "update":
                skipped = self.writer.on_conflict == "skip"
                outcome.fate = "skipped" if skipped else "conflict"
                outcome.changes = {self.own[name].label: (current[name], differs[name]) for name in clashes}
            elif differs:
                outcome.fate = "updated"
                outcome.changes.update(
                    {self.own[name].label: (current[name], differs[name]) for name in differs}
                )
                pending.setdefault(row_id, {}).update(differs)
                current.update(differs)
        if pending:
            self.writer.act.update(self.target.model, pending)
            self.writer.locator.forget(self.target.id)

    def _differences(self, values: Values, current: Values) -> Values:
        return {
            name: value
            for name, value in values.items()
            if name in self.own and (value is not None or self.writer.clear) and value != current[name]
        }

    # -- making new --------------------------------------------------------------------------------

    def _create(self, rows: Sequence[int]) -> None:
        made: dict[tuple[str, ...], dict[tuple[Any, ...], int]] = {key: {} for key in self.target.model.keys}
        fresh: list[int] = []
        twins: dict[int, int] = {}
        for i in rows:
            twin = self._twin(i, made)
            if twin is not None:
                self._merge(i, twin)
                twins[i] = twin
                continue
            fresh.append(i)
            self.outcomes[i].fate = "created"
            if self.told:
                self.outcomes[i].changes.update(
                    {
                        self.own[k].label: (None, v)
                        for k, v in self.values[i].items()
                        if k in self.own and v is not None
                    }
                )
        columns = self._columns(fresh)
        if self.fresh is not None:
            columns["id"] = [self.fresh[i] for i in fresh]
        ids = self.writer.act.insert_columns(self.target.model, columns, len(fresh))
        for i, row_id in zip(fresh, ids, strict=True):
            self.outcomes[i].id = row_id
        for i, twin in twins.items():
            self.outcomes[i].id = self.outcomes[twin].id
        if fresh:
            self.writer.locator.forget(self.target.id)

    def _twin(self, i: int, made: dict[tuple[str, ...], dict[tuple[Any, ...], int]]) -> int | None:
        """An earlier row of the batch with the same key."""
        twin: int | None = None
        values = self.values[i]
        for key, seen in made.items():
            parts = tuple(map(values.get, key))
            if None not in parts or self._usable(key, values):
                twin = seen.setdefault(parts, i)
                break
        return None if twin in (None, i) else twin

    def _merge(self, i: int, twin: int) -> None:
        """Two equal rows are one record; the same key with other values is a problem."""
        first = self.values[twin]
        for name, value in self.values[i].items():
            if name not in self.own or value is None:
                continue
            if first.get(name) is None:
                first[name] = value
            elif first[name] != value:
                label = self.own[name].label
                sentence = f"与同一批里另一行的{self._key_labels()}相同，但{label}不同，请核对后只留一行。"
                self.outcomes[i].refuse(Problem("主键重复", sentence, path=label, value=str(value)))
                return

    def _columns(self, rows: Sequence[int]) -> dict[str, list[Any]]:
        """What new rows say, then what they take over, then what is usual: by column."""
        values = [self.values[i] for i in rows]
        said: set[str] = set().union(*values)
        columns: dict[str, list[Any]] = {}
        for name in self.own:
            usual, soft = self.defaults.get(name), SOFT + name
            if name not in said and soft not in said and usual is None:
                continue
            column = [row.get(name) for row in values]
            if soft in said:
                column = [
                    row.get(soft) if value is None else value
                    for row, value in zip(values, column, strict=True)
                ]
            if usual is not None:
                column = [usual if value is None else value for value in column]
            columns[name] = column
        return columns

    def _key_parts(self) -> set[str]:
        return {part for key in self.target.model.keys for part in key}
