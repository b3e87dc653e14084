"""Offices for the tests of checks, explanations and the archive: a small ledger, the demonstration one."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from desktop import compose
from desktop.core.dates import parse_window
from desktop.records.base import Base
from desktop.services import sampling
from desktop.services.office import Office
from desktop.store.act import act
from desktop.store.find import Condition, find
from tests.forms.conftest import SCHOOL, fill_small

TODAY = date(2026, 11, 24)
YEAR = parse_window("2025学年")
FORM = "职业培训情况统计表"


@cache
def _seeded() -> Path:
    """The demonstration ledger, made once a run."""
    folder = Path(tempfile.mkdtemp(prefix="zhijiao-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    one, two = sampling.demo_school(compose.program_folder() / "resources")
    code, name = (one, two) if one.isdigit() else (two, one)
    office = compose.open_office(str(folder / "演示.zhijiao"), create=(code, name), today=TODAY)
    sampling.demo(office)
    office.ledger.close()
    return folder / "演示.zhijiao"


def demo_office(folder: Path) -> Office:
    """A copy of the demonstration ledger, to be written to."""
    return compose.open_office(str(shutil.copy(_seeded(), folder / "演示.zhijiao")), today=TODAY)


@cache
def _small() -> Path:
    """The small ledger, made once a run."""
    folder = Path(tempfile.mkdtemp(prefix="zhijiao-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    office = compose.open_office(str(folder / "小.zhijiao"), create=("3122000999", SCHOOL), today=TODAY)
    fill_small(office)
    office.ledger.close()
    return folder / "小.zhijiao"


def small_office(folder: Path) -> Office:
    """A copy of it: two classes, one with a roster; receipts, lessons, a practice."""
    return compose.open_office(str(shutil.copy(_small(), folder / "小.zhijiao")), today=TODAY)


def ids(office: Office, record: str, *where: Condition) -> list[int]:
    """Rows by condition."""
    return find(office.ledger, record, paths=[], where=where, today=TODAY).ids


def change(office: Office, said: str, model: type[Base], row_id: int, /, **values: Any) -> None:
    """One act that changes one row."""
    with act(office.ledger, said) as s:
        s.update(model, {row_id: values})


def insert(office: Office, said: str, model: type[Base], /, **values: Any) -> int:
    """One act that makes one row."""
    with act(office.ledger, said) as s:
        return s.insert(model, [values])[0]
