"""Plans a merge: reads the rows, follows what hangs on them, and says what would be kept and what moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from desktop.core.errors import UserError
from desktop.core.fields import Field, Kind
from desktop.records.base import Base
from desktop.records.catalogue import Record, record
from desktop.records.school import School
from desktop.services.merging.beside import beside
from desktop.services.merging.plan import FORMER, NAME, Choices, FieldPlan, Group, MergePlan, Move, Offer
from desktop.services.merging.tracing import Key, Tracing, key_of
from desktop.services.merging.values import former_names, settled
from desktop.services.office import Office
from desktop.services.reading import shown
from desktop.store.find import find
from desktop.store.references import describe, existing
from desktop.store.references import references as refers

MOST = 20  # rows in one merge: more are a slip of the mouse


def plan_merge(office: Office, record_id: str, keep: int, others: Sequence[int]) -> MergePlan:
    """What making `others` part of `keep` would do; refuses with a sentence what cannot become one row."""
    with office.ledger.reading() as reading:
        return planned(office, reading, record_id, keep, others)[0]


def planned(
    office: Office, connection: Connection, record_id: str, keep: int, others: Sequence[int]
) -> tuple[MergePlan, Tracing]:
    """The plan, and what it was made of, within a reading or an act."""
    target, rest = record(record_id), tuple(dict.fromkeys(each for each in others if each != keep))
    tracing = Tracing(office.ledger, connection)
    heads = _join_heads(office, connection, tracing, target, keep, rest)
    tracing.follow()
    groups = _Groups(office, connection, tracing, heads).all(target, (keep, *rest))
    names = _names(office, connection, target, (keep, *rest))
    plan = MergePlan(
        target.id, target.label, keep, rest, f"{names[0]} ← {'、'.join(names[1:])}", names, groups,
        _moves(connection, tracing, office.ledger.school_id),
    )  # fmt: skip
    refuse_taken(office, connection, tracing, plan, {})
    return plan, tracing


# -- which rows ---------------------------------------------------------------------------------------------


def _join_heads(
    office: Office,
    connection: Connection,
    tracing: Tracing,
    target: Record,
    keep: int,
    rest: Sequence[int],
) -> set[int]:
    """Join the rows that were named, and with them their persons; all that were joined."""
    if not rest:
        raise UserError(f"要合并的{target.label}至少要两条", hint="，请另选一条与它是同一个的。")
    if len(rest) >= MOST:
        raise UserError(f"一次最多合并 {MOST} 条，没有合并", hint="，请分几次合并。")
    if target.model is School:
        raise UserError("学校不能合并", hint="，重新并入一所学校的台账会替换它原来的内容。")
    model = target.model
    _refuse_missing(office, connection, target, (keep, *rest))
    rows = {each: tracing.row(model, each) for each in (keep, *rest)}
    _refuse_apart(connection, target, rows)
    heads = {keep, *rest}
    if model.role:
        persons = list(dict.fromkeys(row[model.role] for row in rows.values() if row[model.role] is not None))
        if len(persons) > 1:
            whose = dict(refers(model))[model.role]
            tracing.join(whose, persons[0], persons[1:])
            heads |= set(persons)
    tracing.join(model, keep, rest)
    return heads


def _refuse_missing(office: Office, connection: Connection, target: Record, rows: Sequence[int]) -> None:
    found = find(office.ledger, target.id, paths=(), ids=rows, connection=connection).ids
    gone = [each for each in rows if each not in found]
    if gone and existing(connection, target.model, gone):
        raise UserError(
            f"选中的{target.label}里有别的学校的，没有合并", hint="，请由那所学校合并好，再并入一次。"
        )
    if gone:
        raise UserError(
            f"{target.label}里没有编号 {'、'.join(map(str, gone))} 的行", hint="，请刷新后重新选择。"
        )


def _refuse_apart(connection: Connection, target: Record, rows: dict[int, dict[str, Any]]) -> None:
    """Parts of different wholes are not one; lines of different persons become one with the persons."""
    model, whose = target.model, dict(refers(target.model))
    of_persons = [part for key in model.keys for part in key if part in whose and whose[part].role]
    for attr in dict.fromkeys((model.part_of, *model.carries, *of_persons)):
        said = {row[attr] for row in rows.values() if attr and row[attr] is not None}
        if len(said) < 2:
            continue
        whole = whose[attr]
        names = "、".join(describe(connection, whole, each) for each in sorted(said))
        raise UserError(
            f"这几条{target.label}的{target.field(attr).label}不同（{names}），不能合并",
            hint=f"，是同一个就请先合并{whole.label}，{target.label}会跟着合并。",
        )


# -- what is kept -------------------------------------------------------------------------------------------


class _Groups:
    """The groups of rows that become one, with what each row says of each field."""

    def __init__(self, office: Office, connection: Connection, tracing: Tracing, heads: set[int]) -> None:
        self._office, self._connection, self._tracing = office, connection, tracing
        self._heads = heads
        self._of: dict[int, int] = {}

    def all(self, target: Record, order: Sequence[int]) -> tuple[Group, ...]:
        """The named ones first, with a role's person before it; then what collides, as it is listed."""
        role = target.model.role
        for number, row in enumerate(order):
            self._of[row] = number
            if role:
                self._of.setdefault(self._tracing.row(target.model, row)[role], number)
        groups: list[Group] = []
        for model in self._tracing.models():
            owner = record(model.__tablename__)
            for kept, gone in self._tracing.groups(model).items():
                named = [each for each in order if each in gone] if model is target.model else gone
                fields = tuple(
                    self._field(owner, own, (kept, *named)) for own in owner.fields if not own.derived
                )
                head = kept in self._heads
                title = "" if head else self._title(owner, kept)
                groups.append(
                    Group(owner.id, owner.label, title, kept, tuple(named), head, _with_former(fields))
                )
        return tuple(sorted(groups, key=lambda each: (not each.head, each.head and each.record == target.id)))

    def _field(self, owner: Record, own: Field, rows: Sequence[int]) -> FieldPlan:
        model = owner.model
        values = [
            self._tracing.resolved(model, own.name, self._tracing.row(model, each)[own.name]) for each in rows
        ]
        value, state = settled(own, values)
        offers = tuple(
            Offer(row, each, self._said(own, each, values), self._whose(model, row))
            for row, each in zip(rows, values, strict=True)
        )
        return FieldPlan(rows[0], own, offers, value, self._said(own, value, values), state)

    def _whose(self, model: type[Base], row: int) -> int:
        """Which of the named rows a row belongs to, by what it refers to as it stands."""
        if row not in self._of:
            values = self._tracing.row(model, row)
            found = [
                self._whose(target, values[attr])
                for attr, target in refers(model)
                if values[attr] is not None and self._tracing.joined(target, values[attr])
            ]
            self._of[row] = max(found, default=0)
        return self._of[row]

    def _said(self, own: Field, value: Any, among: Sequence[Any]) -> str:
        """A value as it may be seen, masked; where masks look alike, which characters differ."""
        if value is None:
            return ""
        if own.kind is Kind.REF:
            return name_of(self._connection, record(own.ref).model, value)
        text = str(shown(self._office, own, value))
        if own.sensitive and isinstance(value, str):
            alike = (
                each
                for each in among
                if isinstance(each, str) and each != value and str(shown(self._office, own, each)) == text
            )
            if other := next(alike, ""):
                text += _unlike(value, other)
        return text

    def _title(self, owner: Record, row: int) -> str:
        return _names(self._office, self._connection, owner, (row,))[0]


def _unlike(value: str, other: str) -> str:
    """Where a value differs from one whose mask looks the same."""
    if len(value) != len(other):
        return f"（{len(value)} 位）"
    places = [str(at) for at, (one, two) in enumerate(zip(value, other, strict=True), 1) if one != two]
    return f"（第 {'、'.join(places)} 位不同）" if len(places) <= 4 else "（不同）"


def _with_former(fields: tuple[FieldPlan, ...]) -> tuple[FieldPlan, ...]:
    """Where the record has 曾用名, the names that are given up go there."""
    by_name = {each.own.name: each for each in fields}
    if FORMER not in by_name or NAME not in by_name:
        return fields
    former, name = by_name[FORMER], by_name[NAME]
    already = [offer.value for offer in former.offers]
    value = former_names([offer.value for offer in name.offers], name.value, already)
    if value == already[0]:
        made = FieldPlan(former.row, former.own, former.offers, value, value or "", "same")
    else:
        made = FieldPlan(former.row, former.own, former.offers, value, value or "", "joined")
    return tuple(made if each is former else each for each in fields)


def name_of(connection: Connection, model: type[Base], row: int) -> str:
    """What a row is called: 汽车工程系."""
    return describe(connection, model, row).removeprefix(model.label).removeprefix("「").removesuffix("」")


def _names(office: Office, connection: Connection, owner: Record, rows: Sequence[int]) -> tuple[str, ...]:
    """Rows by what identifies them, as much of it as may be seen: 张三 电工（中级）."""
    paths = [owner.by_name(name) for name in owner.model.identity]
    paths = [path for path in paths if not path.field.sensitive] or paths[:1]
    found = find(
        office.ledger, owner.id, paths=paths, ids=rows, today=office.today, connection=connection
    )  # fmt: skip
    named: dict[int, str] = {}
    for row, cells in zip(found.ids, found.rows, strict=True):
        texts = [
            str(cell) if path.field.kind is Kind.REF else str(shown(office, path.field, cell))
            for path, cell in zip(paths, cells, strict=True)
            if cell is not None
        ]
        named[row] = " ".join(texts) or f"第 {row} 号"
    return tuple(named.get(row, str(row)) for row in rows)


# -- what moves ---------------------------------------------------------------------------------------------


def _moves(connection: Connection, tracing: Tracing, school: int) -> tuple[Move, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    for model, rows in tracing.moving():
        labels = {name: column.info["field"].label for name, column in model.__mapper__.columns.items()
                  if "field" in column.info}  # fmt: skip
        for changed in rows.values():
            counts.update((model.label, labels[attr]) for attr in changed)
    gone = {row: tracing.root(model, row) for model in tracing.models() for row in tracing.gone(model)}
    hanging = beside(connection, school, gone)
    counts.update({(label, ""): rows for label, rows in hanging.counts().items() if rows})
    return tuple(Move(label, through, rows) for (label, through), rows in counts.items())


# -- what cannot be -----------------------------------------------------------------------------------------


def refuse_taken(
    office: Office, connection: Connection, tracing: Tracing, plan: MergePlan, choices: Choices
) -> None:
    """Refuse where a row would then have the key of one that is not among the merged."""
    for group in plan.groups:
        owner = record(group.record)
        values = group.values(choices)
        aside = {group.kept, *tracing.gone(owner.model)}
        for key in owner.model.keys:
            third = [each for each in _having(office, connection, owner, key, values) if each not in aside]
            if third:
                name = _names(office, connection, owner, third[:1])[0]
                labels = "、".join(owner.field(part).label for part in key)
                raise UserError(
                    f"合并后的{owner.label}与不在其中的“{name}”{labels}相同，没有合并",
                    hint="，请把那一条也选上，或改选别的值。",
                )


def _having(
    office: Office, connection: Connection, owner: Record, key: Key, values: dict[str, Any]
) -> list[int]:
    """Rows of the ledger that have this key; none where a part of it is blank."""
    told = key_of(owner.model, key, values)
    if told is None or None in told:
        return []
    columns = owner.table.c
    earlier = {part for each in owner.model.keys[: owner.model.keys.index(key)] for part in each} - set(key)
    wanted = select(columns.id).where(columns.school == office.ledger.school_id)
    for part, value in zip(key, told, strict=True):
        wanted = wanted.where(columns[part] == value)
    for part in sorted(earlier):
        wanted = wanted.where(columns[part].is_(None))
    return list(connection.execute(wanted).scalars())
