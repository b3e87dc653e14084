"""The columns of a sub-form: which fields, what stands over them, what may be chosen or typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from desktop.core.errors import UserError
from desktop.core.fields import Field, Kind
from desktop.records.catalogue import Path, Record, record
from desktop.services.collecting.addressing import beyond
from desktop.services.importing.fields import is_key, readable
from desktop.services.office import Office
from desktop.store.find import find
from desktop.workbook.handout import HandoutColumn

_ENOUGH: Final = 12  # columns chosen where nobody says which
_LISTED: Final = 800  # rows of a record that a drop-down may list
# Lists that are whole: another name would be wrong. An enterprise may well be new.
_CLOSED: Final = frozenset({"department", "major"})
_LENGTHS: Final = {"resident_id": (15, 18), "phone": (7, 20), "credit_code": (18, 18)}
_ANY_DOCUMENT: Final = (5, 30)
_SAID: Final = {
    Kind.DAY: "日期，写成 2026-03-01 的样子",
    Kind.MONTH: "年月，写成 1980-09 或 1980-09-02 的样子",
    Kind.MONEY: "金额，单位：元",
    Kind.CODES: "可以写几项，用顿号隔开",
    Kind.YESNO: "是或否",
}


def possible(into: Record, way: str) -> list[Path]:
    """Every field that may be asked for: typed ones, beyond whose file it is."""
    return [path for path in into.columns if not path.field.derived and not beyond(way, path)]


def chosen(into: Record, way: str, labels: Sequence[str]) -> list[Path]:
    """The fields asked for by label, or the usual ones; what finds the row always goes first."""
    there = possible(into, way)
    keys = [path for path in there if _needed(into, path)]
    if labels:
        named = [into.path(label) for label in labels]
        wrong = next((path for path in named if path.name not in {each.name for each in there}), None)
        if wrong is not None:
            raise UserError(f"「{wrong.label}」不能放进收表的表格", hint="它由台账计算，或者就是收表对象本身")
        return list({path.name: path for path in [*keys, *named]}.values())
    front = [path for path in there if path.name in into.model.front or path.required]
    usual = [path for path in front if not path.field.sensitive or path.field.check == "phone"]
    found = {path.name: path for path in [*keys, *usual]}
    for path in there:
        if len(found) < _ENOUGH and not path.field.sensitive and _plain(path):
            found.setdefault(path.name, path)
    return sorted(found.values(), key=there.index)


def _needed(into: Record, path: Path) -> bool:
    """What finds the row: its key, and the names by which it goes; of a row referred to its name."""
    if path.name in into.model.identity[:2]:
        return True
    if not is_key(into, path) or path.field.default:
        return False
    if not path.hops or _carried(into, path):
        return True
    target = record(path.hops[0].target)
    inner = path.name.partition(".")[2]
    return (
        inner in target.model.identity[: 1 if target.model.role == "" and len(target.model.keys) > 1 else 2]
    )


def _carried(into: Record, path: Path) -> bool:
    head = path.name.partition(".")[0]
    return head in (into.model.role, *into.model.carries)


def _plain(path: Path) -> bool:
    """An own field, not a second name of something referred to."""
    return path.own or path.hops[0].history


def headers(paths: Sequence[Path]) -> list[str]:
    """A text over each column that no other has: the field's own name, else with what it is of."""
    leaves = [path.label.rpartition(".")[2] for path in paths]
    found = []
    for path, leaf in zip(paths, leaves, strict=True):
        text = leaf if leaves.count(leaf) == 1 else path.label.replace(".", "")
        found.append(f"{text}（元）" if path.field.kind is Kind.MONEY else text)
    return found


def handout_columns(
    office: Office, into: Record, paths: Sequence[Path], texts: Sequence[str]
) -> list[HandoutColumn]:
    """How each column is filled in."""
    made = [_column(office, into, path, text) for path, text in zip(paths, texts, strict=True)]
    if any(path.field.name == "document_type" for path in paths):  # a passport's number is shorter
        length = _LENGTHS["resident_id"]
        made = [replace(each, length=_ANY_DOCUMENT) if each.length == length else each for each in made]
    return made


def _column(office: Office, into: Record, path: Path, header: str) -> HandoutColumn:
    own = readable(path.field)
    kind: Literal["text", "date", "whole", "decimal"] = "text"
    if own.kind is Kind.DAY:
        kind = "date"
    elif own.kind in (Kind.WHOLE, Kind.YEAR):
        kind = "whole"
    elif own.kind in (Kind.DECIMAL, Kind.MONEY):
        kind = "decimal"
    choices, strict = _choices(office, path)
    length = None if choices else _LENGTHS.get(own.check)
    help_ = "；".join(filter(None, (_SAID.get(own.kind, ""), own.help)))
    return HandoutColumn(
        path.name, header, _width(own, header, choices), kind, choices, strict, length, own.low, own.high,
        path.required or _needed(into, path), help_,
    )  # fmt: skip


def _choices(office: Office, path: Path) -> tuple[tuple[str, ...], bool]:
    own = path.field
    if own.kind is Kind.CODE:
        return tuple(item.name for item in office.codes[own.codes].offered(office.today)), True
    if own.kind is Kind.YESNO:
        return ("是", "否"), True
    target = own.ref
    if own.kind is not Kind.REF and path.hops and not path.hops[-1].history:
        named = record(path.hops[-1].target)
        target = named.id if own.name == named.model.identity[0] else ""
    if not target or record(target).model.role or target in ("person", "student", "training_class"):
        return (), True
    return _titles(office, target), target in _CLOSED


def _titles(office: Office, target: str) -> tuple[str, ...]:
    name = record(target).model.identity[0]
    page = find(office.ledger, target, paths=[record(target).by_name(name)], today=office.today)
    texts = dict.fromkeys(str(row[0]) for row in page.rows if row[0])
    return tuple(texts) if len(texts) <= _LISTED else ()


def _width(own: Field, header: str, choices: Sequence[str]) -> float:
    widest = max((len(each) for each in choices[:50]), default=0)
    usual = 19 if own.check in ("resident_id", "credit_code") else 13 if own.check == "phone" else 10
    if own.kind is Kind.NOTE:
        usual = 26
    return float(min(max(usual, own.width, 2 * len(header) + 2, 2 * widest + 3), 34))


@dataclass(frozen=True, slots=True)
class Offered:
    """A field that may be asked for: by its label path; `usual` ones are chosen unless said otherwise."""

    label: str
    usual: bool
    fixed: bool  # finds the row: always in
    sensitive: bool


def offered(into: Record, way: str) -> list[Offered]:
    """What a person may tick, in the order of the columns; the usual first."""
    usual = {path.name for path in chosen(into, way, ())}
    found = [
        Offered(path.label, path.name in usual, _needed(into, path), path.field.sensitive)
        for path in possible(into, way)
    ]
    return sorted(found, key=lambda each: not each.usual)
