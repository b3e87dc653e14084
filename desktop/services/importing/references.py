"""What rows refer to, before they are written: found by short names, decided by a person, or listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from desktop.core.errors import Problem
from desktop.core.fields import Kind
from desktop.core.values import show
from desktop.records.catalogue import Path, Record, record
from desktop.services.importing.decisions import (
    LEFT,
    MISSING,
    Answer,
    Create,
    Decisions,
    Leave,
    MissingReference,
    Use,
)
from desktop.services.importing.fields import filled_labels, is_key, path_of
from desktop.services.importing.likeness import sure
from desktop.services.importing.line import Line
from desktop.services.importing.registered import Names
from desktop.services.importing.rules import known_references
from desktop.services.office import Office
from desktop.services.saving.locating import Locator, title_name
from desktop.store.find import by_id

# What goes by short names; a person's or a class's name is never taken for another without asking.
_SHORTENED: Final = frozenset({"enterprise", "major", "department", "certificate_type"})
AT_ODDS: Final = "引用不一致"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a label path names a row: the reference's own label path, the record, what of it is named."""

    prefix: str
    target: str
    inner: str


@dataclass(slots=True)
class _Named:
    """The lines that name one row alike."""

    spot: Spot
    values: dict[str, Any]  # inner dotted name → value
    labels: dict[str, str]  # inner dotted name → label path
    lines: list[Line] = field(default_factory=list)


@cache
def spot_of(record_id: str, label: str) -> Spot | None:
    """The reference a label path names a row by; None for what belongs to the row itself."""
    path = path_of(record_id, label)
    at, labels = record(record_id), label.split(".")
    for step, hop in enumerate(path.hops):
        own_way = hop.history or hop.name == at.model.role
        if not own_way and hop.name not in at.model.carries:
            inner = ".".join([*(each.name for each in path.hops[step + 1 :]), path.field.name])
            prefix = ".".join(labels[: _depth(path, step)])
            return _leaf(Spot(prefix, hop.target, inner), path)
        at = record(hop.target)
    if path.field.kind is Kind.REF and path.field.name not in (at.model.role, *at.model.carries):
        return Spot(label, path.field.ref, title_name(path.field.ref))
    return None


def _depth(path: Path, step: int) -> int:
    """How many labels lead to the reference at `step`: history and role add none."""
    at, count = record(path.record), 0
    for hop in path.hops[: step + 1]:
        count += not hop.history and hop.name != at.model.role
        at = record(hop.target)
    return count


def _leaf(spot: Spot, path: Path) -> Spot:
    """A reference named by a reference (考核批次.证书目录) is named by that one's title."""
    if path.field.kind is not Kind.REF:
        return spot
    return Spot(spot.prefix, spot.target, f"{spot.inner}.{title_name(path.field.ref)}")


def settle_references(
    office: Office, into: Record, lines: Iterable[Line], decided: Decisions
) -> list[MissingReference]:
    """Names become rows where that is sure or decided; the rest is listed, once for each name."""
    groups = list(_groups(into, lines))
    if not groups:
        return []
    found: list[MissingReference] = []
    with office.ledger.reading() as reading:
        locator = Locator(office.ledger, reading, office.today)
        known, names = known_references(office), Names(office, reading)
        there = _found_at_once(locator, into, groups)
        for group in (each for number, each in enumerate(groups) if number not in there):
            missing = _settle(office, into, group, locator, decided, known, names)
            if missing is not None:
                found.append(missing)
    return _once_each(found)


def _once_each(found: Sequence[MissingReference]) -> list[MissingReference]:
    """The same name under two columns (委托单位 and 企业) is asked about once."""
    kept: dict[tuple[str, str], MissingReference] = {}
    for each in found:
        first = kept.setdefault(each.key, each)
        if first is not each:
            first.cells += each.cells
    return list(kept.values())


def _groups(into: Record, lines: Iterable[Line]) -> Iterator[_Named]:
    """Each distinct name of each reference with its lines."""
    found: dict[tuple[str, tuple[str, ...], tuple[Any, ...]], _Named] = {}
    shapes: dict[tuple[str, ...], list[tuple[Spot, tuple[str, ...], dict[str, str]]]] = {}
    owner = _owner_label(into)
    for line in lines:
        values = line.values
        filled = filled_labels(values)
        if filled not in shapes:
            shapes[filled] = _spots(into, filled)
        for spot, labels, inner in shapes[filled]:
            if spot.prefix == owner and line.heading.stated:
                continue
            if isinstance(values.get(spot.prefix), int):
                continue  # the row itself is known
            key = (spot.prefix, labels, tuple([values[label] for label in labels]))
            group = found.get(key)
            if group is None:
                said = {name: values[label] for name, label in inner.items()}
                group = found[key] = _Named(spot, said, inner)
            group.lines.append(line)
    yield from found.values()


def _spots(into: Record, labels: Sequence[str]) -> list[tuple[Spot, tuple[str, ...], dict[str, str]]]:
    """The references that lines with these labels name: by which labels, and what each says."""
    mine: dict[str, tuple[Spot, dict[str, str]]] = {}
    for label in labels:
        spot = spot_of(into.id, label)
        if spot is not None:
            mine.setdefault(spot.prefix, (spot, {}))[1][spot.inner] = label
    return [(spot, tuple(inner.values()), inner) for spot, inner in mine.values()]


def _found_at_once(locator: Locator, into: Record, groups: Sequence[_Named]) -> set[int]:
    """Which groups name exactly one row by columns of its own: asked in one question for many."""
    alike: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], int]] = {}
    for number, group in enumerate(groups):
        names = tuple(_telling(into, group))
        target = record(group.spot.target)
        if names and all(name in target.table.c and not target.field(name).ref for name in names):
            values = tuple([group.values[name] for name in names])
            alike.setdefault((target.id, names), {})[values] = number
    found: set[int] = set()
    for (target_id, names), wanted in alike.items():
        for values, ids in locator.by_columns(record(target_id), names, wanted).items():
            if len(ids) == 1:
                found.add(wanted[values])
    return found


def _telling(into: Record, group: _Named) -> dict[str, Any]:
    """What of the values finds the row: of a roster's class only what names it."""
    if group.spot.prefix != _owner_label(into):
        return group.values
    named = _identity_names(record(group.spot.target))
    return {k: v for k, v in group.values.items() if k in named or k.partition(".")[0] in named}


def _settle(
    office: Office,
    into: Record,
    group: _Named,
    locator: Locator,
    decided: Decisions,
    known: dict[tuple[str, str], Answer],
    names: Names,
) -> MissingReference | None:
    target = record(group.spot.target)
    values = _telling(into, group)
    if not values:
        return None
    _, problem = locator.reference(target, values)
    # A known name at another level is another certificate; a teacher whose number differs is a contradiction.
    if problem is None or problem.rule not in (MISSING, AT_ODDS):
        return None  # the writer finds it, or says what is wrong with it
    if problem.rule == AT_ODDS and (target.model.role or target.model.carries):
        respelt = names.respelt(target, values, locator)
        if respelt is not None:
            row, title, meant = respelt
            said = _spoken(office, target, values)
            _take(group, row, title, f"“{said}”就是台账里的“{title}”，只是写法不同", meant)
        else:
            _name_the_odd(office, into, group, values, locator)
        return None
    typed = _spoken(office, target, values)
    key = (target.id, typed)
    answer = decided.references.get(key) or _still_there(locator, target, known.get(key))
    missing = _missing(group, values, typed, names)
    respelt = names.respelt(target, values, locator) if answer is None else None
    if respelt is not None:
        row, title, meant = respelt
        _take(group, row, title, f"“{typed}”就是台账里的“{title}”，只是写法不同", meant)
        return None
    best = sure(missing.similar) if target.id in _SHORTENED and answer is None else None
    if best is not None:
        meant = {**values, title_name(target.id): best.title}
        _take(group, best.id, best.title, f"{best.reason}，按“{best.title}”登记", meant)
        return None
    missing.answer = answer
    match answer:
        case Use(id=row):
            title = names.title(target, row)
            _take(group, row, title, f"“{typed}”按您指定的“{title}”登记")
        case Create():
            for line in group.lines:
                line.wanted[group.spot.prefix] = (target.id, typed)
        case Leave():
            _refuse(
                into,
                group,
                Problem(LEFT, f"“{typed}”不在{target.label}台账里，按您的选择留空。", value=typed),
            )
        case None:
            _refuse(into, group, Problem(MISSING, _sentence(target, typed, missing), value=typed))
    return missing


def _name_the_odd(
    office: Office, into: Record, group: _Named, values: dict[str, Any], locator: Locator
) -> None:
    """Where one thing said of a row is nowhere in the ledger, that is the cell to look at."""
    target = record(group.spot.target)
    nowhere = [name for name, value in values.items() if not locator.named(target, {name: value})]
    if len(nowhere) != 1:
        return
    typed = _spoken(office, target, {nowhere[0]: values[nowhere[0]]})
    problem = Problem(MISSING, f"{target.label}台账里没有「{typed}」，请核对。", value=typed)
    for line in group.lines:
        line.trouble(problem, group.labels[nowhere[0]])
        line.rejected |= any(is_key(into, path_of(into.id, label)) for label in group.labels.values())


def _owner_label(into: Record) -> str:
    return into.field(into.model.part_of).label if into.model.part_of else ""


def _identity_names(target: Record) -> set[str]:
    return set(target.model.identity) | {part for key in target.model.keys for part in key}


def _still_there(locator: Locator, target: Record, answer: Answer | None) -> Answer | None:
    """A remembered row that has gone since is asked about again."""
    if isinstance(answer, Use) and not by_id(
        locator.ledger, target.id, [answer.id], connection=locator.connection
    ):
        return None
    return answer


def _spoken(office: Office, target: Record, values: dict[str, Any]) -> str:
    return "、".join(show(target.by_name(name).field, value, office.codes) for name, value in values.items())


def _missing(group: _Named, values: dict[str, Any], typed: str, names: Names) -> MissingReference:
    target, title = record(group.spot.target), title_name(group.spot.target)
    first = group.labels.get(title) or next(iter(group.labels.values()))
    lacks = _lacking(target, values)
    return MissingReference(
        target.id,
        target.label,
        typed,
        first,
        [(line.sheet, line.row, line.columns.get(first, "")) for line in group.lines],
        names.similar(target, values),
        not lacks,
        lacks,
    )


def _lacking(target: Record, values: dict[str, Any]) -> str:
    """What a new row of the record would lack: no key of it, nor what it goes by, is given whole."""
    model = target.model
    if model.role and title_name(target.id) in values:
        return ""
    for key in model.keys:
        parts = [part for part in key if part not in model.may_lack and not target.field(part).default]
        if all(any(name == part or name.startswith(f"{part}.") for name in values) for part in parts):
            return ""
    return "或".join("、".join(target.field(part).label for part in key) for key in model.keys)


def _take(group: _Named, row: int, title: str, note: str, values: dict[str, Any] | None = None) -> None:
    """The lines mean this row of the ledger; `values` is what they say of it, as the ledger writes it."""
    named = group.labels.get(title_name(group.spot.target)) or next(iter(group.labels.values()))
    for line in group.lines:
        for inner, label in group.labels.items():
            said = None if values is None else values.get(inner, line.values.get(label))
            if said is None:
                line.values.pop(label, None)
            else:
                line.values[label] = said
        line.values.setdefault(named, title)
        line.refs[group.spot.prefix] = row
        line.cleaned.append((named, note))


def _refuse(into: Record, group: _Named, problem: Problem) -> None:
    """The name is left out of the rows; a row that cannot be found without it is left out itself."""
    title = title_name(group.spot.target)
    named = group.labels.get(title) or next(iter(group.labels.values()))
    for line in group.lines:
        line.trouble(problem, named)
        for label in group.labels.values():
            line.rejected |= is_key(into, path_of(into.id, label)) and label in line.values
            if not line.rejected:
                line.values.pop(label, None)


def _sentence(target: Record, typed: str, missing: MissingReference) -> str:
    near = f"，最像的是“{missing.similar[0].title}”（{missing.similar[0].reason}）" if missing.similar else ""
    return f"{target.label}台账里没有「{typed}」{near}，请选定、新增或改成台账里的名称。"
