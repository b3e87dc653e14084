"""The data behind a filed return as bytes: rows with their ids and values, cells with what was counted."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from desktop.services.returning.shape import Shown
from desktop.services.validating.scope import Finding

FORMAT = 1
# Whole lines of JSON shrink to a tenth; a fixed level, so that the same data gives the same bytes.
_LEVEL = 9


@dataclass(frozen=True, slots=True)
class FiledColumn:
    """A column as it was: its letter, header, how it was filled, the label and dotted paths of its fields."""

    letter: str
    kind: str
    header: str
    label: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FiledCell:
    """A cell outside the list: its value, the field or measure, and for a count the rows that made it.

    `paths` are the fields it shows as (record, row, dotted path).
    """

    value: Shown
    label: str = ""
    paths: tuple[tuple[str, int, str], ...] = ()
    record: str = ""
    measure: str = ""
    counted: tuple[tuple[str, int], ...] = ()  # record, id


@dataclass(slots=True)
class FiledSheet:
    """One table: `links` are, for each way a column's field is reached, the ids it led to, row by row."""

    name: str
    record: str
    header_rows: tuple[int, int] = (0, 0)
    first_row: int = 0
    last_row: int = 0
    columns: list[FiledColumn] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    rows: list[tuple[Shown, ...]] = field(default_factory=list)
    links: dict[str, list[int | None]] = field(default_factory=dict)
    cells: dict[str, FiledCell] = field(default_factory=dict)

    @property
    def counted(self) -> set[tuple[str, int]]:
        """The rows behind all its counted numbers, each once."""
        return {row for cell in self.cells.values() for row in cell.counted}


@dataclass(slots=True)
class FiledFile:
    """One file of the return with what stands in it; `title` of a form that is made for each class."""

    name: str
    sha256: str
    size: int
    title: str = ""
    sheets: list[FiledSheet] = field(default_factory=list)


@dataclass(slots=True)
class Behind:
    """Everything a filed return was made from; `act` is the number of the last act before it."""

    form: str
    form_id: str
    window: str
    start: date
    end: date
    act: int
    where: list[str] = field(default_factory=list)
    files: list[FiledFile] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of the lists, cards; of a cross table the rows of the ledger that its numbers were made of."""
        sheets = [sheet for file in self.files for sheet in file.sheets]
        listed = sum(len(sheet.rows) for sheet in sheets)
        return listed + sum(len(sheet.counted) for sheet in sheets if not sheet.rows)


def pack(behind: Behind) -> bytes:
    """As bytes to be kept; the same data gives the same bytes."""
    document = {"format": FORMAT, **asdict(behind)}
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True, default=_plain)
    return zlib.compress(text.encode(), _LEVEL)


def _plain(value: object) -> Any:
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    raise TypeError(f"no notation for {type(value).__name__}")


def unpack(content: bytes) -> Behind:
    """The way back."""
    read = json.loads(zlib.decompress(content), object_hook=_typed)
    read.pop("format")
    files = [_file(each) for each in read.pop("files")]
    findings = [Finding(**each) for each in read.pop("findings")]
    return Behind(**read, files=files, findings=findings)


def _typed(value: dict[str, Any]) -> Any:
    if value.keys() == {"number"}:
        return Decimal(value["number"])
    if value.keys() == {"day"}:
        return date.fromisoformat(value["day"])
    return value


def _file(read: dict[str, Any]) -> FiledFile:
    sheets = [_sheet(each) for each in read.pop("sheets")]
    return FiledFile(**read, sheets=sheets)


def _sheet(read: dict[str, Any]) -> FiledSheet:
    columns = [FiledColumn(**{**each, "paths": tuple(each["paths"])}) for each in read.pop("columns")]
    cells = {ref: _cell(each) for ref, each in read.pop("cells").items()}
    rows = [tuple(row) for row in read.pop("rows")]
    header = read.pop("header_rows")
    return FiledSheet(**read, header_rows=(header[0], header[1]), columns=columns, cells=cells, rows=rows)


def _cell(read: Mapping[str, Any]) -> FiledCell:
    counted = tuple((name, row_id) for name, row_id in read["counted"])
    paths = tuple((name, row_id, dotted) for name, row_id, dotted in read["paths"])
    return FiledCell(**{**read, "counted": counted, "paths": paths})


def digest_of(files: Sequence[FiledFile]) -> str:
    """The hash of a return: its file's, or of several files that of their hashes and names in order."""
    if len(files) == 1:
        return files[0].sha256
    listed = "".join(f"{each.sha256}  {each.name}\n" for each in sorted(files, key=lambda each: each.name))
    return hashlib.sha256(listed.encode()).hexdigest()


def counts(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings of each severity."""
    found = {"error": 0, "warning": 0, "hint": 0}
    for each in findings:
        found[each.severity] += 1
    return found
