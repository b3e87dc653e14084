"""A large sheet read by pattern: the plain rows that fill an export, ten times faster than as XML."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from desktop.workbook.refs import MAX_COLUMN, MAX_ROW, column_number
from desktop.workbook.sheet import Cell, CellContent, Sheet
from desktop.workbook.text import unescape

_REMEMBERED: Final = 20_000  # contents of cells: days and small numbers come again and again
_MANY: Final = 100_000  # objects which it would take time to look through
LARGE: Final = 300_000  # bytes of a part from which it is worth looking for patterns

_OPEN, _CLOSE, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
# A cell as Excel, WPS, LibreOffice and the usual libraries write it: no formula, no inline or rich text.
_CELL: Final = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="(s|n|str|b|e)")?(?:/>|>(?:<v>([^<&]*)</v>)?</c>)'
)
_NUMBER: Final = re.compile(rb'<row r="([0-9]+)"')
_HIDDEN: Final = re.compile(rb' hidden="(1|true)"')
_HEIGHT: Final = re.compile(rb' ht="([0-9.]+)"')
_STRING: Final = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_ENTITY: Final = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_new = tuple.__new__

# (raw, type, number format) → (value, text, kind), as the thorough reader says
Content = Callable[[str, str, str], tuple[CellContent, str, str]]


class Irregular(Exception):
    """The part is written in a way that only the thorough reader understands."""


def split_rows(data: bytes) -> tuple[bytes, Iterator[bytes], bytes] | None:
    """What stands around the rows as a part of its own, the rows one by one, and the root's opening tag.

    None when the part is small, or names its elements in another way than all usual writers.
    """
    root = data.find(b"<worksheet")
    start, end = data.find(_OPEN), data.rfind(_CLOSE)
    if len(data) < LARGE or not 0 <= root < start < end or not _is_utf8(data):
        return None
    if b"<!--" in data or b"<![CDATA[" in data:
        return None
    rows = _rows(data, start + len(_OPEN), end)
    return data[: start + len(_OPEN)] + data[end:], rows, data[root : data.find(b">", root) + 1]


def _is_utf8(data: bytes) -> bool:
    head = data[:200].lower()
    return b"encoding" not in head or b"utf-8" in head


def _rows(data: bytes, at: int, end: int) -> Iterator[bytes]:
    while True:
        begin = data.find(b"<row", at, end)
        if begin < 0:
            begin = end
        if begin != at and data[at:begin].strip():
            raise Irregular
        if begin == end:
            return
        close = data.find(b">", begin, end)
        if close > 0 and data[close - 1 : close] == b"/":
            at = close + 1
        else:
            at = data.find(_ROW_END, close, end) + len(_ROW_END)
            if close < 0 or at < len(_ROW_END):
                raise Irregular
        yield data[begin:at]


@contextmanager
def uncollected() -> Iterator[None]:
    """Millions of cells and rows are made and none is garbage: to look for it takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Asked of many only: what is frozen (by the window, at its start) is counted one by one.
        if was and gc.get_count()[0] > _MANY and not gc.get_freeze_count():
            # What has been made is old at once: nobody goes through it all to find that it lives.
            gc.freeze()
            gc.unfreeze()
        if was:
            gc.enable()


class RegularRows:
    """Reads rows that hold nothing but plain cells into a sheet; the thorough reader takes the others."""

    def __init__(self, strings: list[str], sheet: Sheet, content: Content) -> None:
        self.strings = strings
        self.content = content
        self.sheet = sheet
        self._styles: dict[str, tuple[int, str]] = {}
        self._seen: dict[tuple[str, str, str], tuple[CellContent, str, str]] = {}

    def read(self, line: bytes) -> int:
        """The number of the row that was read; 0 when it holds more than plain cells."""
        opened, close = _NUMBER.match(line), line.find(b">")
        if opened is None or not 1 <= int(opened[1]) <= MAX_ROW or line[close - 1 : close] == b"/":
            return 0
        number = int(opened[1])
        text = line[close + 1 :].decode()
        found: list[tuple[str, str, str, str]] = _CELL.findall(text)
        # No tag of the row is left over, and nothing that needs decoding.
        tags = len(found) + 2 * text.count("<v>") + text.count("</c>") + 1
        if "&" in text or text.count("<") != tags or number in self.sheet.rows:
            return 0
        cells = self._cells(number, found)
        if cells is None:
            return 0
        self._look(number, line[:close])
        if cells:
            self.sheet.rows[number] = cells
        return number

    def _cells(self, number: int, found: list[tuple[str, str, str, str]]) -> dict[int, Cell] | None:
        cells: dict[int, Cell] = {}
        strings, styles, seen, last = self.strings, self._styles, self._seen, 0
        count = len(strings)
        for letters, written, kind, raw in found:
            column = column_number(letters)
            if not last < column <= MAX_COLUMN:
                return None
            last = column
            style, code = styles.get(written) or self._style(written)
            made: tuple[CellContent, ...]
            if kind == "s" and raw.isdigit() and (at := int(raw)) < count and (shown := strings[at]):
                made = (number, column, shown, shown, "text", code, None, style)
            elif not raw:
                made = (number, column, None, "", "blank", code, None, style)
            else:
                content = seen.get((raw, kind, code))
                if content is None:
                    content = self.content(raw, kind or "n", code)
                    if len(seen) < _REMEMBERED:
                        seen[raw, kind, code] = content
                value, shown, sort = content
                made = (number, column, value, shown, sort, code, None, style)
            cells[column] = _new(Cell, made)
        return cells

    def _style(self, written: str) -> tuple[int, str]:
        style = int(written or "0")
        known = self._styles[written] = (style, self.sheet.styles.format(style))
        return known

    def _look(self, number: int, head: bytes) -> None:
        if b" hidden=" in head and _HIDDEN.search(head):
            self.sheet.hidden_rows.add(number)
        height = _HEIGHT.search(head) if b" ht=" in head else None
        if height:
            self.sheet.heights[number] = float(height[1])


def plain_strings(data: bytes) -> list[str] | None:
    """The shared strings when every one of them is a single plain text; None when one is more."""
    start, end = data.find(b"<si>"), data.rfind(b"</si>")
    if len(data) < LARGE or not 0 <= start < end or not _is_utf8(data) or b"<!--" in data or b"<![" in data:
        return None
    try:
        text = data[start : end + len(b"</si>")].decode()
        found: list[str] = _STRING.findall(text)
        if text.count("<") != 4 * len(found) or len(_ENTITY.findall(text)) != text.count("&"):
            return None
        return [_whole(each) if "&" in each or "_x" in each or "\r" in each else each for each in found]
    except ValueError:  # bytes that are no UTF-8, characters that XML forbids
        return None


def _whole(raw: str) -> str:
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return unescape(_ENTITY.sub(_character, text) if "&" in text else text)


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    number = int(found[2]) if found[2] else int(found[3], 16)
    if (number < 32 and number not in (9, 10, 13)) or 0xD800 <= number < 0xE000:
        raise ValueError(number)
    return chr(number)
