"""Words by which clerks and bureaus head columns, beside the labels and aliases on the models.

One module an area, a block of text a record; in it `field: word word …`, a line that is indented goes on.
A word with [one|other|] or with a <morpheme> stands for all that can be made of it: 拟[招|培训]<人数>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from desktop.records.wordings import certificates, people, plans, practice, school, training
from desktop.records.wordings.morphemes import MORPHEMES

_PLACE: Final = re.compile(r"<([^<>]+)>|\[([^\[\]]*)\]")
_AREAS: Final = (training, plans, certificates, people, practice, school)


def words_of(record: str, field: str) -> tuple[str, ...]:
    """What else the field is called where it heads a column."""
    return tuple(word for word in words().get((record, field), ()) if not _is_pattern(word))


def made_of(record: str, field: str) -> tuple[str, ...]:
    """What can be made of the field's patterns, none twice."""
    patterns = [word for word in words().get((record, field), ()) if _is_pattern(word)]
    return tuple(dict.fromkeys(word for pattern in patterns for word in expand(pattern)))


def _is_pattern(word: str) -> bool:
    return "[" in word or "<" in word


def expand(pattern: str) -> Iterator[str]:
    """Every word a pattern stands for."""
    found = _PLACE.search(pattern)
    if found is None:
        yield pattern
        return
    choices = MORPHEMES[found[1]] if found[1] else found[2]
    for choice in choices.split("|"):
        yield from (f"{pattern[: found.start()]}{choice}{rest}" for rest in expand(pattern[found.end() :]))


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
