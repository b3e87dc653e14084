"""Every filled cell of every shipped form and of the bureau's samples opens: value, rows, rule, reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.dates import Window, parse_window
from desktop.core.errors import UserError
from desktop.services.office import Office
from desktop.services.returning import Explanation, as_form, forms
from desktop.services.returning.checks_book import Book, open_book, trial
from desktop.services.returning.explaining import explain_cell
from desktop.services.returning.filling import write
from desktop.services.returning.gathering import each_file
from desktop.services.returning.shape import Form
from tests.services.archive_office import YEAR, demo_office

CALENDAR = parse_window("2026")
YEAR_BEFORE = parse_window("2024-2025学年")
HEAD, TAIL = 6, 2  # rows of a list that are opened unless all are
NOT_OF_THE_LEDGER = ("不取自台账的行", "政策文件里的", "从 1 起的顺序号")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = demo_office(tmp_path_factory.mktemp("说明"))
    yield made
    made.ledger.close()


def windows_of(form: Form) -> tuple[Window, Window]:
    """This year's and the one before."""
    return (YEAR, YEAR_BEFORE) if form.window_kind == "学年" else (CALENDAR, parse_window("2025"))


def filled(office: Office, form: Form, window: Window, file: Path) -> Book:
    """The return of the window; of a form that is made for each class that of the first with a roster."""
    if form.per is None:
        book = trial(office, form, window)
        write(book.gathered, file)
        return book
    made = next(each for each in each_file(office, form, window) if each.records)
    write(made, file)
    return open_book(form, made, file)


def walk(office: Office, book: Book, file: Path, every: bool) -> int:
    """Opens the cells; another reader says what stands in the file, the blank form what stood there."""
    read = openpyxl.load_workbook(file, data_only=True)
    blank = openpyxl.load_workbook(book.form.template, data_only=True)
    copied = next(iter(book.form.sheets)).name
    opened = 0
    for page in book.pages:
        before = blank[page.sheet.name if page.sheet.name in blank.sheetnames else copied]
        rows = page.records()
        shown = {*rows[:HEAD], *rows[len(rows) - TAIL :]} if not every else set(rows)
        for line in read[page.sheet.name].iter_rows():
            for cell in line:
                number = cell.row or 0
                if cell.value in (None, "") or (number in rows and number not in shown):
                    continue
                mine = book.at(page.sheet.name, number)
                if mine is not page:
                    continue  # of the other table on the sheet
                found = explain_cell(office, book, f"{page.sheet.name}!{cell.coordinate}")
                if number not in rows and found.formula == "模板上原有的内容":
                    was = before.cell(
                        number - sum(by for after, by in page.pushed if number > after), cell.column
                    )
                    assert str(was.value or "").split() == str(cell.value).split(), (
                        cell.coordinate,
                        cell.value,
                    )
                    continue
                judge(found, cell.value)
                opened += 1
    return opened


def judge(found: Explanation, value: Any) -> None:
    place = f"{found.sheet}!{found.cell} {found.label}"
    assert same(found.value, value), (place, found.value, value)
    assert found.formula and found.rule, place
    assert found.window.label, place
    unmade = any(word in found.rule for word in NOT_OF_THE_LEDGER)
    assert found.rows or found.left_out or unmade, (place, found.formula)
    assert all(row.id > 0 and row.record for row in found.rows), place
    assert all(row.why.strip() for row in found.left_out), place
    counted = {(row.record, row.id) for row in found.rows}
    left = [(row.record, row.id) for row in found.left_out]
    assert len(set(left)) == len(left) and not counted & set(left), (
        place
    )  # one reason a row, and none that counts


def same(opened: Any, read: Any) -> bool:
    """The same value; a number of a person is covered where it is opened, never in the file."""
    if isinstance(read, datetime):
        read = read.date()
    if isinstance(opened, datetime):
        opened = opened.date()
    if isinstance(opened, date) or isinstance(read, date):
        return bool(opened == read)
    if isinstance(read, int | float) and not isinstance(opened, str):
        return float(opened) == pytest.approx(float(read))
    if "*" in str(opened):
        pattern = ".+".join(map(re.escape, re.split(r"\*+", str(opened))))
        return re.fullmatch(pattern, str(read)) is not None
    return "".join(str(opened).split()) == "".join(str(read).split())


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_filled_cell_of_every_shipped_form_opens(office: Office, tmp_path: Path, every: bool) -> None:
    counts: Counter[str] = Counter()
    for each in forms(office):
        assert isinstance(each, Form)
        form = as_form(office, each)
        for window in windows_of(form)[: 2 if every else 1]:
            file = tmp_path / f"{form.id}.xlsx"
            counts[form.id] += walk(office, filled(office, form, window, file), file, every)
    assert len(counts) == 18 and all(count > 3 for count in counts.values()), counts
    assert sum(counts.values()) > (18_000 if every else 2_000), counts


@pytest.mark.shared
def test_every_filled_cell_of_the_bureaus_samples_opens(office: Office, shared: Path, tmp_path: Path) -> None:
    counts = {}
    for file in sorted((shared / "forms" / "bureau").glob("*.xlsx")):
        form, out = as_form(office, file), tmp_path / file.name
        try:
            book = filled(office, form, YEAR, out)
        except UserError as refused:
            raise AssertionError(f"{file.name}: {refused}") from refused
        counts[file.stem] = walk(office, book, out, False)
    assert len(counts) == 6 and all(count > 3 for count in counts.values()), counts
