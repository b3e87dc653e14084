"""Windows, school years, working days: all date arithmetic of the program."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from desktop.core.datafile import Section, read_datafile
from desktop.core.errors import UserError
from desktop.core.words import compact

ONE_DAY = timedelta(days=1)
WINDOW_FORMS = (
    "2026、2025学年（或 2025-2026学年）、2025-2026学年第一学期、"
    "2026上半年、2026Q3、2026-05、2025-09-01..2026-08-31"
)


class YearKind(StrEnum):
    """Which twelve months a school calls a year (domain.md §1: 自然年, 学年, 7-1 to 6-30)."""

    CALENDAR = "自然年"
    SCHOOL = "学年"
    JULY = "7月至次年6月"

    @property
    def first_month(self) -> int:
        """The month in which such a year begins."""
        return {"自然年": 1, "学年": 9, "7月至次年6月": 7}[self.value]


@dataclass(frozen=True, slots=True)
class Window:
    """The days from start to end, both included; `label` is how the user calls them."""

    label: str
    start: date
    end: date

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def days(self) -> int:
        """How many, the first and the last included."""
        return (self.end - self.start).days + 1

    def years(self) -> tuple[int, ...]:
        """The calendar years the window touches."""
        return tuple(range(self.start.year, self.end.year + 1))


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def years_before(day: date, years: int) -> date:
    """The same day some years earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def year_of(day: date, kind: YearKind = YearKind.SCHOOL) -> Window:
    """The year of that kind which contains the day."""
    first = kind.first_month
    start_year = day.year if day.month >= first else day.year - 1
    start = date(start_year, first, 1)
    end = date(start_year + 1, first, 1) - ONE_DAY
    label = str(start_year) if kind is YearKind.CALENDAR else f"{start_year}-{start_year + 1}学年"
    if kind is YearKind.JULY:
        label = f"{start_year}年7月至{start_year + 1}年6月"
    return Window(label, start, end)


def school_year(day: date) -> str:
    """The 学年 that contains the day: "2025-2026" (1 September to 31 August)."""
    start = year_of(day).start.year
    return f"{start}-{start + 1}"


def rolling_window(until: date, years: int = 5) -> Window:
    """(until − 5 years) + 1 day … until."""
    return Window(f"截至{until}的近{years}年", years_before(until, years) + ONE_DAY, until)


def cycle_window(until: date, first_year: int = 2021, years: int = 5) -> Window:
    """The fixed cycle (2021–2025, 2026–2030 …) that contains the day."""
    start = first_year + (until.year - first_year) // years * years
    return Window(f"{start}–{start + years - 1}年周期", date(start, 1, 1), date(start + years - 1, 12, 31))


def clip(start: date, end: date, window: Window) -> tuple[date, date] | None:
    """The part of start…end inside the window, or None."""
    first, last = max(start, window.start), min(end, window.end)
    return (first, last) if first <= last else None


def natural_days(start: date, end: date) -> int:
    """Days from start to end, both included; 0 when they are the wrong way round."""
    return max((end - start).days + 1, 0)


def parse_window(text: str) -> Window:
    """The window meant by any form of the command line; UserError lists the forms.

    第一学期 runs from 1 September to the end of February, 第二学期 from 1 March to 31 August: the two
    together are the 学年, so that no day falls between them.
    """
    typed = text.strip()
    word = compact(typed).replace("—", "-").replace("–", "-").replace("~", "-").replace("至", "..")
    try:
        for pattern, build in _WINDOWS:
            found = re.fullmatch(pattern, word, re.IGNORECASE)
            window = build(found) if found else None
            if window is not None and window.start <= window.end:
                return window
    except ValueError as exc:
        raise UserError(f"期间“{typed}”里有不存在的日期。", hint=f"可写：{WINDOW_FORMS}。") from exc
    raise UserError(f"看不懂期间“{typed}”。", hint=f"可写：{WINDOW_FORMS}。")


def _calendar_year(found: re.Match[str]) -> Window:
    year = int(found[1])
    return Window(str(year), date(year, 1, 1), date(year, 12, 31))


def _school_year(found: re.Match[str]) -> Window | None:
    year = int(found[1])
    if found[2] and int(found[2]) not in (year + 1, (year + 1) % 100):
        return None
    name, term = f"{year}-{year + 1}学年", found[3]
    if term in ("一", "1", "上"):
        return Window(f"{name}第一学期", date(year, 9, 1), month_end(year + 1, 2))
    if term in ("二", "2", "下"):
        return Window(f"{name}第二学期", date(year + 1, 3, 1), date(year + 1, 8, 31))
    return Window(name, date(year, 9, 1), date(year + 1, 8, 31))


def _half(found: re.Match[str]) -> Window:
    year, first = int(found[1]), found[2] == "上"
    start, end = (date(year, 1, 1), date(year, 6, 30)) if first else (date(year, 7, 1), date(year, 12, 31))
    return Window(f"{year}{found[2]}半年", start, end)


def _quarter(found: re.Match[str]) -> Window:
    year = int(found[1])
    number = "一二三四".find(found[2]) + 1 or int(found[2])
    return Window(f"{year}Q{number}", date(year, 3 * number - 2, 1), month_end(year, 3 * number))


def _month(found: re.Match[str]) -> Window | None:
    year, month = int(found[1]), int(found[2])
    if not 1 <= month <= 12:
        return None
    return Window(f"{year}-{month:02d}", date(year, month, 1), month_end(year, month))


def _span(found: re.Match[str]) -> Window:
    start = date(int(found[1]), int(found[2]), int(found[3]))
    end = date(int(found[4]), int(found[5]), int(found[6]))
    return Window(f"{start}..{end}", start, end)


_YEAR = r"((?:19|20)\d\d)"
_DAY = _YEAR + r"[-./年](\d{1,2})[-./月](\d{1,2})日?"
_WINDOWS: tuple[tuple[str, Callable[[re.Match[str]], Window | None]], ...] = (
    (_YEAR + "年?(?:度|全年)?", _calendar_year),
    (_YEAR + r"(?:-(\d{4}|\d\d))?学年(?:度)?(?:第?([一二12上下])学期)?", _school_year),
    (_YEAR + "年?([上下])半年", _half),
    (_YEAR + "年?-?Q([1-4])", _quarter),
    (_YEAR + "年?第?([一二三四1-4])季度", _quarter),
    (_YEAR + r"[-./年](\d{1,2})月?(?:份)?", _month),
    (_DAY + r"\.\.\.?" + _DAY, _span),
)


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The holidays of one year as a school wrote them down; `complete`: make-up days included."""

    year: int
    holidays: frozenset[date]
    workdays: frozenset[date]
    complete: bool


def _days(row: Section, key: str) -> frozenset[date]:
    days: set[date] = set()
    for text in row.texts(key):
        ends = text.split("..")
        try:
            start, end = date.fromisoformat(ends[0].strip()), date.fromisoformat(ends[-1].strip())
        except ValueError:
            raise row.error(key, f"“{text}”不是日期，应写 2027-01-01 或 2027-02-05..2027-02-11。") from None
        if len(ends) > 2 or end < start:
            raise row.error(key, f"“{text}”的起止颠倒或写法不对。")
        days.update(start + n * ONE_DAY for n in range((end - start).days + 1))
    return frozenset(days)


def load_holidays(folder: Path) -> Mapping[int, HolidayYear]:
    """The editable holiday tables of a folder, by year; they go before the built-in calendar."""
    years: dict[int, HolidayYear] = {}
    for path in sorted(folder.glob("*.toml")):
        top = read_datafile(path)
        year = top.whole("year")
        top.text("source")
        table = HolidayYear(year, _days(top, "holidays"), _days(top, "workdays"), top.flag("complete", True))
        for key, days in (("holidays", table.holidays), ("workdays", table.workdays)):
            if any(day.year != year for day in days):
                raise top.error(key, f"只能写 {year} 年的日期。")
        top.done()
        years[year] = table
    return years


class WorkingDays:
    """Working days: no weekends, no statutory holidays, 调休 make-up days counted.

    From the school's own tables, else from chinesecalendar (2004–2026); a year in neither counts
    weekends only, and `known` says so.
    """

    def __init__(self, tables: Mapping[int, HolidayYear] | None = None) -> None:
        self._tables = dict(tables or {})
        self._sums: dict[int, list[int]] = {}
        self._known: dict[int, bool] = {}

    def known(self, year: int) -> bool:
        """Whether holidays and make-up days of the year are all known."""
        self._year(year)
        return self._known[year]

    def is_working(self, day: date) -> bool:
        """Whether one works on that day."""
        sums = self._year(day.year)
        index = day.timetuple().tm_yday
        return sums[index] > sums[index - 1]

    def count(self, start: date, end: date) -> int:
        """Working days from start to end, both included."""
        if end < start:
            return 0
        total = self._year(end.year)[end.timetuple().tm_yday]
        total -= self._year(start.year)[start.timetuple().tm_yday - 1]
        return total + sum(self._year(year)[-1] for year in range(start.year, end.year))

    def _year(self, year: int) -> list[int]:
        """Running totals: index n holds the working days among the first n days of the year."""
        sums = self._sums.get(year)
        if sums is None:
            test = self._test(year)
            sums = [0]
            day = date(year, 1, 1)
            for _ in range(366 if calendar.isleap(year) else 365):
                sums.append(sums[-1] + test(day))
                day = day + ONE_DAY if day != date.max else day
            self._sums[year] = sums
        return sums

    def _test(self, year: int) -> Callable[[date], bool]:
        table = self._tables.get(year)
        if table is not None:
            self._known[year] = table.complete
            return lambda day: day in table.workdays or (day.weekday() < 5 and day not in table.holidays)
        import chinese_calendar  # imported late: it is not needed to open the window

        try:
            chinese_calendar.is_workday(date(year, 1, 1))
        except NotImplementedError:
            self._known[year] = False
            return lambda day: day.weekday() < 5
        self._known[year] = True
        return lambda day: bool(chinese_calendar.is_workday(day))


def working_days(start: date, end: date, calendar_: WorkingDays) -> int:
    """Working days from start to end, both included."""
    return calendar_.count(start, end)
