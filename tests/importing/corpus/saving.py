"""Writes a laid-out workbook with one library or another, as different programs would have saved it."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import openpyxl
import xlsxwriter
import xlwt

from tests.importing.corpus.layout import Sheet, letters
from tests.importing.corpus.ways import Formula, Typed

PLAIN_BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
MADE = datetime(2026, 1, 5, 8, 0, 0)


def save(path: Path, sheets: list[Sheet], how: str, *, epoch_1904: bool = False, password: str = "") -> None:
    """`how`: xlsxwriter, openpyxl, xlsm, xls, soffice-xls, soffice-xlsx, locked, or csv:ENCODING."""
    if how.startswith("csv:"):
        encoding = how.removeprefix("csv:")
        text = _csv(sheets[0])
        # GBK has no blank that does not break: a program that saves in it writes an ordinary one.
        path.write_bytes((text.replace("\xa0", " ") if encoding == "gbk" else text).encode(encoding))
    elif how == "xls":
        _xlwt(path, sheets)
    elif how == "openpyxl":
        _openpyxl(path, sheets, epoch_1904)
    elif how == "xlsm":
        _xlsxwriter(path, sheets, epoch_1904)
        _as_macro_book(path)
    elif how.startswith("soffice"):
        _by_office(path, sheets, how.removeprefix("soffice-"))
    elif how == "locked":
        _xlsxwriter(path, sheets, epoch_1904)
        _lock(path, password)
    else:
        _xlsxwriter(path, sheets, epoch_1904)


def _xlsxwriter(path: Path, sheets: list[Sheet], epoch_1904: bool) -> None:
    book = xlsxwriter.Workbook(str(path), {"date_1904": epoch_1904, "default_date_format": "yyyy-mm-dd"})
    book.set_properties({"created": MADE})
    formats: dict[str, Any] = {}
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for number, row in enumerate(sheet.rows):
            for at, typed in row.items():
                if typed.format and typed.format not in formats:
                    formats[typed.format] = book.add_format({"num_format": typed.format})
                _write(page, number, at - 1, typed, formats.get(typed.format))
        for top, left, bottom, right in sheet.merges:
            first = sheet.rows[top - 1].get(left, Typed(None))
            page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "")
            _write(page, top - 1, left - 1, first, formats.get(first.format))
        for number in sheet.hidden_rows:
            page.set_row(number - 1, None, None, {"hidden": True})
        for at in sheet.hidden_columns:
            page.set_column(at - 1, at - 1, None, None, {"hidden": True})
        if sheet.filter:
            top, left, bottom, right = sheet.filter
            page.autofilter(top - 1, left - 1, bottom - 1, right - 1)
    book.close()


def _write(page: Any, row: int, at: int, typed: Typed, style: Any) -> None:
    raw = typed.raw
    if raw is None:
        return
    if isinstance(raw, Formula):
        page.write_formula(row, at, f"={raw.text}", style, raw.result if raw.result is not None else "")
    elif isinstance(raw, datetime | date):
        page.write_datetime(row, at, raw, style)
    elif isinstance(raw, bool):
        page.write_boolean(row, at, raw, style)
    elif isinstance(raw, int | float):
        page.write_number(row, at, raw, style)
    else:
        page.write_string(row, at, raw, style)


def _openpyxl(path: Path, sheets: list[Sheet], epoch_1904: bool) -> None:
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = MADE
    if epoch_1904:
        book.epoch = datetime(1904, 1, 1)
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for number, row in enumerate(sheet.rows, 1):
            for at, typed in row.items():
                # openpyxl keeps no result beside a formula: what was calculated is written as it stands.
                raw = typed.raw.result if isinstance(typed.raw, Formula) else typed.raw
                if isinstance(typed.raw, Formula) and raw is None:
                    page.cell(number, at, f"={typed.raw.text}")
                    continue
                if raw is None:
                    continue
                cell = page.cell(number, at, raw)
                if isinstance(raw, str):
                    cell.data_type = "e" if raw.startswith("#") else "s"
                if typed.format:
                    cell.number_format = typed.format
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for hidden in sheet.hidden_rows:
            page.row_dimensions[hidden].hidden = True
        for at in sheet.hidden_columns:
            page.column_dimensions[letters(at)].hidden = True
        if sheet.filter:
            top, left, bottom, right = sheet.filter
            page.auto_filter.ref = f"{letters(left)}{top}:{letters(right)}{bottom}"
    book.save(path)


def _xlwt(path: Path, sheets: list[Sheet]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[str, Any] = {}
    for sheet in sheets:
        page = book.add_sheet(sheet.name, cell_overwrite_ok=True)
        merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        for number, row in enumerate(sheet.rows, 1):
            for at, typed in row.items():
                raw = typed.raw.result if isinstance(typed.raw, Formula) else typed.raw
                style = styles.setdefault(typed.format, xlwt.easyxf(num_format_str=typed.format or "General"))
                if (number, at) in merged:
                    bottom, right = merged[number, at]
                    page.write_merge(number - 1, bottom - 1, at - 1, right - 1, raw, style)
                elif raw is not None:
                    page.write(number - 1, at - 1, raw, style)
        for hidden in sheet.hidden_rows:
            page.row(hidden - 1).hidden = True
        for at in sheet.hidden_columns:
            page.col(at - 1).hidden = True
    book.save(str(path))


def _by_office(path: Path, sheets: list[Sheet], kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first = Path(folder) / "in" / f"{path.stem}.xlsx"
        first.parent.mkdir()
        _openpyxl(first, sheets, False)
        command = [
            "soffice",
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            kind,
        ]
        subprocess.run(
            [*command, "--outdir", folder, str(first)], check=True, capture_output=True, timeout=120
        )
        shutil.move(Path(folder) / f"{path.stem}.{kind}", path)


def _as_macro_book(path: Path) -> None:
    """The type of a workbook with macros; it holds none."""
    with zipfile.ZipFile(path) as old:
        parts = {each.filename: old.read(each) for each in old.infolist()}
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace(PLAIN_BOOK, MACRO_BOOK).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)


def _lock(path: Path, password: str) -> None:
    plain = io.BytesIO(path.read_bytes())
    with path.open("wb") as out:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(password, out)


def _csv(sheet: Sheet) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in sheet.rows:
        writer.writerow([_text(row.get(at)) for at in range(1, sheet.width + 1)])
    return out.getvalue()


def _text(typed: Typed | None) -> str:
    if typed is None or typed.raw is None:
        return ""
    raw = typed.raw.result if isinstance(typed.raw, Formula) else typed.raw
    if isinstance(raw, date):
        return f"{raw.year}/{raw.month}/{raw.day}"
    return str(raw)
