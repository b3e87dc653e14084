"""A fourth set of workbooks by another hand, half exports of systems and half lists typed by people.

`corpus4/generator` holds the scripts as they were written.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.importing.judging import judge_folder, table_of, total
from tests.importing.test_corpus import Judged, of

BOOKS = Path(__file__).parent / "corpus4"


@pytest.fixture(scope="module")
def judged() -> Judged:
    found = list(judge_folder(BOOKS))
    print(f"\n{table_of(found)}")
    return found


@pytest.mark.parametrize("clean", [False, True])
def test_the_bars_of_the_corpus_hold(judged: Judged, clean: bool) -> None:
    part = of(judged, clean=clean)
    assert part.readable > 450
    assert part.landed >= (0.96 if clean else 0.79) * part.readable, table_of(judged)
    assert part.settled >= (0.96 if clean else 0.78) * part.records, table_of(judged)
    assert part.matched >= 0.95 * part.columns, table_of(judged)


def test_nothing_is_silently_wrong_and_little_asked_for_nothing(judged: Judged) -> None:
    whole = total([score for _, score in judged])
    assert whole.silent == 0, table_of(judged)
    assert whole.false_cells <= 0.015 * whole.cells, table_of(judged)
