"""A return before it is handed in: the filled sheets as pictures, what is bound, and where findings lie."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory

from desktop.core.dates import Window
from desktop.core.errors import Problem
from desktop.core.fields import Mask
from desktop.core.progress import NoProgress, Progress
from desktop.core.values import mask
from desktop.services.office import Office
from desktop.services.pictures import Picture, pictures
from desktop.services.returning import naming
from desktop.services.returning.filling import FillResult, Unbound, as_form, fill
from desktop.services.returning.gathering import gather
from desktop.services.returning.outer import SCHOOL, Outer
from desktop.services.returning.shape import Form, FormCell, FormColumn, FormSheet, GatheredSheet, Value
from desktop.services.validating import Finding
from desktop.store.find import Condition
from desktop.workbook.refs import parse_ref, split_ref


@dataclass(slots=True)
class PreviewSheet:
    """One sheet: its picture and, by column number, what stands in its list and why."""

    picture: Picture
    header_rows: tuple[int, int] = (0, 0)
    first_row: int = 0
    last_row: int = 0
    bound: dict[int, str] = field(default_factory=dict)  # "培训班次.项目名称：表头与字段同名（把握 95%）"
    unbound: dict[int, str] = field(default_factory=dict)
    masked: set[int] = field(default_factory=set)
    ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Preview:
    """A return as it would be handed in; `name` is its file name by rule."""

    form: Form
    window: Window
    name: str
    rows: int
    sheets: list[PreviewSheet]
    findings: list[Finding]
    problems: list[Problem]  # the findings, each at its cell where the sheet shows it
    unbound: list[Unbound]


def one_of(form: Form, title: str, day: date | None) -> tuple[Condition, ...]:
    """The conditions that choose one class (or batch) of a form that is made for each."""
    if form.per is None:
        return ()
    labels = [form.per.by_name(name).label for name in form.per.model.identity[:2]]
    chosen = [Condition(labels[0], "=", title)]
    return (*chosen, Condition(labels[1], "=", day)) if day is not None and len(labels) > 1 else (*chosen,)


def suggested_name(
    office: Office, form: Form, window: Window, title: str = "", day: date | None = None
) -> str:
    """学校全称_表名_班次_日期.xlsx"""
    school = str(Outer(office, window).value(f"{SCHOOL}.学校名称") or "")
    suffix = form.template.suffix.lower()
    return naming.file_name([school, form.name, title], day or office.today, suffix, set())


def preview(
    office: Office,
    form_or_file: Form | str | FilePath,
    window: Window,
    where: Sequence[Condition] = (),
    *,
    title: str = "",
    day: date | None = None,
    progress: Progress | None = None,
) -> Preview:
    """The return filled for a look: written, read again, drawn; the file itself is not kept."""
    watch = progress or NoProgress()
    form = as_form(office, form_or_file)
    gathered = gather(office, form, window, where, progress=watch)
    with TemporaryDirectory(prefix="zhijiao-") as folder:
        file = FilePath(folder) / f"preview{form.template.suffix.lower()}"
        result = fill(office, form, window, file, where, watch, trial=True)
        drawn = {each.name: each for each in pictures(file, watch)}
    sheets = [
        _sheet(sheet, made, drawn[sheet.name], gathered.moved(sheet.name, sheet.first_row))
        for sheet, made in zip(gathered.form.sheets, gathered.sheets, strict=True)
        if sheet.name in drawn
    ]
    return Preview(
        form,
        window,
        suggested_name(office, form, window, title, day),
        result.rows,
        sheets,
        result.checks,
        [_placed(finding, gathered.form, sheets) for finding in result.checks],
        _unbound(result),
    )


def _unbound(result: FillResult) -> list[Unbound]:
    return [each for each in result.unbound if each.header]


def _sheet(sheet: FormSheet, made: GatheredSheet, drawn: Picture, first: int) -> PreviewSheet:
    """`first` is where its list begins now that those above it have grown."""
    found = PreviewSheet(drawn, sheet.header_rows, first, ids=made.ids)
    for cell in sheet.cells:
        _cover_cell(drawn, cell, found)
    if not sheet.has_list:
        return found
    found.last_row = first + max(sheet.last_row - sheet.first_row, len(made.rows) - 1)
    for column in sheet.columns:
        if column.kind == "running":
            found.bound[column.index] = "序号"
        elif column.value is not None:
            found.bound[column.index] = column.value.label + (f"：{column.reason}" if column.reason else "")
            if _hidden(column.value) is not Mask.NONE:
                found.masked.add(column.index)
                _cover(drawn, column, found)
    for column in sheet.unbound:
        found.unbound[column.index] = column.reason or "台账里没有对应的字段"
    return found


def _hidden(value: Value | None) -> Mask:
    """How a sensitive value is covered on screen; the file itself has it in full, for the bureau asks."""
    for part in value.parts if value else ():
        if part.path is not None and part.path.field.sensitive:
            return part.path.field.mask
    return Mask.NONE


def _cover(drawn: Picture, column: FormColumn, sheet: PreviewSheet) -> None:
    how = _hidden(column.value)
    for row in range(sheet.first_row, sheet.last_row + 1):
        _cover_at(drawn, (row, column.index), how)


def _cover_cell(drawn: Picture, cell: FormCell, sheet: PreviewSheet) -> None:
    """A card's cell, or one in the head of a list: covered whole, with the label it may carry left."""
    how = next(
        (how for each in (cell.value, *cell.texts) if (how := _hidden(each)) is not Mask.NONE), Mask.NONE
    )
    if how is not Mask.NONE:
        for ref in (cell.ref, *cell.also):
            at = parse_ref(ref)
            if _cover_at(drawn, at, how):
                sheet.masked.add(at[1])


def _cover_at(drawn: Picture, at: tuple[int, int], how: Mask) -> bool:
    cell = drawn.cells.get(at)
    if cell is None or not cell.text:
        return False
    label, colon, said = cell.text.rpartition("：")
    drawn.cells[at] = replace(cell, text=label + colon + mask(how, said))
    return True


def _placed(finding: Finding, form: Form, sheets: list[PreviewSheet]) -> Problem:
    """A finding at the cell that shows it."""
    problem = Problem(
        finding.rule, finding.sentence, finding.severity, finding.path, record=finding.record,
        row_id=finding.row_id,
    )  # fmt: skip
    if finding.sheet and finding.cell:  # the check that looked at the filled sheet knows
        letter, number = split_ref(finding.cell)
        return problem.at(sheet=finding.sheet, row=number, column=letter)
    found = re.fullmatch(r"([A-Z]+)(\d+)", finding.cell)
    if found is not None and any(sheet.picture.name == finding.sheet for sheet in sheets):
        return problem.at(sheet=finding.sheet, row=int(found[2]), column=found[1])
    if finding.record != form.record.id or finding.row_id is None:
        return problem
    for sheet in sheets:
        if finding.row_id in sheet.ids:
            row = sheet.first_row + sheet.ids.index(finding.row_id)
            return problem.at(sheet=sheet.picture.name, row=row, column=_column(finding, form, sheet))
    return problem


def _column(finding: Finding, form: Form, sheet: PreviewSheet) -> str:
    own = next(each for each in form.sheets if each.name == sheet.picture.name)
    wanted = form.record.find_path(finding.path) if finding.path else None
    for column in own.columns:
        for part in column.value.parts if column.value else ():
            same = part.path is not None and wanted is not None and part.path.name == wanted.name
            if same or (finding.path and part.label == finding.path):
                return column.letter
    return ""
