"""A workbook made for others to fill in: header locked, drop-downs, limits, and marks that find it again."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desktop.core.errors import UserError

Content = str | int | float | Decimal | date | None

LISTS: Final = "选项"  # the hidden sheet with the longer lists
NAME: Final = "_zhijiao_collect"  # the defined name that holds the mark
MARK_HEADER: Final = "行标识"
_INLINE: Final = 200  # characters that a drop-down may hold in itself; Excel takes 255
_FIRST_DAY, _LAST_DAY = 18264, 73050  # 1950-01-01 to 2099-12-31
_FONT: Final = "微软雅黑"
_LINE = Side(style="thin", color="BFC5CE")
_GRID = Border(_LINE, _LINE, _LINE, _LINE)
_HEAD = PatternFill("solid", fgColor="E8EEF7")
_NEEDED = PatternFill("solid", fgColor="FFF1CC")
_FREE = Protection(locked=False)
_FORMATS: Final = {"text": "@", "date": "yyyy-mm-dd", "whole": "0", "decimal": "General"}


@dataclass(frozen=True, slots=True)
class HandoutColumn:
    """One column. `tag` stands in the hidden row above the header and says what the column is.

    `choices` make a drop-down, `strict` whether others are refused; `length` bounds the characters of a
    text, `low` and `high` a number; `needed` marks the header; `help` shows when a cell is chosen.
    """

    tag: str
    header: str
    width: float = 12
    kind: Literal["text", "date", "whole", "decimal"] = "text"
    choices: tuple[str, ...] = ()
    strict: bool = True
    length: tuple[int, int] | None = None
    low: int | None = None
    high: int | None = None
    needed: bool = False
    help: str = ""


@dataclass(slots=True)
class Handout:
    """The whole workbook: `mark` says whose it is, `rows` are (row mark, contents), `blank` how many more."""

    sheet: str
    title: str
    lines: Sequence[str]
    mark: str
    columns: Sequence[HandoutColumn]
    rows: Sequence[tuple[str, Sequence[Content]]]
    blank: int
    properties: dict[str, str] = field(default_factory=dict)


def write_handout(path: Path, handout: Handout) -> None:
    """The workbook at `path`; written beside it and put in its place when it is whole."""
    book = Workbook()
    book.properties.creator = handout.mark.partition(":")[0]
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = handout.sheet
    header = _head(sheet, handout)
    last = _body(sheet, handout, header)
    _limits(book, sheet, handout, header + 1, last)
    _page(sheet, handout, header)
    for name, text in handout.properties.items():
        book.custom_doc_props.append(StringProperty(name=name, value=text))  # type: ignore[attr-defined]
    book.defined_names[NAME] = DefinedName(NAME, attr_text=f'"{handout.mark}"', hidden=True)
    _save(book, path)


def read_mark(path: Path) -> str:
    """The mark in the defined name, for a file whose cells have lost it; "" when there is none."""
    from desktop.workbook.package import MAIN, Package

    try:
        with Package(path) as package:
            names = package.xml(package.workbook).iter(f"{{{MAIN}}}definedName")
            return next(((each.text or "").strip('"') for each in names if each.get("name") == NAME), "")
    except (UserError, OSError):
        return ""


def _head(sheet: Worksheet, handout: Handout) -> int:
    """Title, lines of instructions, the hidden row of tags, the header; the header's row."""
    wide = len(handout.columns) + 1
    texts = [handout.title, *handout.lines]
    for row, text in enumerate(texts, 1):
        cell = sheet.cell(row, 2, text)
        if wide > 2:
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=wide)
        if row == 1:
            cell.font = Font(_FONT, 16, bold=True)
            cell.alignment = Alignment("center", "center")
            sheet.row_dimensions[row].height = 30
        else:
            cell.font = Font(_FONT, 10, bold=row == 2, color="1B1F26" if row == 2 else "586172")
            cell.alignment = Alignment("left", "center", wrap_text=True)
            sheet.row_dimensions[row].height = 18
    tags, header = len(texts) + 1, len(texts) + 2
    for column, tag in enumerate([handout.mark, *(f"@{each.tag}" for each in handout.columns)], 1):
        sheet.cell(tags, column, tag).number_format = "@"
    sheet.row_dimensions[tags].hidden = True
    sheet.cell(header, 1, MARK_HEADER)
    for column, each in enumerate(handout.columns, 2):
        cell = sheet.cell(header, column, each.header)
        cell.font = Font(_FONT, 10, bold=True)
        cell.fill = _NEEDED if each.needed else _HEAD
        cell.border = _GRID
        cell.alignment = Alignment("center", "center", wrap_text=True)
    sheet.row_dimensions[header].height = 34
    return header


def _body(sheet: Worksheet, handout: Handout, header: int) -> int:
    """The known rows and the blank ones; the last row."""
    font, left, right = (
        Font(_FONT, 10),
        Alignment("left", "center", wrap_text=True),
        Alignment("right", "center"),
    )
    rows = [*handout.rows, *(("", ()) for _ in range(handout.blank))]
    looks: list[Any] = []  # of the first row, for all: to look up a style for every cell takes far longer
    for number, (mark, contents) in enumerate(rows, header + 1):
        first = sheet.cell(number, 1, mark or None)
        first.number_format, first.protection = "@", _FREE
        for at, each in enumerate(handout.columns):
            content: Any = contents[at] if at < len(contents) else None
            cell: Any = sheet.cell(number, at + 2)
            if content is not None:
                cell.value = content
                if isinstance(content, str):
                    cell.data_type = "s"  # a text that begins with = stays one
            if at < len(looks):
                cell._style = copy(looks[at])
                continue
            cell.number_format = _FORMATS[each.kind]
            cell.font, cell.border, cell.protection = font, _GRID, _FREE
            cell.alignment = right if each.kind in ("whole", "decimal") else left
            looks.append(cell._style)
    return header + len(rows)


def _limits(book: Workbook, sheet: Worksheet, handout: Handout, first: int, last: int) -> None:
    lists: Worksheet | None = None
    for at, each in enumerate(handout.columns, 2):
        rule = _rule(each)
        if each.choices and (sum(map(len, each.choices)) + len(each.choices) > _INLINE or _odd(each.choices)):
            lists = lists or _lists(book)
            column = (lists.max_column if lists.cell(1, 1).value else 0) + 1
            for row, text in enumerate((each.header, *each.choices), 1):
                lists.cell(row, column, text).data_type = "s"
            letter = get_column_letter(column)
            rule = DataValidation("list", f"{LISTS}!${letter}$2:${letter}${len(each.choices) + 1}")
        if rule is None:
            if not each.help:
                continue
            rule = DataValidation(None)
        rule.allow_blank = True
        rule.showInputMessage, rule.showErrorMessage = bool(each.help), rule.type is not None
        rule.promptTitle, rule.prompt = (each.header[:32], each.help[:250]) if each.help else (None, None)
        rule.errorStyle = "stop" if each.strict else "warning"
        rule.errorTitle, rule.error = each.header[:32], _complaint(each)
        letter = get_column_letter(at)
        rule.add(f"{letter}{first}:{letter}{last + 1000}")
        sheet.add_data_validation(rule)


def _lists(book: Workbook) -> Worksheet:
    made: Worksheet = book.create_sheet(LISTS)
    made.sheet_state = "hidden"
    return made


def _odd(choices: Sequence[str]) -> bool:
    """Whether an item would be cut when written into the drop-down itself."""
    return any("," in each or '"' in each for each in choices)


def _rule(each: HandoutColumn) -> DataValidation | None:
    if each.choices:
        return DataValidation("list", '"' + ",".join(each.choices) + '"')
    if each.kind == "date":
        return DataValidation("date", str(_FIRST_DAY), str(_LAST_DAY), operator="between")
    if each.length is not None:
        return DataValidation(
            "textLength", formula1=str(each.length[0]), formula2=str(each.length[1]), operator="between"
        )
    if each.kind in ("whole", "decimal"):
        low, high = each.low if each.low is not None else -(10**9), each.high or 10**12
        return DataValidation(each.kind, str(low), str(high), operator="between")
    return None


def _complaint(each: HandoutColumn) -> str:
    if each.choices:
        return (
            f"请从下拉列表里选{each.header}。"
            if each.strict
            else "列表里没有这一项，请核对；确实没有就选“是”。"
        )
    if each.kind == "date":
        return "请填日期，写成 2026-03-01 的样子。"
    if each.length is not None:
        return f"{each.header}应是 {each.length[0]} 到 {each.length[1]} 位，请核对。"
    return f"{each.header}应是{'整数' if each.kind == 'whole' else '数字'}，请核对。"


def _page(sheet: Worksheet, handout: Handout, header: int) -> None:
    sheet.column_dimensions["A"].hidden = True
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 21.0, True
    for at, each in enumerate(handout.columns, 2):
        sheet.column_dimensions[get_column_letter(at)].width = each.width
    sheet.freeze_panes = f"B{header + 1}"
    sheet.print_title_rows = f"{header}:{header}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToHeight = 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    protection = sheet.protection
    protection.sheet = True
    # Without a password: it guards against slips, and whoever must may lift it.
    protection.formatColumns = protection.formatRows = protection.insertRows = False
    protection.formatCells = protection.deleteRows = False


def _save(book: Workbook, path: Path) -> None:
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(draft)
        draft.replace(path)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise UserError(
            f"“{path.name}”写不进去（{problem.strerror or problem}）",
            hint="请关闭打开着它的 Excel 或 WPS，检查磁盘或 U 盘后再试",
            place=str(path.parent),
        ) from None
