"""The proof of a written file: reopened, what was meant is there, and nothing else moved."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Collection, Iterator
from datetime import date, datetime
from decimal import Decimal
from math import isclose
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final
from xml.parsers import expat

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.workbook.archive import crc32, inflater, raw_bytes
from desktop.workbook.package import Package, normal_name
from desktop.workbook.reader import RowReader
from desktop.workbook.refs import format_ref
from desktop.workbook.sheet import Cell
from desktop.workbook.text import clean
from desktop.workbook.values import Value

if TYPE_CHECKING:
    from desktop.workbook.edit import Edit, SheetEdit

_ROW: Final = re.compile(rb'<(?:\w+:)?row (?:[^>]*? )?r="(\d+)"[^>]*?(/?)>')
_WHOLE: Final = 8_000_000  # up to this size every byte goes through an XML parser


def verify(draft: Path, package: Package, edit: Edit, changed: Collection[str], progress: Progress) -> None:
    """Raises one sentence when the written file is not exactly what was meant."""
    with Package(draft) as written:
        _check_untouched(package, written, changed, edit.removed)
        reader = RowReader(written)
        sheets = {normal_name(sheet.entry.part): sheet for sheet in edit.sheets}
        for name in changed:
            progress.step(edit.written, edit.written, "核对写好的文件")
            if name in sheets:
                _check_sheet(written, name, sheets[name], reader)
            else:
                _check_content(written, name, None)


def _wrong(what: str) -> UserError:
    return UserError(
        f"写好的文件核对不上（{what}），已放弃这次填写，原文件没有动。", hint="请把模板发给维护人员。"
    )


def _check_untouched(before: Package, after: Package, changed: Collection[str], removed: set[str]) -> None:
    """Every other part is there, in the same order, with the same compressed bytes."""
    kept = [name for name in before.infos if name not in removed]
    if set(kept) != set(after.infos):
        raise _wrong("部件数目不同")
    for name in kept:
        if name not in changed and _digest(before, name) != _digest(after, name):
            raise _wrong(f"部件 {name} 变了")


def _digest(package: Package, name: str) -> bytes:
    source = _source(package)
    digest = hashlib.blake2b()
    for piece in raw_bytes(source, package.infos[name]):
        digest.update(piece)
    return digest.digest()


def _source(package: Package) -> IO[bytes]:
    if package.zip.fp is None:
        raise ValueError("the package was closed")
    return package.zip.fp


def _content(package: Package, name: str) -> Iterator[bytes]:
    info = package.infos[name]
    unpack = inflater() if info.compress_type == zipfile.ZIP_DEFLATED else None
    for piece in raw_bytes(_source(package), info):
        yield unpack.decompress(piece) if unpack else piece
    if unpack:
        yield unpack.flush()


def _check_content(package: Package, name: str, finder: RowFinder | None) -> None:
    """The checksum was taken from what was meant, before compression; small parts must parse as well."""
    info = package.infos[name]
    crc = size = 0
    parser = expat.ParserCreate() if info.file_size <= _WHOLE and not name.endswith(".vml") else None
    try:
        for piece in _content(package, name):
            crc, size = crc32(piece, crc), size + len(piece)
            if parser is not None:
                parser.Parse(piece, False)
            if finder is not None:
                finder.feed(piece)
        if parser is not None:
            parser.Parse(b"", True)
    except expat.ExpatError as problem:
        raise _wrong(f"部件 {name} 不是完整的 XML：{problem}") from None
    if (crc, size) != (info.CRC, info.file_size):
        raise _wrong(f"部件 {name} 的校验和")


def _check_sheet(package: Package, name: str, sheet: SheetEdit, reader: RowReader) -> None:
    """The number of rows, and the remembered records cell by cell."""
    expected = _expected(sheet)
    finder = RowFinder(sheet.tree.prefix, sorted(expected))
    _check_content(package, name, finder)
    if finder.wanted:  # a template whose rows do not begin with their number
        finder.found.update({n: line for n, line in _rows(package, name) if n in expected})
    for number, values in expected.items():
        line = finder.found.get(number)
        cells = reader.cells(line, number) if line is not None else {}
        for column, value in values:
            if line is None or not same(value, cells.get(column)):
                raise _wrong(f"工作表“{sheet.entry.name}”的 {format_ref(number, column)}")
    if finder.count != sheet.rows:
        raise _wrong(f"工作表“{sheet.entry.name}”的行数")


class RowFinder:
    """Counts the rows of a sheet part that streams by, and keeps the wanted ones."""

    def __init__(self, prefix: str, wanted: list[int]) -> None:
        self.mark = f"<{prefix}row ".encode()
        self.close = f"</{prefix}row>".encode()
        self.wanted = wanted[::-1]
        self.found: dict[int, bytes] = {}
        self.count = 0
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """The next stretch of the part."""
        mark = len(self.mark)
        edge = self._rest[-(mark - 1) :] + piece[: mark - 1]  # a mark cut in two
        self.count += edge.count(self.mark) + piece.count(self.mark)
        buffer = self._rest + piece
        at = 0
        while self.wanted:
            start = buffer.find(b'%br="%d"' % (self.mark, self.wanted[-1]), at)
            line = self._line(buffer, start) if start >= 0 else None
            if line is None:
                break
            self.found[self.wanted.pop()] = line
            at = start + len(line)
        last = buffer.rfind(self.mark, at)
        # without an open row only the edge is kept, so that a mark cut in two is seen
        self._rest = buffer[last:] if self.wanted and last >= 0 else buffer[-(mark - 1) :]

    def _line(self, buffer: bytes, start: int) -> bytes | None:
        """The whole row; None when its end is yet to come."""
        opened = buffer.find(b">", start)
        if opened < 0:
            return None
        if buffer[opened - 1 : opened] == b"/":
            return buffer[start : opened + 1]
        end = buffer.find(self.close, opened)
        return buffer[start : end + len(self.close)] if end >= 0 else None


def _expected(sheet: SheetEdit) -> dict[int, list[tuple[int, Value]]]:
    """Row -> (column, value) of the remembered records, where they lie now."""
    expected: dict[int, list[tuple[int, Value]]] = {}
    for block, index, values in sheet.witness.records():
        moved = sum(group.by for group in sheet.groups if group.last_row < block.first_row)
        top = block.first_row + index * block.height + moved
        for (offset, column), value in zip(block.spots, values, strict=True):
            expected.setdefault(top + offset, []).append((column, value))
    return expected


def _rows(package: Package, name: str) -> Iterator[tuple[int, bytes]]:
    """All rows of a sheet part, however they are written."""
    buffer = b""
    for piece in _content(package, name):
        buffer += piece
        at = 0
        while (found := _ROW.search(buffer, at)) is not None:
            end = found.end() if found[2] else buffer.find(b"row>", found.end()) + 4
            if end < found.end():
                at = found.start()
                break
            yield int(found[1]), buffer[found.start() : end]
            at = end
        buffer = buffer[at:]


def same(value: Value, cell: Cell | None) -> bool:
    """Whether a cell shows the value that was to be written."""
    if value is None or (isinstance(value, str) and not clean(value)):
        return cell is None or cell.kind == "blank"
    if cell is None:
        return False
    if isinstance(value, str):
        return cell.text == clean(value)
    if isinstance(value, bool):
        return cell.value is value
    if isinstance(value, date):
        if cell.kind != "date":
            return cell.kind == "text"
        shown = cell.value if isinstance(value, datetime) == isinstance(cell.value, datetime) else None
        return shown == value or str(cell.value)[:10] == str(value)[:10]
    return _same_number(value, cell)


def _same_number(value: float | Decimal, cell: Cell) -> bool:
    if isinstance(cell.value, (int, float)) and not isinstance(cell.value, bool):
        return isclose(float(value), float(cell.value), rel_tol=1e-12)
    return cell.kind == "date" or cell.text == str(value)
