"""Every number opens: a cell of a filled form gives its rows, its rule, what was left out and why."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.presenting import show
from desktop.records.catalogue import Path, record
from desktop.services.counting.school import practice_figures
from desktop.services.office import Office
from desktop.services.reading import shown
from desktop.services.returning.checks import titles
from desktop.services.returning.checks_book import Book, Page, cell_name, split_ref, trial
from desktop.services.returning.explaining_figures import counted, yearly_row
from desktop.services.returning.explaining_of_row import of_row
from desktop.services.returning.explaining_outside import outside
from desktop.services.returning.explaining_rows import (
    Counted,
    LeftOut,
    Opened,
    Step,
    history_of,
    of_field,
    of_school_figure,
    rows_named,
    titled,
)
from desktop.services.returning.gathering import as_of
from desktop.services.returning.outer import FIGURES, SCHOOL, outer_field
from desktop.services.returning.shape import CellSource, Form, FormColumn, GatheredSheet, Part, Value
from desktop.store.find import Condition, find

_BLOCK = re.compile(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)|\$?([A-Z]{1,3})\$?(\d+)")
MOST_CELLS = 5_000


@dataclass(slots=True)
class Explanation:
    """What stands in a cell and why: `rule` says how such numbers are counted, `formula` this one."""

    sheet: str
    cell: str
    label: str
    title: str
    value: Any
    formula: str
    rule: str
    window: Window
    rows: list[Counted] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    history: list[Step] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As `explain --json` prints it."""
        window = {"label": self.window.label, "start": self.window.start, "end": self.window.end}
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "label": self.label,
            "title": self.title,
            "value": self.value,
            "formula": self.formula,
            "rule": self.rule,
            "window": window,
            "rows": [
                {"record": record(row.record).label, "id": row.id, "title": row.title, "field": row.field,
                 "value": row.value}
                for row in self.rows
            ],
            "left_out": [
                {"record": record(row.record).label, "id": row.id, "title": row.title, "why": row.why}
                for row in self.left_out
            ],
            "history": [asdict(step) for step in self.history],
        }  # fmt: skip


def explain(
    office: Office,
    form_or_file: Form | str | FilePath,
    window: Window,
    ref: str,
    where: Sequence[Condition] = (),
) -> Explanation:
    """The cell `ref` (B7, or 统计!C5 on another sheet) of the form as it would be filled now."""
    from desktop.services.returning.filling import as_form  # late: listing forms needs none of it

    form = as_form(office, form_or_file)
    return explain_cell(office, trial(office, form, window, where), ref)


def explain_cell(office: Office, book: Book, ref: str) -> Explanation:
    """The same on a form already filled: for a window that shows it."""
    name, _, address = ref.rpartition("!")
    name = name.strip("'")
    try:
        row, column = split_ref(address.strip().upper())
    except ValueError:
        raise UserError(f"“{ref}”不是单元格地址", hint="，应写成 B7，别的工作表写成 统计!C5。") from None
    page = book.at(name, row)
    if page is None:
        there = "、".join(page.sheet.name for page in book.pages)
        raise UserError(f"这张报表没有工作表“{name}”", hint=f"，它有：{there}。")
    made = _at(office, book, page, row, column)
    named = rows_named([*made.rows, *made.left_out])
    names = {each: titles(office, each, ids) for each, ids in named.items()}
    done = titled(names, Opened(made.formula, made.rows, made.left_out))
    made.rows, made.left_out = done.rows, done.left_out
    return made


def _at(office: Office, book: Book, page: Page, row: int, column: int) -> Explanation:
    cell = page.cell(row, column)
    made = Explanation(
        page.sheet.name,
        cell_name(row, column),
        page.label(column),
        _title(page, row),
        cell.value if cell is not None else None,
        "",
        "",
        book.window,
    )
    row_id = page.id_at(row)
    bound = page.bound(column)
    if row_id is not None and bound is not None:
        _of_row(office, book, page, made, row_id, bound)
    elif (origin := _origin(page, row, column)) is not None:
        _of_cell(office, book, page, made, origin)
    elif cell is not None and cell.formula:
        _of_formula(office, book, page, made, cell.formula)
    else:
        made.formula = "模板上原有的内容" if cell is not None and cell.text else "空白单元格，报表不填这一格"
    return made


def _title(page: Page, row: int) -> str:
    """The heading of a row: its first texts."""
    found = []
    for each in page.sheet.rows.get(row, {}).values():
        if each.kind == "text" and each.text.strip() and each.formula is None:
            found.append(re.sub(r"\s+", "", each.text))
        if len(found) == 2:
            break
    return "/".join(found)


def _origin(page: Page, row: int, column: int) -> str | None:
    """The template's cell that was filled here."""
    for ref in page.made.cells:
        block = page.block(ref)
        if block.holds(row, column):
            return ref
    return None


# -- list cells ------------------------------------------------------------------------------------------


def _of_row(
    office: Office, book: Book, page: Page, made: Explanation, row_id: int, bound: FormColumn
) -> None:
    own = page.form.record
    made.title = titles(office, own.id, [row_id]).get(row_id, "")
    made.rows = [Counted(own.id, row_id, made.value, field=made.label)]
    if bound.kind != "field" or bound.value is None:
        made.formula = "从 1 起的顺序号" if bound.kind == "running" else "留空，由填表人手填"
        return
    _of_value(office, book, page, made, row_id, bound.value, bound.reason)


def _of_value(
    office: Office, book: Book, page: Page, made: Explanation, row_id: int, value: Value, reason: str = ""
) -> None:
    """A value of one row, in a list or on a card."""
    own = page.form.record
    if value.parts[0].figure is not None:
        counts = of_row(office, value.parts[0].figure, row_id, book.window)
        made.rule = reason or value.label
        made.formula, made.rows, made.left_out = counts.formula, counts.rows, counts.left_out
        return
    part = _used(office, book, page, row_id, value)
    if part is None or part.path is None:
        made.formula = f"{value.label}：台账里没有填，留空" if part is None else part.label
        made.left_out = [LeftOut(own.id, row_id, "没有填。")] if part is None else []
        made.rows = [] if part is None else made.rows
        return
    path = part.path
    made.rule = reason or f"{own.label}.{path.label}"
    if path.field.sensitive:
        made.value = shown(office, path.field, made.value)
    owner = owner_of(office, book, path, row_id)
    opened = of_field(office, path, owner, book.window) if owner is not None else None
    if opened is not None:
        made.formula, made.rows, made.left_out = opened.formula, opened.rows, opened.left_out
        return
    made.formula = f"{record(path.owner).label}的“{path.field.label}”"
    if owner is not None:
        made.rows = [Counted(path.owner, owner, made.value, field=path.field.label)]
        if record(path.owner).derived(path.field.name) is None:
            made.history = history_of(office, record(path.owner), owner, path.field.name)


def _used(office: Office, book: Book, page: Page, row_id: int, value: Value) -> Part | None:
    """The first part that is filled in, which is the one shown."""
    known = [part for part in value.parts if part.path is not None]
    if len(known) < 2 or value.join is not None:
        return value.parts[0]
    paths = [part.path for part in known if part.path is not None]
    found = find(
        office.ledger, page.form.record.id, paths=paths, ids=[row_id], today=as_of(office, book.window),
        counted=True,
    )  # fmt: skip
    values = found.rows[0] if found.rows else ()
    return next((part for part, each in zip(known, values, strict=False) if each not in (None, "")), None)


def owner_of(office: Office, book: Book, path: Path, row_id: int) -> int | None:
    """The row that holds the field: along the references of its path; of a history the row in force."""
    if not path.hops:
        return row_id
    root = record(path.record)
    *way, last = path.hops
    if last.history:
        parent = _reached(office, book, root.id, ".".join(hop.name for hop in way), row_id)
        return _in_force(office, book, last.target, parent) if parent is not None else None
    return _reached(office, book, root.id, ".".join(hop.name for hop in path.hops), row_id)


def _reached(office: Office, book: Book, root: str, way: str, row_id: int) -> int | None:
    if not way:
        return row_id
    page = find(
        office.ledger, root, paths=[record(root).by_name(way)], ids=[row_id], raw=True,
        today=as_of(office, book.window),
    )  # fmt: skip
    return page.rows[0][0] if page.rows else None


def _in_force(office: Office, book: Book, history: str, parent: int) -> int | None:
    own = record(history)
    back, since = own.model.keys[0]
    found = find(
        office.ledger, history, paths=[since_path := own.by_name(since)],
        where=[Condition(own.by_name(back), "=", parent)], sort=[(since_path, True)],
        today=as_of(office, book.window),
    )  # fmt: skip
    until = as_of(office, book.window)
    for row_id, (start,) in zip(found.ids, found.rows, strict=True):
        if not isinstance(start, date) or start <= until:
            return row_id
    return None


# -- single cells and counted figures --------------------------------------------------------------------


def _of_cell(office: Office, book: Book, page: Page, made: Explanation, ref: str) -> None:
    source = page.made.sources.get(ref)
    if source is not None and (source.measure or source.of):
        _of_source(office, book, page, made, source)
        return
    cell = next(each for each in page.form.cells if each.ref == ref)
    own = cell.value.parts[0].path if cell.value is not None else None
    if own is not None and cell.value is not None and own.record == page.form.record.id and page.made.ids:
        made.title = titles(office, own.record, page.made.ids[:1]).get(page.made.ids[0], "")
        made.rows = [Counted(own.record, page.made.ids[0], made.value, field=made.label)]
        _of_value(office, book, page, made, page.made.ids[0], cell.value)
        return
    parts = [*(cell.value.parts if cell.value else ()), *(p for v in cell.texts for p in v.parts)]
    labels = [part.label for part in parts]
    made.label = made.label or "、".join(labels)
    figure = next((each for each in labels if each.startswith(f"{FIGURES}.")), None)
    if figure is not None:
        wanted = figure.partition(".")[2]
        found = next(each for each in practice_figures(office, book.window) if each.label == wanted)
        opened = of_school_figure(office, found.id, found.formula, book.window)
        made.formula, made.rows, made.left_out = opened.formula, opened.rows, opened.left_out
        made.rule = f"统计数“{found.label}”，截至 {book.window.end}"
        return
    made.formula = "、".join(labels)
    for label in labels:
        yearly = yearly_row(office, label, book.window)
        if yearly is not None:
            made.rows.append(yearly)
        elif label.startswith(f"{SCHOOL}."):
            made.rows.append(Counted("school", office.ledger.school_id, made.value, field=label))
            path = record("school").find_path(label.partition(".")[2])
            if path is not None:
                made.history = history_of(office, record("school"), office.ledger.school_id, path.field.name)
    for part in parts:
        if part.path is not None and book.gathered.whole is not None and outer_field(part.label) is None:
            made.rows.append(Counted(part.path.record, book.gathered.whole, made.value, field=part.label))


def _of_source(office: Office, book: Book, page: Page, made: Explanation, source: CellSource) -> None:
    window = source.window or book.window
    made.window = window
    if source.of:
        made.formula = " + ".join(source.of)
        opened = [counted(office, book.window, each) for each in _summands(page.made, source)]
        made.rows = [row for each in opened for row in each.rows]
        inside = {(row.record, row.id) for row in made.rows}
        left = {(row.record, row.id): row for each in opened for row in each.left_out}
        made.left_out = [row for key, row in left.items() if key not in inside]
        made.rule = "由其他单元格相加"
        return
    opened_one = counted(office, book.window, source)
    made.formula, made.rows, made.left_out = opened_one.formula, opened_one.rows, opened_one.left_out
    made.rule = _filters(office, source)


def _summands(made: GatheredSheet, source: CellSource) -> list[CellSource]:
    """The counted cells that a total adds up, totals of totals opened."""
    parts = [made.sources[ref] for ref in source.of if ref in made.sources]
    return [one for each in parts for one in (_summands(made, each) if each.of else [each]) if one.measure]


def counted_rows(office: Office, window: Window, made: GatheredSheet, source: CellSource) -> list[Counted]:
    """The rows behind a counted cell or a total of such, to be kept with a return."""
    sources = _summands(made, source) if source.of else [source]
    return [row for each in sources for row in counted(office, window, each).rows]


def _filters(office: Office, source: CellSource) -> str:
    said = []
    for each in source.where:
        path = each.path if isinstance(each.path, Path) else record(source.record).path(each.path)
        values = each.value if isinstance(each.value, list | tuple | set | frozenset) else [each.value]
        words = "、".join(show(path.field, value, office.codes) for value in values)
        said.append(f"{path.label} {each.op} {words}".strip())
    return "；".join(said) or "不加条件"


# -- formulas of the form --------------------------------------------------------------------------------


def _of_formula(office: Office, book: Book, page: Page, made: Explanation, formula: str) -> None:
    made.formula = f"={formula.lstrip('=')}"
    made.rule = "表内公式"
    seen: set[tuple[int, int]] = set()
    for row, column in _operands(page, formula, seen):
        row_id, number = page.id_at(row), page.number(row, column)
        if row_id is not None:
            label = page.label(column)
            if number is not None:
                made.rows.append(Counted(page.form.record.id, row_id, number, field=label))
            else:
                made.left_out.append(LeftOut(page.form.record.id, row_id, f"没有填{label}，不计入。"))
            continue
        ref = _origin(page, row, column)
        source = page.made.sources.get(ref) if ref is not None else None
        if source is not None and source.measure:
            made.rows += counted(office, book.window, source).rows
    if page.form.has_list and made.rows:
        made.left_out += outside(office, book, page)


def _operands(page: Page, formula: str, seen: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The cells a formula is made of in the end: those that are formulas themselves opened."""
    for row, column in _cells(formula):
        if (row, column) in seen:
            continue
        seen.add((row, column))
        cell = page.cell(row, column)
        if cell is not None and cell.formula and page.id_at(row) is None:
            yield from _operands(page, cell.formula, seen)
        else:
            yield row, column


def _cells(formula: str) -> list[tuple[int, int]]:
    """The cells of this sheet that a formula names."""
    found: dict[tuple[int, int], None] = {}
    for hit in _BLOCK.finditer(re.sub(r'"[^"]*"', "", formula.upper())):
        start = f"{hit[1] or hit[5]}{hit[2] or hit[6]}"
        stop = f"{hit[3]}{hit[4]}" if hit[3] else start
        (top, left), (bottom, right) = split_ref(start), split_ref(stop)
        if (bottom - top + 1) * (right - left + 1) > MOST_CELLS:
            continue
        for row in range(top, bottom + 1):
            found.update(dict.fromkeys((row, column) for column in range(left, right + 1)))
    return list(found)
