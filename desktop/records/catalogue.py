"""The catalogue: records by name, and label paths (教师.姓名) resolved to fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from sqlalchemy import Table

from desktop.core.errors import UserError
from desktop.core.fields import Field, Kind
from desktop.records.base import Base, Derived
from desktop.records.models import ALL
from desktop.records.wordings import words_of


@dataclass(frozen=True, slots=True)
class Hop:
    """One step from a row to another: along a reference, or to the history row in force."""

    name: str  # attribute of the reference, or table name of the history
    target: str  # identifier of the record reached
    history: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A field as seen from a record: `label` is how people and scripts name it (教师.姓名)."""

    record: str
    hops: tuple[Hop, ...]
    field: Field
    label: str
    owner: str  # identifier of the record that declares the field
    name: str = dataclasses.field(init=False, compare=False)  # dotted attribute names: teacher.person.name

    def __post_init__(self) -> None:
        # Made once: an import asks for it several times a cell.
        object.__setattr__(self, "name", ".".join((*(hop.name for hop in self.hops), self.field.name)))

    @property
    def own(self) -> bool:
        """Whether the record itself holds the field."""
        return not self.hops

    @property
    def required(self) -> bool:
        """Whether a return needs it, seen from here: not what a reference that may be blank leads to."""
        at, named = _by_id()[self.record], False
        for number, hop in enumerate(self.hops):
            model = at.model
            if not hop.history and hop.name != model.role:
                keys = {part for key in model.keys for part in key} - set(model.may_lack)
                needed = at.field(hop.name).required
                if not needed and hop.name not in keys:
                    return False
                rest = ".".join((*(each.name for each in self.hops[number + 1 :]), self.field.name))
                named = needed and rest == _by_id()[hop.target].model.identity[0]
            at = _by_id()[hop.target]
        return named or self.field.required


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the catalogue. `fields` are its own, `columns` what a table or a script shows of it."""

    id: str
    label: str
    doc: str
    model: type[Base] = field(repr=False, compare=False)
    fields: tuple[Field, ...] = field(repr=False, compare=False)

    @property
    def table(self) -> Table:
        """Its table in SQL."""
        return Base.metadata.tables[self.id]

    @property
    def columns(self) -> tuple[Path, ...]:
        """Own fields, those of its role and current status, and what shows each reference."""
        return _columns(self.id)

    @property
    def parts(self) -> tuple[Record, ...]:
        """Records shown inside a row of this one and deleted with it."""
        return tuple(
            record
            for record in records()
            if record.model.part_of and _target(record, record.model.part_of) == self.id
        )

    def field(self, name: str) -> Field:
        """An own or derived field by its identifier."""
        for own in self.fields:
            if own.name == name:
                return own
        raise KeyError(f"{self.id}.{name}")

    def derived(self, name: str) -> Derived | None:
        """How the field of this identifier is computed; None where it is stored."""
        found = getattr(self.model, name, None)
        return found if isinstance(found, Derived) else None

    def path(self, label: str) -> Path:
        """The path named by labels or aliases, the record's own label first or not; UserError if none."""
        found = self.find_path(label)
        if found is None:
            raise UserError(
                f"「{self.label}」里没有叫「{label}」的字段。",
                hint=f"用 zhijiao records 可以看到「{self.label}」的全部字段。",
            )
        return found

    def find_path(self, label: str) -> Path | None:
        """As `path`, but None where nothing is so called."""
        return _find_path(self.id, label)

    def by_name(self, dotted: str) -> Path:
        """The path of dotted attribute names (student.person.education)."""
        return _by_name(self.id, dotted)

    def reachable(self, depth: int = 3) -> tuple[Path, ...]:
        """Every path within `depth` references, nearest first: what a form's column may be bound to."""
        return _reachable(self.id, depth)


@cache
def records() -> tuple[Record, ...]:
    """Every record a person sees, in the order of the models."""
    return tuple(_describe(model) for model in ALL)


@cache
def _by_id() -> dict[str, Record]:
    return {record.id: record for record in records()}


def record(name: str) -> Record:
    """A record by its identifier or Chinese name; UserError when there is none."""
    for candidate in records():
        if name in (candidate.id, candidate.label):
            return candidate
    known = "、".join(each.label for each in records())
    raise UserError(f"没有叫「{name}」的台账。", hint=f"可用的有：{known}。")


def _describe(model: type[Base]) -> Record:
    fields = [
        _named(model.__tablename__, replace(column.info["field"], name=column.key))
        for column in model.__table__.columns
        if "field" in column.info
    ]
    for name, value in vars(model).items():
        if isinstance(value, Derived):
            fields.append(_named(model.__tablename__, replace(value.field, name=name)))
    doc = (model.__doc__ or "").strip().splitlines()[0]
    return Record(model.__tablename__, model.label, doc, model, tuple(fields))


def _named(table: str, own: Field) -> Field:
    """The field with all the words it goes by."""
    more = words_of(table, own.name)
    return replace(own, aliases=tuple(dict.fromkeys((*own.aliases, *more)))) if more else own


def _target(record: Record, name: str) -> str:
    return record.field(name).ref


def _hops(record: Record) -> Iterator[tuple[Hop, str]]:
    """Steps out of a record with the label each adds to a path ("" for the role and the history)."""
    for own in record.fields:
        if own.kind is Kind.REF:
            yield Hop(own.name, own.ref), "" if own.name == record.model.role else own.label
    if record.model.history:
        yield Hop(record.model.history, record.model.history, history=True), ""


def _join(labels: tuple[str, ...], last: str) -> str:
    return ".".join((*labels, last))


def _back_reference(hops: tuple[Hop, ...], own: Field) -> bool:
    """The field of a history row that points back to the row it is the history of."""
    return (
        bool(hops)
        and hops[-1].history
        and own.kind is Kind.REF
        and own.ref == hops[-1].name.removesuffix("_status")
    )


@cache
def _find_path(record_id: str, label: str) -> Path | None:
    root = _by_id()[record_id]
    tokens = tuple(token.strip() for token in label.split("."))
    if len(tokens) > 1 and tokens[0] in (root.label, root.id):
        found = _resolve(root, root, (), (), tokens[1:])
        if found is not None:
            return found
    return _resolve(root, root, (), (), tokens) or _only_leaf(root, label)


def _only_leaf(root: Record, label: str) -> Path | None:
    """姓名 of a roster line can only be its trainee's: the one column that ends in the label."""
    found = [path for path in root.columns if path.label.split(".")[-1] == label]
    return found[0] if len(found) == 1 else None


@cache
def _columns(record_id: str) -> tuple[Path, ...]:
    root = _by_id()[record_id]
    place = {name: number for number, name in enumerate(root.model.front)}
    found = _expand(root, root, (), (), whole=True)
    return tuple(sorted(found, key=lambda path: place.get(path.name, len(place))))


def _expand(
    root: Record, at: Record, hops: tuple[Hop, ...], labels: tuple[str, ...], *, whole: bool
) -> Iterator[Path]:
    """All columns seen at `at`: own fields, the role's as own, references by their identity, then history."""
    for own in at.fields:
        if _back_reference(hops, own):
            continue
        if own.kind is not Kind.REF:
            yield Path(root.id, hops, own, _join(labels, own.label), at.id)
            continue
        target, hop = _by_id()[own.ref], Hop(own.name, own.ref)
        if own.name == at.model.role:
            yield from _expand(root, target, (*hops, hop), labels, whole=whole)
        elif own.name in at.model.carries and whole:
            yield from _expand(root, target, (*hops, hop), (*labels, own.label), whole=False)
        else:
            yield from _identity(root, at, own, hops, labels)
    if at.model.history:
        history = _by_id()[at.model.history]
        yield from _expand(
            root, history, (*hops, Hop(history.id, history.id, history=True)), labels, whole=False
        )


def _identity(
    root: Record, at: Record, own: Field, hops: tuple[Hop, ...], labels: tuple[str, ...]
) -> Iterator[Path]:
    """A reference as a person names it: by the one thing that names its row, or by each of several."""
    target = _by_id()[own.ref]
    if len(target.model.identity) == 1:
        yield Path(root.id, hops, own, _join(labels, own.label), at.id)
        return
    for dotted in target.model.identity:
        yield from _walk(
            root, target, (*hops, Hop(own.name, own.ref)), (*labels, own.label), dotted.split(".")
        )


def _walk(
    root: Record, at: Record, hops: tuple[Hop, ...], labels: tuple[str, ...], names: list[str]
) -> Iterator[Path]:
    if not names[1:]:
        own = at.field(names[0])
        if own.kind is Kind.REF:
            yield from _identity(root, at, own, hops, labels)
        else:
            yield Path(root.id, hops, own, _join(labels, own.label), at.id)
        return
    for hop, label in _hops(at):
        if hop.name == names[0]:
            yield from _walk(
                root, _by_id()[hop.target], (*hops, hop), (*labels, label) if label else labels, names[1:]
            )


@cache
def _by_name(record_id: str, dotted: str) -> Path:
    root = _by_id()[record_id]
    at = root
    hops: tuple[Hop, ...] = ()
    labels: tuple[str, ...] = ()
    *way, last = dotted.split(".")
    for name in way:
        hop, label = next(step for step in _hops(at) if step[0].name == name)
        at, hops, labels = _by_id()[hop.target], (*hops, hop), (*labels, label) if label else labels
    own = at.field(last)
    return Path(root.id, hops, own, _join(labels, own.label), at.id)


def _visible(at: Record, hops: tuple[Hop, ...] = ()) -> Iterator[tuple[tuple[Hop, ...], Record, Field]]:
    """Fields that show as the record's own, nearest first: its own, its role's, its history's."""
    for own in at.fields:
        if not _back_reference(hops, own):
            yield hops, at, own
    for hop, label in _hops(at):
        if label == "":
            yield from _visible(_by_id()[hop.target], (*hops, hop))


def _resolve(
    root: Record, at: Record, hops: tuple[Hop, ...], labels: tuple[str, ...], tokens: tuple[str, ...]
) -> Path | None:
    """The first visible field named so, by label before alias; then on along references."""
    first, rest = tokens[0], tokens[1:]
    seen = list(_visible(at))
    named = [each for each in seen if first == each[2].label]
    named += [each for each in seen if first in each[2].aliases or first == each[2].name]
    for inner, owner, own in named:
        if not rest:
            return Path(root.id, (*hops, *inner), own, _join(labels, own.label), owner.id)
        if own.kind is Kind.REF:
            onward = (*hops, *inner, Hop(own.name, own.ref))
            found = _resolve(root, _by_id()[own.ref], onward, (*labels, own.label), rest)
            if found is not None:
                return found
    return None


@cache
def _reachable(record_id: str, depth: int) -> tuple[Path, ...]:
    root = _by_id()[record_id]
    found: dict[str, Path] = {}
    level: list[tuple[Record, tuple[Hop, ...], tuple[str, ...]]] = [(root, (), ())]
    for _ in range(depth + 1):
        onward = []
        for at, hops, labels in level:
            for inner, owner, own in _visible(at):
                path = Path(root.id, (*hops, *inner), own, _join(labels, own.label), owner.id)
                if own.kind is not Kind.REF or own.name != owner.model.role:
                    found.setdefault(path.label, path)
                if own.kind is Kind.REF and own.name != owner.model.role:
                    hop = Hop(own.name, own.ref)
                    onward.append((_by_id()[own.ref], (*hops, *inner, hop), (*labels, own.label)))
        level = onward
    return tuple(found.values())
