"""Two filings of a return compared: every changed cell with old, new, row, field and the acts behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Literal

from desktop.core.errors import UserError
from desktop.records.catalogue import record
from desktop.services.returning.archive_data import Behind, FiledFile, FiledSheet
from desktop.services.returning.checks_book import Page, as_number, cell_name
from desktop.services.returning.differences_aligning import aligned, records_in
from desktop.services.returning.shape import FormColumn, FormSheet, GatheredSheet
from desktop.workbook import Cell, Sheet, read_workbook
from desktop.workbook.refs import column_number

Kind = Literal["changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Cause:
    """An act that made a value what it is."""

    number: int
    at: str
    actor: str
    title: str


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs. `cell` is its place in the new file, `old_cell` in the old one ("" for none).

    `column` is the letter; `place` numbers the row in the older filing, `new_place` in the newer one.
    """

    kind: Kind
    file: str
    sheet: str
    cell: str
    old_cell: str
    old: str
    new: str
    title: str
    field: str
    column: str = ""
    row_id: int | None = None
    place: int | None = None
    new_place: int | None = None
    ref: str = ""  # of a cell outside the list its place in the template
    acts: tuple[Cause, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One filing: the data behind it and its files' bytes by name."""

    behind: Behind
    files: Mapping[str, bytes]


def compare(old: Side, new: Side) -> list[Change]:
    """Every cell that differs between two filings of the same form, without the acts."""
    found: list[Change] = []
    for before, after in _pairs(old, new):
        found += _files(old, before, new, after)
    return found


def compare_file(old: Side, file: FilePath) -> list[Change]:
    """The same against a file that lies somewhere, whose rows are told by what stands in them."""
    if len(old.behind.files) != 1:
        raise UserError("这份报送有多个文件，不能和单个文件比较", hint="，请选另一份报送记录。")
    if not file.is_file():
        raise UserError("找不到这个文件", hint="，请检查文件名和所在文件夹。", place=str(file))
    before = old.behind.files[0]
    first, second = _read(old.files[before.name]), {s.name: s for s in read_workbook(file).sheets}
    pages = list(_pages(before, first))
    counts: dict[tuple[str, int], int] = {}  # of several lists on a sheet those below begin further down
    for kept, old_page in sorted(pages, key=lambda each: each[0].first_row):
        sheet = second.get(kept.name)
        if sheet is None:
            raise UserError(f"文件里没有工作表“{kept.name}”，不是同一张报表", place=file.name)
        if old_page.form.has_list:
            begins = _page(kept, sheet, 0, [], before.sheets, counts).first
            counts[kept.name, kept.first_row] = records_in(old_page, sheet, begins)
    found: list[Change] = []
    seen: set[str] = set()
    for kept, old_page in pages:
        count = counts.get((kept.name, kept.first_row), 0) if old_page.form.has_list else 0
        new_page = _page(kept, second[kept.name], count, [], before.sheets, counts)
        found += _compared(kept, None, old_page, new_page, aligned(old_page, new_page), file.name)
        if kept.name not in seen:
            found += _outside(old_page, new_page, before, file.name)
        seen.add(kept.name)
    return found


def _pairs(old: Side, new: Side) -> Iterator[tuple[FiledFile | None, FiledFile | None]]:
    """Files of the same class; of a form that is one file those two."""
    if len(old.behind.files) == 1 and len(new.behind.files) == 1:
        yield old.behind.files[0], new.behind.files[0]
        return
    later = {each.title: each for each in new.behind.files}
    for each in old.behind.files:
        yield each, later.pop(each.title, None)
    for each in later.values():
        yield None, each


def _files(old: Side, before: FiledFile | None, new: Side, after: FiledFile | None) -> list[Change]:
    some = after or before
    assert some is not None
    label = (some.title or some.name) if len(old.behind.files) + len(new.behind.files) > 2 else ""
    olds = dict(_keyed(before, old.files)) if before is not None else {}
    news = dict(_keyed(after, new.files)) if after is not None else {}
    found: list[Change] = []
    seen: set[str] = set()
    for key in {**olds, **news}:
        one, two = olds.get(key), news.get(key)
        kept_old = one[0] if one is not None else None
        kept_new = two[0] if two is not None else None
        kept = kept_new or kept_old
        assert kept is not None
        if not kept.columns and (one is None or two is None):
            found += _single_cells(kept, label, "added" if one is None else "removed")
            continue
        page_old = one[1] if one is not None else _empty(kept)
        page_new = two[1] if two is not None else _empty(kept)
        pairs = _by_id(page_old, page_new)
        found += _compared(kept_old, kept_new, page_old, page_new, pairs, label)
        if kept.name not in seen:
            found += _outside(page_old, page_new, some, label)
        seen.add(kept.name)
    return found


def _single_cells(kept: FiledSheet, file: str, kind: Kind) -> Iterator[Change]:
    """What stands on a card that is only in one of the two."""
    row_id, title = (kept.ids[0], kept.titles[0]) if kept.ids else (None, kept.name)
    for ref, cell in kept.cells.items():
        if cell.value in (None, ""):
            continue
        old, new = ("", str(cell.value)) if kind == "added" else (str(cell.value), "")
        at, was = (ref, "") if kind == "added" else ("", ref)
        yield Change(kind, file, kept.name, at, was, old, new, title, cell.label, row_id=row_id, ref=ref)


def _keyed(
    file: FiledFile, files: Mapping[str, bytes]
) -> Iterator[tuple[tuple[str, int], tuple[FiledSheet, Page]]]:
    for kept, page in _pages(file, _read(files[file.name])):
        card = not kept.columns and bool(kept.ids)  # its sheet is called by a name that may be put right
        yield ("", kept.ids[0]) if card else (kept.name, kept.first_row), (kept, page)


def _read(content: bytes) -> dict[str, Sheet]:
    with TemporaryDirectory(prefix="zhijiao-") as folder:
        file = FilePath(folder) / "frozen.xlsx"
        file.write_bytes(content)
        return {sheet.name: sheet for sheet in read_workbook(file).sheets}


def _pages(file: FiledFile, sheets: Mapping[str, Sheet]) -> Iterator[tuple[FiledSheet, Page]]:
    for kept in file.sheets:
        if kept.name in sheets:
            yield kept, _page(kept, sheets[kept.name], len(kept.rows), kept.ids, file.sheets)


def _page(
    kept: FiledSheet,
    sheet: Sheet,
    rows: int,
    ids: Sequence[int],
    beside: Sequence[FiledSheet] = (),
    counts: Mapping[tuple[str, int], int] | None = None,
) -> Page:
    """A table of a kept file, placed as the checks place one; `counts` are the rows that the lists have in
    another file."""
    own = record(kept.record)
    columns = [
        FormColumn(column_number(each.letter), each.letter, each.kind, header=each.header)  # type: ignore[arg-type]
        for each in kept.columns
    ]
    form = FormSheet(kept.name, own, kept.header_rows, kept.first_row, kept.last_row, tuple(columns))
    made = GatheredSheet(kept.name, columns, [()] * rows, list(ids))
    pushed: dict[int, int] = {}
    for each in beside or (kept,):
        count = rows if each is kept else (counts or {}).get((each.name, each.first_row), len(each.rows))
        if each.name == kept.name and each.first_row:
            by = max(count - (each.last_row - each.first_row + 1), 0)
            pushed[each.last_row] = max(pushed.get(each.last_row, 0), by)
    return Page(form, made, sheet, tuple(sorted(pushed.items())))


def _empty(kept: FiledSheet) -> Page:
    return _page(kept, Sheet(kept.name), 0, [])


def _by_id(old: Page, new: Page) -> list[tuple[int | None, int | None]]:
    """Rows of the same record beside each other, in the new order; those that went come last."""
    was = {row_id: place for place, row_id in enumerate(old.made.ids)}
    pairs: list[tuple[int | None, int | None]] = [
        (was.pop(row_id, None), place) for place, row_id in enumerate(new.made.ids)
    ]
    return pairs + [(place, None) for place in was.values()]


def _compared(
    kept_old: FiledSheet | None,
    kept_new: FiledSheet | None,
    old: Page,
    new: Page,
    pairs: Sequence[tuple[int | None, int | None]],
    file: str,
) -> list[Change]:
    """Cells of the records."""
    found: list[Change] = []
    for was, now in pairs:
        kept, place = (kept_new, now) if kept_new is not None and now is not None else (kept_old, was)
        titles = kept.titles if kept is not None and place is not None else []
        ids = kept.ids if kept is not None and place is not None else []
        known = place is not None and place < len(ids)
        row_id = ids[place] if known and place is not None else None
        title = titles[place] if known and place is not None else _heading(new, now)
        for change in _row(old, new, was, now):
            found.append(replace(change, file=file, title=title, row_id=row_id))
    return found


def _outside(old: Page, new: Page, kept: FiledFile, file: str) -> list[Change]:
    """Cells around the records of all lists of a sheet."""
    lists = [(e.first_row, e.last_row) for e in kept.sheets if e.name == new.form.name and e.columns]
    return [replace(each, file=file) for each in _around(old, new, lists)]


def _heading(page: Page, place: int | None) -> str:
    """The first text of a row that no record is known for."""
    if place is None:
        return ""
    cells = page.sheet.rows.get(page.first + place, {}).values()
    return next((cell.text for cell in cells if cell.kind == "text" and cell.text.strip()), "")


def _row(old: Page, new: Page, was: int | None, now: int | None) -> Iterator[Change]:
    kind: Kind = "added" if was is None else "removed" if now is None else "changed"
    skipped = {column.index for column in new.form.columns if column.kind == "running"}
    for column in range(1, max(old.sheet.max_column, new.sheet.max_column) + 1):
        if column in skipped:
            continue
        before = old.cell(old.first + was, column) if was is not None else None
        after = new.cell(new.first + now, column) if now is not None else None
        if same(before, after):
            continue
        page = new if new.sheet.max_row else old
        yield Change(
            kind,
            "",
            page.sheet.name,
            cell_name(new.first + now, column) if now is not None else "",
            cell_name(old.first + was, column) if was is not None else "",
            said(before),
            said(after),
            "",
            page.label(column),
            re.sub(r"\d", "", cell_name(1, column)),
            place=was,
            new_place=now,
        )


def _around(old: Page, new: Page, lists: Sequence[tuple[int, int]]) -> Iterator[Change]:
    """Cells outside the records: the same cell of the template in both files."""
    if not old.sheet.max_row or not new.sheet.max_row:
        return
    form = new.form
    inserted = (sum(by for _, by in old.pushed), sum(by for _, by in new.pushed))
    last = max(old.sheet.max_row - inserted[0], new.sheet.max_row - inserted[1])
    for row in range(1, last + 1):
        if any(first <= row <= end for first, end in lists):
            continue
        for column in range(1, max(old.sheet.max_column, new.sheet.max_column) + 1):
            before, after = old.cell(old.moved(row), column), new.cell(new.moved(row), column)
            anchor = after or before
            at = new.moved(row) if after is not None else old.moved(row)
            if anchor is None or (anchor.row, anchor.column) != (at, column) or same(before, after):
                continue  # of a merged block only the cell that holds its value
            yield Change(
                "changed", "", new.sheet.name, cell_name(new.moved(row), column),
                cell_name(old.moved(row), column), said(before), said(after), _row_heading(new, row, column),
                new.label(column) if row > form.header_rows[1] else "", ref=cell_name(row, column),
                column=re.sub(r"\d", "", cell_name(1, column)),
            )  # fmt: skip


def _row_heading(page: Page, row: int, column: int) -> str:
    cells = page.sheet.rows.get(page.moved(row), {})
    found = [
        re.sub(r"\s+", "", cell.text)
        for at, cell in cells.items()
        if at < column and cell.kind == "text" and cell.formula is None and cell.text.strip()
    ]
    return "/".join(found[:2])


def same(one: Cell | None, two: Cell | None) -> bool:
    """Whether two cells say the same: 8 and 8.0, blank and none alike."""
    first, second = _plain(one), _plain(two)
    if isinstance(first, Decimal) and isinstance(second, Decimal):
        return abs(first - second) <= Decimal("1e-9") * max(abs(first), Decimal(1))
    return first == second


def _plain(cell: Cell | None) -> Decimal | date | str | None:
    if cell is None or cell.value is None or (isinstance(cell.value, str) and not cell.value.strip()):
        return None
    if isinstance(cell.value, datetime):
        return cell.value.date() if cell.value.time() == datetime.min.time() else str(cell.value)
    if isinstance(cell.value, date):
        return cell.value
    if cell.kind == "text":
        return " ".join(str(cell.value).split())
    number = as_number(cell)
    return number if number is not None else str(cell.value)


def said(cell: Cell | None) -> str:
    """What a cell shows, as a sentence quotes it."""
    value = _plain(cell)
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{round(value, 6).normalize():f}"
    return str(value)
