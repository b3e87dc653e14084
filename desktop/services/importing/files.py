"""Reading the file to be imported, by what it is and not by its name: a workbook, old or locked, or a CSV."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.workbook.encrypted import NeedsPassword
from desktop.workbook.foreign import as_plain
from desktop.workbook.reader import MOST_CELLS, read_workbook
from desktop.workbook.sheet import Cell, Sheet, Workbook
from desktop.workbook.sniff import GOOD_SUFFIXES, is_plain_text, refuse

_TEXTS: Final = (".csv", ".tsv")
_GOOD: Final = (".xlsx", ".xlsm", ".xls", ".csv")
_ZIP: Final = b"PK\x03\x04"
_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD: Final = 4096
_NOT_TEXT: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff")
_LIMIT: Final = 200_000_000


def read_file(path: Path, sheet: str | None, progress: Progress, password: str = "") -> Workbook:
    """All sheets, or the one asked for; what cannot be read is refused with a sentence.

    A locked file without the right `password` raises NeedsPassword, a UserError, so that it can be asked for.
    """
    head, wanted = _head(path), [sheet] if sheet else None

    def read(file: Path) -> Workbook:
        return read_workbook(file, sheets=wanted, progress=progress, most=MOST_CELLS)

    if head.startswith(_OLE2):
        with TemporaryDirectory(prefix="zhijiao-import-") as folder:
            # Values are wanted, not looks: our own conversion of an .xls is quicker than LibreOffice.
            plain = as_plain(path, Path(folder), password, converter="")
            return replace(read(plain.path), path=path)
    if head.startswith(_ZIP) and path.suffix.lower() not in GOOD_SUFFIXES:
        with TemporaryDirectory(prefix="zhijiao-import-") as folder:
            named = Path(folder) / f"{path.stem}.xlsx"
            shutil.copyfile(path, named)
            return replace(read(named), path=path)
    if not head.startswith(_ZIP) and (path.suffix.lower() in _TEXTS or is_plain_text(head)):
        return Workbook(path, [_named(path, _csv_sheet(path), sheet)])
    return read(path)


def read_unlocked(path: Path, progress: Progress, passwords: Sequence[str]) -> tuple[Workbook, str]:
    """All sheets of one of many files, and which of the passwords given for them opened it ("" for none)."""
    asked: NeedsPassword | None = None
    for password in dict.fromkeys(("", *passwords)):
        try:
            return read_file(path, None, progress, password), password
        except NeedsPassword as locked:
            asked = locked
    raise asked or NeedsPassword(path)


def _head(path: Path) -> bytes:
    """The first bytes, which say what a file is; b"" where the reader will say why there are none."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError:
        return b""


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
