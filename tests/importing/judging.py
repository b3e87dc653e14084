"""Judges the importer by a folder of workbooks with truth.json: landed, named, or silently wrong.

python -m tests.importing.judging FOLDER [--rows] [--only TEXT]
"""

from __future__ import annotations

import argparse
import inspect
import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from desktop.compose import open_office
from desktop.core.errors import UserError
from desktop.core.values import to_json
from desktop.records.catalogue import record
from desktop.services.importing import ImportPlan, commit_import, plan_import
from desktop.services.office import Office
from desktop.store.find import find
from tests.importing.comparing import FALSE, MISSED, SILENT, UNREAD, Comparison, Finding

TODAY = date(2026, 6, 1)
LEDGER = "台账.zhijiao"


@dataclass
class Score:
    """What became of the rows of one file, or of all."""

    readable: int = 0  # rows that a careful person reads without a doubt
    landed: int = 0  # of these: right in the ledger, nothing asked
    records: int = 0  # readable rows and rows with a fault to be named
    settled: int = 0  # of these: right, or named at the right cell
    skipped: int = 0
    cells: int = 0
    false_cells: int = 0
    columns: int = 0
    matched: int = 0
    silent: int = 0  # rows with a value that is wrong, and no word about it
    findings: list[Finding] = field(default_factory=list)
    other_kinds: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def add(self, other: Score) -> None:
        for name in (
            "readable",
            "landed",
            "records",
            "settled",
            "skipped",
            "cells",
            "false_cells",
            "columns",
            "matched",
            "silent",
        ):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.findings += other.findings
        self.other_kinds += other.other_kinds
        self.seconds += other.seconds


def base_ledger(folder: Path, truth: Mapping[str, Any], books: Path) -> Path:
    """A ledger that holds base/, closed and ready to be copied."""
    made = open_office(str(folder / LEDGER), create=("2222000001", "江城职业技术学校"), today=TODAY)
    try:
        for step in truth["setup"]:
            result = commit_import(made, plan_import(made, books / step["file"], step["into"]))
            if not result.created == result.rows > 0:
                raise AssertionError(f"{step['file']}：{result.rows} 行只建了 {result.created} 行")
    finally:
        made.ledger.close()
    return folder


def fresh(base: Path, folder: Path) -> Office:
    """An office on a copy of the base ledger."""
    for each in base.iterdir():
        shutil.copy2(each, folder / each.name)
    return open_office(str(folder / LEDGER), today=TODAY)


def judge_file(base: Path, books: Path, told: Mapping[str, Any]) -> Score:
    """Imports one workbook into a fresh ledger and compares every row."""
    with tempfile.TemporaryDirectory() as folder:
        office = fresh(base, Path(folder))
        try:
            started = time.perf_counter()
            score = _File(office, books, told).judge()
            score.seconds = time.perf_counter() - started
            return score
        finally:
            office.ledger.close()


class _File:
    """One workbook with all its tables."""

    def __init__(self, office: Office, books: Path, told: Mapping[str, Any]) -> None:
        self.office, self.books, self.told = office, books, told
        self.score = Score()

    def judge(self) -> Score:
        for into in dict.fromkeys(table["into"] for table in self.told["tables"]):
            tables = [table for table in self.told["tables"] if table["into"] == into]
            wanted = [row for table in tables for row in table["rows"] if row["outcome"] != "skip"]
            try:
                plan = self._plan(into)
                self._tables(into, plan, tables)
            except UserError as refused:
                self._unread(wanted, "整份没读", str(refused))
            except Exception as crash:  # noqa: BLE001 - one broken file must not hide the others
                self._unread(wanted, f"崩溃：{type(crash).__name__}", str(crash))
        return self.score

    def _unread(self, wanted: list[Any], kind: str, why: str) -> None:
        for row in wanted:
            self._count(row, [Finding(UNREAD, kind, self.told["file"], row["row"], why)], True)

    def _plan(self, into: str) -> ImportPlan:
        more: dict[str, Any] = {"strict": False}
        if "password" in self.told and "password" in inspect.signature(plan_import).parameters:
            more["password"] = self.told["password"]
        return plan_import(self.office, self.books / self.told["file"], into, **more)

    def _tables(self, into: str, plan: ImportPlan, tables: list[Any]) -> None:
        lines = {(line.sheet, line.row): line for line in plan.lines}
        conflicts = {(each.sheet, each.row) for each in plan.conflicts}
        before = self._ledger(into, tables)
        commit_import(self.office, plan)
        landed = self._landed(into, tables, before)
        clashing = {
            (table["sheet"], row["same_as"]) for table in tables for row in table["rows"] if "same_as" in row
        } | conflicts
        judged: list[tuple[Comparison, Mapping[str, Any]]] = []
        for table in tables:
            judge = Comparison(self.office, into, plan, table, self.told["file"], clashing, landed)
            judged += [(judge, row) for row in table["rows"]]
            for row in table["rows"]:
                key = (table["sheet"], row["row"])
                line = lines.pop(key, None)
                findings = judge.row(row, line, key in conflicts)
                quiet = row["outcome"] == "record" and line is not None and not line.errors and not findings
                if quiet and not judge.is_in_ledger(row):
                    findings.append(Finding(UNREAD, "台账里没有", self.told["file"], row["row"], ""))
                asked = line is not None and bool(line.errors)
                self._count(row, findings, asked)
            self.score.other_kinds += judge.other_kinds
            self.score.columns += judge.columns
            self.score.matched += judge.matched
            self.score.cells += judge.cells
            self.score.false_cells += judge.false_cells
        self._unexplained(landed, [(judge, row) for judge, row in judged if row["outcome"] != "skip"])
        for (sheet, number), line in lines.items():
            severity = FALSE if line.rejected or line.errors else SILENT
            what = f"「{sheet}」不是记录的行读成了记录 {line.values}"
            self._count(
                {"row": number, "outcome": "skip"},
                [Finding(severity, "多读", self.told["file"], number, what)],
                True,
            )

    def _unexplained(
        self, landed: list[dict[str, Any]], judged: list[tuple[Comparison, Mapping[str, Any]]]
    ) -> None:
        """Rows of the ledger that no row of the workbook says: values mixed up, or made up."""
        for row in landed:
            if not any(judge.may_have_made(row, told) for judge, told in judged):
                self.score.findings.append(Finding(SILENT, "台账里多出", self.told["file"], 0, str(row)))
                self.score.silent += 1

    def _count(self, row: Mapping[str, Any], findings: list[Finding], asked: bool) -> None:
        score = self.score
        score.findings += findings
        silent = any(each.severity in (SILENT, MISSED) for each in findings)
        score.silent += silent
        if row["outcome"] == "skip":
            score.skipped += not findings
            return
        score.records += 1
        score.settled += not findings
        if row["outcome"] == "record":
            score.readable += 1
            score.landed += not findings and not asked

    def _labels(self, into: str, tables: list[Any]) -> list[str]:
        said = [row.get("values", {}) for table in tables for row in table["rows"]]
        return sorted(
            {label for each in [*said, *(table.get("context", {}) for table in tables)] for label in each}
        )

    def _ledger(self, into: str, tables: list[Any]) -> dict[int, tuple[Any, ...]]:
        labels = self._labels(into, tables)
        page = find(self.office.ledger, into, paths=labels, today=self.office.today)
        return dict(zip(page.ids, page.rows, strict=True))

    def _landed(
        self, into: str, tables: list[Any], before: Mapping[int, tuple[Any, ...]]
    ) -> list[dict[str, Any]]:
        """The ledger's rows that are new or changed, as a script would see them."""
        labels = self._labels(into, tables)
        own = record(into)
        found = []
        for number, row in self._ledger(into, tables).items():
            if before.get(number) == row:
                continue
            values = {}
            for label, value in zip(labels, row, strict=True):
                path = own.path(label)
                values[label] = value if path.field.ref else to_json(path.field, value, self.office.codes)
            found.append(values)
        return found


def judge_folder(books: Path, only: str = "") -> Iterator[tuple[Mapping[str, Any], Score]]:
    """File after file of a folder with truth.json."""
    truth = json.loads((books / "truth.json").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        base = base_ledger(Path(folder), truth, books)
        for told in truth["files"]:
            if only in told["file"]:
                yield told, judge_file(base, books, told)


def total(scores: list[Score]) -> Score:
    whole = Score()
    for each in scores:
        whole.add(each)
    return whole


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "—"


def line_of(name: str, score: Score) -> str:
    return (
        f"{name:<34} 应进 {score.readable:>4}  未问即进 {share(score.landed, score.readable):>6}  "
        f"对或已指明 {share(score.settled, score.records):>6}  默错 {score.silent:>3} 行  "
        f"列 {score.matched}/{score.columns}  误报 {share(score.false_cells, score.cells):>5}"
        f"  {score.seconds:.1f} 秒"
    )


def kinds_of(score: Score) -> Counter[tuple[str, str]]:
    """Findings by severity and kind, in rows."""
    return Counter((each.severity, each.kind) for each in score.findings)


def table_of(judged: list[tuple[Mapping[str, Any], Score]]) -> str:
    """The table of a whole set: files, totals, and what went wrong by kind."""
    lines = [line_of(told["file"], score) for told, score in judged]
    for name, clean in (("合计（脏表）", False), ("合计（干净表）", True)):
        scores = [score for told, score in judged if bool(told.get("clean")) == clean]
        lines.append(line_of(f"{name} {len(scores)} 份", total(scores)))
    whole = total([score for _, score in judged])
    for (severity, kind), count in kinds_of(whole).most_common():
        files = sorted(
            {each.file[:3] for each in whole.findings if (each.severity, each.kind) == (severity, kind)}
        )
        lines.append(f"  {severity} {kind} × {count}（{' '.join(files[:12])}）")
    lines += [f"  叫法不同 {kind} × {count}" for kind, count in whole.other_kinds.most_common()]
    return "\n".join(lines)


def main() -> None:
    """Prints the table of a folder, and with --rows every finding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", action="store_true", help="每一处都列出")
    parser.add_argument("--only", default="", help="只判文件名含此字样的")
    asked = parser.parse_args()
    judged = list(judge_folder(asked.folder, asked.only))
    print(table_of(judged))
    if asked.rows:
        for _, score in judged:
            for each in score.findings:
                print(f"{each.severity} {each.file} 第 {each.row} 行 {each.kind} {each.what}")


if __name__ == "__main__":
    main()
