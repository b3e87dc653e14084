"""A filled return opened again: where its rows stand now, what columns are called, what cells hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Any

from desktop.core.dates import Window
from desktop.core.words import half_width, normalise_label
from desktop.services.office import Office
from desktop.services.returning.gathering import Gathered, gather
from desktop.services.returning.shape import Form, FormColumn, FormSheet, GatheredSheet
from desktop.store.find import Condition
from desktop.workbook import Cell, Limit, Range, Sheet, read_workbook
from desktop.workbook.refs import column_number, format_ref, parse_ref

LARGE = 20_000  # rows from which the records are taken from what was gathered, not read again
_NUMBERED = re.compile(r"\(?(\d{1,3})\)?")
TOTAL_WORDS = re.compile(r"合计|总计|共计|总人数|小计")


def split_ref(ref: str) -> tuple[int, int]:
    """B7 → (7, 2); ValueError where it is no cell."""
    return parse_ref(ref)


@dataclass
class Page:
    """One table of the filled file: the form's description, what was gathered for it, the sheet as read.

    `pushed` are the rows put in so far: (last blank row of a list of the template, rows inserted).
    """

    form: FormSheet
    made: GatheredSheet
    sheet: Sheet
    pushed: Sequence[tuple[int, int]] = ()
    headers: dict[int, str] = field(default_factory=dict)
    _named: dict[str, int | None] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """Where the first record stands."""
        return self.moved(self.form.first_row)

    @property
    def last(self) -> int:
        """Where the last record stands; one less than `first` without any."""
        return self.first + len(self.made.rows) - 1

    def moved(self, row: int) -> int:
        """Where a row of the template is now."""
        return row + sum(by for after, by in self.pushed if row > after)

    def records(self) -> range:
        return range(self.first, self.last + 1) if self.form.has_list else range(0)

    def cell(self, row: int, column: int) -> Cell | None:
        return self.sheet.at(row, column)

    def id_at(self, row: int) -> int | None:
        """The record that stands in a row."""
        at = row - self.first
        return self.made.ids[at] if self.form.has_list and 0 <= at < len(self.made.ids) else None

    def row_of(self, row_id: int) -> int | None:
        at = self._offsets.get(row_id)
        return self.first + at if at is not None else None

    @cached_property
    def _offsets(self) -> dict[int, int]:
        """Where each record stands in the list; a record that stands there twice by its first row."""
        return {row_id: at for at, row_id in reversed(list(enumerate(self.made.ids)))}

    def holds(self, row_id: int) -> bool:
        """Whether the record is one of the table's, or of its cards."""
        return row_id in self._offsets

    def cells(self, column: int) -> Iterator[tuple[int, Cell | None]]:
        """The cells of a column that belong to records, from above."""
        for row in self.records():
            yield row, self.cell(row, column)

    def bound(self, column: int) -> FormColumn | None:
        """The form's column at that place."""
        return next((each for each in self.form.columns if each.index == column), None)

    @cached_property
    def header_end(self) -> int:
        """The last row of the header, a row of numbers under it included."""
        return max(self.form.header_rows[1], self.code_row)

    @cached_property
    def code_row(self) -> int:
        """The row 甲 乙 丙 1 2 3 under the header; 0 where there is none."""
        start = self.form.header_rows[0] or 1
        stop = self.form.first_row - 1 if self.form.first_row else self.form.header_rows[1] + 1
        for row in range(stop, start, -1):
            numbers = [n for _, n in self._numbers(row)]
            if len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
                return row
        return 0

    def _numbers(self, row: int) -> Iterator[tuple[int, int]]:
        for column, cell in self.sheet.rows.get(row, {}).items():
            found = _NUMBERED.fullmatch(half_width(cell.text).strip())
            if found:
                yield column, int(found[1])

    @cached_property
    def printed(self) -> dict[int, int]:
        """Printed column number → column."""
        return {number: column for column, number in self._numbers(self.code_row)} if self.code_row else {}

    @cached_property
    def lines(self) -> dict[int, int]:
        """Printed line number (行次) → row."""
        for column in range(1, self.sheet.max_column + 1):
            head = "".join(self.path(column))
            if normalise_label(head) in ("行次", "行号", "栏次", "序号"):
                rows = range(self.header_end + 1, self.sheet.max_row + 1)
                found = {
                    int(hit[1]): row
                    for row in rows
                    if (hit := _NUMBERED.fullmatch(half_width(self.sheet.text(row, column)).strip()))
                }
                if found:
                    return found
        return {}

    def path(self, column: int) -> tuple[str, ...]:
        """The texts of the header over a column, from above."""
        texts: list[str] = []
        for row in range(self.form.header_rows[0], self.form.header_rows[1] + 1):
            text = re.sub(r"\s+", "", self.sheet.text(row, column)) if row else ""
            if text and (not texts or texts[-1] != text):
                texts.append(text)
        return tuple(texts)

    def label(self, column: int) -> str:
        """The header over a column as one text."""
        own = self.bound(column)
        return "/".join(self.path(column)) or (own.header if own is not None else "")

    def column(self, name: str) -> int | None:
        """The column meant: a letter, a printed number in brackets, a header or a field's label."""
        if name not in self._named:
            self._named[name] = self._column(name)
        return self._named[name]

    def _column(self, name: str) -> int | None:
        if re.fullmatch(r"\(\d+\)", name):
            return self.printed.get(int(name[1:-1]))
        if re.fullmatch("[A-Z]{1,3}", name):
            return column_number(name)
        wanted = normalise_label(name)
        leaves: dict[str, list[int]] = {}
        for at in range(1, self.sheet.max_column + 1):
            path = self.path(at)
            for text in {normalise_label(path[-1]), normalise_label("".join(path))} if path else ():
                leaves.setdefault(text, []).append(at)
        for each in self.form.columns:
            if each.value is not None and each.value.label == name:
                return each.index
        found = leaves.get(wanted, [])
        return found[0] if len(found) == 1 else None

    def number(self, row: int, column: int) -> Decimal | None:
        """The number in a cell; None where it is blank or holds something else."""
        return as_number(self.cell(row, column))

    def numbers(self, column: int) -> list[Decimal | int | None] | None:
        """A column's records as numbers; None where they are not known without reading every row."""
        return [as_number(cell) for _, cell in self.cells(column)]

    def total(self, column: int) -> Decimal | None:
        """The sum of a column over the records; None where no record has a number there."""
        found = [n for row in self.records() if (n := self.number(row, column)) is not None]
        return sum(found, Decimal(0)) if found else None

    @cached_property
    def total_row(self) -> int:
        """The row 合计 under or over the list; 0 where there is none."""
        if not self.form.has_list:
            return 0
        below = self.moved(self.form.last_row + 1)
        rows: list[int] = [*range(below, below + 3), self.first - 1]
        for row in rows:
            cells = self.sheet.rows.get(row, {}).values()
            if any(TOTAL_WORDS.match(re.sub(r"\s+", "", cell.text)) for cell in cells):
                return row
        return 0

    def block(self, ref: str) -> Range:
        """A cell or a block of the template as it lies now."""
        start, _, stop = ref.partition(":")
        (top, left), (bottom, right) = split_ref(start), split_ref(stop or start)
        return Range(self.moved(top), left, self.moved(bottom), right)


def as_number(cell: Cell | None) -> Decimal | None:
    """The number a cell holds, also one written as text."""
    if cell is None or cell.value is None or isinstance(cell.value, bool | date):
        return None
    try:
        found = Decimal(str(cell.value).strip().replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


@dataclass
class Book:
    """One filled file of a return."""

    form: Form
    window: Window
    gathered: Gathered
    file: FilePath
    pages: list[Page]
    sheets: dict[str, Sheet] = field(default_factory=dict)  # every sheet of the file, hidden ones too
    limits: dict[str, list[Limit]] | None = None  # the template's rules, where they were read with the file
    memo: dict[Any, Any] = field(default_factory=dict)  # what opening one number after another asks again

    def page(self, name: str = "") -> Page | None:
        """A table by its sheet's name; without a name the first."""
        wanted = [page for page in self.pages if not name or page.sheet.name == name]
        return wanted[0] if wanted else None

    def at(self, name: str, row: int) -> Page | None:
        """Of several tables on a sheet the one that a row belongs to."""
        mine = [page for page in self.pages if not name or page.sheet.name == name]
        inside = [page for page in mine if page.id_at(row) is not None]
        return inside[0] if inside else (mine[0] if mine else None)


def open_book(form: Form, gathered: Gathered, file: FilePath) -> Book:
    """The filled file with what was gathered for it."""
    pushed: dict[str, dict[int, int]] = {}
    for sheet, made in zip(gathered.form.sheets, gathered.sheets, strict=True):
        if sheet.has_list:
            by = max(len(made.rows) - (sheet.last_row - sheet.first_row + 1), 0)
            mine = pushed.setdefault(sheet.name, {})
            mine[sheet.last_row] = max(mine.get(sheet.last_row, 0), by)
    moved = {name: tuple(sorted(mine.items())) for name, mine in pushed.items()}
    large = _opened_large(gathered, file, moved)
    if large is not None:
        sheets, limits = large
    else:
        sheets, limits = {sheet.name: sheet for sheet in read_workbook(file).sheets}, None
    pages = []
    for sheet, made in zip(gathered.form.sheets, gathered.sheets, strict=True):
        read = sheets.get(sheet.name)
        if read is not None:
            pages.append(_page(sheet, made, read, moved.get(sheet.name, ()), large=large is not None))
    return Book(form, gathered.window, gathered, file, pages, sheets, limits)


def _page(
    sheet: FormSheet, made: GatheredSheet, read: Sheet, pushed: Sequence[tuple[int, int]], *, large: bool
) -> Page:
    if not large or not sheet.has_list:
        return Page(sheet, made, read, pushed)
    from desktop.services.returning.checks_large import LargePage  # late: hardly a return is that long

    return LargePage(sheet, made, read, pushed)


def _opened_large(
    gathered: Gathered, file: FilePath, moved: dict[str, tuple[tuple[int, int], ...]]
) -> tuple[dict[str, Sheet], dict[str, list[Limit]]] | None:
    """Of a very long return what stands around its rows."""
    if gathered.rows <= LARGE:
        return None
    from desktop.services.returning.checks_large import read_around  # late, as above

    lists: dict[str, list[tuple[int, int]]] = {}
    for sheet, made in zip(gathered.form.sheets, gathered.sheets, strict=True):
        if sheet.has_list and made.rows:
            page = Page(sheet, made, Sheet(sheet.name), moved.get(sheet.name, ()))
            lists.setdefault(sheet.name, []).append((page.first, page.last))
    return read_around(gathered, file, lists)


def trial(office: Office, form: Form, window: Window, where: Sequence[Condition] = ()) -> Book:
    """The return filled for a look: the file is read and not kept."""
    from desktop.services.returning.filling import write  # late: filling calls the checks that call this

    gathered = gather(office, form, window, where)
    with TemporaryDirectory(prefix="zhijiao-") as folder:
        file = FilePath(folder) / f"trial{form.template.suffix.lower()}"
        write(gathered, file)
        return open_book(form, gathered, file)


def cell_name(row: int, column: int) -> str:
    """(7, 2) → B7."""
    return format_ref(row, column)
