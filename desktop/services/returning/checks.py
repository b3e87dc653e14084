"""Checks before a return is handed in: the ledger's, the template's, relations, the year before; placed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.records.catalogue import record, records
from desktop.services.office import Office
from desktop.services.returning.checks_before import before_findings, book_before
from desktop.services.returning.checks_book import LARGE, Book, Page, cell_name, open_book, trial
from desktop.services.returning.checks_template import template_findings
from desktop.services.returning.gathering import Gathered
from desktop.services.returning.loading import form as known_form
from desktop.services.returning.relations_holding import Sums, relation_findings
from desktop.services.returning.shape import Form
from desktop.services.validating import check
from desktop.services.validating.scope import Finding
from desktop.store.find import Condition, find

_AT_ONCE = 500
_ORDER = {"error": 0, "warning": 1, "hint": 2}


def look(office: Office, name: str, window: Window) -> list[Finding]:
    """Findings on a form by its name or file, or on a whole record by its own."""
    if any(name in (each.id, each.label) for each in records()):
        return check(office, name, window)
    return preflight(office, name, window)


def preflight(
    office: Office,
    form: Form | str | FilePath,
    window: Window,
    where: Sequence[Condition] = (),
    progress: Progress | None = None,
) -> list[Finding]:
    """All findings on a form, found by filling it for a look."""
    from desktop.services.returning.filling import as_form, fill  # late: filling ends with these checks

    made = as_form(office, form)
    suffix = made.template.suffix.lower()
    with TemporaryDirectory(prefix="zhijiao-") as folder:
        out = FilePath(folder) / ("files" if made.per is not None else f"trial{suffix}")
        return fill(office, made, window, out, where, progress, trial=True).checks


def on_files(
    office: Office,
    form: Form,
    window: Window,
    where: Sequence[Condition],
    found: Iterable[Finding],
    files: Sequence[tuple[Gathered, FilePath]],
) -> list[Finding]:
    """The ledger's findings at their cells, and what only the filled files show; errors first."""
    books = [open_book(form, made, file) for made, file in files]
    all_found = [_placed(each, books) for each in found]
    for book in books:
        mine = [*template_findings(office, book), *_against(office, form, window, where, book)]
        all_found += [replace(each, file=_name(book, books)) for each in mine]
    all_found += [each for book in books for page in book.pages if (each := _unread(form, page))]
    titled = _titled(office, all_found)
    unique = {
        (each.row_id, each.path, each.rule, each.sentence, each.cell, each.file): each for each in titled
    }
    return sorted(unique.values(), key=lambda each: _ORDER[each.severity])


def _unread(form: Form, page: Page) -> Finding | None:
    """Of a very long list: columns with formulas of the form itself that a check would have needed."""
    columns: set[int] = getattr(page, "unread", set())
    if not columns:
        return None
    names = "、".join(page.label(column) for column in sorted(columns))
    said = f"清单超过 {LARGE} 行，表内自带公式的列没有逐行核对：{names}。"
    return Finding("hint", "行数太多", f"「{page.sheet.name}」", said, form.record.id, sheet=page.sheet.name)


def _against(
    office: Office, form: Form, window: Window, where: Sequence[Condition], book: Book
) -> list[Finding]:
    """Relations, and the year before; a form of one class or batch each has no year before."""
    yearly = form.per is None
    past = partial(book_before, office, form, window, where)
    kept: list[tuple[Book, bool] | None] = []

    def before() -> tuple[Book, bool] | None:
        if not kept:
            kept.append(past() if yearly else None)
        return kept[0]

    def book_of_last_year() -> Book | None:
        made = before()
        return made[0] if made is not None else None

    sums = Sums(office, book, partial(_other, office), book_of_last_year)
    found = list(relation_findings(sums, form.relations))
    return found + list(before_findings(office, book, before()))


def _other(office: Office, name: str, window: Window) -> Book | None:
    """Another form in the same window, for a relation between the two."""
    made = known_form(office, name)
    try:
        return trial(office, made, window)
    except UserError:
        return None


def _placed(finding: Finding, books: Sequence[Book]) -> Finding:
    """A finding on a row of the ledger with the cell that shows it."""
    if finding.row_id is None or finding.cell:
        return finding
    for book in books:
        for page in book.pages:
            if page.form.record.id != finding.record or not page.holds(finding.row_id):
                continue
            row = page.row_of(finding.row_id) if page.form.has_list else None
            cell = cell_name(row, _column(page, finding)) if row is not None else _on_card(page, finding)
            return replace(finding, sheet=page.sheet.name, cell=cell, file=_name(book, books))
    return finding


def _name(book: Book, books: Sequence[Book]) -> str:
    """Which of several files; one needs no name."""
    return book.file.name if len(books) > 1 else ""


def _on_card(page: Page, finding: Finding) -> str:
    """Of a card the cell that shows the field."""
    for cell in page.form.cells:
        if cell.value is not None and any(part.label == finding.path for part in cell.value.parts):
            return cell.ref
    return ""


def _column(page: Page, finding: Finding) -> int:
    """The column that shows the field; of one that is not shown the row's first."""
    wanted = page.form.record.find_path(finding.path) if finding.path else None
    for column in page.form.columns:
        for part in column.value.parts if column.value else ():
            if part.label == finding.path or (
                part.path is not None and wanted is not None and part.path.name == wanted.name
            ):
                return column.index
    fields = [column.index for column in page.form.columns if column.kind == "field"]
    return fields[0] if fields else 1


def _titled(office: Office, found: Sequence[Finding]) -> list[Finding]:
    """Findings on rows with the row's title, looked up for those that have none yet."""
    wanted: dict[str, set[int]] = {}
    for each in found:
        if each.row_id is not None and not each.title:
            wanted.setdefault(each.record, set()).add(each.row_id)
    names = {name: titles(office, name, ids) for name, ids in wanted.items()}
    return [
        each if each.title or each.row_id is None
        else replace(each, title=names[each.record].get(each.row_id, ""))
        for each in found
    ]  # fmt: skip


def titles(office: Office, record_id: str, ids: Iterable[int]) -> dict[int, str]:
    """What people call the rows of a record."""
    own = record(record_id)
    path = own.by_name(own.model.identity[0])
    listed, found = sorted(ids), {}
    for start in range(0, len(listed), _AT_ONCE):
        page = find(
            office.ledger, own.id, paths=[path], ids=listed[start : start + _AT_ONCE], today=office.today
        )
        found.update({i: str(row[0] or "") for i, row in zip(page.ids, page.rows, strict=True)})
    return found
