"""The rows a fill puts in, as formulas see them."""

from __future__ import annotations

from typing import cast

from desktop.workbook.blocks import Group, Static
from desktop.workbook.grid import Content, Formula
from desktop.workbook.operands import CellError, Scalar, Unknown
from desktop.workbook.tally import Tally
from desktop.workbook.values import as_scalar


class InsertedRows:
    """Bound values as far as they were kept or counted; unbound cells by what they are."""

    def __init__(self, group: Group, *, date1904: bool) -> None:
        self.group = group
        self.date1904 = date1904
        self.places = {spot: (plan, index) for plan in group.plans for index, spot in enumerate(plan.spots)}
        holding = {spot for spot, static in group.statics.items() if holds(static)}
        self._columns = frozenset(column for _, column in {*self.places, *holding})

    def columns(self) -> frozenset[int]:
        """The columns that hold anything."""
        return self._columns

    def content(self, index: int, column: int) -> Content:
        """A kept value, or what an unbound cell is."""
        record, offset = divmod(index, self.group.height)
        static = self.group.statics.get((offset, column))
        if static is not None:
            return self._static(static, record)
        place = self.places.get((offset, column))
        if place is None:
            return None
        plan, at = place
        if plan.kept is not None:
            values = [plan.kept[record][at]] if record < len(plan.kept) else [None]
        elif column in plan.values:
            values = plan.values[column][record : record + 1] or [None]
        else:
            raise Unknown
        return as_scalar(values[0], date1904=self.date1904)

    def _static(self, static: Static, record: int) -> Content:
        if static.formula is not None:
            if static.values is not None and record < len(static.values):
                return self._known(static.values[record])
            return Formula(static.formula, self._down(static, record))
        if static.counter is not None:
            return float(static.counter + record + 1)
        if static.text is None or static.shown is None:
            return None
        return static.shown if ' t="s"' in static.text else float(static.shown)

    def _known(self, value: object) -> Scalar:
        """What the formula of a row has turned out to be worth."""
        if isinstance(value, (CellError, Unknown)):
            raise value
        return cast(Scalar, value)

    def _down(self, static: Static, record: int) -> int:
        """How far below the row the formula is written for: its home is the sample's row."""
        offset = next(offset for (offset, _), each in self.group.statics.items() if each is static)
        return self.start + record * self.group.height + offset - static.home

    start = 0  # the first inserted row; set once it is known

    def tally(self, column: int) -> Tally:
        """As counted while streaming; a record of several rows is not counted."""
        if self.group.height > 1 or (0, column) in self.group.statics:
            raise Unknown
        plan, _ = self.places[0, column]
        if column not in plan.tallies:
            raise Unknown
        return plan.tallies[column]


def holds(static: Static) -> bool:
    """Whether an unbound cell holds anything."""
    return static.formula is not None or static.counter is not None or static.text is not None
