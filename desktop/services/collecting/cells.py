"""Cells on their way out and back: contents, what a cell says, and the digests that tell a change."""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop.core.errors import Problem
from desktop.core.fields import Kind, Mask
from desktop.core.values import is_masked, mask, parse, show
from desktop.records.catalogue import Path
from desktop.services.collecting.batch import Batch
from desktop.services.importing.fields import readable
from desktop.services.importing.lines import raw_of
from desktop.services.office import Office
from desktop.workbook.sheet import Cell

_LARGEST: Final = 2**63 - 1  # an id of the ledger
_TELLING: Final = 5  # digits from which a text is somebody's number
_EACH: Final = 5  # characters of a digest: 30 bits
_TOKEN: Final = re.compile(r"^(\d{6,20})\.([A-Za-z0-9_-]*)$")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: `same` compares it with others, `value` is typed, `text` as it is shown.

    `masked`: it stands as it was sent out, covered, and says nothing.
    """

    same: str = ""
    value: Any = None
    text: str = ""
    problem: Problem | None = None
    masked: bool = False


BLANK: Final = Reading()


def content_of(office: Office, path: Path, value: Any, *, full: bool) -> Any:
    """What goes into the cell: a true date, a number, else the text as the ledger shows it."""
    if value is None:
        return None
    own = readable(path.field)
    if own.kind in (Kind.WHOLE, Kind.YEAR, Kind.DECIMAL) or isinstance(value, date):
        return value
    if own.kind is Kind.MONEY:
        return Decimal(value) / 100
    text = show(own, value, office.codes)
    return mask(own.mask, text) if own.sensitive and not full else text


def read_sent(office: Office, path: Path, value: Any) -> Reading:
    """What a value of the ledger would say if it came back untouched."""
    content = content_of(office, path, value, full=True)
    if content is None:
        return BLANK
    kind = "text" if isinstance(content, str) else "date" if isinstance(content, date) else "number"
    own = readable(path.field)
    number = int(content) if isinstance(content, Decimal) and content == int(content) else content
    plain = float(number) if isinstance(number, Decimal) else number
    read = read_cell(
        office, path, Cell(0, 0, plain, show(own, value, office.codes), kind, "@", None), date1904=False
    )
    return Reading(read.same, value, show(own, value, office.codes))


def read_cell(office: Office, path: Path, cell: Cell | None, *, date1904: bool) -> Reading:
    """What stands in a cell that came back."""
    if cell is None or (cell.kind == "blank" and not cell.formula) or not (cell.text or "").strip():
        return BLANK if cell is None or not cell.formula else _unread(cell)
    if cell.kind == "error":
        return _unread(cell)
    own = readable(path.field)
    if own.sensitive and is_masked(cell.text):
        return Reading(f"*{cell.text}", None, cell.text, masked=True)
    unit = "元" if own.kind is Kind.MONEY else ""
    parsed = parse(own, raw_of(cell, path), office.codes, unit=unit, epoch_1904=date1904)
    if parsed.problem is not None and parsed.problem.severity == "error":
        return Reading(f"?{cell.text.strip()}", None, cell.text, parsed.problem)
    text = show(own, parsed.value, office.codes)
    return Reading(_same(parsed.value), parsed.value, text)


def _unread(cell: Cell) -> Reading:
    if cell.text == "同上":
        sentence = "“同上”上面没有可以沿用的内容，请写明。"
        return Reading("?同上", None, cell.text, Problem("同上无上文", sentence, value=cell.text))
    if cell.kind == "error":
        sentence = f"单元格是错误值“{cell.text}”，请写上内容。"
        return Reading(f"?{cell.text}", None, cell.text, Problem("单元格错误值", sentence, value=cell.text))
    sentence = "单元格里的公式没有保存结果，请写上内容。"
    return Reading("?=", None, "", Problem("公式没有结果", sentence, value=f"={cell.formula}"))


def _same(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def covered(path: Path, text: str) -> str:
    """A text as it may be seen on screen; what is no number at all (去年, 同上) shows as it is."""
    own = readable(path.field)
    telling = own.mask is Mask.ADDRESS or sum(c.isdigit() for c in text) >= _TELLING
    return mask(own.mask, text) if own.sensitive and telling and not is_masked(text) else text


# -- digests ----------------------------------------------------------------------------------------------


def digest(batch: Batch, row_id: int, name: str, same: str) -> str:
    """A cell's digest: keyed, since a covered number could else be found by trying."""
    told = f"{row_id}|{name}|{same}".encode()
    made = hmac.digest(batch.secret.encode(), told, hashlib.sha256)
    return urlsafe_b64encode(made)[:_EACH].decode()


def token(batch: Batch, row_id: int, sames: Sequence[str]) -> str:
    """The hidden mark of a row: its id and the digest of every cell, in the order of the columns."""
    told = (digest(batch, row_id, name, same) for name, same in zip(batch.names, sames, strict=True))
    return f"{row_id}.{''.join(told)}"


def read_token(batch: Batch, text: str) -> tuple[int, dict[str, str]] | None:
    """The row and its digests by column; without digests when they are not whole; None for no mark."""
    found = _TOKEN.match(text.strip())
    if found is None or int(found[1]) > _LARGEST:
        return None
    told = found[2]
    if len(told) != _EACH * len(batch.names):
        return int(found[1]), {}
    pieces = (told[at : at + _EACH] for at in range(0, len(told), _EACH))
    return int(found[1]), dict(zip(batch.names, pieces, strict=True))
