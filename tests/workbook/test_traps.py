"""Every trap of the engine's list, for 0, 1, 3 and 500 records: what moves, what grows, what stays."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import python_calamine
from openpyxl import load_workbook

from desktop.core.errors import UserError
from tests.workbook.traps import formulas, moving, packages, parts, writing
from tests.workbook.traps.case import (
    COUNTS,
    SHEET,
    Trap,
    check_structure,
    part,
    person,
    raw_cells,
    root_of,
    values_of,
)

TRAPS = [*formulas.TRAPS, *moving.TRAPS, *parts.TRAPS, *writing.TRAPS, *packages.TRAPS]
CASES = [pytest.param(trap, id=trap.label) for trap in TRAPS]
FREE = ("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml")


def test_each_trap_has_two_templates() -> None:
    counts = Counter(trap.number for trap in TRAPS)
    assert all(counts[number] >= 2 for number in range(1, 27)), counts
    assert len({trap.label for trap in TRAPS}) == len(TRAPS)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("trap", CASES)
def test_trap(trap: Trap, count: int, tmp_path: Path) -> None:
    if trap.refused and count >= trap.needs:
        with pytest.raises(UserError, match=trap.refused):
            trap.filled(tmp_path, count)
        assert len(list(tmp_path.iterdir())) == 1
        return
    template, out, report = trap.filled(tmp_path, count)
    assert trap.note in "".join(report.notes)
    check_untouched(trap, template, out)
    if trap.part in zipfile.ZipFile(out).namelist():
        check_cells(trap, out, count)
    if not trap.suffix.endswith("m"):
        check_structure(out)
    for seen in trap.seen:
        found = sorted(values_of(root_of(out, seen.part), seen.tag, seen.attribute))
        assert found == trap.several(seen.values, count), seen
    check_text(trap, out, count)
    check_judges(trap, out, count)


def check_untouched(trap: Trap, template: Path, out: Path) -> None:
    """Parts that nothing has to change are the same bytes, in the same order."""
    allowed = {*FREE, trap.part, *trap.changed}
    with zipfile.ZipFile(template) as before, zipfile.ZipFile(out) as after:
        names = list(dict.fromkeys(name.replace("\\", "/") for name in before.namelist()))
        assert set(after.namelist()) == set(names) - set(trap.gone)
        for info in before.infolist():
            name = info.filename.replace("\\", "/")
            if name not in allowed and name not in trap.gone:
                assert after.read(name) == before.read(info), name


def check_cells(trap: Trap, out: Path, count: int) -> None:
    """Formulas, remembered values, texts and styles of cells."""
    cells = raw_cells(out, trap.part)
    for ref, expected in trap.formulas.items():
        assert cells[trap.at(ref, count)].formula == trap.at(expected, count), ref
    for ref, values in trap.cached.items():
        cell = cells[trap.at(ref, count)]
        assert_same(values[COUNTS.index(count)], cell.value, cell.kind)
    judge = None if not trap.texts else python_calamine.CalamineWorkbook.from_path(str(out))
    for ref, expected in trap.texts.items():
        wanted = expected.split("|")[COUNTS.index(count)] if "|" in expected else trap.at(expected, count)
        cell = cells.get(trap.at(ref, count))
        value = "" if cell is None else cell.value or ""
        if cell is not None and cell.kind == "s":
            value = "".join(
                str(t) for t in root_of(out, "xl/sharedStrings.xml").findall("{*}si")[int(value)].itertext()
            )
        assert value == wanted, ref
    assert judge is None or judge.sheet_names[0] == SHEET
    for ref, expected in trap.styles.items():
        wanted = expected.split("|")[COUNTS.index(count)] if "|" in expected else expected
        assert not wanted or cells[trap.at(ref, count)].style == wanted, ref


def assert_same(expected: Any, value: str | None, kind: str) -> None:
    """A remembered value and its type."""
    if expected is None:
        assert value is None
    elif isinstance(expected, str):
        assert (value or "", kind) == (expected, "e" if expected.startswith("#") else "str")
    else:
        assert kind == "n"
        assert float(value or "nan") == pytest.approx(expected, rel=1e-14)


def check_text(trap: Trap, out: Path, count: int) -> None:
    """Stretches that must, must not be in a part."""
    names = zipfile.ZipFile(out).namelist()
    if not trap.late or count:
        for name, stretches in trap.inside.items():
            content = part(out, name).decode()
            for stretch in stretches:
                assert trap.at(stretch, count) in content
    for name, stretches in trap.absent.items():
        if name in names:
            for stretch in stretches if not trap.late or count else ():
                assert stretch not in part(out, name).decode()


def check_judges(trap: Trap, out: Path, count: int) -> None:
    """Other readers open it and find the last record."""
    line = trap.first + count - 1
    plain = trap.record is person
    if "openpyxl" in trap.judges:
        sheet = load_workbook(out)[SHEET]
        if plain and count:
            assert [sheet.cell(line, column).value for column in trap.columns] == list(trap.record(count))
    if "calamine" in trap.judges:
        rows = python_calamine.CalamineWorkbook.from_path(str(out)).get_sheet_by_index(0)
        found = rows.to_python(skip_empty_area=False)
        if plain and count:
            assert found[line - 1][:3] == list(trap.record(count))
