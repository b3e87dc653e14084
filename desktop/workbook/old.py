"""The old .xls made into an .xlsx without any other program: values, merges, looks, sizes, print set-up."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlrd  # type: ignore[import-untyped]  # no stubs
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.core.errors import UserError
from desktop.workbook.old_records import Printing, left_behind, printings, stream_of
from desktop.workbook.sniff import SAVE_AS, refuse

LARGEST: Final = 50_000_000
_HORIZONTAL: Final = {
    1: "left",
    2: "center",
    3: "right",
    4: "fill",
    5: "justify",
    6: "centerContinuous",
    7: "distributed",
}
_VERTICAL: Final = {0: "top", 1: "center", 2: "bottom", 3: "justify", 4: "distributed"}
_LINES: Final[dict[int, Any]] = {
    1: "thin", 2: "medium", 3: "dashed", 4: "dotted", 5: "thick", 6: "double", 7: "hair", 8: "mediumDashed",
    9: "dashDot", 10: "mediumDashDot", 11: "dashDotDot", 12: "mediumDashDotDot", 13: "slantDashDot",
}  # fmt: skip
_PRINT: Final = ("Print_Area", "Print_Titles")


def convert_old(path: Path, out: Path) -> tuple[str, ...]:
    """Writes the .xlsx; returns what of the old file could not be carried, as a person reads it."""
    if path.stat().st_size > LARGEST:
        raise refuse(path, f"太大（超过 {LARGEST // 1_000_000} MB），不打开；请拆成几个文件")
    stream = stream_of(path)
    try:
        # xlrd raises anything it likes on a broken file; whatever it is, the file cannot be read
        book = xlrd.open_workbook(str(path), formatting_info=True, logfile=_Silent())
        made = _Conversion(book, stream).workbook()
    except UserError:
        raise
    except xlrd.XLRDError as problem:
        raise refuse(path, f"读不了（{problem}）；{SAVE_AS}") from None
    except Exception as problem:
        raise refuse(path, f"已损坏，读不了；{SAVE_AS}") from problem
    made.save(out)
    return tuple(left_behind(path, stream))


class _Silent:
    """xlrd writes its remarks here."""

    def write(self, _text: str) -> int:
        """Nobody reads them."""
        return 0

    def flush(self) -> None:
        """Nothing to do."""
        return


class _Conversion:
    """One workbook being carried over."""

    def __init__(self, book: Any, stream: bytes) -> None:
        self.book = book
        self.printings = printings(stream)
        self.looks: dict[int, tuple[Any, ...]] = {}

    def workbook(self) -> Workbook:
        """Sheet by sheet."""
        made = Workbook()
        made.remove(made.worksheets[0])
        for number, old in enumerate(self.book.sheets()):
            new = made.create_sheet(old.name)
            new.sheet_state = {1: "hidden", 2: "veryHidden"}.get(old.visibility, "visible")
            self._cells(old, new)
            self._sizes(old, new)
            if number < len(self.printings):
                _page(self.printings[number], new)
        made.active = next((n for n, each in enumerate(made.worksheets) if each.sheet_state == "visible"), 0)
        self._print_names(made)
        return made

    def _cells(self, old: Any, new: Worksheet) -> None:
        for row in range(old.nrows):
            for column in range(old.row_len(row)):
                cell = old.cell(row, column)
                target = new.cell(row + 1, column + 1)
                target.value = self._value(cell)
                if isinstance(target.value, str):
                    target.data_type = "s"
                self._dress(target, cell.xf_index)
        for first_row, last_row, first_column, last_column in old.merged_cells:
            if 0 <= first_row < last_row and 0 <= first_column < last_column:
                new.merge_cells(
                    start_row=first_row + 1,
                    end_row=last_row,
                    start_column=first_column + 1,
                    end_column=last_column,
                )

    def _value(self, cell: Any) -> str | float | bool | datetime | None:
        if cell.ctype == xlrd.XL_CELL_TEXT:
            return ILLEGAL_CHARACTERS_RE.sub("", cell.value) or None
        if cell.ctype == xlrd.XL_CELL_DATE:
            try:
                moment: datetime = xlrd.xldate_as_datetime(cell.value, self.book.datemode)
            except (ValueError, OverflowError):
                return float(cell.value)
            return moment if cell.value >= 1 else float(cell.value)
        if cell.ctype == xlrd.XL_CELL_NUMBER:
            return (
                int(cell.value)
                if cell.value == int(cell.value) and abs(cell.value) < 1e15
                else float(cell.value)
            )
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return str(xlrd.error_text_from_code.get(cell.value, "#N/A"))
        return None

    def _dress(self, target: Any, index: int | None) -> None:
        if index is None or not 0 <= index < len(self.book.xf_list):
            return
        if index not in self.looks:
            self.looks[index] = self._look(self.book.xf_list[index])
        target.font, target.fill, target.border, target.alignment, target.number_format, target.protection = (
            self.looks[index]
        )

    def _look(self, xf: Any) -> tuple[Any, ...]:
        font = self.book.font_list[xf.font_index]
        back, edge, align = xf.background, xf.border, xf.alignment
        number = self.book.format_map.get(xf.format_key)
        color = self._color(back.pattern_colour_index)
        fill = PatternFill("solid", fgColor=color) if back.fill_pattern and color else PatternFill()
        sides = {
            name: Side(
                style=_LINES.get(getattr(edge, f"{name}_line_style")),
                color=self._color(getattr(edge, f"{name}_colour_index")),
            )
            for name in ("left", "right", "top", "bottom")
        }
        return (
            Font(
                name=font.name,
                size=font.height / 20 or 11,
                bold=bool(font.weight >= 600),
                italic=bool(font.italic),
                underline="single" if font.underline_type else None,
                strike=bool(font.struck_out),
                color=self._color(font.colour_index),
            ),
            fill,
            Border(sides["left"], sides["right"], sides["top"], sides["bottom"]),
            Alignment(
                horizontal=_HORIZONTAL.get(align.hor_align),
                vertical=_VERTICAL.get(align.vert_align, "bottom"),
                wrap_text=bool(align.text_wrapped),
                shrink_to_fit=bool(align.shrink_to_fit),
                text_rotation=align.rotation if align.rotation <= 180 or align.rotation == 255 else 0,
                indent=align.indent_level,
            ),
            number.format_str if number is not None and number.format_str else "General",
            Protection(locked=bool(xf.protection.cell_locked), hidden=bool(xf.protection.formula_hidden)),
        )

    def _color(self, index: int) -> str | None:
        rgb = self.book.colour_map.get(index)
        return None if rgb is None else "{:02X}{:02X}{:02X}".format(*rgb)

    def _sizes(self, old: Any, new: Worksheet) -> None:
        for column, info in old.colinfo_map.items():
            if column < 256:
                new.column_dimensions[get_column_letter(column + 1)].width = info.width / 256
                new.column_dimensions[get_column_letter(column + 1)].hidden = bool(info.hidden)
        for row, info in old.rowinfo_map.items():
            if info.height_mismatch or info.hidden:
                new.row_dimensions[row + 1].height = info.height / 20
                new.row_dimensions[row + 1].hidden = bool(info.hidden)
        if old.panes_are_frozen:
            new.freeze_panes = f"{get_column_letter(old.vert_split_pos + 1)}{old.horz_split_pos + 1}"

    def _print_names(self, made: Workbook) -> None:
        for name in self.book.name_obj_list:
            if name.name not in _PRINT or not 0 <= name.scope < len(made.worksheets) or name.result is None:
                continue
            sheet = made.worksheets[name.scope]
            try:
                _, first_row, last_row, first_column, last_column = name.area2d(clipped=True)
            except (xlrd.XLRDError, AttributeError, TypeError):
                continue  # several areas, or a formula: nothing that could be carried as one
            if name.name == "Print_Titles":
                sheet.print_title_rows = f"{first_row + 1}:{last_row}"
            else:
                left, right = get_column_letter(first_column + 1), get_column_letter(last_column)
                sheet.print_area = f"{left}{first_row + 1}:{right}{last_row}"


def _page(how: Printing, new: Worksheet) -> None:
    """Paper, direction, and how many pages it is to fit on."""
    new.page_setup.paperSize = how.paper or 9
    new.page_setup.orientation = "landscape" if how.landscape else "portrait"
    if how.fit and new.sheet_properties.pageSetUpPr is not None:
        new.sheet_properties.pageSetUpPr.fitToPage = True
        new.page_setup.fitToWidth, new.page_setup.fitToHeight = how.wide, how.tall
