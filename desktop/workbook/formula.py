"""References inside formulas: found, and rewritten, without understanding the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from desktop.workbook.refs import MAX_COLUMN, MAX_ROW, column_letters, column_number

_SHEET: Final = r"(?:'(?:[^']|'')+'|(?:\[[^\]]+\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!"
_TOKEN: Final = re.compile(
    r'(?P<string>"(?:[^"]|"")*")'
    rf"|(?P<sheet>{_SHEET})?(?:"
    r"(?P<a>\$?[A-Za-z]{1,3}\$?\d{1,7})(?::(?P<b>\$?[A-Za-z]{1,3}\$?\d{1,7}))?"
    r"|(?P<ca>\$?[A-Za-z]{1,3}):(?P<cb>\$?[A-Za-z]{1,3})"
    r"|(?P<ra>\$?\d{1,7}):(?P<rb>\$?\d{1,7})"
    r")(?![\w(.!\[])"
    r"|(?P<quoted>'(?:[^']|'')+')"
    r"|(?P<word>[\w.\\]+)"
    r"|(?P<bracket>\[(?:[^\[\]]|\[[^\]]*\])*\])",
)
_CORNER: Final = re.compile(r"(\$?)([A-Za-z]{0,3})(\$?)(\d*)")

# change(sheet or None, start corner, end corner or "", text as it stands) -> text
Change = Callable[[str | None, str, str, str], str]


def rewrite(formula: str, change: Change) -> str:
    """The formula with every cell, range, column and row reference passed through `change`."""

    def replace(match: re.Match[str]) -> str:
        start = match["a"] or match["ca"] or match["ra"]
        if not start:
            return match[0]
        stop = match["b"] or match["cb"] or match["rb"] or ""
        prefix = match["sheet"] or ""
        text = match[0][len(prefix) :]
        return prefix + change(sheet_name(prefix) if prefix else None, start, stop, text)

    return _TOKEN.sub(replace, formula)


def sheet_name(prefix: str) -> str:
    """\"'甲 乙'!\" -> '甲 乙'; the [1] of another workbook stays in front and so never matches."""
    name = prefix[:-1]
    if name.startswith("'"):
        return name[1:-1].replace("''", "'")
    return name


def corner(text: str) -> tuple[bool, int | None, bool, int | None]:
    """'$B7' -> (column fixed, column, row fixed, row); None for the half that is not there."""
    match = _CORNER.fullmatch(text)
    if match is None:
        raise ValueError(f"not a reference: {text!r}")
    fixed, letters, row_fixed, digits = match.groups()
    if not letters:  # '$3' of a row range: the dollar belongs to the row
        return False, None, bool(fixed or row_fixed), int(digits)
    return (
        bool(fixed),
        column_number(letters),
        bool(row_fixed),
        int(digits) if digits else None,
    )


def join_corner(parts: tuple[bool, int | None, bool, int | None]) -> str:
    """The way back."""
    fixed, column, row_fixed, row = parts
    left = "" if column is None else ("$" if fixed else "") + column_letters(column)
    right = "" if row is None else ("$" if row_fixed else "") + str(row)
    return left + right


def translate(formula: str, rows: int, columns: int) -> str:
    """The formula as it reads after copying the cell by so many rows and columns."""

    def move(_sheet: str | None, start: str, stop: str, _text: str) -> str:
        moved = [_moved(part, rows, columns) for part in (start, stop) if part]
        return "#REF!" if None in moved else ":".join(part for part in moved if part)

    return rewrite(formula, move)


def _moved(text: str, rows: int, columns: int) -> str | None:
    fixed, column, row_fixed, row = corner(text)
    if column is not None and not fixed:
        column += columns
    if row is not None and not row_fixed:
        row += rows
    inside = (column is None or 1 <= column <= MAX_COLUMN) and (row is None or 1 <= row <= MAX_ROW)
    if not inside:
        return None
    return join_corner((fixed, column, row_fixed, row))
