"""Every number opens: a cell of a filled form gives its rows, its rule, what was left out and why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path as FilePath

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.services.office import Office
from desktop.services.returning.checks import titles
from desktop.services.returning.checks_book import Book, Page, cell_name, split_ref, trial
from desktop.services.returning.explaining_cells import of_cell, of_formula, origin
from desktop.services.returning.explaining_rows import Counted, Opened, rows_named, titled
from desktop.services.returning.explaining_values import Explanation, of_value
from desktop.services.returning.shape import Form, FormColumn
from desktop.store.find import Condition

_KINDS = {
    "running": "从 1 起的顺序号",
    "key": "这一行在台账里的编号，前面加学校标识码",
    "blank": "留空，由填表人手填",
}

__all__ = ["Explanation", "explain", "explain_cell"]


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
    elif (filled := origin(page, row, column)) is not None:
        of_cell(office, book, page, made, filled)
    elif cell is not None and cell.formula:
        of_formula(office, book, page, made, cell.formula)
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


def _of_row(
    office: Office, book: Book, page: Page, made: Explanation, row_id: int, bound: FormColumn
) -> None:
    own = page.form.record
    made.title = titles(office, own.id, [row_id]).get(row_id, "")
    made.rows = [Counted(own.id, row_id, made.value, field=made.label)] if row_id > 0 else []
    if bound.kind != "field" or bound.value is None:
        made.formula = _KINDS[bound.kind]
        made.rule = made.formula
        return
    of_value(office, book, page, made, row_id, bound.value, bound.reason)
