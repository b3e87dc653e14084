"""Practice days: cases computed by hand from domain.md §1, and a slow oracle that walks every date."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.dates import Window, WorkingDays, parse_window, rolling_window
from desktop.core.practice import Days, Divisors, Method, Stay, day_weights, exempt_whole, merge_spans

YEAR = parse_window("2025")


def stay(start: str, end: str, method: Method = Method.NATURAL, days: str | None = None) -> Stay:
    return Stay(
        date.fromisoformat(start), date.fromisoformat(end), method, None if days is None else Fraction(days)
    )


@pytest.mark.parametrize(
    ("stays", "days"),
    [
        # One month of natural days.
        ([stay("2025-07-01", "2025-07-31")], Days(natural=Fraction(31))),
        # Overlaps merge: 1 to 20 and 11 to 31 July are 31 dates, not 41.
        ([stay("2025-07-01", "2025-07-20"), stay("2025-07-11", "2025-07-31")], Days(natural=Fraction(31))),
        # Clipped by the window: only 1 to 10 January 2025 count.
        ([stay("2024-12-20", "2025-01-10")], Days(natural=Fraction(10))),
        # Working days with 调休: 26 September to 12 October 2025 are 7.
        ([stay("2025-09-26", "2025-10-12", Method.WORKING)], Days(working=Fraction(7))),
        # 手工认定 half days: 5.5 of 10 dates.
        ([stay("2025-07-01", "2025-07-10", Method.MANUAL, "5.5")], Days(manual=Fraction(11, 2))),
        # … clipped: 3 of its 10 dates lie in the window.
        ([stay("2024-12-25", "2025-01-03", Method.MANUAL, "5")], Days(manual=Fraction(3, 2))),
        # More days recognised than dates: a date counts at most 1.
        ([stay("2025-07-01", "2025-07-02", Method.MANUAL, "5")], Days(manual=Fraction(2))),
        # 手工认定 without a number counts nothing.
        ([stay("2025-07-01", "2025-07-10", Method.MANUAL)], Days()),
        # A manual practice inside a natural one adds nothing.
        (
            [stay("2025-07-01", "2025-07-10"), stay("2025-07-01", "2025-07-10", Method.MANUAL, "5")],
            Days(natural=Fraction(10)),
        ),
        # Two manual ones on the same dates: the larger weight, 8 of 10.
        (
            [
                stay("2025-07-01", "2025-07-10", Method.MANUAL, "5"),
                stay("2025-07-01", "2025-07-10", Method.MANUAL, "8"),
            ],
            Days(manual=Fraction(8)),
        ),
        # Manual ½ a day over working days: Monday to Friday 1 each, the weekend ½ each.
        (
            [
                stay("2025-07-07", "2025-07-13", Method.WORKING),
                stay("2025-07-07", "2025-07-13", Method.MANUAL, "3.5"),
            ],
            Days(working=Fraction(5), manual=Fraction(1)),
        ),
        # Natural and working on the same dates: one month, not one and a third.
        (
            [stay("2025-07-01", "2025-07-30"), stay("2025-07-01", "2025-07-30", Method.WORKING)],
            Days(natural=Fraction(30)),
        ),
        # The wrong way round counts nothing.
        ([stay("2025-07-10", "2025-07-01")], Days()),
        ([], Days()),
    ],
)
def test_by_hand(stays: list[Stay], days: Days, calendar: WorkingDays) -> None:
    assert day_weights(stays, YEAR, calendar) == days


def test_months_before_rounding() -> None:
    days = Days(natural=Fraction(90), working=Fraction(44), manual=Fraction(45, 2))
    assert days.months(Divisors()) == 3 + 2 + Fraction(3, 4)
    assert days.total == Fraction(313, 2)
    # 179 natural days are 5.97 months: they show as 6.0 and are not 6.
    assert Days(natural=Fraction(179)).months(Divisors()) < 6
    assert Days(natural=Fraction(180)).months(Divisors()) == 6


def test_not_counted_stays_are_left_out(calendar: WorkingDays) -> None:
    waiting = Stay(date(2025, 7, 1), date(2025, 7, 31), counted=False, why_not="待考核")
    assert day_weights([waiting], YEAR, calendar) == Days()


def test_several_enterprises_add_up_in_five_years(calendar: WorkingDays) -> None:
    """教师〔2016〕3号 第四条: 累计. Six Julys of 31 days, the first of them outside the rolling window."""
    stays = [stay(f"{year}-07-01", f"{year}-07-31") for year in range(2020, 2026)]
    found = day_weights(stays, rolling_window(date(2025, 12, 31)), calendar)
    assert found == Days(natural=Fraction(155))


weights = st.fractions(0, 40, max_denominator=2)


@st.composite
def some_stays(draw: st.DrawFn) -> list[Stay]:
    stays = []
    for _ in range(draw(st.integers(0, 6))):
        start = date(2024, 11, 1) + timedelta(draw(st.integers(0, 480)))
        end = start + timedelta(draw(st.integers(-1, 60)))
        method = draw(st.sampled_from(Method))
        days = draw(st.none() | weights) if method is Method.MANUAL else None
        stays.append(Stay(start, end, method, days, counted=draw(st.integers(0, 5)) > 0))
    return stays


def oracle(stays: list[Stay], window: Window, calendar: WorkingDays) -> Days:
    """Every date of the window by itself: the largest weight of the stays over it."""
    sums = dict.fromkeys(Method, Fraction(0))
    day = window.start
    while day <= window.end:
        best: tuple[Fraction, int, Method] = (Fraction(0), 0, Method.NATURAL)
        for one in stays:
            if not one.counted or not one.start <= day <= one.end:
                continue
            if one.method is Method.NATURAL:
                weight, rank = Fraction(1), 3
            elif one.method is Method.WORKING:
                weight, rank = Fraction(calendar.is_working(day)), 1
            else:
                dates = (one.end - one.start).days + 1
                weight, rank = min((one.recognised_days or Fraction(0)) / dates, Fraction(1)), 2
            best = max(best, (weight, rank, one.method))
        sums[best[2]] += best[0]
        day += timedelta(1)
    return Days(sums[Method.NATURAL], sums[Method.WORKING], sums[Method.MANUAL])


@given(some_stays(), st.sampled_from(["2025", "2025-07", "2024-2025学年", "2025Q1"]))
def test_agrees_with_walking_every_date(calendar: WorkingDays, stays: list[Stay], text: str) -> None:
    window = parse_window(text)
    found = day_weights(stays, window, calendar)
    assert found == oracle(stays, window, calendar)
    assert found.total <= window.days


@given(some_stays())
def test_windows_side_by_side_add_up(calendar: WorkingDays, stays: list[Stay]) -> None:
    quarters = [day_weights(stays, parse_window(f"2025Q{n}"), calendar) for n in (1, 2, 3, 4)]
    assert sum(quarters, Days()) == day_weights(stays, YEAR, calendar)


def test_exemptions_that_join_cover_a_window() -> None:
    half = [(date(2025, 7, 1), date(2025, 12, 31)), (date(2025, 1, 1), date(2025, 6, 30))]
    assert merge_spans(half) == [(date(2025, 1, 1), date(2025, 12, 31))]
    assert exempt_whole(half, YEAR)
    assert not exempt_whole(half[:1], YEAR)
    assert not exempt_whole([], YEAR)
