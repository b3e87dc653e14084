"""A person's word on a column of a form never seen: another field, or none; learned for the next file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path as FilePath

from desktop.core.errors import UserError
from desktop.records.catalogue import record
from desktop.services import learning, templates
from desktop.services.binding import form_paths
from desktop.services.office import Office
from desktop.services.returning.filling import as_form
from desktop.services.returning.loading_files import at_hand
from desktop.services.returning.shape import Form, FormColumn, FormSheet
from desktop.services.returning.unseen import recognised, unseen_form
from desktop.workbook import Table
from desktop.workbook.encrypted import NeedsPassword as NeedsPassword


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
    return replace(made, notes=plain.notes, password=password if plain.locked else "")


def correct(office: Office, form: Form, sheet: FormSheet, said: dict[str, str], source: str = "") -> None:
    """Keep that columns (by their headers) of a recognised sheet mean fields, or "" nothing."""
    table = _table(form, sheet)
    if table is None:
        raise UserError("这张表的列由报表自己写明", hint="，要改请用 form export 导出 form.toml 修改。")
    learning.correct(office, table.columns, said, source=source or form.name)


def _table(form: Form, sheet: FormSheet) -> Table | None:
    if form.shipped:
        return None
    for _, table in recognised(form.template):
        if table.sheet == sheet.name and table.header_rows == sheet.header_rows:
            return table
    return None


def news(office: Office, form: Form) -> str:
    """What the bureau changed in the header since its columns were last spoken of; "" for nothing."""
    if form.shipped:
        return ""
    said = []
    for _, table in recognised(form.template):
        before = learning.last_seen(office, table.columns)
        if before is not None:
            said.append(learning.changes(before, learning.paths_of(table.columns)).sentence)
    return "；".join(filter(None, said))


def columns_of(sheet: FormSheet) -> Sequence[FormColumn]:
    """Bound or not, as they stand from left to right."""
    return sorted([*sheet.columns, *sheet.unbound], key=lambda each: each.index)


def keep(office: Office, form: Form, name: str) -> Form:
    """The form with all that was said about it into the ledger, under a name."""
    return templates.keep(office, replace(form, sheets=tuple(_blank(office, form))), name)


def _blank(office: Office, form: Form) -> Iterator[FormSheet]:
    """Columns of which somebody said that nothing fills them: blank on purpose, or they would be bound."""
    for sheet in form.sheets:
        table = _table(form, sheet)
        said = learning.recall(office, table.columns) if table is not None else {}
        left = [replace(each, kind="blank") for each in sheet.unbound if said.get(each.header) == ""]
        rest = tuple(each for each in sheet.unbound if said.get(each.header) != "")
        yield replace(sheet, columns=(*sheet.columns, *left), unbound=rest)
