"""Puts an office together: the ledger opened, codes and policy loaded, the program's folders found."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # imported late: the window paints before anything of the ledger is read
    from datetime import date

    from desktop.services.office import Office

LEDGER_NAME = "台账.zhijiao"


def program_folder() -> Path:
    """Where resources/ and forms/ lie: the repository, or inside a frozen build."""
    frozen = getattr(sys, "_MEIPASS", "")
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


def user_folder() -> Path:
    """The user's own data folder: the ledger when none is named, the log, the window's sizes."""
    from platformdirs import user_data_path

    return user_data_path("zhijiao", appauthor=False)


def ledger_address(address: str | None) -> str:
    """The ledger that is meant: the one named, else the user's own."""
    return address or str(user_folder() / LEDGER_NAME)


def ledger_exists(address: str | None) -> bool:
    """Whether there is a ledger, or any other file that a new one must not take the place of."""
    from desktop.store import failures, revisions
    from desktop.store.engines import engine_at

    engine = engine_at(ledger_address(address))
    try:
        with failures.translated(engine.place):
            if engine.kind == "sqlite" or not engine.exists():
                return engine.exists()
            with engine.pool.connect() as connection, connection.begin():
                return revisions.revision_of(connection) is not None
    finally:
        engine.pool.dispose()


def standing(address: str | None = None, *, today: date | None = None) -> str | None:
    """A word that changes with anything a screen could show: the ledger's last acts, the day, the program,
    its code lists, policy and forms. None where it cannot be told, such as of a ledger on a server."""
    import datetime
    import json
    from zlib import crc32

    from desktop.store.standing import last_acts  # the standard library alone: asked before the first rows

    where = ledger_address(address)
    acts = last_acts(where)
    if acts is None:
        return None
    program = program_folder()
    folders = [program / "resources" / name for name in ("codes", "policy", "holidays")]
    stamps = [_stamp(folder) for folder in (*folders, program / "forms", program / "desktop")]
    stamps.append(_stamp(Path(sys.executable)))  # a frozen build has its program in there
    place = str(Path(where).expanduser().absolute())
    day = today or datetime.date.today()
    return json.dumps([place, acts, day.isoformat(), crc32(repr(stamps).encode())])


def _stamp(path: Path) -> list[tuple[str, int, int]]:
    """Names, sizes and times of the files that the program is made of."""
    if path.is_dir():
        return [
            stamp
            for entry in sorted(os.scandir(path), key=lambda entry: entry.name)
            if entry.name != "__pycache__"
            for stamp in _stamp(Path(entry.path))
        ]
    found = path.stat()
    return [(path.name, found.st_size, found.st_mtime_ns)]


def open_office(
    address: str | None = None,
    *,
    create: tuple[str, str] | None = None,
    passphrase_file: str | None = None,
    today: date | None = None,
) -> Office:
    """The office on the ledger at `address` (None: the user's own); `create` = (school code, school name)
    makes a new one. `today` is given where the result must come out the same every time."""
    if passphrase_file is not None:
        _no_encryption_yet(Path(passphrase_file))
    import datetime

    from desktop.core.codes import CodeFolder
    from desktop.core.packs import PackFolder
    from desktop.services.office import Office
    from desktop.services.task_codes import with_tasks
    from desktop.store.ledger import Ledger

    resources = program_folder() / "resources"
    codes, packs = CodeFolder(resources / "codes"), PackFolder(resources / "policy")
    where = ledger_address(address)
    if create is None:
        ledger = Ledger.open(where)
    else:
        from desktop.services import ledgers  # only here: reading it in takes a while, and the window waits

        ledger = ledgers.init(where, school_code=create[0], school_name=create[1])
    return with_tasks(
        Office(
            ledger=ledger,
            codes=codes,
            packs=packs,
            resources=resources,
            forms_dir=program_folder() / "forms",
            today=today or datetime.date.today(),
        )
    )


def _no_encryption_yet(file: Path) -> None:
    """A passphrase that nothing asks for would look as if the ledger were safe."""
    from desktop.core.errors import UserError

    if not file.is_file():
        raise UserError("找不到口令文件", hint="，请检查位置。", place=str(file))
    raise UserError("这一版的台账不加密，用不上口令", hint="，请去掉 --passphrase-file 再运行。")
