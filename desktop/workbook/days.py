"""Functions about days; days before March 1900, where programs count differently, are left alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from desktop.workbook.arrays import each
from desktop.workbook.compiled import Builder, Node
from desktop.workbook.operands import CellError, Operand, Scalar, Unknown, number, scalar

if TYPE_CHECKING:
    from desktop.workbook.calculation import Place

_EPOCH: Final = date(1899, 12, 30)
_EPOCH_1904: Final = date(1904, 1, 1)
_FIRST: Final = date(1900, 3, 1)
_LAST: Final = date(9999, 12, 31)
# WEEKDAY's kinds: the weekday (Monday 0) that begins the week, and the number it has
_WEEKS: Final = {1: (6, 1), 2: (0, 1), 3: (0, 0), **{kind: (kind - 11, 1) for kind in range(11, 18)}}


def day(value: Scalar, *, date1904: bool) -> date:
    """The day of a serial number."""
    serial = int(number(value) // 1)
    if serial < 0:
        raise CellError("#NUM!")
    epoch = _EPOCH_1904 if date1904 else _EPOCH
    if serial > (_LAST - epoch).days:
        raise CellError("#NUM!")
    found = epoch + timedelta(days=serial)
    if found < _FIRST:
        raise Unknown
    return found


def _serial(found: date, *, date1904: bool) -> float:
    if found < _FIRST:
        raise Unknown
    return float((found - (_EPOCH_1904 if date1904 else _EPOCH)).days)


def _of_day(work: Callable[..., Scalar], least: int, most: int) -> Builder:
    """A function whose first value is a day."""

    def build(arguments: list[Node]) -> Node:
        if not least <= len(arguments) <= most:
            raise Unknown

        def value(place: Place) -> Operand:
            date1904 = place.book.date1904

            def single(first: Scalar, *rest: Scalar) -> Scalar:
                found = work(day(first, date1904=date1904), *rest)
                return _serial(found, date1904=date1904) if isinstance(found, date) else found

            return each(place, single, *(argument(place) for argument in arguments))

        return value

    return build


def _months_on(start: date, months: Scalar, *, end: bool = False) -> date:
    at = start.year * 12 + start.month - 1 + int(number(months))
    year, month = at // 12, at % 12 + 1
    if not 1900 <= year <= 9999:
        raise CellError("#NUM!")
    last = monthrange(year, month)[1]
    return date(year, month, last if end else min(start.day, last))


def _weekday(found: date, kind: Scalar = 1.0) -> Scalar:
    first, number_of_first = _WEEKS.get(int(number(kind)), (None, 0))
    if first is None:
        raise CellError("#NUM!")
    return float((found.weekday() - first) % 7 + number_of_first)


def _date(arguments: list[Node]) -> Node:
    if len(arguments) != 3:
        raise Unknown

    def value(place: Place) -> Operand:
        def single(*parts: Scalar) -> Scalar:
            year, month, number_of_day = (int(number(part) // 1) for part in parts)
            if not 1900 <= year <= 9999:
                raise Unknown
            at = year * 12 + month - 1
            if not 1900 <= at // 12 <= 9999:
                raise Unknown
            try:
                found = date(at // 12, at % 12 + 1, 1) + timedelta(days=number_of_day - 1)
            except OverflowError:
                raise Unknown from None
            return _serial(found, date1904=place.book.date1904)

        return each(place, single, *(argument(place) for argument in arguments))

    return value


def _between(arguments: list[Node]) -> Node:
    """DATEDIF: whole years, months or days."""
    if len(arguments) != 3:
        raise Unknown

    def value(place: Place) -> Operand:
        def single(one: Scalar, two: Scalar, unit: Scalar) -> Scalar:
            start, end = (day(each_day, date1904=place.book.date1904) for each_day in (one, two))
            if start > end:
                raise Unknown  # Excel says #NUM!, LibreOffice #VALUE!
            months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
            found = {"Y": months // 12, "M": months, "D": (end - start).days, "YM": months % 12}
            wanted = unit.upper() if isinstance(unit, str) else ""
            if wanted not in found:
                raise Unknown  # MD and YD: Excel itself says that they are not to be relied on
            return float(found[wanted])

        return each(place, single, *(argument(place) for argument in arguments))

    return value


def _days(arguments: list[Node]) -> Node:
    if len(arguments) != 2:
        raise Unknown

    def value(place: Place) -> Operand:
        def single(end: Scalar, start: Scalar) -> Scalar:
            one, two = (day(each_day, date1904=place.book.date1904) for each_day in (start, end))
            return float((two - one).days)

        return each(place, single, *(argument(place) for argument in arguments))

    return value


def _working_days(arguments: list[Node]) -> Node:
    """NETWORKDAYS, holidays as a block."""
    if len(arguments) not in (2, 3):
        raise Unknown

    def value(place: Place) -> Operand:
        start, end = (
            day(scalar(argument(place), place), date1904=place.book.date1904) for argument in arguments[:2]
        )
        free: set[date] = set()
        if len(arguments) == 3:
            block = arguments[2](place)
            if not isinstance(block, tuple):
                raise Unknown
            free = {
                day(item, date1904=place.book.date1904) for _, _, item in place.cells(place.clipped(block))
            }
        sign, (one, two) = (1.0, (start, end)) if start <= end else (-1.0, (end, start))
        if (two - one).days > 100_000:
            raise Unknown
        days = (one + timedelta(days=at) for at in range((two - one).days + 1))
        return sign * sum(1 for each_day in days if each_day.weekday() < 5 and each_day not in free)

    return value


DAYS: Final[dict[str, Builder]] = {
    "DATE": _date,
    "YEAR": _of_day(lambda found: float(found.year), 1, 1),
    "MONTH": _of_day(lambda found: float(found.month), 1, 1),
    "DAY": _of_day(lambda found: float(found.day), 1, 1),
    "WEEKDAY": _of_day(_weekday, 1, 2),
    "EDATE": _of_day(_months_on, 2, 2),  # type: ignore[arg-type]
    "EOMONTH": _of_day(lambda found, months: _months_on(found, months, end=True), 2, 2),  # type: ignore[arg-type,return-value]
    "DATEDIF": _between,
    "DAYS": _days,
    "NETWORKDAYS": _working_days,
}
