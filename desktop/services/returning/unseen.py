"""A bureau's file never seen before as a Form: tables recognised, columns bound, record inferred."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path as FilePath

from desktop.core.errors import UserError
from desktop.records.catalogue import Path, Record, record
from desktop.services import learning
from desktop.services.binding import Binding, Bound, best_record, bind, every_label, header_labels, said_of
from desktop.services.learning import Changes
from desktop.services.office import Office
from desktop.services.returning.heads import cell_meaning as cell_meaning
from desktop.services.returning.heads import head_value as head_value
from desktop.services.returning.heads import owner_of
from desktop.services.returning.heads import said_already as said_already
from desktop.services.returning.known import Reused, as_known_form, changes_since, reused, with_reused
from desktop.services.returning.outer import outer_field
from desktop.services.returning.row_figures import part_of
from desktop.services.returning.shape import CellMode, Form, FormCell, FormColumn, FormSheet, Part, Value
from desktop.services.returning.styles import styled
from desktop.services.returning.titled import titled, with_title
from desktop.workbook import LabelCell, Sheet, Table, read_workbook, recognise
from desktop.workbook.cross import indicators_of

_CHANCE = 2  # so many fields may be bound by chance, where most columns are not


def recognised(file: FilePath) -> list[tuple[Sheet, Table]]:
    """Every table of the visible sheets."""
    labels = every_label()
    book = read_workbook(file)
    return [(sheet, table) for sheet in book.sheets if sheet.visible for table in recognise(sheet, labels)]


def unseen_form(office: Office, file: FilePath, rows_from: str = "") -> Form:
    """The file as a form; `rows_from` names the record, else the one that explains the columns best."""
    wanted = record(rows_from) if rows_from else None
    tables = recognised(file)
    found = [
        (made, table)
        for sheet, table in tables
        if table.layout in ("list", "cross")
        and (made := _form_sheet(office, sheet, table, wanted)) is not None
    ]
    if not found:
        card = _card_form(office, file, tables, wanted)
        if card is not None:
            return replace(card, changes=_changes(office, file, tables))
        found = _indicator_sheets(office, tables, wanted)
    if not found:
        raise UserError(
            "没有认出能填的清单：找不到表头，或表头对不上台账里的字段。",
            place=file.name,
            hint="请检查表头是否完整；也可以先用 zhijiao inspect 看认出了什么。",
        )
    divided = list(_divided(office, tables, found))
    sheets = [part for parts, _ in divided for part in parts]
    main, table = max(found, key=lambda each: (each[0].has_list, _bound_fields(each[0])))
    own = main.record
    said = titled(office, own, table.title)
    dated = [(own.by_name(name).label, False) for name in own.model.window[:1]]
    per = owner_of(own) if any(_of_owner(own, cell) for sheet in sheets for cell in sheet.cells) else None
    form = Form(
        id=file.stem,
        name=file.stem,
        layout="list" if any(sheet.has_list for sheet in sheets) else "cross",
        record=own,
        template=file,
        sheets=tuple(sheets),
        per=per,
        where=said.where,
        narrowed=said.sentence,
        period=said.window,
        sort=tuple(dated),
        shipped=False,
        checks=("必填", "代码", "重复", "号码", "日期"),
        changes=_changes(office, file, tables),
        notes=tuple(note for _, notes in divided for note in notes),
    )
    like = reused(office, own, table) if main.has_list else None
    return as_known_form(form, like) if like is not None else form


def _divided(
    office: Office, tables: Sequence[tuple[Sheet, Table]], found: Sequence[tuple[FormSheet, Table]]
) -> Iterator[tuple[tuple[FormSheet, ...], tuple[str, ...]]]:
    """Each list in as many parts as it has sections, and what is said where they are not understood."""
    from desktop.services.returning import sections  # late: listing forms needs none of it

    for made, table in found:
        drawn = next(sheet for sheet, each in tables if each is table or each.sheet == made.name)
        parts = sections.divided(office, drawn, table, made) if made.has_list else (made,)
        yield parts, sections.not_understood(drawn, table) if made.has_list and len(parts) == 1 else ()


def _changes(office: Office, file: FilePath, tables: Sequence[tuple[Sheet, Table]]) -> tuple[Changes, ...]:
    found = (changes_since(office, sheet, table, file.name) for sheet, table in tables)
    return tuple(each for each in found if each is not None)


def _of_owner(own: Record, cell: FormCell) -> bool:
    owner = owner_of(own)
    if owner is None or cell.value is None:
        return False
    return any(part.path is not None and part.path.record == owner.id for part in cell.value.parts)


def _bound_fields(sheet: FormSheet) -> int:
    return sum(column.kind == "field" for column in sheet.columns)


def _card_form(
    office: Office, file: FilePath, tables: Sequence[tuple[Sheet, Table]], wanted: Record | None
) -> Form | None:
    """The first sheet that is a card, or several like ones, as a form of one card a row."""
    from desktop.services.returning.cards import card_form, card_sheet

    cards = [(sheet, table) for sheet, table in tables if table.layout == "card"]
    for name in dict.fromkeys(table.sheet for _, table in cards):
        mine = [(sheet, table) for sheet, table in cards if table.sheet == name]
        made = card_sheet(office, mine, cell_meaning, wanted)
        if made is not None:
            return card_form(file, made)
    return None


def _indicator_sheets(
    office: Office, tables: Sequence[tuple[Sheet, Table]], wanted: Record | None
) -> list[tuple[FormSheet, Table]]:
    """Cards that are of no row but ask for figures, one below the other: 非学历培训学时 | ____."""
    counted = [(sheet, table) for sheet, each in tables if (table := indicators_of(each)) is not None]
    return [
        (made, table)
        for sheet, table in counted
        if (made := _form_sheet(office, sheet, table, wanted)) is not None and not made.has_list
    ]


def _form_sheet(office: Office, sheet: Sheet, table: Table, wanted: Record | None) -> FormSheet | None:
    if table.layout == "cross":
        from desktop.services.returning.cross import cross_sheet

        made = cross_sheet(office, sheet, table, wanted)
        if made is not None:
            return replace(made, cells=(*made.cells, *_cells(table.cells, made.record)))
    bound = bound_table(office, table, wanted)
    if bound is None:
        return None
    own, binding = bound
    columns, unbound = _columns(office, table, binding)
    like = reused(office, own, table)
    if like is not None:
        columns = tuple(_as_known(each, like, binding) for each in columns)
    fields = sum(column.kind == "field" for column in columns)
    if fields < 2 or (fields <= _CHANCE and fields * 3 < fields + len(unbound)):
        return None  # a few chance matches are no list: a wrong number is worse than a blank
    band = next((row for row in table.section_rows if row > table.first_row), table.last_row + 1)
    # What a column says row by row is no one value above the list; the school is the same in both.
    by_row = {label for each in binding.bound.values() for label in each.labels if not outer_field(label)}
    told = ((cell, cell.value.parts if cell.value else ()) for cell in _cells(table.cells, own))
    cells = tuple(cell for cell, parts in told if not {part.label for part in parts} & by_row)
    made = FormSheet(table.sheet, own, table.header_rows, table.first_row, band - 1, columns, cells, unbound)
    return with_title(office, made, table.title)


def bound_table(office: Office, table: Table, wanted: Record | None = None) -> tuple[Record, Binding] | None:
    """The record of the table's rows (the one wanted, or the one that explains it best) and its binding,
    with what people have said about this header before."""
    said = learning.recall(office, table.columns)
    found: tuple[Record, Binding] | None
    if wanted is None:
        heads = [cell.label for cell in table.cells]
        found = best_record(
            table.columns, title=table.title, codes=office.codes, unit=table.unit, said=said, heads=heads
        )
    else:
        found = wanted, _bind(office, table, wanted, said)
    like = reused(office, found[0], table) if found is not None else None
    if found is None or like is None:
        return found
    own = found[0]
    return own, with_reused(_bind(office, table, own, {**like.said(), **said}), table, like, said)


def _bind(office: Office, table: Table, own: Record, said: Mapping[str, str]) -> Binding:
    return bind(
        table.columns, own, purpose="fill", codes=office.codes, title=table.title, unit=table.unit,
        said=said_of(own, said),
    )  # fmt: skip


def _as_known(column: FormColumn, like: Reused, binding: Binding) -> FormColumn:
    """The column as the known form fills it, with all its form.toml says: style, codes, what stands in."""
    bound, known = binding.bound.get(column.index), like.columns.get(column.header)
    if bound is None or bound.reason != like.reason or known is None or known.value is None:
        return column
    choices = column.value.choices if column.value is not None else ()
    return replace(column, value=replace(known.value, choices=choices or known.value.choices))


def _columns(
    office: Office, table: Table, binding: Binding
) -> tuple[tuple[FormColumn, ...], tuple[FormColumn, ...]]:
    columns: list[FormColumn] = []
    unbound: list[FormColumn] = []
    for column in table.columns:
        header = "/".join(column.path)
        bound = binding.bound.get(column.index)
        if column.running_number:
            columns.append(FormColumn(column.index, column.letter, "running", header=header))
        elif column.index in binding.figures:
            figure = binding.figures[column.index]
            value = Value((part_of(office, figure),), style=figure.style)
            reason = f"{figure.reason}（把握 {figure.confidence:.0%}）"
            columns.append(FormColumn(column.index, column.letter, "field", value, header, reason))
        elif bound is not None:
            value = _value(bound, column.choices)
            reason = f"{bound.reason}（把握 {bound.confidence:.0%}）"
            columns.append(FormColumn(column.index, column.letter, "field", value, header, reason))
        elif not column.continued:
            why = binding.unbound.get(column.index, "")
            unbound.append(FormColumn(column.index, column.letter, "blank", None, header, why))
    return tuple(columns), tuple(unbound)


def _value(bound: Bound, choices: tuple[str, ...]) -> Value:
    """What a bound column shows: its field, several in one cell, or what stands in for a blank one."""
    if bound.parts:
        parts = tuple(_part(each.label, each.path) for each in bound.parts)
        return Value(parts, join=bound.join, style=bound.style)
    parts = (_part(bound.label, bound.path),)
    if bound.instead is not None:
        parts = (*parts, _part(bound.instead.label, bound.instead.path))
    return Value(parts, style=bound.style, choices=choices)


def _part(label: str, path: Path) -> Part:
    return Part(label, None if outer_field(label) is not None else path)


def _cells(found: Iterable[LabelCell], own: Record) -> Iterable[FormCell]:
    """The labelled cells around the list whose value the ledger knows."""
    for cell in found:
        value = head_value(cell, own)
        if value is not None:
            mode: CellMode = "after" if cell.mode == "after" else "replace"
            yield FormCell(cell.ref if cell.mode == "after" else cell.value_ref, mode, value)


def complete(office: Office, form: Form) -> Form:
    """A form of forms/ with the header texts of its columns; columns that form.toml does not name are bound
    by their header where that is sure, and else listed as unbound."""
    book = read_workbook(form.template, sheets=[sheet.name for sheet in form.sheets])
    by_name = {sheet.name: sheet for sheet in book.sheets}
    made = []
    for sheet in form.sheets:
        found = by_name.get(sheet.name)
        if found is None:
            raise UserError(f"模板里没有名为「{sheet.name}」的工作表。", place=f"{form.id}/template.xlsx")
        made.append(_completed(office, sheet, found) if sheet.has_list else sheet)
    return replace(form, sheets=tuple(made))


def _completed(office: Office, sheet: FormSheet, found: Sheet) -> FormSheet:
    headers = {column.index: "/".join(_header(found, sheet, column.index)) for column in sheet.columns}
    columns = [replace(column, header=headers[column.index] or column.header) for column in sheet.columns]
    known = {column.index for column in columns}
    more: list[FormColumn] = []
    unbound: list[FormColumn] = []
    spare = [
        t for t in recognise(found, header_labels(sheet.record, "fill")) if t.first_row == sheet.first_row
    ]
    for table in spare[:1]:
        columns = [_as_asked(office, column, table) for column in columns]
        extra = [column for column in table.columns if column.index not in known]
        bound, unbound_columns = _columns(
            office, table, bind(table.columns, sheet.record, purpose="fill", codes=office.codes)
        )
        indexes = {column.index for column in extra}
        more = [column for column in bound if column.index in indexes]
        unbound = [column for column in unbound_columns if column.index in indexes]
    return replace(
        sheet, columns=tuple(sorted([*columns, *more], key=lambda c: c.index)), unbound=tuple(unbound)
    )


def _as_asked(office: Office, column: FormColumn, table: Table) -> FormColumn:
    """The column in the form that the template itself asks for, where form.toml says nothing."""
    there = next((each for each in table.columns if each.index == column.index), None)
    if there is None or column.value is None:
        return column
    return replace(column, value=styled(column.value, there, office.codes))


def _header(found: Sheet, sheet: FormSheet, index: int) -> Sequence[str]:
    texts: list[str] = []
    for row in range(sheet.header_rows[0], sheet.header_rows[1] + 1):
        cell = found.at(row, index)
        text = re.sub(r"\s+", "", cell.text) if cell is not None else ""
        if text and (not texts or texts[-1] != text):
            texts.append(text)
    return texts
