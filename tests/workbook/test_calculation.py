"""Formulas computed as Excel computes them: a table of cases, and what must not be guessed."""

# ruff: noqa: E501 - one line a few cases

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from desktop.workbook.calculation import Calculation, Place
from desktop.workbook.compiled import compile_formula
from desktop.workbook.grid import Grid
from desktop.workbook.operands import CellError, Unknown, scalar
from desktop.workbook.shift import Shifter
from desktop.workbook.tree import SheetTree
from tests.workbook.making import number, row, text, worksheet

# A1:A5 = 1 2 3.5 (blank) -4;  B1:B5 = 张三 李四 张五 (blank) 7(text);  C1 = TRUE;  C2 = #N/A;  C3 = 0.1;  C4 = 0.2
ROWS = [
    row(1, number("A1", 1), text("B1", "张三"), '<c r="C1" t="b"><v>1</v></c>'),
    row(2, number("A2", 2), text("B2", "李四"), '<c r="C2" t="e"><v>#N/A</v></c>'),
    row(3, number("A3", 3.5), text("B3", "张五"), number("C3", 0.1)),
    row(4, number("C4", 0.2)),
    row(5, number("A5", -4), text("B5", "7"), number("C5", 0)),
]


class NoStrings:
    """Texts of the sheet lie in their cells."""

    def text(self, cell: etree._Element) -> str:
        """The inline text."""
        return "".join(str(t) for t in cell.itertext())


def worth(formula: str, names: dict[str, str] | None = None) -> Any:
    """What a formula in Z9 is worth."""
    root = etree.fromstring(worksheet(f"<sheetData>{''.join(ROWS)}</sheetData>").encode())
    grid = Grid(SheetTree("表", root), NoStrings(), Shifter(), [])  # type: ignore[arg-type]
    place = Place(Calculation({"表": grid}, names or {}), grid, row=9, column=26, down=0, depth=0)
    return scalar(compile_formula(formula)(place), place)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(A1:A5)", 2.5), ("SUM(A1:B5,10)", 12.5), ("SUM(A:A)", 2.5), ("SUM(1:1)", 1.0), ("SUM(\"3\",1)", 4.0),
        ("COUNT(A1:B5)", 4.0), ("COUNTA(A1:B5)", 8.0), ("COUNTBLANK(A1:B5)", 2.0), ("AVERAGE(A1:A5)", 0.625),
        ("MAX(A1:A5)", 3.5), ("MIN(A1:A5)", -4.0), ("MAX(A4:A4)", 0.0), ("SUBTOTAL(9,A1:A5)", 2.5),
        ("SUBTOTAL(109,A1:A5)", 2.5), ("SUBTOTAL(1,A1:A5)", 0.625), ("SUBTOTAL(2,A1:B5)", 4.0),
        ("SUBTOTAL(3,B1:B5)", 4.0), ("SUBTOTAL(104,A1:A5)", 3.5), ("SUMIF(B1:B5,\"张*\",A1:A5)", 4.5),
        ("SUMIF(A1:A5,\">1\")", 5.5), ("SUMIF(B1:B3,\"张?\",A1)", 4.5), ("COUNTIF(B1:B5,\"张三\")", 1.0),
        ("COUNTIF(B1:B5,7)", 1.0), ("COUNTIF(A1:A5,\"<=2\")", 3.0), ("COUNTIF(A1:A5,\"<>\")", 4.0),
        ("COUNTIFS(B1:B5,\"张*\",A1:A5,\">1\")", 1.0), ("SUMIFS(A1:A5,B1:B5,\"张*\",A1:A5,\">1\")", 3.5),
        ("AVERAGEIF(A1:A5,\">0\")", 6.5 / 3), ("SUMPRODUCT(A1:A3,A1:A3)", 17.25), ("A1+A2*2^2", 9.0),
        ("-2^2", 4.0), ("2^-1", 0.5), ("10%", 0.1), ("-A1%", -0.01), ("1-(2-3)", 2.0), ("8/2/2", 2.0),
        ("2^3^2", 64.0), ("C3+C4", 0.1 + 0.2), ("C3+C4-0.3", 0.0), ("A4+1", 1.0), ("A4=0", True), ("A4=\"\"", True),
        ("\"a\"=\"A\"", True), ("1<\"1\"", True), ("TRUE>\"x\"", True), ("A1<>A2", True), ("C1+1", 2.0),
        ("IF(A1=1,\"是\",\"否\")", "是"), ("IF(A4=\"\",\"\",A4/0)", ""), ("IF(A1>5,1)", False), ("IF(A1,A4)", 0.0),
        ("IFERROR(1/0,\"无\")", "无"), ("IFERROR(C2,5)", 5.0), ("AND(A1=1,A2=2)", True), ("OR(A1=2,NOT(A2=2))", False),
        ("ROUND(2.5,0)", 3.0), ("ROUND(-2.5,0)", -3.0), ("ROUND(1.005,2)", 1.01), ("ROUND(1234.5,-2)", 1200.0),
        ("ROUNDUP(1.01,1)", 1.1), ("ROUNDDOWN(-1.99,1)", -1.9), ("TRUNC(3.99)", 3.0), ("INT(-1.5)", -2.0),
        ("MOD(-3,2)", 1.0), ("ABS(A5)", 4.0), ("LEN(B1&A1)", 3.0), ("B1&\"·\"&A3", "张三·3.5"), ("LEFT(B1)", "张"),
        ("MID(\"220202199001\",7,4)", "1990"), ("RIGHT(B1,1)", "三"), ("ROW()-8", 1.0), ("COLUMN(B1)", 2.0),
        ("ROWS(A1:A5)", 5.0), ("ISBLANK(A4)", True), ("ISNUMBER(B5)", False), ("VALUE(B5)+1", 8.0), ("表!A1+'表'!A2", 3.0),
        ("SUM( A1 , A2 )", 3.0), ("+A1", 1.0), ("人数*2", 5.0),
    ],
)  # fmt: skip
def test_values(formula: str, expected: Any) -> None:
    found = worth(formula, {"人数": "SUM(表!$A$1:$A$5)"})
    assert type(found) is type(expected)
    assert found == (pytest.approx(expected, rel=1e-15) if isinstance(expected, float) else expected)


@pytest.mark.parametrize(
    ("formula", "code"),
    [
        ("1/0", "#DIV/0!"), ("A1/A4", "#DIV/0!"), ("AVERAGE(A4:A4)", "#DIV/0!"), ("B1+1", "#VALUE!"), ("C2", "#N/A"),
        ("SUM(C1:C3)", "#N/A"), ("#REF!+1", "#REF!"), ("SQRT(-1)", "#NUM!"), ("10^400", "#NUM!"), ("0^0", "#NUM!"),
        ("MOD(1,0)", "#DIV/0!"), ("ABS(B2)", "#VALUE!"),
    ],
)  # fmt: skip
def test_errors(formula: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        worth(formula)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "formula",
    [
        "NOW()", "INDIRECT(\"A1\")", "SUM(表1[数])", "[1]外!A1", "SUM(别!A1:A2)", "A1:A5",
        "\"2024-1-1\"+1", "\"甲\"<\"乙\"", "COUNTIF(B1:B5,\"220202199001011234\")",
        "SUM(A1:A5", "不知道", "1E15&\"\"",
    ],
)  # fmt: skip
def test_what_is_not_known_is_not_guessed(formula: str) -> None:
    with pytest.raises(Unknown):
        worth(formula)
