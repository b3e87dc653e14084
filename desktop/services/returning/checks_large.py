"""A filled return of very many rows, opened for its checks: its rows are those that were written, not read.

The engine proves by count and digest that the rows stand in the file; reading two million cells again would
take longer than everything else. What stands around the rows is read from the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Any

from desktop.services.returning.checks_book import Page, as_number
from desktop.services.returning.gathering import Gathered
from desktop.services.returning.shape import Shown
from desktop.workbook import Cell, Limit, Sheet, read_limits, read_workbook
from desktop.workbook.without_rows import without_rows


@dataclass
class LargePage(Page):
    """One table whose records are taken from what was gathered; columns of the form's own are not known."""

    unread: set[int] = field(default_factory=set)  # columns that a check asked for in vain

    @cached_property
    def _places(self) -> dict[int, int]:
        return {column.index: place for place, column in enumerate(self.made.columns)}

    def cell(self, row: int, column: int) -> Cell | None:
        at = row - self.first
        if not 0 <= at < len(self.made.rows):
            return super().cell(row, column)
        place = self._places.get(column)
        if place is None:
            self.unread.add(column)
            return None
        return _cell(row, column, self.made.rows[at][place])

    def cells(self, column: int) -> Iterator[tuple[int, Cell | None]]:
        """A column's records from above; cells that hold the same are made once, with the first one's row."""
        place = self._places.get(column)
        if place is None:
            self.unread.add(column)
            return
        known: dict[Shown, Cell | None] = {}
        for row, values in enumerate(self.made.rows, self.first):
            value = values[place]
            if value not in known:
                known[value] = _cell(row, column, value)
            yield row, known[value]

    def numbers(self, column: int) -> list[Decimal | int | None] | None:
        """A column's records as numbers; None where the column is the form's own."""
        place = self._places.get(column)
        if place is None:
            self.unread.add(column)
            return None
        known: dict[Any, Decimal | int | None] = {}
        found: list[Decimal | int | None] = []
        for values in self.made.rows:
            value = values[place]
            if type(value) is int:
                found.append(value)
                continue
            if value not in known:
                known[value] = as_number(_cell(0, column, value))
            found.append(known[value])
        return found

    def total(self, column: int) -> Decimal | None:
        numbers = [each for each in self.numbers(column) or () if each is not None]
        return Decimal(sum(numbers)) if numbers else None


def _cell(row: int, column: int, value: Shown) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return Cell(row, column, value, value, "text", "General", None)
    if isinstance(value, date):
        return Cell(row, column, value, value.isoformat(), "date", "yyyy-mm-dd", None)
    number = int(value) if value == int(value) else float(value)
    return Cell(row, column, number, str(value), "number", "General", None)


def read_around(
    gathered: Gathered, file: FilePath, lists: Mapping[str, list[tuple[int, int]]]
) -> tuple[dict[str, Sheet], dict[str, list[Limit]]] | None:
    """The sheets of the file without the rows of its lists, and the template's rules; None where the rows
    cannot be told apart in the file."""
    with TemporaryDirectory(prefix="zhijiao-") as folder:
        husk = FilePath(folder) / f"husk{gathered.form.template.suffix.lower()}"
        if not without_rows(file, husk, lists):
            return None
        sheets = {sheet.name: sheet for sheet in read_workbook(husk).sheets}
        return sheets, read_limits(husk, sheets)
