"""Reading the file to be imported: a workbook, or a CSV as a sheet of texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.workbook.reader import read_workbook
from desktop.workbook.sheet import Cell, Sheet, Workbook
from desktop.workbook.sniff import refuse

_TEXTS: Final = (".csv", ".tsv")
_GOOD: Final = (".xlsx", ".xlsm", ".csv")
_NOT_TEXT: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
_LIMIT: Final = 200_000_000


def read_file(path: Path, sheet: str | None, progress: Progress) -> Workbook:
    """All sheets, or the one asked for; what cannot be read is refused with a sentence."""
    if path.suffix.lower() in _TEXTS:
        return Workbook(path, [_named(path, _csv_sheet(path), sheet)])
    return read_workbook(path, sheets=[sheet] if sheet else None, progress=progress)


def _named(path: Path, found: Sheet, wanted: str | None) -> Sheet:
    if wanted and wanted != found.name:
        raise refuse(path, f"里没有工作表“{wanted}”；CSV 文件只有一张表，不用指定工作表")
    return found


def _csv_sheet(path: Path) -> Sheet:
    text = _decode(path, _bytes(path))
    sheet = Sheet(path.stem)
    for number, fields in enumerate(_records(path, text), start=1):
        cells = {
            column: Cell(number, column, field, field, "text", "@", None)
            for column, field in enumerate(fields, start=1)
            if field.strip()
        }
        if cells:
            sheet.rows[number] = cells
            sheet.max_column = max(sheet.max_column, *cells)
    if not sheet.rows:
        raise refuse(path, "是空的；请检查是否选对了文件，或先填好再选")
    sheet.max_row = max(sheet.rows)
    return sheet


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LIMIT:
            raise refuse(path, "超过 200 MB；请拆成几个文件再导入")
        return path.read_bytes()
    except FileNotFoundError:
        raise refuse(path, "找不到，可能已被移动、改名或删除；请重新选择文件") from None
    except IsADirectoryError:
        raise refuse(path, f"是一个文件夹，不是文件；请选里面的 {'、'.join(_GOOD)} 文件") from None
    except PermissionError:
        raise refuse(path, "读不了：没有权限或正被占用；请关闭打开它的 Excel 或 WPS 后再试") from None
    except OSError as problem:
        raise refuse(path, f"读不了（{problem.strerror or problem}）；请检查磁盘或U盘后再试") from None


def _decode(path: Path, raw: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one, else GBK: what Excel and WPS write."""
    if raw.startswith(_NOT_TEXT):
        raise refuse(
            path, f"的扩展名是 {path.suffix}，内容却不是文本；如果它是表格，请把扩展名改为 .xlsx 后再选"
        )
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise refuse(path, "的文字编码认不出来；请用 Excel 或 WPS 打开它，另存为 .xlsx 后再选")


def _records(path: Path, text: str) -> Iterable[list[str]]:
    head = text[:4000].partition("\n")[0]
    mark = max(",\t;，", key=head.count)
    if len(mark.encode()) > 1:  # a comma of full width is no separator a program writes
        mark = ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=False)
    except csv.Error as problem:
        raise UserError(
            f"“{path.name}”不是完整的 CSV（{problem}）。",
            hint="请用 Excel 或 WPS 打开它，另存为 .xlsx 后再选。",
        ) from None
