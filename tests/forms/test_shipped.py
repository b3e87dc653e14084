"""Every shipped form filled from the demonstration ledger, judged by openpyxl, calamine and LibreOffice."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from desktop.services.office import Office
from desktop.services.returning import Form, fill, form, forms, gather, wholes
from desktop.store.find import Condition
from tests.forms.conftest import window_of

IDS = (
    "training_statistics",
    "roster",
    "certificate_summary",
    "certificate_holders",
    "practice_statistics",
    "practice_completion",
    "training_workload",
)


def choice(office: Office, made: Form) -> list[Condition]:
    """Of a per-class form the class with the longest roster."""
    if made.per is None:
        return []
    found = wholes(office, made, window_of(made))
    sizes = {title: gather(office, made, window_of(made), whole=i).rows for i, title, _ in found}
    return [Condition("项目名称", "=", max(sizes, key=lambda title: sizes[title]))]


@pytest.fixture(scope="module")
def filled(demo: Office, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Form, Path, Any]]:
    """Each form once: the form, the file, what was gathered."""
    folder = tmp_path_factory.mktemp("填好")
    made: dict[str, tuple[Form, Path, Any]] = {}
    for each in (one for one in forms(demo) if one.id in IDS):
        where = choice(demo, each)
        out = folder / f"{each.id}.xlsx"
        result = fill(demo, each, window_of(each), out, where)
        gathered = gather(demo, each, window_of(each), where)
        assert result.files == [out]
        assert result.state == "草稿"
        assert result.rows == gathered.rows
        made[each.id] = (each, out, gathered)
    return made


def test_all_seven_lists_are_shipped(demo: Office) -> None:
    assert {each.id for each in forms(demo)} >= set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_rows_stand_where_they_were_meant(filled: dict[str, Any], name: str) -> None:
    """As many rows as gathered, more than were blank; openpyxl and calamine see the same."""
    made, out, gathered = filled[name]
    book, other = openpyxl.load_workbook(out), CalamineWorkbook.from_path(out)
    for sheet, got in zip(made.sheets, gathered.sheets, strict=True):
        if not sheet.has_list:
            continue
        assert len(got.rows) > sheet.last_row - sheet.first_row + 1, "the list must outgrow its blank rows"
        ws = book[sheet.name]
        grid = other.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
        for offset, row in enumerate(got.rows):
            for column, value in zip(got.columns, row, strict=True):
                cell = ws.cell(sheet.first_row + offset, column.index)
                assert plain(cell.value) == plain(value), cell.coordinate
                assert plain(grid[cell.row - 1][cell.column - 1]) == plain(value), cell.coordinate


def plain(value: object) -> str:
    """A value as text: 8, 8.0 and Decimal(8) alike, blank and None alike, dates without a time."""
    text = "" if value is None else re.sub(r" 00:00:00$", "", str(value))
    return re.sub(r"^(-?\d{1,12})\.0*$", r"\1", re.sub(r"^(-?\d{1,12}\.\d*?[1-9])0+$", r"\1", text))


@pytest.mark.parametrize("name", IDS)
def test_the_bureaus_file_is_kept(filled: dict[str, Any], name: str) -> None:
    """Header, drop-downs, merges, print set-up stay; what was below the list moved by what was inserted."""
    made, out, gathered = filled[name]
    before, after = openpyxl.load_workbook(made.template), openpyxl.load_workbook(out)
    assert after.sheetnames == before.sheetnames
    assert [ws.sheet_state for ws in after] == [ws.sheet_state for ws in before]
    for sheet, got in zip(made.sheets, gathered.sheets, strict=True):
        old, new = before[sheet.name], after[sheet.name]
        blanks = sheet.last_row - sheet.first_row + 1
        by = max(len(got.rows) - blanks, 0) if sheet.has_list else 0
        assert merged(new) == {moved(each, sheet.last_row, by) for each in merged(old)}
        assert new.print_title_rows == old.print_title_rows
        assert (new.page_setup.orientation, new.page_setup.paperSize) == ("landscape", 9)
        assert new.page_setup.fitToWidth == 1 and new.sheet_properties.pageSetUpPr.fitToPage
        assert [rule.formula1 for rule in validations(new)] == [rule.formula1 for rule in validations(old)]
        for row in range(sheet.header_rows[0], sheet.header_rows[1] + 1):
            assert [c.value for c in new[row]] == [c.value for c in old[row]]
        if sheet.has_list:
            last = sheet.first_row + max(len(got.rows), blanks) - 1
            assert all(str(rule.sqref).endswith(str(last)) for rule in validations(new))
            check_styles(new, sheet.first_row, last)
            check_totals(old, new, sheet, by, last)


def merged(ws: Worksheet) -> set[tuple[int, int, int, int]]:
    return {(m.min_row, m.min_col, m.max_row, m.max_col) for m in ws.merged_cells.ranges}


def moved(area: tuple[int, int, int, int], after: int, by: int) -> tuple[int, int, int, int]:
    top, left, bottom, right = area
    return (top + by, left, bottom + by, right) if top > after else area


def validations(ws: Worksheet) -> list[Any]:
    return list(ws.data_validations.dataValidation)


def check_styles(ws: Worksheet, first: int, last: int) -> None:
    """Rows put in look like the rows that were there."""
    for column in range(1, ws.max_column + 1):
        sample, added = ws.cell(first, column), ws.cell(last, column)
        assert added.number_format == sample.number_format
        assert added.border.left.style == sample.border.left.style == "thin"
        assert added.font.name == sample.font.name
    assert ws.row_dimensions[last].height == ws.row_dimensions[first].height


def check_totals(old: Worksheet, new: Worksheet, sheet: Any, by: int, last: int) -> None:
    """合计 follows the list: its SUM spans every row."""
    for cell in old[sheet.last_row + 1]:
        if isinstance(cell.value, str) and cell.value.startswith("=SUM("):
            now = new.cell(cell.row + by, cell.column).value
            assert now == f"=SUM({cell.column_letter}{sheet.first_row}:{cell.column_letter}{last})"


@pytest.mark.parametrize("name", ["roster", "certificate_holders"])
def test_identity_numbers_are_text(filled: dict[str, Any], name: str) -> None:
    made, out, gathered = filled[name]
    sheet = made.sheets[0]
    ws = openpyxl.load_workbook(out)[sheet.name]
    column = next(c for c in sheet.columns if c.value and c.value.label == "学员.证件号码")
    for offset in range(gathered.rows):
        cell = ws.cell(sheet.first_row + offset, column.index)
        assert cell.value is None or (cell.data_type == "s" and len(cell.value) == 18)


@pytest.mark.parametrize("name", IDS)
def test_totals_have_right_values_without_recalculation(filled: dict[str, Any], name: str) -> None:
    """A previewer that does not calculate shows the right 合计."""
    made, out, gathered = filled[name]
    values, formulas = openpyxl.load_workbook(out, data_only=True), openpyxl.load_workbook(out)
    for sheet, got in zip(made.sheets, gathered.sheets, strict=True):
        if not sheet.has_list or not got.rows:
            continue
        row = sheet.first_row + max(len(got.rows), sheet.last_row - sheet.first_row + 1)
        for number, column in enumerate(got.columns):
            text = formulas[sheet.name].cell(row, column.index).value
            if isinstance(text, str) and text.startswith("=SUM("):
                total = sum(float(each[number]) for each in got.rows if each[number] is not None)
                shown = values[sheet.name].cell(row, column.index).value
                assert float(shown) == pytest.approx(total), f"{sheet.name} {column.letter}{row}"


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice here")
def test_libreoffice_opens_recalculates_and_prints(filled: dict[str, Any], tmp_path: Path) -> None:
    files = [str(out) for _, out, _ in filled.values()]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind, folder in (("pdf", "pdf"), ("xlsx:Calc MS Excel 2007 XML", "again")):
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path / folder),
            *files,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    for name, (made, out, gathered) in filled.items():
        assert (tmp_path / "pdf" / f"{name}.pdf").stat().st_size > 5_000
        ours = openpyxl.load_workbook(out, data_only=True)
        theirs = openpyxl.load_workbook(tmp_path / "again" / f"{name}.xlsx", data_only=True)
        for sheet in made.sheets:
            for row in ours[sheet.name].iter_rows():
                for cell in row:
                    if isinstance(cell.value, int | float):
                        assert theirs[sheet.name][cell.coordinate].value == pytest.approx(cell.value), (
                            f"{made.name} {cell.coordinate} of {gathered.rows} rows"
                        )


def test_the_form_is_found_by_a_part_of_its_name(demo: Office) -> None:
    assert form(demo, "花名册").id == "roster"
