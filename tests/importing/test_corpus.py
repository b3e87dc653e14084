"""The corpus of messy and clean workbooks through the importer; the bars are those of issue 5."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.importing.judging import Score, judge_folder, table_of, total

CORPUS = Path(__file__).parent / "corpus"
BOOKS = CORPUS / "books"
Judged = list[tuple[Mapping[str, Any], Score]]


@pytest.fixture(scope="module")
def judged() -> Judged:
    found = list(judge_folder(BOOKS))
    print(f"\n{table_of(found)}")
    return found


def of(judged: Judged, *, clean: bool) -> Score:
    return total([score for told, score in judged if bool(told.get("clean")) == clean])


def test_nine_of_ten_readable_rows_land_without_a_question(judged: Judged) -> None:
    messy = of(judged, clean=False)
    assert messy.landed >= 0.90 * messy.readable, table_of(judged)


def test_rows_land_right_or_are_named_at_the_right_cell(judged: Judged) -> None:
    messy = of(judged, clean=False)
    assert messy.settled >= 0.98 * messy.records, table_of(judged)


def test_nothing_is_silently_wrong(judged: Judged) -> None:
    assert sum(score.silent for _, score in judged) == 0, table_of(judged)


def test_clean_workbooks_are_left_in_peace(judged: Judged) -> None:
    clean = of(judged, clean=True)
    assert clean.false_cells <= 0.01 * clean.cells and clean.landed >= 0.99 * clean.readable, table_of(judged)


def test_the_corpus_is_as_large_as_it_claims() -> None:
    truth = json.loads((BOOKS / "truth.json").read_text(encoding="utf-8"))
    messy = [each for each in truth["files"] if not each.get("clean")]
    tables = [table for each in truth["files"] for table in each["tables"]]
    kinds = {
        problem["kind"] for table in tables for row in table["rows"] for problem in row.get("problems", [])
    }
    assert len(messy) >= 60 and len(truth["files"]) - len(messy) == 20
    assert sum(len(table["rows"]) for table in tables) >= 3000
    assert len({table["into"] for table in tables}) >= 20 and len(kinds) >= 18
    assert all((BOOKS / each["file"]).is_file() for each in truth["files"])


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_the_generator_knows_nothing_of_the_program() -> None:
    files = sorted(CORPUS.glob("*.py"))
    assert len(files) > 5
    assert not [name for file in files for name in imported(file) if name.split(".")[0] == "desktop"]


@pytest.mark.long
def test_the_truth_is_what_the_generator_writes(tmp_path: Path) -> None:
    """Nobody has bent the truth to the importer. LibreOffice is left out: it changes no row."""
    command = [sys.executable, "-m", "tests.importing.corpus.make", "--no-office", str(tmp_path)]
    subprocess.run(command, check=True, cwd=CORPUS.parents[2])
    assert (tmp_path / "truth.json").read_text("utf-8") == (BOOKS / "truth.json").read_text("utf-8")
