"""Words by which clerks and bureaus head columns, beside the labels and aliases on the models.

One module an area, a block of text a record; in it `field: word word …`, a line that is indented goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from desktop.records.wordings import certificates, people, plans, practice, school, training

_AREAS = (training, plans, certificates, people, practice, school)


def words_of(record: str, field: str) -> tuple[str, ...]:
    """What else the field is called where it heads a column."""
    return words().get((record, field), ())


@cache
def words() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Record and field → its words, in the order of the areas."""
    return {
        (record, field): tuple(listed)
        for area in _AREAS
        for record, block in area.WORDS.items()
        for field, listed in fields_of(block)
    }


def fields_of(block: str) -> Iterator[tuple[str, list[str]]]:
    """The fields of a record's block, each with its words as they stand there."""
    name, listed = "", list[str]()
    for line in block.splitlines():
        head, colon, rest = line.partition(":")
        if colon and not line[0].isspace():
            if name:
                yield name, listed
            name, listed = head, rest.split()
        else:
            listed += line.split()
    if name:
        yield name, listed
