"""A sheet as plain instructions, written by XlsxWriter or by openpyxl and LibreOffice."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

Spot = tuple[int, int]
Block = tuple[int, int, int, int]
Content = str | int | float


@dataclass(slots=True)
class Drawing:
    """One sheet: rows and columns from 1."""

    name: str
    cells: dict[Spot, Content] = field(default_factory=dict)
    merges: list[Block] = field(default_factory=list)
    framed: list[Block] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)  # rows
    formats: dict[Spot, str] = field(default_factory=dict)
    choices: list[tuple[Block, str]] = field(default_factory=list)  # block, list formula
    hidden: bool = False

    def put(self, row: int, column: int, value: Content, to: Spot | None = None) -> None:
        """A value, merged as far as `to`."""
        self.cells[row, column] = value
        if to is not None and to != (row, column):
            self.merges.append((row, column, *to))

    def inside(self, spot: Spot) -> bool:
        """Whether the cell has a frame."""
        return any(a <= spot[0] <= c and b <= spot[1] <= d for a, b, c, d in self.framed)

    def spots(self) -> list[Spot]:
        """Every cell that has something of its own."""
        found = set(self.cells) | set(self.formats)
        for top, left, bottom, right in (*self.framed, *self.merges):
            found |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        return sorted(found)


def ref(row: int, column: int) -> str:
    """B3 of (3, 2)."""
    return f"{get_column_letter(column)}{row}"


def write_xlsxwriter(path: Path, sheets: Sequence[Drawing]) -> None:
    """By XlsxWriter."""
    book = xlsxwriter.Workbook(str(path))
    styles: dict[tuple[bool, bool, str], object] = {}
    for drawing in sheets:
        sheet = book.add_worksheet(drawing.name)
        covered = {(a, b): (a, b, c, d) for a, b, c, d in drawing.merges}
        for spot in drawing.spots():
            key = (drawing.inside(spot), spot[0] in drawing.bold, drawing.formats.get(spot, ""))
            if key not in styles:
                look = {"border": int(key[0]), "bold": key[1], "text_wrap": True, "align": "center"}
                styles[key] = book.add_format(look | ({"num_format": key[2]} if key[2] else {}))
            value = drawing.cells.get(spot, "")
            if spot in covered:
                top, left, bottom, right = covered[spot]
                sheet.merge_range(top - 1, left - 1, bottom - 1, right - 1, value, styles[key])
            elif not any(a <= spot[0] <= c and b <= spot[1] <= d for a, b, c, d in drawing.merges):
                sheet.write(spot[0] - 1, spot[1] - 1, value or None, styles[key])
        for (top, left, bottom, right), formula in drawing.choices:
            source: object = formula if formula.startswith("=") else formula.split(",")
            sheet.data_validation(
                top - 1, left - 1, bottom - 1, right - 1, {"validate": "list", "source": source}
            )
        if drawing.hidden:
            sheet.hide()
    book.set_properties({"created": __import__("datetime").datetime(2025, 9, 1)})
    book.close()


def write_openpyxl(path: Path, sheets: Sequence[Drawing]) -> None:
    """By openpyxl."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    thin = Side(style="thin")
    for drawing in sheets:
        sheet = book.create_sheet(drawing.name)
        for spot in drawing.spots():
            cell = sheet.cell(*spot)
            cell.value = drawing.cells.get(spot)
            cell.font = Font(name="宋体", size=11, bold=spot[0] in drawing.bold)
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
            if drawing.inside(spot):
                cell.border = Border(thin, thin, thin, thin)
            if spot in drawing.formats:
                cell.number_format = drawing.formats[spot]
        for top, left, bottom, right in drawing.merges:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for (top, left, bottom, right), formula in drawing.choices:
            listed = formula if formula.startswith("=") else f'"{formula}"'
            rule = DataValidation("list", formula1=listed.removeprefix("="))
            rule.add(f"{ref(top, left)}:{ref(bottom, right)}")
            sheet.add_data_validation(rule)
        if drawing.hidden:
            sheet.sheet_state = "hidden"
    book.save(path)


def through_libreoffice(paths: Sequence[Path]) -> None:
    """Each file opened and saved by LibreOffice, in place."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        names = [str(path) for path in paths]
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
        subprocess.run([*command, "--outdir", f"{folder}/out", *names], check=True, capture_output=True)
        for path in paths:
            path.write_bytes((Path(folder) / "out" / path.name).read_bytes())
