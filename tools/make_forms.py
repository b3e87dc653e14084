"""Makes the template.xlsx of every form in forms/, as an education bureau would lay it out (openpyxl).

Run from the repository: `.venv/bin/python tools/make_forms.py`. form.toml beside each file says where the
ledger's values go; tests/forms compares the two.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).resolve().parent.parent
THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
LONGEST_LIST = 255  # characters a drop-down may hold in itself; longer ones lie on a hidden sheet


@dataclass
class Col:
    """One column: header path with >, width, number format, how 合计 sums it, its drop-down."""

    path: str
    width: float
    format: str = "General"
    align: str = "center"
    total: str = ""  # "sum", or a formula with {row}
    choices: str = ""  # a code list's identifier, or 是,否
    size: float = 10


@dataclass
class Form:
    """One sheet of a form."""

    folder: str
    sheet: str
    title: str
    columns: list[Col]
    meta: list[tuple[str, int]]  # text and the number of columns it spans
    rows: int = 10
    annex: str = ""
    title_size: int = 18
    title_font: str = "方正小标宋简体"
    unit: str = ""
    codes: bool = False  # a row 甲 乙 1 2 3 under the header
    total: str = "合　计"
    notes: list[str] = field(default_factory=list)
    signatures: list[tuple[str, int]] = field(default_factory=list)
    footer: str = "第 &P 页，共 &N 页"
    header: str = ""
    row_height: float = 32  # two lines: what is longer needs a wider column, or it is cut when printed
    meta_boxed: bool = False
    meta_height: float = 22
    defined: str = ""


def code_names(name: str) -> list[str]:
    """The names of a code list of resources/codes, so that a drop-down never differs from the ledger."""
    if "," in name:
        return name.split(",")
    data = tomllib.loads((ROOT / "resources/codes" / f"{name}.toml").read_text(encoding="utf-8"))
    return [item["name"] for item in data["items"] if item.get("active", True)]


def _font(size: float = 10, bold: bool = False, name: str = "宋体") -> Font:
    return Font(name=name, size=size, bold=bold)


def _centre(wrap: bool = True, horizontal: str = "center") -> Alignment:
    return Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap)


def _merge(ws: Worksheet, row: int, first: int, last: int, last_row: int | None = None) -> None:
    if last > first or (last_row or row) > row:
        ws.merge_cells(start_row=row, start_column=first, end_row=last_row or row, end_column=last)


def _title(ws: Worksheet, form: Form, row: int, width: int) -> int:
    if form.annex:
        ws.cell(row, 1, form.annex).font = _font(12, name="黑体")
        _merge(ws, row, 1, 2)
        row += 1
    cell = ws.cell(row, 1, form.title)
    cell.font, cell.alignment = _font(form.title_size, name=form.title_font), _centre(wrap=False)
    _merge(ws, row, 1, width)
    ws.row_dimensions[row].height = 34
    return row + 1


def _line(
    ws: Worksheet, row: int, blocks: Sequence[tuple[str, int]], *, boxed: bool = False, height: float = 22
) -> int:
    """Merged blocks side by side: 填报单位（盖章）： | 填报人： | 电话： | 填报时间：."""
    column = 1
    for number, (text, span) in enumerate(blocks):
        cell = ws.cell(row, column, text or None)
        label = boxed and number % 2 == 0
        cell.font = _font(10, bold=label)
        cell.alignment = _centre(horizontal="center" if boxed else "left")
        if boxed:
            for each in range(column, column + span):
                ws.cell(row, each).border = BOX
        _merge(ws, row, column, column + span - 1)
        column += span
    ws.row_dimensions[row].height = height
    return row + 1


def _header(ws: Worksheet, form: Form, row: int) -> int:
    """Groups merged across, single columns merged down; returns the row after the header."""
    paths = [col.path.split(">") for col in form.columns]
    depth = max(len(path) for path in paths)
    for index, path in enumerate(paths, 1):
        for level in range(depth):
            cell = ws.cell(row + level, index)
            cell.border, cell.font, cell.alignment = BOX, _font(10, bold=True), _centre()
        for level, text in enumerate(path):
            same = index > 1 and paths[index - 2][: level + 1] == path[: level + 1]
            leaf = level == len(path) - 1
            if same and not leaf:
                continue
            ws.cell(row + level, index, text)
            if leaf:
                _merge(ws, row + level, index, index, row + depth - 1)
                continue
            last = index
            while last < len(paths) and paths[last][: level + 1] == path[: level + 1]:
                last += 1
            _merge(ws, row + level, index, last)
    for level in range(depth):
        ws.row_dimensions[row + level].height = 26 if depth > 1 else 34
    row += depth
    if form.codes:
        row = _code_row(ws, form, row)
    return row


def _code_row(ws: Worksheet, form: Form, row: int) -> int:
    number = 0
    stems = iter("甲乙丙丁戊己庚辛壬癸")
    for index, col in enumerate(form.columns, 1):
        if col.total:
            number += 1
        cell = ws.cell(row, index, number if col.total else next(stems))
        cell.border, cell.font, cell.alignment = BOX, _font(9), _centre()
    ws.row_dimensions[row].height = 16
    return row + 1


def _body(ws: Worksheet, form: Form, row: int) -> int:
    for at in range(row, row + form.rows):
        ws.row_dimensions[at].height = form.row_height
        for index, col in enumerate(form.columns, 1):
            cell = ws.cell(at, index)
            cell.border, cell.font, cell.number_format = BOX, _font(col.size), col.format
            cell.alignment = _centre(horizontal=col.align)
        if form.columns[0].path == "序号":
            ws.cell(at, 1, at - row + 1)
    return row + form.rows


def _total(ws: Worksheet, form: Form, first: int, row: int) -> int:
    for index, col in enumerate(form.columns, 1):
        cell = ws.cell(row, index)
        cell.border, cell.font, cell.alignment = BOX, _font(10, bold=True), _centre(wrap=False)
        if col.total == "sum":
            name = letter(index)
            cell.value, cell.number_format = f"=SUM({name}{first}:{name}{row - 1})", col.format
        elif col.total:
            cell.value, cell.number_format = col.total.format(row=row), col.format
    lead = next(index for index, col in enumerate(form.columns) if col.total)
    ws.cell(row, 1, form.total)
    _merge(ws, row, 1, lead)
    ws.row_dimensions[row].height = 26
    return row + 1


def _notes(ws: Worksheet, form: Form, row: int, width: int) -> int:
    for text in form.notes:
        cell = ws.cell(row, 1, text)
        cell.font, cell.alignment = _font(9), _centre(horizontal="left")
        _merge(ws, row, 1, width)
        ws.row_dimensions[row].height = 18 if len(text) < 70 else 30
        row += 1
    if form.signatures:
        row = _line(ws, row, form.signatures)
        ws.row_dimensions[row - 1].height = 28
    return row


def _choices(wb: Workbook, ws: Worksheet, form: Form, first: int, last: int) -> None:
    """Drop-downs from the code lists; long lists lie on the hidden sheet 代码."""
    for index, col in enumerate(form.columns, 1):
        if not col.choices:
            continue
        names = code_names(col.choices)
        joined = ",".join(names)
        if len(joined) <= LONGEST_LIST and len(names) <= 12 and "/" not in joined:
            formula = f'"{joined}"'
        else:
            formula = _hidden_list(wb, col.path.split(">")[-1], names)
        rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "填写有误", "请从下拉列表中选择。"
        rule.add(f"{letter(index)}{first}:{letter(index)}{last}")
        ws.add_data_validation(rule)


def _hidden_list(wb: Workbook, title: str, names: list[str]) -> str:
    sheet = wb["代码"] if "代码" in wb.sheetnames else wb.create_sheet("代码")
    sheet.sheet_state = "hidden"
    column = 1 if sheet.cell(1, 1).value is None else sheet.max_column + 1
    for row, name in enumerate([title, *names], 1):
        sheet.cell(row, column, name)
    return f"代码!${letter(column)}$2:${letter(column)}${len(names) + 1}"


def _page(ws: Worksheet, form: Form, header: tuple[int, int], last: int) -> None:
    """A4 landscape, one page wide, header repeated."""
    ws.page_setup.paperSize, ws.page_setup.orientation = 9, "landscape"
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = f"{header[0]}:{header[1]}"
    ws.print_area = f"A1:{letter(len(form.columns))}{last}"
    ws.print_options.horizontalCentered = True
    margins = ws.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.6, 0.75
    margins.header = margins.footer = 0.3  # a footer inside the margin, or the printer cuts it
    ws.oddFooter.center.text = form.footer
    if form.header:
        ws.oddHeader.right.text = form.header
    ws.freeze_panes = ws.cell(header[1] + 1, 3)


def make_sheet(wb: Workbook, form: Form) -> tuple[Worksheet, int, int]:
    """One sheet; returns it with the first and last of its blank rows."""
    ws = wb.create_sheet(form.sheet)
    width = len(form.columns)
    for index, col in enumerate(form.columns, 1):
        ws.column_dimensions[letter(index)].width = col.width
    row = _title(ws, form, 1, width)
    row = _line(ws, row, form.meta, boxed=form.meta_boxed, height=form.meta_height)
    if form.unit:
        cell = ws.cell(row, 1, form.unit)
        cell.font, cell.alignment = _font(9), _centre(wrap=False, horizontal="right")
        _merge(ws, row, 1, width)
        row += 1
    top = row
    first = _header(ws, form, row)
    after = _body(ws, form, first)
    row = _total(ws, form, first, after) if any(col.total for col in form.columns) and form.total else after
    row = _notes(ws, form, row, width)
    _choices(wb, ws, form, first, after - 1)
    _page(ws, form, (top, first - 1), row - 1)
    if form.defined:
        area = f"'{form.sheet}'!$A${first}:${letter(width)}${after - 1}"
        wb.defined_names[form.defined] = DefinedName(form.defined, attr_text=area)
    return ws, first, after - 1


def warn_where(ws: Worksheet, cells: str, formula: str) -> None:
    """Marks cells red where a number contradicts another, as bureaus do."""
    style = PatternFill("solid", bgColor="FFC7CE")
    ws.conditional_formatting.add(
        cells, FormulaRule(formula=[formula], fill=style, font=Font(color="9C0006"))
    )


def new_book() -> Workbook:
    """A workbook without sheets."""
    wb = Workbook()
    wb.remove(wb["Sheet"])
    wb.properties.creator, wb.properties.title = "职教台账", ""
    return wb


def main() -> None:
    """Writes every template."""
    from form_sheets import BOOKS  # type: ignore[import-not-found]  # beside this file

    for folder, make in BOOKS.items():
        wb = new_book()
        make(wb)
        target = ROOT / "forms" / folder
        target.mkdir(parents=True, exist_ok=True)
        wb.active = 0
        wb.save(target / "template.xlsx")
        for ws in wb.worksheets:
            print(f"{folder:24} {ws.title:10} {ws.dimensions:10} {ws.print_title_rows or ''}")


if __name__ == "__main__":
    main()
