"""This year's figures beside last year's: from the frozen return of the year before, else from the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory

from desktop.core.dates import Window, parse_window, years_before
from desktop.core.errors import Severity, UserError
from desktop.core.fields import Kind
from desktop.core.presenting import plain_number, rounded
from desktop.services.office import Office
from desktop.services.policies import policy
from desktop.services.returning.archive_reading import behind, contents, latest, returns
from desktop.services.returning.checks_book import (
    TOTAL_WORDS,
    Book,
    Page,
    as_number,
    cell_name,
    open_book,
    trial,
)
from desktop.services.returning.checks_template import at_cell, year_before
from desktop.services.returning.gathering import Gathered
from desktop.services.returning.shape import Form, FormColumn, GatheredSheet
from desktop.services.validating.scope import Finding
from desktop.store.find import Condition

SETTING = "returns.change_percent"
RULE = "与上年相比"
_COUNTED = (Kind.WHOLE, Kind.MONEY, Kind.DECIMAL)
_RATES = ("%", "年", "月")
MOST_CELLS = 24  # a card or a table of a few indicators; of more than that only the totals are compared


def earlier(window: Window) -> Window:
    """The same window one year before."""
    name = year_before(window.label)
    if name is not None:
        found = parse_window(name)
        if found.end < window.start:
            return found
    start, end = years_before(window.start, 1), years_before(window.end, 1)
    return Window(f"{start}..{end}", start, end)


def book_before(
    office: Office, form: Form, window: Window, where: Sequence[Condition] = ()
) -> tuple[Book, bool] | None:
    """The return of the year before and whether it is the one handed in; None where it cannot be made."""
    before = earlier(window)
    frozen = latest(returns(office.ledger), form.name, before.label) if not where else None
    if frozen is None and before.end > office.today:
        return None
    try:
        if frozen is not None:
            return frozen_book(office, form, before, frozen.id), True
        return trial(office, form, before, where), False
    except UserError:
        return None  # a year for which the ledger has nothing to fill in with


def frozen_book(office: Office, form: Form, window: Window, return_id: int) -> Book:
    """A frozen return opened: its own file with the rows that were gathered for it then."""
    kept = behind(office.ledger, return_id).files[0]
    _, content = contents(office.ledger, return_id)[0]
    by_place = {(sheet.name, sheet.first_row): sheet for sheet in form.sheets}
    sheets, made = [], []
    for old in kept.sheets:
        own = by_place.get((old.name, old.first_row))
        if own is None:
            continue  # the bureau changed its form since
        columns = {each.letter: each for each in own.columns}
        shown = [columns.get(each.letter) or FormColumn(0, each.letter, "blank") for each in old.columns]
        sheets.append(own)
        cells = {ref: cell.value for ref, cell in old.cells.items()}
        made.append(GatheredSheet(old.name, shown, list(old.rows), list(old.ids), cells))
    with TemporaryDirectory(prefix="zhijiao-") as folder:
        file = FilePath(folder) / f"frozen{form.template.suffix.lower()}"
        file.write_bytes(content)
        then = replace(form, sheets=tuple(sheets))
        return open_book(then, Gathered(then, window, made), file)


def before_findings(office: Office, book: Book, before: tuple[Book, bool] | None) -> Iterator[Finding]:
    """Totals that moved by more than the school's setting says; 0 switches this off."""
    percent = policy(office).number(SETTING, book.window.end) or Decimal(0)
    if before is None or percent <= 0:
        return
    past, handed_in = before
    source = "上年报送" if handed_in else "台账里上年"
    for page in book.pages:
        other = next(
            (each for each in past.pages if each.form.name == page.form.name
             and each.form.first_row == page.form.first_row), None,
        )  # fmt: skip
        if other is None:
            continue
        yield from _columns(page, other, percent, source, handed_in=handed_in)
        yield from _cells(page, other, percent, source, handed_in=handed_in)


def _columns(page: Page, other: Page, percent: Decimal, source: str, *, handed_in: bool) -> Iterator[Finding]:
    if not page.form.has_list or not other.made.rows:
        return
    for column in page.form.columns:
        if not _adds_up(column):
            continue
        now, then = page.total(column.index), other.total(column.index)
        said = _moved(now, then, percent, source)
        if said:
            row = page.total_row or page.first
            label = page.label(column.index)
            yield at_cell(
                page, row, column.index, RULE, f"“{label}”合计{said}", "warning" if handed_in else "hint"
            )


def _cells(page: Page, other: Page, percent: Decimal, source: str, *, handed_in: bool) -> Iterator[Finding]:
    severity: Severity = "warning" if handed_in else "hint"
    for ref in _figures(page):
        at, past = page.block(ref), other.block(ref)
        now = page.number(at.first_row, at.first_column)
        then = as_number(other.cell(past.first_row, past.first_column))
        said = _moved(now, then, percent, source)
        if said:
            label = page.label(at.first_column) or cell_name(at.first_row, at.first_column)
            yield at_cell(page, at.first_row, at.first_column, RULE, f"“{label}”{said}", severity)


def _figures(page: Page) -> list[str]:
    """The single cells worth a comparison: of a cross table its totals, else each number filled in."""
    filled = [ref for ref, value in page.made.cells.items() if isinstance(value, int | Decimal)]
    if page.form.has_list or len(filled) <= MOST_CELLS:
        return filled
    totals = [
        row
        for row, cells in page.sheet.rows.items()
        if any(TOTAL_WORDS.match(re.sub(r"\s+", "", cell.text)) for cell in cells.values())
    ]
    columns = sorted({page.block(ref).first_column for ref in filled})
    return [cell_name(row, column) for row in totals for column in columns] if totals else filled[:MOST_CELLS]


def _adds_up(column: FormColumn) -> bool:
    """Numbers whose sum means something: no rates, no years."""
    if column.kind != "field" or column.value is None or column.value.join is not None:
        return False
    path = column.value.parts[0].path
    return path is not None and path.field.kind in _COUNTED and path.field.unit not in _RATES


def _moved(now: Decimal | None, then: Decimal | None, percent: Decimal, source: str) -> str:
    if now is None or not then:
        return ""
    change = (now - then) * 100 / then
    if abs(change) <= percent:
        return ""
    way = "增加" if change > 0 else "减少"
    by = plain_number(rounded(abs(change), 1))
    return (
        f" {plain_number(now)}，比{source}的 {plain_number(then)} {way} {by}%，"
        f"超过 {plain_number(percent)}%，请核对并备好说明。"
    )
