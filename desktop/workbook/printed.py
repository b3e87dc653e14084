"""Blank printed rows that all look the same, taken out of a sheet part before it becomes a tree."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from desktop.workbook.blocks import Group

_FEWEST: Final = 40  # fewer are written as cells of the tree as quickly
_BLANK_ROW: Final = re.compile(
    rb'<row r="(\d+)"(?P<attributes>(?: [\w:]+="[^"]*")*)\s*>'
    rb'(?:<c r="[A-Z]+\d+"(?: s="\d+")?(?: t="n")?\s*(?:/>|></c>))*</row>'
)
_ROW: Final = re.compile(rb"<row\b[^>]*>")
_NUMBER: Final = re.compile(rb' r="(\d{1,7})"')
_ATTRIBUTE: Final = re.compile(rb' ([\w:]+)="([^"]*)"')
_STREAMED: Final = frozenset(
    (b"spans", b"s", b"customFormat", b"ht", b"customHeight", b"thickTop", b"thickBot", b"x14ac:dyDescent")
)


def cut_printed(data: bytes, groups: Collection[Group]) -> bytes:
    """The part without the rows of each list that its stream can write; the groups are told which."""
    for group in groups:
        usual = group.height == 1 and all(block.surplus == "keep" for block in group.blocks)
        if usual and group.last_row - group.first_row >= _FEWEST:
            data = _cut(data, group)
    return data


def _cut(data: bytes, group: Group) -> bytes:
    """Keeps the first of the equal rows as the one that all look like."""
    start = data.find(b'<row r="%d"' % group.sample)
    match = _BLANK_ROW.match(data, start) if start >= 0 else None
    if match is None or not _plain(match["attributes"]):
        return data
    mark = b'%d"' % group.sample
    pieces = re.split(rb'(?<=r=")([A-Z]*)' + mark, match[0])

    def row(number: int) -> bytes:
        text = b'%d"' % number
        return b"".join(piece + text if at % 2 else piece for at, piece in enumerate(pieces))

    first, top = start, group.sample
    highest = max(block.first_row for block in group.blocks)
    while top > highest:
        above = row(top - 1)
        if data[first - len(above) : first] != above:
            break
        first, top = first - len(above), top - 1
    end, last = match.end(), group.sample
    while last < group.last_row:
        below = row(last + 1)
        if not data.startswith(below, end):
            break
        end, last = end + len(below), last + 1
    if last - top < _FEWEST:
        return data
    rest = data[: first + len(row(top))] + data[end:]
    if not _numbered(rest, range(top + 1, last + 1)):
        return data
    group.model = top
    group.printed = Group(top + 1, last, group.blocks, model=top)
    return rest


def _numbered(data: bytes, gone: range) -> bool:
    """Whether all rows that stay say their number, and none of them one that is gone."""
    numbers = [_NUMBER.search(row) for row in _ROW.findall(data)]
    return all(number is not None and int(number[1]) not in gone for number in numbers)


def _plain(attributes: bytes) -> bool:
    """Whether the row says nothing that a stream does not write."""
    return all(
        name in _STREAMED or value in (b"0", b"false") for name, value in _ATTRIBUTE.findall(attributes)
    )
