"""How the school counts practice on a day: thresholds from the policy packs, by name and date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from pathlib import Path

from desktop.core.dates import (
    Window,
    WorkingDays,
    YearKind,
    cycle_window,
    load_holidays,
    rolling_window,
    year_of,
)
from desktop.core.policy import Policy
from desktop.core.practice import Divisors
from desktop.services.counting.kept import holiday_tables, kept
from desktop.services.office import Office
from desktop.services.policies import policy

FIXED_CYCLE = "固定周期"
# Whose posts a figure is about; the words of the settings practice.denominator.*
ANY_TIME, PART_OF_IT, DAYS_A_YEAR = "不定时间", "专业课的一部分", "每年天数"  # practice.common_rule
SPECIALISED, FULL_TIME = "专业课教师", "专任教师"


@dataclass(frozen=True)
class PracticeRules:
    """domain.md §1, as this school has set it, on the last day of the window."""

    until: date
    months_needed: Fraction = Fraction(6)
    months_per_year: Fraction = Fraction(1)
    cycle_years: int = 5
    cycle_first_year: int = 2021
    fixed_cycle: bool = False
    year_kind: YearKind = YearKind.CALENDAR
    service_years: int = 5
    pro_rata: bool = False
    divisors: Divisors = field(default_factory=Divisors)
    inner_base_year: bool = True
    inner_base_cycle: bool = False
    common_rule: str = ANY_TIME
    common_days: Fraction = Fraction(7)
    common_share: Fraction = Fraction(1, 2)
    exempt_pro_rata: bool = False
    materials_required: bool = False
    excellent_share: Fraction | None = None  # of those assessed; None: the school does not check it
    rate_over: str = SPECIALISED
    double_over: str = SPECIALISED
    average_over: str = FULL_TIME
    basis: str = ""
    year_basis: str = ""

    @cached_property
    def cycle(self) -> Window:
        """The five years that are looked at: up to `until`, rolling or since the fixed cycle began."""
        if not self.fixed_cycle:
            return rolling_window(self.until, self.cycle_years)
        cycle = cycle_window(self.until, self.cycle_first_year, self.cycle_years)
        return Window(cycle.label, cycle.start, self.until)

    @cached_property
    def due(self) -> date:
        """The day by which the months must be there: the fixed cycle's end, or the day that is asked."""
        if not self.fixed_cycle:
            return self.until
        return cycle_window(self.until, self.cycle_first_year, self.cycle_years).end

    @cached_property
    def year(self) -> Window:
        """The part of the configured year that contains `until`, up to it."""
        year = year_of(self.until, self.year_kind)
        return Window(year.label, year.start, self.until)

    @cached_property
    def served_since(self) -> date:
        """Who joined by this day has served the years that the rule asks."""
        return rolling_window(self.until, self.service_years).start


@kept
def practice_rules(office: Office, until: date) -> PracticeRules:
    """The rules in force on a day; a threshold that no pack sets then asks nothing (0)."""
    held = policy(office)
    needed = held.rule("practice.months_in_5_years", until)
    yearly = held.rule("practice.months_per_year", until)
    return PracticeRules(
        until=until,
        months_needed=Fraction(needed.value) if needed else Fraction(0),
        months_per_year=Fraction(yearly.value) if yearly else Fraction(0),
        cycle_years=int(_number(held, "practice.cycle_years", until, 5)),
        cycle_first_year=int(_number(held, "practice.cycle_first_year", until, 2021)),
        fixed_cycle=held.word("practice.window", until) == FIXED_CYCLE,
        year_kind=YearKind(held.word("practice.year_kind", until) or YearKind.SCHOOL),
        service_years=int(_number(held, "practice.service_years", until, 5)),
        pro_rata=held.switch("practice.pro_rata", until),
        divisors=Divisors(
            natural=_number(held, "practice.days_per_month.natural", until, 30),
            working=_number(held, "practice.days_per_month.working", until, 22),
            manual=_number(held, "practice.days_per_month.manual", until, 30),
        ),
        inner_base_year=held.switch("practice.inner_base_counts_year", until),
        inner_base_cycle=held.switch("practice.inner_base_counts_cycle", until),
        common_rule=held.word("practice.common_rule", until) or ANY_TIME,
        common_days=_number(held, "practice.common_days_per_year", until, 7),
        common_share=_number(held, "practice.common_percent", until, 50) / 100,
        exempt_pro_rata=held.switch("practice.exempt_pro_rata", until),
        materials_required=held.switch("practice.materials_required", until),
        excellent_share=_excellent(held, until),
        rate_over=held.word("practice.denominator.rate", until) or SPECIALISED,
        double_over=held.word("practice.denominator.double", until) or SPECIALISED,
        average_over=held.word("practice.denominator.average", until) or FULL_TIME,
        basis=needed.basis if needed else "",
        year_basis=yearly.basis if yearly else "",
    )


def _excellent(held: Policy, until: date) -> Fraction | None:
    checked = held.switch("practice.excellent_check", until)
    return _number(held, "practice.excellent_percent", until, 15) / 100 if checked else None


def _number(held: Policy, name: str, on: date, otherwise: int) -> Fraction:
    found: Decimal | None = held.number(name, on)
    return Fraction(otherwise) if found is None else Fraction(found)


def working_days(office: Office) -> WorkingDays:
    """The school's calendar: its own tables of later years before the built-in one. One for all schools."""
    return _calendar(office.resources / "holidays", holiday_tables(office))


@lru_cache(maxsize=4)
def _calendar(folder: Path, _stand: object) -> WorkingDays:
    return WorkingDays(load_holidays(folder))
