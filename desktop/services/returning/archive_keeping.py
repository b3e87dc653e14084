"""What is kept with a return: each file's rows with ids, titles and where their values came from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path as FilePath

from desktop.core.fields import Kind
from desktop.records.catalogue import Path, record
from desktop.services.office import Office
from desktop.services.returning.archive_data import Behind, FiledCell, FiledColumn, FiledFile, FiledSheet
from desktop.services.returning.checks import titles
from desktop.services.returning.explaining_cells import counted_rows
from desktop.services.returning.gathering import Gathered, as_of
from desktop.services.returning.shape import FormCell, FormColumn, FormSheet, GatheredSheet
from desktop.store.find import Condition, find

_AT_ONCE = 500


def kept_file(office: Office, gathered: Gathered, file: FilePath) -> tuple[FiledFile, bytes]:
    """One file of a return and its bytes."""
    content = file.read_bytes()
    made = FiledFile(file.name, hashlib.sha256(content).hexdigest(), len(content), gathered.title)
    for sheet, rows in zip(gathered.form.sheets, gathered.sheets, strict=True):
        made.sheets.append(_sheet(office, gathered, sheet, rows))
    return made, content


def _sheet(office: Office, gathered: Gathered, sheet: FormSheet, made: GatheredSheet) -> FiledSheet:
    own = sheet.record
    kept = FiledSheet(sheet.name, own.id, sheet.header_rows, sheet.first_row, sheet.last_row)
    if sheet.has_list:
        kept.columns = [_column(each) for each in made.columns]
        kept.ids, kept.rows = list(made.ids), list(made.rows)
        names = titles(office, own.id, made.ids)
        kept.titles = [names.get(each, "") for each in made.ids]
        paths = [path for column in made.columns for path in _paths(column) if path.record == own.id]
        kept.links = _links(office, gathered, own.id, paths, made.ids)
    elif made.ids:
        shown = [value for cell in sheet.cells for value in (cell.value, *cell.texts) if value is not None]
        paths = [part.path for value in shown for part in value.needs if part.path is not None]
        kept.ids, kept.rows = list(made.ids), [() for _ in made.ids]
        names = titles(office, own.id, made.ids)
        kept.titles = [names.get(each, "") for each in made.ids]
        kept.links = _links(office, gathered, own.id, [p for p in paths if p.record == own.id], made.ids)
    by_ref = {cell.ref: cell for cell in sheet.cells}
    for ref in made.cells:
        kept.cells[ref] = _cell(office, gathered, made, by_ref.get(ref), ref)
    return kept


def _column(column: FormColumn) -> FiledColumn:
    label = column.value.label if column.value is not None else ""
    return FiledColumn(
        column.letter, column.kind, column.header, label, tuple(path.name for path in _paths(column))
    )


def _paths(column: FormColumn) -> list[Path]:
    needs = column.value.needs if column.value is not None else ()
    return [part.path for part in needs if part.path is not None]


def _links(
    office: Office, gathered: Gathered, root: str, paths: Sequence[Path], ids: Sequence[int]
) -> dict[str, list[int | None]]:
    """For each way from the rows to the fields shown, the rows it led to: what changes there shows here."""
    own = record(root)
    ways: dict[str, Path] = {}
    for path in paths:
        for stop, hop in enumerate(path.hops, 1):
            if not hop.history:  # a history row is no reference's: it is told by whose it is
                dotted = ".".join(each.name for each in path.hops[:stop])
                ways.setdefault(dotted, own.by_name(dotted))
        if path.field.kind is Kind.REF:
            ways.setdefault(path.name, path)
    if not ways:
        return {}
    led: dict[int, tuple[int | None, ...]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        page = find(
            office.ledger, root, paths=list(ways.values()), ids=ids[start : start + _AT_ONCE], raw=True,
            today=as_of(office, gathered.window),
        )  # fmt: skip
        led.update(zip(page.ids, page.rows, strict=True))
    blank = (None,) * len(ways)
    return {way: [led.get(each, blank)[place] for each in ids] for place, way in enumerate(ways)}


def _cell(
    office: Office,
    gathered: Gathered,
    made: GatheredSheet,
    cell: FormCell | None,
    ref: str,
) -> FiledCell:
    shown = made.cells[ref]
    source = made.sources.get(ref)
    if source is not None and (source.measure or source.of):
        behind = counted_rows(office, gathered.window, made, source)
        return FiledCell(
            shown,
            cell.figure.label if cell and cell.figure else "",
            record=source.record,
            measure=source.measure,
            counted=tuple((row.record, row.id) for row in behind),
        )
    parts = [*(cell.value.parts if cell and cell.value else ())]
    parts += [part for text in (cell.texts if cell else ()) for part in text.parts]
    rows = {gathered.form.record.id: made.ids[0] if made.ids else None}
    if gathered.form.per is not None:
        rows[gathered.form.per.id] = gathered.whole
    paths = [part.path for part in parts if part.path is not None]
    known = [(path.record, row, path.name) for path in paths if (row := rows.get(path.record)) is not None]
    return FiledCell(shown, "、".join(part.label for part in parts), tuple(known))


def stated(where: Sequence[Condition]) -> list[str]:
    """Conditions in words, as they name what a return covers."""
    said = []
    for each in where:
        label = each.path if isinstance(each.path, str) else each.path.label
        value = each.value
        words = "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")
        said.append(f"{label}{each.op}{words}")
    return said


def covers(behind: Behind) -> str:
    """What makes a return a return of its own: its period, and of which rows it is."""
    return f"{behind.window}（{'，'.join(behind.where)}）" if behind.where else behind.window
