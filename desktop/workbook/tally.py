"""What totals need to know of a column that streams by: sum, counts, extremes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from desktop.workbook.operands import Scalar


@dataclass(slots=True)
class Tally:
    """Numbers added up one after the other, as Excel does."""

    total: float = 0.0
    numbers: int = 0
    filled: int = 0
    low: float = 0.0
    high: float = 0.0

    def add(self, value: Scalar) -> None:
        """One cell; texts and truth values count as filled only."""
        if value is None:
            return
        self.filled += 1
        if isinstance(value, float):
            self._numbers([value])

    def add_all(self, values: Iterable[Scalar]) -> None:
        """Many cells."""
        numbers = []
        for value in values:
            if value is not None:
                self.filled += 1
                if isinstance(value, float):
                    numbers.append(value)
        self._numbers(numbers)

    def add_numbers(self, numbers: Sequence[float]) -> None:
        """Many cells that are all numbers."""
        self.filled += len(numbers)
        self._numbers(numbers)

    def _numbers(self, numbers: Sequence[float]) -> None:
        if not numbers:
            return
        low, high = float(min(numbers)), float(max(numbers))
        self.low = min(self.low, low) if self.numbers else low
        self.high = max(self.high, high) if self.numbers else high
        self.numbers += len(numbers)
        self.total = float(reduce(add, numbers, self.total))

    def merge(self, other: Tally) -> None:
        """Another stretch of cells."""
        if other.numbers:
            self.low = min(self.low, other.low) if self.numbers else other.low
            self.high = max(self.high, other.high) if self.numbers else other.high
        self.total += other.total
        self.numbers += other.numbers
        self.filled += other.filled
