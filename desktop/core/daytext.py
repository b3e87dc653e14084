"""Reads days, months and years as people and spreadsheets write them; what would be a guess is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from desktop.core.words import chinese_number, compact

UNREADABLE = "日期无法识别"
INCOMPLETE = "日期不完整"
EARLIEST, LATEST = 1900, 2100
OPEN_ENDS = frozenset({"至今", "今", "现在", "目前", "迄今", "仍在", "进行中"})

_TIME = re.compile(r"(?:[T\s]+|(?<=[日号]))\d{1,2}[:：]\d{2}([:：]\d{2}(\.\d+)?)?(Z|\+00:00)?$")
_WEEKDAY = re.compile(r"[（(]?(星期|周|礼拜)[一二三四五六日天1-7][)）]?$")
_SEPARATOR = r"[-./年\\,、]"
_FULL = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})[-./月\\,、](\d{{1,2}})[日号]?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_MONTH = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}})月?份?")
_SIX = re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])")
_ONLY_YEAR = re.compile(r"((?:19|20)\d{2})年?")
_MONTH_DAY = re.compile(r"(\d{1,2})[-./月\\](\d{1,2})[日号]?|(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"[‘’']?\d{2}[-./年]\d{1,2}[-./月]\d{1,2}[日号]?")
_VAGUE = re.compile(r"[上中下]旬|月初|月末|月底|左右|前后|约|大概|暑假|寒假|春季|秋季|学期")
_HAN_DAY = re.compile(
    r"(?:([〇○零一二三四五六七八九]{4})年)?([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})[日号])?"
)
_STROKES = {0x2014: "-", 0x2013: "-", 0x2212: "-", 0x3002: ".", 0xB7: "."}
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


@dataclass(frozen=True, slots=True)
class DayRead:
    """What was read: `day`, or `month` ("1980-09") when only that is known; else rule and sentence."""

    day: date | None = None
    month: str = ""
    rule: str = ""
    sentence: str = ""
    note: str = ""


def _bad(text: str, why: str = "", rule: str = UNREADABLE) -> DayRead:
    return DayRead(rule=rule, sentence=f"“{text}”{why or '不是能识别的日期'}，请写成 2025-03-01 的样子。")


def _incomplete(text: str, missing: str) -> DayRead:
    return _bad(text, f"缺少{missing}", INCOMPLETE)


def _day(text: str, year: int | str, month: int | str, day: int | str, note: str = "") -> DayRead:
    if not EARLIEST <= int(year) <= LATEST:
        return _bad(text, f"的年份 {year} 不在 {EARLIEST}–{LATEST} 之间")
    try:
        return DayRead(day=date(int(year), int(month), int(day)), note=note)
    except ValueError:
        return _bad(text, "这一天不存在")


def _month(text: str, year: str, month: str) -> DayRead:
    if not EARLIEST <= int(year) <= LATEST or not 1 <= int(month) <= 12:
        return _bad(text, "不是正确的年月")
    read = _incomplete(text, "日")
    return DayRead(month=f"{year}-{int(month):02d}", rule=read.rule, sentence=read.sentence)


def read_day(
    raw: object, *, year: int | None = None, today: date | None = None, epoch_1904: bool = False
) -> DayRead:
    """The day meant by a cell or by what was typed.

    `year` completes 3月1日 and 0301 (the year of the title or sheet, or of the form; without it they are
    a problem, never today's year); `today` allows 今天, 昨天; `epoch_1904` is the workbook's date system.
    A month without a day gives `month` and the rule 日期不完整: enough for Kind.MONTH, a problem for a day.
    """
    if isinstance(raw, datetime):
        return _day(raw.isoformat(), raw.year, raw.month, raw.day)
    if isinstance(raw, date):
        return _day(raw.isoformat(), raw.year, raw.month, raw.day)
    if isinstance(raw, bool):
        return _bad(str(raw))
    if isinstance(raw, int | float | Decimal):
        return _from_number(raw, epoch_1904)
    return _from_text(str(raw).strip(), year, today)


def _from_number(raw: int | float | Decimal, epoch_1904: bool) -> DayRead:
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    shown = f"{number.normalize():f}"
    whole = number == number.to_integral_value()
    if 1000 <= number < 3000 and not whole:
        # 2025.1 stored as a number may be January or October (2025.10): a guess either way.
        if re.fullmatch(r"\d{4}\.1", shown):
            return _bad(shown, "存成了数字，分不清 1 月还是 10 月")
        return _from_text(shown, None, None)
    if whole and EARLIEST <= number <= LATEST:
        return _incomplete(shown, "月和日")
    if whole and len(shown) in (6, 8):
        return _from_text(shown, None, None)
    # A cell without a date format holds the serial: 1927 to 2119 is plausible, nothing else is a date.
    if 10_000 <= number < 80_000:
        start = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
        day = start + timedelta(days=int(number))
        return DayRead(day=day, note=f"序列号 {shown} 按日期读作 {day.isoformat()}")
    return _bad(shown)


def _from_text(text: str, year: int | None, today: date | None) -> DayRead:
    word = compact(_TIME.sub("", text)).translate(_STROKES)
    word = _WEEKDAY.sub("", word).rstrip(".")
    if word in OPEN_ENDS:
        return DayRead(note=f"“{text}”按尚未结束处理，留空")
    spoken = {"今天": 0, "今日": 0, "昨天": 1, "昨日": 1, "前天": 2, "明天": -1}
    if word in spoken:
        if today is None:
            return _bad(text, "没有写明日期")
        return DayRead(day=today - timedelta(days=spoken[word]))
    han = _HAN_DAY.fullmatch(word)
    if han:
        word = _arabic(han)
    for pattern in (_FULL, _EIGHT):
        if found := pattern.fullmatch(word):
            return _day(text, found[1], found[2], found[3])
    return _partial(text, word, year)


def _partial(text: str, word: str, year: int | None) -> DayRead:
    """What is less than a full date."""
    if found := (_SIX.fullmatch(word) or _YEAR_MONTH.fullmatch(word)):
        return _month(text, found[1], found[2])
    if _ONLY_YEAR.fullmatch(word):
        return _incomplete(text, "月和日")
    if found := _MONTH_DAY.fullmatch(word):
        month, day = found[1] or found[3], found[2] or found[4]
        if year is None:
            read = _day(text, 2000, month, day)  # a leap year: 2月29日 may exist
            return read if read.rule else _incomplete(text, "年份")
        return _day(text, year, month, day, f"“{text}”按 {year} 年读取")
    if re.fullmatch(r"\d{1,2}月份?", word):
        return _incomplete(text, "日" if year is not None else "年份和日")
    if _SHORT_YEAR.fullmatch(word):
        return _bad(text, "的年份不是四位，分不清年月日", INCOMPLETE)
    if _VAGUE.search(word):
        return _bad(text, "没有写到日", INCOMPLETE)
    return _bad(text)


def _arabic(found: re.Match[str]) -> str:
    """二〇二五年三月一日 → 2025年3月1日."""
    year = f"{found[1].translate(_HAN_DIGITS)}年" if found[1] else ""
    month = f"{chinese_number(found[2])}月"
    return year + month + (f"{chinese_number(found[3])}日" if found[3] else "")


_PERIOD_MARK = re.compile(r"\s*(?:至|到|——|—|--|~|～|∼|〜|－{1,2}|–)\s*")
_HYPHEN = re.compile(
    r"\s+-\s+|(?<=[日号])\s*-\s*|(?<=\d)-(?=\d{4}[./年])|(?<=\d{8})-(?=\d{8})"
    r"|(?<=[./]\d)-(?=\d)|(?<=[./]\d\d)-(?=\d)"
)


def split_period(text: str) -> tuple[str, str] | None:
    """The two halves of a period in one cell (7月1日-7月31日, 12.20-1.5), or None."""
    for pattern in (_PERIOD_MARK, _HYPHEN):
        parts = [part for part in pattern.split(text.strip()) if part]
        if len(parts) == 2:
            return parts[0], parts[1]
        if text.strip().endswith(("至今", "迄今")) and len(parts) == 1:
            return parts[0], "至今"
    return None


def read_period(
    text: str, *, year: int | None = None, today: date | None = None
) -> tuple[DayRead, DayRead] | None:
    """Both days of a period in one cell, or None when it is none.

    An end without a year takes the start's; an end that would lie before its start ("12.20-1.5") is a
    question: the next year is likely but not written.
    """
    halves = split_period(text)
    if halves is None:
        return None
    start = read_day(halves[0], year=year, today=today)
    known = start.day.year if start.day is not None else year
    tail = halves[1]
    if start.day is not None and re.fullmatch(r"\d{1,2}[日号]", compact(tail)):
        tail = f"{start.day.month}月{tail}"
    end = read_day(tail, year=known, today=today)
    if start.day is not None and end.day is not None and end.day < start.day:
        end = _bad(text, "的结束早于开始，请写明结束的年份", INCOMPLETE)
    return start, end
