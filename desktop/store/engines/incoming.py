"""Another school's ledger file as it stands, copied to be read: the file itself is never touched."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from pathlib import Path

from desktop.core.errors import UserError
from desktop.store import failures

MAGIC = b"SQLite format 3\0"
_WAIT_SECONDS = 1.0


def is_ledger_file(path: Path) -> bool:
    """Whether a file begins like a ledger; what cannot be read is none."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def copy_in(path: Path, target: Path) -> None:
    """A consistent copy, also of a ledger that is open somewhere; refused with a sentence where there is
    none to be had."""
    with failures.translated(str(path)):
        if not is_ledger_file(path):
            raise UserError("这个文件不是台账，或已损坏", hint="，请向学校重新要一份。", place=str(path))
        log = path.with_name(f"{path.name}-wal")
        if not log.exists():
            # Nobody has it open: as it lies. Opening it would leave a log beside a file on somebody's stick.
            shutil.copyfile(path, target)
            return
        with (
            contextlib.closing(
                sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=_WAIT_SECONDS)
            ) as file,
            contextlib.closing(sqlite3.connect(target)) as copy,
        ):
            file.execute("SELECT 1 FROM sqlite_master").fetchone()
            file.backup(copy)
