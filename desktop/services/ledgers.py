"""The ledger as a whole: a new one, a backup of it, and whether it is sound."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.core.errors import UserError
from desktop.core.progress import Progress
from desktop.store import backup as copies
from desktop.store import failures
from desktop.store import verify as looking
from desktop.store.bringing import schools_in
from desktop.store.ledger import Ledger
from desktop.store.verify import Finding

__all__ = ["Finding", "backup", "init", "several_schools", "verify"]


def init(address: str | Path, *, school_code: str, school_name: str) -> Ledger:
    """A new, empty ledger of this school; its folder is made where it is missing."""
    name, code = school_name.strip(), school_code.strip()
    if not name:
        raise UserError("没有填写学校名称", hint="，请写学校全称。")
    if not code:
        raise UserError("没有填写学校标识码", hint="，请写学校标识码。")
    if "://" not in str(address):
        folder = Path(address).expanduser().absolute().parent
        with failures.translated(str(folder)):
            folder.mkdir(parents=True, exist_ok=True)
    return Ledger.create(address, school_code=code, school_name=name)


def several_schools(ledger: Ledger) -> bool:
    """Whether other schools' ledgers have been brought into this one."""
    with ledger.reading() as reading:
        return len(schools_in(reading)) > 1


def backup(ledger: Ledger, folder: str | Path) -> Path:
    """A checked copy of the ledger in `folder`, which is made where it is missing; the file it became."""
    target = Path(folder).expanduser().absolute()
    with failures.translated(str(target)):
        target.mkdir(parents=True, exist_ok=True)
    return copies.backup(ledger, target)


def verify(ledger: Ledger, progress: Progress | None = None) -> Sequence[Finding]:
    """Everything found wrong with file, trail, attachments and search; empty when it is sound."""
    return looking.verify(ledger, progress)
