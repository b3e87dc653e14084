"""Whether the relations of a form hold in a filled file; each that does not is a finding at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import repeat
from typing import Any

from desktop.core.dates import Window
from desktop.core.errors import UserError
from desktop.core.presenting import plain_number
from desktop.records.catalogue import record
from desktop.services.counting.stats import stats
from desktop.services.office import Office
from desktop.services.returning.checks_book import LARGE, Book, Page, cell_name
from desktop.services.returning.checks_template import MOST_OF_A_COLUMN, at_cell
from desktop.services.returning.relations import BEFORE, Relation, Term, compare, printed_relations
from desktop.services.returning.shape import Part, Rule
from desktop.services.validating.scope import Finding

RULE = "栏目关系式"
_THOUSANDS = {"(万元)": Decimal(10_000), "(千元)": Decimal(1_000), "(元)": Decimal(1)}
Others = Callable[[str, Window], Book | None]


@dataclass
class Sums:
    """Values of terms in one filled file; other forms and the year before are asked for once each."""

    office: Office
    book: Book
    other: Others
    before: Callable[[], Book | None]
    _stats: dict[str, dict[str, object]] = field(default_factory=dict)
    _books: dict[str, Book | None] = field(default_factory=dict)

    def value(
        self, term: Term, page: Page, row: int | None = None, column: int | None = None
    ) -> Decimal | None:
        """The term's value without its sign; None where there is none."""
        if term.kind == "number":
            return Decimal(term.ref)
        if term.kind == "ledger":
            return self._counted(term.ref)
        if term.before or term.form:
            book = self._other(term)
            found = book.page(term.sheet) if book is not None else None
            return self._of_page(term, found, None, None) if found is not None else None
        if term.sheet and term.sheet != page.sheet.name:
            other = self.book.page(term.sheet)
            return self._of_page(term, other, row, column) if other is not None else None
        return self._of_page(term, page, row, column)

    def _other(self, term: Term) -> Book | None:
        key = f"{BEFORE}:{term.form}" if term.before else term.form
        if key not in self._books:
            self._books[key] = self.before() if term.before else self.other(term.form, self.book.window)
        return self._books[key]

    def _of_page(self, term: Term, page: Page, row: int | None, column: int | None) -> Decimal | None:
        match term.kind:
            case "cell":
                block = page.block(term.ref)
                cells = [
                    page.number(at, each)
                    for at in range(block.first_row, block.last_row + 1)
                    for each in range(block.first_column, block.last_column + 1)
                ]
                numbers = [each for each in cells if each is not None]
                return sum(numbers, Decimal(0)) if numbers else None
            case "total":
                at = page.column(term.ref)
                return page.total(at) if at is not None else None
            case "line":
                line = page.lines.get(int(term.ref))
                return page.number(line, column) if line is not None and column is not None else None
            case _:
                at = self.column(term, page)
                return page.number(row, at) if at is not None and row is not None else None

    def column(self, term: Term, page: Page) -> int | None:
        """The column that a term of each row stands in."""
        return page.column(f"({term.ref})" if term.kind == "printed" else term.ref)

    def _counted(self, ref: str) -> Decimal | None:
        name, _, measure = ref.partition(".")
        divisor = Decimal(1)
        for unit, by in _THOUSANDS.items():
            if measure.endswith(unit):
                measure, divisor = measure.removesuffix(unit), by
        target = record(name)
        if target.id not in self._stats:
            found = stats(self.office, target.id, self.book.window)
            self._stats[target.id] = dict(found[0]["measures"]) if found else {}
        if measure not in self._stats[target.id]:
            known = "、".join(self._stats[target.id])
            raise UserError(f"「{target.label}」没有叫“{measure}”的统计数", hint=f"，可用的有：{known}。")
        value = self._stats[target.id][measure]
        return None if value is None else Decimal(str(value)) / divisor


def relation_findings(sums: Sums, relations: Sequence[Relation]) -> Iterator[Finding]:
    """What of the form's own relations, and of those its notes print, does not hold."""
    book = sums.book
    for relation in relations:
        page = book.page(relation.sheet)
        if page is None:
            continue
        try:
            yield from list(_findings(sums, relation, page))
        except UserError as exc:  # a return is filled all the same: what cannot be checked is said
            place, own = f"「{page.sheet.name}」{relation.that}", page.form.record.id
            yield Finding("warning", "关系式无法核对", place, f"{exc}", own, None, "", page.sheet.name)
    for page in book.pages:
        stated = [each for each in printed_relations(_notes(page)) if not _known(book, page, each)]
        for relation in stated:
            yield from _findings(sums, relation, page)


def _notes(page: Page) -> list[str]:
    """The texts outside the header and the records."""
    rows = page.records()
    return [
        cell.text
        for cell in page.sheet.filled()
        if cell.kind == "text" and cell.row not in rows and not _in_header(page, cell.row)
    ]


def _in_header(page: Page, row: int) -> bool:
    return page.form.header_rows[0] <= row <= page.header_end


def _known(book: Book, page: Page, relation: Relation) -> bool:
    """Whether form.toml states the same between the same columns."""
    columns = {_field(page, term) for term in relation.terms}
    return any(columns == _fields(rule) for rule in book.form.rules)


def _fields(rule: Rule) -> set[str]:
    return {term.label for term in (*rule.left, *rule.right) if isinstance(term, Part)}


def _field(page: Page, term: Term) -> str:
    at = page.column(f"({term.ref})" if term.kind == "printed" else term.ref)
    own = page.bound(at) if at is not None else None
    return own.value.label if own is not None and own.value is not None else term.text


def _findings(sums: Sums, relation: Relation, page: Page) -> Iterator[Finding]:
    terms = relation.terms
    if any(term.kind == "line" for term in terms):
        yield from _across(sums, relation, page)
        return
    each = [term for term in terms if term.each_row]
    if not each:
        yield from _judge(sums, relation, page, None, None)
        return
    columns = [sums.column(term, page) for term in each]
    if None in columns:
        return  # a note that speaks of something else, or of a column that is not there
    rows = page.records() if page.form.has_list else range(page.header_end + 1, page.sheet.max_row + 1)
    if len(rows) > LARGE:
        yield from _long(sums, relation, page)
        return
    for row in rows:
        yield from _judge(sums, relation, page, row, None)


def _long(sums: Sums, relation: Relation, page: Page) -> Iterator[Finding]:
    """Of a very long list only the rows in which it does not plainly hold are judged, the first of many."""
    rows = suspects(sums, relation, page)
    for row in rows[:MOST_OF_A_COLUMN]:
        yield from _judge(sums, relation, page, row, None)
    if len(rows) > MOST_OF_A_COLUMN:
        more, last = len(rows) - MOST_OF_A_COLUMN, rows[-1]
        said = f"{relation.sentence}：还有 {more} 行可能不符，直到第 {last} 行，没有一一列出。"
        _, column = _place(sums, relation, page, last, None)
        yield at_cell(page, last, column or 1, RULE, said, relation.severity)


def suspects(sums: Sums, relation: Relation, page: Page) -> list[int]:
    """The rows in which the relation does not plainly hold, found column by column."""
    sides = [_side(sums, side, page) for side in (relation.left, relation.right)]
    if None in sides:
        return []  # a column of the form's own formulas: what was not judged is said elsewhere
    nothing = Decimal(0)
    pairs = zip(range(page.first, page.last + 1), *(side or () for side in sides), strict=False)
    return [
        row
        for row, one, two in pairs
        if one is not None and two is not None and not compare(one, relation.op, two, nothing)
    ]


def _side(sums: Sums, terms: Sequence[Term], page: Page) -> Iterable[Any] | None:
    """The sums of a side, row by row; None where a column of it is not known."""
    columns: list[Iterable[Any]] = []
    for term in terms:
        if not term.each_row:
            once = sums.value(term, page, None, None)
            columns.append(repeat(None if once is None else term.sign * once))
            continue
        at = sums.column(term, page)
        found = page.numbers(at) if at is not None else None
        if found is None:
            return None
        columns.append(found if term.sign == 1 else [None if n is None else -n for n in found])
    return map(_added, zip(*columns, strict=False)) if len(columns) > 1 else columns[0]


def _added(values: Sequence[Any]) -> Any:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _across(sums: Sums, relation: Relation, page: Page) -> Iterator[Finding]:
    """A relation between lines holds in each column of numbers, ratios aside."""
    first = page.lines.get(int(relation.terms[0].ref))
    if first is None:
        return
    for column in sorted(page.sheet.rows.get(first, {})):
        lines = [page.lines.get(int(term.ref)) for term in relation.terms if term.kind == "line"]
        cells = [page.cell(line, column) for line in lines if line is not None]
        ratio = any(
            cell is not None and ("/" in (cell.formula or "") or "%" in cell.format) for cell in cells
        )
        if not ratio and column not in _line_columns(page):
            yield from _judge(sums, relation, page, first, column)


def _line_columns(page: Page) -> set[int]:
    """Columns that hold line numbers and not figures."""
    some = list(page.lines.items())[:3]
    return {
        column
        for column in range(1, page.sheet.max_column + 1)
        if some and all(page.number(row, column) == number for number, row in some)
    }


def _judge(
    sums: Sums, relation: Relation, page: Page, row: int | None, column: int | None
) -> Iterator[Finding]:
    left, right = (_sum(sums, side, page, row, column) for side in (relation.left, relation.right))
    if left is None or right is None:
        return
    values = [left, right]
    if compare(left, relation.op, right, _slack(values, len(relation.terms))):
        return
    words = f"{plain_number(left)} 对 {plain_number(right)}"
    sentence = f"{relation.sentence}（{words}），请核对。"
    at_row, at_column = _place(sums, relation, page, row, column)
    if at_row and at_column:
        yield at_cell(page, at_row, at_column, RULE, sentence, relation.severity)
        return
    place = f"「{page.sheet.name}」{relation.that}"
    yield Finding(
        relation.severity, RULE, place, sentence, page.form.record.id, None, "", page.sheet.name,
        cell_name(at_row, at_column) if at_row and at_column else "",
    )  # fmt: skip


def _sum(
    sums: Sums, terms: Sequence[Term], page: Page, row: int | None, column: int | None
) -> Decimal | None:
    """The sum of a side: a blank beside a figure is nothing, a side of blanks says nothing."""
    values = [sums.value(term, page, row, column) for term in terms]
    if all(value is None for value in values):
        return None
    return sum(
        (term.sign * value for term, value in zip(terms, values, strict=True) if value is not None),
        Decimal(0),
    )


def _slack(values: Sequence[Decimal], terms: int) -> Decimal:
    """Half a unit of the last place for each summand: rounded summands need not add up exactly."""
    places = max((-int(exponent) for value in values if (exponent := value.as_tuple().exponent)), default=0)
    if places <= 0:
        return Decimal(0)
    return Decimal(terms) * Decimal(5).scaleb(-min(places, 2) - 1) if places <= 4 else Decimal("0.0001")


def _place(
    sums: Sums, relation: Relation, page: Page, row: int | None, column: int | None
) -> tuple[int | None, int | None]:
    if row is not None and column is not None:
        return row, column
    first = next((term for term in relation.terms if term.kind not in ("number", "ledger")), None)
    if first is None or first.form or first.before or (first.sheet and first.sheet != page.sheet.name):
        return None, None
    if first.kind == "cell":
        block = page.block(first.ref)
        return block.first_row, block.first_column
    if first.kind == "total":
        return page.total_row or page.first, page.column(first.ref)
    return row, sums.column(first, page)
