"""Functions that look up, order, count under conditions, reckon days and make texts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from html import escape
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from openpyxl import load_workbook

from desktop.workbook.arrays import Array, as_block, sound
from desktop.workbook.calculation import Calculation, Place
from desktop.workbook.compiled import compile_formula
from desktop.workbook.grid import Grid
from desktop.workbook.operands import CellError, Unknown, scalar
from desktop.workbook.shift import Shifter
from desktop.workbook.tree import SheetTree
from tests.workbook.formula_cases import ARRAYS, CASES, ERRORS, NEWER, UNKNOWN, rows
from tests.workbook.making import make_book, row, worksheet
from tests.workbook.test_calculation import NoStrings


def worth(formula: str, *, many: bool = False, date1904: bool = False) -> Any:
    """What a formula in Z9 is worth."""
    root = etree.fromstring(worksheet(f"<sheetData>{''.join(rows())}</sheetData>").encode())
    grid = Grid(SheetTree("表", root), NoStrings(), Shifter(), [])  # type: ignore[arg-type]
    book = Calculation({"表": grid}, {}, date1904=date1904)
    place = Place(book, grid, row=9, column=26, down=0, depth=0, many=many)
    operand = compile_formula(newer(formula))(place)
    if many and isinstance(block := as_block(operand, place), Array):
        operand = sound(block[0][0])
    value = scalar(operand, place)
    return 0.0 if value is None else value


@pytest.mark.parametrize(("formula", "expected"), [*CASES.items(), *NEWER.items()])
def test_values(formula: str, expected: object) -> None:
    found = worth(formula)
    assert type(found) is type(expected)
    assert found == (pytest.approx(expected, rel=1e-14) if isinstance(expected, float) else expected)


@pytest.mark.parametrize(("formula", "expected"), ARRAYS.items())
def test_array_formulas(formula: str, expected: object) -> None:
    if expected is None:
        with pytest.raises(Unknown):
            worth(formula, many=True)
    else:
        assert worth(formula, many=True) == (
            pytest.approx(expected, rel=1e-14) if isinstance(expected, float) else expected
        )


@pytest.mark.parametrize(("formula", "code"), ERRORS.items())
def test_errors(formula: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        worth(formula)
    assert caught.value.code == code


@pytest.mark.parametrize("formula", UNKNOWN)
def test_what_is_not_known_is_not_guessed(formula: str) -> None:
    with pytest.raises(Unknown):
        worth(formula)


def test_days_of_1904() -> None:
    assert worth('TEXT(0,"yyyy-mm-dd")', date1904=True) == "1904-01-01"
    assert worth("DATE(2024,1,1)", date1904=True) == 45292.0 - 1462


@pytest.mark.long
def test_libreoffice_computes_the_same(tmp_path: Path) -> None:
    if shutil.which("soffice") is None:
        assert os.environ.get("CI") != "true", "the judge has to be there"
        pytest.skip("没有 LibreOffice")
    plain = [*CASES, *ERRORS]
    cells = [row(n, f'<c r="A{n}"><f>{excel(f)}</f></c>') for n, f in enumerate(plain, 11)]
    known = [formula for formula, expected in ARRAYS.items() if expected is not None]
    start = 11 + len(plain)
    cells += [
        row(n, f'<c r="A{n}"><f t="array" ref="A{n}">{excel(f)}</f></c>') for n, f in enumerate(known, start)
    ]
    book = make_book(tmp_path / "式.xlsx", {"表": f"<sheetData>{''.join([*rows(), *cells])}</sheetData>"})
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", str(tmp_path / "out"), str(book)],
        check=True, capture_output=True, timeout=200,
    )  # fmt: skip
    judge = load_workbook(tmp_path / "out" / "式.xlsx", data_only=True)["表"]
    wrong = {}
    for number, formula in enumerate([*plain, *known], 11):
        found: Any = judge.cell(number, 1).value
        expected = {**CASES, **ERRORS, **ARRAYS}[formula]
        if hasattr(found, "isoformat"):
            continue  # shown as a day because its cell had no format
        same = (
            found == pytest.approx(expected, rel=1e-12) if isinstance(expected, float) else found == expected
        )
        if not same:
            wrong[formula] = (found, expected)
    assert not wrong


def excel(formula: str) -> str:
    """As it stands in the XML of a file."""
    return escape(newer(formula), quote=False)


def newer(formula: str) -> str:
    """Newer functions under the longer name that they have in a file."""
    return re.sub(r"\b(TEXTJOIN|CONCAT|IFS|SWITCH|IFNA|DAYS|XLOOKUP)\(", r"_xlfn.\1(", formula)
