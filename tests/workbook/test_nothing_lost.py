"""The owner's own scoring of what a fill lost, over the public forms and over every trap."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import python_calamine
from openpyxl import load_workbook

from desktop.workbook import ListBlock, Table, fill, read_workbook, recognise
from desktop.workbook.refs import column_letters
from tests.workbook.test_traps import TRAPS
from tests.workbook.traps.case import COUNTS, SHEET, Trap

pytestmark = pytest.mark.shared

FORMS = Path(__file__).resolve().parents[2].parent / "shared" / "forms"
# Where a trap's own outcome is right and the score differs, and in what.
DIFFERS = {
    "01-array-below-moves-whole": {"cached_values", "formulas"},  # grows, and no stale value stays
    "01-data-table-below-moves-whole": {"cached_values"},
    "05-label-beside-the-whole-list-grows": {"merges"},
    "06-lists-of-ranges": {"cf"},  # COUNTIF over the list grows inside the rule
    "07-a-filter-that-hides-rows-grows": {"autofilter", "filter_db_name"},  # else new rows escape it
    "07-quoted-broken-external": {"defined_names"},  # another workbook's rows do not move
    "12-formulas-on-other-sheets": {"formulas"},  # SUM over the list from another sheet grows
    "13-totals-of-all-kinds": {"cached_values"},  # an empty text counts as no value
    "13-row-formulas-are-translated": {"cached_values"},
    "19-calc-settings-stay-and-ask": {"cached_values"},
}


@pytest.fixture(scope="module")
def fidelity(shared: Path) -> ModuleType:
    """shared/tools/fidelity.py."""
    spec = importlib.util.spec_from_file_location("fidelity", shared / "tools" / "fidelity.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # the folder is not ours
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = written
    return module


def lists_of(path: Path) -> Iterator[Table]:
    """The lists of a form."""
    for sheet in read_workbook(path).sheets:
        yield from (table for table in recognise(sheet) if table.layout in ("list", "cross"))


def test_the_forms_of_others_are_many_and_have_lists() -> None:
    """Where no list is found the next test has nothing to fill."""
    found = [bool(list(lists_of(path))) for path in FORMS.rglob("*.xlsx")]
    assert len(found) >= 20 and sum(found) >= 0.6 * len(found), (sum(found), len(found))


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("path", sorted(FORMS.rglob("*.xlsx")), ids=lambda path: path.stem)
def test_forms_of_others(path: Path, count: int, fidelity: ModuleType, tmp_path: Path) -> None:
    for table in lists_of(path):
        columns = [column.index for column in table.columns if not column.formula and not column.continued]
        rows = [tuple(number + column for column in columns) for number in range(1, count + 1)]
        out = tmp_path / "结果.xlsx"
        fill(path, out, [ListBlock(table.sheet, table.first_row, table.last_row, columns, rows)])
        by = max(count - (table.last_row - table.first_row + 1), 0)
        zone = (
            f"{column_letters(min(columns))}{table.first_row}:"
            f"{column_letters(max(columns))}{table.last_row + by}"
        )
        start = table.last_row + 1 if by else None
        score = fidelity.compare(str(path), str(out), table.sheet, zone, start, by, None)
        check(score, {"cached_values"} if count == 0 else set())  # IF(x=0,"",…): an empty text
        load_workbook(out)
        assert python_calamine.CalamineWorkbook.from_path(str(out)).sheet_names


def scored(trap: Trap) -> bool:
    """Traps of one usual list; removing rows is no loss but not what the score is for."""
    usual = not trap.refused and not trap.more and trap.surplus == "keep" and trap.number not in (23, 25)
    return usual and trap.suffix == ".xlsx" and trap.name != "unsorted-and-twice"


@pytest.mark.parametrize("trap", filter(scored, TRAPS), ids=lambda trap: trap.label)
def test_traps(trap: Trap, fidelity: ModuleType, tmp_path: Path) -> None:
    for count in COUNTS:
        template, out, _ = trap.filled(tmp_path, count)
        by = trap.inserted(count)
        first, last = column_letters(min(trap.columns)), column_letters(max(trap.columns))
        zone = f"{first}{trap.first}:{last}{trap.last + by}"
        start = trap.last + 1 if by else None
        check(
            fidelity.compare(str(template), str(out), SHEET, zone, start, by, None),
            DIFFERS.get(trap.label, set()),
        )


def check(score: dict[str, Any], differs: set[str]) -> None:
    """Nothing lost, nothing broken."""
    lost = {name: count for name, count in score["lost"].items() if name not in differs}
    assert not lost, score["detail"]
    assert not score["parts_lost"]
    assert not score["integrity_new"]
