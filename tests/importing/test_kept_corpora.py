"""The third and fourth set of workbooks by other hands, half exports and half lists typed by people.

`corpus3/generator` and `corpus4/generator` hold the scripts as they were written. Both were learned from; of
the fourth some headings are still asked for, which its bars say.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.importing.judging import judge_folder, table_of, total
from tests.importing.test_corpus import Judged, of


@dataclass(frozen=True)
class Bars:
    """Shares of rows and columns, dirty and clean; `asked`: cells asked for nothing, at most."""

    readable: int
    landed: tuple[float, float]
    settled: tuple[float, float]
    matched: float
    asked: float


BARS = {
    "corpus3": Bars(600, (0.95, 0.95), (0.98, 0.98), 0.98, 0.01),
    "corpus4": Bars(450, (0.79, 0.96), (0.78, 0.96), 0.95, 0.015),
}


@pytest.fixture(scope="module", params=BARS)
def judged(request: pytest.FixtureRequest) -> tuple[Bars, Judged]:
    found = list(judge_folder(Path(__file__).parent / request.param))
    print(f"\n{table_of(found)}")
    return BARS[request.param], found


@pytest.mark.parametrize("clean", [False, True])
def test_the_bars_of_the_corpus_hold(judged: tuple[Bars, Judged], clean: bool) -> None:
    bars, found = judged
    part = of(found, clean=clean)
    assert part.readable > bars.readable
    assert part.landed >= bars.landed[clean] * part.readable, table_of(found)
    assert part.settled >= bars.settled[clean] * part.records, table_of(found)
    assert part.matched >= bars.matched * part.columns, table_of(found)


def test_nothing_is_silently_wrong_and_little_asked_for_nothing(judged: tuple[Bars, Judged]) -> None:
    bars, found = judged
    whole = total([score for _, score in found])
    assert whole.silent == 0, table_of(found)
    assert whole.false_cells <= bars.asked * whole.cells, table_of(found)
