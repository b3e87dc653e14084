"""Headers that are known: of filed returns, of forms, of corrected files; which is nearest to a file's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Final

from desktop.core.errors import UserError
from desktop.core.words import normalise_label
from desktop.records.catalogue import Record
from desktop.services import learning
from desktop.services.binding import Binding, Bound, every_label
from desktop.services.learning import SIMILAR, Block, Changes
from desktop.services.office import Office
from desktop.services.returning.archive_reading import VOID, returns
from desktop.services.returning.loading import read_forms
from desktop.services.returning.outer import outer_field
from desktop.services.returning.shape import Form, FormColumn, FormSheet
from desktop.workbook import Sheet, Table, read_workbook, recognise
from desktop.workbook.cards import card_cells
from desktop.workbook.cross import cross_of

FILED, SAVED, CORRECTED, SHIPPED = "filed", "template", "corrected", "shipped"
# So much of a form's header must stand in a file's to take over its binding, and so many of its texts: a form
# that the school saved is that of its own bureau, a shipped one somebody else's.
REUSED: Final = {SAVED: 0.7, SHIPPED: 0.9}
_LEAST_TEXTS: Final = 4
_ORDER: Final = (FILED, SAVED, CORRECTED, SHIPPED)  # of two equally near the one that says more of last year


@dataclass(frozen=True, slots=True)
class KnownHeader:
    """A header met before: what it is of, in words, and the form it belongs to where there is one."""

    kind: str
    name: str
    texts: tuple[str, ...]
    form: Form | None = None
    sheet: FormSheet | None = None


# -- what a table's header is ----------------------------------------------------------------------------


def block_of(sheet: Sheet, table: Table) -> Block | None:
    """The texts of a table of which something can be said; None where there are none."""
    if table.layout == "cross":
        return learning.cross_block(cross_of(sheet, table))
    if table.layout == "card":
        return learning.card_block([cell for cell, _ in card_cells(sheet, table.cells)])
    return learning.list_block(table.columns) if table.columns else None


@dataclass(frozen=True, slots=True)
class _Header:
    """One table of a template."""

    sheet: str
    first_row: int
    block: Block


def headers_of(template: FilePath) -> tuple[_Header, ...]:
    """The headers of a template's visible sheets; a file that is written anew is read anew."""
    try:
        return _headers(template, template.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=256)
def _headers(template: FilePath, _written: int) -> tuple[_Header, ...]:
    labels = every_label()
    try:
        book = read_workbook(template)
    except UserError:
        return ()
    return tuple(
        _Header(sheet.name, table.first_row, block)
        for sheet in book.sheets if sheet.visible
        for table in recognise(sheet, labels)
        if (block := block_of(sheet, table)) is not None
    )  # fmt: skip


# -- which are known -------------------------------------------------------------------------------------


def known_headers(office: Office, kind: str, source: str = "") -> list[KnownHeader]:
    """Every known header of one kind of block; corrections made on the file `source` itself tell nothing."""
    found = [*_filed(office, kind), *_of_forms(office, kind)]
    for each in learning.learned(office):
        if each.kind == kind and each.source != source:
            found.append(KnownHeader(CORRECTED, f"以前更正过的《{each.source}》", each.header))
    return found


def _filed(office: Office, kind: str) -> Iterator[KnownHeader]:
    """Of each form the headers last handed in."""
    last = {each.form: each for each in returns(office.ledger) if each.state != VOID}
    for one in last.values():
        for block_kind, texts in one.headers:
            if block_kind == kind:
                yield KnownHeader(FILED, f"{one.period} 报送的「{one.form}」", texts)


def _of_forms(office: Office, kind: str) -> Iterator[KnownHeader]:
    for form in read_forms(office):
        if not isinstance(form, Form):
            continue
        added = not form.template.is_relative_to(office.forms_dir)
        for header in headers_of(form.template) if kind in _kinds(form) else ():
            if header.block.kind == kind:
                sheet = next((e for e in form.sheets if _same_place(e, header)), None)
                said = f"{'存下的' if added else '程序自带的'}「{form.name}」"
                yield KnownHeader(SAVED if added else SHIPPED, said, header.block.texts, form, sheet)


def _kinds(form: Form) -> frozenset[str]:
    lists = any(sheet.has_list for sheet in form.sheets)
    cards = form.layout == "card"
    crosses = any(cell.figure is not None for sheet in form.sheets for cell in sheet.cells)
    named = ((learning.KIND, lists), (learning.LABEL, cards), (learning.HEADING, crosses))
    return frozenset(kind for kind, there in named if there)


def _same_place(sheet: FormSheet, header: _Header) -> bool:
    return sheet.name == header.sheet and (not sheet.has_list or sheet.first_row == header.first_row)


def nearest(found: Sequence[KnownHeader], block: Block) -> KnownHeader | None:
    """The known header most like this one; None when none is like it."""

    def rank(each: KnownHeader) -> tuple[float, int]:
        return round(learning.likeness(each.texts, block.texts), 3), -_ORDER.index(each.kind)

    best = max(found, key=rank, default=None)
    return best if best is not None and rank(best)[0] >= SIMILAR else None


def changes_since(office: Office, sheet: Sheet, table: Table, source: str = "") -> Changes | None:
    """What the bureau changed in a table's header since the nearest known one; None: nothing is like it."""
    block = block_of(sheet, table)
    if block is None or len(block.texts) < 2:
        return None
    known = nearest(known_headers(office, block.kind, source), block)
    if known is None:
        return None
    found = learning.changes(known.texts, block.texts)
    return replace(found, sheet=table.sheet, against=known.name, kind=known.kind, block=block.kind)


# -- binding as a known form does ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reused:
    """A known form's list whose columns fill those of a file: by the text over them."""

    form: Form
    sheet: FormSheet
    columns: dict[str, FormColumn]  # as this file writes its header
    same: bool  # every column, in order

    @property
    def reason(self) -> str:
        return f"照「{self.form.name}」里相同的这一列填"

    def said(self) -> dict[str, str]:
        """The columns as a person would have said them: label paths led by the record."""
        found = {}
        for text, column in self.columns.items():
            if column.kind == "blank":
                found[text] = ""
            elif column.value is not None:
                found[text] = "+".join(self._led(label) for label in _labels(column))
        return found

    def _led(self, label: str) -> str:
        return label if outer_field(label) is not None else f"{self.sheet.record.label}.{label}"

    def bound(self, text: str, found: Bound | None) -> Bound | None:
        """The column as binding has it, with the form's own field and style."""
        column = self.columns.get(text)
        if column is None or column.value is None or column.value.parts[0].path is None:
            return found
        value, path = column.value, column.value.parts[0].path
        if found is None:
            found = Bound(path, column.value.parts[0].label, "", value.style, 0.98, self.reason)
        style = value.style or found.style
        return replace(found, style=style, confidence=0.98, reason=self.reason, learned=False)


def _labels(column: FormColumn) -> list[str]:
    value = column.value
    if value is None:
        return []
    return [part.label for part in value.parts] if value.join is not None else [value.parts[0].label]


def reused(office: Office, own: Record, table: Table) -> Reused | None:
    """The list of a saved or shipped form with this header or nearly so; saved ones first.

    Only of the record that the table itself speaks of: headers of students and of teachers read alike."""
    block = learning.list_block(table.columns)
    known = [
        each
        for each in _of_forms(office, block.kind)
        if each.sheet is not None and each.sheet.has_list and each.sheet.record.id == own.id
        and learning.likeness(each.texts, block.texts) >= REUSED[each.kind]
    ]  # fmt: skip
    best = nearest(known, block)
    if best is None or best.form is None or best.sheet is None:
        return None
    was = {normalise_label(text): text for text in best.texts}
    same = [text for text in block.texts if normalise_label(text) in was]
    if len(same) < _LEAST_TEXTS:
        return None
    columns = _columns_under(best.form, best.sheet)
    mine = {text: columns[key] for text in same if (key := normalise_label(text)) in columns}
    return Reused(best.form, best.sheet, mine, tuple(map(normalise_label, best.texts)) == tuple(
        map(normalise_label, block.texts)))  # fmt: skip


def _columns_under(form: Form, sheet: FormSheet) -> dict[str, FormColumn]:
    """A form's columns by the text over them; of a text that stands there twice neither."""
    over = _texts_over(form.template, form.template.stat().st_mtime_ns, sheet.name, sheet.first_row)
    found: dict[str, FormColumn] = {}
    twice: set[str] = set()
    for column in sheet.columns:
        text = normalise_label(over.get(column.index, ""))
        if text in found or not text:
            twice.add(text)
        found[text] = column
    return {text: column for text, column in found.items() if text not in twice}


@lru_cache(maxsize=256)
def _texts_over(template: FilePath, _written: int, sheet: str, first_row: int) -> dict[int, str]:
    book = read_workbook(template, sheets=[sheet])
    tables = [table for each in book.sheets for table in recognise(each, every_label())]
    mine = next((table for table in tables if table.first_row == first_row), None)
    return {column.index: "/".join(column.path) for column in mine.columns} if mine is not None else {}


def as_known_form(made: Form, known: Reused) -> Form:
    """The file's form with what the known one says of its rows: which, in what order, over what period."""
    form, own = known.form, known.sheet.record
    if form.record.id != own.id or made.record.id != own.id:
        return made
    said = f"表头和「{form.name}」{'相同' if known.same else '相近'}，相同的列照它填。"
    return replace(
        made,
        where=form.where or made.where,
        narrowed=made.narrowed if form.where == () else "",
        sort=form.sort or made.sort,
        source=form.source,
        window_kind=form.window_kind,
        checks=form.checks or made.checks,
        notes=(*made.notes, said),
    )


def with_reused(own: Binding, table: Table, known: Reused, said: dict[str, str]) -> Binding:
    """The binding with the known form's columns; what a person said of a column goes before."""
    made = Binding(dict(own.bound), dict(own.unbound), dict(own.figures))
    for column in table.columns:
        text = "/".join(column.path)
        if text in said or column.running_number or column.continued:
            continue
        bound = known.bound(text, made.bound.get(column.index))
        if bound is not None:
            made.bound[column.index] = bound
            made.unbound.pop(column.index, None)
        elif text in known.columns and known.columns[text].kind == "blank":
            made.unbound[column.index] = f"「{known.form.name}」里这一列也留空"
    return made
