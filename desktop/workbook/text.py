"""Text as the sheet XML stores it: rich runs, phonetics, escapes, control characters."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from desktop.workbook.package import local

MAX_TEXT: Final = 32_767
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LITERAL_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain(item: etree._Element) -> str:
    """The text of an <si> or <is>: all runs, no phonetic guides."""
    parts = []
    for child in item:
        kind = local(child)
        if kind == "t":
            parts.append(child.text or "")
        elif kind == "r":
            parts.extend(run.text or "" for run in child if local(run) == "t")
    return unescape("".join(parts))


def unescape(text: str) -> str:
    """_x000D_ and its like as characters, line ends as LF."""
    if "_x" in text:
        text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def clean(text: str) -> str:
    """Text that may stand in a cell: no control characters, no lone surrogates, LF line ends."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub("", text)


def escape(text: str) -> str:
    """XML escapes for clean text; a literal _xHHHH_ is kept from being read as an escape."""
    if "_x" in text:
        text = _LITERAL_ESCAPE.sub("_x005F_", text)
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    return text.replace(">", "&gt;") if ">" in text else text


def needs_space(text: str) -> bool:
    """Whether a parser would lose blanks unless told to keep them."""
    return bool(text) and (text[0].isspace() or text[-1].isspace() or "\n" in text or "\t" in text)
