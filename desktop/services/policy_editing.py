"""Changes what the school answers to: packs, its own thresholds and targets; each change an act."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import select

from desktop.core.datafile import Section, read_datatext, text_of
from desktop.core.errors import UserError
from desktop.core.packs import pack_of
from desktop.core.policy import Number, Pack, Target, Word
from desktop.records.system import Setting
from desktop.services.office import Office
from desktop.services.policies import AIM, ASIDE, PACK, RULE, HeldPack, packs, policy
from desktop.services.targets import conditions, known_metrics, root_of
from desktop.store.act import Writing, act

KIND = "policy"


def load_pack(office: Office, file: Path) -> Pack:
    """Take a pack's file into the ledger; one of the same name before is replaced. Wrong ones are refused
    with file, line and key, and nothing is written."""
    text = text_of(file)
    pack = pack_of(read_datatext(text, file), file.stem, lambda row, target: _countable(office, row, target))
    with act(office.ledger, f"载入政策文件「{pack.title}」", kind=KIND) as writing:
        put_setting(office, writing, PACK + pack.id, text)
    return pack


def _countable(office: Office, row: Section, target: Target) -> None:
    """A target must be entered, or counted by a measure that there is, under conditions that it knows."""
    if target.source == "entered":
        return
    if target.metric not in known_metrics():
        known = "、".join(sorted(known_metrics()))
        raise row.error("metric", f"没有叫“{target.metric}”的指标，可用的有：entered、{known}。")
    if target.where and root_of(target.metric) is None:
        raise row.error("where", f"指标“{target.metric}”不能加条件。")
    try:
        conditions(office, root_of(target.metric) or "training_class", target.where)
    except UserError as error:
        raise row.error("where", error.sentence) from error


def drop_pack(office: Office, pack_id: str) -> None:
    """Take a loaded pack out again; a shipped one of the same name is back in its place."""
    held = pack_named(office, pack_id)
    if not held.own:
        raise UserError(f"「{held.pack.title}」随程序带来，删不掉", hint="，可以停用。")
    word = "恢复政策文件的原文" if held.shipped else "删除政策文件"
    with act(office.ledger, f"{word}「{held.pack.title}」", kind=KIND) as writing:
        _take(office, writing, PACK + pack_id)
        if not held.shipped:
            _take(office, writing, ASIDE + pack_id)


def switch_pack(office: Office, pack_id: str, *, active: bool) -> None:
    """Put a pack aside, or use it again."""
    held = pack_named(office, pack_id)
    if held.active is active:
        return
    word = "启用" if active else "停用"
    with act(office.ledger, f"{word}政策文件「{held.pack.title}」", kind=KIND) as writing:
        if active:
            _take(office, writing, ASIDE + pack_id)
        else:
            put_setting(office, writing, ASIDE + pack_id, "1")


def set_rule(
    office: Office,
    name: str,
    value: Decimal | int | str,
    *,
    valid_from: date | None = None,
    valid_to: date | None = None,
    basis: str = "",
) -> None:
    """The school's own value of a number or word from a day on; windows that end before keep theirs."""
    held = _declared(office, name)
    told = _fitting(held, value)
    _in_order(valid_from, valid_to)
    since = f"，自 {valid_from} 起" if valid_from else ""
    with act(office.ledger, f"设置「{held.label}」为 {told}{since}", kind=KIND) as writing:
        content = {"value": told, "valid_to": _iso(valid_to), "basis": basis}
        put_setting(office, writing, _key(RULE, name, valid_from), json.dumps(content, ensure_ascii=False))


def reset_rule(office: Office, name: str, valid_from: date | None = None) -> None:
    """The packs' own value again, in place of the school's from that day."""
    held = _declared(office, name)
    with act(office.ledger, f"恢复「{held.label}」的默认值", kind=KIND) as writing:
        _take(office, writing, _key(RULE, name, valid_from))


def set_target(
    office: Office,
    target_id: str,
    *,
    active: bool = True,
    value: Decimal | None = None,
    high: Decimal | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    basis: str = "",
) -> None:
    """What the school says of a target from a day on: put aside, or with a value of its own."""
    target = _target(office, target_id)
    _in_order(valid_from, valid_to)
    content: dict[str, Any] = {"active": active, "valid_to": _iso(valid_to), "basis": basis}
    content |= {"value": _text(value), "high": _text(high)}
    what = f"设置目标「{target.label}」" if active else f"停用目标「{target.label}」"
    with act(office.ledger, what, kind=KIND) as writing:
        put_setting(
            office, writing, _key(AIM, target_id, valid_from), json.dumps(content, ensure_ascii=False)
        )


def reset_target(office: Office, target_id: str, valid_from: date | None = None) -> None:
    """The target as its pack has it."""
    target = _target(office, target_id)
    with act(office.ledger, f"恢复目标「{target.label}」的默认值", kind=KIND) as writing:
        _take(office, writing, _key(AIM, target_id, valid_from))


def pack_named(office: Office, pack_id: str) -> HeldPack:
    """The pack of a name."""
    for held in packs(office):
        if held.pack.id == pack_id:
            return held
    raise UserError(f"没有叫“{pack_id}”的政策文件。")


def _target(office: Office, target_id: str) -> Target:
    for held in reversed(packs(office)):
        for target in held.pack.targets:
            if target.id == target_id:
                return target
    raise UserError(f"没有叫“{target_id}”的目标。")


def _declared(office: Office, name: str) -> Number | Word:
    for pack in reversed(policy(office).packs):
        held: list[Number | Word] = [*pack.numbers, *pack.words]
        for each in held:
            if each.name == name:
                return each
    raise UserError(f"没有叫“{name}”的设置。")


def _fitting(held: Number | Word, value: Decimal | int | str) -> str:
    if isinstance(held, Word):
        if value not in held.options:
            raise UserError(f"「{held.label}」只能是{'、'.join(held.options)}之一，现在是“{value}”。")
        return str(value)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UserError(f"「{held.label}」应填数字，现在是“{value}”。")
    if broken := held.bounds_broken(number):
        raise UserError(f"「{held.label}」{broken}，现在是“{value}”。")
    return str(number)


def _in_order(valid_from: date | None, valid_to: date | None) -> None:
    if valid_from and valid_to and valid_to < valid_from:
        raise UserError("止日早于起日。")


def _key(prefix: str, name: str, valid_from: date | None) -> str:
    return f"{prefix}{name}@{_iso(valid_from) or ''}"


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _row(office: Office, writing: Writing, name: str) -> int | None:
    table = Setting.__table__.c
    wanted = select(table.id).where(table.school == office.ledger.school_id, table.name == name)
    found = writing.connection.execute(wanted).scalar()
    return None if found is None else int(found)


def put_setting(office: Office, writing: Writing, name: str, value: str) -> None:
    """One setting of the school, new or changed."""
    row_id = _row(office, writing, name)
    if row_id is None:
        writing.insert(Setting, [{"name": name, "value": value}])
    else:
        writing.update(Setting, {row_id: {"value": value}})


def _take(office: Office, writing: Writing, name: str) -> None:
    row_id = _row(office, writing, name)
    if row_id is not None:
        writing.delete(Setting, [row_id])
