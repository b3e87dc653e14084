"""Single cells opened: counted figures, values of the school, texts, and the formulas of the form itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from desktop.core.dates import Window
from desktop.core.presenting import show
from desktop.core.values import mask
from desktop.records.catalogue import Path, record
from desktop.services.counting.school import practice_figures
from desktop.services.office import Office
from desktop.services.returning.checks import titles
from desktop.services.returning.checks_book import Book, Page, split_ref
from desktop.services.returning.explaining_figures import counted
from desktop.services.returning.explaining_outside import outside
from desktop.services.returning.explaining_rows import Counted, LeftOut, of_school_figure
from desktop.services.returning.explaining_values import Explanation, of_outer, of_value
from desktop.services.returning.outer import FIGURES
from desktop.services.returning.shape import CellSource, FormCell, GatheredSheet, Part, Value

_BLOCK = re.compile(r"\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)|\$?([A-Z]{1,3})\$?(\d+)")
MOST_CELLS = 5_000
_NUMBER = re.compile(r"[0-9][0-9A-Za-z]{6,}")


def origin(page: Page, row: int, column: int) -> str | None:
    """The template's cell that was filled here."""
    for ref in page.made.cells:
        block = page.block(ref)
        if block.holds(row, column):
            return ref
    return None


def of_cell(office: Office, book: Book, page: Page, made: Explanation, ref: str) -> None:
    """The cell of the template that was filled: a figure, a value of the card's row, or one around it."""
    source = page.made.sources.get(ref)
    if source is not None and (source.measure or source.of):
        of_source(office, book, page, made, source)
        return
    cell = next((each for each in page.form.cells if ref == each.ref or ref in each.also), None)
    if cell is None:
        made.formula = "模板上原有的内容"
        return
    own = page.made.ids[cell.turn] if cell.turn < len(page.made.ids) and not page.form.has_list else None
    if own is not None:
        made.title = titles(office, page.form.record.id, [own]).get(own, "")
    parts = _parts(cell)
    labels = [part.label for part in parts]
    made.label = cell.label or made.label or "、".join(labels)
    figure = next((each for each in labels if each.startswith(f"{FIGURES}.")), None)
    if figure is not None:
        _of_school_figure(office, book, made, figure.partition(".")[2])
    elif cell.value is not None and not cell.texts:
        _of_one(office, book, page, made, own, cell.value)
    else:
        _of_text(office, book, page, made, own, parts)


def _parts(cell: FormCell) -> list[Part]:
    return [*(cell.value.parts if cell.value else ()), *(p for v in cell.texts for p in v.parts)]


def _of_one(office: Office, book: Book, page: Page, made: Explanation, own: int | None, value: Value) -> None:
    if own is not None:
        of_value(office, book, page, made, own, value)
    elif book.gathered.whole is not None and any(part.path is not None for part in value.parts):
        of_value(office, book, page, made, book.gathered.whole, value)
    else:
        of_outer(office, book, page, made, value.parts[0])


def _of_text(
    office: Office, book: Book, page: Page, made: Explanation, own: int | None, parts: list[Part]
) -> None:
    """A sentence with fields in it: every field with the row it is of."""
    rules = []
    for part in parts:
        one = Explanation(made.sheet, made.cell, made.label, "", None, "", "", made.window)
        row = own if own is not None else book.gathered.whole
        if part.path is None:
            of_outer(office, book, page, one, part)
        elif row is not None:
            of_value(office, book, page, one, row, Value((part,)))
        made.rows += [each for each in one.rows if each not in made.rows]
        made.left_out += one.left_out
        made.history += one.history
        rules.append(one.rule or part.label)
    made.formula = "、".join(part.label for part in parts) or "报表写明的文字"
    made.rule = "；".join(dict.fromkeys(rules)) or "由报表写明"
    how = next((p.path.field.mask for p in parts if p.path is not None and p.path.field.sensitive), None)
    if how is not None:
        made.value = _NUMBER.sub(lambda hit: mask(how, hit[0]), str(made.value))


def _of_school_figure(office: Office, book: Book, made: Explanation, wanted: str) -> None:
    found = next(each for each in practice_figures(office, book.window) if each.label == wanted)
    opened = of_school_figure(office, found.id, found.formula, book.window)
    made.formula, made.rows, made.left_out = opened.formula, opened.rows, opened.left_out
    made.rule = f"统计数“{found.label}”，截至 {book.window.end}"


# -- counted figures -------------------------------------------------------------------------------------


def of_source(office: Office, book: Book, page: Page, made: Explanation, source: CellSource) -> None:
    """A counted figure: its rows, and those left out; of a total those of what it adds up."""
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


def of_formula(office: Office, book: Book, page: Page, made: Explanation, formula: str) -> None:
    """What the form computes itself: the cells it is made of in the end, each with its rows."""
    made.formula = f"={formula.lstrip('=')}"
    made.rule = "表内公式"
    seen: set[tuple[int, int]] = set()
    opened: set[str] = set()
    listed = False
    for row, column in _operands(page, formula, seen):
        row_id, number = page.id_at(row), page.number(row, column)
        if row_id is not None:
            listed = True
            label = page.label(column)
            if number is not None:
                made.rows.append(Counted(page.form.record.id, row_id, number, field=label))
            else:
                made.left_out.append(LeftOut(page.form.record.id, row_id, f"没有填{label}，不计入。"))
            continue
        ref = origin(page, row, column)
        if ref is not None and ref not in opened:
            opened.add(ref)
            one = Explanation(made.sheet, ref, "", "", number, "", "", made.window)
            of_cell(office, book, page, one, ref)
            made.rows += one.rows
            made.left_out += one.left_out
    if listed and page.form.has_list:
        made.left_out += outside(office, book, page)
    inside = {(each.record, each.id) for each in made.rows}
    left = {(each.record, each.id): each for each in reversed(made.left_out)}
    made.left_out = [each for key, each in reversed(left.items()) if key not in inside]


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
