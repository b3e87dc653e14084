"""What becomes of one field when rows become one: kept, filled in, joined, or a conflict to decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from desktop.core.fields import Field, Kind
from desktop.core.numbers import resident_id
from desktop.services.importing.likeness import bare

State = Literal["same", "filled", "joined", "conflict"]
_BETWEEN = {Kind.NOTE: "\n", Kind.CODES: "、"}


def settled(own: Field, values: Sequence[Any]) -> tuple[Any, State]:
    """The value that is kept, of those of the kept row and the others in order, and how it came about."""
    said = [value for value in values if not blank(value)]
    if not said:
        return None, "same"
    if own.kind in _BETWEEN:
        return _joined(own, values, said)
    fullest = said[0]
    for value in said[1:]:
        better = _fuller(own, fullest, value)
        if better is None:
            return fullest, "conflict"  # the first one's stands until somebody chooses another
        fullest = better
    if fullest == values[0]:
        return fullest, "same"
    return fullest, "filled"


def blank(value: Any) -> bool:
    """Nothing was filled in."""
    return value is None or value == ""


def _fuller(own: Field, one: Any, two: Any) -> Any:
    """The one of two values that says the same and more; None if they differ."""
    if one == two:
        return one
    if own.kind is Kind.MONTH:
        short, full = sorted((str(one), str(two)), key=len)
        return full if full.startswith(short) else None
    if own.check == "resident_id":
        # 15 digits and the 18 made of them are one number (GB 11643).
        first, second = resident_id(str(one)), resident_id(str(two))
        if first.clean == second.clean and len(first.clean) == 18:
            return first.clean
    return None


def _joined(own: Field, values: Sequence[Any], said: Sequence[Any]) -> tuple[Any, State]:
    """Notes one below the other, lists of codes united: nothing is lost."""
    between = _BETWEEN[own.kind]
    parts = list(dict.fromkeys(part for value in said for part in str(value).split(between) if part.strip()))
    made = between.join(parts)
    if set(parts) == {part for part in str(values[0] or "").split(between) if part.strip()}:
        return values[0], "same"
    return made, "filled" if blank(values[0]) and len(set(said)) == 1 else "joined"


def former_names(names: Sequence[Any], kept: Any, already: Sequence[Any]) -> str | None:
    """Names that are no longer the name, after those that are former ones already; spelling apart."""
    every = [part for text in already if text for part in str(text).split("、")]
    every += [str(name) for name in names if not blank(name)]
    found: dict[str, str] = {}
    for name in every:
        found.setdefault(bare(name), name)
    found.pop(bare(str(kept or "")), None)
    return "、".join(found.values()) or None
