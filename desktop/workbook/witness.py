"""Records remembered for the proof: all of a short list, some of a long one, always the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from desktop.workbook.blocks import ListBlock
from desktop.workbook.values import Value

_KEPT_STEP: Final = 1000
_ALL_KEPT: Final = 300

Record = tuple[ListBlock, int, Sequence[Value]]


@dataclass(slots=True)
class Witness:
    """What was meant, to be compared with what was written."""

    kept: list[Record] = field(default_factory=list)
    lasts: dict[int, Record] = field(default_factory=dict)

    def note(self, block: ListBlock, index: int, rows: Sequence[Sequence[Value]]) -> None:
        """Some records of a list, the first of them with that index."""
        if not rows:
            return
        if index < _ALL_KEPT:
            wanted: Sequence[int] = range(min(len(rows), _ALL_KEPT - index))
        else:
            wanted = range(-index % _KEPT_STEP, len(rows), _KEPT_STEP)
        self.kept.extend((block, index + at, tuple(rows[at])) for at in wanted)
        self.lasts[id(block)] = (block, index + len(rows) - 1, tuple(rows[-1]))

    def records(self) -> Iterator[Record]:
        """All of them."""
        yield from self.kept
        seen = {(id(block), index) for block, index, _ in self.kept}
        for block, index, values in self.lasts.values():
            if (id(block), index) not in seen:
                yield block, index, values
