"""--where on the command line: 标签=值, 标签>=值, 标签~字; the services read the value by its field."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.store.find import Condition, Operator

Stated = tuple[str, str, str]
_STATED = re.compile(r"([^=<>~!]+)(>=|<=|!=|=|>|<|~)(.*)", re.DOTALL)
HELP = "只要符合的行，可写多次：标签=值、标签!=值、标签>=值、标签<=值、标签~包含的字；标签= 表示没有填"


def stated(text: str) -> Stated:
    """The label path, operator and words of one --where."""
    found = _STATED.fullmatch(text.replace("≥", ">=").replace("≤", "<="))
    if found is None or (not found[3].strip() and found[2] not in ("=", "!=")):
        raise argparse.ArgumentTypeError(f"“{text}”应写成 标签=值")
    return found[1].strip(), found[2], found[3].strip()


def conditions(wanted: Iterable[Stated]) -> list[Condition]:
    """The filters meant, their values still in words."""
    from desktop.store.find import Condition

    made = []
    for label, sign, words in wanted:
        operator: Operator
        if not words:
            operator = "empty" if sign == "=" else "filled"
        elif sign == "~":
            operator = "contains"
        else:
            operator = sign  # type: ignore[assignment]  # the pattern lets only operators through
        made.append(Condition(label, operator, words or None))
    return made
