"""The column sets and trap columns of column_sets.txt."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
RUNNING, FORMULA, NOTHING, ANYTHING, BLANK = "序号", "公式", "不填", "随意", "空"


@dataclass(frozen=True, slots=True)
class Meant:
    """One column: its wordings (父>子) and what binding it right means."""

    wordings: tuple[str, ...]
    meaning: tuple[str, ...]

    def plain(self, pick: random.Random) -> str:
        """A wording of one row, where there is one."""
        return pick.choice([each for each in self.wordings if ">" not in each] or list(self.wordings))

    def grouped(self, pick: random.Random) -> str:
        """A wording under a group, where there is one."""
        return pick.choice([each for each in self.wordings if ">" in each] or list(self.wordings))


@dataclass(frozen=True, slots=True)
class ColumnSet:
    """A form's columns, the record its rows come from and the titles it goes under."""

    name: str
    record: str
    titles: tuple[str, ...]
    columns: list[Meant] = field(default_factory=list)


@cache
def read_sets() -> tuple[dict[str, ColumnSet], dict[str, tuple[str, ...]]]:
    """All sets by name, and the traps by record."""
    sets: dict[str, ColumnSet] = {}
    traps: dict[str, tuple[str, ...]] = {}
    trapped, now = "", ""
    for line in (HERE / "column_sets.txt").read_text(encoding="utf-8").splitlines():
        head = re.fullmatch(r"\[(\w+)\] (\w+) · (.+)", line)
        trap = re.fullmatch(r"\[traps (\w+)\]", line)
        if head:
            now, trapped = head[1], ""
            sets[now] = ColumnSet(now, head[2], tuple(head[3].split("|")))
        elif trap:
            trapped = trap[1]
        elif line and not line.startswith("#"):
            if trapped:
                traps[trapped] = tuple(line.split("|"))
            else:
                wordings, _, meaning = line.rpartition(" = ")
                sets[now].columns.append(Meant(tuple(wordings.split("|")), tuple(meaning.split(", "))))
    return sets, traps


def truth_of(meaning: tuple[str, ...], path: list[str]) -> dict[str, object]:
    """A column's truth as ../shared/forms/bureau/truth.json writes it."""
    said: dict[str, object] = {"path": path, "field": None}
    first = meaning[0]
    if first == RUNNING:
        said["seq"] = True
    elif first == FORMULA:
        said["formula"] = True
    elif first == NOTHING:
        said["required_unbound"] = True
    elif first == ANYTHING:
        said["any"] = True
    else:
        said["field"] = first
        said["alt"] = [each for each in meaning[1:] if each != BLANK]
        said["optional"] = BLANK in meaning
    return said
