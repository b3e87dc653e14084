"""Bureau templates by an independent hand filled from the demonstration ledger, against plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.core.dates import parse_window
from desktop.records.expressions import ATTENDED
from desktop.services.office import Office
from desktop.services.returning import explain, fill
from desktop.services.returning.measures import window_named
from desktop.store.find import find
from tests.services.archive_office import YEAR, demo_office

FORMS = Path(__file__).resolve().parents[1] / "recognition" / "bureau" / "forms"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = demo_office(tmp_path_factory.mktemp("demo"))
    yield office
    office.ledger.close()


def named(start: str) -> Path:
    return next(FORMS.glob(f"{start}_*.xlsx"))


def rows(office: Office, record: str, *labels: str) -> list[tuple[Any, ...]]:
    return find(office.ledger, record, paths=labels, today=office.today).rows


def test_months_of_the_school_year(demo: Office, tmp_path: Path) -> None:
    """9月 of 2025学年 is September 2025, 3月 is March 2026."""
    fill(demo, named("12"), YEAR, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    classes = Counter(end.month for (end,) in rows(demo, "training_class", "结业日期") if end in YEAR)
    came: Counter[int] = Counter()
    for end, status in rows(demo, "enrolment", "培训班次.结业日期", "状态"):
        came[end.month] += end in YEAR and status in ATTENDED
    found = {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(3, 15)}
    assert found == {f"{month}月": classes[month] for month in range(1, 13)} and sum(classes.values()) > 10
    month = max(classes, key=lambda each: came[each])
    assert sheet.cell(2 + month, 4).value >= came[month] > 0
    opened = explain(demo, named("12"), YEAR, f"B{2 + month}")
    assert opened.value == classes[month] == len(opened.rows)


@pytest.mark.parametrize(
    ("name", "window", "start", "end"),
    [
        ("8月", "2025学年", "2026-08-01", "2026-08-31"),
        ("9月", "2025学年", "2025-09-01", "2025-09-30"),
        ("第一季度", "2025", "2025-01-01", "2025-03-31"),
        ("上半年", "2025", "2025-01-01", "2025-06-30"),
        ("2024年", "2025", "2024-01-01", "2024-12-31"),
    ],
)
def test_parts_of_the_period_by_name(name: str, window: str, start: str, end: str) -> None:
    found = window_named(name, parse_window(window))
    assert (str(found.start), str(found.end)) == (start, end)


def test_two_lists_one_below_the_other(demo: Office, tmp_path: Path) -> None:
    """The first grows beyond its rows; the second is written and proved where it stands then."""
    done = fill(demo, named("18"), YEAR, tmp_path / "out.xlsx")
    first, second = done.sheets
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert first.rows > 8 and second.first_row == 16 + first.rows - 8
    assert [sheet.cell(second.first_row - 1, column).value for column in (1, 2)] == ["序号", "到账日期"]
    assert sheet.cell(first.last_row + 1, 1).value == "合计"
    money = sum(
        amount for day, amount in rows(demo, "receipt", "日期", "金额") if day in YEAR and amount is not None
    )
    written = [sheet.cell(row, 4).value for row in range(second.first_row, second.first_row + second.rows)]
    assert sum(written) == pytest.approx(money / 100)


def test_a_list_in_sections_is_filled_in_the_first_and_that_is_said(demo: Office, tmp_path: Path) -> None:
    done = fill(demo, named("08"), YEAR, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    (block,) = done.sheets
    assert sheet.cell(3, 1).value == "一、上半年" and block.first_row == 4
    assert sheet.cell(block.last_row + 1, 1).value == "二、下半年"
    assert any("第一段" in each.sentence for each in done.checks)


def test_every_form_fills(demo: Office, tmp_path: Path) -> None:
    """No form of the corpus breaks; cards of hundreds of people are refused with a sentence, or filled."""
    refused = []
    for file in sorted(FORMS.glob("*.xlsx"))[::6]:
        try:
            done = fill(demo, file, YEAR, tmp_path / f"{file.stem[:2]}.xlsx")
        except Exception as exc:  # noqa: BLE001 — whatever it is, it is named
            refused.append(f"{file.name}: {exc}")
            continue
        assert done.files and done.window
    assert [each for each in refused if "500 张表" not in each] == []
