"""Workbooks held back while the importer was written: their wordings are nobody's but real life's."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.importing.judging import judge_folder, table_of, total
from tests.importing.test_corpus import Judged, of

BOOKS = Path(__file__).parent / "corpus2"
# The first set is of the kinds of corpus/: it is judged in the long run.
SETS = [pytest.param("first", marks=pytest.mark.long), "second"]


@cache
def judged(name: str) -> Judged:
    found = list(judge_folder(BOOKS / name))
    print(f"\n{table_of(found)}")
    return found


@pytest.mark.parametrize("name", SETS)
def test_the_bars_of_the_corpus_hold_for_held_out_workbooks(name: str) -> None:
    found = judged(name)
    messy = of(found, clean=False)
    assert messy.landed >= 0.90 * messy.readable, table_of(found)
    assert messy.settled >= 0.98 * messy.records, table_of(found)
    assert total([score for _, score in found]).silent == 0, table_of(found)


@pytest.mark.parametrize("name", SETS)
def test_rows_without_a_fault_are_left_in_peace(name: str) -> None:
    whole = total([score for _, score in judged(name)])
    assert whole.cells > 10_000
    assert whole.false_cells <= 0.01 * whole.cells, table_of(judged(name))
