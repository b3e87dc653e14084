"""Words by which clerks and bureaus head columns, beside the labels and aliases on the models.

One module an area, a block of text a record; in it `field: word word …`, a line that is indented goes on.
A word with [one|other|] or with a <morpheme> stands for all that can be made of it: 拟[招|培训]<人数>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from typing import Final

from desktop.records.wordings import certificates, people, plans, practice, school, training
from desktop.records.wordings.morphemes import MORPHEMES

_PLACE: Final = re.compile(r"<([^<>]+)>|\[([^\[\]]*)\]")
_MORPHEME: Final = re.compile("<([^<>]+)>")
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
    pieces: list[list[str]] = []
    at = 0
    for found in _PLACE.finditer(pattern):
        pieces += [[pattern[at : found.start()]], _choices(found[1], found[2])]
        at = found.end()
    return map("".join, product(*pieces, [pattern[at:]]))


def _choices(morpheme: str | None, listed: str) -> list[str]:
    """What may stand in one place; a morpheme may be one of several choices: [人员|<教师>]."""
    if morpheme:
        return MORPHEMES[morpheme].split("|")
    found: list[str] = []
    for choice in listed.split("|"):
        inner = _MORPHEME.fullmatch(choice)
        found += MORPHEMES[inner[1]].split("|") if inner else [choice]
    return found


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
