"""The records of an old .xls that no reader hands over: what is left behind, how its sheets are printed."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import olefile  # type: ignore[import-untyped]  # no stubs

# BIFF8 record → what a person calls it
_LOST: Final = {
    0x0006: "公式 {n} 个（只留下了算好的值）",
    0x01BE: "下拉列表和输入限制 {n} 处",
    0x01B1: "条件格式 {n} 条",
    0x005D: "图形、图片或文本框 {n} 处",
    0x001C: "批注 {n} 条",
    0x0012: "工作表保护",
    0x01B8: "超链接 {n} 处",
}
_SWITCHES: Final = frozenset({0x0012})  # there even when off
_BOUNDSHEET, _EOF, _SETUP, _WSBOOL = 0x0085, 0x000A, 0x00A1, 0x0081
_FILEPASS: Final = 0x002F
_OBJECT, _NO_DRAWINGS = 0x005D, frozenset({0x14, 0x19})


@dataclass(frozen=True, slots=True)
class Printing:
    """How one sheet is printed."""

    paper: int = 9
    landscape: bool = False
    fit: bool = False
    wide: int = 1
    tall: int = 0


def stream_of(path: Path) -> bytes:
    """The BIFF stream; empty when the file has none."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            name = next((each for each in ("Workbook", "Book") if ole.exists(each)), None)
            return bytes(ole.openstream(name).read()) if name is not None else b""
    except (OSError, ValueError, struct.error):
        return b""


def has_macros(path: Path) -> bool:
    """Whether the file carries a VBA project."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            return bool(ole.exists("_VBA_PROJECT_CUR"))
    except (OSError, ValueError, struct.error):
        return False


def is_locked(stream: bytes) -> bool:
    """Whether a password is needed to read it."""
    return any(kind == _FILEPASS for kind, _ in records(stream[:4096]))


def left_behind(path: Path, stream: bytes) -> list[str]:
    """What the conversion leaves out, counted."""
    found = Counter(
        kind for kind, data in records(stream)
        if kind in _LOST and not _is_nothing(kind, data)
    )  # fmt: skip
    said = [text.format(n=found[kind]) for kind, text in _LOST.items() if found[kind]]
    return [*said, "宏"] if has_macros(path) else said


def _is_nothing(kind: int, data: bytes) -> bool:
    """A switch that is off; the arrow of a drop-down or the frame of a comment, which count elsewhere."""
    if kind == _OBJECT:
        return len(data) >= 6 and struct.unpack_from("<H", data, 4)[0] in _NO_DRAWINGS
    return kind in _SWITCHES and not data.strip(b"\0")


def records(stream: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """The records from a place on: kind and content."""
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def printings(stream: bytes) -> list[Printing]:
    """How each sheet is printed, in the order of the sheets."""
    starts = [
        struct.unpack_from("<L", data)[0]
        for kind, data in records(stream)
        if kind == _BOUNDSHEET and len(data) >= 4
    ]
    return [_printing(stream, start) for start in starts]


def _printing(stream: bytes, start: int) -> Printing:
    fit, setup = False, b""
    for kind, data in records(stream, start):
        if kind == _WSBOOL and len(data) >= 2:
            fit = bool(struct.unpack_from("<H", data)[0] & 0x0100)
        elif kind == _SETUP and len(data) >= 12:
            setup = data
        elif kind == _EOF:
            break
    if not setup:
        return Printing(fit=fit)
    paper, _, _, wide, tall, flags = struct.unpack_from("<6H", setup)
    known = not flags & 0x0004
    return Printing(paper if known else 9, known and not flags & 0x0002, fit, wide, tall)
