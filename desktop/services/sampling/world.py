"""The state that the makers of the demonstration share: chance, ids, words, and the rows made so far."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from desktop.core.dates import years_before
from desktop.records.base import Base
from desktop.records.ids import IdSource
from desktop.services.sampling.numbers import Numbers
from desktop.services.sampling.vocabulary import Vocabulary

Row = dict[str, Any]
Block = tuple[type[Base], list[Row]]
T = TypeVar("T")

OWN_STUDENTS = 340
SOCIAL = 1_060
TEACHERS = 120
PERSONS = OWN_STUDENTS + SOCIAL + TEACHERS  # of whom about 1,400 attend a class
PERSONS_AT_MOST = 60_000
YEARS = 3  # of training and certificates
PRACTICE_YEARS = 5  # the rule looks back five years


@dataclass
class World:
    """One demonstration school while it is being made. Everything follows from seed, scale and today."""

    words: Vocabulary
    today: date
    seed: int
    scale: int
    ids: IdSource
    numbers: Numbers
    departments: list[Row] = field(default_factory=list)
    majors: list[Row] = field(default_factory=list)
    enterprises: list[Row] = field(default_factory=list)
    positions: dict[int, list[str]] = field(default_factory=dict)
    types: list[Row] = field(default_factory=list)
    persons: dict[int, Row] = field(default_factory=dict)
    teachers: list[Row] = field(default_factory=list)
    categories: dict[int, str] = field(default_factory=dict)  # of teachers now
    own: list[Row] = field(default_factory=list)  # the school's own students
    social: list[Row] = field(default_factory=list)
    staff: list[Row] = field(default_factory=list)  # teachers as trainees
    statuses: dict[int, list[Row]] = field(default_factory=dict)  # 学籍 of own students
    stays: set[tuple[int, int, date]] = field(default_factory=set)  # keys of practices
    attended: dict[int, list[tuple[date, date]]] = field(default_factory=dict)  # classes of trainees
    taught: dict[int, list[tuple[date, date]]] = field(default_factory=dict)  # classes of teachers
    practised: dict[int, list[tuple[date, date]]] = field(default_factory=dict)  # stays of teachers
    class_count: int = 0
    certificate_count: int = 0

    @property
    def begin(self) -> date:
        """The first day of the training ledgers."""
        return years_before(self.today, YEARS)

    def chance(self, *names: object) -> random.Random:
        """A source of chance of its own for each part, so that a larger scale begins like a smaller one."""
        return random.Random("/".join(map(str, (self.seed, *names))))

    def row(self, **values: Any) -> Row:
        """A row with its id, without what is not filled in."""
        return {
            "id": self.ids.take(1)[0],
            **{name: value for name, value in values.items() if value is not None},
        }

    def major(self, code: str) -> Row | None:
        return next((major for major in self.majors if major["major_code"] == code), None)


def free(taken: dict[int, list[tuple[date, date]]], who: int, first: date, last: date) -> bool:
    """Whether nobody is in two places at once."""
    return all(end < first or last < start for start, end in taken.get(who, ()))


def seeded_ids(seed: int, today: date) -> IdSource:
    """The same ids for the same seed and day."""
    chance = random.Random(f"{seed}/ids")
    moment = datetime.combine(today, time(0)).timestamp() - 86_400
    return IdSource(clock=lambda: moment, random_bits=chance.getrandbits)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares by weight that add up to the total: the largest remainders get what is left."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    byremainder = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in byremainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def slice_of(rows: Sequence[T], unit: int, size: int) -> list[T]:
    """The rows of one unit of scale; when persons have run out, the first ones come again."""
    size = min(size, len(rows))
    start = unit * size % len(rows) if rows else 0
    return [rows[(start + i) % len(rows)] for i in range(size)]


def weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=max(7 - day.weekday(), 0)) if day.weekday() > 4 else day


def between(chance: random.Random, first: date, last: date) -> date:
    """Some day from first to last."""
    return first + timedelta(days=chance.randint(0, max((last - first).days, 0)))


def pick(chance: random.Random, pairs: Iterable[tuple[T, float]]) -> T:
    """One of the values, by weight."""
    values, weights = zip(*pairs, strict=True)
    chosen: T = chance.choices(values, weights)[0]
    return chosen
