"""Numbers of a cell as values and as the text a person sees: dates, percentages, padded codes."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from desktop.workbook.styles import is_date_format

_EPOCH: Final = datetime(1899, 12, 30)
_EPOCH_1904: Final = datetime(1904, 1, 1)
_LAST_SERIAL: Final = 2_958_465  # 9999-12-31
_TOKENS = re.compile(
    r'"([^"]*)"|\\(.)|_.|\*.|(\[h+\]|\[m+\]|\[s+\])|\[[^\]]*\]|'
    r"(y+|m+|d+|h+|s+|AM/PM|A/P|上午/下午|\.0+)|([^ymdhs\"\\\[_*]+?)",
    re.I,
)


def from_serial(serial: float, code: str, *, date1904: bool) -> date | datetime | time | None:
    """The day or time a serial stands for; None when it is none (negative, the 29.2.1900, too late)."""
    days = int(serial // 1)
    if serial < 0 or days > _LAST_SERIAL:
        return None
    parts = date_parts(code)
    if days == 0 and not parts & {"y", "d"}:
        return _clock(serial)
    if date1904:
        moment = _EPOCH_1904 + timedelta(days=days)
    elif days == 60:
        return None
    else:
        moment = _EPOCH + timedelta(days=days + (days < 60))
    rest = serial - days
    if rest < 1e-9:
        return moment.date()
    return moment + timedelta(seconds=round(rest * 86_400))


def to_serial(moment: date | datetime, *, date1904: bool) -> float | int:
    """The serial of a day (whole days as integers); ValueError before the calendar begins."""
    full = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day)
    full = full.replace(tzinfo=None)
    gap = full - (_EPOCH_1904 if date1904 else _EPOCH)
    days = gap.days
    if not date1904 and days < 61:
        days -= 1  # Excel's 1900 has a 29 February
    if days < (0 if date1904 else 1):
        raise ValueError("before the calendar begins")
    return days + gap.seconds / 86_400 if gap.seconds else days


def _clock(serial: float) -> time:
    seconds = min(round(serial * 86_400), 86_399)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


@cache
def date_parts(code: str) -> frozenset[str]:
    """Which of y, d, h, s a format shows (m is either month or minute, so it does not decide)."""
    found = set()
    for match in _TOKENS.finditer(code.partition(";")[0]):
        token = (match[3] or match[4] or "").lower().strip("[]")
        if token[:1] in "ydhs" and token:
            found.add(token[0])
    if "m" in code.lower() and not found & {"h", "s"}:
        found.add("d")
    return frozenset(found)


def number_text(value: float | int, code: str) -> str:
    """A number as text: padding zeros and percent kept, separators and currency left out."""
    first = code.partition(";")[0]
    if re.fullmatch(r"0{2,}", first) and isinstance(value, int) and value >= 0:
        return str(value).zfill(len(first))
    if first.rstrip().endswith("%"):
        return f"{plain_number(round(value * 100, 10))}%"
    return plain_number(value)


def plain_number(value: float | int) -> str:
    """Without exponent and without the dust of binary fractions."""
    if isinstance(value, int):
        return str(value)
    if value == int(value) and abs(value) < 1e18:
        return str(int(value))
    text = format(value, ".15g")
    if "e" in text:
        text = format(value, ".20f").rstrip("0").rstrip(".") if abs(value) < 1 else str(value)
    return text


def date_text(value: date | datetime | time, code: str) -> str:
    """A day or time as its format shows it; the plain Chinese form where the format is too odd."""
    out: list[str] = []
    clock = False
    for match in _TOKENS.finditer(code.partition(";")[0]):
        literal, escaped, span, token, other = match.groups()
        if literal is not None or escaped is not None or other is not None:
            out.append(literal if literal is not None else escaped if escaped is not None else other)
            continue
        if span or token:
            token = (span or token).lower().strip("[]")
            minute = token[0] == "m" and len(token) < 3 and (clock or _second_follows(code, match.end()))
            out.append(_token_text(value, token, minute=minute))
            clock = token[0] == "h" or (clock and token[0] not in "ymd")
    return "".join(out).strip()


def _second_follows(code: str, at: int) -> bool:
    return bool(re.match(r'[:.]?("[^"]*")?s', code[at:], re.I))


def _token_text(value: date | datetime | time, token: str, *, minute: bool) -> str:
    letter, width = token[0], len(token)
    if letter in "a上":
        return "下午" if isinstance(value, (datetime, time)) and value.hour >= 12 else "上午"
    if letter == ".":
        return ""
    if letter in "hs" or minute:
        unit = {"h": "hour", "s": "second"}.get(letter, "minute")
        return f"{getattr(value, unit, 0):0{min(width, 2)}d}"
    return "" if isinstance(value, time) else _day_text(value, letter, width)


def _day_text(value: date, letter: str, width: int) -> str:
    if letter == "y":
        return f"{value.year % 100:02d}" if width < 3 else str(value.year)
    if letter == "m":
        return f"{value.month:0{2 if width == 2 else 1}d}"
    if width >= 3:
        return "星期" + "一二三四五六日"[value.weekday()]
    return f"{value.day:0{min(width, 2)}d}"


@lru_cache(maxsize=20_000)
def read_number(
    text: str, code: str, *, date1904: bool
) -> tuple[int | float | date | datetime | time, str, str]:
    """The content of a numeric cell -> (value, text, kind)."""
    try:
        value: int | float = int(text)
    except ValueError:
        value = float(text)
        if value.is_integer() and abs(value) < 1e300:
            value = int(Decimal(text))  # 2.20283199012011E+17 is …011000, as a person reads it
    if code != "General" and is_date_format(code):
        moment = from_serial(value, code, date1904=date1904)
        if moment is not None:
            return moment, date_text(moment, code), "date"
    return value, number_text(value, code), "number"
