"""What other services call to write: rows by label path, one or many; removal; each an act."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any

from desktop.core.errors import UserError
from desktop.records.catalogue import Record, record
from desktop.services.office import Office
from desktop.services.saving.fresh import Fresh
from desktop.services.saving.locating import Values
from desktop.services.saving.outcome import Outcome
from desktop.services.saving.writer import OnConflict, Writer
from desktop.store.act import Writing, act


def save_many(
    s: Writing,
    office: Office,
    record_id: str,
    rows: Sequence[Mapping[str, Any]],
    *,
    on_conflict: OnConflict = None,
    create: Collection[str] = (),
) -> list[Outcome]:
    """Write rows inside the act `s`; one Outcome a row, in order.

    A row maps label paths (项目名称, 教师.工号, 系部) to typed values; a reference may also be given as the
    id of its row. A row for a role brings its person and current status, a roster line its trainee.
    None means "not filled in" and never overwrites. A row whose key is in the ledger is compared: blanks
    are filled, a differing value is a conflict unless `on_conflict` says update (or skip). `create` names
    records whose missing rows may be created when referred to. Refused rows write nothing of their own.
    """
    target = record(record_id)
    writer = Writer(s, office.ledger, office.today, on_conflict=on_conflict, create=create)
    labels = dict.fromkeys(label for row in rows for label in row)
    fresh = Fresh(writer, target, rows, {label: _name(target, label) for label in labels})
    places = fresh.places
    if len(places) == len(rows):
        return [Outcome("created", row_id) for row_id in fresh.write()]
    left = sorted(set(range(len(rows))).difference(places))
    # What asks for a closer look is written first, but every row keeps its place among the new ones.
    ids = office.ledger.ids.take(len(rows)) if places else None
    names: dict[tuple[str, ...], list[str]] = {}
    outcomes = writer.write(
        target,
        [_named(target, rows[i], names) for i in left],
        fresh=[ids[i] for i in left] if ids else None,
    )
    if ids is None:
        return outcomes
    made = [Outcome("created", row_id) for row_id in fresh.write([ids[i] for i in places])]
    return [each for _, each in sorted(zip(left + places, outcomes + made, strict=True), key=itemgetter(0))]


def save(
    office: Office,
    record_id: str,
    values: Mapping[str, Any],
    *,
    row_id: int | None = None,
    create: Collection[str] = (),
    title: str | None = None,
) -> Outcome:
    """Write one row as a form states it: what is given replaces what was there, None clears.

    Nothing is written when the outcome is refused; its problems say why.
    """
    target = record(record_id)
    verb = "修改" if row_id is not None else "新增"
    outcome = Outcome()
    try:
        with act(office.ledger, title or f"{verb}{target.label}") as s:
            writer = Writer(s, office.ledger, office.today, on_conflict="update", clear=True, create=create)
            outcome = writer.write(target, [_named(target, values, {})], [row_id])[0]
            if outcome.refused:
                raise _Refused
    except _Refused:
        return outcome
    return outcome


def remove(office: Office, record_id: str, ids: Collection[int]) -> int:
    """Delete rows with their parts in one act; refused with a sentence while others refer to them."""
    target = record(record_id)
    with act(office.ledger, f"删除{target.label} {len(ids)} 条") as s:
        return s.delete(target.model, ids)


class _Refused(Exception):
    """Rolls the act back; the outcome carries the reasons."""


def _named(target: Record, row: Mapping[str, Any], known: dict[tuple[str, ...], list[str]]) -> Values:
    """The row by dotted attribute names (`known` keeps those of rows that say the same)."""
    labels = tuple(row)
    if labels not in known:
        known[labels] = [_name(target, label) for label in labels]
    return dict(zip(known[labels], row.values(), strict=True))


def _name(target: Record, label: str) -> str:
    path = target.path(label)
    if path.field.derived:
        raise UserError(f"「{path.label}」是算出来的，不能填写。", hint="请去掉这一列。")
    return path.name
