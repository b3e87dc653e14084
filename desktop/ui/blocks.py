"""Blocks of cells as text, the way Excel and WPS put them on the clipboard."""

from __future__ import annotations

from collections.abc import Sequence


def to_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows as tab-separated lines; a cell with a tab, a line end or a quote is quoted."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in '\t\n"') else cell


def from_text(text: str) -> list[list[str]]:
    """Tab-separated lines as rows; no row for a trailing line end."""
    rows: list[list[str]] = [[]]
    cell, at, quoted = "", 0, False
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.endswith("\n"):
        text = text[:-1]
    while at < len(text):
        mark = text[at]
        if quoted:
            if mark == '"' and text[at + 1 : at + 2] == '"':
                cell += '"'
                at += 1
            elif mark == '"':
                quoted = False
            else:
                cell += mark
        elif mark == '"' and not cell:
            quoted = True
        elif mark == "\t":
            rows[-1].append(cell)
            cell = ""
        elif mark == "\n":
            rows[-1].append(cell)
            rows.append([])
            cell = ""
        else:
            cell += mark
        at += 1
    rows[-1].append(cell)
    return rows


def spread(block: list[list[str]], height: int, width: int) -> list[list[str]]:
    """One cell copied fills the whole selection; any other block keeps its shape."""
    if len(block) == 1 and len(block[0]) == 1:
        return [[block[0][0]] * width for _ in range(height)]
    return block
