"""Random lists into random templates: everything below moves by exactly N and nothing else changes."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook

from desktop.workbook import ListBlock, fill, read_workbook
from desktop.workbook.formula import rewrite, translate
from desktop.workbook.refs import column_letters, format_range, parse_range
from desktop.workbook.shift import Move, Shifter
from tests.workbook.making import blank, formula, make_book, number, row, text

FIRST = 4
SAFE = some.text(
    some.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Co")), min_size=1, max_size=12
)
VALUES = some.one_of(
    some.none(), SAFE.filter(lambda t: "_x" not in t), some.integers(-(10**9), 10**9), some.booleans(),
    some.floats(-1e9, 1e9, allow_subnormal=False), some.dates(),
)  # fmt: skip


@dataclass
class Case:
    """A template's shape and what is written into it."""

    height: int
    width: int
    bound: list[int]
    rows: list[list[object]]
    below: list[tuple[int, int, str, int]]  # row offset, column, kind, a number
    merge: tuple[int, int, int] | None  # row offset, first and last column
    ruled: tuple[int, int]  # first and last row of a rule
    named: tuple[int, int]


@some.composite
def cases(draw: some.DrawFn) -> Case:
    """Templates of 1-4 list rows and 1-6 columns with things below."""
    height, width = draw(some.integers(1, 4)), draw(some.integers(1, 6))
    bound = sorted(draw(some.sets(some.integers(1, width), min_size=1)))
    rows = draw(some.lists(some.tuples(*[VALUES] * len(bound)).map(list), max_size=12))
    spot = some.tuples(
        some.integers(1, 6), some.integers(1, width), some.sampled_from(["text", "number", "sum", "cell"]),
        some.integers(1, 12),
    )  # fmt: skip
    below = draw(some.lists(spot, max_size=8, unique_by=lambda each: each[:2]))
    merge = draw(some.none() | some.tuples(some.integers(7, 9), some.just(1), some.integers(2, 5)))
    span = some.tuples(some.integers(1, 12), some.integers(1, 12)).map(lambda ends: (min(ends), max(ends)))
    return Case(height, width, bound, rows, below, merge, draw(span), draw(span))


def moved_row(case: Case, line: int, by: int) -> int:
    """The obvious oracle: what lies below the list moves."""
    return line + by if line >= FIRST + case.height else line


def moved_span(case: Case, first: int, last: int, by: int) -> tuple[int, int]:
    """A range that ends on the list's last row grows, too."""
    end = last + by if last >= FIRST + case.height - 1 else last
    return moved_row(case, first, by), end


def template_of(case: Case, path: Path) -> None:
    """Builds the package."""
    lines = {line: [blank(f"{column_letters(c)}{line}") for c in range(1, case.width + 1)]
             for line in range(FIRST, FIRST + case.height)}  # fmt: skip
    for offset, column, kind, value in sorted(case.below):
        line, letter = FIRST + case.height - 1 + offset, column_letters(column)
        code = {
            "sum": f"SUM({letter}{FIRST}:{letter}{FIRST + case.height - 1})",
            "cell": f"$A${value}+{letter}{value}",
        }
        made = {"text": text(f"{letter}{line}", f"文{value}"), "number": number(f"{letter}{line}", value)}
        lines.setdefault(line, []).append(made.get(kind) or formula(f"{letter}{line}", code[kind]))
    body = "".join(row(line, *cells) for line, cells in sorted(lines.items()))
    merges = ""
    if case.merge:
        line = FIRST + case.height - 1 + case.merge[0]
        merges = f'<mergeCells><mergeCell ref="A{line}:{column_letters(case.merge[2])}{line}"/></mergeCells>'
    first, last = case.ruled
    rules = (
        f'<conditionalFormatting sqref="A{first}:B{last}"><cfRule type="expression" priority="1">'
        f"<formula>A{first}&gt;1</formula></cfRule></conditionalFormatting>"
        f'<dataValidations><dataValidation type="list" sqref="C{first}:C{last}"><formula1>"a,b"</formula1>'
        "</dataValidation></dataValidations>"
    )
    name = f'<definedName name="名">表!$A${case.named[0]}:$B${case.named[1]}</definedName>'
    head = row(1, text("A1", "标题")) + row(3, text("A3", "栏目"))
    other = f"<sheetData>{row(1, text('A1', '不动'))}</sheetData>"
    inner = f"<sheetData>{head}{body}</sheetData>{merges}{rules}"
    make_book(path, {"表": inner, "别": other}, names=name)


@settings(max_examples=150, deadline=None)
@given(cases())
def test_below_moves_and_nothing_else_changes(case: Case) -> None:
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "a.xlsx"), Path(folder, "b.xlsx")
        template_of(case, before)
        fill(before, after, [ListBlock("表", FIRST, FIRST + case.height - 1, case.bound, case.rows)])  # type: ignore[arg-type]
        by = max(len(case.rows) - case.height, 0)
        judge = load_workbook(after)
        check_rows(case, after, judge)
        check_below(case, judge, by)
        check_package(before, after)


def check_rows(case: Case, path: Path, judge: Workbook) -> None:
    """Our reader finds the values; every cell has the sample's border."""
    found = read_workbook(path).sheets[0]
    sheet = judge["表"]
    for line, values in enumerate(case.rows, FIRST):
        for column, value in zip(case.bound, values, strict=True):
            cell = found.cell(line, column)
            shown = cell.value if cell else None
            if hasattr(value, "year") and not hasattr(shown, "year"):
                shown, value = str(shown), str(value)  # before 1900 a day stays text
            assert shown == value, (line, column)
        for column in range(1, case.width + 1):
            assert sheet.cell(line, column).border.left.style == "thin"


def check_below(case: Case, judge: Workbook, by: int) -> None:
    """Each thing below stands N rows lower; formulas, rules, merges and names say so."""
    sheet = judge["表"]
    last = FIRST + case.height - 1
    for offset, column, kind, value in case.below:
        shown = sheet.cell(last + offset + by, column).value
        letter = column_letters(column)
        row_now = moved_row(case, value, by)
        expected = {
            "text": f"文{value}", "number": value, "sum": f"=SUM({letter}{FIRST}:{letter}{last + by})",
            "cell": f"=$A${row_now}+{letter}{row_now}",
        }[kind]  # fmt: skip
        assert shown == expected
    merged = {str(block) for block in sheet.merged_cells.ranges}
    line = last + by + (case.merge[0] if case.merge else 0)
    assert merged == ({f"A{line}:{column_letters(case.merge[2])}{line}"} if case.merge else set())
    first, end = moved_span(case, *case.ruled, by)
    assert [str(block.sqref) for block in sheet.conditional_formatting] == [f"A{first}:B{end}"]
    assert [parse_range(str(rule.sqref)) for rule in sheet.data_validations.dataValidation] == [
        parse_range(f"C{first}:C{end}")
    ]
    first, end = moved_span(case, *case.named, by)
    assert judge.defined_names["名"].attr_text == f"表!$A${first}:$B${end}"


def check_package(before: Path, after: Path) -> None:
    """All other parts byte for byte."""
    with zipfile.ZipFile(before) as one, zipfile.ZipFile(after) as two:
        assert one.namelist() == two.namelist()
        same = {name for name in one.namelist() if one.read(name) == two.read(name)}
        assert same >= set(one.namelist()) - {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"}


@given(
    some.integers(1, 60),
    some.integers(0, 60),
    some.integers(1, 20),
    some.integers(0, 10),
    some.integers(0, 9),
)
def test_shifter_against_an_insertion_done_cell_by_cell(
    start: int, size: int, first: int, high: int, by: int
) -> None:
    """A range is the set of its rows; inserting below the list moves each row and adds the new ones."""
    last = first + high
    rows = set(range(start, start + size + 1))
    moved = {line + by if line > last else line for line in rows}
    if last in rows:
        moved |= set(range(last + 1, last + by + 1))
    shifter = Shifter((Move(first, last, by),))
    block = parse_range(shifter.ref(f"A{start}:B{start + size}"))
    assert set(range(block.first_row, block.last_row + 1)) == moved


@given(some.integers(1, 900), some.integers(1, 90), some.integers(1, 900), some.integers(1, 90))
def test_ranges_go_there_and_back(row1: int, column1: int, row2: int, column2: int) -> None:
    block = parse_range(f"{column_letters(column1)}{row1}:{column_letters(column2)}{row2}")
    assert parse_range(format_range(block)) == block


def test_what_is_no_reference_stays() -> None:
    code = "LOG10(A1)+\"A1\"+'表 A1'!B2+表1[列 A1]+名A1+1E5+A1B+[2]外!A1+SUM(A:B,3:4)"
    seen: list[tuple[str | None, str]] = []

    def note(sheet: str | None, start: str, stop: str, written: str) -> str:
        seen.append((sheet, written))
        return written

    assert rewrite(code, note) == code
    assert seen == [(None, "A1"), ("表 A1", "B2"), ("[2]外", "A1"), (None, "A:B"), (None, "3:4")]
    assert translate("$A1+A$1+B2:C$9", 2, 1) == "$A3+B$1+C4:D$9"
    assert translate("A1", -1, 0) == "#REF!"
