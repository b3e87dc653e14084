"""The policy this school answers to: the shipped packs, those it loaded itself, and its own settings.

The one place that every count, check and target asks. A school's own things lie in its ledger as settings:
`政策文件.<id>` a pack's text · `政策停用.<id>` a pack put aside · `口径.<name>@<day>` a number or word of
its own from that day on · `目标.<id>@<day>` what it says of a target from that day on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from desktop.core.policy import Number, Override, Pack, Policy, Word
from desktop.records.system import Setting
from desktop.services.office import Office

PACK: Final = "政策文件."
ASIDE: Final = "政策停用."
RULE: Final = "口径."
AIM: Final = "目标."
OWN: Final = "本校设置"


@dataclass(frozen=True, slots=True)
class HeldPack:
    """A pack with where it comes from: `own` was loaded or reworded by the user (in place of a `shipped` one
    of the same name), not `active` is put aside."""

    pack: Pack
    own: bool
    active: bool
    shipped: bool = False


def policy(office: Office) -> Policy:
    """All packs in use, and last, so that it goes before them, what the school has set itself."""
    kept = settings_kept(office)
    used = [held.pack for held in _held(office, kept) if held.active]
    own = _own(Policy(tuple(used)), kept)
    return Policy((*used, own) if own.numbers or own.words or own.overrides else tuple(used))


def packs(office: Office) -> list[HeldPack]:
    """Every pack, shipped ones first; one loaded under the name of another takes its place."""
    return _held(office, settings_kept(office))


def own_settings(office: Office) -> Pack:
    """What the school has set itself, as a pack: numbers, words and overrides with their days."""
    kept = settings_kept(office)
    return _own(Policy(tuple(held.pack for held in _held(office, kept))), kept)


def settings_kept(office: Office) -> dict[str, str]:
    """The settings of this school that bear on its policy, by name."""
    table = Setting.__table__.c
    names = [table.name.startswith(prefix) for prefix in (PACK, ASIDE, RULE, AIM)]
    wanted = select(table.name, table.value).where(
        table.school == office.ledger.school_id, names[0] | names[1] | names[2] | names[3]
    )
    with office.ledger.reading() as reading:
        return {name: value or "" for name, value in reading.execute(wanted.order_by(table.name))}


def _held(office: Office, kept: Mapping[str, str]) -> list[HeldPack]:
    found = {pack.id: HeldPack(pack, False, ASIDE + pack.id not in kept, True) for pack in office.packs}
    for name, text in kept.items():
        if name.startswith(PACK):
            pack_id = name.removeprefix(PACK)
            before = found.get(pack_id)
            pack = _read(pack_id, text)
            if before is not None:
                pack = _completed(pack, before.pack)
            found[pack_id] = HeldPack(pack, True, ASIDE + pack_id not in kept, before is not None)
    return list(found.values())


def _completed(own: Pack, shipped: Pack) -> Pack:
    """The user's copy of a shipped pack with the settings that a later release has added to it."""
    said = {each.name for each in own.numbers} | {each.name for each in own.words}
    numbers = tuple(each for each in shipped.numbers if each.name not in said)
    words = tuple(each for each in shipped.words if each.name not in said)
    return replace(own, numbers=(*own.numbers, *numbers), words=(*own.words, *words))


@lru_cache(maxsize=32)
def _read(pack_id: str, text: str) -> Pack:
    """The same text is the same pack: read once, asked for with every figure."""
    from desktop.core.datafile import read_datatext
    from desktop.core.packs import pack_of

    return pack_of(read_datatext(text, Path(f"{pack_id}.toml")), pack_id)


def _own(known: Policy, kept: Mapping[str, str]) -> Pack:
    numbers, words, overrides = [], [], []
    for key, text in kept.items():
        if not key.startswith((RULE, AIM)):
            continue
        name, _, since = key.partition("@")
        told = _Told(json.loads(text), since)
        if name.startswith(AIM):
            overrides.append(_override(name.removeprefix(AIM), told))
        else:
            made = _setting(known, name.removeprefix(RULE), told)
            if isinstance(made, Number):
                numbers.append(made)
            else:
                words.append(made)
    return Pack(
        OWN, OWN, OWN, numbers=tuple(numbers), words=tuple(words), overrides=tuple(overrides)
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """The JSON of one setting."""

    values: Mapping[str, Any]
    since: str

    @property
    def valid_from(self) -> date | None:
        return date.fromisoformat(self.since) if self.since else None

    @property
    def valid_to(self) -> date | None:
        until = self.values.get("valid_to")
        return date.fromisoformat(until) if until else None

    @property
    def basis(self) -> str:
        return str(self.values.get("basis") or OWN)

    def number(self, key: str) -> Decimal | None:
        value = self.values.get(key)
        return None if value is None else Decimal(str(value))


def _setting(known: Policy, name: str, told: _Told) -> Number | Word:
    """With the label, unit and choices that the packs give the name."""
    words = [word for pack in known for word in pack.words if word.name == name]
    span = {"basis": told.basis, "valid_from": told.valid_from, "valid_to": told.valid_to}
    if words:
        return Word(name, str(told.values["value"]), words[-1].options, words[-1].label, **span)  # type: ignore[arg-type]
    numbers = [number for pack in known for number in pack.numbers if number.name == name]
    value = Decimal(str(told.values["value"]))
    if not numbers:
        return Number(name, value, name, **span)  # type: ignore[arg-type]
    return replace(numbers[-1], value=value, **span)  # type: ignore[arg-type]


def _override(target: str, told: _Told) -> Override:
    return Override(
        target=target,
        active=bool(told.values.get("active", True)),
        value=told.number("value"),
        high=told.number("high"),
        valid_from=told.valid_from,
        valid_to=told.valid_to,
        basis=told.basis,
    )
