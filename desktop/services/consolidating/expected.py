"""Which schools are to report: a list of codes and names that the bureau edits; and who is here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.core.errors import UserError
from desktop.core.progress import NoProgress
from desktop.services.consolidating.kept import EXPECTED, keep, kept
from desktop.services.importing.files import read_file
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.bringing import Found, schools_in

KIND = "city"


@dataclass(frozen=True, slots=True)
class Expected:
    """A school that is to report."""

    code: str
    name: str


def expected(office: Office) -> list[Expected]:
    """The list, by code."""
    held = kept(office.ledger, EXPECTED).get("") or {}
    return [Expected(code, name) for code, name in sorted(held.items())]


def expect(office: Office, schools: Sequence[Expected]) -> int:
    """Put schools on the list, or correct their names; how many lines that changed."""
    held = {each.code: each.name for each in expected(office)}
    said: dict[str, str] = {}
    for each in schools:
        code, name = each.code.strip(), each.name.strip()
        if not code:
            raise UserError(f"学校“{name}”没有写学校标识码", hint="，应报名单按学校标识码核对，请补上。")
        said[code] = name or held.get(code, "")
    changed = [code for code, name in said.items() if held.get(code) != name]
    if changed:
        with act(office.ledger, f"应报学校名单：写入 {len(changed)} 所", kind=KIND) as s:
            keep(s, EXPECTED, held | said)
    return len(changed)


def drop(office: Office, code: str) -> None:
    """Take a school off the list; its rows stay."""
    held = {each.code: each.name for each in expected(office)}
    if code not in held:
        raise UserError(f"应报学校名单里没有“{code}”。", hint="请核对学校标识码。")
    name = held.pop(code)
    with act(office.ledger, f"应报学校名单：去掉{name or code}", kind=KIND) as s:
        keep(s, EXPECTED, held)


def read_expected(file: Path) -> list[Expected]:
    """A list out of a workbook or CSV: in each row the digits are the code, the longest text the name."""
    found: dict[str, Expected] = {}
    for sheet in read_file(file, None, NoProgress()).sheets:
        for cells in sheet.rows.values():
            texts = [cell.text.strip() for cell in cells.values() if cell.text.strip()]
            code = next((text for text in texts if _is_code(text)), "")
            if code:
                names = [text for text in texts if text != code and not text.isdigit()]
                found[code] = Expected(code, max(names, key=len, default=""))
    if not found:
        raise UserError(f"“{file.name}”里没有学校标识码", hint="，应有一列学校标识码、一列学校名称。")
    return list(found.values())


def _is_code(text: str) -> bool:
    return text.isascii() and text.isalnum() and len(text) >= 5 and text[0].isdigit()


def here(office: Office) -> list[Found]:
    """The schools that have been brought in: all but the bureau itself, by code."""
    with office.ledger.reading() as reading:
        found = [each for each in schools_in(reading) if each.id != office.ledger.school_id]
    return sorted(found, key=lambda each: (each.code, each.name))


def school_named(office: Office, word: str) -> Found:
    """The school with this code or name."""
    with office.ledger.reading() as reading:
        found = schools_in(reading)
    for each in found:
        if word in (each.code, each.name):
            return each
    raise UserError(f"台账里没有学校“{word}”。", hint="请写学校标识码，已并入的学校用 city 命令查看。")
