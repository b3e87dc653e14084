"""Mappings that come with the program for what schools get first: exports of systems, told by header."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from desktop.core.datafile import read_datafile
from desktop.core.words import normalise_label
from desktop.records.catalogue import Record
from desktop.services.importing.mapping import header_text
from desktop.services.office import Office
from desktop.workbook.sheet import Sheet
from desktop.workbook.table import Column

_FOLDER: Final = "imports"
_TOP: Final = 8
# 1、您的姓名： of a questionnaire is 姓名.
_QUESTION: Final = re.compile(r"^\*?\s*\d{1,3}\s*[、.．)）]\s*\*?(请?(填写|选择|输入|问))?\s*([您你]的?)?")


@dataclass(frozen=True)
class Shipped:
    """One known export: of which record, by which headers it is told, what its columns and words mean."""

    label: str
    record: str
    telling: frozenset[str]
    least: int
    columns: Mapping[str, str]
    words: Mapping[tuple[str, str], str]

    def fits(self, columns: Sequence[Column]) -> bool:
        """Whether enough of the headers that tell it are there."""
        there = {question(column.path[-1]) for column in columns}
        return len(there & self.telling) >= self.least

    def mapping(self, columns: Sequence[Column]) -> dict[str, str]:
        """Header → field for the columns it knows; a field goes to the first of its columns."""
        found: dict[str, str] = {}
        for column in columns:
            label = self.columns.get(question(column.path[-1]))
            if label is not None and (not label or label not in found.values()):
                found[header_text(column)] = label
        return found


def question(text: str) -> str:
    """A header without the number and the courtesies of a questionnaire, as headers are compared."""
    return normalise_label(_QUESTION.sub("", text.strip()))


def header_row(office: Office, record: Record, sheet: Sheet) -> int:
    """The row of the sheet that heads a known export of the record, 0 if none does."""
    every = [each for each in shipped(office.resources / _FOLDER) if each.record == record.id]
    for row in range(1, min(sheet.max_row, _TOP) + 1):
        texts = {question(cell.text) for cell in sheet.rows.get(row, {}).values() if cell.kind == "text"}
        if any(len(texts & each.telling) >= each.least for each in every):
            return row
    return 0


def shipped_for(office: Office, record: Record, columns: Sequence[Column]) -> Shipped | None:
    """The known export of the record that these columns are."""
    found = (each for each in shipped(office.resources / _FOLDER) if each.record == record.id)
    return next((each for each in found if each.fits(columns)), None)


def shipped_as(office: Office, columns: Sequence[Column]) -> Shipped | None:
    """The known export, of whichever record, that these columns are; the one told by most headers."""
    fitting = [each for each in shipped(office.resources / _FOLDER) if each.fits(columns)]
    there = {question(column.path[-1]) for column in columns}
    return max(fitting, key=lambda each: len(there & each.telling), default=None)


@cache
def shipped(folder: Path) -> tuple[Shipped, ...]:
    """All mappings of the folder."""
    return tuple(read_shipped(path) for path in sorted(folder.glob("*.toml")))


def read_shipped(path: Path) -> Shipped:
    """One file: label, record, source, telling headers, [columns] and [words."字段"]."""
    from desktop.records.catalogue import record as record_named

    top = read_datafile(path)
    label, record = top.text("label"), top.text("record")
    top.text("source")
    telling, least = top.texts("telling"), top.whole("least")
    section = top.section("columns")
    headers = section.keys()
    columns = {normalise_label(header): section.text(header, "") for header in headers}
    section.done()
    words = {}
    every = top.section("words")
    fields = every.keys()
    for field in fields:
        one = every.section(field)
        typed_words = one.keys()
        words.update({(field, typed): one.text(typed) for typed in typed_words})
        one.done()
    every.done()
    top.done()
    return Shipped(
        label,
        record_named(record).id,
        frozenset(map(normalise_label, telling)),
        least,
        columns,
        words,
    )
