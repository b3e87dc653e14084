"""What the tests of importing share: an office on a new ledger, and workbooks made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from desktop.compose import open_office
from desktop.services.importing import ImportPlan, ImportResult, commit_import, plan_import
from desktop.services.office import Office
from desktop.store.content import content_hash
from desktop.store.find import find

IDS = (
    "11010519491231002X",
    "440524188001010014",
    "220202198001010018",
    "220284200506300023",
)
CLASS = "低压电工培训班（一期）"


def new_office(folder: Path) -> Office:
    """An office on an empty ledger."""
    return open_office(
        str(folder / "台账.zhijiao"), create=("2222000001", "江城职业技术学校"), today=date(2026, 6, 1)
    )


def book(path: Path, rows: Sequence[Sequence[Any]], *merges: str, sheet: str = "Sheet1") -> Path:
    """A workbook of one sheet, with merged blocks."""
    made = openpyxl.Workbook()
    made.active.title = sheet
    for row in rows:
        made.active.append(list(row))
    for block in merges:
        made.active.merge_cells(block)
    made.save(path)
    return path


def bring(office: Office, file: Path, into: str, **more: Any) -> tuple[ImportPlan, ImportResult]:
    """Planned and committed."""
    plan = plan_import(office, file, into, **more)
    return plan, commit_import(office, plan)


def rows(office: Office, into: str, *labels: str) -> list[tuple[Any, ...]]:
    """The ledger's rows by label paths, in the order of their making."""
    return find(office.ledger, into, paths=labels, today=office.today, sort=[(labels[0], False)]).rows


def contents(office: Office) -> str:
    return content_hash(office.ledger)
