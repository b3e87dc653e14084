"""A copy of a workbook without some of its rows: what stands around a very long list, read by itself."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from desktop.workbook.package import Package

_DATA: Final = re.compile(rb"<((?:\w+:)?)sheetData[ >]")


def without_rows(source: Path, target: Path, rows: Mapping[str, Iterable[tuple[int, int]]]) -> bool:
    """Writes `target` as `source` without rows first–last of each sheet named; the rows below keep their
    numbers. False, and nothing is written, where a sheet's rows are not written one after another."""
    with Package(source) as package:
        cut: dict[str, bytes] = {}
        for entry in package.sheets:
            data = package.read(entry.part) if entry.name in rows else b""
            for first, last in sorted(rows.get(entry.name, ()), reverse=True):
                shorter = _cut(data, first, last)
                if shorter is None:
                    return False
                data = shorter
            if data:
                cut[entry.part] = data
        how = zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", how, compresslevel=1) as new:
            for name in old.namelist():
                new.writestr(name, cut[name] if name in cut else old.read(name))
    return True


def _cut(data: bytes, first: int, last: int) -> bytes | None:
    found = _DATA.search(data)
    if found is None:
        return None
    row = b"<%srow " % found[1]
    start = _row(data, row, first, found.end())
    stop = _row(data, row, last, start) if start >= 0 else -1
    if stop < 0:
        return None
    closed, following = data.find(b">", stop), data.find(row, stop + 1)
    if data[closed - 1 : closed] == b"/":
        end = closed + 1
    else:
        close = b"</%srow>" % found[1]
        end = data.find(close, stop) + len(close)
    return data[:start] + data[end:] if 0 <= following >= end or following < 0 else None


def _row(data: bytes, row: bytes, number: int, at: int) -> int:
    """Where the row's tag begins; the number may stand behind other attributes."""
    place = data.find(b'%sr="%d"' % (row, number), at)
    if place >= 0:
        return place
    found = re.compile(re.escape(row) + rb'[^>]*?\br="%d"' % number).search(data, at)
    return found.start() if found is not None else -1
