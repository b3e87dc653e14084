"""Workbooks that open only with a password: opened with it, and locked again with it."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex
from typing import Any, BinaryIO, Final

from desktop.core.errors import UserError
from desktop.workbook.sniff import refuse

_OLE2: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SCAN: Final = 4_000_000
# What Excel itself uses for a workbook that is only marked read-only: nobody is asked for it.
_BUILT_IN: Final = "VelvetSweatshop"


class NeedsPassword(UserError):
    """The file opens only with a password; `wrong` when one was given that did not open it."""

    def __init__(self, path: Path, *, wrong: bool = False) -> None:
        said = "的打开密码不对" if wrong else "有打开密码"
        made = refuse(path, f"{said}；请给出密码（命令行用 --password-file），或在 WPS 里取消密码后再选")
        super().__init__(made.sentence, hint=made.hint)
        self.wrong = wrong


def is_encrypted(path: Path) -> bool:
    """Whether the bytes are an encrypted workbook, old or new."""
    with path.open("rb") as file:
        if file.read(8) != _OLE2:
            return False
        file.seek(0)
        if "EncryptedPackage".encode("utf-16-le") in file.read(_SCAN):
            return True
    return _is_locked_xls(path)


def _is_locked_xls(path: Path) -> bool:
    from desktop.workbook.old_records import is_locked, stream_of

    return is_locked(stream_of(path))


def decrypt(path: Path, password: str, out: Path) -> None:
    """The workbook without its password at `out`; NeedsPassword when it does not open."""
    for word in dict.fromkeys((password, _BUILT_IN)):
        if word and _opened(path, word, out):
            return
    raise NeedsPassword(path, wrong=bool(password))


def _opened(path: Path, password: str, out: Path) -> bool:
    import msoffcrypto
    from msoffcrypto import exceptions

    try:
        with path.open("rb") as source, out.open("wb") as sink:
            office: Any = msoffcrypto.OfficeFile(source)
            office.load_key(password=password)
            office.decrypt(sink)
    except (exceptions.InvalidKeyError, exceptions.DecryptionError):
        out.unlink(missing_ok=True)
        return False
    except OSError:
        raise
    except Exception as problem:  # the library raises what it meets in a broken file
        out.unlink(missing_ok=True)
        raise refuse(path, "的加密方式认不出来；请在 WPS 或 Excel 里取消密码，另存后再选") from problem
    return out.stat().st_size > 0


def encrypt(path: Path, password: str) -> None:
    """Locks a finished .xlsx with the password, in its place, whole or not at all."""
    from msoffcrypto.format.ooxml import OOXMLFile

    draft = path.with_name(f".{token_hex(8)}{path.suffix}")
    try:
        with path.open("rb") as source, draft.open("wb") as sink:
            _lock(OOXMLFile(source), password, sink)
            sink.flush()
            os.fsync(sink.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _lock(office: Any, password: str, sink: BinaryIO) -> None:
    office.encrypt(password, sink)
