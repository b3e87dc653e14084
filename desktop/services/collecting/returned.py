"""Files that came back: recognised by their marks, whatever they are called now, and read row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Final

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.services.collecting.batch import MARK, Addressee, Batch
from desktop.services.collecting.cells import BLANK, Reading, digest, read_cell, read_token
from desktop.services.importing.body import SAME_AS_ABOVE
from desktop.services.importing.fields import is_key
from desktop.services.importing.files import read_unlocked
from desktop.services.office import Office
from desktop.workbook.encrypted import NeedsPassword
from desktop.workbook.handout import read_mark
from desktop.workbook.refs import column_letters
from desktop.workbook.sheet import Cell, Sheet, Workbook
from desktop.workbook.words import tidy

FOREIGN: Final = "不是收表发出的表"
OTHER_LEDGER: Final = "是别的台账发出的表"
UNKNOWN: Final = "台账里没有这次收表（可能已撤销，或换过台账）"
_SUFFIXES: Final = (".xlsx", ".xlsm", ".xls", ".et", ".csv")


@dataclass(slots=True)
class ReturnedRow:
    """One row that came back. `id` is None for a new one; `sent` the digests of what went out."""

    row: int
    id: int | None
    cells: dict[str, Reading]  # by dotted name, of the columns that are there
    sent: dict[str, str] = field(default_factory=dict)
    astray: bool = False  # what names the row is another's: hardly the same row any more


@dataclass(slots=True)
class Returned:
    """One sheet that came back from an addressee."""

    file: FilePath
    sheet: str
    batch: Batch
    to: Addressee
    header: int
    letters: dict[str, str]  # dotted name → column letter
    rows: list[ReturnedRow] = field(default_factory=list)
    gone: int = 0  # rows that went out and are not in it (or blank)
    lost: list[str] = field(default_factory=list)  # headers of columns that are no longer there
    password: str = ""  # what opened the file

    @property
    def known(self) -> list[ReturnedRow]:
        return [row for row in self.rows if row.id is not None]

    @property
    def fresh(self) -> list[ReturnedRow]:
        return [row for row in self.rows if row.id is None]

    def place(self, row: int, name: str = "") -> str:
        """Where it stands, for people."""
        column = f" {self.letters[name]} 列" if name in self.letters else ""
        return f"{self.file.name}「{self.sheet}」第 {row} 行{column}"


@dataclass(frozen=True, slots=True)
class Stray:
    """A file that is none of ours, with why."""

    file: FilePath
    why: str
    locked: bool = False  # none of the passwords opens it

    @property
    def spoken(self) -> str:
        """The file and why, in one sentence; some reasons name the file themselves."""
        name = f"“{self.file.name}”"
        return self.why if self.why.startswith(name) else f"{name}{self.why}"


def read_folder(
    office: Office,
    folder: FilePath,
    batches: Sequence[Batch],
    progress: Progress,
    passwords: Sequence[str] = (),
) -> tuple[list[Returned], list[Stray]]:
    """Every returned sheet of the folder, in the order of the files' names, and the files that are none.

    People lock what they hand back: each of the `passwords` is tried on each file that is locked.
    """
    found: list[Returned] = []
    strays: list[Stray] = []
    files = files_in(folder)
    for number, file in enumerate(files):
        progress.step(number, len(files), f"读取“{file.name}”")
        try:
            mine = _read_file(office, file, batches, progress, passwords)
        except NeedsPassword as problem:
            said = "有打开密码" + ("，给出的都打不开" if problem.wrong else "")
            strays.append(Stray(file, said, locked=True))
        except UserError as problem:
            strays.append(Stray(file, str(problem)))
        except _NotOurs as problem:
            strays.append(Stray(file, problem.why))
        else:
            found += mine
    return found, strays


def files_in(folder: FilePath) -> list[FilePath]:
    """The workbooks of a folder and of those in it."""
    if not folder.is_dir():
        raise UserError(f"“{folder}”不是文件夹", hint="请选放着交回的表的文件夹")
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _SUFFIXES and not path.name.startswith(("~$", "."))
    ]
    if not found:
        raise UserError(f"文件夹“{folder.name}”里没有表格", hint="请把交回的表放进去")
    return found


class _NotOurs(Exception):
    """The file was not sent out by this ledger."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def _read_file(
    office: Office, file: FilePath, batches: Sequence[Batch], progress: Progress, passwords: Sequence[str]
) -> list[Returned]:
    book, password = read_unlocked(file, progress, passwords)
    found: list[Returned] = []
    why = FOREIGN
    named = ""
    for sheet in book.sheets:
        place = _mark_in(sheet)
        mark = place[2] if place else ""
        if not mark and not found:
            mark = named = named or read_mark(file)
        if not mark or (place is None and not _headed(sheet, batches, mark)):
            continue
        why, returned = _understood(office, file, book, sheet, batches, mark, place)
        if returned is not None:
            returned.password = password
            found.append(returned)
    if not found:
        raise _NotOurs(why)
    return found


def _mark_in(sheet: Sheet) -> tuple[int, int, str] | None:
    """Row, column and text of the mark in a sheet's cells."""
    for number, cells in sheet.rows.items():
        for column, cell in cells.items():
            if cell.kind == "text" and cell.text.startswith(f"{MARK}:"):
                return number, column, cell.text.strip()
    return None


def _headed(sheet: Sheet, batches: Sequence[Batch], mark: str) -> bool:
    """Whether a sheet without a mark of its own has the header of the batch that the file speaks of."""
    batch = next((each for each in batches if f":{each.id}:" in mark), None)
    return batch is not None and _header_row(sheet, batch, 1) > 0


def _understood(
    office: Office,
    file: FilePath,
    book: Workbook,
    sheet: Sheet,
    batches: Sequence[Batch],
    mark: str,
    place: tuple[int, int, str] | None,
) -> tuple[str, Returned | None]:
    parts = mark.split(":")
    if len(parts) != 4 or not parts[3].isdigit():
        return FOREIGN, None
    if parts[1] != str(office.ledger.school_id):
        return OTHER_LEDGER, None
    batch = next((each for each in batches if each.id == parts[2]), None)
    to = batch.addressee(int(parts[3])) if batch is not None else None
    if batch is None or to is None:
        return UNKNOWN, None
    columns, header = _columns(sheet, batch, place[0] if place else 0)
    if header == 0 or not columns:
        return "表头已经不在，认不出各列", None
    letters = {name: column_letters(column) for name, column in columns.items()}
    returned = Returned(file, sheet.name, batch, to, header, letters)
    returned.lost = [
        text for name, text in zip(batch.names, batch.headers, strict=True) if name not in columns
    ]
    _read_rows(office, book, sheet, returned, columns, place[1] if place else 0)
    return "", returned


def _columns(sheet: Sheet, batch: Batch, tags: int) -> tuple[dict[str, int], int]:
    """Where each column stands now: by the hidden row of tags, else by its header; and the header's row."""
    cells = sheet.rows.get(tags, {})
    tagged = {cell.text.strip().removeprefix("@"): column for column, cell in cells.items()}
    found = {name: tagged[name] for name in batch.names if name in tagged}
    header = _header_row(sheet, batch, tags + 1) or (tags + 1 if found else 0)
    for column, cell in sheet.rows.get(header, {}).items():
        text = tidy(cell.text)
        for name, said in zip(batch.names, batch.headers, strict=True):
            if name not in found and tidy(said) == text and column not in found.values():
                found[name] = column
    return found, header


def _header_row(sheet: Sheet, batch: Batch, first: int) -> int:
    """The row from `first` on that has most of the headers, at least half; 0 when none has."""
    wanted = {tidy(text) for text in batch.headers}
    best, most = 0, 0
    for number, cells in sheet.rows.items():
        shared = len(wanted & {tidy(cell.text) for cell in cells.values() if cell.kind == "text"})
        if number >= first and shared > most:
            best, most = number, shared
    return best if most * 2 >= len(wanted) else 0


def _read_rows(
    office: Office, book: Workbook, sheet: Sheet, returned: Returned, columns: dict[str, int], marked: int
) -> None:
    batch, paths = returned.batch, {path.name: path for path in returned.batch.paths}
    known: dict[tuple[object, ...], Reading] = {}  # the same contents come again in a column
    above: dict[int, Cell] = {}
    for number, cells in sheet.rows.items():
        if number <= returned.header:
            continue
        read: dict[str, Reading] = {}
        for name, column in columns.items():
            cell = _meant(cells.get(column), above.get(column))
            if cell is not None and cell.kind != "blank":
                above[column] = cell
            key = (name, cell.kind, cell.value, cell.text, cell.formula) if cell is not None else (name,)
            if key not in known:
                known[key] = read_cell(office, paths[name], cell, date1904=book.date1904)
            read[name] = known[key]
        told = None
        for column in (marked, *cells) if marked in cells else cells:
            cell = cells[column]
            if cell.kind == "text" and column not in columns.values():
                told = told or read_token(batch, cell.text)
        if any(each != BLANK for each in read.values()):
            row_id, sent = told or (None, {})
            returned.rows.append(ReturnedRow(number, row_id, read, sent))
    _settle_marks(returned)
    there = {row.id for row in returned.known}
    returned.gone = max(0, returned.to.rows - len(there))


def _meant(cell: Cell | None, above: Cell | None) -> Cell | None:
    """The cell, or the one above where it says 同上."""
    if cell is None or cell.kind != "text" or tidy(cell.text) not in SAME_AS_ABOVE:
        return cell
    return above or cell._replace(value="同上", text="同上", kind="error")


# -- marks that went astray -------------------------------------------------------------------------------


def _settle_marks(returned: Returned) -> None:
    """Rows that were sorted without their hidden marks, copied with them, or written over."""
    naming = _naming(returned)
    marks = {row.id: row.sent for row in returned.known if row.sent and row.id is not None}
    off = [
        row
        for row in returned.known
        if row.sent and _fits(returned.batch, row, row.id, row.sent, naming) == 0
    ]
    free = {row.id for row in off}
    for row in off:
        whole = [
            each
            for each in free
            if each is not None and _fits(returned.batch, row, each, marks[each], naming) == 1
        ]
        if len(whole) == 1:
            row.id, row.sent = whole[0], marks[whole[0]]
        else:
            row.astray = True
    _settle_copies(returned, naming)


def _settle_copies(returned: Returned, naming: Sequence[str]) -> None:
    """A row copied whole to write a new one below: the copy is new as soon as what names it was changed."""
    first: dict[int, ReturnedRow] = {}
    for row in list(returned.rows):
        if row.id is None:
            continue
        other = first.setdefault(row.id, row)
        if other is row:
            continue
        if row.cells == other.cells:
            returned.rows.remove(row)
            continue
        mine, theirs = (_fits(returned.batch, each, each.id, each.sent, naming) for each in (row, other))
        if mine == theirs == 1:
            continue  # two sayings of one row: for the merge
        copy = row if mine <= theirs else other
        first[row.id] = other if copy is row else row
        copy.id, copy.sent, copy.astray = None, {}, False


def _naming(returned: Returned) -> list[str]:
    """The columns by which a person would know a row."""
    into = returned.batch.into
    return [
        path.name for path in returned.batch.paths if is_key(into, path) or path.name in into.model.identity
    ]


def _fits(
    batch: Batch, row: ReturnedRow, row_id: int | None, sent: dict[str, str], naming: Sequence[str]
) -> float:
    """How much of what names the row is as it went out under that id: 0 nothing, 1 all."""
    compared = [
        sent[name] == digest(batch, row_id or 0, name, row.cells[name].same)
        for name in naming
        if name in sent and name in row.cells and not row.cells[name].masked
    ]
    return sum(compared) / len(compared) if compared else 0.5
