"""Fills a return: gather, write into the template, prove that what was meant is there. Always a 草稿."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path as FilePath

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.progress import NoProgress, Progress
from desktop.services.learning import Changes
from desktop.services.office import Office
from desktop.services.reading import log_seen
from desktop.services.returning import conditions, naming
from desktop.services.returning.checks import on_files
from desktop.services.returning.cross import left_over
from desktop.services.returning.gathering import Gathered, each_file, gather, in_one, wholes
from desktop.services.returning.loading import form as known_form
from desktop.services.returning.loading import read_forms
from desktop.services.returning.loading_files import at_hand
from desktop.services.returning.many import Staging, sheets_ready
from desktop.services.returning.outer import SCHOOL, Outer
from desktop.services.returning.shape import Form, FormSheet, GatheredSheet
from desktop.services.returning.titled import yielding
from desktop.services.returning.unseen import complete, unseen_form
from desktop.services.validating import Finding, check
from desktop.store.find import Condition
from desktop.workbook import CellValue, ListBlock, Sheet, read_workbook
from desktop.workbook import fill as fill_template
from desktop.workbook.encrypted import encrypt
from desktop.workbook.refs import parse_ref, split_ref

DRAFT = "草稿"
SUFFIXES = (".xlsx", ".xlsm")
OTHERS = (".xls", ".et", ".csv", ".ods", ".pdf")
# The engine proves every file by count and digest; up to so many rows all cells are read once more here.
READ_AGAIN = 5_000


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """One list written: where its rows now stand."""

    file: FilePath
    sheet: str
    rows: int
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class Unbound:
    """A column of the template that the ledger has nothing for."""

    sheet: str
    column: str
    header: str
    reason: str


@dataclass(slots=True)
class FillResult:
    """What was written, always as a draft, and what is to be looked at before it is handed in."""

    form: str
    window: str
    files: list[FilePath] = field(default_factory=list)
    sheets: list[FilledSheet] = field(default_factory=list)
    unbound: list[Unbound] = field(default_factory=list)
    checks: list[Finding] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)  # classes without a roster: no file was made for them
    state: str = DRAFT
    changes: list[Changes] = field(default_factory=list)  # what the bureau changed since last year
    made: list[tuple[Gathered, FilePath]] = field(default_factory=list)  # what stands in each file

    @property
    def rows(self) -> int:
        return sum(sheet.rows for sheet in self.sheets)


def as_form(office: Office, form_or_file: Form | str | FilePath, password: str = "") -> Form:
    """A known form by name, else the file as a form never seen before; columns with their headers.

    A locked file raises NeedsPassword until its `password` is given."""
    if isinstance(form_or_file, Form):
        return complete(office, form_or_file) if form_or_file.shipped else form_or_file
    name = str(form_or_file)
    if any(isinstance(each, Form) and name in (each.id, each.name) for each in read_forms(office)):
        return complete(office, known_form(office, name))
    file = FilePath(form_or_file)
    if file.is_file():
        plain = at_hand(file, password)
        made = unseen_form(office, plain.path)
        return replace(made, notes=(*plain.notes, *made.notes), password=password if plain.locked else "")
    if file.suffix:
        raise UserError("找不到这个文件。", place=name, hint="请检查文件名和所在文件夹。")
    return complete(office, known_form(office, name))


def fill(
    office: Office,
    form_or_file: Form | str | FilePath,
    window: Window,
    out: FilePath,
    where: Sequence[Condition] = (),
    progress: Progress | None = None,
    *,
    trial: bool = False,
    password: str = "",
) -> FillResult:
    """Writes the return: one file `out`, or for a per-class form one file a class into the folder `out`.

    A return that asks for identity numbers and the like shows them in full, which is logged with its
    purpose; `trial` says that the file is not handed out, only looked at. `password` opens a locked file.
    """
    watch = progress or NoProgress()
    form = yielding(as_form(office, form_or_file, password), where)
    _check_suffix(form, out)
    if out.exists() and out.samefile(form.template):
        raise UserError("填好的表不能盖掉空白模板。", place=out.name, hint="请把 --out 换成别的文件名。")
    result = FillResult(form.name, window.label, changes=list(form.changes))
    for sheet in form.sheets:
        result.unbound += [
            Unbound(sheet.name, each.letter, each.header, each.reason) for each in sheet.unbound
        ]
    written = _write_all(office, form, result, _files(office, form, window, out, where), out, watch)
    result.made = written
    found = [*check(office, form, window, where), *_misfits(written)]
    result.checks = on_files(office, form, window, where, found, written)
    if any(cell.figure for sheet in form.sheets for cell in sheet.cells):
        result.checks += left_over(office, form, window)
    if any(sheet.section for sheet in form.sheets):
        result.checks = [*_sections(office, written, window), *result.checks]
    if form.per is not None and not form.shipped and _is_file(out):
        result.checks += _several(office, form, window, where)
    if form.narrowed:
        result.checks.append(Finding("hint", "按表名取数", form.name, form.narrowed, form.record.id))
    if form.period is not None and (form.period.start, form.period.end) != (window.start, window.end):
        said = f"表名写的是 {form.period.label}，这次按 {window.label} 取数，请核对。"
        result.checks.append(Finding("hint", "期间", form.name, said, form.record.id))
    result.checks += [Finding("hint", "原表", form.name, each, form.record.id) for each in form.notes]
    for file in result.files if form.password and not trial else ():
        encrypt(file, form.password)
    if not trial and result.rows and any(path.field.sensitive for path in form.paths()):
        log_seen(office, form.record.id, result.rows, f"报送「{form.name}」{window.label}")
    return result


def _write_all(
    office: Office, form: Form, result: FillResult, files: Iterator[Gathered], out: FilePath, watch: Progress
) -> list[tuple[Gathered, FilePath]]:
    """One file, or a folder of files: cancelled or failed half-way there is none of them."""
    if _is_file(out):
        written = [(gathered, out) for gathered in files]
        for gathered, _ in written:
            watch.step(0, None, gathered.title or form.name)
            _write(gathered, out, out, result, watch)
        return written
    taken: set[str] = set()
    written = []
    with Staging(out) as staging:
        for number, gathered in enumerate(files):
            watch.step(number, None, gathered.title or form.name)
            if not gathered.records and form.per is not None:
                result.skipped.append(gathered.title)
                continue
            name = _name(office, form, gathered, taken)
            _write(gathered, staging.room / name, out / name, result, watch)
            written.append((gathered, out / name))
        staging.publish()
    return written


def _check_suffix(form: Form, out: FilePath) -> None:
    """A file that is not what its name says opens nowhere: .xlsm has macros, .xlsx none, .xls is older."""
    wanted, said = form.template.suffix.lower(), out.suffix.lower()
    if said in OTHERS or (said in SUFFIXES and said != wanted):
        sentence, hint = f"这张表填好后是 {wanted}，不能存成 {said}。", f"请把文件名改成 {wanted}。"
        raise UserError(sentence, place=out.name, hint=hint)


def _misfits(written: Sequence[tuple[Gathered, FilePath]]) -> Iterator[Finding]:
    """What no system would take: a text too long for its column, a name without a code."""
    for gathered, _ in written:
        for each in gathered.problems:
            if each.row_id is not None and each.row is not None:
                place = f"「{each.sheet}」{each.column}{each.row} {each.path}"
                yield Finding(
                    each.severity, each.rule, place, each.sentence, each.record, each.row_id, each.path,
                    each.sheet, f"{each.column}{each.row}",
                )  # fmt: skip


def _sections(
    office: Office, written: Sequence[tuple[Gathered, FilePath]], window: Window
) -> Iterator[Finding]:
    """Rows that no section of a divided list takes, and sections that the period does not reach."""
    from desktop.services.returning.sections_filling import (
        empty_periods,
        left_out,
    )  # late: hardly a list is divided

    for gathered, _ in written:
        yield from empty_periods(gathered.form, window)
        for name, ids in gathered.unplaced.items():
            if ids:
                yield from left_out(office, gathered.form, ids, name)


def _is_file(out: FilePath) -> bool:
    return out.suffix.lower() in SUFFIXES


def _files(
    office: Office, form: Form, window: Window, out: FilePath, where: Sequence[Condition]
) -> Iterator[Gathered]:
    if form.per is None:
        yield gather(office, form, window, where)
        return
    _, chosen = conditions.split(office, form.record, form.per, where)
    found = wholes(office, form, window, where)
    label = form.per.label
    if not found:
        said = "符合条件的" if chosen else ""
        raise UserError(f"{window.label} 内没有{said}{label}，没有可填的内容。", hint="请换一个期间或条件。")
    if not _is_file(out) or len(found) == 1:
        yield from each_file(office, form, window, where)
        return
    if form.shipped and (form.layout == "card" or len(form.sheets) == 1):
        yield in_one(office, form, window, where)
        return
    if form.shipped:
        titles = "、".join(title for _, title, _ in found[:3])
        raise UserError(
            f"「{form.name}」一个{label}一份，符合条件的有 {len(found)} 个（{titles}…），一个文件放不下。",
            hint="请加条件只选一个，如 --where 项目名称=…；或把 --out 写成文件夹。",
        )
    yield gather(office, form, window, where)


def _several(office: Office, form: Form, window: Window, where: Sequence[Condition]) -> Iterator[Finding]:
    """A head that names one class over the rows of many."""
    assert form.per is not None
    label, number = form.per.label, len(wholes(office, form, window, where))
    if number > 1:
        said = f"表头只写得下一个{label}，这次 {number} 个{label}的行填在了一张表里，表头空着。"
        hint = f"要一个{label}一份，请把 --out 写成文件夹；或加 --where 只选一个。"
        yield Finding("warning", f"一个{label}一份", form.name, said + hint, form.record.id)


def _name(office: Office, form: Form, gathered: Gathered, taken: set[str]) -> str:
    school = str(Outer(office, gathered.window).value(f"{SCHOOL}.学校名称") or "")
    day = gathered.start or office.today
    parts = [school, form.name, gathered.title] if gathered.title else [school, form.name]
    return naming.file_name(parts, day, form.template.suffix.lower(), taken)


def _write(gathered: Gathered, at: FilePath, target: FilePath, result: FillResult, watch: Progress) -> None:
    """Written `at` a place from where it is moved to `target` when all are there."""
    write(gathered, at, watch)
    result.files.append(target)
    for sheet, made in zip(gathered.form.sheets, gathered.sheets, strict=True):
        if sheet.has_list:
            first = gathered.moved(sheet.name, sheet.first_row)
            last = first + max(len(made.rows), 1) - 1
            result.sheets.append(FilledSheet(target, sheet.name, len(made.rows), first, last))
        elif made.sources:
            filled = [split_ref(ref)[1] for ref in made.sources if made.cells.get(ref) is not None]
            first, end = sheet.first_row or min(filled, default=0), sheet.last_row or max(filled, default=0)
            result.sheets.append(FilledSheet(target, sheet.name, len(set(filled)), first, end))
        elif gathered.copy_of:
            result.sheets.append(FilledSheet(target, sheet.name, 1, 0, 0))  # a card


def write(gathered: Gathered, target: FilePath, progress: Progress | None = None) -> None:
    """What was gathered into one file, read back and compared before it is anybody's."""
    watch, form = progress or NoProgress(), gathered.form
    blocks: list[ListBlock] = []
    cells: list[CellValue] = []
    for sheet, made in zip(form.sheets, gathered.sheets, strict=True):
        if sheet.has_list:
            columns = [column.index for column in made.columns]
            blocks.append(ListBlock(sheet.name, sheet.first_row, sheet.last_row, columns, made.rows))
        modes = {cell.ref: cell.mode for cell in sheet.cells}
        cells += [
            CellValue(sheet.name, ref, value, modes.get(ref, "replace"))
            for ref, value in made.cells.items()
            if value is not None
        ]
    with sheets_ready(gathered) as template:
        report = fill_template(template, target, blocks, cells, progress=watch)
    wanted = gathered.rows
    if report.rows != wanted:
        raise UserError(f"写入 {report.rows} 行，应为 {wanted} 行，文件未采用。", place=target.name)
    if any(made.sources for made in gathered.sheets):
        _verify_figures(gathered, target)
    if wanted <= READ_AGAIN and any(sheet.has_list for sheet in form.sheets):
        _verify(form, gathered, target)


def _verify_figures(gathered: Gathered, target: FilePath) -> None:
    """Every counted figure stands in its cell, and where nothing is known there is nothing."""
    book = read_workbook(target, sheets=[made.name for made in gathered.sheets if made.sources])
    by_name = {sheet.name: sheet for sheet in book.sheets}
    for made in gathered.sheets:
        for ref in made.sources:
            row, column = parse_ref(ref)
            cell = by_name[made.name].at(gathered.moved(made.name, row), column)
            meant = made.cells.get(ref)
            read = cell.value if cell is not None and meant is not None else None
            if not _same(meant, read):
                raise UserError(
                    f"「{made.name}」{ref} 写入后读回的值不一致，请勿使用该文件。", place=target.name
                )


def _verify(form: Form, gathered: Gathered, target: FilePath) -> None:
    """Reads the file again: as many rows as were gathered, and in each the values that were meant."""
    book = read_workbook(target, sheets=[sheet.name for sheet in form.sheets if sheet.has_list])
    by_name = {sheet.name: sheet for sheet in book.sheets}
    for sheet, made in zip(form.sheets, gathered.sheets, strict=True):
        if not sheet.has_list:
            continue
        written, first = by_name[sheet.name], gathered.moved(sheet.name, sheet.first_row)
        for offset, row in enumerate(made.rows):
            for column, value in zip(made.columns, row, strict=True):
                cell = written.at(first + offset, column.index)
                if not _same(value, cell.value if cell is not None else None):
                    ref = f"{column.letter}{first + offset}"
                    raise UserError(
                        f"「{sheet.name}」{ref} 写入后读回的值不一致，请勿使用该文件。", place=target.name
                    )
        _verify_count(sheet, made, written, first, target)


def _verify_count(
    sheet: FormSheet, made: GatheredSheet, written: Sheet, first: int, target: FilePath
) -> None:
    """No more and no fewer filled rows than were gathered, the template's own blank rows included."""
    last = first + max(sheet.last_row - sheet.first_row, len(made.rows) - 1)
    shown = [(k, column.index) for k, column in enumerate(made.columns) if column.kind == "field"]
    wanted = sum(any(row[k] not in (None, "") for k, _ in shown) for row in made.rows)
    found = 0
    for at in range(first, last + 1):
        cells = (written.at(at, index) for _, index in shown)
        found += any(cell is not None and cell.value not in (None, "") for cell in cells)
    if found != wanted:
        raise UserError(f"写入后读回 {found} 行，应为 {wanted} 行，请勿使用该文件。", place=target.name)


def _same(meant: object, read: object) -> bool:
    if meant in (None, ""):
        return read in (None, "")
    if isinstance(meant, str):
        return " ".join(str(read).split()) == " ".join(meant.split())
    if isinstance(meant, int | float | Decimal) and isinstance(read, int | float):
        return abs(float(meant) - float(read)) < 1e-6 * max(1.0, abs(float(meant)))
    if isinstance(meant, date) and isinstance(read, datetime):
        return read.date() == meant
    return str(meant) == str(read)
