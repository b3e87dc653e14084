"""A person's word on a column, label or heading of a form never seen; learned for the next file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path as FilePath

from desktop.core.errors import UserError
from desktop.records.catalogue import Record, record
from desktop.services import learning, templates
from desktop.services.binding import form_paths
from desktop.services.binding.headings_said import heading_now, heading_offers
from desktop.services.binding.headings_said import shown as heading_shown
from desktop.services.binding.measures import CrossBinding
from desktop.services.office import Office
from desktop.services.returning.cards import read_card
from desktop.services.returning.cross import bound_cross
from desktop.services.returning.filling import as_form
from desktop.services.returning.known import block_of
from desktop.services.returning.loading_files import at_hand
from desktop.services.returning.shape import Form, FormColumn, FormSheet
from desktop.services.returning.unseen import cell_meaning, recognised, unseen_form
from desktop.workbook import Sheet, Table
from desktop.workbook.cross import Cross
from desktop.workbook.encrypted import NeedsPassword as NeedsPassword
from desktop.workbook.refs import column_letters

SURE = 0.8  # less than that wants a look


@dataclass(frozen=True, slots=True)
class Offer:
    """A field that a column may be filled with: `label` as it is learned, `shown` as it is read."""

    label: str
    shown: str
    words: tuple[str, ...]


@cache
def offers(record_id: str) -> tuple[Offer, ...]:
    """Every field that rows of a record lead to, the nearest first."""
    own = record(record_id)
    found = []
    for each in form_paths(record_id, "fill"):
        lead = "" if each.label != each.path.label else f"{own.label}."
        found.append(Offer(f"{lead}{each.label}", each.label.replace(".", " "), each.path.field.aliases))
    return tuple(sorted(found, key=lambda each: each.label.count(".")))


def offer_of(sheet: FormSheet, column: FormColumn) -> str:
    """What a column is filled with, as `offers` calls it; "" for nothing."""
    if column.value is None:
        return ""
    known = {each.label for each in offers(sheet.record.id)}
    labels = [part.label for part in column.value.parts]
    led = [each if each in known else f"{sheet.record.label}.{each}" for each in labels]
    return "+".join(led) if column.value.join is not None else led[0]


def recognised_form(
    office: Office, form_or_file: Form | str | FilePath, rows_from: str = "", password: str = ""
) -> Form:
    """A known form, or a file recognised: its rows of the record that a person named, if one did."""
    if not rows_from or not isinstance(form_or_file, FilePath):
        return as_form(office, form_or_file, password)
    plain = at_hand(form_or_file, password)
    made = unseen_form(office, plain.path, rows_from)
    return replace(made, notes=(*plain.notes, *made.notes), password=password if plain.locked else "")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A label of a card or a heading of a cross table: what it means now, and why."""

    text: str  # as it is learned
    place: str  # its cell on the sheet
    offer: str  # what fills it, as it is learned; "" for nothing
    shown: str
    reason: str
    sure: bool = True


def spoken(office: Office, form: Form, sheet: FormSheet) -> list[Spoken]:
    """All of a card or cross table of which a person can say what is meant; [] of a known form."""
    found = _table(form, sheet)
    if found is None or sheet.has_list:
        return []
    read, table = found
    if table.layout == "card":
        return _labels(office, read, table, sheet.record)
    bound = bound_cross(office, read, table, sheet.record)
    return _headings(office, *bound, table) if bound is not None else []


def _labels(office: Office, read: Sheet, table: Table, own: Record) -> list[Spoken]:
    _, cards = read_card(office, read, table, cell_meaning, own)
    texts = learning.card_block([each.cell for each in cards]).texts
    known = {each.label for each in offers(own.id)}
    made = []
    for text, card in zip(texts, cards, strict=True):
        led = [each if each in known else f"{own.label}.{each}" for each in card.labels]
        shown = "、".join(each.replace(".", " ") for each in card.labels)
        sure = card.value is None or card.confidence >= SURE
        made.append(Spoken(text, card.cell.ref, "+".join(led), shown, card.reason, sure))
    return made


def _headings(office: Office, cross: Cross, binding: CrossBinding, table: Table) -> list[Spoken]:
    places = [("column", each.index) for each in cross.columns]
    places += [("row", each.row) for each in cross.rows]
    stub = column_letters(cross.stub[0].index) if cross.stub else "A"
    made = []
    for text, (axis, number) in zip(learning.cross_block(cross).texts, places, strict=True):
        heading = binding.headings.get((axis, number))
        now = heading_now(heading, binding.owner, office.codes) if heading is not None else ""
        why = binding.columns.get(number, "") if axis == "column" else binding.rows.get(number, "")
        said = "；".join(dict.fromkeys(heading.said)) if heading is not None else "不是要统计的数"
        if axis == "row" and heading is not None and heading.total and not _filled(binding, number):
            why = why or "要相加的各行没有都填，合计也不填"
        at = f"{column_letters(number)}{table.header_rows[1]}" if axis == "column" else f"{stub}{number}"
        made.append(Spoken(text, at, now, heading_shown(now), why or said))
    return made


def _filled(binding: CrossBinding, row: int) -> bool:
    return any(at == row for at, _ in binding.figures)


def offers_of(office: Office, form: Form, sheet: FormSheet) -> tuple[Offer, ...]:
    """What a column, label or heading of the sheet may be filled with."""
    if sheet.has_list or form.layout == "card":
        return offers(sheet.record.id)
    return tuple(
        Offer(each.label, each.shown, each.words) for each in heading_offers(sheet.record.id, office.codes)
    )


def correct(office: Office, form: Form, sheet: FormSheet, said: dict[str, str], source: str = "") -> None:
    """Keep that columns (by their headers), labels of a card or headings of a cross table (by their texts)
    of a recognised sheet mean fields, or "" nothing."""
    found = _table(form, sheet)
    block = block_of(*found) if found is not None else None
    if block is None:
        raise UserError("这张表的列由报表自己写明", hint="，要改请用 form export 导出 form.toml 修改。")
    learning.correct(office, block, said, source=source or form.name)


def _table(form: Form, sheet: FormSheet) -> tuple[Sheet, Table] | None:
    if form.shipped:
        return None
    for read, table in recognised(form.template):
        rows = table.header_rows if table.layout != "card" else (0, 0)
        if table.sheet == sheet.name and rows == sheet.header_rows:
            return read, table
    return None


def news(form: Form) -> str:
    """What the bureau changed in the headers since they were last known; "" for nothing."""
    said = [f"和{each.against}比，{each.sentence}" for each in form.changes if each]
    return "；".join(said)


def mark_of(form: Form, text: str) -> str:
    """What became of one column, label or heading since then: 新增, 改名; "" for as it was."""
    return next((mark for each in form.changes if (mark := each.mark(text))), "")


def columns_of(sheet: FormSheet) -> Sequence[FormColumn]:
    """Bound or not, as they stand from left to right."""
    return sorted([*sheet.columns, *sheet.unbound], key=lambda each: each.index)


def keep(office: Office, form: Form, name: str) -> Form:
    """The form with all that was said about it into the ledger, under a name."""
    return templates.keep(office, replace(form, sheets=tuple(_blank(office, form))), name)


def _blank(office: Office, form: Form) -> Iterator[FormSheet]:
    """Columns of which somebody said that nothing fills them: blank on purpose, or they would be bound."""
    for sheet in form.sheets:
        found = _table(form, sheet) if sheet.has_list else None
        said = learning.recall(office, found[1].columns) if found is not None else {}
        left = [replace(each, kind="blank") for each in sheet.unbound if said.get(each.header) == ""]
        rest = tuple(each for each in sheet.unbound if said.get(each.header) != "")
        yield replace(sheet, columns=(*sheet.columns, *left), unbound=rest)
