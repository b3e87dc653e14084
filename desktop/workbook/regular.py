"""A large sheet read by pattern: the plain rows that fill an export, ten times faster than as XML."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from desktop.workbook.packed import Content, Layout, PackedRow, PackedRows
from desktop.workbook.refs import MAX_COLUMN, MAX_ROW, column_number
from desktop.workbook.sheet import Sheet
from desktop.workbook.text import unescape

_MANY: Final = 100_000  # objects which it would take time to look through
LARGE: Final = 300_000  # bytes of a part from which it is worth looking for patterns

_OPEN, _CLOSE, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
# A cell as Excel, WPS, LibreOffice and the usual libraries write it: no formula, no inline or rich text.
_CELL: Final = re.compile(
    r'<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="(s|n|str|b|e)")?(?:/>|>(?:<v>([^<&]*)</v>)?</c>)'
)
_NUMBER: Final = re.compile(r'<row r="([0-9]+)"')
_HIDDEN: Final = re.compile(r' hidden="(1|true)"')
_HEIGHT: Final = re.compile(r' ht="([0-9.]+)"')
_ROW: Final = r'<row r="([0-9]+)"((?: [^<>&/]*)?)>'
_LAYOUTS: Final = 200  # of a sheet whose rows are written in more ways the rest is read cell by cell
_RECENT: Final = 6
_STRING: Final = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')
_ENTITY: Final = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]+)|#x([0-9A-Fa-f]+));")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


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
        self.sheet = sheet
        self.rows = PackedRows(content)
        sheet.rows = self.rows
        self._styles: dict[str, tuple[int, str]] = {}
        self._layouts: dict[tuple[tuple[str, str, str, bool], ...], Layout | None] = {}
        self._thin: dict[tuple[Layout, frozenset[int]], Layout] = {}
        self._recent: list[Layout] = []
        self.number = 0  # of the row read last

    def read(self, line: bytes) -> int:
        """How many cells the row has, and one more; 0 when it holds more than plain cells."""
        text = line.decode()
        for place, layout in enumerate(self._recent):
            found = layout.pattern.fullmatch(text) if layout.pattern is not None else None
            if found is not None:
                if place:
                    self._recent.insert(0, self._recent.pop(place))
                number = int(found[1])
                return self._keep(number, layout, found.groups()[2:], found[2])
        return self._first(text)

    def _first(self, text: str) -> int:
        """A row written like none of the last ones."""
        opened, close = _NUMBER.match(text), text.find(">")
        if opened is None or text[close - 1 : close] == "/":
            return 0
        body = text[close + 1 :]
        found: list[tuple[str, str, str, str]] = _CELL.findall(body)
        # No tag of the row is left over, and nothing that needs decoding.
        tags = len(found) + 2 * body.count("<v>") + body.count("</c>") + 1
        if "&" in text or body.count("<") != tags:
            return 0
        layout = self._layout(tuple([(letters, style, kind, not raw) for letters, style, kind, raw in found]))
        if layout is None:
            return 0
        return self._keep(int(opened[1]), layout, tuple([each[3] for each in found if each[3]]), text[:close])

    def _keep(self, number: int, layout: Layout, raws: tuple[str, ...], head: str) -> int:
        if not 1 <= number <= MAX_ROW or number in self.rows:
            return 0
        if layout.texts:
            strings, said = self.strings, list(raws)
            try:
                for place in layout.texts:
                    said[place] = strings[int(said[place])]
            except (IndexError, ValueError):
                return 0
            if "" in said:
                layout, said = self._thinner(layout, said)
            raws = tuple(said)
        self.number = number
        if " h" in head:
            self._look(number, head)
        if layout.columns:
            self.rows.pack(number, PackedRow((layout, raws)))
        return len(layout.columns) + 1

    def _layout(self, written: tuple[tuple[str, str, str, bool], ...]) -> Layout | None:
        """The layout of rows written so; None where the columns do not ascend."""
        if written in self._layouts:
            return self._layouts[written]
        cells = []
        last = 0
        for letters, style, kind, blank in written:
            column = column_number(letters)
            if not last < column <= MAX_COLUMN:
                self._layouts[written] = None
                return None
            last = column
            number, code = self._styles.get(style) or self._style(style)
            cells.append((column, letters, kind, blank, number, code))
        layout = Layout(cells)
        if written and len(self._layouts) < _LAYOUTS:
            layout.pattern = re.compile(_ROW + "".join(_pattern(*each) for each in written) + "</row>")
            self._recent.insert(0, layout)
            del self._recent[_RECENT:]
        self._layouts[written] = layout
        return layout

    def _thinner(self, layout: Layout, values: list[str]) -> tuple[Layout, list[str]]:
        """A row without its empty texts, which are as good as blanks."""
        empty = frozenset([column for column, value in zip(layout.filled, values, strict=True) if not value])
        thinner = self._thin.get((layout, empty))
        if thinner is None:
            thinner = self._thin[layout, empty] = layout.without(empty)
        return thinner, [value for value in values if value]

    def _style(self, written: str) -> tuple[int, str]:
        style = int(written or "0")
        known = self._styles[written] = (style, self.sheet.styles.format(style))
        return known

    def _look(self, number: int, head: str) -> None:
        if _HIDDEN.search(head):
            self.sheet.hidden_rows.add(number)
        height = _HEIGHT.search(head)
        if height:
            self.sheet.heights[number] = float(height[1])


def _pattern(letters: str, style: str, kind: str, blank: bool) -> str:
    """A cell written so, with its value as a group."""
    opened = f'<c r="{letters}[0-9]+"' + (f' s="{style}"' if style else "") + (f' t="{kind}"' if kind else "")
    if blank:
        return opened + "(?:/>|>(?:<v></v>)?</c>)"
    return opened + f"><v>({'[0-9]+' if kind == 's' else '[^<&]+'})</v></c>"


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
