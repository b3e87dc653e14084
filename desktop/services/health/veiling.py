"""Finding sentences show what is sensitive masked, as it leaves the ledger anywhere else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from desktop.core.fields import Mask
from desktop.core.values import mask
from desktop.records.catalogue import records
from desktop.services.health.rule import Check, Each, Whole, Words

_SEVERAL = re.compile(r"[、，,;；/\n]+")
# A number of a resident identity card wherever it was typed: as somebody's 学号, in a title, with letters
# before it. Longer rows of digits (account and certificate numbers with their own meaning) are none.
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_RESIDENT = re.compile(
    rf"(?<!\d)(?:[1-9]\d{{5}}(?:18|19|20)\d\d{_DAY}\d{{3}}[\dXx]|[1-9]\d{{5}}\d\d{_DAY}\d{{3}})(?!\d)"
)


def veiled(rule: Check, told: Words) -> Words:
    """The words as a sentence may say them: what comes from a sensitive field is masked."""
    if isinstance(rule, Whole | Each):
        return told
    ways = {name: _sensitive().get(column.partition(".")[2]) for name, column in rule.words.items()}
    values = {name: (way, str(told[name])) for name, way in ways.items() if way and told.get(name)}
    said: dict[str, Any] = {**told, **{name: mask(way, value) for name, (way, value) in values.items()}}
    if "confirmed" in told:  # the closer look may say what it looked at, such as one of several telephones
        for way, value in values.values():
            for part in filter(None, map(str.strip, _SEVERAL.split(value))):
                said["confirmed"] = said["confirmed"].replace(f"“{part}”", f"“{mask(way, part)}”")
    return said


def without_numbers(text: str) -> str:
    """A text with the numbers of identity cards in it masked."""
    return _RESIDENT.sub(lambda found: mask(Mask.NUMBER, found[0]), text)


@cache
def _sensitive() -> Mapping[str, Mask]:
    """How each sensitive column is masked, by its name: one name is never sensitive here and open there."""
    fields = (path.field for each in records() for path in each.columns)
    return {field.name: field.mask for field in fields if field.sensitive}
