"""A copy of the whole ledger as one file, made while it is open and looked through before it is named."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path

from desktop.core.errors import UserError
from desktop.store import failures
from desktop.store.engines.places import refuse_unwritable
from desktop.store.engines.sqlite import SPARE_BYTES
from desktop.store.ledger import Ledger


def backup(ledger: Ledger, folder: Path) -> Path:
    """Copy the ledger into `folder`, reopen and check the copy, then name it with the time."""
    with failures.translated(str(folder)):
        refuse_unwritable(folder)
        _check_room(ledger, folder)
        stamp = datetime.now().strftime("%Y-%m-%d %H%M%S")
        target = _free(folder / f"{_stem(ledger)}（备份 {stamp}）.db")
        part = target.with_name(f".{target.name}.part")
        try:
            ledger.engine.copy(part)
            check_file(part)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def check_file(path: Path) -> None:
    """Reopen a copied ledger and have SQLite look through it; a copy that fails is no backup."""
    with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as copy:
        found = [row[0] for row in copy.execute("PRAGMA quick_check(1)")]
        dangling = copy.execute("PRAGMA foreign_key_check").fetchone()
        ledger = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    if found != ["ok"] or dangling or not ledger:
        raise UserError(
            "备份出来的文件没有通过检查，没有保留", hint="，请换一个磁盘或U盘再备份。", place=str(path.parent)
        )


def _check_room(ledger: Ledger, folder: Path) -> None:
    size = Path(ledger.place).stat().st_size if ledger.kind == "sqlite" else 0
    if shutil.disk_usage(folder).free < size + SPARE_BYTES // 4:
        raise UserError(failures.NO_SPACE, hint=failures.NO_SPACE_HINT, place=str(folder))


def _stem(ledger: Ledger) -> str:
    return Path(ledger.place).stem if ledger.kind == "sqlite" else ledger.place.rpartition("/")[2]


def _free(target: Path) -> Path:
    """Two backups within a second get different names."""
    number = 2
    free = target
    while free.exists():
        free = target.with_name(f"{target.stem} {number}{target.suffix}")
        number += 1
    return free
