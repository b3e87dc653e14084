"""How wide the columns of a table are: what their first texts need, and what room there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from desktop.ui.grid import Column
from desktop.ui.headings import MARK

LOOKED_AT = 24  # rows: what is on screen first
HEADING_MOST = 240
BLANK = 0.75  # of its usual width for a column in which nothing stands
MORE = 1.35  # times its usual width for long texts while there are columns to scroll to
SHORT = 200  # so much every column gets that needs it: codes, school years, names of majors


def usual(columns: Sequence[Column], measure: Callable[[str], int]) -> list[int]:
    """Widths by the fields alone, before any row is there."""
    digit = measure("0")
    return [max(each.characters * digit + 18, _heading(each, measure)) for each in columns]


def fitted(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], measure: Callable[[str], int], room: int
) -> list[int]:
    """Widths by what stands in the first rows; room that is left goes to the columns whose texts are cut."""
    looked_at = rows[:LOOKED_AT]
    needed, widths = [], []
    for at, (column, before) in enumerate(zip(columns, usual(columns, measure), strict=True)):
        longest = max((measure(row[at]) for row in looked_at), default=0)
        need = longest + 18 if longest else round(before * BLANK)
        needed.append(max(need, _heading(column, measure)))
        widths.append(min(needed[-1], max(round(before * MORE), SHORT)))
    return _shared(widths, needed, room)


def _heading(column: Column, measure: Callable[[str], int]) -> int:
    return min(measure(column.title) + MARK + 20, HEADING_MOST)


def _shared(widths: list[int], needed: list[int], room: int) -> list[int]:
    """What is left of the room among those that need more, the one that lacks least first."""
    spare = room - sum(widths)
    lacking = sorted((need - width, at) for at, (width, need) in enumerate(zip(widths, needed, strict=True)))
    lacking = [(lack, at) for lack, at in lacking if lack > 0]
    for number, (lack, at) in enumerate(lacking):
        more = min(lack, max(0, spare) // (len(lacking) - number))
        widths[at] += more
        spare -= more
    return widths
