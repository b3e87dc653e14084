"""Every figure of stats, targets and practice, recomputed in plain Python from `show --json` alone."""

from __future__ import annotations

import contextlib
import io
import json
from collections import Counter
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from desktop.__main__ import main
from tests.rules import oracle
from tests.rules.random_ledger import random_ledger

RECORDS = (
    "培训班次", "学员名册", "授课记录", "到账", "考核批次", "考生", "证书", "企业实践", "教师", "教师任职",
    "实践豁免", "学籍", "企业", "学校人数", "学校经费",
)  # fmt: skip
WINDOWS = {
    "2026": (date(2026, 1, 1), date(2026, 12, 31)),
    "2025学年": (date(2025, 9, 1), date(2026, 8, 31)),
    "2024-02-29..2025-12-31": (date(2024, 2, 29), date(2025, 12, 31)),
}
COUNTED = ("培训班次", "考核批次", "授课记录", "学籍", "企业实践")
SHORT, LONG = range(2), range(2, 14)


class Asked:
    """The command line on one ledger, as a script uses it; its book is read once."""

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger

    def __call__(self, *words: str) -> Any:
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            assert main(["--ledger", str(self.ledger), *words, "--json"]) == 0
        return json.loads(said.getvalue())

    @cached_property
    def book(self) -> dict[str, list[dict[str, Any]]]:
        """Every record the figures are made of, in full."""
        return {record: self("show", record, "--full", "核对")["rows"] for record in RECORDS}


@pytest.fixture(
    scope="module", params=["demo", *SHORT, *(pytest.param(seed, marks=pytest.mark.long) for seed in LONG)]
)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """The demonstration ledger and random ones."""
    path = tmp_path_factory.mktemp("rules") / "台账.zhijiao"
    if request.param != "demo":
        return Asked(random_ledger(path, request.param))
    assert main(["--ledger", str(path), "demo"]) == 0
    return Asked(path)


def test_stats(asked: Asked) -> None:
    book = asked.book
    for name, (start, end) in WINDOWS.items():
        expected = {
            "培训班次": oracle.training(book, start, end) | {"折算全日制学生": None},
            "考核批次": oracle.exams(book, start, end),
            "授课记录": oracle.lessons(book, start, end) | {"折算工作量": None},
            "学籍": oracle.graduating(book, oracle.school_year(end), end),
            "企业实践": oracle.stats_practice(book, start, end),
        }
        for record, figures in expected.items():
            (row,) = asked("stats", record, "--window", name)
            assert row["measures"] == figures, (record, name)


def test_practice(asked: Asked) -> None:
    book = asked.book
    for until in (date(2026, 8, 31), date(2026, 12, 31), date(2024, 2, 29)):
        expected = {row["工号"]: row for row in oracle.practice(book, until)}
        found = asked("practice", "--until", until.isoformat())
        assert len(found) == len(expected)
        for row in found:
            counts = {"counted": len(row["counted"]), "left_out": len(row["left_out"])}
            own = {key: row[key] for key in ("工号", "days", "months", "year_days", "verdict")} | counts
            assert own == expected[row["工号"]]
        figures = asked("practice", "--school", "--until", until.isoformat())
        start = date(until.year, 1, 1)
        assert {row["id"]: row["value"] for row in figures} == oracle.school_figures(book, start, until)


def test_targets(asked: Asked) -> None:
    book = asked.book
    for year in (2025, 2026):
        expected = oracle.computed_targets(book, year)
        found = {row["id"]: row for row in asked("targets", "--window", str(year))}
        computed = {name: row["value"] for name, row in found.items() if row["source"] != "entered"}
        assert computed == expected
        for name, row in found.items():
            if row["source"] != "entered" and row["subject"] != "学校":
                assert row["met"] is None, name


def test_nothing_is_lost_between_counted_and_left_out(asked: Asked) -> None:
    """Counted + left out = all rows of the record; each row once; each left-out row with one reason."""
    totals = {record: len(rows) for record, rows in asked.book.items()}
    accounts = [
        account
        for record in COUNTED
        for account in asked("stats", record, "--window", "2025学年", "--explain")
    ]
    accounts += asked("practice", "--until", "2026-08-31", "--explain")
    accounts += [each for each in asked("targets", "--window", "2026", "--explain") if each["parts"]]
    assert len(accounts) > 20
    for account in accounts:
        assert account["formula"] and account["rule"] and account["window"]["start"]
        for part in account["parts"]:
            if part["record"] == "任务进展":
                continue
            rows = Counter(row["id"] for row in (*part["rows"], *part["left_out"]))
            assert len(rows) == totals[part["record"]], (account["id"], part["record"])
            assert set(rows.values()) <= {1}
            assert all(row["why"].strip() for row in part["left_out"])


def test_the_rows_add_up_to_the_figure(asked: Asked) -> None:
    summed = 0
    for record in ("培训班次", "考核批次", "授课记录", "学籍"):
        shown = asked("stats", record, "--window", "2026")[0]["measures"]
        for account in asked("stats", record, "--window", "2026", "--explain"):
            assert account["value"] == shown[account["label"]]
            if {part["measure"] for part in account["parts"]} == {account["label"]}:
                total = sum(row["value"] for part in account["parts"] for row in part["rows"])
                assert round(total, 2) == account["value"]
                summed += 1
    assert summed > 5
