"""年均 over the years of a plan (policy.md, task 7): cases by hand, each with its account."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.core.dates import parse_window
from desktop.services.accounts import of_targets
from desktop.services.opened_targets import open_target
from desktop.services.policy_editing import load_pack, set_rule
from desktop.services.targets import targets
from tests.services.counting_office import Book

D = date.fromisoformat
PLAN = {"deadline": "2025-12-31", "valid_from": "2022-11-22"}
THREE = {"2023-06-01": 100, "2024-06-01": 200, "2025-06-01": 60}

# Last day of a class → who came (no roster); what else the target says; asked window; value; formula has.
CASES: dict[str, tuple[dict[str, int], dict[str, str], str, float | None, str]] = {
    "三年": (THREE, {}, "2025", 120, "（2023 100 + 2024 200 + 2025 60）÷ 3 年"),
    "第一年": (THREE, {}, "2023", 100, "（2023 100）÷ 1 年"),
    "第二年": (THREE, {}, "2024", 150, "（2023 100 + 2024 200）÷ 2 年"),
    # the plan came out on 22 November 2022: that year is no whole one
    "印发当年": ({"2022-12-01": 999}, {}, "2022", None, "2022-11-22 起的第一个整年"),
    "印发当年的班不进": ({"2022-12-31": 999, "2023-01-01": 30}, {}, "2023", 30, "÷ 1 年"),
    # it was to be reached by 2025: 2026 adds nothing and divides by nothing
    "到期以后": (THREE | {"2026-03-01": 900}, {}, "2026", 120, "÷ 3 年"),
    "末日": ({"2025-12-31": 3}, {}, "2025", 1, "2025 3"),
    "闰日": ({"2024-02-29": 10}, {}, "2024", 5, "（2023 0 + 2024 10）÷ 2 年"),
    # the 学年 2023 ends in August 2024: 2023 and 2024
    "问学年": (THREE, {}, "2023学年", 150, "÷ 2 年"),
    "问半年": (THREE, {}, "2024上半年", 150, "÷ 2 年"),
    "另定首年": (THREE, {"average_from": "2024-01-01"}, "2025", 130, "（2024 200 + 2025 60）÷ 2 年"),
    "首年从二日起": (THREE, {"average_from": "2024-01-02"}, "2025", 60, "（2025 60）÷ 1 年"),
    # 2023-2024 and 2024-2025 are whole; 2025-2026 runs beyond the deadline
    "学年年均": (
        {"2023-08-31": 100, "2023-09-01": 10, "2025-08-31": 20, "2025-09-01": 500}, {"window": '"学年年均"'},
        "2025", 15, "（2023-2024学年 10 + 2024-2025学年 20）÷ 2 年"),
    # 5 ÷ 3 = 1.666…, shown as 1.67
    "分不尽": ({"2024-05-05": 5}, {}, "2025", 1.67, "÷ 3 年"),
    "没有班": ({}, {}, "2025", 0, "（2023 0 + 2024 0 + 2025 0）÷ 3 年"),
}  # fmt: skip


def plan(book: Book, folder: Path, **more: str) -> None:
    """A pack with one target, an average."""
    said = {"metric": '"training.attendances"', "value": "1.67", "window": '"年均"', **PLAN, **more}
    target = ", ".join(f"{key} = {value}" for key, value in said.items())
    target = f'id = "t", task = "1", label = "年均", subject = "学校", direction = "≥", {target}'
    file = folder / "某市.toml"
    file.write_text(
        'title = "某市方案"\ndocument = "某政发〔2022〕1号"\n'
        'tasks = [\n  {code = "1", number = 1, heading = "培训", text = "培训。"},\n]\n'
        f"targets = [\n  {{{target}}},\n]\n",
        "utf-8",
    )
    load_pack(book.office, file)


def value(book: Book, window: str) -> dict[str, Any]:
    return next(row for row in targets(book.office, parse_window(window)) if row["id"] == "t")


@pytest.mark.parametrize("case", CASES)
def test_averages(book: Book, tmp_path: Path, case: str) -> None:
    classes, more, window, expected, said = CASES[case]
    for number, (end, came) in enumerate(classes.items()):
        book.klass(f"班{number}", D(end), D(end), actual=came)
    plan(book, tmp_path, **more)
    row = value(book, window)
    assert row["value"] == expected and said in row["formula"]
    (opened,) = of_targets(book.office, parse_window(window), "t")
    counted = [each.value for part in opened.parts for each in part.rows]
    for part in opened.parts:
        if part.record == "training_class":
            assert len(part.rows) + len(part.left_out) == len(classes)
    assert bool(opened.parts) is (expected is not None)
    if expected is not None:
        years = len(opened.parts) // 2  # names on a roster, and classes without one
        assert round(sum(counted) / years, 2) == expected


def test_met_is_taken_before_rounding(book: Book, tmp_path: Path) -> None:
    book.klass("班", D("2024-05-05"), D("2024-05-05"), actual=5)
    plan(book, tmp_path)
    row = value(book, "2025")
    assert (row["value"], row["target"], row["met"]) == (1.67, "≥ 1.67", False)


def test_each_year_by_the_rules_of_its_own_last_day(book: Book, tmp_path: Path) -> None:
    """A class over the new year: 2024 by its end; by its beginning from the end of 2024 on, it is of none."""
    book.klass("跨年班", D("2023-12-20"), D("2024-01-10"), actual=30)
    plan(book, tmp_path)
    assert value(book, "2024")["value"] == 15
    set_rule(book.office, "training.window_by_start", 1, valid_from=D("2024-12-31"))
    assert value(book, "2024")["value"] == 0
    set_rule(book.office, "training.window_by_start", 1, valid_from=D("2023-12-31"))
    assert value(book, "2024")["value"] == 15  # now it is of 2023


def test_persons_count_once_in_each_year(book: Book, tmp_path: Path) -> None:
    for end in ("2023-05-01", "2024-05-01", "2024-06-01"):
        book.roster(book.klass(f"班{end}", D(end), D(end)), 甲="结业")
    plan(book, tmp_path, metric='"training.persons"')
    assert value(book, "2024")["value"] == 1


def test_the_average_of_a_ratio_is_that_of_its_years(book: Book, tmp_path: Path) -> None:
    """200 ÷ 100 and 100 ÷ 400: 2 and 0.25, not 300 ÷ 500."""
    for year, came, students in ((2023, 200, 100), (2024, 100, 400)):
        book.klass(f"班{year}", date(year, 3, 1), date(year, 3, 2), facing="社会", actual=came)
        book.add("headcount", counted_on=date(year, 9, 1), students=students)
    plan(book, tmp_path, metric='"training.attendances_per_student"')
    assert value(book, "2024")["value"] == 1.13  # 1.125


def test_typed_numbers_need_every_year(book: Book, tmp_path: Path) -> None:
    plan(book, tmp_path, metric='"entered"')
    for period, number in (("2023", 3), ("2024", 5)):
        book.add("policy_progress", task="1", period=period, value=Decimal(number), progress="已落实")
    row = value(book, "2024")
    assert (row["value"], len(row["evidence"])) == (4, 2)
    row = value(book, "2025")
    assert row["value"] is None and "2025 未填" in row["formula"]


def test_the_shipped_target_is_an_average_opened_by_its_years(book: Book) -> None:
    rows = {
        year: book.klass("体验", D(f"{year}-03-01"), D(f"{year}-03-01"), kind="劳动和职业体验", actual=number)
        for year, number in (("2022", 900), ("2023", 10), ("2024", 20), ("2025", 60), ("2026", 7000))
    }
    found = {row["id"]: row for row in targets(book.office, parse_window("2026"))}["labour-experience"]
    assert (found["value"], found["unit"], found["met"]) == (30, "人次", None)
    assert found["window"] == {
        "kind": "年均", "label": "2023–2025", "start": "2023-01-01", "end": "2025-12-31",
    }  # fmt: skip
    opened = open_target(book.office, parse_window("2026"), "labour-experience")
    assert {row.id: row.value for row in opened.rows} == {
        rows["2023"]: 10, rows["2024"]: 20, rows["2025"]: 60,
    }  # fmt: skip
    assert {row.id for row in opened.left_out} == {rows["2022"], rows["2026"]}
