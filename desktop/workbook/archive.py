"""Writing the new package: untouched parts as their compressed bytes, changed parts as one deflate stream."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any, Final


def _find_fast() -> Any:
    """isal where the wheel is present; the standard library otherwise, three times slower."""
    try:
        return import_module("isal.isal_zlib")
    except ImportError:
        return zlib


_FAST: Final = _find_fast()

_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CENTRAL: Final = struct.Struct("<4s6H3L5H2L")
_END: Final = struct.Struct("<4s4H2LH")
_DEFLATED: Final = 8
_UTF8_NAME: Final = 0x800
_VERSION: Final = 20
_CHUNK: Final = 1 << 16


def deflater() -> Any:
    """A raw deflate compressor at the fastest level."""
    return _FAST.compressobj(1, zlib.DEFLATED, -15)


def inflater() -> Any:
    """The matching decompressor."""
    return _FAST.decompressobj(-15)


def crc32(data: bytes, before: int = 0) -> int:
    """The zip's checksum, continued from `before`."""
    return int(_FAST.crc32(data, before))


@dataclass(slots=True)
class Segment:
    """A finished stretch of a part: compressed bytes that can be joined to others, and its checksum."""

    data: IO[bytes] | bytes
    packed: int
    size: int
    crc: int


class SegmentWriter:
    """Compresses text into a segment; `full_flush` makes it independent of what stands before it."""

    def __init__(self, sink: IO[bytes]) -> None:
        self.sink = sink
        self.packer = deflater()
        self.size = self.packed = self.crc = 0

    def write(self, data: bytes) -> None:
        """Adds bytes."""
        self.size += len(data)
        self.crc = crc32(data, self.crc)
        self._put(self.packer.compress(data))

    def close(self) -> Segment:
        """Ends the segment on a byte boundary without ending the deflate stream."""
        self._put(self.packer.flush(zlib.Z_FULL_FLUSH))
        return Segment(self.sink, self.packed, self.size, self.crc)

    def _put(self, data: bytes) -> None:
        self.packed += len(data)
        self.sink.write(data)


def text_segment(data: bytes, *, last: bool) -> Segment:
    """A segment from bytes at hand; the last one of a part ends the stream."""
    packer = deflater()
    packed = packer.compress(data) + packer.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
    return Segment(packed, len(packed), len(data), crc32(data))


def combine_crc(first: int, second: int, length: int) -> int:
    """The checksum of two stretches joined, from theirs and the length of the second (zlib's method)."""
    if length <= 0:
        return first
    odd = [0xEDB88320] + [1 << bit for bit in range(31)]
    even = _square(odd)
    odd = _square(even)
    while True:
        even = _square(odd)
        if length & 1:
            first = _times(even, first)
        length >>= 1
        if not length:
            break
        odd = _square(even)
        if length & 1:
            first = _times(odd, first)
        length >>= 1
        if not length:
            break
    return first ^ second


def _times(matrix: list[int], vector: int) -> int:
    total = index = 0
    while vector:
        if vector & 1:
            total ^= matrix[index]
        vector >>= 1
        index += 1
    return total


def _square(matrix: list[int]) -> list[int]:
    return [_times(matrix, row) for row in matrix]


@dataclass(slots=True)
class _Entry:
    name: bytes
    flags: int
    method: int
    moment: tuple[int, int]
    crc: int
    packed: int
    size: int
    attributes: int
    offset: int = 0


class Archive:
    """A zip written part by part in a given order; sizes are known, so no data descriptors."""

    def __init__(self, sink: IO[bytes]) -> None:
        self.sink = sink
        self.at = 0
        self.entries: list[_Entry] = []

    def copy(self, source: IO[bytes], info: zipfile.ZipInfo) -> None:
        """A part as it lies in the template, byte for byte."""
        entry = _Entry(
            *_name(info),
            info.compress_type,
            _moment(info),
            info.CRC,
            info.compress_size,
            info.file_size,
            info.external_attr,
        )
        self._header(entry)
        for piece in raw_bytes(source, info):
            self._write(piece)

    def add(self, info: zipfile.ZipInfo, segments: list[Segment]) -> None:
        """A changed part from its segments, under the template's name and date."""
        crc = 0
        for segment in segments:
            crc = combine_crc(crc, segment.crc, segment.size)
        packed, size = sum(s.packed for s in segments), sum(s.size for s in segments)
        self._header(_Entry(*_name(info), _DEFLATED, _moment(info), crc, packed, size, info.external_attr))
        for segment in segments:
            if isinstance(segment.data, bytes):
                self._write(segment.data)
                continue
            segment.data.seek(0)
            while piece := segment.data.read(_CHUNK):
                self._write(piece)

    def close(self) -> None:
        """The directory at the end."""
        start = self.at
        for entry in self.entries:
            self._write(
                _CENTRAL.pack(
                    b"PK\x01\x02",
                    _VERSION,
                    _VERSION,
                    entry.flags,
                    entry.method,
                    *entry.moment,
                    entry.crc,
                    entry.packed,
                    entry.size,
                    len(entry.name),
                    0,
                    0,
                    0,
                    0,
                    entry.attributes,
                    entry.offset,
                )
                + entry.name
            )
        count = len(self.entries)
        self._write(_END.pack(b"PK\x05\x06", 0, 0, count, count, self.at - start, start, 0))

    def _header(self, entry: _Entry) -> None:
        entry.offset = self.at
        self.entries.append(entry)
        self._write(
            _LOCAL.pack(
                b"PK\x03\x04",
                _VERSION,
                entry.flags,
                entry.method,
                *entry.moment,
                entry.crc,
                entry.packed,
                entry.size,
                len(entry.name),
                0,
            )
            + entry.name
        )

    def _write(self, data: bytes) -> None:
        self.sink.write(data)
        self.at += len(data)


def raw_bytes(source: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The compressed bytes of an entry as they lie in the file."""
    source.seek(info.header_offset)
    header = _LOCAL.unpack(source.read(_LOCAL.size))
    source.seek(header[9] + header[10], 1)
    left = info.compress_size
    while left:
        piece = source.read(min(left, _CHUNK))
        if not piece:
            raise EOFError(info.filename)
        left -= len(piece)
        yield piece


def _name(info: zipfile.ZipInfo) -> tuple[bytes, int]:
    name = info.filename.replace("\\", "/").lstrip("/")
    try:
        return name.encode("ascii"), 0
    except UnicodeEncodeError:
        return name.encode("utf-8"), _UTF8_NAME


def _moment(info: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, max(year - 1980, 0) << 9 | month << 5 | day
