"""A row told at one look is one that the thorough look takes for a record, too, cell for cell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.services.importing import body
from desktop.workbook.ordinary import OrdinaryRows
from desktop.workbook.recognition import recognise
from desktop.workbook.refs import Range
from desktop.workbook.sheet import Cell, Sheet
from desktop.workbook.table import Column, Table

FAR = Range(900, 50, 900, 51)
HEADER = ("序号", "姓名", "性别", "电话", "工种", "成绩")
WORDS = st.sampled_from([
    "王浩宇", "男", "13812345678", "电工", "合计", "小 计", "共3人", "姓名",
    "姓 名", "性别", "同上", "〃", " ", "示例", "例：张三",
    "注：本表一式两份", "培训班次：电工班", "填表人（签字）", "总厂", "2024-01-01", "1", "序号",
])  # fmt: skip
KINDS = st.sampled_from(["text", "text", "text", "number", "blank"])
CELLS = st.tuples(st.integers(1, 7), WORDS, KINDS, st.sampled_from([None, None, None, None, "SUM(A1:A3)"]))
ROWS = st.lists(st.lists(CELLS, max_size=7), max_size=6)


def _cell(row: int, column: int, text: str, kind: str, formula: str | None) -> Cell:
    blank = kind == "blank"
    return Cell(row, column, None if blank else text, "" if blank else text, kind, "@", formula)


def sheet_of(rows: list[list[tuple[int, str, str, str | None]]]) -> Sheet:
    sheet = Sheet("名册", max_row=len(rows) + 1, max_column=7)
    sheet.rows[1] = {n: Cell(1, n, text, text, "text", "@", None) for n, text in enumerate(HEADER, start=1)}
    for number, row in enumerate(rows, start=2):
        cells = {
            column: _cell(number, column, text, kind, formula)
            for column, text, kind, formula in sorted(row, key=lambda each: each[0])
        }
        if cells:
            sheet.rows[number] = cells
    return sheet


def read(sheet: Sheet) -> tuple[object, ...]:
    columns = [
        Column(n, "ABCDEF"[n - 1], (text,), text, running_number=n == 1)
        for n, text in enumerate(HEADER, start=1)
    ]
    table = Table("名册", "list", header_rows=(1, 1), first_row=2, last_row=sheet.max_row, columns=columns)
    found = body.read_body(sheet, table, sheet.max_row, [2, 3, 4, 5, 6])
    return found.rows, found.skipped, found.singles, recognise(sheet, HEADER)


@given(ROWS)
def test_one_look_and_the_thorough_one_agree(rows: list[list[tuple[int, str, str, str | None]]]) -> None:
    sheet = sheet_of(rows)
    quick = read(sheet)
    sheet.merges.append(FAR)  # with a merged block on the sheet every row is looked at thoroughly
    assert read(sheet) == quick


def test_the_rows_of_an_export_are_told_at_one_look() -> None:
    plain = [(n, text, "text", None) for n, text in enumerate(("1", "王浩宇", "男", "138", "电工"), start=1)]
    sheet = sheet_of([[*plain, (6, "", "blank", None)]])
    told = OrdinaryRows(sheet, 1, 6, HEADER).cells(2)
    assert told is not None and list(told) == [1, 2, 3, 4, 5]
