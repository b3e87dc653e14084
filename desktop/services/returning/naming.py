"""Names of the files handed in: 学校全称_表名_班次_日期.xlsx, legal on every system."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_ILLEGAL = re.compile(r'[<>:"/\\|?*\x00-\x1f\u2028\u2029]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST = 80  # characters a part of the name may have: Windows allows 260 for the whole path
BYTES = 200  # of the whole name in UTF-8: Linux allows 255, and a Chinese character takes three


def clean(part: str) -> str:
    """One part of a name without what file systems refuse."""
    plain = _ILLEGAL.sub("-", part).strip(" .-_")[:LONGEST].rstrip(" .")
    return f"{plain}-" if _RESERVED.fullmatch(plain) else plain


def file_name(parts: Iterable[str], day: date | None, suffix: str, taken: set[str]) -> str:
    """The name of one file; a name already in `taken` gets a number, and the new one is added to it."""
    words = [word for word in map(clean, parts) if word]
    if day is not None:
        words.append(f"{day:%Y%m%d}")
    while len("_".join(words).encode()) > BYTES:
        longest = max(range(len(words)), key=lambda at: len(words[at]))
        words[longest] = words[longest][:-1].rstrip(" .")
    stem, number = "_".join(words) or "报表", 1
    name = f"{stem}{suffix}"
    while name.casefold() in taken:
        number += 1
        name = f"{stem}({number}){suffix}"
    taken.add(name.casefold())
    return name
