"""What the bureau's template itself asks: drop-down lists, number limits, cells that must not be blank."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from desktop.core.dates import parse_window
from desktop.core.errors import Severity, UserError
from desktop.services.office import Office
from desktop.services.returning.checks_book import Book, Page, as_number, cell_name, split_ref
from desktop.services.returning.outer import SCHOOL
from desktop.services.returning.shape import FormCell
from desktop.services.validating.scope import Finding
from desktop.workbook import Cell, Limit, read_limits

_MUST = re.compile(r"[*＊]|必填")
_EPOCH = date(1899, 12, 30)
_KINDS = {"whole": "整数", "decimal": "数字", "date": "日期", "textLength": "字数"}
_OFFERED = 8
MOST_OF_A_COLUMN = 1_000  # findings of one rule in one column; more than that no bureau reads


def template_findings(office: Office, book: Book) -> Iterator[Finding]:
    """Everything of the filled file that breaks a rule of the template."""
    limits = book.limits if book.limits is not None else read_limits(book.file, book.sheets)
    for page in book.pages:
        mine = limits.get(page.sheet.name, [])
        yield from _list_limits(page, mine)
        yield from _cell_limits(page, mine)
        yield from _must(page)
        yield from _blank_cells(office, page)


def at_cell(page: Page, row: int, column: int, rule: str, sentence: str, severity: Severity) -> Finding:
    """A finding at a cell of the filled form, with the record behind it where one stands there."""
    row_id = page.id_at(row)
    bound = page.bound(column) if page.form.has_list and row >= page.first else None
    path = bound.value.parts[0].label if bound is not None and bound.value is not None else ""
    place = f"「{page.sheet.name}」{cell_name(row, column)} {page.label(column)}".rstrip()
    record = page.form.record.id
    return Finding(
        severity, rule, place, sentence, record, row_id, path, page.sheet.name, cell_name(row, column)
    )


def _list_limits(page: Page, limits: Sequence[Limit]) -> Iterator[Finding]:
    for column in page.made.columns:
        mine = [each for each in limits if _covers(each, page.first, column.index)]
        for limit in mine:
            severity: Severity = "error" if limit.strict else "warning"
            found = _broken(page, limit, column.index)
            yield from _capped(page, column.index, "模板的有效性", severity, found)


def _broken(page: Page, limit: Limit, column: int) -> Iterator[tuple[int, str]]:
    """The rows of a column whose cells break the rule, with what is wrong; each value is judged once."""
    every = any(block.holds(page.first, column) and block.holds(page.last, column) for block in limit.ranges)
    known: dict[tuple[object, str], str] = {}
    for row, cell in page.cells(column):
        if cell is None or cell.formula is not None or not (every or limit.holds(row, column)):
            continue
        key = (cell.value, cell.text)
        if key not in known:
            known[key] = broken(page, limit, cell)
        if known[key]:
            yield row, known[key]


def _capped(
    page: Page, column: int, rule: str, severity: Severity, found: Iterable[tuple[int, str]]
) -> Iterator[Finding]:
    """A finding for each row; of very many in one column the first, and how many more there are."""
    more, last = 0, 0
    for number, (row, said) in enumerate(found, 1):
        if number <= MOST_OF_A_COLUMN:
            yield at_cell(page, row, column, rule, said, severity)
        else:
            more, last = more + 1, row
    if more:
        said = f"“{page.label(column)}”还有 {more} 行有同样的问题，直到第 {last} 行，没有一一列出。"
        yield at_cell(page, last, column, rule, said, severity)


def _covers(limit: Limit, row: int, column: int) -> bool:
    return any(block.first_column <= column <= block.last_column for block in limit.ranges) and any(
        block.last_row >= row for block in limit.ranges
    )


def _cell_limits(page: Page, limits: Sequence[Limit]) -> Iterator[Finding]:
    for ref, value in page.made.cells.items():
        if value is None:
            continue
        block = page.block(ref)
        row, column = block.first_row, block.first_column
        for limit in limits:
            if limit.holds(row, column) and (said := broken(page, limit, page.cell(row, column))):
                severity: Severity = "error" if limit.strict else "warning"
                yield at_cell(page, row, column, "模板的有效性", said, severity)


def broken(page: Page, limit: Limit, cell: Cell | None) -> str:
    """What is wrong with the cell by the rule, as a sentence; "" where it keeps it or is blank."""
    if cell is None or cell.value is None or not cell.text.strip() or cell.formula is not None:
        return ""
    text = cell.text.strip()
    if limit.kind == "list":
        return _not_offered(limit, cell, text)
    if limit.kind not in _KINDS:
        return ""
    if limit.kind == "textLength":
        value: Decimal | None = Decimal(len(text))
    elif isinstance(cell.value, date):
        value = Decimal((date(cell.value.year, cell.value.month, cell.value.day) - _EPOCH).days)
    else:
        value = as_number(cell)
    hint = f"（{limit.message}）" if limit.message else ""
    if value is None:
        return f"“{text}”不是{_KINDS[limit.kind]}，模板这一格只收{_KINDS[limit.kind]}{hint}。"
    if limit.kind == "whole" and value != value.to_integral_value():
        return f"“{text}”不是整数，模板这一格只收整数{hint}。"
    first, second = _bound(page, limit.first), _bound(page, limit.second)
    if first is None or _inside(limit.operator, value, first, second):
        return ""
    what = "字数" if limit.kind == "textLength" else "值"
    return f"“{text}”的{what}超出模板的限定：应{_asked(limit, first, second)}{hint}。"


def _not_offered(limit: Limit, cell: Cell, text: str) -> str:
    if not limit.choices:
        return ""
    number = as_number(cell)
    plain = {text, str(cell.value), f"{number.normalize():f}" if number is not None else text}
    if plain & set(limit.choices):
        return ""
    some = "、".join(limit.choices[:_OFFERED]) + ("…" if len(limit.choices) > _OFFERED else "")
    return f"“{text}”不在模板的下拉列表里，可选的有：{some}。"


def _bound(page: Page, text: str) -> Decimal | None:
    """A bound written as a number or as the address of a cell; what needs computing is not judged."""
    word = text.lstrip("=").replace("$", "")
    try:
        return Decimal(word)
    except InvalidOperation:
        pass
    try:
        row, column = split_ref(word)
    except ValueError:
        return None
    return page.number(row, column)


def _inside(operator: str, value: Decimal, first: Decimal, second: Decimal | None) -> bool:
    match operator:
        case "between":
            return second is None or first <= value <= second
        case "notBetween":
            return second is None or not first <= value <= second
        case "equal":
            return value == first
        case "notEqual":
            return value != first
        case "greaterThan":
            return value > first
        case "lessThan":
            return value < first
        case "greaterThanOrEqual":
            return value >= first
        case "lessThanOrEqual":
            return value <= first
        case _:
            return True


def _asked(limit: Limit, first: Decimal, second: Decimal | None) -> str:
    def said(bound: Decimal | None) -> str:
        if bound is not None and limit.kind == "date":
            return f"{date.fromordinal(_EPOCH.toordinal() + int(bound))}"
        return f"{bound:f}" if bound is not None else ""

    words = {
        "between": f"在 {said(first)} 到 {said(second)} 之间",
        "notBetween": f"不在 {said(first)} 到 {said(second)} 之间",
        "equal": f"等于 {said(first)}",
        "notEqual": f"不等于 {said(first)}",
        "greaterThan": f"大于 {said(first)}",
        "lessThan": f"小于 {said(first)}",
        "greaterThanOrEqual": f"不小于 {said(first)}",
        "lessThanOrEqual": f"不大于 {said(first)}",
    }
    return words.get(limit.operator, "合规")


def _must(page: Page) -> Iterator[Finding]:
    """Columns whose header is starred or says 必填, and those that form.toml names, hold something."""
    for column in page.form.columns:
        wanted = column.letter in page.form.required or any(map(_MUST.search, page.path(column.index)))
        if not wanted or column.kind == "running":
            continue
        sentence = f"“{page.label(column.index)}”是必填列，这一行没有填。"
        blank = ((row, sentence) for row, cell in page.cells(column.index) if _is_blank(cell))
        yield from _capped(page, column.index, "必填", "error", blank)


def _is_blank(cell: Cell | None) -> bool:
    return cell is None or not cell.text.strip()


def _blank_cells(office: Office, page: Page) -> Iterator[Finding]:
    """填报单位, 填报人 and the like that the ledger had nothing for."""
    for cell in page.form.cells:
        if cell.value is None or page.made.cells.get(cell.ref) not in (None, ""):
            continue
        block = page.block(cell.ref)
        label = _said(page, cell)
        place = f"「{page.sheet.name}」{cell_name(block.first_row, block.first_column)} {label}"
        ours = cell.value.label.startswith(f"{SCHOOL}.")
        row_id = page.made.ids[0] if page.made.ids and not page.form.has_list else None
        yield Finding(
            "warning",
            "空白单元格",
            place,
            f"“{label}”没有填，台账里还没有，请补上或打印后手填。",
            "school" if ours else page.form.record.id,
            office.ledger.school_id if ours else row_id,
            cell.value.label.partition(".")[2] if ours else cell.value.label,
            page.sheet.name,
            cell_name(block.first_row, block.first_column),
        )


def _said(page: Page, cell: FormCell) -> str:
    """The label that stands in or before the cell, else the field's."""
    assert cell.value is not None
    own = cell.value.parts[0].label.rpartition(".")[2]
    if cell.mode != "after":
        return own
    block = page.block(cell.ref)
    text = re.sub(r"\s+", "", page.sheet.text(block.first_row, block.first_column))
    return re.split("[：:]", text)[0] or own


def year_before(label: str) -> str | None:
    """The name of the window one year earlier; None where its name carries no year."""
    earlier = re.sub(r"(?<!\d)(19|20)(\d\d)(?!\d)", lambda m: str(int(m[0]) - 1), label)
    if earlier == label:
        return None
    try:
        parse_window(earlier)
    except UserError:
        return None
    return earlier
